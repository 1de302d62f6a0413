"""Which part of a page is the article: the subtree whose blocks weigh most.

Prose counts for a block, links and short scraps against it; the best subtree is the tightest one that holds the most
prose and the least of the rest (a maximum subsequence over the tree, after Pasternack and Roth, WWW 2009).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.extraction import names
from crawler.extraction.lines import is_about_line
from crawler.extraction.words import INLINE_READ_MORE, RELATED_HEADING, is_imprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block, Layout

SURE = 2
"""Other pages of the portal on which a block must stand to be surely none of the article."""
# Tuned on the development set of the article-extraction benchmark (181 pages), five folds by site.
LINK_WEIGHT = 2.5
BLOCK_COST = 4.0
PRAISE = 1.3
SUSPICION = 0.6
HEADLINE_BONUS = 60.0
HEADLINE_REACH = 8
SOME_PROSE = 30
"""Words of prose that may be a short article."""
WHOLE_PAGE = 0.8
"""Share of a page's blocks from which a frame is no dialog over it."""
RUN_SHARE = 0.7
"""An element that weighs less than this share of its best run of blocks holds too much else to be taken whole."""
_LEAD_SHARE = 4
"""What stands before the frame with the article may have one word for so many of the article's."""
_SENTENCE = re.compile(r"[.!?…。:;”\"»)/]\s*$")


@dataclass(frozen=True, slots=True)
class Choice:
    """The part of a page that is the article: blocks `start` to before `end`."""

    element: HtmlElement | None
    start: int
    end: int
    weight: float


def choose(layout: Layout, titles: Sequence[int] = (), weights: Sequence[float] | None = None) -> Choice:
    """The best part of a page; an empty choice where it has no block.

    `titles` are the places of blocks that print the headline which the page's head names: what follows one at once is
    favoured. Where paragraphs, lists and links stand side by side in one element, a run of its blocks may be chosen.
    """
    blocks = layout.blocks
    if weights is None:
        forgive(layout, titles)
        weights = [weight(block) for block in blocks]
    sums = [0.0, *accumulate(weights)]
    flat = _flat_elements(blocks)
    best, found = 0.0, Choice(None, 0, 0, 0.0)
    for number in range(len(layout.elements) - 1, -1, -1):
        element, start, end = layout.elements[number], layout.starts[number], layout.ends[number]
        value = sums[end] - sums[start]
        if id(element) in flat:
            first, last, run = _best_run(weights, start, end)
            if value < RUN_SHARE * run:
                start, end, value = first, _extended(blocks, last, end), run
        if value <= 0:
            continue
        favoured = value + (HEADLINE_BONUS if _follows(start, end, titles) else 0.0)
        if favoured > best:
            best, found = favoured, Choice(element, start, end, value)
    return found


def _flat_elements(blocks: list[Block]) -> set[int]:
    """Elements that hold several paragraphs directly, by identity."""
    counts: Counter[int] = Counter()
    for block in blocks:
        if block.kind == "text" and block.word_count >= 12 and block.link_word_count * 3 < block.word_count:
            parent = block.box.getparent()
            counts[id(block.box)] += 1
            if parent is not None:
                counts[id(parent)] += 1
    return {element for element, count in counts.items() if count >= 2}


def _best_run(weights: Sequence[float], start: int, end: int) -> tuple[int, int, float]:
    """The run of blocks between `start` and `end` with the greatest sum (Kadane)."""
    best, first, last = 0.0, start, start
    running, begin = 0.0, start
    for place in range(start, end):
        if running <= 0:
            running, begin = 0.0, place
        running += weights[place]
        if running > best:
            best, first, last = running, begin, place + 1
    return first, last, best


def _extended(blocks: list[Block], last: int, end: int) -> int:
    """The end of a run, moved behind the prose that follows it before a related list, an imprint or a row of links."""
    links, found = 0, last
    for place in range(last, end):
        block = blocks[place]
        if block.kind == "image":
            continue
        if block.suspect or is_related_heading(block) or is_imprint(block.text):
            break
        links = links + 1 if block.link_word_count * 2 > block.word_count else 0
        if links >= 2:
            break
        if not links and block.word_count >= 4:
            found = place + 1
    return found


def _follows(start: int, end: int, titles: Sequence[int]) -> bool:
    return any(start - HEADLINE_REACH <= place < end for place in titles)


def weight(block: Block) -> float:
    """How much a block speaks for what it stands in, in words."""
    if block.kind == "image":
        return 0.0
    own = block.word_count - block.link_word_count
    if block.suspect:
        return -SUSPICION * block.word_count - BLOCK_COST
    if block.word_count < 120 and is_imprint(block.text):
        return -BLOCK_COST
    if block.link_word_count and block.word_count < 40 and INLINE_READ_MORE.match(block.text):
        return -BLOCK_COST
    value = own * (PRAISE if block.praised else 1.0) - LINK_WEIGHT * block.link_word_count - BLOCK_COST
    if block.kind == "heading":
        return -BLOCK_COST * 3 if is_related_heading(block) else min(value, 6.0)
    if block.word_count <= 12 and (is_related_heading(block) or is_about_line(block.text, block.word_count)):
        return -BLOCK_COST
    if block.kind == "text" and own > 0 and block.word_count < 10 and not _SENTENCE.search(block.text):
        return min(value, -1.0)
    return value


def is_related_heading(block: Block) -> bool:
    """Whether a short line heads what is no longer the article."""
    text = block.text
    return block.word_count <= 10 and len(text) <= 300 and "\n" not in text and bool(RELATED_HEADING.match(text))


def forgive(layout: Layout, titles: Sequence[int] = ()) -> None:
    """Takes back what a name says against the frame that holds the page's prose: on some pages the article stands in a
    `sidebar`, on others in what is to be printed or shared.

    Nothing is taken back of what lies over a page or asks before it, nor of an `aside`; of comments only where there
    is no other prose at all.
    """
    if not any(own & names.SUSPECT for own in layout.own):
        return
    place = _headline(layout, titles)
    words = [_spoken(block) for block in layout.blocks]
    _trust_wrappers(layout, words, place)
    free = sum([count for block, count in zip(layout.blocks, words, strict=True) if not block.suspect])
    hopeless = names.ASIDE | names.DIALOG | (names.COMMENTS if free >= SOME_PROSE else 0)
    doubted = [
        count if block.suspect and not block.flags & hopeless else 0
        for block, count in zip(layout.blocks, words, strict=True)
    ]
    total = sum(doubted)
    page = _Doubts(layout, words, [0, *accumulate(doubted)], free, place)
    for number, own in enumerate(layout.own):
        if own & names.SUSPECT and not layout.flags[number] & hopeless and page.is_main(number, total):
            _forgive_frames(layout, number)
    free = sum([count for block, count in zip(layout.blocks, words, strict=True) if not block.suspect])
    total = sum(
        [
            count
            for block, count in zip(layout.blocks, words, strict=True)
            if block.suspect and not block.flags & hopeless
        ]
    )
    if total > 3 * free and total > 2 * SOME_PROSE:
        # Page builders give every paragraph a frame of such a name.
        for block in layout.blocks:
            block.suspect = bool(block.flags & hopeless)


def _forgive_frames(layout: Layout, number: int) -> None:
    """Takes back what the name of a frame says, and of all that bear the same name."""
    sign = layout.signs[number]
    for other, own in enumerate(layout.own):
        if other == number or (sign[1] and layout.signs[other] == sign):
            layout.own[other] = own & ~names.SUSPECT
    _hand_down(layout)


def _trust_wrappers(layout: Layout, words: list[int], place: int) -> None:
    """Takes back that a frame lies over the page where it holds headline and prose, or nearly all prose there is: a
    script's hook (`modal-enabled`), no dialog.
    """
    total = sum(words)
    found = False
    for number, own in enumerate(layout.own):
        if own & names.DIALOG and total:
            start, end = layout.starts[number], layout.ends[number]
            held = sum(words[start:end])
            has_headline = start <= place < end and held >= SOME_PROSE
            is_page = end - start >= WHOLE_PAGE * len(layout.blocks)
            if has_headline or is_page or (own & names.CONTENT and 0 <= place < start and 2 * held > total):
                layout.own[number] = own & ~names.DIALOG
                found = True
    if found:
        _hand_down(layout)


def _spoken(block: Block) -> int:
    """The words of a block that are sentences of its own."""
    own = block.word_count - block.link_word_count
    if own < 8 or block.kind in ("image", "caption") or own * 2 < block.word_count:
        return 0
    return own if (own >= 15 or _SENTENCE.search(block.text)) and not is_imprint(block.text) else 0


def _headline(layout: Layout, titles: Sequence[int]) -> int:
    """The place of the printed headline, or of the only heading of the first level; -1: there is none."""
    if titles:
        return titles[0]
    first = [number for number, block in enumerate(layout.blocks) if block.kind == "heading" and block.level == 1]
    return first[0] if len(first) == 1 else -1


@dataclass(frozen=True, slots=True)
class _Doubts:
    """What a page holds, for the question whether a frame that is named otherwise holds its article."""

    layout: Layout
    words: list[int]
    doubted: list[int]
    """Running sums of the words that are under suspicion and may be forgiven."""
    free: int
    headline: int

    def is_main(self, number: int, total: int) -> bool:
        """Whether a frame holds the page's prose: most of all there is, or what follows its headline."""
        start, end = self.layout.starts[number], self.layout.ends[number]
        held = self.doubted[end] - self.doubted[start]
        if total > 3 * self.free and total > 2 * SOME_PROSE and 4 * held >= total:
            return True
        own = self.layout.own[number] & names.SUSPECT
        if not self.free and not total and self.layout.own[number] & names.CONTENT and not own & _OTHERS:
            return 0 <= self.headline < start and self._follows(number, start)
        if self.headline < 0 or held < 8 or held < self.free:
            return False
        if start <= self.headline < end:
            return True
        return not own & _OTHERS and self._follows(number, start) and not self._is_repeated(number)

    def _follows(self, number: int, start: int) -> bool:
        """Whether the frame comes after the headline, before any free prose but a small part of what it holds itself (a
        lead, the words under a picture), inside the article that holds that.
        """
        blocks = self.layout.blocks
        before = {
            blocks[place].text: self.words[place]
            for place in range(self.headline + 1, start)
            if self.words[place] and not blocks[place].suspect
        }
        held = self.doubted[self.layout.ends[number]] - self.doubted[start]
        if start <= self.headline or sum(before.values()) * _LEAD_SHARE > held:
            return False
        around = self.layout.blocks[self.headline].frame
        while around >= 0 and not self.layout.own[around] & (names.ARTICLE | names.STATED):
            around = self.layout.parents[around]
        return around < 0 or self.layout.starts[around] <= start < self.layout.ends[around]

    def _is_repeated(self, number: int) -> bool:
        """Whether several frames of the same name stand side by side."""
        layout = self.layout
        kin = zip(layout.parents, layout.signs, strict=True)
        return sum([one == (layout.parents[number], layout.signs[number]) for one in kin]) > 2


_OTHERS = names.RELATED | names.COMMENTS | names.ADVERTISING
"""What such a name speaks of may stand below a headline with more words than the article."""


def _hand_down(layout: Layout) -> None:
    """Gives frames and blocks anew what their own names and the ones around say."""
    for number, own in enumerate(layout.own):
        parent = layout.parents[number]
        layout.flags[number] = own | (layout.flags[parent] if parent >= 0 else 0)
    for block in layout.blocks:
        if block.frame >= 0:
            block.flags = layout.flags[block.frame]
            block.suspect = bool(block.flags & (names.SUSPECT | names.ASIDE))
