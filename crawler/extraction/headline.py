"""How a printed headline is spelled: without a date, a kicker or a count that is set beside it in the same element, and
with the separators and spaces that the page's head has between its lines. Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extraction.dates import leading_date
from crawler.extraction.words import letters

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block
    from crawler.extraction.title import Stated

_MOST_PIECES = 8
_SHORTEST = 8
"""Letters of a part of a heading that may be the headline alone."""
_SHARE = 3
"""It is at least one of so many parts of the heading's letters."""
_SEPARATORS = re.compile(r"[\s:|/·•–—-]+")


def headline_of(lines: list[Block], stated: Stated) -> str:
    """The headline that blocks print, as one line."""
    pieces = _pieces(lines)
    text = " ".join("".join(pieces).split())
    rest = _without_date(text, stated)
    if rest != text or not 1 < len(pieces) <= _MOST_PIECES:
        return rest
    spans = [(i, j) for i in range(len(pieces)) for j in range(i + 1, len(pieces) + 1)]
    spans.sort(key=lambda span: span[0] - span[1])
    for stated_as in (stated.named, stated.spellings):
        for i, j in spans:
            printed = " ".join("".join(pieces[i:j]).split())
            plain = letters(printed)
            if plain not in stated_as or not (j - i == len(pieces) or _may_be_all(printed, text, stated)):
                continue
            return _spelled(printed, stated.spellings[plain]) if j - i > 1 else printed
    for i in range(1, len(pieces)):
        printed = " ".join("".join(pieces[i:]).split())
        if letters(printed) in stated.tails and _may_be_all(printed, text, stated):
            return printed
    return " ".join("".join(_parted(pieces)).split())


def _may_be_all(printed: str, text: str, stated: Stated) -> bool:
    """Whether a part of a heading is long enough to be the headline, and not the portal's name."""
    plain = letters(printed)
    return len(plain) >= _SHORTEST and len(plain) * _SHARE >= len(letters(text)) and printed not in stated.names


def _pieces(lines: list[Block]) -> list[str]:
    """What is set in elements of its own, in order; a line ends with white space."""
    pieces: list[str] = []
    for block in lines:
        runs = [run.text for run in block.runs] or [block.text]
        for number, text in enumerate(runs):
            end = "\n" if number == len(runs) - 1 else ""
            if text.strip() or not pieces:
                pieces.append(text + end)
            else:
                pieces[-1] += text + end
    return [piece for piece in pieces if piece.strip()]


def _spelled(printed: str, other: str) -> str:
    """A headline that is printed in pieces, with what the head has between them: separators that the page leaves to its
    style sheet, spaces between its boxes. What is typed otherwise stays as printed.
    """
    ours, theirs = "".join(printed.split()), "".join(other.split())
    if ours == theirs or (len(ours) < len(theirs) and _SEPARATORS.sub("", ours) == _SEPARATORS.sub("", theirs)):
        return other
    return printed


def _parted(pieces: list[str]) -> list[str]:
    """The pieces, with a space where one ends in a small letter and the next begins with a capital."""
    parted = [pieces[0]]
    for piece in pieces[1:]:
        last = parted[-1]
        is_joined = last[-1:].islower() and piece[:1].isupper() and len(last) > 2 and len(piece) > 2
        parted.append(f" {piece}" if is_joined else piece)
    return parted


def _without_date(text: str, stated: Stated) -> str:
    """A printed headline without the date before it in the same element, if the head states it without."""
    length = leading_date(text)
    rest = text[length:].lstrip(" :-–|,·.") if length else ""
    plain = letters(rest)
    return rest if len(plain) >= 12 and any(other.startswith(plain) for other in stated.whole) else text
