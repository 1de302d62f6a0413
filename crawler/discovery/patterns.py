"""What the addresses of one shape have brought in this run: the kinds of page, and whether asking on is worth it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.urls import url_shape

if TYPE_CHECKING:
    from collections.abc import Collection

    from archive.records import Outcome

PATIENCE = 20
"""Pages of one shape in a row that brought nothing before the shape is given up."""


@dataclass(slots=True)
class _Shape:
    articles: int = 0
    barren: int = 0
    """Pages in a row that brought nothing."""
    linked: set[int] = field(default_factory=set)
    """Hashes of the unknown addresses that pages of this shape have linked to."""


class Patterns:
    """Counts by shape of address. A page pays if it is an article, if it links to an address that nobody met before, or
    if most of its links that may be articles, and were unknown when the run began, stood on no earlier page of its
    shape: a listing's do, while lists that stand on every page, or turn at every visit, soon pay no more.
    """

    def __init__(self) -> None:
        self._shapes: defaultdict[str, _Shape] = defaultdict(_Shape)
        self.given_up: set[str] = set()
        """Shapes that bring nothing."""

    def saw(
        self, url: str, outcome: Outcome, unknown: Collection[str], *, fresh: bool = False, protected: bool = False
    ) -> bool:
        """Takes note of what asking for `url` brought; True when its shape has just been given up.

        `unknown` are the canonical URLs on the page that were unknown when the run began; `fresh` says that one of
        another shape was met for the first time. A `protected` address (a seed, an article by the definition's
        pattern) never counts against its shape.
        """
        name = url_shape(url)
        shape = self._shapes[name]
        if outcome == "article":
            shape.articles += 1
            shape.barren = 0
            return False
        likely = [hash(link) for link in unknown if (kind := url_shape(link)) != name and self.may_be_articles(kind)]
        unseen = [link for link in likely if link not in shape.linked]
        shape.linked.update(unseen)
        if fresh or len(unseen) * 2 > len(likely):
            shape.barren = 0
            return False
        if protected or outcome in ("failure", "refused", "redirect"):
            return False
        shape.barren += 1
        if shape.barren >= PATIENCE and name not in self.given_up:
            self.given_up.add(name)
            return True
        return False

    def may_be_articles(self, shape: str) -> bool:
        """Whether addresses of this shape have been articles, or nobody knows yet."""
        known = self._shapes.get(shape)
        return known is None or known.articles > 0 or known.barren < 3

    def article_share(self, url: str) -> float | None:
        """How far addresses of this shape are articles, 0 to 1; None where too few were seen to say."""
        shape = self._shapes.get(url_shape(url))
        if shape is None or shape.articles + shape.barren < 3:
            return None
        return shape.articles / (shape.articles + shape.barren)

    def is_given_up(self, url: str) -> bool:
        """Whether the address has a shape that was given up."""
        return bool(self.given_up) and url_shape(url) in self.given_up
