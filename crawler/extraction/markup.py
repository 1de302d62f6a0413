"""What the tags, roles and styles of HTML mean for the walk over a page: what is passed over, what runs in a line, and
what an element says of what it holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extraction import names

if TYPE_CHECKING:
    from crawler.extraction.blocks import Kind

DROPPED = frozenset(
    "script style noscript template svg math iframe object video audio canvas map button select option input "
    "textarea dialog menu applet frame frameset datalist nav footer link meta head title".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q s samp small span "
    "strike strong sub sup time tt u var wbr ruby rb rtc rt rp button embed source track".split()
)
"""Among them those that are void, of which libxml2 makes the holders of what follows, and buttons that are read."""
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
PLAIN = INLINE - frozenset("a b strong em i big span font sub sup rt rp".split())
EMPTY = frozenset("script style link meta input".split())
CENTRED = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
SIZES = frozenset(("4", "5", "6", "7", "+1", "+2", "+3"))
CRUMBS = re.compile("readcrumb|duong-?dan")
WHOLE = frozenset(("body", "html", "main", "article"))
VOID = frozenset(("br", "img"))
KNOWN = frozenset("div p li ul ol table tbody tr td th section article header h1 h2 h3 h4 h5 dl dt dd figure".split())
"""Frequent elements, of which no more is asked."""
KEPT_LINES = re.compile(r"white-space\s*:\s*(?:pre\b|break-spaces)")
DIALOGS = ("dialog", "alertdialog")
SUSPECTED = names.SUSPECT | names.ASIDE
PRAISED = names.CONTENT | names.STATED
TAG_FLAGS = {
    "article": names.ARTICLE, "main": names.ARTICLE, "aside": names.ASIDE, "header": names.HEADER, "form": names.FORM,
    "ul": names.LIST, "ol": names.LIST, "dl": names.LIST, "figure": names.FIGURE, "table": names.TABLE,
}  # fmt: skip
ROLE_FLAGS = {
    "complementary": names.ASIDE, "navigation": names.NAVIGATION, "contentinfo": names.NAVIGATION,
    "main": names.ARTICLE, "article": names.ARTICLE, "banner": names.HEADER, "search": names.EXTRAS,
    "dialog": names.DIALOG, "alertdialog": names.DIALOG, "alert": names.DIALOG,
}  # fmt: skip
KINDS: dict[str, Kind] = {
    **dict.fromkeys(HEADINGS, "heading"), "figcaption": "caption", "blockquote": "quote", "pre": "pre", "li": "item",
    "dt": "item", "dd": "item", "caption": "heading", "summary": "heading",
}  # fmt: skip
