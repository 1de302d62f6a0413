"""What each portal takes: requests, room in `warc/`, and how fast that grows. Reads only.

What a portal brings until its first run has come to its end has stood there for years: it does not count as growth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import time_of, utc_text

if TYPE_CHECKING:
    from datetime import datetime

    from archive.archive import Archive

WINDOW = timedelta(days=30)
SHORTEST = timedelta(days=1)
"""Growth is told from so long on after the first run."""
_CRAWLS = """
SELECT portal, count(*) AS runs, sum(requests) AS requests,
       min(CASE reason WHEN 'finished' THEN finished_at END) AS first
FROM crawls GROUP BY portal
"""
_HELD = "SELECT portal, sum(warc_length) AS bytes FROM captures GROUP BY portal"
_GROWN = "SELECT coalesce(sum(warc_length), 0) AS bytes FROM captures WHERE portal = ? AND fetched_at > ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """What one portal takes."""

    runs: int = 0
    requests: int = 0
    warc_bytes: int = 0
    """Of responses in `warc/`, compressed."""
    growth_bytes: float | None = None
    """The same, a day, over the last 30 days; None: its first run is not a day ago."""


def storage(archive: Archive, *, now: datetime, portal: str | None = None) -> dict[str, Storage]:
    """What each portal takes that was crawled, by key; or one of them."""
    held = {row["portal"]: int(row["bytes"] or 0) for row in archive.rows(_HELD)}
    return {
        row["portal"]: Storage(
            runs=row["runs"], requests=row["requests"] or 0, warc_bytes=held.get(row["portal"], 0),
            growth_bytes=_growth(archive, row["portal"], time_of(row["first"]), now),
        )
        for row in archive.rows(_CRAWLS) if portal in (None, row["portal"])
    }  # fmt: skip


def _growth(archive: Archive, portal: str, first: datetime | None, now: datetime) -> float | None:
    if first is None or now - first < SHORTEST:
        return None
    since = max(first, now - WINDOW)
    grown: int = archive.rows(_GROWN, portal, utc_text(since))[0]["bytes"]
    return grown / ((now - since) / timedelta(days=1))
