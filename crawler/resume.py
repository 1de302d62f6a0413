"""Brings the frontier up to the archive before a crawl: what was recorded and not yet acknowledged, or all of it.

The frontier says how far it follows `warc/`. After a kill a few visits lie beyond that: their links are read again from
their captures and put, and they are acknowledged, without asking the portal. Where `frontier.db` is gone, that is every
visit, and the frontier is made anew from definition, archive and captures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.clock import now, time_of
from archive.digest import STATED
from archive.warc import serial_of
from crawler.dating import date_late
from crawler.extraction import UNDECIDED
from crawler.frontier import Done
from crawler.job import is_passing
from crawler.ordering import priority_again
from crawler.schedule import is_turned

if TYPE_CHECKING:
    from archive import Archive, Visit
    from archive.visit_records import ToldVisit
    from crawler.job import Job


def bring_up(archive: Archive, job: Job) -> int:
    """Puts and acknowledges what the archive holds of the portal beyond the frontier's position; how many visits."""
    key = job.portal.key
    there, here = archive.position(key), job.frontier.position(key)
    if there == here:
        return 0
    if here is not None and (there is None or _order(there) < _order(here)):
        _forget_unrecorded(archive, job)
        here = None
    count = 0
    for told, visit in archive.visits_since(key, here):
        job.frontier.put([job.admission.entry_of(told)])
        is_article = visit.article is not None
        admitted = job.admission.admit(visit.links, referrer=told.url, depth=0, is_article=is_article)
        job.frontier.put(admitted.entries)
        if visit.article is not None and visit.article.published_from not in STATED:
            job.admission.told_dates(told.url, job.frontier.hints(key, told.url))
        position = (told.file, told.end)
        job.frontier.ack(key, [] if _is_to_be_tried_again(visit) else [_done(archive, told, visit)], position=position)
        count += 1
    date_late(archive, job, set())
    if there is not None:
        job.frontier.ack(key, [], position=there)
    return count


def _order(position: tuple[str, int]) -> tuple[int, str, int]:
    return serial_of(position[0]), *position


def _is_to_be_tried_again(visit: Visit) -> bool:
    """Whether the run that was interrupted would have asked for it once more."""
    if visit.found_by == "robots":
        return False
    status = visit.captures[-1].status if visit.captures else 0
    return visit.outcome == "failure" or is_passing(status)


def _done(archive: Archive, told: ToldVisit, visit: Visit) -> Done:
    rows = archive.rows("SELECT next_due FROM pages WHERE portal = ? AND url = ?", told.portal, told.url)
    due = rows[0]["next_due"] if rows else None
    return Done(
        url=told.url,
        due_at=time_of(due),
        asked_at=visit.at,
        priority=priority_again(visit.outcome, is_turned=is_turned(visit)),
        awaiting=told.hints if visit.error == UNDECIDED else None,
    )


def _forget_unrecorded(archive: Archive, job: Job) -> None:
    """The archive is older than the frontier, as after a restored backup: what it does not hold is asked for again."""
    recorded = {row["url"] for row in archive.rows("SELECT url FROM pages WHERE portal = ?", job.portal.key)}
    missing = sorted(job.frontier.known(job.portal.key) - recorded)
    job.frontier.make_due(job.portal.key, urls=missing, now=now())
