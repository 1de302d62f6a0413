"""What is usual is learned; what has stopped being usual is told, once, and is over when it is over."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.health import Finding, History, RunFigures, assess, open_troubles, update_troubles
from archive.health.findings import MEASURES
from archive.health.usual import Share, follow
from archive.schema import migrations
from archive.web.metrics import metrics

if TYPE_CHECKING:
    from conftest import Crawls

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
WELL = {
    "home_asked": 1,
    "addresses": 20,
    "requests": 20,
    "pages": 20,
    "answers": 20,
    "latency_ms": 2000,
    "read": 6,
    "read_by_model": 6,
    "letters_11": 6,
}


def run(day: float, **counts: int) -> RunFigures:
    start = START + timedelta(days=day)
    return RunFigures(
        crawl=int(day * 24) + 1, started_at=start, finished_at=start + timedelta(minutes=5), reason="finished",
        counts={**WELL, **counts}, failures=("no page could be reached",) if counts.get("pages") == 0 else (),
    )  # fmt: skip


def found(runs: list[RunFigures], *, published: tuple[date, ...] = (), at: float | None = None) -> dict[str, Finding]:
    now = START + timedelta(days=at) if at is not None else runs[-1].started_at + timedelta(minutes=5)
    return {
        one.kind: one for one in assess(History(portal="p", runs=tuple(runs), published=published, articles=9), now=now)
    }


def test_a_portal_as_ever_has_no_findings() -> None:
    assert found([run(day) for day in range(60)]) == {}


def test_a_field_that_was_always_there_and_is_lost_is_red_within_two_runs() -> None:
    runs = [run(day) for day in range(30)] + [run(30, no_author=6), run(31, no_author=6)]
    assert found(runs[:-1])["no_author"].level == "yellow"
    lost = found(runs)["no_author"]
    assert (lost.level, lost.since) == ("red", runs[30].started_at)
    assert "12 of 12 articles read have no author" in lost.evidence


def test_text_that_was_lost_from_the_first_run_on_is_yellow_until_somebody_has_looked() -> None:
    runs = [run(day, lost_text=1) for day in range(20)]
    lost = found(runs)["lost_text"]
    assert (lost.level, lost.since) == ("yellow", runs[0].started_at)
    assert lost.evidence == "20 of 120 articles read lack text that their pages hold"
    accepted = History(portal="p", runs=tuple(runs), articles=9, accepted={"lost_text": runs[-1].crawl + 1})
    assert [one.kind for one in assess(accepted, now=runs[-1].started_at)] == []


def test_a_single_article_that_lost_text_is_no_trouble_of_the_portal() -> None:
    assert found([run(day, lost_text=int(day == 7)) for day in range(40)]) == {}


def test_text_that_is_lost_from_one_day_on_is_red() -> None:
    runs = [run(day) for day in range(30)] + [run(30, lost_text=6), run(31, lost_text=6)]
    assert found(runs)["lost_text"].level == "red"


def test_a_field_that_often_lacks_needs_more_proof() -> None:
    rng = random.Random(3)
    runs = [run(day, no_source=sum(rng.random() < 0.5 for _ in range(6))) for day in range(60)]
    assert "no_source" not in found(runs)
    runs += [run(60 + day, no_source=6) for day in range(8)]
    assert "no_source" not in found(runs[:62])
    assert found(runs)["no_source"].level == "red"


def test_one_bad_run_is_no_state() -> None:
    runs = [run(day) for day in range(30)] + [run(30, addresses_failed=18), run(31)]
    assert found(runs[:-1])["errors"].level == "yellow"
    runs += [run(32 + day) for day in range(3)]
    assert found(runs) == {}


def test_what_is_mended_is_over() -> None:
    runs = [run(day) for day in range(30)] + [run(30 + day, no_date=6) for day in range(10)]
    assert found(runs)["no_date"].level == "red"
    runs += [run(40 + day) for day in range(6)]
    assert "no_date" not in found(runs)


def test_what_was_accepted_is_usual_from_then_on() -> None:
    runs = [run(day) for day in range(30)] + [run(30 + day, no_author=6) for day in range(30)]
    told = History(portal="p", runs=tuple(runs), articles=9, accepted={"no_author": runs[35].crawl})
    assert assess(told, now=runs[-1].started_at) == []


def test_what_was_accepted_and_lasts_is_shown_until_it_is_over_and_comes_again() -> None:
    def moved(runs: list[RunFigures]) -> str:
        told = History(portal="p", runs=tuple(runs), articles=9, accepted={"moved": runs[32].crawl})
        return next((one.level for one in assess(told, now=runs[-1].started_at) if one.kind == "moved"), "green")

    runs = [run(day) for day in range(30)] + [run(30 + day, moved=1) for day in range(5)]
    assert moved(runs) == "yellow"
    runs += [run(35)]
    assert moved(runs) == "green"
    runs += [run(36, moved=1), run(37, moved=1)]
    assert moved(runs) == "red"


def test_an_hour_away_is_nothing_and_a_day_is_an_outage() -> None:
    well = [run(day / 24) for day in range(200)]
    away = [run((200 + hour) / 24, pages=0, failure=20) for hour in range(30)]
    assert found(well + away[:1])["unreachable"].level == "yellow"
    outage = found(well + away)["unreachable"]
    assert outage.level == "red"
    assert outage.since == away[0].started_at


def test_a_portal_that_sleeps_every_night_raises_no_alarm() -> None:
    runs = []
    for hour in range(24 * 6):
        asleep = hour % 24 in range(7)
        runs.append(run(hour / 24, **({"pages": 0, "failure": 20} if asleep else {})))
        at_night = found(runs)
        if hour > 48 and "unreachable" in at_night:
            assert at_night["unreachable"].level == "yellow", hour


def test_silence_is_judged_by_the_portals_own_rhythm() -> None:
    runs = [run(day) for day in range(120)]
    daily = tuple((START + timedelta(days=day)).date() for day in range(90))
    weekly = daily[::7]
    assert found(runs, published=daily, at=92) == {}
    assert found(runs, published=daily, at=95)["silent"].level == "red"
    assert found(runs, published=weekly, at=94) == {}
    assert found(runs, published=weekly, at=104)["silent"].level == "red"


def test_what_was_silent_before_it_was_watched_alarms_nobody() -> None:
    """A dissolved portal: its last article is older than the archive."""
    daily = tuple((START - timedelta(days=400 - day)).date() for day in range(200))
    assert found([run(0)], published=daily) == {}
    shown = found([run(day) for day in range(9)], published=daily)["silent"]
    assert shown.level == "yellow"
    assert f"newest article is of {daily[-1]}" in shown.evidence
    published = (*daily, START.date())  # it speaks while it is watched, and then no more
    assert found([run(day) for day in range(9)], published=published, at=2) == {}
    assert found([run(day) for day in range(400)], published=published, at=399)["silent"].level == "red"


def test_silence_counts_as_far_as_it_was_watched() -> None:
    daily = tuple((START + timedelta(days=day)).date() for day in range(30))
    before = [run(day) for day in range(30)]
    assert "silent" not in found([*before, run(90)], published=daily)  # nobody crawled for two months
    assert found([*before, *(run(day) for day in range(90, 99))], published=daily)["silent"].level == "yellow"


@pytest.mark.parametrize("reason", ["interrupted", "limit", ""])
def test_a_run_that_did_not_do_its_work_judges_nothing(reason: str) -> None:
    broken = {"no_date": 6, "error": 20, "addresses_failed": 20}
    runs = [run(day) for day in range(20)]
    short = [
        RunFigures(
            crawl=900 + n, started_at=START + timedelta(days=20 + n), reason=reason, counts={**WELL, **broken},
            finished_at=START + timedelta(days=20 + n, hours=1) if reason else None,
        )
        for n in range(5)
    ]  # fmt: skip
    assert set(found([*runs, *short, run(25)])) <= {"cut_off"}


def test_one_cause_is_one_trouble() -> None:
    walls = {"challenge": 20, "pages": 20, "error": 0, "read": 0, "listed": 9, "listed_unread": 9, "articles": 0}
    told = History(portal="p", runs=(run(0, **walls),), articles=0)
    assert [(one.kind, one.level) for one in assess(told, now=START)] == [("challenge", "red")]
    unread = {"listed": 30, "listed_unread": 30, "new_pages": 30, "new_unread": 30, "read": 0}
    told = History(portal="p", runs=(run(0, **unread), run(1, **unread)), articles=0)
    assert [one.kind for one in assess(told, now=START + timedelta(days=1))] == ["no_articles"]


def test_a_run_that_was_cut_off_is_told_by_the_one_after_it() -> None:
    runs = [run(day) for day in range(5)]
    cut = RunFigures(crawl=999, started_at=START + timedelta(days=5), finished_at=None, reason="", counts={})
    event = found([*runs, cut, run(6)])["cut_off"]
    assert event.is_event
    assert "cut_off" not in found([*runs, cut, run(6), run(7)])


def test_a_portal_that_was_never_reached_is_away_and_not_without_articles() -> None:
    away = RunFigures(
        crawl=1, started_at=START, finished_at=START, reason="finished", counts={"requests": 3},
        failures=("p.gov.vn could not be crawled: refused",),
    )  # fmt: skip
    kinds = [one.kind for one in assess(History(portal="p", runs=(away,)), now=START)]
    assert kinds == ["unreachable"]
    empty = RunFigures(crawl=1, started_at=START, finished_at=START, reason="finished", counts=WELL)
    assert [one.kind for one in assess(History(portal="p", runs=(empty,)), now=START)] == ["no_articles"]


def test_a_portal_whose_robots_txt_forbids_it_refuses_us_and_is_not_away() -> None:
    forbids = "its robots.txt forbids the home page and all else"
    runs = [
        RunFigures(
            crawl=day, started_at=START + timedelta(days=day), finished_at=START + timedelta(days=day),
            reason="finished", counts={"pages": 1, "robots": 1, "refused": 2}, failures=(forbids,),
        )
        for day in (1, 2)
    ]  # fmt: skip
    (only,) = assess(History(portal="p", runs=tuple(runs)), now=runs[-1].started_at)
    assert (only.kind, only.level) == ("blocked", "red")
    assert forbids in only.evidence


def test_moved_slow_and_broken_portals_are_named() -> None:
    runs = [run(day) for day in range(30)]
    assert found([*runs, run(30, moved=1), run(30.5, home_asked=0), run(31, moved=1)])["moved"].level == "red"
    slow = [run(30 + day, latency_ms=60_000) for day in range(4)]
    assert "3.0 s in the mean (usual: 0.1 s)" in found(runs + slow)["slow"].evidence
    stopped = RunFigures(
        crawl=9999, started_at=START + timedelta(days=40), finished_at=START + timedelta(days=40), reason="disk floor",
        counts=WELL,
    )  # fmt: skip
    assert found([*runs, stopped])["disk"].level == "red"


def test_false_alarms_are_rare_where_shares_wander() -> None:
    """Thirty portals, a year each: every share has its own rate, and comes in clumps of a run."""
    rng = random.Random(7)
    alarms = 0
    for _ in range(30):
        base = rng.choice((0.0, 0.01, 0.05, 0.3))
        shares, was_red = [], False
        for _ in range(365):
            of = rng.randint(0, 8)
            rate = min(1.0, rng.betavariate(base * 5 + 1e-9, (1 - base) * 5)) if base else 0.0
            shares.append(Share(sum(rng.random() < rate for _ in range(of)), of))
        for day in range(10, 365, 8):
            is_red = follow(shares[:day]).level == "red"
            alarms += is_red and not was_red
            was_red = is_red
    assert alarms <= 3


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=60))
def test_any_history_can_be_judged(told: list[tuple[int, int]]) -> None:
    verdict = follow([Share(min(missed, of), of) for missed, of in told])
    assert verdict.level in ("green", "yellow", "red")
    assert 0 <= verdict.since <= len(told)
    assert 0 <= verdict.now <= 1


def test_each_change_of_state_is_told_once() -> None:
    import sqlite_utils

    database = sqlite_utils.Database(memory=True)
    migrations.apply(database)
    database.conn.execute(
        "INSERT INTO portals (id, name, homepage, definition, first_used, last_used) VALUES ('p', 'P', 'h', '', '', '')"
    )
    yellow = Finding(kind="errors", level="yellow", since=START, evidence="1 of 20")
    red = Finding(kind="errors", level="red", since=START, evidence="20 of 20")
    steps: list[tuple[list[Finding], list[str]]] = [
        ([yellow], ["begun"]), ([yellow], []), ([red], ["worse"]), ([red], []), ([yellow], []), ([], ["over"]),
        ([], []), ([red], ["begun"]),
    ]  # fmt: skip
    for day, (findings, told) in enumerate(steps):
        changes = update_troubles(database.conn, "p", findings, at=START + timedelta(days=day))
        assert [change.change for change in changes] == told, day
    assert [row["evidence"] for row in open_troubles(database.conn, "p")] == ["20 of 20"]
    database.close()


@pytest.mark.parametrize("kind", [measure.kind for measure in MEASURES])
def test_every_measure_has_its_advice(kind: str) -> None:
    from archive.health.advice import ADVICE

    assert ADVICE[kind].meaning
    assert ADVICE[kind].step


def test_prometheus_gets_every_portal(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung của bài thứ nhất")
    text = metrics(crawls.archive, at=crawls.now)
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert samples['luutru_articles{portal="example"}'] == "1"
    assert samples['luutru_portal_health{portal="example"}'] == "0"
    assert float(samples["luutru_disk_free_bytes"]) > 0
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) > 10
