"""What speaks against a block inside the part that holds a page's prose, by kind. One kind alone takes nothing out.

Form: a whole line that is a formula, or links with next to nothing else. Repetition: the same elsewhere. Structure: a
container of its own that no other prose shares. Weight: the trees find it far from content.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.extraction import names
from crawler.extraction.blocks import words_in
from crawler.extraction.boxes import is_box_heading, kin_of, named_kin, names_documents
from crawler.extraction.features import NAMES, TWIN
from crawler.extraction.model import log_odds
from crawler.extraction.sections import follows_control
from crawler.extraction.words import ATTACHMENT

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block
    from crawler.extraction.features import PageMeasures

ENOUGH = 2
"""Kinds of evidence that take a block out of the text."""
FAR_FROM_CONTENT = -1.3
MOST_PROSE, NEARLY_ALL = 0.6, 0.9
"""Shares of the text's prose: in the frame around the article, and in the one around its footnotes."""
ALIKE = 3
"""Paragraphs of a text outside its main frame that speak for one that is set as they are, among them."""
PARAGRAPH = 20
"""Words of a paragraph that goes on with the text beside the frame that holds the most of it."""
SENTENCE_WORDS, NOTICE_WORDS, LINK_WORDS = 8, 5, 4
_NOTE_DEPTH = 4
"""Elements around a footnote's text among which one bears its name."""
_NAMED = names.SUSPECT | names.ASIDE | names.CAPTION | names.FORM | names.FIGURE | names.DETAILS
_RELATION, _PATTERN = NAMES.index("relation"), NAMES.index("pattern")
_LINKED, _PROMOTION, _REPEATED = NAMES.index("linked"), NAMES.index("promotion"), NAMES.index("repeated")
_CREDIT, _RELATED = NAMES.index("credit"), NAMES.index("related_before")
_NOTE = re.compile("#.")
_SIGN = re.compile(r"[^\w]{1,4}|\W?\d{1,3}\W?")
_PRINTED_MARK = re.compile(r"\S\s?(\[(?:\d{1,3}|\*{1,3})\])")
_PRINTED_NOTE = re.compile(r"\[(?:\d{1,3}|\*{1,3})\](?=\s*\S)")
_ADDRESS = re.compile(r"://|[\w.-]@[\w-]+\.|^\s*(?:www\.|[+(]?\d[\d\s()./-]{5,}$)")
"""A printed address: of a page, a mailbox, a telephone."""
_READ_MORE, _RELATED_HEADING = 4.0, 5.0
_SENTENCE = re.compile(r"[.!?…。！？:]\W*$")
_LISTED = ("item", "image")
_TABLES = frozenset("table tbody thead tr td".split())
_LISTS = frozenset("ol ul dl li dd blockquote".split())
_PARTS = frozenset("div section aside article figure form table fieldset details center".split())


class Agreement:
    """The evidence against the blocks of a page."""

    def __init__(self, page: PageMeasures, rows: list[list[float]], kept: list[bool]) -> None:
        self.page, self.rows = page, rows
        self.home = self._home()
        self.around, self.whole = (self._around(kept, share) for share in (MOST_PROSE, NEARLY_ALL))
        self.prose_frames = self._frames_of(kept)
        self.sections = self._sections(kept)
        self.notes = {
            run.href
            for block, is_kept in zip(page.blocks, kept, strict=True)
            if is_kept
            for run in block.runs
            if run.href[:1] == "#" and len(run.href) > 1
        }
        """The places on the page itself to which the text refers."""
        self.marks = {
            mark
            for block, is_kept in zip(page.blocks, kept, strict=True)
            if is_kept
            for mark in _PRINTED_MARK.findall(block.text)
        }
        """The marks of footnotes that the text prints."""
        prose = [number for number, is_kept in enumerate(kept) if is_kept and page.sums.prose_of[number]]
        self.kin = {named_kin(page.layout, page.blocks[number]) for number in prose} - {None}
        self.alike = Counter(kin_of(page.layout, page.blocks[number]) for number in prose)
        """How many paragraphs of the text stand in a frame and are set so."""
        self.first, self.last = (prose[0], prose[-1]) if prose else (0, -1)
        self.begin = next((number for number, is_kept in enumerate(kept) if is_kept), 0)
        """Where the text begins, with a line perhaps."""
        self.is_bare = not any(kept[page.place + 1 :])
        """Nothing below the headline is text."""

    def _home(self) -> int:
        """The frame that holds the main prose: around the list, where its paragraphs are the items of one, around a
        table of data, a panel that a reader opens and a row of such panels.
        """
        layout, home = self.page.layout, self.page.main
        while home >= 0 and layout.parents[home] >= 0 and self._is_part(home):
            home = layout.parents[home]
        return home

    def _is_part(self, frame: int) -> bool:
        """Whether a frame is of a kind that stands within a text, however much of it is there."""
        layout, (tag, _) = self.page.layout, self.page.layout.signs[frame]
        if tag in _LISTS or (tag in _TABLES and self.page.blocks[layout.starts[frame]].kind == "row"):
            return True
        panels = [part for part in layout.elements[frame] if isinstance(part.tag, str) and follows_control(part)]
        return follows_control(layout.elements[frame]) or 2 * len(panels) == len(layout.elements[frame]) > 0

    def _around(self, kept: list[bool], share: float) -> int:
        """The innermost frame that holds the main prose and so much of the text's: around all sections, where each
        stands in one of its own.
        """
        layout, frame = self.page.layout, self.home
        sums = [0, *accumulate(self.page.sums.prose_of[number] * is_kept for number, is_kept in enumerate(kept))]
        while frame >= 0 and sums[layout.ends[frame]] - sums[layout.starts[frame]] < share * sums[-1]:
            frame = layout.parents[frame]
        return frame

    def _is_at_home(self, number: int, row: list[float]) -> bool:
        """Whether a block stands in the frame of the main prose, or in one that is named as that and beside it."""
        return row[_RELATION] <= TWIN or self._is_in(number, self.home)

    def _is_in(self, number: int, around: int) -> bool:
        frame = self.page.blocks[number].frame
        while frame >= 0 and frame != around:
            frame = self.page.layout.parents[frame]
        return frame == around >= 0

    def _is_kin(self, number: int) -> bool:
        """Whether a block is a paragraph in frames named as those around the text's paragraphs are."""
        return (
            self.page.sums.prose_of[number] >= PARAGRAPH
            and named_kin(self.page.layout, self.page.blocks[number]) in self.kin
        )

    def _frames_of(self, kept: list[bool]) -> set[tuple[str, str | None]]:
        """The names of the frames that hold kept prose."""
        layout, found = self.page.layout, set()
        for number, block in enumerate(self.page.blocks):
            if kept[number] and self.page.sums.prose_of[number]:
                frame = layout.parents[block.frame] if block.frame >= 0 else -1
                while frame >= 0 and frame not in self.page.above:
                    found.add(layout.signs[frame])
                    frame = layout.parents[frame]
        return found

    def may_stay(self, number: int, score: float, taken: float) -> bool:
        """Whether a block that the trees take out stands among the prose, and too little speaks against it."""
        row = self.rows[number]
        block = self.page.blocks[number]
        if self.is_bare and number > self.page.place >= 0 and taken <= 0 and _is_notice(block):
            return True
        if number >= self.first and block.kind != "image":
            if self._is_marked(block):
                beyond = self.page.layout.parents[self.whole] if self.whole >= 0 else -1
                return not block.suspect and self._is_in(number, beyond)
            if self._is_note(number):
                return bool(row and row[_RELATION] <= TWIN) or self._is_in(number, self.whole)
        if not row:
            return self._is_line_of_text(number, taken) or (bool(self.sections) and self._is_in_section(number, taken))
        if number < self.first:
            return taken <= 0 and self._heads_text(number, row)
        if not self._is_at_home(number, row):
            if self.evidence(number, score, taken) or row[_RELATED]:
                return False
            if number < self.last and self.alike[kin_of(self.page.layout, block)] >= ALIKE:
                return True
            return self._is_in(number, self.around) and (number < self.last or self._is_kin(number))
        if number > self.last:
            return self._goes_on(number, row, taken, score)
        return self.evidence(number, score, taken) < ENOUGH

    def _heads_text(self, number: int, row: list[float]) -> bool:
        """Whether a heading stands between the headline and the first line of the text, and beside that."""
        layout, block = self.page.layout, self.page.blocks[number]
        if number + 1 != self.begin or not 0 <= self.page.place < number or block.kind != "heading":
            return False
        is_plain = not (block.link_word_count or block.suspect or row[_PATTERN] or self.page.boxes[number])
        frames = block.frame, self.page.blocks[self.begin].frame
        return is_plain and min(frames) >= 0 and layout.parents[frames[0]] == layout.parents[frames[1]]

    def _is_line_of_text(self, number: int, taken: float) -> bool:
        """Whether a line that was not weighed, because it shares a paragraph or a list of its own with others, stands
        in the text: pages set forms of address, names and addresses so.
        """
        block = self.page.blocks[number]
        is_line = (block.is_broken and block.kind in ("text", "quote")) or block.kind == "item"
        if not is_line or number < self.begin or not self._is_in(number, self.home):
            return False
        row = self.page.features(number)
        if number > self.last:
            return self._goes_on(number, row, taken, log_odds(row))
        return self.evidence(number, log_odds(row), taken, row) < ENOUGH

    def _sections(self, kept: list[bool]) -> set[tuple[int, tuple[str, str | None], int]]:
        """How the sections of the text are set: the frame around them, their name, the level of their subheading."""
        found = set()
        for number, block in enumerate(self.page.blocks):
            frame = self._section_of(number) if kept[number] and block.kind == "heading" else -1
            if frame >= 0 and any(kept[number + 1 : self.page.layout.ends[frame]]):
                found.add((self.page.layout.parents[frame], self.page.layout.signs[frame], block.level))
        return found

    def _section_of(self, number: int) -> int:
        """The frame that a heading begins, around more than itself; -1: none."""
        layout, frame = self.page.layout, self.page.blocks[number].frame
        while frame >= 0 and layout.starts[frame] == number:
            if layout.ends[frame] > number + 1:
                return frame if layout.parents[frame] >= 0 else -1
            frame = layout.parents[frame]
        return -1

    def _is_in_section(self, number: int, taken: float) -> bool:
        """Whether a block stands in a section that is set as those of the text are."""
        layout, blocks = self.page.layout, self.page.blocks
        block, frame = blocks[number], blocks[number].frame
        if taken > 0 or block.suspect or self.page.boxes[number] or 2 * block.link_word_count > block.word_count:
            return False
        while frame >= 0:
            head = blocks[layout.starts[frame]]
            is_head = head.kind == "heading" and not head.link_word_count and not is_box_heading(head)
            if is_head and (layout.parents[frame], layout.signs[frame], head.level) in self.sections:
                return block.kind != "image"
            frame = layout.parents[frame]
        return False

    def _is_marked(self, block: Block) -> bool:
        """Whether a block begins with the mark of a footnote that the text prints."""
        printed = _PRINTED_NOTE.match(block.text)
        return printed is not None and printed[0] in self.marks

    def _is_note(self, number: int) -> bool:
        """Whether a block is a footnote: the text refers to it, or it refers back by a sign."""
        runs = self.page.blocks[number].runs
        if any(run.href[:1] == "#" and _SIGN.fullmatch(run.text.strip()) and _NOTE.match(run.href) for run in runs):
            return True
        element: HtmlElement | None = self.page.blocks[number].element
        for _ in range(_NOTE_DEPTH):
            if element is None:
                return False
            identity = element.get("id") or element.get("name")
            if identity and f"#{identity}" in self.notes:
                return True
            element = element.getparent()
        return False

    def _goes_on(self, number: int, row: list[float], taken: float, score: float) -> bool:
        """Whether a line after the last paragraph is set as the text was: only its place speaks against it. A whole
        sentence may be odd in one way: in italics, a request, a credit.
        """
        block = self.page.blocks[number]
        if taken > 0 or row[_REPEATED] > 1 or self._form(number, row) or self._is_apart(number):
            return False
        odd = block.is_italic + (row[_PROMOTION] and not names_documents(block)) + row[_CREDIT]
        is_sentence = block.word_count >= SENTENCE_WORDS and bool(_SENTENCE.search(block.text))
        return row[_RELATION] != TWIN and (odd == 0 or (odd == 1 and is_sentence and score > FAR_FROM_CONTENT))

    def evidence(self, number: int, score: float, taken: float, row: list[float] | None = None) -> int:
        """How many kinds of evidence speak against a block; `row` are its features, where it was not weighed."""
        row = row or self.rows[number]
        repeated = taken > 0 or row[_REPEATED] > 1
        return self._form(number, row) + repeated + self._is_apart(number) + (score < FAR_FROM_CONTENT)

    def _form(self, number: int, row: list[float]) -> int:
        """1 where a block is a formula or mostly links; 2 where it is both, or another page's title alone."""
        block = self.page.blocks[number]
        if self._heads_links(number):
            return 2
        is_list_of_documents = row[_PATTERN] == _RELATED_HEADING and not self.page.boxes[number]
        is_pattern = row[_PATTERN] and not is_list_of_documents
        is_formula = bool(is_pattern or self.page.boxes[number] or block.kind == "caption")
        if not is_formula and block.word_count <= 24:
            is_formula = bool((row[_PROMOTION] and not names_documents(block)) or row[_CREDIT])
        linked = row[_LINKED] if row[_LINKED] < 0.5 else _titles_in(block) / block.word_count
        if linked >= 0.5 and (self._is_listed(number) or self._leads_away_at_home(number, row)):
            linked = 0.0
        if linked >= 0.9:
            return 2
        is_linked = linked >= 0.5 and not _SENTENCE.search(block.text)
        return is_formula + (is_linked or (row[_PATTERN] == _READ_MORE and row[_LINKED] > 0))

    def _heads_links(self, number: int) -> bool:
        """Whether a line heads a box of links to other pages."""
        if self.page.boxes[number][-1:] != (number,):
            return False
        following = [block for block in self.page.blocks[number + 1 : number + 4] if block.kind != "image"]
        return any(2 * block.link_word_count >= block.word_count > 0 for block in following[:2])

    def _is_listed(self, number: int) -> bool:
        """Whether a line stands in a list that the text introduces (a sentence with a colon, a subheading), or in one
        of links to other sites.
        """
        blocks, first, last = self.page.blocks, number, number
        while first > 0 and blocks[first].kind in _LISTED:
            first -= 1
        above = blocks[first]
        if first == number or self.page.boxes[number] or above.suspect:
            return False
        if above.kind == "heading" or above.text.rstrip().endswith((":", "：")):
            return True
        while last < len(blocks) and blocks[last].kind in _LISTED:
            last += 1
        items = [block for block in blocks[first + 1 : last] if block.kind == "item"]
        return 2 * sum(map(self._leads_away, items)) > len(items)

    def _leads_away_at_home(self, number: int, row: list[float]) -> bool:
        """Whether a line of the main frame itself is the author's link to another site."""
        block = self.page.blocks[number]
        return row[_RELATION] == 0 and block.word_count >= LINK_WORDS and self._leads_away(block)

    def _leads_away(self, block: Block) -> bool:
        """Whether a line links to another site."""
        hosts = {_site_of(run.href) for run in block.runs if "://" in run.href}
        return bool(self.page.host and hosts) and _site_of(f"//{self.page.host}") not in hosts

    def _is_apart(self, number: int) -> bool:
        """Whether a block stands in a container of its own, or in one that is named as something else."""
        layout, block = self.page.layout, self.page.blocks[number]
        frame = block.frame
        while frame >= 0 and frame not in self.page.above:
            if layout.own[frame] & _NAMED:
                return True
            tag, name = layout.signs[frame]
            is_own = tag == "table" and block.kind == "row"  # every table is a container of its own
            if tag in _PARTS and name and not is_own and layout.signs[frame] not in self.prose_frames:
                return True
            frame = layout.parents[frame]
        return False


def _site_of(address: str) -> str:
    """The last two labels of an address's host; empty where it has none."""
    try:
        return ".".join((urlsplit(address).hostname or "").split(".")[-2:])
    except ValueError:
        return ""


def _is_notice(block: Block) -> bool:
    """Whether a block says where a document is, in words of its own."""
    own = block.word_count - block.link_word_count
    is_sentence = block.word_count >= NOTICE_WORDS and bool(_SENTENCE.search(block.text))
    return not block.suspect and names_documents(block) and (own >= NOTICE_WORDS or is_sentence)


def _titles_in(block: Block) -> int:
    """The words of a block's links to other pages; an address that is printed, or a document, is no title."""
    return sum(
        words_in(run.text)
        for run in block.runs
        if run.href and not _ADDRESS.search(run.text) and not ATTACHMENT.search(run.href) and not _NOTE.match(run.href)
    )
