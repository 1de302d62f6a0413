"""Every portal at a glance, from the tables: what it holds, how it goes, what is wrong. Reads only.

A portal that is closed or was removed is shown as that: nothing is expected of it, so nothing is wrong with it.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from archive.clock import time_of, utc_text
from archive.database import written_since
from archive.decisions import NOTHING_DECIDED
from archive.health.life import ENDED, life_of
from archive.health.troubles import open_troubles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.archive import Archive

DAYS = 30
_HELD = """
SELECT portal, count(*) AS articles, sum(version) AS versions,
       sum(state IN ('suspect', 'removed')) AS gone, max(published_on) AS newest_article
FROM usual_articles GROUP BY portal
"""
_PAGES = """
SELECT portal, sum(outcome IN ('failure', 'error', 'challenge')) AS failing_pages, min(next_due) AS next_due
FROM pages GROUP BY portal
"""
_CAPTURES = "SELECT portal, count(*) AS captures FROM captures GROUP BY portal"
"""By the index that has the portal first."""
_ASIDE = "SELECT portal, count(*) AS set_aside FROM set_aside WHERE settled_at IS NULL GROUP BY portal"
_LAST = """
SELECT portal, id AS last_id, started_at AS last_crawl, finished_at AS last_finished, reason AS last_reason,
       notes AS last_notes, failures AS last_failures, new AS last_new, changed AS last_changed, errors AS last_errors
FROM crawls WHERE id IN (SELECT max(id) FROM crawls GROUP BY portal)
"""
_NEW = """
SELECT portal, substr(first_seen, 1, 10) AS day, count(*) AS new FROM usual_articles WHERE first_seen > ?
GROUP BY +portal, day
"""
"""`+`: else SQLite goes through all articles in the order of their portals."""
_ASKED = "SELECT DISTINCT portal, substr(started_at, 1, 10) AS day FROM crawls WHERE started_at > ?"
_NONE = {
    "articles": 0, "versions": 0, "gone": 0, "newest_article": None, "captures": 0, "failing_pages": 0,
    "next_due": None, "last_crawl": None, "last_finished": None, "last_reason": None, "last_notes": None,
    "last_failures": None, "last_new": None, "last_changed": None, "last_errors": None, "set_aside": 0,
}  # fmt: skip
UNDONE = {
    "interrupted": "was interrupted", "limit": "was ended by its limit",
    "end of the round": "was ended by the end of the round", "disk floor": "was ended for want of room",
}  # fmt: skip
"""Ends of a run whose work is not done, though nobody's fault; what is queued is asked for by the next one."""
IDLE_TIMES, IDLE_LEAST = 4, timedelta(days=1)
"""A portal is idle that was not crawled for so many times its usual pause, and not for a day."""


def overview(archive: Archive, *, now: datetime, portal: str | None = None) -> list[dict[str, Any]]:
    """One record a portal that was crawled, by key: counts, the last run, `health` (green, yellow, red; closed, of a
    portal of which nothing is expected any more), `state` (open, paused, closed, removed; `state_since`,
    `state_until`), `run` (ended, under way, interrupted), `troubles`, `new_by_day`.

    `new_by_day` has the articles first received on each of the last days, the oldest first, and None for a day on
    which nothing was asked for.
    """
    decisions, today = archive.decisions(), now.date()
    rows = {}
    for row in archive.portals():
        if portal in (None, row["id"]):
            life = life_of(row["definition"], decisions.get(row["id"], NOTHING_DECIDED), today=today)
            rows[row["id"]] = {
                "portal": row["id"], "name": row["name"], "homepage": row["homepage"], "state": life.state,
                "state_since": life.since, "state_until": life.until, **_NONE,
            }  # fmt: skip
    for statement in (_HELD, _PAGES, _CAPTURES, _ASIDE, _LAST):
        for found in archive.rows(statement):
            if found["portal"] in rows:
                rows[found["portal"]] |= found
    for row in rows.values():
        for name in ("last_notes", "last_failures"):
            row[name] = json.loads(row[name] or "[]")
        row["troubles"] = []
    for trouble in open_troubles(archive.database.conn):
        if trouble["portal"] in rows:
            rows[trouble["portal"]]["troubles"].append(trouble)
    _add_days(archive, rows, now)
    writing = written_since(archive.folder)
    for row in rows.values():
        is_ours = archive.is_crawling(row.pop("last_id", None))
        row["run"] = "under way" if is_ours and row["last_finished"] is None else _run_of(row, writing)
        if row["state"] in ENDED:
            row["health"], row["troubles"] = "closed", []
            continue
        row["troubles"] += filter(None, [_interrupted(row), _idle(archive, row, now)])
        row["health"] = health_of(row["troubles"])
    return [rows[key] for key in sorted(rows)]


def blank(key: str, *, name: str, homepage: str) -> dict[str, Any]:
    """The record of a portal that was never crawled."""
    return {
        "portal": key, "name": name, "homepage": homepage, "state": "open", "state_since": None, "state_until": None,
        **_NONE,
        "last_notes": [], "last_failures": [], "troubles": [], "new_by_day": [None] * DAYS, "run": None,
        "health": "new",
    }  # fmt: skip


def health_of(troubles: Sequence[Mapping[str, Any]]) -> str:
    """The colour of a portal with these troubles."""
    levels = {trouble["level"] for trouble in troubles}
    return "red" if "red" in levels else "yellow" if levels else "green"


def _run_of(row: Mapping[str, Any], writing: str | None) -> str | None:
    """How it is with the last run; `writing`: since when somebody writes the archive. None: there was none."""
    if row["last_crawl"] is None:
        return None
    if row["last_finished"] is None:
        return "under way" if writing is not None and row["last_crawl"] >= writing else "interrupted"
    return "interrupted" if row["last_reason"] in UNDONE else "ended"


def _interrupted(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The trouble of a portal whose last run did not do its work: it may be well, and nobody knows yet."""
    if row["run"] != "interrupted":
        return None
    how = UNDONE.get(row["last_reason"] or "", "was cut off (killed, or the machine went down)")
    evidence = f"the run that began at {row['last_crawl'][:16].replace('T', ' ')} UTC {how}"
    return {"kind": "interrupted", "level": "yellow", "since": row["last_crawl"], "evidence": evidence}


def _add_days(archive: Archive, rows: dict[str, dict[str, Any]], now: datetime) -> None:
    last = now.date()
    shown = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    since = utc_text(now - timedelta(days=DAYS + 1))
    new = {(row["portal"], date.fromisoformat(row["day"])): row["new"] for row in archive.rows(_NEW, since)}
    asked = {(row["portal"], date.fromisoformat(row["day"])) for row in archive.rows(_ASKED, since)}
    for key, row in rows.items():
        row["new_by_day"] = [new.get((key, day), 0 if (key, day) in asked else None) for day in shown]


def _idle(archive: Archive, row: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """The trouble of a portal that nobody crawls any more; only a look from outside can find it."""
    latest = time_of(row["last_crawl"])
    if latest is None or row["state"] == "paused" or row["run"] == "under way":
        return None
    starts = [time_of(one["started_at"]) for one in archive.rows(
        "SELECT started_at FROM crawls WHERE portal = ? ORDER BY id DESC LIMIT 21", row["portal"]
    )]  # fmt: skip
    pauses = sorted(later - earlier for later, earlier in pairwise(starts) if later and earlier)
    usual = pauses[len(pauses) // 2] if pauses else IDLE_LEAST
    if now - latest <= max(IDLE_TIMES * usual, IDLE_LEAST + usual):
        return None
    evidence = f"not crawled for {(now - latest).days} days"
    return {"kind": "idle", "level": "yellow", "since": row["last_crawl"], "evidence": evidence}
