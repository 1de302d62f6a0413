"""Visits into the record, a batch at a time: first the bytes, made durable, then what they say, in one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.articles import Look, Recorded, record_article, record_gone, record_redirect, url_of
from archive.captures import add_capture, original_of
from archive.clock import utc_text
from archive.digest import payload_digest
from archive.errors import ArchiveError
from archive.pages import saw_page, set_due

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from archive.records import Capture, Visit
    from archive.warc import Original, Place, WarcWriter

    Due = Callable[[Visit, Recorded], tuple[datetime | None, str]]

NEWS = frozenset({"new", "changed", "gone", "removed", "restored"})


@dataclass(frozen=True, slots=True)
class _Stored:
    """A capture whose record is in `warc/`."""

    capture: Capture
    place: Place
    digest: str
    original: Original | None


@dataclass(frozen=True, slots=True)
class Crawl:
    """The run that a batch belongs to."""

    id: int
    extractor: str
    homepage: str


def add_visits(
    db: sqlite3.Connection, warc: WarcWriter, visits: Sequence[Visit], *, crawl: Crawl, due: Due
) -> list[Recorded]:
    """Enters visits; what is returned is durable. Raises ArchiveError where disk or database refuse.

    Repeating it after a kill costs captures that stand twice, and nothing else.
    """
    stored = [_store(db, warc, visit, crawl) for visit in visits]
    warc.sync()
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            recorded = [_enter(db, visit, kept, crawl, due) for visit, kept in zip(visits, stored, strict=True)]
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise ArchiveError(f"archive.db cannot be written: {error}; what was acknowledged is kept") from None
    return recorded


def _store(db: sqlite3.Connection, warc: WarcWriter, visit: Visit, crawl: Crawl) -> list[_Stored]:
    stored, record_id = [], ""
    for capture in visit.captures:
        digest = payload_digest(capture.payload)
        original = original_of(db, capture, digest)
        place, record_id = warc.capture(capture, digest=digest, original=original)
        stored.append(_Stored(capture, place, digest, original))
    warc.metadata(_said_of(visit, crawl), url=visit.requested_url, at=visit.at, concurrent_to=record_id)
    return stored


def _said_of(visit: Visit, crawl: Crawl) -> dict[str, Any]:
    """What the bytes themselves do not say of a visit, so that `warc/` alone is enough."""
    values = {
        "type": "visit", "portal": visit.portal, "crawl": crawl.id, "url": visit.url, "outcome": visit.outcome,
        "error": visit.error, "redirect_to": visit.redirect_to, "referrer": visit.referrer, "found_by": visit.found_by,
        "captures": len(visit.captures), "hints": [list(hint) for hint in visit.hints],
    }  # fmt: skip
    return {name: value for name, value in values.items() if value not in ("", [])}


def _enter(db: sqlite3.Connection, visit: Visit, stored: list[_Stored], crawl: Crawl, due: Due) -> Recorded:
    """Enters one visit. What SQLite refuses of an article is said at its capture and costs no other."""
    db.execute("SAVEPOINT visit")
    try:
        recorded = _entered(db, visit, stored, crawl, "")
    except (sqlite3.IntegrityError, sqlite3.DataError, UnicodeEncodeError, ValueError, OverflowError) as error:
        db.execute("ROLLBACK TO visit")
        fault = f"{type(error).__name__}: {error}".encode("ascii", "backslashreplace").decode()[:300]
        recorded = _entered(db, replace(visit, article=None, outcome="other"), stored, crawl, fault)
    db.execute("RELEASE visit")
    when, why = due(visit, recorded)
    set_due(db, visit, when, why)
    return recorded


def _entered(db: sqlite3.Connection, visit: Visit, stored: list[_Stored], crawl: Crawl, fault: str) -> Recorded:
    capture_id = None
    for one in stored:
        capture_id = add_capture(
            db, one.capture, one.place, portal=visit.portal, crawl_id=crawl.id, digest=one.digest,
            original=one.original, extract_error=fault or visit.extract_error,
        )  # fmt: skip
    change, article_id = "none", None
    if capture_id is not None:
        look = Look(
            visit.portal, visit.url, utc_text(visit.at), crawl.id, capture_id, crawl.extractor, visit.found_by
        )  # fmt: skip
        change, article_id = _judge(db, visit, look, crawl)
    page = saw_page(
        db, visit, capture_id=capture_id, news=change in NEWS or visit.news_count > 0, error=fault or visit.error
    )
    own = url_of(db, article_id) if change == "alias" and article_id is not None else ""
    return Recorded(change, article_id, page.unchanged, page.looks, capture_id, own)  # type: ignore[arg-type]


def _judge(db: sqlite3.Connection, visit: Visit, look: Look, crawl: Crawl) -> tuple[str, int | None]:
    if visit.article is not None:
        return record_article(db, visit.article, look)
    if visit.outcome == "gone":
        return record_gone(db, look)
    if visit.outcome == "redirect" and visit.redirect_to:
        return record_redirect(db, visit, look, crawl.homepage)
    return "none", None
