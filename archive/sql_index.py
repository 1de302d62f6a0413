"""The full-text table `articles_fts`, for those who search with SQL: exact words and folded ones side by side.

luutru's own search has an index of its own (`archive.fulltext`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.fixity import seal
from archive.folding import FOLDING, exact, words_in

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
    exacts = [exact(part) for part in (title, lead, text)]
    return tuple(" ".join(words_in(part, form)) for form in (0, 2) for part in exacts)


def refresh_index(db: sqlite3.Connection) -> None:
    """Makes the index anew if other rules of folding made it."""
    if is_of_today(db):
        return
    db.execute("BEGIN IMMEDIATE")
    make_index(db)
    seal(db)
    db.execute("COMMIT")


def is_of_today(db: sqlite3.Connection) -> bool:
    """Whether today's rules of folding made the index."""
    row = db.execute("SELECT value FROM settings WHERE name = 'folding'").fetchone()
    return bool(row) and row[0] == str(FOLDING)


def search_words(text: object) -> str:
    """The words of a text as the index holds them, spaces between: what MATCH looks for between quotation marks.

    >>> search_words("150ha 堤防")
    '150 ha 堤 防'
    """
    return "" if text is None else " ".join(words_in(exact(str(text)), 0))


def add_functions(db: sqlite3.Connection) -> None:
    """Lets statements over this connection call `search_words`."""
    db.create_function("search_words", 1, search_words, deterministic=True)


def make_index(db: sqlite3.Connection) -> None:
    """Makes the index anew from the articles; belongs into a transaction."""
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
    numbers = [number for (number,) in db.execute("SELECT id FROM articles ORDER BY id")]
    for number in numbers:
        index(db, *db.execute("SELECT id, title, lead, text FROM articles WHERE id = ?", (number,)).fetchone())
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('folding', ?)", (str(FOLDING),))
