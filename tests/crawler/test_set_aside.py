"""Pages in doubt: captured, not published; published when the doubt turns out usual, or when somebody has looked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.verification import verify
from tests.crawler.conftest import Kept, Luutru, page, serving
from tests.crawler.test_incremental import address, put_article, put_listing, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crawler.conftest import Site

WAITING = "SELECT url, doubt FROM set_aside WHERE settled_at IS NULL ORDER BY url"


def portal(site: Site, count: int = 40) -> None:
    site.put("/", b'<html><title>Cong</title><body><a href="/tin">Tin</a></body></html>')
    put_listing(site, list(range(count - 1, -1, -1)))
    for number in range(count):
        put_article(site, number)


def crawl(luutru: Luutru, site: Site, day: int, *options: str) -> str:
    text = "[article]\nurl = '/tin/bai-viet'\n"
    now = f"2022-12-{12 + day:02}T09:00:00+07:00"
    done = luutru("crawl", "--file", luutru.define(site, text), *options, LUUTRU_NOW=now)
    assert done.returncode == 0, done.stderr
    return done.stderr


def put_undated(site: Site, numbers: list[int], known: int = 40) -> None:
    for number in numbers:
        body = f"Nội dung riêng của bài thứ {number}. " * 12
        site.put(address(number), page(f"Bài viết hay số {number}", date="", body=body))
    links = "".join(f'<li><a href="{address(n)}">Bài viết hay số {n}</a></li>' for n in [*numbers, *range(known)])
    site.put("/tin", f"<html><title>Tin</title><body><h1>Tin</h1><ul>{links}</ul></body></html>".encode())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    luutru = Luutru(tmp_path_factory.mktemp("kept"))
    with serving() as site:
        portal(site)
        crawl(luutru, site, 0)
        put_undated(site, [100, 101, 102, 103, 104])
        crawl(luutru, site, 1)
        yield Kept(luutru.folder, site)


@pytest.fixture
def lost_dates(kept: Kept, tmp_path: Path) -> Luutru:
    """A portal of 40 dated articles, of which five more print no date a day later."""
    return kept.copied(tmp_path)


@pytest.fixture
def its_site(kept: Kept, lost_dates: Luutru) -> Site:
    """That portal."""
    return kept.site


def test_articles_that_lost_what_all_had_wait(lost_dates: Luutru) -> None:
    waiting = rows(lost_dates, WAITING)
    assert [row["doubt"] for row in waiting] == ["no_date"] * 5
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles")[0]["n"] == 40
    captured = rows(lost_dates, "SELECT count(*) AS n FROM captures JOIN set_aside ON captures.id = capture_id")
    assert captured[0]["n"] == 5
    status = lost_dates("status", LUUTRU_NOW="2022-12-13T10:00:00+07:00").stdout
    assert "5 in doubt, not published" in status
    assert verify(lost_dates.archive).findings == []


def test_a_date_that_lists_alone_tell_is_not_missed_on_the_page(luutru: Luutru, site: Site) -> None:
    def put(*, count: int, day: int, listed: int, on_home: str = "") -> None:
        links = "".join(
            f'<li><a href="{address(number)}">Bài viết hay số {number}</a> <i>(0{1 + number % 9}/12/2022)</i></li>'
            for number in reversed(range(listed))
        )
        site.put("/", f'<html><title>Cong</title><body><a href="/tin">Tin</a>{on_home}</body></html>'.encode())
        site.put("/tin", f"<html><title>Tin</title><body><h1>Tin</h1><ul>{links}</ul></body></html>".encode())
        for number in range(count):
            body = f"Nội dung riêng của bài thứ {number}. " * 12 + f"Sửa ngày thứ {day}."
            site.put(address(number), page(f"Bài viết hay số {number}", date="", body=body))

    put(count=40, day=0, listed=40)
    crawl(luutru, site, 0)
    (dated,) = rows(luutru, "SELECT count(*) AS n FROM articles WHERE published_from = 'listing'")
    assert dated["n"] == 40
    put(count=41, day=1, listed=20, on_home=f'<p><a href="{address(40)}">Bài viết hay số 40</a></p>')
    crawl(luutru, site, 1, "--recheck")
    assert rows(luutru, "SELECT doubt FROM set_aside") == []
    assert rows(luutru, "SELECT count(*) AS n FROM articles")[0]["n"] == 41


def test_what_was_looked_at_is_published(lost_dates: Luutru, its_site: Site) -> None:
    doctor = lost_dates("doctor", "portal").stdout
    assert address(104) in doctor
    assert "luutru accept portal" in doctor
    done = lost_dates("accept", "portal", LUUTRU_NOW="2022-12-13T12:00:00+07:00")
    assert "5 pages published" in done.stdout
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles")[0]["n"] == 45
    assert rows(lost_dates, WAITING) == []
    put_undated(its_site, [105, 100, 101, 102, 103, 104])
    crawl(lost_dates, its_site, 2)
    assert rows(lost_dates, WAITING) == []
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles")[0]["n"] == 46


def test_what_a_known_article_lost_and_somebody_looked_at_is_not_doubted_again(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site, 0)
    put_undated(site, [0, 1, 2, 3, 4])
    crawl(luutru, site, 1, "--recheck")
    assert [row["doubt"] for row in rows(luutru, WAITING)] == ["no_date"] * 5
    assert "5 pages published" in luutru("accept", "portal", LUUTRU_NOW="2022-12-13T12:00:00+07:00").stdout
    crawl(luutru, site, 2, "--recheck")
    assert rows(luutru, WAITING) == []


def test_what_is_dropped_stays_out(lost_dates: Luutru, its_site: Site) -> None:
    assert "5 pages dropped" in lost_dates("accept", "portal", "--drop").stdout
    crawl(lost_dates, its_site, 3, "--recheck")
    assert rows(lost_dates, WAITING) == []
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles")[0]["n"] == 40


def test_a_later_look_that_reads_well_publishes(lost_dates: Luutru, its_site: Site) -> None:
    for number in range(100, 105):
        put_article(its_site, number, day=1)
    crawl(lost_dates, its_site, 3, "--recheck")
    assert rows(lost_dates, WAITING) == []
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles")[0]["n"] == 45
    assert {row["settlement"] for row in rows(lost_dates, "SELECT settlement FROM set_aside")} == {"superseded"}


def test_that_a_storm_is_over_publishes_nothing_of_it(lost_dates: Luutru, its_site: Site) -> None:
    for number in range(110, 125):
        put_article(its_site, number, day=2)
    put_undated(its_site, [100, 101, 102, 103, 104, *range(124, 109, -1)])
    for number in range(110, 125):
        put_article(its_site, number, day=2)
    crawl(lost_dates, its_site, 2)
    assert len(rows(lost_dates, WAITING)) == 5
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles")[0]["n"] == 55
    for number in range(100, 105):
        put_article(its_site, number, day=1)
    crawl(lost_dates, its_site, 3)
    assert rows(lost_dates, WAITING) == []
    assert rows(lost_dates, "SELECT count(*) AS n FROM articles WHERE published_on IS NULL")[0]["n"] == 0


def test_a_definition_that_reads_it_well_publishes(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site, 0)
    for number in range(100, 105):
        body = f"Nội dung riêng của bài thứ {number}. " * 12
        made = page(f"Bài viết hay số {number}", date="", body=body).decode()
        site.put(
            address(number),
            made.replace("</body>", '<div class="footer"><i class="x">13.12.2022</i> Cổng</div></body>').encode(),
        )
    links = "".join(f'<li><a href="{address(n)}">Bài viết hay số {n}</a></li>' for n in range(100, 105))
    site.put("/tin", f"<html><title>Tin</title><body><h1>Tin</h1><ul>{links}</ul></body></html>".encode())
    crawl(luutru, site, 1)
    assert len(rows(luutru, WAITING)) == 5
    text = "[article]\nurl = '/tin/bai-viet'\ndate = 'i.x'\n"
    done = luutru(
        "crawl", "--file", luutru.define(site, text), LUUTRU_NOW="2022-12-13T09:30:00+07:00"
    )  # before they are due again
    assert done.returncode == 0, done.stderr
    assert "articles in pages that were taken for none" in luutru("reextract", "--apply").stdout
    assert rows(luutru, WAITING) == []
    assert rows(luutru, "SELECT count(*) AS n FROM articles")[0]["n"] == 45


def test_all_of_it_is_made_again_from_the_records_alone(lost_dates: Luutru) -> None:
    lost_dates("accept", "portal", "set_aside", LUUTRU_NOW="2022-12-13T12:00:00+07:00")
    statements = ("SELECT * FROM set_aside", "SELECT * FROM troubles", "SELECT id, url, title, text FROM articles",
                  "SELECT id, reason, counts, failures FROM crawls", "SELECT url, announced FROM pages")  # fmt: skip
    before = [rows(lost_dates, statement) for statement in statements]
    for file in lost_dates.archive.glob("archive.db*"):
        file.unlink()
    assert lost_dates("verify", "--repair").returncode == 0
    assert [rows(lost_dates, statement) for statement in statements] == before


def test_what_was_settled_stays_so_where_a_repair_reads_fewer_pages(lost_dates: Luutru, its_site: Site) -> None:
    published = "SELECT url FROM articles WHERE published_on IS NULL ORDER BY url"
    assert "5 pages dropped" in lost_dates("accept", "portal", "set_aside", "--drop").stdout
    put_undated(its_site, [110, 111, 112, 113, 114])
    crawl(lost_dates, its_site, 3)
    assert "5 pages published" in lost_dates("accept", "portal", "set_aside").stdout
    before = rows(lost_dates, published)
    assert len(before) == 5
    (place,) = rows(
        lost_dates,
        "SELECT warc_file, warc_offset, warc_length FROM captures JOIN set_aside ON captures.id = capture_id "
        "WHERE set_aside.id = 1",
    )
    with (lost_dates.archive / "warc" / place["warc_file"]).open("r+b") as file:
        file.seek(place["warc_offset"] + place["warc_length"] // 2)
        file.write(b"\xff\xff")
    for database in lost_dates.archive.glob("archive.db*"):
        database.unlink()
    lost_dates("verify", "--repair")
    assert rows(lost_dates, "SELECT count(*) AS n FROM set_aside")[0]["n"] == 9
    assert rows(lost_dates, published) == before
    assert rows(lost_dates, WAITING) == []


def test_a_page_that_always_lacks_something_is_in_no_doubt(luutru: Luutru, site: Site) -> None:
    portal(site)
    for number in (3, 4, 11, 12, 25):
        body = f"Nội dung riêng của bài thứ {number}. " * 12
        site.put(address(number), page(f"Bài viết hay số {number}", date="", body=body))
    put_undated(site, [])
    crawl(luutru, site, 0)
    held = rows(luutru, "SELECT count(*) AS n FROM articles")[0]["n"]
    put_undated(site, [100])
    crawl(luutru, site, 1)
    assert rows(luutru, WAITING) == []
    assert rows(luutru, "SELECT count(*) AS n FROM articles")[0]["n"] == held + 1


def test_a_domain_that_changed_hands_overwrites_nothing(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site, 0)
    before = rows(luutru, "SELECT title, text, version FROM articles ORDER BY id")
    text = "Tên miền này hiện đang được rao bán, vui lòng liên hệ nhà cung cấp để được tư vấn và báo giá tốt nhất. " * 4
    parked = page("Tên miền được rao bán", date="12/12/2022", body=text)
    for path in list(site.answers):
        site.put(path, parked)
    luutru("crawl", "--file", luutru.define(site), "--recheck", LUUTRU_NOW="2022-12-14T09:00:00+07:00")
    assert rows(luutru, "SELECT title, text, version FROM articles ORDER BY id") == before
    kinds = {json.loads(line)["portal"]: json.loads(line) for line in luutru("status", "--json").stdout.splitlines()}
    assert kinds["portal"]["health"] != "green"


def test_wrong_use_is_one_line(lost_dates: Luutru) -> None:
    for arguments in (("accept", "nobody"), ("accept", "portal", "moved"), ("doctor", "nobody"), ("status", "nobody")):
        done = lost_dates(*arguments)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    with Archive.open(lost_dates.archive) as archive:
        assert archive.portals()
