"""A text as the index holds it: its words, with marks and without, and what stands side by side. Pure.

In a text that phrases are looked for in, a word with marks stands at an even place, the word without at the odd one
after it; where a word has no marks, a filler that is not indexed keeps its place. So a phrase can hold words typed with
marks and words typed without. What cuts the texts that are made here at their spaces is tantivy's own.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from archive.folding import strip_marks
from archive.query import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tantivy import TextAnalyzer

LONGEST_WORD = 200
"""Letters of a word that count: nobody types more, and an index holds no endless ones."""
PLACES = 2
"""Places that a word takes."""
TOKENIZER = "spaces"
_JOINT, _FILLER = "+", "_"  # both in no word


def analyzer() -> TextAnalyzer:
    """What cuts a text that was made here into the words of the index."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.custom_stopword([_FILLER])).build()


def words_for_index(text: str) -> str:
    """The text's words, each with its marks and without.

    >>> words_for_index("Đường lam")
    'đường duong _ lam'
    """
    return " ".join(map(_placed, text.split()))


def pairs_for_index(text: str) -> str:
    """What of the text's words stands side by side, without marks.

    >>> pairs_for_index("Đường ta đi")
    'duong+ta ta+di'
    """
    words = [forms[-1] for piece in text.split() for forms in _forms(piece)]
    return " ".join(map(_JOINT.join, pairwise(words)))


def pairs_of(words: Sequence[str]) -> Iterator[str]:
    """The pairs of words in exact form that follow each other, as the index holds them."""
    return map(_JOINT.join, pairwise(strip_marks(word[:LONGEST_WORD]) for word in words))


def form_of(word: str) -> tuple[int, str]:
    """Which of a word's two places a word in exact form is looked for at, and as what: with the marks that it has.

    >>> form_of("đường"), form_of("lam")
    ((0, 'đường'), (1, 'lam'))
    """
    word = word[:LONGEST_WORD]
    return int(strip_marks(word) == word), word


@lru_cache(maxsize=65536)
def _placed(piece: str) -> str:
    """What stands between two spaces, word by word; no rule of folding looks beyond a space."""
    return " ".join(f"{_FILLER} {forms[0]}" if len(forms) == 1 else " ".join(forms) for forms in _forms(piece))


@lru_cache(maxsize=65536)
def _forms(piece: str) -> tuple[tuple[str, ...], ...]:
    """The words between two spaces, each in exact form and, where that is another one, without marks."""
    words = [word[:LONGEST_WORD] for word in words_of(piece)]
    return tuple((word,) if (bare := strip_marks(word)) == word else (word, bare) for word in words)
