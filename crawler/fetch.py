"""One page, asked for once at the user's word: for `luutru extract URL`. Crawls go through Scrapy."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from archive.clock import now
from archive.errors import LuutruError
from archive.records import Capture
from crawler.commands.crawl import user_agent
from crawler.decoding import GZIP, unpacked

TIMEOUT_SECONDS = 60


class NoAnswer(LuutruError):
    """The address could not be read."""


def fetch(url: str, *, largest_bytes: int, contact: str = "") -> tuple[Capture, bytes]:
    """The response and its body with content coding undone. Redirects are followed, to http(s) addresses only."""
    request = urllib.request.Request(  # noqa: S310 - the caller has checked that it is http(s)
        url, headers={"User-Agent": user_agent(contact), "Accept-Encoding": "gzip", "Accept": "text/html,*/*;q=0.8"}
    )
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler, urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(handler())
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return _received(response, largest_bytes)
    except urllib.error.HTTPError as error:
        with error:
            return _received(error, largest_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise NoAnswer(f"{url}: no answer: {reason}") from None


def _received(response: http.client.HTTPResponse | urllib.error.HTTPError, largest_bytes: int) -> tuple[Capture, bytes]:
    payload = response.read(largest_bytes)
    capture = Capture(
        url=response.geturl(),
        fetched_at=now(),
        status=response.status or 0,
        headers=tuple(response.headers.items()),
        payload=payload,
    )
    if capture.header("Content-Encoding").lower() in ("gzip", "x-gzip"):
        body = unpacked(payload, GZIP, largest_bytes=largest_bytes)
        if payload and not body:
            raise NoAnswer(f"{capture.url}: its gzip coding is broken")
        return capture, body
    return capture, payload
