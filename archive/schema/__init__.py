"""The schema, as named steps that are applied in order. A step that shipped is never edited: a new one follows it.

Every table and column carries a comment of one line, kept by SQLite with the statement, so that `.schema` in any
SQLite shell explains the archive. (A column added later carries it between `/*` and `*/`: SQLite appends its
definition without a line break.) Tables are STRICT (SQLite 3.37). Times are ISO 8601 in UTC to the second.
"""

from archive.schema import tables  # isort: split

from archive.schema import added  # isort: split

from archive.schema import told
from archive.schema.migrating import migrations
from archive.schema.tables import INDEX

__all__ = ["INDEX", "added", "migrations", "tables", "told"]
