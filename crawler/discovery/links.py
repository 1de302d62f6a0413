"""The links of an HTML page, and the dates that listings print beside them. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

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
_REFRESH = re.compile(r"""^\s*+\d*+\s*+[;,]?\s*+url\s*+=\s*+['"]?([^'"]+)""", re.IGNORECASE)
_NEXT = re.compile(
    r"^(?:\d{1,4}|[»›>]{1,2}|next(?: page)?|older(?: posts)?|trang (?:sau|tiếp|kế|cuối)|tiếp(?: theo)?|sau|"
    r"xem thêm|suivant(?:e)?|weiter)\s*[»›>→]*$",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"\d{1,4}\s{0,9}[-/.]\s{0,9}\d{1,2}\s{0,9}[-/.]\s{0,9}\d{1,4}|tháng\s+\d|\d{1,2}\s+\w{1,20}\s+\d{4}|"
    r"\w{1,20}\s{1,9}\d{1,2},?\s+\d{4}"
)
_OPENED = re.compile(r"data-(?:\w{1,20}-)?(?:url|href|link)", re.IGNORECASE)
_QUOTED = re.compile(r"""["']([^"'<>\s]{2,400})["']""")
_LONGEST_SCRIPT = 2000
_PAGE_FILE = re.compile(r"[\w./-]+\.(?:php|aspx?|ashx|json|jsp|do|html?)(?:$|\?)")
_NO_LETTER = re.compile(r"[\W\d_]+")
_LONGEST_CONTEXT = 1200
_LONGEST_NUMBER = 4
"""Figures of a page's number; longer ones number articles."""
_CLIMB = 5


def page_links(tree: HtmlElement, base_url: str, *, dated: bool = False) -> list[Link]:
    """Every http(s) address that the page links to, once each, in the page's order.

    With `dated` (listings), the text printed beside an article's link is searched for a date.
    """
    found: dict[str, Link] = {}
    titles: dict[str, str] = {}
    for element, reference, road in _references(tree):
        url = absolute_url(base_url, reference)
        if url is None:
            continue
        url = url.partition("#")[0]
        if (url in found and not dated) or (road != "feed" and NOT_PAGES.search(url)):
            continue
        text = " ".join("".join(element.itertext()).split())[:300] if element.tag == "a" else ""
        if dated and len(text) > len(titles.get(url, "")):
            titles[url] = text
        if url in found:
            continue
        is_link = road == "link" and element.tag == "a"
        if is_link and (_is_pagers(element, text, url) or counts_up(base_url, url, text)):
            road = "pagination"
        date = _date_beside(element) if dated and road == "link" else ""
        kind: Literal["page", "feed"] = "feed" if road == "feed" else "page"
        found[url] = Link(url=url, road="listing" if date else road, kind=kind, text=text, date=date)
    return [replace(link, said=_digest(titles[url])) if link.date and url in titles else link
            for url, link in found.items()]  # fmt: skip


def _digest(title: str) -> str:
    """A digest of a headline's letters: counts and times beside it change by themselves. Empty: no headline.

    >>> _digest("Họp thôn (12 lượt xem)") == _digest("Họp thôn (15 lượt xem)"), _digest("12/5")
    (True, '')
    """
    letters = _NO_LETTER.sub("", title.casefold())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:16] if letters else ""


def counts_up(here: str, url: str, text: str) -> bool:
    """Whether a link with a number for its words leads to that page of the list at `here`: to the very address, but for
    one parameter that has that number, whatever its name.

    >>> counts_up("https://a.vn/tin?c=5", "https://a.vn/tin?c=5&so=2", "2")
    True
    >>> counts_up("https://a.vn/tin", "https://a.vn/tin?id=2048", "2")
    False
    """
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_NUMBER:
        return False
    head, _, query = url.partition("?")
    place, _, known = here.partition("#")[0].partition("?")
    if head.rstrip("/") != place.rstrip("/"):
        return False
    pairs, before = set(query.split("&")), set(known.split("&"))
    added, left = pairs - before - {""}, before - pairs - {""}
    name, _, value = next(iter(added), "").partition("=")
    return len(added) == 1 and value == text and all(one.partition("=")[0] == name for one in left)


def refresh_target(tree: HtmlElement, base_url: str) -> str | None:
    """Where a `<meta http-equiv=refresh>` sends the reader; None where there is none, or it reloads the page itself."""
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            target = refreshed(element.get("content") or "", base_url)
            if target is not None:
                return target
    return None


def refreshed(written: str, base_url: str) -> str | None:
    """The address in a refresh, as a header or a `<meta>` gives it; None where it reloads the page itself.

    >>> refreshed("0; URL='/tin/bai.html'", "https://a.vn/cu"), refreshed("300", "https://a.vn/cu")
    ('https://a.vn/tin/bai.html', None)
    """
    match = _REFRESH.match(written)
    return absolute_url(base_url, match[1].strip()) if match else None


def inert_reference(element: HtmlElement) -> str:
    """The address that a script of the page opens for an element that itself leads nowhere; empty: none is told.

    >>> import lxml.html
    >>> page = "<p><a href='javascript:xem(%27/tin/3.html%27, 5)'>Ba</a><a href='#' data-href='/tin/4.html'>Bốn</a></p>"
    >>> [inert_reference(one) for one in lxml.html.fromstring(page).iter("a")]
    ['/tin/3.html', '/tin/4.html']
    """
    named = (str(value).strip() for name, value in element.attrib.items() if _OPENED.fullmatch(str(name)))
    scripts = (element.get("href") or "", element.get("onclick") or "")
    called = (match[1] for script in scripts if "(" in script or "=" in script for match in _quoted(script))
    return next((one for one in (*named, *called) if is_reference(one) and one.strip("/")), "")


def _quoted(script: str) -> Iterator[re.Match[str]]:
    """The words in quotes of a link that is a script, or of what a click does."""
    if script[:11].lower() == "javascript:":
        script = unquote(script)
    elif script[:8].lower().startswith(("http", "/", "#", "?")):
        return iter(())  # an address, no script
    return _QUOTED.finditer(script[:_LONGEST_SCRIPT])


def is_reference(value: str) -> bool:
    """Whether a word in an attribute or a script is the address of a page."""
    if value.startswith(("/", "?", "http://", "https://")):
        return True
    return bool(_PAGE_FILE.match(value)) and not urlsplit(value).scheme


def _references(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, Road]]:
    for element in tree.iter("a", "area", "iframe", "frame", "link"):
        if element.tag in ("a", "area"):
            reference = element.get("href")
            if _is_inert(reference) and (opened := inert_reference(element)):
                yield element, opened, "link"
            elif reference and ("nofollow" not in (element.get("rel") or "") or _turns(element, reference)):
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


def _is_inert(reference: str | None) -> bool:
    """Whether a link leads nowhere by itself."""
    written = (reference or "").strip().lower()
    return not written or written[0] == "#" or written.startswith("javascript:")


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
