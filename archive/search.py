"""Search: what may be asked, checked, for command line, Python and web alike. What is found: `archive.hits`."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.fulltext.asking import Filters
from archive.fulltext.documents import FOREVER
from archive.hits import Asked, Counts, Hit, Hits, Sort
from archive.moments import day_of, earliest
from archive.page_types import read_types
from archive.paging import Place, number_of
from archive.query_reader import parse_query
from archive.sentences import Sentence
from archive.snippets import MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

UNKNOWN_SORT = "sort {sort!r} is unknown: it is relevance, newest or oldest"

__all__ = ["MARK", "Asked", "Counts", "Hit", "Hits", "Sort", "ask"]


def ask(
    text: str = "", *, portal: str | Sequence[str] | None = None, category: str | Sequence[str] | None = None,
    page_types: str | Sequence[str] | None = None, source: str | None = None, author: str | None = None,
    since: str | None = None, until: str | None = None, seen_since: str | None = None, seen_until: str | None = None,
    changed: bool = False, removed: bool = False, story: int | None = None, as_of: str | None = None,
    sort: str = Sort.relevance, limit: int | None = 20, after: str = "", fold: bool = False,
) -> Asked:  # fmt: skip
    """A search as `archive.archive.Archive.search` takes it, checked; without words and filters it finds everything.

    Raises UsageError, which says what is wrong.
    """
    filters = Filters(
        portals=_several(portal), categories=_several(category), page_types=read_types(page_types),
        source=source or "", author=author or "",
        states=("removed",) if removed else (), is_edited=changed, story=story,
        days=_days(since, until), first_seen=_seen(seen_since, seen_until),
        as_of=None if as_of is None else _seconds(as_of, "as-of")[1],
    )  # fmt: skip
    try:
        order = Sort(sort)
    except ValueError:
        raise UsageError(Sentence(UNKNOWN_SORT, sort=sort)) from None
    wanted = parse_query(text) if text.strip() else None
    if order is Sort.relevance and (wanted is None or not wanted.is_ranked):
        order = Sort.newest
    if after:
        (Place.read if order is Sort.relevance else number_of)(after)
    return Asked(query=wanted, filters=filters, sort=order, limit=limit, after=after, fold=fold)


def _several(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _days(since: str | None, until: str | None) -> tuple[int, int] | None:
    if since is None and until is None:
        return None
    return (_day(since, "since", "0101") if since else 1, _day(until, "until", "1231") if until else 9999_12_31)


def _day(written: str, option: str, rest: str) -> int:
    """A day as a number; what is missing of it stands in `rest`."""
    try:
        day = day_of(written)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise UsageError(
            Sentence(
                "{option} {written!r} is no date: write it as 2022, 2022-12, 2022-12-31 or 7d",
                option=option,
                written=written,
            )
        )
    said = day.replace("-", "")
    return int(said + rest[len(said) - 4 :])


def _seen(since: str | None, until: str | None) -> tuple[int, int] | None:
    if since is None and until is None:
        return None
    first = _seconds(since, "seen-since")[0] if since else 0
    return first, _seconds(until, "seen-until")[1] if until else FOREVER


def _seconds(written: str, option: str) -> tuple[int, int]:
    """The first and the last second since 1970 of what was typed: a year, a month, a day (in UTC), or one second."""
    bound = earliest(written, option)
    if "T" in bound:
        second = int(datetime.fromisoformat(bound).timestamp())
        return second, second
    parts = [int(part) for part in bound.split("-")]
    first = date(*parts, *(1,) * (3 - len(parts)))
    days = {1: 366 if isleap(first.year) else 365, 2: monthrange(first.year, first.month)[1], 3: 1}[len(parts)]
    begin = int(datetime.combine(first, time(), UTC).timestamp())
    return begin, begin + days * 86_400 - 1
