"""Which blocks of a page are the article's: those that the trees of `model` say, and what must follow from that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extraction.agreement import Agreement
from crawler.extraction.bars import barred_of
from crawler.extraction.choose import is_related_heading
from crawler.extraction.features import BESIDE, NAMES, PageMeasures
from crawler.extraction.lines import is_about_line, is_date_with_names
from crawler.extraction.model import log_odds
from crawler.extraction.site import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata
    from crawler.extraction.title import Title

THRESHOLD = 0.0
"""Log-odds from which a block is content."""


OUT = -99.0
"""The score of what is not weighed."""
NEIGHBOURS, LOW, HIGH = 0.2, -1.0, 2.0
"""How much of the scores before and after a block counts for it, each kept between two limits."""
REPEATED = (2.0, 6.0)
"""What counts against a block that stands on one other page of the portal, and on more."""
FOREIGN_PLACE = 3.0
"""What counts against a block in a place that shows the portal's words on other pages."""
ENCLOSED = 2.0
"""How much counts for a list or table that it stands between paragraphs of content."""
FEW_WORDS, LOWEST = 30, -1.5
"""With fewer words of content the best block is taken for it after all, down to the lowest score."""
LEAD_REACH, LEAD_WORDS, LEAD_SCORE = 6, (12, 90), 1.5
_CLOCK = re.compile(r"\d:[0-5]\d")
_SENTENCE = re.compile(r"[.!?…。]\W*$")
WHOLE = 0.5
"""Share of a page's prose from which one holder has the article to itself."""
_RELATION, _RELATED, _MAIN = NAMES.index("relation"), NAMES.index("related_before"), NAMES.index("main_share")


def content_of(layout: Layout, choice: Choice, title: Title, meta: Metadata, places: Sequence[int] = ()) -> list[bool]:
    """For each block whether it is content; `places` are where the headline is printed that the head names."""
    page = PageMeasures(layout, choice, places, title.place, meta)
    rows = page.rows()
    barred = barred_of(page)
    scores = [
        log_odds(row) if row and number not in barred and not _follows_related(row) else OUT
        for number, row in enumerate(rows)
    ]
    taken = _weigh_repetition(layout.blocks, scores)
    if title.place is not None:
        _raise_lead(layout.blocks, scores, title.place)
    _favour_headings(layout.blocks, scores)
    _level_lists(layout, scores)
    scores = _smoothed(layout, scores)
    alone = [score + off for score, off in zip(scores, taken, strict=True)]
    least = _threshold(layout.blocks, alone)  # what other pages show takes blocks away, and never adds one
    kept = [score > least for score in scores]
    agreement = Agreement(page, rows, kept)
    for number, is_kept in enumerate(kept):
        if not is_kept and number not in barred and not (rows[number] and scores[number] == OUT):
            kept[number] = agreement.may_stay(number, scores[number], taken[number])
    if title.place is not None and title.is_stated:
        _drop_before(layout, kept, title.place, choice)
    return kept


def _weigh_repetition(blocks: list[Block], scores: list[float]) -> list[float]:
    """Counts against blocks what other pages of the portal have shown, where a `Site` has marked them; how much."""
    taken = [0.0] * len(blocks)
    for number, block in enumerate(blocks):
        if block.elsewhere:
            taken[number] = REPEATED[min(block.elsewhere, len(REPEATED)) - 1]
        elif 0.0 <= block.place_share < FOREIGN:
            taken[number] = FOREIGN_PLACE
        scores[number] -= taken[number]
    return taken


def _threshold(blocks: list[Block], scores: list[float]) -> float:
    """The score from which blocks are content: lower where next to nothing reaches the usual one."""
    words = sum([block.word_count for block, score in zip(blocks, scores, strict=True) if score > THRESHOLD])
    if words >= FEW_WORDS:
        return THRESHOLD
    best = max([score for block, score in zip(blocks, scores, strict=True) if block.word_count >= 8], default=OUT)
    return min(THRESHOLD, best - 1.0) if best > LOWEST else THRESHOLD


def _favour_headings(blocks: list[Block], scores: list[float]) -> None:
    """Counts for a heading inside the article that content follows it at once."""
    following = OUT
    first = next((number for number, score in enumerate(scores) if score > THRESHOLD), len(scores))
    for number in range(len(blocks) - 1, first, -1):
        block, score = blocks[number], scores[number]
        if block.kind == "image":
            continue
        if following > THRESHOLD >= score > -ENCLOSED and _is_subheading(block):
            score = scores[number] = score + ENCLOSED
        following = score


def _is_subheading(block: Block) -> bool:
    is_set_so = block.kind == "heading" or (block.kind == "text" and block.word_count <= 15 and block.is_bold)
    return is_set_so and not block.suspect and not block.link_word_count and not is_related_heading(block)


def _level_lists(layout: Layout, scores: list[float]) -> None:
    """Gives the items of a list, and the rows of a table, one score: it is content as a whole or not at all."""
    blocks, parents = layout.blocks, layout.parents
    groups: dict[tuple[str, int], list[int]] = {}
    for number, block in enumerate(blocks):
        if block.kind in ("item", "row") and scores[number] > OUT and block.frame >= 0:
            groups.setdefault((block.kind, parents[block.frame]), []).append(number)
    for places in groups.values():
        if len(places) > 1:
            words = [min(blocks[place].word_count, 40) + 3 for place in places]
            mean = sum([scores[place] * count for place, count in zip(places, words, strict=True)]) / sum(words)
            if -ENCLOSED < mean <= THRESHOLD and _is_enclosed(blocks, scores, places):
                mean += ENCLOSED
            for place in places:
                scores[place] = mean


def _is_enclosed(blocks: list[Block], scores: list[float], places: list[int]) -> bool:
    """Whether content stands right before and after a list or table that is no list of links."""
    first, last = places[0] - 1, places[-1] + 1
    while last < len(blocks) and blocks[last].kind == "image":
        last += 1
    while first >= 0 and blocks[first].kind == "image":
        first -= 1
    if first < 0 or last >= len(blocks) or scores[first] <= THRESHOLD or scores[last] <= THRESHOLD:
        return False
    held = [blocks[place] for place in places]
    return not held[0].suspect and 2 * sum(b.link_word_count for b in held) <= sum(b.word_count for b in held)


def _smoothed(layout: Layout, scores: list[float]) -> list[float]:
    """Each score with a share of those of the blocks before and after: what stands among prose is more likely prose."""
    shown = [number for number, block in enumerate(layout.blocks) if block.kind != "image"]
    found = list(scores)
    if not shown:
        return found
    for before, place, after in zip([-1, *shown[:-1]], shown, [*shown[1:], -1], strict=True):
        if scores[place] > OUT:
            sides = [scores[side] if side >= 0 else LOW for side in (before, after)]
            found[place] += NEIGHBOURS * sum([max(LOW, min(side, HIGH)) for side in sides])
    return found


def _raise_lead(blocks: list[Block], scores: list[float], place: int) -> None:
    """Makes content of a paragraph between the printed headline and the first of the content: a lead in its own box."""
    for number in range(place + 1, min(place + 1 + LEAD_REACH, len(blocks))):
        block = blocks[number]
        if scores[number] > THRESHOLD:
            return
        if _may_lead(block):
            if any(score > THRESHOLD for score in scores[number + 1 : number + 1 + LEAD_REACH]):
                scores[number] = max(scores[number], LEAD_SCORE)
            return


def _may_lead(block: Block) -> bool:
    """Whether a block between headline and text can be the lead: a sentence, or a line as long as one."""
    if block.kind not in ("text", "quote") or block.suspect or block.link_word_count:
        return False
    if not LEAD_WORDS[0] <= block.word_count <= LEAD_WORDS[1] or is_about_line(block.text, block.word_count):
        return False
    is_line_about = _CLOCK.search(block.text) or is_date_with_names(block.text)
    return bool(_SENTENCE.search(block.text)) or not is_line_about


def _follows_related(row: list[float]) -> bool:
    """Whether a block stands below the heading of a related list and beside the part that holds the article."""
    return row[_RELATED] > 0 and row[_RELATION] == BESIDE and row[_MAIN] >= WHOLE


def _drop_before(layout: Layout, kept: list[bool], place: int, choice: Choice) -> None:
    """Takes out what stands before the printed headline, unless most of the text does."""
    words = [block.word_count if is_kept else 0 for block, is_kept in zip(layout.blocks, kept, strict=True)]
    if choice.start > place or 2 * sum(words[:place]) < sum(words):
        kept[: place + 1] = [False] * (place + 1)
