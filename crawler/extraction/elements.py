"""What single elements are: hidden, a menu, a caption's box."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DEEPEST = 12
_WITHIN_LINES = frozenset(
    "a abbr b bdi br cite code data em font i img mark q s small span strong sub sup time u".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STREAMED = re.compile(r"S:\w{1,4}$")
HOLDS_TEXT = etree.XPath(
    "boolean(descendant::h1 or descendant::text()[string-length(.) > 60][string-length(normalize-space(.)) > 60]"
    "[not(parent::script or parent::style)])"
)
PROSE_PARAGRAPHS, PROSE_CHARACTERS = 4, 120
"""So many paragraphs of such a length are no menu's."""


_UNSEEN = re.compile(
    r"(?<!not-)(?<!un)(?:visually-?hidden|hidden-?visually|\bsr-?only|screen-?reader|(?:for|only)-?sr\b|element-?invisible"
    r"|\boff-?screen\b|a11y-?(?:hidden|only|text)|assistive-?text|\bwb-inv\b|accessible-?hidden|hidden-?accessible)"
)
_CLIPPED = re.compile(
    r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,)]|(?:left|text-indent)\s*:\s*-\d{3,}(?:px|em|rem)|font-size\s*:\s*0\s*(?:;|$|px)"
)


def is_small(element: HtmlElement) -> bool:
    """Whether an element holds few others: a caption's box, not a page whose class speaks of captions."""
    return sum(1 for _, _ in zip(range(16), element.iter(), strict=False)) < 16


def is_hidden(attributes: dict[str, str], tag: str) -> bool:
    style = attributes.get("style")
    if style and len(style) > 11 and _HIDDEN.search(style):
        return True
    if "hidden" in attributes:
        # Parts that a server sends late are put into their place by a script.
        return not _STREAMED.match(attributes.get("id", ""))
    return attributes.get("aria-hidden") == "true" and tag != "body"


@lru_cache(maxsize=4096)
def is_unseen(name: str) -> bool:
    """Whether a class says that its words are for screen readers alone.

    >>> is_unseen("link__note visually-hidden"), is_unseen("sr-only-focusable"), is_unseen("not-sr-only")
    (True, True, False)
    """
    return bool(_UNSEEN.search(name.lower().replace("_", "-")))


def is_clipped(style: str) -> bool:
    """Whether a style (in small letters) puts words where nobody sees them."""
    return bool(_CLIPPED.search(style))


def shown_text(element: HtmlElement) -> str:
    """An element's text without the words in it that are not shown."""
    parts: list[str] = []
    _gather(element, parts, 0)
    return " ".join("".join(parts).split())


def _gather(element: HtmlElement, parts: list[str], depth: int) -> None:
    parts.append(element.text or "")
    for child in element:
        tag = child.tag
        is_read = isinstance(tag, str) and depth < _DEEPEST and tag not in ("script", "style", "svg", "template")
        if is_read and not (is_hidden(dict(child.items()), tag) or is_unseen(child.get("class", ""))):
            _gather(child, parts, depth + 1)
        parts.append(child.tail or "")


def flows_in_line(element: HtmlElement) -> bool:
    """Whether an element that HTML does not know stands within a line of text: browsers show such elements inline."""
    before = element.getprevious()
    parent = element.getparent()
    beside = (before.tail if before is not None else parent.text if parent is not None else ""), element.tail
    if not any(text and not text.isspace() for text in beside):
        return False
    return all(part.tag in _WITHIN_LINES or ":" in str(part.tag) for part in islice(element.iterdescendants(), 20))


def holds_prose(element: HtmlElement) -> bool:
    """Whether an element holds several paragraphs of running text."""
    found = 0
    for paragraph in element.iter("p"):
        found += len(paragraph.text or "") + sum(len(part.tail or "") for part in paragraph) >= PROSE_CHARACTERS
        if found == PROSE_PARAGRAPHS:
            return True
    return False
