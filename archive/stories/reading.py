"""Stories as they are read: their articles in the order of publication, and what each copy changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from archive.differences import differences
from archive.stories.beside import beside

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from archive.differences import FieldDifference
    from archive.stories.publishing import Reason

COMPARED = ("title", "lead", "text", "author", "source")
"""What of two articles is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article of a story."""

    id: int
    portal: str
    portal_name: str
    title: str
    url: str
    published_on: str | None
    published_at: str | None
    published_precision: str | None
    source: str
    """Whom it credits, as printed."""
    similarity: float
    """The share of words that its text and the first one's have in common, in the same order, of all that they have."""
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A group of articles that carry the same text."""

    id: int
    size: int
    first: int
    """The number of the article that was published first."""
    reason: Reason
    """What tells that: `credited` (another one names its portal as the source), `published` (its date is the earliest)
    or `received` (neither tells: luutru received it first)."""
    members: tuple[Member, ...]
    """The first one, then the others in the order of publication; those without a date last."""

    @property
    def title(self) -> str:
        """The headline of the first article."""
        return self.members[0].title


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHead:
    """A story without its copies: for lists, or where its first article alone is named: no text is compared."""

    id: int
    size: int
    first: int
    reason: Reason
    title: str
    """The headline of the first article, its portal and its day of publication."""
    portal_name: str
    published_on: str | None


_HEADS = """
    SELECT stories.id, size, first_article_id AS first, first_by AS reason, title, portals.name AS portal_name,
           published_on
    FROM stories JOIN articles ON articles.id = first_article_id JOIN portals ON portals.id = portal
"""
_MEMBERS = """
    SELECT articles.id, portal, portals.name AS portal_name, title, url, published_on, published_at,
           published_precision, source, state, text
    FROM articles JOIN portals ON portals.id = portal WHERE story_id = :story
    ORDER BY articles.id <> :first, published_at IS NULL, published_at, first_seen, articles.id
"""


def story(db: sqlite3.Connection, number: int) -> Story | None:
    """The story of that number, or the one that the article of that number is in; None: there is none."""
    if not 0 < number < 2**63:
        return None
    row = db.execute(
        "SELECT id, size, first_article_id, first_by FROM stories "
        "WHERE id = coalesce((SELECT story_id FROM articles WHERE id = ?1), ?1)", (number,)
    ).fetchone()  # fmt: skip
    return _story(db, *row) if row else None


def stories(
    db: sqlite3.Connection, *, limit: int | None = 20, newest: bool = False, portal: str | None = None
) -> list[Story]:
    """The stories with most articles first, or the newest first: those whose first article luutru received last."""
    order = "id DESC" if newest else "size DESC, id DESC"
    rows = db.execute(
        "SELECT id, size, first_article_id, first_by FROM stories WHERE :portal IS NULL OR EXISTS "
        "(SELECT 1 FROM articles WHERE story_id = stories.id AND portal = :portal) "
        f"ORDER BY {order} LIMIT :limit", {"portal": portal, "limit": -1 if limit is None else limit},
    ).fetchall()  # fmt: skip
    return [_story(db, *row) for row in rows]


def story_head(db: sqlite3.Connection, number: int) -> StoryHead | None:
    """The head of the story of that number; None: there is none."""
    found = _heads(db, f"{_HEADS} WHERE stories.id = ?", number)
    return found[0] if found else None


def story_heads(db: sqlite3.Connection, limit: int) -> list[StoryHead]:
    """The heads of the stories with most articles."""
    return _heads(db, f"{_HEADS} ORDER BY size DESC, stories.id DESC LIMIT ?", limit)


def _heads(db: sqlite3.Connection, statement: str, value: int) -> list[StoryHead]:
    cursor = db.execute(statement, (value,))
    names = [column[0] for column in cursor.description]
    return [StoryHead(**dict(zip(names, row, strict=True))) for row in cursor]


def changed_by_copy(first: Mapping[str, Any], copy: Mapping[str, Any]) -> tuple[FieldDifference, ...]:
    """What one article says otherwise than another, field by field; rows as `Archive.article` gives them.

    Those fields included in which they do not differ.
    """
    return differences(*({name: str(one[name] or "") for name in COMPARED} for one in (first, copy)))


def _story(db: sqlite3.Connection, number: int, size: int, first: int, reason: str) -> Story:
    cursor = db.execute(_MEMBERS, {"story": number, "first": first})
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    alike = {text: beside(rows[0]["text"], text).shared for text in {row["text"] for row in rows}}
    found = [Member(similarity=alike[row.pop("text")], **row) for row in rows]
    return Story(id=number, size=size, first=first, reason=cast("Reason", reason), members=tuple(found))
