"""The later pages of a text, as the spider asks for them: one by one behind the first, all in the visit of that.

Nothing of the visit is kept before the last of them has answered, so that a run that is cut off leaves no half a text.
They are asked for like every page: where robots.txt and the definition allow it, at the host's pace.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scrapy import Request

from archive.parts import LATER, MISSING
from archive.records import Link
from crawler.downloading.handler import CERTIFICATE
from crawler.job import TRIES, is_passing
from crawler.joining import Joining, part_read, with_parts
from crawler.middlewares.capture import CAPTURES, RENDER, RENDERING, Rendering
from crawler.reading import Reading, question_of
from crawler.scheduler import ENTRY
from crawler.spiders.failures import failure_reason
from crawler.spiders.robots_txt import HOPS, MOST_HOPS, RobotsTxt
from crawler.urls import absolute_url, request_url, written_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archive.records import Capture, Visit
    from crawler.extraction import Site
    from crawler.frontier import Entry
    from crawler.job import Job
    from crawler.workers import Workers
    from crawler.writer import Report, Writer

GATHERED = "luutru_gathered"
"""The key in `Request.meta` of the visit that a later page belongs to."""
_NOT_YET = ("", "failure", "error", "challenge", "empty")
"""What is known of a page that is still to be read."""


@dataclass(slots=True)
class Gathered:
    """The visit of a first page, while the later pages of its text are asked for."""

    entry: Entry
    response: Response
    reading: Reading
    joining: Joining
    wait: float | None
    """Seconds for which the host wants to be left alone."""
    site: Site | None
    """What was known of the portal's pages when the first was read."""
    site_number: int
    asked: str = ""
    """The page that is asked for."""
    parts: list[tuple[Capture, ...]] = field(default_factory=list)
    may_pass: bool = False
    """What did not come may come at another try."""


class Parts(RobotsTxt, ABC):
    """What the spider does about texts that lie on several pages."""

    job: Job
    writer: Writer
    workers: Workers

    def gathered(
        self, entry: Entry, response: Response, reading: Reading, wait: float | None, site: Site | None, number: int
    ) -> Request | Report:  # fmt: skip
        """The request for the next page of what was read, or the report of the visit where there is none."""
        article = reading.article
        begins = article.first_part if article is not None else ""
        if begins and (report := self._later(entry, response, begins)):
            return report
        if article is None or not article.next_part or begins or self.job.pagers.are_vain(article.next_part):
            return self.read_whole(entry, response, reading, wait, number)
        return self._next(Gathered(entry, response, reading, Joining(article), wait, site, number))

    async def parse_part(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """Takes the answer of a later page, and asks for the next one."""
        gathered: Gathered = response.meta[GATHERED]
        self.answered(response)
        wait = self.asked_to_wait(response)
        gathered.wait = max(gathered.wait or 0.0, wait) if wait else gathered.wait
        if follow := self._other_spelling(response, gathered.asked):
            yield follow
            return
        if again := self.with_cookies(response):
            yield again
            return
        captures = self.kept(response.meta)
        gathered.parts.append(captures)
        rendering: Rendering | None = response.meta.get(RENDERING)
        if rendering is not None and rendering.error:
            self._did_not_come(gathered, rendering.error, may_pass=True)
        else:
            await self._join(gathered, captures)
        yield self._next(gathered)

    async def failed_part(self, failure: Failure) -> AsyncIterator[Any]:
        """A later page brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]
        gathered: Gathered = request.meta[GATHERED]
        self.job.in_flight[gathered.entry.host] -= 1
        reason = failure_reason(failure)
        self.job.hosts.failed(gathered.entry.host, reason)
        if captures := self.kept(request.meta):
            gathered.parts.append(captures)
        self._did_not_come(gathered, reason, may_pass=request.meta.get(CERTIFICATE) is None)
        yield self._next(gathered)

    async def _join(self, gathered: Gathered, captures: tuple[Capture, ...]) -> None:
        portal, entry, article = self.job.portal, gathered.entry, gathered.reading.article
        assert article is not None
        question = question_of(
            captures[-1], portal=portal, url=entry.url, hints=entry.hints, first_seen=self.job.started_at,
            site=gathered.site, part_of=article.url,
        )  # fmt: skip
        reading = part_read(await self.workers.read(question), captures[-1], portal, entry.url)
        gathered.joining.answered(captures[0].url, reading)
        gathered.may_pass = is_passing(captures[-1].status) or reading.outcome == "failure"
        if len(gathered.parts) == 1 and not gathered.joining.fault:
            self.job.pagers.came_to(gathered.asked, is_part=bool(gathered.joining.article().parts))

    @staticmethod
    def _did_not_come(gathered: Gathered, why: str, *, may_pass: bool) -> None:
        gathered.joining.lacks(gathered.asked, why)
        gathered.may_pass = may_pass

    def _next(self, gathered: Gathered) -> Request | Report:
        """The request for the next page, or the report where there is none that may be asked for."""
        url = gathered.joining.wanted
        if url and (request := self._request(gathered, url)) is not None:
            return request
        return self._report_of(gathered)

    def _request(self, gathered: Gathered, url: str) -> Request | None:
        entry, portal = gathered.entry, self.job.portal
        address = request_url(url)
        gathered.asked = url
        if address is None or portal.canonical(url) is None or not portal.follows(url):
            gathered.joining.ends()
            return None
        if not self.job.robots.allows(address):
            self._did_not_come(gathered, "closed by robots.txt", may_pass=False)
            return None
        if entry.host in self.job.hosts.closed():
            self._did_not_come(gathered, "the host asks to be left alone", may_pass=True)
            return None
        self.job.in_flight[entry.host] += 1
        self.job.counts["requests"] += 1
        return Request(
            address, callback=self.parse_part, errback=self.failed_part, dont_filter=True,
            meta={
                ENTRY: entry, GATHERED: gathered, CAPTURES: (), "download_slot": entry.host,
                RENDER: gathered.response.meta.get(RENDER, False),
            },
            cookies=self.job.cookies_for(entry.host),  # type: ignore[arg-type]
        )  # fmt: skip

    def _other_spelling(self, response: Response, asked: str) -> Request | None:
        """The request that follows a redirect to the very page that was asked for, by another spelling; else None."""
        hops = response.meta.get(HOPS, 0)
        location = response.headers.get("Location")
        if not (300 <= response.status < 400 and location) or hops >= MOST_HOPS:
            return None
        target = absolute_url(response.url, written_address(location))
        address = request_url(target) if target else None
        canonical = self.job.portal.canonical
        if address is None or target is None or canonical(target) != canonical(asked):
            return None
        if not self.job.robots.allows(address):
            return None
        self.job.in_flight[response.meta["download_slot"]] += 1
        return response.request.replace(  # type: ignore[union-attr]
            url=address, meta={**response.meta, HOPS: hops + 1}
        )

    def _report_of(self, gathered: Gathered) -> Report:
        """The report of a visit whose pages have all answered, or as many as do.

        Where one did not come, the visit is made once more in this run if that may help. After that an article that is
        known with more pages is kept as it was; another one is entered as far as it goes, and in doubt.
        """
        entry, joining = gathered.entry, gathered.joining
        parts = tuple(gathered.parts)
        if not joining.fault:
            reading = with_parts(gathered.reading, joining)
            return self.read_whole(
                entry, gathered.response, reading, gathered.wait, gathered.site_number, parts=parts
            )  # fmt: skip
        has_tries = gathered.may_pass and entry.attempts + 1 < TRIES
        came = {self.job.portal.canonical(url) for url in joining.article().parts}
        if has_tries or self.writer.parts_at(entry) - came:
            if not has_tries:
                self.job.note(f"{entry.url}: {joining.fault}: kept as it was")
            failed = Reading(outcome="failure", note=joining.fault)
            visit = replace(self.visit_of(entry, self.kept(gathered.response.meta), failed), parts=parts)
            return self.report_of(visit, entry, retry=has_tries, wait=gathered.wait)
        self.job.note(f"{entry.url}: {joining.fault}: entered without it")
        reading = with_parts(gathered.reading, joining)
        return self.read_whole(entry, gathered.response, reading, gathered.wait, gathered.site_number, parts=parts)

    def _later(self, entry: Entry, response: Response, named: str) -> Report | None:
        """The report of a page that says that its text begins on another one: that one is asked for, and this one again
        if it is not known yet. None: the page there has been read and does not go on here, so this one is read alone.
        """
        first, address = self.job.portal.canonical(named), request_url(named)
        if first is None or address is None or first == entry.url or self.writer.is_own_address(entry):
            return None
        if not self.job.portal.follows(named) or not self.job.robots.allows(address):
            return None
        kind, note = self.writer.seen_at(entry.portal, first)
        if kind not in _NOT_YET and not note.startswith(MISSING) and not self.writer.is_part(entry):
            return None
        visit = self.visit_of(
            entry, self.kept(response.meta), Reading(outcome="redirect", note=LATER), redirect_to=first
        )  # fmt: skip
        found = [Link(url=named, road="redirect")]
        links = self.job.admission.admit(found, referrer=entry.url, depth=entry.depth).entries
        return self.report_of(visit, entry, links=links, retry=kind in _NOT_YET)

    @abstractmethod
    def answered(self, response: Response) -> int:
        """Counts an answer; how long it took, in milliseconds."""

    @abstractmethod
    def visit_of(
        self, entry: Entry, captures: tuple[Capture, ...], reading: Reading, *, redirect_to: str = "",
        news_count: int = 0, site: int = 0,
    ) -> Visit:  # fmt: skip
        """The visit of an entry that brought these captures and this reading."""

    @abstractmethod
    def report_of(
        self, visit: Visit, entry: Entry, *, links: tuple[Entry, ...] = (), retry: bool = False,
        wait: float | None = None,
    ) -> Report:  # fmt: skip
        """The report of a visit; with `retry` the entry is asked for again in this run, if it has tries left."""

    @abstractmethod
    def read_whole(
        self, entry: Entry, response: Response, reading: Reading, wait: float | None, site_number: int,
        parts: tuple[tuple[Capture, ...], ...] = (),
    ) -> Report:  # fmt: skip
        """The report of a page that was read, with what came of the later pages of its text."""
