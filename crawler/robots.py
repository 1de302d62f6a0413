"""robots.txt (RFC 9309): what a portal's hosts allow, how fast, and what to do while one cannot be read.

One `Robots` a crawl. It fetches nothing: the scheduler asks which host's file is wanted, the spider tells what came.
Which lines are meant for us is decided here, which addresses they match by Protego, which finds groups by other rules
than the standard's: it takes a longer name that ours begins with for ours, and lets unknown lines end a group.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_BYTES = 512_000
"""At least 500 KiB must be read (RFC 9309, 2.5); the rest is not."""
LONGEST_DELAY_SECONDS = 60.0
"""A Crawl-delay beyond this is taken for this: some portals write milliseconds, or 86400."""
MOST_SITEMAPS = 500
"""A file of half a megabyte can name ten thousand: an index of sitemaps is what tells of so many."""
TRIES = 3
"""Times a robots.txt that cannot be reached is asked for before its host is given up for this run."""
_PRODUCT = re.compile(r"[A-Za-z_-]+")
_AGENT = re.compile(r"user(?:[- ]|)agent(?:\s*:|\s)\s*(?P<name>[A-Za-z_-]+|\*(?![^\s])|)", re.IGNORECASE)
_RULE = re.compile(r"(?:allow|diss?all?ow|diasllow|disallaw)(?:\s*:|\s|$)", re.IGNORECASE)
"""With the misspellings that Protego forgives."""
_CLOSES = re.compile(r"(?:diss?all?ow|diasllow|disallaw)(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:crawl[- ]delay|request[- ]rate)(?:\s*:|\s)", re.IGNORECASE)
_SITEMAP = re.compile(r"site-?maps?(?:\s*:\s*|\s+(?=https?:))(?P<address>[^\s<>\"]+)$", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")
_NO_LINE_ENDS = str.maketrans({mark: quote(mark) for mark in "\v\f\x1c\x1d\x1e\x85\u2028\u2029"})
"""What ends a line for Python and for no robots.txt (RFC 9309, 2.2)."""
_BYTE_ORDER_MARK = re.compile(b"\\A\xef(?:\xbb\xbf?)?(?=[A-Za-z#\\s])")
"""Also one that lost its end."""
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class _Host:
    rules: Protego | None = None
    """The rules meant for us, under `*`."""
    lines: tuple[str, ...] = ()
    """Those rules as written."""
    sitemaps: list[str] = field(default_factory=list)
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
        return host.rules is None or bool(host.rules.can_fetch(url, "*"))

    def crawl_delay(self, url: str) -> float | None:
        """The Crawl-delay (or Request-rate) asked of us, in seconds; None where there is none."""
        host = self._host(url)
        if host.rules is None:
            return None
        delay = host.rules.crawl_delay("*")
        rate = host.rules.request_rate("*")
        pause = max(float(delay or 0), rate.seconds / rate.requests if rate and rate.requests else 0.0)
        return min(pause, LONGEST_DELAY_SECONDS) or None

    def sitemaps(self, url: str) -> list[str]:
        """The addresses on the Sitemap lines."""
        return list(self._host(url).sitemaps)

    def lines(self, url: str) -> tuple[str, ...]:
        """The rules that are meant for us, as written."""
        return self._host(url).lines

    def closing(self, url: str) -> list[str]:
        """The rules meant for us that close something, as written: an empty `Disallow` closes nothing (2.2.2)."""
        return [line for line in self.lines(url) if _CLOSES.match(line)]

    def read(self, url: str, text: bytes) -> None:
        """Takes in a robots.txt. Whatever else stands in it, lines that can be read as rules count (2.3.1.1)."""
        host = self._host(url)
        lines = _lines(text)
        host.lines = tuple(_meant_for(self._product, lines))
        host.rules = Protego.parse("\n".join(("User-agent: *", *host.lines)))
        named = dict.fromkeys(match["address"] for line in lines if (match := _SITEMAP.match(line)))
        host.sitemaps = list(named)[:MOST_SITEMAPS]
        host.known, host.asked, host.failure = True, False, ""

    def unavailable(self, url: str) -> None:
        """The server has none (4xx): everything is allowed (RFC 9309, 2.3.1.3)."""
        host = self._host(url)
        host.rules, host.lines, host.sitemaps = None, (), []
        host.known, host.asked, host.failure = True, False, ""

    def unreachable(
        self, url: str, reason: str, *, retry_after_seconds: float | None = None, is_final: bool = False
    ) -> None:  # fmt: skip
        """It could not be asked (5xx, no answer): wait, ask again, and after `TRIES` give the host up for this run.

        `is_final`: asking again would bring nothing else.
        """
        host = self._host(url)
        host.asked = False
        host.tries += 1
        pause = self._delay_seconds * 4**host.tries if retry_after_seconds is None else retry_after_seconds
        host.wait_until = time.monotonic() + pause
        if host.tries >= TRIES or is_final:
            host.failure = reason

    def failure(self, url: str) -> str:
        """Why the host was given up; empty where it was not."""
        return self._host(url).failure

    def explain(self, url: str, more: str) -> None:
        """Says more of why the host was given up."""
        self._host(url).failure += more

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


def _lines(text: bytes) -> list[str]:
    """The lines without comments, none empty; octets that are no UTF-8 are percent-encoded, as they are in addresses.

    The last line is left out where it was cut: half of an address would match more than the whole.
    """
    if len(text) > LARGEST_BYTES:
        text = text[: max(text.rfind(b"\n", 0, LARGEST_BYTES), text.rfind(b"\r", 0, LARGEST_BYTES), 0)]
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        written = text.decode("utf-16", "replace")
    else:
        bare = _BYTE_ORDER_MARK.sub(b"", text, count=1)
        written = _NOT_UTF8.sub(lambda octet: f"%{ord(octet[0]) - 0xDC00:02X}", bare.decode("utf-8", "surrogateescape"))
    lines = (line.partition("#")[0].translate(_NO_LINE_ENDS).strip() for line in _LINE_END.split(written))
    return [line for line in lines if line]


def _meant_for(product: str, lines: list[str]) -> list[str]:
    """The rules, and what is asked about speed, of every group for `product`, or else for `*` (RFC 9309, 2.2.1).

    A rule is for all names since the last rule: other lines do not end a group (2.2.4). What is said of speed is for
    the names right before it alone.
    """
    own = product.lower()
    groups: dict[str, list[str]] = {}
    """Ours and that of `*`; what is said to others, to however many, is not kept."""
    ruled: set[str] = set()
    addressed: set[str] = set()
    after_rule = after_other = True
    for line in lines:
        if match := _AGENT.match(line):
            ruled = set() if after_rule else ruled
            addressed = set() if after_other else addressed
            after_rule = after_other = False
            if (name := match["name"].lower()) in (own, "*"):
                ruled.add(name)
                addressed.add(name)
                groups.setdefault(name, [])
        else:
            is_rule = bool(_RULE.match(line))
            after_rule, after_other = after_rule or is_rule, True
            if is_rule or _EXTENSION.match(line):
                for name in ruled if is_rule else addressed:
                    groups[name].append(line)
    return groups.get(own, groups.get("*", []))
