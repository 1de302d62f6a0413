"""The migrations of `archive.db`, in the order in which they are applied, and how one is written."""

from __future__ import annotations

import sqlite3

from sqlite_utils.migrations import Migrations

migrations = Migrations("luutru")


def statements(script: str) -> list[str]:
    """The statements of a script, each whole; `executescript` would commit the migration's transaction."""
    found, open_lines = [], ""
    for line in script.splitlines(keepends=True):
        open_lines += line
        if open_lines.strip() and sqlite3.complete_statement(open_lines):
            found.append(open_lines.strip())
            open_lines = ""
    return found
