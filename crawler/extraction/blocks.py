"""A page as a row of blocks in reading order, each with its words, its links and where it stands in the tree.

`reader` makes them in one pass over the tree; every later step works on the blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from crawler.extraction.lines import is_about_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Kind = Literal["text", "heading", "item", "row", "caption", "image", "quote", "pre"]

_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"[\W\d]{6,30}")
_SENTENCE_END = re.compile(r"[.!?…:;,\"”»)]$")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
"""Thai, Lao, Burmese and Khmer, which set no spaces between words either."""
_SPACELESS = re.compile(f"{_IDEOGRAPH.pattern}|{_UNSPACED.pattern[:-1]}")
_WORDS_OF_ASCII = bytes(code if chr(code).isalnum() or code == ord("_") else ord(" ") for code in range(128)).ljust(256)


def words_in(text: str) -> int:
    """How many words a text has; where a script sets no spaces, as many as its letters make on average.

    >>> words_in("Hội nghị tổng kết"), words_in("国务院新闻办公室")
    (4, 5)
    """
    if text.isascii():
        return len(text.encode().translate(_WORDS_OF_ASCII).split())
    if not _SPACELESS.search(text):
        return len(_WORD.findall(text))
    if _IDEOGRAPH.search(text):
        spaced = _IDEOGRAPH.sub(" ", text)
        return len(_WORD.findall(spaced)) + round(0.6 * (len(_IDEOGRAPH.findall(text))))
    letters = sum(map(len, _UNSPACED.findall(text)))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + round(0.22 * letters)


@dataclass(slots=True)
class Run:
    """A piece of text with what surrounds it inline."""

    text: str
    href: str = ""
    bold: bool = False
    italic: bool = False
    big: bool = False
    """Set larger, or named as a headline."""


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item, table row, caption or image."""

    kind: Kind
    runs: list[Run]
    element: HtmlElement
    """Where its text begins, an inline element perhaps."""
    box: HtmlElement
    """The block-level element around it."""
    level: int = 0
    """Of a heading 1 to 6, of a list item its depth."""
    align: str = ""
    flags: int = 0
    """What the elements around say (`names`)."""
    frame: int = -1
    """Number of the innermost block-level element around it."""
    suspect: bool = False
    """Stands in something whose attributes say that it is not the article."""
    aside: bool = False
    """Stands in an `aside` element: never the article."""
    praised: bool = False
    """Stands in something whose attributes say that it is."""
    source: str = ""
    alt: str = ""
    link: str = ""
    text: str = ""
    word_count: int = 0
    link_word_count: int = 0
    cells: int = 0
    is_broken: bool = False
    """Has line breaks."""
    elsewhere: int = 0
    """Other pages of the portal on which it stands in the same place."""
    place_share: float = -1.0
    """Of the words in its place on other pages those that are one page's own; below 0: not known."""

    def finish(self) -> None:
        """Makes text and counts out of the runs."""
        if self.kind == "image":
            return
        runs = self.runs
        text = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
        if "\u00ad" in text:
            for run in runs:
                run.text = run.text.replace("\u00ad", "")
            text = text.replace("\u00ad", "")
        if "\n" in text:
            lines = [" ".join(line.split()) for line in text.split("\n")]
            self.text = "\n".join([line for line in lines if line])
        else:
            self.text = " ".join(text.split())
        self.word_count = words_in(self.text)
        linked = [run.text for run in runs if run.href]
        self.link_word_count = 0 if not linked else self.word_count if len(runs) == 1 else words_in(" ".join(linked))

    @property
    def apart(self) -> str:
        """The text with a space between its inline elements: pages set a date, views and tools side by side so."""
        return self.text if len(self.runs) < 2 else " ".join([part for run in self.runs if (part := run.text.strip())])

    @property
    def is_bold(self) -> bool:
        """Whether all of it is set in bold."""
        return bool(self.text) and False not in [run.bold for run in self.runs if run.text.strip()]

    @property
    def is_big(self) -> bool:
        """Whether all of it is set as a headline."""
        return bool(self.text) and False not in [run.big for run in self.runs if run.text.strip()]

    @property
    def is_italic(self) -> bool:
        """Whether all of it is set in italics."""
        return bool(self.text) and False not in [run.italic for run in self.runs if run.text.strip()]


@dataclass(slots=True)
class Layout:
    """A page's blocks, and its frames: the block-level elements, outer ones before the ones inside them."""

    blocks: list[Block] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    """Of each frame its element; the lists below go with it."""
    parents: list[int] = field(default_factory=list)
    """The frame around it, -1 for none."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """First block and the one after the last."""
    own: list[int] = field(default_factory=list)
    """What its own tag and attributes say (`names`)."""
    flags: list[int] = field(default_factory=list)
    """The same with the frames around it."""
    signs: list[tuple[str, str | None]] = field(default_factory=list)
    """Its tag and its class."""
    crumbs: list[HtmlElement] = field(default_factory=list)
    """Elements named as the path above a page."""
    navigation: list[HtmlElement] = field(default_factory=list)
    """The `nav` elements, of which nothing is read."""
    tag_links: list[HtmlElement] = field(default_factory=list)
    """Anchors with `rel=tag`."""
    passed: list[tuple[HtmlElement, int]] = field(default_factory=list)
    """Elements that were passed over, of which nothing was read, with the frame around each (-1: none)."""


def paragraphs(block: Block) -> list[Block]:
    """The block, cut where two line breaks follow each other, and around lines that are set apart from the others: all
    bold, all linked, larger, or short lines without an end of sentence.
    """
    if block.kind == "pre":
        return [block]
    lines: list[list[Run]] = [[]]
    for run in block.runs:
        if run.text == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    parts: list[list[Run]] = []
    blank = True
    last = ""
    for line in lines:
        if not any(run.text.strip() for run in line):
            blank = True
            continue
        look = _look(line)
        if blank or look != last or look == "short":
            parts.append(line)
        else:
            parts[-1] = [*parts[-1], Run("\n"), *line]
        blank, last = False, look
    made = []
    for runs in parts:
        part = replace(block, runs=runs, text="", word_count=0, link_word_count=0)
        part.finish()
        if part.text:
            made.append(part)
    return made


def _look(line: list[Run]) -> str:
    """How a line is set: what tells it from the lines around it."""
    shown = [run for run in line if run.text.strip()]
    if all(run.big for run in shown):
        return "big"
    if all(run.bold for run in shown):
        return "bold"
    if all(run.href for run in shown):
        return "link"
    text = "".join(run.text for run in shown).strip()
    if _FIGURES.fullmatch(text) or (
        len(text) < 90 and (not _SENTENCE_END.search(text) or is_about_line(text, words_in(text)))
    ):
        return "short"
    return "plain"
