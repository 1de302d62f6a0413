"""Digests of rows: what each row held when luutru last wrote it, so that a flipped bit or a foreign hand is found.

SQLite keeps no checksum of its pages: a bit flipped inside a text is read as another text. So each row of each table
has a digest in table `fixity` of its database (`archive.db`, `withheld.db`), renewed in the transaction that writes the
row. Which rows a transaction touches is noted by temporary triggers of the writer's connection; the file itself holds
none, so that any other program can read it, and can write it, but not unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_OWN = ("fixity", "search_changes", "story_bands")
"""Tables without digests: what they hold is checked against other tables, or can be deleted."""
_DIGEST_BYTES = 16


def row_digest(names: Sequence[str], values: Sequence[object]) -> bytes:
    """The digest of a row: over the name, type, length and value of each column that is not NULL.

    >>> row_digest(["id"], [1]).hex()
    '2ea4dfebedf79aeabf5f9e617cc30495'
    """
    digest = hashlib.sha256()
    for name, value in zip(names, values, strict=True):
        if value is None:
            continue
        if isinstance(value, str):
            kind, content = b"s", value.encode("utf-8", "surrogatepass")
        elif isinstance(value, bytes):
            kind, content = b"b", value
        else:
            kind, content = b"n", repr(value).encode()
        digest.update(b"%s %s%d:" % (name.encode(), kind, len(content)))
        digest.update(content)
    return digest.digest()[:_DIGEST_BYTES]


def kept_tables(db: sqlite3.Connection, schema: str = "main") -> dict[str, tuple[str, ...]]:
    """The tables whose rows have digests, each with the columns of its key. The search index is checked otherwise."""
    names = [
        name
        for (name,) in db.execute(
            f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT LIKE 'articles_fts%' ORDER BY rowid"
        )
        if name not in _OWN
    ]
    keys = {}
    for name in names:
        columns = db.execute("SELECT name, pk FROM pragma_table_info(?, ?)", (name, schema)).fetchall()
        keys[name] = tuple(column for column, place in sorted(columns, key=lambda row: row[1]) if place)
    return {name: key for name, key in keys.items() if key}


def watch(db: sqlite3.Connection, schema: str = "main") -> None:
    """From now on notes which rows of a database this connection writes. `main` belongs before any other."""
    if schema == "main":
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("CREATE TEMP TABLE touched (schema_name TEXT, table_name TEXT, row_key TEXT)")
    for table, key in kept_tables(db, schema).items():
        for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            notes = " ".join(
                f"INSERT INTO touched VALUES ('{schema}', '{table}', {_key_of(row, key)});" for row in rows
            )
            name = f"touched_{schema}_{table}_{event}"
            db.execute(f"CREATE TEMP TRIGGER {name} AFTER {event} ON {schema}.{table} BEGIN {notes} END")


def seal(db: sqlite3.Connection) -> None:
    """Renews the digests of the rows written since the last time; belongs into the transaction that wrote them."""
    touched = db.execute("SELECT DISTINCT schema_name, table_name, row_key FROM touched ORDER BY 1, 2").fetchall()
    if not touched:
        return
    for schema in dict.fromkeys(one for one, _, _ in touched):
        _seal(db, schema, [(table, row_key) for one, table, row_key in touched if one == schema])
    db.execute("DELETE FROM touched")


def _seal(db: sqlite3.Connection, schema: str, touched: Sequence[tuple[str, str]]) -> None:
    keys = kept_tables(db, schema)
    fresh, gone = [], []
    names: dict[str, list[str]] = {}
    for table, row_key in touched:
        condition = " AND ".join(f"{column} IS ?" for column in keys[table])
        cursor = db.execute(f"SELECT * FROM {schema}.{table} WHERE {condition}", json.loads(row_key))
        row = cursor.fetchone()
        if row is None:
            gone.append((table, row_key))
            continue
        columns = names.setdefault(table, [column[0] for column in cursor.description])
        fresh.append((table, row_key, row_digest(columns, row)))
    db.executemany(f"INSERT OR REPLACE INTO {schema}.fixity (table_name, row_key, digest) VALUES (?, ?, ?)", fresh)
    db.executemany(f"DELETE FROM {schema}.fixity WHERE table_name = ? AND row_key = ?", gone)


def seal_all(db: sqlite3.Connection, schema: str = "main") -> None:
    """Digests of every row as it is now: after the schema has changed."""
    db.execute(f"DELETE FROM {schema}.fixity")
    for table, key in kept_tables(db, schema).items():
        cursor = db.execute(f"SELECT {_key_of(table, key)}, * FROM {schema}.{table}")
        names = [column[0] for column in cursor.description][1:]
        while rows := cursor.fetchmany(1000):
            db.executemany(
                f"INSERT OR REPLACE INTO {schema}.fixity (table_name, row_key, digest) VALUES (?, ?, ?)",
                [(table, row[0], row_digest(names, row[1:])) for row in rows],
            )


def is_unsealed(db: sqlite3.Connection, table: str) -> bool:
    """Whether a table has rows without a digest."""
    key = _key_of(table, kept_tables(db)[table])
    found = db.execute(
        f"SELECT 1 FROM {table} WHERE NOT EXISTS (SELECT 1 FROM fixity WHERE table_name = ? AND row_key = {key})",
        (table,),
    ).fetchone()
    return found is not None


def altered_rows(
    db: sqlite3.Connection, table: str, key: Sequence[str], *, schema: str = "main", where: str = "1",
    values: Sequence[object] = (),
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Key and what is wrong with it, of each row of a table that is not as luutru wrote it.

    `where`: a condition with its `values`, of rows of the table alone; what is missing is then not looked for.
    """
    cursor = db.execute(
        f"SELECT digest, {_key_of(table, key)}, {table}.* FROM {schema}.{table} LEFT JOIN {schema}.fixity "
        f"ON table_name = '{table}' AND row_key = {_key_of(table, key)} WHERE {where}", values,
    )  # fmt: skip
    names = [column[0] for column in cursor.description][2:]
    for digest, row_key, *row in cursor:
        if digest is None:
            yield row_key, "was not written by luutru"
        elif digest != row_digest(names, row):
            yield row_key, "is not as luutru wrote it"
    if where != "1":
        return
    missing = db.execute(
        f"SELECT row_key FROM {schema}.fixity WHERE table_name = ? "
        f"AND row_key NOT IN (SELECT {_key_of(table, key)} FROM {schema}.{table})",
        (table,),
    )
    for (row_key,) in missing:
        yield row_key, "is missing"


def _key_of(row: str, key: Sequence[str]) -> str:
    """The SQL expression of a row's key as JSON."""
    return f"json_array({', '.join(f'{row}.{column}' for column in key)})"
