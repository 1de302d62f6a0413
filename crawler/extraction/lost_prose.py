"""Prose that a page holds and its reading lacks, judged by where it stands. Pure.

The blocks that were laid out are compared with what was kept, and so are the elements that were passed over. The
article's home is the tightest frame (block-level element) with nearly all that was kept. Prose that was not kept is the
article's where it is set as the article is, among its paragraphs or in a box at its home; names say nothing here, since
a wrong name is what misleads a reading. Elsewhere it must be nearly as much, in one place, as all that was kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol, cast

from lxml import etree

from crawler.extraction.site import FOREIGN
from crawler.extraction.swallowed import ends_with_parent, is_unbalanced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block, Layout

PROSE_CHARACTERS = 60
"""A block of so many characters is prose; shorter ones stand beside links and marks everywhere."""
KEPT_CHARACTERS = 30
"""What was kept counts from so many characters on."""
PASSED_CHARACTERS = 70
"""The same for a text in an element that was passed over, which is no whole block."""
LEAST_CHARACTERS, LOST_SHARE = 150, 0.05
"""What the article lost is worth a word from so many characters, and such a share of its prose, on."""
HOME_SHARE = 0.9
STRAY_SHARE = 0.25
"""A frame that keeps at most such a share of its prose is lost as a whole."""
SIGN_SHARE = 0.05
"""Share of what was kept from which it tells how the article's paragraphs are set."""
ALIKE_SHARE = 0.7
BOX_CHARACTERS, BOX_SHARE = 250, 0.6
"""A box at home is the article's if so much of it is set as the article is; however set, beside so much kept."""
INNER_CHARACTERS, INNER_SHARES = 400, (0.05, 0.6)
"""So much after the text of a frame that holds such a share of the article, however set, is the article's."""
SWALLOWED_CHARACTERS = 100
OTHER_CHARACTERS, OTHER_SHARE = 200, 0.8
"""One place away from home is doubtful with so many characters in sentences, and so much beside all that is kept."""
SENTENCE_CHARACTERS = 100
FOOT_TIMES, HIDDEN_TIMES = 4, 3
"""The same at the page's foot, and for what is not shown."""
MOST_HIDDEN = 12_000
"""More is not sought: beside so long a text, what is not shown is another's."""
_PASSED = etree.XPath(
    f"descendant-or-self::*/text()[string-length(.) >= {PASSED_CHARACTERS}]"
    "[not(parent::a or parent::script or parent::style or parent::figcaption)]",
    smart_strings=False,
)
_SWALLOWERS = frozenset("aside button dialog menu nav noscript object option select svg template textarea".split())
"""Elements that take in what follows where their end tag is missing."""
_CONTROLS = frozenset("svg math button select option input textarea iframe".split())
_LISTS = frozenset("ul ol dl dd dt li table tbody thead tr td th blockquote details".split())
_LINES = frozenset("p li dd dt tr blockquote pre ul ol".split())
"""Elements whose class says little of what they are among their like."""
_NO_PROSE = ("heading", "caption", "image")
_ITEMS = ("item", "row")
_WHOLE = ("body", "html")


class Kept(Protocol):
    """What was kept of a page."""

    def has(self, text: str) -> bool:
        """Whether a text was kept."""


@dataclass(slots=True)
class _Part:
    """Prose that was not kept: of one frame, or of one block (frame -1) among what was kept."""

    frame: int
    around: int
    """The frame that it stands in."""
    first: int
    last: int
    characters: int = 0
    paragraphs: int = 0
    """Characters that are neither list items nor rows."""
    alike: int = 0
    """Characters of those that are set as the article's paragraphs are."""
    alike_items: int = 0
    linked: int = 0
    """How much more of it is linked than not."""
    places: Counter[int] = field(default_factory=Counter)
    """Characters by the frame that holds the paragraphs."""
    sentences: Counter[int] = field(default_factory=Counter)
    """The same of those that are longer than a line."""

    @property
    def is_alike(self) -> bool:
        if not self.paragraphs:
            return self.alike_items >= ALIKE_SHARE * self.characters
        return self.alike >= ALIKE_SHARE * self.paragraphs

    @property
    def is_one(self) -> bool:
        """Whether most of it stands in one place; comments and teasers stand in a place each."""
        return 2 * max(self.places.values(), default=0) >= self.characters


def lost_share(layout: Layout, kept: Kept, source: bytes) -> float:
    """The share of a page's prose that its reading lost, 0 to 1; 0: next to nothing."""
    return _Page(layout, kept, source).lost()


class _Page:
    def __init__(self, layout: Layout, kept: Kept, source: bytes) -> None:
        self.layout, self.kept, self.source = layout, kept, source
        self.missing: list[int] = []
        """Blocks of prose that were not kept."""
        self.weights = [self._weigh(number, block) for number, block in enumerate(layout.blocks)]
        self.sums = [0, *accumulate(self.weights)]
        self.total = self.sums[-1]

    def _weigh(self, number: int, block: Block) -> int:
        """The characters of a block that was kept; notes it where it is prose that was not."""
        text = block.text
        length = len(text)
        if length < KEPT_CHARACTERS or block.kind == "image":
            return 0
        if self.kept.has(text):
            return _own(block)
        is_prose = length >= PROSE_CHARACTERS and 2 * block.link_word_count <= block.word_count
        if is_prose and block.kind not in _NO_PROSE and not _is_teaser(text) and not _is_familiar(block):
            self.missing.append(number)
        return 0

    def lost(self) -> float:
        blocks, swallowed = self.layout.blocks, self._swallowed()
        lengths = {number: _own(blocks[number]) for number in self.missing}
        if self._is_much(swallowed + sum(lengths.values())):
            home = self._home()
            parts = self._parts(lengths)
            own = self._own_parts(parts, home) if home >= 0 else []
            lost = swallowed + sum(part.characters for part in own)
            if self._is_much(lost):
                return lost / (lost + self.total)
            known = {id(part) for part in own}
            if found := max((self._other(part) for part in parts if id(part) not in known), default=0.0):
                return found
        return self._hidden()

    def _is_much(self, lost: int) -> bool:
        """Whether so many characters beside those that were kept are worth a word."""
        return lost >= max(LEAST_CHARACTERS, LOST_SHARE * (lost + self.total))

    def _swallowed(self) -> int:
        """The characters of elements that were passed over, and took in what follows for want of their end tag."""
        found = 0
        for element, _ in self.layout.passed:
            tag = str(element.tag)
            if tag not in _SWALLOWERS or not ends_with_parent(element):
                continue
            length = self._length(element)  # next to no page has any, and the source is long
            if length >= SWALLOWED_CHARACTERS and is_unbalanced(self.source, tag):
                found += length
        return found

    def _length(self, element: HtmlElement) -> int:
        """The characters of prose in an element that were not kept."""
        if not len(element) and len(element.text or "") < PASSED_CHARACTERS:
            return 0
        texts = [" ".join(text.split()) for text in cast("Sequence[str]", _PASSED(element))]
        return sum(len(text) for text in texts if len(text) >= PASSED_CHARACTERS and not self.kept.has(text))

    def _home(self) -> int:
        """The tightest frame with nearly all that was kept, no paragraph and no list; -1: nothing was kept."""
        if not self.total:
            return -1
        middle = next(number for number, held in enumerate(self.sums) if 2 * held >= self.total) - 1
        frame = self.layout.blocks[middle].frame
        while frame >= 0 and self._kept_in(frame) < HOME_SHARE * self.total:
            frame = self.layout.parents[frame]
        return self._holder(frame)

    def _kept_in(self, frame: int) -> int:
        return self.sums[self.layout.ends[frame]] - self.sums[self.layout.starts[frame]]

    def _out_of_lists(self, frame: int) -> int:
        layout = self.layout
        while frame >= 0 and layout.signs[frame][0] in _LISTS and layout.parents[frame] >= 0:
            frame = layout.parents[frame]
        return frame

    def _parts(self, lengths: dict[int, int]) -> list[_Part]:
        """The prose that was not kept, by the outermost frame around it of which next to nothing was kept."""
        layout, blocks = self.layout, self.layout.blocks
        strays = self._strays(lengths)
        signs = self._signs()
        parts: dict[tuple[int, int], _Part] = {}
        for number, length in lengths.items():
            block, stray = blocks[number], strays.get(blocks[number].frame, -1)
            key = (stray, -1 if stray >= 0 else number)
            part = parts.get(key)
            if part is None:
                around = layout.parents[stray] if stray >= 0 else block.frame
                part = parts[key] = _Part(stray, self._out_of_lists(around), number, number)
            part.last = number
            part.characters += length
            holder = self._holder(block.frame)
            part.places[holder] += length
            if len(block.text) >= SENTENCE_CHARACTERS:
                part.sentences[holder] += length
            is_alike = layout.signs[block.frame] in signs
            if block.kind in _ITEMS:
                part.alike_items += length if is_alike else 0
            else:
                part.paragraphs += length
                part.alike += length if is_alike else 0
        for part in parts.values():
            part.linked = self._linked(part)
        return list(parts.values())

    def _strays(self, lengths: dict[int, int]) -> dict[int, int]:
        """For each frame with lost prose the outermost one around it that is lost as a whole, itself perhaps."""
        layout = self.layout
        lost: Counter[int] = Counter()
        for number, length in lengths.items():
            frame = layout.blocks[number].frame
            while frame >= 0:
                lost[frame] += length
                frame = layout.parents[frame]
        strays: dict[int, int] = {}
        for frame in sorted(lost):  # outer frames come first
            outer = strays.get(layout.parents[frame], -1)
            if outer < 0:
                held = self._kept_in(frame)
                is_lost = held <= STRAY_SHARE * (held + lost[frame]) and 2 * held <= self.total
                outer = frame if is_lost and layout.signs[frame][0] not in _WHOLE else -1
            strays[frame] = outer
        return strays

    def _signs(self) -> set[tuple[str, str | None]]:
        """How the frames of the article's paragraphs are named."""
        layout, found = self.layout, Counter[tuple[str, str | None]]()
        for block, weight in zip(layout.blocks, self.weights, strict=True):
            if weight and block.frame >= 0 and len(block.text) >= PROSE_CHARACTERS:
                found[layout.signs[block.frame]] += weight
        return {sign for sign, weight in found.items() if weight >= SIGN_SHARE * self.total}

    def _holder(self, frame: int) -> int:
        """The frame that holds a paragraph and its like; of a list's items, what holds the list."""
        if frame >= 0 and self.layout.signs[frame][0] in ("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6"):
            frame = self.layout.parents[frame]
        return self._out_of_lists(frame)

    def _linked(self, part: _Part) -> int:
        """How many more characters of a part are linked than not, its short lines too."""
        if part.frame < 0:
            return 0
        found = 0
        for number in range(self.layout.starts[part.frame], self.layout.ends[part.frame]):
            block = self.layout.blocks[number]
            if not self.weights[number] and block.word_count:
                found += len(block.text) - 2 * _own(block)
        return found

    def _own_parts(self, parts: list[_Part], home: int) -> list[_Part]:
        """The parts that are the article's."""
        start, end = self.layout.starts[home], self.layout.ends[home]
        near = [
            part for part in parts
            if start <= part.first < end and part.linked <= 0 and not self._is_around(part.frame, home)
        ]  # fmt: skip
        if not near:
            return []
        kin = self._kin()
        together: Counter[int] = Counter()
        for part in near:
            together[part.around] += part.characters if part.is_alike else 0
        return [part for part in near if self._is_own(part, home, kin, together[part.around])]

    def _is_around(self, frame: int, home: int) -> bool:
        """Whether a frame is or holds the home."""
        while home >= 0 and home != frame:
            home = self.layout.parents[home]
        return home >= 0

    def _is_own(self, part: _Part, home: int, kin: set[tuple[int, object]], together: int) -> bool:
        """Whether a part at home is the article's; so much in the same frame is set as the article is."""
        if part.is_alike:
            if part.frame < 0 or (not self._kept_in(part.frame) and self._kinship(part.frame) in kin):
                return True
            if part.is_one and together >= BOX_CHARACTERS:
                return True
        if part.is_one and part.characters >= BOX_SHARE * self.total:
            return True
        held = self._kept_in(part.around)
        if part.around == home or not INNER_SHARES[0] <= held / self.total <= INNER_SHARES[1]:
            return False
        before = self.sums[part.first] - self.sums[self.layout.starts[part.around]]
        after = self.sums[self.layout.ends[part.around]] - self.sums[part.last + 1]
        return part.characters >= INNER_CHARACTERS or (before > 0 and after > 0)

    def _kin(self) -> set[tuple[int, object]]:
        """The frames around what was kept, each by the frame that it stands in and its name there."""
        found, seen = set(), set()
        for block, weight in zip(self.layout.blocks, self.weights, strict=True):
            frame = block.frame if weight and len(block.text) >= PROSE_CHARACTERS else -1
            while frame >= 0 and frame not in seen:
                seen.add(frame)
                found.add(self._kinship(frame))
                frame = self.layout.parents[frame]
        return found

    def _kinship(self, frame: int) -> tuple[int, object]:
        sign = self.layout.signs[frame]
        return self.layout.parents[frame], sign[0] if sign[0] in _LINES else sign

    def _other(self, part: _Part) -> float:
        """The share of a part that would be an article of its own; 0: it is too small, or at the page's foot."""
        most = max(part.sentences.values(), default=0)
        if most < max(OTHER_CHARACTERS, OTHER_SHARE * self.total):
            return 0.0
        is_foot = part.around < 0 or self.layout.signs[part.around][0] in _WHOLE
        if self.total and is_foot and self.sums[part.first] == self.total and most < FOOT_TIMES * self.total:
            return 0.0
        return most / (most + self.total)

    def _hidden(self) -> float:
        """The share of what is not shown, where it is much more than what is kept."""
        least = max(OTHER_CHARACTERS, HIDDEN_TIMES * self.total)
        if least > MOST_HIDDEN:
            return 0.0
        held = (self._length(element) for element, _ in self.layout.passed if element.tag not in _CONTROLS)
        most = max(held, default=0)
        return most / (most + self.total) if most >= least else 0.0


def _own(block: Block) -> int:
    """The characters of a block outside its links."""
    length = len(block.text)
    return length - length * block.link_word_count // block.word_count if block.word_count else length


def _is_teaser(text: str) -> bool:
    """Whether a text breaks off, as the first words of other pages do in lists of them."""
    return text.rstrip().endswith(("…", "...", "[…]", "[...]"))


def _is_familiar(block: Block) -> bool:
    """Whether other pages of the portal show the same, or the portal's own words, in the place of a block."""
    return block.elsewhere > 0 or 0.0 <= block.place_share < FOREIGN
