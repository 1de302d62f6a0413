"""A text as it is compared with others: its words whatever their case and coding, and the shingles of these. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from archive.folding import exact, is_unspaced, words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

SHINGLE = 2
"""Words of a shingle. Vietnamese writes syllables apart: two of them are about a word. Of two unrelated news two in a
hundred shingles are the same; of a text of which 15 words in 100 were replaced, 57 in a hundred still are."""
_LETTERS = 4
SHORT = 20
"""A text of fewer shingles is the same as another only word for word: a handful of words proves nothing."""


@dataclass(frozen=True)
class Text:
    """What an article says."""

    title: str
    text: str
    documents: Sequence[str] = ()
    """The names of its attachments."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the text, lead included, title not: lower case, composed, the tone mark at one place."""
        return tuple(_words(self.text))

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Each run of SHINGLE words once."""
        return frozenset(map(" ".join, zip(*(self.words[start:] for start in range(SHINGLE)), strict=False)))

    @property
    def is_short(self) -> bool:
        """Whether it is compared as a whole only."""
        return len(self.shingles) < SHORT

    @cached_property
    def content(self) -> bytes:
        """What two short articles that say the same have in common, and no others: six bytes; empty where it says
        nothing.

        The title and the names of the documents count: under "see the attached file" they are what differs.
        """
        if not self.words:
            return b""
        names = sorted(unicodedata.normalize("NFC", name).strip().lower() for name in self.documents)
        parts = (" ".join(_words(self.title)), " ".join(self.words), *names)
        return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=6).digest()


def _words(text: str) -> list[str]:
    """The words of a text; of a script of few letters that cuts none, each letter with those that follow it.

    Two letters follow each other in texts that have nothing in common: five are about a word.
    """
    found = words_in(exact(text), 1)
    return [
        "".join(found[place : place + _LETTERS]) if "\u0e00" <= word[0] <= "\u1aff" and is_unspaced(word[0]) else word
        for place, word in enumerate(found)
    ]


def similarity(one: Text, other: Text) -> float:
    """The share of shingles that two texts have in common, of all that one of them has (Jaccard): 0 to 1.

    Short texts: 1 if they are the same, else 0.
    """
    if one.is_short or other.is_short:
        return float(one.content == other.content != b"")
    shared = len(one.shingles & other.shingles)
    return shared / (len(one.shingles) + len(other.shingles) - shared)
