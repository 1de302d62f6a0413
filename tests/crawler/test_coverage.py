"""`luutru coverage` on whole portals: what is hidden is found by its numbers, and what can be asked for is fetched."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from archive import Archive
from archive.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Luutru, Site

FIRST_ID = 700_000
NEWS, DOCUMENTS, HIDDEN = 130, 110, 25
START = date(2024, 1, 2)
TEXT = "Nội dung riêng của văn bản thứ {n}, được ban hành và công bố theo quy định hiện hành của pháp luật. "


def day(n: int, of: int) -> date:
    return START + timedelta(days=n * 340 // of)


def article(title: str, n: int, on: date, *, canonical: str = "", head: str = "") -> bytes:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f"<html><head><title>{title} - Cổng</title>{link}</head><body><h1>{title}</h1><p>Ngày đăng: {on:%d/%m/%Y}</p>"
        f"{head}<p>{TEXT.format(n=n) * 4}</p></body></html>"
    ).encode()


def news_path(n: int) -> str:
    return f"/tin-tuc/hoi-nghi-cua-ban-chap-hanh-lan-{n % 7}-{FIRST_ID + n}.html"


def document_path(n: int) -> str:
    return f"/van-ban/quyet-dinh-{n}-qd-ubnd"


def listing(name: str, entries: list[tuple[str, str, date]], counter: str) -> bytes:
    rows = "".join(f'<li><a href="{path}">{title}</a> <span>{on:%d/%m/%Y}</span></li>' for path, title, on in entries)
    body = f"<h1>{name}</h1><ul>{rows}</ul><p>{counter}</p>"
    return f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode()


@pytest.fixture
def hidden() -> tuple[set[int], set[int]]:
    """Which news by their ids, and which documents by their numbers, nothing on the portal links to."""
    chance = random.Random(5)
    return set(chance.sample(range(2, NEWS - 2), HIDDEN)), set(chance.sample(range(2, DOCUMENTS - 2), HIDDEN))


def portal(site: Site, hidden: tuple[set[int], set[int]], *, any_slug: bool = True) -> None:
    news = []
    for n in range(NEWS):
        title, on = f"Hội nghị của Ban Chấp hành lần {n % 7} bàn về việc thứ {n}", day(n, NEWS)
        own = f"{site.url[:-1]}{news_path(n)}"
        site.put(news_path(n), article(title, n, on))
        if any_slug:
            site.put(f"/tin-tuc/tin-bai-{FIRST_ID + n}.html", article(title, n, on, canonical=own))
        news.append((news_path(n), title, on))
    documents = []
    for n in range(1, DOCUMENTS + 1):
        title, on = f"Quyết định số {n}/QĐ-UBND về việc phê duyệt kế hoạch thứ {n}", day(n, DOCUMENTS)
        site.put(document_path(n), article(title, 1000 + n, on))
        documents.append((document_path(n), title, on))
    shown = [one for n, one in enumerate(news) if n not in hidden[0]]
    filed = [one for n, one in enumerate(documents, 1) if n not in hidden[1]]
    site.put("/tin-tuc", listing("Tin tức", shown[::-1], f"Tổng số: {NEWS} tin"))
    site.put("/van-ban", listing("Văn bản", filed[::-1], "Trang 1/3"))
    site.put("/", listing("Cổng", [("/tin-tuc", "Tin tức", START), ("/van-ban", "Văn bản", START), *shown[-5:]], ""))
    feed = "".join(f"<item><link>{path}</link><title>{title}</title></item>" for path, title, _ in shown[-10:])
    site.put("/rss", f"<rss><channel>{feed}</channel></rss>".encode(), Content_Type="application/rss+xml")
    places = "".join(f"<url><loc>{site.url[:-1]}{path}</loc></url>" for path, *_ in [*shown, *filed])
    site.put("/sitemap.xml", f"<urlset>{places}</urlset>".encode(), Content_Type="application/xml")


def ledger(luutru: Luutru, *more: str) -> dict[str, list[dict[str, Any]]]:
    done = luutru("coverage", "--json", *more)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in ("portal", "month", "counter", "gap", "missing")}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        found[record["type"]].append(record)
    return found


def numbers(gaps: list[dict[str, Any]], by: str) -> set[int]:
    return {n for gap in gaps if gap["by"] == by and not gap["is_jump"] for n in range(gap["first"], gap["last"] + 1)}


def test_fifty_hidden_articles_are_found_by_their_numbers_and_fetched(
    luutru: Luutru, site: Site, hidden: tuple[set[int], set[int]]
) -> None:
    portal(site, hidden)
    assert luutru("crawl", "--file", luutru.define(site, "[discover]\nfeeds = ['/rss']\n")).returncode == 0
    found = ledger(luutru)
    assert numbers(found["gap"], "id") == {FIRST_ID + n for n in hidden[0]}
    assert numbers(found["gap"], "document") == hidden[1]
    (whole,) = found["portal"]
    assert (whole["articles"], whole["missing"]) == (NEWS + DOCUMENTS - 2 * HIDDEN, 0)
    assert {(one["counts"], one["value"]) for one in found["counter"]} == {("articles", NEWS), ("pages", 3)}
    done = luutru("coverage", "--fetch")
    assert done.returncode == 0, done.stderr
    again = ledger(luutru)
    assert again["portal"][0]["articles"] == NEWS + DOCUMENTS
    assert again["gap"] == []
    with Archive.open(luutru.archive) as archive:
        urls = {row["url"] for row in archive.rows("SELECT url FROM articles")}
    assert {f"{site.url[:-1]}{news_path(n)}" for n in hidden[0]} <= urls
    assert {f"{site.url[:-1]}{document_path(n)}" for n in hidden[1]} <= urls


def test_words_are_made_up_only_where_one_known_article_shows_that_they_do_not_count(
    luutru: Luutru, site: Site, hidden: tuple[set[int], set[int]]
) -> None:
    portal(site, hidden, any_slug=False)
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    done = luutru("coverage", "--fetch")
    assert done.returncode == 0, done.stderr
    made_up = [path for path in site.order if path.startswith("/tin-tuc/tin-bai-")]
    assert len(made_up) == 1
    found = ledger(luutru)
    assert len(numbers(found["gap"], "id")) == HIDDEN
    assert numbers(found["gap"], "document") == set()


def test_what_was_asked_for_and_is_gone_is_no_gap(luutru: Luutru, site: Site) -> None:
    missing = {15, 16, 40}
    rows = [(f"/tin/{1000 + n}.html", f"Bài viết hay và dài số {n}", day(n, 60)) for n in range(60) if n not in missing]
    site.put("/", listing("Cổng", rows, ""))
    for path, title, on in rows:
        site.put(path, article(title, int(path[5:9]), on))
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert numbers(ledger(luutru)["gap"], "id") == {1000 + n for n in missing}
    assert luutru("coverage", "--fetch").returncode == 0
    assert {site.asked[f"/tin/{1000 + n}.html"] for n in missing} == {1}
    assert ledger(luutru)["gap"] == []
    assert "nothing to ask for" in luutru("coverage", "--fetch").stdout


def test_a_sitemap_that_claims_more_than_is_held(luutru: Luutru, site: Site) -> None:
    rows = [(f"/tin/bai-viet-hay-so-{n}", f"Bài viết hay và dài số {n}", day(n, 12)) for n in range(12)]
    site.put("/", listing("Cổng", rows[:6], ""))
    for path, title, on in rows:
        site.put(path, article(title, len(path), on))
    for n in (9, 10):
        site.put(rows[n][0], status=500)
    places = "".join(f"<url><loc>{site.url[:-1]}{path}</loc></url>" for path, *_ in rows)
    site.put("/sitemap.xml", f"<urlset>{places}<url><loc>{site.url}gone</loc></url></urlset>".encode())
    luutru("crawl", "--file", luutru.define(site))
    found = ledger(luutru)
    assert {one["url"][-1] for one in found["missing"]} == {"9", "0"}
    assert {one["why"] for one in found["missing"]} == {"asked for: error"}
    assert found["portal"][0]["others"] == {"gone": 1}
    assert sum(one["sitemap"] for one in found["month"]) == 12
    done = luutru("coverage", "--since", "2024-01", "--until", "2024-02", "--svg", "map.svg")
    assert "3 articles held" in done.stdout
    assert etree.parse(luutru.folder / "map.svg").getroot().tag.endswith("svg")


def test_an_empty_archive_an_unknown_portal_and_a_wrong_date(luutru: Luutru, site: Site) -> None:
    assert luutru("coverage").returncode == 2
    with Archive.open(luutru.archive, write=True, create=True):
        pass
    done = luutru("coverage", "--svg", "empty.svg")
    assert (done.returncode, done.stdout) == (0, "no portal was crawled yet\n")
    assert etree.parse(luutru.folder / "empty.svg").getroot().tag.endswith("svg")
    done = luutru("coverage", "nobody")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert luutru("coverage", "--since", "gestern").returncode == 2


def test_what_is_withheld_leaves_no_trace_in_the_ledger(luutru: Luutru, site: Site) -> None:
    rows = [(f"/tin/{1000 + n}.html", f"Quyết định số {n + 1}/QĐ-UBND về việc {n}", day(n, 30)) for n in range(30)]
    rows[14] = (rows[14][0], "Quyết định số 15/QĐ-UBND bimat", rows[14][2])
    site.put("/", listing("Cổng", rows, ""))
    for path, title, on in rows:
        site.put(path, article(title, int(path[5:9]), on))
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    with Archive.open(luutru.archive) as archive:
        (row,) = archive.rows("SELECT id FROM articles WHERE title LIKE '%bimat'")
    assert luutru("withhold", str(row["id"]), "--reason", "x").returncode == 0
    luutru("crawl", "--file", luutru.define(site), "--recheck")
    done = luutru("coverage", "--json")
    assert "1014" not in done.stdout
    assert ledger(luutru)["gap"] == []
    assert [one["articles"] for one in ledger(luutru)["portal"]] == [29]
    db = sqlite3.connect(luutru.archive / "archive.db")
    assert "/tin/1014.html" not in "\n".join(db.iterdump())
    db.close()


def announced(folder: Path) -> list[list[tuple[Any, ...]]]:
    db = sqlite3.connect(folder / "archive.db")
    found = [
        db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in ("announcements", "counters")
    ]
    db.close()
    return found


def test_a_repair_from_warc_alone_gives_the_same_rows(
    luutru: Luutru, site: Site, hidden: tuple[set[int], set[int]], tmp_path: Path
) -> None:
    portal(site, hidden)
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    before = announced(luutru.archive)
    assert all(before)
    assert verify(luutru.archive).findings == []
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert announced(luutru.archive) == before
    for name in ("archive-data", "frontier.db"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
