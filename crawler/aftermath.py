"""What follows when the crawl of a portal has ended, and when all of a round have: the place for whatever checks them.

`after_portal` is called with the archive open and all of the crawl in it, `after_round` when the archive is closed and
its lock free. Both say what the user must know, a line each; where there are any, the command ends with status 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.job import LEFT_OFF

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archive import Archive
    from crawler.job import Job
    from crawler.run import Ended


def after_portal(archive: Archive, job: Job, reason: str) -> tuple[str, ...]:
    """What the user must know failed in a crawl that has ended for `reason`; empty where nothing did."""
    lines = _failures(job)
    if not lines and reason == "finished" and not archive.count_articles(job.portal.key):
        lines.append(f"no article was found: look at {job.portal.homepage}, or give [article] url a pattern")
    if reason not in ("finished", *LEFT_OFF):
        lines.append(f"the crawl broke off: {reason}")
    return tuple(f"{job.portal.key}: {line}" for line in lines)


def after_round(folder: Path, ended: Sequence[Ended]) -> tuple[str, ...]:
    """What the user must know failed in the crawls of a round."""
    return tuple(line for one in ended for line in one.failures)


def _failures(job: Job) -> list[str]:
    left = job.hosts.left()
    lines = [f"{host} could not be crawled: {why}" for host, why in sorted(left.items())]
    if job.moved_to:
        host = urlsplit(job.moved_to).netloc
        lines.append(
            f"its home page leads to {job.moved_to}: name {host} in hosts if that is the portal's too; if it has "
            f"moved there: luutru add {job.moved_to} --same-as {job.portal.key}"
        )
    if not left and job.counts["requests"] and not job.counts["pages"]:
        lines.append("no page could be reached")
    elif job.counts["faults"]:
        lines.append(f"{job.counts['faults']} pages met an error of luutru's own, such as {job.first_fault}")
    elif job.counts["error"] and not job.counts["home"] and not job.counts["articles"]:
        lines.append("its pages answered with errors alone")
    return lines
