"""What a portal says that it holds, into the tables: what it announces, and how long it says its listings are.

A sitemap is read again and again: what it named before leaves its rows alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.clock import utc_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from archive.records import Counter, Visit

_ANNOUNCED = """
INSERT INTO {schema}.announcements AS known (portal, url, road, announced_on, section, first_seen)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (portal, url, road) DO UPDATE SET announced_on = coalesce(known.announced_on, excluded.announced_on),
    section = coalesce(known.section, excluded.section)
WHERE known.announced_on IS NULL AND excluded.announced_on IS NOT NULL
   OR known.section IS NULL AND excluded.section IS NOT NULL
"""
_LATEST = """
SELECT seen_at, value, listed FROM counters WHERE portal = ? AND url = ? AND counts = ? ORDER BY seen_at DESC LIMIT 1
"""


def enter_announcements(db: sqlite3.Connection, visit: Visit, hides: Callable[[str, str], bool]) -> None:
    """Enters what a visit announces; belongs into a transaction. What `hides` says of portal and address stays out of
    sight.
    """
    at = utc_text(visit.at)
    rows: dict[str, list[tuple[object, ...]]] = {"main": [], "withheld": []}
    for one in visit.announcements:
        on = one.announced_on.isoformat() if one.announced_on else None
        schema = "withheld" if hides(visit.portal, one.url) else "main"
        rows[schema].append((visit.portal, one.url, one.road, on, one.section or None, at))
    for schema, found in rows.items():
        if found:
            db.executemany(_ANNOUNCED.format(schema=schema), found)
    for counter in visit.counters:
        _enter_counter(db, visit.portal, counter, at)


def _enter_counter(db: sqlite3.Connection, portal: str, counter: Counter, at: str) -> None:
    key = (portal, counter.url, counter.counts)
    latest = db.execute(_LATEST, key).fetchone()
    if latest is None or (latest[1] != counter.value and latest[0] < at):
        db.execute("INSERT INTO counters (portal, url, counts, seen_at, value, listed) VALUES (?, ?, ?, ?, ?, ?)",
                   (*key, at, counter.value, counter.listed))  # fmt: skip
    elif latest[1] == counter.value and latest[2] < counter.listed:
        db.execute(
            "UPDATE counters SET listed = ? WHERE portal = ? AND url = ? AND counts = ? AND seen_at = ?",
            (counter.listed, *key, latest[0]),
        )
