"""One crawl of one portal: what it was asked to do, what it has learned on the way, and its count.

Decides which links are admitted to the frontier, and with which priority. Scheduler, spider and writer share it.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.clock import now
from archive.records import Link
from crawler.discovery.patterns import Patterns
from crawler.extraction import parse_date
from crawler.frontier import PRIORITIES, Entry
from crawler.learning import Learner
from crawler.robots import Robots
from crawler.urls import request_url, url_shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.visit_records import ToldVisit
    from crawler.frontier import Frontier
    from crawler.portal import Portal

DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z|epub)(?:\?|$)", re.IGNORECASE)
_PAGINATION = re.compile(
    r"[?&](?:page|p|paged|trang|pageindex|pn|_cur|cur|start|offset)=\d+|/(?:page|trang|p)/?-?\d+/?$", re.I
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-])")
_ARTICLE_SHAPE = re.compile(r"/(?:[^/]*[-_/])?(?:s|0)(?:\.\w+)?/?(?:\?|$)|[?&](?:\w*id|news|article|tin|bai)\b", re.I)
LONGEST_WAIT_SECONDS = 300.0
"""A host that asks us to stay away longer than this is left for the next run."""
FAILURES_IN_A_ROW = 10
"""Requests to a host without any answer before it is left for the next run."""
MIRROR_SIGNS = 3
"""Articles found under the same path on two hosts before one counts as the other's mirror."""
FARTHEST = timedelta(days=400)
"""Nothing is put off for longer: an address due later than that was put off by a clock that was wrong."""
TRIES = 3
"""Times an address that fails is asked for in one run."""


def is_passing(status: int) -> bool:
    """Whether an HTTP status speaks of the moment, not of the page: worth another try in the same run."""
    return status in (408, 425, 429) or status >= 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked of a run."""

    limit: int | None = None
    """Requests at most, robots.txt not counted."""
    recheck: bool = False
    """Every known address is due."""


@dataclass(slots=True)
class _Host:
    resume_at: float = 0.0
    """On the monotonic clock, in seconds."""
    failures: int = 0
    left: str = ""
    """Why the host is left for the next run."""


@dataclass
class Job:
    """A crawl under way."""

    portal: Portal
    frontier: Frontier
    options: Options
    crawl_id: int
    owner: str
    robots: Robots
    started_at: datetime
    learner: Learner = field(default_factory=Learner)
    patterns: Patterns = field(default_factory=Patterns)
    counts: Counter[str] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    """Requests under way, by host."""
    first_fault: str = ""
    """The first error of our own over a page; empty where there was none."""
    notes: list[str] = field(default_factory=list)
    """What the user should know of at the end, each once."""
    stated_dates: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Origin and date as written that listings and feeds gave for addresses, by canonical URL."""
    newly_dated: set[str] = field(default_factory=set)
    """Those that were given since the last batch was written."""
    _mirror_signs: Counter[str] = field(default_factory=Counter)
    _mirrors: set[str] = field(default_factory=set)
    _known_at_start: frozenset[str] = frozenset()
    _seen: set[int] = field(default_factory=set)
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def begin(self, *, due: bool) -> None:
        """Queues what is due: the seeds, and with `recheck` everything. `due`: the seeds whatever their time."""
        frontier, key = self.frontier, self.portal.key
        frontier.release(key, self.owner)
        frontier.forget_waits(key, latest=now() + FARTHEST)
        self._known_at_start = frozenset(frontier.begin_run(key))
        self.patterns.given_up |= frontier.given_up(key)
        frontier.put(self._seed_entries())
        moment = now()
        if self.options.recheck:
            frontier.make_due(key, urls=None, now=moment)
        else:
            seeds = [url for _, seed in self.portal.seeds if (url := self.portal.canonical(seed))]
            frontier.make_due(key, urls=seeds if due else (), now=moment)

    def _seed_entries(self) -> Iterable[Entry]:
        for road, address in self.portal.seeds:
            url = self.portal.canonical(address)
            if url:
                yield self._entry(url, address, PRIORITIES.get(road, PRIORITIES["first"]), road=road, kind=road)

    def _entry(
        self, url: str, address: str, priority: int, *, road: str, kind: str = "page", link: Link | None = None,
        referrer: str = "", depth: int = 0,
    ) -> Entry:  # fmt: skip
        hints: list[tuple[str, str]] = [("kind", kind)] if kind in ("feed", "sitemap") else []
        if link is not None and link.date and link.road in ("feed", "listing", "sitemap"):
            hints.append((link.road, link.date))
        return Entry(
            portal=self.portal.key, url=url, request_url=address, host=urlsplit(address).netloc, priority=priority,
            newest=self._newest(url, link), road=road, referrer=referrer, hints=tuple(hints), depth=depth,
        )  # fmt: skip

    def entry_of(self, told: ToldVisit) -> Entry:
        """The entry of an address that the archive says was asked for."""
        kind = next((value for origin, value in told.hints if origin == "kind"), "page")
        link = Link(url=told.requested_url, road=told.found_by or "link", kind=kind)  # type: ignore[arg-type]
        made = self._entry(
            told.url, told.requested_url, self._priority(told.url, link), road=link.road, kind=kind,
            referrer=told.referrer,
        )  # fmt: skip
        return replace(made, hints=told.hints)

    def admit(self, links: Iterable[Link], *, referrer: str, depth: int) -> tuple[list[Entry], list[str]]:
        """The entries for links that are the portal's and worth asking for, and the canonical URLs among the links
        that were unknown when the run began.
        """
        entries: list[Entry] = []
        unknown: list[str] = []
        for link in links:
            if link.road in ("feed", "sitemap", "robots"):
                link = replace(link, url=self.portal.announced(link.url))
            url = self.portal.canonical(link.url)
            if url is None:
                continue
            if self._mirrors and urlsplit(url).netloc in self._mirrors:
                url = self._on_home_host(url)
                link = replace(link, url=url)
            if link.date and not self._is_date(link.date):
                link = replace(link, date="")
            if link.date:
                self.told_dates(url, [(link.road, link.date)])
            if url not in self._known_at_start:
                unknown.append(url)
            told = hash((url, bool(link.date)))
            if told in self._seen:
                continue
            self._seen.add(told)
            announced = link.road in ("feed", "sitemap", "robots")
            if not self.portal.follows(link.url) or (not announced and self.patterns.is_given_up(url)):
                continue
            if DOCUMENT.search(urlsplit(url).path) and not self.portal.definition.discover.documents:
                continue
            address = request_url(link.url) or url
            entries.append(
                self._entry(
                    url, address, self._priority(url, link), road=link.road, kind=link.kind, link=link,
                    referrer=referrer, depth=depth + 1,
                )
            )  # fmt: skip
        return entries, unknown

    def _is_date(self, written: str) -> bool:
        """Whether what stands beside a link tells a day: not every text with a number in it does."""
        dated = parse_date(written, timezone=self.timezone)
        return dated is not None and dated.precision in ("minute", "day")

    def _priority(self, url: str, link: Link) -> int:
        if link.kind in ("feed", "sitemap"):
            return PRIORITIES[link.kind]
        if DOCUMENT.search(urlsplit(url).path):
            return PRIORITIES["document"]
        stated = self.portal.is_article_url(url)
        if stated is not None:
            return PRIORITIES["article"] if stated else PRIORITIES["page"]
        if link.road == "pagination" or _PAGINATION.search(url):
            return PRIORITIES["pagination"]
        share = self.patterns.article_share(url)
        if share is not None:
            return PRIORITIES["article"] if share >= 0.5 else PRIORITIES["page"]
        likely = link.date or _URL_DATE.search(url) or _ARTICLE_SHAPE.search(url_shape(url))
        return PRIORITIES["article"] if likely else PRIORITIES["first"] if link.road == "link" else PRIORITIES["page"]

    def _newest(self, url: str, link: Link | None) -> float:
        """Days since year 1 of the date that link or address tell; 0 where they tell none."""
        written = (link.date or link.modified) if link is not None else ""
        if written:
            date = parse_date(written, timezone=self.portal.definition.timezone or "UTC")
            if date is not None:
                return float(date.on.toordinal())
        match = _URL_DATE.search(url)
        if match:
            year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
            return year * 365.2425 + month * 30.44 + day if month <= 12 and day <= 31 else 0.0
        return 0.0

    # Hosts that mirror the home page's

    def told_alias(self, url: str, own: str) -> None:
        """An article's page at `url` was found to be the one at `own`. Where another host of the portal shows the same
        under the same path again and again, it is a mirror, and links to it count as links to the home page's host.
        """
        here, there = urlsplit(url), urlsplit(own)
        if here.netloc == there.netloc or (here.path, here.query) != (there.path, there.query):
            return
        mirror = here.netloc if there.netloc == self.portal.home.netloc else there.netloc
        if mirror == self.portal.home.netloc or mirror in self._mirrors:
            return
        self._mirror_signs[mirror] += 1
        if self._mirror_signs[mirror] >= MIRROR_SIGNS:
            self._mirrors.add(mirror)
            self.note(f"{mirror} shows the same pages as {self.portal.home.netloc}: asked no more")

    def told_dates(self, url: str, hints: Iterable[tuple[str, str]]) -> None:
        """Takes note of the date that hints give for an address."""
        for origin, written in hints:
            if origin in ("listing", "feed", "sitemap"):
                self.stated_dates.setdefault(url, (origin, written))
                self.newly_dated.add(url)

    def is_mirrored(self, entry: Entry) -> bool:
        """Whether the entry is on a mirror, so that its page is asked for on the home page's host."""
        return entry.host in self._mirrors and entry.road != "seed"

    def at_home(self, entry: Entry) -> Entry:
        """The same page on the home page's host; what was said of its date holds there."""
        url = self._on_home_host(entry.url)
        self.told_dates(url, entry.hints)
        return replace(entry, url=url, request_url=self._on_home_host(entry.request_url), host=self.portal.home.netloc)

    def _on_home_host(self, url: str) -> str:
        home = self.portal.home
        return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()

    # Hosts

    def hold(self, host: str, seconds: float, reason: str) -> None:
        """Asks the host for nothing during `seconds`; for a long time, nothing more in this run."""
        state = self._hosts.setdefault(host, _Host())
        state.resume_at = max(state.resume_at, time.monotonic() + seconds)
        if seconds > LONGEST_WAIT_SECONDS and not state.left:
            self.leave(host, f"{host} asks us to stay away for {timedelta(seconds=round(seconds))} ({reason})")

    def answered(self, host: str) -> None:
        """The host has answered: its failures in a row are forgotten."""
        if host in self._hosts:
            self._hosts[host].failures = 0

    def failed(self, host: str, reason: str) -> None:
        """A request to the host brought no answer."""
        state = self._hosts.setdefault(host, _Host())
        state.failures += 1
        if state.failures >= FAILURES_IN_A_ROW and not state.left:
            self.leave(host, f"{host} gave no answer {FAILURES_IN_A_ROW} times in a row ({reason})")

    def leave(self, host: str, why: str) -> None:
        """Leaves the host for the next run."""
        self._hosts.setdefault(host, _Host()).left = why
        self.note(f"{why}: left for the next run")

    def met_fault(self, url: str, what: str) -> None:
        """An error of our own over one page: the first is told whole, all are counted."""
        self.counts["faults"] += 1
        self.first_fault = self.first_fault or f"{what} at {url}"

    def note(self, line: str) -> None:
        """Keeps a line for the end of the run, once."""
        if line not in self.notes:
            self.notes.append(line)

    def left_hosts(self) -> dict[str, str]:
        """Hosts that are left for the next run, and why: those without answers and those without robots.txt."""
        left = {host: state.left for host, state in self._hosts.items() if state.left}
        return left | {urlsplit(name).netloc: why for name, why in self.robots.failures().items()}

    def closed_hosts(self) -> set[str]:
        """Hosts to ask nothing of at this moment."""
        moment = time.monotonic()
        held = {host for host, state in self._hosts.items() if state.left or state.resume_at > moment}
        return held | set(self.robots.blocked_hosts())

    def is_waiting(self) -> bool:
        """Whether a host is held only for a while."""
        moment = time.monotonic()
        left = self.left_hosts()
        return any(host not in left for host in self.robots.waiting_hosts()) or any(
            not state.left and state.resume_at > moment for state in self._hosts.values()
        )

    @property
    def limit_reached(self) -> bool:
        """Whether as many addresses have been asked for as the user allowed."""
        return self.options.limit is not None and self.counts["requests"] >= self.options.limit

    @property
    def timezone(self) -> str:
        """The portal's clock."""
        return self.portal.definition.timezone or "UTC"
