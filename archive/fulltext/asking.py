"""A query and its filters, as tantivy is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query, Schema

from archive import query as asked
from archive.fulltext.documents import FOREVER
from archive.fulltext.tokens import PLACES, form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WEIGHTS = {"title": 10.0, "lead": 5.0, "text": 1.0, "attachment": 0.5, "author": 1.0, "source": 1.0}
"""A hit in the title counts ten times one in the text."""
_SPECIAL = re.compile(r"[^\w]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an article must be besides; None, or empty: it may be anything."""

    portals: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    author: str = ""
    """Words that must stand in the author's name, in this order."""
    source: str = ""
    """Words that must stand in what the portal credits."""
    days: tuple[int, int] | None = None
    """First and last day of publication, as numbers (20221231)."""
    first_seen: tuple[int, int] | None = None
    """First and last second since 1970 at which it was received first."""
    is_edited: bool = False
    story: int | None = None
    as_of: int | None = None
    """The second of which to answer; None: now."""


class Asker:
    """Makes tantivy's queries."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def query(self, wanted: asked.Query | None, filters: Filters) -> Query:
        """What finds the documents that hold what is wanted (None: all) and pass the filters."""
        parts = [(Occur.Must, self._part(wanted.root) if wanted is not None else Query.all_query())]
        parts += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in self._filters(filters)]
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def after(self, query: Query, field: str, key: int, *, newest_first: bool) -> Query:
        """What of a query comes after a sort key."""
        bounds = (None, key - 1) if newest_first else (key + 1, None)
        beyond = self._range(field, *bounds)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(beyond, 0.0))])

    def _part(self, part: asked.Part) -> Query:
        match part:
            case asked.All(parts):
                wanted = [(Occur.Must, self._part(one)) for one in parts if not isinstance(one, asked.Not)]
                unwanted = [(Occur.MustNot, self._part(one.part)) for one in parts if isinstance(one, asked.Not)]
                return Query.boolean_query([*(wanted or [(Occur.Must, Query.all_query())]), *unwanted])
            case asked.Any(parts):
                return _any(self._part(one) for one in parts)
            case asked.Not(one):
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self._part(one))])
            case asked.Near():
                return _any(Query.boost_query(self._near(part, name), WEIGHTS[name]) for name in asked.fields_of(part))
            case asked.Term():
                return _any(Query.boost_query(self._term(part, name), WEIGHTS[name]) for name in asked.fields_of(part))

    def _term(self, term: asked.Term, field: str) -> Query:
        places = list(_places(term))
        if term.prefix:
            patterns = [(place, _escaped(form)) for place, form in places]
            patterns[-1] = (patterns[-1][0], patterns[-1][1] + ".*")
            if len(patterns) == 1:
                return Query.regex_query(self._schema, field, patterns[0][1])
            return Query.regex_phrase_query(self._schema, field, patterns)
        if len(places) == 1:
            return Query.term_query(self._schema, field, places[0][1])
        return Query.phrase_query(self._schema, field, places)

    def _near(self, near: asked.Near, field: str) -> Query:
        return _any(
            Query.phrase_query(self._schema, field, sorted(
                place for start, term in zip(starts, near.terms, strict=True) for place in _places(term, start)
            )) for starts in near.placements()
        )  # fmt: skip

    def _filters(self, filters: Filters) -> Iterable[Query]:
        for field, values in (
            ("portal", filters.portals), ("category", filters.categories), ("state", filters.states)
        ):  # fmt: skip
            if values:
                yield Query.term_set_query(self._schema, field, list(values))
        for field, words in (("author", filters.author), ("source", filters.source)):
            if words:
                term = asked.Term(tuple(asked.words_of(words)), field)
                yield self._term(term, field) if term.words else Query.empty_query()
        if filters.days is not None:
            yield self._range("day", *filters.days)
        if filters.first_seen is not None:
            yield self._range("first_seen", *filters.first_seen)
        if filters.is_edited:
            yield self._range("edits", 1, None)
        if filters.story is not None:
            yield Query.term_query(self._schema, "story", filters.story)
        if filters.as_of is None:
            yield Query.term_query(self._schema, "now", 1)
        else:
            yield self._range("since", None, filters.as_of)
            yield self._range("until", filters.as_of + 1, FOREVER)

    def _range(self, field: str, first: int | None, last: int | None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, first, last)


def _any(queries: Iterable[Query]) -> Query:
    parts = [(Occur.Should, one) for one in queries]
    return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)


def _places(term: asked.Term, start: int = 0) -> Iterator[tuple[int, str]]:
    """The places of its words, where the first of them is word number `start`, each with what stands there."""
    for number, word in enumerate(term.words, start):
        beside, form = form_of(word)
        yield PLACES * number + beside, form


def _escaped(word: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], word)
