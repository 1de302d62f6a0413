"""Whether a portal is open, paused, closed or removed, as far as the tables tell: by its definition as last used, which
is TOML, and by what was decided of it. Pure.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.decisions import Decision

State = Literal["open", "paused", "closed", "removed"]
_KEYS = ("valid_", "pause")
"""A definition without these words says nothing of its portal's life: it is not read."""
ENDED = ("closed", "removed")
"""States in which nothing is expected of a portal, so that nothing is wrong with it."""


@dataclass(frozen=True, slots=True)
class Life:
    """How it is with a portal, and since when or until when."""

    state: State
    since: str | None = None
    """Since when it is paused or removed; of a portal that is closed, the first day on which it will be open."""
    until: str | None = None
    """The last day on which its hosts were its own, or the day on which it is crawled again."""


def life_of(definition: str, decision: Decision, *, today: date) -> Life:
    """How it is with a portal today.

    >>> from archive.decisions import NOTHING_DECIDED
    >>> life_of("valid_until = 2025-06-30", NOTHING_DECIDED, today=date(2026, 1, 1))
    Life(state='closed', since=None, until='2025-06-30')
    """
    if decision.removed_at:
        return Life("removed", since=decision.removed_at[:10])
    said = _values(definition) if any(word in definition for word in _KEYS) else {}
    start, end = said.get("valid_from"), said.get("valid_until")
    if isinstance(end, date) and today > end:
        return Life("closed", until=end.isoformat())
    if isinstance(start, date) and today < start:
        return Life("closed", since=start.isoformat())
    schedule = said.get("schedule")
    schedule = schedule if isinstance(schedule, dict) else {}
    again = schedule.get("paused_until")
    if decision.paused_at or schedule.get("pause") is True:
        return Life("paused", since=decision.paused_at[:10] if decision.paused_at else None)
    if isinstance(again, date) and today < again:
        return Life("paused", until=again.isoformat())
    return Life("open")


def tags_of(definition: str, defaults: Sequence[str] = ()) -> tuple[str, ...]:
    """The tags in the text of a definition; `defaults` where it says nothing of them.

    >>> tags_of('tags = ["province"]'), tags_of("no TOML", ["all"])
    (('province',), ('all',))
    """
    said = _values(definition) if "tags" in definition else {}
    tags = said.get("tags", defaults)
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list | tuple) else ()


def _values(definition: str) -> dict[str, Any]:
    try:
        return tomllib.loads(definition)
    except (ValueError, RecursionError):  # of an earlier luutru, or none: it was used all the same
        return {}
