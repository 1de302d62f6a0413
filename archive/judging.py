"""What was judged and settled, stated in `warc/` and entered into the tables: doubts, what is not as usual, what the
archivist has looked at and was told. Each is a statement first; `enter` makes the rows of it, live and at a repair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.articles import record_article
from archive.clock import utc_text
from archive.doubtful import addresses_of, mark_refused
from archive.doubtful import settle as settle_row
from archive.health.findings import assess, is_judged
from archive.health.runs import history
from archive.health.troubles import (
    EVERY_WAY,
    accept_troubles,
    as_said,
    is_ended,
    mark_told,
    open_troubles,
    update_troubles,
)
from archive.visits import REFUSED, fault_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from archive.health.troubles import Changed
    from archive.recording import Recording

KINDS = ("settle", "health", "accept", "told")
"""Statements that are entered here."""


def judge(recording: Recording, portal: str, *, at: datetime) -> list[Changed]:
    """Judges by all its runs whether a portal is as usual, and enters what has changed since it was last judged.

    After a run that did not do its work nothing is judged: what was found before stands. Nor is a portal that is
    closed: who answers there is another one, or nobody.
    """
    if is_ended(recording.db, portal, now=at):
        return []
    told = history(recording.db, portal, now=at)
    if told.runs and not is_judged(told.runs[-1]):
        return []
    findings = [as_said(one) for one in assess(told, now=at)]
    if not findings and not open_troubles(recording.db, portal):
        return []
    return _stated(recording, {"type": "health", "portal": portal, "found": findings}, at=at)


def settle(recording: Recording, portal: str, numbers: Sequence[int], *, how: str, at: datetime) -> None:
    """Settles what was set aside: publishes it as it is read now, or drops it as no article."""
    urls = addresses_of(recording.db, numbers)
    said = {"type": "settle", "portal": portal, "set_aside": list(numbers), "urls": urls, "how": how}
    _stated(recording, said, at=at)


def accept(recording: Recording, portal: str, kinds: Sequence[str], *, at: datetime) -> None:
    """Enters that troubles were looked at, and that the portal is so now: from the next run on that is usual."""
    crawl = recording.db.execute("SELECT coalesce(max(id), 0) + 1 FROM crawls").fetchone()[0]
    _stated(recording, {"type": "accept", "portal": portal, "kinds": list(kinds), "crawl": crawl}, at=at)


def tell(recording: Recording, troubles: Sequence[Mapping[str, Any]], *, way: str, at: datetime) -> None:
    """Enters that the archivist has been told of troubles as they are now, by one way."""
    said = [{name: row[name] for name in ("id", "kind", "level", "ended_at")} for row in troubles]
    portal = troubles[0]["portal"]
    _stated(recording, {"type": "told", "portal": portal, "troubles": said, "ways": [way]}, at=at)


def enter(recording: Recording, said: Mapping[str, Any], *, at: datetime) -> list[Changed]:
    """Enters what a statement of KINDS says; belongs into a transaction. What has changed in a portal's state."""
    db, kind = recording.db, said["type"]
    if kind == "health":
        return update_troubles(db, said["portal"], said["found"], at=at)
    if kind == "settle":
        # Older statements have numbers alone.
        urls = said["urls"] if "urls" in said else addresses_of(db, said["set_aside"])
        _settle(recording, said["portal"], urls, how=said["how"], at=at)
    elif kind == "accept":
        accept_troubles(db, said["portal"], said["kinds"], crawl=int(said["crawl"]), at=at)
    elif kind == "told":
        mark_told(db, said["troubles"], said.get("ways", [EVERY_WAY]))  # older statements have none
    return []


def _stated(recording: Recording, said: Mapping[str, Any], *, at: datetime) -> list[Changed]:
    home = recording.db.execute("SELECT homepage FROM portals WHERE id = ?", (said["portal"],)).fetchone()[0]
    recording.state(said, url=home, at=at)
    with recording.transaction():
        return enter(recording, said, at=at)


def _settle(recording: Recording, portal: str, urls: Sequence[str], *, how: str, at: datetime) -> None:
    for url in urls:
        recording.db.execute("SAVEPOINT settled")
        try:
            _settle_one(recording, portal, url, how=how, at=at)
        except REFUSED as error:  # as when it is received: that costs no other, nor the statement that is in `warc/`
            recording.db.execute("ROLLBACK TO settled")
            mark_refused(recording.db, portal, url, fault=fault_of(error), at=utc_text(at))
        recording.db.execute("RELEASE settled")


def _settle_one(recording: Recording, portal: str, url: str, *, how: str, at: datetime) -> None:
    capture_id = settle_row(recording.db, portal, url, how=how, at=utc_text(at))
    visit, crawl = recording.visit_again(capture_id) if capture_id is not None else (None, 0)
    if visit is None or visit.article is None or recording.withheld.covers(visit):
        return
    assert capture_id is not None
    record_article(recording.db, visit.article, recording.crawls[crawl].look(visit, capture_id))
