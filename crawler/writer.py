"""From visits to the record: the only one who writes while a crawl runs.

Each visit's WARC records are appended as it comes, so that a process that dies loses none of them. A batch goes in one
order: fsync of the records, the archive's transaction (both `Archive.commit_visits`), the links found, the dates that
listings gave, the acknowledgement. Each step can be repeated without harm, so a kill between any two loses nothing.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from archive.clock import now
from archive.digest import STATED
from archive.errors import ArchiveError
from crawler.counting import count
from crawler.dating import date_late
from crawler.doubts import FEW, known_at, waiting, was_list
from crawler.extraction import UNDECIDED
from crawler.frontier import Done
from crawler.ordering import priority_again
from crawler.request_log import log_visit
from crawler.schedule import due_of, is_turned
from crawler.steering import is_thin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Self

    from scrapy.crawler import Crawler

    from archive import Archive, Recorded
    from archive.captures import Validators
    from archive.records import Visit
    from crawler.doubts import Known
    from crawler.frontier import Entry
    from crawler.job import Job

_EDITS = ("new", "changed", "gone", "removed", "restored")
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
    milliseconds: int | None = None
    """How long the answer took; None: nobody knows, or there was none."""
    is_stranger: bool = False
    """It is an article of a layout of which nothing was learned yet."""


class Writer:
    """Collects reports and writes them in batches."""

    def __init__(
        self, archive: Archive, *, on_failure: Callable[[ArchiveError], None],
        on_batch: Callable[[], None] = lambda: None, logs_requests: bool = False,
    ) -> None:  # fmt: skip
        """`on_failure` is told when nothing more can be written; `on_batch` is called after each batch;
        `logs_requests`: each is a line of the structured log.
        """
        self._archive = archive
        self._logs_requests = logs_requests
        self._on_failure = on_failure
        self._on_batch = on_batch
        self._failed = False
        self._batch: list[Report] = []
        self._bytes = 0
        self._oldest = 0.0

    @property
    def has_failed(self) -> bool:
        """Whether archive or frontier could not be written: nothing more is."""
        return self._failed

    def add(self, report: Report) -> None:
        """Takes a report: its records go to `warc/` at once; writes the batch when it is full or old."""
        if self._failed:
            return  # not acknowledged: the next run asks for it again
        if self._logs_requests:
            log_visit(report.visit, crawl=report.job.crawl_id, milliseconds=report.milliseconds)
        if not self._batch:
            self._oldest = time.monotonic()
        with self.failing():
            job = report.job
            self._archive.keep_visit(report.visit, crawl=job.crawl_id, due=partial(due_of, job.portal))
            self._batch.append(report)
            self._bytes += sum(
                len(capture.payload) + len(capture.rendered or b"") for capture in report.visit.all_captures
            )
            old = time.monotonic() - self._oldest > BATCH_SECONDS
            if len(self._batch) >= BATCH_COUNT or old or self._bytes >= BATCH_BYTES:
                self.flush()

    def validators(self, entry: Entry) -> Validators | None:
        """What to ask the server with whether the page has changed; None where it must be received whole."""
        return self._archive.validators(entry.portal, entry.url, entry.request_url)

    def was_list(self, visit: Visit) -> bool:
        """Whether what was visited has named articles before, as a list does."""
        return was_list(self._archive, visit.portal, visit.url)

    def known_article(self, visit: Visit) -> Known | None:
        """The article whose own address was visited, as the same extractor read it before; None: it did not."""
        return known_at(self._archive, visit.portal, visit.url, read_by=self._archive.extractor)

    def _publish_usual(self, job: Job) -> None:
        """Publishes what was set aside where no more is in doubt than there always was; after many, looks again."""
        pages = waiting(self._archive, job.portal.key)
        if not pages or not job.doubts.is_as_usual:
            return
        if len(pages) <= max(FEW, job.doubts.most):
            self._archive.settle(job.portal.key, list(pages), how="published")
        else:  # what came in the storm is looked at again, not published because it is over
            job.frontier.make_due(job.portal.key, urls=list(pages.values()), now=now())

    def is_part(self, entry: Entry) -> bool:
        """Whether the entry's address is known as a later page of an article, which is received with the first."""
        return self._archive.is_part(entry.portal, entry.url)

    def parts_at(self, entry: Entry) -> set[str]:
        """The later pages of the article whose own address is the entry's."""
        return self._archive.parts_at(entry.portal, entry.url)

    def seen_at(self, portal: str, url: str) -> tuple[str, str]:
        """What the address was when last seen, also in this run, and what is noted of it; empty: never asked for."""
        self.flush()
        rows = self._archive.rows("SELECT kind, error FROM pages WHERE portal = ? AND url = ?", portal, url)
        return (rows[0]["kind"], rows[0]["error"] or "") if rows else ("", "")

    def is_own_address(self, entry: Entry) -> bool:
        """Whether an article has the entry's for its own address: it is looked at there, whatever stands for it."""
        return self._archive.is_own_address(entry.portal, entry.url)

    def flush(self) -> None:
        """Writes what is open. Nothing of it is acknowledged before it is on disk."""
        batch, self._batch, self._bytes = self._batch, [], 0
        if not batch or self._failed:
            return  # what is in `warc/` and not entered is adopted by the next run
        with self.failing():
            recorded = self._archive.commit_visits()
            by_job: dict[int, list[tuple[Report, Recorded]]] = {}
            for report, found in zip(batch, recorded, strict=True):
                by_job.setdefault(report.job.crawl_id, []).append((report, found))
            for written in by_job.values():
                job, visit = written[0][0].job, written[0][0].visit
                try:
                    self._settle(job, written)
                except ArchiveError:
                    raise
                except Exception as error:  # of ours, over what a portal sent: it is told, and costs no other portal
                    job.met_fault(visit.url, f"{type(error).__name__}: {error}")
            self._on_batch()

    def finish(self, job: Job) -> None:
        """Writes what is open, and the dates that came last."""
        self.flush()
        if not self._failed:
            with self.failing():
                date_late(self._archive, job, set())
                self._publish_usual(job)

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        """Ends the run, once, where archive or frontier cannot be written in the `with` statement, for whatever reason:
        a run that goes on would judge portals by what was never entered.
        """
        try:
            yield
        except ArchiveError as error:
            self._fail(error)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            self._fail(ArchiveError(f"{what}: luutru is at fault; what came is in warc/, and the next crawl enters it"))

    def _fail(self, error: ArchiveError) -> None:
        if not self._failed:
            self._failed = True
            self._on_failure(error)

    def _settle(self, job: Job, written: list[tuple[Report, Recorded]]) -> None:
        """Tells job and frontier of visits that are in the archive now."""
        job.frontier.put(entry for report, _ in written for entry in report.links)
        undated = set()
        for report, found in written:
            is_home = report.visit.url == job.portal.homepage
            count(
                job.counts, report.visit, found, is_stranger=report.is_stranger, is_home=is_home,
                is_last=report.entry is not None and report.retry_at is None,
            )  # fmt: skip
            job.answer_touched(report.visit.url, is_edited=found.change in _EDITS or found.is_replaced)
            if report.visit.outcome in ("gone", "redirect"):
                job.twins.forget(report.visit.url)
            elif _shows_an_article(job, report.visit) and not found.is_replaced:
                job.settle_article(report.visit.url, is_alias=found.change == "alias")
            if found.article_url:
                job.told_alias(self._archive, report.visit.url, found.article_url)
            elif report.visit.article is not None:
                job.told_canonical(report.visit.url, report.visit.article.canonical_url)
            if report.visit.article and report.visit.article.published_from not in STATED:
                undated.add(report.visit.url)
            is_usual = report.visit.article is not None and report.visit.article.is_usual
            is_published = found.capture_id is not None and not found.is_aside and not found.is_replaced
            if is_usual and found.capture_id is not None and is_published:
                job.learner.saw(report.visit.url, found.capture_id, is_stranger=report.is_stranger)
            if report.entry is not None and report.retry_at is not None:
                job.frontier.reschedule(
                    job.portal.key, report.entry.url, due_at=report.retry_at, attempts=report.entry.attempts + 1
                )
        date_late(self._archive, job, undated)
        job.learner.learn(self._archive, job.portal.key, job.crawl_id)
        done = [
            _done(job, report, report.entry, found)
            for report, found in written
            if report.entry is not None and report.retry_at is None
        ]
        job.frontier.ack(job.portal.key, done, position=self._archive.position(job.portal.key))
        job.ask_touched()
        job.ask_left()


def _shows_an_article(job: Job, visit: Visit) -> bool:
    """Whether a page says enough for others of its kind to be worth asking for."""
    return visit.outcome == "article" and not is_thin(job, visit.url, visit.article)


def _done(job: Job, report: Report, entry: Entry, found: Recorded) -> Done:
    """An address that was asked for; one that would be an article if somebody dated it waits for that."""
    visit = report.visit
    return Done(
        url=entry.url, due_at=due_of(job.portal, visit, found)[0], asked_at=visit.at,
        priority=priority_again(visit.outcome, is_turned=is_turned(visit)),
        awaiting=entry.hints if visit.error == UNDECIDED else None,
    )  # fmt: skip


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
