"""XML from strangers, read without entities, network or faith in its being well formed. Pure.

What is well formed is read as it is. Anything else is mended first where feeds and sitemaps break: text before the
root, document types, `&nbsp;` and bare ampersands, control characters; then as much is read as libxml2 can recover.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING

from lxml import etree

from crawler.decoding import GZIP, unpacked
from crawler.extraction import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

_GZIP = b"\x1f\x8b"
_MOST_LAYERS = 2
"""A gzip file that the server has packed again on its way."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}\?>")
_START = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_HEAD = 1 << 16
"""The root begins within so many characters: before it stand comments, a document type, a server's warnings."""
_LONG_NAME = re.compile(r"""(?:xmlns|\bbase)[^=<>"']{0,60}=\s{0,20}["'][^"'<>]{2000}""", re.IGNORECASE)
"""A namespace or base so long would be copied for each element that stands in it."""
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,40})\s+(?:"([^"<&%]{0,80})"|'([^'<&%]{0,80})')\s*>""")
_DOCUMENT_TYPE = re.compile(r"<!DOCTYPE[^<>\[\]]{0,500}>")
_REFERENCE = re.compile(r"<!\[CDATA\[|&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][\w.-]{0,39})(;?))?")
_OWN = ("amp", "lt", "gt", "quot", "apos")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def xml_root(payload: bytes, *, largest_bytes: int, content_type: str = "") -> etree._Element | None:
    """The root element, with whatever of the document could be read; None where there is nothing of XML in it.

    Entities that a document declares are text at most, never each other (billion laughs, CVE-2003-1564), and none is
    fetched. A feed or sitemap is found behind what stands before it.
    """
    payload = unzipped(payload, largest_bytes=largest_bytes)[:largest_bytes]
    text = decoded(payload.lstrip(b" \t\r\n\0") if payload[:1].isspace() else payload, content_type)[0]
    text = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    if not text or _LONG_NAME.search(text):
        return None
    if "<!DOCTYPE" not in text and "<!ENTITY" not in text and (root := _parsed(text, recover=False)) is not None:
        return root
    return _parsed(mended(text), recover=True)


def mended(text: str) -> str:
    """The document from its root element on, without document type, with no reference but XML's own.

    >>> mended('<!DOCTYPE rss [<!ENTITY x "tin">]><rss>&x; &nbsp;&amp; R&D</rss>')
    '<rss>tin \\xa0&amp; R&amp;D</rss>'
    """
    text = _without_comments(text[:_HEAD]) + text[_HEAD:]
    start = _START.search(text, 0, _HEAD)
    head, text = (text[: start.start()], text[start.start() :]) if start else ("", text)
    declared = {name: one or other for name, one, other in _ENTITY.findall(head)}
    text = _DOCUMENT_TYPE.sub("", text).replace("<!DOCTYPE", "&lt;!DOCTYPE")
    return _NO_XML.sub("", _with_plain_references(text, declared))


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[place:start])
        place = end + 3
    return "".join((*pieces, text[place:]))


def _with_plain_references(text: str, declared: Mapping[str, str]) -> str:
    pieces: list[str] = []
    place = 0
    while found := _REFERENCE.search(text, place):
        pieces.append(text[place : found.start()])
        place = found.end()
        if found[0] == "<![CDATA[":
            end = text.find("]]>", place)
            end = len(text) if end < 0 else end + 3
            pieces.append(text[found.start() : end])
            place = end
        else:
            pieces.append(_reference(found, declared))
    pieces.append(text[place:])
    return "".join(pieces)


def _reference(found: re.Match[str], declared: Mapping[str, str]) -> str:
    """What stands for a reference: the character it means, or the ampersand as text where it means none."""
    name, closed = found[1] or "", found[2]
    if closed and name in _OWN:
        return found[0]
    if name.startswith("#"):
        return unescape(f"&{name};").translate(_ESCAPED)
    if closed and name in declared:
        return declared[name].translate(_ESCAPED)
    if closed and f"{name};" in html5:
        return html5[f"{name};"].translate(_ESCAPED)
    return f"&amp;{found[0][1:]}"


def _parsed(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def unzipped(payload: bytes, *, largest_bytes: int) -> bytes:
    """The payload out of its gzip file, if it is one: at most `largest_bytes`, and what could be read of a torn one."""
    for _ in range(_MOST_LAYERS):
        if not payload.startswith(_GZIP):
            break
        payload = unpacked(payload, GZIP, largest_bytes=largest_bytes)
    return payload


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace or the prefix of one that was not declared, lower case."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
