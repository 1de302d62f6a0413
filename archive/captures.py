"""Captures: one row for each HTTP exchange, pointing to its WARC record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.clock import utc_text
from archive.numbers import next_number
from archive.warc import Original, Place

if TYPE_CHECKING:
    import sqlite3

    from archive.records import Capture

_INSERT = """
INSERT INTO captures (id, url, portal, crawl_id, fetched_at, status, content_type, etag, last_modified, payload_digest,
                      payload_bytes, warc_file, warc_offset, warc_length, revisit_of, truncated, extract_error)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def original_of(db: sqlite3.Connection, capture: Capture, digest: str) -> Original | None:
    """The earlier capture of the same address that this one repeats: its bytes are in `warc/`, whole, and equal these;
    for 304 the last that the server sent. None: these bytes are new.
    """
    if capture.status == 304:
        condition, values = "status = 200 AND url = ? ORDER BY id DESC", (capture.url,)
    elif capture.payload:
        condition, values = "payload_digest = ? AND url = ? ORDER BY id", (digest, capture.url)  # type: ignore[assignment]
    else:
        return None
    row = db.execute(
        f"SELECT id, url, fetched_at FROM captures WHERE revisit_of IS NULL AND damage IS NULL AND {condition} LIMIT 1",
        values,
    ).fetchone()
    return Original(*row) if row else None


def place_of(db: sqlite3.Connection, capture_id: int) -> Place | None:
    """Where the record of a capture lies."""
    row = db.execute("SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = ?", (capture_id,)).fetchone()
    return Place(*row) if row else None


def told_original(db: sqlite3.Connection, url: str, fetched_at: str, digest: str) -> tuple[Original, Place] | None:
    """The capture that a revisit record refers to, and where it lies; of several in one second that of the digest."""
    row = db.execute(
        "SELECT id, url, fetched_at, warc_file, warc_offset, warc_length FROM captures "
        "WHERE url = ? AND fetched_at = ? AND revisit_of IS NULL ORDER BY payload_digest <> ?, id LIMIT 1",
        (url, fetched_at, digest),
    ).fetchone()
    return (Original(*row[:3]), Place(*row[3:])) if row else None


def add_capture(
    db: sqlite3.Connection, capture: Capture, place: Place, *, portal: str, crawl_id: int, digest: str,
    original: Original | None, extract_error: str = "",
) -> int:  # fmt: skip
    """Enters a capture whose record lies at `place`; its id."""
    cursor = db.execute(
        _INSERT,
        (
            next_number(db, "captures"), capture.url, portal, crawl_id, utc_text(capture.fetched_at), capture.status,
            capture.header("Content-Type") or None, capture.header("ETag") or None,
            capture.header("Last-Modified") or None, digest, len(capture.payload), place.file, place.offset,
            place.length, original.capture_id if original else None, capture.truncated, extract_error or None,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid
