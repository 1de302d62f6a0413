"""Gives back the room that the databases no longer use, and puts the search index in order.

SQLite does the work in place, each database in one transaction of its own: a kill or a full disk at any moment leaves
it as it was. What a database needs meanwhile is looked for first, and where there is not enough the rest is done.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.connections import DamagedDatabase, connect
from archive.database import (
    BUSY_MILLISECONDS,
    FILE_NAME,
    check_ours,
    connect_reader,
    connect_writer,
    writer_lock,
)
from archive.errors import ArchiveError
from archive.files import BY_NAME, DATABASES, FRONTIER
from archive.fulltext.checking import is_damaged
from archive.fulltext.index import forget
from archive.sql_index import refresh_index
from archive.stories.filling import refresh_stories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COPIES = 2
"""How many times over SQLite needs what a database holds: once beside it, once in its write-ahead log."""
SPARE_BYTES = 8 << 20
_ENDINGS = ("", "-wal")


@dataclass(frozen=True, slots=True)
class Size:
    """What a database took and takes."""

    name: str
    before_bytes: int
    """Its write-ahead log included."""
    after_bytes: int


@dataclass
class Compacted:
    """What was done."""

    sizes: list[Size] = field(default_factory=list)
    made_anew: list[str] = field(default_factory=list)
    """What was damaged and is made anew from the rest, a line each."""
    left: list[str] = field(default_factory=list)
    """What could not be done, a line each, with what to do."""


def compact(folder: Path) -> Compacted:
    """Compacts the databases of the archive in `folder`; its articles, digests and numbers stay as they are.

    Raises ArchiveBusy where somebody writes the archive, ArchiveError where a database is damaged or cannot be written;
    what it holds is then as it was.
    """
    connect_reader(folder).close()
    done = Compacted()
    with writer_lock(folder), _temporary_files_in(folder):
        _bring_up_to_date(folder)
        for name in DATABASES:
            if (folder / name).exists():
                _compact(folder / name, done)
        if is_damaged(folder):
            forget(folder)
            done.made_anew.append("search/ was damaged and is removed: it is made anew when it is next asked for")
    return done


def _bring_up_to_date(folder: Path) -> None:
    """Gives an archive of an earlier luutru the tables of this one, and fills them."""
    with contextlib.closing(connect_writer(folder / FILE_NAME).conn) as db:
        refresh_index(db)
        refresh_stories(db)


def _compact(file: Path, done: Compacted) -> None:
    before = _bytes(file)
    try:
        with contextlib.closing(connect(file, isolation_level=None)) as db:
            db.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            if file.name == FILE_NAME:
                check_ours(db, file)
            _check_whole(db, file)
            if file.name == FILE_NAME:
                db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
            db.execute("PRAGMA analysis_limit = 1000")
            db.execute("PRAGMA optimize")
            _fold(db)
            if lack := _lack(db, file):
                done.left.append(lack)
            else:
                db.execute("VACUUM")
            if not _fold(db):
                done.left.append(f"{file.name}: somebody reads it: its room is given back when they have ended")
    except DamagedDatabase:
        raise
    except sqlite3.Error as error:
        raise ArchiveError(f"{file} could not be compacted: {error}; what it holds is as it was") from None
    done.sizes.append(Size(file.name, before, _bytes(file)))


def _check_whole(db: sqlite3.Connection, file: Path) -> None:
    fault = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if fault != "ok":
        what = BY_NAME[FRONTIER].mended_by if file.name == FRONTIER else "luutru verify tells more"
        raise ArchiveError(f"{file} is damaged ({' '.join(fault.split())}) and was left as it is: {what}")


def _fold(db: sqlite3.Connection) -> bool:
    """Folds the write-ahead log into the database; whether all of it could be."""
    busy: int = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _lack(db: sqlite3.Connection, file: Path) -> str:
    """That there is too little room to compact a database; empty: there is enough."""
    pages, unused, page_bytes = (
        db.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "freelist_count", "page_size")
    )
    needed = COPIES * (pages - unused) * page_bytes + SPARE_BYTES
    free = shutil.disk_usage(file.parent).free
    if free >= needed:
        return ""
    return f"{file.name}: compacting it takes {needed / 1e6:.1f} MB for a while, {free / 1e6:.1f} MB are free"


def _bytes(file: Path) -> int:
    sizes = (file.with_name(file.name + ending) for ending in _ENDINGS)
    return sum(one.stat().st_size for one in sizes if one.exists())


@contextlib.contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Has SQLite put its temporary files, nameless ones, beside the archive: `/tmp` may be small, or memory."""
    before = os.environ.get("SQLITE_TMPDIR")
    os.environ["SQLITE_TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SQLITE_TMPDIR"]
        else:
            os.environ["SQLITE_TMPDIR"] = before
