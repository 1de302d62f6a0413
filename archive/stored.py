"""Captures as `warc/` holds them, the payloads of revisit records filled in from what they refer to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.captures import place_of, told_original
from archive.errors import ArchiveError
from archive.visit_records import capture_at, visit_at

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from archive.records import Capture
    from archive.visit_records import ToldCapture, ToldVisit


def whole(db: sqlite3.Connection, warc_folder: Path, told: ToldVisit) -> ToldVisit:
    """The visit with the payload of a revisit record filled in from the capture that it refers to.

    Raises ArchiveError where that one's bytes, or the visit's own, are damaged.
    """
    if not told.has_answer:
        raise ArchiveError(f"warc/{told.file}: what a visit of {told.url} received is damaged")

    def filled(one: ToldCapture) -> ToldCapture:
        if one.refers_to is None or one.capture.status == 304:
            return one
        found = told_original(db, *one.refers_to, one.digest)
        if found is None:
            raise ArchiveError(f"warc/{one.place.file} at {one.place.offset}: what it refers to is not there")
        payload = capture_at(warc_folder, found[1]).payload
        return replace(one, capture=replace(one.capture, payload=payload))

    return replace(
        told, captures=tuple(map(filled, told.captures)), parts=tuple(tuple(map(filled, one)) for one in told.parts)
    )


def captured(db: sqlite3.Connection, warc_folder: Path, capture_id: int) -> Capture:
    """A capture with its payload. Raises ArchiveError where its bytes are damaged, or there is none."""
    place = place_of(db, capture_id)
    told = visit_at(warc_folder, place) if place is not None else None
    if told is None:
        raise ArchiveError(f"capture {capture_id} cannot be read: luutru verify tells why")
    return whole(db, warc_folder, told).captures[-1].capture
