"""Captures: one row for each HTTP exchange, pointing to its WARC record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.clock import time_of, utc_text
from archive.numbers import next_number
from archive.parts import MISSING, PART
from archive.warc import Original, Place

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from archive.records import Capture

_INSERT = """
INSERT INTO captures (id, url, portal, crawl_id, fetched_at, status, content_type, etag, last_modified, payload_digest,
                      payload_bytes, warc_file, warc_offset, warc_length, revisit_of, truncated, extract_error, part_of)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave so that it can be asked whether a page has changed since (RFC 9110, 8.8)."""

    etag: str
    """As sent; empty: none."""
    last_modified: str
    """As sent; empty: none."""
    fetched_at: datetime
    """When the page was last received whole."""
    kind: str
    """What the page was then."""
    note: str
    """Why it was no article, as the reading said; empty: it was one."""


def validators_of(db: sqlite3.Connection, portal: str, url: str, requested_url: str) -> Validators | None:
    """What to ask with whether the page at `url` is as it was when `requested_url` last brought it.

    None where it must be received whole: nothing was given, it was no page, its bytes are damaged or could not be read,
    or its text goes on on other pages, which may have changed without it.
    """
    row = db.execute(
        "SELECT captures.etag, captures.last_modified, fetched_at, kind, pages.error "
        "FROM captures JOIN pages USING (portal) "
        "WHERE captures.url = ? AND pages.portal = ? AND pages.url = ? AND captures.status = 200 "
        "AND pages.outcome = pages.kind AND pages.status IN (200, 304) AND damage IS NULL "
        "AND truncated IS NULL AND extract_error IS NULL AND payload_bytes > 0 "
        "AND substr(coalesce(pages.error, ''), 1, ?) <> ? AND NOT EXISTS (SELECT 1 FROM article_urls "
        "JOIN articles ON articles.id = article_id WHERE articles.portal = pages.portal AND articles.url = pages.url "
        "AND reason = ?) ORDER BY captures.id DESC LIMIT 1",
        (requested_url, portal, url, len(MISSING), MISSING, PART),
    ).fetchone()
    if row is None or not (row[0] or row[1]):
        return None
    fetched_at = time_of(row[2])
    assert fetched_at is not None
    return Validators(row[0] or "", row[1] or "", fetched_at, row[3], row[4] or "")


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
    original: Original | None, extract_error: str = "", part_of: int | None = None, number: int | None = None,
) -> int:  # fmt: skip
    """Enters a capture whose record lies at `place`; its id, the next one unless a `number` is given. `part_of` is the
    capture of the page where a text begins that goes on in this one.
    """
    cursor = db.execute(
        _INSERT,
        (
            number or next_number(db, "captures"), capture.url, portal, crawl_id, utc_text(capture.fetched_at),
            capture.status, capture.header("Content-Type") or None, capture.header("ETag") or None,
            capture.header("Last-Modified") or None, digest, len(capture.payload), place.file, place.offset,
            place.length, original.capture_id if original else None, capture.truncated, extract_error or None, part_of,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid
