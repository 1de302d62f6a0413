"""An open archive: the door to all that it holds. One writer at a time; readers never wait for it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from archive import search as searching
from archive.articles import date_undated
from archive.clock import utc_text
from archive.database import open_reader, open_writer, prepare_folder, writer_lock
from archive.errors import ArchiveError, NoArchive, UsageError
from archive.visits import Crawl, add_visits
from archive.warc import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from types import TracebackType

    from sqlite_utils import Database

    from archive.articles import Recorded
    from archive.records import Visit
    from archive.search import Hit
    from archive.visits import Due

_PORTAL = """
INSERT INTO portals (id, name, homepage, language, timezone, definition, first_used, last_used)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, homepage = excluded.homepage, language = excluded.language,
    timezone = excluded.timezone, definition = excluded.definition, last_used = excluded.last_used
"""
_COUNTED = {
    "requests": "requests", "pages": "pages", "articles": "articles", "new": "articles_new",
    "changed": "articles_changed", "removed": "articles_removed", "errors": "errors",
}  # fmt: skip


class Archive:
    """An archive on disk. Open it with `Archive.open`, use it in a `with` statement."""

    def __init__(self, folder: Path, database: Database, *, closing: contextlib.ExitStack) -> None:
        self.folder = folder
        self.database = database
        """For SQL of your own, read-only unless opened for writing."""
        self._db: sqlite3.Connection = database.conn
        self._closing = closing
        self._warc: WarcWriter | None = None
        self._crawls: dict[int, Crawl] = {}

    @classmethod
    def open(cls, folder: str | Path, *, write: bool = False, create: bool = False) -> Self:
        """The archive in `folder`: read-only, or for its one writer; made where it is missing and `create` is given.

        Raises NoArchive, NewerArchive, ArchiveBusy or ArchiveError, each with one line that says what to do.
        """
        folder = Path(folder)
        with contextlib.ExitStack() as stack:
            if write:
                if create:
                    prepare_folder(folder)
                elif not folder.is_dir():
                    raise NoArchive(f"{folder}: there is no archive: crawl into it first, or name another with -a")
                stack.enter_context(writer_lock(folder))
                database = open_writer(folder, create=create)
                stack.callback(database.conn.close)
                searching.refresh_index(database.conn)
            else:
                database = open_reader(folder)
                stack.callback(database.conn.close)
            return cls(folder, database, closing=stack.pop_all())
        raise AssertionError  # unreachable: the stack swallows nothing

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the WARC file, the database and the lock."""
        if self._warc is not None:
            self._warc.close()
            self._warc = None
        self._closing.close()

    # Writing

    def put_portal(
        self, key: str, *, name: str, homepage: str, definition: str, language: str, timezone: str, at: datetime
    ) -> None:
        """Enters a portal, or its definition as used now."""
        moment = utc_text(at)
        with self._writing():
            self._db.execute(
                _PORTAL, (key, name, homepage, language or None, timezone or None, definition, moment, moment)
            )

    def begin_crawl(self, portal: str, *, software: Mapping[str, str], at: datetime) -> int:
        """Enters the beginning of a crawl in database and `warc/`; its id."""
        row = self._db.execute("SELECT homepage, definition, name FROM portals WHERE id = ?", (portal,)).fetchone()
        if row is None:
            raise UsageError(f"no portal {portal!r} in {self.folder}")
        homepage, definition, name = row
        with self._writing():
            cursor = self._db.execute(
                "INSERT INTO crawls (portal, started_at, software, definition) VALUES (?, ?, ?, ?)",
                (portal, utc_text(at), json.dumps(dict(software), ensure_ascii=False), definition),
            )
        crawl_id = cursor.lastrowid
        assert crawl_id is not None
        self._crawls[crawl_id] = Crawl(crawl_id, software.get("extractor", ""), homepage)
        if self._warc is None:
            text = " ".join(f"{one}/{version}" for one, version in software.items() if one != "user_agent")
            self._warc = WarcWriter(self.folder / "warc", software=text)
        said = {
            "type": "crawl", "portal": portal, "name": name, "crawl": crawl_id, "started_at": utc_text(at),
            "definition": definition, "software": dict(software),
        }  # fmt: skip
        self._warc.metadata(said, url=homepage, at=at)
        return crawl_id

    def add_visits(self, visits: Sequence[Visit], *, crawl: int, due: Due) -> list[Recorded]:
        """Enters a batch of visits; what is returned is on disk. `due` says when to look again, and why."""
        if self._warc is None:
            raise ArchiveError("no crawl has begun in this archive")
        return add_visits(self._db, self._warc, visits, crawl=self._crawls[crawl], due=due)

    def date_articles(self, portal: str, dates: Mapping[str, tuple[datetime, date, str, str]]) -> int:
        """Dates articles that state no date themselves by what listings or feeds say of their addresses.

        `dates`: by canonical URL the time, the day on the portal's calendar, precision and origin. How many were dated.
        """
        with self._writing():
            return sum(
                date_undated(
                    self._db, portal, url,
                    {"published_at": utc_text(at), "published_on": on.isoformat(), "published_precision": precision,
                     "published_from": origin},
                )
                for url, (at, on, precision, origin) in dates.items()
            )  # fmt: skip

    def finish_crawl(self, crawl: int, *, reason: str, counts: Mapping[str, int], at: datetime) -> None:
        """Enters the end of a crawl."""
        values: dict[str, Any] = {column: counts.get(name, 0) for column, name in _COUNTED.items()}
        values |= {"reason": reason, "finished_at": utc_text(at), "counts": json.dumps(dict(counts)), "id": crawl}
        columns = ", ".join(f"{name} = :{name}" for name in values if name != "id")
        with self._writing():
            self._db.execute(f"UPDATE crawls SET {columns} WHERE id = :id", values)
        if self._warc is not None:
            said = {"type": "crawl-end", "crawl": crawl, "reason": reason, "counts": dict(counts)}
            self._warc.metadata(said, url=self._crawls[crawl].homepage, at=at)
            self._warc.sync()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self.database.atomic():
                yield
        except sqlite3.Error as error:
            raise ArchiveError(f"{self.folder / 'archive.db'} cannot be written: {error}") from None

    # Reading

    def search(
        self, query: str, *, portal: str | None = None, category: str | None = None, since: str | None = None,
        until: str | None = None, limit: int = 20,
    ) -> Iterator[Hit]:  # fmt: skip
        """The articles that hold what `query` asks for, best first; see `archive.query.parse_query`."""
        return searching.search(
            self._db, query, portal=portal, category=category, since=since, until=until, limit=limit
        )

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a SELECT as dictionaries."""
        try:
            cursor = self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise ArchiveError(f"{self.folder / 'archive.db'} cannot be read: {error}") from None
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def article(self, article_id: int) -> dict[str, Any] | None:
        """An article as it is now, by column; None where there is none of that id."""
        rows = self.rows("SELECT * FROM articles WHERE id = ?", article_id)
        return rows[0] if rows else None

    def versions(self, article_id: int) -> list[dict[str, Any]]:
        """The versions of an article, the first one first."""
        return self.rows("SELECT * FROM article_versions WHERE article_id = ? ORDER BY number", article_id)

    def portals(self) -> list[dict[str, Any]]:
        """The portals that were crawled, by key."""
        return self.rows("SELECT * FROM portals ORDER BY id")

    def count_articles(self, portal: str) -> int:
        """How many articles of a portal the archive holds."""
        return int(self.rows("SELECT count(*) AS n FROM articles WHERE portal = ?", portal)[0]["n"])


def described(archive: Archive) -> dict[str, Any]:
    """Datasette's metadata: the comments of the schema as descriptions of tables and columns."""
    tables: dict[str, Any] = {}
    for row in archive.rows("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view') AND sql LIKE '%-- %'"):
        comments = table_comments(row["sql"])
        tables[row["name"]] = {"description": comments.pop("", ""), "columns": comments}
    return {
        "title": "luutru",
        "description": "Government news, archived with its evidence",
        "databases": {"archive": {"tables": tables}},
    }


def table_comments(sql: str) -> dict[str, str]:
    """The comment of each column of a CREATE statement; the table's own under the empty name."""
    comments: dict[str, str] = {}
    for line in sql.splitlines()[1:]:
        code, mark, comment = line.partition("-- ")
        if not mark:
            continue
        name = code.split()[0].rstrip(",") if code.split() else ""
        comments.setdefault(name, comment.strip())
    return comments
