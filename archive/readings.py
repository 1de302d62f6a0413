"""How a version reads: a better reading of its capture takes the place of the one that is there, which is kept.

Number, capture and time of the version stay: it is no edit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from archive.digest import STATED, content_hash
from archive.looks import first_row
from archive.type_rules import put_doubts, put_page_type
from archive.versions import State, add_version, put_state, said_by
from archive.visit_records import moment

if TYPE_CHECKING:
    import sqlite3

    from archive.records import Article

FIELDS = (
    "title", "lead", "text", "html", "published_on", "published_at", "published_precision", "published_from",
    "modified_at", "author", "source", "category", "tags", "language", "image_url", "captions", "attachments",
)  # fmt: skip
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


def difference(db: sqlite3.Connection, version_id: int, article: Article) -> Difference | None:
    """How a version reads otherwise in `article`; None: it reads the same."""
    row = _version(db, version_id)
    changes = _changes(row, said_by(_dated(article, row)))
    return Difference(row["article_id"], row["number"], row["read_at_url"], changes) if changes else None


def type_change(db: sqlite3.Connection, version_id: int, article: Article) -> tuple[str, str] | None:
    """What the article of a version is called, and would be by this reading; None: the same, or a rule decides."""
    row = first_row(
        db, "SELECT page_type FROM articles JOIN article_versions ON article_id = articles.id AND number = version "
        "WHERE article_versions.id = ? AND read_type IS NULL", version_id
    )  # fmt: skip
    return (row[0], article.page_type) if row is not None and row[0] != article.page_type else None


def put_reading(db: sqlite3.Connection, version_id: int, article: Article, *, label: str, at: str) -> bool:
    """Makes `article` the reading of a version; belongs into a transaction. Whether it differs from the one before."""
    row = _version(db, version_id)
    article = _dated(article, row)
    changes = _changes(row, said_by(article))
    if not changes:
        put_doubts(db, version_id, label, article.doubts)
        if row["number"] == row["version"]:
            put_page_type(db, row["article_id"], article)
        if row["extractor"] != label:
            db.execute("UPDATE article_versions SET extractor = ? WHERE id = ?", (label, version_id))
        return False
    _keep(db, version_id, at=at)
    state = State(row["number"], row["capture_id"], row["read_at_url"], row["seen_at"], label)
    put = put_state if row["number"] == row["version"] else add_version
    put(db, article, content_hash(article), row["article_id"], state)
    return True


def _keep(db: sqlite3.Connection, version_id: int, *, at: str) -> None:
    """Puts what a version says by its present reading into `readings`, before another reading takes its place."""
    cursor = db.execute("SELECT * FROM article_versions WHERE id = ?", (version_id,))
    names = [column[0] for column in cursor.description]
    values = dict(zip(names, cursor.fetchone(), strict=True))
    extractor = values.pop("extractor")
    for name in ("id", "article_id", "number", "capture_id", "read_at_url", "seen_at"):
        del values[name]
    for name in ("tags", "captions", "attachments"):
        values[name] = json.loads(values[name])
    db.execute(
        "INSERT INTO readings (version_id, extractor, read_at, article) VALUES (?, ?, ?, ?)",
        (version_id, extractor, at, json.dumps(values, ensure_ascii=False)),
    )


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
