"""The look at an unknown portal itself: what is asked, in which order, and what is made of the answers.

Home page, feeds, sitemaps, a few sections, then addresses that may be articles until ten are, then more sections.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.candidates import ANNOUNCED, MERE, RESEMBLING, Candidates
from crawler.discovery.addresses import article_pattern
from crawler.discovery.platforms import header_marks, platforms, recognised
from crawler.drafting import definition_text
from crawler.looking import LookFailed
from crawler.ordering import is_document, resembles_article
from crawler.portal import PortalError, parse_portal
from crawler.survey import Sample, Source, Survey
from crawler.timezones import offset_of, zone_of
from crawler.urls import absolute_url, bare_host, split_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.records import Link
    from crawler.discovery.platforms import Platform, Recognised
    from crawler.looking import Answer
    from crawler.portal import Portal
    from crawler.spiders.look import LookSpider

SAMPLES = 10
MOST_MOVES = 3
"""Redirects of the home page to another host that are followed."""
MOST_FEEDS = 4
"""Feeds, and addresses where one may be, that are asked for."""
MOST_SITEMAPS = 3
FIRST_SECTIONS, ALL_SECTIONS = 3, 8
LEAST_LINKS = 4
"""Links to likely articles that make a page a list of them."""
_USUAL_FEEDS = ("/rss.xml", "/feed")
_LISTS = ("listing", "home", "other")


def portal_at(homepage: str, *, private: bool, hosts: Iterable[str] = ()) -> Portal:
    """A portal of which nothing is known but where it is. Raises PortalError where it may not be asked."""
    lines = [f"homepage = '{homepage}'", f"hosts = {list(hosts)!r}"]
    if private:
        lines += ["private = true", "[politeness]", "delay = 0"]
    return parse_portal("\n".join(lines), key="look", origin=homepage)


class Surveyor:
    """One look at one portal, by a spider that asks."""

    def __init__(self, spider: LookSpider, old: Sequence[str] = ()) -> None:
        """`old` are addresses that articles of the portal had before it moved: they are tried too."""
        self._old = old
        self._old_found = 0
        self._spider = spider
        self._private = spider.portal.definition.private
        self._moved: list[str] = []
        self._platform: Platform | None = None
        self._candidates = Candidates()
        self._samples: dict[str, tuple[Answer, tuple[tuple[str, str], ...]]] = {}
        self._others: list[str] = []
        """Addresses of pages that are no article."""
        self._sections: dict[str, None] = {}
        self._sections_asked: set[str] = set()
        self._feeds: list[Source] = []
        self._sitemaps: list[Source] = []
        self._inner_sitemaps: set[str] = set()
        """Those that an index names: they are the index's to tell."""
        self._pages: dict[str, tuple[bool, frozenset[str]]] = {}
        """Of each page that is no article: whether it reads as a list, and what likely articles it links to."""
        self._stamps: list[str] = []
        self._languages: Counter[str] = Counter()
        self._related: Counter[str] = Counter()
        self._looks = 0

    async def survey(self) -> Survey:
        """What there is. Raises LookFailed where the portal cannot be reached, or shows no article."""
        home = await self._home()
        family = recognised(header_marks(home.capture.headers), home.read.marks)
        self._platform = platforms()[family.key] if family else None
        self._meet(home)
        for url in self._old:
            answer = await self._ask(url, "page")
            self._old_found += answer is not None and answer.read.article is not None
        await self._ask_feeds(home)
        await self._ask_sitemaps()
        await self._ask_sections(FIRST_SECTIONS)
        while len(self._samples) < SAMPLES and self._spider.left and (chosen := self._candidates.next()):
            await self._ask_page(*chosen)
        await self._ask_sections(ALL_SECTIONS)
        if not self._samples:
            raise LookFailed(
                f"none of {self._looks} pages that may be articles reads as one: write a definition by hand, with "
                "[article] url and selectors"
            )
        return await self._concluded(home, family)

    # What is asked

    async def _home(self) -> Answer:
        """The home page, at whatever host it is now."""
        for _ in range(MOST_MOVES + 1):
            asked = self._spider.portal.definition.homepage
            answer = await self._spider.ask(asked)
            if answer is None:
                raise LookFailed(f"its home page brings no answer: {self._reason()}")
            if not answer.leaves_to:
                if answer.capture.status >= 400 or answer.read.outcome in ("challenge", "gone", "empty", "document"):
                    why = answer.read.note or f"it reads as {answer.read.outcome}"
                    raise LookFailed(f"its home page is no page to begin with: {why}")
                self._settle_scheme(asked, answer)
                return answer
            self._move(asked, answer.leaves_to)
        raise LookFailed(f"its home page leads from host to host more than {MOST_MOVES} times")

    def _move(self, asked: str, target: str) -> None:
        here = split_url(asked)
        if here is not None:
            self._moved.append(here._replace(host=bare_host(here.host)).netloc)
        try:
            self._spider.move(portal_at(target, private=self._private, hosts=self._moved))
        except PortalError as error:
            raise LookFailed(f"its home page leads to {target}, which is not followed: {error}") from None

    def _settle_scheme(self, asked: str, answer: Answer) -> None:
        """The home page is where it was asked for, by the scheme and the spelling of the host at which it answered."""
        there, here = urlsplit(answer.capture.url), urlsplit(asked)
        homepage = here._replace(scheme=there.scheme, netloc=there.netloc, fragment="").geturl()
        if bare_host(there.netloc) == bare_host(here.netloc) and homepage != asked:
            self._spider.move(portal_at(homepage, private=self._private, hosts=self._moved))

    async def _ask_feeds(self, home: Answer) -> None:
        named = [link.url for link in home.read.links if link.kind == "feed"]
        usual = self._platform.conventions.feeds if self._platform else _USUAL_FEEDS
        for place, url in enumerate(_first([*named, *self._absolute(usual)], MOST_FEEDS)):
            if place >= len(named) and self._feeds:
                return
            answer = await self._ask(url, "feed")
            if answer is None or answer.read.outcome != "feed":
                continue
            own = [link for link in answer.read.links if self._spider.portal.owns(link.url)]
            if own:
                self._feeds.append(Source(answer.url, len(own)))
                self._take(own, MERE)

    async def _ask_sitemaps(self) -> None:
        usual = self._platform.conventions.sitemaps if self._platform else ()
        named = self._spider.robots.sitemaps(self._spider.portal.definition.homepage)
        waiting = _first([*named, *self._absolute((*usual, "/sitemap.xml"))], MOST_SITEMAPS)
        asked = 0
        while waiting and asked < MOST_SITEMAPS and not (self._sitemaps and not self._inner_sitemaps & set(waiting)):
            url, asked = waiting.pop(0), asked + 1
            answer = await self._ask(url, "sitemap")
            if answer is None or answer.read.outcome != "sitemap":
                continue
            links = sorted(answer.read.links, key=lambda link: link.modified, reverse=True)
            own = [link for link in links if self._spider.portal.owns(link.url)]
            if url not in self._inner_sitemaps:
                self._sitemaps.append(Source(answer.url, len(own)))
            inner = [link.url for link in own if link.kind == "sitemap"]
            self._inner_sitemaps.update(inner)
            waiting = inner[:1] + waiting
            self._take(own, MERE)

    async def _ask_sections(self, most: int) -> None:
        """Looks at pages that may be lists of articles, those below which most candidates lie first."""
        asked = 0
        for url in self._candidates.take_folders(LEAST_LINKS):
            self._sections.setdefault(url)
        while self._spider.left and asked < most:
            waiting = [url for url in self._sections if url not in self._sections_asked]
            if not waiting:
                return
            url = max(waiting, key=self._section_worth)
            self._sections_asked.add(url)
            asked += 1
            await self._ask_page(url, ())

    def _section_worth(self, url: str) -> tuple[float, int]:
        listings = self._platform.listings if self._platform else None
        below = self._candidates.below(f"{url.rstrip('/')}/") if not urlsplit(url).query else 0
        return min(below, 20) + (5 if listings and listings.search(url) else 0), -list(self._sections).index(url)

    async def _ask_page(self, url: str, hints: tuple[tuple[str, str], ...]) -> None:
        answer = await self._ask(url, "page", hints)
        if answer is None:
            return
        self._looks += 1
        if answer.read.article is not None:
            self._candidates.saw_article(url)
            if len(self._samples) < SAMPLES:
                self._samples.setdefault(answer.url, (answer, hints))
        else:
            self._others.append(answer.url)
            self._meet(answer)

    async def _ask(self, url: str, kind: str, hints: tuple[tuple[str, str], ...] = ()) -> Answer | None:
        answer = await self._spider.ask(url, kind=kind, hints=hints)
        if answer is None or answer.leaves_to or answer.capture.status >= 400:
            return None
        self._stamps += answer.read.stamps[:20]
        if answer.read.article is not None and (language := answer.read.article.language or answer.read.language):
            self._languages[language] += 1
        return answer

    # What is made of it

    def _meet(self, answer: Answer) -> None:
        """Takes the links of a page that is no article; a list of articles is remembered as one."""
        if answer.read.outcome not in _LISTS:
            return
        portal = self._spider.portal
        own = [link for link in answer.read.links if portal.owns(link.url)]
        for link in answer.read.links:
            self._meet_host(link.url)
        likely = self._take([link for link in own if link.road != "pagination"], 0.0)
        self._pages.setdefault(answer.url, (answer.read.outcome == "listing", likely))
        self._others += [url for link in own if link.road == "pagination" and (url := portal.canonical(link.url))]
        for link in own:
            url = portal.canonical(link.url)
            if url and link.road == "link" and self._may_be_section(url):
                self._sections.setdefault(url)

    def _take(self, links: Iterable[Link], otherwise: float) -> frozenset[str]:
        """Takes what may be articles among links; the likely ones."""
        likely = set()
        for link in links:
            url = self._spider.portal.canonical(link.url)
            if url is None or is_document(url) or url == self._spider.portal.homepage or link.kind != "page":
                continue
            chance = (
                ANNOUNCED if link.road == "feed" or link.date else RESEMBLING if self._resembles(url) else otherwise
            )
            if chance > MERE:
                likely.add(url)
            if chance:
                hints = ((link.road, link.date),) if link.date and link.road in ("feed", "listing", "sitemap") else ()
                self._candidates.add(url, chance, hints)
        return frozenset(likely)

    def _listed(self) -> list[Source]:
        """The lists of articles among the pages looked at: not those that only show what stands on every page."""
        shown = Counter(url for _, likely in self._pages.values() for url in likely)
        around = sorted(len(likely) for is_list, likely in self._pages.values() if not is_list)
        usual = around[len(around) // 2] if around else 0
        found = []
        for page, (is_list, likely) in self._pages.items():
            own = sum(shown[url] * 3 <= max(3, len(self._pages)) for url in likely)
            if is_list and own >= LEAST_LINKS and len(likely) >= usual + LEAST_LINKS:
                found.append(Source(page, len(likely)))
        return found

    def _resembles(self, url: str) -> bool:
        usual = self._platform.articles if self._platform else None
        return resembles_article(url) or bool(usual and usual.search(url))

    def _may_be_section(self, url: str) -> bool:
        barren = self._platform.ignore if self._platform else None
        return not (
            url == self._spider.portal.homepage
            or is_document(url)
            or self._resembles(url)
            or (barren and barren.search(url))
        )

    def _meet_host(self, url: str) -> None:
        split = split_url(url)
        home = self._spider.portal.home
        if split is None or self._spider.portal.owns(url):
            return
        is_below = split.host.endswith(f".{bare_host(home.host)}")
        is_same_machine = self._private and split.port == home.port and split.host in ("localhost", "127.0.0.1")
        if is_below or is_same_machine:
            self._related[split.netloc] += 1

    def _absolute(self, addresses: Iterable[str]) -> list[str]:
        home = self._spider.portal.definition.homepage
        return [url for address in addresses if (url := absolute_url(home, address))]

    def _reason(self) -> str:
        return next(reversed(self._spider.failures.values()), "no answer")

    async def _concluded(self, home: Answer, family: Recognised | None) -> Survey:
        portal = self._spider.portal
        language = next((name for name, _ in self._languages.most_common(1)), home.read.language)
        zone, why = zone_of(portal.home.host, language, self._stamps)
        others = [portal.homepage, *self._others, *self._pages]
        taken = {portal.homepage}
        found = Survey(
            homepage=portal.definition.homepage,
            private=self._private,
            hosts=tuple(self._moved),
            name=home.read.site_name,
            language=language,
            timezone=zone,
            timezone_why=why,
            offset=offset_of(self._stamps),
            platform=family,
            feeds=_each_once(self._feeds, taken),
            sitemaps=_each_once(self._sitemaps, taken),
            listings=_each_once(self._listed(), taken),
            pattern=article_pattern(self._samples, others),
            closed=tuple(
                line for line in self._spider.robots.lines(portal.definition.homepage) if line.lower().startswith("dis")
            ),
            crawl_delay=self._spider.robots.crawl_delay(portal.definition.homepage),
            related=tuple(self._related.most_common(5)),
            old_found=self._old_found,
            requests=self._spider.spent,
            looks=self._looks,
        )
        return replace(found, samples=await self._read_again(found))

    async def _read_again(self, found: Survey) -> tuple[Sample, ...]:
        """The samples as a crawl by the definition that is to be written would archive them."""
        portal = parse_portal(definition_text(found), key="look", origin="the definition")
        samples = []
        for url, (answer, hints) in self._samples.items():
            article = (await self._spider.read_again(answer, portal, hints)).article
            if article is not None:
                samples.append(Sample(url, article))
        return tuple(samples)


def _first(urls: Iterable[str], count: int) -> list[str]:
    return list(dict.fromkeys(urls))[:count]


def _each_once(sources: Iterable[Source], taken: set[str]) -> tuple[Source, ...]:
    """The sources that no other kind of them has taken."""
    found = []
    for source in sources:
        if source.url not in taken:
            taken.add(source.url)
            found.append(source)
    return tuple(found)
