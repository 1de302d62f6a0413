"""Certificates that hosts presented: as a visit's `metadata` record states them, and into their table."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.clock import utc_text
from archive.records import Certificate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from archive.records import Visit

_PRESENTED = """
INSERT INTO certificates AS known (host, fingerprint, subject, issuer, valid_from, valid_until, fault, first_seen,
                                   last_seen)
VALUES (:host, :fingerprint, :subject, :issuer, :valid_from, :valid_until, :fault, :at, :at)
ON CONFLICT (host, fingerprint) DO UPDATE SET fault = excluded.fault, last_seen = excluded.last_seen
WHERE excluded.last_seen > known.last_seen OR excluded.fault IS NOT known.fault
"""


def said_of_certificates(visit: Visit) -> list[dict[str, Any]]:
    """Each certificate of a visit once, with the places of its captures that it was presented for, those of the later
    pages of its text behind its own.
    """
    presented: dict[Certificate, list[int]] = {}
    for place, capture in enumerate(visit.all_captures):
        if capture.certificate is not None:
            presented.setdefault(capture.certificate, []).append(place)
    if visit.refused is not None:
        presented.setdefault(visit.refused, [])
    return [{**_values(one), "captures": places} for one, places in presented.items()]


def certificates_in(
    said: Iterable[Mapping[str, Any]], count: int
) -> tuple[list[Certificate | None], Certificate | None]:
    """What was presented for each of the `count` captures of a visit, and what was refused."""
    presented: list[Certificate | None] = [None] * count
    refused = None
    for values in said:
        certificate = Certificate(
            host=values["host"], fingerprint=values["fingerprint"], subject=values["subject"],
            issuer=values["issuer"], valid_from=datetime.fromisoformat(values["valid_from"]),
            valid_until=datetime.fromisoformat(values["valid_until"]), fault=values.get("fault") or "",
        )  # fmt: skip
        if not values["captures"]:
            refused = certificate
        for place in values["captures"]:
            if place < count:
                presented[place] = certificate
    return presented, refused


def enter_certificates(db: sqlite3.Connection, visit: Visit) -> None:
    """Enters what hosts presented during a visit; belongs into a transaction."""
    for one in said_of_certificates(visit):
        one.pop("captures")
        db.execute(_PRESENTED, {**one, "at": utc_text(visit.at)})


def _values(one: Certificate) -> dict[str, Any]:
    return {
        "host": one.host, "fingerprint": one.fingerprint, "subject": one.subject, "issuer": one.issuer,
        "valid_from": utc_text(one.valid_from), "valid_until": utc_text(one.valid_until), "fault": one.fault or None,
    }  # fmt: skip
