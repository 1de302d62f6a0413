"""A page as a row of blocks in reading order, each with its words, its links and where it stands in the tree.

One pass over the tree; every later step works on the blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from crawler.extraction.words import BOILERPLATE, CAPTION, CONTENT, META_LINE, TITLE, VIEWS, attribute_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Kind = Literal["text", "heading", "item", "row", "caption", "image", "quote", "pre"]

DROPPED = frozenset(
    "script style noscript template svg math iframe object embed video audio canvas map button select option input "
    "textarea dialog menu applet frame frameset datalist nav footer link meta head title".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q s samp small span "
    "strike strong sub sup time tt u var wbr ruby rt rp".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BOLD = frozenset("b strong".split())
_ITALIC = frozenset("em i".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"[\W\d]{6,30}")
_SENTENCE_END = re.compile(r"[.!?…:;,\"”»)]$")
_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
MOST_ELEMENTS = 60_000
"""Elements that are looked at; a page with more is cut there."""


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

    def finish(self) -> None:
        """Makes text and counts out of the runs."""
        if self.kind != "image":
            text = "".join(run.text for run in self.runs)
            self.text = "\n".join(part for line in text.split("\n") if (part := _SPACES.sub(" ", line).strip()))
            self.word_count = len(_WORD.findall(self.text))
            linked = "".join(run.text + " " for run in self.runs if run.href)
            self.link_word_count = len(_WORD.findall(linked)) if linked else 0

    @property
    def is_bold(self) -> bool:
        """Whether all of it is set in bold."""
        return all(run.bold for run in self.runs if run.text.strip()) and bool(self.text)

    @property
    def is_big(self) -> bool:
        """Whether all of it is set as a headline."""
        return all(run.big for run in self.runs if run.text.strip()) and bool(self.text)

    @property
    def is_italic(self) -> bool:
        """Whether all of it is set in italics."""
        return all(run.italic for run in self.runs if run.text.strip()) and bool(self.text)


@dataclass(slots=True)
class Layout:
    """A page's blocks, and for each element that holds some the range of them."""

    blocks: list[Block] = field(default_factory=list)
    spans: list[tuple[HtmlElement, int, int]] = field(default_factory=list)
    """Element, first block and the one after the last, inner elements before the ones around them."""
    dropped: list[HtmlElement] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What holds for the element being read, from the elements around it."""

    href: str = ""
    bold: bool = False
    italic: bool = False
    big: bool = False
    align: str = ""
    suspect: bool = False
    praised: bool = False
    aside: bool = False
    kind: Kind = "text"
    level: int = 0
    row: bool = False
    box: HtmlElement | None = None
    item: HtmlElement | None = None
    """The list item around."""


class _Reader:
    def __init__(self) -> None:
        self.layout = Layout()
        self._open: Block | None = None
        self._item: HtmlElement | None = None
        """The list item that has its block."""

    def read(self, root: HtmlElement) -> Layout:
        stack: list[tuple[HtmlElement, _State, int, bool]] = [(root, _State(), -1, False)]
        seen = 0
        while stack:
            element, state, start, leaving = stack.pop()
            if leaving:
                self._leave(element, state, start)
                continue
            seen += 1
            if seen > MOST_ELEMENTS:
                break
            tag = element.tag
            if not isinstance(tag, str) or tag in DROPPED or _is_hidden(element):
                if isinstance(tag, str) and tag in ("nav", "footer"):
                    self.layout.dropped.append(element)
                self._tail(element, stack[-1][1] if stack else state)
                continue
            inner = self._enter(element, tag, state)
            stack.append((element, state, len(self.layout.blocks) + (self._open is not None and tag in INLINE), True))
            if tag not in INLINE:
                stack[-1] = (element, state, len(self.layout.blocks), True)
            if element.text:
                self._text(element, element.text, inner)
            stack.extend((child, inner, -1, False) for child in reversed(element))
        self._close()
        return self.layout

    def _enter(self, element: HtmlElement, tag: str, state: _State) -> _State:
        if tag in INLINE:
            return _inline_state(element, tag, state)
        if tag == "br":
            if self._open is not None:
                self._open.runs.append(Run("\n"))
            return state
        if tag == "img":
            self._image(element, state)
            return state
        if state.row:
            if tag in ("td", "th") and self._open is not None:
                if self._open.cells:
                    self._open.runs.append(Run(" | "))
                self._open.cells += 1
            elif self._open is not None and self._open.runs:
                self._open.runs.append(Run(" "))
            return state
        self._close()
        return self._block_state(element, tag, state)

    def _block_state(self, element: HtmlElement, tag: str, state: _State) -> _State:
        inner = replace(state, box=element)
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        words = attribute_words(name) if len(name) > 1 else ""
        style = element.get("style") or ""
        centred = _CENTRED.search(style) if style else None
        inner.align = centred[1].lower() if centred else (element.get("align") or state.align).lower()
        if tag == "center":
            inner.align = "center"
        if words:
            if tag not in ("body", "html", "main", "article") and BOILERPLATE.search(words):
                inner.suspect = True
            if tag not in ("body", "html") and CONTENT.search(words):
                inner.praised = True
            if tag not in ("body", "html") and CAPTION.search(words) and _is_small(element):
                inner.kind = "caption"
        if tag == "article" or element.get("itemprop") in ("articleBody", "text"):
            inner.praised = True
        if tag == "aside":
            inner.suspect = inner.aside = True
        if tag in HEADINGS:
            inner.kind, inner.level = "heading", int(tag[1])
        elif tag == "figcaption":
            inner.kind = "caption"
        elif tag == "blockquote":
            inner.kind = "quote"
        elif tag == "pre":
            inner.kind = "pre"
        elif tag in ("li", "dt", "dd"):
            inner.kind, inner.level, inner.item = "item", state.level + 1 if state.kind == "item" else 1, element
        elif tag == "caption":
            inner.kind = "heading"
        elif tag == "table":
            inner.row = False
        elif tag == "tr" and _is_data_row(element):
            inner.row, inner.kind = True, "row"
            self._start(element, inner)
        return inner

    def _text(self, element: HtmlElement, text: str, state: _State) -> None:
        if self._open is None:
            if not text.strip():
                return
            self._start(element, state)
        assert self._open is not None
        if state.kind != "pre" and "\n" in text:
            text = text.replace("\n", " ")
        self._open.runs.append(Run(text, state.href, state.bold, state.italic, state.big))

    def _start(self, element: HtmlElement, state: _State) -> None:
        kind = state.kind
        if kind == "item":
            # What follows the first paragraph of an item is a paragraph: lists that are not closed swallow the rest.
            kind = "text" if state.item is self._item else "item"
            self._item = state.item
        self._open = Block(
            kind, [], element, element if state.box is None else state.box, level=state.level, align=state.align,
            suspect=state.suspect,
            praised=state.praised, aside=state.aside,
        )  # fmt: skip

    def _image(self, element: HtmlElement, state: _State) -> None:
        source = next(
            (element.get(name) for name in ("data-src", "data-original", "data-lazy-src", "src") if element.get(name)),
            "",
        )
        if not source or source.startswith("data:") or _is_tiny(element):
            return
        if state.row:
            return
        self._close()
        self.layout.blocks.append(
            Block("image", [], element, element if state.box is None else state.box, align=state.align,
                  suspect=state.suspect, praised=state.praised, source=source,
                  alt=" ".join((element.get("alt") or "").split()), link=state.href)
        )  # fmt: skip

    def _leave(self, element: HtmlElement, state: _State, start: int) -> None:
        tag = element.tag
        inline = tag in INLINE or tag in ("br", "img")
        if not inline and not state.row:
            self._close()
            if len(self.layout.blocks) > start:
                self.layout.spans.append((element, start, len(self.layout.blocks)))
        self._tail(element, state)

    def _tail(self, element: HtmlElement, state: _State) -> None:
        if element.tail:
            self._text(element, element.tail, state)

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        block.finish()
        if block.text:
            self.layout.blocks.extend(_paragraphs(block))


def layout_of(tree: HtmlElement) -> Layout:
    """The blocks of a page."""
    body = next(tree.iter("body"), tree)
    return _Reader().read(body)


def _paragraphs(block: Block) -> list[Block]:
    """The block, cut where two line breaks follow each other, and around lines that are set apart from the others: all
    bold, all linked, larger, or short lines without an end of sentence.
    """
    if block.kind == "pre" or not any(run.text == "\n" for run in block.runs):
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
        len(text) < 90 and (META_LINE.match(text) or VIEWS.search(text) or not _SENTENCE_END.search(text))
    ):
        return "short"
    return "plain"


def _inline_state(element: HtmlElement, tag: str, state: _State) -> _State:
    """What holds inside an inline element."""
    if tag == "a":
        return replace(state, href=element.get("href") or "#")
    if tag in _BOLD:
        return replace(state, bold=True)
    if tag in _ITALIC:
        return replace(state, italic=True)
    if tag == "big":
        return replace(state, big=True)
    if tag in ("span", "font"):
        style = (element.get("style") or "").lower()
        size = element.get("size") or ""
        named = element.get("class")
        return replace(
            state,
            bold=state.bold or "bold" in style,
            italic=state.italic or "italic" in style,
            big=state.big
            or size in ("4", "5", "6", "7", "+1", "+2", "+3")
            or bool(named and TITLE.search(attribute_words(named))),
        )
    return state


def _is_small(element: HtmlElement) -> bool:
    """Whether an element holds few others: a caption's box, not a page whose class speaks of captions."""
    return sum(1 for _, _ in zip(range(16), element.iter(), strict=False)) < 16


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style and _HIDDEN.search(style):
        return True
    return element.get("hidden") is not None or (element.get("aria-hidden") == "true" and element.tag != "body")


def _is_tiny(element: HtmlElement) -> bool:
    sizes = (_pixels(element.get("width") or ""), _pixels(element.get("height") or ""))
    return any(size is not None and size <= 20 for size in sizes)


@lru_cache(maxsize=1024)
def _pixels(written: str) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,5})(?:px)?\s*", written)
    return int(match[1]) if match else None


def _is_data_row(row: HtmlElement) -> bool:
    """Whether a table's row holds data, a short text in each of several cells, and is not there for the layout."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or len(cells) > 40:
        return False
    table = row.getparent()
    if table is not None and table.tag != "table":
        table = table.getparent()
    if table is None or table.tag != "table":
        return False
    rows = [
        found for part in (table, *table.iterchildren("tbody", "thead", "tfoot")) for found in part.iterchildren("tr")
    ]
    if len(rows) < 2:
        return False
    for cell in cells:
        length = 0
        for inner in cell.iter("table", "div", "h1", "h2", "h3", "ul", "ol", "img", "form"):
            if inner.tag != "div" or len(inner):
                return False
        paragraphs = sum(1 for _ in cell.iterchildren("p"))
        for text in cell.itertext():
            length += len(text)
        if length > 1000 or paragraphs > 4:
            return False
    return True
