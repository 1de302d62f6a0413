"""What repeats on the pages of one portal: learned from a few of them, without any selector.

A block that says the same in the same place on most other pages of the layout is the portal's, not the article's; so is
one that two have, where the place shows little but the portal's words. Articles share phrases too ("Prospects", the
head of a table, a formula at the end), but each on few pages. A place is where a block stands, told by the tags and
classes of the frames around it: a teaser repeats an article's lead, but not in its place.
Where nearly all that sibling pages say in a place is the portal's, what is new there is suspect too (a list of the
latest news). That a place shows each page's own words proves nothing: so do bylines and related lists.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING, Any, Self

from crawler.extraction.layouts import layout_of
from crawler.extraction.parse import Page, parse
from crawler.extraction.words import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.extraction.blocks import Block, Layout

_NUMBERED = re.compile(r"(?<!\S)\S*\d\S*")
MOST_PAGES = 64
"""Pages that are learned from; more say nothing new."""
MOST_BLOCKS, MOST_PLACES = 4000, 1000
"""What a model holds at most, that which most pages have first."""
KEPT_PAGES = 4
"""So many pages are kept by name for what repeats; with more, it does not matter which."""
FRAMES = 4
"""Frames around a block that tell its place."""
FEW_LETTERS = 4
FOREIGN = 0.15
"""Share of a place's words that are its pages' own below which it is the portal's."""
PLACE_PAGES = 2
TELLING_PAGES = 5
"""Pages that must have shown a place before what is new there is suspect."""
LINE = 12
"""Words from which a text without a link is more than a heading or a label, which articles share."""
FEW_SIBLINGS = 8
MOST = 0.6
"""Share of the pages of a layout from which what stands there alike is the portal's."""


@dataclass(frozen=True, slots=True)
class Place:
    """What pages have shown in one place."""

    pages: int
    own: int
    """Words that stand there on one page alone."""
    words: int
    """All words that stand there."""

    @property
    def share(self) -> float:
        """Of the words those that are a page's own."""
        return self.own / self.words if self.words else 1.0


@dataclass(frozen=True, slots=True)
class Site:
    """What was learned of a portal; a small value."""

    pages: tuple[str, ...]
    """Those that it was learned from, by the digests of their addresses."""
    repeated: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By block and place on how many pages it stands, and the first KEPT_PAGES of them by number; only what more than
    one has."""
    places: Mapping[str, Place] = field(default_factory=dict)

    def mark(self, layout: Layout, url: str) -> float:
        """Notes in each block on how many other pages it stands, and what its place holds there.

        Returns the share of the page's places that other pages have shown, 0 to 1: whether its layout is known.
        """
        own = _digest(url)
        number = self.pages.index(own) if own in self.pages else -1
        signs = _Signs(layout)
        placed = [self.places.get(signs.of(block)) for block in layout.blocks]
        siblings = (_pages_of_layout(layout, placed) or len(self.pages)) - (number >= 0)
        for block, place in zip(layout.blocks, placed, strict=True):
            count, *seen = self.repeated.get(_key(block, signs.of(block)), (0,))
            others = count - (number in seen)
            is_foreign = False
            tells = block.link_word_count > 0 or block.word_count >= LINE
            if tells and place is not None and place.pages - (number >= 0) >= TELLING_PAGES:
                block.place_share = place.share
                is_foreign = place.share < FOREIGN
            if is_foreign or others >= _needed(siblings):
                block.elsewhere = others
        shown = {signs.of(block) for block in layout.blocks}
        return sum(sign in self.places for sign in shown) / len(shown) if shown else 1.0

    def joined(self, other: Site) -> Site:
        """What both have learned: as a rule each of another layout of the portal."""
        shift = len(self.pages)
        repeated = dict(self.repeated)
        for key, (count, *pages) in other.repeated.items():
            known, *before = repeated.get(key, (0,))
            repeated[key] = (known + count, *[*before, *(page + shift for page in pages)][:KEPT_PAGES])
        places = dict(self.places)
        for sign, place in other.places.items():
            same = places.get(sign, Place(0, 0, 0))
            places[sign] = Place(same.pages + place.pages, same.own + place.own, same.words + place.words)
        return Site((*self.pages, *other.pages), repeated, places)

    def as_json(self) -> dict[str, Any]:
        """As the archive keeps it."""
        return {
            "pages": list(self.pages),
            "repeated": {key: list(pages) for key, pages in self.repeated.items()},
            "places": {sign: [place.pages, place.own, place.words] for sign, place in self.places.items()},
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        """From what `as_json` has made."""
        return cls(
            tuple(written["pages"]),
            {key: tuple(pages) for key, pages in written["repeated"].items()},
            {sign: Place(*counts) for sign, counts in written["places"].items()},
        )


def learn(pages: Iterable[tuple[str, bytes | str | Page]], *, least: int = 2) -> Site:
    """What the pages (address and HTML, or parsed) of one portal have in common; the first MOST_PAGES count.

    What fewer than `least` pages share is not kept: little is known of a layout that few of them have.
    """
    layouts: dict[str, Layout] = {}
    for url, html in pages:
        page = html if isinstance(html, Page) else parse(html, url=url)
        if page.tree is not None:
            layouts.setdefault(_digest(url), layout_of(page.tree, page.source))
        if len(layouts) == MOST_PAGES:
            break
    return learned(layouts, least)


def learned(layouts: Mapping[str, Layout], least: int = 2) -> Site:
    """The same from layouts by the digest of the address."""
    seen: dict[str, dict[int, None]] = defaultdict(dict)
    stood: list[list[tuple[str, str, int]]] = []
    for number, layout in enumerate(layouts.values()):
        signs = _Signs(layout)
        rows = [(_key(block, sign), sign, block.word_count) for block in layout.blocks for sign in (signs.of(block),)]
        stood.append(rows)
        for key, _, _ in rows:
            if key:
                seen[key][number] = None
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for rows in stood:
        for sign in {sign for _, sign, _ in rows}:
            counts[sign][0] += 1
        for key, sign, words in rows:
            counts[sign][1] += words if len(seen.get(key, ())) <= 1 else 0
            counts[sign][2] += words
    repeated = {
        key: (len(pages), *list(pages)[:KEPT_PAGES])
        for key, pages in seen.items()
        if len(pages) >= least or len(layouts) == 1
    }
    places = {sign: Place(*made) for sign, made in counts.items() if made[0] >= PLACE_PAGES and made[2]}
    return Site(
        tuple(layouts),
        dict(nlargest(MOST_BLOCKS, repeated.items(), key=lambda row: row[1][0])),
        dict(nlargest(MOST_PLACES, places.items(), key=lambda row: row[1].pages)),
    )


def _needed(siblings: int) -> float:
    """On how many of a page's siblings a block must stand to be the portal's: on all where there are few."""
    return MOST * siblings if siblings >= FEW_SIBLINGS else siblings


def _pages_of_layout(layout: Layout, placed: list[Place | None]) -> int:
    """On how many pages stands the place that holds most of this page's words: the pages of its layout; 0: of none.

    Places that many pages have count for more: one that few have tells little.
    """
    words: dict[Place, int] = defaultdict(int)
    for block, place in zip(layout.blocks, placed, strict=True):
        if place is not None:
            words[place] += block.word_count - block.link_word_count
    return max(words, key=lambda place: words[place] * place.pages).pages if words else 0


class _Signs:
    """The places of a layout's blocks, told by tag and class of the frames around them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known: dict[int, str] = {-1: ""}

    def of(self, block: Block) -> str:
        """The place of a block."""
        found = self._known.get(block.frame)
        if found is None:
            chain: list[str] = []
            frame = block.frame
            while frame >= 0 and len(chain) < FRAMES:
                tag, name = self._layout.signs[frame]
                chain.append(f"{tag}.{_plain(name or '')}")
                frame = self._layout.parents[frame]
            found = self._known[block.frame] = _short("/".join(chain))
        return found


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """A class attribute without what numbers single pages: `post-1234` and `post-77` are one place."""
    return " ".join(_NUMBERED.sub(" ", name.lower()).split())


def _key(block: Block, sign: str) -> str:
    """A block and its place as one short name; empty where it says too little to be known again.

    A linked headline, which leads to an article, is another block than the article's own.
    """
    said = block.source if block.kind == "image" else letters(block.text)
    linked = "a " if block.link_word_count * 2 > block.word_count else ""
    return _short(f"{sign} {linked}{said}") if len(said) >= FEW_LETTERS else ""


def _digest(url: str) -> str:
    return _short(url)


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
