"""What a sitemap, a feed or a listing announces: the addresses that it names as news, and its length. Pure.

Crawling and reading again from `warc/` both come here, so that the archive can be made anew with the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from archive.listings import first_page, listing_name
from archive.records import Announcement, Counter
from crawler.discovery.patterns import ARTICLE_SHAPE
from crawler.extraction import parse_date
from crawler.ordering import is_document
from crawler.urls import url_shape

if TYPE_CHECKING:
    from datetime import date

    from archive.records import Link
    from crawler.portal import Portal
    from crawler.reading import Reading

_SHORTEST_TITLE = 20


def announced(reading: Reading, url: str, portal: Portal) -> tuple[tuple[Announcement, ...], tuple[Counter, ...]]:
    """What the page at canonical `url` announces, each address once, and what it says of its own length.

    Addresses outside the portal, those that its definition shuts out, documents and further lists announce nothing.
    """
    if reading.outcome not in ("sitemap", "feed", "listing", "home"):
        return (), _counters(reading, url, 0)
    road: Literal["sitemap", "feed", "listing"] = "listing" if reading.outcome == "home" else reading.outcome
    section = listing_name(url) if reading.outcome == "listing" else ""
    found: dict[str, Announcement] = {}
    for link in reading.links:
        if link.kind != "page" or (
            road == "listing" and not _is_listed(link, portal, at_home=reading.outcome == "home")
        ):
            continue
        address = portal.canonical(link.url)
        if address is None or address in (url, portal.homepage) or address in found:
            continue
        if not portal.follows(link.url) or is_document(address):
            continue
        found[address] = Announcement(
            url=address, road=road, announced_on=_day(link.date, portal.definition.timezone), section=section
        )
    listed = len(found) if road == "listing" else 0
    return tuple(found.values()), _counters(reading, url, listed)


def _counters(reading: Reading, url: str, listed: int) -> tuple[Counter, ...]:
    first = first_page(url)
    return tuple(Counter(url=first, counts=one.counts, value=one.value, listed=listed) for one in reading.counts)


def _is_listed(link: Link, portal: Portal, *, at_home: bool) -> bool:
    """Whether a link on a page that lists others names one of its articles: dated, or by its address and words.

    The home page links to much else: there a date or the definition's own pattern is asked for.
    """
    if link.road == "listing":
        return _day(link.date, portal.definition.timezone) is not None
    stated = portal.is_article_url(portal.canonical(link.url) or "")
    if link.road != "link" or stated is not None:
        return bool(stated) and link.road == "link"
    is_likely = bool(ARTICLE_SHAPE.search(url_shape(link.url)))
    return not at_home and is_likely and len(link.text) >= _SHORTEST_TITLE


def _day(written: str, timezone: str) -> date | None:
    dated = parse_date(written, timezone=timezone or "UTC") if written else None
    return dated.on if dated is not None and dated.precision in ("minute", "day") else None
