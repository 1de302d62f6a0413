"""Articles that are not to be found where they were: suspect, removed, restored, each look with its capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.looks import first_row
from archive.numbers import next_number

if TYPE_CHECKING:
    import sqlite3

    from archive.looks import Change, Look

MANY_REDIRECTS = 5
"""So many article addresses that redirect to one page make that page the portal's way to say: not here."""


def record_gone(db: sqlite3.Connection, look: Look) -> tuple[Change, int | None]:
    """Enters that an article was not found at its address: suspect at the first look, removed at another visit's."""
    row = first_row(
        db, "SELECT id, state, gone_crawl_id FROM articles WHERE portal = ? AND url = ?", look.portal, look.url
    )
    if row is None:
        return "none", None
    article_id, state, crawl_id = row
    if state == "removed" or (state == "suspect" and crawl_id == look.crawl_id):
        return "none", article_id
    if state == "suspect":
        db.execute(
            "UPDATE articles SET state = 'removed', removed_capture_id = ? WHERE id = ?", (look.capture_id, article_id)
        )
        db.execute(
            "UPDATE absences SET removed_at = ?, removed_capture_id = ? WHERE article_id = ? AND back_at IS NULL",
            (look.at, look.capture_id, article_id),
        )
        return "removed", article_id
    db.execute(
        "UPDATE articles SET state = 'suspect', gone_at = ?, gone_crawl_id = ?, gone_capture_id = ?, "
        "removed_capture_id = NULL WHERE id = ?",
        (look.at, look.crawl_id, look.capture_id, article_id),
    )
    db.execute(
        "INSERT INTO absences (id, article_id, gone_at, gone_capture_id) VALUES (?, ?, ?, ?)",
        (next_number(db, "absences"), article_id, look.at, look.capture_id),
    )
    return "gone", article_id


def found_again(db: sqlite3.Connection, article_id: int, look: Look) -> None:
    """It is there: a suspicion is forgotten, a removed article is restored."""
    db.execute(
        "UPDATE articles SET last_seen = max(last_seen, ?), "
        "state = CASE state WHEN 'removed' THEN 'restored' WHEN 'suspect' THEN 'live' ELSE state END, "
        "gone_at = NULL, gone_crawl_id = NULL, gone_capture_id = NULL, removed_capture_id = NULL WHERE id = ?",
        (look.at, article_id),
    )
    db.execute(
        "UPDATE absences SET back_at = ?, back_capture_id = ? WHERE article_id = ? AND back_at IS NULL",
        (look.at, look.capture_id, article_id),
    )


def many_go_to(db: sqlite3.Connection, portal: str, url: str) -> bool:
    """Whether so many addresses of articles redirect there that it says nothing of any of them."""
    row = first_row(
        db,
        "SELECT count(*) FROM pages JOIN articles USING (portal, url) WHERE portal = ? AND redirect_to = ?",
        portal,
        url,
    )
    return bool(row and row[0] >= MANY_REDIRECTS)
