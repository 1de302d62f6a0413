"""The headline: the one that the page prints, found by what its head says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.extraction.choose import SURE
from crawler.extraction.dates import leading_date
from crawler.extraction.site_names import SEPARATOR, parts_of
from crawler.extraction.words import TITLE, attribute_words, letters

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata
    from crawler.extraction.site_names import SiteNames

_LONGEST_WORDS = 60
_MOST_PARTS = 6
_NEIGHBOURS = 3
"""Lines of one headline."""
_PRINTED_KINDS = frozenset(("text", "heading", "quote"))
_LEVELS = {1: 2.5, 2: 1.2, 3: 0.8}
_STATED = 5.0
"""What a line scores that the head's title holds between its separators."""
_LONGEST_NAME = 12
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
    parts: frozenset[str]
    """The letters of what stands between their separators, and of neighbours together; the portal's names too."""
    names: SiteNames


def stated_of(meta: Metadata, names: SiteNames) -> Stated:
    """The headline as the head states it."""
    titles = [text for text in (meta.title, *meta.headlines[:1], meta.head_title) if text]
    whole = tuple(dict.fromkeys(map(letters, titles)))
    parts: set[str] = set()
    for title in titles:
        cut = parts_of(title)[:_MOST_PARTS]
        if len(cut) > 1:
            parts |= {letters(" ".join(cut[i:j])) for i in range(len(cut)) for j in range(i + 1, len(cut) + 1)}
    return Stated(
        whole, meta.head_title.casefold(), max(map(len, whole), default=0), "".join(text[:1] for text in whole),
        frozenset(parts) - {""}, names,
    )  # fmt: skip


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
    stated_title = without_site(meta, stated.names)
    if best is None or (best[0] < _LEAST and stated_title):
        return Title(stated_title or meta.title or meta.head_title, None, bool(meta.title))
    first, last = _lines(blocks, best[1], stated)
    text = " ".join(" ".join(block.text for block in blocks[first : last + 1]).split())
    text = _spaced(_without_kicker(_without_date(text, stated), meta), meta)
    return Title(text, last, best[0] >= 4 or best[1] in places)


def _lines(blocks: list[Block], place: int, stated: Stated) -> tuple[int, int]:
    """The first and the last line of a headline that is printed in several: those that the head states together, or,
    where it states none of them, all in one heading.
    """
    if blocks[place].kind != "heading":
        return place, place
    around = range(max(0, place - _NEIGHBOURS), min(len(blocks), place + _NEIGHBOURS + 1))
    spans = [(i, j) for i in around for j in around if i <= place <= j and i < j]
    for i, j in sorted(spans, key=lambda span: span[0] - span[1]):
        lines = blocks[i : j + 1]
        if all(block.kind == "heading" for block in lines) and _is_whole(" ".join(one.text for one in lines), stated):
            return i, j
    heading = _heading(blocks[place])
    if heading is None or _agreement(blocks[place], stated):
        return place, place
    own = [number for number in around if blocks[number].kind == "heading" and _heading(blocks[number]) is heading]
    return (own[0], own[-1]) if own == list(range(own[0], own[-1] + 1)) else (place, place)


def _is_whole(text: str, stated: Stated) -> bool:
    """Whether the head states a text, as a title or as a part of one."""
    plain = letters(text)
    return plain in stated.whole or plain in stated.parts


def _heading(block: Block) -> HtmlElement | None:
    """The heading element that a block stands in."""
    element: HtmlElement | None = block.element
    while element is not None and element.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "body"):
        element = element.getparent()
    return element if element is not None and element.tag != "body" else None


def _spaced(text: str, meta: Metadata) -> str:
    """A printed headline with the spaces that the head has between what the page prints in boxes of their own."""
    bare = "".join(text.split())
    for other in (meta.title, *meta.headlines[:1], *parts_of(meta.head_title)):
        if len(other) > len(text) and "".join(other.split()) == bare:
            return other
    return text


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
    return score - min(distance, 40) * 0.02 - (1.5 if block.word_count < 3 and score < _STATED else 0)


def _agreement(block: Block, stated: Stated) -> float:
    """How far a block says what the head says."""
    text = block.text
    if len(text) > 3 * stated.longest + 40:
        return 0.0
    plain = letters(text)
    length = len(plain)
    if length < 2:
        return 0.0
    score = _STATED if plain in stated.parts or _heads(text, stated) else 0.0
    for other in stated.whole:
        if plain == other:
            score = max(score, 6.0)
        elif length >= 12 and plain in other:
            score = max(score, (4.0 if other.startswith(plain) else 3.0) + length / len(other))
        elif len(other) >= 20 and length < len(other) * 2.5 and plain.startswith(other.rstrip(".…")[:-3]):
            score = max(score, 4.0)  # the head cuts long titles short
    return 0.0 if score and block.word_count <= _LONGEST_NAME and text in stated.names else score


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
    return stated.head.startswith(start) and bool(SEPARATOR.match(stated.head[len(start) :]))


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
            if text.startswith(other) and not SEPARATOR.match(text[length:]):
                return other
    return text


def without_site(meta: Metadata, names: SiteNames) -> str:
    """The title that the head gives, without the portal's names before and behind it; empty where it gives no other.

    A dash alone parts nothing: `Hanoi – Haiphong` is one headline.
    """
    text = meta.title or meta.head_title
    if (
        meta.title
        and meta.title != meta.head_title
        and meta.title not in names
        and letters(meta.title) in letters(meta.head_title)
    ):
        return meta.title
    cut = parts_of(text)
    first, last = 0, len(cut)
    while last - first > 0 and cut[last - 1] in names:
        last -= 1
    while last - first > 0 and cut[first] in names:
        first += 1
    if last - first == len(cut):
        return text.strip()
    kept = cut[first:last]
    return text[text.index(kept[0]) : text.rindex(kept[-1]) + len(kept[-1])] if kept else ""
