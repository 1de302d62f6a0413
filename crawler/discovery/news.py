"""Whether the next page of a list is worth asking for: lists are read newest first until what is known begins. Pure."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from archive.turning import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEW = 5
"""Dated entries from which on their order tells something."""
IN_ORDER = 0.6
"""Share of the entries that stand newest first. Some are pinned above, and boxes beside the list have their own order;
of twelve in no order some 0.45 do, of twelve with five latest ones beside them 0.7.
"""


def goes_on(fresh_count: int, listed: Sequence[tuple[bool, float]]) -> bool:
    """Whether what is new may go on on the next page of a list.

    `fresh_count` addresses on this one were never named before; `listed` are its dated entries in the order of the
    page: whether each was unknown, and its day. In a list by date it goes on where one of the oldest third is unknown;
    without dates where anything is; in a list by any other order always.
    """
    if len(listed) < FEW:
        return fresh_count > 0
    if not is_newest_first([day for _, day in listed]):
        return True
    oldest = sorted(listed, key=lambda entry: entry[1])[: max(1, len(listed) // 3)]
    return fresh_count > 0 and any(is_unknown for is_unknown, _ in oldest)


def is_newest_first(days: Sequence[float]) -> bool:
    """Whether a list is by date, newest first, but for some entries.

    >>> is_newest_first([3, 9, 8, 8, 7, 6, 5]), is_newest_first([5, 1, 7, 2, 6, 3, 8, 4])
    (True, False)
    """
    ends: list[float] = []  # the least end of a falling row of each length, signs turned
    for day in days:
        place = bisect_right(ends, -day)
        ends[place : place + 1] = [-day]
    return len(ends) >= IN_ORDER * len(days)


def next_pages(url: str, found: Iterable[str]) -> list[str]:
    """Of the addresses found on the page at `url`, the next page of its listing; on a first page, of each listing.

    A first page may be another address of its listing's page 1, or page 1 the one after it.

    >>> next_pages("https://a.vn/tin?page=2", [f"https://a.vn/tin?page={n}" for n in (1, 3, 4, 28)])
    ['https://a.vn/tin?page=3']
    """
    here = page_of(url)
    later: dict[str, list[tuple[int, str]]] = {}
    for other in found:
        place = page_of(other)
        if place is not None and (here is None or (place[0] == here[0] and place[1] > here[1])):
            later.setdefault(place[0], []).append((place[1], other))
    chosen = []
    for places in later.values():
        places.sort()
        count = 2 if here is None and places[0][0] <= 1 else 1
        chosen += [other for _, other in places[:count]]
    return chosen
