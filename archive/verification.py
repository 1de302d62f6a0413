"""Whether an archive is whole: every record in `warc/`, every row, every reference, the search index.

Names what is damaged and what that affects; `repair` is another room. What it cannot see, and need not: bytes of
`archive.db` that SQLite does not use (free pages, the unused middle of a page), which no reader ever reads.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive import known_losses
from archive.connections import DamagedDatabase, UnusableDatabase
from archive.database import FILE_NAME, connect_file, open_reader
from archive.errors import ArchiveError
from archive.files import BY_NAME, DATABASES, SEARCH
from archive.fixity import altered_rows, kept_tables
from archive.fulltext.checking import search_faults
from archive.index_check import index_faults
from archive.processes import end_with_parent, safe_path
from archive.schema import migrations
from archive.stories.bands import band_faults
from archive.warc import warc_files
from archive.warc_check import Checked, FileTask, Finding, check_file
from archive.withholding import FILE_NAME as WITHHELD

if TYPE_CHECKING:
    from pathlib import Path

MOST_FINDINGS = 20
"""Faults of one kind in one table that are named one by one."""
_FILES = """
SELECT name, bytes, sha256 FROM warc_files
UNION ALL SELECT warc_file, max(warc_offset + warc_length), NULL FROM captures
WHERE warc_file NOT IN (SELECT name FROM warc_files) GROUP BY warc_file
"""
"""The files that the tables speak of; one of which the row is lost by the captures in it."""
_SIDE_FILES = {name: f"{BY_NAME[name].what}: {BY_NAME[name].mended_by}" for name in DATABASES if name != FILE_NAME}


@dataclass
class Report:
    """What a verification found."""

    files: int = 0
    records: int = 0
    captures: int = 0
    bytes: int = 0
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    known: list[Finding] = field(default_factory=list)
    """Losses in `warc/` that the archivist has acknowledged."""
    notes: list[str] = field(default_factory=list)
    """What is no damage, and worth knowing."""


def verify(folder: Path, *, progress: Callable[[Checked], None] = lambda _checked: None) -> Report:
    """Checks the archive in `folder`, WARC files on all cores. Writes nothing; a crawl may run meanwhile.

    Raises NoArchive where there is neither a database nor a WARC file.
    """
    report = Report()
    database, faults = _opened(folder)
    report.findings += faults
    known = _known_files(database)
    names = warc_files(folder / "warc")
    tasks = [
        FileTask(folder, name, *known.get(name, (0, None)), has_database=database is not None)
        for name in (*names, *(sorted(known.keys() - set(names))))
    ]
    with safe_path(), ProcessPoolExecutor(initializer=end_with_parent) as pool:
        waiting = pool.map(check_file, tasks)
        withheld = _withheld(database) if database is not None else set()
        if database is not None:
            _check_database(database, report)
        for checked in _surviving(waiting):
            report.files += 1
            report.records += checked.records
            report.captures += checked.captures
            report.bytes += checked.size
            new, acknowledged = known_losses.split(database, checked.findings)
            report.findings += new
            report.known += acknowledged
            progress(checked)
    report.findings += _search(folder, database if not report.findings else None)
    if database is not None:
        database.close()
    for name, what in _SIDE_FILES.items():
        report.findings += _check_side_file(folder / name, what)
    report.findings += [
        Finding("side", WITHHELD, f"article {number} is withheld, and is not there", (_SIDE_FILES[WITHHELD],))
        for number in sorted(withheld - _held(folder / WITHHELD))
    ]
    report.notes += _not_entered(folder, names, known) if database is not None else []
    report.notes += _set_aside(folder)
    return report


def _surviving(waiting: Iterator[Checked]) -> Iterator[Checked]:
    try:
        yield from waiting
    except BrokenProcessPool:
        raise ArchiveError("a process that read warc/ was ended from outside, for want of memory perhaps") from None


def _opened(folder: Path) -> tuple[sqlite3.Connection | None, list[Finding]]:
    if not (folder / FILE_NAME).exists() and warc_files(folder / "warc"):
        what = "the file is not there; luutru verify --repair makes it anew from warc/"
        return None, [Finding("missing", FILE_NAME, what, ("search, pages, exports: everything but warc/",))]
    try:
        open_reader(folder).close()
        return connect_file(folder / FILE_NAME), []
    except (DamagedDatabase, UnusableDatabase) as error:
        if isinstance(error, UnusableDatabase) and error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_IOERR:
            raise  # somebody holds it, say
        return None, [Finding("database", FILE_NAME, str(error), ("search, pages, exports: everything but warc/",))]


def _known_files(db: sqlite3.Connection | None) -> dict[str, tuple[int, str | None]]:
    if db is None:
        return {}
    try:
        return {name: (length, sha256) for name, length, sha256 in db.execute(_FILES)}
    except sqlite3.Error:
        return {}


def _withheld(db: sqlite3.Connection) -> set[int]:
    """The articles that the log says are withheld."""
    try:
        return {number for (number,) in db.execute("SELECT article_id FROM withholdings WHERE undone_at IS NULL")}
    except sqlite3.Error:
        return set()


def _held(file: Path) -> set[int]:
    """The articles that `withheld.db` holds."""
    try:
        with contextlib.closing(connect_file(file)) as db:
            return {number for (number,) in db.execute("SELECT id FROM articles")}
    except sqlite3.Error:
        return set()


def _check_database(db: sqlite3.Connection, report: Report) -> None:
    report.findings += _guarded(FILE_NAME, lambda: _structure(db))
    report.findings += _guarded("the schema", lambda: _schema(db))
    report.findings += _guarded("references", lambda: _references(db))
    report.findings += _guarded("the search index", lambda: _index(db))
    report.findings += _guarded("the stories", lambda: _bands(db))
    try:
        tables = kept_tables(db)
    except sqlite3.Error as error:
        report.findings.append(Finding("database", FILE_NAME, str(error)))
        return
    for table, key in tables.items():
        report.findings += _guarded(f"table {table}", lambda table=table, key=key: _rows(db, table, key))  # type: ignore[misc]
        report.findings += _guarded(f"table {table}", lambda table=table: _count(db, table, report))  # type: ignore[misc]


def _guarded(where: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a check finds; that it cannot be made is a finding too."""
    try:
        return list(check())
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [
            Finding("database", f"{FILE_NAME}, {where}" if where != FILE_NAME else where, f"cannot be read: {error}")
        ]


def _structure(db: sqlite3.Connection) -> Iterator[Finding]:
    for (line,) in db.execute(f"PRAGMA integrity_check({MOST_FINDINGS})"):
        if line == "ok":
            continue
        is_index = "index" in line and "Page" not in line and "page" not in line
        yield Finding("index" if is_index else "database", FILE_NAME, " ".join(line.split()))


def _schema(db: sqlite3.Connection) -> Iterator[Finding]:
    fresh = Database(memory=True)
    migrations.apply(fresh)
    # The table of migrations is sqlite-utils' own affair.
    statement = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_migrations%'"
    wanted, found = dict(fresh.execute(statement).fetchall()), dict(db.execute(statement).fetchall())
    fresh.close()
    for name, sql in wanted.items():
        if found.get(name) != sql:
            yield Finding("database", f"{FILE_NAME}, the schema", f"{name} is not defined as luutru defines it")


def _references(db: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, other, _ in db.execute("PRAGMA foreign_key_check"):
        yield Finding("row", f"{FILE_NAME}, table {table}, row {row}", f"points to a row of {other} that is not there")


def _index(db: sqlite3.Connection) -> Iterator[Finding]:
    for count, line in enumerate(index_faults(db)):
        if count < MOST_FINDINGS:
            yield Finding("index", f"{FILE_NAME}, the search index", line, ("what a search finds",))


def _bands(db: sqlite3.Connection) -> Iterator[Finding]:
    for count, line in enumerate(band_faults(db)):
        if count < MOST_FINDINGS:
            yield Finding("index", f"{FILE_NAME}, table story_bands", line, ("which copies are found",))


def _search(folder: Path, db: sqlite3.Connection | None) -> Iterator[Finding]:
    """What is wrong with the index in `search/`; held against the tables where these are whole."""
    for count, line in enumerate(search_faults(folder, db)):
        if count < MOST_FINDINGS:
            yield Finding("search", f"{SEARCH}/", line, ("what a search finds",))


def _rows(db: sqlite3.Connection, table: str, key: tuple[str, ...]) -> Iterator[Finding]:
    count = 0
    for row_key, what in altered_rows(db, table, key):
        count += 1
        if count > MOST_FINDINGS:
            continue
        yield Finding("row", f"{FILE_NAME}, table {table}, row {row_key}", what, tuple(_told(db, table, row_key)))
    if count > MOST_FINDINGS:
        yield Finding(
            "row", f"{FILE_NAME}, table {table}", f"{count - MOST_FINDINGS} more rows are not as they were written"
        )


def _told(db: sqlite3.Connection, table: str, row_key: str) -> Iterator[str]:
    """Which article a row belongs to."""
    if table == "articles":
        statement = "SELECT id, title FROM articles WHERE json_array(id) = ?"
    elif table == "article_versions":
        statement = "SELECT article_id, title FROM article_versions WHERE json_array(id) = ?"
    elif table in ("observations", "images", "attachments"):
        statement = "SELECT id, title FROM articles WHERE id = json_extract(?, '$[0]')"
    else:
        return
    for number, title in db.execute(statement, (row_key,)):
        yield f"article {number}, {title!r}"


def _count(db: sqlite3.Connection, table: str, report: Report) -> Iterator[Finding]:
    report.rows += db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    yield from ()


def _check_side_file(file: Path, what: str) -> list[Finding]:
    if not file.exists():
        return []
    try:
        with contextlib.closing(connect_file(file)) as db:
            faults = [line for (line,) in db.execute("PRAGMA integrity_check(3)") if line != "ok"]
            faults += _altered_beside(db)
    except sqlite3.Error as error:
        faults = [str(error)]
    return [Finding("side", file.name, " ".join(fault.split()), (what,)) for fault in faults]


def _altered_beside(db: sqlite3.Connection) -> Iterator[str]:
    """Which rows are not as luutru wrote them, of a database whose rows have digests; an earlier luutru's has none."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'fixity'").fetchone():
        return
    for table, key in kept_tables(db).items():
        for count, (row_key, what) in enumerate(altered_rows(db, table, key)):
            if count < MOST_FINDINGS:
                yield f"table {table}, row {row_key} {what}"


def _not_entered(folder: Path, names: list[str], known: dict[str, tuple[int, str | None]]) -> Iterator[str]:
    for name in names:
        beyond = (folder / "warc" / name).stat().st_size - known.get(name, (0, None))[0]
        if beyond > 0:
            yield f"warc/{name}: {beyond} bytes are not in the tables yet: a crawl is writing, or the next enters them"


def _set_aside(folder: Path) -> Iterator[str]:
    for file in sorted((folder / "warc").glob("*.torn-at-*")):
        yield f"warc/{file.name}: the torn end of a file, set aside when a crawl was cut off"
