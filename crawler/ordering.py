"""What to ask for first: likely articles, newest first. Pure; a guess from link, address and what was learned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.turning import page_of
from crawler.discovery.patterns import ARTICLE_SHAPE
from crawler.extraction import parse_date
from crawler.frontier import PRIORITIES
from crawler.urls import url_shape

if TYPE_CHECKING:
    from archive.records import Link, Outcome
    from crawler.discovery.patterns import Patterns
    from crawler.portal import Portal

DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z|epub)(?:\?|$)", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-])")


def is_document(url: str) -> bool:
    """Whether an address ends as those of documents do."""
    return bool(DOCUMENT.search(urlsplit(url).path))


def resembles_article(url: str) -> bool:
    """Whether an address is built as those of articles often are: a date, a number or a long name at its end.

    >>> resembles_article("https://a.vn/tin/le-hoi-mua-xuan"), resembles_article("https://a.vn/lien-he")
    (True, False)
    """
    return bool(_URL_DATE.search(url) or ARTICLE_SHAPE.search(url_shape(url)))


def priority_of(portal: Portal, patterns: Patterns, url: str, link: Link, *, depth: int = 0) -> int:
    """When to ask for an address that a link names on a page `depth` links from a seed, smaller is sooner."""
    if link.kind in ("feed", "sitemap"):
        return PRIORITIES[link.kind]
    if is_document(url):
        return PRIORITIES["document"]
    stated = portal.is_article_url(url)
    if stated is not None:
        return PRIORITIES["article"] if stated else PRIORITIES["page"]
    if link.road == "pagination" or page_of(url) or portal.turns_pages(url):
        return PRIORITIES["pagination"]
    share = patterns.article_share(url)
    if share is not None:
        return PRIORITIES["article"] if share >= 0.5 else PRIORITIES["page"]
    if link.date or portal.resembles_article(url) or resembles_article(url):
        return PRIORITIES["article"]
    return PRIORITIES["first" if link.road == "link" and depth == 0 else "page"]


def newest_of(portal: Portal, url: str, link: Link | None) -> float:
    """Days since year 1 of the date that link or address tell; 0 where they tell none."""
    written = (link.date or link.modified) if link is not None else ""
    if written:
        date = parse_date(written, timezone=portal.definition.timezone or "UTC")
        if date is not None:
            return float(date.on.toordinal())
    match = _URL_DATE.search(url)
    if match:
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
        return year * 365.2425 + month * 30.44 + day if month <= 12 and day <= 31 else 0.0
    return 0.0


def priority_again(outcome: Outcome, *, is_turned: bool) -> int | None:
    """When to ask again for an address that has answered; None: as before."""
    if outcome in ("home", "feed", "sitemap"):
        return PRIORITIES["feed"]
    if outcome == "listing":
        return PRIORITIES["pagination" if is_turned else "first"]
    if outcome in ("article", "gone"):
        return PRIORITIES["again"]
    return PRIORITIES["document"] if outcome == "document" else PRIORITIES["page"] if outcome == "other" else None
