"""Hosts of a portal that show the home page's host again, page by page: learned, and asked no more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from crawler.urls import Split

SIGNS = 3
"""Articles found under the same path on two hosts before one counts as the other's mirror."""


class Mirrors:
    """The mirrors of one portal's home host."""

    def __init__(self, home: Split) -> None:
        self._home = home
        self._signs: Counter[str] = Counter()
        self._known: set[str] = set()

    def learned(self, url: str, own: str) -> str:
        """An article's page at `url` was found to be the one at `own`: the host that is now known to be a mirror, if
        this was the last sign that was wanting; else empty.
        """
        here, there = urlsplit(url), urlsplit(own)
        if here.netloc == there.netloc or (here.path, here.query) != (there.path, there.query):
            return ""
        mirror = here.netloc if there.netloc == self._home.netloc else there.netloc
        if mirror == self._home.netloc or mirror in self._known:
            return ""
        self._signs[mirror] += 1
        if self._signs[mirror] < SIGNS:
            return ""
        self._known.add(mirror)
        return mirror

    def __contains__(self, netloc: str) -> bool:
        """Whether the host (and port) is a mirror."""
        return netloc in self._known

    def at_home(self, url: str) -> str:
        """The same page on the home page's host."""
        return urlsplit(url)._replace(scheme=self._home.scheme, netloc=self._home.netloc).geturl()
