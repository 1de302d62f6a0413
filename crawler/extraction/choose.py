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
RUN_SHARE = 0.7
"""An element that weighs less than this share of its best run of blocks holds too much else to be taken whole."""
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
        forgive(blocks)
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
    if block.word_count <= 12 and (
        is_related_heading(block) or is_about_line(block.text, block.word_count)
    ):
        return -BLOCK_COST
    if block.kind == "text" and own > 0 and block.word_count < 10 and not _SENTENCE.search(block.text):
        return min(value, -1.0)
    return value


def is_related_heading(block: Block) -> bool:
    """Whether a short line heads what is no longer the article."""
    text = block.text
    return block.word_count <= 10 and len(text) <= 300 and "\n" not in text and bool(RELATED_HEADING.match(text))


def forgive(blocks: list[Block]) -> None:
    """Takes suspicion back where it would leave nothing: on some pages the article stands in a `sidebar`.

    Comments are forgiven only where there is no other prose at all.
    """
    prose = [block for block in blocks if block.word_count - block.link_word_count >= 15]
    free = sum(block.word_count for block in prose if not block.suspect)
    hopeless = names.ASIDE | (names.COMMENTS if free >= 30 else 0)
    held = sum(block.word_count for block in prose if block.suspect and not block.flags & hopeless)
    if held > 3 * free and held > 60:
        for block in blocks:
            block.suspect = bool(block.flags & hopeless)
