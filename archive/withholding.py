"""What may not be shown: its rows move from `archive.db`, which is served, to `withheld.db`, which nothing serves.

The bytes stay in `warc/`, and a `metadata` record there says what is withheld, so that a repair from `warc/` alone
honours it. What a portal goes on to publish at the addresses of a withheld article, or says the same at another
address, goes to `withheld.db` too.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any

from archive.articles import url_of
from archive.captures import add_capture
from archive.clock import utc_text
from archive.connections import explained
from archive.digest import content_hash
from archive.errors import ArchiveError, UsageError
from archive.files import MENDS, WITHHELD
from archive.fixity import altered_rows, kept_tables, seal_all, watch
from archive.numbers import reserve
from archive.same_content import says_the_same
from archive.sql_index import index, unindex
from archive.stories.joining import join, leave
from archive.type_rules import put_by_rules

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from archive.records import Visit
    from archive.visits import Pending

FILE_NAME = WITHHELD
_BY_ARTICLE = ("article_urls", "absences", "observations", "images", "attachments")
_BY_VERSION = ("readings", "doubts")
_NUMBERED = ("articles", "article_versions", "readings", "absences", "captures", "set_aside", "page_type_rules")
_BY_ADDRESS = ("pages", "announcements", "set_aside", "page_type_rules")
_ALL = ("articles", *_BY_ARTICLE, "article_versions", *_BY_VERSION, "captures", *_BY_ADDRESS)
"""Every table whose rows may move."""
_EMPTIED = (("pages", "referrer"), ("pages", "redirect_to"))
"""Columns of other rows that name an address; emptied, and kept in `withheld.emptied`."""
_OWN = {
    "emptied": "portal, url, name, value",
    "sent": "article_id, url",
    "later": "article_id, capture_id, content_hash",
}
"""Tables that only `withheld.db` has: what was emptied, under which addresses as sent an article was captured, and
which captures answered visits that met it while it was withheld, with what was read there.
"""
_MET = "withheld"
"""Why an address is one of an article that was met there while it was withheld."""
_FIXITY = """
CREATE TABLE withheld.fixity (table_name TEXT NOT NULL, row_key TEXT NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (table_name, row_key)) WITHOUT ROWID
"""


class Withheld:
    """The withheld articles of an open archive, for its writer."""

    def __init__(self, db: sqlite3.Connection, file: Path) -> None:
        self._db = db
        self._file = file
        self._addresses: set[tuple[str, str]] = set()
        self._hashes: set[tuple[str, str]] = set()
        self.refresh()

    def covers(self, visit: Visit) -> bool:
        """Whether what the visit brought may not be shown."""
        if not self._addresses:
            return False
        portal, article = visit.portal, visit.article
        if (portal, visit.url) in self._addresses or (portal, visit.redirect_to) in self._addresses:
            return True
        return article is not None and (
            (portal, article.url) in self._addresses
            or (portal, content_hash(article)) in self._hashes
            or self._owner_named(visit) is not None
        )

    def hides(self, portal: str, url: str) -> bool:
        """Whether the address is one of a withheld article."""
        return (portal, url) in self._addresses

    def refresh(self) -> None:
        """Reads again which addresses are withheld."""
        if self._file.exists():
            self._attach()
            self._read()

    def prepare(self) -> None:
        """Makes `withheld.db` ready to take rows; before the transaction that moves them."""
        self._attach()
        self._db.execute("PRAGMA secure_delete = ON")

    def enter(self, one: Pending) -> None:
        """Keeps a visit that `covers` has found, out of sight: it is entered when the article is shown again."""
        visit, at = one.visit, utc_text(one.visit.at)
        owner = self._owner(visit)
        for place, stored in enumerate(one.stored, 1):
            number = add_capture(
                self._db, stored.capture, stored.place, portal=visit.portal, crawl_id=one.crawl.id,
                digest=stored.digest, original=None, number=stored.number,
            )  # fmt: skip
            self._move("captures", "id", number)
            self._db.execute("INSERT OR IGNORE INTO withheld.sent VALUES (?, ?)", (owner, stored.capture.url))
            if place == len(visit.captures):
                read = content_hash(visit.article) if visit.article is not None and visit.article.text else ""
                self._db.execute("INSERT OR REPLACE INTO withheld.later VALUES (?, ?, ?)", (owner, number, read))
                self._hashes |= {(visit.portal, read)} if read else set()
        if (visit.portal, visit.url) not in self._addresses:
            self._db.execute(
                "INSERT OR REPLACE INTO withheld.article_urls (portal, url, article_id, first_seen, last_seen, reason) "
                f"VALUES (?, ?, ?, ?, ?, '{_MET}')",
                (visit.portal, visit.url, owner, at, at),
            )
            self._move("announcements", "url", visit.url, visit.portal)
            self._addresses.add((visit.portal, visit.url))

    def _owner_named(self, visit: Visit) -> int | None:
        """The withheld article whose address the page names as its own, or whose page has led here, and which says the
        same."""
        article = visit.article
        for url in (article.canonical_url, visit.referrer) if article is not None else ():
            if (visit.portal, url) not in self._addresses:
                continue
            row = self._db.execute(
                "SELECT id, title, text FROM withheld.articles WHERE portal = ?1 AND (url = ?2 OR id IN "
                "(SELECT article_id FROM withheld.article_urls WHERE portal = ?1 AND url = ?2))", (visit.portal, url),
            ).fetchone()  # fmt: skip
            if row is not None and article is not None and says_the_same(article.title, article.text, row[1], row[2]):
                return int(row[0])
        return None

    def _owner(self, visit: Visit) -> int | None:
        """The withheld article that a visit belongs to."""
        article = visit.article
        if (named := self._owner_named(visit)) is not None:
            return named
        row = self._db.execute(
            "SELECT id FROM withheld.articles WHERE portal = :portal "
            "AND (url IN (:named, :target) OR content_hash = :hash) UNION SELECT article_id FROM withheld.article_urls "
            "WHERE portal = :portal AND url IN (:named, :target) UNION SELECT article_id FROM withheld.later "
            "JOIN withheld.articles ON id = article_id WHERE portal = :portal AND later.content_hash = :hash",
            {
                "portal": visit.portal, "named": article.url if article else "", "target": visit.redirect_to,
                "hash": content_hash(article) if article else "",
            },
        ).fetchone()  # fmt: skip
        return row[0] if row else None

    def withhold(self, portal: str, url: str, *, number: int = 0, reason: str, at: datetime) -> None:
        """Moves the article at `url` out of `archive.db`; belongs into a transaction, after `prepare`.

        Where no article has that address any more, because its own is another one by the rule of now, it is the one of
        that number. What is not there any more has been moved already: doing it twice does it once.
        """
        row = _found(self._db, "main", portal, url, number)
        if row is None:
            return
        number, url = row
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        unindex(self._db, number, *self._words(number))
        leave(self._db, number)
        addresses = self._addresses_of(number, url, "main")
        sent = self._sent_addresses(portal, number, addresses)
        for (version,) in self._rows("SELECT id FROM article_versions WHERE article_id = ?", number):
            for table in _BY_VERSION:
                self._move(table, "version_id", version)
        for table in (*_BY_ARTICLE, "article_versions"):
            self._move(table, "article_id", number)
        self._move("articles", "id", number)
        for address in addresses:
            self._empty_references(portal, address)
            for table in _BY_ADDRESS:
                self._move(table, "url", address, portal)
        for address in sent:
            self._move("captures", "url", address, portal)
        self._db.execute(
            "INSERT INTO withholdings (article_id, portal, withheld_at, reason) VALUES (?, ?, ?, ?)",
            (number, portal, utc_text(at), reason),
        )
        self._db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
        self._read()

    def show_again(
        self, portal: str, url: str, *, number: int = 0, at: datetime, reads_later: bool = False
    ) -> list[int]:
        """Moves a withheld article back; belongs into a transaction, after `prepare`.

        The captures of the answers that visits have brought meanwhile, in their order: with `reads_later` these visits
        are entered next, and the addresses at which the article was met by them are forgotten.
        """
        row = _found(self._db, "withheld", portal, url, number)
        if row is None:
            return []
        number, url = row
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        addresses = self._addresses_of(number, url, "withheld")
        for table, column, value, of_portal in self._moves_back(portal, url, number):
            self._move(table, column, value, of_portal, back=True)
        for address in addresses:
            self._fill_references(portal, address)
        later = [one for (one,) in self._rows(
            "SELECT capture_id FROM withheld.later WHERE article_id = ? ORDER BY capture_id", number)]  # fmt: skip
        self._db.execute("DELETE FROM withheld.later WHERE article_id = ?", (number,))
        if reads_later:
            self._db.execute("DELETE FROM article_urls WHERE article_id = ? AND reason = ?", (number, _MET))
        index(self._db, number, *self._words(number))
        join(self._db, number)
        put_by_rules(self._db, number)
        self._db.execute(
            "UPDATE withholdings SET undone_at = ? WHERE article_id = ? AND undone_at IS NULL", (utc_text(at), number)
        )
        self._read()
        return later if reads_later else []

    def is_done(self, number: int, *, undo: bool) -> bool:
        """Whether the article of that number is withheld, or with `undo` was and is shown again."""
        states = [undone for (undone,) in self._rows(
            "SELECT undone_at IS NOT NULL FROM withholdings WHERE article_id = ? ORDER BY id", number)]  # fmt: skip
        return bool(states) and all(states) == undo

    def check(self, portal: str, url: str, number: int) -> None:
        """Raises ArchiveError where a row that is to be shown again is not as luutru wrote it."""
        keys = kept_tables(self._db, "withheld")
        for table, column, value, of_portal in self._moves_back(portal, url, number):
            where, values = _condition(column, value, of_portal)
            for row_key, what in altered_rows(
                self._db, table, keys[table], schema="withheld", where=where, values=values
            ):  # fmt: skip
                raise ArchiveError(f"{self._file}, table {table}, row {row_key} {what}: {MENDS}")

    def _moves_back(self, portal: str, url: str, number: int) -> list[tuple[str, str, Any, str]]:
        """Which rows come back with an article: table, column, its value, the portal where one column is not enough."""
        addresses = self._addresses_of(number, url, "withheld")
        sent = [one for (one,) in self._rows("SELECT url FROM withheld.sent WHERE article_id = ?", number)]
        versions = [
            one for (one,) in self._rows("SELECT id FROM withheld.article_versions WHERE article_id = ?", number)
        ]
        return [
            *(("captures", "url", address, portal) for address in sorted({*sent, *addresses})),
            *((table, "url", address, portal) for address in addresses for table in _BY_ADDRESS),
            ("articles", "id", number, ""),
            *((table, "article_id", number, "") for table in ("article_versions", *_BY_ARTICLE)),
            *((table, "version_id", version, "") for version in versions for table in _BY_VERSION),
        ]

    def _rows(self, statement: str, *values: object) -> list[Any]:
        return self._db.execute(statement, values).fetchall()

    def _addresses_of(self, number: int, url: str, schema: str) -> list[str]:
        """Every canonical address under which the article was met, its own first."""
        others = self._rows(f"SELECT url FROM {schema}.article_urls WHERE article_id = ?", number)
        return [url, *(one for (one,) in others)]

    def _sent_addresses(self, portal: str, number: int, addresses: list[str]) -> list[str]:
        """The addresses as sent, under which what concerns the article was captured; kept for the way back."""
        found = {one for (one,) in self._rows(
            "SELECT url FROM captures WHERE id IN (SELECT capture_id FROM article_versions WHERE article_id = :id "
            "UNION SELECT gone_capture_id FROM absences WHERE article_id = :id "
            "UNION SELECT removed_capture_id FROM absences WHERE article_id = :id "
            "UNION SELECT back_capture_id FROM absences WHERE article_id = :id)".replace(":id", str(number))
        )}  # fmt: skip
        found |= {one for (one,) in self._rows(
            "SELECT url FROM captures WHERE part_of IN (SELECT capture_id FROM article_versions WHERE article_id = ?) "
            "OR part_of IN (SELECT captures.id FROM articles JOIN captures USING (portal, url) WHERE articles.id = ?)",
            number, number)}  # fmt: skip
        for address in addresses:
            found.add(address)
            found |= {one for (one,) in self._rows(
                "SELECT captures.url FROM pages JOIN captures ON captures.id = last_capture_id "
                "WHERE pages.portal = ? AND pages.url = ?", portal, address)}  # fmt: skip
        self._db.executemany(
            "INSERT OR IGNORE INTO withheld.sent VALUES (?, ?)", [(number, one) for one in sorted(found)]
        )
        return sorted(found)

    def url_of(self, number: int) -> tuple[str, str]:
        """Portal and address of a withheld article. Raises UsageError where none of that number is withheld."""
        row = None
        if self._file.exists():
            self._attach()
            row = self._db.execute("SELECT portal, url FROM withheld.articles WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise UsageError(f"article {number} is not withheld")
        return row[0], row[1]

    def _words(self, number: int) -> tuple[str, str, str]:
        row = self._db.execute("SELECT title, lead, text FROM articles WHERE id = ?", (number,)).fetchone()
        return row[0], row[1], row[2]

    def _empty_references(self, portal: str, address: str) -> None:
        for table, column in _EMPTIED:
            found = f"FROM main.{table} WHERE portal = ? AND {column} = ? AND url <> ?"
            self._db.execute(
                f"INSERT OR IGNORE INTO withheld.emptied SELECT portal, url, '{column}', {column} {found}",
                (portal, address, address),
            )
            self._db.execute(
                f"UPDATE main.{table} SET {column} = NULL WHERE portal = ? AND {column} = ? AND url <> ?",
                (portal, address, address),
            )

    def _fill_references(self, portal: str, address: str) -> None:
        for table, column in _EMPTIED:
            self._db.execute(
                f"UPDATE main.{table} SET {column} = ? WHERE portal = ? AND {column} IS NULL AND url IN "
                "(SELECT url FROM withheld.emptied AS emptied WHERE emptied.portal = ? AND name = ? AND value = ?)",
                (address, portal, portal, column, address),
            )
        self._db.execute("DELETE FROM withheld.emptied WHERE portal = ? AND value = ?", (portal, address))

    def _move(self, table: str, column: str, value: Any, portal: str = "", *, back: bool = False) -> None:
        """Moves the rows of a table, of one portal if given, in which a column has a value."""
        source, target = ("withheld", "main") if back else ("main", "withheld")
        condition, values = _condition(column, value, portal)
        columns = ", ".join(row[1] for row in self._db.execute(f"PRAGMA main.table_info({table})"))
        if table in _NUMBERED and not back:
            highest = self._db.execute(f"SELECT max(id) FROM main.{table} WHERE {condition}", values).fetchone()[0]
            if highest is not None:
                reserve(self._db, table, highest)
        self._db.execute(
            f"INSERT OR REPLACE INTO {target}.{table} ({columns}) SELECT {columns} FROM {source}.{table} "
            f"WHERE {condition}",
            values,
        )
        self._db.execute(f"DELETE FROM {source}.{table} WHERE {condition}", values)

    def _attach(self) -> None:
        if any(row[1] == "withheld" for row in self._db.execute("PRAGMA database_list")):
            return
        is_read_only = bool(self._db.execute("PRAGMA query_only").fetchone()[0])
        try:
            self._db.execute("ATTACH DATABASE ? AS withheld", (str(self._file),))
            if is_read_only:
                return
            self._db.execute("PRAGMA withheld.journal_mode = WAL")
            self._db.execute("PRAGMA withheld.synchronous = FULL")
            self._db.execute("BEGIN IMMEDIATE")
            for name, columns in _OWN.items():
                self._make_own(name, columns)
            for table in _ALL:
                self._mirror(table)
            if not self._has("fixity"):  # new, or an earlier luutru's
                self._db.execute(_FIXITY)
                seal_all(self._db, "withheld")
            self._db.execute("COMMIT")
            watch(self._db, "withheld")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise explained(self._file, error) from None

    def _has(self, table: str) -> bool:
        return bool(self._rows("SELECT 1 FROM withheld.sqlite_master WHERE type = 'table' AND name = ?", table))

    def _make_own(self, table: str, columns: str) -> None:
        """A table that `archive.db` has not; an earlier luutru made it without a key."""
        has_key = any(row[5] for row in self._db.execute(f"PRAGMA withheld.table_info({table})"))
        if has_key:
            return
        kept = self._rows(f"SELECT DISTINCT * FROM withheld.{table}") if self._has(table) else []
        self._db.execute(f"DROP TABLE IF EXISTS withheld.{table}")
        self._db.execute(f"CREATE TABLE withheld.{table} ({columns}, PRIMARY KEY ({columns}))")
        places = ", ".join("?" for _ in columns.split(","))
        self._db.executemany(f"INSERT INTO withheld.{table} VALUES ({places})", kept)

    def _mirror(self, table: str) -> None:
        """A table in `withheld.db` with the columns and the key that it has in `archive.db`."""
        columns = self._db.execute(f"PRAGMA main.table_info({table})").fetchall()
        key = ", ".join(row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5])
        names = ", ".join(row[1] for row in columns)
        self._db.execute(f"CREATE TABLE IF NOT EXISTS withheld.{table} ({names}, PRIMARY KEY ({key}))")
        known = {row[1] for row in self._db.execute(f"PRAGMA withheld.table_info({table})")}
        for row in columns:
            if row[1] not in known:
                self._db.execute(f"ALTER TABLE withheld.{table} ADD COLUMN {row[1]}")

    def _read(self) -> None:
        self._addresses = set(
            self._db.execute(
                "SELECT portal, url FROM withheld.articles UNION SELECT portal, url FROM withheld.article_urls"
            )
        )
        self._hashes = set(self._db.execute("SELECT portal, content_hash FROM withheld.articles WHERE text <> ''"))
        if self._has("later"):  # not where an earlier luutru made it, and it is only read
            self._hashes |= set(self._db.execute(
                "SELECT portal, later.content_hash FROM withheld.later JOIN withheld.articles ON id = article_id "
                "WHERE later.content_hash <> ''"
            ))  # fmt: skip


def _condition(column: str, value: Any, portal: str) -> tuple[str, tuple[Any, ...]]:
    return (f"{column} = ? AND portal = ?", (value, portal)) if portal else (f"{column} = ?", (value,))


def _found(db: sqlite3.Connection, schema: str, portal: str, url: str, number: int) -> tuple[int, str] | None:
    """Number and own address of the article that a statement names, by address, else by number."""
    found: tuple[int, str] | None = db.execute(
        f"SELECT id, url FROM {schema}.articles WHERE portal = ?1 AND (url = ?2 OR id = ?3 OR id IN "
        f"(SELECT article_id FROM {schema}.article_urls WHERE portal = ?1 AND url = ?2)) "
        "ORDER BY url <> ?2, id = ?3 LIMIT 1", (portal, url, number),
    ).fetchone()  # fmt: skip
    return found


def own_address(db: sqlite3.Connection, number: int) -> tuple[str, str]:
    """Portal and address of an article. Raises UsageError where there is none of that number."""
    row = db.execute("SELECT portal FROM articles WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise UsageError(f"there is no article {number}: luutru search finds their numbers")
    return row[0], url_of(db, number)
