"""An article's HTML made fit for a page of ours. Nothing of it is trusted, whoever cleaned it before.

Pictures lie on other hosts: they are not loaded, a line says what they are and where. Links lead away without telling
from where. What is left is put through nh3 once more, at the very end.
"""

from __future__ import annotations

import nh3
from lxml import etree, html
from markupsafe import Markup, escape

TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tbody", "tr", "td", "th", "blockquote", "pre",
        "figure", "figcaption", "a", "b", "i", "em", "strong", "br", "span"}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "span": {"class"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto"}
PICTURE = "picture"
"""The class of what stands in a picture's place; no other class is let through."""
LONGEST = 4 << 20
"""Characters of HTML that are shown as such; of more the text is shown."""


def shown(written: str, *, picture: str) -> Markup | None:
    """The HTML of an article as it may stand in a page; None where it cannot be read. `picture`: the word for one.

    >>> shown('<p onclick="x()">Một <script>x()</script><img src="http://a.vn/1.png" alt="Cầu"></p>', picture="Ảnh")
    Markup('<p>Một <span class="picture">Ảnh: Cầu</span></p>')
    """
    if not written.strip() or len(written) > LONGEST:
        return None
    try:
        tree = html.fragment_fromstring(nh3.clean(written), create_parent="div")
    except (etree.ParserError, ValueError):
        return None
    for element in list(tree.iter("img")):
        _replace(element, picture)
    for element in tree.iter("h1"):
        element.tag = "h2"
    inner = str(escape(tree.text or "")) + "".join(html.tostring(child, encoding="unicode") for child in tree)
    return Markup(  # noqa: S704 (cleaned here and now)
        nh3.clean(
            inner, tags=TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow", attribute_filter=_filtered,
        )
    )  # fmt: skip


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return PICTURE if value == PICTURE else None
    if attribute in ("colspan", "rowspan"):
        return value if value.isascii() and value.isdigit() and 0 < int(value[:4]) < 100 else None
    return value


def _replace(element: html.HtmlElement, picture: str) -> None:
    said = " ".join((element.get("alt") or "").split())
    made = html.Element("span", {"class": PICTURE})
    made.text = f"{picture}: {said}" if said else picture
    made.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, made)
