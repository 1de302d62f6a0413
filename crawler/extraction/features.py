"""What can be measured of each block: its words and links, its neighbours, the frames around it, its place.

The numbers are what `model` weighs. They hold no word of any language but those that `names` and `words` list.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.extraction import names
from crawler.extraction.boxes import boxes_of
from crawler.extraction.measures import FAR, KINDS, digits_and_capitals, distance, flag_row, neighbour, pattern
from crawler.extraction.words import letters, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata

_SENTENCE = re.compile(r"[.!?…。！？:：;”\"»)']\s*$")
_MARKS = re.compile(r"[,.;:!?，。、；：！？]")
NAMES = (
    "words linked kind level sentence marks "
    "comments related sharing navigation advertising side extras header content lead details title_name article stated "
    "list table figure caption own_suspect "
    "prev_words prev_linked prev_kind next_words next_linked next_kind prose_before3 prose_after3 links_around "
    "holder_share holder_linked holder_blocks holder_mean parent_share parent_linked parent_blocks "
    "relation main_distance region region_distance title_distance before after "
    "related_before related_distance pattern bold italic repeated headline described stated_body "
    "after_image digits capitals page_blocks page_prose signature depth box twins outer_twins upper address credit "
    "open region_share anchors promotion main_share joint_linked joint_blocks joint_share below over"
).split()
ENOUGH = 0.8
"""Share of a page's prose in the chosen part from which nothing is looked for beside it."""
TWIN, BESIDE = 1.5, 3.0
_BOXES = {"p": 0.0, "div": 1.0, "li": 2.0, "td": 3.0, "section": 4.0, "article": 4.0}
_CAPITAL = re.compile("[A-ZÀ-ÞĐА-Я]")


class _Sums:
    """Running sums over a page's blocks, so that any frame's words cost two look-ups."""

    def __init__(self, layout: Layout) -> None:
        blocks = layout.blocks
        self.layout = layout
        self.words = [0, *accumulate(block.word_count for block in blocks)]
        self.links = [0, *accumulate(block.link_word_count for block in blocks)]
        self.prose_of = [prose(block) for block in blocks]
        self.prose = [0, *accumulate(self.prose_of)]
        self.count = [0, *accumulate(block.kind != "image" for block in blocks)]
        self.total = self.prose[-1] or 1
        self._frames: dict[int, tuple[float, float, float, float]] = {-1: (1.0, 0.0, 100.0, 0.0)}

    def frame(self, number: int) -> tuple[float, float, float, float]:
        """Of a frame its share of the page's prose, of links in its words, its blocks, and words to a block."""
        found = self._frames.get(number)
        if found is None:
            start, end = self.layout.starts[number], self.layout.ends[number]
            words, count = self.words[end] - self.words[start], self.count[end] - self.count[start]
            found = self._frames[number] = (
                (self.prose[end] - self.prose[start]) / self.total,
                (self.links[end] - self.links[start]) / words if words else 0.0,
                min(float(count), 100.0),
                words / count if count else 0.0,
            )
        return found


def prose(block: Block) -> int:
    """Words of running text in a block; 0 for scraps, lists of links and what is under suspicion."""
    own = block.word_count - block.link_word_count
    if own < 8 or block.kind in ("image", "caption") or block.suspect:
        return 0
    return own


def holder_of(layout: Layout, block: Block) -> int:
    """The innermost frame around a block that holds another block too."""
    number, starts, ends, parents = block.frame, layout.starts, layout.ends, layout.parents
    while number > 0 and ends[number] - starts[number] <= 1:
        number = parents[number]
    return number


def _main_holder(holders: Sequence[int], sums: _Sums, choice: Choice) -> int:
    """The frame that holds the most prose of the chosen part directly."""
    held: dict[int, float] = defaultdict(float)
    for number in range(choice.start, choice.end):
        block = sums.layout.blocks[number]
        held[holders[number]] += sums.prose_of[number] or (block.word_count - block.link_word_count) / 4
    return max(held, key=lambda holder: held[holder]) if held else -1


def features_of(
    layout: Layout, choice: Choice, *, titles: Sequence[int], place: int | None, meta: Metadata
) -> list[list[float]]:
    """For each block its features, in the order of NAMES; none for images and for what cannot be the article."""
    return PageMeasures(layout, choice, titles, place, meta).rows()


@dataclass(frozen=True, slots=True)
class _Holder:
    """What the blocks of one frame share."""

    measures: tuple[float, ...]
    twins: tuple[float, float]
    joint: tuple[float, ...]
    """Of the frame around it and the main holder both: links, blocks, prose; how far below and above it they lie."""


class PageMeasures:
    """What holds for all blocks of a page."""

    def __init__(
        self, layout: Layout, choice: Choice, titles: Sequence[int], place: int | None, meta: Metadata
    ) -> None:
        self.layout, self.blocks, self.choice = layout, layout.blocks, choice
        self.sums = _Sums(layout)
        self.holders = [holder_of(layout, block) for block in layout.blocks]
        self.main = _main_holder(self.holders, self.sums, choice)
        self.titles = titles
        self.host = urlsplit(meta.address).hostname or ""
        self.place = place if place is not None else (titles[0] if titles else -1)
        self.main_flags = layout.flags[self.main] if self.main >= 0 else 0
        self.main_share = self.sums.frame(self.main)[0]
        self.region_share = (self.sums.prose[choice.end] - self.sums.prose[choice.start]) / self.sums.total
        self.first, self.last = self._main_stretch()
        self.above = self._ancestors(self.main)
        self.kin = Counter(zip(layout.parents, layout.signs, strict=True))
        self.about: dict[int, _Holder] = {}
        self.relations: dict[int, float] = {}
        self.shown = [number for number, block in enumerate(self.blocks) if block.kind != "image"]
        self.order = {number: order for order, number in enumerate(self.shown)}
        self.boxes = boxes_of(layout, min(self.first, self._first_prose()))
        """Of each block the headings of related lists in whose box it stands."""
        self._read_texts(meta, place)

    def _read_texts(self, meta: Metadata, place: int | None) -> None:
        self.headlines = {letters(text) for text in (meta.title, meta.head_title, *meta.headlines[:1]) if text}
        if place is not None:
            self.headlines.add(letters(self.blocks[place].text))
        self.longest = 2 * max(map(len, self.headlines), default=0) + 10
        self.description = meta.description.casefold()
        self.body = meta.body.casefold() if len(meta.body) > 300 else ""
        self.seen: dict[str, int] = Counter(block.text for block in self.blocks if block.word_count >= 3)
        self.signatures = [self.layout.signs[block.frame] for block in self.blocks]
        self.held: dict[tuple[str, str | None], int] = defaultdict(int)
        for signature, words in zip(self.signatures, self.sums.prose_of, strict=True):
            self.held[signature] += words

    def _main_stretch(self) -> tuple[int, int]:
        """The first and the last block of prose that the main holder holds in the chosen part."""
        places = [
            number
            for number in range(self.choice.start, self.choice.end)
            if self.holders[number] == self.main and self.sums.prose_of[number]
        ]
        return (places[0], places[-1]) if places else (self.choice.start, self.choice.end)

    def _first_prose(self) -> int:
        """The first prose below the headline that the main holder holds, chosen or not."""
        for number in range(self.place + 1, self.first):
            if self.holders[number] == self.main and self.sums.prose_of[number]:
                return number
        return self.first

    def _ancestors(self, frame: int) -> dict[int, int]:
        """The frames around one, itself included, with how far they are."""
        found: dict[int, int] = {}
        while frame >= 0:
            found[frame] = len(found)
            frame = self.layout.parents[frame]
        return found

    def rows(self) -> list[list[float]]:
        """The features of every block, in the order of NAMES; none for what cannot be the article."""
        return [[] if self.is_hopeless(number) else self.features(number) for number in range(len(self.blocks))]

    def is_hopeless(self, number: int) -> bool:
        """Whether a block is an image, or a link or scrap beside the main part and outside the chosen one; anything
        there if the chosen part has most of the page's prose, but for a lead above it.
        """
        block = self.blocks[number]
        if block.kind == "image":
            return True
        if self.choice.start <= number < self.choice.end:
            return False
        if self.region_share >= ENOUGH and not self.place < number < self.choice.start:
            return self._relation(self.holders[number]) == BESIDE
        least = 12 if block.suspect else 5
        if block.word_count >= least and block.link_word_count < 0.9 * block.word_count:
            return False
        return self._relation(self.holders[number]) == BESIDE

    def _holder(self, number: int) -> _Holder:
        found = self.about.get(number)
        if found is None:
            outer = self.layout.parents[number] if number >= 0 else -1
            measures = self.sums.frame(number)[:4] + self.sums.frame(outer)[:3]
            found = _Holder(measures, (self._twins(number), self._twins(outer)), self._joint(number))
            self.about[number] = found
        return found

    def _joint(self, frame: int) -> tuple[float, ...]:
        steps = 0
        while frame >= 0 and frame not in self.above:
            frame, steps = self.layout.parents[frame], steps + 1
        share, linked, blocks, _ = self.sums.frame(frame)
        return linked, blocks, share, float(steps), float(self.above.get(frame, 20))

    def _relation(self, holder: int) -> float:
        """0: the main holder; 1: inside it; 1.5: named as it is and side by side; 2: around it; 3: elsewhere."""
        found = self.relations.get(holder)
        if found is None:
            found = self.relations[holder] = self._related_to_main(holder)
        return found

    def _related_to_main(self, holder: int) -> float:
        if holder == self.main:
            return 0.0
        if holder in self.above:
            return 2.0
        starts, ends = self.layout.starts, self.layout.ends
        if self.main >= 0 and starts[self.main] <= starts[holder] and ends[holder] <= ends[self.main]:
            return 1.0
        return TWIN if self._is_twin(holder) else BESIDE

    def _is_twin(self, holder: int) -> bool:
        """Whether a frame is named as the main holder and stands as deep: bodies are split over such frames."""
        sign = self.layout.signs[holder]
        if not sign[1] or sign != self.layout.signs[self.main]:
            return False
        parents = self.layout.parents
        return parents[holder] == parents[self.main] or (
            parents[parents[holder]] == parents[parents[self.main]] and parents[holder] >= 0
        )

    def _twins(self, frame: int) -> float:
        """How many frames of the same name stand side by side with a frame: comments and teasers come in numbers."""
        if frame < 0:
            return 1.0
        return float(min(self.kin[self.layout.parents[frame], self.layout.signs[frame]], 30))

    def _around(self, number: int) -> tuple[float, ...]:
        """The blocks before and after, the prose of three on either side, and the share of links in all of them."""
        sums, shown, order = self.sums, self.shown, self.order[number]
        before = self.blocks[shown[order - 1]] if order else None
        after = self.blocks[shown[order + 1]] if order + 1 < len(shown) else None
        low = shown[max(0, order - 3)]
        high = shown[min(len(shown) - 1, order + 3)] + 1
        return (
            *neighbour(before), *neighbour(after),
            min(sums.prose[number] - sums.prose[low], 150), min(sums.prose[high] - sums.prose[number + 1], 150),
            (sums.links[high] - sums.links[low]) / (sums.words[high] - sums.words[low] or 1),
        )  # fmt: skip

    def features(self, number: int) -> list[float]:
        """The features of one block."""
        block, sums, choice = self.blocks[number], self.sums, self.choice
        text, words = block.text, block.word_count
        flags = block.flags & ~(self.main_flags & names.SUSPECT)
        own = self.layout.own[block.frame] if block.frame >= 0 else 0
        number_of_holder = self.holders[number]
        holder = self._holder(number_of_holder)
        short, boxes = words <= 24, self.boxes[number]
        start = text[:90].casefold() if self.body or self.description else ""
        promotion, credit = said(text) if words <= 60 else (0.0, 0.0)
        return [
            min(words, 150), block.link_word_count / words if words else 0.0, KINDS[block.kind], block.level,
            1.0 if _SENTENCE.search(text[-3:]) else 0.0, 10.0 * len(_MARKS.findall(text[:400])) / (min(words, 70) + 2),
            *flag_row(flags),
            1.0 if own & names.SUSPECT else 0.0,
            *self._around(number), *holder.measures, self._relation(number_of_holder),
            distance(number, self.first, self.last),
            1.0 if choice.start <= number < choice.end else 0.0, distance(number, choice.start, choice.end - 1),
            max(-FAR, min(number - self.place, 2 * FAR)) if self.place >= 0 else -99.0,
            sums.prose[number] / sums.total, 1.0 - sums.prose[number + 1] / sums.total,
            min(len(boxes), 3), min(number - boxes[-1], 30) if boxes else 30, pattern(text, words) if short else 0.0,
            1.0 if block.is_bold else 0.0, 1.0 if block.is_italic else 0.0,
            self.seen[text] if words >= 3 else 1.0,
            1.0 if short and len(text) <= self.longest and letters(text) in self.headlines else 0.0,
            1.0 if len(start) > 40 and start in self.description else 0.0,
            0.0 if not self.body else 1.0 if start in self.body else -1.0,
            1.0 if number and self.blocks[number - 1].kind == "image" else 0.0,
            *digits_and_capitals(text, words), min(len(self.shown), 400), min(sums.total, 2000),
            self.held[self.signatures[number]] / sums.total, self._depth(block.frame),
            _BOXES.get(block.box.tag, 5.0), *holder.twins, len(_CAPITAL.findall(text[:200])) / min(len(text), 200),
            1.0 if "://" in text or "www." in text or "@" in text else 0.0, credit, 1.0 if text[:1].islower() else 0.0,
            self.region_share, min(sum([1 for run in block.runs if run.href]), 12), promotion,
            self.main_share, *holder.joint,
        ]  # fmt: skip

    def _depth(self, frame: int) -> float:
        """How much deeper than the main holder a frame lies; below it or beside it, from where they part."""
        steps = 0
        while frame >= 0 and frame not in self.above:
            frame, steps = self.layout.parents[frame], steps + 1
        return float(steps - self.above.get(frame, 0))
