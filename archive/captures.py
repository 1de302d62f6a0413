"""Captures: one row for each HTTP exchange, pointing to its WARC record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.clock import utc_text
from archive.warc import Original, Place

if TYPE_CHECKING:
    import sqlite3

    from archive.records import Capture

_INSERT = """
INSERT INTO captures (url, portal, crawl_id, fetched_at, status, content_type, etag, last_modified, payload_digest,
                      payload_bytes, warc_file, warc_offset, warc_length, revisit_of, truncated, extract_error)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def original_of(db: sqlite3.Connection, capture: Capture, digest: str) -> Original | None:
    """The earlier capture of the same address whose bytes are in `warc/` and equal these; None: these are new."""
    if not capture.payload and capture.status != 304:
        return None
    row = db.execute(
        "SELECT id, url, fetched_at FROM captures WHERE payload_digest = ? AND url = ? AND revisit_of IS NULL "
        "ORDER BY id LIMIT 1",
        (digest, capture.url),
    ).fetchone()
    return Original(*row) if row else None


def add_capture(
    db: sqlite3.Connection, capture: Capture, place: Place, *, portal: str, crawl_id: int, digest: str,
    original: Original | None, extract_error: str = "",
) -> int:  # fmt: skip
    """Enters a capture whose record lies at `place`; its id."""
    cursor = db.execute(
        _INSERT,
        (
            capture.url, portal, crawl_id, utc_text(capture.fetched_at), capture.status,
            capture.header("Content-Type") or None, capture.header("ETag") or None,
            capture.header("Last-Modified") or None, digest, len(capture.payload), place.file, place.offset,
            place.length, original.capture_id if original else None, capture.truncated, extract_error or None,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid
