"""What was found from run to run: when a trouble began, when it became grave, when it was over. Belongs to the writer.

A finding that is there again changes nothing but its evidence; so whoever tells the archivist tells each change once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from archive.clock import utc_text
from archive.decisions import NOTHING_DECIDED, decisions
from archive.health.life import ENDED, life_of
from archive.numbers import next_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from archive.health.findings import Finding

NEWS = timedelta(days=7)
"""How long it is told that something happened."""
EVERY_WAY = "*"
"""Stands for the way where an earlier luutru told, which did not keep by which."""
_STATE = f"""coalesce((SELECT state FROM told WHERE trouble_id = troubles.id AND way = ?1),
    (SELECT state FROM told WHERE trouble_id = troubles.id AND way = '{EVERY_WAY}'))"""
_COLUMNS = "id, portal, kind, level, since, found_at, red_at, ended_at, evidence, told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A trouble that has begun, become red or ended."""

    kind: str
    change: str
    """`begun`, `worse`, `over` or, of what happened and is over, `event`."""
    level: str
    since: str
    evidence: str


def open_troubles(db: sqlite3.Connection, portal: str | None = None) -> list[dict[str, Any]]:
    """The troubles that last, the gravest first; of one portal, or of all."""
    return _rows(
        db, "ended_at IS NULL AND (?1 IS NULL OR portal = ?1) ORDER BY portal, level = 'yellow', since, id", portal
    )


def untold_troubles(db: sqlite3.Connection, *, now: datetime, way: str) -> list[dict[str, Any]]:
    """The troubles of whose present state nobody has been told by `way`: red ones, the ends of what was told, and
    events, as long as they are news: whoever begins to be told hears nothing of last year's. Nothing of portals that
    are closed.
    """
    found = _rows(
        db,
        f"(ended_at IS NULL AND level = 'red' AND {_STATE} IS NOT 'red') OR (red_at IS NOT NULL AND "
        f"ended_at IS NOT NULL AND {_STATE} = 'red') OR (kind = 'cut_off' AND {_STATE} IS NULL AND found_at > ?2) "
        "ORDER BY portal, since, id",
        way,
        utc_text(now - NEWS),
    )
    ended = {portal for portal in {row["portal"] for row in found} if is_ended(db, portal, now=now)}
    return [row for row in found if row["portal"] not in ended]


def is_ended(db: sqlite3.Connection, portal: str, *, now: datetime) -> bool:
    """Whether nothing is expected of a portal any more, or yet: it is closed, or was removed."""
    row = db.execute("SELECT definition FROM portals WHERE id = ?", (portal,)).fetchone()
    decision = decisions(db).get(portal, NOTHING_DECIDED)
    return life_of(row[0] if row else "", decision, today=now.date()).state in ENDED


def _rows(db: sqlite3.Connection, condition: str, *values: object) -> list[dict[str, Any]]:
    cursor = db.execute(f"SELECT {_COLUMNS} FROM troubles WHERE {condition}", values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def update_troubles(
    db: sqlite3.Connection, portal: str, findings: Sequence[Finding] | Sequence[Mapping[str, Any]], *, at: datetime
) -> list[Changed]:  # fmt: skip
    """Enters what was found at a portal; belongs into a transaction. What has changed with it."""
    told = [one if isinstance(one, dict) else as_said(one) for one in findings]  # type: ignore[arg-type]
    known = {row["kind"]: row for row in open_troubles(db, portal)}
    when = utc_text(at)
    changes = [change for said in told if (change := _enter(db, portal, said, known.get(said["kind"]), when))]
    found = {said["kind"] for said in told}
    for kind, row in known.items():
        if kind not in found:
            db.execute("UPDATE troubles SET ended_at = ? WHERE id = ?", (when, row["id"]))
            changes.append(
                Changed(kind=kind, change="over", level=row["level"], since=row["since"], evidence=row["evidence"])
            )
    return changes


def _enter(
    db: sqlite3.Connection, portal: str, said: Mapping[str, Any], known: Mapping[str, Any] | None, when: str
) -> Changed | None:  # fmt: skip
    is_red = said["level"] == "red"
    if known is not None:
        worse = is_red and known["level"] != "red"
        db.execute(
            "UPDATE troubles SET evidence = CASE WHEN ? OR level <> 'red' THEN ? ELSE evidence END, "
            "level = CASE WHEN ? THEN 'red' ELSE level END, "
            "red_at = CASE WHEN ? THEN ? ELSE red_at END WHERE id = ?",
            (is_red, said["evidence"], is_red, worse, when, known["id"]),
        )
        return _changed(said, "worse") if worse else None
    is_event = bool(said.get("event"))
    if (
        is_event
        and db.execute(
            "SELECT 1 FROM troubles WHERE portal = ? AND kind = ? AND since = ?", (portal, said["kind"], said["since"])
        ).fetchone()
    ):
        return None
    db.execute(
        "INSERT INTO troubles (id, portal, kind, level, since, found_at, red_at, ended_at, evidence) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            next_number(db, "troubles"), portal, said["kind"], said["level"], said["since"], when,
            when if is_red else None, when if is_event else None, said["evidence"],
        ),
    )  # fmt: skip
    return _changed(said, "event" if is_event else "begun")


def _changed(said: Mapping[str, Any], change: str) -> Changed:
    return Changed(
        kind=said["kind"], change=change, level=said["level"], since=said["since"], evidence=said["evidence"]
    )


def as_said(finding: Finding) -> dict[str, Any]:
    """A finding as a statement in `warc/` tells it."""
    said = {
        "kind": finding.kind, "level": finding.level, "since": utc_text(finding.since), "evidence": finding.evidence,
    }  # fmt: skip
    return said | ({"event": True} if finding.is_event else {})


def accept_troubles(db: sqlite3.Connection, portal: str, kinds: Iterable[str], *, crawl: int, at: datetime) -> None:
    """Enters that somebody looked at lasting troubles and said that this is how it is now; belongs into a transaction.

    `crawl` is the first whose figures count for what is usual from now on.
    """
    for kind in kinds:
        db.execute(
            "UPDATE troubles SET accepted_crawl = ?, ended_at = ? WHERE portal = ? AND kind = ? AND ended_at IS NULL",
            (crawl, utc_text(at), portal, kind),
        )


def mark_told(db: sqlite3.Connection, rows: Iterable[Mapping[str, Any]], ways: Iterable[str]) -> None:
    """Enters that the archivist has been told of the troubles as they are now; belongs into a transaction."""
    states = [("over" if row["ended_at"] and row["kind"] != "cut_off" else row["level"], row["id"]) for row in rows]
    db.executemany("UPDATE troubles SET told = ? WHERE id = ?", states)
    db.executemany(
        "INSERT OR REPLACE INTO told (trouble_id, way, state) SELECT id, ?, ? FROM troubles WHERE id = ?",
        [(way, *one) for one in states for way in ways],
    )
