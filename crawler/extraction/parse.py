"""From bytes to a tree: which encoding, then lxml. Pure, and total: no bytes raise anything."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urljoin

import lxml.html
from lxml import etree

LARGEST_CHARACTERS = 8 << 20
"""More of a page than this is not read."""
_LONGEST_TAG = 65536
_LONG_TAG = re.compile(rf"<([A-Za-z][\w:-]{{0,40}})[^<>]{{{_LONGEST_TAG},}}")
"""A tag with so much in it (a picture in its address, 100,000 attributes) is read without: libxml2 looks through all of
a tag's attributes for each."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_FORBIDDEN = bytes([*range(9), 11, 12, *range(14, 32), 127])
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]+")
_BEYOND_ASCII = bytes(range(128, 256))
_IDEOGRAPHS = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uff5e]")
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
# The web's labels are not Python's (WHATWG Encoding, 4.2): Latin-1 means windows-1252 there, and so on.
_LABELS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "iso8859-1": "cp1252", "windows-1252": "cp1252", "windows-1258": "cp1258", "x-cp1258": "cp1258",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "big5": "big5hkscs", "utf8": "utf-8", "unicode": "utf-8", "utf-16": "utf-8", "viscii": "viscii",
}  # fmt: skip

_CLASSES = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: what extraction and link discovery both work on."""

    url: str
    tree: lxml.html.HtmlElement | None
    """The `html` element; None where the bytes hold no markup and no text."""
    base_url: str
    """What addresses on the page are relative to: `<base href>` where it has one."""
    encoding: str
    is_binary: bool = False


def parse(html: bytes | str, *, url: str, content_type: str = "") -> Page:
    """The page as a tree. Bytes are decoded by BOM, then by what header and meta say, as far as the bytes agree."""
    is_binary = False
    if isinstance(html, bytes):
        is_binary = looks_binary(html)
        text, encoding = decoded(html[: LARGEST_CHARACTERS * 2], content_type)
    else:
        text, encoding = html, "str"
    text = text[:LARGEST_CHARACTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if _may_hold_long_tag(text):
        text = _LONG_TAG.sub(r"<\1", text)
    text = _DECLARATION.sub("", text, count=1)
    tree = None if is_binary else _tree(_clean(text))
    return Page(url, tree, _base(tree, url), encoding, is_binary)


def _may_hold_long_tag(text: str) -> bool:
    """Whether half the length of the longest tag goes by somewhere without a `<`: few pages need a closer look."""
    step = _LONGEST_TAG // 2
    return any(text.find("<", start, start + step) < 0 for start in range(0, len(text) - step, step))


def _clean(text: str) -> bytes:
    """The text as UTF-8 without the characters that no markup may hold."""
    body = text.encode("utf-8", "replace").translate(None, _FORBIDDEN)
    if b"\xef" not in body:
        return body
    if b"\xef\xb7" in body or b"\xef\xbf\xbe" in body or b"\xef\xbf\xbf" in body:
        body = _NONCHARACTERS.sub("", body.decode("utf-8", "replace")).encode("utf-8", "replace")
    return body


def looks_binary(body: bytes) -> bool:
    """Whether the bytes are no text in any encoding that pages use."""
    head = body[:2048]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not head:
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) * 0.05 and b"<html" not in head.lower()


def decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """The text of a page, and the encoding it was read in."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    header = _HEADER.search(content_type)
    meta = _META.search(body[:4096])
    stated = [header[1]] if header else []
    stated += [meta[1].decode("ascii", "replace")] if meta else []
    # Bytes beyond ASCII that are valid UTF-8 are UTF-8, whatever the labels say: chance hardly makes such sequences.
    utf8 = _strict(body, "utf-8")
    if utf8 is not None:
        return utf8, "utf-8"
    for label in stated:
        codec = _codec(label)
        if codec and codec != "utf-8" and (text := _strict(body, codec)) is not None:
            return text, codec
    return _mostly(body, [codec for label in stated if (codec := _codec(label))])


def _mostly(body: bytes, stated: list[str]) -> tuple[str, str]:
    """The text in the first encoding of which few bytes are no part; with none stated Chinese is looked for too."""
    high = len(body) - len(body.translate(None, _BEYOND_ASCII))
    for codec in ("utf-8", *stated, *(() if stated else ("gb18030",))):
        text = body.decode(codec, "replace")
        is_likely = text.count("\ufffd") * 20 < high
        if is_likely and (codec in stated or codec == "utf-8" or len(_IDEOGRAPHS.findall(text)) * 2 > 0.8 * high):
            return text, codec
    likely = next(iter(stated), "cp1252")
    return body.decode(likely, "replace"), likely


def _codec(label: str) -> str | None:
    name = _LABELS.get(label.lower(), label.lower())
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _tree(body: bytes) -> lxml.html.HtmlElement | None:
    if not body or body.isspace():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # One class for all elements is looked up in C; lxml.html's own table asks Python for each.
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = lxml.html.document_fromstring(body, parser=parser)
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
