"""What is known of an address that was asked for: its kind, when it was looked at, and when it is due again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.clock import utc_text
from archive.parts import LATER

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from archive.records import Visit

NO_PAGE = frozenset({"gone", "error", "challenge", "empty", "failure", "refused"})
"""Outcomes that say nothing of what a page is: its kind stays what it was."""
_UPSERT = """
INSERT INTO pages (url, portal, kind, outcome, status, error, first_seen, last_seen, looks, unchanged, found_by,
                   referrer, redirect_to, last_capture_id, announced)
VALUES (:url, :portal, :outcome, :outcome, :status, :error, :at, :at, 1, 0, :found_by,
        :referrer, :redirect_to, :capture, :announced)
ON CONFLICT (portal, url) DO UPDATE SET
    announced = nullif(max(coalesce(announced, 0), coalesce(excluded.announced, 0)), 0),
    kind = CASE WHEN :no_page THEN kind ELSE excluded.kind END, outcome = excluded.outcome, status = excluded.status,
    error = excluded.error, last_seen = excluded.last_seen, looks = looks + 1,
    unchanged = CASE WHEN :news THEN 0 ELSE unchanged + 1 END, redirect_to = excluded.redirect_to,
    changed_at = CASE WHEN :news THEN excluded.last_seen ELSE changed_at END,
    last_capture_id = coalesce(excluded.last_capture_id, last_capture_id)
RETURNING unchanged, looks, first_seen, changed_at
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What a look at an address leaves behind."""

    unchanged: int
    """Looks in a row that found nothing new."""
    looks: int
    first_seen: str
    changed_at: str | None
    """When a later look than the first found something new; None: none did."""


def saw_page(db: sqlite3.Connection, visit: Visit, *, capture_id: int | None, news: bool, error: str) -> Page:
    """Enters a look at an address. `news`: it found something that was not there before."""
    status = visit.captures[-1].status if visit.captures else None
    row = db.execute(
        _UPSERT,
        {
            "url": visit.url, "portal": visit.portal, "outcome": visit.outcome, "status": status,
            "error": error or None, "at": utc_text(visit.at), "found_by": visit.found_by or None,
            "referrer": visit.referrer or None, "redirect_to": visit.redirect_to or None, "capture": capture_id,
            "no_page": visit.outcome in NO_PAGE, "news": news, "announced": len(visit.announcements) or None,
        },
    ).fetchone()  # fmt: skip
    return Page(*row)


def set_due(db: sqlite3.Connection, visit: Visit, due_at: datetime | None, reason: str) -> None:
    """Enters when the address is due again, and why."""
    db.execute(
        "UPDATE pages SET next_due = ?, due_reason = ? WHERE portal = ? AND url = ?",
        (utc_text(due_at) if due_at else None, reason or None, visit.portal, visit.url),
    )


def redirects_to(db: sqlite3.Connection, portal: str, url: str) -> list[str]:
    """The addresses of the portal that redirect to `url`, without what may be later pages of its text."""
    rows = db.execute(
        "SELECT url FROM pages WHERE portal = ? AND redirect_to = ? AND coalesce(error, '') <> ?", (portal, url, LATER)
    )
    return [found for (found,) in rows]


def page_before(db: sqlite3.Connection, portal: str, url: str) -> tuple[str, int]:
    """What the address was when last seen, and the most that it ever named as news; empty and 0: nobody had asked."""
    row = db.execute(
        "SELECT kind, coalesce(announced, 0) FROM pages WHERE portal = ? AND url = ?", (portal, url)
    ).fetchone()
    return (row[0], row[1]) if row else ("", 0)


def kind_of(db: sqlite3.Connection, portal: str, url: str) -> str | None:
    """What the address was when last seen; None: it was never asked for."""
    row = db.execute("SELECT kind FROM pages WHERE portal = ? AND url = ?", (portal, url)).fetchone()
    return row[0] if row else None
