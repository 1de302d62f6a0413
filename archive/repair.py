"""Mends an archive: the tables are made anew from `warc/`, which is enough; an index from the rows that it indexes.

What is damaged is never thrown away: it stays beside the new file by name. What is damaged in `warc/` cannot be mended,
only marked, so that no later capture refers to bytes that are not there.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from typing import TYPE_CHECKING

from archive.adoption import Adopted, adopt
from archive.clock import now
from archive.database import FILE_NAME, connect_writer, prepare_folder, remove_database, writer_lock
from archive.errors import ArchiveError
from archive.fixity import altered_rows, kept_tables
from archive.recording import Recording
from archive.sql_index import make_index, refresh_index
from archive.stories.bands import make_bands
from archive.stories.filling import refresh_stories
from archive.withholding import FILE_NAME as WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from archive.visit_records import Interpreter
    from archive.warc_check import Finding

NEW = ".new"


def repair(
    folder: Path, findings: Sequence[Finding], interpreter: Interpreter, *,
    progress: Callable[[int], None] = lambda _count: None,
) -> list[str]:  # fmt: skip
    """Mends what the findings name, as far as it can be mended; what was done, a line each.

    Raises ArchiveBusy while another process writes, ArchiveError where the disk refuses.
    """
    prepare_folder(folder)
    done: list[str] = []
    kinds = {finding.kind for finding in findings}
    with writer_lock(folder):
        if kinds & {"missing", "database", "row"} or any(one.where == WITHHELD for one in findings):
            done += _made_anew(folder, interpreter, progress)
        elif "index" in kinds:
            done += _indexed_anew(folder)
        damaged = {number: finding.what for finding in findings for number in finding.capture_ids}
        if damaged:
            done += _marked(folder, damaged)
    return done


def _made_anew(folder: Path, interpreter: Interpreter, progress: Callable[[int], None]) -> list[str]:
    for name in (FILE_NAME, WITHHELD):
        remove_database(folder / (name + NEW))
    database = connect_writer(folder / (FILE_NAME + NEW))
    try:
        recording = Recording(folder, database.conn, interpreter, withheld_file=folder / (WITHHELD + NEW))
        refresh_index(database.conn)
        refresh_stories(database.conn)
        adopted = adopt(recording, progress=progress)
        recording.begin_stating_numbers()
        kept = _carry_readings(recording, folder / FILE_NAME)
        counts = database.conn.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
        ).fetchone()
    finally:
        database.conn.close()
    aside = _swap(folder, FILE_NAME)
    if (folder / (WITHHELD + NEW)).exists() or (folder / WITHHELD).exists():
        _swap(folder, WITHHELD)
    return [*_said(adopted, counts, kept), *([f"the old database lies in {aside}"] if aside else [])]


def _said(adopted: Adopted, counts: tuple[int, int], readings: int) -> Iterable[str]:
    yield f"archive.db made anew from warc/: {counts[0]} articles in {counts[1]} versions, {adopted.visits} visits"
    if readings:
        yield f"{readings} readings of earlier extractors carried over"
    yield from adopted.notes


def _carry_readings(recording: Recording, old: Path) -> int:
    """Carries over what no WARC file can tell: what earlier extractors read, where those rows are whole."""
    if not old.exists():
        return 0
    try:
        with contextlib.closing(sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro", uri=True)) as db:
            bad = {json.loads(key)[0] for key, _ in altered_rows(db, "readings", kept_tables(db)["readings"])}
            rows = db.execute(
                "SELECT readings.id, portal, url, number, readings.extractor, read_at, article FROM readings "
                "JOIN article_versions ON article_versions.id = version_id JOIN articles ON articles.id = article_id"
            ).fetchall()
    except (sqlite3.Error, KeyError):
        return 0
    count = 0
    with recording.transaction():
        for number, portal, url, version, extractor, read_at, article in rows:
            if number in bad:
                continue
            count += recording.db.execute(
                "INSERT INTO readings (version_id, extractor, read_at, article) "
                "SELECT article_versions.id, ?, ?, ? FROM article_versions JOIN articles ON articles.id = article_id "
                "WHERE portal = ? AND url = ? AND number = ? AND NOT EXISTS (SELECT 1 FROM readings AS told "
                "WHERE told.version_id = article_versions.id AND told.extractor = ?1 AND told.read_at = ?2)",
                (extractor, read_at, article, portal, url, version),
            ).rowcount
    return count


def _swap(folder: Path, name: str) -> str:
    """Puts the new file in the place of the old one, which is set aside; its name, empty where there was none."""
    aside = ""
    try:
        if (folder / name).exists():
            aside = f"{name}.before-repair-{now():%Y%m%dT%H%M%SZ}"
            for ending in ("-wal", "-shm", ""):
                if (folder / (name + ending)).exists():
                    (folder / (name + ending)).rename(folder / (aside + ending))
        else:
            remove_database(folder / name)  # the log of one that was deleted would be taken for that of the new one
        if (folder / (name + NEW)).exists():
            (folder / (name + NEW)).rename(folder / name)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise ArchiveError(f"{folder / name}: cannot be put in place: {error.strerror}") from None
    return aside


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
