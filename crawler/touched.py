"""Articles that a sitemap says were touched since they were last asked for: asked again at once, as long as it proves
right. Many sitemaps say of every page that it was touched today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

FIRST_PORTION = 10
"""Addresses asked for before the sitemap is judged by what they bring."""
BELIEVED = 0.2
"""Share of a portion that must have been edited for the next portion, twice as large, to be asked for."""


class Touched:
    """What one run is told of known addresses, and how far it is true."""

    def __init__(self) -> None:
        self._waiting: dict[str, datetime] = {}
        self._news: set[str] = set()
        """Those of which something else is told than when they were last asked for."""
        self._asked: set[str] = set()
        self._portion = FIRST_PORTION
        self._count = self._edits = 0
        self.is_believed = True

    def told(self, touched: Iterable[tuple[str, datetime]], news: Collection[str] = ()) -> None:
        """Takes note of addresses, and of the time when each was touched, as somebody says; of those in `news`
        something else is told than before.
        """
        if self.is_believed:
            self._waiting.update(touched)
            self._news.update(news)

    def portion(self) -> list[tuple[str, datetime]]:
        """The next ones to ask for, news first, then the latest; none while earlier ones are under way, or nothing is
        believed.
        """
        if self._asked or not self.is_believed:
            return []
        in_order = sorted(self._waiting.items(), key=lambda pair: (pair[0] in self._news, pair[1]), reverse=True)
        chosen = in_order[: self._portion]
        for url, _ in chosen:
            del self._waiting[url]
        return chosen

    def asking(self, urls: Iterable[str]) -> None:
        """These of a portion are asked for now; the others were asked for since they were touched."""
        self._asked.update(urls)
        self._count, self._edits = len(self._asked), 0

    def answered(self, url: str, *, is_edited: bool) -> bool:
        """Takes note of what a look brought; True when by it the rest is believed no more."""
        if url not in self._asked:
            return False
        self._asked.discard(url)
        self._edits += is_edited
        if self._asked:
            return False
        if self._count >= FIRST_PORTION and self._edits < BELIEVED * self._count:
            self.is_believed = False
            self._waiting.clear()
            return True
        self._portion *= 2
        return False
