"""Lists of portals as people have them: addresses one a line, a table (CSV), or the subscriptions of a feed reader
(OPML). Pure.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.calendar import check_cron
from crawler.definition import duration
from crawler.urls import split_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

MOST = 10_000
"""Portals in a list."""
LARGEST_BYTES = 20_000_000
COLUMNS = {
    "address": ("address", "url", "homepage", "website", "site", "địa chỉ"),
    "key": ("key", "id"),
    "name": ("name", "title", "tên"),
    "tags": ("tags", "tag", "category", "group", "nhãn"),
    "schedule": ("schedule", "interval", "cron", "lịch"),
}
"""The columns of a table, each with what its heading may be."""
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SEPARATORS = ",;\t"
_FIELDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A portal in a list; what the list does not say is empty."""

    address: str
    key: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    schedule: str = ""
    """An interval, as `6 hours`, or a cron line."""
    feed: str = ""
    """The address of its feed."""


def read_list(payload: bytes, *, ending: str = "") -> list[Listed]:
    """The portals in a file whose name ends so, each address once. Raises ValueError where it cannot be read."""
    if ending in (".opml", ".xml") or payload.lstrip()[:200].lower().startswith((b"<?xml", b"<opml")):
        return _once(_outlines(payload))
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text") from None
    heading = _heading(text)
    if ending in (".csv", ".tsv") or heading is not None:
        return _once(_table(text, heading))
    lines = (_COMMENT.sub("", line).strip() for line in text.splitlines())
    return _once(Listed(address=line) for line in lines if line)


def schedule_of(text: str) -> Mapping[str, str]:
    """The `[schedule]` that a list's words mean. Raises ValueError where they mean none.

    >>> schedule_of("6 hours"), schedule_of("30 6 * * *")
    ({'interval': '6 hours'}, {'cron': '30 6 * * *'})
    """
    if not text:
        return {}
    if len(text.split()) == _FIELDS:
        return {"cron": check_cron(text)}
    duration(text)
    return {"interval": text}


def _once(found: Iterator[Listed]) -> list[Listed]:
    by_address: dict[str, Listed] = {}
    for one in found:
        before = by_address.get(one.address)
        if before is not None:
            tags = tuple(dict.fromkeys((*before.tags, *one.tags)))
            by_address[one.address] = replace(before, tags=tags)
        else:
            by_address[one.address] = one
        if len(by_address) > MOST:
            raise ValueError(f"more than {MOST:,} portals")
    return list(by_address.values())


def _heading(text: str) -> dict[str, int] | None:
    """Where each column stands, as the first line says; None where that is no heading."""
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
    names = [one.strip().strip('"').casefold() for one in re.split(f"[{_SEPARATORS}]", first)]
    found = {
        column: place for column, known in COLUMNS.items()
        for place, name in reversed(list(enumerate(names))) if name in known
    }  # fmt: skip
    return found if "address" in found else None


def _table(text: str, heading: Mapping[str, int] | None) -> Iterator[Listed]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    separator = max(_SEPARATORS, key=lambda one: lines[0].count(one)) if lines else ","
    places = heading or {column: place for place, column in enumerate(COLUMNS)}
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    except csv.Error as error:
        raise ValueError(f"no table that can be read: {error}") from None
    for row in rows[heading is not None :]:
        said = {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
        if said["address"]:
            parts = re.split(r"[,;|]", said.pop("tags", ""))
            tags = tuple(filter(None, (part.strip().removeprefix("#") for part in parts)))
            yield Listed(tags=tags, **said)


def _outlines(payload: bytes) -> Iterator[Listed]:
    from crawler.discovery.xml import local_name, xml_root

    root = xml_root(payload, largest_bytes=LARGEST_BYTES)
    if root is None or local_name(root) != "opml":
        raise ValueError("no OPML that can be read")
    for outline in root.iter():
        if local_name(outline) != "outline":
            continue
        said = _said(outline)
        feed, page = said.get("xmlurl", ""), said.get("htmlurl", "")
        address = page or _home_of(feed)
        if not address:
            continue
        groups = [_said(parent) for parent in outline.iterancestors() if local_name(parent) == "outline"]
        above = [one.get("text", one.get("title", "")) for one in groups]
        own = [part.strip("/ ").rpartition("/")[2] for part in said.get("category", "").split(",")]
        yield Listed(
            address=address, name=said.get("title") or said.get("text", ""), feed=feed,
            tags=tuple(_plain(tag) for tag in dict.fromkeys([*reversed(above), *own]) if _plain(tag)),
        )  # fmt: skip


def _said(outline: etree._Element) -> dict[str, str]:
    """The attributes of an outline, by name in small letters."""
    return {str(name).lower(): " ".join(str(value).split()) for name, value in outline.attrib.items()}


def _plain(tag: str) -> str:
    return " ".join(tag.replace(",", " ").split())


def _home_of(feed: str) -> str:
    """The root of the host that a feed is on.

    >>> _home_of("https://a.gov.vn/tin/rss.xml"), _home_of("x")
    ('https://a.gov.vn/', '')
    """
    if split_url(feed) is None:
        return ""
    parts = urlsplit(feed)
    return f"{parts.scheme}://{parts.netloc}/"
