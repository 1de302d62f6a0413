"""A page's tree read once, in order, into blocks and the frames (block-level elements) around them.

Nothing is judged here but what an element's own tag and attributes say; `choose` and `model` work on what this yields.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import names
from crawler.extraction.around import Around
from crawler.extraction.blocks import Block, Layout, Run, paragraphs
from crawler.extraction.elements import (
    HOLDS_TEXT,
    flows_in_line,
    is_clipped,
    is_hidden,
    is_small,
    is_unseen,
    shown_text,
)
from crawler.extraction.embedded import fill_frame, is_shadow
from crawler.extraction.formulas import formula, lowered, note_mark, raised, reading
from crawler.extraction.markup import (
    CENTRED,
    CRUMBS,
    DIALOGS,
    DROPPED,
    EMPTY,
    HEADINGS,
    INLINE,
    KEPT_LINES,
    KINDS,
    KNOWN,
    PLAIN,
    PRAISED,
    ROLE_FLAGS,
    SIZES,
    SUSPECTED,
    TAG_FLAGS,
    VOID,
    WHOLE,
)
from crawler.extraction.names import identity_flags, named_flags
from crawler.extraction.pictures import is_tiny, source_of, stands_in
from crawler.extraction.sections import Sections, is_control
from crawler.extraction.swallowed import Looks
from crawler.extraction.tables import is_data_row

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Kind

MOST_ELEMENTS = 60_000
"""Elements that are looked at; a page with more is cut there."""
MOST_PICTURES = 10
LABEL_LEVEL = 4
"""The level of the heading that opens a section."""


_Style = tuple[str, bool, bool, bool]
"""Where the text is linked to, and whether it is bold, italic, big."""
_UNSTYLED: _Style = ("", False, False, False)
_NOTHING: dict[str, str] = {}
_BREAK = Run("\n")


class Reader:
    """One reading of a page: of what it shows, or also of what it hides, or has for browsers without scripts."""

    def __init__(
        self, root: HtmlElement, source: bytes, *, shows_hidden: bool = False, shows_fallback: bool = False
    ) -> None:
        self.layout = Layout()
        self.has_fallback = False
        """Whether a `noscript` holds text."""
        self._root = root
        self._shows_hidden, self._shows_fallback = shows_hidden, shows_fallback
        self._looks = Looks(root, source)
        self._sections = Sections(root, source)
        self._freed: HtmlElement | None = None
        """The element that is read although its kind never is."""
        self._inlined: set[HtmlElement] = set()
        """Elements that HTML does not know, within a line."""
        self._tables: dict[HtmlElement, bool] = {}
        """Of tables with rows of one cell, whether they hold data."""
        self._waiting: list[tuple[HtmlElement, str, str, Around, _Style]] = []
        """Pictures in the cells of a row."""
        self._open: Block | None = None
        self._item: HtmlElement | None = None
        """The list item that has its block."""
        self._frame = -1
        self._frames: list[tuple[HtmlElement, int, int, int, int, tuple[str, str | None]]] = []
        """Of each frame: element, the frame around, first block, own flags, those with the outer ones, sign."""
        self._ends: list[int] = []

    def read(self) -> Layout:
        """Walks the tree; what holds around the elements that are open lies on the stack."""
        around, style = Around(), _UNSTYLED
        stack: list[tuple[Around, _Style]] = []
        walker = etree.iterwalk(self._root, events=("start", "end"))
        seen, is_skipped = 0, False
        inlined, passed = self._inlined, self.layout.passed
        for event, element in walker:
            tag = element.tag
            if event == "start":
                seen += 1
                if seen > MOST_ELEMENTS:
                    break
                if (tag in DROPPED and self._is_dropped(element, tag, around, style)) or tag.__class__ is not str:
                    walker.skip_subtree()
                    is_skipped = True
                    if tag not in EMPTY:
                        passed.append((element, self._frame))
                    continue
                # Links are many: of them only what is needed is asked.
                items = element.items() if tag != "a" or element.get("aria-hidden") else None
                attributes = dict(items) if items else _NOTHING
                is_seen = self._shows_hidden or not items or not is_hidden(attributes, tag)
                if not is_seen and not self._is_section(element, attributes, tag):
                    walker.skip_subtree()
                    is_skipped = True
                    passed.append((element, self._frame))
                    continue
                stack.append((around, style))
                if tag in INLINE:
                    if tag not in PLAIN:
                        held = self._inline(element, tag, attributes, around, style)
                        if held is None:
                            stack.pop()
                            walker.skip_subtree()
                            is_skipped = True
                            continue
                        style = held
                elif tag not in KNOWN and ("-" in tag or ":" in tag) and flows_in_line(element):
                    inlined.add(element)
                else:
                    inner = self._enter(element, tag, attributes, around, style)
                    if inner is None:
                        stack.pop()
                        walker.skip_subtree()
                        is_skipped = True
                        passed.append((element, self._frame))
                        continue
                    around = inner
                text = element.text
            else:
                if is_skipped:
                    is_skipped = False
                else:
                    around, style = stack.pop()
                    if tag not in INLINE and tag not in VOID and not around.row and element not in inlined:
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

    def _is_dropped(self, element: HtmlElement, tag: str, around: Around, style: _Style) -> bool:
        """Whether nothing of an element is read; one that was never closed can hold the article."""
        if tag in EMPTY:
            if tag == "script" and element.get("type", "")[:9] == "math/tex":
                self._text(element, element.text or "", around, style)
            return True
        if tag == "button" and self._is_label(element, around):
            return False
        if tag == "nav":
            self.layout.navigation.append(element)
        if (tag == "footer" and around.kind == "quote") or (tag == "menu" and HOLDS_TEXT(element)):
            return False
        if tag == "noscript" and self._shows_fallback:
            return False
        if (tag == "iframe" and fill_frame(element)) or (tag == "template" and is_shadow(element)):
            return False
        if self._looks.hold_article(element, tag):
            self._freed = element
            return False
        if tag == "math" and (written := formula(element)):
            self._text(element, written, around, style)
        elif tag == "noscript" and len(element):
            self._fallback(element, around, style)
        return True

    def _is_label(self, button: HtmlElement, around: Around) -> bool:
        """Whether a button's words are the page's: those of a heading. One that opens a section alone is made one."""
        if around.kind == "heading":
            return self._open is None or is_control(button)
        if not around.row and not around.flags & (names.SUSPECT | names.HEADER) and self._sections.opened_by(button):
            self._close()
            inner = around.copy()
            inner.kind, inner.level = "heading", LABEL_LEVEL
            self._start(button, inner).runs.append(Run(shown_text(button)))
            self._close()
        return False

    def _fallback(self, element: HtmlElement, around: Around, style: _Style) -> None:
        """Takes the pictures of a `noscript` that have no other copy beside it."""
        self.has_fallback = self.has_fallback or bool(HOLDS_TEXT(element))
        for image in islice(element.iter("img"), MOST_PICTURES):
            attributes = dict(image.items())
            source = source_of(image, attributes)
            if not source or is_tiny(attributes) or is_hidden(attributes, "img"):
                continue
            beside = self._picture_beside(element)
            if beside is not None and stands_in(beside.source):
                beside.source = source
            elif beside is None:
                self._add_picture(image, source, attributes.get("alt", ""), around, style)

    def _picture_beside(self, element: HtmlElement) -> Block | None:
        """The picture read last, if it stands right before an element."""
        last, before = next(reversed(self.layout.blocks), None), element.getprevious()
        if last is None or last.kind != "image" or before is None:
            return None
        return last if last.element is before or before in last.element.iterancestors() else None

    def _is_section(self, element: HtmlElement, attributes: dict[str, str], tag: str) -> bool:
        """Whether a hidden element is text for all that: a closed section, a formula beside its picture, the page."""
        if len(element) == 1 and element[0].tag == "math":
            return True
        is_shown = "hidden" not in attributes and attributes.get("aria-hidden") == "true"
        return self._sections.holds(element, attributes) or self._looks.hold_page(
            element, is_shown=is_shown and "style" not in attributes
        )

    def _inline(
        self, element: HtmlElement, tag: str, attributes: dict[str, str], around: Around, style: _Style
    ) -> _Style | None:
        """What holds inside an inline element; None: nothing more of it is read."""
        href, bold, italic, big = style
        if tag == "a":
            return self._link(element, around, style)
        if tag in ("span", "font"):
            if not attributes:
                return style
            name, size = attributes.get("class"), attributes.get("size")
            written = attributes.get("style", "").lower()
            is_unread = (name and is_unseen(name)) or (written and is_clipped(written))
            if is_unread and (around.kind != "heading" or self._open is not None):
                return None
            return (
                href,
                bold or "bold" in written,
                italic or "italic" in written,
                big or size in SIZES or bool(name and named_flags(name) & names.TITLE),
            )
        if tag in ("sup", "sub", "rt", "rp"):
            return self._raised(element, tag, around, style)
        return href, bold or tag in ("b", "strong"), italic or tag in ("em", "i"), big or tag == "big"

    def _link(self, element: HtmlElement, around: Around, style: _Style) -> _Style | None:
        href, bold, italic, big = element.get("href") or "#", *style[1:]
        rel = element.get("rel")
        if rel and "tag" in rel:
            self.layout.tag_links.append(element)
        if href[0] == "#" and (self._open is not None or around.kind == "heading"):
            mark = note_mark(element, self._before())
            if mark is not None:
                self._text(element, mark, around, ("", bold, italic, big))
                return None
            if around.kind == "heading":
                href = ""
        runs = self._open.runs if self._open is not None else None
        if runs and runs[-1].href not in ("", href) and runs[-1].text[-1:].isalnum():
            runs.append(Run(" "))  # two links side by side are set apart by their style
        return href, bold, italic, big

    def _raised(self, element: HtmlElement, tag: str, around: Around, style: _Style) -> _Style | None:
        """Writes what stands above or below the line, or over other characters, where its text alone would mislead."""
        href, bold, italic, big = style
        if tag == "sup":
            written = raised(element, self._before(), is_linked=href[:1] == "#")
        elif tag == "sub":
            written = lowered(element, self._before())
        else:
            written = reading(element) if tag == "rt" else ""
        if written is None:
            return style
        if written:
            self._text(element, written, around, ("" if href[:1] == "#" else href, bold, italic, big))
        return None

    def _before(self) -> str:
        """The end of the line that is being read."""
        return self._open.runs[-1].text[-40:] if self._open is not None and self._open.runs else ""

    def _enter(
        self, element: HtmlElement, tag: str, attributes: dict[str, str], around: Around, style: _Style
    ) -> Around | None:
        """What holds inside an element that is none of the inline ones; None: nothing of it is read."""
        opened = self._open
        if tag == "br":
            if around.row and opened is not None:
                opened.runs.append(Run(" "))
            elif opened is not None:
                opened.runs.append(_BREAK)
                opened.is_broken = True
            return around
        if tag == "img":
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

    def _block(self, element: HtmlElement, tag: str, attributes: dict[str, str], around: Around) -> Around | None:
        """Begins a block-level element: what holds inside it; None for menus."""
        own, align, name = TAG_FLAGS.get(tag, 0), "", attributes.get("class")
        keeps_lines = False
        if attributes and tag not in ("body", "html"):
            own |= self._attributes(element, tag, attributes)
            style = attributes.get("style")
            if style:
                centred = CENTRED.search(style)
                align = centred[1].lower() if centred else ""
                keeps_lines = "pre" in style and bool(KEPT_LINES.search(style.lower()))
            align = align or attributes.get("align", "").lower()
        if own & SUSPECTED:
            cleared = self._cleared(element, tag, attributes, own, around)
            if cleared is None:
                return None
            own = cleared
        if own & names.NAVIGATION and not around.flags & names.NAVIGATION and self._is_menu(element, tag):
            return None
        if tag == "center":
            align = align or "center"
        self._frames.append((element, self._frame, len(self.layout.blocks), own, around.flags | own, (tag, name)))
        self._ends.append(0)
        self._frame = len(self._ends) - 1
        kind: Kind | None = KINDS.get(tag)
        if own & names.CAPTION and tag not in WHOLE and is_small(element):
            kind = "caption"
        if not (own & ~around.flags or align or kind or keeps_lines or tag in ("tr", "table")):
            return around
        inner = around.copy()
        inner.flags |= own
        inner.align = align or around.align
        inner.keeps_lines = keeps_lines or around.keeps_lines
        inner.kind = kind or around.kind
        if kind == "heading":
            self._looks.is_below_headline = self._looks.is_below_headline or tag == "h1"
            inner.level = int(tag[1]) if tag in HEADINGS else LABEL_LEVEL if tag == "summary" else 0
        elif kind == "item":
            inner.level, inner.item = around.level + 1 if around.kind == "item" else 1, element
        elif tag == "table":
            inner.row = False
        elif tag == "tr" and is_data_row(element, self._tables):
            inner.row, inner.kind = True, "row"
            self._start(element, inner)
        return inner

    def _cleared(
        self, element: HtmlElement, tag: str, attributes: dict[str, str], own: int, around: Around
    ) -> int | None:
        """A suspect element's flags, without those that what it holds disproves; None: nothing of it is read."""
        if element is self._freed:
            return own & ~SUSPECTED
        if own & names.ASIDE and not around.flags & names.ASIDE and self._looks.hold_article(element, tag):
            return own & ~SUSPECTED
        if own & names.EXTRAS:
            if attributes.get("role") in DIALOGS:
                return own & ~SUSPECTED if self._looks.hold_article(element, "dialog") else None
            if "hidden" in attributes.get("class", "") and self._sections.holds(element, attributes):
                return own & ~names.EXTRAS
        return own

    def _is_menu(self, element: HtmlElement, tag: str) -> bool:
        """Whether an element that is named as navigation holds links and short words alone."""
        return tag not in WHOLE and element not in self.layout.crumbs[-1:] and not HOLDS_TEXT(element)

    def _attributes(self, element: HtmlElement, tag: str, attributes: dict[str, str]) -> int:
        """What an element's attributes say, as flags."""
        name, identity = attributes.get("class"), attributes.get("id")
        flags = named_flags(name) if name else 0
        if identity:
            flags |= identity_flags(identity, element, tag)
        if flags & names.NAVIGATION and CRUMBS.search(f"{name} {identity}"):
            self.layout.crumbs.append(element)
        if tag in WHOLE:
            flags &= ~names.SUSPECT
        if attributes.get("itemprop") in ("articleBody", "text"):
            flags |= names.STATED
        role = attributes.get("role")
        return flags | ROLE_FLAGS.get(role, 0) if role else flags

    def _text(self, element: HtmlElement, text: str, around: Around, style: _Style) -> None:
        opened = self._open or self._start(element, around)
        if "\n" in text and around.kind != "pre":
            if around.keeps_lines:
                self._lines(opened, text, style)
                return
            text = text.replace("\n", " ")
        opened.runs.append(Run(text, *style))

    def _lines(self, opened: Block, text: str, style: _Style) -> None:
        first, *others = text.split("\n")
        opened.runs.append(Run(first, *style))
        for line in others:
            opened.runs += (_BREAK, Run(line, *style))
        opened.is_broken = True

    def _start(self, element: HtmlElement, around: Around) -> Block:
        kind, flags = around.kind, around.flags
        if kind == "item":
            # What follows the first paragraph of an item is a paragraph: lists that are not closed swallow the rest.
            kind = "text" if around.item is self._item else "item"
            self._item = around.item
        made = self._open = Block(
            kind, [], element, self._frames[self._frame][0], around.level, around.align, flags, self._frame,
            bool(flags & SUSPECTED), bool(flags & names.ASIDE), bool(flags & PRAISED),
        )  # fmt: skip
        return made

    def _image(self, element: HtmlElement, attributes: dict[str, str], around: Around, style: _Style) -> None:
        source = source_of(element, attributes)
        if not source or is_tiny(attributes):
            return
        if around.row:
            self._waiting.append((element, source, attributes.get("alt", ""), around, style))
        elif not self._is_shown_again(element, source):
            self._add_picture(element, source, attributes.get("alt", ""), around, style)

    def _is_shown_again(self, element: HtmlElement, source: str) -> bool:
        """Whether a `noscript` right before a picture was its copy."""
        before = element.getprevious()
        last = next(reversed(self.layout.blocks), None)
        if before is None or before.tag != "noscript" or last is None or last.source != source:
            return False
        return before in last.element.iterancestors()

    def _add_picture(self, element: HtmlElement, source: str, alt: str, around: Around, style: _Style) -> None:
        self._close()
        flags = around.flags
        self.layout.blocks.append(
            Block("image", [], element, self._frames[self._frame][0], align=around.align, flags=flags,
                  frame=self._frame, suspect=bool(flags & SUSPECTED), praised=bool(flags & PRAISED),
                  source=source, alt=" ".join(alt.split()), link=style[0])
        )  # fmt: skip

    def _end_frame(self) -> None:
        self._ends[self._frame] = len(self.layout.blocks)
        self._frame = self._frames[self._frame][1]

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        self._finish(block)
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for picture in waiting:
                self._add_picture(*picture)

    def _finish(self, block: Block) -> None:
        block.finish()
        if block.text:
            if block.is_broken:
                self.layout.blocks.extend(paragraphs(block))
            else:
                self.layout.blocks.append(block)
