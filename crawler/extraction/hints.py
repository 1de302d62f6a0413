"""What is known of a page before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from archive.records import PageType


@dataclass(frozen=True, slots=True)
class Hints:
    """Statements of others about a page; the page's own count before them."""

    title: str = ""
    dates: tuple[tuple[Literal["feed", "listing", "sitemap", "header"], str], ...] = ()
    """Origin and date as written."""
    first_seen: datetime | None = None
    """When the page was first received, aware; it bounds the year of a dateline, and dates in the future."""
    answered_at: datetime | None = None
    """The server's clock when it sent the page, aware; with it a date is no future one where our clock is slow."""
    article_url: bool | None = None
    """Whether the portal's definition calls the address an article; None: it does not say."""
    page_type: PageType | None = None
    """What the portal's definition says that pages at the address are; None: it does not say."""
    part_of: str = ""
    """The first page of the text that goes on in this one; empty: it is not known to be a later page."""
    lone: bool = False
    """The page was handed over by itself, to be read: under a headline that tells something, a text that nothing
    else makes news is taken for an article too."""

    @property
    def latest(self) -> datetime | None:
        """The later of both clocks: nothing in the page was published after that."""
        return max((known for known in (self.first_seen, self.answered_at) if known is not None), default=None)
