"""A spider for a look at an unknown portal: asks for single pages as its plan wants them, politely and not for long.

The same settings, robots.txt, guard, decoding and reading as a crawl; nothing is kept.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider

from archive.clock import now
from archive.records import Capture
from crawler.decoding import body_of
from crawler.http_values import retry_after_seconds
from crawler.middlewares.capture import CAPTURES, RENDER, RENDERING, Rendering
from crawler.reading import Reading, question_of, settled
from crawler.robots import Robots
from crawler.spiders.failures import reason_of
from crawler.stubs import LARGEST_BYTES as LARGEST_STUB_BYTES
from crawler.stubs import stub_cookies
from crawler.survey.glance import Glance
from crawler.survey.looking import Answer, LookFailed
from crawler.urls import absolute_url, request_url, written_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from crawler.portal import Portal
    from crawler.workers import Workers

MOST_HOPS = 5
LONGEST_PAUSE_SECONDS = 30.0
"""A portal that asks to be left alone for longer is left alone."""


@dataclass(slots=True)
class _Job:
    """What the guard and the throttle want to know."""

    portal: Portal
    robots: Robots


def _location(capture: Capture) -> str:
    """Where a redirect leads, as written; empty where it names nothing."""
    return written_address(capture.header("Location").encode("latin-1", "replace"))


class LookSpider(Spider):
    """Asks what its `plan` wants to know, `most` requests at most and none after `seconds`."""

    name = "look"

    def __init__(
        self, *args: Any, portal: Portal, plan: Callable[[LookSpider], Awaitable[None]], workers: Workers, most: int,
        seconds: float, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._plan = plan
        self._workers = workers
        self._most = most
        self._end = time.monotonic() + seconds
        self.portal = portal
        self.spent = 0
        self._leads_to = ""
        self.failures: dict[str, str] = {}
        """Why an address brought no answer."""
        self.closed: list[str] = []
        """Addresses that robots.txt closes."""

    async def start(self) -> AsyncIterator[Any]:
        """Follows the plan."""
        delay = self.portal.definition.politeness.delay
        self.job = _Job(self.portal, Robots(self.settings["USER_AGENT"], delay_seconds=delay))
        await self._plan(self)
        return
        yield

    @property
    def robots(self) -> Robots:
        """The rules as known so far."""
        return self.job.robots

    @property
    def left(self) -> int:
        """Requests that may still be made."""
        return max(0, self._most - self.spent) if time.monotonic() < self._end else 0

    def move(self, portal: Portal) -> None:
        """From now on the look is at another home page."""
        self.portal = self.job.portal = portal

    async def ask(self, url: str, *, kind: str = "page", hints: tuple[tuple[str, str], ...] = ()) -> Answer | None:
        """The answer, redirects on the portal followed; None where there is none, which `failures` explains.

        Raises LookFailed where the host's robots.txt cannot be read: then nothing of it may be asked for.
        """
        address, seen = request_url(url), set[str]()
        while address not in seen and len(seen) < MOST_HOPS:
            if address is None or not self.portal.owns(address) or not await self._may_ask(address):
                return None
            seen.add(address)
            capture = await self._fetch(address, shows=kind == "page" and self.portal.definition.javascript)
            if capture is None:
                return None
            target = absolute_url(address, _location(capture)) if 300 <= capture.status < 400 else None
            target = target or self._leads_to or None
            if target is None:
                answer = await self._read(capture, kind, hints)
                target = answer.read.refresh
                if not target:
                    return answer
            if not self.portal.owns(target):
                return Answer(url=address, capture=capture, read=Glance(outcome="redirect"), leaves_to=target)
            address = request_url(target)
        self.failures[url] = "its redirects lead nowhere"
        return None

    async def read_again(self, answer: Answer, portal: Portal, hints: tuple[tuple[str, str], ...]) -> Reading:
        """The answer read by another definition."""
        question = question_of(
            answer.capture, portal=portal, url=answer.url, hints=hints, first_seen=now(), wants_links=False
        )  # fmt: skip
        return settled(await self._workers.read(question), capture=answer.capture, portal=portal, url=answer.url)

    async def _read(self, capture: Capture, kind: str, hints: tuple[tuple[str, str], ...]) -> Answer:
        url = self.portal.canonical(capture.url) or capture.url
        told = (("kind", kind), *hints) if kind != "page" else hints
        question = question_of(capture, portal=self.portal, url=url, hints=told, first_seen=now())
        read = await self._workers.read(question)
        glance = read if isinstance(read, Glance) else Glance(outcome=read.outcome, note=read.note)
        if url == self.portal.homepage and glance.outcome in ("article", "other", "listing"):
            glance = replace(glance, outcome="home", article=None)
        return Answer(url=url, capture=capture, read=glance)

    async def _may_ask(self, address: str) -> bool:
        robots = self.robots
        while not robots.is_known(address):
            wanted = robots.wanted(address)
            if robots.failure(address) or self.left <= 0:
                raise LookFailed(robots.failure(address) or "its robots.txt could not be read")
            if wanted is None:
                await asyncio.sleep(0.2)
            else:
                await self._learn_rules(wanted)
        if not robots.allows(address):
            self.closed.append(address)
            self.failures[address] = "closed by robots.txt"
            return False
        return True

    async def _learn_rules(self, address: str) -> None:
        asked, capture = address, None
        for _ in range(MOST_HOPS):
            capture = await self._fetch(address)
            target = absolute_url(address, _location(capture)) if capture is not None else None
            if capture is None or not 300 <= capture.status < 400 or not target or not self.portal.owns(target):
                break
            address = request_url(target) or address
        if capture is None:
            raise LookFailed(f"{urlsplit(asked).netloc} cannot be reached: {self.failures.get(address, 'no answer')}")
        if capture.status >= 500 or capture.status == 429:
            self.robots.unreachable(asked, f"its robots.txt answers {capture.status}: nothing may be asked for now")
        elif capture.status >= 300:
            self.robots.unavailable(asked)
        else:
            self.robots.read(asked, body_of(capture))

    async def _fetch(
        self, address: str, *, cookies: dict[str, str] | None = None, shows: bool = False
    ) -> Capture | None:  # fmt: skip
        """What is received from an address; `shows`: as a browser shows it. Where its scripts lead stands then in
        `_leads_to`.
        """
        if self.left <= 0:
            self.failures[address] = "not asked: the look is over"
            return None
        self.spent += 1
        request = Request(
            address, dont_filter=True,
            meta={CAPTURES: (), "download_slot": urlsplit(address).netloc, RENDER: shows},
            cookies=[{"name": name, "value": value, "path": "/"} for name, value in (cookies or {}).items()],
        )  # fmt: skip
        engine = self.crawler.engine
        assert engine is not None
        try:
            await engine.download_async(request)
        except Exception as error:  # of the network, of the guard: whatever it is, there is no answer
            self.failures[address] = reason_of(error)
            return None
        rendering: Rendering | None = request.meta.get(RENDERING)
        self._leads_to = rendering.leads_to if rendering else ""
        if rendering is not None and rendering.error:
            self.failures[address] = rendering.error
            return None
        capture: Capture = request.meta[CAPTURES][-1]
        await self._pause(capture)
        given = stub_cookies(body_of(capture)) if len(capture.payload) <= LARGEST_STUB_BYTES else None
        return await self._fetch(address, cookies=given, shows=shows) if given and not cookies else capture

    async def _pause(self, capture: Capture) -> None:
        """Waits as long as the portal asks for; a long time, and the look is over."""
        written = capture.header("Retry-After")
        if not written or capture.status not in (429, 503):
            return
        seconds = retry_after_seconds(written, at=now()) or 0.0
        if seconds > LONGEST_PAUSE_SECONDS:
            self._end = 0.0
        else:
            await asyncio.sleep(seconds)
