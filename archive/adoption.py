"""Brings the tables up to `warc/`: what a crash, a restored backup or a deleted database left behind is entered.

Whatever lies in `warc/` beyond what the tables say they follow is told again, in the order in which it was written, and
entered as it would have been. With empty tables that is the whole archive: repair is nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive import decisions, judging, known_losses, reclassifying
from archive.clock import utc_text
from archive.errors import ArchiveError
from archive.fulltext.index import forgotten
from archive.told_again import told_again
from archive.visit_records import Told, ToldVisit, statements
from archive.visits import enter
from archive.warc import serial_of, warc_files
from archive.warc_scan import Damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from archive.known_crawls import KnownCrawls
    from archive.recording import Recording
    from archive.records import Visit

BATCH_COUNT = 200


_IN_NO_TABLE = "and in no table: without archive.db, luutru verify --repair makes all tables from warc/ anew"


@dataclass
class Adopted:
    """What was brought in."""

    visits: int = 0
    statements: int = 0
    files: set[str] = field(default_factory=set)
    is_whole: bool = True
    """Whether all was brought in; nobody could read visits otherwise."""
    notes: list[str] = field(default_factory=list)
    """What the user should know, a line each."""
    has_lost: bool = False
    """Whether something in `warc/` is damaged, or cannot be read any more as it was."""

    def lose(self, note: str) -> None:
        """Says what cannot be read any more as it was."""
        self.notes.append(note)
        self.has_lost = True


def adopt(
    recording: Recording, *, progress: Callable[[int], None] = lambda _count: None,
    within: Mapping[str, int] | None = None, known: Iterable[Mapping[str, Any]] = (),
) -> Adopted:  # fmt: skip
    """Enters all that lies in `warc/` beyond what the tables follow. `progress` is told the count of visits so far.

    Where nobody can read visits (no interpreter), it stops before the first one: a later writer goes on from there.
    `within`: how much of each file may be entered; what is torn there is no crash's, and left alone. `known`: numbers
    of articles beside those that `warc/` states.
    """
    adopted = Adopted()
    follows = {name: (length, sha256) for name, length, sha256 in recording.db.execute("SELECT * FROM warc_files")}
    parts = [_Part(name, *follows.get(name, (0, None)), end, is_bounded=within is not None)
             for name, end in _ends(recording.warc_folder, within)]  # fmt: skip
    ahead = [(part.name, part.start, part.end) for part in parts if part.end > part.start]
    if ahead:
        recording.numbers.expect(recording.db, recording.warc_folder, ahead, known)
    _adopt_files(recording, adopted, parts, progress)
    if ahead:
        with recording.transaction():
            recording.numbers.forget(recording.db)
    return adopted


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a file may lie beyond what the tables follow."""

    name: str
    start: int
    sha256: str | None
    """Of the whole file, as the tables have it."""
    end: int
    is_bounded: bool
    """Something may lie behind its end."""


def _ends(folder: Path, within: Mapping[str, int] | None) -> Iterator[tuple[str, int]]:
    """Each file in `warc/`, and up to where it may be entered."""
    for name in warc_files(folder):
        size = (folder / name).stat().st_size
        yield name, size if within is None else min(size, within.get(name, 0))


def _adopt_files(
    recording: Recording, adopted: Adopted, parts: Sequence[_Part], progress: Callable[[int], None]
) -> None:
    for part in parts:
        if part.end < part.start:
            adopted.notes.append(
                f"warc/{part.name} has lost {part.start - part.end} of its {part.start} bytes: "
                "luutru verify tells what that affects"
            )
        if part.end > part.start:
            if not _adopt_file(recording, adopted, part, progress):
                adopted.is_whole = False
                return
        elif part.sha256 is None and part.end == part.start and not part.is_bounded:
            with recording.transaction():
                recording.enter_file(part.name, part.end, _sha256(recording, part.name))


def _adopt_file(recording: Recording, adopted: Adopted, part: _Part, progress: Callable[[int], None]) -> bool:
    """Enters what a part of a file holds; whether all of it could be."""
    batch: list[ToldVisit] = []
    name, position = part.name, part.start
    for found in statements(recording.warc_folder, name, start=part.start, end=part.end):
        if isinstance(found, Damage):
            adopted.has_lost = True
            if found.is_tail and not part.is_bounded:
                _set_aside(recording, adopted, name, found.offset)
            else:
                adopted.notes.append(f"warc/{name} at {found.offset}: {found.length} bytes passed over: {found.reason}")
            continue
        if recording.interpreter is None and (isinstance(found, ToldVisit) or _needs_reading(found)):
            return False
        if isinstance(found, ToldVisit):
            batch.append(found)
            if len(batch) < BATCH_COUNT:
                continue
        _enter_batch(recording, adopted, batch)
        batch = []
        if isinstance(found, Told):
            _enter_statement(recording, adopted, found)
        position = found.end
        progress(adopted.visits)
    _enter_batch(recording, adopted, batch)
    adopted.files.add(name)
    size = (recording.warc_folder / name).stat().st_size
    is_all = not part.is_bounded or part.end == size
    with recording.transaction():
        recording.enter_file(
            name, max(size, position) if is_all else part.end, _sha256(recording, name) if is_all else None
        )
    return True


def _needs_reading(told: Told) -> bool:
    """Whether what a statement changes depends on what visits have brought."""
    return told.kind in ("crawl-end", "site", "settle") or (told.kind == "withhold" and bool(told.values.get("undo")))


def _enter_batch(recording: Recording, adopted: Adopted, batch: list[ToldVisit]) -> None:
    if not batch:
        return
    with recording.transaction():
        # One by one: a revisit record may refer to a capture of the same batch.
        for told in batch:
            pending = told_again(recording, told, adopted.lose)
            if pending is not None:
                recording.numbers.was_article = told.outcome == "article"
                enter(recording.db, [pending], recording.withheld)
                adopted.visits += 1
        recording.enter_file(batch[-1].file, batch[-1].end)


def visits_since(
    recording: Recording, portal: str, position: tuple[str, int] | None
) -> Iterator[tuple[ToldVisit, Visit]]:
    """The visits of a portal that are in the tables and lie after a position in `warc/`, read again, in their order."""
    known = dict(recording.db.execute("SELECT name, bytes FROM warc_files"))
    for name in warc_files(recording.warc_folder):
        start = 0
        if position is not None:
            if (serial_of(name), name) < (serial_of(position[0]), position[0]):
                continue
            start = position[1] if name == position[0] else 0
        for told in statements(recording.warc_folder, name, start=start, end=known.get(name, 0)):
            if isinstance(told, ToldVisit) and (now_told := recording.as_of_now(told)).portal == portal:
                pending = told_again(recording, now_told)
                if pending is not None:
                    yield now_told, pending.visit


def enter_again(recording: Recording, restored: Mapping[str, Sequence[tuple[int, int]]]) -> list[str]:
    """Enters the visits whose records were brought back, by file and stretch, where the tables know nothing of them.

    What the user should know, a line each: a visit of an address that has been visited since is not entered.
    """
    notes = []
    for name, stretches in restored.items():
        for told in statements(recording.warc_folder, name):
            if not isinstance(told, ToldVisit) or not _is_unknown(recording, told, stretches):
                continue
            now_told = recording.as_of_now(told)
            is_last = not any(
                recording.db.execute(
                    f"SELECT 1 FROM {schema}.captures WHERE +portal = ? AND url = ? AND fetched_at > ?",
                    (now_told.portal, told.captures[-1].capture.url, utc_text(told.at)),
                ).fetchone()
                for schema in _schemas(recording)
            )
            with recording.transaction():
                pending = told_again(recording, now_told) if is_last else None
                if pending is not None:
                    enter(recording.db, [pending], recording.withheld)
            if pending is None:
                notes.append(f"{told.url}: what it was at {utc_text(told.at)} is in warc/ again, {_IN_NO_TABLE}")
    return notes


def _is_unknown(recording: Recording, told: ToldVisit, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether a visit's answer lies in one of the stretches, and the tables have none that lies there."""
    if not told.captures:
        return False
    place = told.captures[-1].place
    if not any(start <= place.offset < start + length for start, length in stretches):
        return False
    return not any(
        recording.db.execute(
            f"SELECT 1 FROM {schema}.captures WHERE warc_file = ? AND warc_offset = ?", (place.file, place.offset)
        ).fetchone()
        for schema in _schemas(recording)
    )


def _schemas(recording: Recording) -> list[str]:
    return [row[1] for row in recording.db.execute("PRAGMA database_list") if row[1] in ("main", "withheld")]


def _enter_statement(recording: Recording, adopted: Adopted, told: Told) -> None:
    said = told.values
    recording.numbers.was_article = True  # whatever a statement makes public
    if told.kind == "withhold":
        recording.withheld.prepare()
    if recording.known_crawls is not None and "portal" in said:
        _enter_known(recording, recording.known_crawls, told)
    if told.kind == "site" and not recording.follows(int(said["crawl"])):
        adopted.notes.append(f"warc/{told.file}: what was learned of {said['portal']} belongs to no crawl that is told")
        return
    index = forgotten(recording.folder) if told.kind == "withhold" else contextlib.nullcontext()
    with index, recording.transaction():
        if told.kind == "crawl":
            _enter_crawl(recording, told)
        elif told.kind == "crawl-end":
            recording.enter_end(int(said["crawl"]), said, at=told.at)
        elif told.kind == "dates":
            for url, values in said["dates"].items():
                recording.enter_date(said["portal"], url, values)
        elif told.kind == "site":
            recording.enter_site(said, at=told.at)
        elif told.kind == "withhold":
            recording.enter_withholding(said, at=told.at)
        elif told.kind == reclassifying.KIND:
            _enter_rule(recording, adopted, told)
        elif told.kind == known_losses.KIND:
            known_losses.enter(recording.db, said, at=told.at)
        elif told.kind in judging.KINDS:
            judging.enter(recording, said, at=told.at)
        elif told.kind in decisions.KINDS:
            decisions.enter(recording, said, at=told.at)
            if said.get("do") == "rename":
                recording.numbers.give_away(said["portal"])
        recording.enter_file(told.file, told.end)
    adopted.statements += 1


def _enter_known(recording: Recording, known: KnownCrawls, told: Told) -> None:
    """Enters of whom a statement tells, where that is known from older tables alone."""
    with recording.transaction():
        if told.kind == "crawl":
            known.rename_before(told.values["portal"], int(told.values["crawl"]))
        elif told.kind != "portal":  # what is decided may be decided of a portal that was never crawled
            known.enter(told.values["portal"], int(told.values["crawl"]) if told.kind == "site" else None)


def _enter_rule(recording: Recording, adopted: Adopted, told: Told) -> None:
    try:
        reclassifying.enter(recording, told.values, at=told.at)
    except re.error as error:
        adopted.notes.append(f"warc/{told.file}: a rule of {told.values['portal']} cannot be read any more: {error}")


def _enter_crawl(recording: Recording, told: Told) -> None:
    said = told.values
    homepage = said.get("homepage") or told.url
    recording.enter_portal(said, homepage=homepage, at=utc_text(told.at))
    known = recording.db.execute("SELECT 1 FROM crawls WHERE id = ?", (said["crawl"],)).fetchone()
    if known is None:
        recording.enter_crawl(int(said["crawl"]), said, homepage=homepage)


def _set_aside(recording: Recording, adopted: Adopted, name: str, offset: int) -> None:
    """Cuts off what a crash left at the end of a file, and keeps it beside the file by name."""
    file = recording.warc_folder / name
    try:
        with file.open("r+b") as opened:
            opened.seek(offset)
            torn = opened.read()
            aside = file.with_name(f"{name}.torn-at-{offset}")
            aside.write_bytes(torn)
            opened.truncate(offset)
    except OSError as error:
        raise ArchiveError(f"{file}: its torn end cannot be cut off: {error.strerror}") from None
    adopted.notes.append(f"warc/{name}: its last {len(torn)} bytes were torn and lie in warc/{aside.name}")


def enter_digest(recording: Recording, name: str) -> None:
    """Enters the digest of a file that has another one than when it was closed, and every record of which is whole."""
    path = recording.warc_folder / name
    length, sha256 = recording.db.execute("SELECT bytes, sha256 FROM warc_files WHERE name = ?", (name,)).fetchone()
    if sha256 is not None and length == path.stat().st_size:
        with recording.transaction():
            recording.enter_file(name, length, _sha256(recording, name))


def _sha256(recording: Recording, name: str) -> str:
    try:
        with (recording.warc_folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArchiveError(f"{recording.warc_folder / name}: cannot be read: {error.strerror}") from None
