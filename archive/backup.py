"""Copies an archive into another folder, also while a crawl writes it: what the last backup has is not copied again.

The order makes the copy an archive at every moment. The databases are copied first, each as it was at one moment, under
names that nobody reads; then of each WARC file as much as that `archive.db` speaks of; then the databases are renamed
into place. Cut off before that, the folder is still the previous backup (longer WARC files do it no harm: a writer
enters what lies beyond); cut off after, it is the new one.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive.connections import DamagedDatabase
from archive.database import FILE_NAME, connect_reader, prepare_folder, writer_lock
from archive.errors import ArchiveError, UsageError
from archive.files import BY_NAME, FILES, FRONTIER, WITHHELD
from archive.snapshots import PART, connect, copy_database, part_of, reading, settle, swap, sync
from archive.warc import warc_files

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK_BYTES = 1 << 20
DAMAGED = ".damaged"
"""Ends the name of a note beside a WARC file of a backup whose bytes are not what they were when it was closed."""
_VERIFY = "luutru verify tells what that affects"


@dataclass
class Copied:
    """What a backup did."""

    copied: int = 0
    """Files that were copied."""
    copied_bytes: int = 0
    kept: int = 0
    """Files that were there already."""
    kept_bytes: int = 0
    damaged: list[str] = field(default_factory=list)
    """What of the archive could not be copied as it should be, a line each."""


def back_up(folder: Path, dest: Path, *, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Copied:
    """Brings the copy of an archive in `dest` up to date; what could not be copied as it should be is told in it.

    `progress` is told the bytes that are done and, as far as is known, how many there are. Raises UsageError where
    `dest` cannot be the place, ArchiveError where the copy is not whole; what was there before is then untouched.
    """
    _check_place(folder, dest)
    connect_reader(folder).close()
    prepare_folder(dest)
    with writer_lock(dest):
        _remove_parts(dest)
        try:
            copying = _Copying(folder, dest, progress)
            copying.databases()
            copying.warc_folder()
            copying.settings()
            settle(dest)
            swap(dest)
        except DamagedDatabase:
            raise
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ArchiveError(f"{dest}: cannot be written: {reason}; what was backed up before is untouched") from None
        finally:
            _remove_parts(dest)
        return copying.done


class _Copying:
    """One backup under way."""

    def __init__(self, folder: Path, dest: Path, progress: Callable[[int, int], None]) -> None:
        self.folder = folder
        self.dest = dest
        self.done = Copied()
        self._progress = progress
        self._done_bytes = 0
        self._total_bytes = 0
        settle(dest)
        self._earlier = _warc_rows(dest / FILE_NAME) if (dest / FILE_NAME).exists() else {}

    # Databases

    def databases(self) -> None:
        """Copies the databases under names that nobody reads; the frontier first, so that it is the oldest."""
        if (self.folder / FRONTIER).exists():
            try:
                with contextlib.closing(connect(self.folder / FRONTIER)) as frontier:
                    self._database(frontier, FRONTIER)
            except sqlite3.OperationalError:
                raise  # the disk is full, not the frontier damaged
            except (ArchiveError, sqlite3.DatabaseError):
                part_of(self.dest / FRONTIER).unlink(missing_ok=True)
                self.done.damaged.append(f"{FRONTIER} is damaged and was not copied: {BY_NAME[FRONTIER].mended_by}")
        with reading(self.folder) as (archive, withheld):
            if withheld is not None:
                self._database(withheld, WITHHELD)
            self._database(archive, FILE_NAME)

    def _database(self, connection: sqlite3.Connection, name: str) -> None:
        if not connection.in_transaction:
            connection.execute("BEGIN")  # one state to the end, whoever writes meanwhile
        mode = (self.folder / name).stat().st_mode & 0o777
        pages, page_bytes = (connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "page_size"))
        self._total_bytes += pages * page_bytes
        try:
            length = copy_database(connection, self.dest / name, mode=mode, progress=self._advance)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{self.folder / name} is damaged ({error}): {_VERIFY}") from None
        self._count(copied=length)

    # WARC files

    def warc_folder(self) -> None:
        """Copies of each WARC file what the copied `archive.db` speaks of, and what was set aside by name."""
        rows = _warc_rows(part_of(self.dest / FILE_NAME))
        self._check_same_archive(rows)
        self._total_bytes += sum(length for length, _ in rows.values())
        for name, (length, sha256) in rows.items():
            done_before = self._done_bytes
            if Path(name).name == name:
                self._warc_file(name, length, sha256)
            else:
                self.done.damaged.append(f"{FILE_NAME} speaks of a file {name!r} that cannot be in warc/")
            self._advance(length - (self._done_bytes - done_before))
        for file in sorted((self.folder / "warc").glob("*.torn-at-*")):
            self._small_file(file, self.dest / "warc" / file.name)
        sync(self.dest / "warc")

    def _check_same_archive(self, rows: dict[str, tuple[int, str | None]]) -> None:
        """A folder that holds what the archive does not is no copy of it: nothing there may be replaced."""
        held = dict.fromkeys(warc_files(self.dest / "warc"), 0)
        held |= {name: length for name, (length, _) in self._earlier.items()}
        for name, length in held.items():
            if name not in rows or rows[name][0] < length:
                raise UsageError(
                    f"{self.dest} holds more of warc/{name} than {self.folder} does: it is the copy of another "
                    "archive, or was crawled into; name an empty or a new folder"
                )

    def _warc_file(self, name: str, length: int, sha256: str | None) -> None:
        source, target = self.folder / "warc" / name, self.dest / "warc" / name
        note = target.with_name(name + DAMAGED)
        there = _size(target)
        lost = length - min(_size(source), length)
        if lost:
            what = f"has lost {lost} of its {length} bytes" if source.exists() else "is not there"
            self.done.damaged.append(f"warc/{name} {what}: {_VERIFY}")
        is_candidate = sha256 is not None and there == length and not note.exists()
        # Its bytes are looked at only where a backup was cut off before its archive.db could tell of them.
        if is_candidate and (self._earlier.get(name) == (length, sha256) or _sha256(target) == sha256):
            self._count(kept=length)
            return
        if lost and there >= length - lost:
            self._count(kept=there)
            return
        if not source.exists():
            return
        try:
            digest = self._copy(source, part_of(target), length)
        except _Unreadable as error:
            self.done.damaged.append(f"warc/{name} {error}: {_VERIFY}")
            return
        is_good = digest == sha256 or (sha256 is None and not lost)
        if not is_good and not lost:
            is_good = _mend(part_of(target), target, sha256)
            mended = "; the copy was mended from the last backup" if is_good else ""
            self.done.damaged.append(f"warc/{name} is not what it was when it was closed: {_VERIFY}{mended}")
        if not is_good and not lost:
            note.write_text(f"SHA-256 is {digest}, when it was closed it was {sha256}\n", encoding="utf-8")
            sync(note)
        part_of(target).replace(target)
        if is_good and note.exists():
            sync(target.parent)
            note.unlink()
        self._count(copied=length - lost)

    # The rest

    def settings(self) -> None:
        """Copies what the archivist has written: portal definitions, and how the archive is looked after."""
        for one in FILES:
            if one.kind != "settings":
                continue
            place = Path(one.name)
            found = sorted((self.folder / place).glob(one.pattern)) if one.pattern else [self.folder / place]
            for file in found:
                if file.exists():
                    target = self.dest / file.relative_to(self.folder)
                    target.parent.mkdir(exist_ok=True)
                    self._small_file(file, target)
                    sync(target.parent)
        sync(self.dest)

    def _small_file(self, source: Path, target: Path) -> None:
        place = source.relative_to(self.folder)
        try:
            is_same = target.exists() and filecmp.cmp(source, target, shallow=False)
            if not is_same:
                self._copy(source, part_of(target), None)
        except (_Unreadable, FileNotFoundError) as error:
            self.done.damaged.append(f"{place} {error if isinstance(error, _Unreadable) else 'is not there any more'}")
            return
        if is_same:
            self._count(kept=_size(target))
            return
        part_of(target).replace(target)
        self._count(copied=_size(target))

    def _copy(self, source: Path, part: Path, length: int | None) -> str:
        """Copies the first `length` bytes, all where that is None, durable; their SHA-256."""
        sha256 = hashlib.sha256()
        part.unlink(missing_ok=True)
        try:
            opened = source.open("rb", buffering=0)
        except OSError as error:
            raise _Unreadable(error) from None
        with opened, os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while length is None or length > 0:
                try:
                    chunk = opened.read(CHUNK_BYTES if length is None else min(CHUNK_BYTES, length))
                except OSError as error:
                    raise _Unreadable(error) from None
                if not chunk:
                    break
                file.write(chunk)
                sha256.update(chunk)
                if length is not None:
                    length -= len(chunk)
                    self._advance(len(chunk))
            file.flush()
            with contextlib.suppress(PermissionError):  # a file system that knows no modes
                os.fchmod(file.fileno(), os.fstat(opened.fileno()).st_mode & 0o777)
            os.fsync(file.fileno())
        return sha256.hexdigest()

    def _count(self, *, copied: int | None = None, kept: int | None = None) -> None:
        if copied is not None:
            self.done.copied += 1
            self.done.copied_bytes += copied
        if kept is not None:
            self.done.kept += 1
            self.done.kept_bytes += kept

    def _advance(self, count: int) -> None:
        self._done_bytes += count
        self._progress(self._done_bytes, self._total_bytes)


class _Unreadable(Exception):
    """A file of the archive cannot be read; the backup goes on with the rest."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"cannot be read ({error.strerror})")


def _check_place(folder: Path, dest: Path) -> None:
    here, there = folder.resolve(), dest.resolve()
    if dest.exists() and not dest.is_dir():
        raise UsageError(f"{dest} is a file: name a folder")
    if here in there.parents or there in here.parents:
        raise UsageError(f"{dest} and the archive {folder} lie one in the other: name a folder outside of it")
    for name in ("", *(one.name for one in FILES if one.kind in ("database", "records", "settings"))):
        one, other = folder / name, dest / name
        if one.exists() and other.exists() and one.samefile(other):
            raise UsageError(f"{other} is the archive itself: name another folder")


def _warc_rows(database: Path) -> dict[str, tuple[int, str | None]]:
    """Length and digest of each WARC file, as a database of a backup tells them, in the order of their names."""
    try:
        with contextlib.closing(connect(database)) as connection:
            rows = connection.execute("SELECT name, bytes, sha256 FROM warc_files ORDER BY name").fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        raise ArchiveError("the archive was written by an early luutru: crawl once, to bring it up to date") from None
    return {name: (length, sha256) for name, length, sha256 in rows}


def _mend(part: Path, earlier: Path, sha256: str | None) -> bool:
    """Puts the beginning that an earlier backup has into a damaged copy, where that makes it whole; whether it does."""
    length = _size(earlier)
    if not 0 < length < _size(part):
        return False
    digest = hashlib.sha256()
    with earlier.open("rb") as good, part.open("r+b") as copy:
        while chunk := good.read(CHUNK_BYTES):
            digest.update(chunk)
        copy.seek(length)
        while chunk := copy.read(CHUNK_BYTES):
            digest.update(chunk)
        if digest.hexdigest() != sha256:
            return False
        good.seek(0)
        copy.seek(0)
        while chunk := good.read(CHUNK_BYTES):
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return True


def _remove_parts(dest: Path) -> None:
    """Removes what a backup that was cut off has left under the names of parts."""
    for pattern in (f"*.db{PART}*", f"*.db.*{PART}*", f"*.toml{PART}", f"warc/*{PART}", f"portals/*{PART}"):
        for file in dest.glob(pattern):
            with contextlib.suppress(OSError):
                file.unlink()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
