"""Listings that come as JSON: what "load more" buttons and programs are answered. Pure.

No two are alike, so their parts are known by their names and values: an object with an address and a title is an entry,
a text of markup is a piece of a page, and the next page is named, or follows from the number in the address asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import html as lxml_html

from archive.records import Link
from archive.turning import counts_entries, following, page_of
from crawler.discovery.links import page_links
from crawler.json_values import json_value
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_LINKS = (
    "link",
    "url",
    "href",
    "permalink",
    "web_url",
    "weburl",
    "absolute_url",
    "detail_url",
    "path",
    "uri",
    "slug_url",
)
_TITLES = ("title", "name", "headline", "subject", "tieude", "ten")
_DATES = (
    "date", "published_at", "publishedat", "published", "publisheddate", "public_timestamp", "publishdate",
    "publish_date", "pubdate", "created_at", "createdat", "created", "ngaydang", "date_gmt",
)  # fmt: skip
_NEXT = ("next", "next_url", "nexturl", "next_page_url", "nextpage", "next_page", "nextlink", "load_more_url")
_TOTALS = ("total", "total_count", "totalcount", "count_total", "total_items", "totalitems", "totalrecords", "numfound")
_PAGES = ("pages", "total_pages", "totalpages", "last_page", "lastpage", "page_count", "pagecount", "max_num_pages")
_MORE = ("has_more", "hasmore", "more", "has_next", "hasnext", "hasnextpage")
_MARKUP = re.compile(r"<a\b[^<>]*\bhref\s*=", re.IGNORECASE)
_LARGEST_COUNT = 5000
_DEEPEST = 8


def json_links(payload: bytes, *, url: str) -> list[Link] | None:
    """The entries of a JSON listing with titles and dates, then its next page; None where it is none."""
    try:
        read: Any = json_value(payload.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict | list):
        return None
    found: dict[str, Link] = {}
    count = 0
    for link, is_entry in _walk(read, url, 0):
        count += is_entry
        found.setdefault(link.url, link)
        if len(found) >= _LARGEST_COUNT:
            break
    if not found:
        return None
    following = _next(read, url, count or len(found))
    if following is not None:
        found.pop(following, None)
        found[following] = Link(url=following, road="pagination")
    return list(found.values())


def _walk(value: Any, url: str, depth: int) -> Iterator[tuple[Link, bool]]:
    """Every link of a value, and whether it is an entry's own."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if _MARKUP.search(value):
            for link in _fragment_links(value, url):
                yield link, False
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, url, depth + 1)
        return
    if not isinstance(value, dict):
        return
    entry = _entry(value, url)
    if entry is not None:
        yield entry, True
        return  # what is in an entry is its own: pictures, authors, the text
    for one in value.values():
        yield from _walk(one, url, depth + 1)


def _entry(values: dict[str, Any], url: str) -> Link | None:
    """The link of an object that has an address and a title."""
    lower = {str(name).lower(): value for name, value in values.items()}
    title = next((text for name in _TITLES if (text := _text(lower.get(name)))), "")
    written = next((text for name in _LINKS if (text := _text(lower.get(name))) and _is_address(text)), "")
    address = absolute_url(url, written) if title and written else None
    if address is None:
        return None
    date = next((text for name in _DATES if (text := _text(lower.get(name))) and text[:1].isdigit()), "")
    return Link(url=address, road="listing", text=_plain(title)[:300], date=date[:100])


def _fragment_links(markup: str, url: str) -> list[Link]:
    tree = _tree(markup)
    return [] if tree is None else page_links(tree, url, dated=True)


def _tree(markup: str) -> HtmlElement | None:
    """A fragment's tree; None where it has none. An element before it makes lxml take a whole document for one too."""
    try:
        return lxml_html.fragment_fromstring(f"<div>{markup}", create_parent="div")
    except (ValueError, lxml_html.etree.ParserError):
        return None


def _next(read: Any, url: str, count: int) -> str | None:
    """The address of the page after this one; None where there is none, or nothing tells."""
    values = _paging(read) if isinstance(read, dict) else {}
    for name in _NEXT:
        written = values.get(name)
        if isinstance(written, dict):
            written = written.get("href") or written.get("url")
        if isinstance(written, str) and _is_address(written):
            return absolute_url(url, written)
    series = page_of(url)
    if series is None or any(values.get(name) is False for name in _MORE):
        return None
    number = series[1]
    entries = counts_entries(url)
    last = next((value for name in _PAGES if isinstance(value := values.get(name), int)), None)
    total = next((value for name in _TOTALS if isinstance(value := values.get(name), int)), None)
    done = (number if entries else max(number - 1, 0) * count) + count
    if (last is not None and not entries and number >= last) or (total is not None and done >= total):
        return None
    return following(url, count)


def _paging(read: dict[str, Any]) -> dict[str, Any]:
    """Names, lower case, and values of what an answer says of itself, at its top and one level below."""
    found: dict[str, Any] = {}
    for value in read.values():
        if isinstance(value, dict) and _entry(value, "https://a.invalid/") is None:
            found |= {str(inner).lower(): one for inner, one in value.items()}
    return found | {str(name).lower(): value for name, value in read.items()}


def _is_address(text: str) -> bool:
    return text.startswith(("/", "http://", "https://", "?")) or bool(
        re.fullmatch(r"[\w./-]+\.(?:html?|aspx?|php)\S*", text)
    )


def _text(value: Any) -> str:
    """A value as text: WordPress puts titles into an object of their own."""
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("raw") or ""
    return value.strip() if isinstance(value, str) else ""


def _plain(text: str) -> str:
    if "<" not in text and "&" not in text:
        return " ".join(text.split())
    tree = _tree(text)
    return "" if tree is None else " ".join(str(tree.text_content()).split())
