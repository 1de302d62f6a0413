"""An open archive: the door to all that it holds. One writer at a time; readers never wait for it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from archive import changes as changing
from archive import decisions as deciding
from archive import judging, reclassifying, sql_index
from archive.adoption import Adopted, adopt, visits_since
from archive.captures import validators_of
from archive.citing import cite
from archive.clock import now
from archive.database import FILE_NAME, open_reader, open_writer, prepare_folder, writer_lock
from archive.errors import ArchiveError, NoArchive
from archive.fulltext.index import TextIndex, forget
from archive.moments import latest
from archive.parts import is_part, parts_at
from archive.recording import Recording
from archive.records import USUAL_TYPES
from archive.search import Hits, Sort, ask
from archive.search_names import check_portals
from archive.stored import captured
from archive.stories import filling
from archive.stories import reading as telling

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from types import TracebackType

    from sqlite_utils import Database

    from archive.captures import Validators
    from archive.changes import Change, Kind
    from archive.citation import Citation
    from archive.health import Changed
    from archive.looks import Recorded
    from archive.reclassifying import Reclassified
    from archive.records import Capture, Visit
    from archive.stories.reading import Story, StoryHead
    from archive.visit_records import Interpreter, ToldVisit
    from archive.visits import Due


class Archive:
    """An archive on disk. Open it with `Archive.open`, use it in a `with` statement."""

    def __init__(
        self, folder: Path, database: Database, *, closing: contextlib.ExitStack, recording: Recording | None
    ) -> None:
        self.folder = folder
        self.database = database
        """For SQL of your own, read-only unless opened for writing."""
        self._db: sqlite3.Connection = database.conn
        self._closing = closing
        self._recording = recording
        self._index = TextIndex(folder)
        self.adopted = Adopted()
        """What lay in `warc/` and not in the tables when the archive was opened for writing."""

    @classmethod
    def open(
        cls, folder: str | Path, *, write: bool = False, create: bool = False, interpreter: Interpreter | None = None,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> Self:  # fmt: skip
        """The archive in `folder`: read-only, or for its one writer; made where it is missing and `create` is given.

        A writer first brings the tables up to `warc/`; `interpreter` reads the visits that a crash, a deleted or an
        older database has left out, and earlier captures before an edit is believed. `progress` is told how many
        visits have been brought in. Raises NoArchive, NewerArchive, ArchiveBusy or ArchiveError, each with one line
        that says what to do.
        """
        folder = Path(folder)
        with contextlib.ExitStack() as stack:
            if not write:
                database = open_reader(folder)
                stack.callback(database.conn.close)
                sql_index.add_functions(database.conn)
                return cls(folder, database, closing=stack.pop_all(), recording=None)
            if create:
                prepare_folder(folder)
            elif not folder.is_dir():
                raise NoArchive(f"{folder}: there is no archive: crawl into it first, or name another with -a")
            stack.enter_context(writer_lock(folder))
            if not (folder / FILE_NAME).exists():
                forget(folder)  # the new file may get the inode of the one that it follows
            database = open_writer(folder, create=create)
            stack.callback(database.conn.close)
            sql_index.add_functions(database.conn)
            recording = Recording(folder, database.conn, interpreter)
            sql_index.refresh_index(database.conn)
            filling.refresh_stories(database.conn)
            adopted = adopt(recording, progress=progress)
            if adopted.is_whole:
                recording.begin_stating_numbers()
            archive = cls(folder, database, closing=stack.pop_all(), recording=recording)
            archive.adopted = adopted
            return archive
        raise AssertionError  # unreachable: the stack swallows nothing

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the WARC file, the database and the lock."""
        with self._closing:
            if self._recording is not None:
                self._recording.close()

    # Writing

    @property
    def recording(self) -> Recording:
        """The writing side. Raises ArchiveError where the archive is open for reading only."""
        if self._recording is None:
            raise ArchiveError(f"{self.folder} is open for reading only")
        return self._recording

    def put_portal(
        self, key: str, *, name: str, homepage: str, definition: str, language: str, timezone: str, at: datetime
    ) -> None:
        """Enters a portal, or its definition as used now."""
        said = {
            "portal": key, "name": name, "homepage": homepage, "definition": definition, "language": language,
            "timezone": timezone,
        }  # fmt: skip
        self.recording.put_portal(said, at=at)

    def begin_crawl(
        self, portal: str, *, software: Mapping[str, str], at: datetime, overrides: Mapping[str, str] | None = None
    ) -> int:
        """Enters the beginning of a crawl in database and `warc/`; its id. `overrides`: what `--set` changed."""
        written = json.dumps(dict(overrides or {}), ensure_ascii=False, sort_keys=True)
        return self.recording.begin_crawl(portal, software=software, overrides=written, at=at)

    def is_crawling(self, crawl: int | None) -> bool:
        """Whether visits of a crawl may come from here: it was begun, or is followed, by this open archive."""
        return self._recording is not None and crawl in self._recording.crawls

    def keep_visit(self, visit: Visit, *, crawl: int, due: Due) -> None:
        """Puts what a visit received into `warc/`; a process that dies from now on loses none of it.

        The next `commit_visits` enters it. `due` says when to look again, and why.
        """
        self.recording.keep(visit, crawl=crawl, due=due)

    def commit_visits(self) -> list[Recorded]:
        """Enters the visits that were kept, in their order; what is returned is durable on disk."""
        return self.recording.commit()

    def add_visits(self, visits: Sequence[Visit], *, crawl: int, due: Due) -> list[Recorded]:
        """Keeps and enters a batch of visits."""
        for visit in visits:
            self.keep_visit(visit, crawl=crawl, due=due)
        return self.commit_visits()

    def date_articles(self, portal: str, dates: Mapping[str, tuple[datetime, date, str, str]]) -> int:
        """Dates articles that state no date themselves by what listings or feeds say of their addresses.

        `dates`: by canonical URL the time, the day on the portal's calendar, precision and origin. How many were dated.
        """
        return self.recording.date_articles(portal, dates, at=now())

    def learn_site(
        self, portal: str, model: Any, *, crawl: int, pages: int, again: Sequence[str] | None, at: datetime,
        alone: bool = False,
    ) -> int:  # fmt: skip
        """Takes up a model of a portal's pages (what JSON can hold), learned from so many of them; its number.

        It counts beside those that are there, or `alone`. Articles at the addresses `again` are read again with it;
        that makes no version. None: the caller reads all of them again.
        """
        return self.recording.learn(portal, model, crawl=crawl, pages=pages, again=again, alone=alone, at=at)

    def site_models(self, portal: str) -> tuple[int, tuple[str, ...]]:
        """The number of a portal's latest model, 0 where there is none, and those that count now, as JSON."""
        number = self.recording.sites.count(portal)
        return number, self.recording.sites.models(portal, number)

    @property
    def extractor(self) -> str:
        """The version of the extractor that reads pages now; empty: nothing does."""
        interpreter = self.recording.interpreter
        return interpreter.extractor if interpreter is not None else ""

    def captured(self, capture_id: int) -> Capture:
        """A capture with its payload. Raises ArchiveError where its bytes are damaged, or there is none."""
        return captured(self._db, self.folder / "warc", capture_id)

    def validators(self, portal: str, url: str, requested_url: str) -> Validators | None:
        """What to ask a server with whether a page has changed; None where it must be received whole."""
        return validators_of(self._db, portal, url, requested_url)

    def finish_crawl(
        self, crawl: int, *, reason: str, counts: Mapping[str, int], at: datetime, notes: Sequence[str] = (),
        failures: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Enters the end of a crawl; `notes`: what it had to tell, `failures`: what failed and why, a line each."""
        self.recording.finish_crawl(crawl, reason=reason, counts=counts, notes=notes, failures=failures, at=at)

    def judge(self, portal: str, *, at: datetime) -> list[Changed]:
        """Judges a portal by all its runs, and enters what is not as usual; what has changed in that."""
        return judging.judge(self.recording, portal, at=at)

    def settle(self, portal: str, numbers: Sequence[int], *, how: str) -> None:
        """Settles pages that were set aside, by number: `published` as they are read now, or `dropped`."""
        judging.settle(self.recording, portal, numbers, how=how, at=now())

    def accept(self, portal: str, kinds: Sequence[str]) -> None:
        """Enters that troubles of a portal were looked at, and that it is so now."""
        judging.accept(self.recording, portal, kinds, at=now())

    def tell(self, troubles: Sequence[Mapping[str, Any]], *, way: str) -> None:
        """Enters that the archivist was told of troubles, rows as `untold_troubles` gives them, by one way."""
        if troubles:
            judging.tell(self.recording, troubles, way=way, at=now())

    def position(self, portal: str) -> tuple[str, int] | None:
        """The file in `warc/`, and where in it the portal's latest visit that is in the tables ends; None: no visit."""
        row = self._db.execute("SELECT warc_file, warc_end FROM portals WHERE id = ?", (portal,)).fetchone()
        return (row[0], row[1]) if row and row[0] else None

    def visits_since(self, portal: str, position: tuple[str, int] | None) -> Iterator[tuple[ToldVisit, Visit]]:
        """The visits of a portal that are in the tables and lie after a position in `warc/`, read again, in order."""
        return visits_since(self.recording, portal, position)

    def withhold(self, article_id: int, *, reason: str, undo: bool = False) -> bool:
        """Takes an article out of search, pages, exports and every table that is served; the bytes stay.

        With `undo` shows it again. False: it was so already. Raises UsageError where there is no such article, or none
        that is withheld.
        """
        return self.recording.withhold(article_id, reason=reason, undo=undo, at=now())

    def reclassify(self, what: int | str, page_type: str | None, *, portal: str | None = None) -> Reclassified:
        """Calls an article (by number), or each whose address fits a pattern, a page type; None takes that back.

        `portal`: whose addresses a pattern is for; None: the only portal, or the only one that it fits. Raises
        UsageError for what there is not.
        """
        if isinstance(what, int):
            return reclassifying.reclassify_article(self.recording, what, page_type, portal=portal, at=now())
        return reclassifying.reclassify_pattern(self.recording, portal, what, page_type, at=now())

    def decide(self, portal: str, verb: deciding.Verb, *, homepage: str, new_key: str = "") -> None:
        """Pauses, resumes, removes or renames a portal, crawled or not. Raises UsageError where a new key is used."""
        deciding.decide(self.recording, portal, verb, homepage=homepage, new_key=new_key, at=now())

    def define(self, portals: Sequence[Mapping[str, Any]]) -> None:
        """Enters how portals of the archive are defined now: key (`portal`) and what stands in table `portals`."""
        if portals:
            deciding.define(self.recording, portals, at=now())

    def decisions(self) -> dict[str, deciding.Decision]:
        """What was decided of portals, by key."""
        return deciding.decisions(self._db)

    def setting(self, name: str) -> str | None:
        """What the archive remembers under a name; None: nothing."""
        rows = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return rows[0]["value"] if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Remembers a value under a name. A repair from `warc/` forgets it."""
        with self.recording.transaction():
            self._db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))

    # Reading

    def search(
        self, query: str = "", *, portal: str | Sequence[str] | None = None,
        category: str | Sequence[str] | None = None, page_types: str | Sequence[str] | None = None,
        source: str | None = None, author: str | None = None, since: str | None = None, until: str | None = None,
        seen_since: str | None = None, seen_until: str | None = None, changed: bool = False, removed: bool = False,
        story: int | None = None, as_of: str | None = None, sort: str = Sort.relevance, limit: int | None = 20,
        after: str = "", fold: bool = False, progress: Callable[[int, int], None] | None = None,
    ) -> Hits:  # fmt: skip
        """The articles that hold what `query` asks for, best first; see `archive.query_reader` for how it is written.

        An empty query finds whatever passes the filters, newest first. `portal`, `category`: one, or several of which
        one must fit; `page_types`: likewise, news and notices where none is given, `"all"` for every type; `source`,
        `author`: words of what is printed there. `since` and `until` bound the day of publication, `seen_since` and
        `seen_until` the time at which luutru first received it (`2022`, `2022-12`, `2022-12-31`, of the latter also ISO
        8601 times; both ends inclusive). `changed`: only what was edited;
        `removed`: only what was taken down; `as_of`: what was on the portals at that time, in the wording of that time.
        `sort`: relevance, newest or oldest. `limit` None: all. `after`: the key of a hit, to go on behind it.
        `story`: only what belongs to it; `fold`: of each story only its first hit, which says how many others it has.

        What comes back is gone through, from the first hit on; its `len` and its `counts` tell of the whole result, its
        `other_types` of what else was found. The
        index is brought up to date first: `progress` is told how many of how many articles were entered. Raises
        UsageError for what cannot be read and for a portal that the archive has not, ArchiveError where the index
        cannot be used.
        """
        asked = ask(
            query, portal=portal, category=category, page_types=page_types, source=source, author=author,
            since=since, until=until, seen_since=seen_since, seen_until=seen_until, changed=changed, removed=removed,
            story=story, as_of=as_of, sort=sort, limit=limit, after=after, fold=fold,
        )  # fmt: skip
        check_portals(self._db, asked.filters.portals)
        return Hits(asked, self._index.searcher(self._db, progress=progress), self._db)

    def refresh_search(self, *, progress: Callable[[int, int], None] | None = None, waits: bool = True) -> int:
        """Brings the search index up to date; how many articles it entered or took out.

        What `progress` raises ends it early; the next time goes on from there. `waits`: for another process that is
        at it; else that one is left to it. Raises ArchiveError where the index cannot be made.
        """
        return self._index.refresh(self._db, progress=progress, waits=waits)

    def changes(
        self, *, since: str | None = None, until: str | None = None,
        portal: str | Sequence[str] | None = None, kind: Kind | Sequence[Kind] | None = None,
        page_types: Sequence[str] = USUAL_TYPES, limit: int | None = None,
    ) -> Iterator[Change]:  # fmt: skip
        """What was edited or removed, newest first, of news and notices if nothing else is said; `portal`, `kind`: one,
        or several.

        Raises UsageError where the archive has no such portal.
        """
        check_portals(self._db, ([portal] if portal else []) if isinstance(portal, str) else portal or [])
        return changing.changes(
            self._db, since=since, until=until, portal=portal, kind=kind, page_types=page_types, limit=limit
        )

    def story(self, number: int) -> Story | None:
        """A story by its number, or the one that the article of that number belongs to; None: there is none."""
        return telling.story(self._db, number)

    def stories(self, *, limit: int | None = 20, newest: bool = False, portal: str | None = None) -> list[Story]:
        """The stories with most articles first, or the newest first; of one portal where that is given.

        Raises UsageError where the archive has no such portal.
        """
        check_portals(self._db, [portal] if portal else [])
        return telling.stories(self._db, limit=limit, newest=newest, portal=portal)

    def story_head(self, number: int) -> StoryHead | None:
        """The size and the first article of the story of that number, at no cost; None: there is none."""
        return telling.story_head(self._db, number)

    def story_heads(self, *, limit: int = 20) -> list[StoryHead]:
        """The same of the stories with most articles."""
        return telling.story_heads(self._db, limit)

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a SELECT as dictionaries."""
        cursor = self._db.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def article(self, article_id: int) -> dict[str, Any] | None:
        """An article as it is now, by column; None where there is none of that id."""
        if article_id >= 2**63:  # more than SQLite counts to
            return None
        rows = self.rows("SELECT * FROM articles WHERE id = ?", article_id)
        return rows[0] if rows else None

    def versions(self, article_id: int) -> list[dict[str, Any]]:
        """The versions of an article, the first one first."""
        return self.rows("SELECT * FROM article_versions WHERE article_id = ? ORDER BY number", article_id)

    def cite(self, article_id: int, version: int | None = None) -> Citation:
        """How an article is cited, in one of its versions (None: the present one): `written("bibtex")` and other forms.

        Raises UsageError where there is none.
        """
        return cite(self._db, article_id, version)

    def version_as_of(self, article_id: int, as_of: str) -> int | None:
        """The number of the version that the archive held last at a time (`2022`, `2022-12`, `2022-12-31`: at its end,
        in UTC); None: it held none. Raises UsageError for what is no time.
        """
        statement = "SELECT max(number) AS n FROM article_versions WHERE article_id = ? AND seen_at <= ?"
        number: int | None = self.rows(statement, article_id, latest(as_of, "as_of"))[0]["n"]
        return number

    def portals(self) -> list[dict[str, Any]]:
        """The portals that were crawled, by key."""
        return self.rows("SELECT * FROM portals ORDER BY id")

    def aliases(self, portal: str) -> Iterator[tuple[str, str]]:
        """Other addresses of a portal's articles, each with the article's own."""
        return iter(
            self._db.execute(
                "SELECT article_urls.url, articles.url FROM article_urls JOIN articles ON articles.id = article_id "
                "WHERE article_urls.portal = ?",
                (portal,),
            )
        )

    def redirects(self, portal: str) -> Iterator[tuple[str, str]]:
        """The addresses of a portal that redirected when they were last asked for, each with its target."""
        return iter(
            self._db.execute("SELECT url, redirect_to FROM pages WHERE portal = ? AND redirect_to <> ''", (portal,))
        )

    def addresses(self, portal: str) -> list[str]:
        """The own addresses of a portal's articles, whatever became of them."""
        return [url for (url,) in self._db.execute("SELECT url FROM articles WHERE portal = ?", (portal,))]

    def is_own_address(self, portal: str, url: str) -> bool:
        """Whether an article has this for its own address."""
        return bool(self._db.execute("SELECT 1 FROM articles WHERE portal = ? AND url = ?", (portal, url)).fetchone())

    def parts_at(self, portal: str, url: str) -> set[str]:
        """The later pages of the article whose own address is `url`."""
        return parts_at(self._db, portal, url)

    def is_part(self, portal: str, url: str) -> bool:
        """Whether the address is known as a later page of an article."""
        return is_part(self._db, portal, url)

    def dead_addresses(self, portal: str) -> set[str]:
        """The addresses of a portal that brought no page when they were last asked for, or one that lies elsewhere."""
        rows = self._db.execute(
            "SELECT url FROM pages WHERE portal = ? AND outcome IN ('gone', 'redirect', 'error', 'empty')", (portal,)
        )
        return {url for (url,) in rows}

    def count_articles(self, portal: str) -> int:
        """How many articles of a portal the archive holds, of whatever type."""
        return int(self.rows("SELECT count(*) AS n FROM articles WHERE portal = ?", portal)[0]["n"])
