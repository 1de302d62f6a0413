"""Which portals are due: their definitions as they are at this moment, their last runs as the archive tells them.

Nothing is kept from round to round: what is due survives a restart, and a definition that was added meanwhile counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import now, time_of, utc_text
from crawler.calendar import Next, next_time, quiet_end
from crawler.crawl_options import LEFT_OFF, Options
from crawler.roster import Roster, roster

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from archive import Archive
    from crawler.frontier import Frontier
    from crawler.job import Job
    from crawler.portal import Portal

MOST_AHEAD = timedelta(minutes=10)
AHEAD_SHARE = 0.1
"""What comes due within this share of the interval after the beginning of a run is asked for in that run."""
READ_AGAIN = timedelta(minutes=10)
"""Definitions are read again after this time even where no file has changed: a pause may have ended."""
_LAST_RUN = f"""
SELECT started_at FROM crawls
WHERE portal = ? AND started_at <= ? AND finished_at IS NOT NULL
      AND reason NOT IN ({", ".join(f"'{reason}'" for reason in LEFT_OFF)})
ORDER BY started_at DESC LIMIT 1
"""
_LATEST = "SELECT finished_at, reason FROM crawls WHERE portal = ? ORDER BY id DESC LIMIT 1"


def last_run(archive: Archive, portal: str, *, now: datetime) -> datetime | None:
    """When the portal's last run that came to its end began; one that was cut off, left off or killed is none."""
    rows = archive.rows(_LAST_RUN, portal, utc_text(now))
    return time_of(rows[0]["started_at"]) if rows else None


def was_left_off(archive: Archive, portal: str) -> bool:
    """Whether the portal's latest run ended before its work was done: it was cut off, interrupted or at its limit."""
    rows = archive.rows(_LATEST, portal)
    return bool(rows) and (rows[0]["finished_at"] is None or rows[0]["reason"] in LEFT_OFF)


def ahead_of(portal: Portal) -> timedelta:
    """How far a run of the portal looks ahead."""
    return timedelta(0) if portal.plan.cron else min(portal.plan.interval * AHEAD_SHARE, MOST_AHEAD)


def next_of(portal: Portal, archive: Archive | None, frontier: Frontier) -> Next:
    """When to crawl a portal next that nobody crawls at the moment, and why then: the one answer to whether it is due.

    By its schedule, by an interval not before an address of it is due; at once where its last run left work undone.
    `archive`: None where nothing was crawled yet.
    """
    moment, plan = now(), portal.plan
    last = last_run(archive, portal.key, now=moment) if archive else None
    if archive is None or plan.cron or last is None:
        return next_time(plan, last=last, now=moment)
    first = frontier.next_due(portal.key, now=moment)
    if first is not None and first <= moment and was_left_off(archive, portal.key):
        return next_time(plan, last=last, now=moment, left_off=True)
    found = next_time(plan, last=last, now=moment)
    if found.at is None or first is None or first <= max(found.at, moment) + ahead_of(portal):
        return found
    # Not before: a page that has long brought no news is looked at less often than the interval says.
    return next_time(plan, last=last, now=moment, not_before=first)


class QuietHours:
    """Ends crawls when the quiet hours of their portals begin; nothing joins."""

    def joining(self, taken: Collection[str]) -> Sequence[tuple[Portal, Options, bool]]:
        """See `Warden.joining`."""
        return ()

    def ending(self, job: Job) -> str:
        """See `Warden.ending`."""
        return "" if quiet_end(job.portal.plan, now()) is None else "quiet hours"


class Agenda(QuietHours):
    """What is due, looked at again and again while a round goes on; after `longest` the round ends."""

    def __init__(self, folder: Path, archive: Archive, frontier: Frontier, *, longest: timedelta) -> None:
        self._folder = folder
        self._archive = archive
        self._frontier = frontier
        self._end = now() + longest
        self.known = Roster(())
        """The portals as they were last read."""
        self._signature: object = None
        self._read_at: datetime | None = None
        self._times: dict[str, Next] = {}
        """When each portal is due that is not under way."""
        self.faults: dict[str, str] = {}
        """What is wrong with definitions, by portal; each as it was last met."""

    def joining(self, taken: Collection[str]) -> list[tuple[Portal, Options, bool]]:
        """See `Warden.joining`: whatever is due now, what has waited longest first."""
        moment = now()
        if moment >= self._end:
            return []
        self._read()
        for key in taken:
            self._times.pop(key, None)
        free = (portal for portal in self.known.crawlable if portal.key not in taken)
        found = [(self._times[portal.key].at or moment, portal) for portal in free if self._is_due(portal, moment)]
        found.sort(key=lambda one: (one[0], one[1].key))
        return [(portal, Options(ahead=ahead_of(portal)), bool(portal.plan.cron)) for _, portal in found]

    def ending(self, job: Job) -> str:
        """See `Warden.ending`."""
        return "end of the round" if now() >= self._end else super().ending(job)

    def _is_due(self, portal: Portal, moment: datetime) -> bool:
        """Whether its time has come. Only a crawl changes it: it is worked out again when it comes, to be sure."""
        for _ in range(2):
            following = self._times.get(portal.key)
            if following is not None and not following.is_due(moment):
                return False
            self._times[portal.key] = next_of(portal, self._archive, self._frontier)
        return self._times[portal.key].is_due(moment)

    def first(self) -> tuple[datetime, str, str] | None:
        """When something is due next, at which portal, and why then; None: not before a definition says otherwise."""
        self._read()
        times = ((next_of(portal, self._archive, self._frontier), portal.key) for portal in self.known.crawlable)
        return min(((one.at, key, one.why) for one, key in times if one.at is not None), default=None)

    def _read(self) -> None:
        """Reads the definitions again where one may have changed."""
        signature = definitions_signature(self._folder)
        if self._signature == signature and self._read_at is not None and now() < self._read_at + READ_AGAIN:
            return
        self._signature, self._read_at = signature, now()
        self.known = roster(self._folder, self._archive)
        self._times.clear()
        self.faults |= self.known.faults


def definitions_signature(folder: Path) -> object:
    """What changes when a definition or the archive's settings do."""
    found = []
    for file in (*sorted((folder / "portals").glob("*.toml")), folder / "luutru.toml"):
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((file.name, status.st_mtime_ns, status.st_size))
    return found
