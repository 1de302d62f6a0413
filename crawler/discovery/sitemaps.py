"""Sitemaps (sitemaps.org 0.9) and their indexes, gzip or not, XML or plain text. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.records import Link
from crawler.discovery.xml import local_name, text_of, unzipped, xml_root
from crawler.urls import absolute_url, as_at

if TYPE_CHECKING:
    from datetime import date

    from lxml import etree

LARGEST_BYTES = 52_428_800
"""The protocol's own limit for one sitemap, uncompressed."""
LARGEST_COUNT = 50_000
"""The protocol's own limit for the addresses in one."""
FEW = 10
"""Addresses from which on one day for all of them is none."""
_ROOTS = {"urlset": "page", "sitemapindex": "sitemap"}
_W3C_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def sitemap_links(
    payload: bytes, *, url: str, plain: bool = False, content_type: str = "", today: date | None = None
) -> list[Link] | None:
    """The addresses of a sitemap (pages) or of an index (sitemaps), in its order; None where it is neither.

    `date` is the publication date of the news extension; `modified` (`lastmod`) says when a page was touched, not when
    it came out, and is left empty where it cannot be true: after `today`, or one day for all. With `plain`, a text file
    of one address a line counts too. Addresses are spelled as the sitemap's own, see `crawler.urls.as_at`.
    """
    root = xml_root(payload, largest_bytes=LARGEST_BYTES, content_type=content_type)
    kind = _ROOTS.get(local_name(root)) if root is not None else None
    if root is None or kind is None:
        return _plain_links(payload, url) if plain else None
    links: dict[str, Link] = {}
    for entry in root:
        if len(links) >= LARGEST_COUNT:
            break
        if link := _entry(entry, url, is_index=kind == "sitemap"):
            links.setdefault(link.url, link)
    return _with_credible_dates(list(links.values()), today)


def _entry(entry: etree._Element, url: str, *, is_index: bool) -> Link | None:
    values = {name: text_of(child) for child in reversed(entry) if (name := local_name(child)) in ("loc", "lastmod")}
    address = absolute_url(url, values.get("loc") or (entry.text or ""))
    if address is None:
        return None
    # Pictures and videos have titles and dates of their own; only those of news are the page's.
    news = next((child for child in entry if local_name(child) == "news"), None)
    told = {local_name(child): text_of(child) for child in news} if news is not None else {}
    return Link(
        url=as_at(address, url),
        road="sitemap",
        kind="sitemap" if is_index or local_name(entry) == "sitemap" else "page",
        text=told.get("title", "")[:300],
        date=told.get("publication_date", "")[:60],
        modified=values.get("lastmod", "")[:60],
    )


def _with_credible_dates(links: list[Link], today: date | None) -> list[Link]:
    days = [match[0] if (match := _W3C_DAY.match(link.modified)) else link.modified for link in links]
    stated = [day for day in days if day]
    is_one_for_all = len(stated) >= FEW and len(set(stated)) == 1
    last = "9999" if today is None else (today + timedelta(days=1)).isoformat()
    return [
        replace(link, modified="") if day and (is_one_for_all or (day > last and day[:4].isdigit())) else link
        for link, day in zip(links, days, strict=True)
    ]


def _plain_links(payload: bytes, url: str) -> list[Link] | None:
    text = unzipped(payload, largest_bytes=LARGEST_BYTES).decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "<":
        return None
    addresses = dict.fromkeys(line.strip() for line in text.splitlines()[:LARGEST_COUNT])
    found = [
        as_at(address, url)
        for line in addresses
        if line.lower().startswith(("http://", "https://")) and (address := absolute_url(url, line))
    ]
    return [Link(url=address, road="sitemap") for address in found] or None
