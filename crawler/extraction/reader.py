"""A page's tree read once, in order, into blocks and the frames (block-level elements) around them.

Nothing is judged here but what an element's own tag and attributes say; `choose` and `model` work on what this yields.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import names
from crawler.extraction.blocks import Block, Layout, Run, paragraphs
from crawler.extraction.elements import HOLDS_TEXT, holds_prose, is_data_row, is_hidden, is_small, is_tiny
from crawler.extraction.names import identity_flags, named_flags

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
_CENTRED = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_SIZES = frozenset(("4", "5", "6", "7", "+1", "+2", "+3"))
_CRUMBS = re.compile("readcrumb|duong-?dan")
_WHOLE = frozenset(("body", "html", "main", "article"))
_VOID = frozenset(("br", "img"))
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_SUSPECTED = names.SUSPECT | names.ASIDE
_PRAISED = names.CONTENT | names.STATED
_TAG_FLAGS = {
    "article": names.ARTICLE, "main": names.ARTICLE, "aside": names.ASIDE, "header": names.HEADER, "form": names.FORM,
    "ul": names.LIST, "ol": names.LIST, "dl": names.LIST, "figure": names.FIGURE, "table": names.TABLE,
}  # fmt: skip
_ROLE_FLAGS = {
    "complementary": names.ASIDE, "navigation": names.NAVIGATION, "contentinfo": names.NAVIGATION,
    "main": names.ARTICLE, "article": names.ARTICLE, "banner": names.HEADER, "search": names.EXTRAS,
    "dialog": names.DIALOG, "alertdialog": names.DIALOG, "alert": names.DIALOG,
}  # fmt: skip
MOST_ELEMENTS = 60_000
"""Elements that are looked at; a page with more is cut there."""
MOST_LOOKS = 60
"""Menus and footers that are looked into for an article that they should not hold."""
FEW_WORDS = 60
"""With fewer words to be seen, what is hidden is read too."""


class _Around:
    """What holds for the blocks being read, from the elements around them; shared until something changes."""

    __slots__ = ("align", "flags", "item", "kind", "level", "row")

    def __init__(self) -> None:
        self.row = False
        self.align = ""
        self.flags = 0
        self.kind: Kind = "text"
        self.level = 0
        self.item: HtmlElement | None = None
        """The list item around."""

    def copy(self) -> _Around:
        made = _Around.__new__(_Around)
        made.row, made.align, made.flags = self.row, self.align, self.flags
        made.kind, made.level, made.item = self.kind, self.level, self.item
        return made


_Style = tuple[str, bool, bool, bool]
"""Where the text is linked to, and whether it is bold, italic, big."""
_UNSTYLED: _Style = ("", False, False, False)
_NOTHING: dict[str, str] = {}
_BREAK = Run("\n")


def layout_of(tree: HtmlElement) -> Layout:
    """The blocks and frames of a page."""
    body = next(tree.iter("body"), tree)
    layout = _Reader().read(body)
    if sum(block.word_count for block in layout.blocks) < FEW_WORDS:
        # Some pages are shown by their scripts alone.
        hidden = _Reader(shows_hidden=True).read(body)
        if sum(block.word_count for block in hidden.blocks) > 2 * FEW_WORDS:
            return hidden
    return layout


class _Reader:
    def __init__(self, *, shows_hidden: bool = False) -> None:
        self.layout = Layout()
        self._shows_hidden = shows_hidden
        self._looked_into = 0
        self._open: Block | None = None
        self._item: HtmlElement | None = None
        """The list item that has its block."""
        self._frame = -1
        self._frames: list[tuple[HtmlElement, int, int, int, int, tuple[str, str | None]]] = []
        """Of each frame: element, the frame around, first block, own flags, those with the outer ones, sign."""
        self._ends: list[int] = []

    def read(self, root: HtmlElement) -> Layout:
        """Walks the tree; what holds around the elements that are open lies on the stack."""
        around, style = _Around(), _UNSTYLED
        stack: list[tuple[_Around, _Style]] = []
        walker = etree.iterwalk(root, events=("start", "end"))
        seen, is_skipped = 0, False
        for event, element in walker:
            tag = element.tag
            if event == "start":
                seen += 1
                if seen > MOST_ELEMENTS:
                    break
                if (tag in DROPPED and self._is_dropped(element, tag)) or tag.__class__ is not str:
                    walker.skip_subtree()
                    is_skipped = True
                    continue
                # Links are many: of them only what is needed is asked.
                items = element.items() if tag != "a" or element.get("aria-hidden") else None
                attributes = dict(items) if items else _NOTHING
                if items and not self._shows_hidden and is_hidden(attributes, tag):
                    walker.skip_subtree()
                    is_skipped = True
                    continue
                stack.append((around, style))
                if tag in INLINE:
                    if tag not in _PLAIN:
                        style = self._inline(element, tag, attributes, style)
                else:
                    inner = self._enter(element, tag, attributes, around, style)
                    if inner is None:
                        stack.pop()
                        walker.skip_subtree()
                        is_skipped = True
                        continue
                    around = inner
                text = element.text
            else:
                if is_skipped:
                    is_skipped = False
                else:
                    around, style = stack.pop()
                    if tag not in INLINE and tag not in _VOID and not around.row:
                        self._close()
                        self._end_frame()
                if not stack:
                    break
                text = element.tail
            if text and (self._open is not None or not text.isspace()):
                self._text(element, text, around, style)
        self._close()
        while self._frame >= 0:
            self._end_frame()
        layout = self.layout
        if self._frames:
            columns = map(list, zip(*self._frames, strict=True))
            layout.elements, layout.parents, layout.starts, layout.own, layout.flags, layout.signs = columns
            layout.ends = self._ends
        return layout

    def _is_dropped(self, element: HtmlElement, tag: str) -> bool:
        """Whether nothing of an element is read; `nav` and `footer` that were never closed can hold the article."""
        if tag == "nav":
            self.layout.navigation.append(element)
        if tag not in ("nav", "footer") or self._looked_into >= MOST_LOOKS:
            return True
        self._looked_into += 1
        return not holds_prose(element)

    def _inline(self, element: HtmlElement, tag: str, attributes: dict[str, str], style: _Style) -> _Style:
        """What holds inside an inline element."""
        href, bold, italic, big = style
        if tag == "a":
            rel = element.get("rel")
            if rel and "tag" in rel:
                self.layout.tag_links.append(element)
            return element.get("href") or "#", bold, italic, big
        if tag in ("span", "font"):
            if not attributes:
                return style
            name, size = attributes.get("class"), attributes.get("size")
            written = attributes.get("style", "").lower()
            return (
                href,
                bold or "bold" in written,
                italic or "italic" in written,
                big or size in _SIZES or bool(name and named_flags(name) & names.TITLE),
            )
        return href, bold or tag in ("b", "strong"), italic or tag in ("em", "i"), big or tag == "big"

    def _enter(
        self, element: HtmlElement, tag: str, attributes: dict[str, str], around: _Around, style: _Style
    ) -> _Around | None:
        """What holds inside an element that is none of the inline ones; None: nothing of it is read."""
        opened = self._open
        if tag == "br":
            if opened is not None:
                opened.runs.append(_BREAK)
                opened.is_broken = True
            return around
        if tag == "img":
            if not around.row:
                self._image(element, attributes, around, style)
            return around
        if around.row:
            if opened is None:
                return around
            if tag in ("td", "th"):
                if opened.cells:
                    opened.runs.append(Run(" | "))
                opened.cells += 1
            elif opened.runs:
                opened.runs.append(Run(" "))
            return around
        if opened is not None:
            self._close()
        return self._block(element, tag, attributes, around)

    def _block(self, element: HtmlElement, tag: str, attributes: dict[str, str], around: _Around) -> _Around | None:
        """Begins a block-level element: what holds inside it; None for menus."""
        own, align, name = _TAG_FLAGS.get(tag, 0), "", attributes.get("class")
        if attributes and tag not in ("body", "html"):
            own |= self._attributes(element, tag, attributes)
            style = attributes.get("style")
            centred = _CENTRED.search(style) if style else None
            align = (centred[1] if centred else attributes.get("align", "")).lower()
        if own & names.NAVIGATION and not around.flags & names.NAVIGATION and self._is_menu(element, tag):
            return None
        if tag == "center":
            align = align or "center"
        self._frames.append((element, self._frame, len(self.layout.blocks), own, around.flags | own, (tag, name)))
        self._ends.append(0)
        self._frame = len(self._ends) - 1
        kind: Kind | None = _KINDS.get(tag)
        if own & names.CAPTION and tag not in _WHOLE and is_small(element):
            kind = "caption"
        if not (own & ~around.flags or align or kind or tag in ("tr", "table")):
            return around
        inner = around.copy()
        inner.flags |= own
        inner.align = align or around.align
        inner.kind = kind or around.kind
        if kind == "heading":
            inner.level = int(tag[1]) if tag in HEADINGS else 0
        elif kind == "item":
            inner.level, inner.item = around.level + 1 if around.kind == "item" else 1, element
        elif tag == "table":
            inner.row = False
        elif tag == "tr" and is_data_row(element):
            inner.row, inner.kind = True, "row"
            self._start(element, inner)
        return inner

    def _is_menu(self, element: HtmlElement, tag: str) -> bool:
        """Whether an element that is named as navigation holds links and short words alone."""
        return tag not in _WHOLE and element not in self.layout.crumbs[-1:] and not HOLDS_TEXT(element)

    def _attributes(self, element: HtmlElement, tag: str, attributes: dict[str, str]) -> int:
        """What an element's attributes say, as flags."""
        name, identity = attributes.get("class"), attributes.get("id")
        flags = named_flags(name) if name else 0
        if identity:
            flags |= identity_flags(identity, element, tag)
        if flags & names.NAVIGATION and _CRUMBS.search(f"{name} {identity}"):
            self.layout.crumbs.append(element)
        if tag in _WHOLE:
            flags &= ~names.SUSPECT
        if attributes.get("itemprop") in ("articleBody", "text"):
            flags |= names.STATED
        role = attributes.get("role")
        return flags | _ROLE_FLAGS.get(role, 0) if role else flags

    def _text(self, element: HtmlElement, text: str, around: _Around, style: _Style) -> None:
        opened = self._open or self._start(element, around)
        if "\n" in text and around.kind != "pre":
            text = text.replace("\n", " ")
        opened.runs.append(Run(text, *style))

    def _start(self, element: HtmlElement, around: _Around) -> Block:
        kind, flags = around.kind, around.flags
        if kind == "item":
            # What follows the first paragraph of an item is a paragraph: lists that are not closed swallow the rest.
            kind = "text" if around.item is self._item else "item"
            self._item = around.item
        made = self._open = Block(
            kind, [], element, self._frames[self._frame][0], around.level, around.align, flags, self._frame,
            bool(flags & _SUSPECTED), bool(flags & names.ASIDE), bool(flags & _PRAISED),
        )  # fmt: skip
        return made

    def _image(self, element: HtmlElement, attributes: dict[str, str], around: _Around, style: _Style) -> None:
        source = next((attributes[name] for name in _SOURCES if attributes.get(name)), "")
        if not source or source.startswith("data:") or is_tiny(attributes):
            return
        self._close()
        flags = around.flags
        self.layout.blocks.append(
            Block("image", [], element, self._frames[self._frame][0], align=around.align, flags=flags,
                  frame=self._frame, suspect=bool(flags & _SUSPECTED), praised=bool(flags & _PRAISED),
                  source=source, alt=" ".join(attributes.get("alt", "").split()), link=style[0])
        )  # fmt: skip

    def _end_frame(self) -> None:
        self._ends[self._frame] = len(self.layout.blocks)
        self._frame = self._frames[self._frame][1]

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        block.finish()
        if block.text:
            if block.is_broken:
                self.layout.blocks.extend(paragraphs(block))
            else:
                self.layout.blocks.append(block)


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(HEADINGS, "heading"), "figcaption": "caption", "blockquote": "quote", "pre": "pre", "li": "item",
    "dt": "item", "dd": "item", "caption": "heading",
}  # fmt: skip
