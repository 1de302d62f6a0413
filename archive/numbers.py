"""Numbers that are given once: a row that was moved to `withheld.db` keeps its number for the day it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def next_number(db: sqlite3.Connection, table: str) -> int:
    """The number of the next row of a table: one more than any that was ever given."""
    found: int = db.execute(
        f"SELECT 1 + max(coalesce((SELECT max(id) FROM {table}), 0), "
        "coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?), 0))",
        (f"reserved {table}",),
    ).fetchone()[0]
    return found


def reserve(db: sqlite3.Connection, table: str, number: int) -> None:
    """Sees to it that no number up to `number` is given again."""
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE "
        "SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
        (f"reserved {table}", str(number)),
    )
