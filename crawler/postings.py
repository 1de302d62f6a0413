"""What a crawl knows of pagers that post: the forms that pages held, and what is to be done for a page of theirs.

A form lives as long as the run. Where a run was cut off, or a later one begins, the page that named another is read
again first: a form that is days old is often refused.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from crawler.discovery.postbacks import ARGUMENT, TARGET, is_postback

if TYPE_CHECKING:
    from crawler.discovery.postbacks import Form, Offer

_MOST_KEPT = 400
"""Pages on offer of which the form is remembered; each may hold some 100 KB, which those of one page share."""
_MOST_ROUNDS = 40
"""Times that a page waits for the one that names it: as long as the longest chain of a pager's windows."""
POSTED = "posted"
"""The origin of the hint that says what was posted."""


class Postings:
    """The offers of one crawl, the last of each page."""

    def __init__(self) -> None:
        self._offers: OrderedDict[str, tuple[Form, Offer]] = OrderedDict()
        self.wanted: set[str] = set()
        """Pages whose form somebody waits for: that they have not changed is no answer."""
        self._read: set[str] = set()
        """Pages that held a form, and those that somebody waited for."""
        self._left: set[str] = set()
        self._forgotten: set[str] = set()
        """Pages whose offer was dropped for newer ones."""
        self._rounds: dict[str, int] = {}
        self._said: dict[str, str] = {}

    def saw(self, url: str, form: Form | None) -> None:
        """Takes note of a page that was read, and of what its pager offers."""
        if form is not None or url in self.wanted:
            self._read.add(url)
        for offer in form.offers if form is not None else ():
            self._offers[offer.url] = (form, offer)  # type: ignore[assignment]
            self._offers.move_to_end(offer.url)
        while len(self._offers) > _MOST_KEPT:
            self._forgotten.add(self._offers.popitem(last=False)[0])

    def step(self, url: str, referrer: str) -> Literal["post", "wait", "leave"]:
        """What is to be done for a page: `post` for it; `wait` until `referrer`, which named it, has been read again;
        `leave` it, as it is not named there any more.
        """
        if url in self._offers:
            return "post"
        if url in self._forgotten:
            self._forgotten.discard(url)
            self._read.discard(referrer)
        self._rounds[url] = self._rounds.get(url, 0) + 1
        if not referrer or referrer in self._read or referrer in self._left or self._rounds[url] > _MOST_ROUNDS:
            self._left.add(url)
            return "leave"
        self.wanted.add(referrer)
        return "wait"

    def body(self, url: str) -> bytes:
        """What to post for a page on offer."""
        form, offer = self._offers[url]
        body = form.body(offer)
        event = urlencode([(TARGET, offer.target), (ARGUMENT, offer.argument)])
        self._said[url] = (
            f"{event}; {len(form.fields)} fields of the page before; sha256:{hashlib.sha256(body).hexdigest()}"
        )
        return body

    def hints(self, url: str, hints: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The hints of a page, with what was posted for it last."""
        if not is_postback(url) or url not in self._said:
            return hints
        return (*(hint for hint in hints if hint[0] != POSTED), (POSTED, self._said[url]))
