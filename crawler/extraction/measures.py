"""Measures of a single block, as numbers: what it is called, how it is set, how far away it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.extraction import names
from crawler.extraction.lines import is_about_line
from crawler.extraction.words import BY_LINE, INLINE_READ_MORE, RELATED_HEADING, TAG_LINE, is_imprint

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block

KINDS = {"text": 0, "heading": 1, "item": 2, "row": 3, "quote": 4, "pre": 5, "caption": 6, "image": 7}
FAR = 40.0
_DIGIT = re.compile(r"\d")
_FLAGS = (
    names.COMMENTS, names.RELATED, names.SHARING, names.NAVIGATION, names.ADVERTISING, names.SIDE | names.ASIDE,
    names.EXTRAS | names.DIALOG, names.HEADER, names.CONTENT, names.LEAD, names.DETAILS, names.TITLE, names.ARTICLE,
    names.STATED, names.LIST, names.TABLE, names.FIGURE, names.CAPTION,
)  # fmt: skip


@lru_cache(maxsize=4096)
def flag_row(flags: int) -> tuple[float, ...]:
    return tuple(1.0 if flags & flag else 0.0 for flag in _FLAGS)


def neighbour(block: Block | None) -> tuple[float, float, float]:
    if block is None:
        return 0.0, 0.0, 9.0
    words = block.word_count
    return min(words, 150), block.link_word_count / words if words else 0.0, KINDS[block.kind]


def distance(number: int, first: int, last: int) -> float:
    """How many blocks before (negative) or after a stretch a block stands."""
    if number < first:
        return float(max(number - first, -FAR))
    return float(min(number - last, FAR)) if number > last else 0.0


def pattern(text: str, words: int) -> float:
    """Which of the formulas a short line is: 0 none, else one of a related list, about the article, of the imprint."""
    if RELATED_HEADING.match(text):
        return 5.0
    if INLINE_READ_MORE.match(text):
        return 4.0
    if is_imprint(text):
        return 3.0
    if TAG_LINE.match(text) or is_about_line(text, words):
        return 2.0
    return 1.0 if BY_LINE.match(text) else 0.0


def digits_and_capitals(text: str, words: int) -> tuple[float, float]:
    """Share of digits, and of words that begin with a capital, in a short line."""
    if words > 24 or not words:
        return 0.0, 0.0
    parts = text.split()
    return len(_DIGIT.findall(text)) / len(text), sum([part[0].isupper() for part in parts]) / len(parts)
