"""Visits into the tables. Their records are in `warc/` already; each visit is entered whole or not at all."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from archive.absences import record_gone
from archive.announcements import enter_announcements
from archive.articles import published_at, record_article, record_redirect, record_unchanged, url_of
from archive.captures import add_capture, original_of
from archive.certificates import enter_certificates
from archive.clock import time_of, utc_text
from archive.digest import payload_digest
from archive.doubtful import put_aside, supersede
from archive.looks import Look, Recorded, first_row, left_nothing
from archive.pages import kind_of, page_before, saw_page, set_due
from archive.records import USUAL_TYPES
from archive.replaced import NOTE, shows_other
from archive.sites import label
from archive.visit_records import said_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from archive.looks import Change
    from archive.numbering import Numbers
    from archive.records import Article, Capture, Outcome, Visit
    from archive.warc import Original, Place, WarcWriter
    from archive.withholding import Withheld

    Due = Callable[[Visit, Recorded], tuple[datetime | None, str]]

OTHER: dict[Outcome, Outcome] = {"article": "other"}
"""What is read as an article in the place of another one is none of the portal's articles."""
NEWS = frozenset({"new", "changed", "gone", "removed", "restored"})


REFUSED = (sqlite3.IntegrityError, sqlite3.DataError, UnicodeEncodeError, ValueError, OverflowError)
"""What entering an article raises of which no table takes what was read."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A capture whose record is in `warc/`."""

    capture: Capture
    place: Place
    digest: str
    original: Original | None
    number: int | None = None
    """The number that it had in an older database; None: it gets the next one."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """The run that a visit belongs to."""

    id: int
    portal: str
    extractor: str
    homepage: str
    reread: Callable[[int, int], Article | None] | None = None
    """From the number of the portal's latest model and that of a capture to what is read there with it."""
    has_left: Callable[[str], bool] = left_nothing
    """Whether the portal's pages have moved away from an address."""
    numbers: Numbers | None = None
    """Gives new articles their numbers; None: each gets the next one."""
    page_text: Callable[[int], str | None] | None = None
    """From a capture's number to the words of its page."""

    def look(self, visit: Visit, capture_id: int) -> Look:
        """What a visit saw, and what can read again what an earlier one saw, in the same way."""
        reread = partial(self.reread, visit.site) if self.reread is not None else None
        return Look(
            visit.portal, visit.url, utc_text(visit.at), self.id, capture_id, label(self.extractor, visit.site),
            visit.found_by, reread, self.has_left, visit.referrer,
            numbers=self.numbers, page_text=self.page_text,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pending:
    """A visit whose records are in `warc/`, to be entered with the next batch."""

    visit: Visit
    crawl: Crawl
    stored: tuple[Stored, ...]
    due: Due
    file: str
    end: int
    """Where its records end in that file."""


def keep(db: sqlite3.Connection, warc: WarcWriter, visit: Visit, crawl: Crawl, due: Due) -> Pending:
    """Appends the records of a visit to `warc/`, all in one write. Raises ArchiveError where the disk refuses."""
    stored, record_id = [], ""
    for capture in visit.all_captures:
        digest = payload_digest(capture.payload)
        original = original_of(db, capture, digest)
        place, record_id = warc.capture(capture, digest=digest, original=original)
        if capture.rendered is not None:
            warc.rendered(capture, of=record_id)
        stored.append(Stored(capture, place, digest, original))
    warc.metadata(said_of(visit, crawl.id), url=visit.requested_url, at=visit.at, concurrent_to=record_id)
    warc.append()
    return Pending(visit, crawl, tuple(stored), due, warc.name, warc.end)


def enter(db: sqlite3.Connection, batch: Sequence[Pending], withheld: Withheld) -> list[Recorded]:
    """Enters visits in their order; belongs into a transaction.

    Repeating it after a kill changes nothing: what a transaction has entered, no later one is given again.
    """
    recorded = [_enter(db, one, withheld) for one in batch]
    last = {one.visit.portal: (one.file, one.end, one.visit.portal) for one in batch}
    db.executemany("UPDATE portals SET warc_file = ?, warc_end = ? WHERE id = ?", list(last.values()))
    return recorded


def _enter(db: sqlite3.Connection, one: Pending, withheld: Withheld) -> Recorded:
    """Enters one visit. What SQLite refuses of an article is said at its capture and costs no other."""
    visit = one.visit
    enter_certificates(db, visit)
    if withheld.covers(visit):
        withheld.enter(one)
        return Recorded("none", None)
    db.execute("SAVEPOINT visit")
    try:
        recorded = _entered(db, one, visit, "")
        enter_announcements(db, visit, withheld.hides)
    except REFUSED as error:
        db.execute("ROLLBACK TO visit")
        fault = fault_of(error)
        visit = replace(visit, article=None, outcome="other")
        recorded = _entered(db, one, visit, fault)
    db.execute("RELEASE visit")
    when, why = one.due(visit, recorded)
    set_due(db, visit, when, why)
    return recorded


def fault_of(error: Exception) -> str:
    """What SQLite refused, as it is said at the capture."""
    return f"{type(error).__name__}: {error}".encode("ascii", "backslashreplace").decode()[:300]


def _entered(db: sqlite3.Connection, one: Pending, visit: Visit, fault: str) -> Recorded:
    capture_id = enter_captures(db, one, fault or visit.extract_error)
    change: Change = "none"
    article_id = None
    crawl = one.crawl
    was, announced = page_before(db, visit.portal, visit.url)
    look = crawl.look(visit, capture_id) if capture_id is not None else None
    replaced = shows_other(db, visit, look) if look is not None else None
    is_aside = replaced is None and look is not None and visit.article is not None and bool(visit.doubt)
    if replaced is not None:
        supersede(db, visit.portal, visit.url, at=utc_text(visit.at))
        article_id = replaced
        visit = replace(visit, article=None, outcome=OTHER.get(visit.outcome, visit.outcome), error=visit.error or NOTE)
    elif is_aside:
        put_aside(db, visit, capture_id)  # type: ignore[arg-type]
    elif look is not None:
        change, article_id = judge(db, visit, look, crawl)
    if visit.captures and visit.captures[-1].status == 304:
        visit = replace(visit, outcome=kind_of(db, visit.portal, visit.url) or visit.outcome)  # type: ignore[arg-type]
    page = saw_page(
        db, visit, capture_id=capture_id, error=fault or visit.error,
        news=change in NEWS or visit.news_count > 0 or (replaced is not None and was == "article"),
    )  # fmt: skip
    own = url_of(db, article_id) if change == "alias" and article_id is not None else ""
    return Recorded(
        change, article_id, page.unchanged, page.looks, capture_id, own, time_of(page.first_seen),
        time_of(page.changed_at), published_at(db, article_id) if article_id is not None else None,
        was, announced, is_aside, _is_usual(db, article_id, visit), replaced is not None,
    )  # fmt: skip


def _is_usual(db: sqlite3.Connection, article_id: int | None, visit: Visit) -> bool:
    """Whether an article, or what was read where none is known, is news or a notice."""
    if article_id is None:
        return visit.article is None or visit.article.page_type in USUAL_TYPES
    return first_row(db, "SELECT 1 FROM usual_articles WHERE id = ?", article_id) is not None


def enter_captures(db: sqlite3.Connection, one: Pending, extract_error: str) -> int | None:
    """Enters the captures of a visit; the number of the answer's, None where there is none."""
    capture_id = None
    count = len(one.visit.captures)
    for place, stored in enumerate(one.stored):
        number = add_capture(
            db, stored.capture, stored.place, portal=one.visit.portal, crawl_id=one.crawl.id, digest=stored.digest,
            original=stored.original, extract_error=extract_error, number=stored.number,
            part_of=capture_id if place >= count else None,
        )  # fmt: skip
        capture_id = number if place < count else capture_id
    return capture_id


def judge(db: sqlite3.Connection, visit: Visit, look: Look, crawl: Crawl) -> tuple[Change, int | None]:
    """Enters what a visit says of articles: one is there, is gone, or lies elsewhere."""
    if visit.article is not None:
        supersede(db, visit.portal, visit.url, at=look.at)
        return record_article(db, visit.article, look)
    if visit.outcome == "gone":
        return record_gone(db, look)
    if visit.outcome == "redirect" and visit.redirect_to:
        return record_redirect(db, visit, look, crawl.homepage)
    if visit.captures[-1].status == 304:
        return record_unchanged(db, look)
    return "none", None
