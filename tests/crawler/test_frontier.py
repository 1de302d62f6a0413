"""The contract of a frontier: any implementation must pass these."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from crawler.frontier import Done, Entry, Frontier
from crawler.frontier.sqlite import _BEST_OF_HOST, _DUE_NOW, _HOSTS, _NEXT_DUE, SqliteFrontier

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(params=[SqliteFrontier])
def frontier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Frontier]:
    made = request.param(tmp_path / "frontier.db")
    yield made
    made.close()


def entry(path: str, **values: object) -> Entry:
    url = f"https://example.gov.vn{path}"
    return Entry(**{"portal": "example", "url": url, "request_url": url, "host": "example.gov.vn", **values})  # type: ignore[arg-type]


def done(path: str, due_at: datetime | None = None, **values: object) -> Done:
    return Done(url=f"https://example.gov.vn{path}", due_at=due_at, **values)  # type: ignore[arg-type]


def lease(frontier: Frontier, owner: str = "me", count: int = 10, **values: object) -> list[str]:
    leased = frontier.lease("example", owner, count=count, **{"now": NOW, **values})  # type: ignore[arg-type]
    return [one.url.removeprefix("https://example.gov.vn") for one in leased]


def test_an_address_is_admitted_once(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/a"), entry("/b")])
    frontier.put([entry("/b")])
    assert sorted(lease(frontier)) == ["/a", "/b"]
    assert lease(frontier) == []


def test_the_best_comes_first_and_the_newest_of_equals(frontier: Frontier) -> None:
    frontier.put(
        [entry("/page", priority=6), entry("/old", priority=4, newest=1.0), entry("/new", priority=4, newest=2.0)]
    )
    frontier.put([entry("/seed", priority=0)])
    assert lease(frontier, count=3) == ["/seed", "/new", "/old"]
    assert lease(frontier) == ["/page"]


def test_an_entry_comes_back_as_it_was_put(frontier: Frontier) -> None:
    put = entry("/a", hints=(("feed", "Mon, 12 Dec 2022"), ("kind", "feed")), road="feed", referrer="x", depth=3)
    frontier.put([put])
    assert frontier.lease("example", "me", count=1, now=NOW) == [put]


def test_what_was_leased_by_a_process_that_died_is_queued_again(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b")])
    lease(frontier, owner="dead", count=1)
    assert frontier.release("example", "me") == 1
    assert sorted(lease(frontier)) == ["/a", "/b"]
    assert frontier.release("example", "me") == 0


def test_what_was_leased_by_a_process_that_died_is_due(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b")])
    lease(frontier, owner="dead", count=2)
    frontier.ack("example", [done("/a", NOW + timedelta(hours=1))])
    due = frontier.next_due("example", now=NOW)
    assert due is not None
    assert due <= NOW


def test_the_best_are_leased_whatever_their_host(frontier: Frontier) -> None:
    frontier.put(
        [
            entry("/late", priority=7), entry("/first", host="other:8080", priority=2), entry("/second", priority=4),
            entry("/third", host="third:80", priority=5), entry("/new", priority=4, newest=9.0),
        ]
    )  # fmt: skip
    assert lease(frontier, count=4) == ["/first", "/new", "/second", "/third"]
    assert lease(frontier) == ["/late"]


def test_what_is_done_comes_back_when_it_is_due(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b")])
    lease(frontier)
    frontier.ack("example", [done("/a", NOW + timedelta(hours=1)), done("/b")])
    assert frontier.next_due("example", now=NOW) == NOW + timedelta(hours=1)
    assert frontier.make_due("example", urls=(), now=NOW) == 0
    assert lease(frontier) == []
    later = NOW + timedelta(hours=2)
    assert frontier.make_due("example", urls=(), now=later) == 1
    assert lease(frontier, now=later) == ["/a"]


def test_a_done_address_that_is_found_again_stays_done(frontier: Frontier) -> None:
    frontier.put([entry("/a")])
    lease(frontier)
    frontier.ack("example", [done("/a")])
    frontier.put([entry("/a", hints=(("listing", "12/12/2022"),))])
    assert lease(frontier) == []


def test_a_known_address_gains_hints(frontier: Frontier) -> None:
    frontier.put([entry("/a")])
    frontier.put([entry("/a", hints=(("listing", "12/12/2022"),))])
    frontier.put([entry("/a")])
    assert frontier.lease("example", "me", count=1, now=NOW)[0].hints == (("listing", "12/12/2022"),)


def test_everything_or_what_is_named_can_be_made_due(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b")])
    lease(frontier)
    frontier.ack("example", [done(f"/{name}", NOW + timedelta(days=9)) for name in "ab"])
    frontier.make_due("example", urls=["https://example.gov.vn/b"], now=NOW)
    assert lease(frontier) == ["/b"]
    frontier.ack("example", [done("/b", NOW + timedelta(days=9))])
    assert frontier.make_due("example", urls=None, now=NOW) == 2


def test_a_failed_address_waits_and_counts_its_attempts(frontier: Frontier) -> None:
    frontier.put([entry("/a")])
    lease(frontier)
    frontier.reschedule("example", "https://example.gov.vn/a", due_at=NOW + timedelta(seconds=30), attempts=1)
    assert lease(frontier) == []
    assert frontier.pending_count("example", NOW) == 0
    again = frontier.lease("example", "me", count=1, now=NOW + timedelta(seconds=30))
    assert [one.attempts for one in again] == [1]


def test_hosts_can_be_left_out(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b", host="other:8080")])
    assert lease(frontier, without_hosts=["example.gov.vn"]) == ["/b"]


def test_portals_do_not_see_each_other(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/a", portal="other")])
    assert lease(frontier) == ["/a"]
    assert frontier.pending_count("other", NOW) == 1
    assert frontier.known("other") == {"https://example.gov.vn/a"}


def test_dropped_addresses_stay_known_and_return_only_on_recheck(frontier: Frontier) -> None:
    frontier.put([entry("/lich")])
    frontier.drop("example", ["https://example.gov.vn/lich"])
    frontier.put([entry("/lich")])
    assert lease(frontier) == []
    frontier.make_due("example", urls=None, now=NOW)
    assert lease(frontier) == ["/lich"]


def test_what_is_dropped_for_a_while_is_due_again(frontier: Frontier) -> None:
    frontier.put([entry("/lich")])
    lease(frontier)
    frontier.drop("example", ["https://example.gov.vn/lich"], until=NOW + timedelta(days=1))
    frontier.make_due("example", urls=(), now=NOW)
    assert lease(frontier) == []
    later = NOW + timedelta(days=2)
    frontier.make_due("example", urls=(), now=later)
    assert lease(frontier, now=later) == ["/lich"]


def test_a_page_that_waits_for_a_date_is_queued_when_somebody_gives_one(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b")])
    lease(frontier)
    frontier.ack("example", [done("/a", awaiting=()), done("/b")])
    frontier.put([entry("/a"), entry("/b", hints=(("listing", "12/12/2022"),))])
    assert lease(frontier) == []
    frontier.put([entry("/a", hints=(("listing", "12/12/2022"),))])
    assert lease(frontier) == ["/a"]
    frontier.ack("example", [done("/a", awaiting=(("listing", "12/12/2022"),))])
    frontier.put([entry("/a", hints=(("listing", "12/12/2022"),))])
    assert lease(frontier) == []


def test_a_date_that_came_while_the_page_was_being_read_is_not_lost(frontier: Frontier) -> None:
    frontier.put([entry("/a")])
    lease(frontier)
    frontier.put([entry("/a", hints=(("listing", "12/12/2022"),))])
    frontier.ack("example", [done("/a", NOW + timedelta(days=1), awaiting=())])
    assert lease(frontier) == ["/a"]


def test_it_says_how_far_it_follows_the_record(frontier: Frontier) -> None:
    assert frontier.position("example") is None
    frontier.put([entry("/a")])
    lease(frontier)
    frontier.ack("example", [done("/a")], position=("luutru-x-00001-a.warc.gz", 4711))
    assert frontier.position("example") == ("luutru-x-00001-a.warc.gz", 4711)
    assert frontier.position("other") is None


def test_no_wait_outlives_a_run_or_a_clock_that_was_wrong(frontier: Frontier) -> None:
    frontier.put([entry("/failed"), entry("/later"), entry("/far")])
    lease(frontier)
    frontier.reschedule("example", "https://example.gov.vn/failed", due_at=NOW + timedelta(hours=1), attempts=2)
    frontier.ack("example", [done("/later", NOW + timedelta(days=90)), done("/far", NOW + timedelta(days=4000))])
    frontier.forget_waits("example", now=NOW, latest=NOW + timedelta(days=400))
    found = frontier.lease("example", "me", count=9, now=NOW)
    assert {(one.url.rpartition("/")[2], one.attempts) for one in found} == {("failed", 0), ("far", 0)}


def test_a_clock_that_was_ahead_does_not_silence_a_portal(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b")])
    lease(frontier)
    ahead = NOW + timedelta(days=100)
    frontier.ack("example", [done("/a", ahead + timedelta(days=1), asked_at=ahead), done("/b", asked_at=NOW)])
    due = frontier.next_due("example", now=NOW)
    assert due is not None and due < NOW
    frontier.forget_waits("example", now=NOW, latest=NOW + timedelta(days=400))
    assert lease(frontier) == ["/a"]


def test_what_is_said_to_be_touched_is_due_if_it_was_not_asked_for_since(frontier: Frontier) -> None:
    frontier.put([entry("/a"), entry("/b"), entry("/c")])
    lease(frontier)
    later = NOW + timedelta(days=30)
    frontier.ack("example", [done(f"/{name}", later, asked_at=NOW) for name in "ab"])
    touched = [
        (f"https://example.gov.vn/{name}", NOW + timedelta(hours=hours)) for name, hours in (("a", 1), ("b", -1))
    ]
    assert frontier.make_due_if_touched("example", touched, now=NOW) == ["https://example.gov.vn/a"]
    assert lease(frontier) == ["/a"]


def test_an_address_that_was_asked_for_keeps_its_place_in_the_queue(frontier: Frontier) -> None:
    frontier.put([entry("/a", priority=4), entry("/b", priority=5)])
    lease(frontier)
    frontier.ack("example", [done("/a", NOW, asked_at=NOW, priority=6), done("/b", NOW, asked_at=NOW)])
    frontier.put([entry("/a", priority=4)])
    frontier.make_due("example", urls=None, now=NOW)
    assert lease(frontier) == ["/b", "/a"]


def test_the_queue_outlives_the_process(tmp_path: Path) -> None:
    first = SqliteFrontier(tmp_path / "frontier.db")
    first.put([entry("/a")])
    first.close()
    second = SqliteFrontier(tmp_path / "frontier.db")
    assert lease(second) == ["/a"]
    second.close()


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "frontier.db").write_bytes(b"not a database at all, but long enough to be read as one" * 50)
    with pytest.raises(ArchiveError, match="made anew"):
        SqliteFrontier(tmp_path / "frontier.db")


def test_no_question_goes_through_all_addresses_of_a_portal(tmp_path: Path) -> None:
    file = tmp_path / "frontier.db"
    SqliteFrontier(file).close()
    values = {"portal": "example", "latest": "", "host": "", "now": "", "count": 1}
    with contextlib.closing(sqlite3.connect(file)) as db:
        for statement in (_DUE_NOW, _NEXT_DUE, _HOSTS, _BEST_OF_HOST):
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert [step for step in plan if "entries" in step]
            assert not [step for step in plan if "PRIMARY KEY" in step or "SCAN entries" in step], plan
