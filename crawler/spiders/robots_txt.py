"""robots.txt as the spider asks for it: its answer is a visit of its own, and its rules hold from then on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.clock import now
from archive.records import Link, Visit
from crawler.decoding import body_of
from crawler.downloading.handler import CERTIFICATE
from crawler.http_values import http_date, retry_after_seconds
from crawler.middlewares.capture import CAPTURES
from crawler.reading import Reading
from crawler.spiders.failures import failure_reason
from crawler.stubs import LARGEST_BYTES as LARGEST_STUB_BYTES
from crawler.stubs import stub_cookies
from crawler.urls import absolute_url, request_url, written_address
from crawler.writer import Report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archive.records import Capture
    from crawler.job import Job

HOPS = "luutru_hops"
STUB = "luutru_stub"
"""The key in `Request.meta` of a request that is made once more with the cookie that a stub has set."""
STUBS_IN_A_ROW = 3
"""Stubs that came again though their cookie was set."""
MOST_HOPS = 5
_MARKUP = re.compile(rb"[\xef\xbb\xbf\s]*<(?:!doctype|!--|html|head|body|\?xml|script|meta)", re.IGNORECASE)
"""Redirects that stay on the same page (http to https, a cookie set) before they count as a loop."""


class RobotsTxt:
    """What the spider does with the answers to its requests for robots.txt."""

    job: Job

    async def parse_robots(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """The visit of a robots.txt; its rules hold from now on."""
        robots = self.job.robots
        self.job.in_flight[response.meta["download_slot"]] -= 1
        self.job.hosts.answered(response.meta["download_slot"])
        reading = Reading(outcome="robots")
        found: list[Link] = []
        if 300 <= response.status < 400 and response.meta.get(HOPS, 0) < MOST_HOPS:
            location = written_address(response.headers.get("Location") or b"")
            target = request_url(absolute_url(response.url, location) or "")
            if target and self.job.portal.owns(target):
                self.job.in_flight[response.meta["download_slot"]] += 1
                meta = {
                    **response.meta,
                    HOPS: response.meta.get(HOPS, 0) + 1,
                    "luutru_robots": self._robots_of(response),
                }
                yield response.request.replace(url=target, meta=meta)  # type: ignore[union-attr]
                return
        if again := self.with_cookies(response):
            yield again
            return
        asked = self._robots_of(response)
        if response.status >= 500 or response.status == 429:
            reading = Reading(outcome="error", note=f"robots.txt: HTTP {response.status}")
            robots.unreachable(
                asked, f"its robots.txt answers {response.status}", retry_after_seconds=self.asked_to_wait(response)
            )
        elif response.status >= 300:
            robots.unavailable(asked)
        else:
            text = body_of(response.meta[CAPTURES][-1])
            robots.read(asked, text)
            if not robots.lines(asked) and _is_web_page(text):
                self.job.note(f"{asked} is a web page without rules: taken for none")
            found = [Link(url=url, road="robots", kind="sitemap") for line in robots.sitemaps(asked)
                     if (url := absolute_url(response.url, line))]  # fmt: skip
        if not found and robots.is_known(asked):
            found = [Link(url=absolute_url(response.url, "/sitemap.xml") or "", road="robots", kind="sitemap")]
        links = self.job.admission.admit(found, referrer=asked, depth=0).entries
        visit = Visit(
            portal=self.job.portal.key, url=self.job.portal.canonical(asked) or asked, requested_url=asked, at=now(),
            outcome=reading.outcome, captures=self.kept(response.meta), error=reading.note, found_by="robots",
        )  # fmt: skip
        yield Report(job=self.job, visit=visit, links=links)

    async def failed_robots(self, failure: Failure) -> AsyncIterator[Any]:
        """The visit of a robots.txt that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.job.in_flight[request.meta["download_slot"]] -= 1
        asked, reason = request.meta.get("luutru_robots", request.url), failure_reason(failure)
        self.job.robots.unreachable(asked, reason, is_final=request.meta.get(CERTIFICATE) is not None)
        speaks_tls = "[tls]" in reason
        if self.job.robots.failure(asked) and urlsplit(asked).scheme == "https" and not speaks_tls:
            yield self._plain_request(asked, request)
        yield Report(
            job=self.job,
            visit=Visit(
                portal=self.job.portal.key, url=self.job.portal.canonical(asked) or asked, requested_url=asked,
                at=now(), outcome="failure", error=reason, found_by="robots", refused=request.meta.get(CERTIFICATE),
            ),
        )  # fmt: skip

    def _plain_request(self, asked: str, request: Request) -> Request:
        """Asks whether a host that does not answer over https answers over http, to be able to say so."""
        self.job.in_flight[request.meta["download_slot"]] += 1
        plain = asked.replace("https://", "http://", 1)
        return request.replace(
            url=plain, callback=self.heard_plain, errback=self.heard_nothing,
            meta={"download_slot": request.meta["download_slot"], "luutru_robots": asked},
        )  # fmt: skip

    async def heard_plain(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """The host answers over http alone, unless it sends to https itself."""
        self.job.in_flight[response.meta["download_slot"]] -= 1
        location = written_address(response.headers.get("Location") or b"")
        if not location.startswith("https:"):
            home = self.job.portal.definition.homepage.replace("https://", "http://", 1)
            self.job.robots.explain(
                self._robots_of(response), f"; it answers over http alone: name {home} as homepage in its definition"
            )
        return
        yield

    async def heard_nothing(self, failure: Failure) -> AsyncIterator[Any]:
        """Nor does it answer over http."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.job.in_flight[request.meta["download_slot"]] -= 1
        return
        yield

    def with_cookies(self, response: Response) -> Request | None:
        """The request that asks once more where a stub has set a cookie, which the host gets from then on; else None.

        A stub that comes again is a challenge; a host that shows it again and again is not asked twice any more.
        """
        host: str = response.meta["download_slot"]
        capture: Capture = response.meta[CAPTURES][-1]
        cookies = stub_cookies(body_of(capture)) if len(capture.payload) <= LARGEST_STUB_BYTES else None
        is_again = bool(response.meta.get(STUB))
        if cookies is None:
            if is_again:
                self.job.stubs[host] = 0
            return None
        if is_again or not cookies or self.job.stubs[host] >= STUBS_IN_A_ROW:
            self.job.stubs[host] += is_again
            return None
        self.job.in_flight[host] += 1
        return response.request.replace(  # type: ignore[union-attr]
            cookies=[{"name": name, "value": value, "path": "/"} for name, value in cookies.items()],
            meta={**response.meta, STUB: True},
        )

    def kept(self, meta: Mapping[str, Any]) -> tuple[Capture, ...]:
        """The captures of a request; what is wrong with the certificates of their hosts is said at the end."""
        captures: tuple[Capture, ...] = meta.get(CAPTURES, ())
        for capture in captures:
            if (certificate := capture.certificate) is not None and certificate.fault:
                self.job.note(
                    f"{certificate.host} does not prove who it is, and is crawled as [tls] verify = false says: "
                    f"{certificate.fault}"
                )
        return captures

    @staticmethod
    def _robots_of(response: Response) -> str:
        asked: str = response.meta.get("luutru_robots", response.url)
        return asked

    def asked_to_wait(self, response: Response) -> float | None:
        """Holds the host for as long as its Retry-After asks; that time in seconds, None where it asks for none."""
        written = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
        if not written or response.status not in (408, 425, 429, 503, *range(300, 400)):
            return None
        # A date is one on the server's own clock, which may be decades off ours.
        at = http_date((response.headers.get("Date") or b"").decode("latin-1")) or now()
        seconds = retry_after_seconds(written, at=at)
        if seconds:
            self.job.hosts.hold(response.meta["download_slot"], seconds, f"HTTP {response.status}")
        return seconds


def _is_web_page(text: bytes) -> bool:
    return bool(_MARKUP.match(text))
