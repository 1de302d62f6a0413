"""Dates that reach an article late: what listings and feeds said of its address, before or after it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction import parse_date

if TYPE_CHECKING:
    from archive import Archive
    from crawler.job import Job


def date_late(archive: Archive, job: Job, undated: set[str]) -> None:
    """Hands on what listings and feeds said of articles that state no date themselves.

    `undated`: addresses that were read since the last time. Also where a hint has dated such a look: it may have been
    one at another address of an undated article.
    """
    dates = {}
    for url in (job.admission.newly_dated | undated) & job.admission.stated_dates.keys():
        origin, written = job.admission.stated_dates[url]
        dated = parse_date(written, timezone=job.portal.timezone)
        if dated is not None:
            dates[url] = (dated.at, dated.on, dated.precision, origin)
    job.admission.newly_dated.clear()
    if dates:
        archive.date_articles(job.portal.key, dates)
