"""What portals announce: entered once, dated late, out of sight where it is withheld."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from archive import Capture, Visit
from archive.records import Announcement, Counter
from archive.verification import verify

if TYPE_CHECKING:
    from conftest import Crawls

HOME = "https://example.gov.vn/"
LISTING = f"{HOME}tin-tuc"


def announce(crawls: Crawls, *named: Announcement, counters: tuple[Counter, ...] = ()) -> None:
    capture = Capture(url=LISTING, fetched_at=crawls.now, status=200, headers=(), payload=str(crawls.now).encode())
    visit = Visit(
        portal="example", url=LISTING, requested_url=LISTING, at=crawls.now, outcome="listing", captures=(capture,),
        announcements=named, counters=counters,
    )  # fmt: skip
    crawls.archive.add_visits([visit], crawl=crawls.crawl, due=lambda _v, _r: (None, ""))


def rows(crawls: Crawls, table: str = "announcements") -> list[dict[str, Any]]:
    return crawls.archive.rows(f"SELECT * FROM {table}")


def written(crawls: Crawls) -> int:
    return int(crawls.archive.database.conn.total_changes)


def test_a_list_that_is_read_again_writes_nothing(crawls: Crawls) -> None:
    many = [Announcement(url=f"{HOME}tin-{n}", road="sitemap") for n in range(500)]
    announce(crawls, *many)
    assert len(rows(crawls)) == 500
    before = crawls.archive.rows("SELECT count(*) AS n FROM fixity WHERE table_name = 'announcements'")[0]["n"]
    assert before == 500
    crawls.now += timedelta(hours=1)
    changes = written(crawls)
    announce(crawls, *many)
    assert written(crawls) - changes < 50
    assert {row["first_seen"] for row in rows(crawls)} == {"2022-12-12T01:00:00Z"}


def test_a_date_and_a_section_that_come_late_are_kept_and_never_replaced(crawls: Crawls) -> None:
    url = f"{HOME}tin-1"
    announce(crawls, Announcement(url=url, road="listing"))
    announce(crawls, Announcement(url=url, road="listing", announced_on=date(2022, 12, 1), section="kinh-te"))
    announce(crawls, Announcement(url=url, road="listing", announced_on=date(2022, 12, 5), section="the-thao"))
    announce(crawls, Announcement(url=url, road="feed"))
    assert [(row["road"], row["announced_on"], row["section"]) for row in rows(crawls)] == [
        ("feed", None, None), ("listing", "2022-12-01", "kinh-te"),
    ]  # fmt: skip


def test_a_counter_has_a_row_each_time_it_says_something_else(crawls: Crawls) -> None:
    for value, listed in ((58, 10), (58, 20), (59, 20), (59, 5), (58, 20)):
        announce(crawls, counters=(Counter(url=LISTING, counts="pages", value=value, listed=listed),))
        crawls.now += timedelta(hours=1)
    assert [(row["value"], row["listed"]) for row in rows(crawls, "counters")] == [(58, 20), (59, 20), (58, 20)]


def test_what_is_withheld_is_announced_out_of_sight_and_comes_back(crawls: Crawls) -> None:
    hidden = f"{HOME}bimat"
    announce(crawls, Announcement(url=hidden, road="listing", announced_on=date(2022, 12, 1)))
    crawls.look("bimat", "Nội dung bí mật")
    crawls.look("khac", "Nội dung khác")
    crawls.archive.withhold(1, reason="x")
    assert rows(crawls) == []
    announce(crawls, Announcement(url=hidden, road="sitemap"), Announcement(url=f"{HOME}khac", road="sitemap"))
    assert [row["url"] for row in rows(crawls)] == [f"{HOME}khac"]
    announce(crawls, Announcement(url=f"{HOME}bimat-2", road="sitemap"))
    crawls.look("bimat-2", "Nội dung bí mật")
    assert "bimat" not in str(rows(crawls))
    crawls.archive.withhold(1, reason="", undo=True)
    assert {(row["url"], row["road"]) for row in rows(crawls)} >= {(hidden, "listing"), (hidden, "sitemap")}
    crawls.archive.close()
    assert verify(crawls.archive.folder).findings == []
