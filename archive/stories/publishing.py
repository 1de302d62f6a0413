"""Which of a story's articles was published first, and what tells it. Pure.

A statement counts more than a date: who prints another portal as the source has the text from there. Dates are times of
different length: a day stands for all of its hours, and of an article without a date no more is known than that it was
there when luutru received it. Only where one time ends before the other begins do they say who was first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from archive.clock import time_of
from archive.stories.credits import Named, named_in, names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Reason = Literal["credited", "published", "received"]
"""What tells who was first. credited: another article names its portal as the source; published: its date is the
earliest; received: neither tells, luutru received it first."""

_DAY = 86_400
_LENGTHS = {"minute": 60, "day": _DAY, "month": 31 * _DAY, "year": 366 * _DAY}
_LONG_AGO = -(2**62)


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a story, as far as it tells who was first."""

    id: int
    portal: Named
    source: str
    published_at: str | None
    published_precision: str | None
    first_seen: str

    @property
    def bounds(self) -> tuple[float, float]:
        """When it was published: not before, and before; seconds since 1970."""
        seen, begin = _seconds(self.first_seen), _seconds(self.published_at)
        if self.published_at is None:
            return _LONG_AGO, seen
        end = begin + _LENGTHS.get(self.published_precision or "", 0)
        return begin, max(begin, min(end, seen))


def first_of(copies: Sequence[Copy]) -> tuple[int, Reason]:
    """The article that was published first, and what tells that."""
    credited, crediting = _credits(copies)
    roots = [one for one in copies if one.id not in crediting]
    if not roots:  # each has it from another one: that says nothing
        credited, roots = set(), list(copies)
    earliest = _earliest(roots)
    named = [one for one in earliest if one.id in credited]
    if named and [one.id for one in _earliest(copies)] != [named[0].id]:
        return _received(named).id, "credited"
    if len(earliest) == 1 and earliest[0].published_at:
        return earliest[0].id, "published"
    return _received(earliest).id, "received"


def _credits(copies: Sequence[Copy]) -> tuple[set[int], set[int]]:
    """The articles whose portal another one names as its source; and those that name one, and not their own."""
    portals: dict[str, set[str]] = {}
    for one in copies:
        for name in names_of(one.portal):
            portals.setdefault(name, set()).add(one.portal.id)
    credited: set[str] = set()
    crediting: set[int] = set()
    for one in copies:
        named = {portal for name in named_in(one.source) for portal in portals.get(name, ())} if one.source else set()
        if named and one.portal.id not in named:
            credited |= named
            crediting.add(one.id)
    return {one.id for one in copies if one.portal.id in credited}, crediting


def _earliest(copies: Sequence[Copy]) -> list[Copy]:
    """Those before which none was published for certain; where some of them state a date, only those."""
    bounds = {one.id: one.bounds for one in copies}
    first_end = min(end for _, end in bounds.values())
    found = [one for one in copies if bounds[one.id][0] < first_end or bounds[one.id][1] == first_end]
    return [one for one in found if one.published_at] or found


def _received(copies: Sequence[Copy]) -> Copy:
    return min(copies, key=lambda one: (one.first_seen, one.id))


def _seconds(at: str | None) -> float:
    moment = time_of(at)
    return moment.timestamp() if moment is not None else 0
