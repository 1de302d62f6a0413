"""CSS selectors that a portal's definition gives: they count before what extraction finds by itself.

BeautifulSoup reads the page for them, and only where a definition has any.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import lxml.html
from bs4 import BeautifulSoup

from crawler.extraction.blocks import Layout
from crawler.extraction.dates import parse_date
from crawler.extraction.layouts import layout_of
from crawler.extraction.published import Published
from crawler.extraction.title import Title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.extraction.parse import Page


class Overrides:
    """The selectors of one definition, on one page."""

    def __init__(self, page: Page, fields: Mapping[str, str]) -> None:
        self._page = page
        self._fields = fields

    @cached_property
    def _soup(self) -> BeautifulSoup:
        assert self._page.tree is not None
        return BeautifulSoup(lxml.html.tostring(self._page.tree, encoding="unicode"), "lxml")

    def text(self, name: str) -> str:
        """What the field's selector finds, as one line; empty without a selector or a match."""
        selector = self._fields.get(name)
        found = self._soup.select_one(selector) if selector else None
        return " ".join(found.get_text(" ").split()) if found is not None else ""

    def title(self, found: Title) -> Title:
        """The headline that the selector finds, else the one given."""
        text = self.text("title")
        return Title(text, found.place, True) if text else found

    def published(self, timezone: str) -> Published | None:
        """The date that the selector finds."""
        written = self.text("date")
        dated = parse_date(written, timezone=timezone) if written else None
        return Published(dated, "visible") if dated else None

    @property
    def has_body(self) -> bool:
        """Whether a selector finds the body."""
        selector = self._fields.get("body")
        return bool(selector and self._soup.select_one(selector) is not None)

    def layout(self, found: Layout) -> Layout:
        """The blocks of what the body's selector finds, with nothing of it under suspicion; else those given."""
        selector = self._fields.get("body")
        parts = self._soup.select(selector) if selector else []
        if not parts:
            return found
        inner = "".join(str(part) for part in parts)
        layout = layout_of(lxml.html.document_fromstring(f"<html><body><div>{inner}</div></body></html>"))
        for block in layout.blocks:
            block.suspect, block.praised = False, True
        layout.crumbs, layout.navigation, layout.tag_links = found.crumbs, found.navigation, found.tag_links
        return layout
