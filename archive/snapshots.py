"""Copies of an archive's databases, each as it was at one moment while others write, and how they take their places.

A copy is one file with nothing beside it (its journal mode is the rollback journal's until a writer opens it), so that
it can be renamed into place, and read from a medium that cannot be written. Of WARC files this module knows nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

from archive.database import BESIDE, FILE_NAME, check_ours, connect_beside, connect_reader, is_writable
from archive.errors import ArchiveBusy, ArchiveError, NoArchive, UsageError
from archive.files import DATABASES, FRONTIER, WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PART = ".part"
"""Ends the name of what is not yet whole."""
_BRIDGE = f"{WITHHELD}.bridge{PART}"
STEP_PAGES = 1024
"""Copied at once; between two steps a Ctrl-C is heard and the progress is drawn."""
GATE_SECONDS = 60.0
"""How long to wait for a writer's transaction to end."""


def part_of(file: Path) -> Path:
    """Under which name a file is written until it is whole."""
    return file.with_name(file.name + PART)


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection | None]]:
    """`archive.db` and, where it is there, `withheld.db` as they were at the same moment, for as long as it takes.

    A snapshot is held rather than taken again after each of the writer's transactions: that could go on for as long as
    a crawl does. Readers and writers go on meanwhile, only the write-ahead log grows.
    """
    with contextlib.ExitStack() as stack:
        archive = connect_reader(folder)
        stack.callback(archive.close)
        _begin(archive)
        # It is made before the first row moves there: where it is missing now, none has moved in this snapshot.
        if not (folder / WITHHELD).exists():
            yield archive, None
            return
        archive.execute("ROLLBACK")
        withheld = connect(folder / WITHHELD)
        stack.callback(withheld.close)
        # Across two files a transaction is visible in one before the other; a row that moves could miss both copies.
        with _no_writer(folder):
            _begin(archive)
            _begin(withheld)
        yield archive, withheld


def connect(file: Path) -> sqlite3.Connection:
    """A database, read-only."""
    connection = connect_beside(file)
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(GATE_SECONDS * 1000)}")
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


@contextlib.contextmanager
def _no_writer(folder: Path) -> Iterator[None]:
    """Between two transactions of the writer, for the moment that it takes to begin reading.

    A medium that cannot be written has no writer.
    """
    if not is_writable(folder):
        yield
        return
    uri = f"{(folder / FILE_NAME).resolve().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=GATE_SECONDS)) as gate:
        try:
            gate.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise ArchiveBusy(f"{folder}: a long change is being written: back up again after it") from None
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:  # a file that this user may not write
                raise
        yield


def copy_database(connection: sqlite3.Connection, target: Path, *, mode: int, progress: Callable[[int], None]) -> int:
    """Writes what a connection reads to the part of `target`, whole, checked and durable; its bytes.

    `progress` is told the bytes of each step. Raises sqlite3.Error or OSError where it cannot be written, ArchiveError
    where the database is damaged.
    """
    part = part_of(target)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    page_bytes = connection.execute("PRAGMA page_size").fetchone()[0]
    left: int | None = None

    def step(_status: int, remaining: int, total: int) -> None:
        nonlocal left
        progress(((total if left is None else left) - remaining) * page_bytes)
        left = remaining

    with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # made durable below, once
        connection.backup(copy, pages=STEP_PAGES, progress=step)
        _make_single(copy)
        fault = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if fault != "ok":
        raise ArchiveError(
            f"{target.name} is damaged ({' '.join(fault.split())}): no copy of it replaces an older one; "
            "luutru verify tells what that affects"
        )
    with contextlib.suppress(PermissionError):  # a file system that knows no modes
        part.chmod(mode)
    sync(part)
    return part.stat().st_size


def settle(folder: Path) -> None:
    """Folds what a writer, or a crash, left beside the databases of an earlier backup into them.

    From then on each file alone is that backup, and can be replaced by one rename. Raises UsageError where a database
    is another program's, ArchiveBusy where one is in use, ArchiveError where one is damaged.
    """
    for name in DATABASES:
        file = folder / name
        if not file.exists():
            for beside in BESIDE:
                file.with_name(name + beside).unlink(missing_ok=True)
            continue
        try:
            _settle(file)
        except NoArchive:
            raise UsageError(f"{folder} holds another program's {name}: name an empty or a new folder") from None
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise ArchiveBusy(f"{file} is in use by another process: end that, and back up again") from None
            raise ArchiveError(f"{file} cannot be used ({error}): move it away, and back up again") from None


def _settle(file: Path) -> None:
    uri = f"{file.resolve().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        if file.name == FILE_NAME:
            check_ours(connection, file)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # recovers what a crash left
        _make_single(connection)


def _make_single(connection: sqlite3.Connection) -> None:
    """Makes the database one file with nothing beside it. SQLite itself passes over a failure to write that."""
    if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
        raise sqlite3.OperationalError("its journal cannot be folded into it")


def swap(folder: Path) -> None:
    """Puts the copied databases in their places; at each moment between, the folder is a whole archive.

    A row that has moved between `archive.db` and `withheld.db` since the last backup must at no moment be in neither:
    until both are new, `withheld.db` holds what either state has of it. The frontier comes last: it may be older than
    the archive, not newer.
    """
    withheld = folder / WITHHELD
    is_bridged = part_of(withheld).exists() and withheld.exists()
    if is_bridged:
        _make_bridge(withheld, folder / _BRIDGE)
        _replace(folder / _BRIDGE, withheld)
    else:
        _replace(part_of(withheld), withheld)
    _replace(part_of(folder / FILE_NAME), folder / FILE_NAME)
    if is_bridged:
        _replace(part_of(withheld), withheld)
    _replace(part_of(folder / FRONTIER), folder / FRONTIER)


def _replace(part: Path, file: Path) -> None:
    if part.exists():
        part.replace(file)
        sync(file.parent)


def _make_bridge(withheld: Path, bridge: Path) -> None:
    """The new `withheld.db`, and beside its rows those of the old one that are not in it."""
    os.close(os.open(bridge, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(part_of(withheld), bridge)
    shutil.copymode(part_of(withheld), bridge)
    with contextlib.closing(sqlite3.connect(bridge, isolation_level=None)) as both:
        both.execute("ATTACH DATABASE ? AS old", (str(withheld),))
        both.execute("BEGIN")
        for (table,) in both.execute(
            "SELECT name FROM old.sqlite_master WHERE type = 'table' INTERSECT "
            "SELECT name FROM main.sqlite_master WHERE type = 'table'"
        ).fetchall():
            columns = ", ".join(row[1] for row in both.execute(f"PRAGMA old.table_info({table})"))
            both.execute(f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM old.{table}")
        both.execute("COMMIT")
    sync(bridge)


def sync(path: Path) -> None:
    """Makes a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
