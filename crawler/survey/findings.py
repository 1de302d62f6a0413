"""What the pages of one look have shown so far: likely articles, sections, lists, hosts. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.ordering import is_document, resembles_article
from crawler.survey.found import Source
from crawler.survey.prospects import ANNOUNCED, MERE, RESEMBLING, Prospects
from crawler.urls import bare_host, split_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Link
    from crawler.discovery.platforms import Platform
    from crawler.portal import Portal
    from crawler.survey.glance import Glance

LEAST_LINKS = 4
"""Links to likely articles that make a page a list of them."""
_LISTS = ("listing", "home", "other")
_LOOPBACK = ("localhost", "127.0.0.1")


class Findings:
    """Of one portal, where it is now, on a platform that may be known."""

    def __init__(self, portal: Portal, platform: Platform | None) -> None:
        self._portal = portal
        self._platform = platform
        self.prospects = Prospects()
        self.others: list[str] = [portal.homepage]
        """Addresses that are no articles."""
        self.related: Counter[str] = Counter()
        """Hosts below the portal's own name that are linked to, and how often."""
        self._sections: dict[str, bool] = {}
        """Addresses that may be lists of articles, and whether they have been handed out."""
        self._pages: dict[str, tuple[bool, frozenset[str]]] = {}
        """Of each page that is no article: whether it reads as a list, and what likely articles it links to."""

    def meet(self, url: str, read: Glance) -> None:
        """Takes the links of a page that is no article."""
        if read.outcome not in _LISTS:
            return  # it is not there, or nobody can say what it is
        self.others.append(url)
        own = [link for link in read.links if self._portal.owns(link.url)]
        further = [link.url for link in own if link.road == "pagination"]
        self.others += filter(None, map(self._portal.canonical, further))
        likely = self.take([link for link in own if link.road != "pagination"], 0.0)
        self._pages.setdefault(url, (read.outcome == "listing", likely))
        for link in read.links:
            self._meet_host(link.url)
        for link in own:
            found = self._portal.canonical(link.url)
            if found and link.road == "link" and self._may_be_section(found):
                self._sections.setdefault(found, False)

    def take(self, links: Iterable[Link], otherwise: float = MERE) -> frozenset[str]:
        """Takes what may be articles among links, with the chance `otherwise` of those that look like none; the likely
        ones.
        """
        likely = set()
        for link in links:
            url = self._portal.canonical(link.url)
            if url is None or is_document(url) or url == self._portal.homepage or link.kind != "page":
                continue
            is_announced = link.road == "feed" or bool(link.date)
            chance = ANNOUNCED if is_announced else RESEMBLING if self._resembles(url) else otherwise
            if chance > MERE:
                likely.add(url)
            if chance:
                hints = ((link.road, link.date),) if link.date and link.road in ("feed", "listing", "sitemap") else ()
                self.prospects.add(url, chance, hints)
        return frozenset(likely)

    def next_section(self) -> str | None:
        """The address that is likeliest a list, each once: that below which most prospects lie."""
        for url in self.prospects.take_folders(LEAST_LINKS):
            self._sections.setdefault(url, False)
        places = {url: place for place, (url, is_done) in enumerate(self._sections.items()) if not is_done}
        if not places:
            return None
        url = max(places, key=lambda one: (self._worth(one), -places[one]))
        self._sections[url] = True
        return url

    def listings(self) -> list[Source]:
        """The lists of articles among the pages met: not those that only show what stands on every page."""
        shown = Counter(url for _, likely in self._pages.values() for url in likely)
        around = sorted(len(likely) for is_list, likely in self._pages.values() if not is_list)
        usual = around[len(around) // 2] if around else 0
        found = []
        for page, (is_list, likely) in self._pages.items():
            own = sum(shown[url] * 3 <= max(3, len(self._pages)) for url in likely)
            if is_list and own >= LEAST_LINKS and len(likely) >= usual + LEAST_LINKS:
                found.append(Source(page, len(likely)))
        return found

    def _worth(self, section: str) -> float:
        listings = self._platform.listings if self._platform else None
        below = self.prospects.below(f"{section.rstrip('/')}/") if not urlsplit(section).query else 0
        return min(below, 20) + (5 if listings and listings.search(section) else 0)

    def _resembles(self, url: str) -> bool:
        usual = self._platform.articles if self._platform else None
        return resembles_article(url) or bool(usual and usual.search(url))

    def _may_be_section(self, url: str) -> bool:
        barren = self._platform.ignore if self._platform else None
        is_none = url == self._portal.homepage or is_document(url) or self._resembles(url)
        return not is_none and not (barren and barren.search(url))

    def _meet_host(self, url: str) -> None:
        split = split_url(url)
        if split is None or self._portal.owns(url):
            return
        home = self._portal.home
        is_below = split.host.endswith(f".{bare_host(home.host)}")
        is_same_machine = home.host in _LOOPBACK and split.host in _LOOPBACK and split.port == home.port
        if is_below or is_same_machine:
            self.related[split.netloc] += 1
