"""One crawl of one portal: what it was asked to do, what it has learned on the way, and its count.

Scheduler, spider and writer share it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from archive.clock import now
from crawler.admission import Admission
from crawler.crawl_options import Options
from crawler.discovery.home_again import HomeAgain
from crawler.discovery.months import Months
from crawler.discovery.patterns import Patterns
from crawler.discovery.slashes import Slashes
from crawler.discovery.twins import Twins
from crawler.doubts import Doubts
from crawler.host_states import HostStates
from crawler.joining import Pagers
from crawler.learning import Learner
from crawler.mirrors import Mirrors
from crawler.postings import Postings
from crawler.redirects import Redirects
from crawler.touched import Touched

if TYPE_CHECKING:
    from datetime import datetime

    from archive import Archive
    from crawler.frontier import Entry, Frontier
    from crawler.portal import Portal
    from crawler.robots import Robots

FARTHEST = timedelta(days=400)
"""Nothing is put off for longer: an address due later than that was put off by a clock that was wrong."""
MOST_LEFT = 20
"""Addresses asked for in one run because no list names them any more."""
TRIES = 3
"""Times an address that fails is asked for in one run."""


def is_passing(status: int) -> bool:
    """Whether an HTTP status speaks of the moment, not of the page: worth another try in the same run."""
    return status in (408, 425, 429) or status >= 500


def _by_the_other_scheme(url: str) -> str:
    """The address as it was while the definition named the home page with https, or without.

    >>> _by_the_other_scheme("http://a.gov.vn/")
    'https://a.gov.vn/'
    """
    scheme, mark, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}{mark}{rest}"


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
    doubts: Doubts = field(default_factory=Doubts)
    patterns: Patterns = field(default_factory=Patterns)
    months: Months = field(default_factory=Months)
    postings: Postings = field(default_factory=Postings)
    counts: Counter[str] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    """Requests under way, by host."""
    stubs: Counter[str] = field(default_factory=Counter)
    """By host, how often in a row a stub came again though its cookie was set."""
    challenged: Counter[int] = field(default_factory=Counter)
    """By HTTP status, the pages that were checks for robots."""
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    """By host, what a browser got set by the portal's scripts: other requests need it too."""
    unshown: str = ""
    """The first page that the browser could not show, and why; empty where there was none."""
    first_fault: str = ""
    """The first error of our own over a page; empty where there was none."""
    moved_to: str = ""
    """Where the home page leads, if that is not the portal's; empty: it is there."""
    ending: str = ""
    """Why it is to end before its work is done; empty: it is not."""
    left: dict[str, None] = field(default_factory=dict)
    """Addresses that a list of the portal names no more, in the order in which that was seen."""
    said: dict[int, str] = field(default_factory=dict)
    """Which page that is no news said a text first, by the text's hash."""
    notes: list[str] = field(default_factory=list)
    """What the user should know of at the end, each once."""

    def __post_init__(self) -> None:
        """What it learns of the portal in this run."""
        self.hosts = HostStates(self.robots, self.note)
        self.mirrors = Mirrors(self.portal.home)
        self.twins = Twins()
        self.slashes = Slashes()
        self.touched = Touched()
        """By sitemaps."""
        self.retold = Touched()
        """By what feeds and lists say of pages that they said otherwise before."""
        self.home_again = HomeAgain()
        self.pagers = Pagers()
        self.redirects = Redirects(self.note)
        self.admission = Admission(self.portal, self.patterns, self.mirrors, self.twins, self.slashes)

    def begin(self, *, due: bool) -> None:
        """Queues what is due: the seeds, and with `recheck` everything. `due`: the seeds whatever their time."""
        frontier, key = self.frontier, self.portal.key
        frontier.release(key, self.owner)
        frontier.forget_waits(key, now=now(), latest=now() + FARTHEST)
        self.admission.begin(frontier.begin_run(key))
        self.patterns.given_up |= frontier.given_up(key)
        frontier.put(self.admission.seeds())
        frontier.drop(key, [_by_the_other_scheme(self.portal.homepage)])
        moment = now()
        if self.options.recheck:
            frontier.make_due(key, urls=None, now=moment)
        else:
            seeds = [url for _, seed in self.portal.seeds if (url := self.portal.canonical(seed))]
            frontier.make_due(key, urls=seeds if due else (), now=moment + self.options.ahead)
        if self.portal.definition.discover.former:
            frontier.drop(key, [url for url in frontier.known(key) if self.portal.is_former(url)])

    def told_alias(self, archive: Archive, url: str, own: str, *, is_new: bool = True) -> None:
        """An article's page at `url` was found to be the one at `own`; `is_new`: in this run.

        Where another host of the portal shows the same under the same path again and again, it is a mirror, and links
        to it count as links to the home page's host. Where addresses differ in a token that makes no difference,
        the first that was met counts for all.
        """
        self._learn_mirror(url, own, is_new=is_new)
        part = self.twins.told(url, own)
        if part is None:
            return
        key = self.portal.key
        dead = archive.dead_addresses(key)
        alive = (known for known in self.frontier.known_in_order(key) if known not in dead)
        if self.twins.learn(part, archive.addresses(key), alive) and is_new:
            self.note(f"{url} shows the same as {own}, and so on: each such page is asked for once")

    def told_canonical(self, url: str, named: str) -> None:
        """A page at `url` names an address as its own: the same path on the home page's host is a sign of a mirror,
        whose pages are then asked for there.
        """
        if named and urlsplit(named).netloc == self.portal.home.netloc:
            self._learn_mirror(url, named, is_new=True)

    def _learn_mirror(self, url: str, own: str, *, is_new: bool) -> None:
        if (mirror := self.mirrors.learned(url, own)) and is_new:
            self.note(f"{mirror} shows the same pages as {self.portal.home.netloc}: asked no more")

    def settle_article(self, url: str, *, is_alias: bool) -> None:
        """Takes note that an article at `url` is in the archive: its own address, or another one of a known article."""
        was_known = self.admission.was_known(url)
        self.give_up(self.patterns.settled(url, is_alias=is_alias, was_known=was_known), url)

    def give_up(self, pattern: str, url: str) -> None:
        """Asks in this run for nothing more of a pattern (empty: of none); `url` was the last that was asked for."""
        if pattern:
            self.frontier.give_up(self.portal.key, pattern)
            self.note(f"{url} and addresses like it ({pattern}) bring nothing any more: given up for this run")

    def is_mirrored(self, entry: Entry) -> bool:
        """Whether the entry is on a mirror, so that its page is asked for on the home page's host."""
        return entry.host in self.mirrors and entry.road != "seed"

    def step_to_post(self, entry: Entry) -> Literal["post", "wait", "leave"]:
        """What is to be done for a page of a pager that posts; one that cannot be posted for now is put off."""
        step = self.postings.step(entry.url, entry.referrer)
        if step == "leave":
            self.put_off(entry)
        elif step == "wait":
            self.frontier.make_due(self.portal.key, urls=[entry.referrer], now=now())
            soon = now() + timedelta(seconds=1 + self.portal.definition.politeness.delay)
            self.frontier.reschedule(self.portal.key, entry.url, due_at=soon, attempts=entry.attempts)
        return step

    def is_past_end(self, entry: Entry) -> bool:
        """Whether the entry is a month of an archive that lies beyond its end; if so, it is put off."""
        today = now()
        if not self.months.is_past_end(entry.url, this_month=today.year * 12 + today.month - 1):
            return False
        self.put_off(entry)
        return True

    def put_off(self, entry: Entry) -> None:
        """The entry is not asked for in this run, but may be tomorrow."""
        self.frontier.drop(self.portal.key, [entry.url], until=now() + timedelta(days=1))

    def is_twin(self, entry: Entry) -> bool:
        """Whether another address stands for the entry's."""
        return entry.road in ("link", "listing", "pagination") and self.twins.first(entry.url) != entry.url

    def ask_touched(self) -> None:
        """Makes due what sitemaps, feeds and lists say was touched since it was asked for, while that proves right."""
        for touched in (self.touched, self.retold):
            while portion := touched.portion():
                told = self.admission.modified
                modified = [(url, moment, told.get(url, "")) for url, moment in portion]
                due = self.frontier.make_due_if_modified(self.portal.key, modified, now=now())
                touched.asking(due)
                if due:
                    break

    def ask_left(self) -> None:
        """Makes due what a list names no more, and no other has named in this run: it may be gone."""
        if not self.left or self.in_flight.total() or self.frontier.pending_count(self.portal.key, now()):
            return
        unnamed = [url for url in self.left if self.admission.was_known(url) and not self.admission.was_listed(url)]
        self.left.clear()
        before = [(url, self.started_at) for url in unnamed[:MOST_LEFT]]
        self.frontier.make_due_if_touched(self.portal.key, before, now=now())

    def says_again(self, url: str, text: str) -> bool:
        """Whether another page has said the same text before, as the months of an empty calendar do."""
        return self.said.setdefault(hash(text), url) != url

    def answer_touched(self, url: str, *, is_edited: bool) -> None:
        """Takes note of what a look at an address brought that may have been said to be touched."""
        if self.touched.answered(url, is_edited=is_edited):
            self.note("lastmod of the sitemap is not believed: of the pages it calls touched hardly any were edited")
        self.retold.answered(url, is_edited=is_edited)

    def cookies_for(self, host: str) -> list[dict[str, str]]:
        """Those cookies as Scrapy wants them."""
        return [{"name": name, "value": value, "path": "/"} for name, value in self.cookies.get(host, {}).items()]

    def met_wall(self, status: int) -> None:
        """A page was a check for robots."""
        self.challenged[status] += 1
        self.note(f"some of its pages are checks for robots (HTTP {status}): docs/portals.md says what can be done")

    def met_fault(self, url: str, what: str) -> None:
        """An error of our own over one page: the first is told whole, all are counted."""
        self.counts["faults"] += 1
        self.first_fault = self.first_fault or f"{what} at {url}"

    def note(self, line: str) -> None:
        """Keeps a line for the end of the run, once."""
        if line not in self.notes:
            self.notes.append(line)

    @property
    def limit_reached(self) -> bool:
        """Whether as many addresses have been asked for as the user allowed."""
        return self.options.limit is not None and self.counts["requests"] >= self.options.limit

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is to be asked for in this run: it ends, or the user's limit or budget is reached."""
        budget = self.portal.definition.schedule.budget
        return bool(self.ending) or self.limit_reached or (budget is not None and self.counts["requests"] >= budget)
