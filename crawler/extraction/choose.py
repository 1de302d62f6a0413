"""Which part of a page is the article: the subtree whose blocks weigh most.

Prose counts for a block, links and short scraps against it; the best subtree is the tightest one that holds the most
prose and the least of the rest (a maximum subsequence over the tree, after Pasternack and Roth, WWW 2009).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.extraction.words import META_LINE, RELATED_HEADING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block, Layout

# Tuned on the development set of the article-extraction benchmark (181 pages), five folds by site.
LINK_WEIGHT = 2.5
BLOCK_COST = 4.0
PRAISE = 1.3
SUSPICION = 0.6
SCRAP_WORDS = 4
_SENTENCE = re.compile(r"[.!?…。:;”\"»)/]\s*$")


@dataclass(frozen=True, slots=True)
class Choice:
    """The part of a page that is the article: blocks `start` to before `end`."""

    element: HtmlElement | None
    start: int
    end: int
    weight: float


def choose(layout: Layout) -> Choice:
    """The best subtree of a page; an empty choice where it has no block."""
    blocks = layout.blocks
    forgive(blocks)
    sums = [0.0, *accumulate(map(weight, blocks))]
    best = Choice(None, 0, 0, 0.0)
    for element, start, end in layout.spans:
        value = sums[end] - sums[start]
        if value > best.weight:
            best = Choice(element, start, end, value)
    return best


def weight(block: Block) -> float:
    """How much a block speaks for what it stands in, in words."""
    if block.kind == "image":
        return 0.0
    own = block.word_count - block.link_word_count
    if block.suspect:
        return -SUSPICION * block.word_count - BLOCK_COST
    value = own * (PRAISE if block.praised else 1.0) - LINK_WEIGHT * block.link_word_count - BLOCK_COST
    if block.kind == "heading":
        return -BLOCK_COST * 3 if is_related_heading(block) else min(value, 6.0)
    if block.word_count <= 12 and (is_related_heading(block) or META_LINE.match(block.text)):
        return -BLOCK_COST
    if block.kind == "text" and own > 0 and block.word_count < 10 and not _SENTENCE.search(block.text):
        return min(value, -1.0)
    return value


def is_related_heading(block: Block) -> bool:
    """Whether a short line heads what is no longer the article."""
    return block.word_count <= 10 and "\n" not in block.text and bool(RELATED_HEADING.match(block.text))


def forgive(blocks: list[Block]) -> None:
    """Takes suspicion back where it would leave nothing: on some pages the article stands in a `sidebar`."""
    prose = [block for block in blocks if block.word_count - block.link_word_count >= 15]
    held = sum(block.word_count for block in prose if block.suspect)
    free = sum(block.word_count for block in prose if not block.suspect)
    held -= sum(block.word_count for block in prose if block.aside)
    if held > 3 * free and held > 60:
        for block in blocks:
            block.suspect = block.aside
