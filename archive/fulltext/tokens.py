"""A text as the index holds it: its words, with marks and without, and what stands side by side. Pure.

In a text that phrases are looked for in, a word takes three places, one for each of its forms
(`archive.folding.forms`): with the points of its vowels or the mark before its number, with the marks of its letters,
without. Where it has no such marks, a filler that is not indexed keeps the place. So a phrase can hold words typed with
marks and words typed without. What cuts the texts that are made here at their spaces is tantivy's own.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from archive.folding import forms, level
from archive.query import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tantivy import TextAnalyzer

LONGEST_WORD = 200
"""Letters of a word that count: nobody types more, and an index holds no endless ones."""
PLACES = 3
"""Places that a word takes."""
TOKENIZER = "spaces"
_LONGEST_KEPT = 40
"""Letters between two spaces whose words are remembered: whole sentences without spaces do not come twice."""
_JOINT, _FILLER = "+", "_"  # both in no word


def analyzer() -> TextAnalyzer:
    """What cuts a text that was made here into the words of the index."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.custom_stopword([_FILLER])).build()


def words_for_index(text: str) -> str:
    """The text's words, each with its marks and without.

    >>> words_for_index("Đường lam")
    '_ đường duong _ _ lam'
    """
    return " ".join(map(_placed, text.split()))


def without_places(text: str) -> str:
    """What `words_for_index` made, for a list of words that knows no places: without what keeps them."""
    return text.replace(f"{_FILLER} ", "")


def pairs_for_index(text: str) -> str:
    """What of the text's words stands side by side, without marks.

    >>> pairs_for_index("Đường ta đi")
    'duong+ta ta+di'
    """
    words = [bare for piece in text.split() for _, _, bare in _forms(piece)]
    return " ".join(map(_JOINT.join, pairwise(words)))


def pairs_of(words: Sequence[str]) -> Iterator[str]:
    """The pairs of words in exact form that follow each other, as the index holds them."""
    return map(_JOINT.join, pairwise(forms(word[:LONGEST_WORD])[2] for word in words))


def form_of(word: str) -> tuple[int, str]:
    """Which of a word's places a word in exact form is looked for at, and as what: with the marks that it has.

    >>> form_of("đường"), form_of("lam")
    ((1, 'đường'), (2, 'lam'))
    """
    word = word[:LONGEST_WORD]
    return level(word), word


def _placed(piece: str) -> str:
    """What stands between two spaces, word by word; no rule of folding looks beyond a space."""
    return _kept_placed(piece) if len(piece) <= _LONGEST_KEPT else _placed_anew(piece)


def _placed_anew(piece: str) -> str:
    return " ".join(
        f"{_FILLER if word == pointless else word} {_FILLER if pointless == bare else pointless} {bare}"
        for word, pointless, bare in _forms(piece)
    )


def _forms(piece: str) -> tuple[tuple[str, str, str], ...]:
    """The words between two spaces, each in its forms."""
    return _kept_forms(piece) if len(piece) <= _LONGEST_KEPT else _forms_anew(piece)


def _forms_anew(piece: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(forms(word[:LONGEST_WORD]) for word in words_of(piece))


_kept_placed = lru_cache(maxsize=65536)(_placed_anew)
_kept_forms = lru_cache(maxsize=65536)(_forms_anew)
