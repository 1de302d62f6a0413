"""What a crawl learns of a portal's pages as it goes on: a model once enough articles were read, a better one when more
were, and another beside it for each layout that turns up later.

The articles that it was learned from are read again with it. That makes no version: the portal has changed nothing.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING

from archive.clock import now
from archive.errors import ArchiveError
from crawler.decoding import body_of
from crawler.extraction import Page, Site, learn, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archive import Archive, Capture

FAMILIAR = 0.4
"""Share of a page's places from which its layout is known."""
FIRST, FULL = 16, 64
"""Articles from which something is learned at first, and those from which it is learned anew, for good."""
STRANGERS = 16
"""Articles of unknown layout from which something is learned beside what is known."""
LEAST = 5
"""Articles that must share what counts as the portal's: fewer may share a phrase by chance."""
MOST_MODELS = 12
"""A portal whose pages are all strangers to each other teaches nothing."""


def learned_from(captured: Callable[[int], Capture], read: Iterable[tuple[str, int]]) -> Site:
    """What is learned of articles, FULL at most: the address of each and the number of its capture.

    `captured` gives a capture, or raises ArchiveError where its bytes are damaged: it is passed over, verify tells.
    """

    def pages() -> Iterator[tuple[str, Page]]:
        for url, capture_id in islice(read, FULL):
            with contextlib.suppress(ArchiveError):
                capture = captured(capture_id)
                yield url, parse(body_of(capture), url=url, content_type=capture.content_type)

    return learn(pages(), least=LEAST)


def site_of(models: Sequence[str]) -> Site | None:
    """The models of a portal, as the archive keeps them, as one; None where there are none."""
    sites = [Site.from_json(json.loads(model)) for model in models]
    return reduce(Site.joined, sites) if sites else None


@dataclass
class Learner:
    """What a crawl learns of one portal."""

    site: Site | None = None
    """What is known so far."""
    number: int = 0
    """The number that the archive gave to the latest of it; 0: nothing is known."""
    _read: dict[str, int] = field(default_factory=dict)
    """Articles to learn from: the capture of each by its canonical URL."""
    _strangers: dict[str, int] = field(default_factory=dict)
    """Those of them whose layout is not known."""

    @classmethod
    def of(cls, archive: Archive, portal: str) -> Learner:
        """With what the archive holds of earlier crawls."""
        number, models = archive.site_models(portal)
        return cls(site_of(models), number)

    def saw(self, url: str, capture_id: int, *, is_stranger: bool) -> None:
        """Takes note of an article that was read."""
        if self._is_growing:
            self._read[url] = capture_id
        if self.site is not None and is_stranger:
            self._strangers[url] = capture_id

    def learn(self, archive: Archive, portal: str, crawl: int) -> None:
        """Learns, where enough was read, and has the archive read that again."""
        if self.number >= MOST_MODELS:
            return
        if self._is_growing and len(self._read) >= (FIRST if self.site is None else FULL):
            self._take_up(archive, portal, crawl, self._read, alone=True)
        elif len(self._strangers) >= STRANGERS:
            self._take_up(archive, portal, crawl, self._strangers, alone=False)
            self._strangers = {}

    @property
    def _is_growing(self) -> bool:
        return self.site is None or len(self.site.pages) < FULL

    def _take_up(self, archive: Archive, portal: str, crawl: int, read: dict[str, int], *, alone: bool) -> None:
        chosen = list(read)[:FULL]
        site = learned_from(archive.captured, read.items())
        self.number = archive.learn_site(
            portal, site.as_json(), crawl=crawl, pages=len(site.pages), again=chosen, alone=alone, at=now()
        )
        self.site = site if alone or self.site is None else self.site.joined(site)
