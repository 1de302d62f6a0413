"""Two texts laid beside each other, word by word: how much they have in common, and whether they are a form filled in
twice. Pure.

In a copy words differ here and there, and what is stated stays. A form (weather, prices, an invitation, an obituary) is
the other way round: most words are the same each time, and what is filled in differs, so that one number or name stands
against another in the same place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from archive.differences import common_runs
from archive.folding import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["number", "name", "word"]

FILLED_IN = 0.3
"""Of the numbers, or of the names, that stand in the same place of two texts, the share that differs in a form at
least."""
FILLED_IN_ALONE = 0.2
"""The same where they differ in nothing else: an invitation of which only the date is another."""
FORMAL = 0.3
"""Of the places where two texts differ, the share at which numbers or names stand against each other in a form."""
SPOT = 12
"""Words of a place that was filled in, at most: what is longer was written anew."""
_TOKEN = re.compile(r"\d+(?:[.,:/\-–]\d+)*%?|\w+|[.!?…:;\n\"“”•–-]")
_ENDS = frozenset('.!?…:;\n"“”•–-')


@dataclass(frozen=True, slots=True)
class Token:
    """A word, as it is compared, and what kind of word it is."""

    word: str
    kind: Kind


def tokens(text: str) -> list[Token]:
    """The words of a text: numbers and dates whole; names are words with a capital that no beginning of a sentence asks
    for.

    >>> [one.word for one in tokens("Ngày 12/12, ông Nguyễn Văn An thăm Hoà Bình.") if one.kind != "word"]
    ['12/12', 'nguyễn', 'văn', 'an', 'hòa', 'bình']
    """
    return list(_tokens(unicodedata.normalize("NFC", text)))


def _tokens(text: str) -> Iterator[Token]:
    begins = True
    for found in _TOKEN.findall(text):
        if found in _ENDS:
            begins = True
            continue
        if found[0].isdigit():
            yield Token(found, "number")
        else:
            is_name = not begins and found[0].isupper()
            yield Token(exact(found), "name" if is_name else "word")
        begins = False


@dataclass
class Beside:
    """What two texts have in the same places."""

    agreed: Counter[str] = field(default_factory=Counter)
    """Numbers and names that are the same."""
    conflicts: Counter[str] = field(default_factory=Counter)
    """Numbers and names that stand against others."""
    places: int = 0
    """Where they differ, in a few words or in many."""
    filled_in: int = 0
    """Of these, where numbers or names stand against each other."""
    shared: float = 0.0
    """The share of words, in the same order, that both have, of all words that one of them has."""

    @property
    def is_form(self) -> bool:
        """Whether they share a form, and differ in what was filled in."""
        if not self.filled_in or self.filled_in < FORMAL * self.places:
            return False
        least = FILLED_IN_ALONE if self.filled_in == self.places else FILLED_IN
        return any(count and count >= least * (count + self.agreed[kind]) for kind, count in self.conflicts.items())


def beside(one: str, other: str) -> Beside:
    """Lays two texts beside each other."""
    old, new = tokens(one), tokens(other)
    found = Beside()
    runs = common_runs([token.word for token in old], [token.word for token in new])
    for start, _, length in runs:
        found.agreed.update(token.kind for token in old[start : start + length])
    for before, after in _gaps(old, new, runs):
        found.places += 1
        if max(len(before), len(after)) <= SPOT:
            against = {kind: min(_count(before, kind), _count(after, kind)) for kind in ("number", "name")}
            found.filled_in += any(against.values())
            found.conflicts.update(against)
    kept = sum(length for _, _, length in runs)
    found.shared = kept / max(1, len(old) + len(new) - kept)
    return found


def _gaps(
    old: Sequence[Token], new: Sequence[Token], runs: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """What stands in one text and in the other between the runs."""
    at_old = at_new = 0
    for start_old, start_new, length in [*runs, (len(old), len(new), 0)]:
        if start_old > at_old or start_new > at_new:
            yield old[at_old:start_old], new[at_new:start_new]
        at_old, at_new = start_old + length, start_new + length


def _count(stretch: Sequence[Token], kind: str) -> int:
    return sum(token.kind == kind for token in stretch)
