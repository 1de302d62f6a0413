"""Reading again what is kept: a version is what its capture says, and a better reading of it is no edit.

What is read again, in which order, and how far that has come; what a reading does to a version is `archive.readings`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.articles import record_unchanged
from archive.clock import utc_text
from archive.digest import content_hash
from archive.looks import Look, first_row
from archive.readings import put_reading
from archive.same_content import says_the_same, tells_apart
from archive.visit_records import visit_at
from archive.visits import judge
from archive.warc import Place, serial_of, warc_files

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from archive.recording import Recording
    from archive.records import Article, Visit
    from archive.visit_records import ToldVisit

Position = tuple[str, int]
"""A file in `warc/`, and how far into it."""
_PROGRESS = "reextract"
_LATEST_PAGE = (
    "JOIN captures AS last ON last.id = pages.last_capture_id JOIN captures ON captures.id = "
    "(SELECT max(id) FROM captures AS page WHERE page.url IN (pages.url, last.url) AND page.portal = pages.portal "
    "AND page.status = 200)"
)
"""The latest page that was received at an address, whatever later looks brought."""


@dataclass(frozen=True, slots=True)
class Task:
    """A visit to be read again, and what came of it then."""

    told: ToldVisit
    version_id: int | None
    """The version that it made; None: the page was taken for no article, or for another address of one."""
    is_other_address: bool = False
    """The address was held for another one of an article."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A capture that cannot be read again: its record, or that of its visit, is damaged or not there."""

    place: Place


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at an address, read again."""

    capture_id: int
    crawl_id: int
    at: str
    visit: Visit | None
    """None: the look brought the same bytes as the one before."""


def tasks(
    recording: Recording, portal: str, *, after: Position | None = None, doubtful: bool = False
) -> Iterator[Task | Missing]:
    """What of a portal is to be read again, in the order of `warc/`, from a position on: the capture of each version,
    and the latest page at each address that was taken for no article; then the latest at each other address of one.
    `doubtful`: the versions alone whose reading a second look has doubted.

    What lies between them, other portals' as a rule, is not read.
    """
    wanted = _doubted(recording.db, portal) if doubtful else _wanted(recording.db, portal)
    there = set(warc_files(recording.warc_folder))
    for place in sorted(wanted, key=lambda one: (_order(one.file), one.offset)):
        if after is not None and (_order(place.file), place.offset) < (_order(after[0]), after[1]):
            continue
        told = _told(recording, portal, place) if place.file in there else None
        yield Missing(place) if told is None else Task(told, wanted[place])
    for place in [] if doubtful else _other_addresses(recording.db, portal):
        told = _told(recording, portal, place) if place.file in there else None
        yield Missing(place) if told is None else Task(told, None, is_other_address=True)


def count(recording: Recording, portal: str, *, doubtful: bool = False) -> int:
    """How many tasks there are in all."""
    if doubtful:
        return len(_doubted(recording.db, portal))
    return len(_wanted(recording.db, portal)) + len(_other_addresses(recording.db, portal))


def reached(db: sqlite3.Connection, portal: str, terms: str) -> Position | None:
    """How far re-extraction under the same terms had come when it was cut off; None: it was not."""
    row = first_row(db, "SELECT value FROM settings WHERE name = ?", f"{_PROGRESS} {portal}")
    told = json.loads(row[0]) if row else {}
    return (told["file"], told["end"]) if told.get("terms") == terms else None


def put_reached(db: sqlite3.Connection, portal: str, terms: str, position: Position | None) -> None:
    """Enters how far it has come, None: to the end; belongs into the transaction that wrote it."""
    name = f"{_PROGRESS} {portal}"
    if position is None:
        db.execute("DELETE FROM settings WHERE name = ?", (name,))
        return
    value = json.dumps({"terms": terms, "file": position[0], "end": position[1]})
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def rename_progress(db: sqlite3.Connection, portal: str, new: str) -> None:
    """The portal has another key; belongs into a transaction."""
    db.execute(
        "UPDATE OR REPLACE settings SET name = ? WHERE name = ?", (f"{_PROGRESS} {new}", f"{_PROGRESS} {portal}")
    )


def _told(recording: Recording, portal: str, place: Place) -> ToldVisit | None:
    """The visit whose answer lies at a place, of the portal whose key may have been another one then."""
    told = visit_at(recording.warc_folder, place)
    return replace(told, portal=portal) if told is not None else None


def _order(name: str) -> tuple[int, str]:
    return serial_of(name), name


def _wanted(db: sqlite3.Connection, portal: str) -> dict[Place, int | None]:
    """Where captures lie that are to be read again, each with the version that was read from it."""
    rows = db.execute(
        "SELECT warc_file, warc_offset, warc_length, article_versions.id FROM article_versions "
        "JOIN captures ON captures.id = capture_id JOIN articles ON articles.id = article_id "
        "WHERE articles.portal = ?",
        (portal,),
    ).fetchall()
    rows += db.execute(
        "SELECT captures.warc_file, captures.warc_offset, captures.warc_length, NULL FROM pages "
        f"{_LATEST_PAGE} WHERE pages.portal = ? AND (kind IN ('other', 'listing', 'home', 'gone', 'challenge') "
        "OR captures.extract_error <> '') AND pages.url <> (SELECT homepage FROM portals WHERE id = pages.portal) "
        "AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.portal = pages.portal AND articles.url = pages.url) "
        "AND NOT EXISTS (SELECT 1 FROM article_urls WHERE article_urls.portal = pages.portal "
        "AND article_urls.url = pages.url)",
        (portal,),
    ).fetchall()
    return {Place(*place): version_id for *place, version_id in rows}


def _doubted(db: sqlite3.Connection, portal: str) -> dict[Place, int | None]:
    """Where the captures lie of versions whose reading is doubted, each with its version."""
    rows = db.execute(
        "SELECT warc_file, warc_offset, warc_length, article_versions.id FROM article_versions "
        "JOIN captures ON captures.id = capture_id JOIN articles ON articles.id = article_id "
        "WHERE articles.portal = ? AND article_versions.id IN (SELECT version_id FROM doubts)",
        (portal,),
    ).fetchall()
    return {Place(*place): version_id for *place, version_id in rows}


def _other_addresses(db: sqlite3.Connection, portal: str) -> list[Place]:
    """Where the latest pages lie of addresses that are held for an article's because of what they said."""
    rows = db.execute(
        "SELECT captures.warc_file, captures.warc_offset, captures.warc_length FROM article_urls "
        f"JOIN pages USING (portal, url) {_LATEST_PAGE} "
        "WHERE article_urls.portal = ? AND article_urls.reason IN ('canonical link', 'same content')",
        (portal,),
    ).fetchall()
    return sorted((Place(*place) for place in rows), key=lambda one: (_order(one.file), one.offset))


def history(recording: Recording, told: ToldVisit, read: Callable[[ToldVisit], Visit | None]) -> list[Seen]:
    """All looks at the address of a visit that brought an answer, the first one first, read again by `read`."""
    rows = recording.db.execute(
        "SELECT id, crawl_id, payload_digest, status, warc_file, warc_offset, warc_length FROM captures "
        "WHERE portal = ? AND url IN (?, ?) ORDER BY id",
        (told.portal, told.url, told.requested_url),
    ).fetchall()
    seen: list[Seen] = []
    before = ""
    for number, crawl_id, digest, status, *place in rows:
        look = _told(recording, told.portal, Place(*place))
        if look is None or look.url != told.url:
            continue
        at = utc_text(look.at)
        digest = " ".join((digest, *(one.digest for part in look.parts for one in part)))
        if status == 200 and digest == before:
            seen.append(Seen(number, crawl_id, at, None))
            continue
        if (visit := read(look)) is None:
            continue
        before = digest if status == 200 else before if status == 304 else ""
        seen.append(Seen(number, crawl_id, at, _light(visit)))
    return seen


def _light(visit: Visit) -> Visit:
    """The visit without its bytes and links, so that many fit into memory."""
    return replace(visit, captures=tuple(replace(one, payload=b"") for one in visit.captures), parts=(), links=())


def put_history(recording: Recording, told: ToldVisit, seen: Iterable[Seen], *, label: str) -> None:
    """Enters what was seen at an address as if it had been read so then; belongs into a transaction."""
    db = recording.db
    db.execute(
        "UPDATE pages SET kind = 'article', outcome = CASE outcome WHEN kind THEN 'article' ELSE outcome END, "
        "error = CASE outcome WHEN kind THEN NULL ELSE error END WHERE portal = ? AND url = ?",
        (told.portal, told.url),
    )
    for one in seen:
        if not recording.follows(one.crawl_id):
            continue
        crawl = recording.crawls[one.crawl_id]
        look = Look(told.portal, told.url, one.at, one.crawl_id, one.capture_id, label, told.found_by)
        if one.visit is None:
            record_unchanged(db, look)
            continue
        if recording.withheld.covers(one.visit):
            continue
        judge(db, one.visit, look, crawl)
        if one.visit.article is not None:
            db.execute(
                "UPDATE captures SET extract_error = NULL WHERE id = ? AND extract_error <> ''", (one.capture_id,)
            )


def is_parted(db: sqlite3.Connection, told: ToldVisit, article: Article) -> bool:
    """Whether an address that is held for another one of an article says something else than that one ever did."""
    if not tells_apart(article):
        return False
    digest = content_hash(article)
    versions = db.execute(
        "SELECT article_versions.content_hash, title, text FROM article_urls "
        "JOIN article_versions USING (article_id) WHERE portal = ? AND url = ?",
        (told.portal, told.url),
    ).fetchall()
    return bool(versions) and not any(
        digest == known or says_the_same(article.title, article.text, title, text) for known, title, text in versions
    )


def part(db: sqlite3.Connection, told: ToldVisit) -> None:
    """The address is no longer held for another one of an article; belongs into a transaction."""
    db.execute("DELETE FROM article_urls WHERE portal = ? AND url = ?", (told.portal, told.url))


def settle_own_addresses(db: sqlite3.Connection, portal: str) -> int:
    """Articles whose own address turned out to be no article's, a list that their page names, have the one at which
    they were read; belongs into a transaction. How many.
    """
    rows = db.execute(
        "SELECT articles.id, read_at_url FROM articles JOIN pages USING (portal, url) "
        "JOIN article_versions ON article_id = articles.id AND number = 1 "
        "WHERE portal = ? AND read_at_url <> articles.url AND kind IN ('listing', 'home', 'other') "
        "AND NOT EXISTS (SELECT 1 FROM article_versions AS own WHERE own.article_id = articles.id "
        "AND own.read_at_url = articles.url) AND EXISTS (SELECT 1 FROM article_urls WHERE article_urls.portal = "
        "articles.portal AND article_urls.url = read_at_url AND article_urls.article_id = articles.id)",
        (portal,),
    ).fetchall()
    for number, url in rows:
        db.execute("DELETE FROM article_urls WHERE portal = ? AND url = ?", (portal, url))
        db.execute("UPDATE articles SET url = ? WHERE id = ?", (url, number))
    return len(rows)


def reread_all(
    db: sqlite3.Connection, portal: str, reread: Callable[[int], Article | None], *, label: str, at: str
) -> None:
    """Reads every version of a portal again; belongs into a transaction."""
    rows = db.execute(
        "SELECT article_versions.id, capture_id FROM article_versions JOIN articles ON articles.id = article_id "
        "WHERE portal = ? ORDER BY article_versions.id",
        (portal,),
    ).fetchall()
    for version_id, capture_id in rows:
        article = reread(capture_id)
        if article is not None:
            put_reading(db, version_id, article, label=label, at=at)
