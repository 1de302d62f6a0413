"""Mends the tables: rows of the old ones that are whole stay as they are, every other is taken from what `warc/` tells.

So nothing is lost that one of the two still holds: not a row whose bytes are gone from `warc/`, nor one that is damaged
and can be told again. What neither holds is named. The database that is filled here is a new one; the old one and the
one that was made from `warc/` alone are only read. Articles: `archive.mending_articles`.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.fixity import kept_tables, seal_all
from archive.numbering import STATED as _STATED
from archive.numbers import reserve
from archive.schema import migrations
from archive.whole_rows import Gap, every, first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.whole_rows import Row, WholeRows

BATCH_COUNT = 500
DERIVED = ("stories", "story_signatures")
"""Tables that are made anew from the articles."""
OF_ARTICLES = (
    "article_versions", "absences", "articles", "article_urls", "images", "attachments", "observations", "doubts",
    "readings",
)  # fmt: skip
"""Tables that `archive.mending_articles` fills, in this order."""
NATURAL = {
    "set_aside": ("portal", "url", "seen_at"), "withholdings": ("article_id", "withheld_at"),
    "troubles": ("portal", "kind", "since"), "page_type_rules": ("portal", "url", "pattern"),
    "absences": ("article_id", "gone_at"),
}  # fmt: skip
"""Tables whose rows are numbered as they come, each with the columns that tell one row from another."""
_UNKEPT_SETTINGS = ("folding", "stories", "stories reached")
"""Settings that say how tables were made which are made anew."""
_PARENTS = ("portals", "crawls", "captures")
"""Tables that others refer to: what is damaged there stays as it stands where nothing else is to be had."""
_DOUBTFUL = "its row was not as luutru wrote it, and no record in warc/ tells of it"
_GONE = "the capture that it repeats is lost"


@dataclass
class Mended:
    """What came of it."""

    kept: int = 0
    """Rows that were whole."""
    filled: int = 0
    """Rows that were not, and were made anew."""
    left_out: list[str] = field(default_factory=list)
    """Rows that luutru did not write, a line each."""
    lost: list[str] = field(default_factory=list)
    """What neither the old tables nor `warc/` hold, a line each."""


class Mending:
    """One mending under way."""

    def __init__(
        self, db: sqlite3.Connection, rebuilt: sqlite3.Connection, old: dict[str, WholeRows | None], *,
        is_warc_whole: bool,
    ) -> None:  # fmt: skip
        """`db`: the new database, empty but for its schema, with `withheld` attached where there is one in `old`.

        `rebuilt`: what was made from `warc/` alone, likewise. `is_warc_whole`: nothing is known to be missing there,
        so that a row without a digest which nobody tells of was written by another hand.
        """
        self.db = db
        self.rebuilt = rebuilt
        self.old = old
        self.schemas = ["main", *(["withheld"] if _has(db, "withheld") else [])]
        self._told_schemas = ["main", *(["withheld"] if _has(rebuilt, "withheld") else [])]
        self.tables = {schema: kept_tables(db, schema) for schema in self.schemas}
        self.gaps: defaultdict[tuple[str, str], list[Gap]] = defaultdict(list)
        """By schema and table what is not whole."""
        self.done = Mended()
        self._is_warc_whole = is_warc_whole

    def copy(self) -> None:
        """Enters the rows that are whole; of a database that cannot be read, those that `warc/` tells."""
        for schema in sorted(self.schemas, key=lambda one: self.old.get(one) is None):
            for table in self.tables[schema]:
                if table not in (*DERIVED, migrations.migrations_table):
                    self._copy(schema, table)

    def _copy(self, schema: str, table: str) -> None:
        source = self.old.get(schema)
        if source is not None:
            found: Iterable[Row] = source.rows(table)
        else:
            found = (row for row in self._told_rows(schema, table) if not self._lies_elsewhere(schema, table, row))
        batch: list[Row] = []
        for row in found:
            if table == "settings" and self._is_unkept(row["name"]):
                continue
            batch.append(row)
            if len(batch) == BATCH_COUNT:
                self._put_all(schema, table, batch)
        self._put_all(schema, table, batch)
        if source is not None:
            gaps = source.gaps[table]
            if table == "settings":
                gaps = [gap for gap in gaps if not self._is_made_anew(gap.key[0])]
            self.gaps[schema, table] = gaps

    def _is_unkept(self, setting: str) -> bool:
        return setting in _UNKEPT_SETTINGS or (setting == _STATED and not self._is_warc_whole)

    def _is_made_anew(self, setting: str) -> bool:
        return self._is_unkept(setting) or setting == _STATED or setting.startswith("reserved ")

    def _told_rows(self, schema: str, table: str) -> Iterator[Row]:
        if schema not in self._told_schemas:
            return
        cursor = self.rebuilt.execute(f"SELECT * FROM {schema}.{table}")
        names = [column[0] for column in cursor.description]
        while rows := cursor.fetchmany(BATCH_COUNT):
            yield from (dict(zip(names, row, strict=True)) for row in rows)

    def _lies_elsewhere(self, schema: str, table: str, row: Row) -> bool:
        """Whether the other database has that row: what was withheld there, or was shown again."""
        return any(
            table in self.tables[other] and self.has(other, table, [row[name] for name in self.tables[schema][table]])
            for other in self.schemas
            if other != schema
        )

    def _put_all(self, schema: str, table: str, batch: list[Row]) -> None:
        if batch:
            names = [name for name in self.columns(schema, table) if name in batch[0]]
            columns, places = ", ".join(names), ", ".join("?" for _ in names)
            self.db.executemany(
                f"INSERT INTO {schema}.{table} ({columns}) VALUES ({places})",
                [tuple(_kept(table, name, row[name]) for name in names) for row in batch],
            )
            self.done.kept += len(batch)
            batch.clear()

    def columns(self, schema: str, table: str) -> list[str]:
        return [row[1] for row in self.db.execute(f"PRAGMA {schema}.table_info({table})")]

    # What the rows of articles are filled with, too

    def put(self, schema: str, table: str, row: Row) -> bool:
        """Enters a row in the place of one that is not whole; whether the table takes it."""
        names = [name for name in self.columns(schema, table) if name in row]
        columns, places = ", ".join(names), ", ".join("?" for _ in names)
        try:
            self.db.execute(
                f"INSERT INTO {schema}.{table} ({columns}) VALUES ({places})",
                [_kept(table, name, row[name]) for name in names],
            )
        except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, OverflowError):
            return False
        self.done.filled += 1
        return True

    def has(self, schema: str, table: str, key: Sequence[Any]) -> bool:
        """Whether a row is there."""
        condition = " AND ".join(f"{column} IS ?" for column in self.tables[schema][table])
        return first(self.db, f"SELECT 1 FROM {schema}.{table} WHERE {condition}", *key) is not None

    def told(self, schema: str, table: str, **values: Any) -> list[Row]:
        """The rows with these values that `warc/` tells, in that database or else in the other."""
        condition = " AND ".join(f"{name} IS ?" for name in values)
        for one in sorted(self._told_schemas, key=lambda other: other != schema):
            if first(self.rebuilt, f"SELECT 1 FROM {one}.sqlite_master WHERE name = ?", table) is not None:
                found = every(self.rebuilt, f"SELECT * FROM {one}.{table} WHERE {condition}", *values.values())
                if found:
                    return found
        return []

    def lose(self, schema: str, table: str, gap: Gap, *, what: str = "") -> None:
        """Names a row that can neither be made anew nor taken over."""
        file = "archive.db" if schema == "main" else "withheld.db"
        where = f"{file}, table {table}, row {_written(gap.key)}{self._of(table, gap)}"
        if gap.digest is None and self._is_warc_whole:
            self.done.left_out.append(f"{where}: luutru did not write it, and nothing in warc/ tells of it")
        else:
            self.done.lost.append(f"{where}: {what or 'it is damaged, and nothing in warc/ tells of it'}")

    def _of(self, table: str, gap: Gap) -> str:
        name = {"articles": "title", "article_versions": "title", "captures": "url"}.get(table)
        return f" ({gap.row[name]})" if gap.row is not None and name is not None else ""

    # Tables that are filled by their keys

    def fill(self) -> None:
        """Fills what is not whole, articles left out: from what `warc/` tells, by the keys of the rows."""
        order = [*_PARENTS, *(table for table in self.tables["main"] if table not in _PARENTS)]
        if "withheld" in self.schemas:
            order += [table for table in self.tables["withheld"] if table not in order]
        for table in order:
            if table in OF_ARTICLES:
                continue
            for schema in self.schemas:
                if table in NATURAL:
                    self.fill_numbered(schema, table)
                    continue
                for gap in self.gaps.pop((schema, table), []):
                    self._fill(schema, table, gap)
        self._add_missing_parents()

    def _fill(self, schema: str, table: str, gap: Gap) -> None:
        key = dict(zip(self.tables[schema][table], gap.key, strict=True))
        if any(self.has(one, table, gap.key) for one in self.schemas if table in self.tables[one]):
            return  # another hand has put it into both
        if any(self.put(schema, table, row) for row in self.told(schema, table, **key)):
            return
        if table in _PARENTS and gap.row is not None:
            row = gap.row | ({"damage": _DOUBTFUL} if table == "captures" else {})
            if self.put(schema, table, row):
                self.lose(schema, table, gap, what="it is damaged, nothing in warc/ tells of it, and it stays as it is")
                return
        self.lose(schema, table, gap)

    def fill_numbered(self, schema: str, table: str) -> None:
        """Fills what is not whole of a table whose rows are numbered as they come."""
        gaps = self.gaps.pop((schema, table), [])
        if not gaps:
            return
        names = NATURAL[table]
        there = {tuple(row[name] for name in names) for one in self.schemas if table in self.tables[one]
                 for row in every(self.db, f"SELECT * FROM {one}.{table}")}  # fmt: skip
        rows = {row["id"]: row for row in self._told_rows(schema, table)}
        free = {number: row for number, row in rows.items() if tuple(row[name] for name in names) not in there}
        for gap in gaps:
            (number,) = gap.key
            row = free.pop(number, None)
            if row is None and gap.digest is not None and free:
                row = free.pop(min(free))
            if row is None or not self.put(schema, table, row | {"id": number}):
                self.lose(schema, table, gap)

    def _add_missing_parents(self) -> None:
        """Enters portals, crawls and files of which no row is left, as far as what refers to them tells."""
        for (key,) in self.db.execute(
            "SELECT DISTINCT portal FROM crawls WHERE portal NOT IN (SELECT id FROM portals)"
        ).fetchall():
            crawl = first(self.db, "SELECT * FROM crawls WHERE portal = ? ORDER BY id DESC LIMIT 1", key)
            assert crawl is not None
            self.put("main", "portals", {
                "id": key, "name": key, "homepage": _homepage(crawl["definition"]), "definition": crawl["definition"],
                "first_used": crawl["started_at"], "last_used": crawl["started_at"],
            })  # fmt: skip
        rows = self.db.execute(
            "SELECT crawl_id, portal, min(fetched_at), definition FROM captures JOIN portals ON portals.id = portal "
            "WHERE crawl_id NOT IN (SELECT id FROM crawls) GROUP BY crawl_id"
        ).fetchall()
        for number, portal, at, definition in rows:
            self.put("main", "crawls", {
                "id": number, "portal": portal, "started_at": at, "software": "{}", "definition": definition,
            })  # fmt: skip

        for schema in self.schemas:
            for name, end in self.db.execute(
                f"SELECT warc_file, max(warc_offset + warc_length) FROM {schema}.captures "
                "WHERE warc_file NOT IN (SELECT name FROM warc_files) GROUP BY warc_file"
            ).fetchall():
                self.put("main", "warc_files", {"name": name, "bytes": end})

    # At the end

    def settle_references(self) -> bool:
        """Empties, or else takes out, what refers to a row that is not there; whether any was taken out."""
        has_settled = False
        for table, key in self.tables["main"].items():
            required = {row[1] for row in self.db.execute(f"PRAGMA main.table_info({table})") if row[3] or row[5]}
            for row in self.db.execute(f"PRAGMA main.foreign_key_list({table})").fetchall():
                parent, column, other = row[2], row[3], row[4] or "id"
                condition = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {other} FROM main.{parent})"
                if column not in required:
                    if column == "revisit_of":
                        self.db.execute(f"UPDATE captures SET damage = coalesce(damage, ?) WHERE {condition}", (_GONE,))
                    self.db.execute(f"UPDATE main.{table} SET {column} = NULL WHERE {condition}")
                    continue
                for found in every(self.db, f"SELECT * FROM main.{table} WHERE {condition}"):
                    has_settled = True
                    gap = Gap(tuple(found[name] for name in key), b"", found)
                    self.lose("main", table, gap, what=f"the row of {parent} that it is of is lost")
                self.db.execute(f"DELETE FROM main.{table} WHERE {condition}")
        return has_settled

    def seal(self) -> None:
        """Sees to it that no number is given twice, and gives each row its digest."""
        if "withheld" in self.schemas:
            for table in self.tables["withheld"].keys() & self.tables["main"].keys():
                if self.tables["main"][table] == ("id",):
                    highest = self.db.execute(f"SELECT max(id) FROM withheld.{table}").fetchone()[0]
                    reserve(self.db, table, highest or 0)
        for schema in self.schemas:
            seal_all(self.db, schema)


def _has(db: sqlite3.Connection, schema: str) -> bool:
    return any(row[1] == schema for row in db.execute("PRAGMA database_list"))


def _kept(table: str, name: str, value: Any) -> Any:
    """What of a row is kept: stories are found anew."""
    return None if (table, name) == ("articles", "story_id") else value


def _written(key: Sequence[Any]) -> str:
    return "[" + ", ".join(str(one) for one in key) + "]"


def _homepage(definition: str) -> str:
    try:
        return str(tomllib.loads(definition).get("homepage", ""))
    except tomllib.TOMLDecodeError:
        return ""
