"""A search as a tree of words that must, may and must not be there, and what it means for a text. Pure.

`archive.query_reader` makes it of what a reader types, `archive.fulltext.asking` asks the index for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product
from typing import TYPE_CHECKING

from archive import folding
from archive.folding import forms, level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archive.sentences import Sentence

FIELDS = ("title", "lead", "text", "attachment")
"""The fields that a word without a field is looked for in."""
NAMED_FIELDS = (*FIELDS, "author", "source")
"""Those that can be named before a colon."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that must follow each other, in one field or any."""

    words: tuple[str, ...]
    """In exact form (`archive.folding.exact`)."""
    field: str = ""
    prefix: bool = False
    """Whether the last word may go on."""

    def places(self, words: Sequence[str]) -> list[int]:
        """The positions at which the term begins in a text, given as its words in exact form."""
        size = len(self.words)
        return [start for start in range(len(words) - size + 1) if self._matches(words[start : start + size])]

    def _matches(self, words: Sequence[str]) -> bool:
        for position, (wanted, found) in enumerate(zip(self.words, words, strict=True)):
            form = forms(found)[level(wanted)]
            open_ended = self.prefix and position == len(self.words) - 1
            if not (form.startswith(wanted) if open_ended else form == wanted):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Near:
    """Words and phrases that stand in any order in one field, none more than `distance` words from the last of them."""

    terms: tuple[Term, ...]
    distance: int
    field: str = ""

    def placements(self) -> Iterator[tuple[int, ...]]:
        """For each way in which they may stand, how many words after the first of them each begins."""
        sizes = [len(term.words) for term in self.terms]
        for order in permutations(range(len(sizes))):
            for gaps in product(range(self.distance + 1), repeat=len(order) - 1):
                starts, place = [0] * len(sizes), 0
                for at, number in enumerate(order):
                    starts[number] = place
                    place += sizes[number] + (gaps[at] if at < len(gaps) else 0)
                last = max(starts)
                if all(last - (start + size) <= self.distance for start, size in zip(starts, sizes, strict=True)):
                    yield tuple(starts)

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, ...]]:
        """Where its terms begin in a text, given as its words in exact form, each time that all stand near."""
        return self.spans_of([term.places(words) for term in self.terms])

    def spans_of(self, places: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
        """The same, given where each of its terms begins anywhere."""
        found = [set(one) for one in places]
        for placement in self.placements():
            for start in places[0]:
                starts = tuple(start - placement[0] + offset for offset in placement)
                if all(place in anywhere for place, anywhere in zip(starts, found, strict=True)):
                    yield starts


@dataclass(frozen=True, slots=True)
class All:
    """Every part has to be there; at least one is not a `Not`."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of the parts has to be there."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be there."""

    part: Part


Part = Term | Near | All | Any | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A search."""

    root: Part
    hints: tuple[Sentence, ...] = ()
    """How it was read where something else may be meant, a line each."""

    @property
    def terms(self) -> tuple[Term | Near, ...]:
        """What may be found: what is excluded is not among it."""
        return tuple(_leaves(self.root))

    @property
    def is_ranked(self) -> bool:
        """Whether it says which of the articles that hold it are better than others: beginnings of words do not."""
        return any(not isinstance(leaf, Term) or not leaf.prefix or len(leaf.words) > 1 for leaf in self.terms)

    def holds(self, fields: Mapping[str, Sequence[str]]) -> bool:
        """Whether an article, its fields given as words in exact form, is what was searched for."""
        return _holds(self.root, fields)


def fields_of(leaf: Term | Near) -> tuple[str, ...]:
    """Where it may stand."""
    return (leaf.field,) if leaf.field else FIELDS


def _leaves(part: Part) -> Iterator[Term | Near]:
    if isinstance(part, All | Any):
        for one in part.parts:
            yield from _leaves(one)
    elif not isinstance(part, Not):
        yield part


def _holds(part: Part, fields: Mapping[str, Sequence[str]]) -> bool:
    match part:
        case All(parts):
            return all(_holds(one, fields) for one in parts)
        case Any(parts):
            return any(_holds(one, fields) for one in parts)
        case Not(one):
            return not _holds(one, fields)
        case Near():
            return any(any(True for _ in part.spans(fields.get(name, ()))) for name in fields_of(part))
        case Term():
            return any(part.places(fields.get(name, ())) for name in fields_of(part))


def words_of(text: str) -> list[str]:
    """The words of a text in exact form, as the index cuts them."""
    return folding.words(text)
