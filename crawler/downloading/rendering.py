"""Pages of portals that write them by script: received as ever, then shown to a browser, and kept as both.

The browser has no way to the network. Whatever a page asks for comes from here, through the same client as all else,
with the portal's TLS, and each address on the way is looked at first, redirects included.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import Error as BrowserError
from scrapy import Request
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.decoding import body_of
from crawler.downloading.handler import CERTIFICATE, PortalDownloadHandler
from crawler.extraction.walls import wall_of
from crawler.hosts import is_private_host
from crawler.middlewares.capture import RENDER, RENDERING, Rendering, captured
from crawler.stubs import stub_cookies
from crawler.urls import absolute_url, request_url, split_url, written_address

if TYPE_CHECKING:
    from typing import Self

    from playwright.async_api import Page, Route
    from playwright.async_api import Request as Asked
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.records import Capture
    from crawler.portal import Portal

LARGEST_BYTES = 32 << 20
"""Of the rendered page."""
LARGEST_PART_BYTES = 8 << 20
"""Of a script, a style or an answer that a page asks for."""
KEPT_BYTES = 64 << 20
"""Of scripts and styles that are kept in memory for the portal's other pages."""
MOST_PARTS = 300
"""That a page may ask for."""
MOST_DOCUMENTS = 6
"""That one page may lead to: a check for robots loads itself anew, once or twice."""
MOST_HOPS = 5
LONGEST_QUIET_SECONDS = 10.0
"""How long a page that goes on asking for things is waited for to be quiet."""
MOST_WALL_LETTERS = 1500
"""What a check for robots may say; many leave their marks on the pages that they let through."""
PARTS_AT_ONCE = 6
_BLOCKED = frozenset(("image", "media", "font", "websocket", "eventsource", "manifest", "ping", "texttrack"))
_KEPT = frozenset(("script", "stylesheet"))
_RENDERED_STATUSES = frozenset((200, 202, 400, 403, 405, 406, 412, 418, 429, 503, 520, 521))
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|script|meta)\b", re.IGNORECASE)
_OURS = frozenset((b"content-encoding", b"content-length", b"transfer-encoding", b"connection", b"keep-alive"))
_NOT_SENT = frozenset(("host", "connection", "accept-encoding", "content-length", "cookie"))


@dataclass
class _Work:
    """One page being rendered."""

    url: str
    raw: Response
    """The document that the browser holds."""
    rendering: Rendering = field(default_factory=Rendering)
    page: Page | None = None
    documents: int = 0
    parts: int = 0
    is_first: bool = True
    text: str = ""


class RenderingHandler(PortalDownloadHandler, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Receives pages and has a browser render those that ask for it. One of a crawl, for both schemes."""

    _made: ClassVar[WeakKeyDictionary[Crawler, RenderingHandler]] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it, once for each scheme."""
        if crawler not in cls._made:
            cls._made[crawler] = cls(crawler)
        return cls._made[crawler]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._user_agent = crawler.settings["USER_AGENT"]
        self._kept: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self._kept_bytes = 0
        self._at_once = asyncio.Semaphore(PARTS_AT_ONCE)
        self._is_closed = False

    @property
    def _portal(self) -> Portal:
        portal: Portal = self._crawler.spider.job.portal  # type: ignore[union-attr]
        return portal

    async def close(self) -> None:
        """Ends the browser too."""
        if not self._is_closed:
            self._is_closed = True
            with contextlib.suppress(BrowserError):
                await super().close()

    async def download_request(self, request: Request) -> Response:
        """The response as received; what the browser made of it stands in the request's `meta`."""
        request.meta.pop(RENDERING, None)
        response = await super().download_request(request)
        if not request.meta.get(RENDER) or not _is_page(response):
            return response
        work = _Work(url=request.url, raw=response)
        try:
            async with asyncio.timeout(self._seconds):
                await self._render(work)
        except TimeoutError:
            if not work.text:
                work.rendering.error = f"the browser was not done after {self._seconds:g} seconds"
        except (
            Exception
        ) as error:  # of the browser or of what runs it: what was received is kept, and the crawl goes on
            work.rendering.error = f"the browser could not show it: {_first_line(error)}"
        finally:
            await self._put_away(work)
        if self._portal.canonical(work.raw.url) != self._portal.canonical(request.url):
            work.rendering.leads_to = work.raw.url
        if work.text and not work.rendering.error and not work.rendering.leads_to:
            work.rendering.html = work.text.encode("utf-8", "replace")
        request.meta[RENDERING] = work.rendering
        request.meta[CERTIFICATE] = self.certificate_of(work.raw)
        return work.raw

    async def _render(self, work: _Work) -> None:
        async def prepare(page: Page, _: Request) -> None:
            work.page = page
            await page.route("**/*", lambda route, asked: self._asked(work, route, asked))

        shown = Request(
            work.url, dont_filter=True, meta={
                "playwright": True, "playwright_page_init_callback": prepare,
                "playwright_context_kwargs": {
                    "user_agent": self._user_agent, "service_workers": "block", "accept_downloads": False,
                },
                "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded", "timeout": self._seconds * 1000},
                "playwright_page_methods": [PageMethod(lambda page: self._settle(work, page))],
            },
        )  # fmt: skip
        await ScrapyPlaywrightDownloadHandler._download_request(self, shown, self._crawler.spider)

    async def _settle(self, work: _Work, page: Page) -> None:
        """Waits until scripts have written the page, and until a check for robots has let it through."""
        while True:
            with contextlib.suppress(BrowserError):
                quiet = min(LONGEST_QUIET_SECONDS, self._seconds / 2)
                await page.wait_for_load_state("networkidle", timeout=quiet * 1000)
            try:
                if await page.evaluate("document.documentElement.outerHTML.length") > LARGEST_BYTES:
                    work.rendering.error = f"what the browser shows is larger than {LARGEST_BYTES >> 20} MiB"
                    return
                work.text = await page.content()
                letters = await page.evaluate("document.body ? document.body.innerText.length : 0")
            except BrowserError as error:
                if "navigating" not in str(error) and "context was destroyed" not in str(error):
                    raise
                await asyncio.sleep(0.2)
                continue
            source = work.text.encode("utf-8", "replace")
            is_wall = letters <= MOST_WALL_LETTERS and bool(wall_of(work.text))
            if work.rendering.leads_to or not (is_wall or stub_cookies(source) is not None):
                return
            await asyncio.sleep(0.5)

    async def _put_away(self, work: _Work) -> None:
        if work.page is None:
            return
        with contextlib.suppress(BrowserError, TimeoutError):
            async with asyncio.timeout(5):
                context = work.page.context
                cookies = await context.cookies([work.raw.url])
                work.rendering.cookies = {one["name"]: one["value"] for one in cookies}
        with contextlib.suppress(BrowserError, TimeoutError):
            async with asyncio.timeout(5):
                for page in work.page.context.pages:
                    if page is work.page or await page.opener() is work.page:
                        await page.close()

    # What a page asks for

    async def _asked(self, work: _Work, route: Route, asked: Asked) -> None:
        """Answers what the browser wants to have, or lets it go without."""
        try:
            is_document = asked.is_navigation_request() and asked.frame.parent_frame is None
            answered = await (self._document(work, asked) if is_document else self._part(work, asked))
            if answered is None:
                await route.abort("blockedbyclient")
            else:
                status, headers, body = answered
                await route.fulfill(status=status, headers=headers, body=body)
        except BrowserError:
            pass  # the page has gone on meanwhile
        except Exception:  # of the network: for the page it is as if there were none
            with contextlib.suppress(BrowserError):
                await route.abort("failed")

    async def _document(self, work: _Work, asked: Asked) -> tuple[int, dict[str, str], bytes] | None:
        """The document of the page: the one that was received, later ones as they are received."""
        if work.is_first:
            work.is_first = False
            return _answer(work.raw)
        work.documents += 1
        address = request_url(asked.url)
        if address is None or work.documents > MOST_DOCUMENTS:
            return None
        is_check = _is_check(work.raw)
        if not is_check and self._portal.canonical(address) != self._portal.canonical(work.url):
            # Another page: it is asked for on its own, as after any redirect.
            work.rendering.leads_to = work.rendering.leads_to or address
            return None
        if not self._portal.owns(address) or not self._crawler.spider.job.robots.allows(address):  # type: ignore[union-attr]
            work.rendering.leads_to = work.rendering.leads_to or address
            return None
        response = await self._received(asked, address, LARGEST_BYTES)
        location = written_address(response.headers.get("Location") or b"")
        if 300 <= response.status < 400 and location:
            # A redirect in an answer of ours is followed past us: the browser is sent there by a page instead.
            target = absolute_url(response.url, location) or ""
            work.rendering.on_the_way.append(self._capture(response))
            _, headers, _ = _answer(response)
            page = f'<meta http-equiv="refresh" content="0;url={target.replace(chr(34), "%22")}">'
            headers = {name: value for name, value in headers.items() if name.lower() == "set-cookie"}
            return 200, {**headers, "content-type": "text/html; charset=utf-8"}, page.encode()
        if _is_page(response):
            work.rendering.on_the_way.append(self._capture(work.raw))
            work.raw = response
        return _answer(response)

    async def _part(self, work: _Work, asked: Asked) -> tuple[int, dict[str, str], bytes] | None:
        """A script, a style, an answer: what the page needs to be written."""
        if asked.resource_type in _BLOCKED:
            return None
        address = request_url(asked.url)
        work.parts += 1
        if address is None or work.parts > MOST_PARTS:
            return None
        is_kept = asked.method == "GET" and asked.resource_type in _KEPT
        if is_kept and address in self._kept:
            return self._kept[address]
        async with self._at_once:
            for _ in range(MOST_HOPS):
                if not await self.may_ask(address):
                    return None
                response = await self._received(asked, address, LARGEST_PART_BYTES)
                location = written_address(response.headers.get("Location") or b"")
                if not (300 <= response.status < 400 and location):
                    break
                address = request_url(absolute_url(address, location) or "") or ""
            else:
                return None
        answer = _answer(response)
        if is_kept and response.status == 200 and self._kept_bytes + len(answer[2]) <= KEPT_BYTES:
            self._kept_bytes += len(answer[2])
            self._kept[request_url(asked.url) or address] = answer
        return answer

    async def may_ask(self, address: str) -> bool:
        """Whether a page may have what lies at an address: the portal's own hosts as robots.txt allows, public hosts
        of others; nothing on a private network, whatever its name says.
        """
        split = split_url(address)
        if split is None or not address.startswith(f"{split.scheme}://{split.netloc}/"):
            return False
        if self._portal.owns(address):
            robots = self._crawler.spider.job.robots  # type: ignore[union-attr]
            if robots.is_known(address) and not robots.allows(address):
                return False
            if self._portal.definition.private:
                return True
        if is_private_host(split.host):
            return False
        loop = asyncio.get_running_loop()
        port = urlsplit(address).port or (443 if split.scheme == "https" else 80)
        try:
            found = await loop.getaddrinfo(split.host.strip("[]"), port, type=socket.SOCK_STREAM)
        except OSError:
            return False
        return bool(found) and not any(is_private_host(_numeral(str(one[4][0]))) for one in found)

    def _capture(self, response: Response) -> Capture:
        return replace(captured(response), certificate=self.certificate_of(response))

    async def _received(self, asked: Asked, address: str, largest_bytes: int) -> Response:
        """The response to what the browser asks, from the plain client."""
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in _NOT_SENT}
        headers["Accept-Encoding"] = "gzip, deflate"
        cookies = await asked.frame.page.context.cookies([address])
        if cookies:
            headers["Cookie"] = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
        headers["User-Agent"] = self._user_agent
        request = Request(
            address, method=asked.method, headers=headers, body=asked.post_data_buffer or b"", dont_filter=True,
            meta={"download_timeout": self._seconds, "download_maxsize": largest_bytes},
        )  # fmt: skip
        return await super().download_request(request)


def _is_page(response: Response) -> bool:
    """Whether a browser would make anything of the response: HTML, not a document, a feed or a redirect."""
    if response.status not in _RENDERED_STATUSES:
        return False
    body = body_of(captured(response))
    kind = (response.headers.get("Content-Type") or b"").partition(b";")[0].strip().lower()
    if kind in (b"text/html", b"application/xhtml+xml"):
        return bool(body.strip())
    return not kind and bool(_HTML.search(body[:2048]))


def _is_check(response: Response) -> bool:
    body = body_of(captured(response))
    if stub_cookies(body) is not None or response.status >= 400 or response.status == 202:
        return True
    return len(body) < 100_000 and bool(wall_of(body.decode("utf-8", "replace")))


def _answer(response: Response) -> tuple[int, dict[str, str], bytes]:
    """A response as the browser is given it: content coding undone, each header once."""
    headers: dict[str, str] = {}
    for name, values in response.headers.items():
        if name.lower() not in _OURS:
            mark = "\n" if name.lower() == b"set-cookie" else ", "
            headers[name.decode("latin-1")] = mark.join(value.decode("latin-1") for value in values)
    return response.status, headers, body_of(captured(response))


def _numeral(address: str) -> str:
    bare = address.partition("%")[0]
    return f"[{bare}]" if ":" in bare else bare


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
