"""Reading again what is kept: a version is what its capture says, and a better reading of it is no edit.

Each version is read again from its own capture. A reading that differs takes the place of the one that is there, which
goes to `readings`; number, capture and time of the version stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from archive.articles import record_article
from archive.digest import STATED, content_hash
from archive.looks import Look, first_row
from archive.versions import State, add_version, keep_reading, put_state, said_by
from archive.visit_records import moment, visit_at
from archive.warc import Place, serial_of, warc_files

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from archive.recording import Recording
    from archive.records import Article
    from archive.visit_records import ToldVisit

FIELDS = (
    "title", "lead", "text", "html", "published_on", "published_at", "published_precision", "published_from",
    "modified_at", "author", "source", "category", "tags", "language", "image_url", "captions", "attachments",
)  # fmt: skip
Position = tuple[str, int]
"""A file in `warc/`, and how far into it."""
_PROGRESS = "reextract"
_EMPTY = (None, "", "[]")
_LATE = ("listing", "feed", "sitemap")
"""Where a date came from that the page itself does not state."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """How one field reads before and after."""

    name: str
    kind: Literal["gained", "lost", "differs"]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How a version reads otherwise."""

    article_id: int
    number: int
    url: str
    fields: tuple[FieldChange, ...]


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


def difference(db: sqlite3.Connection, version_id: int, article: Article) -> Difference | None:
    """How a version reads otherwise in `article`; None: it reads the same."""
    row = _version(db, version_id)
    changes = _changes(row, said_by(_dated(article, row)))
    return Difference(row["article_id"], row["number"], row["read_at_url"], changes) if changes else None


def put_reading(db: sqlite3.Connection, version_id: int, article: Article, *, label: str, at: str) -> bool:
    """Makes `article` the reading of a version; belongs into a transaction. Whether it differs from the one before."""
    row = _version(db, version_id)
    article = _dated(article, row)
    changes = _changes(row, said_by(article))
    if not changes:
        if row["extractor"] != label:
            db.execute("UPDATE article_versions SET extractor = ? WHERE id = ?", (label, version_id))
        return False
    keep_reading(db, version_id, at=at)
    state = State(row["number"], row["capture_id"], row["read_at_url"], row["seen_at"], label)
    put = put_state if row["number"] == row["version"] else add_version
    put(db, article, content_hash(article), row["article_id"], state)
    return True


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


def _version(db: sqlite3.Connection, version_id: int) -> dict[str, Any]:
    cursor = db.execute(
        "SELECT article_versions.*, articles.version FROM article_versions JOIN articles ON articles.id = article_id "
        "WHERE article_versions.id = ?",
        (version_id,),
    )
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _dated(article: Article, row: dict[str, Any]) -> Article:
    """The article with the date that a listing or feed has given it since, where it states none itself."""
    if article.published_from in STATED or row["published_from"] not in _LATE or row["published_on"] is None:
        return article
    return replace(
        article, published_at=moment(row["published_at"]), published_on=date.fromisoformat(row["published_on"]),
        published_precision=row["published_precision"], published_from=row["published_from"],
    )  # fmt: skip


def _changes(row: dict[str, Any], said: dict[str, Any]) -> tuple[FieldChange, ...]:
    found = []
    for name in FIELDS:
        before, after = row[name], said[name]
        if before == after or (before in _EMPTY and after in _EMPTY):
            continue
        kind: Literal["gained", "lost", "differs"] = "differs"
        if before in _EMPTY or after in _EMPTY:
            kind = "gained" if before in _EMPTY else "lost"
        found.append(FieldChange(name, kind, str(before or ""), str(after or "")))
    return tuple(found)
