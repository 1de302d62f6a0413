"""Where in a result to go on, also when the index has changed since.

By date, the key of a hit is its sort key, and what comes behind it is asked for as such. By relevance tantivy can only
be asked for hits from a rank on, and a hit's rank and score change with what is entered. So the key of a hit holds its
rank, its article and its score: where the rank is another hit's by now, the article is looked for around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from archive.errors import UsageError

if TYPE_CHECKING:
    from tantivy import DocAddress, Query, Searcher

_PLACE = re.compile(r"([0-9]{1,10})-([0-9]{1,18})-([0-9]{1,10}(?:\.[0-9]{1,20})?(?:e[+-][0-9]{1,2})?)")
_FAR = 4096
"""So many hits on either side, at least, an article is looked for that is not where it was."""
_DRIFT = 1e-3
"""By how much of it, at most, the score of an article is thought to move that is not edited."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a result by relevance: behind a hit."""

    rank: int
    """Of the hit; the first is 1."""
    article: int
    score: float

    @classmethod
    def read(cls, key: str) -> Self:
        """The place that a key tells. Raises UsageError."""
        found = _PLACE.fullmatch(key)
        if found is None:
            raise no_place(key)
        return cls(int(found[1]), int(found[2]), float(found[3]))

    def __str__(self) -> str:
        return f"{self.rank}-{self.article}-{self.score:.9g}"

    def offset(self, searcher: Searcher, query: Query) -> int:
        """How many hits of a result come before those that are behind this place."""
        reach = 1
        while True:
            first = max(0, self.rank - reach)
            wanted = self.rank + reach - 1 - first
            hits = searcher.search(query, limit=wanted, offset=first, count=False).hits
            articles = searcher.fast_field_values("article", [address for _, address in hits])
            if self.article in articles:
                return first + articles.index(self.article) + 1
            is_whole = first == 0 and len(hits) < wanted
            if is_whole or (reach >= _FAR and self._is_between(hits)):
                return first + self._behind(hits, self.rank - 1 - first)
            reach *= 64

    def _is_between(self, hits: list[tuple[float, DocAddress]]) -> bool:
        """Whether the hits begin well before where its score would stand, and end well behind."""
        return bool(hits) and hits[-1][0] < self.score * (1 - _DRIFT) and hits[0][0] > self.score * (1 + _DRIFT)

    def _behind(self, hits: list[tuple[float, DocAddress]], before: int) -> int:
        """How many of the hits come before it, now that its article is not among them; `before`: so many did once."""
        above = sum(score > self.score * (1 + _DRIFT) for score, _ in hits)
        below = sum(score < self.score * (1 - _DRIFT) for score, _ in hits)
        return min(max(before, above), len(hits) - below)


def number_of(key: str) -> int:
    """The sort key that a key tells. Raises UsageError."""
    if not re.fullmatch(r"[0-9]{1,18}", key):
        raise no_place(key)
    return int(key)


def no_place(key: str) -> UsageError:
    """That a key tells no place in this result."""
    return UsageError(f"{key!r} is no place in this result: give the key of one of its hits, with the same --sort")
