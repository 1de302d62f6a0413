"""Brings back what `warc/` has lost from a copy of the archive that still has it: single records, or whole files.

What is brought back proves itself: each record by the digests that it states, a file by the one that the tables have
of it. A file is made anew beside the damaged one and renamed into its place, so that a kill costs nothing.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.adoption import enter_again, enter_digest
from archive.clock import now
from archive.database import FILE_NAME, connect_writer, prepare_folder, writer_lock
from archive.errors import ArchiveError, UsageError
from archive.known_losses import forget_restored
from archive.recording import Recording
from archive.snapshots import part_of, sync
from archive.warc import missing_serials, serial_of, warc_files
from archive.warc_scan import Member, members, record_of
from archive.withholding import FILE_NAME as WITHHELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from archive.visit_records import Interpreter
    from archive.warc_check import Finding

Stretch = tuple[int, int]
"""Where in a file, and how many bytes."""
_CHUNK_BYTES = 1 << 20


@dataclass
class Restored:
    """What was brought back."""

    stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    """By file in `warc/`."""
    notes: list[str] = field(default_factory=list)
    """What the user should know, a line each."""


def restore(folder: Path, copy: Path, findings: Iterable[Finding]) -> Restored:
    """Brings back what the findings name, as far as the copy has it whole.

    Raises UsageError where `copy` cannot be one, ArchiveBusy while another process writes, ArchiveError where the disk
    refuses.
    """
    prepare_folder(folder)
    _check_copy(folder, copy)
    damaged: defaultdict[str, list[Stretch]] = defaultdict(list)
    for finding in findings:
        if finding.kind == "warc" and finding.stretch is not None:
            damaged[finding.file].append(finding.stretch)
    names = warc_files(folder / "warc")
    missing = set(missing_serials([*names, *damaged]))
    for name in warc_files(copy / "warc"):
        if serial_of(name) in missing:  # of which no table is left that tells
            damaged[name].append((0, (copy / "warc" / name).stat().st_size))
    restored = Restored()
    with writer_lock(folder):
        for name, stretches in sorted(damaged.items()):
            target, source = folder / "warc" / name, copy / "warc" / name
            if not source.exists():
                restored.notes.append(f"{copy} has no warc/{name}")
                continue
            try:
                _restore(target, source, _joined(stretches), restored)
            except OSError as error:
                part_of(target).unlink(missing_ok=True)
                raise ArchiveError(f"{target}: cannot be made anew: {error.strerror}") from None
    return restored


def follow(folder: Path, restored: Restored, findings: Iterable[Finding], interpreter: Interpreter) -> list[str]:
    """Has the tables follow what was brought back: its captures are damaged no more, where nothing is found against
    them, and visits that the tables had to do without are entered. What the user should know, a line each.

    `findings`: of a verification since.
    """
    findings = list(findings)
    still = {number for finding in findings for number in finding.capture_ids}
    with writer_lock(folder):
        database = connect_writer(folder / FILE_NAME)
        try:
            recording = Recording(folder, database.conn, interpreter)
            if (folder / WITHHELD).exists():
                recording.withheld.prepare()
            attached = {row[1] for row in database.conn.execute("PRAGMA database_list")} & {"main", "withheld"}
            with recording.transaction():
                for schema in sorted(attached):
                    for name, stretches in restored.stretches.items():
                        _unmark(recording, schema, name, stretches, still)
            for finding in findings:
                if finding.file in restored.stretches and finding.is_of_digest_alone:
                    enter_digest(recording, finding.file)
            forget_restored(recording, restored.stretches, at=now())
            notes = enter_again(recording, restored.stretches)
            recording.begin_stating_numbers()
            recording.close()
            return notes
        finally:
            database.conn.close()


def _unmark(recording: Recording, schema: str, name: str, stretches: Sequence[Stretch], still: set[int]) -> None:
    for start, length in stretches:
        numbers = recording.db.execute(
            f"SELECT id FROM {schema}.captures WHERE warc_file = ? AND warc_offset >= ? AND warc_offset < ? "
            "AND damage IS NOT NULL", (name, start, start + length),
        ).fetchall()  # fmt: skip
        recording.db.executemany(
            f"UPDATE {schema}.captures SET damage = NULL WHERE id = ?",
            [(number,) for (number,) in numbers if number not in still],
        )


def _check_copy(folder: Path, copy: Path) -> None:
    if not copy.is_dir() or not warc_files(copy / "warc"):
        raise UsageError(f"{copy} holds no copy of an archive: name a folder with {FILE_NAME} and warc/")
    if (copy / "warc").samefile(folder / "warc"):
        raise UsageError(f"{copy} is the archive itself: name a copy of it")


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same bytes in as few stretches as can be, in order.

    >>> _joined([(90, 10), (100, 50), (10, 5)])
    [(10, 5), (90, 60)]
    """
    found: list[Stretch] = []
    for start, length in sorted(stretches):
        if found and start <= sum(found[-1]):
            first, known = found.pop()
            found.append((first, max(known, start + length - first)))
        else:
            found.append((start, length))
    return found


def _restore(target: Path, source: Path, stretches: list[Stretch], restored: Restored) -> None:
    """Makes a file anew with what the copy has whole of the stretches."""
    if target.exists() and not _agree(target, source, stretches):
        restored.notes.append(f"{source} is no copy of warc/{target.name}: they differ where that is whole")
        return
    found = _joined(one for stretch in stretches for one in _whole_members(source, *stretch))
    size = sum(length for _, length in found)
    if not found:
        restored.notes.append(f"{source} does not have it whole either")
        return
    part = part_of(target)
    part.unlink(missing_ok=True)
    if target.exists():
        shutil.copy2(target, part)
    with part.open("r+b" if part.exists() else "xb") as made, source.open("rb") as opened:
        for start, length in found:
            opened.seek(start)
            made.seek(start)
            while length > 0 and (chunk := opened.read(min(length, _CHUNK_BYTES))):
                made.write(chunk)
                length -= len(chunk)
        made.flush()
        os.fsync(made.fileno())
    part.replace(target)
    sync(target.parent)
    restored.stretches[target.name] = found
    restored.notes.append(f"warc/{target.name}: {size} bytes brought back from {source.parent.parent}")


def _agree(target: Path, source: Path, stretches: list[Stretch]) -> bool:
    """Whether two files hold the same, as far as both go, but for the stretches."""
    end = min(target.stat().st_size, source.stat().st_size)
    with target.open("rb") as one, source.open("rb") as other:
        position = 0
        for start, length in [*stretches, (end, 0)]:
            one.seek(position)
            other.seek(position)
            left = min(start, end) - position
            while left > 0:
                chunk = one.read(min(left, _CHUNK_BYTES))
                if not chunk or chunk != other.read(len(chunk)):
                    return False
                left -= len(chunk)
            position = max(position, start + length)
    return True


def _whole_members(source: Path, start: int, length: int) -> Iterator[Stretch]:
    """The records in a stretch of a file that are whole, by their own digests."""
    first = next(members(source, start=start), None)
    for found in members(source, start=start if isinstance(first, Member) else 0):
        if found.offset >= start + length:
            return
        record = record_of(found.plain) if isinstance(found, Member) else None
        if record is not None and not record.fault() and found.offset + found.length > start:
            yield found.offset, found.length
