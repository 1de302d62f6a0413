"""An Atom feed (RFC 4287) of what a search finds, so that a saved question brings news. Pure.

Texts are texts, never HTML: a feed reader has nothing to run.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from archive.terminal import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A version of an article, or what happened to one, as a feed tells it."""

    portal: str
    portal_name: str
    url: str
    """The article's canonical URL."""
    version: int
    title: str
    lead: str
    text: str
    author: str
    category: str
    language: str
    published_at: str | None
    """In UTC; None where no day is stated."""
    seen_at: str
    """When this version was first received, in UTC."""
    page: str = ""
    """The address of the archive's own page about it; empty: there is none."""
    happened: str = ""
    """What happened to the article and when, where that is what the entry tells of; empty: it tells of the version."""

    @property
    def id(self) -> str:
        """A name that no other version of no other article has, in whatever archive, at whatever address.

        So an edit is an entry of its own, which readers show, and an entry never changes.
        """
        name = f"{self.portal} {self.url} {self.happened or self.version}"
        return uuid.uuid5(uuid.NAMESPACE_URL, name.encode("utf-8", "replace").decode()).urn


def feed(entries: Iterable[Entry], *, title: str, address: str, home: str, updated: str) -> bytes:
    """The feed as XML in UTF-8.

    `title`: what was searched for, in words; `address`: where this feed lies, whole, written the same way for the same
    search (`archive.search_parameters.written`): it is the feed's id; `home`: the page that shows the same search to a
    reader; `updated`: when the archive last received anything (`2022-12-31T08:00:00Z`), for a feed that has no entry;
    else the newest entry's time counts. To be served as `MEDIA_TYPE`. Entries stand in the order in which they come:
    give the newest.
    """
    listed = list(entries)
    root = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    _add(root, "id", _address(address))
    _add(root, "title", one_line(title) or "luutru")
    _add(root, "updated", max((entry.seen_at for entry in listed), default=updated))
    _link(root, "self", address, MEDIA_TYPE)
    _link(root, "alternate", home, "text/html")
    _add(root, "generator", "luutru")
    for entry in listed:
        _entry(root, entry)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(root: etree._Element, entry: Entry) -> None:
    made = etree.SubElement(root, f"{{{_NAMESPACE}}}entry")
    if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", entry.language):
        made.set(_LANGUAGE, entry.language)
    _add(made, "id", entry.id)
    _add(made, "title", one_line(entry.title) or "(…)", type="text")
    _add(made, "updated", entry.seen_at)
    if entry.published_at:
        _add(made, "published", entry.published_at)
    author = etree.SubElement(made, f"{{{_NAMESPACE}}}author")
    _add(author, "name", one_line(entry.author) or one_line(entry.portal_name) or entry.portal)
    _link(made, "alternate", entry.page or entry.url, "text/html")
    if entry.page:
        _link(made, "related", entry.url, "text/html")
    if category := one_line(entry.category):
        etree.SubElement(made, f"{{{_NAMESPACE}}}category", term=category)
    if lead := one_line(entry.lead):
        _add(made, "summary", lead, type="text")
    if text := harmless(entry.text).strip():
        _add(made, "content", text, type="text")


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes).text = text


def _link(parent: etree._Element, rel: str, href: str, type_: str) -> None:
    etree.SubElement(parent, f"{{{_NAMESPACE}}}link", rel=rel, href=_address(href), type=type_)


def _address(written: str) -> str:
    return one_line(written).replace(" ", "%20")
