"""What a search has found: read as it is gone through, counted when that is asked for."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tantivy import Order

from archive.export import frames, rows_of
from archive.fulltext.asking import Asker, Filters
from archive.fulltext.documents import schema
from archive.paging import Place, Ranked, Ranking, number_of
from archive.records import PAGE_TYPES
from archive.search_names import strange_sections
from archive.snippets import Snippets

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    import pandas
    import pyarrow
    from tantivy import DocAddress, Searcher
    from tantivy import Query as IndexQuery

    from archive.query import Query
    from archive.sentences import Sentence

_PORTION, _MOST_AT_ONCE = 100, 10_000
"""Hits that are read at once, and asked of the index at once."""
_MOST_VALUES = 65_000
"""Values that are counted: no archive has so many portals, sections or months."""
_DAY_SECONDS = 86_400
_Found = tuple[float, "DocAddress", str]
"""A hit of the index: its score, where the index holds it, its key."""


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
    page_type: str
    version: int
    """The number of the version that holds it: the present one, or the one of the day that was asked for."""
    snippet: str
    """A passage of the text as printed, each hit between ⟦ and ⟧."""
    score: float
    """Greater is better; 0 where the order is by date."""
    key: str
    """What to give as `after` to go on behind this hit."""
    story: int | None = None
    """The number of the story that the article belongs to; None: of none."""
    copies: int = 0
    """How many other hits of its story are folded away behind it; 0 where nothing is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the whole result spreads; each by falling number, months in their order."""

    articles: int
    portals: dict[str, int]
    categories: dict[str, int]
    months: dict[str, int]
    """By `YYYY-MM` of publication; what states no day is not among them."""
    page_types: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A search, checked: what `search` was given."""

    query: Query | None
    filters: Filters
    sort: Sort
    limit: int | None
    after: str = ""
    fold: bool = False
    """Of each story only its first hit."""


@dataclass
class Hits:
    """What a search found: read as it is gone through, counted when that is asked for."""

    asked: Asked
    _searcher: Searcher = field(repr=False)
    _db: sqlite3.Connection = field(repr=False)
    _asker: Asker = field(default_factory=lambda: Asker(schema()), repr=False)
    _folded: dict[int, tuple[int, int]] = field(default_factory=dict, init=False, repr=False)
    _first: tuple[tuple[Any, ...], list[Any]] | None = field(default=None, init=False, repr=False)
    _count: int | None = field(default=None, init=False, repr=False)

    def __iter__(self) -> Iterator[Hit]:
        for article, version, (score, _, key), copies in self._walk(self.asked.limit):
            hit = self._hit(article, version, score, key, copies)
            if hit is not None:  # None: withheld since the index was made
                yield hit

    def numbers(self, limit: int | None = None) -> Iterator[tuple[int, int]]:
        """The number of each article found and of the version that holds it, in order: all of them, or `limit`.

        The limit that the search was given is that of a page, and is not meant.
        """
        for article, version, _, _ in self._walk(limit):
            yield article, version

    def latest(self, limit: int) -> Iterator[tuple[int, int]]:
        """The number of each article found and of its version, as `numbers`, `limit` at most: what was received last
        comes first, day by day, and of a day what was published last. So an old article that was edited is news.
        """
        return itertools.islice(self._latest(), limit)

    def _latest(self) -> Iterator[tuple[int, int]]:
        for article, version, story, _ in self._with_numbers(self._received()):
            if not (self.asked.fold and story) or self._of_story(story)[0] == article:
                yield article, version

    def _received(self) -> Iterator[_Found]:
        """The hits by the days on which they were received, which are counted back from the latest."""
        query = self._index_query
        while last := self._searcher.search(query, limit=1, count=False, order_by_field="since").hits:
            before = int(self._searcher.fast_field_values("since", [last[0][1]])[0] or 0) - _DAY_SECONDS
            yield from self._by_key(self._asker.within(query, "since", before + 1, None), Sort.newest, None)
            query = self._asker.within(self._index_query, "since", None, before)

    def _walk(self, limit: int | None) -> Iterator[tuple[int, int, _Found, int]]:
        """Each hit as article, version, place in the index, and how many copies are folded away behind it."""
        if self.asked.fold:
            return itertools.islice(self._folded_hits(), limit)
        return ((article, version, one, 0) for article, version, _, one in self._numbered(limit))

    def _folded_hits(self) -> Iterator[tuple[int, int, _Found, int]]:
        for article, version, story, one in self._numbered(None):
            first, copies = self._of_story(story) if story else (article, 0)
            if first == article:
                yield article, version, one, copies

    def _numbered(self, limit: int | None) -> Iterator[tuple[int, int, int, _Found]]:
        """Each hit in the order that was asked for, `limit` at most, with its numbers."""
        return self._with_numbers(itertools.islice(self._found(), limit))

    def _with_numbers(self, found: Iterator[_Found]) -> Iterator[tuple[int, int, int, _Found]]:
        """Each hit with the numbers of its article, its version and its story (0: it is in none)."""
        while portion := list(itertools.islice(found, self._wanted)):
            addresses = [address for _, address, _ in portion]
            columns = (self._searcher.fast_field_values(name, addresses) for name in ("article", "version", "story"))
            for article, version, story, one in zip(*columns, portion, strict=True):
                yield int(article or 0), int(version or 0), int(story or 0), one

    def to_pandas(self, limit: int | None = None) -> pandas.DataFrame:
        """The articles found as a data frame: all of them, or `limit`; see `archive.export.frames`."""
        return frames.to_pandas(rows_of(self, limit=limit))

    def to_arrow(self, limit: int | None = None) -> pyarrow.Table:
        """The articles found as an Arrow table: all of them, or `limit`; see `archive.export.arrow`."""
        return frames.to_arrow(rows_of(self, limit=limit))

    def row(self, statement: str, *values: object) -> Any:
        """The row of a SELECT that has one at most; None: it has none. Raises ArchiveError where it cannot be read."""
        return self._db.execute(statement, values).fetchone()

    @cached_property
    def counts(self) -> Counts:
        """How many articles there are in all, and how they spread over portals, sections and months."""
        fields = ("portal", "category", "month", *(("page_type",) if len(self._held) > 1 else ()))
        portals, categories, months, *types = self._spread(self._index_query, *fields).values()
        articles = sum(portals.values())  # each is of one portal
        dated = {f"{int(key) // 100:04}-{int(key) % 100:02}": count for key, count in months.items() if key}
        return Counts(
            articles=articles, portals=portals, categories=categories, months=dict(sorted(dated.items())),
            page_types=types[0] if types else dict.fromkeys(self._held, articles) if articles else {},
        )  # fmt: skip

    @cached_property
    def other_types(self) -> dict[str, int]:
        """How many more the same search finds of each page type that it was not asked for, by falling number."""
        if not self._unasked:
            return {}
        query = self._asker.query(self.asked.query, replace(self.asked.filters, page_types=()))
        counts = self._spread(query, "page_type")["page_type"]
        return {name: count for name, count in counts.items() if name in self._unasked}

    @cached_property
    def _held(self) -> frozenset[str]:
        """The page types of the whole archive: mostly one or two, and then the others cost nothing."""
        return frozenset(name for name, _ in self._searcher.terms_with_prefix("page_type", ""))

    @property
    def _unasked(self) -> frozenset[str]:
        """Those that are not asked for."""
        return self._held.difference(self.asked.filters.page_types or PAGE_TYPES)

    def _spread(self, query: IndexQuery, *fields: str) -> dict[str, dict[Any, int]]:
        """How many of what a query finds have each value of a field, by falling number."""
        by = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in fields}
        found = self._searcher.aggregate(query, by)
        return {name: {one["key"]: int(one["doc_count"]) for one in found[name]["buckets"]} for name in fields}

    def __len__(self) -> int:
        """How many articles there are in all, whatever the limit."""
        if self._count is None and not (self.asked.after and self.asked.sort is not Sort.relevance):
            next(self._found(), None)  # whoever counts them goes through them as well: one search tells both
        if self._count is None:
            found = self._searcher.search(self._index_query, limit=1, count=True)
            self._count = int(found.count)  # type: ignore[attr-defined]
        return self._count

    @property
    def advice(self) -> list[Sentence]:
        """What should be known of how it was read and narrowed, a line each."""
        hints = self.asked.query.hints if self.asked.query is not None else ()
        return [*hints, *strange_sections(self._searcher, self.asked.filters.categories)]

    @cached_property
    def _index_query(self) -> IndexQuery:
        filters = self.asked.filters if self._unasked else replace(self.asked.filters, page_types=())
        return self._asker.query(self.asked.query, filters)

    def _of_story(self, story: int) -> tuple[int, int]:
        """The first hit of a story in the order of the result, by its number, and how many others there are.

        The index is asked for each story, so that every page of a result folds alike.
        """
        if story not in self._folded:
            filters = replace(self.asked.filters, story=story)
            alone = Hits(replace(self.asked, filters=filters, after="", limit=1, fold=False), self._searcher, self._db)
            self._folded[story] = next(alone._numbered(1))[0], len(alone) - 1
        return self._folded[story]

    @cached_property
    def _snippets(self) -> Snippets | None:
        return Snippets(self.asked.query) if self.asked.query is not None else None

    def _found(self) -> Iterator[_Found]:
        """The hits in their order."""
        return self._ranked() if self.asked.sort is Sort.relevance else self._dated()

    def _ranked(self) -> Iterator[_Found]:
        after = Place.read(self.asked.after) if self.asked.after else None
        for place, hit in Ranking(self._ranks).behind(after, self._wanted):
            yield hit.score, hit.address, str(place)

    def _ranks(self, first: int, limit: int) -> list[Ranked]:
        found = self._search(self._index_query, limit=limit, offset=first)
        articles = self._searcher.fast_field_values("article", [address for _, address in found])
        return [
            Ranked(score, int(article or 0), address) for article, (score, address) in zip(articles, found, strict=True)
        ]

    def _dated(self) -> Iterator[_Found]:
        after = number_of(self.asked.after) if self.asked.after else None
        return self._by_key(self._index_query, self.asked.sort, after)

    def _by_key(self, whole: IndexQuery, sort: Sort, after: int | None) -> Iterator[_Found]:
        """What a query finds by date, behind a sort key (None: all of it)."""
        is_newest, size = sort is Sort.newest, self._wanted
        order = Order.Desc if is_newest else Order.Asc
        while True:
            query = whole
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
        return list(result.hits)

    def _hit(self, article: int, version: int, score: float, key: str, copies: int) -> Hit | None:
        row = self._db.execute(_HIT, (article, version)).fetchone()
        if row is None:
            return None
        passage = ""
        if self._snippets is not None:
            fields = (("text", row[5]), ("title", row[3]), ("lead", row[4]))
            passage = next(filter(None, itertools.starmap(self._snippets.passage, fields)), "")
        return Hit(
            id=row[0], portal=row[1], url=row[2], title=row[3], lead=row[4], published_on=row[6], category=row[7],
            state=row[8], page_type=row[10], version=version, snippet=passage, score=score, key=key, story=row[9],
            copies=copies,
        )  # fmt: skip


_HIT = """
    SELECT articles.id, portal, url, said.title, said.lead, said.text, said.published_on, said.category, state,
        story_id, page_type
    FROM articles JOIN article_versions AS said ON article_id = articles.id
    WHERE articles.id = ? AND number = ?
"""
