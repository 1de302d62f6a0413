"""From bytes to a tree: which encoding, then lxml. Pure, and total: no bytes raise anything."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from crawler.extraction.bounds import composed, may_be_in_parts, read_part
from crawler.extraction.charset import decode, wide_encoding
from crawler.extraction.mending import letters_beyond_ascii, mend, without_controls

LARGEST_BYTES = 32 << 20
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_FORBIDDEN = bytes([*range(9), 11, 12, *range(14, 32), 127])
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]+")
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])

_CLASSES = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


@dataclass(slots=True)
class Page:
    """A parsed page: what extraction and link discovery both work on."""

    url: str
    tree: lxml.html.HtmlElement | None
    """The `html` element; None where the bytes hold no markup and no text."""
    base_url: str
    """What addresses on the page are relative to: `<base href>` where it has one."""
    encoding: str
    is_binary: bool = False
    encoding_doubt: float | None = None
    """How unsure the encoding is where it had to be guessed, 0 to 1; None where it is stated or certain."""
    unread: float = 0.0
    """How much of it lies beyond the bounds of what is read, 0 to 1."""
    familiarity: float = 0.0
    """How much of its layout the Site knew that it was read with, 0 to 1."""
    source: bytes = field(default=b"", repr=False)
    """What the tree was parsed from, in UTF-8."""


def parse(html: bytes | str, *, url: str, content_type: str = "") -> Page:
    """The page as a tree. Bytes are decoded by BOM, then by what header and meta say, as far as the bytes agree."""
    is_binary, doubt = False, None
    if isinstance(html, bytes):
        is_binary = looks_binary(html)
        text, encoding, doubt = ("", "binary", None) if is_binary else decode(html[:LARGEST_BYTES], content_type)
    else:
        text, encoding = html, "str"
    text, unread = read_part(text)
    text = without_controls(text)
    source = _clean(text)
    letters = letters_beyond_ascii(source)
    if may_be_in_parts(letters) and (whole := composed(text)) is not text:
        source = _clean(whole)
        letters = letters_beyond_ascii(source)
    tree = None if is_binary else _tree(source)
    if tree is not None:
        mend(tree, source, letters)
    return Page(url, tree, _base(tree, url), encoding, is_binary, doubt, unread, source=source)


def _clean(text: str) -> bytes:
    """The text as UTF-8 without its XML declaration and the characters that no markup may hold."""
    body = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace").translate(None, _FORBIDDEN)
    if b"\xef" not in body:
        return body
    if b"\xef\xb7" in body or b"\xef\xbf\xbe" in body or b"\xef\xbf\xbf" in body:
        body = _NONCHARACTERS.sub("", body.decode("utf-8", "replace")).encode("utf-8", "replace")
    return body


def looks_binary(body: bytes) -> bool:
    """Whether the bytes are no text in any encoding that pages use."""
    head = body[:2048]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not head or wide_encoding(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) * 0.05 and b"<html" not in head.lower()


def _tree(source: bytes) -> lxml.html.HtmlElement | None:
    if not source or source.isspace():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # One class for all elements is looked up in C; lxml.html's own table asks Python for each.
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = lxml.html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _base(tree: lxml.html.HtmlElement | None, url: str) -> str:
    if tree is not None:
        for element in tree.iter("base"):
            reference = (element.get("href") or "").strip()
            if reference:
                try:
                    return str(urljoin(url, reference))
                except ValueError:
                    break
    return url
