"""Sitemaps (sitemaps.org 0.9) and their indexes, gzip or not, XML or plain text. Pure."""

from __future__ import annotations

from archive.records import Link
from crawler.discovery.xml import local_name, unzipped, xml_root
from crawler.urls import absolute_url

LARGEST_BYTES = 52_428_800
"""The protocol's own limit for one sitemap, uncompressed."""
LARGEST_COUNT = 50_000
"""The protocol's own limit for the addresses in one."""
_ROOTS = {"urlset": "page", "sitemapindex": "sitemap"}


def sitemap_links(payload: bytes, *, url: str, plain: bool = False) -> list[Link] | None:
    """The addresses of a sitemap (pages) or of an index (sitemaps), in its order; None where it is neither.

    `date` is the publication date of the news extension; `lastmod` says when a page was touched, not when it came out.
    With `plain`, a text file of one address a line counts too.
    """
    root = xml_root(payload, largest_bytes=LARGEST_BYTES)
    kind = _ROOTS.get(local_name(root)) if root is not None else None
    if root is None or kind is None:
        return _plain_links(payload, url) if plain else None
    links: dict[str, Link] = {}
    for entry in root:
        if len(links) >= LARGEST_COUNT:
            break
        values = {local_name(child): (child.text or "").strip() for child in entry.iter() if len(child) == 0}
        address = absolute_url(url, values.get("loc") or (entry.text or "").strip())
        if address and address not in links:
            is_index = kind == "sitemap" or local_name(entry) == "sitemap"
            links[address] = Link(
                url=address,
                road="sitemap",
                kind="sitemap" if is_index else "page",
                text=values.get("title", "")[:300],
                date=values.get("publication_date", "")[:60],
                modified=values.get("lastmod", "")[:60],
            )
    return list(links.values())


def _plain_links(payload: bytes, url: str) -> list[Link] | None:
    text = unzipped(payload, largest_bytes=LARGEST_BYTES)[:LARGEST_BYTES].decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "<":
        return None
    addresses = dict.fromkeys(line.strip() for line in text.splitlines()[:LARGEST_COUNT])
    found = [
        address
        for line in addresses
        if line.startswith(("http://", "https://")) and (address := absolute_url(url, line))
    ]
    return [Link(url=address, road="sitemap") for address in found] or None
