"""What the tables are asked goes by indexes: an archive of a million articles answers as one of a hundred does."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlite_utils

from archive.schema import migrations

ROOT = Path(__file__).parents[2]
LARGE = ("captures", "articles", "article_versions", "pages", "announcements")
"""Tables that grow without bound; the first three are long besides."""
WHOLE = {
    "archive/sql_index.py": "the index is made anew from every article",
    "archive/verification.py": "every row is looked at",
    "archive/mending.py": "every row is looked at",
    "archive/health/overview.py: FROM pages": "status counts the pages of every portal",
    "crawler/doubts.py: FROM usual_articles": "the beginning of a statement",
}
"""Statements that may go through a table, by file or by file and words, with the reason."""


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    made = sqlite_utils.Database(memory=True)
    migrations.apply(made)
    yield made.conn
    made.close()


def tables(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'"
    )]  # fmt: skip


def indexed(db: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a table that an index begins with which has every row where the column is not NULL."""
    key = [row[1] for row in db.execute("SELECT pk, name FROM pragma_table_info(?) WHERE pk = 1", (table,))]
    found = set(key)
    for name, is_partial in db.execute("SELECT name, partial FROM pragma_index_list(?)", (table,)).fetchall():
        column = db.execute("SELECT name FROM pragma_index_info(?) WHERE seqno = 0", (name,)).fetchone()[0]
        statement = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        if not is_partial or statement[0].endswith(f"WHERE {column} IS NOT NULL"):
            found.add(column)
    return found


def test_every_reference_has_an_index(db: sqlite3.Connection) -> None:
    without = [
        f"{table}.{column}"
        for table in tables(db)
        for (column,) in db.execute('SELECT "from" FROM pragma_foreign_key_list(?)', (table,)).fetchall()
        if column not in indexed(db, table)
    ]
    assert without == []


def statements() -> Iterator[tuple[str, str]]:
    """Every statement that stands in the code, with its file; what is put together at run time is left out."""
    for file in sorted([*(ROOT / "archive").rglob("*.py"), *(ROOT / "crawler").rglob("*.py")]):
        place = str(file.relative_to(ROOT))
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names[node.targets[0].id] = written(node.value, names) or ""
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        for node in ast.walk(tree):
            text = written(node, names) if isinstance(node, ast.JoinedStr) or id(node) not in parts else None
            if text is not None and re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", text):
                yield place, " ".join(text.split())


def written(node: ast.AST, names: dict[str, str]) -> str | None:
    """The text of a constant, parts that are constants of its module put in; None: it is none, or has others."""
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str | int) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    made = []
    for part in node.values:
        value = part.value if isinstance(part, ast.FormattedValue) else part
        found = names.get(value.id) if isinstance(value, ast.Name) else written(value, names)
        if not found:
            return None
        made.append(found)
    return "".join(made)


def plan(db: sqlite3.Connection, statement: str) -> list[str]:
    """The steps of a statement; none where it is only a part of one."""
    names = set(re.findall(r"[:@$]([a-z_]+)", statement))
    count = max([statement.count("?"), *(int(number) for number in re.findall(r"\?(\d+)", statement))])
    for values in (dict.fromkeys(names, 1), (1,) * count, (1,) * len(set(re.findall(r"\?(\d+)", statement)))):
        try:
            return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
        except (sqlite3.ProgrammingError, sqlite3.OperationalError):
            continue
    return []


def aliases(statement: str) -> dict[str, str]:
    """What a statement calls the large tables."""
    return {alias: table for table, alias in re.findall(rf"\b({'|'.join(LARGE)}) AS (\w+)", statement)}


def test_no_statement_goes_through_a_large_table(db: sqlite3.Connection) -> None:
    db.execute("ATTACH ':memory:' AS withheld")
    asked, scanning = 0, []
    for place, statement in statements():
        steps = plan(db, statement)
        asked += bool(steps)
        called = {**{name: name for name in LARGE}, "usual_articles": "articles", **aliases(statement)}
        for step in steps:
            found = re.match(r"SCAN (\w+)(?! USING COVERING INDEX)(?: |$)", step)
            is_known = any(place == one or (place == one.partition(": ")[0] and one.partition(": ")[2] in statement)
                           for one in WHOLE)  # fmt: skip
            if found and found[1] in called and "COVERING" not in step and not is_known:
                scanning.append(f"{place}: {step}: {statement[:150]}")
    assert asked > 250
    assert scanning == []
