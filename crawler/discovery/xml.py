"""XML from strangers, read without entities, network or faith in its being well formed. Pure."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from crawler.decoding import unpacked
from crawler.extraction.charset import decoded

_GZIP = b"\x1f\x8b"
_HEAD = 1 << 16
_DOCTYPE_BEGIN = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[(?P<inner>.*?)\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+(?P<name>[A-Za-z][\w.-]*)\s+(?:"(?P<a>[^"&%<]*)"|'(?P<b>[^'&%<]*)')\s*>""")
_LONGEST_ENTITY = 64
_MOST_ENTITIES = 10_000
"""Times that entities of a document are put in; beyond, they are left out (billion laughs, CVE-2003-1564)."""
_LONG_NAMESPACE = re.compile(r"""(?:xmlns|xml:base)[^=<>"']{0,60}=\s{0,20}["'][^"'<>]{2000}""")
"""Would be copied for each element that stands in it."""
_START = re.compile(r"<(?:\?xml\s|(?:[\w-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)[\s>])", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*>")
_LOOSE = re.compile(
    r"(?P<kept><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))|&(?!(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);)"
    r"(?:(?P<name>[A-Za-z][\w.-]{0,40});)?",
    re.DOTALL,
)


def xml_root(payload: bytes, *, largest_bytes: int, content_type: str = "", url: str = "") -> etree._Element | None:
    """The root element, whatever of the document could be read; None where there is nothing of XML in it.

    The parser never sees a document type: short entities that one declares are put in here, as are those of HTML, and
    an ampersand that begins none is taken for itself. `url` is what `xml:base` is relative to.
    """
    text, _ = decoded(unzipped(payload, largest_bytes=largest_bytes), content_type)
    entities: dict[str, str] = {}
    if _LONG_NAMESPACE.search(text):
        return None
    # Matched once, not searched for: a row of beginnings without an end would be read to the end again and again.
    begin = _DOCTYPE_BEGIN.search(text, 0, _HEAD)
    if begin and (doctype := _DOCTYPE.match(text, begin.start(), _HEAD)):
        for entity in _ENTITY.finditer(doctype["inner"] or ""):
            entities[entity["name"]] = (entity["a"] or entity["b"] or "")[:_LONGEST_ENTITY]
        text = text[: doctype.start()] + text[doctype.end() :]
    if start := _START.search(text, 0, _HEAD):
        text = text[start.start() :]
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    if "&" in text:
        text = _with_known_entities(text, entities)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8", "replace").lstrip(), parser, base_url=url)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _with_known_entities(text: str, entities: dict[str, str]) -> str:
    """The text with no entities but XML's own five; CDATA and comments as they are."""
    left = _MOST_ENTITIES

    def mended(match: re.Match[str]) -> str:
        nonlocal left
        if match["kept"] is not None:
            return match[0]
        name = match["name"]
        if name is None:
            return "&amp;"
        if name in entities:
            left -= 1
            return entities[name] if left >= 0 else ""
        known = html5.get(f"{name};")
        return f"&amp;{name};" if known is None else "".join(f"&#{ord(letter)};" for letter in known)

    return _LOOSE.sub(mended, text)


def unzipped(payload: bytes, *, largest_bytes: int) -> bytes:
    """The payload out of its gzip file, if it is one: at most `largest_bytes`, and what could be read of a torn one."""
    return unpacked(payload, 31, largest_bytes=largest_bytes) if payload.startswith(_GZIP) else payload[:largest_bytes]


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace, or the prefix of one that was never declared, lower case."""
    return re.split("[}:]", str(element.tag))[-1].lower()


def text_of(element: etree._Element) -> str:
    """All text in the element, white space folded; none in an entity that stands for nothing."""
    if not isinstance(element.tag, str):
        return ""
    return " ".join("".join(map(str, element.itertext())).split())
