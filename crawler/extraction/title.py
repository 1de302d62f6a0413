"""The headline: the one that the page prints, found by what its head says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.extraction.choose import SURE
from crawler.extraction.headline import headline_of
from crawler.extraction.site_names import SEPARATOR, parts_of
from crawler.extraction.words import TITLE, attribute_words, letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata
    from crawler.extraction.site_names import SiteNames

_WORD = re.compile(r"\w+")
_LONGEST_WORDS = 60
_MOST_PARTS = 6
_NEIGHBOURS = 3
"""Lines of one headline."""
_PRINTED_KINDS = frozenset(("text", "heading", "quote"))
_LEVELS = {1: 2.5, 2: 1.2, 3: 0.8}
_STATED = 5.0
"""What a line scores that the head's title holds between its separators."""
_LONGEST_NAME = 12
_NAME_PENALTY = 2.5
"""What a line loses that stands in something named as no part of the article."""
_KINSHIP = 0.4
"""Share of its words that a heading must have in common with the head's titles to be their headline."""
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
    spellings: Mapping[str, str]
    """Each title and what stands between its separators, and neighbours together, by their letters; the portal's names
    too."""
    named: frozenset[str]
    """Those of them that JSON-LD and Open Graph state, whole or between separators."""
    tails: frozenset[str]
    """The letters of what follows the first colon of a title: the headline without its kicker, where it has one."""
    words: frozenset[str]
    """Of all titles."""
    names: SiteNames


def stated_of(meta: Metadata, names: SiteNames) -> Stated:
    """The headline as the head states it."""
    first = [text for text in (*meta.head_titles[:1], meta.title, *meta.headlines[:1]) if text]
    others = [text for text in (*meta.head_titles[1:], meta.head_title) if text]
    titles = [text for text in (meta.title, *meta.headlines[:1], *meta.head_titles, meta.head_title) if text]
    whole = tuple(dict.fromkeys(map(letters, titles)))
    spellings: dict[str, str] = {}
    for title in first:
        spellings = _spellings(title) | spellings
    named = frozenset(spellings)
    for title in others:
        spellings = _spellings(title) | spellings
    tails = frozenset(letters((parts_of(title) or [""])[0].partition(": ")[2]) for title in titles)
    return Stated(
        whole, meta.head_title.casefold(), max(map(len, whole), default=0), "".join(text[:1] for text in whole),
        spellings, named, tails - {""}, frozenset(_words(" ".join(titles))), names,
    )  # fmt: skip


def _spellings(title: str) -> dict[str, str]:
    """A title, what stands between its separators, and neighbours together, by their letters."""
    parts = parts_of(title)[:_MOST_PARTS]
    spans, place = [(0, len(title))], 0
    for part in parts:
        start = title.index(part, place)
        place = start + len(part)
        spans.append((start, place))
    found = {
        letters(title[start:end]): title[start:end] for start, _ in spans[1:] for _, end in spans[1:] if start < end
    }
    return {plain: text for plain, text in ({letters(title): title} | found).items() if plain}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


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
    if best is None or best[0] < _LEAST:
        lone = _lone_heading(blocks[: _last_place(blocks, choice)], stated)
        best = best if lone is None else (_LEAST, lone)
    stated_title = without_site(meta, stated.names)
    if best is None or (best[0] < _LEAST and stated_title):
        return Title(stated_title or meta.title or meta.head_title, None, bool(meta.title))
    first, last = _lines(blocks, best[1], stated)
    text = headline_of(blocks[first : last + 1], stated)
    return Title(text, last, best[0] >= 4 or best[1] in places)


def _lone_heading(blocks: list[Block], stated: Stated) -> int | None:
    """Where the page prints its only heading of the first level that is not the portal's name, if that shares words
    with what the head states: then the name of a frame around it (a banner, a stage) does not speak against it.
    """
    places = [
        place
        for place, block in enumerate(blocks)
        if block.kind == "heading" and block.level == 1 and not block.aside and block.text not in stated.names
    ]
    if not places or len({letters(blocks[place].text) for place in places}) > 1:
        return None
    block = blocks[places[0]]
    words = _words(block.text)
    shared = sum(word in stated.words for word in words)
    is_kin = len(words) <= _LONGEST_WORDS and shared >= _KINSHIP * len(words)
    return places[0] if is_kin and block.elsewhere < SURE else None


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
    return letters(text) in stated.spellings


def _heading(block: Block) -> HtmlElement | None:
    """The heading element that a block stands in."""
    element: HtmlElement | None = block.element
    while element is not None and element.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "body"):
        element = element.getparent()
    return element if element is not None and element.tag != "body" else None


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
        score -= _NAME_PENALTY
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
    score = _STATED if plain in stated.spellings or _heads(text, stated) else 0.0
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
