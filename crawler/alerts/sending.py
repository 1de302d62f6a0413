"""Decides what is due to be told after a round of crawls, and sees to it that each way is told once."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.changes import Kind, changes, count_changes
from archive.clock import now, time_of, utc_text
from archive.database import BROKEN_NAME
from archive.health.advice import advice_of
from archive.health.examples import examples
from archive.health.life import tags_of
from archive.health.troubles import EVERY_WAY, untold_troubles
from crawler.alerts.channels import NotSent, send, ways_of
from crawler.alerts.digest import digest
from crawler.alerts.messages import MOST_CHANGES, Told, alert, broken, changed
from crawler.defaults import read_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from archive import Archive
    from archive.changes import Change
    from crawler.configuration import Alerts, Changes

WEEK = timedelta(days=7)
DIGEST_HOUR = 7
"""In UTC: the digest goes out with the first round after it."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DIGEST = "digest sent"
_CHANGES = "changes told"
BROKEN_EVERY = timedelta(days=1)


def tell(archive: Archive, alerts: Alerts, *, at: datetime, since: datetime | None = None) -> list[str]:
    """Tells what has changed since it was last told, and the week where it is due; what went wrong, a line each.

    Each way is told by itself: what it did not take it is told after the next round, the others are not told again.
    Without any way nothing is told, and nothing kept back. `since`: when the round began whose edits and removals are
    told to a way that was never told of any.
    """
    failed: list[str] = []
    for way in ways_of(alerts):
        try:
            failed += filter(None, (
                _tell_troubles(archive, alerts, way, at),
                _tell_changes(archive, alerts, way, at, since or at),
                _tell_week(archive, alerts, way, at),
            ))  # fmt: skip
        except NotSent as error:
            failed.append(f"{error}; tried again after the next run")
    return failed


def waiting(archive: Archive, alerts: Alerts, *, at: datetime) -> Iterator[tuple[str, str]]:
    """What is still to be told, a way and a line each. Reads only."""
    for way in ways_of(alerts):
        for row in untold_troubles(archive.database.conn, now=at, way=way):
            name = advice_of(row["kind"], portal=row["portal"], homepage="").name
            over = f", over {row['ended_at']}" if row["ended_at"] and row["kind"] != "cut_off" else ""
            yield way, f"{row['portal']}: {name}, since {row['since']}{over}"
        if alerts.changes is not None:
            for kind, count in _changes_since(archive, alerts.changes, way, at, at).counts.items():
                yield way, f"articles {kind}: {count}"


# States of portals


def _tell_troubles(archive: Archive, alerts: Alerts, way: str, at: datetime) -> str:
    rows = untold_troubles(archive.database.conn, now=at, way=way)
    if not rows:
        return ""
    portals = {row["id"]: row for row in archive.portals()}
    told = [
        Told(
            portal=row["portal"], name=portals[row["portal"]]["name"], homepage=portals[row["portal"]]["homepage"],
            trouble=row, pages=() if row["ended_at"] else examples(archive, row["portal"], row["kind"]),
        )
        for row in rows
    ]  # fmt: skip
    note = send(alert(told, archive=place_of(archive.folder)), alerts, way)
    archive.tell(rows, way=way)
    return note


# Articles that were edited or taken down


@dataclass(frozen=True, slots=True)
class _News:
    """Edits and removals of which a way was not told."""

    since: str
    counts: Mapping[Kind, int]
    found: Sequence[Change]
    """The newest of them."""
    last: Sequence[str]
    """Those of the moment up to which it is told then, as `_name` names them, with what was told of it before."""
    until: str


def _tell_changes(archive: Archive, alerts: Alerts, way: str, at: datetime, since: datetime) -> str:
    if alerts.changes is None:
        return ""
    news = _changes_since(archive, alerts.changes, way, at, since)
    note = ""
    if news.counts:
        names = {row["id"]: row["name"] for row in archive.portals()}
        message = changed(news.found, news.counts, names, since=news.since[:10], archive=place_of(archive.folder))
        note = send(message, alerts, way)
    archive.set_setting(f"{_CHANGES} {way}", json.dumps({"until": news.until, "last": news.last}))
    return note


def _changes_since(archive: Archive, wanted: Changes, way: str, at: datetime, since: datetime) -> _News:
    """What a way was not told of; of what happened more than a week ago nothing is news."""
    state = json.loads(archive.setting(f"{_CHANGES} {way}") or "{}")
    told = time_of(state.get("until"))
    if told is None or told > at:  # as after a clock that was ahead
        told, state = since, {}
    begin = max(told, at - WEEK)
    asked: dict[str, Any] = {
        "since": utc_text(begin), "until": utc_text(at), "kind": [Kind(one) for one in wanted.kinds],
        "portal": portals_of(archive, wanted),
    }  # fmt: skip
    known = set(state.get("last", ())) if begin == told else set()
    counts = dict(count_changes(archive.database.conn, **asked))
    found: list[Change] = []
    for one in changes(archive.database.conn, **asked, limit=MOST_CHANGES + len(known)):
        if _name(one) in known:
            counts[one.kind] -= 1
        elif len(found) < MOST_CHANGES:
            found.append(one)
    last = [_name(one) for one in changes(archive.database.conn, **{**asked, "since": utc_text(at)})]
    counts = {kind: count for kind, count in counts.items() if count}
    return _News(since=utc_text(begin), counts=counts, found=found, last=last, until=utc_text(at))


def _name(one: Change) -> str:
    """What no other change has: an article may be edited twice, or removed and brought back, but at another time."""
    return f"{one.kind} {one.article_id} {one.version or 0} {one.at}"


def portals_of(archive: Archive, wanted: Changes) -> list[str] | None:
    """The keys of the portals whose edits and removals are told; None: of all."""
    if not wanted.portals and not wanted.tags:
        return None
    defaults = read_defaults(archive.folder).get("tags", ())
    return [
        row["id"] for row in archive.portals()
        if row["id"] in wanted.portals or set(wanted.tags) & set(tags_of(row["definition"], defaults))
    ]  # fmt: skip


# The week


def _tell_week(archive: Archive, alerts: Alerts, way: str, at: datetime) -> str:
    if alerts.digest == "never":
        return ""
    back = (at.weekday() - _DAYS.index(alerts.digest)) % 7
    due = (at - timedelta(days=back)).replace(hour=DIGEST_HOUR, minute=0, second=0)
    if due > at:
        due -= WEEK
    name = f"{_DIGEST} {way}"
    sent = time_of(archive.setting(name) or archive.setting(_DIGEST))  # an earlier luutru kept one time for all ways
    if sent is None or sent > at:  # the first one comes after a week, and so does that after a clock that was ahead
        archive.set_setting(name, utc_text(at))
        return ""
    if sent >= due:
        return ""
    since = max(sent, at - 2 * WEEK)
    note = send(digest(archive, since=since, until=at, place=place_of(archive.folder)), alerts, way)
    archive.set_setting(name, utc_text(at))
    return note


# An archive that cannot be used


def tell_broken(folder: Path, alerts: Alerts, reason: str) -> list[str]:
    """Tells that a crawl broke off because the archive could not be used; each way at most once a day."""
    told, failed = _told_broken(folder), []
    for way in ways_of(alerts):
        if way in told or EVERY_WAY in told:
            continue
        try:
            failed.append(send(broken(reason, archive=place_of(folder)), alerts, way))
        except NotSent as error:
            failed.append(f"{error}; tried again when a crawl breaks off the next time")
        else:
            told[way] = utc_text(now())
            _remember_told(folder, told)
    return list(filter(None, failed))


def place_of(folder: Path) -> str:
    """Where an archive lies, in words that tell it from others that write to the same person."""
    return f"{socket.gethostname()}: {folder.resolve()}"


def _told_broken(folder: Path) -> dict[str, str]:
    """Which ways were told of that within a day, and when."""
    ours, elsewhere = _marks(folder)
    for mark in (ours, elsewhere):
        with contextlib.suppress(OSError, ValueError):
            if mark == elsewhere and mark.lstat().st_uid != os.geteuid():
                continue  # somebody else's: it must not silence us
            found = {}
            for line in mark.read_text(encoding="ascii").splitlines():
                time, _, way = line.partition(" ")  # an earlier luutru wrote the time alone
                told = time_of(time)
                if told is not None and timedelta(0) <= now() - told < BROKEN_EVERY:
                    found[way or EVERY_WAY] = time
            if found:
                return found
    return {}


def _remember_told(folder: Path, told: Mapping[str, str]) -> None:
    """Remembers beside the archive who was told when, or else in the system's own place."""
    for mark in _marks(folder):
        with contextlib.suppress(OSError):
            descriptor = os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write("".join(f"{time} {way}\n" for way, time in told.items()))
            return


def _marks(folder: Path) -> tuple[Path, Path]:
    name = f"luutru-{sha256(str(folder.resolve()).encode()).hexdigest()[:16]}-{BROKEN_NAME}"
    return folder / BROKEN_NAME, Path(tempfile.gettempdir()) / name
