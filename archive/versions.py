"""What an article says, put into the tables: its present state, a version, a reading, its dates and figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.clock import utc_text
from archive.looks import first_row
from archive.numbers import next_number
from archive.sql_index import index, unindex
from archive.stories.joining import rejoin, settle
from archive.type_rules import put_doubts, put_page_type

if TYPE_CHECKING:
    import sqlite3

    from archive.looks import Look
    from archive.records import Article

_DATES = ("published_at", "published_on", "published_precision", "published_from")


def values_of(article: Article) -> dict[str, Any]:
    """The columns that articles and versions share."""
    return {
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "html": article.html,
        "published_at": utc_text(article.published_at) if article.published_at else None,
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_precision": article.published_precision,
        "published_from": article.published_from,
        "modified_at": utc_text(article.modified_at) if article.modified_at else None,
        "author": article.author,
        "source": article.source,
        "category": article.category,
        "tags": json.dumps(article.tags, ensure_ascii=False),
        "language": article.language,
        "image_url": article.image_url,
    }


def said_by(article: Article) -> dict[str, Any]:
    """The columns of a version that say what the page said."""
    return values_of(article) | {
        "captions": _json({"url": one.url, "caption": one.caption, "alt": one.alt} for one in article.images),
        "attachments": _json(
            {"url": one.url, "name": one.name, "media_type": one.media_type} for one in article.attachments
        ),
    }


@dataclass(frozen=True, slots=True)
class State:
    """A version without its words: which it is, and what tells it."""

    number: int
    capture_id: int
    read_at_url: str
    seen_at: str
    extractor: str

    @classmethod
    def of(cls, look: Look, number: int) -> State:
        """The state that a look has found."""
        return cls(number, look.capture_id, look.url, look.at, look.extractor)


def put_state(db: sqlite3.Connection, article: Article, digest: str, article_id: int, state: State) -> None:
    """Makes what was read the present state of an article: a new version, or another reading of one that is there."""
    old = first_row(db, "SELECT title, lead, text FROM articles WHERE id = ?", article_id)
    assert old is not None
    unindex(db, article_id, *old)
    values = {**values_of(article), "content_hash": digest, "version": state.number, "id": article_id}
    if values["published_on"] is None:  # the page states none: what a listing gave stays
        for name in _DATES:
            del values[name]
    columns = ", ".join(f"{name} = :{name}" for name in values if name != "id")
    db.execute(f"UPDATE articles SET {columns} WHERE id = :id", values)
    put_page_type(db, article_id, article)
    add_version(db, article, digest, article_id, state)
    attach(db, article, article_id)
    index(db, article_id, article.title, article.lead, article.text)
    rejoin(db, article_id)


def add_version(db: sqlite3.Connection, article: Article, digest: str, article_id: int, state: State) -> None:
    """Writes a version, or another reading of one that is there."""
    values = said_by(article) | {
        "id": next_number(db, "article_versions"), "article_id": article_id, "number": state.number,
        "capture_id": state.capture_id, "read_at_url": state.read_at_url, "seen_at": state.seen_at,
        "extractor": state.extractor, "content_hash": digest,
    }  # fmt: skip
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    fresh = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("id", "article_id", "number"))
    db.execute(
        f"INSERT INTO article_versions ({names}) VALUES ({places}) "
        f"ON CONFLICT (article_id, number) DO UPDATE SET {fresh}",
        values,
    )
    _put_doubts(db, article, article_id, state.number, state.extractor)


def put_doubts_of(db: sqlite3.Connection, article: Article, article_id: int, extractor: str) -> None:
    """Enters what is doubtful about the present version as it is read now."""
    row = first_row(db, "SELECT version FROM articles WHERE id = ?", article_id)
    assert row is not None
    _put_doubts(db, article, article_id, row[0], extractor)


def _put_doubts(db: sqlite3.Connection, article: Article, article_id: int, number: int, extractor: str) -> None:
    row = first_row(db, "SELECT id FROM article_versions WHERE article_id = ? AND number = ?", article_id, number)
    assert row is not None
    put_doubts(db, row[0], extractor, article.doubts)


def date_article(db: sqlite3.Connection, article_id: int, values: dict[str, Any]) -> bool:
    """Gives an article that states no date the one that `values` hold; whether it did."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    changed = 0
    # A stated date stays; a guessed one gives way.
    for table, key in (("articles", "id"), ("article_versions", "article_id")):
        statement = (
            f"UPDATE {table} SET {columns} WHERE {key} = :key AND (published_on IS NULL OR published_from = 'inferred')"
        )
        changed += db.execute(statement, {**values, "key": article_id}).rowcount
    if changed:
        settle(db, article_id)
    return changed > 0


def date_as_announced(db: sqlite3.Connection, article_id: int, article: Article) -> None:
    """Gives an article that states no date itself the one that its address was announced with."""
    if article.published_on is not None and article.published_from in ("listing", "feed"):
        values = values_of(article)
        date_article(db, article_id, {name: values[name] for name in _DATES})


def attach(db: sqlite3.Connection, article: Article, article_id: int) -> None:
    """Writes the images and attachments of an article in the place of those it had."""
    db.execute("DELETE FROM images WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO images (article_id, position, url, caption, alt) VALUES (?, ?, ?, ?, ?)",
        [(article_id, place, one.url, one.caption, one.alt) for place, one in enumerate(article.images, 1)],
    )
    db.execute("DELETE FROM attachments WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO attachments (article_id, position, url, name, media_type) VALUES (?, ?, ?, ?, ?)",
        [(article_id, place, one.url, one.name, one.media_type) for place, one in enumerate(article.attachments, 1)],
    )


def observe(db: sqlite3.Connection, article_id: int, article: Article, at: str) -> None:
    """Notes figures that move without the article changing."""
    db.executemany(
        "INSERT OR REPLACE INTO observations (article_id, observed_at, name, value) VALUES (?, ?, ?, ?)",
        [(article_id, at, name, value) for name, value in article.figures],
    )


def _json(records: Any) -> str:
    return json.dumps(list(records), ensure_ascii=False)
