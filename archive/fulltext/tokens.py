"""A text as the index holds it: each word with its marks and, where that is another word, without them, at one place.

So a phrase can hold words typed with marks and words typed without. Pure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tantivy import PreTokenizedString, Token

from archive.folding import strip_marks
from archive.query import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_WORD = 200
"""Letters of a word that count: nobody types more, and an index holds no endless ones."""


def tokenized(text: str) -> PreTokenizedString:
    """The text's words for the index."""
    return PreTokenizedString("", list(_tokens(words_of(text))))


def _tokens(words: Sequence[str]) -> Iterator[Token]:
    for place, word in enumerate(words):
        for form in forms(word):
            yield Token(form, place, 0)


@lru_cache(maxsize=32768)
def forms(word: str) -> tuple[str, ...]:
    """A word in exact form as the index holds it.

    >>> forms("đường"), forms("lam")
    (('đường', 'duong'), ('lam',))
    """
    word = word[:LONGEST_WORD]
    bare = strip_marks(word)
    return (word,) if bare == word else (word, bare)
