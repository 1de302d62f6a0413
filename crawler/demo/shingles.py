"""How alike two texts are: the share of four-word runs that both have (Jaccard), over all earlier texts at once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words, in lower case.

    >>> sorted(shingles("một hai ba bốn năm"))
    [('hai', 'ba', 'bốn', 'năm'), ('một', 'hai', 'ba', 'bốn')]
    """
    words = _WORD.findall(text.lower())
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


class Neighbours:
    """The texts so far, indexed by their shingles."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._titles: set[str] = set()

    def likeness(self, title: str, text: str) -> float:
        """The highest Jaccard index with any earlier text, 0 to 1; 1 where the title was there before."""
        if title in self._titles:
            return 1.0
        own = shingles(text)
        shared: Counter[int] = Counter()
        for shingle in own:
            shared.update(self._holders.get(shingle, ()))
        return max((both / (len(own) + self._sizes[other] - both) for other, both in shared.items()), default=0.0)

    def add(self, title: str, text: str) -> None:
        """Remembers a text."""
        own = shingles(text)
        for shingle in own:
            self._holders[shingle].append(len(self._sizes))
        self._sizes.append(len(own))
        self._titles.add(title)
