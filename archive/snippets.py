"""Passages of what was found, as printed, each hit marked. Pure.

A text is cut at its spaces and each piece looked up in what is known of earlier ones: texts repeat their words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.folding import strip_marks
from archive.query import Near, Term, fields_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archive.query import Query

SNIPPET_WORDS = 32
MARK = ("⟦", "⟧")
"""What encloses a hit in a snippet: marks that no portal prints."""
_MOST_HITS = 2000
"""Hits in one text among which the best passage is looked for."""
_MOST_PIECES = 100_000
"""Pieces of texts that are remembered."""
_PIECE = re.compile(r"\S+")
_PRINTED_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f])*")  # marks may stand apart from their letter


class Snippets:
    """Makes the passages for one search."""

    def __init__(self, query: Query) -> None:
        self._leaves = query.terms
        self._pieces = _Pieces(self._leaves)

    def passage(self, field: str, text: str) -> str:
        """The passage of a field's text that answers most of the search, the first of such, each hit marked.

        Else as printed; empty where there is none.
        """
        hits = self.hits(field, text)
        if not hits:
            return ""
        first = max(0, _best_start(hits) - SNIPPET_WORDS // 4)
        return self._printed(text, hits, first, first + SNIPPET_WORDS)

    def hits(self, field: str, text: str) -> dict[int, int]:
        """The places of all words of a text that were searched for, each with the number of the term it answers."""
        known = self._pieces
        words = [answers for piece in text.split() for answers in known[piece]]
        found: dict[int, int] = {}
        for number, leaf in enumerate(self._leaves):
            if field not in fields_of(leaf):
                continue
            for term, starts in self._starts(leaf, words):
                for start in starts:
                    found.update(dict.fromkeys(range(start, start + len(term.words)), number))
        return found

    def _starts(self, leaf: Term | Near, words: Sequence[int]) -> Iterator[tuple[Term, Sequence[int]]]:
        if isinstance(leaf, Term):
            yield leaf, self._places(leaf, words)
            return
        places = [self._places(term, words) for term in leaf.terms]
        if all(places):
            spans = list(leaf.spans_of(places))
            for at, term in enumerate(leaf.terms):
                yield term, [span[at] for span in spans]

    def _places(self, term: Term, words: Sequence[int]) -> list[int]:
        """Where a term begins."""
        bits = [self._pieces.bit(word, prefix) for word, prefix in _asked(term)]
        places = [place for place, answers in enumerate(words) if answers & bits[0]]
        for at, bit in enumerate(bits[1:], 1):
            places = [place for place in places if place + at < len(words) and words[place + at] & bit]
        return places

    def _printed(self, text: str, hits: Mapping[int, int], first: int, last: int) -> str:
        """The words of a text from number `first` to before `last`, and what is printed between them."""
        out = ["… "] if first else []
        number, position = 0, -1
        for piece in _PIECE.finditer(text):
            count = len(self._pieces[piece[0]])
            if number >= last and count:
                number += count
                break
            for places, (start, end) in _spans(piece, range(number, number + count)):
                if places.start < last and places.stop > first:
                    out.append(text[position:start] if position >= 0 else "")
                    is_hit = any(place in hits for place in places)
                    out.append(f"{MARK[0]}{text[start:end]}{MARK[1]}" if is_hit else text[start:end])
                    position = end
            number += count
        if number > last:
            out.append(" …")
        return " ".join("".join(out).replace(f"{MARK[1]} {MARK[0]}", " ").split())


class _Pieces(dict[str, tuple[int, ...]]):
    """Which of the words searched for each word of a piece answers, one bit each."""

    def __init__(self, leaves: Sequence[Term | Near]) -> None:
        super().__init__()
        terms = [term for leaf in leaves for term in (leaf.terms if isinstance(leaf, Near) else (leaf,))]
        self._bits = {asked: 1 << at for at, asked in enumerate({one: 0 for term in terms for one in _asked(term)})}

    def bit(self, word: str, prefix: bool) -> int:
        """The bit of a word that is searched for, or of the beginning of one."""
        return self._bits[word, prefix]

    def __missing__(self, piece: str) -> tuple[int, ...]:
        if len(self) >= _MOST_PIECES:
            self.clear()
        self[piece] = found = tuple(map(self._answers, words_of(piece)))
        return found

    def _answers(self, word: str) -> int:
        found, forms = 0, {word, strip_marks(word)}
        for (wanted, prefix), bit in self._bits.items():
            # A mark typed is meant: then only the form with marks can be it.
            if any(form.startswith(wanted) if prefix else form == wanted for form in forms):
                found |= bit
        return found


def _asked(term: Term) -> Iterator[tuple[str, bool]]:
    """Each word of a term, and whether it may go on."""
    last = len(term.words) - 1
    return ((word, term.prefix and at == last) for at, word in enumerate(term.words))


def _spans(piece: re.Match[str], places: range) -> list[tuple[range, tuple[int, int]]]:
    """Where the words of a piece are printed, by their places; one for all where folding cuts it otherwise."""
    found = [(piece.start() + word.start(), piece.start() + word.end()) for word in _PRINTED_WORD.finditer(piece[0])]
    if len(found) != len(places):
        return [(places, piece.span())] if places else []
    return [(range(place, place + 1), span) for place, span in zip(places, found, strict=True)]


def _best_start(hits: Mapping[int, int]) -> int:
    """The first hit of the passage that answers most of the search."""
    places = sorted(hits)[:_MOST_HITS]
    room = SNIPPET_WORDS - SNIPPET_WORDS // 4
    terms = len(set(hits.values()))
    best, most = places[0], 0
    for at, start in enumerate(places):
        answered = {hits[place] for place in places[at : at + room] if place < start + room}
        if len(answered) > most:
            best, most = start, len(answered)
        if most == terms:
            break
    return best
