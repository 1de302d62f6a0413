"""The completeness ledger as values: what is claimed and held, by section and month. Made by `archive.coverage`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.missing_numbers import NumberGap


@dataclass(slots=True)
class Cell:
    """A section in a month."""

    section: str
    month: str
    """`2022-12`; empty: not known."""
    sitemap: int = 0
    feed: int = 0
    listing: int = 0
    """Addresses that each road names, those left out that are known to be no articles or to be gone."""
    announced: int = 0
    """The same, each address once."""
    held: int = 0
    """Articles in the archive, announced or not."""
    missing: int = 0
    """Announced, and not in the archive."""
    gaps: int = 0
    """Likely missing by running ids and document numbers, beyond what is announced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An announced address without an article in the archive."""

    url: str
    roads: tuple[str, ...]
    announced_on: str
    month: str
    section: str
    why: str
    """`never asked for`, or what the last request came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a listing says of its own length, beside what the archive has seen of it."""

    url: str
    section: str
    counts: str
    value: int
    listed: int
    """The most articles that one page of it listed."""
    seen_at: str
    pages_seen: int
    """Pages of that listing in the archive, those at other addresses included, as far as they are known to be its."""
    held: int
    """Articles in the archive that it listed, or that are of its section, whichever are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The ledger of one portal."""

    portal: str
    name: str
    articles: int
    """In the archive, within the time asked for."""
    announced: int
    missing: tuple[Missing, ...]
    """Newest first, undated ones last."""
    others: dict[str, int]
    """Announced addresses that are none of the archive's to hold, by what they are: `gone`, `refused`,
    `no article`, `of another type` (held, and no news or notice)."""
    cells: tuple[Cell, ...]
    """By section and month."""
    counters: tuple[Counted, ...]
    gaps: tuple[NumberGap, ...]

    @property
    def likely_in_gaps(self) -> int:
        """Articles that are likely missing by their numbers."""
        return sum(gap.likely for gap in self.gaps)
