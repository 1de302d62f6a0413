"""The full-text table `articles_fts`, for those who search with SQL: exact words and folded ones side by side.

luutru's own search has an index of its own (`archive.fulltext`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.fixity import seal
from archive.folding import FOLDING, exact, strip_marks

if TYPE_CHECKING:
    import sqlite3

_INSERT = """
INSERT INTO articles_fts (rowid, title, lead, text, title_folded, lead_folded, text_folded) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_DELETE = """
INSERT INTO articles_fts (articles_fts, rowid, title, lead, text, title_folded, lead_folded, text_folded)
VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)
"""


def index(db: sqlite3.Connection, article_id: int, title: str, lead: str, text: str) -> None:
    """Puts an article into the index."""
    db.execute(_INSERT, (article_id, *_forms(title, lead, text)))


def unindex(db: sqlite3.Connection, article_id: int, title: str, lead: str, text: str) -> None:
    """Takes an article out of the index; its values must be those that were put in."""
    db.execute(_DELETE, (article_id, *_forms(title, lead, text)))


def _forms(title: str, lead: str, text: str) -> tuple[str, ...]:
    exacts = tuple(exact(part) for part in (title, lead, text))
    return (*exacts, *map(strip_marks, exacts))


def refresh_index(db: sqlite3.Connection) -> None:
    """Makes the index anew if other rules of folding made it."""
    row = db.execute("SELECT value FROM settings WHERE name = 'folding'").fetchone()
    if row and row[0] == str(FOLDING):
        return
    db.execute("BEGIN IMMEDIATE")
    make_index(db)
    seal(db)
    db.execute("COMMIT")


def make_index(db: sqlite3.Connection) -> None:
    """Makes the index anew from the articles; belongs into a transaction."""
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
    numbers = [number for (number,) in db.execute("SELECT id FROM articles ORDER BY id")]
    for number in numbers:
        index(db, *db.execute("SELECT id, title, lead, text FROM articles WHERE id = ?", (number,)).fetchone())
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('folding', ?)", (str(FOLDING),))
