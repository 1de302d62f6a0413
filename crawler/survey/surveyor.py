"""The look at an unknown portal itself: what is asked, in which order, and what is made of the answers.

Home page, feeds, sitemaps, a few sections, then addresses that may be articles until ten are, then more sections.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import SCRIPTS_ALONE
from crawler.discovery.addresses import article_pattern
from crawler.discovery.platforms import header_marks, platforms, recognised
from crawler.hosts import is_private_host
from crawler.portal import PortalError, parse_portal
from crawler.survey.drafting import definition_text, toml_string, with_settings
from crawler.survey.findings import Findings
from crawler.survey.found import Sample, Source, Survey
from crawler.survey.looking import LookFailed
from crawler.survey.timezones import offset_of, zone_of
from crawler.urls import absolute_url, bare_host, split_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.discovery.platforms import Recognised
    from crawler.portal import Portal
    from crawler.spiders.look import LookSpider
    from crawler.survey.looking import Answer

SAMPLES = 10
MOST_MOVES = 3
"""Redirects of the home page to another host that are followed."""
MOST_FEEDS = 4
"""Feeds, and addresses where one may be, that are asked for."""
MOST_SITEMAPS = 3
FIRST_SECTIONS, MORE_SECTIONS = 3, 8
BROWSER = "; luutru add --javascript has a browser show its pages, and writes javascript = true"
_USUAL_FEEDS = ("/rss.xml", "/feed")


def portal_at(
    homepage: str, *, private: bool, hosts: Iterable[str] = (), settings: Mapping[str, str] | None = None
) -> Portal:  # fmt: skip
    """A portal of which nothing is known but where it is, and what `settings` say of it, by dotted key.

    Raises PortalError where it may not be asked, or a setting cannot be.
    """
    lines = [f"homepage = {toml_string(homepage)}", f"hosts = [{', '.join(map(toml_string, hosts))}]"]
    if private:
        lines += ["private = true", "[politeness]", "delay = 0"]
    return parse_portal("\n".join(lines), key="look", origin=homepage, overrides=settings)


class Surveyor:
    """One look at one portal, by a spider that asks."""

    def __init__(self, spider: LookSpider, old: Sequence[str] = ()) -> None:
        """`old` are addresses that articles of the portal had before it moved: they are tried too."""
        self._old = old
        self._old_found = 0
        self._spider = spider
        self._private = spider.portal.definition.private
        self._settings = spider.portal.overrides
        self._scripted = 0
        """Pages that hold scripts and hardly any text."""
        self._moved: list[str] = []
        self._samples: dict[str, tuple[Answer, tuple[tuple[str, str], ...]]] = {}
        self._feeds: list[Source] = []
        self._sitemaps: list[Source] = []
        self._inner_sitemaps: set[str] = set()
        """Those that an index names: they are the index's to tell."""
        self._stamps: list[str] = []
        self._languages: Counter[str] = Counter()
        self._looks = 0

    async def survey(self) -> Survey:
        """What there is. Raises LookFailed where the portal cannot be reached, or shows no article."""
        home = await self._home()
        family = recognised(header_marks(home.capture.headers), home.read.marks)
        self._platform = platforms()[family.key] if family else None
        self._found = Findings(self._spider.portal, self._platform)
        self._found.meet(home.url, home.read)
        for url in self._old:
            answer = await self._ask(url, "page")
            self._old_found += answer is not None and answer.read.article is not None
        await self._ask_feeds(home)
        await self._ask_sitemaps()
        await self._ask_sections(FIRST_SECTIONS)
        while len(self._samples) < SAMPLES and self._spider.left:
            chosen = self._found.prospects.next()
            section = self._found.next_section() if chosen is None else None
            if chosen is None and section is None:
                break
            await self._ask_page(*(chosen or (section or "", ())))
        await self._ask_sections(MORE_SECTIONS)
        if not self._samples:
            raise LookFailed(self._nothing())
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
                    raise LookFailed(f"its home page cannot be used: {why}{self._browser(answer)}")
                self._scripted += answer.read.note == SCRIPTS_ALONE
                self._settle_scheme(asked, answer)
                return answer
            self._move(asked, answer.leaves_to)
        raise LookFailed(f"its home page leads from host to host more than {MOST_MOVES} times")

    def _browser(self, answer: Answer) -> str:
        """What a browser could do about a page that shows nothing; empty: it would not help, or there is one."""
        needs = answer.read.note == SCRIPTS_ALONE and not self._spider.portal.definition.javascript
        return BROWSER if needs else ""

    def _nothing(self) -> str:
        """Why there is no article."""
        if self._scripted and not self._spider.portal.definition.javascript:
            return f"no page reads as an article: {self._scripted} hold scripts and hardly any text{BROWSER}"
        if not self._looks:
            return "its home page leads to nothing that may be an article: is it the portal's home page?"
        return (
            f"none of {self._looks} pages that may be articles reads as one: write a definition by hand, with "
            "[article] url and selectors"
        )

    def _move(self, asked: str, target: str) -> None:
        here, there = split_url(asked), split_url(target)
        # What was said of a private host holds for it, not for wherever it leads: another name of it at most.
        is_own = here is not None and there is not None and here.port == there.port
        self._private = self._private and is_own and all(is_private_host(one.host) for one in (here, there) if one)
        if here is not None:
            self._moved.append(here._replace(host=bare_host(here.host)).netloc)
        try:
            self._spider.move(self._at(target))
        except PortalError as error:
            raise LookFailed(f"its home page leads to {target}, which is not followed: {error}") from None

    def _settle_scheme(self, asked: str, answer: Answer) -> None:
        """The home page is where it was asked for, by the scheme and the spelling of the host at which it answered."""
        there, here = urlsplit(answer.capture.url), urlsplit(asked)
        homepage = here._replace(scheme=there.scheme, netloc=there.netloc, fragment="").geturl()
        if bare_host(there.netloc) == bare_host(here.netloc) and homepage != asked:
            self._spider.move(self._at(homepage))

    def _at(self, homepage: str) -> Portal:
        return portal_at(homepage, private=self._private, hosts=self._moved, settings=self._settings)

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
                self._found.take(own)

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
            self._found.take(own)

    async def _ask_sections(self, most: int) -> None:
        """Looks at pages that may be lists of articles."""
        for _ in range(most):
            url = self._found.next_section() if self._spider.left else None
            if url is None:
                return
            await self._ask_page(url, ())

    async def _ask_page(self, url: str, hints: tuple[tuple[str, str], ...]) -> None:
        answer = await self._ask(url, "page", hints)
        if answer is None:
            return
        self._looks += 1
        self._scripted += answer.read.note == SCRIPTS_ALONE
        if answer.read.article is not None:
            self._found.prospects.saw_article(url)
            if len(self._samples) < SAMPLES:
                self._samples.setdefault(answer.url, (answer, hints))
        else:
            self._found.meet(answer.url, answer.read)

    async def _ask(self, url: str, kind: str, hints: tuple[tuple[str, str], ...] = ()) -> Answer | None:
        answer = await self._spider.ask(url, kind=kind, hints=hints)
        if answer is None or answer.leaves_to or answer.capture.status >= 400:
            return None
        self._stamps += answer.read.stamps[:20]
        if answer.read.article is not None and (language := answer.read.article.language or answer.read.language):
            self._languages[language] += 1
        return answer

    def _absolute(self, addresses: Iterable[str]) -> list[str]:
        home = self._spider.portal.definition.homepage
        return [url for address in addresses if (url := absolute_url(home, address))]

    def _reason(self) -> str:
        return next(reversed(self._spider.failures.values()), "no answer")

    async def _concluded(self, home: Answer, family: Recognised | None) -> Survey:
        portal = self._spider.portal
        language = next((name for name, _ in self._languages.most_common(1)), home.read.language)
        zone, why = zone_of(portal.home.host, language, self._stamps)
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
            listings=_each_once(self._found.listings(), taken),
            pattern=article_pattern(self._samples, self._found.others),
            closed=tuple(self._spider.robots.closing(portal.definition.homepage)),
            crawl_delay=self._spider.robots.crawl_delay(portal.definition.homepage),
            related=tuple(self._found.related.most_common(5)),
            old_found=self._old_found,
            requests=self._spider.spent,
            looks=self._looks,
        )
        return replace(found, samples=await self._read_again(found))

    async def _read_again(self, found: Survey) -> tuple[Sample, ...]:
        """The samples as a crawl by the definition that is to be written would archive them."""
        text = with_settings(definition_text(found), self._settings)
        portal = parse_portal(text, key="look", origin="the definition")
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
