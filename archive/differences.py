"""The difference between two versions of an article: field by field, word by word. Pure; the standard library only.

A word is what stands between white space, as printed, its punctuation with it. How much white space there is, and where
lines and paragraphs break, is no difference. A text is compared paragraph by paragraph first, and by words only where
paragraphs differ.

The fewest edits (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986) are looked for as long as that
costs no more than EFFORT steps a word. Texts that have less in common are cut at stretches of words that each of them
holds exactly once (as in patience diff), so that the cost stays proportional to the length, whatever a page says.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Kind = Literal["equal", "removed", "added"]

EFFORT = 8
"""Steps a word that the fewest edits may cost: two texts of 100,000 words may differ in some 1,500 words, two of 100 in
some 50, and still be compared exactly."""
ANCHORS = (4, 2, 1)
"""Lengths in words of the stretches at which texts with more differences are cut: the long ones mislead least."""

_WORD = re.compile(r"(\s*)(\S+)")
_Run = tuple[int, int, int]
"""A stretch that both sides hold: where it begins in the old one, where in the new one, and its length."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that stayed, went or came, without white space around them."""

    kind: Kind
    text: str
    before: str
    """What parts it from the piece before: a space, a line break or a blank line; empty at the first piece."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What became of one field.

    The words of its equal and removed pieces are the old ones, those of its equal and added pieces the new ones.
    """

    field: str
    pieces: tuple[Piece, ...]
    words_removed: int
    words_added: int

    @property
    def differs(self) -> bool:
        """Whether any word went or came."""
        return bool(self.words_removed or self.words_added)


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldDifference, ...]:
    """What became of each field, those included that stayed as they were; both sides hold the same fields."""
    return tuple(field_difference(field, old[field], new[field]) for field in old)


def field_difference(field: str, old: str, new: str) -> FieldDifference:
    """What became of one field.

    >>> found = field_difference("title", "Khởi công đường xã", "Khởi công hai đường xã.")
    >>> [(piece.kind, piece.text) for piece in found.pieces]
    [('equal', 'Khởi công'), ('added', 'hai'), ('equal', 'đường'), ('removed', 'xã'), ('added', 'xã.')]
    >>> (found.words_removed, found.words_added)
    (1, 2)
    """
    before, after = _Text.read(old), _Text.read(new)
    runs = list(_joined(_runs_by_paragraph(before, after)))
    kept = sum(length for _, _, length in runs)
    pieces = tuple(_pieces(before, after, runs))
    return FieldDifference(field, pieces, len(before.words) - kept, len(after.words) - kept)


def common_runs(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int, int]]:
    """The stretches that two sequences have in common, in order, none empty: where each begins in the old one, where in
    the new one, and its length.

    >>> common_runs("giá xăng 15", "giá dầu 15")
    [(0, 0, 4), (8, 7, 3)]
    """
    return list(_joined(_runs(old, new)))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words, with the break that stands before each of them."""

    words: list[str]
    breaks: list[str]
    """Empty before the first word, else a space, a line break or a blank line."""

    @classmethod
    def read(cls, text: str) -> _Text:
        """The words of a text, composed (Unicode NFC)."""
        found = _WORD.findall(unicodedata.normalize("NFC", text))
        breaks = ["\n\n" if space.count("\n") > 1 else "\n" if "\n" in space else " " for space, _ in found]
        return cls([word for _, word in found], ["", *breaks[1:]])

    def paragraphs(self) -> list[tuple[str, ...]]:
        """The words of each paragraph."""
        starts = [place for place, space in enumerate(self.breaks) if space in ("", "\n\n")]
        ends = [*starts[1:], len(self.words)]
        return [tuple(self.words[start:end]) for start, end in zip(starts, ends, strict=True)] if self.words else []

    def between(self, start: int, end: int) -> str:
        """The words from `start` to before `end`, with the breaks among them."""
        return self.words[start] + "".join(self.breaks[place] + self.words[place] for place in range(start + 1, end))


def _pieces(before: _Text, after: _Text, runs: Iterable[_Run]) -> Iterator[Piece]:
    at_old = at_new = 0
    first = True
    for start_old, start_new, length in [*runs, (len(before.words), len(after.words), 0)]:
        stretches: tuple[tuple[Kind, _Text, int, int], ...] = (
            ("removed", before, at_old, start_old),
            ("added", after, at_new, start_new),
            ("equal", after, start_new, start_new + length),
        )
        for kind, text, start, end in stretches:
            if start < end:
                yield Piece(kind, text.between(start, end), "" if first else text.breaks[start] or " ")
                first = False
        at_old, at_new = start_old + length, start_new + length


def _joined(runs: Iterable[_Run]) -> Iterator[_Run]:
    """The runs, none empty, those that follow each other without a gap made one."""
    whole: _Run = (0, 0, 0)
    for run in runs:
        if (run[0], run[1]) == (whole[0] + whole[2], whole[1] + whole[2]):
            whole = (whole[0], whole[1], whole[2] + run[2])
        else:
            if whole[2]:
                yield whole
            whole = run
    if whole[2]:
        yield whole


def _runs_by_paragraph(before: _Text, after: _Text) -> Iterator[_Run]:
    """The runs of words in two texts: whole paragraphs first, then words between those."""
    old, new = before.paragraphs(), after.paragraphs()
    starts_old = list(accumulate(map(len, old), initial=0))
    starts_new = list(accumulate(map(len, new), initial=0))
    at_old = at_new = 0
    for paragraph_old, paragraph_new, count in [*_runs(old, new), (len(old), len(new), 0)]:
        start_old, start_new = starts_old[paragraph_old], starts_new[paragraph_new]
        words = _runs(before.words[at_old:start_old], after.words[at_new:start_new])
        yield from _shifted(words, at_old, at_new)
        length = starts_old[paragraph_old + count] - start_old
        yield start_old, start_new, length
        at_old, at_new = start_old + length, start_new + length


def _runs(old: Sequence[object], new: Sequence[object], anchors: Sequence[int] = ANCHORS) -> Iterator[_Run]:
    """The runs of two sequences, in order; some may be empty."""
    head = _shared(old, new)
    tail = min(_shared(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    yield 0, 0, head
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if inner_old and inner_new:
        yield from _shifted(_inner_runs(inner_old, inner_new, anchors), head, head)
    yield len(old) - tail, len(new) - tail, tail


def _inner_runs(old: Sequence[object], new: Sequence[object], anchors: Sequence[int]) -> Iterable[_Run]:
    is_whole, runs = _fewest_edits(old, new)
    if not is_whole:
        for number, size in enumerate(anchors, 1):
            if pairs := _once_in_each(old, new, size):
                return _runs_between(old, new, pairs, anchors[number:])
    return runs


def _runs_between(
    old: Sequence[object], new: Sequence[object], pairs: list[tuple[int, int]], anchors: Sequence[int]
) -> Iterator[_Run]:
    """The runs where the places in `pairs` are known to answer each other."""
    at_old = at_new = 0
    for place_old, place_new in [*pairs, (len(old), len(new))]:
        if at_old < place_old and at_new < place_new:
            yield from _shifted(_runs(old[at_old:place_old], new[at_new:place_new], anchors), at_old, at_new)
        if place_old < len(old):
            yield place_old, place_new, 1
        at_old, at_new = place_old + 1, place_new + 1


@dataclass(frozen=True, slots=True)
class _Path:
    """Runs on the way to a place."""

    latest: _Run
    earlier: _Path | None


def _fewest_edits(old: Sequence[object], new: Sequence[object]) -> tuple[bool, list[_Run]]:
    """The runs that leave the fewest edits; or, told by False, those found so far when the effort was spent."""
    effort = EFFORT * (len(old) + len(new))
    # By diagonal (place in old less place in new): the furthest place in old, and the runs on the way, latest first.
    reached: dict[int, tuple[int, _Path | None]] = {1: (0, None)}
    for edits in range(len(old) + len(new) + 1):
        lowest, highest = -edits + 2 * max(0, edits - len(new)), edits - 2 * max(0, edits - len(old))
        for diagonal in range(lowest, highest + 1, 2):
            if diagonal == -edits or (diagonal != edits and reached[diagonal - 1][0] < reached[diagonal + 1][0]):
                start, path = reached[diagonal + 1]
            else:
                start, path = reached[diagonal - 1]
                start += 1
            place = start
            while place < len(old) and place - diagonal < len(new) and old[place] == new[place - diagonal]:
                place += 1
            if place > start:
                path = _Path((start, start - diagonal, place - start), path)
            reached[diagonal] = place, path
            if place >= len(old) and place - diagonal >= len(new):
                return True, _in_order(path)
            effort -= 1 + place - start
            if effort < 0:
                _, furthest = max((2 * place - diagonal, diagonal) for diagonal, (place, _) in reached.items())
                return False, _in_order(reached[furthest][1])
    raise AssertionError  # unreachable: so many edits lead everywhere


def _in_order(path: _Path | None) -> list[_Run]:
    runs = []
    while path is not None:
        runs.append(path.latest)
        path = path.earlier
    return runs[::-1]


def _once_in_each(old: Sequence[object], new: Sequence[object], size: int) -> list[tuple[int, int]]:
    """Where stretches of `size` begin that each side holds exactly once, as many as stand in the same order in both."""
    there = _once(new, size)
    pairs = [(place, there[stretch]) for stretch, place in _once(old, size).items() if stretch in there]
    return _longest_rising(pairs)


def _once(sequence: Sequence[object], size: int) -> dict[tuple[object, ...], int]:
    """The stretches of `size` that occur once, each with its place, in order."""
    places: dict[tuple[object, ...], int] = {}
    repeated = set()
    for place, stretch in enumerate(zip(*(sequence[shift:] for shift in range(size)), strict=False)):
        if stretch in places:
            repeated.add(stretch)
        else:
            places[stretch] = place
    return {stretch: place for stretch, place in places.items() if stretch not in repeated}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs, ordered by their first number, whose second numbers rise too.

    >>> _longest_rising([(0, 5), (1, 0), (2, 1), (3, 9), (4, 3)])
    [(1, 0), (2, 1), (4, 3)]
    """
    ends: list[int] = []  # the least second number at which a rise of each length ends
    last: list[int] = []  # the pair that it belongs to
    previous: list[int] = []  # by pair: the pair before it in the rise
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        last[length : length + 1] = [number]
    number = last[-1] if last else -1
    rise = []
    while number >= 0:
        rise.append(pairs[number])
        number = previous[number]
    return rise[::-1]


def _shared(old: Sequence[object], new: Sequence[object]) -> int:
    """How many members both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _shifted(runs: Iterable[_Run], by_old: int, by_new: int) -> Iterator[_Run]:
    return ((start_old + by_old, start_new + by_new, length) for start_old, start_new, length in runs)
