"""What to ask for next: every admitted address of every portal, queued, leased or done.

The interface is small, so that another store can stand behind it: `put, lease, ack, release, reschedule`, and what a
progress display asks. An entry is one canonical URL of one portal. A lease lasts as long as its owner lives, whatever
the clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

PRIORITIES = {
    "seed": 0, "feed": 1, "sitemap": 1, "first": 2, "article": 4, "pagination": 5, "again": 6, "page": 7, "document": 9,
}  # fmt: skip
"""Smaller is sooner: what announces news, then likely articles, then articles to be looked at again, then the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One address to ask for."""

    portal: str
    url: str
    """Canonical: the entry's identity."""
    request_url: str
    """The address as it will be sent."""
    host: str
    """Host and port, the unit of politeness."""
    priority: int = PRIORITIES["page"]
    newest: float = 0.0
    """Orders within a priority, greater first: a date as days since year 1, or 0 where nothing tells."""
    due_at: datetime | None = None
    """None: at once."""
    road: str = "link"
    referrer: str = ""
    hints: tuple[tuple[str, str], ...] = ()
    """Origin and value of what was said of the page elsewhere: `("feed", "Mon, 12 Dec 2022 …")`, `("title", …)`."""
    depth: int = 0
    """Links from the nearest seed."""
    attempts: int = 0
    """Failed requests since the last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An address that was asked for, and whose visit is in the archive."""

    url: str
    due_at: datetime | None
    """When to ask again; None: never."""
    asked_at: datetime | None = None
    """When it was asked for; None: not told."""
    priority: int | None = None
    """Its priority from now on; None: as before."""
    awaiting: tuple[tuple[str, str], ...] | None = None
    """The hints it was read with, where others may make an article of it: it is queued again when there are others."""


class Frontier(Protocol):
    """The contract that any store behind the crawler keeps."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Admits the addresses that are not known yet; a known one keeps its state and gains hints."""
        ...

    def lease(
        self, portal: str, owner: str, *, count: int, now: datetime, without_hosts: Iterable[str] = ()
    ) -> list[Entry]:
        """Up to `count` queued entries that are due, best first, now leased to `owner`."""
        ...

    def ack(self, portal: str, visits: Sequence[Done], *, position: tuple[str, int] | None = None) -> None:
        """Marks addresses as done. `position`: the file and offset in `warc/` up to which the portal's visits have
        been acknowledged and their links put, with these.
        """
        ...

    def position(self, portal: str) -> tuple[str, int] | None:
        """How far it follows `warc/`; None: not at all."""
        ...

    def forget_waits(self, portal: str, *, now: datetime, latest: datetime) -> None:
        """Makes due what waits for another try, what is put off to after `latest`, and what was asked for after `now`:
        a run has ended, or a clock was wrong.
        """
        ...

    def release(self, portal: str, owner: str) -> int:
        """Queues again what is leased to any other owner than `owner`; how many there were."""
        ...

    def reschedule(self, portal: str, url: str, *, due_at: datetime, attempts: int) -> None:
        """Queues a leased address again, not before `due_at`."""
        ...

    def make_due(self, portal: str, *, urls: Sequence[str] | None, now: datetime) -> int:
        """Makes done addresses (all, or those named) due now; how many."""
        ...

    def make_due_if_touched(self, portal: str, touched: Sequence[tuple[str, datetime]], *, now: datetime) -> list[str]:
        """Makes done addresses due now that were touched, as somebody says, after they were last asked for; which."""
        ...

    def note_modified(self, portal: str, modified: Mapping[str, str]) -> set[str]:
        """Remembers when addresses were modified, as written, where nothing was told before; those that were told
        otherwise when they were last asked for.
        """
        ...

    def note_named(self, portal: str, url: str, named: Sequence[str]) -> list[str]:
        """Remembers what the list at `url` names, in its order; what it named when it was last read."""
        ...

    def note_said(self, portal: str, url: str, said: Mapping[str, str]) -> list[str]:
        """Remembers what the feed or list at `url` says of pages, as digests; those of which it said something else
        when it was last read.
        """
        ...

    def make_due_if_modified(
        self, portal: str, modified: Sequence[tuple[str, datetime, str]], *, now: datetime
    ) -> list[str]:  # fmt: skip
        """Makes done addresses due now that were modified, as somebody says, after they were last asked for, or of
        which something else is told than then, as written (empty: nothing is written of it); which.
        """
        ...

    def drop(self, portal: str, urls: Sequence[str], *, until: datetime | None = None) -> None:
        """Marks queued addresses as not worth asking for in this run, or before `until`; they stay known."""
        ...

    def next_due(self, portal: str, *, now: datetime) -> datetime | None:
        """When the earliest entry of a portal that nobody crawls at the moment is due; None where nothing is. What a
        crawl that was cut off has left leased is due, and what was asked for after `now`, by a clock that was wrong.
        """
        ...

    def rename(self, portal: str, new: str) -> None:
        """Gives all that is known of a portal to its new key; what was known under that one is replaced by it."""
        ...

    def left_count(self, portal: str, now: datetime) -> int:
        """How many entries are due of a portal that nobody crawls at the moment, those included that a crawl that was
        cut off has left leased.
        """
        ...

    def pending_count(self, portal: str, now: datetime) -> int:
        """How many entries are queued and due."""
        ...

    def known(self, portal: str) -> set[str]:
        """Every admitted address of the portal."""
        ...

    def known_in_order(self, portal: str) -> Iterator[str]:
        """The same, in the order of their admission."""
        ...

    def hints(self, portal: str, url: str) -> tuple[tuple[str, str], ...]:
        """What was said of an address elsewhere, so far; nothing where it was never admitted."""
        ...

    def begin_run(self, portal: str) -> Iterator[str]:
        """The addresses that were admitted when the run under way began. One that was cut off is still under way."""
        ...

    def end_run(self, portal: str) -> None:
        """The run has come to its end: the next one begins anew."""
        ...

    def give_up(self, portal: str, shape: str) -> None:
        """Remembers for the run under way that addresses of this shape bring nothing."""
        ...

    def given_up(self, portal: str) -> set[str]:
        """The shapes that were given up in the run under way."""
        ...
