"""What addresses of one pattern have brought in this run: the kinds of page, and whether asking on is worth it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.turning import page_of
from crawler.urls import url_shape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from archive.records import Outcome

PATIENCE = 20
"""Pages of one shape in a row that brought nothing before the shape is given up."""
AT_FIRST = 12
"""The same for a shape that never brought anything."""
LIKELY = 30
"""The same for a shape that looks like articles: a menu may name dozens of pages of that shape before the first one."""
UNDER_A_PATH = {1: 30}
"""The same for all shapes under a path of so many segments; deeper ones: PATIENCE."""
_DATED = re.compile(r"(?:19|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])\b|\D)|[?&](?:thang|nam|ngay|month|year|date|day)=", re.I)


ARTICLE_SHAPE = re.compile(r"/(?:[^/]*[-_/])?(?:s|0)(?:\.\w+)?/?(?:\?|$)|[?&](?:\w*id|news|article|tin|bai)\b", re.I)
"""Shapes of addresses (see `crawler.urls.url_shape`) that are likely articles."""


@dataclass(slots=True)
class _Count:
    articles: int = 0
    others: int = 0
    """Pages that were none."""
    barren: int = 0
    """Pages in a row that brought nothing."""
    has_paid: bool = False
    """Whether any page brought something."""


class Patterns:
    """Counts by shape of address, and by the paths above it.

    A page pays if it is an article that was not known, or was the first to name an address that may be one.
    The pages of a listing, turned by numbers or dates, pay also if most of their links that may be articles, and were
    unknown when the run began, stood on no earlier page at their path: deeper pages may hold what no sitemap tells.
    Lists that stand on every page, or turn at every visit, soon pay no more.
    """

    def __init__(self) -> None:
        self._shapes: defaultdict[str, _Count] = defaultdict(_Count)
        self._paths: defaultdict[str, _Count] = defaultdict(_Count)
        self._linked: defaultdict[str, set[int]] = defaultdict(set)
        """By path shape, hashes of the unknown addresses that its pages have linked to."""
        self.given_up: set[str] = set()
        """Shapes, and paths with `/*` behind them, that bring nothing."""

    def saw(
        self, url: str, outcome: Outcome, unknown: Collection[str], *, fresh: bool = False, protected: bool = False
    ) -> str:
        """Takes note of what asking for `url` brought; the pattern that has just been given up for it, empty: none.

        `unknown` are the canonical URLs on the page that were unknown when the run began; `fresh` says that one that
        may be news (`may_be_news`) was named for the first time. A `protected` address (a seed, an article by the
        definition's pattern) never counts against its shape. Of an article `settled` says more.
        """
        name = url_shape(url)
        if outcome in ("article", "document", "failure", "refused", "redirect"):
            return ""
        turns_on = False
        if page_of(url) or _DATED.search(url):
            likely = [hash(one) for one in unknown if (kind := url_shape(one)) != name and self.may_be_articles(kind)]
            seen = self._linked[_path(name)]
            unseen = [one for one in likely if one not in seen]
            seen.update(unseen)
            turns_on = len(unseen) * 2 > len(likely)
        self._shapes[name].others += 1
        return self._count(name, pays=fresh, turns_on=turns_on, protected=protected)

    def settled(self, url: str, *, is_alias: bool, was_known: bool = False) -> str:
        """Takes note of an article at `url`: its own address, or another one of an article that was there; the pattern
        that has just been given up, empty: none. Addresses that were known when the run began prove nothing.
        """
        name = url_shape(url)
        count = self._shapes[name]
        if not is_alias:
            count.articles += 1
            return self._count(name, pays=True)
        if was_known or count.articles:
            return ""
        count.others += 1
        return self._count(name, pays=False)

    def _count(self, name: str, *, pays: bool, turns_on: bool = False, protected: bool = False) -> str:
        """Counts a page; `turns_on` holds for its shape alone, `pays` for the paths above it too."""
        counts = [(name, self._shapes[name]), *((path, self._paths[path]) for path in _paths_above(name))]
        if pays:
            for _, count in counts:
                count.barren, count.has_paid = 0, True
            return ""
        if turns_on:
            self._shapes[name].barren, self._shapes[name].has_paid = 0, True
        if turns_on or protected:
            return ""
        given_up = ""
        for place, (pattern, count) in enumerate(counts):
            count.barren += 1
            if place:
                most = PATIENCE if "?" in pattern else UNDER_A_PATH.get(pattern.count("/") - 1, PATIENCE)
            else:
                most = LIKELY if ARTICLE_SHAPE.search(name) else PATIENCE if count.has_paid else AT_FIRST
            if count.barren >= most and pattern not in self.given_up and not given_up:
                self.given_up.add(pattern)
                given_up = pattern
        return given_up

    def may_be_articles(self, shape: str) -> bool:
        """Whether addresses of this shape have been articles, or nobody knows yet."""
        known = self._shapes.get(shape)
        return known is None or known.articles > 0 or known.others < 3

    def may_be_news(self, url: str, *, at: str, dated: bool = False) -> bool:
        """Whether an address that the page `at` was the first to name may be an article: `dated` as in a listing, of a
        shape that articles have had, or looking like one.
        """
        shape = url_shape(url)
        count = self._shapes.get(shape)
        if count is not None and (count.articles or count.others >= 3):
            return count.articles > 0
        return shape != url_shape(at) and (dated or bool(ARTICLE_SHAPE.search(shape)))

    def article_share(self, url: str) -> float | None:
        """How far addresses of this shape are articles, 0 to 1; None where too few were seen to say."""
        count = self._shapes.get(url_shape(url))
        if count is None or count.articles + count.others < 3:
            return None
        return count.articles / (count.articles + count.others)

    def is_given_up(self, url: str) -> bool:
        """Whether asking for the address is not worth it: its shape was given up, or a path above it and the shape has
        paid nothing.
        """
        if not self.given_up:
            return False
        shape = url_shape(url)
        count = self._shapes.get(shape)
        if shape in self.given_up:
            return True
        if count is not None and count.has_paid:
            return False
        return any(path in self.given_up for path in _paths_above(shape))


def _path(shape: str) -> str:
    return shape.partition("?")[0]


def _paths_above(shape: str) -> Iterator[str]:
    """The paths that a shape lies under, the nearest first: those in its parameters, then its own with whatever
    parameters, then folder after folder.

    >>> list(_paths_above("a.vn/tin/index.php?nv&op=print/s"))
    ['a.vn/tin/index.php?nv&op=print/*', 'a.vn/tin/index.php/*', 'a.vn/tin/*']
    """
    path, mark, query = shape.partition("?")
    pairs = query.split("&")
    for place, pair in enumerate(pairs):
        folder = pair
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            yield f"{path}?{'&'.join([*pairs[:place], f'{folder}/*', *pairs[place + 1 :]])}"
    if mark:
        yield f"{path.rstrip('/')}/*"
    host, *segments = path.rstrip("/").split("/")
    for length in range(len(segments) - 1, 0, -1):
        yield "/".join([host, *segments[:length], "*"])
