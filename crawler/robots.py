"""robots.txt (RFC 9309): what a portal's hosts allow, how fast, and what to do while one cannot be read.

One `Robots` a crawl. It fetches nothing: the scheduler asks which host's file is wanted, the spider tells what came.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_BYTES = 512_000
"""At least 500 KiB must be read (RFC 9309, 2.5); the rest is not."""
LONGEST_DELAY_SECONDS = 60.0
"""A Crawl-delay beyond this is taken for this: some portals write milliseconds, or 86400."""
TRIES = 3
"""Times a robots.txt that cannot be reached is asked for before its host is given up for this run."""
_PRODUCT = re.compile(r"[A-Za-z_-]+")


@dataclass(slots=True)
class _Host:
    rules: Protego | None = None
    known: bool = False
    asked: bool = False
    tries: int = 0
    wait_until: float = 0.0
    """On the monotonic clock, in seconds."""
    failure: str = ""


class Robots:
    """What the robots.txt of each origin (scheme, host, port) says to us."""

    def __init__(self, user_agent: str, *, delay_seconds: float) -> None:
        match = _PRODUCT.match(user_agent)
        self._product = match[0] if match else user_agent
        self._delay_seconds = delay_seconds
        self._hosts: dict[str, _Host] = {}

    def wanted(self, url: str) -> str | None:
        """The address of the robots.txt to ask for before `url` may be; marks it as asked for."""
        host = self._host(url)
        if host.known or host.asked or host.failure or host.wait_until > time.monotonic():
            return None
        host.asked = True
        return f"{origin(url)}/robots.txt"

    def is_known(self, url: str) -> bool:
        """Whether the rules for `url` are known."""
        return self._host(url).known

    def allows(self, url: str) -> bool:
        """Whether `url` may be asked for; nothing may while the rules are unknown (RFC 9309, 2.3.1.4)."""
        host = self._host(url)
        if not host.known:
            return False
        return host.rules is None or bool(host.rules.can_fetch(url, self._product))

    def crawl_delay(self, url: str) -> float | None:
        """The Crawl-delay (or Request-rate) asked of us, in seconds; None where there is none."""
        host = self._host(url)
        if host.rules is None:
            return None
        delay = host.rules.crawl_delay(self._product)
        rate = host.rules.request_rate(self._product)
        pause = max(float(delay or 0), rate.seconds / rate.requests if rate and rate.requests else 0.0)
        return min(pause, LONGEST_DELAY_SECONDS) or None

    def sitemaps(self, url: str) -> list[str]:
        """The addresses on the Sitemap lines."""
        host = self._host(url)
        return [] if host.rules is None else list(host.rules.sitemaps)

    def read(self, url: str, text: bytes) -> None:
        """Takes in a robots.txt. One that is an HTML page or binary has no rules in it, and so allows everything."""
        host = self._host(url)
        head = text[:1024].lstrip().lower()
        is_page = head.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")) or b"\x00" in head
        host.rules = None if is_page else Protego.parse(text[:LARGEST_BYTES].decode("utf-8-sig", "replace"))
        host.known, host.asked, host.failure = True, False, ""

    def unavailable(self, url: str) -> None:
        """The server has none (4xx): everything is allowed (RFC 9309, 2.3.1.3)."""
        host = self._host(url)
        host.rules, host.known, host.asked, host.failure = None, True, False, ""

    def unreachable(self, url: str, reason: str, *, retry_after_seconds: float | None = None) -> None:
        """It could not be asked (5xx, no answer): wait, ask again, and after `TRIES` give the host up for this run."""
        host = self._host(url)
        host.asked = False
        host.tries += 1
        pause = self._delay_seconds * 4**host.tries if retry_after_seconds is None else retry_after_seconds
        host.wait_until = time.monotonic() + pause
        if host.tries >= TRIES:
            host.failure = reason

    def failure(self, url: str) -> str:
        """Why the host was given up; empty where it was not."""
        return self._host(url).failure

    def failures(self) -> dict[str, str]:
        """Origin and reason of every host that was given up."""
        return {name: host.failure for name, host in self._hosts.items() if host.failure}

    def blocked_hosts(self) -> Iterable[str]:
        """Host and port of origins that cannot be asked for anything now."""
        now = time.monotonic()
        for name, host in self._hosts.items():
            if host.failure or host.asked or (not host.known and host.wait_until > now):
                yield urlsplit(name).netloc

    def waiting_hosts(self) -> Iterable[str]:
        """Host and port of origins whose robots.txt is being asked for, or will be asked for again."""
        for name, host in self._hosts.items():
            if not host.known and not host.failure and (host.asked or host.tries):
                yield urlsplit(name).netloc

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(origin(url), _Host())


def origin(url: str) -> str:
    """Scheme, host and port of an address.

    >>> origin("http://127.0.0.1:8803/a?b")
    'http://127.0.0.1:8803'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
