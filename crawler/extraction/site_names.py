"""What a page calls its portal: in its metadata, its address, its logo, the link to its home page, its foot. Pure.

A part of the head's title is the portal's name only where one of them says so: headlines have dashes of their own.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from crawler.extraction.words import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from crawler.extraction.metadata import Metadata
    from crawler.extraction.parse import Page

SEPARATOR = re.compile(r"(?<!\s)\s++(?:[|\-–—»«:•·]{1,2}|::)\s+|(?<!\s)\s*+[|»]\s*")
_OWNER = re.compile(r"^\W*(?:copyright|©|\(c\)|bản quyền(?: thuộc)?(?: về)?|all rights reserved|[\d\s–-]+)+\W*", re.I)
_ROOT = re.compile(r"\.{0,2}/?(?:[a-z]{2}(?:-[A-Za-z]{2})?/?)?(?:(?:index|default|home)\.\w{3,5})?$")
_ROOT_CHARACTERS = 20
_MOST_LOOKS = 80
_FEW = 20
_LONGEST = 90
"""Characters of a name."""


def parts_of(title: str) -> list[str]:
    """A title, cut at what may part headline and portal.

    >>> parts_of("Floods - Ministry of Works | Home")
    ['Floods', 'Ministry of Works', 'Home']
    """
    return [part.strip() for part in SEPARATOR.split(title) if part and part.strip()]


class SiteNames:
    """The names of the portal that a page is on; `in` asks whether a text is one of them."""

    def __init__(self, page: Page, meta: Metadata) -> None:
        self._page = page
        self._stated = {letters(name) for name in meta.site_names} - {""}
        try:
            host = (urlsplit(page.url).hostname or "").removeprefix("www.")
        except ValueError:
            host = ""
        self._roots = tuple(f"{scheme}//{www}{host}" for scheme in ("http:", "https:", "") for www in ("", "www."))
        self._longest_root = max(map(len, self._roots)) + _ROOT_CHARACTERS
        label = host.partition(".")[0]
        self._stated |= {letters(host), f"www{letters(host)}", label if len(label) > 3 else letters(host)} - {""}

    def __contains__(self, text: object) -> bool:
        plain = letters(text) if isinstance(text, str) else ""
        return bool(plain) and (plain in self._stated or plain in self._linked or plain in self._printed)

    def has_owner(self, text: str) -> bool:
        """Whether a text is the portal's own name: stated, or on its logo; not all that a foot says is."""
        plain = letters(text)
        return bool(plain) and (plain in self._stated or plain in self._linked)

    @cached_property
    def _linked(self) -> frozenset[str]:
        return self._letters(self._logos)

    @cached_property
    def _printed(self) -> frozenset[str]:
        return self._letters(self._heads_and_feet)

    def _letters(self, texts: Callable[[HtmlElement], Iterator[str]]) -> frozenset[str]:
        tree = self._page.tree
        found = texts(tree) if tree is not None else ()
        return frozenset(letters(text) for text in found if text and len(text) <= _LONGEST) - {""}

    def _logos(self, tree: HtmlElement) -> Iterator[str]:
        homes = (one for one in islice(tree.iter("a"), _MOST_LOOKS) if self._is_home((one.get("href") or "#").strip()))
        for anchor in islice(homes, _FEW):
            yield from _shown(anchor)
        for image in islice(tree.iter("img"), _MOST_LOOKS):
            name = image.get("alt")
            if name and "logo" in f"{image.get('src')} {image.get('class')} {name}".lower():
                yield name

    def _heads_and_feet(self, tree: HtmlElement) -> Iterator[str]:
        for header in islice(tree.iter("header"), 3):
            if not any(one.tag in ("main", "article") for one in header.iterancestors()):
                yield from _lines(header)
        for footer in islice(tree.iter("footer"), 3):
            for line in _lines(footer):
                owner = _OWNER.sub("", line)
                yield from (owner, owner.partition(",")[0], owner.partition(".")[0])

    def _is_home(self, reference: str) -> bool:
        """Whether a link leads to the root of the page's host, or of one of its languages."""
        if len(reference) > self._longest_root:
            return False
        if reference.startswith(self._roots):
            reference = "/" + reference.partition("//")[2].partition("/")[2]
        return len(reference) <= _ROOT_CHARACTERS and _ROOT.match(reference) is not None


def _shown(element: HtmlElement) -> Iterator[str]:
    """The texts that an element shows: as a whole, piece by piece, and for its pictures."""
    texts = [" ".join(text.split()) for text in list(element.itertext())[:12]]
    yield " ".join(filter(None, texts))
    yield from texts
    for one in [element, *list(element.iter("img"))[:3]]:
        yield one.get("alt") or ""
        yield one.get("title") or ""


def _lines(element: HtmlElement) -> Iterator[str]:
    """The first texts of an element that are no menu, no list and no headline."""
    seen = 0
    walker = etree.iterwalk(element, events=("start",))
    for _, one in walker:
        if one.tag in ("nav", "ul", "ol", "h1", "script", "style", "a"):
            walker.skip_subtree()
            continue
        seen += 1
        if seen > _FEW:
            return
        for text in (one.text, one.tail if one is not element else ""):
            if text and not text.isspace():
                yield " ".join(text.split())
