"""Scrapy's scheduler over the frontier: leases what is due, host by host, and asks for robots.txt first."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import CloseSpider, DontCloseSpider

from archive.clock import now
from archive.records import Visit
from crawler.conditions import conditions
from crawler.discovery.postbacks import is_postback
from crawler.middlewares.capture import CAPTURES, IDENTITY, RENDER

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from crawler.frontier import Entry
    from crawler.spiders.portal import PortalSpider

ENTRY = "luutru_entry"
"""The key in `Request.meta` of the frontier entry that is asked for; absent on requests for robots.txt."""
KIND = "luutru_kind"
"""The key of what the page was when it was last received, where the request asks only whether it has changed."""
_LEASED_AHEAD = 8
"""Leased entries kept ready for each connection; few, so that better ones found meanwhile come soon."""
_LOOK_AGAIN_SECONDS = 0.5


class FrontierScheduler(BaseScheduler):
    """Hands out one request at a time to each free connection of each host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._own: deque[Request] = deque()
        """Requests that follow from one already leased: a redirect to the same page."""
        self._ready: deque[Entry] = deque()
        self._timer: asyncio.TimerHandle | None = None
        crawler.signals.connect(self._idle, signal=signals.spider_idle)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it."""
        return cls(crawler)

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Takes the crawl's job from the spider."""
        self._spider: PortalSpider = spider  # type: ignore[assignment]
        self._job = self._spider.job
        politeness = self._job.portal.definition.politeness
        # Without a delay the pipe is kept full; with one, a request handed out early could not be held back.
        self._at_once = politeness.concurrency * (2 if politeness.delay == 0 else 1)
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        """Nothing to keep: what is leased is queued again by the next run."""
        if self._timer is not None:
            self._timer.cancel()
        return None

    def enqueue_request(self, request: Request) -> bool:
        """Takes a request that the spider made out of a leased one."""
        self._own.append(request)
        return True

    def has_pending_requests(self) -> bool:
        """Whether there is something to hand out at this moment; what waits is `_idle`'s affair."""
        return bool(self._own)

    def next_request(self) -> Request | None:
        """The next request for a free connection; None where there is none now."""
        if self._own:
            return self._own.popleft()
        if self._job.is_spent or self._spider.writer.has_failed:
            return None
        with self._spider.writer.failing():
            for _ in range(2):
                request = self._from_ready()
                if request is not None or not self._refill():
                    return request
        return None

    def _from_ready(self) -> Request | None:
        closed = self._job.hosts.closed()
        busy = {host for host, count in self._job.in_flight.items() if count >= self._at_once}
        for _ in range(len(self._ready)):
            entry = self._ready.popleft()
            if self._job.robots.failure(entry.request_url) or entry.host in self._job.hosts.left():
                continue  # stays leased; the next run queues it again
            robots_txt = self._job.robots.wanted(entry.request_url)
            if robots_txt is not None:
                self._ready.appendleft(entry)
                return self._robots_request(robots_txt)
            if entry.host in closed or entry.host in busy or not self._job.robots.is_known(entry.request_url):
                self._ready.append(entry)
                continue
            if self._spider.refuses(entry):
                continue
            return self._request(entry)
        return None

    def _refill(self) -> bool:
        if self._ready:
            return False
        portal, count = self._job.portal, self._at_once * _LEASED_AHEAD
        left = self._job.hosts.left()
        self._ready.extend(
            self._job.frontier.lease(portal.key, self._job.owner, count=count, now=now(), without_hosts=left)
        )
        return bool(self._ready)

    def _robots_request(self, url: str) -> Request:
        host = urlsplit(url).netloc
        self._job.in_flight[host] += 1
        return Request(
            url, callback=self._spider.parse_robots, errback=self._spider.failed_robots, dont_filter=True,
            meta={"download_slot": host, "handle_httpstatus_all": True},
            cookies=self._job.cookies_for(host),  # type: ignore[arg-type]
        )  # fmt: skip

    def _request(self, entry: Entry) -> Request:
        self._job.in_flight[entry.host] += 1
        self._job.counts["requests"] += 1
        posts = is_postback(entry.url)
        renders = self._job.portal.definition.javascript and not posts and _is_page(entry)
        asks_whole = posts or renders or self._job.options.recheck or entry.url in self._job.postings.wanted
        validators = None if asks_whole else self._spider.writer.validators(entry)
        request = Request(
            entry.request_url, callback=self._spider.parse, errback=self._spider.failed, dont_filter=True,
            headers=conditions(validators, at=now()),
            meta={
                ENTRY: entry, CAPTURES: (), "download_slot": entry.host, KIND: validators.kind if validators else "",
                RENDER: renders,
            },
            cookies=self._job.cookies_for(entry.host),  # type: ignore[arg-type]
        )  # fmt: skip
        if not posts:
            return request
        request.meta[IDENTITY] = entry.url
        return request.replace(
            method="POST", body=self._job.postings.body(entry.url),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip

    def _idle(self) -> None:
        """Nothing is being asked for: writes what is open, which may bring new links, and goes on or ends."""
        self._spider.writer.flush()
        request = self.next_request()
        if request is not None:
            self._engine_crawl(request)
            raise DontCloseSpider
        if self._may_wait():
            self._look_again()
            raise DontCloseSpider
        if self._job.ending:
            raise CloseSpider(self._job.ending)
        if self._job.is_spent and not self._job.limit_reached:
            waiting = self._job.frontier.pending_count(self._job.portal.key, now())
            self._job.note(f"the budget of the definition is spent: {waiting} addresses wait for the next run")
        raise CloseSpider("limit" if self._job.limit_reached else "finished")

    def _may_wait(self) -> bool:
        """Whether a host is held for a moment, or something failed that is to be asked for again in this run."""
        return not self._job.is_spent and (self._job.hosts.is_waiting() or self._spider.retries_pending())

    def _look_again(self) -> None:
        if self._timer is None or self._timer.cancelled():
            self._timer = asyncio.get_event_loop().call_later(_LOOK_AGAIN_SECONDS, self._wake)

    def _wake(self) -> None:
        self._timer = None
        request = self.next_request()
        if request is not None:
            self._engine_crawl(request)
        elif self._may_wait():
            self._look_again()

    def _engine_crawl(self, request: Request) -> None:
        engine = self._crawler.engine
        if engine is not None and engine.running:  # type: ignore[redundant-expr]
            engine.crawl(request)


def _is_page(entry: Entry) -> bool:
    """Whether nothing says that it is a feed or a sitemap."""
    return not any(origin == "kind" and value != "page" for origin, value in entry.hints)


def refusal(entry: Entry, portal: str) -> Visit:
    """The visit of an address that robots.txt closes to us."""
    return Visit(
        portal=portal, url=entry.url, requested_url=entry.request_url, at=now(), outcome="refused",
        error="closed by robots.txt", referrer=entry.referrer, found_by=entry.road,
    )  # fmt: skip
