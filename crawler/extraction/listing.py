"""Whether a page is a list of other pages: what is its own text is weighed against the teasers of others.

A teaser is the linked title of another page, mostly with a date and a few sentences. Below nearly every article stand
some, so it counts where they stand, and what stands before them: a list begins with them, an article with its text.
The verdict throws a text away. It is given only where several kinds of evidence agree.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from archive.turning import page_of
from crawler.extraction.blocks import words_in
from crawler.extraction.choose import is_related_heading
from crawler.extraction.lines import is_date_line
from crawler.extraction.words import ATTACHMENT
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata
    from crawler.extraction.parse import Page
    from crawler.extraction.title import Title

_LISTING_SEGMENT = re.compile(
    r"/(?:tags?|tu-khoa|categor(?:y|ies)|chuyen-muc|the-loai|authors?|search|tim-kiem|archives?|topics?|sitemap|so-do-trang|rss)(?:/|$)",
    re.IGNORECASE,
)
_PAGER = re.compile(
    r"^[\W\d]*(?:(?:trang|page|seite)\W*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?[\W\d]*$", re.IGNORECASE
)
_TITLE_WORDS, _LINE_WORDS = 3, 5
_LONGEST_TITLE = 40
_ROW = 3
"""Lines that are titles of other pages, one after the other, that make a list without a heading."""
_NEAR = 3
_LINKED = 0.6
_PROSE_WORDS = 12
_TEASER_WORDS = 80
"""Words that a page's teasers have at most on average."""
_LEAD_WORDS = 30
_TEXT_WORDS = 120
"""Words of running text that no list begins with."""
_LONGEST_TEASER = 150
"""Words of running text under one title."""
_MOST, TELLING = 10, 7
NOTHING = -9.0
_LISTS = frozenset(("collectionpage", "searchresultspage", "itemlist", "offercatalog", "imagegallery", "archivepage"))
_TEASED_BLOCKS = 3
"""Paragraphs that a teaser may have."""


@dataclass(slots=True)
class Outline:
    """What stands on a page below its headline, in words and blocks."""

    own: int = 0
    """Words of running text that belong to no teaser."""
    lead: int = 0
    """Those of them that stand before the first title of another page."""
    teased: int = 0
    """Words of running text under the titles of others."""
    headings: int = 0
    """Titles of other pages that are headings, each once."""
    lines: int = 0
    """Those that are lines or items of a list."""
    beside: int = 0
    """Those that stand under the heading of a list beside an article."""
    dated: int = 0
    """Lines that hold a date and nothing else, behind the first title."""
    own_date: bool = False
    """A date stands between the headline and the text."""
    begins: bool = False
    """The first that stands below the headline is the title of another page."""
    pages: bool = False
    """Numbers of further pages are printed below."""


CERTAIN = 1.0
"""The evidence from which a page is taken for a list and nothing of it is kept."""
LIKELY = -0.3
"""The evidence from which it may be one: its text is kept, but not as news."""


def evidence_of(outline: Outline, page: Page, meta: Metadata, title: str) -> float:
    """How much speaks for a list; below 0 more speaks for a text. Tuned on pages and lists of some forty templates."""
    titles = outline.headings + outline.lines + outline.beside
    if not titles:
        return NOTHING
    own = outline.own + max(0, outline.teased - _TEASER_WORDS * titles)  # under so few titles that is no teasers' text
    most = min(outline.headings, _MOST), min(outline.lines, _MOST), min(outline.beside, _MOST)
    found = 0.35 * most[0] + 0.2 * most[1] + 0.05 * most[2]
    found += 1.5 * outline.begins + 0.7 * outline.pages
    found += 0.8 * (outline.dated >= 2 and outline.dated >= 0.4 * titles)
    found += 0.5 * log2(1 + outline.teased / 40) - 1.1 * log2(1 + own / 15)
    found += 1.0 * (page_of(page.url) is not None) + 0.8 * bool(_LISTING_SEGMENT.search(urlsplit(page.url).path))
    found += 1.5 * (not _LISTS.isdisjoint(meta.types))
    found -= 1.5 * (outline.lead >= (_LEAD_WORDS if outline.own_date else _TEXT_WORDS))  # an article begins so
    found -= 1.0 * outline.own_date + 1.0 * meta.is_article_type + 0.5 * (meta.og_type == "article")
    return found - 0.5 * bool(meta.published) - 0.7 * (words_in(title) >= TELLING)


def outline_of(url: str, layout: Layout, choice: Choice, title: Title) -> Outline:
    """What stands below the headline of a page; of a page without one, what stands on it."""
    blocks = layout.blocks
    start = _start(blocks, title, url)
    shown = [block for block in blocks[start:] if not block.suspect and block.kind not in ("image", "caption")]
    more = _repeated_links(shown)
    free = _free(blocks, choice, url)
    found, last = Outline(), ""
    since = 0  # paragraphs since the last title; 0: none came yet
    beside = False
    for block in shown:
        target = _target(block, url, more) if block.link_word_count else ""
        if target:
            if target != last or block.word_count >= _LINE_WORDS:  # else it is the "Read more" of the last one
                found.beside += beside
                found.headings += not beside and block.kind == "heading"
                found.lines += not beside and block.kind != "heading"
            last = target
            found.begins |= not found.own and (found.headings > 0 or found.lines >= _ROW)
            if block.word_count >= 20:
                found.teased += block.word_count
            since = 1
        elif is_related_heading(block) and (found.own or found.own_date):
            beside = True
        elif block.word_count <= 14 and is_date_line(block.text.strip("()[] "), block.word_count):
            found.dated += bool(last)
            found.own_date |= not last and not found.own
        elif _is_prose(block):
            if not since or since > _TEASED_BLOCKS or id(block) in free:
                found.own += block.word_count
                found.lead += 0 if last else block.word_count
            else:
                found.teased += block.word_count
                since += 1
        elif last and block.word_count <= 12 and _PAGER.match(block.text):
            found.pages = True
    return found


def _free(blocks: list[Block], choice: Choice, url: str) -> set[int]:
    """The paragraphs of the chosen part, by identity, unless titles of others stand in it or it is one's teaser."""
    chosen = blocks[choice.start : choice.end]
    prose = [block for block in chosen if _is_prose(block)]
    words = sum(block.word_count for block in prose)
    titles = sum([bool(_target(block, url, {})) for block in chosen if block.link_word_count])
    if titles * 3 > len(prose):
        return set()
    near = blocks[max(0, choice.start - _NEAR) : choice.start]
    before = any(block.kind == "heading" and _target(block, url, {}) for block in near)
    if before and words < _LONGEST_TEASER:
        return set()
    return {id(block) for block in prose}


def _start(blocks: list[Block], title: Title, url: str) -> int:
    """Where the page's own part begins: below its headline, unless that is the title of another page."""
    if title.place is None:
        return 0
    return title.place + (0 if _target(blocks[title.place], url, {}) else 1)


def _is_prose(block: Block) -> bool:
    return (
        block.kind != "heading"
        and block.word_count - block.link_word_count >= _PROSE_WORDS
        and block.link_word_count * 3 < block.word_count
    )


def _repeated_links(blocks: list[Block]) -> Counter[str]:
    """Short lines that are links and stand on the page again and again: "Read more"."""
    return Counter(
        block.text.casefold()
        for block in blocks
        if 0 < block.word_count <= 4 and block.link_word_count == block.word_count
    )


def _target(block: Block, url: str, more: Counter[str] | dict[str, int]) -> str:
    """The other page whose title, or "Read more", a block is; empty: it is none's."""
    words = block.word_count
    if not block.link_word_count or words > _LONGEST_TITLE or block.link_word_count < _LINKED * words:
        return ""
    least = _TITLE_WORDS if block.kind == "heading" else _LINE_WORDS
    if words < least and more.get(block.text.casefold(), 0) < 3:
        return ""
    targets = {run.href for run in block.runs if run.href and run.text.strip() and _leads_elsewhere(run.href, url)}
    if len(targets) != 1:
        return ""  # several: topics in one line
    return targets.pop()


def _leads_elsewhere(href: str, url: str) -> bool:
    """Whether a link leads to another page; `#` alone stands for one that a script opens."""
    if ATTACHMENT.search(href) or (href.startswith("#") and len(href) > 1) or href.startswith(("mailto:", "tel:")):
        return False
    target = urldefrag(absolute_url(url, href) or "")[0] if url and not href.startswith(("#", "javascript:")) else href
    return target.rstrip("/") != urldefrag(url)[0].rstrip("/")
