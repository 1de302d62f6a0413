"""Opens `archive.db`: which file is one of ours, how it is written, and who may write it."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from typing import TYPE_CHECKING, TextIO

from sqlite_utils import Database

from archive import files
from archive.clock import now, utc_text
from archive.connections import UnusableDatabase, connect
from archive.errors import ArchiveBusy, ArchiveError, NewerArchive, NoArchive, UnfoldedLog
from archive.fixity import is_unsealed, seal_all, watch
from archive.schema import migrations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

APPLICATION_ID = 0x4C555554
"""`LUUT`, in the file's header: tells an archive from another program's database (SQLite, PRAGMA application_id)."""
OLDEST_SQLITE = (3, 37)
FILE_NAME = files.ARCHIVE
LOCK_NAME = files.LOCK
BUSY_MILLISECONDS = 10_000
BESIDE = ("-wal", "-shm", "-journal")
"""How the names of what SQLite keeps beside a database end."""
BROKEN_NAME = files.BROKEN
"""Says when the archivist was last told that the archive could not be used; no table, as it may be the tables."""
_OURS = re.compile("|".join(re.escape(one.name) + ("" if one.kind == "database" else "$") for one in files.FILES))


def open_reader(folder: Path) -> Database:
    """The archive in `folder`, read-only. Creates nothing."""
    database = Database(connect_reader(folder))
    if migrations.pending(database):
        raise ArchiveError(
            f"{folder}: written by an earlier luutru: luutru compact brings it up to date, and so does the next crawl"
        )
    return database


def connect_reader(folder: Path) -> sqlite3.Connection:
    """`archive.db` in `folder`, read-only, of this luutru or an earlier one. Creates nothing."""
    _check_sqlite()
    file = folder / FILE_NAME
    if not file.is_file():
        raise _missing(folder)
    try:
        connection = _connected_to(file, connect)
    except UnusableDatabase:
        if is_writable(folder) or not _has_log(file):
            raise
        raise UnfoldedLog(
            f"{file} cannot be read where nothing can be written, as its write-ahead log lies beside it: copy the "
            "archive to a disk, or luutru backup where it comes from"
        ) from None
    try:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA query_only = ON")
        check_ours(connection, file)
    except (sqlite3.Error, ArchiveError):
        connection.close()
        raise
    return connection


def connect_beside(file: Path) -> sqlite3.Connection:
    """A database beside `archive.db`, read-only. Raises ArchiveError, with what to do, where it is damaged."""
    return _connected_to(file, connect)


def connect_file(file: Path) -> sqlite3.Connection:
    """Any database of an archive, read-only, also on a medium that cannot be written. Nobody asks whose it is.

    Errors are SQLite's own, for whoever examines a damaged one.
    """
    return _connected_to(file, lambda _file, address, **options: sqlite3.connect(address, uri=True, **options))


def _connected_to(file: Path, connected: Callable[..., sqlite3.Connection]) -> sqlite3.Connection:
    try:
        return _tried(file, "mode=ro", connected)
    except sqlite3.Error:
        # A write-ahead log cannot be begun on a medium that cannot be written; but then nobody writes it.
        if is_writable(file.parent) or _has_log(file):
            raise
    return _tried(file, "mode=ro&immutable=1", connected)


def _tried(file: Path, mode: str, connected: Callable[..., sqlite3.Connection]) -> sqlite3.Connection:
    connection = connected(file, address=f"{file.resolve().as_uri()}?{mode}", check_same_thread=False)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def is_writable(folder: Path) -> bool:
    """Whether files can be made there; not on a medium that is read-only."""
    return os.access(folder, os.W_OK)


def _has_log(file: Path) -> bool:
    """Whether something written lies beside a database that is not yet folded into it."""
    log = file.with_name(f"{file.name}-wal")
    return log.exists() and log.stat().st_size > 0


def open_writer(folder: Path, *, create: bool) -> Database:
    """The archive in `folder`, for its one writer; made where it is missing and `create` allows it."""
    _check_sqlite()
    file = folder / FILE_NAME
    if not file.exists() and not create:
        raise _missing(folder)
    return connect_writer(file)


def connect_writer(file: Path) -> Database:
    """The database in `file` for writing, made where it is missing, with the schema of today.

    A new one is made beside its place: whoever looks meanwhile finds none, or a whole one, and locks nothing.
    """
    if not file.exists():
        beside = file.with_name(f"{file.name}.making")
        try:
            remove_database(beside)  # left by one that was killed
            with contextlib.closing(_connect_writer(beside)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # closing does so, too, but tells no failure
            remove_database(file)  # the log of one that was deleted would be taken for that of the new one
            beside.replace(file)
        except OSError as error:
            raise ArchiveError(f"{file}: cannot be made: {error.strerror}") from None
    return _connect_writer(file)


def remove_database(file: Path) -> None:
    """Removes a database with what SQLite keeps beside it, or what is left of them. Raises OSError."""
    for name in ("", *BESIDE):
        file.with_name(file.name + name).unlink(missing_ok=True)


def _connect_writer(file: Path) -> Database:
    connection = connect(file, check_same_thread=False, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    if is_blank(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    check_ours(connection, file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    database = Database(connection)
    migrations.apply(database)
    if is_unsealed(connection, migrations.migrations_table):  # also where the last one was killed in between
        connection.execute("BEGIN IMMEDIATE")
        seal_all(connection)
        connection.execute("COMMIT")
    watch(connection)
    return database


def prepare_folder(folder: Path) -> None:
    """Makes the archive's folder. One that holds something else is somebody else's."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FILE_NAME).exists():
            others = sorted(entry.name for entry in folder.iterdir() if not _OURS.match(entry.name))
            if others:
                raise NoArchive(
                    f"{folder} holds other things ({others[0]}) and no archive: name an empty or a new folder"
                )
        (folder / "warc").mkdir(exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be used as an archive: {error.strerror}") from None


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Holds the archive for one writer. The lock ends with the process, however that ends."""

    try:
        file = (folder / LOCK_NAME).open("a+", encoding="utf-8")
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written: {error.strerror}") from None
    with file:
        if not _locked(file):
            raise ArchiveBusy(f"{folder} is being written by another process ({_holder(file)}): wait for it to end")
        with contextlib.suppress(OSError):  # a full disk: who holds it stays unsaid, the lock holds
            file.truncate(0)
            os.write(file.fileno(), f"process {os.getpid()} since {utc_text(now())}\n".encode())
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                file.truncate(0)


def _locked(file: TextIO) -> bool:
    """Whether the lock could be had; whoever only looks who has it (`written_since`) holds it for a moment."""
    import fcntl

    for pause in (0.02, 0.05, None):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if pause is None:
                return False
            time.sleep(pause)
        else:
            return True
    raise AssertionError  # unreachable


def written_since(folder: Path) -> str | None:
    """Since when a process has been writing the archive, empty where that cannot be told; None: nobody writes it."""
    import fcntl

    try:
        file = (folder / LOCK_NAME).open(encoding="utf-8", errors="replace")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return _holder(file).rpartition(" since ")[2] if " since " in _holder(file) else ""
    return None


def _holder(file: TextIO) -> str:
    file.seek(0)
    return file.read(200).strip() or "unknown"


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ArchiveError(
            f"SQLite {sqlite3.sqlite_version} is too old: luutru needs 3.37 or newer, use another Python"
        )


def check_ours(connection: sqlite3.Connection, file: Path) -> None:
    """Raises NoArchive where the database is another program's, NewerArchive where it is a later luutru's."""
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION_ID:
        if is_blank(connection):
            raise _missing(file.parent)
        raise NoArchive(f"{file} is a database of another program: name another folder with -a")
    known = {migration.name for migration in migrations._migrations}
    names = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (migrations.migrations_table,)).fetchone()
    if names:
        applied = connection.execute(
            f"SELECT name FROM {migrations.migrations_table} WHERE migration_set = ?", (migrations.name,)
        ).fetchall()
        unknown = sorted(name for (name,) in applied if name not in known)
        if unknown:
            raise NewerArchive(f"{file.parent} was written by a later luutru ({unknown[0]}): use that one")


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether the database is nobody's yet: a new file, or one whose maker was cut off before it said whose it is."""
    holds = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return not holds and not connection.execute("PRAGMA application_id").fetchone()[0]


def _missing(folder: Path) -> NoArchive:
    if any((folder / "warc").glob("*.warc.gz")):
        return NoArchive(f"{folder}: archive.db is missing: luutru verify --repair makes it anew from warc/")
    return NoArchive(f"{folder}: there is no archive: crawl into it first, or name another with -a")
