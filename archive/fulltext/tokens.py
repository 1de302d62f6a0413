"""A text as the index holds it: each word with its marks and without, in two places beside each other.

So a phrase can hold words typed with marks and words typed without. What cuts the text is tantivy's own: a word with
marks stands at an even place, the word without at the odd one after it; where a word has no marks, a filler that is
not indexed keeps its place. Pure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from archive.folding import strip_marks
from archive.query import words_of

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

LONGEST_WORD = 200
"""Letters of a word that count: nobody types more, and an index holds no endless ones."""
PLACES = 2
"""Places that a word takes."""
TOKENIZER = "forms"
_FILLER = "_"  # in no word


def analyzer() -> TextAnalyzer:
    """What cuts a text of `forms_of` into the words of the index."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.custom_stopword([_FILLER])).build()


def forms_of(text: str) -> str:
    """The text's words for the index.

    >>> forms_of("Đường lam")
    'đường duong _ lam'
    """
    return " ".join(map(_forms, text.split()))


@lru_cache(maxsize=65536)
def _forms(piece: str) -> str:
    """What stands between two spaces, for the index: no rule of folding looks beyond a space."""
    found = []
    for word in words_of(piece):
        place, form = form_of(word)
        found.append(f"{_FILLER} {form}" if place else f"{form} {strip_marks(form)}")
    return " ".join(found)


def form_of(word: str) -> tuple[int, str]:
    """Which of a word's two places a word in exact form is looked for at, and as what: with the marks that it has.

    >>> form_of("đường"), form_of("lam")
    ((0, 'đường'), (1, 'lam'))
    """
    word = word[:LONGEST_WORD]
    return int(strip_marks(word) == word), word
