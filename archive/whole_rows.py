"""The rows of a database that may be damaged: which are whole, by their digests, and which are not.

Every row is looked up by its key, one at a time, so that a page that cannot be read costs the rows on it and no others.
Reads only.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.database import APPLICATION_ID, connect_file
from archive.fixity import kept_tables, row_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Row = dict[str, Any]
"""A row by column, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A row that is not as luutru wrote it, or is not there any more."""

    key: tuple[Any, ...]
    digest: bytes | None
    """The digest of the row as luutru wrote it; None: nobody knows."""
    row: Row | None
    """What stands there; None: nothing that can be read."""

    def is_filled_by(self, row: Row) -> bool:
        """Whether a row is, byte for byte, what luutru wrote."""
        return self.digest == row_digest(list(row), list(row.values()))


@dataclass
class WholeRows:
    """A database, `archive.db` or `withheld.db`, as far as it can be read."""

    db: sqlite3.Connection
    tables: dict[str, tuple[str, ...]]
    """By name the columns of the key."""
    gaps: dict[str, list[Gap]] = field(default_factory=dict)
    """By table what is not whole, as far as `rows` has come."""

    @classmethod
    def open(cls, file: Path, *, is_ours: bool = True) -> WholeRows:
        """Opens a file. Raises sqlite3.Error where nothing can be read, or nobody can tell which rows are whole.

        `is_ours`: only with the mark of an archive in its header.
        """
        db = connect_file(file)
        try:
            if is_ours and db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise sqlite3.DatabaseError("file is not a database of luutru's")
            db.execute("SELECT 1 FROM fixity LIMIT 1").fetchone()
            return cls(db, kept_tables(db))
        except sqlite3.Error:
            db.close()
            raise

    def close(self) -> None:
        """Closes the file."""
        self.db.close()

    def rows(self, table: str) -> Iterator[Row]:
        """The whole rows of a table; the others are then in `gaps`."""
        gaps = self.gaps[table] = []
        if table not in self.tables:
            return
        for row_key, digest in self._digests(table):
            key = tuple(json.loads(row_key))
            row = self.row(table, key)
            gap = Gap(key, digest, row)
            if row is not None and gap.is_filled_by(row):
                yield row
            else:
                gaps.append(gap)

    def row(self, table: str, key: Sequence[Any]) -> Row | None:
        """A row by its key, whole or not; None: there is none, or it cannot be read."""
        condition = " AND ".join(f"{column} IS ?" for column in self.tables[table])
        return first(self.db, f"SELECT * FROM {table} WHERE {condition}", *key)

    def is_whole(self, table: str, key: Sequence[Any]) -> bool:
        """Whether a row is there, as luutru wrote it."""
        row = self.row(table, key)
        digest = self._digest(table, json.dumps(list(key), ensure_ascii=False, separators=(",", ":")))
        return row is not None and Gap(tuple(key), digest, row).is_filled_by(row)

    def _digests(self, table: str) -> Iterator[tuple[str, bytes | None]]:
        """The keys that have a digest, each with it; then those of rows that have none."""
        last: str | None = ""
        try:
            cursor = self.db.execute(
                "SELECT row_key, digest FROM fixity WHERE table_name = ? ORDER BY row_key", (table,)
            )
            while rows := cursor.fetchmany(1000):
                yield from rows
                last = rows[-1][0]
            last = None
        except sqlite3.Error:
            pass  # what comes behind the last one is looked for by the keys of the table itself
        for row_key in self._keys(table, "1" if last is not None else "digest IS NULL"):
            if last is None:
                yield row_key, None
            elif row_key > last:
                yield row_key, self._digest(table, row_key)

    def _keys(self, table: str, condition: str) -> Iterator[str]:
        key = f"json_array({', '.join(f'{table}.{column}' for column in self.tables[table])})"
        beside = f"LEFT JOIN fixity ON table_name = '{table}' AND row_key = {key}" if condition != "1" else ""
        try:
            cursor = self.db.execute(f"SELECT {key} FROM {table} {beside} WHERE {condition}")
            while rows := cursor.fetchmany(1000):
                yield from (row_key for (row_key,) in rows)
        except sqlite3.Error:
            return

    def _digest(self, table: str, row_key: str) -> bytes | None:
        found = first(self.db, "SELECT digest FROM fixity WHERE table_name = ? AND row_key = ?", table, row_key)
        return found["digest"] if found is not None else None


def first(db: sqlite3.Connection, statement: str, *values: object) -> Row | None:
    """The first row of a SELECT by column; None where there is none, or it cannot be read."""
    try:
        cursor = db.execute(statement, values)
        row = cursor.fetchone()
    except (sqlite3.Error, OverflowError):
        return None
    return dict(zip([column[0] for column in cursor.description], row, strict=True)) if row is not None else None


def every(db: sqlite3.Connection, statement: str, *values: Any) -> list[Row]:
    """The rows of a SELECT by column; values by place, or one dictionary by name."""
    cursor = db.execute(statement, values[0] if values and isinstance(values[0], dict) else values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
