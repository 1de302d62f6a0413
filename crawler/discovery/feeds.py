"""RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed: the links of a feed with title and date. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.records import Link
from crawler.discovery.feed_dates import dates_told
from crawler.discovery.xml import local_name, text_of, unzipped, xml_root
from crawler.json_values import json_value
from crawler.urls import absolute_url, as_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml import etree

LARGEST_BYTES = 16 << 20
_ROOTS = {"rss", "feed", "rdf", "channel"}
_DATES = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
"""In this order: when it was published counts before when it was touched."""
_TOUCHED = ("updated", "modified", "date_modified")
_TEXTS = ("title", "description", "summary", "content", "encoded", "content_html", "content_text")
"""What a feed says of a page itself: where it differs from what was said before, the page has been edited."""
_COMMON = re.compile(
    r"purl\.org/(?:dc|atom|rss|net/rss)|2005/Atom|userland\.com|netscape\.com|/rss/?(?:2|1|0|$)", re.IGNORECASE
)
"""Namespaces whose `title`, `link` and dates are those of the entry; a picture's or a podcast's are not."""
_COMMON_PREFIXES = ("dc", "dcterms", "atom", "rss")
_NEVER = 9
_ORIGINAL = "origlink"
"""FeedBurner's element for the address that its own link stands for."""
_LONGEST_TITLE = 4000
_TAG = re.compile(
    r"<(?P<name>script|style)\b.{0,2000}?</(?P=name)\s*>|</?[A-Za-z][^<>]*>|<!--.{0,2000}?-->|<![A-Za-z][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one page."""

    url: str | None
    """Absolute; None where the entry names no address."""
    title: str
    """Plain text; empty: none."""
    date: str
    """As written, or as ISO 8601 what only feeds write so; empty: none."""
    touched: str = ""
    """When it was edited, as written; empty: none, or what is written beside every entry."""
    text: str = ""
    """Its headline, summary and text as they stand there, markup and all."""


def feed_links(payload: bytes, *, url: str, content_type: str = "") -> list[Link] | None:
    """The entries of a feed that name an address, in the feed's order; None where the payload is no feed.

    Addresses are spelled as the feed's own, see `crawler.urls.as_at`.
    """
    entries = feed_entries(payload, url=url, content_type=content_type)
    if entries is None:
        return None
    links: dict[str, Link] = {}
    for entry in entries:
        if entry.url is not None:
            address = as_at(entry.url, url)
            link = Link(
                url=address, road="feed", text=entry.title[:300], date=entry.date[:100], said=_digest(entry)
            )  # fmt: skip
            links.setdefault(address, link)
    return list(links.values())


def _digest(entry: FeedEntry) -> str:
    return hashlib.sha256(f"{entry.touched}\n{entry.text}".encode("utf-8", "replace")).hexdigest()[:16]


def feed_entries(payload: bytes, *, url: str, content_type: str = "") -> list[FeedEntry] | None:
    """All entries of a feed, in its order; None where the payload is no feed."""
    entries = _entries(payload, url, content_type)
    if entries is None:
        return None
    dates = dates_told([entry.date for entry in entries])
    touched = {entry.touched for entry in entries}
    is_the_builds = len(touched) == 1 and len(entries) > 1
    return [
        replace(entry, date=date, touched="" if is_the_builds else entry.touched)
        for entry, date in zip(entries, dates, strict=True)
    ]


def _entries(payload: bytes, url: str, content_type: str) -> list[FeedEntry] | None:
    """The entries with their dates as written."""
    if payload[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_entries(payload, url)
    root = xml_root(payload, largest_bytes=LARGEST_BYTES, content_type=content_type, url=url)
    if root is None or local_name(root) not in _ROOTS:
        return None
    return [_entry(element, url) for element in root.iter() if local_name(element) in ("item", "entry")]


def _entry(entry: etree._Element, url: str) -> FeedEntry:
    native = _namespace(entry)
    values: dict[str, str] = {}
    original, links, permanent, identity = "", [], "", ""
    for child in entry:
        name, namespace = local_name(child), _namespace(child)
        if name == _ORIGINAL:
            original = text_of(child)
        elif namespace not in ("", native) and namespace not in _COMMON_PREFIXES and not _COMMON.search(namespace):
            continue
        elif name == "link":
            links.append((_rank(child), child))
        elif name in ("guid", "id"):
            attributes = _attributes(child)
            if name == "guid" and attributes.get("ispermalink", "true").strip().lower() != "false":
                permanent = text_of(child)
            identity = text_of(child) if name == "id" else identity
        elif name == "title":
            title = _title(child)
            if title and (namespace == native or "title" not in values):
                values["title"] = title
        else:
            values.setdefault(name, text_of(child))
    attributes = _attributes(entry)
    candidates = [original]
    candidates += [_address(child) for rank, child in sorted(links, key=lambda pair: pair[0]) if rank < _NEVER]
    candidates += [permanent if "//" in permanent else "", attributes.get("href", ""), attributes.get("about", "")]
    candidates.append(identity if "//" in identity else "")  # RFC 4287, 4.2.6: a permanent one, often the address
    base = absolute_url(url, entry.base or "") or url
    address = next((found for one in candidates if (found := absolute_url(base, one))), None)
    date = next((values[name] for name in _DATES if values.get(name)), "") or attributes.get("lastmod", "")
    return FeedEntry(url=address, title=values.get("title", ""), date=date, touched=_first(values, _TOUCHED),
                     text=_together(values))  # fmt: skip


def _first(values: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((value for name in names if isinstance(value := values.get(name), str) and value), "")


def _together(values: Mapping[str, Any]) -> str:
    return "\n".join(" ".join(value.split()) for name in _TEXTS if isinstance(value := values.get(name), str))


def _rank(link: etree._Element) -> int:
    """How likely a link leads to the entry's page, 0 first; `_NEVER` for one that leads elsewhere."""
    attributes = _attributes(link)
    relation = attributes.get("rel", "").rpartition("/")[2].strip().lower()
    if relation not in ("", "alternate"):
        return _NEVER
    if not attributes.get("href"):
        return 0 if text_of(link) else _NEVER
    return 1 if attributes.get("type", "").strip().lower() in _PAGE_TYPES else 2


def _address(link: etree._Element) -> str:
    address = _attributes(link).get("href") or text_of(link)
    base = link.base
    return (absolute_url(base, address) if base else None) or address


def _title(element: etree._Element) -> str:
    """The title as plain text: what is markup in it, by its type or by its looks, is none any more."""
    for part in element.iter():
        if local_name(part) in ("script", "style"):
            part.text = None
    text = text_of(element)[:_LONGEST_TITLE]
    kind = _attributes(element).get("type", "").lower()
    is_text = len(element) > 0 or kind in ("text", "text/plain", "xhtml")
    if is_text or ("<" not in text and "&" not in text):
        return text
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name).rpartition("}")[2].lower(): str(value) for name, value in element.attrib.items()}


def _namespace(element: etree._Element) -> str:
    """The element's namespace, or the prefix of one that was never declared."""
    tag = str(element.tag)
    return tag[1:].rpartition("}")[0] if tag.startswith("{") else tag.rpartition(":")[0]


def _json_entries(payload: bytes, url: str) -> list[FeedEntry] | None:
    """The entries of a JSON Feed (jsonfeed.org, 1 and 1.1); None where it is other JSON."""
    try:
        feed: Any = json_value(unzipped(payload, largest_bytes=LARGEST_BYTES))
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        return None
    found = feed.get("items")
    return [
        FeedEntry(
            url=absolute_url(url, _string(entry, "url") or _string(entry, "id")),
            title=" ".join(_string(entry, "title").split()),
            date=_string(entry, "date_published") or _string(entry, "date_modified"),
            touched=_first(entry, _TOUCHED),
            text=_together(entry),
        )
        for entry in (found if isinstance(found, list) else ())
        if isinstance(entry, dict)
    ]


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
