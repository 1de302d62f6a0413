"""Elements of which nothing is read, when the parser closes them too late: a menu, a button or an aside whose end tag
is missing, or stands where another element is still open, holds the page's article then.

An element that was never closed ends where its parent ends. That is asked first and costs nothing; what such an element
holds of the page's prose, and whether the source has as many end tags as start tags, is asked of few elements a page.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.elements import holds_prose

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_LOOKS = 60
"""Elements of a page that are looked into."""
FEWEST = 4
"""Elements that what holds an article has."""
FEW_PARAGRAPHS = 8
LEAST_CHARACTERS = 150
"""With less prose no element is taken for the article's holder."""
SOME_OF_IT, MOST_OF_IT, ALL_OF_IT = 0.3, 0.5, 0.9
"""Shares of a page's prose."""
_PROSE = etree.XPath(
    "descendant::text()[string-length(.) > 60][string-length(normalize-space(.)) > 60]"
    "[not(parent::a or parent::option or parent::script or parent::style or parent::*/parent::a)]",
    smart_strings=False,
)
_HOLDS_MAIN = etree.XPath("boolean(descendant::main)")
_HOLDS_HEADLINE = etree.XPath("boolean(descendant::h1)")
_HOLDS_MARKUP = etree.XPath(
    "boolean(descendant::*[self::p or self::div or self::h1 or self::h2 or self::h3 or self::ul or self::table]"
    "[not(parent::foreignobject or parent::*/parent::foreignobject)])"
)
"""Elements that end a drawing or a formula (HTML, 13.2.6.5)."""
_DRAWN = frozenset(
    "path g use circle rect polygon polyline line ellipse defs title desc text symbol mask image".split()
)
_DEEPEST = 4


class Looks:
    """What is asked of one page's elements."""

    def __init__(self, root: HtmlElement, source: bytes) -> None:
        self._root, self._source = root, source
        self._left = MOST_LOOKS
        self._headline = next(root.iter("h1"), None)
        self.is_below_headline = False
        """Whether the headline has been read: what stands before it and holds none has not swallowed the article."""
        self._total = -1
        self._unbalanced: dict[str, bool] = {}

    def hold_article(self, element: HtmlElement, tag: str) -> bool:
        """Whether an element that should hold none of the article holds a good part of it."""
        if not len(element) or (tag == "svg" and _is_drawn(element)):
            return False
        if sum(1 for _ in islice(element.iter(), FEWEST)) < FEWEST:
            return False
        is_last = ends_with_parent(element)
        if self._left <= 0 or not (is_last or tag in ("nav", "footer")):
            return False
        if not self.is_below_headline and self._headline is not None and next(element.iter("h1"), None) is None:
            return tag in ("nav", "footer") and holds_prose(element)
        self._left -= 1
        if tag in ("svg", "math"):
            return bool(_HOLDS_MARKUP(element))
        return (is_last and self._has_swallowed(element, tag)) or (tag in ("nav", "footer") and holds_prose(element))

    def hold_page(self, element: HtmlElement, *, is_shown: bool) -> bool:
        """Whether an element called hidden holds the page with its headline: left open, or shown for all that."""
        if self._left <= 0 or not len(element) or not ends_with_parent(element):
            return False
        self._left -= 1
        if not (_HOLDS_MAIN(element) or _HOLDS_HEADLINE(element)):
            return False
        return (is_shown or self._is_unbalanced("div")) and self._share(_characters(element)) >= ALL_OF_IT

    def _has_swallowed(self, element: HtmlElement, tag: str) -> bool:
        held = _characters(element)
        if held < LEAST_CHARACTERS or not self._may_be_open(element, tag):
            return False
        share = self._share(held)
        if _HOLDS_MAIN(element) and share >= MOST_OF_IT:
            return True
        if self._is_unbalanced(tag):
            return share >= MOST_OF_IT or bool(_HOLDS_HEADLINE(element)) or _stands_among_paragraphs(element)
        if tag in ("dialog", "div"):
            return False
        if share >= ALL_OF_IT and holds_prose(element):
            return True
        least = SOME_OF_IT if _HOLDS_HEADLINE(element) else MOST_OF_IT
        return share >= least and self._is_unbalanced("div")

    def _may_be_open(self, element: HtmlElement, tag: str) -> bool:
        """Whether anything speaks for an element that was closed late; what costs little is asked first."""
        if _HOLDS_MAIN(element) or self._is_unbalanced(tag):
            return True
        if tag in ("dialog", "div"):
            return False
        paragraphs, held = sum(1 for _ in self._root.iter("p")), sum(1 for _ in element.iter("p"))
        is_much = paragraphs < FEW_PARAGRAPHS or held >= SOME_OF_IT * paragraphs
        return is_much and (holds_prose(element) or self._is_unbalanced("div"))

    def _share(self, held: int) -> float:
        if self._total < 0:
            self._total = _characters(self._root)
        return held / self._total if self._total else 0.0

    def _is_unbalanced(self, tag: str) -> bool:
        """Whether the source has fewer end tags of a name than start tags."""
        found = self._unbalanced.get(tag)
        if found is None:
            found = self._unbalanced[tag] = is_unbalanced(self._source, tag)
        return found


def is_unbalanced(source: bytes, tag: str) -> bool:
    """Whether a source has fewer end tags of a name than start tags."""
    name = tag.encode() if b"</body" in source else tag.encode().upper()
    starts = sum(source.count(b"<" + name + after) for after in (b" ", b">", b"\n"))
    return source.count(b"</" + name) < starts


def ends_with_parent(element: HtmlElement) -> bool:
    """Whether nothing follows an element in its parent, as nothing follows one that was never closed."""
    tail = element.tail
    return element.getnext() is None and (not tail or tail.isspace())


def _characters(element: HtmlElement) -> int:
    """Characters of an element's longer texts outside links."""
    texts: list[str] = _PROSE(element)  # type: ignore[assignment]
    return sum(map(len, texts))


def _is_drawn(element: HtmlElement) -> bool:
    """Whether a drawing ends with something drawn, as one that was closed does."""
    for _ in range(_DEEPEST):
        if not len(element):
            return True
        element = element[-1]
        if element.tag not in _DRAWN:
            return False
    return False


def _stands_among_paragraphs(element: HtmlElement) -> bool:
    """Whether paragraphs of prose stand before an element, and directly in it too."""
    before = next(element.itersiblings("p", preceding=True), None)
    within = next(element.iterchildren("p", reversed=True), None)
    return all(part is not None and len("".join(part.itertext())) > LEAST_CHARACTERS // 2 for part in (before, within))
