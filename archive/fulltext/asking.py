"""A query and its filters, as tantivy is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query, Schema

from archive import query as asked
from archive.fulltext.documents import FOREVER, PAST, WEIGHTS
from archive.fulltext.tokens import PLACES, form_of, pairs_of
from archive.records import PAGE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.records import PageType

_WEIGHTS = {**WEIGHTS, "attachment": 0.5, "author": 1, "source": 1}
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an article must be besides; None, or empty: it may be anything."""

    portals: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    page_types: tuple[PageType, ...] = ()
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
        eras = ("",) if filters.as_of is None else ("", PAST)
        words = _Words(self._schema, eras)
        parts = [words.part(wanted.root)] if wanted is not None else []
        narrowing = list(self._filters(filters, words))
        if filters.as_of is None and not (parts or filters.author or filters.source):
            narrowing.append(Query.term_query(self._schema, "now", 1))
        return self._of_types(_all(parts or [Query.all_query()], narrowing), filters.page_types)

    def after(self, query: Query, field: str, key: int, *, newest_first: bool) -> Query:
        """What of a query comes after a sort key."""
        bounds = (None, key - 1) if newest_first else (key + 1, None)
        return self.within(query, field, *bounds)

    def within(self, query: Query, field: str, first: int | None, last: int | None) -> Query:
        """What of a query has a number in a field from one on, up to another; None: whatever it is."""
        return _all([query], [self._range(field, first, last)])

    def _filters(self, filters: Filters, words: _Words) -> Iterator[Query]:
        for field, values in (
            ("portal", filters.portals), ("category", filters.categories), ("state", filters.states)
        ):  # fmt: skip
            if values:
                yield Query.term_set_query(self._schema, field, list(values))
        for field, written in (("author", filters.author), ("source", filters.source)):
            if written:
                term = asked.Term(tuple(asked.words_of(written)), field)
                yield words.part(term) if term.words else Query.empty_query()
        if filters.days is not None:
            yield self._range("day", *filters.days)
        if filters.first_seen is not None:
            yield self._range("first_seen", *filters.first_seen)
        if filters.is_edited:
            yield self._range("edits", 1, None)
        if filters.story is not None:
            yield Query.term_query(self._schema, "story", filters.story)
        if filters.as_of is not None:
            yield self._range("since", None, filters.as_of)
            yield self._range("until", filters.as_of + 1, FOREVER)

    def _of_types(self, query: Query, types: Sequence[PageType]) -> Query:
        """What of a query is of one of the types; empty: it may be of any.

        One type is asked for, several are told by what they are not: that costs next to nothing where there is little
        or nothing else, and less than half of a set of types where a word is rare.
        """
        if len(types) == 1:
            return _all([query], [self._type(types[0])])
        unwanted = [one for one in PAGE_TYPES if types and one not in types]
        if not unwanted:
            return query
        return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, self._type(one)) for one in unwanted)])

    def _type(self, name: PageType) -> Query:
        return Query.term_query(self._schema, "page_type", name)

    def _range(self, field: str, first: int | None, last: int | None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, first, last)


class _Words:
    """Makes queries of words, for documents of now (era "") or of the past too."""

    def __init__(self, schema: Schema, eras: Sequence[str]) -> None:
        self._schema = schema
        self._eras = eras

    def part(self, part: asked.Part) -> Query:
        """What finds a part of a search."""
        match part:
            case asked.All(parts):
                wanted = [(Occur.Must, self.part(one)) for one in parts if not isinstance(one, asked.Not)]
                unwanted = [(Occur.MustNot, self.part(one.part)) for one in parts if isinstance(one, asked.Not)]
                return Query.boolean_query([*(wanted or [(Occur.Must, Query.all_query())]), *unwanted])
            case asked.Any(parts):
                return _any(self.part(one) for one in parts)
            case asked.Not(one):
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self.part(one))])
            case asked.Near():
                names = asked.fields_of(part)
                return _any(_weighed(self._near(part, era + name), name) for era in self._eras for name in names)
            case asked.Term(_, ""):
                return _any(found for era in self._eras for found in self._anywhere(part, era))
            case asked.Term():
                return _any(self._phrase(part, era + part.field) for era in self._eras)

    def _anywhere(self, term: asked.Term, era: str) -> Iterator[Query]:
        """Where it may stand: title, lead and text weigh together, the texts of attachments apart."""
        if len(term.words) == 1:
            yield self._phrase(term, f"{era}words")
        else:  # only where its words stand side by side is it worth to look which marks they have
            *pairs, last = pairs_of(term.words)
            beside = [self._word(f"{era}pairs", pair) for pair in pairs]
            beside.append(self._word(f"{era}pairs", last, prefix=term.prefix))
            for name in WEIGHTS:
                yield _all([_weighed(self._phrase(term, era + name), name)], beside)
        if not era:
            yield _weighed(self._phrase(term, "attachment"), "attachment")

    def _word(self, field: str, form: str, *, prefix: bool = False) -> Query:
        if prefix:
            return Query.regex_query(self._schema, field, _escaped(form) + ".*")
        return Query.term_query(self._schema, field, form)

    def _phrase(self, term: asked.Term, field: str) -> Query:
        places = list(_places(term))
        if len(places) == 1:
            return self._word(field, places[0][1], prefix=term.prefix)
        if not term.prefix:
            return self._in_places(field, places)
        patterns: list[str | tuple[int, str]] = [(place, _escaped(form)) for place, form in places[:-1]]
        patterns.append((places[-1][0], _escaped(places[-1][1]) + ".*"))
        return Query.regex_phrase_query(self._schema, field, patterns)

    def _near(self, near: asked.Near, field: str) -> Query:
        return _any(
            self._in_places(field, [
                place for start, term in zip(starts, near.terms, strict=True) for place in _places(term, start)
            ]) for starts in near.placements()
        )  # fmt: skip

    def _in_places(self, field: str, places: Sequence[tuple[int, str]]) -> Query:
        return Query.phrase_query(self._schema, field, [*sorted(places)])


def _places(term: asked.Term, start: int = 0) -> Iterator[tuple[int, str]]:
    """The places of its words, where the first of them is word number `start`, each with what stands there."""
    for number, word in enumerate(term.words, start):
        beside, form = form_of(word)
        yield PLACES * number + beside, form


def _weighed(query: Query, field: str) -> Query:
    return Query.boost_query(query, _WEIGHTS[field])


def _all(parts: Sequence[Query], narrowing: Sequence[Query]) -> Query:
    """What fits all of them; what only narrows counts for nothing."""
    whole = [(Occur.Must, one) for one in parts]
    whole += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in narrowing]
    return Query.boolean_query(whole) if len(whole) > 1 else whole[0][1]


def _any(queries: Iterable[Query]) -> Query:
    parts = [(Occur.Should, one) for one in queries]
    return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)


def _escaped(word: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], word)
