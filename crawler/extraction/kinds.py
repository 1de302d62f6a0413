"""What a page is, if it is no article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from lxml.html import tostring

from crawler.extraction.choose import is_related_heading
from crawler.extraction.lines import is_date_line
from crawler.extraction.walls import SAYS_SO, wall_of
from crawler.extraction.words import CHALLENGE, ERROR_PAGE, NOT_FOUND

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.choose import Choice
    from crawler.extraction.parse import Page

Kind = Literal["home", "listing", "other", "gone", "challenge", "empty", "document", "error"]


class NotAnArticle(Exception):
    """The page holds no article; says what it is instead."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(f"no article: {reason}")
        self.kind = kind
        self.reason = reason


_PAGING = re.compile(
    r"[?&](?:page|trang|paged|pageindex|_cur|cur|start|offset)=\d+|/(?:page|trang)[/-]\d+(?:\.\w+)?/?$", re.IGNORECASE
)
_LISTING_PATH = re.compile(
    r"/(?:tags?|tu-khoa|categor(?:y|ies)|chuyen-muc|the-loai|authors?|search|tim-kiem|archives?|topics?|sitemap|so-do-trang|rss|lich(?:-\w+)*)(?:/|$|\?)",
    re.IGNORECASE,
)
_SHORT_PAGE_WORDS = 120
_WALL_WORDS = 60
_BARE_WORDS = 60
"""An error page says no more in its own words."""


def check_bytes(page: Page) -> None:
    """Raises NotAnArticle for what is no page at all."""
    if page.is_binary:
        raise NotAnArticle("document", "the bytes are not text")
    if page.tree is None:
        raise NotAnArticle("empty", "the page is empty")


def check_page(page: Page, layout: Layout, *, title: str, head_title: str) -> None:
    """Raises NotAnArticle for robot checks, error pages under status 200 and pages without text."""
    words = sum(block.word_count for block in layout.blocks)
    if words <= _SHORT_PAGE_WORDS and page.tree is not None:
        scripts = " ".join((element.text or "")[:4000] for element in page.tree.iter("script"))
        said = f"{head_title} {' '.join(block.text for block in layout.blocks)}"
        wall = wall_of(tostring(page.tree, encoding="unicode"))
        says_so = words <= _WALL_WORDS and (CHALLENGE.search(said) or SAYS_SO.search(said))
        if wall or says_so or CHALLENGE.search(scripts[:20000]):
            raise NotAnArticle("challenge", f"a check for robots{f' ({wall})' if wall else ''} stands in its place")
    for text in (head_title, title):
        if len(text.split()) <= 14 and (
            ERROR_PAGE.search(text) or (NOT_FOUND.search(text) and _prose(layout) <= _BARE_WORDS)
        ):
            raise NotAnArticle("gone", f"an error page: {text[:80]}")
    if words == 0 and not any(block.kind == "image" for block in layout.blocks):
        raise NotAnArticle("empty", "the page holds no text")


def says_not_found(blocks: list[Block]) -> bool:
    """Whether a short text says that the page is not there."""
    own = [block for block in blocks if block.kind in ("text", "heading") and not block.suspect]
    return (
        sum(block.word_count for block in own) <= _BARE_WORDS
        and any(
            (NOT_FOUND.search(block.text) or ERROR_PAGE.search(block.text))
            and block.word_count <= 30
            and block.link_word_count * 2 < block.word_count  # the page numbers of a list are links
            for block in own[:6]
        )
    )


def _prose(layout: Layout) -> int:
    """The words of the page's own running text."""
    return sum(
        block.word_count
        for block in layout.blocks
        if block.kind == "text" and not block.suspect and block.link_word_count * 4 < block.word_count
    )


def is_home(url: str, homepage: str) -> bool:
    """Whether the address is the portal's home page."""
    parts = urlsplit(url)
    if homepage and url.rstrip("/") == homepage.rstrip("/"):
        return True
    return (parts.path in ("", "/") and not parts.query) or parts.path.lower() in (
        "/index.html",
        "/index.php",
        "/default.aspx",
        "/home",
        "/trang-chu",
    )


def looks_like_listing(url: str, layout: Layout, choice: Choice) -> bool:
    """Whether the page lists other pages: many linked titles, or several dates, beside little text of its own."""
    blocks = layout.blocks
    shown = [block for block in blocks[choice.start : choice.end] if not block.suspect and block.kind != "image"]
    prose = sum(
        block.word_count
        for block in shown
        if block.kind in ("text", "quote", "item")
        and block.link_word_count * 4 < block.word_count
        and block.word_count >= 20
    )
    titles = [
        block for block in shown if block.link_word_count >= 4 and block.link_word_count * 10 >= block.word_count * 8
    ]
    linked = sum(block.link_word_count for block in titles)
    paging = bool(_PAGING.search(url))
    if len(titles) >= 4 and (linked * 2.2 > prose or paging):
        return True
    headings = sum(block.kind == "heading" and block.link_word_count == block.word_count >= 2 for block in shown)
    dates = sum(is_date_line(block.text, block.word_count) for block in shown if block.word_count <= 14)
    if headings >= 4 or (headings >= 3 and dates >= 2) or (dates >= 3 and len(titles) >= 3):
        return True
    teasers, around = _teasers(layout)
    if teasers >= 4 and (prose < 0.5 * around or prose < 25 * teasers):
        return True
    if _LISTING_PATH.search(url) and (len(titles) >= 1 or prose < 80):
        return True
    return paging and (len(titles) >= 1 or teasers >= 1)


def _teasers(layout: Layout) -> tuple[int, int]:
    """Linked headings on the whole page, and the words of prose on it."""
    shown = [block for block in layout.blocks if not block.suspect and block.kind != "image"]
    teasers = sum(block.kind == "heading" and block.link_word_count == block.word_count >= 3 for block in shown)
    return teasers, sum(block.word_count for block in shown if block.word_count - block.link_word_count >= 15)


def leads_with_links(blocks: list[Block], title: int, choice: Choice) -> bool:
    """Whether linked titles with dates come between a headline and any prose: so a listing begins, not an article."""
    linked = dated = 0
    for block in blocks[title + 1 : title + 40]:
        if block.suspect or block.kind == "image":
            continue
        if is_related_heading(block):
            return False
        if block.word_count >= 4 and block.link_word_count * 10 >= block.word_count * 6:
            linked += 1
        elif is_date_line(block.text.strip("()[] "), block.word_count):
            dated += 1
        elif block.word_count >= 12 and not block.text.rstrip().endswith(("…", "...")) and not linked:
            return False
        if linked >= 3 and (dated >= 2 or choice.weight < 60):
            return dated >= 2 or choice.weight < 60
    return False
