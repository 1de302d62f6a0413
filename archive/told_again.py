"""A visit as `warc/` tells it, read again and made ready to be entered: as it would have been, had it just come."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from archive.captures import place_of, told_original
from archive.errors import ArchiveError
from archive.records import Visit
from archive.stored import whole
from archive.visit_records import visit_at
from archive.visits import Pending, Stored, enter
from archive.warc import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from archive.looks import Recorded
    from archive.recording import Recording
    from archive.visit_records import ToldCapture, ToldVisit
    from archive.warc import Original


def told_again(
    recording: Recording, told: ToldVisit, lost: Callable[[str], None] = lambda _note: None, *,
    number_of: Callable[[Place], int | None] | None = None,
) -> Pending | None:  # fmt: skip
    """A visit to be entered; None: nobody knows its crawl. `lost` is told what cannot be read any more.

    `number_of`: from where a record lies to the number of its capture; without it as `recording` has it.
    """
    assert recording.interpreter is not None
    interpreter = recording.interpreter
    if recording.known_crawls is not None:
        recording.known_crawls.enter(told.portal, told.crawl)
    if not recording.follows(told.crawl):
        lost(f"warc/{told.file}: a visit of {told.url} belongs to a crawl that nothing tells of")
        return None
    crawl = recording.crawls[told.crawl]
    terms = recording.terms(told.crawl, told.site)
    try:
        visit = interpreter.visit(whole(recording.db, recording.warc_folder, told), terms)
    except ArchiveError as error:
        lost(str(error))
        visit = _unread(told)
    numbered = number_of or recording.number_of or (lambda _place: None)
    stored = tuple(
        Stored(read, one.place, one.digest, _original(recording, one), numbered(one.place))
        for read, one in zip(visit.all_captures, chain(told.captures, *told.parts), strict=True)
    )

    def due(seen: Visit, recorded: Recorded) -> tuple[datetime | None, str]:
        return interpreter.due(seen, recorded, terms)

    return Pending(visit, crawl, stored, due, told.file, told.end)


def enter_later(recording: Recording, answers: Iterable[int]) -> None:
    """Enters the visits that met an article while it was withheld, by the captures of their answers, in their order;
    belongs into the transaction that shows it again. What cannot be read any more stays a capture.
    """
    for answer in answers:
        place = place_of(recording.db, answer)
        told = visit_at(recording.warc_folder, place) if place is not None else None
        if told is None:
            continue
        places = [one.place for one in chain(told.captures, *told.parts)]
        numbers = {place: _number_at(recording, place) for place in places}
        pending = told_again(recording, recording.as_of_now(told), number_of=numbers.get)
        if pending is None or None in numbers.values():
            continue
        recording.db.executemany("DELETE FROM captures WHERE id = ?", [(number,) for number in numbers.values()])
        recording.numbers.was_article = told.outcome == "article"
        enter(recording.db, [pending], recording.withheld)


def _number_at(recording: Recording, place: Place) -> int | None:
    row = recording.db.execute(
        "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?", (place.file, place.offset)
    ).fetchone()
    return int(row[0]) if row else None


def _unread(told: ToldVisit) -> Visit:
    """A visit whose payload is damaged: what is known of it without its bytes."""
    return Visit(
        portal=told.portal, url=told.url, requested_url=told.requested_url, at=told.at, outcome="other",
        captures=tuple(one.capture for one in told.captures), parts=told.parts_received,
        error="its bytes are damaged", found_by=told.found_by,
        referrer=told.referrer, hints=told.hints, extract_error="its bytes are damaged", refused=told.refused,
    )  # fmt: skip


def _original(recording: Recording, one: ToldCapture) -> Original | None:
    found = told_original(recording.db, *one.refers_to, one.digest) if one.refers_to is not None else None
    return found[0] if found else None
