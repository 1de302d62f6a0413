"""What one page tells the run: which links to follow, which lists go on, which patterns bring nothing any more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.clock import now
from archive.records import Link
from archive.turning import page_of
from crawler.admission import is_told
from crawler.candidates import ROAD as GAP
from crawler.discovery.home_again import NOTE as SHOWS_HOME
from crawler.discovery.leavers import left
from crawler.discovery.news import goes_on, next_pages
from crawler.extraction import UNDECIDED
from crawler.extraction.article import ENOUGH_WORDS
from crawler.extraction.blocks import words_in

if TYPE_CHECKING:
    from archive.records import Article, Outcome
    from crawler.frontier import Entry
    from crawler.job import Job
    from crawler.reading import Reading


@dataclass(frozen=True, slots=True)
class Steered:
    """What comes of a page's links."""

    entries: tuple[Entry, ...]
    """For the frontier."""
    news_count: int
    """Addresses that may be articles and that nobody had named before."""


def steer(job: Job, entry: Entry, reading: Reading) -> Steered:
    """Takes up what a page tells: its links are admitted, what is new on it may go on, its pattern is judged by it."""
    job.postings.saw(entry.url, reading.form)
    job.months.saw(entry.url, reading.links)
    is_list = reading.outcome in ("listing", "home")
    admitted = job.admission.admit(
        reading.links, referrer=entry.url, depth=entry.depth, is_list=is_list, is_article=reading.article is not None
    )
    new = [one for one in admitted.entries if one.url in admitted.fresh]
    news_count = sum(job.patterns.may_be_news(one.url, at=entry.url, dated=is_told(one.hints)) for one in new)
    news = job.frontier.note_modified(job.portal.key, admitted.modified) if admitted.modified else set()
    job.touched.told(admitted.touched, news)
    if reading.outcome in ("sitemap", "feed", "listing") and admitted.named and page_of(entry.url) is None:
        retold = job.frontier.note_said(job.portal.key, entry.url, admitted.said) if admitted.said else ()
        job.retold.told((url, now()) for url in retold if job.admission.was_known(url))
        job.left |= dict.fromkeys(
            left(job.frontier.note_named(job.portal.key, entry.url, admitted.named), admitted.named)
        )
    if is_list and goes_on(news_count, admitted.listed):
        _turn_page(job, entry, reading)
    is_seed = entry.road in ("seed", "feed", "sitemap", "robots")
    thin = is_thin(job, entry.url, reading.article)
    protected = is_seed or bool(job.portal.is_article_url(entry.url)) or (reading.note == UNDECIDED and not thin)
    outcome: Outcome = "other" if thin else reading.outcome
    given_up = job.patterns.saw(entry.url, outcome, admitted.unknown, fresh=news_count > 0, protected=protected)
    job.give_up(given_up, entry.url)
    return Steered(admitted.entries, news_count)


def is_thin(job: Job, url: str, article: Article | None) -> bool:
    """Whether a page that is no news says so little, or no more than another one, that asking for more of its kind is
    not worth it.
    """
    if article is None or article.is_usual:
        return False
    return words_in(article.text) < ENOUGH_WORDS or job.says_again(url, article.text)


def with_own_address(entry: Entry, reading: Reading) -> Reading:
    """The reading with the address that a page names as its own among its links, where its present one was made up from
    the numbers of others: that one is asked for too, and counts once it has been seen to say the same.
    """
    named = reading.article.canonical_url if reading.article is not None and entry.road == GAP else ""
    return replace(reading, links=(*reading.links, Link(url=named))) if named else reading


def told_from_home(job: Job, entry: Entry, reading: Reading) -> Reading:
    """The reading; a page that is the home page once more says that there is nothing at its address."""
    links = [link.url for link in reading.links]
    if entry.url == job.portal.homepage:
        job.home_again.saw_home(links)
    elif (reading.outcome in ("listing", "other", "empty") or _is_other(reading)) and job.home_again.shows_home(links):
        return replace(reading, outcome="gone", article=None, note=SHOWS_HOME)
    return reading


def _is_other(reading: Reading) -> bool:
    """Whether a page of text is no news."""
    return reading.article is not None and not reading.article.is_usual


def _turn_page(job: Job, entry: Entry, reading: Reading) -> None:
    """What is new may go on on the next page of the listing, which is known from earlier runs: it is due."""
    found = [url for link in reading.links if (url := job.portal.canonical(link.url))]
    following = [(url, job.started_at) for url in next_pages(entry.url, found)]
    job.frontier.make_due_if_touched(job.portal.key, following, now=now())
