"""Pages that were read as articles and are in doubt: captured like every other, published only once that is settled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.clock import utc_text
from archive.looks import first_row
from archive.numbers import next_number
from archive.versions import said_by

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from archive.records import Article, Visit


def put_aside(db: sqlite3.Connection, visit: Visit, capture_id: int) -> None:
    """Enters a page in doubt in the place of an earlier look at it that waits too; belongs into a transaction."""
    assert visit.article is not None
    at = utc_text(visit.at)
    supersede(db, visit.portal, visit.url, at=at)
    if first_row(
        db, "SELECT 1 FROM set_aside WHERE portal = ? AND url = ? AND settlement = 'dropped'", visit.portal, visit.url
    ):
        return  # somebody has looked: it is no article
    db.execute(
        "INSERT INTO set_aside (id, portal, url, capture_id, seen_at, doubt, title, article) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            next_number(db, "set_aside"), visit.portal, visit.url, capture_id, at, visit.doubt,
            visit.article.title, _written(visit.article),
        ),
    )  # fmt: skip


def _written(article: Article) -> str:
    """All that was read: a page that waits to be published loses nothing by it."""
    said = said_by(article) | {
        "page_type": article.page_type, "page_type_confidence": article.page_type_confidence,
        "doubts": dict(article.doubts),
    }  # fmt: skip
    for name in ("tags", "captions", "attachments"):
        said[name] = json.loads(said[name])
    written = json.dumps(said, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which no table takes as it is
        written = json.dumps(said)
    return written


def supersede(db: sqlite3.Connection, portal: str, url: str, *, at: str) -> None:
    """A later look at the address has settled what waited there."""
    db.execute(
        "UPDATE set_aside SET settled_at = ?, settlement = 'superseded' "
        "WHERE portal = ? AND url = ? AND settled_at IS NULL",
        (at, portal, url),
    )


def addresses_of(db: sqlite3.Connection, numbers: Iterable[int]) -> list[str]:
    """The addresses of pages that wait, by their numbers."""
    found = (
        first_row(db, "SELECT url FROM set_aside WHERE id = ? AND settled_at IS NULL", number) for number in numbers
    )
    return [row[0] for row in found if row is not None]


def settle(db: sqlite3.Connection, portal: str, url: str, *, how: str, at: str) -> int | None:
    """Settles the page that waits at an address: `published` or `dropped`. The capture to be published; None: none is.

    By the address, not by the number: that is another one where a repair reads more or fewer pages as articles.
    """
    row = first_row(
        db, "SELECT id, capture_id FROM set_aside WHERE portal = ? AND url = ? AND settled_at IS NULL", portal, url
    )
    if row is None:
        return None
    db.execute("UPDATE set_aside SET settled_at = ?, settlement = ? WHERE id = ?", (at, how, row[0]))
    return int(row[1]) if how == "published" else None


def mark_refused(db: sqlite3.Connection, portal: str, url: str, *, fault: str, at: str) -> None:
    """Settles the page that waits at an address as none that can be published, and says why at its capture."""
    db.execute(
        "UPDATE captures SET extract_error = ? WHERE id IN "
        "(SELECT capture_id FROM set_aside WHERE portal = ? AND url = ? AND settled_at IS NULL)",
        (fault, portal, url),
    )
    settle(db, portal, url, how="dropped", at=at)
