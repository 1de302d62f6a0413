"""Which links are admitted to the frontier, as what, and what of them is news to this run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.listings import first_page
from archive.records import Link
from archive.turning import page_of
from crawler.discovery.links import counts_up
from crawler.discovery.postbacks import form_address
from crawler.extraction import parse_date
from crawler.frontier import PRIORITIES, Entry
from crawler.ordering import is_document, newest_of, priority_of
from crawler.reading import TURNED
from crawler.urls import request_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from archive.visit_records import ToldVisit
    from crawler.discovery.patterns import Patterns
    from crawler.discovery.slashes import Slashes
    from crawler.discovery.twins import Twins
    from crawler.mirrors import Mirrors
    from crawler.portal import Portal

_DATED = ("feed", "listing", "sitemap")
_MOST_DATES = 20_000
"""Stated dates that are remembered, the latest: a page that is still to be read has its own in the frontier."""
_ANNOUNCED = ("feed", "sitemap", "robots")


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What the links of one page come to, addresses in canonical form."""

    entries: tuple[Entry, ...] = ()
    """For the frontier: those worth asking for that were not handed out before in this run."""
    unknown: tuple[str, ...] = ()
    """Those that were unknown when the run began."""
    fresh: frozenset[str] = frozenset()
    """Those of them that this page was the first to name."""
    listed: tuple[tuple[bool, float], ...] = ()
    """The dated ones in the order of the page: whether each was unknown, and its day since year 1."""
    touched: tuple[tuple[str, datetime], ...] = ()
    """Those that were known when the run began, and when they were touched at the latest, as the page says."""
    modified: Mapping[str, str] = field(default_factory=dict)
    """When addresses were modified, as written."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Digests of what a feed or a list with dates says of the pages themselves."""
    named: tuple[str, ...] = ()
    """Those that a sitemap, a feed or a list with dates names, in its order."""


def turns(listing: str, url: str, link: Link) -> bool:
    """Whether a link of the pager on the list at `listing` leads to another page of that very list.

    >>> link = Link(url="https://a.vn/tin?page=2", road="pagination")
    >>> turns("https://a.vn/tin/", link.url, link), turns("https://a.vn/bai?page=3", link.url, link)
    (True, False)
    """
    if link.road != "pagination" or url == listing:
        return False
    if page_of(url) is None:
        return counts_up(listing, url, link.text)
    return first_page(url).rstrip("/") == first_page(listing).rstrip("/")


def is_told(hints: Iterable[tuple[str, str]]) -> bool:
    """Whether somebody has said something of a page, beside the pager that leads to it."""
    return any(origin != TURNED for origin, _ in hints)


class Admission:
    """Judges the links of one crawl."""

    def __init__(
        self, portal: Portal, patterns: Patterns, mirrors: Mirrors, twins: Twins, slashes: Slashes
    ) -> None:  # fmt: skip
        self._portal = portal
        self._patterns = patterns
        self._mirrors = mirrors
        self._twins = twins
        self._slashes = slashes
        self._known_at_start: frozenset[int] = frozenset()
        self.stated_dates: dict[str, tuple[str, str]] = {}
        """Origin and date as written that listings and feeds gave for addresses, by canonical URL."""
        self.modified: dict[str, str] = {}
        """When addresses were modified, as sitemaps of this run write it."""
        self.newly_dated: set[str] = set()
        """Those that were given since the last batch was written."""
        self._met: set[int] = set()
        """Hashes of the addresses that were met in this run: they take less memory than the addresses."""
        self._met_with_date: set[int] = set()
        self._listed: set[int] = set()

    def begin(self, known: Iterable[str]) -> None:
        """Takes note of the addresses that are known when the run begins."""
        hashes: set[int] = set()
        for url in known:
            self._portal.orders.take(url)
            hashes.add(hash(url))
        self._known_at_start = frozenset(hashes)

    def was_listed(self, url: str) -> bool:
        """Whether a page that is no article has named the address in this run: links in texts outlive their targets."""
        return hash(url) in self._listed

    def was_known(self, url: str) -> bool:
        """Whether the address was known when the run began."""
        return hash(url) in self._known_at_start

    def _meet(self, url: str, *, is_dated: bool) -> tuple[bool, bool]:
        """Takes note of an address; whether it was met for the first time, and with a date for the first time."""
        mark = hash(url)
        is_first, is_first_dated = mark not in self._met, is_dated and mark not in self._met_with_date
        self._met.add(mark)
        if is_dated:
            self._met_with_date.add(mark)
        return is_first, is_first_dated

    def seeds(self) -> Iterator[Entry]:
        """The entries of the addresses that the definition names, and of those that are usual on its platform."""
        for road, address in (*self._portal.seeds, *self._portal.guesses):
            url = self._portal.canonical(address)
            if url:
                yield self._entry(url, address, PRIORITIES.get(road, PRIORITIES["first"]), road=road, kind=road)

    def entry_of(self, told: ToldVisit) -> Entry:
        """The entry of an address that the archive says was asked for."""
        kind = next((value for origin, value in told.hints if origin == "kind"), "page")
        link = Link(url=told.requested_url, road=told.found_by or "link", kind=kind)  # type: ignore[arg-type]
        made = self._entry(
            told.url, told.requested_url, self._priority(told.url, link), road=link.road, kind=kind,
            referrer=told.referrer,
        )  # fmt: skip
        return replace(made, hints=told.hints)

    def at_home(self, entry: Entry) -> Entry:
        """The same page on the home page's host; what was said of its date holds there."""
        url = self._mirrors.at_home(entry.url)
        self.told_dates(url, entry.hints)
        address = self._mirrors.at_home(entry.request_url)
        return replace(entry, url=url, request_url=address, host=urlsplit(address).netloc)

    def admit(
        self, links: Iterable[Link], *, referrer: str, depth: int, is_list: bool = False, is_article: bool = False
    ) -> Admitted:
        """What the links come to that a page at `referrer`, `depth` links from a seed, names; `is_list`, `is_article`:
        it is one.
        """
        entries: list[Entry] = []
        unknown: list[str] = []
        fresh: set[str] = set()
        listed: list[tuple[bool, float]] = []
        touched: list[tuple[str, datetime]] = []
        modified: dict[str, str] = {}
        said: dict[str, str] = {}
        named: dict[str, None] = {}
        for found in links:
            placed = self._placed(found)
            if placed is None:
                continue
            url, link = placed
            if not is_article:
                self._listed.add(hash(url))
            if link.road in _DATED and link.kind == "page":
                named[url] = None
                if link.said:
                    said.setdefault(url, link.said)
            if link.date:
                self.told_dates(url, [(link.road, link.date)])
                listed.append((not self.was_known(url), newest_of(self._portal, url, link)))
            is_first, is_first_dated = self._meet(url, is_dated=bool(link.date) or link.road == "feed")
            if link.modified and (moment := self._touched_at(link.modified)):
                self.modified[url] = modified[url] = link.modified
                if self.was_known(url):
                    touched.append((url, moment))
            if not self.was_known(url):
                unknown.append(url)
                if is_first:
                    fresh.add(url)
            if (is_first or is_first_dated) and self._is_worth_asking(url, link):
                address = request_url(link.url) or url
                priority = self._priority(url, link, depth)
                entries.append(
                    self._entry(
                        url, address, priority, road=link.road, kind=link.kind, link=link, referrer=referrer,
                        depth=depth + 1, is_turned=is_list and turns(referrer, url, link),
                    )
                )  # fmt: skip
        return Admitted(
            entries=tuple(entries), unknown=tuple(unknown), fresh=frozenset(fresh), listed=tuple(listed),
            touched=tuple(touched), modified=modified, said=said, named=tuple(named),
        )  # fmt: skip

    def _touched_at(self, written: str) -> datetime | None:
        """When a page was touched at the latest: what names a day alone may mean that day's last moment."""
        dated = parse_date(written, timezone=self._portal.timezone)
        if dated is None:
            return None
        return dated.at + timedelta(days=1) if dated.precision == "day" else dated.at

    def _placed(self, link: Link) -> tuple[str, Link] | None:
        """The canonical URL of a link, and the link with only what can be believed; None where it leaves the portal."""
        url = self._portal.canonical(link.url)
        if url is None:
            return None
        if urlsplit(url).netloc in self._mirrors:
            url = self._mirrors.at_home(url)
            link = replace(link, url=url)
        right = self._slashes.put_right(url)
        if self.was_known(url) and not self.was_known(right):
            right = url  # it was asked for as it is written, and did not redirect
        if (first := self._twins.first(right)) != url:
            url, link = first, replace(link, url=first)
        if link.date and not self._is_date(link.date):
            link = replace(link, date="")
        return url, link

    def _is_worth_asking(self, url: str, link: Link) -> bool:
        if not self._portal.follows(link.url):
            return False
        if link.road not in _ANNOUNCED and not link.date and self._patterns.is_given_up(url):
            return False
        return self._portal.definition.discover.documents or not is_document(url)

    def _is_date(self, written: str) -> bool:
        """Whether what stands beside a link tells a day: not every text with a number in it does."""
        dated = parse_date(written, timezone=self._portal.timezone)
        return dated is not None and dated.precision in ("minute", "day")

    def told_dates(self, url: str, hints: Iterable[tuple[str, str]]) -> None:
        """Takes note of the date that hints give for an address."""
        for origin, written in hints:
            if origin in _DATED and written:
                self.stated_dates.setdefault(url, (origin, written))
                if len(self.stated_dates) > _MOST_DATES:
                    del self.stated_dates[next(iter(self.stated_dates))]
                self.newly_dated.add(url)

    def _priority(self, url: str, link: Link, depth: int = 0) -> int:
        found = priority_of(self._portal, self._patterns, url, link, depth=depth)
        if found == PRIORITIES["article"] and urlsplit(url).netloc != self._portal.home.netloc:
            return PRIORITIES["pagination"]  # the host may show what the home page's shows: that comes first
        return found

    def _entry(
        self, url: str, address: str, priority: int, *, road: str, kind: str = "page", link: Link | None = None,
        referrer: str = "", depth: int = 0, is_turned: bool = False,
    ) -> Entry:  # fmt: skip
        address = form_address(address)
        hints: list[tuple[str, str]] = [("kind", kind)] if kind in ("feed", "sitemap") else []
        if link is not None and link.road in _DATED and (link.date or link.road == "feed"):
            hints.append((link.road, link.date))
        if is_turned:
            hints.append((TURNED, "list"))
        return Entry(
            portal=self._portal.key, url=url, request_url=address, host=urlsplit(address).netloc, priority=priority,
            newest=newest_of(self._portal, url, link), road=road, referrer=referrer, hints=tuple(hints), depth=depth,
        )  # fmt: skip
