"""RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed: the entries of a feed with title and date. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.records import Link
from crawler.discovery.feed_dates import readable_date
from crawler.discovery.feed_texts import plain_text
from crawler.discovery.xml import local_name, unzipped, xml_root
from crawler.urls import absolute_url, split_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

LARGEST_BYTES = 16 << 20
MOST_ENTRIES = 50_000
_ROOTS = ("rss", "feed", "rdf", "channel")
_ENTRIES = ("item", "entry")
_PUBLISHED = ("pubdate", "published", "date", "issued", "created")
_TOUCHED = ("updated", "modified")
"""When it was published counts before when it was touched."""
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_OF_FEEDS = ("purl.org/rss/", "purl.org/dc/", "purl.org/atom/", "www.w3.org/2005/atom", "rssnamespace.org/feedburner/",
             "my.netscape.com/rdf/", "channel.netscape.com/rdf/", "backend.userland.com/", "blogs.law.harvard.edu/",
             "search.yahoo.com/mrss")  # fmt: skip
_ELEMENTS = "*"
_HIDDEN = ("script", "style")
_LONGEST_TITLE, _LONGEST_DATE, _LONGEST_TEXT = 300, 100, 20_000


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one page."""

    link: str
    """Absolute; empty where the entry has none."""
    title: str
    """Plain text."""
    published: str
    """As written; what only feeds write so is rewritten as ISO 8601."""
    updated: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was sent."""

    title: str
    entries: tuple[FeedEntry, ...]


def feed_links(payload: bytes, *, url: str, content_type: str = "") -> list[Link] | None:
    """The entries of a feed that have an address, in the feed's order; None where the payload is no feed."""
    feed = read_feed(payload, url=url, content_type=content_type)
    if feed is None:
        return None
    links: dict[str, Link] = {}
    for entry in feed.entries:
        if entry.link:
            date = entry.published or entry.updated
            links.setdefault(entry.link, Link(url=entry.link, road="feed", text=entry.title, date=date))
    return list(links.values())


def read_feed(payload: bytes, *, url: str, content_type: str = "") -> Feed | None:
    """A feed with all its entries; None where the payload is none. `url` is where it was found."""
    head = payload[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _json_feed(payload, url)
    root = xml_root(payload, largest_bytes=LARGEST_BYTES, content_type=content_type)
    if root is None or local_name(root) not in _ROOTS:
        return None
    entries: list[FeedEntry] = []
    for element in root.iter(_ELEMENTS):
        if local_name(element) in _ENTRIES:
            if len(entries) == MOST_ENTRIES:
                break
            entries.append(_entry(element, url))
    channel = next((child for child in root if local_name(child) == "channel"), root)
    return Feed(_text(_named(channel), "title"), tuple(entries))


def _entry(entry: etree._Element, url: str) -> FeedEntry:
    named = _named(entry)
    return FeedEntry(
        link=_link(entry, named, url),
        title=_text(named, "title")[:_LONGEST_TITLE],
        published=_date(named, _PUBLISHED),
        updated=_date(named, _TOUCHED) or readable_date(_attribute(entry, "lastmod"))[:_LONGEST_DATE],
    )


def _named(parent: etree._Element) -> dict[str, list[etree._Element]]:
    """The children that feeds know, by local name: those in no namespace or the parent's come first."""
    own = _namespace(parent)
    near: dict[str, list[etree._Element]] = {}
    far: dict[str, list[etree._Element]] = {}
    for child in parent.iterchildren(_ELEMENTS):
        namespace = _namespace(child)
        if namespace in ("", own):
            near.setdefault(local_name(child), []).append(child)
        elif any(name in namespace for name in _OF_FEEDS) or namespace in (
            "dc",
            "dcterms",
            "atom",
            "a10",
            "feedburner",
        ):
            far.setdefault(local_name(child), []).append(child)
    return {name: near.get(name, []) + far.get(name, []) for name in (*near, *far)}


def _namespace(element: etree._Element) -> str:
    """The element's namespace, or the prefix that was not declared; lower case."""
    tag = str(element.tag)
    return (tag[1:].rpartition("}")[0] if tag.startswith("{") else tag.rpartition(":")[0]).lower()


def _link(entry: etree._Element, named: dict[str, list[etree._Element]], url: str) -> str:
    """The address of the page that the entry is about: the portal's own before that of whoever counts its readers."""
    for element, written in _addresses(entry, named):
        found = absolute_url(_base(element, url), written)
        if found is not None and split_url(found) is not None:
            return found
    return ""


def _addresses(entry: etree._Element, named: dict[str, list[etree._Element]]) -> Iterator[tuple[etree._Element, str]]:
    for element in named.get("origlink", ()):
        yield element, _words(element)
    for element in named.get("link", ()):
        relation = element.get("rel", "alternate").strip().lower()
        if relation == "alternate" and (written := element.get("href") or _words(element)):
            yield element, written
    for element in named.get("guid", ()):
        written = _words(element)
        if _attribute(element, "ispermalink").lower() != "false" and "//" in written:
            yield element, written
    yield entry, _attribute(entry, "href")
    yield entry, entry.get(f"{_RDF}about", "")
    for element in named.get("id", ()):
        if (written := _words(element)).lower().startswith(("http://", "https://")):
            yield element, written


def _base(element: etree._Element, url: str) -> str:
    """What the element's addresses are relative to: XML Base, or CDF's BASE. One that is no web address is no base."""
    bases = [base for one in (element, *element.iterancestors()) if (base := one.get(f"{_XML}base") or one.get("BASE"))]
    for base in reversed(bases):
        url = absolute_url(url, base) or url
    return url


def _text(named: dict[str, list[etree._Element]], name: str) -> str:
    for element in named.get(name, ()):
        kind = " ".join((element.get("type", ""), element.get("mode", ""))).lower()
        text = plain_text(_words(element), kind=kind, is_marked_up=len(element) > 0)
        if text:
            return text
    return ""


def _date(named: dict[str, list[etree._Element]], names: tuple[str, ...]) -> str:
    for name in names:
        for element in named.get(name, ()):
            if written := _words(element):
                return readable_date(written)[:_LONGEST_DATE]
    return ""


def _words(element: etree._Element) -> str:
    if len(element) == 0:
        return " ".join(str(element.text or "")[:_LONGEST_TEXT].split())
    pieces = [element.text or ""]
    for one in element.iterdescendants():
        if local_name(one) not in _HIDDEN:
            pieces.append(one.text or "")
        pieces.append(one.tail or "")
    return " ".join("".join(pieces)[:_LONGEST_TEXT].split())


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name in any case; empty where there is none."""
    return next((str(value) for key, value in element.items() if str(key).lower() == name), "")


def _json_feed(payload: bytes, url: str) -> Feed | None:
    try:
        read: Any = json.loads(unzipped(payload, largest_bytes=LARGEST_BYTES)[:LARGEST_BYTES])
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict) or "jsonfeed.org/version" not in str(read.get("version")):
        return None
    items = read.get("items")
    entries = [
        FeedEntry(
            link=absolute_url(url, _string(item, "url") or _string(item, "id")) or "",
            title=" ".join(_string(item, "title").split())[:_LONGEST_TITLE],
            published=readable_date(_string(item, "date_published"))[:_LONGEST_DATE],
            updated=readable_date(_string(item, "date_modified"))[:_LONGEST_DATE],
        )
        for item in (items if isinstance(items, list) else ())[:MOST_ENTRIES]
        if isinstance(item, dict)
    ]
    return Feed(_string(read, "title"), tuple(entries))


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
