"""What is known of a page before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Hints:
    """Statements of others about a page; the page's own count before them."""

    title: str = ""
    dates: tuple[tuple[Literal["feed", "listing", "sitemap", "header"], str], ...] = ()
    """Origin and date as written."""
    first_seen: datetime | None = None
    """When the page was first received, aware; it bounds the year of a dateline, and dates in the future."""
    article_url: bool | None = None
    """Whether the portal's definition calls the address an article; None: it does not say."""
