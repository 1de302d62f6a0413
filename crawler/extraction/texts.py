"""The texts of a tree, one by one, as something that can be read and replaced. Bounded: huge pages in part."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    import lxml.html

MOST_ELEMENTS = 100_000
"""More of a page than this is left as it is."""
ATTRIBUTES = ("content", "alt", "title")
"""Those that hold words."""
_WITH = etree.XPath(f"({' | '.join(['//text()', *(f'//@{name}' for name in ATTRIBUTES)])})[contains(., $mark)]")
_UNWRITABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


class Text(NamedTuple):
    """A text on a tree: an element's text, its tail, or the attribute of that name."""

    element: lxml.html.HtmlElement
    place: str
    value: str

    def put(self, value: str) -> None:
        """Puts another text in its place."""
        value = _UNWRITABLE.sub("", value)
        if self.place == "text":
            self.element.text = value
        elif self.place == "tail":
            self.element.tail = value
        else:
            self.element.set(self.place, value)


def texts(tree: lxml.html.HtmlElement) -> Iterator[Text]:
    """The texts and attributes that hold a character beyond ASCII, in the page's order."""
    for element in islice(tree.iter(), MOST_ELEMENTS):
        value = element.text
        if value and not value.isascii() and (element.tag != "script" or "json" in element.get("type", "")):
            yield Text(element, "text", value)
        value = element.tail
        if value and not value.isascii():
            yield Text(element, "tail", value)
        yield from attributes(element)


def texts_with(tree: lxml.html.HtmlElement, mark: str) -> Iterator[Text]:
    """The texts and attributes that hold a character beyond ASCII, found without a look at the others."""
    for found in cast("list[etree._ElementUnicodeResult]", _WITH(tree, mark=mark)):
        element = cast("lxml.html.HtmlElement | None", found.getparent())
        if element is None:
            continue
        if found.is_attribute:
            yield Text(element, str(found.attrname), str(found))
        elif found.is_tail:
            yield Text(element, "tail", str(found))
        elif element.tag != "script" or "json" in element.get("type", ""):
            yield Text(element, "text", str(found))


def attributes(element: lxml.html.HtmlElement) -> Iterator[Text]:
    """An element's attributes that hold words beyond ASCII."""
    for name in ATTRIBUTES:
        value = element.get(name)
        if value and not value.isascii():
            yield Text(element, name, value)
