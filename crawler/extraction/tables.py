"""Which rows of a table are data, a line of text each, and which are there for the layout of a page."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MOST_CELLS, MOST_CHARACTERS, MOST_PARAGRAPHS = 40, 1000, 4
LONGEST_ALONE = 160
"""Characters of a cell that is the only one in its row."""
MOST_ROWS = 200
_OF_LAYOUT = ("table", "h1", "form", "article", "section", "nav", "iframe")
_OF_PROSE = ("div", "h2", "h3", "ul", "ol", "img")
"""What stands in the cells of a table of data only where the table has headers of its own."""


def is_data_row(row: HtmlElement, known: dict[HtmlElement, bool] | None = None) -> bool:
    """Whether a table's row holds data, a short text in each of its cells, and is not there for the layout.

    `known` keeps what was found of a table for its other rows.
    """
    cells = _cells(row)
    table = _table_of(row)
    if not cells or len(cells) > MOST_CELLS or table is None or not _has_rows(table):
        return False
    if len(cells) == 1:
        known = {} if known is None else known
        if _is_line(cells[0]) and table not in known:
            known[table] = _has_data(table)
        return known.get(table, False) and _is_line(cells[0])
    has_headers = _has_headers(table)
    return all(_is_data(cell, has_headers) for cell in cells)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _table_of(row: HtmlElement) -> HtmlElement | None:
    table = row.getparent()
    if table is not None and table.tag != "table":
        table = table.getparent()
    return table if table is not None and table.tag == "table" else None


def _is_data(cell: HtmlElement, has_headers: bool) -> bool:
    """Whether a cell holds a short text and nothing that a page is laid out with."""
    if next(cell.iter(*_OF_LAYOUT), None) is not None:
        return False
    if not has_headers and any(inner.tag != "div" or len(inner) for inner in cell.iter(*_OF_PROSE)):
        return False
    length = 0
    for text in cell.itertext():
        length += len(text)
    paragraphs = 0 if has_headers else sum(1 for _ in cell.iterchildren("p"))
    return length <= MOST_CHARACTERS and paragraphs <= MOST_PARAGRAPHS


def _is_line(cell: HtmlElement) -> bool:
    """Whether a cell holds one short text, and no link."""
    if next(cell.iter(*_OF_LAYOUT, *_OF_PROSE, "a", "input"), None) is not None:
        return False
    return 0 < len("".join(cell.itertext()).strip()) <= LONGEST_ALONE


def _has_data(table: HtmlElement) -> bool:
    """Whether a table holds data beside a row of one cell: another row of several, or headers over short lines."""
    rows = list(islice(_rows(table), MOST_ROWS))
    cells = [_cells(row) for row in rows]
    if any(len(held) > 1 for held in cells):
        return any(len(held) > 1 and is_data_row(row) for row, held in zip(rows, cells, strict=True))
    return _has_headers(table) and all(_is_line(held[0]) for held in cells if held)


def _has_headers(table: HtmlElement) -> bool:
    """Whether a table has header cells or a caption, and is not said to be there for its looks."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iterchildren("caption", "thead"), None) is not None:
        return True
    return any(cell.tag == "th" for row in islice(_rows(table), 2) for cell in row)


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """The table's own rows, in order."""
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in ("tbody", "thead", "tfoot"):
            yield from part.iterchildren("tr")


def _has_rows(table: HtmlElement) -> bool:
    """Whether a table has two rows or more."""
    return sum(1 for _ in islice(_rows(table), 2)) == 2
