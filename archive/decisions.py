"""What the archivist decides of a portal (`luutru portal`), and how it is defined: stated in `warc/`, then entered.

A portal may be paused and go on, be removed (its articles stay), or get another key. A repair makes all of it again.
What was recorded under an earlier key is read as the portal's of now: by the number of its crawl.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from archive.clock import utc_text
from archive.errors import UsageError
from archive.rereading import rename_progress

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from archive.recording import Recording

Verb = Literal["pause", "resume", "remove", "rename"]
KINDS = ("portal", "definitions")
"""Statements that are entered here."""
_DEFINED = ("name", "homepage", "language", "timezone", "definition")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a portal."""

    paused_at: str | None = None
    """Since when it is crawled only when it is named; None: it is not paused."""
    removed_at: str | None = None
    """Since when it is known no more; None: it is known."""
    renamed_to: str | None = None
    """The key that it has got; None: it was not renamed."""


NOTHING_DECIDED = Decision()


def decisions(db: sqlite3.Connection) -> dict[str, Decision]:
    """What was decided, by portal; those of which nothing was decided are not named."""
    rows = db.execute("SELECT portal, paused_at, removed_at, renamed_to FROM portal_decisions").fetchall()
    return {portal: Decision(*decided) for portal, *decided in rows}


def decide(recording: Recording, portal: str, verb: Verb, *, homepage: str, new_key: str = "", at: datetime) -> None:
    """States and enters a decision. Raises UsageError where a new key is one that the archive uses."""
    said = {"type": "portal", "portal": portal, "do": verb, **({"as": new_key} if verb == "rename" else {})}
    if verb == "rename" and is_used(recording.db, new_key):
        raise UsageError(f"{new_key} is the key of another portal of this archive")
    recording.state(said, url=homepage, at=at)
    with recording.transaction():
        enter(recording, said, at=at)


def define(recording: Recording, portals: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
    """States and enters how portals are defined now, crawled or not: key (`portal`) and what stands in `portals`."""
    said = {"type": "definitions", "portals": [dict(one) for one in portals]}
    recording.state(said, url=portals[0]["homepage"], at=at)
    with recording.transaction():
        enter(recording, said, at=at)


def is_used(db: sqlite3.Connection, key: str) -> bool:
    """Whether anything of the archive is a portal's of that key."""
    return db.execute("SELECT 1 FROM portals WHERE id = ?", (key,)).fetchone() is not None


def enter(recording: Recording, said: Mapping[str, Any], *, at: datetime) -> None:
    """Enters what a statement of KINDS says; belongs into a transaction."""
    if said["type"] == "definitions":
        for one in said["portals"]:
            recording.db.execute(
                f"UPDATE portals SET {', '.join(f'{name} = :{name}' for name in _DEFINED)} WHERE id = :portal",
                {name: one.get(name) or None for name in (*_DEFINED, "portal")},
            )
    elif said["do"] == "rename":
        _rename(recording, said["portal"], said["as"])
    else:
        _put(recording.db, said["portal"], said["do"], at=utc_text(at))


def enter_crawled(db: sqlite3.Connection, portal: str) -> None:
    """A portal is crawled: it is known again where it was removed, and another one where its key was given away.
    Belongs into a transaction.
    """
    db.execute(
        "UPDATE portal_decisions SET removed_at = NULL, renamed_to = NULL "
        "WHERE portal = ? AND coalesce(removed_at, renamed_to) IS NOT NULL",
        (portal,),
    )


def _put(db: sqlite3.Connection, portal: str, verb: Verb, *, at: str) -> None:
    said: dict[str, dict[str, str | None]] = {
        "pause": {"paused_at": at}, "resume": {"paused_at": None, "removed_at": None}, "remove": {"removed_at": at},
    }  # fmt: skip
    db.execute("INSERT OR IGNORE INTO portal_decisions (portal) VALUES (?)", (portal,))
    for column, value in said[verb].items():
        db.execute(f"UPDATE portal_decisions SET {column} = ? WHERE portal = ?", (value, portal))


def _rename(recording: Recording, old: str, new: str) -> None:
    """Gives all rows of a portal its new key; twice does it once."""
    db = recording.db
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute("DELETE FROM portal_decisions WHERE portal = ?", (new,))
    db.execute("UPDATE portals SET id = ? WHERE id = ?", (new, old))
    schemas = {row[1] for row in db.execute("PRAGMA database_list")} & {"main", "withheld"}
    for schema in sorted(schemas):
        for table in _tables_with_portal(db, schema):
            db.execute(f"UPDATE {schema}.{table} SET portal = ? WHERE portal = ?", (new, old))
    db.execute("UPDATE portal_decisions SET renamed_to = ? WHERE renamed_to = ?", (new, old))
    db.execute("INSERT INTO portal_decisions (portal, renamed_to) VALUES (?, ?)", (old, new))
    rename_progress(db, old, new)
    recording.forget_portals()


def _tables_with_portal(db: sqlite3.Connection, schema: str) -> list[str]:
    names = [
        name
        for (name,) in db.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' ORDER BY rowid")
        if not name.startswith(("sqlite_", "articles_fts"))
    ]
    return [
        name
        for name in names
        if any(row[0] == "portal" for row in db.execute("SELECT name FROM pragma_table_info(?, ?)", (name, schema)))
    ]
