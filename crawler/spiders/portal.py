"""The one spider: turns each response, or the lack of one, into a visit.

Where to go next is the frontier's affair, what to keep the writer's; the spider only reads.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from archive.clock import now
from archive.records import Link, Visit
from crawler.admission import is_told
from crawler.announcing import announced
from crawler.discovery.postbacks import is_postback
from crawler.downloading.handler import CERTIFICATE
from crawler.job import TRIES, is_passing
from crawler.learning import FAMILIAR
from crawler.middlewares.capture import CAPTURES, RENDERING, Rendering
from crawler.reading import SCRIPT_LEADS, Reading, identified, question_of, settled
from crawler.scheduler import ENTRY, KIND, refusal
from crawler.spiders.failures import failure_reason
from crawler.spiders.parts import Parts
from crawler.spiders.robots_txt import HOPS, MOST_HOPS
from crawler.steering import steer, told_from_home, with_own_address
from crawler.urls import absolute_url, request_url, written_address
from crawler.writer import Report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archive.records import Capture
    from crawler.frontier import Entry
    from crawler.job import Job
    from crawler.workers import Workers
    from crawler.writer import Writer


class PortalSpider(Parts, Spider):
    """Crawls one portal, as its `job` says."""

    name = "portal"

    def __init__(self, *args: Any, job: Job, writer: Writer, workers: Workers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        self.writer = writer
        self.workers = workers
        self._retries: dict[str, str] = {}
        """Addresses to be asked for again in this run, and their hosts."""
        self._milliseconds: dict[str, int] = {}
        """How long the answer took at addresses of which no report was made yet."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy asks for it; without a job, from `-a` options."""
        if "job" not in kwargs:
            from crawler.standalone import spider_arguments

            kwargs = spider_arguments(crawler, **kwargs)
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the seeds are in the frontier."""
        return
        yield

    # Pages

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """The visit of one response."""
        entry: Entry = response.meta[ENTRY]
        self._milliseconds[entry.url] = self.answered(response)
        self._retries.pop(entry.url, None)
        wait = self.asked_to_wait(response)
        if 300 <= response.status < 400 and (location := response.headers.get("Location")):
            target = absolute_url(response.url, written_address(location))
            if target and (follow := self._same_page(response, entry, target)):
                yield follow
            else:
                yield self._redirected(entry, self.kept(response.meta), target, f"HTTP {response.status}")
            return
        if response.status == 304:
            self.job.counts["unchanged"] += 1
            as_it_was = Reading(outcome=response.meta.get(KIND) or "other")
            yield self.report_of(self.visit_of(entry, self.kept(response.meta), as_it_was), entry)
            return
        if again := self.with_cookies(response):
            yield again
            return
        rendering: Rendering | None = response.meta.get(RENDERING)
        if rendering is not None and (report := self._rendered(response, entry, rendering)):
            yield report
            return
        capture = response.meta[CAPTURES][-1]
        portal, learner = self.job.portal, self.job.learner
        question = question_of(capture, portal=portal, url=entry.url, hints=entry.hints, first_seen=self.job.started_at,
                               site=learner.site)  # fmt: skip
        site_number = learner.number
        reading = settled(await self.workers.read(question), capture=capture, portal=portal, url=entry.url)
        if reading.extract_error:
            self._say_unread(entry.url, reading)
        if reading.refresh:
            yield self._redirected(entry, self.kept(response.meta), reading.refresh, reading.note)
            return
        reading = told_from_home(self.job, entry, reading)
        yield self.gathered(entry, response, reading, wait, learner.site, site_number)

    def answered(self, response: Response) -> int:
        """Counts an answer; how long it took, in milliseconds."""
        host: str = response.meta["download_slot"]
        self.job.in_flight[host] -= 1
        self.job.hosts.answered(host)
        milliseconds: int = round(1000 * response.meta.get("download_latency", 0.0))
        self.job.counts["answers"] += 1
        self.job.counts["latency_ms"] += milliseconds
        return milliseconds

    def read_whole(
        self, entry: Entry, response: Response, reading: Reading, wait: float | None, site_number: int,
        parts: tuple[tuple[Capture, ...], ...] = (),
    ) -> Report:  # fmt: skip
        """The report of a page that was read, with what came of the later pages of its text."""
        steered = steer(self.job, entry, with_own_address(entry, reading))
        visit = self.visit_of(entry, self.kept(response.meta), reading, news_count=steered.news_count, site=site_number)
        visit = self._doubted(replace(visit, parts=parts))
        is_wall = reading.outcome == "challenge"
        if is_wall:
            self.job.met_wall(response.status)
        retry = (is_passing(response.status) and not is_wall) or reading.outcome == "failure"
        report = self.report_of(visit, entry, links=steered.entries, retry=retry, wait=wait)
        return replace(report, is_stranger=visit.article is not None and reading.familiarity < FAMILIAR)

    def _doubted(self, visit: Visit) -> Visit:
        """The visit with the doubt about what was read; a page that names another as its own is judged there."""
        if visit.article is None or not visit.article.is_usual:
            return visit
        before, was_list = self.writer.known_article(visit), self.writer.was_list(visit)
        return replace(visit, doubt=self.job.doubts.judge(visit.article, before, was_list=was_list))

    def _rendered(self, response: Response, entry: Entry, rendering: Rendering) -> Report | None:
        """What the browser has to say of a page, if it did not show it."""
        if rendering.cookies:
            self.job.cookies[entry.host] = rendering.cookies
        if rendering.error:
            self.job.unshown = self.job.unshown or f"{entry.url}: {rendering.error}"
            self.job.note(f"some pages could not be shown to the browser, such as {self.job.unshown}")
            visit = self.visit_of(entry, self.kept(response.meta), Reading(outcome="failure", note=rendering.error))
            return self.report_of(visit, entry, retry=True)
        if rendering.leads_to:
            return self._redirected(entry, self.kept(response.meta), rendering.leads_to, SCRIPT_LEADS)
        return None

    def _say_unread(self, url: str, reading: Reading) -> None:
        if reading.is_fault:
            self.job.met_fault(url, reading.extract_error)
        else:
            self.job.note(f"{url} could not be read: {reading.extract_error}; what was received is kept")

    # Redirects

    def _same_page(self, response: Response, entry: Entry, target: str) -> Request | None:
        """The request that follows a redirect to the very page that was asked for, by another spelling; else None."""
        hops = response.meta.get(HOPS, 0)
        address = request_url(target)
        portal = self.job.portal
        if address is None or hops >= MOST_HOPS or portal.canonical(target) != entry.url:
            return None
        if not self.job.robots.allows(address):
            return None
        self.job.in_flight[entry.host] += 1
        return response.request.replace(  # type: ignore[union-attr]
            url=address, meta={**response.meta, HOPS: hops + 1}
        )

    def _redirected(self, entry: Entry, captures: tuple[Capture, ...], target: str | None, note: str) -> Report:
        """The visit of an address that points elsewhere: to a page of the portal, or out of it."""
        canonical = self.job.portal.canonical(target) if target else None
        where = canonical or target or ""
        if where == entry.url:
            note = f"{note}: a redirect loop"
        elif target and canonical is None:
            note = f"{note}: leaves the portal, not followed"
            if entry.url == self.job.portal.homepage:
                self.job.moved_to = target
        visit = self.visit_of(entry, captures, Reading(outcome="redirect", note=note), redirect_to=where)
        links: tuple[Entry, ...] = ()
        self.job.slashes.told(entry.url, where)
        if canonical and canonical != entry.url and target and self.job.redirects.leads_on(entry.url, canonical):
            found = [Link(url=target, road="redirect")]
            links = self.job.admission.admit(found, referrer=entry.url, depth=entry.depth).entries
        return self.report_of(visit, entry, links=links)

    # Failures

    async def failed(self, failure: Failure) -> AsyncIterator[Any]:
        """The visit of an address that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]
        entry: Entry = request.meta[ENTRY]
        self.job.in_flight[entry.host] -= 1
        reason = failure_reason(failure)
        self.job.hosts.failed(entry.host, reason)
        visit = self.visit_of(entry, self.kept(request.meta), Reading(outcome="failure", note=reason))
        visit = replace(visit, refused=request.meta.get(CERTIFICATE))
        yield self.report_of(visit, entry, retry=not request.meta[CAPTURES])

    def refuses(self, entry: Entry) -> bool:
        """Whether the entry is not to be asked for: closed by robots.txt, a mirror's, a later page of an article, of a
        shape given up, not yet.
        """
        if not self._is_refused(entry):
            return self.job.is_past_end(entry) or (is_postback(entry.url) and self._waits_for_its_form(entry))
        self._retries.pop(entry.url, None)
        return True

    def _is_refused(self, entry: Entry) -> bool:
        if not self.job.robots.allows(entry.request_url):
            self.writer.add(Report(job=self.job, visit=refusal(entry, self.job.portal.key), entry=entry))
            return True
        if self.job.is_mirrored(entry) and not self.writer.is_own_address(entry):
            self.job.frontier.put([self.job.admission.at_home(entry)])
            self.job.frontier.drop(self.job.portal.key, [entry.url])
            return True
        if self.writer.is_part(entry):
            self.job.frontier.drop(self.job.portal.key, [entry.url])
            return True
        is_mere_link = entry.road in ("link", "pagination", "listing") and not is_told(entry.hints)
        is_given_up = is_mere_link and self.job.patterns.is_given_up(entry.url)
        if (is_given_up or self.job.is_twin(entry)) and not self.writer.is_own_address(entry):
            self.job.frontier.drop(self.job.portal.key, [entry.url])
            return True
        return False

    def _waits_for_its_form(self, entry: Entry) -> bool:
        """Whether a page of a pager that posts cannot be asked for yet, or no more."""
        step = self.job.step_to_post(entry)
        if step != "post":
            self._retries.pop(entry.url, None)
        if step == "wait":
            self._retries[entry.url] = entry.host
        return step != "post"

    # What they share

    def visit_of(
        self, entry: Entry, captures: tuple[Capture, ...], reading: Reading, *, redirect_to: str = "",
        news_count: int = 0, site: int = 0,
    ) -> Visit:  # fmt: skip
        """The visit of an entry that brought these captures and this reading."""
        portal = self.job.portal
        announcements, counters = announced(reading, entry.url, portal)
        return Visit(
            portal=portal.key, url=entry.url, requested_url=entry.request_url, at=now(), outcome=reading.outcome,
            captures=captures, article=identified(reading.article, entry.url, portal),
            links=reading.links, error=reading.note, redirect_to=redirect_to, referrer=entry.referrer,
            found_by=entry.road, hints=self.job.postings.hints(entry.url, entry.hints), news_count=news_count,
            site=site, extract_error=reading.extract_error, announcements=announcements,
            counters=counters,
        )  # fmt: skip

    def report_of(
        self, visit: Visit, entry: Entry, *, links: tuple[Entry, ...] = (), retry: bool = False,
        wait: float | None = None,
    ) -> Report:  # fmt: skip
        """The report of a visit; with `retry` the entry is asked for again in this run, if it has tries left."""
        retry_at = None
        if retry and entry.attempts + 1 < TRIES:
            delay = self.job.portal.definition.politeness.delay
            retry_at = now() + timedelta(seconds=max(wait or 0.0, delay * 4 ** (entry.attempts + 1)))
            self._retries[entry.url] = entry.host
        else:
            self._retries.pop(entry.url, None)
            self._say_wrong_seed(entry, visit)
        milliseconds = self._milliseconds.pop(entry.url, None)
        return Report(job=self.job, visit=visit, links=links, entry=entry, retry_at=retry_at, milliseconds=milliseconds)

    def _say_wrong_seed(self, entry: Entry, visit: Visit) -> None:
        """Says of a list that the definition names that it brings nothing; the other roads go on."""
        is_named = entry.road in ("feed", "sitemap", "listing") and not entry.referrer
        if is_named and visit.outcome in ("gone", "error", "failure", "empty"):
            why = visit.error or visit.outcome
            self.job.note(f"[discover] {entry.road}s: {entry.url}: {why}; discovery goes on without it")

    def retries_pending(self) -> bool:
        """Whether an address that failed is to be asked for again in this run."""
        left = self.job.hosts.left()
        return any(host not in left for host in self._retries.values())
