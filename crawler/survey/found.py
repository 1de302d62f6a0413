"""What a look at an unknown portal found: plain values, and how sure it is of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.records import Article
    from crawler.discovery.addresses import ArticlePattern
    from crawler.discovery.platforms import Recognised

FIELDS = ("title", "date", "author", "lead", "text")
"""The parts of an article whose presence says how well a portal is read."""
SHORT_WORDS = 40
"""A text below this is hardly an article's whole text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, sitemap or listing that was read."""

    url: str
    count: int
    """Addresses of the portal that it names."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would be archived."""

    url: str
    article: Article

    @property
    def words(self) -> int:
        """Words of its text."""
        return len(self.article.text.split())

    def has(self, field: str) -> bool:
        """Whether a part is there; a text counts when it is long enough to be whole."""
        if field == "text":
            return self.words >= SHORT_WORDS
        return bool(self.article.published_on if field == "date" else getattr(self.article, field))


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A portal as a look found it."""

    homepage: str
    private: bool = False
    hosts: tuple[str, ...] = ()
    """Other hosts that led here."""
    name: str = ""
    language: str = ""
    timezone: str = ""
    timezone_why: str = ""
    offset: str = ""
    """The offset from UTC that its times have, where no zone could be told."""
    platform: Recognised | None = None
    feeds: tuple[Source, ...] = ()
    sitemaps: tuple[Source, ...] = ()
    listings: tuple[Source, ...] = ()
    pattern: ArticlePattern | None = None
    samples: tuple[Sample, ...] = ()
    closed: tuple[str, ...] = ()
    """The rules of robots.txt that close something to us, as written."""
    crawl_delay: float | None = None
    related: tuple[tuple[str, int], ...] = ()
    """Hosts that may be the portal's too, and how often they were linked to."""
    old_found: int = 0
    """Of the addresses that articles of the portal had so far, how many still lead to one."""
    requests: int = 0
    looks: int = 0
    """Pages looked at as possible articles."""

    def sure_of(self, field: str) -> int:
        """How many samples have a part."""
        return sum(sample.has(field) for sample in self.samples)

    @property
    def date_origins(self) -> dict[str, int]:
        """Where the samples' dates were read, the commonest first."""
        found = Counter(str(sample.article.published_from) for sample in self.samples if sample.has("date"))
        return dict(found.most_common())
