"""Closed sections: what a page hides until a button, a tab or a link opens it (accordions, tabs, "read more").

Such text is the page's own; what is hidden and nothing opens is not. A control names its section by an attribute
(`aria-controls`, `data-target`, `href="#…"`, a call in `onclick`) or stands right before it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.elements import is_hidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LEAST_CHARACTERS = 20
"""A section has so much text outside links and fields."""
LONGEST_LINE = 240
MOST_MENTIONS, LONGEST_TAG = 12, 600
"""Places where a section's name is looked for, and the length of the tag around it."""
MOST_ASKED, MOST_ELEMENTS, MOST_SIBLINGS = 200, 1500, 60
"""Hidden elements of a page that are looked at, elements in each, and those beside it."""
_OPENS_BESIDE = frozenset(("modal", "dialog", "offcanvas", "dropdown", "menu", "listbox", "popover", "lightbox"))
_TOGGLE = re.compile(rb"(?:data-(?:bs-)?toggle|aria-haspopup|rel)\s*=\s*[\"']?(\w+)")
_TOGGLE_NAMES = ("data-toggle", "data-bs-toggle", "aria-haspopup", "rel")
_ATTRIBUTE = re.compile(
    rb"\b(?:(?:aria-controls|data-[\w-]{1,40})\s*=\s*(?:[\"'][#\w\s.:-]{0,80})?|onclick\s*=\s*[\"'][^<>]{0,200}"
    rb"|href\s*=\s*[\"'](?:#|javascript:[^<>]{0,200}))[#.]?$",
    re.IGNORECASE,
)
"""What stands before a name in the tag of a control."""
_NO_SECTION = re.compile(
    r"modal|dialog|popup|lightbox|cookie|consent|login|signin|offcanvas|drawer|\bmenu|\bnav|search|tooltip", re.I
)
_OTHER_ROLES = frozenset("dialog alertdialog menu navigation alert status tooltip".split())
_NO_TEXT = frozenset("a button label option select script style textarea".split())
_HEADS = frozenset("h1 h2 h3 h4 h5 h6 dt summary button".split())


class Sections:
    """What the controls of one page open."""

    def __init__(self, root: HtmlElement, source: bytes) -> None:
        self._root, self._source = root, source
        self._left = MOST_ASKED

    def holds(self, element: HtmlElement, attributes: dict[str, str]) -> bool:
        """Whether a hidden element is a closed section of the page."""
        if self._left <= 0 or not _has_text(element):
            return False
        self._left -= 1
        is_opened = (
            attributes.get("hidden", "").lower() == "until-found"
            or attributes.get("role") == "tabpanel"
            or follows_control(element)
            or _is_one_of_several(element)
        )
        if not (is_opened or "id" in attributes) or _is_named_otherwise(attributes) or not _has_own_text(element):
            return False
        return is_opened or self._is_target(attributes["id"])

    def opened_by(self, button: HtmlElement) -> bool:
        """Whether a button that stands alone opens a section of prose: its words are a heading then."""
        if self._left <= 0 or button.get("aria-haspopup") or button.get("type") in ("submit", "reset"):
            return False
        self._left -= 1
        panel = button.getnext()
        controlled = button.get("aria-controls") or _target(button)
        if controlled:
            found = self._root.xpath("descendant::*[@id=$name][1]", name=controlled.lstrip("#"))
            panel = found[0] if found else None
        elif not is_control(button) and not (panel is not None and is_hidden(dict(panel.items()), str(panel.tag))):
            return False
        if panel is None or not isinstance(panel.tag, str):
            return False
        return not _is_named_otherwise(dict(panel.items())) and _has_own_text(panel)

    def _is_target(self, name: str) -> bool:
        """Whether a control's attribute names an element; asked of the source, where a name is found fast."""
        if not name:
            return False
        written, place = name.encode(), -1
        for _ in range(MOST_MENTIONS):
            place = self._source.find(written, place + 1)
            if place < 0:
                return False
            if _is_named_at(self._source, place, place + len(written)):
                return True
        return False


def _is_named_at(source: bytes, start: int, end: int) -> bool:
    """Whether a name stands whole in the attribute of a control that opens a section, and no dialog or menu."""
    farthest = max(0, start - LONGEST_TAG)
    tag = source[max(farthest, source.rfind(b"<", farthest, start)) : start]
    attribute = _ATTRIBUTE.search(tag)
    if attribute is None or source[end : end + 1].isalnum() or source[end : end + 1] in (b"-", b"_"):
        return False
    around = tag + source[end : max(end, source.find(b">", end, end + LONGEST_TAG))]
    return not _OPENS_BESIDE.intersection(toggle.decode() for toggle in _TOGGLE.findall(around.lower()))


def is_control(element: HtmlElement) -> bool:
    """Whether an element says that it opens or closes something."""
    return any(name in element.attrib for name in ("aria-controls", "aria-expanded", "data-target", "data-bs-target"))


def _target(button: HtmlElement) -> str:
    toggle = button.get("data-bs-toggle") or button.get("data-toggle") or "collapse"
    return (button.get("data-bs-target") or button.get("data-target") or "") if toggle not in _OPENS_BESIDE else ""


def _has_text(element: HtmlElement) -> bool:
    return len(element) > 0 or len(element.text or "") >= LEAST_CHARACTERS


def _is_named_otherwise(attributes: dict[str, str]) -> bool:
    """Whether an element's role or name says that it is a dialog, a menu or the like."""
    if attributes.get("role") in _OTHER_ROLES or "aria-modal" in attributes:
        return True
    return bool(_NO_SECTION.search(f"{attributes.get('class', '')} {attributes.get('id', '')}"))


def _has_own_text(element: HtmlElement) -> bool:
    """Whether an element has text of its own, more than links."""
    own = linked = 0
    for part in islice(element.iter(etree.Element), MOST_ELEMENTS):
        length = len((part.text or "").strip())
        if part.tag not in _NO_TEXT:
            own += length
        elif part.tag == "a":
            linked += length
        own += len((part.tail or "").strip()) if part is not element else 0
    return own >= LEAST_CHARACTERS and own > linked


def follows_control(element: HtmlElement) -> bool:
    """Whether what stands right before an element opens it, by what it says of itself."""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str):
        return False
    return _is_switch(before) or (before.tag in _HEADS and any(_is_switch(part) for part in before.iterdescendants()))


def _is_switch(element: HtmlElement) -> bool:
    if _OPENS_BESIDE.intersection(element.get(name) for name in _TOGGLE_NAMES):
        return False
    if element.tag in ("button", "summary") or element.get("role") in ("button", "tab") or element.get("onclick"):
        return True
    href = element.get("href", "") if element.tag == "a" else ""
    return "aria-expanded" in element.attrib or href == "#" or href.startswith("javascript:")


def _is_one_of_several(element: HtmlElement) -> bool:
    """Whether hidden elements of one tag and class each follow a line of one tag and class: questions and answers."""
    before, parent = element.getprevious(), element.getparent()
    if before is None or parent is None or not _is_line(before) or is_hidden(dict(before.items()), before.tag):
        return False
    sign = _pair(element)
    if _pairs(parent, sign) > 1:
        return True
    beside = [
        *islice(parent.itersiblings(preceding=True), MOST_SIBLINGS),
        *islice(parent.itersiblings(), MOST_SIBLINGS),
    ]
    return any(_sign(place) == _sign(parent) and _pairs(place, sign) for place in beside)


def _is_line(element: HtmlElement) -> bool:
    """Whether an element is a line of text that leads to no other page."""
    if element.tag not in ("div", "p", "span", "strong", *_HEADS) or any(
        not link.get("href", "#").startswith(("#", "javascript:")) for link in element.iter("a")
    ):
        return False
    return 0 < sum(len(text) for text in islice(element.itertext(), MOST_SIBLINGS)) < LONGEST_LINE


def _pairs(parent: HtmlElement, sign: object) -> int:
    children = islice(parent.iterchildren(etree.Element), MOST_SIBLINGS)
    return sum(_pair(part) == sign and is_hidden(dict(part.items()), str(part.tag)) for part in children)


def _pair(element: HtmlElement) -> tuple[object, object] | None:
    before = element.getprevious()
    return None if before is None else (_sign(before), _sign(element))


def _sign(element: HtmlElement) -> tuple[object, str | None]:
    return element.tag, element.get("class")
