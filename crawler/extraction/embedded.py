"""What browsers show in place of an element: the document in an `iframe srcdoc`, a `template` that is a shadow tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
from lxml import etree

from crawler.extraction.bounds import bounded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_DOCUMENT = 1 << 18
"""Characters of a document in an attribute."""


def is_shadow(template: HtmlElement) -> bool:
    """Whether a `template` is shown in the place of its parent's content, and no model for scripts."""
    return bool(template.get("shadowrootmode") or template.get("shadowroot"))


def fill_frame(frame: HtmlElement) -> bool:
    """Puts the document that an `iframe` holds in its attribute into the tree, once; whether there is one."""
    written = frame.get("srcdoc", "")[:LONGEST_DOCUMENT]
    if not written.strip():
        return False
    if not len(frame):
        try:
            inner = lxml.html.fragment_fromstring(f"<div>{bounded(written)}", create_parent="div")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
            return False
        frame.text = None
        frame.append(inner)
    return True
