"""Search: what is asked of the index, and what is found, for command line, Python and web alike."""

from __future__ import annotations

import itertools
import re
from calendar import isleap, monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tantivy import Order

from archive.errors import UsageError
from archive.fulltext.asking import Asker, Filters
from archive.fulltext.documents import FOREVER, schema
from archive.moments import earliest
from archive.paging import Place, Ranked, Ranking, number_of
from archive.query_reader import parse_query
from archive.search_names import strange_sections
from archive.snippets import MARK, Snippets

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from tantivy import DocAddress, Searcher
    from tantivy import Query as IndexQuery

    from archive.query import Query

_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_PORTION, _MOST_AT_ONCE = 100, 10_000
"""Hits that are read at once, and asked of the index at once."""
_MOST_VALUES = 65_000
"""Values that are counted: no archive has so many portals, sections or months."""

__all__ = ["MARK", "Asked", "Counts", "Hit", "Hits", "Sort", "ask"]


class Sort(StrEnum):
    """What comes first."""

    relevance = "relevance"
    newest = "newest"
    oldest = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    id: int
    portal: str
    url: str
    title: str
    lead: str
    published_on: str | None
    category: str
    state: str
    version: int
    """The number of the version that holds it: the present one, or the one of the day that was asked for."""
    snippet: str
    """A passage of the text as printed, each hit between ⟦ and ⟧."""
    score: float
    """Greater is better; 0 where the order is by date."""
    key: str
    """What to give as `after` to go on behind this hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the whole result spreads; each by falling number, months in their order."""

    articles: int
    portals: dict[str, int]
    categories: dict[str, int]
    months: dict[str, int]
    """By `YYYY-MM` of publication; what states no day is not among them."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A search, checked: what `search` was given."""

    query: Query | None
    filters: Filters
    sort: Sort
    limit: int | None
    after: str = ""


@dataclass
class Hits:
    """What a search found: read as it is gone through, counted when that is asked for."""

    asked: Asked
    _searcher: Searcher = field(repr=False)
    _db: sqlite3.Connection = field(repr=False)
    _asker: Asker = field(default_factory=lambda: Asker(schema()), repr=False)
    _first: tuple[tuple[Any, ...], list[Any]] | None = field(default=None, init=False, repr=False)
    _count: int | None = field(default=None, init=False, repr=False)

    def __iter__(self) -> Iterator[Hit]:
        left = itertools.islice(self._found(), self.asked.limit)
        while portion := list(itertools.islice(left, _PORTION)):
            yield from self._hits(portion)

    @cached_property
    def counts(self) -> Counts:
        """How many articles there are in all, and how they spread over portals, sections and months."""
        by = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in ("portal", "category", "month")}
        found = self._searcher.aggregate(self._index_query, by)
        portals, categories, months = (
            {one["key"]: int(one["doc_count"]) for one in found[name]["buckets"]} for name in by
        )  # each article is of one portal
        dated = {f"{int(key) // 100:04}-{int(key) % 100:02}": count for key, count in months.items() if key}
        return Counts(
            articles=sum(portals.values()), portals=portals, categories=categories, months=dict(sorted(dated.items())),
        )  # fmt: skip

    def __len__(self) -> int:
        """How many articles there are in all, whatever the limit."""
        if self._count is None and not (self.asked.after and self.asked.sort is not Sort.relevance):
            next(self._found(), None)  # whoever counts them goes through them as well: one search tells both
        if self._count is None:
            self._count = int(self._searcher.search(self._index_query, limit=1, count=True).count)  # type: ignore[attr-defined]
        return self._count

    @property
    def advice(self) -> list[str]:
        """What should be known of how it was narrowed, a line each: sections that no article is in."""
        return strange_sections(self._searcher, self.asked.filters.categories)

    @cached_property
    def _index_query(self) -> IndexQuery:
        return self._asker.query(self.asked.query, self.asked.filters)

    @cached_property
    def _snippets(self) -> Snippets | None:
        return Snippets(self.asked.query) if self.asked.query is not None else None

    def _found(self) -> Iterator[tuple[float, DocAddress, str]]:
        """The hits: the score of each, where the index holds it, and its key."""
        return self._ranked() if self.asked.sort is Sort.relevance else self._dated()

    def _ranked(self) -> Iterator[tuple[float, DocAddress, str]]:
        after = Place.read(self.asked.after) if self.asked.after else None
        for place, hit in Ranking(self._ranks).behind(after, self._wanted):
            yield hit.score, hit.address, str(place)

    def _ranks(self, first: int, limit: int) -> list[Ranked]:
        found = self._search(self._index_query, limit=limit, offset=first)
        articles = self._searcher.fast_field_values("article", [address for _, address in found])
        return [
            Ranked(score, int(article or 0), address) for article, (score, address) in zip(articles, found, strict=True)
        ]

    def _dated(self) -> Iterator[tuple[float, DocAddress, str]]:
        sort, after = self.asked.sort, number_of(self.asked.after) if self.asked.after else None
        is_newest, size = sort is Sort.newest, self._wanted
        order = Order.Desc if is_newest else Order.Asc
        while True:
            query = self._index_query
            if after is not None:
                query = self._asker.after(query, sort, after, newest_first=is_newest)
            found = self._search(query, limit=size, order_by_field=str(sort), order=order)
            for key, address in found:
                yield 0.0, address, str(key)
                after = key
            if len(found) < size:
                return
            size = min(2 * size, _MOST_AT_ONCE)

    @property
    def _wanted(self) -> int:
        """How many hits are asked of the index first."""
        return min(self.asked.limit or _PORTION, _MOST_AT_ONCE)

    def _search(self, query: IndexQuery, **how: Any) -> list[Any]:
        """Asks the index. What it answered first is remembered, with the number of all: that is asked for twice."""
        asked = tuple(how.values())
        if self._first is not None and query is self._index_query and self._first[0] == asked:
            return self._first[1]
        is_first = self._first is None and query is self._index_query
        result = self._searcher.search(query, count=is_first, **how)
        if is_first:
            self._first, self._count = (asked, result.hits), int(result.count)  # type: ignore[attr-defined]
            return self._first[1]
        return result.hits

    def _hits(self, found: Sequence[tuple[float, DocAddress, str]]) -> Iterator[Hit]:
        """The hits with what the tables say of them; one that is withheld since the index was made is none."""
        addresses = [address for _, address, _ in found]
        articles = self._searcher.fast_field_values("article", addresses)
        versions = self._searcher.fast_field_values("version", addresses)
        for article, version, (score, _, key) in zip(articles, versions, found, strict=True):
            hit = self._hit(int(article or 0), int(version or 0), score, key)
            if hit is not None:
                yield hit

    def _hit(self, article: int, version: int, score: float, key: str) -> Hit | None:
        row = self._db.execute(_HIT, (article, version)).fetchone()
        if row is None:
            return None
        passage = ""
        if self._snippets is not None:
            fields = (("text", row[5]), ("title", row[3]), ("lead", row[4]))
            passage = next(filter(None, itertools.starmap(self._snippets.passage, fields)), "")
        return Hit(
            id=row[0], portal=row[1], url=row[2], title=row[3], lead=row[4], published_on=row[6], category=row[7],
            state=row[8], version=version, snippet=passage, score=score, key=key,
        )  # fmt: skip


_HIT = """
    SELECT articles.id, portal, url, said.title, said.lead, said.text, said.published_on, said.category, state
    FROM articles JOIN article_versions AS said ON article_id = articles.id
    WHERE articles.id = ? AND number = ?
"""


def ask(
    text: str = "", *, portal: str | Sequence[str] | None = None, category: str | Sequence[str] | None = None,
    source: str | None = None, author: str | None = None, since: str | None = None, until: str | None = None,
    seen_since: str | None = None, seen_until: str | None = None, changed: bool = False, removed: bool = False,
    story: int | None = None, as_of: str | None = None, sort: str = Sort.relevance, limit: int | None = 20,
    after: str = "",
) -> Asked:  # fmt: skip
    """A search as `archive.archive.Archive.search` takes it, checked. Raises UsageError, which says what is wrong."""
    filters = Filters(
        portals=_several(portal), categories=_several(category), source=source or "", author=author or "",
        states=("removed",) if removed else (), is_edited=changed, story=story,
        days=_days(since, until), first_seen=_seen(seen_since, seen_until),
        as_of=None if as_of is None else _seconds(as_of, "as-of")[1],
    )  # fmt: skip
    try:
        order = Sort(sort)
    except ValueError:
        raise UsageError(f"sort {sort!r} is unknown: it is relevance, newest or oldest") from None
    wanted = parse_query(text) if text.strip() else None
    if wanted is None and filters == Filters():
        raise UsageError("nothing to search for: give at least one word, or a filter")
    if order is Sort.relevance and (wanted is None or not wanted.is_ranked):
        order = Sort.newest
    if after:
        (Place.read if order is Sort.relevance else number_of)(after)
    return Asked(query=wanted, filters=filters, sort=order, limit=limit, after=after)


def _several(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _days(since: str | None, until: str | None) -> tuple[int, int] | None:
    if since is None and until is None:
        return None
    return (_day(since, "since", "0101") if since else 1, _day(until, "until", "1231") if until else 9999_12_31)


def _day(written: str, option: str, rest: str) -> int:
    """A day as a number; what is missing of it stands in `rest`."""
    if not _is_day(written):
        raise UsageError(f"{option} {written!r} is no date: write it as 2022, 2022-12 or 2022-12-31")
    said = written.replace("-", "")
    return int(said + rest[len(said) - 4 :])


def _is_day(written: str) -> bool:
    """Whether it is a year, a month or a day that the calendar has."""
    try:
        date.fromisoformat(written + "-01-01"[len(written) - 4 :])
    except ValueError:
        return False
    return bool(_DATE.fullmatch(written))


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
