"""Stories of articles that were in the archive before stories were, or under other rules: entered in portions.

How far that has come stands in table `settings`, so that it goes on where it was cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.fixity import seal
from archive.fulltext.changed import note_changed
from archive.stories.joining import join
from archive.stories.signature import FORM

if TYPE_CHECKING:
    import sqlite3

PORTION = 200
"""Articles that are entered in one transaction."""
_FORM, _REACHED = "stories", "stories reached"


def refresh_stories(db: sqlite3.Connection) -> None:
    """Finds the stories of all articles anew if they were not found by the rules of today."""
    if _setting(db, _FORM) != FORM:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE articles SET story_id = NULL WHERE story_id IS NOT NULL")
        for table in ("stories", "story_bands", "story_signatures"):
            db.execute(f"DELETE FROM {table}")
        _put(db, _FORM, FORM)
        _put(db, _REACHED, "0")
        _end(db)
    while (reached := _setting(db, _REACHED)) is not None:
        db.execute("BEGIN IMMEDIATE")
        numbers = [number for (number,) in db.execute(
            "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", (int(reached), PORTION)
        )]  # fmt: skip
        for number in numbers:
            join(db, number)
        if numbers:
            _put(db, _REACHED, str(numbers[-1]))
        else:
            db.execute("DELETE FROM settings WHERE name = ?", (_REACHED,))
        _end(db)


def _end(db: sqlite3.Connection) -> None:
    note_changed(db)
    seal(db)
    db.execute("COMMIT")


def _setting(db: sqlite3.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def _put(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
