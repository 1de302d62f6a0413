"""What holds for the blocks that are being read, from the elements around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Kind


class Around:
    """What the elements around them say of the blocks; shared until something changes."""

    __slots__ = ("align", "flags", "item", "keeps_lines", "kind", "level", "row")

    def __init__(self) -> None:
        """At the root of a page, where nothing holds yet."""
        self.row = False
        self.keeps_lines = False
        """Whether a line break in the source is one."""
        self.align = ""
        self.flags = 0
        self.kind: Kind = "text"
        self.level = 0
        self.item: HtmlElement | None = None
        """The list item around."""

    def copy(self) -> Around:
        """The same, to be changed for what lies inside."""
        made = Around.__new__(Around)
        made.row, made.align, made.flags, made.keeps_lines = self.row, self.align, self.flags, self.keeps_lines
        made.kind, made.level, made.item = self.kind, self.level, self.item
        return made
