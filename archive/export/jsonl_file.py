"""JSON Lines: one article a line, in UTF-8."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from archive.export import plain_row

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(file: TextIO, rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows; how many."""
    count = 0
    for row in rows:
        file.write(json.dumps(plain_row(row), ensure_ascii=False) + "\n")
        count += 1
    return count
