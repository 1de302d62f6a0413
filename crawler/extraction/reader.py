"""A page's tree read once, in order, into blocks and the frames (block-level elements) around them.

Nothing is judged here but what an element's own tag and attributes say; `choose` and `model` work on what this yields.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import names
from crawler.extraction.blocks import Block, Layout, Run, paragraphs
from crawler.extraction.names import named_flags

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Kind

DROPPED = frozenset(
    "script style noscript template svg math iframe object embed video audio canvas map button select option input "
    "textarea dialog menu applet frame frameset datalist nav footer link meta head title".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q s samp small span "
    "strike strong sub sup time tt u var wbr ruby rt rp".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_PLAIN = INLINE - frozenset("a b strong em i big span font".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_SIZES = frozenset(("4", "5", "6", "7", "+1", "+2", "+3"))
_WHOLE = frozenset(("body", "html", "main", "article"))
_TAG_FLAGS = {
    "article": names.ARTICLE, "main": names.ARTICLE, "aside": names.ASIDE, "header": names.HEADER, "form": names.FORM,
    "ul": names.LIST, "ol": names.LIST, "dl": names.LIST, "figure": names.FIGURE, "table": names.TABLE,
}  # fmt: skip
_ROLE_FLAGS = {
    "complementary": names.ASIDE, "navigation": names.NAVIGATION, "contentinfo": names.NAVIGATION, "main": names.ARTICLE,
    "banner": names.HEADER, "search": names.EXTRAS, "dialog": names.EXTRAS, "article": names.ARTICLE,
}  # fmt: skip
MOST_ELEMENTS = 60_000
"""Elements that are looked at; a page with more is cut there."""


class _State:
    """What holds for the element being read, from the elements around it; shared until something changes."""

    __slots__ = (
        "align", "aside", "big", "bold", "flags", "href", "italic", "item", "kind", "level", "row",
    )  # fmt: skip

    def __init__(self) -> None:
        self.href = ""
        self.bold = self.italic = self.big = self.row = False
        self.align = ""
        self.flags = 0
        self.kind: Kind = "text"
        self.level = 0
        self.item: HtmlElement | None = None
        """The list item around."""

    def copy(self) -> _State:
        made = _State.__new__(_State)
        made.href, made.bold, made.italic, made.big, made.row = self.href, self.bold, self.italic, self.big, self.row
        made.align, made.flags, made.kind, made.level, made.item = (
            self.align, self.flags, self.kind, self.level, self.item,
        )  # fmt: skip
        return made


def layout_of(tree: HtmlElement) -> Layout:
    """The blocks and frames of a page."""
    body = next(tree.iter("body"), tree)
    return _Reader().read(body)


class _Reader:
    def __init__(self) -> None:
        self.layout = Layout()
        self._open: Block | None = None
        self._item: HtmlElement | None = None
        """The list item that has its block."""
        self._frame = -1
        self._frames: list[int] = []

    def read(self, root: HtmlElement) -> Layout:
        """Walks the tree; a state and a mark on the stack for each element that is open."""
        states: list[_State | None] = [_State()]
        walker = etree.iterwalk(root, events=("start", "end"))
        seen = 0
        for event, element in walker:
            if event == "start":
                seen += 1
                state = states[-1]
                assert state is not None
                if seen > MOST_ELEMENTS:
                    break
                tag = element.tag
                if tag in DROPPED or not isinstance(tag, str) or _is_hidden(element, tag):
                    walker.skip_subtree()
                    states.append(None)
                    continue
                inner = self._enter(element, tag, state)
                states.append(inner)
                if text := element.text:
                    self._text(element, text, inner)
                continue
            left = states.pop()
            outer = states[-1]
            assert outer is not None
            if left is not None and element.tag not in INLINE:
                self._leave(element.tag, outer)
            if element is not root and (tail := element.tail):
                self._text(element, tail, outer)
        self._close()
        while self._frames:
            self._end_frame()
        return self.layout

    def _enter(self, element: HtmlElement, tag: str, state: _State) -> _State:
        if tag in INLINE:
            return state if tag in _PLAIN else _inline_state(element, tag, state)
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
        if self._open is not None:
            self._close()
        return self._block_state(element, tag, state)

    def _block_state(self, element: HtmlElement, tag: str, state: _State) -> _State:
        own = _own_flags(element, tag)
        self._begin_frame(element, tag, own, state.flags | own)
        style = element.get("style")
        centred = _CENTRED.search(style) if style else None
        align = (centred[1] if centred else element.get("align") or ("center" if tag == "center" else "")).lower()
        inner = state
        if own & ~state.flags or (align and align != state.align):
            inner = state.copy()
            inner.flags |= own
            inner.align = align or state.align
        kind: Kind | None = _KINDS.get(tag)
        if own & names.CAPTION and tag not in _WHOLE and _is_small(element):
            kind = "caption"
        if kind is None and tag not in ("tr", "table"):
            return inner
        inner = inner.copy() if inner is state else inner
        inner.kind = kind or inner.kind
        if kind == "heading":
            inner.level = int(tag[1]) if tag in HEADINGS else 0
        elif kind == "item":
            inner.level, inner.item = state.level + 1 if state.kind == "item" else 1, element
        elif tag == "table":
            inner.row = False
        elif tag == "tr" and _is_data_row(element):
            inner.row, inner.kind = True, "row"
            self._start(element, inner)
        return inner

    def _text(self, element: HtmlElement, text: str, state: _State) -> None:
        opened = self._open
        if opened is None:
            if text.isspace():
                return
            self._start(element, state)
            opened = self._open
            assert opened is not None
        if state.kind != "pre" and "\n" in text:
            text = text.replace("\n", " ")
        opened.runs.append(Run(text, state.href, state.bold, state.italic, state.big))

    def _start(self, element: HtmlElement, state: _State) -> None:
        kind = state.kind
        if kind == "item":
            # What follows the first paragraph of an item is a paragraph: lists that are not closed swallow the rest.
            kind = "text" if state.item is self._item else "item"
            self._item = state.item
        self._open = Block(
            kind, [], element, self.layout.elements[self._frame], level=state.level, align=state.align,
            flags=state.flags, frame=self._frame, suspect=bool(state.flags & (names.SUSPECT | names.ASIDE)),
            praised=bool(state.flags & (names.CONTENT | names.STATED)), aside=bool(state.flags & names.ASIDE),
        )  # fmt: skip

    def _image(self, element: HtmlElement, state: _State) -> None:
        if state.row:
            return
        source = (
            element.get("data-src") or element.get("data-original") or element.get("data-lazy-src") or element.get("src")
        )
        if not source or source.startswith("data:") or _is_tiny(element):
            return
        self._close()
        self.layout.blocks.append(
            Block("image", [], element, self.layout.elements[self._frame], align=state.align, flags=state.flags,
                  frame=self._frame, suspect=bool(state.flags & (names.SUSPECT | names.ASIDE)),
                  praised=bool(state.flags & (names.CONTENT | names.STATED)), source=source,
                  alt=" ".join((element.get("alt") or "").split()), link=state.href)
        )  # fmt: skip

    def _leave(self, tag: str, outer: _State) -> None:
        """Ends a block-level element, `outer` being what holds around it."""
        if tag in ("br", "img") or outer.row:
            return
        self._close()
        self._end_frame()

    def _begin_frame(self, element: HtmlElement, tag: str, own: int, flags: int) -> None:
        layout = self.layout
        layout.elements.append(element)
        layout.parents.append(self._frame)
        layout.starts.append(len(layout.blocks))
        layout.ends.append(0)
        layout.own.append(own)
        layout.flags.append(flags)
        self._frame = len(layout.elements) - 1
        self._frames.append(self._frame)

    def _end_frame(self) -> None:
        number = self._frames.pop()
        self.layout.ends[number] = len(self.layout.blocks)
        self._frame = self.layout.parents[number]

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        block.finish()
        if block.text:
            self.layout.blocks.extend(paragraphs(block))


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(HEADINGS, "heading"), "figcaption": "caption", "blockquote": "quote", "pre": "pre", "li": "item",
    "dt": "item", "dd": "item", "caption": "heading",
}  # fmt: skip


def _own_flags(element: HtmlElement, tag: str) -> int:
    """What an element's own tag and attributes say."""
    if tag in ("body", "html"):
        return 0
    flags = _TAG_FLAGS.get(tag, 0)
    name, identity = element.get("class"), element.get("id")
    if name:
        flags |= named_flags(name)
    if identity:
        flags |= named_flags(identity)
    if tag in _WHOLE:
        flags &= ~names.SUSPECT
    if (stated := element.get("itemprop")) in ("articleBody", "text", "description") and stated != "description":
        flags |= names.STATED
    if role := element.get("role"):
        flags |= _ROLE_FLAGS.get(role, 0)
    return flags


def _inline_state(element: HtmlElement, tag: str, state: _State) -> _State:
    """What holds inside an inline element."""
    if tag in ("span", "font"):
        style, size, name = element.get("style"), element.get("size"), element.get("class")
        if not (style or size or name):
            return state
        style = style.lower() if style else ""
        flags = named_flags(name) if name else 0
        made = state.copy()
        made.bold = state.bold or "bold" in style
        made.italic = state.italic or "italic" in style
        made.big = state.big or size in _SIZES or bool(flags & names.TITLE)
        return made
    made = state.copy()
    if tag == "a":
        made.href = element.get("href") or "#"
    elif tag in ("b", "strong"):
        made.bold = True
    elif tag in ("em", "i"):
        made.italic = True
    elif tag == "big":
        made.big = True
    return made


def _is_small(element: HtmlElement) -> bool:
    """Whether an element holds few others: a caption's box, not a page whose class speaks of captions."""
    return sum(1 for _, _ in zip(range(16), element.iter(), strict=False)) < 16


def _is_hidden(element: HtmlElement, tag: str) -> bool:
    style = element.get("style")
    if style and len(style) > 11 and _HIDDEN.search(style):
        return True
    return element.get("hidden") is not None or (element.get("aria-hidden") == "true" and tag != "body")


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
    if table is None or table.tag != "table" or not _has_rows(table):
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


def _has_rows(table: HtmlElement) -> bool:
    """Whether a table has two rows or more."""
    rows = 0
    for part in (table, *table.iterchildren("tbody", "thead", "tfoot")):
        for _ in part.iterchildren("tr"):
            rows += 1
            if rows == 2:
                return True
    return False
