"""Reading again what is kept: a version is what its capture says, and a better reading of it is no edit.

What is read again, in which order, and how far that has come; what a reading does to a version is `archive.readings`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.articles import record_article
from archive.looks import Look, first_row
from archive.readings import put_reading
from archive.visit_records import visit_at
from archive.warc import Place, serial_of, warc_files

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from archive.recording import Recording
    from archive.records import Article
    from archive.visit_records import ToldVisit

Position = tuple[str, int]
"""A file in `warc/`, and how far into it."""
_PROGRESS = "reextract"


@dataclass(frozen=True, slots=True)
class Task:
    """A visit to be read again, and what came of it then."""

    told: ToldVisit
    version_id: int | None
    """The version that it made; None: the page was taken for no article."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A capture that cannot be read again: its record, or that of its visit, is damaged or not there."""

    place: Place


def tasks(recording: Recording, portal: str, *, after: Position | None = None) -> Iterator[Task | Missing]:
    """What of a portal is to be read again, in the order of `warc/`, from a position on: the capture of each version,
    and the latest one of each page that was taken for no article.

    What lies between them, other portals' as a rule, is not read.
    """
    wanted = _wanted(recording.db, portal)
    there = set(warc_files(recording.warc_folder))
    for place in sorted(wanted, key=lambda one: (_order(one.file), one.offset)):
        if after is not None and (_order(place.file), place.offset) < (_order(after[0]), after[1]):
            continue
        told = visit_at(recording.warc_folder, place) if place.file in there else None
        yield Missing(place) if told is None else Task(told, wanted[place])


def count(recording: Recording, portal: str) -> int:
    """How many tasks there are in all."""
    return len(_wanted(recording.db, portal))


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
        "SELECT warc_file, warc_offset, warc_length, NULL FROM pages JOIN captures ON captures.id = last_capture_id "
        "WHERE pages.portal = ? AND captures.status = 200 AND (kind IN ('other', 'listing') OR extract_error <> '') "
        "AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.portal = pages.portal AND articles.url = pages.url) "
        "AND NOT EXISTS (SELECT 1 FROM article_urls WHERE article_urls.portal = pages.portal "
        "AND article_urls.url = pages.url)",
        (portal,),
    ).fetchall()
    return {Place(*place): version_id for *place, version_id in rows}


def put_found(db: sqlite3.Connection, article: Article, told: ToldVisit, *, label: str) -> bool:
    """Enters an article in a page that was taken for none, as seen when the page was received; belongs into a
    transaction. Whether it is a new article, not another address of one.
    """
    place = told.captures[-1].place
    statement = "SELECT id, crawl_id, fetched_at FROM captures WHERE warc_file = ? AND warc_offset = ?"
    row = first_row(db, statement, place.file, place.offset)
    assert row is not None
    change, _ = record_article(
        db, article, Look(told.portal, told.url, row[2], row[1], row[0], label, told.found_by)
    )  # fmt: skip
    db.execute("UPDATE captures SET extract_error = NULL WHERE id = ? AND extract_error <> ''", (row[0],))
    db.execute(
        "UPDATE pages SET kind = 'article', outcome = 'article', error = NULL WHERE portal = ? AND url = ?",
        (told.portal, told.url),
    )
    return change == "new"


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
