"""The comments of the schema, as descriptions of tables and columns for those who look at the archive from outside;
and the questions that are asked most.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archive.web.questions import questions

if TYPE_CHECKING:
    from archive.archive import Archive

_ADDED = re.compile(r"\b(\w++) [A-Z][^,/]{0,200}/\* (.*?) \*/")
"""A column that a later migration added, with its comment."""


def described(archive: Archive) -> dict[str, Any]:
    """Datasette's metadata: the comments of the schema as descriptions of tables and columns, and queries by name."""
    tables: dict[str, Any] = {}
    for row in archive.rows("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view') AND sql LIKE '%-- %'"):
        comments = table_comments(row["sql"])
        tables[row["name"]] = {"description": comments.pop("", ""), "columns": comments}
    return {
        "title": "luutru",
        "description": "Government news, archived with its evidence",
        "databases": {"archive": {"tables": tables, "queries": {one.name: one.query for one in questions()}}},
    }


def table_comments(sql: str) -> dict[str, str]:
    """The comment of each column of a CREATE statement; the table's own under the empty name."""
    comments: dict[str, str] = {}
    for line in sql.splitlines()[1:]:
        comments.update(dict(_ADDED.findall(line)))
        code, mark, comment = line.partition("-- ")
        if not mark:
            continue
        name = code.split()[0].rstrip(",") if code.split() else ""
        comments.setdefault(name, comment.strip())
    return comments
