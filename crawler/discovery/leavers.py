"""Addresses that a list has named and names no more, though it has not merely moved on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SHARE = 0.2
"""A list that has lost more of its addresses was made anew: that says nothing of any of them."""
FEW = 2
"""So many may always have left."""


def left(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Those of `before` that are not in `now`; none where they are the end over which new ones push the oldest out.

    >>> left(["/5", "/4", "/3", "/2", "/1"], ["/6", "/5", "/4", "/2"])
    ['/3']
    >>> left(["/5", "/4", "/3"], ["/7", "/6", "/5"])
    []
    >>> left(["/5", "/4", "/3"], ["/5", "/4"])
    ['/3']
    """
    here, known = frozenset(now), frozenset(before)
    gone = [place for place, url in enumerate(before) if url not in here]
    if here - known:
        gone = _within(gone, len(before))
    if len(gone) > max(FEW, MOST_SHARE * len(before)):
        return []
    return [before[place] for place in gone]


def _within(gone: list[int], count: int) -> list[int]:
    """The places that are not at either end without a gap."""
    first, last = 0, count - 1
    taken = frozenset(gone)
    while last in taken:
        last -= 1
    while first in taken:
        first += 1
    return [place for place in gone if first < place < last]
