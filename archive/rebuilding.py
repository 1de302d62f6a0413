"""Makes the tables from `warc/` alone, as far as an older database followed it, and with the numbers that it gave.

What the old one cannot tell any more is left to `warc/`: numbers are then given in the order of the records.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.adoption import adopt
from archive.clock import now
from archive.database import FILE_NAME, connect_writer
from archive.fixity import seal
from archive.known_crawls import KnownCrawls
from archive.numbering import other_addresses
from archive.numbers import reserve
from archive.recording import Recording
from archive.sql_index import refresh_index
from archive.stories.filling import refresh_stories
from archive.visit_records import ToldVisit, statements
from archive.warc import serial_of, warc_files
from archive.whole_rows import first
from archive.withholding import FILE_NAME as WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from archive.adoption import Adopted
    from archive.visit_records import Interpreter
    from archive.warc import Place
    from archive.whole_rows import WholeRows

REBUILT = ".rebuilt"
"""Ends the names of the databases that are made here."""

_NEIGHBOURS = 5
"""Rows before and behind a damaged one among which a whole one is looked for."""


@dataclass(frozen=True, slots=True)
class Unstated:
    """What the old tables tell and no record in `warc/` says any more."""

    withheld: list[int]
    """Articles that are withheld."""
    renames: list[dict[str, Any]]
    """Portals that have got another key, as statements."""


def rebuild(
    folder: Path, interpreter: Interpreter, old: Mapping[str, WholeRows | None], progress: Callable[[int], None]
) -> tuple[Adopted, Unstated]:
    """Makes `archive.db.rebuilt`, and `withheld.db.rebuilt` where something is withheld, beside the old ones.

    What was brought in, and what no record in `warc/` is left to say. Raises ArchiveError where the disk refuses.
    """
    database = connect_writer(folder / (FILE_NAME + REBUILT))
    try:
        recording = Recording(folder, database.conn, interpreter, withheld_file=folder / (WITHHELD + REBUILT))
        refresh_index(database.conn)
        refresh_stories(database.conn)
        main = old["main"]
        within = None
        sides = [side for side in old.values() if side is not None]
        known: Iterable[Mapping[str, Any]] = (one for side in sides for one in _numbers(side))
        if main is not None:
            within = _followed(folder / "warc", main)
            recording.known_crawls = crawls = KnownCrawls(recording, main)
            known = crawls.under_all_keys([one for side in sides for one in _numbers(side)])
        recording.number_of = _CaptureNumbers(database.conn, sides).of if sides else None
        adopted = adopt(recording, within=within, known=known, progress=progress)
        renames = recording.known_crawls.rename_the_rest() if recording.known_crawls is not None else []
        return adopted, Unstated(_withhold(recording, old), renames)
    finally:
        database.conn.close()


def _withhold(recording: Recording, old: Mapping[str, WholeRows | None]) -> list[int]:
    """Withholds what the old tables say is withheld and `warc/` does not; the numbers of those articles."""
    main, withheld = old["main"], old["withheld"]
    known = {row["article_id"]: row for row in main.rows("withholdings") if row["undone_at"] is None} if main else {}
    hidden = {row["id"]: row for row in withheld.rows("articles")} if withheld else {}
    told = {number for (number,) in recording.db.execute("SELECT article_id FROM withholdings WHERE undone_at IS NULL")}
    numbers = sorted((known.keys() | hidden.keys()) - told)
    for number in numbers:
        portal, reason = (known.get(number) or hidden[number])["portal"], known.get(number, {}).get("reason", "")
        recording.withheld.prepare()
        with recording.transaction():
            recording.withheld.withhold(portal, "", number=number, reason=reason, at=now())
    return numbers


def _followed(warc_folder: Path, old: WholeRows) -> dict[str, int]:
    """How much of each file in `warc/` the old tables speak of: all of one that lies before
    such a file. Files are followed in their order, also where no row of them is left.
    """
    found = {row["name"]: int(row["bytes"]) for row in old.rows("warc_files")}
    lost = {str(gap.key[0]) for gap in old.gaps["warc_files"]}
    latest = max(map(serial_of, found), default=-1)
    for name in sorted(set(warc_files(warc_folder)) - found.keys(), key=serial_of, reverse=True):
        if serial_of(name) < latest:
            found[name] = (warc_folder / name).stat().st_size
        elif name in lost and (end := _end_of_known(warc_folder, name, old)):
            found[name], latest = end, serial_of(name)
    return found


def _end_of_known(warc_folder: Path, name: str, old: WholeRows) -> int:
    """Where the last visit ends that the old tables have a capture of."""
    end = 0
    for told in statements(warc_folder, name):
        if isinstance(told, ToldVisit) and told.captures and _number_at(old, told.captures[-1].place) is not None:
            end = told.end
    return end


def _numbers(old: WholeRows) -> Iterator[dict[str, Any]]:
    """The numbers of articles, as a statement in `warc/` would tell them."""
    try:
        for number, portal, url in old.db.execute("SELECT id, portal, url FROM articles"):
            yield {"portal": portal, "articles": [[number, url, *other_addresses(old.db, "main", number, url)]]}
    except sqlite3.Error:
        return


def _number_at(old: WholeRows, place: Place) -> int | None:
    row = first(old.db, "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?", place.file, place.offset)
    return int(row["id"]) if row is not None else None


class _CaptureNumbers:
    """Gives captures the numbers that they had: by where their records lie, else by those of the records beside."""

    def __init__(self, db: sqlite3.Connection, old: list[WholeRows]) -> None:
        self._db = db
        self._old = old
        highest = max(self._numbers("SELECT max(id) AS id FROM captures"), default=0)
        db.execute("BEGIN IMMEDIATE")
        reserve(db, "captures", highest)
        seal(db)
        db.execute("COMMIT")

    def of(self, place: Place) -> int | None:
        """The number of the capture whose record lies there; None: the next one that was never given."""
        known = self._numbers(
            "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?", place.file, place.offset
        )
        return next((number for number in known or self._beside(place) if not self._is_given(number)), None)

    def _beside(self, place: Place) -> list[int]:
        """The numbers between those of the records before and behind that are no other capture's."""
        of_file = "SELECT id FROM captures WHERE warc_file = ? AND warc_offset"
        before = self._whole(f"{of_file} < ? ORDER BY warc_offset DESC LIMIT {_NEIGHBOURS}", place)
        behind = self._whole(f"{of_file} > ? ORDER BY warc_offset LIMIT {_NEIGHBOURS}", place)
        if not before and not behind:
            return []
        first_one = max(before) + 1 if before else min(behind) - 1
        last_one = min(behind) - 1 if behind else max(before) + 1
        return [number for number in range(first_one, last_one + 1) if number > 0 and not self._is_whole(number)]

    def _whole(self, statement: str, place: Place) -> list[int]:
        """The first number in each old table whose row is whole."""
        found = []
        for one in self._old:
            with contextlib.suppress(sqlite3.Error):
                numbers = [number for (number,) in one.db.execute(statement, (place.file, place.offset))]
                found += [number for number in numbers if one.is_whole("captures", (number,))][:1]
        return found

    def _numbers(self, statement: str, *values: object) -> list[int]:
        rows = (first(one.db, statement, *values) for one in self._old)
        return [row["id"] for row in rows if row is not None and row["id"] is not None]

    def _is_whole(self, number: int) -> bool:
        return any(one.is_whole("captures", (number,)) for one in self._old)

    def _is_given(self, number: int) -> bool:
        schemas = [row[1] for row in self._db.execute("PRAGMA database_list") if row[1] in ("main", "withheld")]
        return any(first(self._db, f"SELECT 1 FROM {one}.captures WHERE id = ?", number) for one in schemas)
