"""JSON Lines: one article a line, in UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from archive.export import plain_row
from archive.terminal import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(file: TextIO, rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows; how many."""
    count = 0
    for row in rows:
        file.write(json_text(plain_row(row)) + "\n")
        count += 1
    return count
