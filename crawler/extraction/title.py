"""The headline: the one that the page prints, found by what its head says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.extraction.words import TITLE, attribute_words, letters

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata

_SEPARATOR = re.compile(r"\s+[|\-–—»:•·]{1,2}\s+|\s*[|»]\s*|\s+::\s+")
_LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, and the block in which it is printed (None: it is not)."""

    text: str
    place: int | None
    is_stated: bool
    """The page's own metadata names it too."""


def headline_places(blocks: list[Block], meta: Metadata) -> list[int]:
    """Where the headline that the page's head names is printed."""
    stated = [letters(text) for text in _stated(meta)]
    places = []
    for place, block in enumerate(blocks):
        if (
            1 <= block.word_count <= _LONGEST_WORDS
            and block.link_word_count < block.word_count
            and block.kind != "image"
            and not block.aside
        ):
            plain = letters(block.text)
            if len(plain) >= 8 and any(
                text == plain or (len(plain) >= 16 and text.startswith(plain)) for text in stated
            ):
                places.append(place)
    return places[:6]


def find_title(blocks: list[Block], choice: Choice, meta: Metadata) -> Title:
    """The headline of the article in `choice`, as printed."""
    stated = [letters(text) for text in _stated(meta)]
    last = _last_place(blocks, choice)
    printed = set(headline_places(blocks, meta))
    best: tuple[float, int] | None = None
    for place in range(last):
        block = blocks[place]
        if block.kind in ("image", "item", "row", "caption", "pre") and not (
            block.kind == "row" and block.word_count > 4
        ):
            continue
        if not 1 <= block.word_count <= _LONGEST_WORDS or "\n\n" in block.text:
            continue
        score = _score(block, stated, place, choice, meta)
        if score > 0 and (best is None or score >= best[0]):
            best = (score, place)
    if best is not None:
        text = " ".join(blocks[best[1]].text.split())
        return Title(text, best[1], best[0] >= 4 or best[1] in printed)
    return Title(_without_site(meta), None, bool(meta.title))


def _last_place(blocks: list[Block], choice: Choice) -> int:
    """Where a headline must have stood: before the body's second paragraph of prose."""
    seen = 0
    for place in range(choice.start, choice.end):
        if blocks[place].kind == "text" and blocks[place].word_count >= 30:
            seen += 1
            if seen == 2:
                return place
    return max(choice.end, choice.start + 1) if choice.end else len(blocks)


def _score(block: Block, stated: list[str], place: int, choice: Choice, meta: Metadata) -> float:
    plain = letters(block.text)
    if len(plain) < 3:
        return 0.0
    score = 5.0 if _heads(block, meta) else 0.0
    for other in stated:
        if plain == other:
            score = max(score, 6.0)
        elif len(plain) >= 12 and other.startswith(plain):
            score = max(score, 4.0 + len(plain) / len(other))
        elif len(plain) >= 12 and plain in other:
            score = max(score, 3.0 + len(plain) / len(other))
        elif len(other) >= 20 and plain.startswith(other.rstrip(".…")[:-3]) and len(plain) < len(other) * 2.5:
            score = max(score, 4.0)  # the head cuts long titles short
    if block.kind == "heading":
        score += {1: 2.5, 2: 1.2, 3: 0.8}.get(block.level, 0.3)
    elif score == 0 and not _is_set_as_title(block):
        return 0.0
    elif _is_set_as_title(block):
        score += 1.0
    if block.link_word_count == block.word_count and place < choice.start:
        score -= 2.0
    if block.suspect:
        score -= 2.5
    distance = max(0, choice.start - place)
    return score - min(distance, 40) * 0.02 - (1.5 if block.word_count < 3 else 0)


def _is_set_as_title(block: Block) -> bool:
    element = block.element
    for _ in range(2):
        if element is None:
            return False
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(name) > 1 and TITLE.search(attribute_words(name)):
            return True
        element = element.getparent()
    return block.is_big or (block.is_bold and block.word_count >= 5 and block.align == "center")


def _stated(meta: Metadata) -> list[str]:
    return [text for text in (meta.title, *meta.headlines[:1], meta.head_title) if text]


def _heads(block: Block, meta: Metadata) -> bool:
    """Whether the head's title is the block's text, a separator, and more: the portal's name."""
    text = " ".join(block.text.split()).casefold()
    whole = meta.head_title.casefold()
    return len(text) >= 3 and whole.startswith(text) and bool(_SEPARATOR.match(meta.head_title[len(text) :]))


def _without_site(meta: Metadata) -> str:
    """The title that the head gives, without the portal's name."""
    text = meta.title or meta.head_title
    site = letters(meta.site_name)
    parts = [part.strip() for part in _SEPARATOR.split(text) if part and part.strip()]
    if len(parts) > 1:
        if site:
            parts = [part for part in parts if letters(part) != site] or parts
        return max(parts, key=lambda part: len(part.split()))
    return text.strip()
