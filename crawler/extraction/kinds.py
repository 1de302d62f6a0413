"""What a page is, if it is no article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlsplit

from lxml import etree
from lxml.html import tostring

from crawler.extraction.walls import SAYS_SO, wall_of
from crawler.extraction.words import CHALLENGE, ERROR_PAGE, NOT_FOUND

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.parse import Page

Kind = Literal["home", "listing", "other", "gone", "challenge", "empty", "document", "error"]


class NotAnArticle(Exception):
    """The page holds no article; says what it is instead."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(f"no article: {reason}")
        self.kind = kind
        self.reason = reason


_HOME_PATHS = ("", "/index.html", "/index.htm", "/index.php", "/index.aspx", "/default.aspx", "/home", "/trang-chu")
_LANGUAGE_NAMES = ("lang", "language", "l", "locale", "lg", "hl", "langid", "sprache", "langue", "idioma")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{2,4})?|vietnamese|english|\d", re.IGNORECASE)
_SHORT_PAGE_WORDS = 120
_WALL_WORDS = 60
_SHELL_LETTERS, _SHELL_LINKS = 150, 2
"""More than "Loading …" and a line about browsers is a page's own."""
_UNSEEN = ("head", "script", "style", "noscript", "template", "iframe", "svg")
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


def is_script_shell(tree: HtmlElement) -> bool:
    """Whether a page is what scripts fill: it has some, and next to no text and links of its own."""
    if next(tree.iter("script"), None) is None:
        return False
    letters, links = 0, 0
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        seen = element.tail or ""
        if element.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            seen += f" {element.text or ''}" if isinstance(element.tag, str) else ""
            links += element.tag == "a" and not (element.get("href") or "#").startswith("#")
        letters += len("".join(seen.split()))
        if letters > _SHELL_LETTERS or links > _SHELL_LINKS:
            return False
    return True


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
    """Whether the address is the portal's home page. The query counts: `/index.php?id=7` is a page of its own, and
    `/index.php?lang=vi` the home page in one language.
    """
    if not url:
        return False
    if homepage and url.rstrip("/") == homepage.rstrip("/"):
        return True
    parts = urlsplit(url)
    if parts.path.lower().rstrip("/") not in _HOME_PATHS:
        return False
    return all(
        name.lower().rpartition("_")[2] in _LANGUAGE_NAMES and _LANGUAGE.fullmatch(value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
