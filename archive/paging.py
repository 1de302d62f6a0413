"""Where in a result to go on, also when the index has changed since.

By date, the key of a hit is its sort key, and what comes behind it is asked for as such. By relevance tantivy can only
be asked for hits from a rank on, leaves the order of equals to chance, and weighs all words anew with what is entered.
So equals are put in the order of their articles, the latest first, and the key of a hit holds its rank and its article:
where its rank is another hit's by now, the article is looked for around it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from archive.errors import UsageError
from archive.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tantivy import DocAddress

_PLACE = re.compile(r"([0-9]{1,10})-([0-9]{1,18})", re.ASCII)
_BESIDE = 64
"""Hits that are asked for beyond those that are wanted: they are equals of the last one, or none."""
_MOST_EQUALS = 20_000
"""More equals than these stay in the order in which the index has them."""
_MOST_AT_ONCE = 10_000
"""Hits that are asked for at once, however many are wanted."""
_REACHES = (1024, 8192, 65_536)
"""So many hits before and behind its rank an article is looked for, one after the other."""


class Ranked(NamedTuple):
    """A hit by relevance."""

    score: float
    article: int
    address: DocAddress


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a result by relevance: behind a hit."""

    rank: int
    """Of the hit; the first is 1."""
    article: int

    @classmethod
    def read(cls, key: str) -> Self:
        """The place that a key tells. Raises UsageError."""
        found = _PLACE.fullmatch(key)
        if found is None:
            raise no_place(key)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.rank}-{self.article}"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits of a search, the most relevant first."""

    search: Callable[[int, int], list[Ranked]]
    """Gives so many hits from a number on."""

    def behind(self, place: Place | None, wanted: int) -> Iterator[tuple[Place, Ranked]]:
        """The hits behind a place (None: all), each with its own place; so many of them are wanted at first.

        Where the hit of that place is found no more, those that have its rank by now.
        """
        if place is None:
            yield from _placed(0, self._ordered(0, self.search(0, wanted + _BESIDE), wanted + _BESIDE))
            return
        before = place.rank - 1
        for reach in _REACHES:
            first = max(0, before - reach)
            size = before - first + max(reach, wanted + _BESIDE)
            hits = self.search(first, size)
            at = next((number for number, hit in enumerate(hits) if hit.article == place.article), None)
            is_last = (len(hits) < size and first == 0) or reach == _REACHES[-1]
            if at is None and not is_last:
                continue
            score = hits[min(before - first if at is None else at, len(hits) - 1)].score if hits else 0.0
            begin = next((number for number, hit in enumerate(hits) if hit.score == score), 0)
            if begin or first == 0 or is_last:
                break
        ordered = _placed(first + begin, self._ordered(first + begin, hits[begin:], size - begin))
        if at is None:
            yield from itertools.islice(ordered, max(0, before - first - begin), None)
            return
        for _, hit in ordered:
            if hit.article == place.article:
                yield from ordered
                return

    def _ordered(self, first: int, hits: list[Ranked], size: int) -> Iterator[Ranked]:
        """All hits from number `first` on, which is the first of its equals; `size` were asked for, `hits` came."""
        too_many: float | None = None
        while True:
            begun, is_whole = first, len(hits) < size
            for score, group in itertools.groupby(hits, key=lambda hit: hit.score):
                equals = list(group)
                if score == too_many or len(equals) > _MOST_EQUALS:
                    too_many = score
                elif equals[-1] is hits[-1] and not is_whole:
                    break  # there may be more of them
                else:
                    equals.sort(key=lambda hit: -hit.article)
                yield from equals
                first += len(equals)
            if is_whole:
                return
            size = 4 * size if first == begun else max(size, _BESIDE, min(2 * size, _MOST_AT_ONCE))
            hits = self.search(first, size)


def _placed(first: int, hits: Iterable[Ranked]) -> Iterator[tuple[Place, Ranked]]:
    return ((Place(rank, hit.article), hit) for rank, hit in enumerate(hits, first + 1))


def number_of(key: str) -> int:
    """The sort key that a key tells. Raises UsageError."""
    if not re.fullmatch(r"[0-9]{1,18}", key):
        raise no_place(key)
    return int(key)


def no_place(key: str) -> UsageError:
    """That a key tells no place in this result."""
    return UsageError(
        Sentence("{key!r} is no place in this result: give the key of one of its hits, in the same order", key=key)
    )
