"""What each run of a portal brought, as `crawls` tells it, and on which days the portal published."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.clock import time_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

MOST_RUNS = 1500
"""Runs that are looked back upon: four years of daily ones, two months of hourly ones."""
LONGEST_BACK = timedelta(days=400)
_RUNS = """
SELECT id, started_at, finished_at, reason, counts, notes, failures FROM crawls
WHERE portal = ? AND started_at > ? ORDER BY id DESC LIMIT ?
"""
_DAYS = """
SELECT DISTINCT CASE WHEN published_on IS NOT NULL AND published_on <= substr(first_seen, 1, 10)
                          AND published_precision IN ('minute', 'day') AND published_from <> 'inferred'
                     THEN published_on ELSE substr(first_seen, 1, 10) END
FROM usual_articles WHERE portal = ?
"""
_NEW = "SELECT substr(first_seen, 1, 10), count(*) FROM usual_articles WHERE portal = ? AND first_seen > ? GROUP BY 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFigures:
    """One run of one portal."""

    crawl: int
    started_at: datetime
    finished_at: datetime | None
    """None: it is under way, or was cut off."""
    reason: str
    counts: Mapping[str, int]
    """Every count of the run; a name that it did not count is 0."""
    failures: tuple[str, ...] = ()
    """What failed and why, a line each."""
    notes: tuple[str, ...] = ()

    def count(self, name: str) -> int:
        """A count of the run."""
        return self.counts.get(name, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of a portal's runs, oldest first."""

    portal: str
    runs: tuple[RunFigures, ...]
    published: tuple[date, ...] = ()
    """Days on which it published something, as its articles say, each once."""
    articles: int = 0
    new_by_day: Mapping[date, int] = field(default_factory=dict)
    """Articles by the day on which they were first received, the last days only."""
    accepted: Mapping[str, int] = field(default_factory=dict)
    """By kind of trouble, the first crawl after the archivist has looked and said that this is how it is now."""
    set_aside: int = 0
    """Pages that wait for somebody to look at them."""


def history(db: sqlite3.Connection, portal: str, *, now: datetime, days: int = 30) -> History:
    """The portal's history up to `now`; `days`: for how many of the last days new articles are counted."""
    rows = db.execute(_RUNS, (portal, _text(now - LONGEST_BACK), MOST_RUNS)).fetchall()
    published = {_day(row[0]) for row in db.execute(_DAYS, (portal,))} - {None}
    new = db.execute(_NEW, (portal, _text(now - timedelta(days=days + 1)))).fetchall()
    return History(
        portal=portal,
        runs=tuple(_run(row) for row in reversed(rows)),
        published=tuple(sorted(one for one in published if one is not None)),
        articles=db.execute("SELECT count(*) FROM usual_articles WHERE portal = ?", (portal,)).fetchone()[0],
        new_by_day={date.fromisoformat(day): count for day, count in new},
        accepted=dict(
            db.execute(
                "SELECT kind, max(accepted_crawl) FROM troubles WHERE portal = ? AND accepted_crawl IS NOT NULL "
                "GROUP BY kind",
                (portal,),
            ).fetchall()
        ),
        set_aside=db.execute(
            "SELECT count(*) FROM set_aside WHERE portal = ? AND settled_at IS NULL", (portal,)
        ).fetchone()[0],
    )


def _run(row: tuple[Any, ...]) -> RunFigures:
    crawl, started, finished, reason, counts, notes, failures = row
    start = time_of(started)
    assert start is not None
    return RunFigures(
        crawl=crawl, started_at=start, finished_at=time_of(finished), reason=reason or "",
        counts=json.loads(counts or "{}"), failures=tuple(json.loads(failures or "[]")),
        notes=tuple(json.loads(notes or "[]")),
    )  # fmt: skip


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
