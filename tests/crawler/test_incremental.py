"""The second run and the ones after it ask little, and find all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive import Archive
from tests.crawler.conftest import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Luutru, Site

PER_PAGE = 12


def address(number: int) -> str:
    return f"/tin/bai-viet-hay-so-{number}"


def put_article(site: Site, number: int, *, text: str = "", day: int = 0) -> None:
    body = text or f"Nội dung riêng của bài thứ {number}. " * 12
    site.put(address(number), page(f"Bài viết hay số {number}", date=printed(number, day), body=body))


def printed(number: int, day: int = 0) -> str:
    """The higher the number the later the date; from 100 on those of the days after the first run."""
    return f"{number % 28 + 1:02}/{number // 28 + 1:02}/2022" if number < 100 else f"{12 + day:02}/12/2022"


def put_listing(site: Site, numbers: Sequence[int], *, day: int = 0) -> None:
    """Pages of a listing, newest first; the first one at an address of its own."""
    pages = [numbers[start : start + PER_PAGE] for start in range(0, len(numbers), PER_PAGE)]
    for place, chosen in enumerate(pages, 1):
        rows = "".join(
            f'<li><a href="{address(n)}">Bài viết hay số {n}</a> <span>{printed(n, day)}</span></li>' for n in chosen
        )
        links = " ".join(f'<a href="/tin?page={n}">{n}</a>' for n in range(1, len(pages) + 1))
        path = "/tin" if place == 1 else f"/tin?page={place}"
        site.put(path, f"<html><title>Tin</title><body><h1>Tin</h1><ul>{rows}</ul>{links}</body></html>".encode())
    site.answers["/tin?page=1"] = site.answers["/tin"]


def portal(site: Site, count: int = 60) -> None:
    site.put("/", b'<html><title>Cong</title><body><a href="/tin">Tin</a></body></html>')
    put_listing(site, list(range(count - 1, -1, -1)))
    for number in range(count):
        put_article(site, number)


def crawl(luutru: Luutru, site: Site, day: int, *options: str, text: str = "") -> str:
    site.asked.clear()
    done = luutru(
        "crawl", "--file", luutru.define(site, text), *options, LUUTRU_NOW=f"2022-12-{12 + day:02}T09:00:00+07:00"
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def rows(luutru: Luutru, statement: str) -> list[dict[str, Any]]:
    with Archive.open(luutru.archive) as archive:
        return archive.rows(statement)


def titles(luutru: Luutru) -> set[str]:
    return {row["title"] for row in rows(luutru, "SELECT title FROM articles")}


def test_the_pages_of_a_listing_are_read_until_what_is_known_begins(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site, 0)
    assert len(titles(luutru)) == 60
    for number in (100, 101, 102):
        put_article(site, number, day=1)
    put_listing(site, [102, 101, 100, *range(59, -1, -1)], day=1)
    crawl(luutru, site, 1)
    assert len(titles(luutru)) == 63
    assert {path for path in site.asked if path.startswith("/tin?page")} <= {"/tin?page=1", "/tin?page=6"}


def test_where_a_page_is_all_news_the_next_one_is_asked_for_too(luutru: Luutru, site: Site) -> None:
    portal(site)
    crawl(luutru, site, 0)
    new = list(range(100, 127))
    for number in new:
        put_article(site, number, day=1)
    put_listing(site, [*reversed(new), *range(59, -1, -1)], day=1)
    crawl(luutru, site, 1)
    assert len(titles(luutru)) == 87
    assert site.asked["/tin?page=3"] == 1
    assert site.asked["/tin?page=4"] == 0


def test_a_page_that_has_not_changed_is_not_sent_again(luutru: Luutru, site: Site) -> None:
    site.has_etags = True
    portal(site, 6)
    crawl(luutru, site, 0, text="[schedule]\nwatch = ['1 hour']\n")
    crawl(luutru, site, 2, text="[schedule]\nwatch = ['1 hour']\n")
    assert "If-None-Match" in site.headers[address(3)]
    put_article(site, 3, text="Nội dung đã được sửa lại sau khi đăng. " * 12)
    crawl(luutru, site, 4, text="[schedule]\nwatch = ['1 hour']\n")
    assert [row["version"] for row in rows(luutru, "SELECT version FROM articles ORDER BY url")] == [1, 1, 1, 2, 1, 1]
    statuses = rows(luutru, "SELECT status, count(*) AS n FROM captures WHERE url LIKE '%so-2' GROUP BY status")
    assert {row["status"]: row["n"] for row in statuses} == {200: 1, 304: 2}
    assert {row["state"] for row in rows(luutru, "SELECT state FROM articles")} == {"live"}
    assert {row["kind"] for row in rows(luutru, "SELECT kind FROM pages WHERE url LIKE '%bai-viet%'")} == {"article"}
    assert luutru("verify").returncode == 0


def test_a_server_that_says_unchanged_whatever_happens_is_found_out_within_a_week(luutru: Luutru, site: Site) -> None:
    site.has_etags = True
    portal(site, 6)
    crawl(luutru, site, 0)
    put_article(site, 100, day=1)
    put_listing(site, [100, *range(5, -1, -1)], day=1)
    listing = site.answers["/tin"]
    seen = site.headers["/tin"]

    def lies(_: int) -> Any:
        return (304, {}, b"") if "If-None-Match" in site.headers["/tin"] else listing

    assert "If-None-Match" not in seen
    site.answers["/tin"] = lies
    crawl(luutru, site, 3)
    assert len(titles(luutru)) == 6
    crawl(luutru, site, 9)
    assert len(titles(luutru)) == 7


def test_a_recheck_asks_for_everything_whole(luutru: Luutru, site: Site) -> None:
    site.has_etags = True
    portal(site, 6)
    crawl(luutru, site, 0)
    crawl(luutru, site, 1, "--recheck")
    assert "If-None-Match" not in site.headers[address(3)]
    assert site.asked[address(3)] == 1


def sitemap(site: Site, count: int, touched: dict[int, str]) -> None:
    entries = "".join(
        f"<url><loc>{site.url}{address(n)[1:]}</loc><lastmod>{touched.get(n, '2022-01-01T00:00:00Z')}</lastmod></url>"
        for n in range(count)
    )
    site.put("/sitemap.xml", f"<urlset>{entries}</urlset>".encode(), Content_Type="application/xml")


def test_what_a_sitemap_says_was_touched_is_looked_at_at_once(luutru: Luutru, site: Site) -> None:
    portal(site)
    sitemap(site, 60, {})
    crawl(luutru, site, 0)
    put_article(site, 3, text="Nội dung đã được sửa lại sau khi đăng. " * 12)
    sitemap(site, 60, {3: "2022-12-12T10:00:00Z"})
    crawl(luutru, site, 1)
    assert {path for path in site.asked if "bai-viet" in path} == {address(3)}
    (edited,) = rows(luutru, "SELECT version FROM articles WHERE url LIKE '%so-3'")
    assert edited["version"] == 2


def test_a_sitemap_that_calls_everything_touched_costs_ten_requests(luutru: Luutru, site: Site) -> None:
    portal(site)
    sitemap(site, 60, {})
    crawl(luutru, site, 0)
    sitemap(site, 60, {n: f"2022-12-{12 + n % 2}T{16 * (1 - n % 2):02}:{n:02}:00Z" for n in range(60)})
    said = crawl(luutru, site, 1)
    assert "lastmod" in said
    assert sum("bai-viet" in path for path in site.asked) == 10


def test_a_budget_is_spent_on_news_first_and_the_next_run_goes_on(luutru: Luutru, site: Site) -> None:
    portal(site)
    said = crawl(luutru, site, 0, text="[schedule]\nbudget = 20\n")
    assert "addresses wait for the next run" in said
    assert sum(site.asked.values()) - site.asked["/robots.txt"] == 20
    for day in range(1, 6):
        crawl(luutru, site, day, text="[schedule]\nbudget = 20\n")
    assert len(titles(luutru)) == 60


def test_a_listing_of_the_definition_that_is_gone_is_said_once_and_the_rest_goes_on(luutru: Luutru, site: Site) -> None:
    portal(site)
    said = crawl(luutru, site, 0, text="[discover]\nlistings = ['/khong-con']\n")
    assert said.count("/khong-con: HTTP 404") == 1
    assert len(titles(luutru)) == 60


def test_an_address_that_shows_the_home_page_holds_nothing(luutru: Luutru, site: Site) -> None:
    portal(site)
    home = b'<html><title>Cong</title><body><a href="/tin">Tin</a>%s</body></html>' % b"".join(
        b'<p><a href="%s">Bai viet hay so %d</a></p>' % (address(n).encode(), n) for n in range(59, 47, -1)
    )
    site.put("/", home)
    site.elsewhere = lambda path, _: (200, {"Content-Type": "text/html; charset=utf-8"}, home)
    site.put("/robots.txt", b"", 404)
    crawl(luutru, site, 0)
    assert len(titles(luutru)) == 60
    del site.answers[address(7)]
    crawl(luutru, site, 1, "--recheck")
    crawl(luutru, site, 2, "--recheck")
    (removed,) = rows(luutru, "SELECT state FROM articles WHERE url LIKE '%so-7'")
    assert removed["state"] == "removed"
    before = rows(luutru, "SELECT url, kind, outcome FROM pages ORDER BY url")
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru, "SELECT url, kind, outcome FROM pages ORDER BY url") == before
