"""Mends an archive: what is damaged in the tables is made anew from `warc/`, an index from the rows that it indexes.

Rows that are whole stay as they are, whether or not `warc/` still holds what they were made from (`archive.mending`).
What is damaged is never thrown away: it stays beside the new file by name. What is damaged in `warc/` cannot be mended,
only marked, so that no later capture refers to bytes that are not there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.adoption import adopt
from archive.clock import now, utc_text
from archive.database import FILE_NAME, connect_writer, prepare_folder, remove_database, writer_lock
from archive.errors import ArchiveError
from archive.fulltext.index import forget, forgotten
from archive.mending import Mending
from archive.mending_articles import MendingArticles
from archive.rebuilding import REBUILT, rebuild
from archive.recording import Recording
from archive.snapshots import sync
from archive.sql_index import make_index, refresh_index
from archive.stories.bands import make_bands
from archive.stories.filling import refresh_stories
from archive.visit_records import moment
from archive.warc import missing_serials, warc_files
from archive.whole_rows import WholeRows
from archive.withholding import FILE_NAME as WITHHELD
from archive.withholding import Withheld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from archive.adoption import Adopted
    from archive.mending import Mended
    from archive.rebuilding import Unstated
    from archive.visit_records import Interpreter
    from archive.warc_check import Finding

NEW = ".new"
_UNKNOWN = "not known any more"
"""Why an article is withheld of which the log has lost that."""


@dataclass
class Repaired:
    """What a repair did."""

    done: list[str] = field(default_factory=list)
    """A line each."""
    lost: list[str] = field(default_factory=list)
    """What could neither be made anew nor taken over, a line each."""


def repair(
    folder: Path, findings: Sequence[Finding], interpreter: Interpreter, *,
    progress: Callable[[int], None] = lambda _count: None,
) -> Repaired:  # fmt: skip
    """Mends what the findings name, as far as it can be mended.

    Raises ArchiveBusy while another process writes, ArchiveError where the disk refuses.
    """
    prepare_folder(folder)
    repaired = Repaired()
    kinds = {finding.kind for finding in findings}
    with writer_lock(folder):
        if kinds & {"missing", "database", "row"} or any(one.where == WITHHELD for one in findings):
            _make_anew(folder, interpreter, progress, repaired)
        elif "index" in kinds:
            repaired.done += _indexed_anew(folder)
        if "search" in kinds:
            forget(folder)
            repaired.done.append("search/ removed: it is made anew from archive.db when it is next asked for")
        damaged = {number: finding.what for finding in findings for number in finding.capture_ids}
        if damaged:
            repaired.done += _marked(folder, damaged)
    return repaired


def _make_anew(folder: Path, interpreter: Interpreter, progress: Callable[[int], None], repaired: Repaired) -> None:
    endings = (NEW, REBUILT)
    _remove(folder, endings)
    try:
        with _old(folder, repaired) as old:
            told, unstated = rebuild(folder, interpreter, old, progress)
            is_warc_whole = not (_lacks(folder, old["main"], repaired) or told.has_lost)
            if any(old.values()):
                mended = _mend(folder, old, is_warc_whole=is_warc_whole)
                repaired.done += _said(mended)
                repaired.lost += mended.lost
            else:
                _rename(folder, REBUILT, NEW)
                repaired.done += [*_said_of(told), *told.notes]
        _finish(folder, interpreter, progress, repaired, unstated)
        _swap(folder, repaired)
        forget(folder)  # what follows the old one
    finally:
        _remove(folder, endings)


@contextlib.contextmanager
def _old(folder: Path, repaired: Repaired) -> Iterator[dict[str, WholeRows | None]]:
    """The databases as they are, by schema, as far as they can be read at all."""
    old: dict[str, WholeRows | None] = {"main": None, "withheld": None}
    try:
        for schema, name in (("main", FILE_NAME), ("withheld", WITHHELD)):
            if not (folder / name).exists():
                continue
            try:
                old[schema] = WholeRows.open(folder / name, is_ours=schema == "main")
            except sqlite3.Error as error:
                repaired.done.append(
                    f"{name} cannot be read ({error}): nothing is taken over from it, all is made anew from warc/"
                )
        yield old
    finally:
        for one in old.values():
            if one is not None:
                one.close()


def _lacks(folder: Path, old: WholeRows | None, repaired: Repaired) -> bool:
    """Whether something is missing in `warc/`; what no table can name any more is told."""
    names = warc_files(folder / "warc")
    known = list(old.rows("warc_files")) if old is not None else []
    lacks = any(
        row["name"] not in names or (folder / "warc" / row["name"]).stat().st_size < row["bytes"] for row in known
    )
    for serial in missing_serials([*names, *(row["name"] for row in known)]):
        lacks = True
        repaired.lost.append(f"warc/: the file with the number {serial:05d} is not there, and no table tells of it")
    return lacks


def _mend(folder: Path, old: dict[str, WholeRows | None], *, is_warc_whole: bool) -> Mended:
    """Fills a new database from the old one and from the one that was made from `warc/`."""
    has_withheld = old["withheld"] is not None or (folder / (WITHHELD + REBUILT)).exists()
    with contextlib.closing(connect_writer(folder / (FILE_NAME + NEW)).conn) as made:
        if has_withheld:
            Withheld(made, folder / (WITHHELD + NEW)).prepare()
    with (
        contextlib.closing(_attached(folder, NEW)) as db,
        contextlib.closing(_attached(folder, REBUILT)) as rebuilt,
    ):
        mending = Mending(db, rebuilt, old, is_warc_whole=is_warc_whole)
        db.execute("BEGIN IMMEDIATE")
        mending.copy()
        mending.fill()
        articles = [MendingArticles(mending, schema) for schema in mending.schemas]
        for one in articles:
            one.mend()
        is_settled = False
        while not is_settled:
            is_dropped = [one.drop_what_says_nothing() for one in articles]
            is_settled = not (mending.settle_references() or any(is_dropped))
        mending.seal()
        db.execute("COMMIT")
        return mending.done


def _attached(folder: Path, ending: str) -> sqlite3.Connection:
    """A database in the making, without the triggers and the checks of a writer."""
    db = sqlite3.connect(folder / (FILE_NAME + ending), isolation_level=None)
    if (folder / (WITHHELD + ending)).exists():
        db.execute("ATTACH DATABASE ? AS withheld", (str(folder / (WITHHELD + ending)),))
    return db


def _finish(
    folder: Path, interpreter: Interpreter, progress: Callable[[int], None], repaired: Repaired,
    unstated: Unstated,
) -> None:  # fmt: skip
    """Makes indexes and stories, and enters what `warc/` holds beyond the old tables, as any writer does."""
    database = connect_writer(folder / (FILE_NAME + NEW))
    try:
        recording = Recording(folder, database.conn, interpreter, withheld_file=folder / (WITHHELD + NEW))
        refresh_index(database.conn)
        refresh_stories(database.conn)
        adopted = adopt(recording, progress=progress)
        repaired.done += adopted.notes
        _withhold_again(recording, unstated.withheld, repaired)
        _rename_again(recording, unstated.renames)
        recording.begin_stating_numbers()
        recording.close()
        counts = database.conn.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
        ).fetchone()
        repaired.done.append(f"archive.db holds {counts[0]} articles in {counts[1]} versions")
    finally:
        database.conn.close()


def _withhold_again(recording: Recording, numbers: Sequence[int], repaired: Repaired) -> None:
    """States anew what is withheld, where `warc/` has lost the record that says so; what still lies open is moved."""
    db = recording.db
    for number in numbers:
        recording.withheld.prepare()
        row = next((found for schema in ("withheld", "main") if (found := db.execute(
            f"SELECT portal, url FROM {schema}.articles WHERE id = ?", (number,)).fetchone())), None)  # fmt: skip
        if row is None:
            repaired.lost.append(f"article {number}: it is withheld, and neither warc/ nor a table holds it any more")
            continue
        log = "SELECT id, reason, withheld_at FROM withholdings WHERE article_id = ? AND undone_at IS NULL ORDER BY id"
        logged = db.execute(log, (number,)).fetchone()
        _, reason, at = logged or (0, _UNKNOWN, utc_text(now()))
        said = {"type": "withhold", "portal": row[0], "url": row[1], "article": number, "reason": reason, "undo": False}
        recording.state(said, url=row[1], at=now())
        with forgotten(recording.folder), recording.transaction():
            recording.enter_withholding(said, at=moment(at))
            if logged is not None:  # where it still lay open, it has been logged once more
                db.execute("DELETE FROM withholdings WHERE article_id = ? AND undone_at IS NULL AND id > ?",
                           (number, logged[0]))  # fmt: skip
            elif db.execute(log, (number,)).fetchone() is None:
                db.execute("INSERT INTO withholdings (article_id, portal, withheld_at, reason) VALUES (?, ?, ?, ?)",
                           (number, row[0], at, reason))  # fmt: skip


def _rename_again(recording: Recording, renames: Sequence[Mapping[str, Any]]) -> None:
    """States anew that portals have got another key, where `warc/` has lost the records; the tables have it so."""
    for said in renames:
        row = recording.db.execute("SELECT homepage FROM portals WHERE id = ?", (said["as"],)).fetchone()
        if row is not None:
            recording.state(said, url=row[0], at=now())
            with recording.transaction():
                pass


def _said(mended: Mended) -> Iterator[str]:
    yield f"{mended.kept} rows taken over as they were, {mended.filled} made anew from warc/"
    yield from mended.left_out


def _said_of(adopted: Adopted) -> Iterator[str]:
    yield f"archive.db made anew from warc/, from {adopted.visits} visits"


def _remove(folder: Path, endings: Sequence[str]) -> None:
    try:
        for ending in endings:
            for name in (FILE_NAME, WITHHELD):
                remove_database(folder / (name + ending))
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written: {error.strerror}") from None


def _rename(folder: Path, ending: str, other: str) -> None:
    for name in (FILE_NAME, WITHHELD):
        if (folder / (name + ending)).exists():
            (folder / (name + ending)).rename(folder / (name + other))


def _swap(folder: Path, repaired: Repaired) -> None:
    """Puts the new files in the places of the old ones, which stay beside them by name.

    At each moment the old or the new file is there: a repair that is killed is only made again.
    """
    moment = f"{now():%Y%m%dT%H%M%SZ}"
    for name in (WITHHELD, FILE_NAME):
        file, aside = folder / name, folder / f"{name}.before-repair-{moment}"
        try:
            if file.exists():
                _keep_aside(file, aside)
                repaired.done.append(f"the old {name} lies in {aside.name}")
            for ending in ("-wal", "-shm", "-journal"):
                file.with_name(name + ending).unlink(missing_ok=True)  # it would be taken for that of the new one
            if (folder / (name + NEW)).exists():
                (folder / (name + NEW)).replace(file)
            else:
                file.unlink(missing_ok=True)
            sync(folder)
        except OSError as error:
            raise ArchiveError(f"{file}: cannot be put in place: {error.strerror}") from None


def _keep_aside(file: Path, aside: Path) -> None:
    """Keeps a database under another name too, with what was written last."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log = file.with_name(f"{file.name}-wal")
    for source, target in ((file, aside), (log, aside.with_name(f"{aside.name}-wal"))):
        if source.exists() and source.stat().st_size:
            try:
                os.link(source, target)
            except OSError:  # a file system without links
                shutil.copy2(source, target)
                sync(target)


def _indexed_anew(folder: Path) -> list[str]:
    database = connect_writer(folder / FILE_NAME)
    try:
        recording = Recording(folder, database.conn, None)
        database.conn.execute("REINDEX")
        with recording.transaction():
            make_index(database.conn)
            make_bands(database.conn)
    except sqlite3.Error as error:
        raise ArchiveError(f"{folder / FILE_NAME}: the index cannot be made anew: {error}") from None
    finally:
        database.conn.close()
    return ["the indexes made anew from the rows"]


def _marked(folder: Path, damaged: dict[int, str]) -> list[str]:
    database = connect_writer(folder / FILE_NAME)
    try:
        recording = Recording(folder, database.conn, None)
        with recording.transaction():
            database.conn.executemany("UPDATE captures SET damage = ? WHERE id = ?", [
                (what[:300], number) for number, what in damaged.items()
            ])  # fmt: skip
    finally:
        database.conn.close()
    return [f"{len(damaged)} captures marked: their bytes are damaged, and nothing refers to them any more"]
