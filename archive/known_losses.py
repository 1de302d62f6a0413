"""Losses in `warc/` that the archivist knows of: stated in `warc/`, then entered, so that a repair knows them too.

A loss is a stretch of a file, as `luutru verify` has found it. What is damaged beside it, or more of it, is a new one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from archive.clock import utc_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from archive.recording import Recording
    from archive.warc_check import Finding

KIND = "loss"
"""The type of the statement."""
_NOBODYS = "urn:luutru:losses"
"""The address of a statement in an archive without a portal."""


def acknowledge(recording: Recording, findings: Iterable[Finding], *, reason: str, at: datetime) -> int:
    """States and enters that what was found is known to be lost; how many losses that are."""
    stretches = [[one.file, *one.stretch, one.what] for one in findings if one.stretch is not None]
    if stretches:
        _state(recording, {"type": KIND, "stretches": stretches, "reason": reason}, at=at)
    return len(stretches)


def forget_restored(recording: Recording, restored: Mapping[str, Sequence[tuple[int, int]]], *, at: datetime) -> None:
    """States and enters of bytes that were brought back that they are lost no more."""
    rows = recording.db.execute("SELECT warc_file, warc_offset, warc_length, what FROM known_losses").fetchall()
    back = [list(row) for row in rows if any(
        start < row[1] + max(row[2], 1) and row[1] <= start + length for start, length in restored.get(row[0], ())
    )]  # fmt: skip
    if back:
        _state(recording, {"type": KIND, "stretches": back, "undo": True}, at=at)


def _state(recording: Recording, said: Mapping[str, Any], *, at: datetime) -> None:
    home = recording.db.execute("SELECT homepage FROM portals ORDER BY id LIMIT 1").fetchone()
    recording.state(said, url=home[0] if home else _NOBODYS, at=at)
    with recording.transaction():
        enter(recording.db, said, at=at)


def enter(db: sqlite3.Connection, said: Mapping[str, Any], *, at: datetime) -> None:
    """Enters what a statement of KIND says; belongs into a transaction."""
    for file, offset, length, what in said["stretches"]:
        if said.get("undo"):
            db.execute(
                "DELETE FROM known_losses WHERE warc_file = ? AND warc_offset = ? AND warc_length = ?",
                (file, offset, length),
            )
        else:
            db.execute(
                "INSERT OR REPLACE INTO known_losses VALUES (?, ?, ?, ?, ?, ?)",
                (file, offset, length, what, said["reason"], utc_text(at)),
            )


def split(db: sqlite3.Connection | None, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Findings that are new, and those that are known."""
    known: dict[tuple[str, tuple[int, int]], str] = {}
    if db is not None:
        try:
            for file, offset, length, at in db.execute(
                "SELECT warc_file, warc_offset, warc_length, acknowledged_at FROM known_losses"
            ):
                known[file, (offset, length)] = at
        except sqlite3.Error:
            known = {}  # an earlier luutru's, or damaged, which is a finding
    new, old = [], []
    for one in findings:
        at = known.get((one.file, one.stretch)) if one.stretch is not None else None
        if at is None:
            new.append(one)
        else:
            old.append(replace(one, acknowledged_at=at))
    return new, old
