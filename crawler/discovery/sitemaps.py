"""Sitemaps (sitemaps.org 0.9) and their indexes, gzip or not, XML or plain text; news, other languages. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.records import Link
from crawler.discovery.feed_dates import told_date
from crawler.discovery.xml import local_name, text_of, unzipped, xml_root
from crawler.urls import absolute_url, as_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

LARGEST_BYTES = 52_428_800
"""The protocol's own limit for one sitemap, uncompressed."""
LARGEST_COUNT = 50_000
"""The protocol's own limit for the addresses in one."""
_ROOTS = {"urlset": "page", "sitemapindex": "sitemap"}


def sitemap_links(payload: bytes, *, url: str, plain: bool = False, content_type: str = "") -> list[Link] | None:
    """The addresses of a sitemap (pages) or of an index (sitemaps), in its order; None where it is neither.

    `date` is the publication date of the news extension; `modified` (`lastmod`) says when a page was touched, not when
    it came out; whether they are to be believed is `lastmods`' to say. The page's other languages follow it. With
    `plain`, a text file of one address a line counts too. Addresses are spelled as the sitemap's own, see
    `crawler.urls.as_at`.
    """
    root = xml_root(payload, largest_bytes=LARGEST_BYTES, content_type=content_type)
    kind = _ROOTS.get(local_name(root)) if root is not None else None
    if root is None or kind is None:
        return _plain_links(payload, url) if plain else None
    links: dict[str, Link] = {}
    for entry in root:
        if len(links) >= LARGEST_COUNT:
            break
        for link in _entry(entry, url, is_index=kind == "sitemap"):
            known = links.get(link.url)
            if known is None or (not (known.date or known.modified) and (link.date or link.modified)):
                links[link.url] = link
    return list(links.values())[:LARGEST_COUNT]


def _entry(entry: etree._Element, url: str, *, is_index: bool) -> Iterator[Link]:
    """The page or sitemap that an entry names, then the same page in other languages."""
    values = {name: text_of(child) for child in reversed(entry) if (name := local_name(child)) in ("loc", "lastmod")}
    address = absolute_url(url, values.get("loc") or (entry.text or ""))
    if address is None:
        return
    # Pictures and videos have titles and dates of their own; only those of news are the page's.
    news = next((child for child in entry if local_name(child) == "news"), None)
    told = {local_name(child): text_of(child) for child in news} if news is not None else {}
    is_page = not is_index and local_name(entry) != "sitemap"
    yield Link(
        url=as_at(address, url),
        road="sitemap",
        kind="page" if is_page else "sitemap",
        text=told.get("title", "")[:300],
        date=told_date(told.get("publication_date", ""))[:60],
        modified=told_date(values.get("lastmod", ""))[:60],
    )
    for child in entry if is_page else ():
        other = absolute_url(url, child.get("href") or "") if local_name(child) == "link" else None
        if other and "alternate" in (child.get("rel") or "").lower():
            yield Link(url=as_at(other, url), road="sitemap")


def _plain_links(payload: bytes, url: str) -> list[Link] | None:
    """The addresses of a text file, if that is what most of its lines are."""
    text = unzipped(payload, largest_bytes=LARGEST_BYTES).decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("<", "{", "["):
        return None
    lines = dict.fromkeys(line for written in text.splitlines()[: LARGEST_COUNT * 2] if (line := written.strip()))
    found = [
        as_at(address, url)
        for line in lines
        if line[:8].lower().startswith(("http://", "https://")) and (address := absolute_url(url, line))
    ][:LARGEST_COUNT]
    return [Link(url=address, road="sitemap") for address in found] if len(found) * 2 > len(lines) else None
