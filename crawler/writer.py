"""From visits to the record: the only one who writes while a crawl runs.

A batch goes in one order: WARC records and their fsync, the archive's transaction (both `Archive.add_visits`), the
links found, the acknowledgement. Each step can be repeated without harm, so a kill between any two loses nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.clock import now
from archive.digest import STATED
from archive.errors import ArchiveError
from crawler.extraction import parse_date
from crawler.schedule import next_look

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Self

    from scrapy.crawler import Crawler

    from archive import Archive, Recorded
    from archive.records import Visit
    from crawler.frontier import Entry
    from crawler.job import Job

BATCH_COUNT = 64
BATCH_SECONDS = 1.0
BATCH_BYTES = 16 << 20
"""A batch is written when it holds this many visits, is this old, or holds this much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A visit on its way to the record, with what the frontier must hear once it is there."""

    job: Job
    visit: Visit
    links: tuple[Entry, ...] = ()
    entry: Entry | None = None
    """None for robots.txt, which is no entry of the frontier."""
    retry_at: datetime | None = None
    """When to ask again in this run, if the visit failed."""


class Writer:
    """Collects reports and writes them in batches."""

    def __init__(self, archive: Archive, *, on_failure: Callable[[ArchiveError], None]) -> None:
        self._archive = archive
        self._on_failure = on_failure
        self._failed = False
        self._batch: list[Report] = []
        self._bytes = 0
        self._oldest = 0.0

    def add(self, report: Report) -> None:
        """Takes a report; writes the batch when it is full or old."""
        if not self._batch:
            self._oldest = time.monotonic()
        self._batch.append(report)
        self._bytes += sum(len(capture.payload) for capture in report.visit.captures)
        old = time.monotonic() - self._oldest > BATCH_SECONDS
        if len(self._batch) >= BATCH_COUNT or old or self._bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Writes what is open. Nothing of it is acknowledged before it is on disk."""
        batch, self._batch, self._bytes = self._batch, [], 0
        by_job: dict[int, list[Report]] = {}
        for report in batch:
            by_job.setdefault(report.job.crawl_id, []).append(report)
        for crawl_id, reports in by_job.items():
            if self._failed:
                return  # not acknowledged: the next run asks for them again
            try:
                self._write(crawl_id, reports)
            except ArchiveError as error:
                self._failed = True
                self._on_failure(error)

    def _write(self, crawl_id: int, reports: list[Report]) -> None:
        job = reports[0].job
        recorded = self._archive.add_visits(
            [report.visit for report in reports], crawl=crawl_id, due=lambda visit, found: _due(job, visit, found)
        )
        job.frontier.put(entry for report in reports for entry in report.links)
        done = []
        for report, found in zip(reports, recorded, strict=True):
            count(job, report.visit, found)
            if found.article_url:
                job.told_alias(report.visit.url, found.article_url)
            if report.entry is None:
                continue
            if report.retry_at is not None:
                job.frontier.reschedule(
                    job.portal.key, report.entry.url, due_at=report.retry_at, attempts=report.entry.attempts + 1
                )
            else:
                done.append((report.entry.url, _due(job, report.visit, found)[0]))
        job.frontier.ack(job.portal.key, done)
        # Also where a hint has dated this look: it may have been one at another address of an undated article.
        undated = {
            report.visit.url
            for report in reports
            if report.visit.article and report.visit.article.published_from not in STATED
        }
        self._date_late(job, undated)

    def _date_late(self, job: Job, undated: set[str]) -> None:
        """Hands on what listings and feeds said of articles that state no date themselves, before or after they were
        read; pages that were no articles for want of a date are read again.
        """
        again = job.undecided & job.stated_dates.keys()
        if again:
            job.undecided -= again
            job.frontier.make_due(job.portal.key, urls=sorted(again), now=now())
        dates = {}
        for url in (job.newly_dated | undated) & job.stated_dates.keys():
            origin, written = job.stated_dates[url]
            dated = parse_date(written, timezone=job.timezone)
            if dated is not None and dated.precision in ("minute", "day"):
                dates[url] = (dated.at, dated.on, dated.precision, origin)
        job.newly_dated.clear()
        if dates:
            self._archive.date_articles(job.portal.key, dates)


def _due(job: Job, visit: Visit, found: Recorded) -> tuple[datetime | None, str]:
    published = visit.article.published_at if visit.article else None
    return next_look(
        visit,
        unchanged=found.unchanged,
        suspect=found.change == "gone",
        was_article=found.article_id is not None,
        schedule=job.portal.definition.schedule,
        published_at=published,
    )


def count(job: Job, visit: Visit, found: Recorded) -> None:
    """Counts a visit that is in the archive now."""
    job.counts["pages"] += bool(visit.captures)
    job.counts[visit.outcome] += 1
    job.counts["articles"] += visit.outcome == "article"
    if found.change != "none":
        job.counts[f"articles_{found.change}"] += 1
    job.counts["errors"] += visit.outcome in ("failure", "error", "challenge")
    if visit.article is not None and visit.article.published_on is None:
        job.counts["articles_undated"] += 1


class VisitPipeline:
    """Scrapy's door to the writer: each visit that the spider yields goes in here."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Hands a report to the writer."""
        self._crawler.spider.writer.add(item)  # type: ignore[union-attr]
        return item

    def close_spider(self) -> None:
        """Writes what is open when the crawl ends, for whatever reason."""
        self._crawler.spider.writer.flush()  # type: ignore[union-attr]
