"""CSV that Excel opens with its marks: UTF-8 with a byte order mark, CRLF. Formulas in it are harmless."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, TextIO

from archive.export import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(file: TextIO, rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows; how many."""
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
        count += 1
    return count


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
