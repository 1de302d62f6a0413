"""CSV that Excel opens with its marks: UTF-8 with a byte order mark, CRLF. Formulas in it are harmless.

Every text is quoted: a spreadsheet that takes semicolons and tabs for separators too would begin a cell behind one.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any, TextIO

from archive.export import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMULA = re.compile(r"'*(?:[\s\x00-\x20]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
"""How a text begins that a spreadsheet would run, spaces before it and wide signs included (OWASP, CSV injection)."""


def write(file: TextIO, rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows; how many."""
    file.write("\ufeff")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    count = 0
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
        count += 1
    return count


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; so does one that has one already,
    so that `exact` knows which is ours.
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def exact(cell: str) -> str:
    """The text that a cell stands for.

    >>> exact("'=1+1"), exact("'tin"), exact("''=1+1")
    ('=1+1', "'tin", "'=1+1")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
