"""RSS 0.9 to 2.0, RDF and Atom: the links of a feed with title and date. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.records import Link
from crawler.discovery.xml import local_name, xml_root
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from lxml import etree

LARGEST_BYTES = 16 << 20
_ROOTS = {"rss", "feed", "rdf"}
_DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
"""In this order: when it was published counts before when it was touched."""


def feed_links(payload: bytes, *, url: str) -> list[Link] | None:
    """The entries of a feed, in the feed's order; None where the payload is no feed."""
    root = xml_root(payload, largest_bytes=LARGEST_BYTES)
    if root is None or local_name(root) not in _ROOTS:
        return None
    links: dict[str, Link] = {}
    for element in root.iter():
        if local_name(element) in ("item", "entry") and (link := _entry(element, url)):
            links.setdefault(link.url, link)
    return list(links.values())


def _entry(entry: etree._Element, base: str) -> Link | None:
    values: dict[str, str] = {}
    address, permanent = "", ""
    for child in entry:
        name = local_name(child)
        text = " ".join("".join(map(str, child.itertext())).split())
        if name == "link":
            if child.get("href") and child.get("rel", "alternate") == "alternate":
                address = address or child.get("href", "")
            elif text:
                address = address or text
        elif name == "guid" and child.get("isPermaLink", "true").lower() == "true":
            permanent = text
        else:
            values.setdefault(name, text)
    url = absolute_url(base, address) or absolute_url(base, permanent if "//" in permanent else "")
    if url is None:
        return None
    date = next((values[name] for name in _DATES if values.get(name)), "")
    return Link(url=url, road="feed", text=values.get("title", "")[:300], date=date[:100])
