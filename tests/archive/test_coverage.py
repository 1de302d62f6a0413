"""The ledger over an archive that was entered visit by visit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from archive import Capture, Visit
from archive.coverage import coverage
from archive.records import Announcement, Counter

if TYPE_CHECKING:
    from conftest import Crawls

    from archive.ledger import Coverage

HOME = "https://example.gov.vn/"
MIRROR = "https://portal.example.vn/"


def announce(crawls: Crawls, *named: Announcement) -> None:
    url = f"{HOME}sitemap.xml"
    capture = Capture(url=url, fetched_at=crawls.now, status=200, headers=(), payload=b"x")
    visit = Visit(portal="example", url=url, requested_url=url, at=crawls.now, outcome="sitemap", captures=(capture,),
                  announcements=named)  # fmt: skip
    crawls.archive.add_visits([visit], crawl=crawls.crawl, due=lambda _v, _r: (None, ""))


def ledger(crawls: Crawls, **bounds: str) -> Coverage:
    (found,) = coverage(crawls.archive, "example", **bounds)
    return found


def test_section_and_month_come_from_what_is_known_of_the_like(crawls: Crawls) -> None:
    for n in range(3):
        crawls.look(f"kinh-te/bai-{n}", f"Nội dung {n}", category="Kinh tế", published_on=date(2022, 11, n + 1))
    announce(
        crawls,
        Announcement(url=f"{HOME}kinh-te/bai-3", road="sitemap", announced_on=date(2022, 12, 1)),
        Announcement(url=f"{HOME}the-thao/2022/10/bai-4", road="sitemap"),
        Announcement(url=f"{HOME}bai-5", road="listing", section="v%C4%83n-ho%C3%A1"),
    )
    told = {(one.section, one.month) for one in ledger(crawls).missing}
    assert told == {("Kinh tế", "2022-12"), ("the-thao", "2022-10"), ("văn-hoá", "")}
    assert [one.url[-1] for one in ledger(crawls).missing] == ["3", "4", "5"]
    assert [one.url[-1] for one in ledger(crawls, since="2022-11").missing] == ["3"]
    assert [one.url[-1] for one in ledger(crawls, until="2022-10").missing] == ["4"]
    assert ledger(crawls, since="2022-11", until="2022-11").articles == 3


def test_what_is_announced_and_none_of_ours_to_hold_is_not_missing(crawls: Crawls) -> None:
    announce(crawls, *(Announcement(url=f"{HOME}{name}", road="sitemap") for name in ("a", "b", "c", "d", "e")))
    for path, outcome in (("a", "gone"), ("b", "listing"), ("c", "refused"), ("d", "failure")):
        crawls.look(path, outcome=outcome)
    found = ledger(crawls)
    assert found.others == {"gone": 1, "no article": 1, "refused": 1}
    assert {one.url[-1]: one.why for one in found.missing} == {"d": "asked for: failure", "e": "never asked for"}


def test_a_mirror_announces_the_same_articles_whichever_host_they_were_met_on_first(crawls: Crawls) -> None:
    for n in range(8):
        crawls.look(f"bai-{n}", f"Nội dung riêng {n}")
    with crawls.archive.recording.transaction():
        db = crawls.archive.database.conn
        db.execute("UPDATE articles SET url = replace(url, ?, ?) WHERE id > 5", (HOME, MIRROR))
        db.execute(
            "INSERT INTO article_urls SELECT portal, iif(id > 5, replace(url, ?1, ?2), replace(url, ?2, ?1)), id, "
            "first_seen, last_seen, 'same content' FROM articles WHERE id IN (1, 2, 3, 6, 7)".replace(
                "INTO article_urls", "INTO article_urls (portal, url, article_id, first_seen, last_seen, reason)"
            ),
            (MIRROR, HOME),
        )
    for host in (HOME, MIRROR):
        announce(crawls, *(Announcement(url=f"{host}bai-{n}", road="sitemap") for n in range(8)))
    found = ledger(crawls)
    assert (found.announced, found.missing) == (8, ())


def test_ids_on_a_mirror_are_those_of_the_home_pages_host(crawls: Crawls) -> None:
    for n in range(80):
        crawls.look(f"tin/{1000 + n}.html", f"Nội dung riêng {n}", published_on=date(2022, 11, 1 + n // 4))
    with crawls.archive.recording.transaction():
        db = crawls.archive.database.conn
        db.execute("UPDATE articles SET url = replace(url, ?, ?) WHERE id % 8 = 0", (HOME, MIRROR))
        db.execute(
            "INSERT INTO article_urls (portal, url, article_id, first_seen, last_seen, reason) "
            "SELECT portal, replace(url, ?, ?), id, first_seen, last_seen, 'same content' FROM articles "
            "WHERE id % 8 = 0",
            (MIRROR, HOME),
        )
    assert ledger(crawls).gaps == ()


def test_a_withheld_article_fills_its_gap_and_is_not_told(crawls: Crawls) -> None:
    for n in range(30):
        title = f"Quyết định số {n + 1}/QĐ-UBND"
        crawls.look(f"tin/{1000 + n}.html", f"Nội dung riêng {n}", title=title, published_on=date(2022, 11, 1 + n // 2))
    crawls.archive.withhold(11, reason="x")
    announce(crawls, Announcement(url=f"{HOME}tin/1010.html", road="sitemap"))
    found = ledger(crawls)
    assert (found.articles, found.announced, found.gaps, found.missing) == (29, 0, (), ())


def test_a_listing_holds_an_article_once_however_many_addresses_it_named(crawls: Crawls) -> None:
    crawls.look("bai-1", "Nội dung riêng")
    with crawls.archive.recording.transaction():
        crawls.archive.database.conn.execute(
            "INSERT INTO article_urls (portal, url, article_id, first_seen, last_seen, reason) "
            "SELECT portal, url || '?in=1', id, first_seen, last_seen, 'same content' FROM articles"
        )
    url = f"{HOME}tin-tuc"
    capture = Capture(url=url, fetched_at=crawls.now, status=200, headers=(), payload=b"x")
    named = [Announcement(url=f"{HOME}{path}", road="listing", section="tin-tuc") for path in ("bai-1", "bai-1?in=1")]
    visit = Visit(
        portal="example", url=url, requested_url=url, at=crawls.now, outcome="listing", captures=(capture,),
        announcements=tuple(named), counters=(Counter(url=url, counts="articles", value=2, listed=2),),
    )  # fmt: skip
    crawls.archive.add_visits([visit], crawl=crawls.crawl, due=lambda _v, _r: (None, ""))
    (counted,) = ledger(crawls).counters
    assert counted.held == 1


def test_an_address_that_differs_in_its_last_slash_is_held(crawls: Crawls) -> None:
    crawls.look("tin/a", "Nội dung a")
    crawls.look("tin/b/", "Nội dung b")
    crawls.look("tin/c", "Nội dung c")
    crawls.look("tin/c/", outcome="gone")
    announce(crawls, *(Announcement(url=f"{HOME}tin/{name}", road="sitemap") for name in ("a/", "b", "b/", "c/", "d/")))
    found = ledger(crawls)
    assert [one.url.removeprefix(HOME) for one in found.missing] == ["tin/d/"]
    assert (found.announced, found.others) == (3, {"gone": 1})
