"""The frontier in `frontier.db`, beside the archive. It can be made anew from the archive, so it may lose a moment."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.clock import utc_text
from archive.connections import DamagedDatabase, connect
from archive.errors import ArchiveError
from crawler.frontier import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from crawler.frontier import Done

FORMAT = 3
_TABLES = ("entries", "modified", "named", "positions", "runs", "given_up")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    portal TEXT NOT NULL,
    url TEXT NOT NULL,
    request_url TEXT NOT NULL,
    host TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done', 'dropped')),
    owner TEXT,
    priority INTEGER NOT NULL,
    newest REAL NOT NULL,
    due_at TEXT,
    road TEXT NOT NULL,
    referrer TEXT NOT NULL,
    hints TEXT NOT NULL,
    depth INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    admitted INTEGER NOT NULL,
    awaits INTEGER NOT NULL DEFAULT 0,
    asked_at TEXT,
    PRIMARY KEY (portal, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS positions (portal TEXT PRIMARY KEY, file TEXT NOT NULL, end INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS runs (portal TEXT PRIMARY KEY, admitted INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS modified (
    portal TEXT, url TEXT, written TEXT NOT NULL, PRIMARY KEY (portal, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS named (
    portal TEXT, url TEXT, urls TEXT NOT NULL, PRIMARY KEY (portal, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (
    portal TEXT, url TEXT, digests TEXT NOT NULL, PRIMARY KEY (portal, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS given_up (portal TEXT, shape TEXT, PRIMARY KEY (portal, shape)) STRICT, WITHOUT ROWID;
DROP INDEX IF EXISTS entries_in_order;
CREATE INDEX IF NOT EXISTS entries_of_host ON entries (portal, host, priority, newest DESC, admitted)
    WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS entries_due ON entries (portal, due_at) WHERE state <> 'leased';
CREATE INDEX IF NOT EXISTS entries_asked ON entries (portal, asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS entries_leased ON entries (portal, owner) WHERE state = 'leased';
"""
_PUT = """
INSERT INTO entries (portal, url, request_url, host, state, priority, newest, due_at, road, referrer, hints, depth,
                     attempts, admitted)
VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, 0, ?)
ON CONFLICT (portal, url) DO UPDATE SET
    hints = CASE WHEN excluded.hints = '[]' OR instr(hints, substr(excluded.hints, 2, length(excluded.hints) - 2))
                 THEN hints ELSE excluded.hints END,
    newest = max(newest, excluded.newest),
    priority = CASE WHEN asked_at IS NULL THEN min(priority, excluded.priority) ELSE priority END,
    state = CASE WHEN awaits AND state = 'done' AND excluded.hints <> '[]'
                      AND NOT instr(hints, substr(excluded.hints, 2, length(excluded.hints) - 2))
                 THEN 'queued' ELSE state END,
    due_at = CASE WHEN awaits AND state = 'done' AND excluded.hints <> '[]'
                       AND NOT instr(hints, substr(excluded.hints, 2, length(excluded.hints) - 2))
                  THEN NULL ELSE due_at END
WHERE excluded.hints <> '[]' OR (asked_at IS NULL AND excluded.priority < priority)
"""
_HOSTS = """
WITH RECURSIVE found (host) AS (
    SELECT min(host) FROM entries WHERE portal = :portal AND state = 'queued'
    UNION ALL
    SELECT (SELECT min(host) FROM entries WHERE portal = :portal AND state = 'queued' AND host > found.host)
    FROM found WHERE found.host IS NOT NULL)
SELECT host FROM found WHERE host IS NOT NULL
"""
_BEST_OF_HOST = """
SELECT portal, url, request_url, host, priority, newest, road, referrer, hints, depth, attempts, admitted
FROM entries
WHERE portal = :portal AND host = :host AND state = 'queued' AND (due_at IS NULL OR due_at <= :now)
ORDER BY priority, newest DESC, admitted LIMIT :count
"""
_ACK = """
UPDATE entries SET state = CASE WHEN :awaits AND hints <> :hints THEN 'queued' ELSE 'done' END,
                   due_at = CASE WHEN :awaits AND hints <> :hints THEN NULL ELSE :due_at END,
                   owner = NULL, attempts = 0, awaits = :awaits, asked_at = coalesce(:asked_at, asked_at),
                   priority = coalesce(:priority, priority)
WHERE portal = :portal AND url = :url
"""
_DUE_NOW = """
SELECT EXISTS (SELECT 1 FROM entries INDEXED BY entries_leased WHERE portal = :portal AND state = 'leased')
    OR EXISTS (SELECT 1 FROM entries INDEXED BY entries_of_host
               WHERE portal = :portal AND state = 'queued' AND due_at IS NULL)
    OR EXISTS (SELECT 1 FROM entries WHERE portal = :portal AND asked_at > :latest
                                           AND (state = 'queued' OR due_at IS NOT NULL))
"""
_NEXT_DUE = """
SELECT min(due_at) FROM entries WHERE portal = :portal AND state <> 'leased' AND due_at IS NOT NULL
"""
"""The indexes are named: without statistics SQLite goes through all addresses of the portal."""
DUE_AT_ONCE = datetime(1, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(days=1)
"""What was asked for later than this after now was stamped by a clock that was wrong."""
_DUE_AGAIN = """
UPDATE entries SET state = 'queued', due_at = NULL WHERE portal = ? AND state IN ('done', 'dropped') AND due_at <= ?
"""


PAUSE = timedelta(hours=6)
"""What was touched on a day that is not over is asked for again after this long."""
_DUE_IF_MODIFIED = """
UPDATE entries SET state = 'queued', due_at = NULL
WHERE portal = :portal AND url = :url AND state = 'done' AND coalesce(due_at, '9999') > :now
      AND (asked_at < :moment OR EXISTS (SELECT 1 FROM modified AS known WHERE known.portal = :portal
                                         AND known.url = :url AND known.written <> :written AND :written <> ''))
"""


class SqliteFrontier:
    """One writer's frontier over SQLite; satisfies `crawler.frontier.Frontier`."""

    def __init__(self, file: Path) -> None:
        self._db: sqlite3.Connection = connect(file, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found > FORMAT:
            raise ArchiveError(f"{file} was written by a later luutru: use that one, or remove it to make it anew")
        if 0 < found < FORMAT:
            for table in _TABLES:
                self._db.execute(f"DROP TABLE IF EXISTS {table}")  # made anew from the archive
        self._db.executescript(_SCHEMA + f"PRAGMA user_version = {FORMAT};")
        self._admitted: int = self._db.execute("SELECT coalesce(max(admitted), 0) FROM entries").fetchone()[0]

    @classmethod
    def reading(cls, file: Path) -> SqliteFrontier:
        """The frontier in a file, for whoever only looks: nothing is made or changed. Where there is none, or one that
        the next crawl makes anew, it is empty.
        """
        found = cls.__new__(cls)
        try:
            found._db = connect(
                file, address=f"{file.resolve().as_uri()}?mode=ro", isolation_level=None, check_same_thread=False
            )
            if found._db.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
                return found
            found._db.close()
        except sqlite3.Error:
            pass
        found._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        found._db.executescript(_SCHEMA)
        return found

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def put(self, entries: Iterable[Entry]) -> None:
        """See `Frontier.put`."""
        rows: list[tuple[object, ...]] = []
        for entry in entries:
            self._admitted += 1
            rows.append(
                (
                    entry.portal, entry.url, entry.request_url, entry.host, entry.priority, entry.newest,
                    utc_text(entry.due_at) if entry.due_at else None, entry.road, entry.referrer,
                    json.dumps(entry.hints, ensure_ascii=False), entry.depth, self._admitted,
                )
            )  # fmt: skip
        if rows:
            self._write(_PUT, rows)

    def lease(
        self, portal: str, owner: str, *, count: int, now: datetime, without_hosts: Iterable[str] = ()
    ) -> list[Entry]:
        """See `Frontier.lease`."""
        values = {"portal": portal, "count": count, "now": utc_text(now)}
        left_out = set(without_hosts)
        rows: list[tuple[Any, ...]] = []
        with self._transaction():
            for (host,) in self._db.execute(_HOSTS, values).fetchall():
                if host not in left_out:
                    rows += self._db.execute(_BEST_OF_HOST, {**values, "host": host}).fetchall()
            rows.sort(key=lambda row: (row[4], -row[5], row[11]))
            del rows[count:]
            self._db.executemany(
                "UPDATE entries SET state = 'leased', owner = ? WHERE portal = ? AND url = ?",
                [(owner, portal, row[1]) for row in rows],
            )
        return [
            Entry(
                portal=row[0], url=row[1], request_url=row[2], host=row[3], priority=row[4], newest=row[5], road=row[6],
                referrer=row[7], hints=tuple((name, value) for name, value in json.loads(row[8])), depth=row[9],
                attempts=row[10],
            )
            for row in rows
        ]  # fmt: skip

    def ack(self, portal: str, visits: Sequence[Done], *, position: tuple[str, int] | None = None) -> None:
        """See `Frontier.ack`."""
        rows = [
            {
                "awaits": done.awaiting is not None, "hints": json.dumps(done.awaiting or (), ensure_ascii=False),
                "due_at": utc_text(done.due_at) if done.due_at else None, "portal": portal, "url": done.url,
                "asked_at": utc_text(done.asked_at) if done.asked_at else None, "priority": done.priority,
            }
            for done in visits
        ]  # fmt: skip
        with self._transaction():
            self._db.executemany(_ACK, rows)
            if position is not None:
                self._db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", (portal, *position))

    def position(self, portal: str) -> tuple[str, int] | None:
        """See `Frontier.position`."""
        row: tuple[str, int] | None = self._db.execute(
            "SELECT file, end FROM positions WHERE portal = ?", (portal,)
        ).fetchone()
        return row

    def forget_waits(self, portal: str, *, now: datetime, latest: datetime) -> None:
        """See `Frontier.forget_waits`."""
        self._write(
            "UPDATE entries SET due_at = NULL, attempts = 0, state = 'queued' WHERE portal = ? AND (state = 'queued' "
            "AND due_at IS NOT NULL OR state IN ('done', 'dropped') AND (due_at > ? OR asked_at > ?))",
            [(portal, utc_text(latest), utc_text(now + _CLOCKS_DIFFER))],
        )

    def release(self, portal: str, owner: str) -> int:
        """See `Frontier.release`."""
        return self._write(
            "UPDATE entries SET state = 'queued', owner = NULL WHERE portal = ? AND state = 'leased' AND owner <> ?",
            [(portal, owner)],
        )

    def rename(self, portal: str, new: str) -> None:
        """See `Frontier.rename`."""
        with self._transaction():
            for table in _TABLES:
                if self._db.execute(f"SELECT 1 FROM {table} WHERE portal = ? LIMIT 1", (portal,)).fetchone():
                    self._db.execute(f"DELETE FROM {table} WHERE portal = ?", (new,))
                    self._db.execute(f"UPDATE {table} SET portal = ? WHERE portal = ?", (new, portal))

    def reschedule(self, portal: str, url: str, *, due_at: datetime, attempts: int) -> None:
        """See `Frontier.reschedule`."""
        self._write(
            "UPDATE entries SET state = 'queued', owner = NULL, due_at = ?, attempts = ? WHERE portal = ? AND url = ?",
            [(utc_text(due_at), attempts, portal, url)],
        )

    def make_due(self, portal: str, *, urls: Sequence[str] | None, now: datetime) -> int:
        """See `Frontier.make_due`."""
        changed = self._write(_DUE_AGAIN, [(portal, utc_text(now))])
        if urls is None:
            changed += self._write(
                "UPDATE entries SET state = 'queued', due_at = NULL WHERE portal = ? AND state IN ('done', 'dropped')",
                [(portal,)],
            )
        else:
            changed += self._write(
                "UPDATE entries SET state = 'queued', due_at = NULL "
                "WHERE portal = ? AND url = ? AND state IN ('done', 'dropped')",
                [(portal, url) for url in urls],
            )
        return changed

    def make_due_if_touched(self, portal: str, touched: Sequence[tuple[str, datetime]], *, now: datetime) -> list[str]:
        """See `Frontier.make_due_if_touched`."""
        found = []
        with self._transaction():
            for url, moment in touched:
                changed = self._db.execute(
                    "UPDATE entries SET state = 'queued', due_at = NULL WHERE portal = ? AND url = ? "
                    "AND state = 'done' AND asked_at < ? AND coalesce(due_at, '9999') > ?",
                    (portal, url, utc_text(moment), utc_text(now)),
                ).rowcount
                if changed:
                    found.append(url)
        return found

    def note_modified(self, portal: str, modified: Mapping[str, str]) -> set[str]:
        """See `Frontier.note_modified`."""
        differing = set()
        with self._transaction():
            for url, written in modified.items():
                statement = "SELECT written FROM modified WHERE portal = ? AND url = ?"
                row = self._db.execute(statement, (portal, url)).fetchone()
                if row is None:
                    self._db.execute("INSERT INTO modified VALUES (?, ?, ?)", (portal, url, written))
                elif row[0] != written:
                    differing.add(url)
        return differing

    def note_named(self, portal: str, url: str, named: Sequence[str]) -> list[str]:
        """See `Frontier.note_named`."""
        row = self._db.execute("SELECT urls FROM named WHERE portal = ? AND url = ?", (portal, url)).fetchone()
        told = json.dumps(named, ensure_ascii=False)
        if row is None or row[0] != told:
            self._write("INSERT OR REPLACE INTO named VALUES (?, ?, ?)", [(portal, url, told)])
        return list(json.loads(row[0])) if row is not None else []

    def note_said(self, portal: str, url: str, said: Mapping[str, str]) -> list[str]:
        """See `Frontier.note_said`."""
        row = self._db.execute("SELECT digests FROM said WHERE portal = ? AND url = ?", (portal, url)).fetchone()
        before = json.loads(row[0]) if row is not None else {}
        if before != said:
            told = json.dumps(said, ensure_ascii=False)
            self._write("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", [(portal, url, told)])
        return [page for page, digest in said.items() if before.get(page, digest) != digest]

    def make_due_if_modified(
        self, portal: str, modified: Sequence[tuple[str, datetime, str]], *, now: datetime
    ) -> list[str]:  # fmt: skip
        """See `Frontier.make_due_if_modified`."""
        found = []
        with self._transaction():
            for url, moment, written in modified:
                latest = min(moment, now - PAUSE) if moment > now else moment
                values = {
                    "portal": portal, "url": url, "written": written, "moment": utc_text(latest), "now": utc_text(now),
                }  # fmt: skip
                if self._db.execute(_DUE_IF_MODIFIED, values).rowcount:
                    found.append(url)
                if written:
                    self._db.execute("INSERT OR REPLACE INTO modified VALUES (:portal, :url, :written)", values)
        return found

    def drop(self, portal: str, urls: Sequence[str], *, until: datetime | None = None) -> None:
        """See `Frontier.drop`."""
        self._write(
            "UPDATE entries SET state = 'dropped', owner = NULL, due_at = coalesce(?, due_at) "
            "WHERE portal = ? AND url = ? AND state <> 'done'",
            [(utc_text(until) if until else None, portal, url) for url in urls],
        )

    def next_due(self, portal: str, *, now: datetime) -> datetime | None:
        """See `Frontier.next_due`."""
        latest = utc_text(now + _CLOCKS_DIFFER)
        if self._db.execute(_DUE_NOW, {"portal": portal, "latest": latest}).fetchone()[0]:
            return DUE_AT_ONCE
        row = self._db.execute(_NEXT_DUE, {"portal": portal}).fetchone()
        return datetime.fromisoformat(row[0]).astimezone(UTC) if row[0] else None

    def pending_count(self, portal: str, now: datetime) -> int:
        """See `Frontier.pending_count`."""
        count: int = self._db.execute(
            "SELECT count(*) FROM entries WHERE portal = ? AND state = 'queued' AND (due_at IS NULL OR due_at <= ?)",
            (portal, utc_text(now)),
        ).fetchone()[0]
        return count

    def left_count(self, portal: str, now: datetime) -> int:
        """See `Frontier.left_count`."""
        leased: int = self._db.execute(
            "SELECT count(*) FROM entries INDEXED BY entries_leased WHERE portal = ? AND state = 'leased'", (portal,)
        ).fetchone()[0]
        return leased + self.pending_count(portal, now)

    def known(self, portal: str) -> set[str]:
        """See `Frontier.known`."""
        return {url for (url,) in self._db.execute("SELECT url FROM entries WHERE portal = ?", (portal,))}

    def known_in_order(self, portal: str) -> Iterator[str]:
        """See `Frontier.known_in_order`."""
        rows = self._db.execute("SELECT url FROM entries WHERE portal = ? ORDER BY admitted", (portal,))
        return (url for (url,) in rows.fetchall())

    def hints(self, portal: str, url: str) -> tuple[tuple[str, str], ...]:
        """See `Frontier.hints`."""
        row = self._db.execute("SELECT hints FROM entries WHERE portal = ? AND url = ?", (portal, url)).fetchone()
        return tuple((name, value) for name, value in json.loads(row[0])) if row else ()

    def begin_run(self, portal: str) -> Iterator[str]:
        """See `Frontier.begin_run`."""
        self._write("INSERT OR IGNORE INTO runs VALUES (?, ?)", [(portal, self._admitted)])
        rows = self._db.execute(
            "SELECT url FROM entries WHERE portal = ?1 "
            "AND entries.admitted <= (SELECT admitted FROM runs WHERE portal = ?1)",
            (portal,),
        )
        return (url for (url,) in rows)

    def end_run(self, portal: str) -> None:
        """See `Frontier.end_run`."""
        self._write("DELETE FROM runs WHERE portal = ?", [(portal,)])
        self._write("DELETE FROM given_up WHERE portal = ?", [(portal,)])

    def give_up(self, portal: str, shape: str) -> None:
        """See `Frontier.give_up`."""
        self._write("INSERT OR IGNORE INTO given_up VALUES (?, ?)", [(portal, shape)])

    def given_up(self, portal: str) -> set[str]:
        """See `Frontier.given_up`."""
        return {shape for (shape,) in self._db.execute("SELECT shape FROM given_up WHERE portal = ?", (portal,))}

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> int:
        with self._transaction():
            return self._db.executemany(statement, rows).rowcount

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            if isinstance(error, DamagedDatabase):
                raise
            what = f"{error}" if isinstance(error, ArchiveError) else f"frontier.db cannot be written: {error}"
            raise ArchiveError(f"{what}; it is brought up to date next time") from None
