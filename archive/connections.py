"""Connections whose errors a user can read: what SQLite says of a file, and what to do about it, in one line.

One place for all: whatever is asked over such a connection, by a command, a page or a program, raises an error that is
both SQLite's and ours. So nobody who asks needs to catch it, and those at the doors print it like any other. Errors in
a statement stay what they are: they are faults of ours, not of the file.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import ArchiveError
from archive.files import BY_NAME, MENDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_CIRCUMSTANCES = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM,
)  # fmt: skip
_NO_TEXT = "Could not decode to UTF-8"


def _advice(file: Path) -> str:
    """What to do about a damaged file."""
    known = BY_NAME.get(file.name)
    return known.mended_by if known is not None else MENDS


class DamagedDatabase(ArchiveError, sqlite3.DatabaseError):
    """A database of the archive does not hold what luutru wrote."""


class UnusableDatabase(ArchiveError, sqlite3.OperationalError):
    """A database of the archive cannot be read or written as things are: the disk is full, somebody holds it."""


def explained(file: Path, error: sqlite3.Error) -> sqlite3.Error:
    """What SQLite says of a file, with what to do; an error in a statement as it is."""
    if isinstance(error, ArchiveError):
        return error
    code, text = getattr(error, "sqlite_errorcode", 0) & 0xFF, " ".join(str(error).split())
    told: sqlite3.Error = error
    if code in _DAMAGE or text.startswith(_NO_TEXT) or (not code and ("not a database" in text or "malformed" in text)):
        told = DamagedDatabase(f"{file} is damaged ({text}): {_advice(file)}")
    elif code in _CIRCUMSTANCES:
        told = UnusableDatabase(f"{file} cannot be used: {text}")
    for name in ("sqlite_errorcode", "sqlite_errorname"):
        if told is not error and hasattr(error, name):
            setattr(told, name, getattr(error, name))
    return told


class Cursor(sqlite3.Cursor):
    """A cursor whose errors are explained. Rows come one by one at no cost."""

    connection: Connection

    def execute(self, *given: Any) -> Cursor:
        """See sqlite3."""
        try:
            super().execute(*given)
        except sqlite3.Error as error:
            raise explained(self.connection.file, error) from None
        return self

    def executemany(self, *given: Any) -> Cursor:
        """See sqlite3."""
        try:
            super().executemany(*given)
        except sqlite3.Error as error:
            raise explained(self.connection.file, error) from None
        return self

    def fetchone(self) -> Any:
        """See sqlite3."""
        try:
            return super().fetchone()
        except sqlite3.Error as error:
            raise explained(self.connection.file, error) from None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """See sqlite3."""
        try:
            return super().fetchmany(self.arraysize if size is None else size)
        except sqlite3.Error as error:
            raise explained(self.connection.file, error) from None

    def fetchall(self) -> list[Any]:
        """See sqlite3."""
        try:
            return super().fetchall()
        except sqlite3.Error as error:
            raise explained(self.connection.file, error) from None

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        try:
            yield from iter(super().fetchone, None)
        except sqlite3.Error as error:
            raise explained(self.connection.file, error) from None


class Connection(sqlite3.Connection):
    """A connection whose errors are explained."""

    file = Path("archive.db")
    """Of what its errors speak."""

    def cursor(self, factory: Any = Cursor) -> Any:
        """See sqlite3."""
        return super().cursor(factory)

    def execute(self, *given: Any) -> sqlite3.Cursor:
        """See sqlite3."""
        cursor: sqlite3.Cursor = self.cursor().execute(*given)
        return cursor

    def executemany(self, *given: Any) -> sqlite3.Cursor:
        """See sqlite3."""
        cursor: sqlite3.Cursor = self.cursor().executemany(*given)
        return cursor

    def executescript(self, script: str) -> sqlite3.Cursor:
        """See sqlite3."""
        try:
            return super().executescript(script)
        except sqlite3.Error as error:
            raise explained(self.file, error) from None


def connect(file: Path, *, address: str = "", **options: Any) -> Connection:
    """A connection to a file, by an `address` of SQLite's (a URI) where that says more. Raises ArchiveError."""
    try:
        connection = sqlite3.connect(address or file, uri=bool(address), factory=Connection, **options)
    except sqlite3.Error as error:
        raise explained(file, error) from None
    connection.file = file
    return connection
