"""Which articles the index has to look at again: noted in the transaction that changes them. Pure SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

TABLE = "search_changes"


def note_changed(db: sqlite3.Connection) -> None:
    """Notes the articles whose rows were written since the last time; belongs before `archive.fixity.seal`.

    Each has one row, with the number of its latest change: the table never grows beyond the articles.
    """
    numbers: set[int] = set()
    for table, key in db.execute(
        "SELECT DISTINCT table_name, row_key FROM touched "
        "WHERE schema_name = 'main' AND table_name IN ('articles', 'article_versions', 'attachments')"
    ).fetchall():
        number = json.loads(key)[0]
        if table == "article_versions":
            row = db.execute("SELECT article_id FROM article_versions WHERE id = ?", (number,)).fetchone()
            if row is None:
                continue  # gone with its article
            number = row[0]
        numbers.add(number)
    if numbers:
        last = db.execute(f"SELECT coalesce(max(change), 0) FROM {TABLE}").fetchone()[0]
        db.executemany(
            f"INSERT OR REPLACE INTO {TABLE} (article_id, change) VALUES (?, ?)",
            [(number, last + place) for place, number in enumerate(sorted(numbers), 1)],
        )
