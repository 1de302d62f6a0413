"""The links of an HTML page, and the dates that listings print beside them. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from archive.records import Link
from archive.turning import page_of
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

Road = Literal["link", "feed", "pagination"]

NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|json|map|woff2?|ttf|eot|otf|mp[34]|m4[av]|avi|mov|wmv|flv|"
    r"webm|ogg|wav|swf|exe|msi|apk|dmg|iso|ics|vcf)(?:\?|$)",
    re.IGNORECASE,
)
"""Endings of addresses that are neither pages nor documents: never asked for."""
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_REFRESH = re.compile(r"""^\s*\d*\s*[;,]?\s*url\s*=\s*['"]?([^'"]+)""", re.IGNORECASE)
_NEXT = re.compile(
    r"^(?:\d{1,4}|[»›>]{1,2}|next(?: page)?|older(?: posts)?|trang (?:sau|tiếp|kế|cuối)|tiếp(?: theo)?|sau|"
    r"xem thêm|suivant(?:e)?|weiter)\s*[»›>→]*$",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"\d{1,4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,4}|tháng\s+\d|\d{1,2}\s+\w+\s+\d{4}|\w+\s+\d{1,2},?\s+\d{4}"
)
_LONGEST_CONTEXT = 1200
_CLIMB = 5


def page_links(tree: HtmlElement, base_url: str, *, dated: bool = False) -> list[Link]:
    """Every http(s) address that the page links to, once each, in the page's order.

    With `dated` (listings), the text printed beside an article's link is searched for a date.
    """
    found: dict[str, Link] = {}
    for element, reference, road in _references(tree):
        url = absolute_url(base_url, reference)
        if url is None:
            continue
        url = url.partition("#")[0]
        if url in found or (road != "feed" and NOT_PAGES.search(url)):
            continue
        text = ""
        if element.tag == "a":
            text = " ".join("".join(element.itertext()).split())[:300]
            if road == "link" and _is_pagers(element, text, url):
                road = "pagination"
        date = _date_beside(element) if dated and road == "link" else ""
        kind: Literal["page", "feed"] = "feed" if road == "feed" else "page"
        found[url] = Link(url=url, road="listing" if date else road, kind=kind, text=text, date=date)
    return list(found.values())


def refresh_target(tree: HtmlElement, base_url: str) -> str | None:
    """Where a `<meta http-equiv=refresh>` sends the reader; None where there is none, or it reloads the page itself."""
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            match = _REFRESH.match(element.get("content") or "")
            if match:
                return absolute_url(base_url, match[1].strip())
    return None


def _references(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, Road]]:
    for element in tree.iter("a", "area", "iframe", "frame", "link"):
        if element.tag in ("a", "area"):
            reference = element.get("href")
            if reference and ("nofollow" not in (element.get("rel") or "") or _turns(element, reference)):
                yield element, reference, "link"
        elif element.tag == "link":
            kind, reference = (element.get("type") or "").lower(), element.get("href")
            rel = (element.get("rel") or "").lower().split()
            if reference and "alternate" in rel and kind in FEED_TYPES:
                yield element, reference, "feed"
            elif reference and "next" in rel:
                turns = page_of(absolute_url("https://a.invalid/a", reference) or "")
                yield element, reference, "pagination" if turns else "link"  # of an article it names the next one
        elif reference := element.get("src"):
            yield element, reference, "link"


def _is_pagers(anchor: HtmlElement, text: str, url: str) -> bool:
    """Whether a link turns a page: by its words; a number, or `rel=next`, needs an address that turns one too."""
    if text.isdigit() or anchor.get("rel") == "next":
        return page_of(url) is not None
    return bool(_NEXT.match(text))


def _turns(anchor: HtmlElement, reference: str) -> bool:
    """Whether a link is a pager's: `nofollow` there asks for no weight, and closes no page."""
    text = "".join(map(str, anchor.itertext())).strip()
    return bool(_NEXT.match(text)) and page_of(absolute_url("https://a.invalid/a", reference) or "") is not None


def _date_beside(anchor: HtmlElement) -> str:
    """The date printed in the smallest block around a link that holds no other article's link; empty: none."""
    if anchor.tag != "a":
        return ""
    own = anchor.get("href")
    block, context = anchor, ""
    for _ in range(_CLIMB):
        parent = block.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        if any(other.get("href") not in (own, None) and _reads_as_title(other) for other in parent.iter("a")):
            # A row of dates and links side by side: what follows the link up to the next one is still its own.
            context = f"{context} {block.tail or ''}"
            break
        block = parent
        context = " ".join(" ".join(map(str, block.itertext())).split())
        if len(context) > _LONGEST_CONTEXT:
            return ""
        if _DATE_LIKE.search(context):
            break
    title = " ".join(" ".join(map(str, anchor.itertext())).split())
    beside = context.replace(title, " ", 1) if title else context
    return beside.strip()[:200] if _DATE_LIKE.search(beside) else ""


def _reads_as_title(anchor: HtmlElement) -> bool:
    return len("".join(anchor.itertext()).strip()) > 12
