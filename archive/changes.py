"""What was edited or removed, as luutru saw it, newest first: out of the versions of articles and their absences.

An edit is a version after the first. A removal is an absence that a second visit confirmed, a restoration its end. A
suspicion is listed while it is open: confirmed, it is a removal; ended without that, it was none, and nothing happened.

The list is read row by row. What is sorted are times and numbers; the words of an edit are read when it is its turn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from archive.differences import differences
from archive.errors import ArchiveError
from archive.moments import earliest, latest
from archive.records import USUAL_TYPES
from archive.wording import COLUMNS, wording

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


class Kind(StrEnum):
    """What happened to an article."""

    edited = "edited"
    removed = "removed"
    restored = "restored"
    suspect = "suspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to an article."""

    at: str
    """When luutru saw it; of a removal, the second look."""
    kind: Kind
    article_id: int
    portal: str
    url: str
    title: str
    """As of that edit; of an article that went or came back, as it is now."""
    version: int | None
    """The number of the version that an edit made; None: it made none."""
    fields: tuple[str, ...]
    """What was edited: names of `archive.wording.FIELDS`."""
    words_added: int
    """In all fields together. A text begins with its lead: words of an edited lead count in both."""
    words_removed: int
    capture_id: int | None
    """The capture that shows it; None: no response came of that look."""
    evidence: tuple[int, ...]
    """All captures that show it, in order: the versions before and after, or each look that counted."""


_HAPPENED = {
    Kind.edited: "SELECT seen_at AS at, 'edited' AS kind, id, article_id FROM article_versions WHERE number > 1",
    Kind.removed: "SELECT removed_at AS at, 'removed' AS kind, id, article_id FROM absences "
    "WHERE removed_at IS NOT NULL",
    Kind.restored: "SELECT back_at AS at, 'restored' AS kind, id, article_id FROM absences "
    "WHERE back_at IS NOT NULL AND removed_at IS NOT NULL",
    Kind.suspect: "SELECT gone_at AS at, 'suspect' AS kind, id, article_id FROM absences "
    "WHERE removed_at IS NULL AND back_at IS NULL",
}
"""By kind the moments at which it happened; `id` is that of the version or of the absence."""
_OF_PORTALS = "(SELECT portal FROM articles WHERE articles.id = article_id) IN (SELECT value FROM json_each(:portals))"
_OF_TYPES = (
    "(SELECT page_type FROM articles WHERE articles.id = article_id) IN (SELECT value FROM json_each(:page_types))"
)
_SAID = ", ".join(f"{side}.{name} AS {side}_{name}" for side in ("earlier", "edit") for name in COLUMNS)
_EDIT = f"""
    SELECT edit.number AS number, edit.capture_id AS capture_id, earlier.capture_id AS earlier_capture_id,
           portal, url, {_SAID}
    FROM article_versions AS edit
    JOIN article_versions AS earlier ON earlier.article_id = edit.article_id AND earlier.number = edit.number - 1
    JOIN articles ON articles.id = edit.article_id WHERE edit.id = ?
"""
_ABSENCE = """
    SELECT portal, url, title, absences.gone_capture_id AS gone, absences.removed_capture_id AS removed,
           absences.back_capture_id AS back
    FROM absences JOIN articles ON articles.id = article_id WHERE absences.id = ?
"""


def changes(
    db: sqlite3.Connection, *, since: str | None = None, until: str | None = None,
    portal: str | Sequence[str] | None = None, kind: Kind | Sequence[Kind] | None = None,
    page_types: Sequence[str] = USUAL_TYPES, limit: int | None = None,
) -> Iterator[Change]:  # fmt: skip
    """What happened, newest first, read as it is asked for; to news and notices, if nothing else is said.

    `portal`, `kind`: one, or several. `since` and `until` bound the time at which luutru saw it, both inclusive; see
    `archive.moments` for how they are written. Raises UsageError for a time that cannot be read.
    """
    wanted, values = _asked(since, until, portal, kind, page_types)
    values["limit"] = -1 if limit is None else limit
    return _read(db, f"{wanted} ORDER BY at DESC, id DESC LIMIT :limit", values)


def count_changes(
    db: sqlite3.Connection, *, since: str | None = None, until: str | None = None,
    portal: str | Sequence[str] | None = None, kind: Kind | Sequence[Kind] | None = None,
    page_types: Sequence[str] = USUAL_TYPES,
) -> dict[Kind, int]:  # fmt: skip
    """How many of each kind `changes` would give; kinds of which there are none are left out."""
    wanted, values = _asked(since, until, portal, kind, page_types)
    try:
        found = db.execute(f"SELECT kind, count(*) FROM ({wanted}) GROUP BY kind", values).fetchall()
    except sqlite3.Error as error:
        raise ArchiveError(f"the changes cannot be read: {error}") from None
    return {Kind(name): count for name, count in found}


def _asked(
    since: str | None, until: str | None, portal: str | Sequence[str] | None, kind: Kind | Sequence[Kind] | None,
    page_types: Sequence[str],
) -> tuple[str, dict[str, object]]:  # fmt: skip
    """The statement that finds what happened, without an order, and its values."""
    conditions, values = [_OF_TYPES], {"page_types": json.dumps(list(page_types))}
    if since is not None:
        conditions.append("at >= :since")
        values["since"] = earliest(since, "--since")
    if until is not None:
        conditions.append("at <= :until")
        values["until"] = latest(until, "--until")
    if portal is not None:
        conditions.append(_OF_PORTALS)
        values["portals"] = json.dumps([portal] if isinstance(portal, str) else list(portal))
    kinds = list(Kind) if kind is None else [Kind(kind)] if isinstance(kind, str) else list(map(Kind, kind))
    wanted = [f"SELECT * FROM ({_HAPPENED[one]}) WHERE {' AND '.join(conditions)}" for one in dict.fromkeys(kinds)]
    return " UNION ALL ".join(wanted), dict(values)


def _read(db: sqlite3.Connection, statement: str, values: dict[str, object]) -> Iterator[Change]:
    for at, kind, number, article_id in db.execute(statement, values):
        if kind == Kind.edited:
            yield _edit(_row(db, _EDIT, number), at, article_id)
        else:
            yield _absence(_row(db, _ABSENCE, number), at, article_id, Kind(kind))


def _edit(row: dict[str, Any], at: str, article_id: int) -> Change:
    earlier, later = (wording({name: row[f"{side}_{name}"] for name in COLUMNS}) for side in ("earlier", "edit"))
    changed = [field for field in differences(earlier, later) if field.differs]
    return Change(
        at=at, kind=Kind.edited, article_id=article_id, portal=row["portal"], url=row["url"], title=later["title"],
        version=row["number"], fields=tuple(field.field for field in changed),
        words_added=sum(field.words_added for field in changed),
        words_removed=sum(field.words_removed for field in changed),
        capture_id=row["capture_id"], evidence=(row["earlier_capture_id"], row["capture_id"]),
    )  # fmt: skip


def _absence(row: dict[str, Any], at: str, article_id: int, kind: Kind) -> Change:
    looks = {
        Kind.suspect: (row["gone"],),
        Kind.removed: (row["gone"], row["removed"]),
        Kind.restored: (row["gone"], row["removed"], row["back"]),
    }[kind]
    return Change(
        at=at, kind=kind, article_id=article_id, portal=row["portal"], url=row["url"], title=row["title"],
        version=None, fields=(), words_added=0, words_removed=0, capture_id=looks[-1],
        evidence=tuple(look for look in looks if look is not None),
    )  # fmt: skip


def _row(db: sqlite3.Connection, statement: str, number: int) -> dict[str, Any]:
    cursor = db.execute(statement, (number,))
    found = cursor.fetchone()
    if found is None:
        raise ArchiveError(f"row {number} of the changes belongs to no article, or to no earlier version of one")
    return dict(zip([column[0] for column in cursor.description], found, strict=True))
