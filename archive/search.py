"""Search: what is asked of the index, and what is found, for command line, Python and web alike."""

from __future__ import annotations

import re
import sqlite3
from calendar import isleap, monthrange
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tantivy import Order

from archive.errors import ArchiveError, UsageError
from archive.export import frames, rows_of
from archive.folding import WORD, exact
from archive.fulltext.asking import Asker, Filters
from archive.fulltext.documents import FOREVER, schema
from archive.moments import earliest
from archive.query_reader import parse_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas
    import pyarrow
    from tantivy import DocAddress, Searcher
    from tantivy import Query as IndexQuery

    from archive.query import Query

SNIPPET_WORDS = 32
MARK = ("⟦", "⟧")
"""What encloses a hit in a snippet: marks that no portal prints."""
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_MOST_HITS = 2000
"""Hits in one text among which the best passage is looked for."""
_PAGE = 100
"""Hits that are read at once."""
_PORTION = 5000
"""Hits whose numbers are read at once: by relevance each portion costs as much as all before it."""
_MOST_VALUES = 65_000
"""Values that are counted: no archive has so many portals, sections or months."""


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
    _folded: dict[int, tuple[int, int]] = field(default_factory=dict, repr=False)

    def __iter__(self) -> Iterator[Hit]:
        left = self.asked.limit
        after = self.asked.after
        while left is None or left > 0:
            wanted = _PAGE if left is None else min(_PAGE, left)
            found = self._found(after, wanted)
            folded = 0
            for hit in self._hits(found):
                first, copies = self._of_story(hit) if self.asked.fold else (hit.id, 0)
                if first == hit.id:
                    yield replace(hit, copies=copies) if copies else hit
                else:
                    folded += 1
            if len(found) < wanted:
                return
            after = found[-1][2]
            left = None if left is None else left - len(found) + folded

    def numbers(self, limit: int | None = None) -> Iterator[tuple[int, int]]:
        """The number of each article found and of the version that holds it, in order: all of them, or `limit`.

        The limit that the search was given is that of a page, and is not meant.
        """
        after = self.asked.after
        left = limit
        while left is None or left > 0:
            wanted = _PORTION if left is None else min(_PORTION, left)
            found = self._found(after, wanted)
            yield from self._numbered(found)
            if len(found) < wanted:
                return
            after = found[-1][2]
            left = None if left is None else left - len(found)

    def to_pandas(self, limit: int | None = None) -> pandas.DataFrame:
        """The articles found as a data frame: all of them, or `limit`; see `archive.export.frames`."""
        return frames.to_pandas(rows_of(self, limit=limit))

    def to_arrow(self, limit: int | None = None) -> pyarrow.Table:
        """The articles found as an Arrow table: all of them, or `limit`; see `archive.export.arrow`."""
        return frames.to_arrow(rows_of(self, limit=limit))

    def row(self, statement: str, *values: object) -> Any:
        """The row of a SELECT that has one at most; None: it has none. Raises ArchiveError where it cannot be read."""
        try:
            return self._db.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            raise ArchiveError(f"what was found cannot be read: {error}") from None

    @cached_property
    def counts(self) -> Counts:
        """How many articles there are in all, and how they spread over portals, sections and months."""
        by = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in ("portal", "category", "month")}
        found = self._searcher.aggregate(self._index_query, by)
        portals, categories, months = (
            {one["key"]: int(one["doc_count"]) for one in found[name]["buckets"]} for name in by
        )
        dated = {f"{int(key) // 100:04}-{int(key) % 100:02}": count for key, count in months.items() if key}
        return Counts(
            articles=len(self), portals=portals, categories=categories, months=dict(sorted(dated.items())),
        )  # fmt: skip

    def __len__(self) -> int:
        """How many articles there are in all, whatever the limit."""
        return int(self._searcher.search(self._index_query, limit=1, count=True).count)  # type: ignore[attr-defined]

    @cached_property
    def _index_query(self) -> IndexQuery:
        return self._asker.query(self.asked.query, self.asked.filters)

    def _of_story(self, hit: Hit) -> tuple[int, int]:
        """The first hit of a hit's story in the order of the result, by its number, and how many others there are.

        The index is asked for each story, so that every page of a result folds alike.
        """
        if hit.story is None:
            return hit.id, 0
        if hit.story not in self._folded:
            alone = Hits(replace(self.asked, filters=replace(self.asked.filters, story=hit.story), after=""),
                         self._searcher, self._db)  # fmt: skip
            found = alone._found("", 1)
            if not found:  # it has joined the story since the index was brought up to date
                return hit.id, 0
            (article,) = self._searcher.fast_field_values("article", [found[0][1]])
            self._folded[hit.story] = int(article or 0), len(alone) - 1
        return self._folded[hit.story]

    def _found(self, after: str, limit: int) -> list[tuple[float, DocAddress, str]]:
        """The next hits behind a key: the score of each, where the index holds it, and its key."""
        sort = self.asked.sort
        if sort is Sort.relevance:
            offset = _number(after) if after else 0
            found = self._searcher.search(self._index_query, limit=limit, offset=offset, count=False).hits
            return [(score, address, str(offset + place)) for place, (score, address) in enumerate(found, 1)]
        query = self._index_query
        if after:
            query = self._asker.after(query, sort, _number(after), newest_first=sort is Sort.newest)
        order = Order.Desc if sort is Sort.newest else Order.Asc
        found = self._searcher.search(query, limit=limit, count=False, order_by_field=str(sort), order=order).hits
        return [(0.0, address, str(key)) for key, address in found]

    def _hits(self, found: Sequence[tuple[float, DocAddress, str]]) -> Iterator[Hit]:
        """The hits with what the tables say of them; one that is withheld since the index was made is none."""
        for (article, version), (score, _, key) in zip(self._numbered(found), found, strict=True):
            hit = self._hit(article, version, score, key)
            if hit is not None:
                yield hit

    def _numbered(self, found: Sequence[tuple[float, DocAddress, str]]) -> Iterator[tuple[int, int]]:
        addresses = [address for _, address, _ in found]
        articles = self._searcher.fast_field_values("article", addresses)
        versions = self._searcher.fast_field_values("version", addresses)
        for article, version in zip(articles, versions, strict=True):
            yield int(article or 0), int(version or 0)

    def _hit(self, article: int, version: int, score: float, key: str) -> Hit | None:
        row = self._db.execute(_HIT, (article, version)).fetchone()
        if row is None:
            return None
        passage = ""
        if self.asked.query is not None:
            passage = snippet(self.asked.query, "text", row[5]) or snippet(self.asked.query, "title", row[3])
        return Hit(
            id=row[0], portal=row[1], url=row[2], title=row[3], lead=row[4], published_on=row[6], category=row[7],
            state=row[8], version=version, snippet=passage, score=score, key=key, story=row[9],
        )  # fmt: skip


_HIT = """
    SELECT articles.id, portal, url, said.title, said.lead, said.text, said.published_on, said.category, state,
        story_id
    FROM articles JOIN article_versions AS said ON article_id = articles.id
    WHERE articles.id = ? AND number = ?
"""


def ask(
    text: str = "", *, portal: str | Sequence[str] | None = None, category: str | Sequence[str] | None = None,
    source: str | None = None, author: str | None = None, since: str | None = None, until: str | None = None,
    seen_since: str | None = None, seen_until: str | None = None, changed: bool = False, removed: bool = False,
    story: int | None = None, as_of: str | None = None, sort: str = Sort.relevance, limit: int | None = 20,
    after: str = "", fold: bool = False,
) -> Asked:  # fmt: skip
    """A search as `archive.archive.Archive.search` takes it, checked; without words and filters it finds everything.

    Raises UsageError, which says what is wrong.
    """
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
    if after:
        _number(after)
    if not text.strip():
        return Asked(query=None, filters=filters, sort=Sort.newest if order is Sort.relevance else order,
                     limit=limit, after=after, fold=fold)  # fmt: skip
    return Asked(query=parse_query(text), filters=filters, sort=order, limit=limit, after=after, fold=fold)


def snippet(query: Query, name: str, text: str) -> str:
    """The passage of the field `name` that answers most of the search, the first of such, each hit marked, else as
    printed; empty where there is none.
    """
    spans = [match.span() for match in WORD.finditer(text)]
    hits = query.hits(name, [exact(text[start:end]) for start, end in spans])
    if not hits:
        return ""
    first = max(0, _best_start(hits) - SNIPPET_WORDS // 4)
    last = min(len(spans), first + SNIPPET_WORDS)
    pieces = ["… "] if first else []
    position = spans[first][0]
    for number in range(first, last):
        start, end = spans[number]
        pieces.append(text[position:start])
        pieces.append(f"{MARK[0]}{text[start:end]}{MARK[1]}" if number in hits else text[start:end])
        position = end
    if last < len(spans):
        pieces.append(" …")
    return " ".join("".join(pieces).replace(f"{MARK[1]} {MARK[0]}", " ").split())


def _best_start(hits: Mapping[int, int]) -> int:
    """The first hit of the passage that answers most of the search."""
    places = sorted(hits)[:_MOST_HITS]
    room = SNIPPET_WORDS - SNIPPET_WORDS // 4
    best, most = places[0], 0
    for at, start in enumerate(places):
        answered = {hits[place] for place in places[at : at + room] if place < start + room}
        if len(answered) > most:
            best, most = start, len(answered)
    return best


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


def _number(key: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", key):
        raise UsageError(f"{key!r} is no place in a result: give the key of a hit")
    return int(key)
