"""Passages of what was found, as printed, each hit marked. Pure.

A text is folded and cut as a whole, not word by word: that takes a tenth of the time.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from archive.folding import NUMBER_MARKS, exact, is_usual, level, spans, words_in
from archive.query import Term, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archive.query import Near, Query

SNIPPET_WORDS = 32
_SNIPPET_LETTERS = 80
"""Words of a passage where nearly each is one letter, of a script without spaces."""
MARK = ("⟦", "⟧")
"""What encloses a hit in a snippet: marks that no portal prints."""
_LONGEST_LETTER = 8
"""Characters of a letter with its marks whose length is remembered."""
_MOST_HITS = 2000
"""Hits in one text among which the best passage is looked for."""
_PIECE = re.compile(r"\S+")
_WITHIN_NUMBER = re.compile(rf"(?<=\d){MARK[1]}([{NUMBER_MARKS}]){MARK[0]}(?=\d)")
_BELONGING = frozenset(("Mn", "Mc", "Me", "Cf"))


class Snippets:
    """Makes the passages for one search."""

    def __init__(self, query: Query) -> None:
        self._leaves = query.terms

    def passage(self, field: str, text: str) -> str:
        """The passage of a field's text that answers most of the search, the first of such, each hit marked.

        Else as printed; empty where there is none.
        """
        words = _Words(text)
        hits = self._hits(field, words)
        if not hits:
            return ""
        room = words.room
        first = max(0, _best_start(hits, room) - room // 4)
        return _printed(text, words.spans, hits, first, first + room)

    def hits(self, field: str, text: str) -> dict[int, int]:
        """The places of all words of a text that were searched for, each with the number of the term it answers."""
        return self._hits(field, _Words(text))

    def _hits(self, field: str, words: _Words) -> dict[int, int]:
        found: dict[int, int] = {}
        for number, leaf in enumerate(self._leaves):
            if field not in fields_of(leaf):
                continue
            for term, starts in _starts(leaf, words):
                for start in starts:
                    found.update(dict.fromkeys(range(start, start + len(term.words)), number))
        return found


class _Words:
    """The words of a text, as the index cuts them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._exact = exact(text)
        self._forms: dict[int, list[str]] = {}

    def _in_form(self, form: int) -> list[str]:
        if form not in self._forms:
            self._forms[form] = words_in(self._exact, form)
        return self._forms[form]

    @property
    def room(self) -> int:
        """Words of a passage."""
        are_letters = not self._exact.isascii() and len(self._exact) < 2 * len(self._in_form(0))
        return _SNIPPET_LETTERS if are_letters else SNIPPET_WORDS

    def places(self, term: Term) -> list[int]:
        """Where a term begins."""
        last = len(term.words) - 1
        found: set[int] | None = None
        for at, wanted in enumerate(term.words):
            words = self._in_form(level(wanted))
            if term.prefix and at == last:
                begins = {place - at for place, word in enumerate(words) if word.startswith(wanted)}
            else:
                begins = {place - at for place, word in enumerate(words) if word == wanted}
            found = begins if found is None else found & begins
        return sorted(place for place in found or () if place >= 0)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each is printed; where that cannot be told of a piece of the text, all of that."""
        if is_usual(self._text):
            return spans(self._text)
        return [
            (piece.start() + begin, piece.start() + end)
            for piece in _PIECE.finditer(self._text)
            for begin, end in _printed_spans(piece[0])
        ]


def _printed_spans(piece: str) -> list[tuple[int, int]]:
    """Where the words of what stands between two spaces are printed."""
    if is_usual(piece):
        return spans(piece)
    whole = exact(piece)
    printed: list[tuple[int, int]] = []
    """For each letter of the exact form."""
    for begin, end in itertools.pairwise(_letters(piece)):
        letter = piece[begin:end]
        printed += [(begin, end)] * (_exact_length(letter) if len(letter) <= _LONGEST_LETTER else len(exact(letter)))
    if len(printed) != len(whole):
        return [(0, len(piece))] * len(spans(whole))
    return [(printed[begin][0], printed[end - 1][1]) for begin, end in spans(whole)]


def _letters(piece: str) -> Iterator[int]:
    """Where its letters begin, each with the marks that belong to it, and its end."""
    yield 0
    for place, one in enumerate(piece[1:], 1):
        if not (unicodedata.category(one) in _BELONGING or "\u1160" <= one <= "\u11ff" or one in "\uff9e\uff9f"):
            yield place
    yield len(piece)


@lru_cache(maxsize=8192)
def _exact_length(letter: str) -> int:
    return len(exact(letter))


def _starts(leaf: Term | Near, words: _Words) -> Iterator[tuple[Term, list[int]]]:
    if isinstance(leaf, Term):
        yield leaf, words.places(leaf)
        return
    places = [words.places(term) for term in leaf.terms]
    if all(places):
        spans = list(leaf.spans_of(places))
        for at, term in enumerate(leaf.terms):
            yield term, [span[at] for span in spans]


def _printed(text: str, spans: list[tuple[int, int]], hits: Mapping[int, int], first: int, last: int) -> str:
    """The words of a text from number `first` to before `last`, and what is printed between them."""
    out = ["… "] if first else []
    position = spans[first][0]
    numbered = enumerate(spans[first:last], first)
    for (start, end), places in itertools.groupby(numbered, key=lambda one: one[1]):
        is_hit = any(place in hits for place, _ in places)
        out.append(text[position:start])
        out.append(f"{MARK[0]}{text[start:end]}{MARK[1]}" if is_hit else text[start:end])
        position = end
    if last < len(spans):
        out.append(" …")
    shown = "".join(out).replace(f"{MARK[1]} {MARK[0]}", " ").replace(f"{MARK[1]}{MARK[0]}", "")
    return " ".join(_WITHIN_NUMBER.sub(r"\1", shown).split())


def _best_start(hits: Mapping[int, int], room: int) -> int:
    """The first hit of the passage that answers most of the search."""
    places = sorted(hits)[:_MOST_HITS]
    room -= room // 4
    terms = len(set(hits.values()))
    best, most = places[0], 0
    for at, start in enumerate(places):
        answered = {hits[place] for place in places[at : at + room] if place < start + room}
        if len(answered) > most:
            best, most = start, len(answered)
        if most == terms:
            break
    return best
