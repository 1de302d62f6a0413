"""What the user asks of a crawl, and why one ends before its work is done. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LEFT_OFF = ("interrupted", "limit", "quiet hours", "end of the round", "disk floor")
"""Why a crawl ends before its work is done: what is left stays queued, and the next run goes on with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked of a run."""

    limit: int | None = None
    """Requests at most, robots.txt not counted."""
    recheck: bool = False
    """Every known address is due."""
    ahead: timedelta = timedelta(0)
    """What comes due within this time is asked for now: each look came some seconds after the beginning of its run."""
