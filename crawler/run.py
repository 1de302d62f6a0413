"""A run: the crawls of one or many portals into one archive, in this process, several portals at a time."""

from __future__ import annotations

import asyncio
import functools
import os
import secrets
import signal
import sys
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from archive.clock import now
from archive.errors import ArchiveError, LuutruError
from crawler.aftermath import after_portal, failures_of
from crawler.doubts import doubts_of
from crawler.downloading.browser import browser_settings, check_browser
from crawler.job import Job
from crawler.learning import Learner
from crawler.resume import bring_up
from crawler.robots import Robots
from crawler.searching import SlowPattern
from crawler.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from twisted.python.failure import Failure

    from archive import Archive
    from crawler.crawl_options import Options
    from crawler.disk import Floor
    from crawler.frontier import Frontier
    from crawler.portal import Portal
    from crawler.progress import Progress
    from crawler.workers import Workers

GRACE_SECONDS = 6.0
"""How long a run that was asked to stop waits for answers."""
LOOK_SECONDS = 1.0
"""Between two looks at what is to begin and to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one portal's crawl ended."""

    key: str
    reason: str
    """`finished`, one of LEFT_OFF, or what broke it."""
    failures: tuple[str, ...]
    """What the user must know failed, a line each; empty where nothing did."""


class Warden(Protocol):
    """Looks after a run while it goes on."""

    def joining(self, taken: Collection[str]) -> Sequence[tuple[Portal, Options, bool]]:
        """Portals that are to be crawled too, but for the `taken` ones; the last says whether its seeds are due."""
        ...

    def ending(self, job: Job) -> str:
        """Why a crawl is to end now, before its work is done; empty: it goes on."""
        ...


class Run:
    """Crawls portals one after another or side by side, and ends them all when asked to stop."""

    def __init__(
        self, archive: Archive, frontier: Frontier, progress: Progress, *, user_agent: str, workers: Workers,
        at_once: int, floor: Floor, warden: Warden | None = None, parent: int = 0, logs_requests: bool = False,
    ) -> None:  # fmt: skip
        """`at_once`: how many are crawled side by side. `parent`: the process with which the run ends; 0: none.
        `logs_requests`: each is a line of the structured log.
        """
        self._archive = archive
        self._workers = workers
        self._frontier = frontier
        self._progress = progress
        self._user_agent = user_agent
        self._at_once = at_once
        self._floor = floor
        self._warden = warden
        self._parent = parent
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._waiting: deque[tuple[Portal, Options, bool]] = deque()
        self._ended: list[Ended] = []
        self._jobs: list[Job] = []
        """Those under way."""
        self.was_forced = False
        """What was under way was not waited for: it is to end at once."""
        self.lack = ""
        """That the crawls were ended because there was too little room; empty: there was enough."""
        self.was_interrupted = False
        """It was asked to stop before its work was done."""
        self._failure: Exception | None = None
        self._writer = Writer(
            archive, on_failure=self._broken, on_batch=self._look_at_disk, logs_requests=logs_requests
        )

    def crawl(self, portals: Sequence[Portal], options: Options, *, due: bool) -> list[Ended]:
        """Crawls the portals; `due` says that their seeds are asked for whatever their time. Runs once a process.

        Raises ArchiveError when the archive could not be written; what was acknowledged is kept.
        """
        from scrapy.crawler import AsyncCrawlerProcess

        self._waiting.extend((portal, options, due) for portal in portals)
        self._process = AsyncCrawlerProcess(scrapy_settings())
        loop = asyncio.get_event_loop()
        drawing = loop.create_task(self._progress.run())
        looking = loop.create_task(self._look_after())
        self._join()
        self._fill()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._asked_to_stop)
        _let_threads_go()
        try:
            self._process.start(install_signal_handlers=False)
        finally:
            looking.cancel()
            drawing.cancel()
            self._progress.stop()
            self._writer.flush()
        for job in list(self._jobs):
            self._end(job, "interrupted")
        if self._failure is not None:
            raise self._failure
        return self._ended

    # While it goes on

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                self._look_at_disk()
                self._end_some()
                self._join()
                self._fill()
                if self._parent and os.getppid() != self._parent and not self.was_interrupted:
                    self._asked_to_stop()
            except Exception as error:  # what breaks here would break unseen
                self._broken(error)

    def _join(self) -> None:
        if self._warden is None or self.was_interrupted or self._failure is not None or self.lack:
            return
        taken = {job.portal.key for job in self._jobs} | {portal.key for portal, _, _ in self._waiting}
        self._waiting.extend(self._warden.joining(taken))

    def _end_some(self) -> None:
        for job in self._jobs if self._warden is not None else ():
            assert self._warden is not None
            if not job.ending and (why := self._warden.ending(job)):
                job.ending = why

    def _look_at_disk(self) -> None:
        if not self.lack and (lack := self._floor.lack()):
            self.lack = lack
            self._waiting.clear()
            for job in self._jobs:
                job.ending = job.ending or "disk floor"

    def _fill(self) -> None:
        """Begins as many crawls as may go on side by side."""
        while self._waiting and len(self._jobs) < self._at_once and not self.was_interrupted and self._failure is None:
            self._start_next()
        self._progress.has(ended=len(self._ended), waiting=len(self._waiting))

    def _start_next(self) -> None:
        portal, options, due = self._waiting.popleft()
        # An owner for each crawl: what an earlier one of the same portal has left leased is asked for again.
        owner = f"{self._owner}-{len(self._ended) + len(self._jobs)}"
        job = begin_job(self._archive, self._frontier, portal, options, owner=owner, user_agent=self._user_agent)
        self._jobs.append(job)
        self._progress.follow(job)
        try:
            check_browser((portal,))
            queue_due(self._archive, job, due=due)
            crawler = _crawler(self._process, portal, self._user_agent)
        except ArchiveError:
            raise
        except LuutruError as error:  # no browser, a pattern that takes too long: this costs no other portal
            self._end(job, str(error))
            return
        reasons: list[str] = []
        _on_closed(crawler, reasons.append)
        self._on_fault(crawler, job)
        task: asyncio.Task[None] = self._process.crawl(crawler, job=job, writer=self._writer, workers=self._workers)

        def ended(finished: asyncio.Task[None]) -> None:
            error = None if finished.cancelled() else finished.exception()
            self._end(job, str(error) if error else reasons[0] if reasons else "interrupted")
            try:
                self._fill()
            except LuutruError as failure:
                self._broken(failure)

        task.add_done_callback(ended)

    def _on_fault(self, crawler: Crawler, job: Job) -> None:
        """What goes wrong over one page, in us, is told; the page stays leased, and the next run asks for it again."""
        from scrapy import signals

        async def close(reason: str) -> None:
            if crawler.engine is not None:
                await crawler.engine.close_spider_async(reason=reason)

        def met(failure: Failure, response: Any) -> None:
            if isinstance(failure.value, ArchiveError):
                self._broken(failure.value)
            elif isinstance(failure.value, SlowPattern):  # what it should say of links nobody can tell
                self._closing = asyncio.get_event_loop().create_task(close(reason=str(failure.value)))
            else:
                what = f"{type(failure.value).__name__}: {failure.value}"
                job.met_fault(getattr(response, "url", ""), what)

        crawler.signals.connect(met, signal=signals.spider_error, weak=False)

    def _end(self, job: Job, reason: str) -> None:
        reason = {"shutdown": "interrupted"}.get(reason, reason)
        self.was_interrupted |= reason == "interrupted"
        self._writer.finish(job)
        self._jobs.remove(job)
        job.counts["moved"] = int(bool(job.moved_to))
        failures: tuple[str, ...] = ()
        if self._failure is None:
            try:
                if reason == "finished":
                    self._frontier.end_run(job.portal.key)
                failures = failures_of(self._archive, job, reason)
                self._archive.finish_crawl(
                    job.crawl_id, reason=reason, counts=dict(job.counts), at=now(), notes=job.notes,
                    failures=failures,
                )  # fmt: skip
                for line in after_portal(self._archive, job):
                    self._progress.say(f"{job.portal.key}: {line}")
            except ArchiveError as error:
                self._failure = error
        told = tuple(f"{job.portal.key}: {line}" for line in failures)
        self._ended.append(Ended(key=job.portal.key, reason=reason, failures=told))
        self._progress.done(job, reason)
        for line in job.notes:
            self._progress.say(f"{job.portal.key}: {line}")

    def _asked_to_stop(self) -> None:
        """Ends the run: asked once, what is under way may finish for a few seconds; asked again, at once."""
        if self.was_interrupted:
            self._stop_now()
            return
        self.was_interrupted = True
        self._progress.say("stopping: what has been asked for is waited for; once more, and it is not")
        loop = asyncio.get_event_loop()
        self._stopping = loop.create_task(self._process.stop())
        loop.call_later(GRACE_SECONDS, self._stop_now)

    def _stop_now(self) -> None:
        from twisted.internet import reactor

        self.was_forced = True
        reactor.crash()  # type: ignore[misc]

    def _broken(self, error: Exception) -> None:
        """The archive cannot be written, a definition not be followed, or we are at fault: nothing more is fetched."""
        if self._failure is None:
            self._failure = error
            self._stopping = asyncio.get_event_loop().create_task(self._process.stop())


def _let_threads_go() -> None:
    """Has the reactor's threads end with the process, which would otherwise wait for one that still resolves a host's
    name, or, where the reactor was left in the middle, for ever.
    """
    from twisted.internet import reactor

    reactor.getThreadPool().threadFactory = functools.partial(threading.Thread, daemon=True)


def begin_job(
    archive: Archive, frontier: Frontier, portal: Portal, options: Options, *, owner: str, user_agent: str
) -> Job:  # fmt: skip
    """Enters the beginning of a crawl."""
    moment = now()
    definition = portal.definition
    archive.put_portal(
        portal.key, name=portal.name, homepage=portal.homepage, definition=portal.toml,
        language=definition.language, timezone=definition.timezone, at=moment,
    )  # fmt: skip
    crawl_id = archive.begin_crawl(portal.key, software=software(user_agent), at=moment, overrides=portal.overrides)
    return Job(
        portal=portal, frontier=frontier, options=options, crawl_id=crawl_id, owner=owner,
        robots=Robots(user_agent, delay_seconds=definition.politeness.delay), started_at=moment,
        learner=Learner.of(archive, portal.key), doubts=doubts_of(archive, portal.key),
    )  # fmt: skip


def queue_due(archive: Archive, job: Job, *, due: bool) -> None:
    """Queues what is due in a crawl that has begun; `due`: its seeds are, whatever their time.

    Raises SlowPattern where the definition's patterns cannot be searched in time.
    """
    bring_up(archive, job)
    for alias, own in archive.aliases(job.portal.key):
        job.told_alias(archive, alias, own, is_new=False)
    for url, target in archive.redirects(job.portal.key):
        job.slashes.told(url, target)
    job.begin(due=due)


def politeness_settings(portal: Portal, user_agent: str) -> dict[str, Any]:
    """Scrapy's settings for one portal."""
    politeness = portal.definition.politeness
    rendering = browser_settings(pages=politeness.concurrency) if portal.definition.javascript else {}
    return {
        **rendering,
        "USER_AGENT": user_agent,
        "DOWNLOAD_DELAY": politeness.delay,
        "AUTOTHROTTLE_ENABLED": politeness.delay > 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency,
        "CONCURRENT_REQUESTS": 4 * politeness.concurrency * len(portal.netlocs),
        "DOWNLOAD_TIMEOUT": politeness.timeout,
        "DOWNLOAD_VERIFY_CERTIFICATES": portal.definition.tls.verify,
        "LUUTRU_TLS_CIPHERS": portal.definition.tls.ciphers,
        "LUUTRU_TLS_OLDEST": portal.definition.tls.oldest,
    }


def scrapy_settings() -> Any:
    """Scrapy's settings as ours change them."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


def _crawler(process: AsyncCrawlerProcess, portal: Portal, user_agent: str) -> Crawler:
    from crawler.spiders.portal import PortalSpider

    settings = scrapy_settings()
    settings.setdict(politeness_settings(portal, user_agent), priority="cmdline")
    from scrapy.crawler import Crawler

    return Crawler(PortalSpider, settings)


def _on_closed(crawler: Crawler, told: Any) -> None:
    from scrapy import signals

    def closed(spider: Any, reason: str) -> None:
        told(reason)

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)


def software(user_agent: str) -> dict[str, str]:
    """What made a capture, for `crawls` and `warcinfo`."""
    from importlib.metadata import version

    from crawler.extraction import EXTRACTOR_VERSION

    return {
        "luutru": version("luutru"),
        "extractor": EXTRACTOR_VERSION,
        "scrapy": version("scrapy"),
        "python": sys.version.split()[0],
        "user_agent": user_agent,
    }
