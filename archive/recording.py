"""The writing side of an open archive: the one who appends to `warc/` and enters what it says into the tables.

The order is always the same: bytes to `warc/`, made durable; then one transaction of the tables, which also says how
far they follow `warc/`. Whatever lies beyond that is adopted when the archive is next opened for writing.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from archive.articles import date_undated, read_again_at
from archive.captures import place_of
from archive.clock import now, utc_text
from archive.connections import DamagedDatabase
from archive.decisions import enter_crawled
from archive.errors import ArchiveError, UsageError
from archive.fixity import seal
from archive.fulltext.changed import note_changed
from archive.fulltext.index import forgotten
from archive.looks import Look, left_nothing
from archive.numbering import Numbers, is_stated, put_stated, unstated
from archive.replaced import settle_replaced
from archive.rereading import reread_all
from archive.sites import Sites, label
from archive.stored import whole
from archive.told_again import enter_later
from archive.visit_records import Terms, moment, visit_at
from archive.visits import Crawl, Pending, enter, keep
from archive.warc import WarcWriter, serial_of
from archive.withholding import FILE_NAME as WITHHELD
from archive.withholding import Withheld, own_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from archive.known_crawls import KnownCrawls
    from archive.looks import Recorded
    from archive.records import Article, Visit
    from archive.visit_records import Interpreter, ToldVisit
    from archive.visits import Due
    from archive.warc import Place

_PORTAL = """
INSERT INTO portals (id, name, homepage, language, timezone, definition, first_used, last_used)
VALUES (:id, :name, :homepage, :language, :timezone, :definition, :at, :at)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, homepage = excluded.homepage, language = excluded.language,
    timezone = excluded.timezone, definition = excluded.definition, last_used = excluded.last_used
"""
EVERY = "*"
"""In the statement of a model: every article of the portal is read again with it."""
_COUNTED = {
    "requests": "requests", "pages": "pages", "articles": "articles", "new": "articles_new",
    "changed": "articles_changed", "removed": "articles_removed", "errors": "errors",
}  # fmt: skip


class Recording:
    """Writes one archive; lives as long as it is open for writing."""

    def __init__(
        self, folder: Path, db: sqlite3.Connection, interpreter: Interpreter | None, *,
        withheld_file: Path | None = None,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.warc_folder = folder / "warc"
        self.db = db
        self.interpreter = interpreter
        self.withheld = Withheld(db, withheld_file or folder / WITHHELD)
        self.crawls: dict[int, Crawl] = {}
        self._warc: WarcWriter | None = None
        self._pending: list[Pending] = []
        self._is_broken = False
        """A batch could not be entered: the tables follow `warc/` no further until the archive is opened again."""
        self._terms: dict[int, Terms] = {}
        self.sites = Sites(db)
        self.numbers = Numbers()
        self.number_of: Callable[[Place], int | None] | None = None
        """From where a record lies to the number that its capture had in an older database; None: there is none."""
        self.known_crawls: KnownCrawls | None = None
        """What an older database tells of portals and crawls; None: there is none."""
        self._states_numbers = False

    # Visits

    def keep(self, visit: Visit, *, crawl: int, due: Due) -> None:
        """Appends the records of a visit to `warc/`; what it says is entered by the next `commit`."""
        if self._warc is None or crawl not in self.crawls:
            raise ArchiveError("no crawl has begun in this archive")
        self._pending.append(keep(self.db, self._warc, visit, self.crawls[crawl], due))

    def commit(self) -> list[Recorded]:
        """Enters what was kept, in its order; what is returned is durable, in `warc/` and in the tables."""
        if not self._pending:
            return []
        assert self._warc is not None
        self._warc.sync()
        batch, self._pending = self._pending, []
        try:
            with self.transaction():
                return enter(self.db, batch, self.withheld)
        except BaseException:
            self._is_broken = True
            raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction of the tables, digests of rows and progress along `warc/` included."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._state_numbers()
                self._enter_progress()
                note_changed(self.db)
                seal(self.db)
            except BaseException:
                self.db.execute("ROLLBACK")
                self.sites.forget()
                raise
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            self.sites.forget()
            if self.db.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    self.db.execute("ROLLBACK")
            if isinstance(error, DamagedDatabase):
                raise
            raise ArchiveError(
                f"{self.folder / 'archive.db'} cannot be written: {error}; what was acknowledged is kept"
            ) from None

    def begin_stating_numbers(self) -> None:
        """From now on `warc/` states each number that an article gets, those given before first.

        Belongs after adoption: what `warc/` holds beyond the tables would count as entered otherwise.
        """
        self._states_numbers = True
        if not is_stated(self.db):
            with self.transaction():
                pass
            self.close()  # the next one begins a file, or goes on with this one, and says what software writes it

    def _state_numbers(self) -> None:
        if not self._states_numbers or is_stated(self.db):
            return
        for said in list(unstated(self.db)):
            home = self.db.execute("SELECT homepage FROM portals WHERE id = ?", (said["portal"],)).fetchone()[0]
            self.state(said, url=home, at=now())
        put_stated(self.db)

    def _enter_progress(self) -> None:
        if self._warc is None or self._pending or self._is_broken:
            return
        files: list[tuple[str, int, str | None]] = [*self._warc.finished()]
        if self._warc.name:
            files.append((self._warc.name, self._warc.end, None))
        for name, length, sha256 in files:
            self.enter_file(name, length, sha256)

    def enter_file(self, name: str, length: int, sha256: str | None = None) -> None:
        """Says how far the tables follow a file of `warc/`."""
        self.db.execute(
            "INSERT INTO warc_files (name, bytes, sha256) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256",
            (name, length, sha256),
        )

    # Portals and crawls

    def put_portal(self, said: Mapping[str, Any], *, at: datetime) -> None:
        """Enters a portal, or its definition as used now."""
        with self.transaction():
            self.enter_portal(said, homepage=said["homepage"], at=utc_text(at))

    def enter_portal(self, said: Mapping[str, Any], *, homepage: str, at: str) -> None:
        """Enters the portal of which a crawl's statement tells; belongs into a transaction."""
        shared = {name: said.get(name) or None for name in ("language", "timezone")}
        named = {name: said[name] for name in ("name", "definition")}
        self.db.execute(_PORTAL, {"id": said["portal"], "homepage": homepage, "at": at, **shared, **named})

    def begin_crawl(self, portal: str, *, software: Mapping[str, str], overrides: str, at: datetime) -> int:
        """Enters the beginning of a crawl in the tables and in `warc/`; its number."""
        row = self.db.execute(
            "SELECT name, homepage, definition, language, timezone FROM portals WHERE id = ?", (portal,)
        ).fetchone()
        if row is None:
            raise UsageError(f"no portal {portal!r} in {self.folder}")
        name, homepage, definition, language, timezone = row
        if self._warc is None:
            text = " ".join(f"{one}/{version}" for one, version in software.items() if one != "user_agent")
            self._warc = self._warc_writer(text)
        crawl_id = self.db.execute("SELECT coalesce(max(id), 0) + 1 FROM crawls").fetchone()[0]
        said = {
            "type": "crawl", "portal": portal, "name": name, "homepage": homepage, "language": language,
            "timezone": timezone, "crawl": crawl_id, "started_at": utc_text(at), "definition": definition,
            "overrides": overrides, "software": dict(software),
        }  # fmt: skip
        self.state(said, url=homepage, at=at)
        with self.transaction():
            self.enter_crawl(crawl_id, said, homepage=homepage)
        return int(crawl_id)

    def enter_crawl(self, crawl_id: int, said: Mapping[str, Any], *, homepage: str) -> None:
        """Enters a crawl as its `metadata` record tells it; belongs into a transaction."""
        enter_crawled(self.db, said["portal"])
        self.db.execute(
            "INSERT INTO crawls (id, portal, started_at, software, definition, overrides) VALUES (?, ?, ?, ?, ?, ?)",
            (
                crawl_id, said["portal"], said["started_at"],
                json.dumps(said["software"], ensure_ascii=False, sort_keys=True), said["definition"],
                said.get("overrides", "{}"),
            ),
        )  # fmt: skip
        terms = Terms.of(said["portal"], said["definition"], said.get("overrides", "{}"), said["started_at"])
        self.follow_crawl(crawl_id, terms, homepage=homepage, extractor=said["software"].get("extractor", ""))

    def follow_crawl(self, crawl_id: int, terms: Terms, *, homepage: str, extractor: str = "") -> None:
        """Visits of this crawl may come, read by the extractor that is handed in, else by the one that is named."""
        self._terms[crawl_id] = terms
        reread, has_left, page_text = None, left_nothing, None
        if self.interpreter is not None:
            extractor = self.interpreter.extractor
            reread = partial(self._read_again, terms)
            has_left = partial(self.interpreter.is_former, terms=terms)
            page_text = self._page_text
        self.crawls[crawl_id] = Crawl(
            crawl_id, terms.portal, extractor, homepage, reread, has_left, page_text=page_text, numbers=self.numbers
        )

    def terms(self, crawl_id: int, site: int = 0) -> Terms:
        """Under which definition, and with which models of its portal, a visit of a crawl is read."""
        terms = self._terms[crawl_id]
        return replace(terms, models=self.sites.models(terms.portal, site))

    def finish_crawl(
        self, crawl: int, *, reason: str, counts: Mapping[str, int], notes: Sequence[str], failures: Sequence[str],
        at: datetime,
    ) -> None:  # fmt: skip
        """Enters the end of a crawl, what failed, and what it had to tell."""
        said = {
            "type": "crawl-end", "crawl": crawl, "reason": reason, "counts": dict(counts), "notes": list(notes),
            "failures": list(failures),
        }  # fmt: skip
        self.state(said, url=self.crawls[crawl].homepage, at=at)
        with self.transaction():
            self.enter_end(crawl, said, at=at)

    def enter_end(self, crawl: int, said: Mapping[str, Any], *, at: datetime) -> None:
        """Enters the end of a crawl as its `metadata` record tells it, and judges what it saw in the place of
        articles; belongs into a transaction.
        """
        counts = said.get("counts", {})
        replaced = self._settle_replaced(crawl) if self.follows(crawl) else 0
        values: dict[str, Any] = {column: counts.get(name, 0) for column, name in _COUNTED.items()}
        values |= {
            "removed": values["removed"] + replaced,
            "reason": said["reason"],
            "finished_at": utc_text(at),
            "counts": json.dumps(counts, sort_keys=True),
            "notes": json.dumps(said["notes"], ensure_ascii=False) if said.get("notes") else None,
            "failures": json.dumps(said["failures"], ensure_ascii=False) if said.get("failures") else None,
            "id": crawl,
        }
        columns = ", ".join(f"{name} = :{name}" for name in values if name != "id")
        self.db.execute(f"UPDATE crawls SET {columns} WHERE id = :id", values)

    def _settle_replaced(self, crawl: int) -> int:
        """Judges what a crawl saw in the place of articles; how many count as removed by it."""
        known = self.crawls[crawl]
        number = self.sites.count(known.portal)
        reread = partial(known.reread, number) if known.reread is not None else None

        def look(url: str, at: str, capture_id: int) -> Look:
            read_by = label(known.extractor, number)
            return Look(known.portal, url, at, crawl, capture_id, read_by, "", reread, page_text=known.page_text)

        return settle_replaced(self.db, look, known.portal, crawl)

    # Other statements

    def state(self, said: Mapping[str, Any], *, url: str, at: datetime) -> None:
        """Puts a statement into `warc/`, durable."""
        if self._warc is None:
            self._warc = self._warc_writer("luutru")
        self._warc.metadata(said, url=url, at=at)
        self._warc.append()
        self._warc.sync()

    def _warc_writer(self, software: str) -> WarcWriter:
        files = self.db.execute("SELECT name, bytes, sha256 FROM warc_files").fetchall()
        newest = max(files, key=lambda file: (serial_of(file[0]), file[0]), default=None)
        return WarcWriter(self.warc_folder, software=software, newest=newest)

    def date_articles(self, portal: str, dates: Mapping[str, tuple[datetime, date, str, str]], *, at: datetime) -> int:
        """Dates articles that state no date themselves; how many were dated."""
        written = {
            url: [utc_text(when), on.isoformat(), precision, origin]
            for url, (when, on, precision, origin) in dates.items()
        }
        with self.transaction():
            dated = {url: values for url, values in written.items() if self.enter_date(portal, url, values)}
            if dated:
                home = self.db.execute("SELECT homepage FROM portals WHERE id = ?", (portal,)).fetchone()[0]
                self.state({"type": "dates", "portal": portal, "dates": dated}, url=home, at=at)
        return len(dated)

    def enter_date(self, portal: str, url: str, values: list[str]) -> bool:
        """Dates the article at an address, if it states no date itself; belongs into a transaction. Whether it did."""
        names = ("published_at", "published_on", "published_precision", "published_from")
        return date_undated(self.db, portal, url, dict(zip(names, values, strict=True)))

    def learn(
        self, portal: str, model: Any, *, crawl: int, pages: int, again: Sequence[str] | None, alone: bool, at: datetime
    ) -> int:  # fmt: skip
        """Takes up what was learned of a portal's pages, beside what is there or `alone`; articles at the addresses
        `again` are read again with it. None: the caller reads all of them again.

        Its number, which visits that are read with it name from now on.
        """
        known = self.crawls[crawl]
        said = {
            "type": "site", "portal": portal, "crawl": crawl, "extractor": known.extractor, "pages": pages,
            "alone": alone, "again": EVERY if again is None else list(again), "model": model,
        }  # fmt: skip
        self.state(said, url=known.homepage, at=at)
        with self.transaction():
            if again is None:
                return self.sites.enter(portal, said, at=utc_text(at))
            return self.enter_site(said, at=at)

    def enter_site(self, said: Mapping[str, Any], *, at: datetime) -> int:
        """Enters a model as its statement tells it, and what it changes; belongs into a transaction. Its number."""
        portal, crawl, when = said["portal"], self.crawls[said["crawl"]], utc_text(at)
        number = self.sites.enter(portal, said, at=when)
        if crawl.reread is None:
            return number
        reread, read_by = partial(crawl.reread, number), label(crawl.extractor, number)
        if said["again"] == EVERY:
            reread_all(self.db, portal, reread, label=read_by, at=when)
            return number
        for url in said["again"]:
            read_again_at(self.db, Look(portal, url, when, crawl.id, 0, read_by, "", reread))
        return number

    def follows(self, crawl_id: int) -> bool:
        """Whether a crawl is known; from now on its visits may come."""
        if crawl_id in self.crawls:
            return True
        row = self.db.execute(
            "SELECT portal, crawls.definition, overrides, started_at, homepage FROM crawls "
            "JOIN portals ON portals.id = portal WHERE crawls.id = ?",
            (crawl_id,),
        ).fetchone()
        if row is None:
            return False
        *terms, homepage = row
        self.follow_crawl(crawl_id, Terms.of(*terms), homepage=homepage)
        return True

    def latest_crawl(self, portal: str) -> int | None:
        """The latest crawl of a portal, under whose definition its pages are read again; None: it was never crawled."""
        found: int | None = self.db.execute("SELECT max(id) FROM crawls WHERE portal = ?", (portal,)).fetchone()[0]
        return found if found is not None and self.follows(found) else None

    def withhold(self, number: int, *, reason: str, undo: bool, at: datetime) -> bool:
        """Takes an article out of all that is shown, or with `undo` shows it again.

        False: it was so already, perhaps by one who was killed behind that, and what was left to do is done.
        """
        if self.withheld.is_done(number, undo=undo):
            with forgotten(self.folder):
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return False
        portal, url = self.withheld.url_of(number) if undo else own_address(self.db, number)
        if undo:
            self.withheld.check(portal, url, number)
        said = {
            "type": "withhold", "portal": portal, "url": url, "article": number, "reason": reason, "undo": undo,
        }  # fmt: skip
        with forgotten(self.folder):
            self.state(said, url=url, at=at)
            self.withheld.prepare()
            with self.transaction():
                self.enter_withholding(said, at=at)
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    def enter_withholding(self, said: Mapping[str, Any], *, at: datetime) -> None:
        """Moves the rows of an article as a statement says; belongs into a transaction, after `withheld.prepare`, while
        the search index is forgotten: its files would go on holding the words.
        """
        number = int(said.get("article", 0))
        if said.get("undo"):
            reads = self.interpreter is not None
            later = self.withheld.show_again(said["portal"], said["url"], number=number, at=at, reads_later=reads)
            enter_later(self, later)
        else:
            self.withheld.withhold(said["portal"], said["url"], number=number, reason=said["reason"], at=at)

    # Reading again

    def visit_again(self, capture_id: int) -> tuple[Visit | None, int]:
        """The visit that a capture ended, read by definition and models of now, and its crawl; None: it is damaged."""
        try:
            told = self._told_at(capture_id)
        except ArchiveError:
            told = None  # which verify tells
        latest = self.latest_crawl(told.portal) if told is not None else None
        if told is None or latest is None or not self.follows(told.crawl):
            return None, 0
        number = self.sites.count(told.portal)
        visit = self._interpreted(told, self.terms_of(told, self.terms(latest, number)))
        return (replace(visit, site=number) if visit is not None else None), told.crawl

    def _told_at(self, capture_id: int) -> ToldVisit | None:
        place = place_of(self.db, capture_id)
        told = visit_at(self.warc_folder, place) if place is not None else None
        return self.as_of_now(told) if told is not None else None

    def as_of_now(self, told: ToldVisit) -> ToldVisit:
        """A visit as `warc/` tells it, under the key that its portal has now."""
        if not self.follows(told.crawl):
            return told
        return replace(told, portal=self.crawls[told.crawl].portal)

    def forget_portals(self) -> None:
        """Reads portals and crawls from the tables when next asked: a key has changed."""
        self.crawls.clear()
        self._terms.clear()
        self.sites.forget()
        self.withheld.refresh()

    def _interpreted(self, told: ToldVisit, terms: Terms) -> Visit | None:
        assert self.interpreter is not None
        try:
            return self.interpreter.visit(whole(self.db, self.warc_folder, told), terms)
        except ArchiveError:
            return None  # its bytes are damaged, which verify tells: the reading that is kept must do

    def _read_again(self, terms: Terms, site: int, capture_id: int) -> Article | None:
        try:
            told = self._told_at(capture_id)
        except ArchiveError:
            return None
        if told is None:
            return None
        today = replace(self.terms_of(told, terms), models=self.sites.models(terms.portal, site))
        visit = self._interpreted(told, today)
        return visit.article if visit is not None else None

    def _page_text(self, capture_id: int) -> str | None:
        """The words of the page that a capture brought; None: its bytes are damaged."""
        assert self.interpreter is not None
        try:
            told = self._told_at(capture_id)
            return self.interpreter.page_text(whole(self.db, self.warc_folder, told)) if told is not None else None
        except ArchiveError:
            return None

    def terms_of(self, told: ToldVisit, today: Terms) -> Terms:
        """Today's definition, but the year of a date guessed as when the capture was new."""
        row = self.db.execute("SELECT started_at FROM crawls WHERE id = ?", (told.crawl,)).fetchone()
        return replace(today, started_at=moment(row[0]) if row else told.at)

    def close(self) -> None:
        """Closes the WARC file and says in the tables that it is whole."""
        if self._warc is None:
            return
        warc = self._warc
        warc.close()
        with self.transaction():
            pass
        self._warc = None
