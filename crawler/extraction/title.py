"""The headline: the one that the page prints, found by what its head says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.extraction.choose import SURE
from crawler.extraction.dates import leading_date
from crawler.extraction.words import TITLE, attribute_words, letters

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata

_SEPARATOR = re.compile(r"\s+(?:[|\-–—»:•·]{1,2}|::)\s+|\s*[|»]\s*")
_LONGEST_WORDS = 60
_PRINTED_KINDS = frozenset(("text", "heading", "quote"))
_LEVELS = {1: 2.5, 2: 1.2, 3: 0.8}
_LEAST = 1.5
"""What a printed line that the head does not name must score; below it the head's title is the better guess."""


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, and the block in which it is printed (None: it is not)."""

    text: str
    place: int | None
    is_stated: bool
    """The page's own metadata names it too."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the head says that the headline is."""

    whole: tuple[str, ...]
    """The letters of each title that it gives."""
    head: str
    """The title of the document, without case."""
    longest: int
    first: str
    """The letters with which they begin."""


def stated_of(meta: Metadata) -> Stated:
    """The headline as the head states it."""
    whole = tuple(dict.fromkeys(letters(text) for text in (meta.title, *meta.headlines[:1], meta.head_title) if text))
    return Stated(
        whole, meta.head_title.casefold(), max(map(len, whole), default=0), "".join(text[:1] for text in whole)
    )


def headline_places(blocks: list[Block], stated: Stated) -> list[int]:
    """Where the headline that the page's head names is printed."""
    places = []
    for place, block in enumerate(blocks):
        text = block.text
        if (
            not 1 <= block.word_count <= _LONGEST_WORDS
            or block.link_word_count >= block.word_count
            or block.aside
            or block.elsewhere >= SURE
            or (text[0].isalnum() and text[0].lower() not in stated.first)
        ):
            continue
        plain = letters(text)
        if len(plain) >= 8 and any(
            text == plain or (len(plain) >= 16 and text.startswith(plain)) for text in stated.whole
        ):
            places.append(place)
            if len(places) == 6:
                break
    return places


def find_title(blocks: list[Block], choice: Choice, meta: Metadata, stated: Stated, places: list[int]) -> Title:
    """The headline of the article in `choice`, as printed; `places` are those of `headline_places`."""
    best: tuple[float, int] | None = None
    for place in range(_last_place(blocks, choice)):
        block = blocks[place]
        if block.kind not in _PRINTED_KINDS and not (block.kind == "row" and block.word_count > 4):
            continue
        if not 1 <= block.word_count <= _LONGEST_WORDS or block.elsewhere >= SURE:
            continue
        score = _score(block, stated, place, choice)
        if score > 0 and (best is None or score >= best[0]):
            best = (score, place)
    if best is None or (best[0] < _LEAST and meta.title):
        return Title(without_site(meta), None, bool(meta.title))
    text = " ".join(blocks[best[1]].text.split())
    text = _without_kicker(_without_date(text, stated), meta)
    return Title(text, best[1], best[0] >= 4 or best[1] in places)


def _last_place(blocks: list[Block], choice: Choice) -> int:
    """Where a headline must have stood: before the body's second paragraph of prose."""
    seen = 0
    for place in range(choice.start, choice.end):
        if blocks[place].kind == "text" and blocks[place].word_count >= 30:
            seen += 1
            if seen == 2:
                return place
    return max(choice.end, choice.start + 1) if choice.end else len(blocks)


def _score(block: Block, stated: Stated, place: int, choice: Choice) -> float:
    is_named = block.kind != "heading" and _is_set_as_title(block)
    score = _agreement(block, stated)
    if block.kind == "heading":
        score += _LEVELS.get(block.level, 0.3)
    elif is_named:
        score += 1.0
    elif score == 0:
        return 0.0
    if block.link_word_count == block.word_count and place < choice.start:
        score -= 2.0
    if block.suspect:
        score -= 2.5
    distance = max(0, choice.start - place)
    return score - min(distance, 40) * 0.02 - (1.5 if block.word_count < 3 else 0)


def _agreement(block: Block, stated: Stated) -> float:
    """How far a block says what the head says."""
    text = block.text
    if len(text) > 3 * stated.longest + 40:
        return 0.0
    plain = letters(text)
    length = len(plain)
    if length < 3:
        return 0.0
    score = 5.0 if _heads(text, stated) else 0.0
    for other in stated.whole:
        if plain == other:
            score = max(score, 6.0)
        elif length >= 12 and plain in other:
            score = max(score, (4.0 if other.startswith(plain) else 3.0) + length / len(other))
        elif len(other) >= 20 and length < len(other) * 2.5 and plain.startswith(other.rstrip(".…")[:-3]):
            score = max(score, 4.0)  # the head cuts long titles short
    return score


def _is_set_as_title(block: Block) -> bool:
    element = block.element
    for _ in range(2):
        if element is None:
            return False
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(name) > 1 and names_title(name):
            return True
        element = element.getparent()
    return block.is_big or (block.word_count >= 5 and block.align == "center" and block.is_bold)


@lru_cache(maxsize=8192)
def names_title(name: str) -> bool:
    """Whether a class or id attribute speaks of a headline."""
    return bool(TITLE.search(attribute_words(name)))


def _heads(text: str, stated: Stated) -> bool:
    """Whether the head's title is the block's text, a separator, and more: the portal's name."""
    if not 3 <= len(text) < len(stated.head):
        return False
    start = " ".join(text.split()).casefold()
    return stated.head.startswith(start) and bool(_SEPARATOR.match(stated.head[len(start) :]))


def _without_date(text: str, stated: Stated) -> str:
    """A printed headline without the date before it in the same element, if the head states it without."""
    length = leading_date(text)
    rest = text[length:].lstrip(" :-–|,·.") if length else ""
    plain = letters(rest)
    return rest if len(plain) >= 12 and any(other.startswith(plain) for other in stated.whole) else text


def _without_kicker(text: str, meta: Metadata) -> str:
    """A printed headline without the line above or below it that stands in the same element: what the head states
    whole, and the headline only begins or ends with, is the headline.
    """
    for other in (meta.title, *meta.headlines[:1]):
        length = len(other)
        if 12 <= length < len(text) and length * 3 >= len(text):
            if text.endswith(other):
                return other
            if text.startswith(other) and not _SEPARATOR.match(text[length:]):
                return other
    return text


def without_site(meta: Metadata) -> str:
    """The title that the head gives, without the portal's name."""
    text = meta.title or meta.head_title
    site = letters(meta.site_name)
    parts = [part.strip() for part in _SEPARATOR.split(text) if part and part.strip()]
    if len(parts) > 1:
        if site:
            parts = [part for part in parts if letters(part) != site] or parts
        return max(parts, key=lambda part: len(part.split()))
    return text.strip()
