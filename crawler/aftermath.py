"""What follows when the crawl of a portal has ended, and when all of a round have, with the archive still open.

What failed is said, a line each; where there is any, the command ends with status 1. Then the portal is judged by all
its runs, and whoever wants to be told of a change of its state is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.clock import now
from archive.health.advice import said_of
from crawler.alerts import tell
from crawler.crawl_options import LEFT_OFF
from crawler.stopping import Stopped, ended_by_signals

if TYPE_CHECKING:
    from datetime import datetime

    from archive import Archive
    from crawler.configuration import Alerts
    from crawler.job import Job

LAST_SECONDS = 2.0
"""How long messages may take after a run that was told to stop."""


def failures_of(archive: Archive, job: Job, reason: str) -> tuple[str, ...]:
    """What the user must know failed in a crawl that has ended for `reason`; empty where nothing did."""
    lines = _failures(job)
    if not lines and reason == "finished" and not archive.count_articles(job.portal.key):
        lines.append(_no_article(job))
    if reason not in ("finished", *LEFT_OFF):
        lines.append(f"the crawl broke off: {reason}")
    return tuple(lines)


def after_portal(archive: Archive, job: Job) -> tuple[str, ...]:
    """Judges the portal by all its runs, this one included; what has changed in that, a line each."""
    return tuple(said_of(change) for change in archive.judge(job.portal.key, at=now()))


def after_round(
    archive: Archive, alerts: Alerts, *, since: datetime, was_interrupted: bool = False
) -> tuple[str, ...]:  # fmt: skip
    """Tells the archivist what has changed, and the week where it is due; what went wrong with that, a line each.

    `since`: when the round began.

    A signal ends it; where one has ended the crawls already, it has a moment.
    """
    try:
        with ended_by_signals(seconds=LAST_SECONDS if was_interrupted else None):
            return tuple(tell(archive, alerts, at=now(), since=since))
    except Stopped:
        return ("told to stop: what has not been sent is sent after the next run",)


def _failures(job: Job) -> list[str]:
    left = job.hosts.left()
    lines = [f"{host} could not be crawled: {why}" for host, why in sorted(left.items())]
    if job.moved_to:
        host = urlsplit(job.moved_to).netloc
        lines.append(
            f"its home page leads to {job.moved_to}: name {host} in hosts if that is the portal's too; if it has "
            f"moved there: luutru add {job.moved_to} --same-as {job.portal.key}"
        )
    if not left and not job.counts["requests"] and job.counts["refused"] and not _may_ask_home(job):
        lines.append(
            "its robots.txt forbids the home page and all else: nothing is asked for, ask whoever runs the portal"
        )
    elif not left and job.counts["requests"] and not job.counts["pages"]:
        lines.append("no page could be reached")
    elif job.counts["faults"]:
        lines.append(f"{job.counts['faults']} pages met an error of luutru's own, such as {job.first_fault}")
    elif job.unshown and not job.counts["home"] and not job.counts["articles"]:
        lines.append(f"its pages could not be shown to the browser, such as {job.unshown}")
    elif job.challenged and not job.counts["home"] and not job.counts["articles"]:
        lines.append(_only_walls(job))
    elif job.counts["error"] and not job.counts["home"] and not job.counts["articles"]:
        lines.append("its pages answered with errors alone")
    return lines


def _no_article(job: Job) -> str:
    """What to say and to do where pages came and none was an article."""
    scripted, pages = job.counts["scripted"], job.counts["pages"] - job.counts["robots"]
    if scripted and not job.portal.definition.javascript:
        return (
            f"no article was found: {scripted} of {pages} pages hold scripts and hardly any text; javascript = true in "
            "its definition has a browser show them"
        )
    return f"no article was found: look at {job.portal.homepage}, or give [article] url a pattern"


def _may_ask_home(job: Job) -> bool:
    home = job.portal.homepage
    return not job.robots.is_known(home) or job.robots.allows(home)


def _only_walls(job: Job) -> str:
    """What to say and to do where a portal shows nothing but checks for robots."""
    statuses = ", ".join(f"HTTP {status}" for status in sorted(job.challenged))
    browser = "" if job.portal.definition.javascript else "javascript = true in its definition has a browser try, or "
    return f"answers with checks for robots alone ({statuses}): {browser}ask whoever runs the portal to let luutru in"
