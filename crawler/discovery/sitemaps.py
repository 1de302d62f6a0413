"""Sitemaps (sitemaps.org 0.9) and their indexes, gzip or not, XML or plain text, with what news and other languages
add to them. Pure. Feeds that serve as sitemaps are `crawler.discovery.feeds`' to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.records import Link
from crawler.discovery.feed_dates import readable_date
from crawler.discovery.xml import local_name, unzipped, xml_root
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

LARGEST_BYTES = 52_428_800
"""The protocol's own limit for one sitemap, uncompressed."""
LARGEST_COUNT = 50_000
"""The protocol's own limit for the addresses in one."""
_ROOTS = {"urlset": "page", "sitemapindex": "sitemap"}
_LONGEST_TITLE, _LONGEST_DATE = 300, 60


def sitemap_links(payload: bytes, *, url: str, plain: bool = False, content_type: str = "") -> list[Link] | None:
    """The addresses of a sitemap (pages) or of an index (sitemaps), in its order; None where it is neither.

    `date` is the publication date of the news extension; `lastmod` says when a page was touched, not when it came out.
    The page's other languages follow it. With `plain`, a text file of one address a line counts too.
    """
    root = xml_root(payload, largest_bytes=LARGEST_BYTES, content_type=content_type)
    if root is None or local_name(root) not in _ROOTS:
        return _plain_links(payload, url) if plain else None
    links: dict[str, Link] = {}
    for entry in root.iterchildren("*"):
        for link in _entry_links(entry, url, is_index=local_name(root) == "sitemapindex"):
            if len(links) >= LARGEST_COUNT:
                return list(links.values())
            known = links.get(link.url)
            if known is None or (not (known.date or known.modified) and (link.date or link.modified)):
                links[link.url] = link
    return list(links.values())


def _entry_links(entry: etree._Element, url: str, *, is_index: bool) -> Iterator[Link]:
    """The page or sitemap that an entry names, then the same page in other languages."""
    written, modified, title, date = "", "", "", ""
    others: list[str] = []
    for child in entry.iterchildren("*"):
        name = local_name(child)
        if name == "loc":
            written = written or _words(child)
        elif name == "lastmod":
            modified = modified or readable_date(_words(child))[:_LONGEST_DATE]
        elif name == "news":
            title, date = _news(child)
        elif name == "link" and child.get("rel", "").lower() == "alternate":
            others.append(child.get("href", ""))
    address = absolute_url(url, written or (entry.text or "").strip())
    if address is None:
        return
    if is_index or local_name(entry) == "sitemap":
        yield Link(url=address, road="sitemap", kind="sitemap", modified=modified)
        return
    yield Link(url=address, road="sitemap", text=title, date=date, modified=modified)
    for other in others:
        if found := absolute_url(url, other):
            yield Link(url=found, road="sitemap")


def _news(news: etree._Element) -> tuple[str, str]:
    """Title and date of publication, empty where they are missing."""
    title, date = "", ""
    for child in news.iterchildren("*"):
        if local_name(child) == "title":
            title = _words(child)[:_LONGEST_TITLE]
        elif local_name(child) == "publication_date":
            date = readable_date(_words(child))[:_LONGEST_DATE]
    return title, date


def _words(element: etree._Element) -> str:
    return " ".join((element.text or "").split())


def _plain_links(payload: bytes, url: str) -> list[Link] | None:
    """The addresses of a text file, if that is what most of its lines are."""
    text = unzipped(payload, largest_bytes=LARGEST_BYTES)[:LARGEST_BYTES].decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("<", "{", "["):
        return None
    lines = dict.fromkeys(line for written in text.splitlines()[: LARGEST_COUNT * 2] if (line := written.strip()))
    found = [
        address
        for line in lines
        if line[:8].lower().startswith(("http://", "https://")) and (address := absolute_url(url, line))
    ][:LARGEST_COUNT]
    return [Link(url=address, road="sitemap") for address in found] if len(found) * 2 > len(lines) else None
