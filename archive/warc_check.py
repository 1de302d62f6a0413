"""Checks one WARC file: every record against the digests that it states, every capture against the record it points to.

A file is one task, so that many can be checked at once, each by a process of its own; what goes in and out is plain.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.database import FILE_NAME, connect_file
from archive.errors import ArchiveError
from archive.visit_records import moment
from archive.warc_scan import Damage, Member, Record, members, record_of

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    kind: str
    """`warc`, `database`, `row`, `index`, `search`, `side`, `missing`: what mends it depends on that."""
    where: str
    what: str
    affects: tuple[str, ...] = ()
    capture_ids: tuple[int, ...] = ()
    """Captures whose bytes are damaged."""
    file: str = ""
    """The file in `warc/` that is damaged."""
    stretch: tuple[int, int] | None = None
    """Where in that file, and how many bytes; None: it cannot be said."""
    acknowledged_at: str = ""
    """Since when the archivist knows of it; empty: it is new."""

    @property
    def is_of_digest_alone(self) -> bool:
        """Whether a file has another digest than when it was closed, and all its records are whole."""
        return self.kind == "warc" and self.stretch is not None and self.stretch[1] == 0


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to be checked."""

    folder: Path
    """The archive's."""
    name: str
    length: int
    """How much of it the tables follow."""
    sha256: str | None
    has_database: bool
    """Whether the tables can be asked what they say of it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it."""

    name: str
    records: int
    captures: int
    findings: tuple[Finding, ...]
    size: int


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    url: str
    fetched_at: str
    payload_digest: str
    offset: int
    length: int


def check_file(task: FileTask) -> Checked:
    """Checks a file from front to back."""
    path = task.folder / "warc" / task.name
    where = f"warc/{task.name}"
    rows = _rows(task) if task.has_database else []
    try:
        size = path.stat().st_size
    except OSError:
        finding = _finding(where, "the file is not there", rows, task, (0, task.length))
        return Checked(task.name, 0, 0, (finding,), 0)
    findings, records, seen = [], 0, set()
    by_offset = {row.offset: row for row in rows}
    try:
        for found in members(path, end=max(task.length, 0) if task.has_database else None):
            records += 1
            fault = _fault(found, by_offset)
            if isinstance(found, Member) and not fault:
                seen.add(found.offset)
                continue
            hit = _hit(rows, found.offset, found.length)
            findings.append(_finding(f"{where} at {found.offset}", fault, hit, task, (found.offset, found.length)))
            seen.update(row.offset for row in hit)
    except ArchiveError as error:
        findings.append(_finding(where, str(error), rows, task))
        return Checked(task.name, records, len(rows), tuple(findings), size)
    if size < task.length:
        lost = [row for row in rows if row.offset + row.length > size and row.offset not in seen]
        what = f"{task.length - size} of its {task.length} bytes are missing"
        findings.append(_finding(where, what, lost, task, (size, task.length - size)))
        seen.update(row.offset for row in lost)
    stray = [row for row in rows if row.offset not in seen]
    if stray:
        start, end = min(row.offset for row in stray), max(row.offset + row.length for row in stray)
        what = "no record begins where the tables say that one does"
        findings.append(_finding(where, what, stray, task, (start, end - start)))
    if not findings and task.sha256 is not None and _sha256(path, task.length) != task.sha256:
        what = "its bytes are not those that were written, in a place on which no record's content depends"
        findings.append(Finding(
            "warc", where, what, ("nothing that is read from it",), file=task.name, stretch=(task.length, 0)
        ))  # fmt: skip
    return Checked(task.name, records, len(rows), tuple(findings), size)


def _fault(found: Member | Damage, by_offset: dict[int, _Row]) -> str:
    """What is wrong with a stretch of a file; empty where nothing is."""
    if isinstance(found, Damage):
        return found.reason
    record = record_of(found.plain)
    if record is None:
        return "a gzip member that holds no WARC record"
    row = by_offset.get(found.offset)
    return record.fault() or (_disagreement(record, found, row) if row is not None else "")


def _disagreement(record: Record, member: Member, row: _Row) -> str:
    """What a record says otherwise than the row that points to it."""
    digest = record.fields.get("warc-payload-digest", "").removeprefix("sha256:")
    pairs = (
        ("address", record.url, row.url),
        ("time", moment(record.fields.get("warc-date", "")), moment(row.fetched_at)),
        ("payload digest", digest, row.payload_digest),
        ("length", member.length, row.length),
    )
    wrong = [name for name, said, kept in pairs if said != kept]
    if record.kind == "response" and hashlib.sha256(record.payload).hexdigest() != row.payload_digest:
        wrong.append("payload")
    return f"record and table captures do not agree on {', '.join(wrong)}" if wrong else ""


def _rows(task: FileTask) -> list[_Row]:
    try:
        with contextlib.closing(_open(task)) as db:
            found = db.execute(
                "SELECT id, url, fetched_at, payload_digest, warc_offset, warc_length FROM captures "
                "WHERE warc_file = ? ORDER BY warc_offset",
                (task.name,),
            ).fetchall()
    except sqlite3.Error:
        return []  # the check of the database tells
    return [_Row(*row) for row in found]


def _open(task: FileTask) -> sqlite3.Connection:
    return connect_file(task.folder / FILE_NAME)


def _hit(rows: list[_Row], offset: int, length: int) -> list[_Row]:
    """The captures whose records lie in a stretch of the file."""
    first = bisect_right([row.offset + row.length for row in rows], offset)
    return [row for row in rows[first:] if row.offset < offset + length]


def _finding(
    where: str, what: str, rows: list[_Row], task: FileTask, stretch: tuple[int, int] | None = None
) -> Finding:
    affects: tuple[str, ...] = ()
    if task.has_database:
        affects = tuple(_affected(rows, task)) or (
            "what is known of a visit or a crawl beside its bytes; the tables hold it",
        )
    return Finding("warc", where, what, affects, tuple(row.id for row in rows), task.name, stretch)


def _affected(rows: list[_Row], task: FileTask) -> list[str]:
    try:
        with contextlib.closing(_open(task)) as db:
            return [line for row in rows for line in _affected_by(db, row)]
    except sqlite3.Error:
        return [f"capture {row.id} of {row.url}" for row in rows]


def _affected_by(db: sqlite3.Connection, row: _Row) -> list[str]:
    lines = [f"capture {row.id} of {row.url} at {row.fetched_at}"]
    has_parts = any(column[1] == "part_of" for column in db.execute("PRAGMA table_info(captures)"))
    first = "coalesce((SELECT part_of FROM captures WHERE id = ?1), ?1)" if has_parts else "?1"
    for article, number, title in db.execute(
        f"SELECT article_id, number, title FROM article_versions WHERE capture_id = {first}", (row.id,)
    ):
        lines.append(f"version {number} of article {article}, {title!r}: its reading in the tables is whole")
    repeats = db.execute("SELECT count(*) FROM captures WHERE revisit_of = ?", (row.id,)).fetchone()[0]
    if repeats:
        lines.append(f"{repeats} later captures of the same bytes")
    return lines


def _sha256(path: Path, length: int) -> str:
    """Of as much of the file as the tables follow: what lies beyond may be the beginning of its continuation."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while length > 0 and (chunk := file.read(min(length, 1 << 20))):
            digest.update(chunk)
            length -= len(chunk)
    return digest.hexdigest()
