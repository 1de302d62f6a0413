"""Decides what is due to be told after a round of crawls, and sees to it that it is told once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from archive.clock import now, time_of, utc_text
from archive.database import BROKEN_NAME
from archive.health.examples import examples
from archive.health.troubles import untold_troubles
from crawler.alerts.channels import NotSent, send
from crawler.alerts.digest import digest
from crawler.alerts.messages import Told, alert, broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from archive import Archive
    from crawler.configuration import Alerts

WEEK = timedelta(days=7)
DIGEST_HOUR = 7
"""In UTC: the digest goes out with the first round after it."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DIGEST = "digest sent"
BROKEN_EVERY = timedelta(days=1)


def tell(archive: Archive, alerts: Alerts, *, at: datetime) -> list[str]:
    """Tells what has changed since it was last told, and the week where it is due; what went wrong, a line each.

    What no way took stays untold: the next round tries again. Without any way nothing is told, and nothing kept back.
    """
    if not alerts.is_set:
        return []
    failed: list[str] = []
    with _saying(failed):
        failed += _tell_changes(archive, alerts, at)
    with _saying(failed):
        failed += _tell_week(archive, alerts, at)
    return failed


@contextlib.contextmanager
def _saying(failed: list[str]) -> Iterator[None]:
    try:
        yield
    except NotSent as error:
        failed.append(f"{error}; tried again after the next run")


def _tell_changes(archive: Archive, alerts: Alerts, at: datetime) -> list[str]:
    rows = untold_troubles(archive.database.conn, now=at)
    if not rows:
        return []
    portals = {row["id"]: row for row in archive.portals()}
    told = [
        Told(
            portal=row["portal"], name=portals[row["portal"]]["name"], homepage=portals[row["portal"]]["homepage"],
            trouble=row, pages=() if row["ended_at"] else examples(archive, row["portal"], row["kind"]),
        )
        for row in rows
    ]  # fmt: skip
    failed = send(alert(told, archive=str(archive.folder)), alerts)
    archive.tell(rows)
    return failed


def _tell_week(archive: Archive, alerts: Alerts, at: datetime) -> list[str]:
    if alerts.digest == "never":
        return []
    back = (at.weekday() - _DAYS.index(alerts.digest)) % 7
    due = (at - timedelta(days=back)).replace(hour=DIGEST_HOUR, minute=0, second=0)
    if due > at:
        due -= WEEK
    sent = time_of(archive.setting(_DIGEST))
    if sent is None or sent > at:  # the first one comes after a week, and so does that after a clock that was ahead
        archive.set_setting(_DIGEST, utc_text(at))
        return []
    if sent >= due:
        return []
    failed = send(digest(archive, since=max(sent, at - 2 * WEEK), until=at, place=str(archive.folder)), alerts)
    archive.set_setting(_DIGEST, utc_text(at))
    return failed


def tell_broken(folder: Path, alerts: Alerts, reason: str) -> list[str]:
    """Tells that a crawl broke off because the archive could not be used; at most once a day."""
    if not alerts.is_set or _was_told(folder):
        return []
    try:
        failed = send(broken(reason, archive=str(folder)), alerts)
    except NotSent as error:
        return [f"{error}; tried again when a crawl breaks off the next time"]
    _remember_told(folder)
    return failed


def _was_told(folder: Path) -> bool:
    """Whether that was told within a day."""
    ours, elsewhere = _marks(folder)
    for mark in (ours, elsewhere):
        with contextlib.suppress(OSError, ValueError):
            if mark == elsewhere and mark.lstat().st_uid != os.geteuid():
                continue  # somebody else's: it must not silence us
            told = time_of(mark.read_text(encoding="ascii"))
            if told is not None and timedelta(0) <= now() - told < BROKEN_EVERY:
                return True
    return False


def _remember_told(folder: Path) -> None:
    """Remembers beside the archive that it was told now, or else in the system's own place."""
    for mark in _marks(folder):
        with contextlib.suppress(OSError):
            descriptor = os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(utc_text(now()))
            return


def _marks(folder: Path) -> tuple[Path, Path]:
    name = f"luutru-{sha256(str(folder.resolve()).encode()).hexdigest()[:16]}-{BROKEN_NAME}"
    return folder / BROKEN_NAME, Path(tempfile.gettempdir()) / name
