"""What single elements are: hidden, a menu, a caption's box, a row of data, a picture of next to no size."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STREAMED = re.compile(r"S:\w{1,4}$")
HOLDS_TEXT = etree.XPath(
    "boolean(descendant::h1 or descendant::text()[string-length(.) > 60][string-length(normalize-space(.)) > 60]"
    "[not(parent::script or parent::style)])"
)
PROSE_PARAGRAPHS, PROSE_CHARACTERS = 4, 120
"""So many paragraphs of such a length are no menu's."""


def is_small(element: HtmlElement) -> bool:
    """Whether an element holds few others: a caption's box, not a page whose class speaks of captions."""
    return sum(1 for _, _ in zip(range(16), element.iter(), strict=False)) < 16


def is_hidden(attributes: dict[str, str], tag: str) -> bool:
    style = attributes.get("style")
    if style and len(style) > 11 and _HIDDEN.search(style):
        return True
    if "hidden" in attributes:
        # Parts that a server sends late are put into their place by a script.
        return not _STREAMED.match(attributes.get("id", ""))
    return attributes.get("aria-hidden") == "true" and tag != "body"


def holds_prose(element: HtmlElement) -> bool:
    """Whether an element holds several paragraphs of running text."""
    found = 0
    for paragraph in element.iter("p"):
        found += len(paragraph.text or "") + sum(len(part.tail or "") for part in paragraph) >= PROSE_CHARACTERS
        if found == PROSE_PARAGRAPHS:
            return True
    return False


def is_tiny(attributes: dict[str, str]) -> bool:
    sizes = (_pixels(attributes.get("width", "")), _pixels(attributes.get("height", "")))
    return any(size is not None and size <= 20 for size in sizes)


@lru_cache(maxsize=1024)
def _pixels(written: str) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,5})(?:px)?\s*", written)
    return int(match[1]) if match else None


def is_data_row(row: HtmlElement) -> bool:
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
