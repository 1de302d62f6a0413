"""What a response says of its encoding: header, meta, XML declaration, in the web's order. Pure, bounded.

Labels are names by the web's table (WHATWG Encoding, 4.2), not Python's: Latin-1 means windows-1252. A label outside
that table and the Vietnamese ones beside it is no label: Python's codecs hold things that are no encodings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from w3lib.encoding import resolve_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD_BYTES = 1 << 15
"""Browsers look at 1,024 bytes first, and start again when they meet a meta later."""
_SPACE = b"\t\n\f\r "
_NAME_ENDS = re.compile(rb"[\t\n\f\r />=]")
_VALUE_ENDS = re.compile(rb"[\t\n\f\r >]")
_TAG = re.compile(rb"</?[A-Za-z][^\t\n\f\r >]*")
_HEADER = re.compile(r"""charset\s{0,9}=\s{0,9}(?:"([^"]{1,60})"|'?([^\s;,"']{1,60}))""", re.IGNORECASE)
_CONTENT = re.compile(rb"""charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))""")
_XML = re.compile(rb"""\s{0,20}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']""")
_LABEL = re.compile(r"[a-z0-9._:-]{2,40}")
# Labels that w3lib and Python read otherwise than browsers do, or do not know.
_EXTRA = {
    "x-user-defined": "cp1252", "unicode-1-1-utf-8": "utf-8", "unicode11utf8": "utf-8", "unicode20utf8": "utf-8",
    "x-unicode20utf8": "utf-8", "iso-8859-8-i": "iso8859-8", "csiso88598i": "iso8859-8", "csiso88598e": "iso8859-8",
    "iso-8859-8-e": "iso8859-8", "logical": "iso8859-8", "visual": "iso8859-8", "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic", "dos-874": "cp874", "koi": "koi8-r",
    "koi8": "koi8-r", "koi8-ru": "koi8-u", "sun_eu_greek": "iso8859-7", "csiso88596e": "iso8859-6",
    "csiso88596i": "iso8859-6", "iso-8859-6-e": "iso8859-6", "iso-8859-6-i": "iso8859-6", "x-gbk": "gb18030",
    "csgb2312": "gb18030", "chinese": "gb18030", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "windows-949": "cp949", "ks_c_5601-1989": "cp949", "korean": "cp949", "windows-31j": "cp932", "ms932": "cp932",
    "x-euc-jp": "euc_jp", "cseucpkdfmtjapanese": "euc_jp", "csiso2022jp": "iso2022_jp_ext",
    "viscii": "viscii", "x-viscii": "viscii", "csviscii": "viscii", "viscii1.1-1": "viscii", "x-viet-viscii": "viscii",
    "tcvn": "tcvn5712-1", "tcvn5712": "tcvn5712-1", "tcvn-5712": "tcvn5712-1", "tcvn5712-1": "tcvn5712-1",
    "tcvn5712-1:1993": "tcvn5712-1", "x-viet-tcvn5712": "tcvn5712-1", "x-viet-tcvn": "tcvn5712-1",
}  # fmt: skip
_SAME = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "euc_kr": "cp949",
         "shift_jis": "cp932", "iso2022_jp": "iso2022_jp_ext", "ascii": "cp1252", "iso8859-11": "cp874"}  # fmt: skip
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig")
_CODECS = {
    "utf-8", "gb18030", "big5hkscs", "euc_jp", "cp932", "cp949", "iso2022_jp_ext", "iso2022_kr", "hz", "koi8-r",
    "koi8-u", "cp866", "cp874", "mac-roman", "mac-cyrillic", *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}  # fmt: skip


def stated_labels(body: bytes, content_type: str) -> list[str]:
    """The codecs that header, meta and XML declaration name, in this order; what names none is left out."""
    head = body[:_HEAD_BYTES]
    named = _HEADER.search(content_type[:1000])
    labels = [named[1] or named[2]] if named else []
    if b"charset" in head.lower():
        labels.append(_meta_label(head))
    if declared := _XML.match(head):
        labels.append(declared[1].decode("ascii", "replace"))
    return list(dict.fromkeys(codec for label in labels if (codec := codec_of(label))))


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """The codec that a label stands for on the web; None where it stands for none.

    UTF-16 and UTF-32 are UTF-8 here: a page whose label could be read is in neither (HTML, 13.2.3.2).

    >>> [codec_of(label) for label in ("ISO-8859-1", "utf-16", "gb2312", "x-viscii", "unicode_escape")]
    ['cp1252', 'utf-8', 'gb18030', 'viscii', None]
    """
    name = label.strip(" \t\n\f\r").lower()
    if not _LABEL.fullmatch(name):
        return None
    codec = _EXTRA.get(name) or resolve_encoding(name)
    if codec is None:
        return "utf-8" if name in ("unicode", "ucs-2", "csunicode", "iso-10646-ucs-2") else None
    codec = "utf-8" if codec in _WIDE else _SAME.get(codec, codec)
    return codec if codec in _CODECS or codec in _EXTRA.values() else None


def _meta_label(head: bytes) -> str:
    """The label in the first meta element that has one that is known (HTML, "prescan a byte stream"); or empty."""
    place = head.find(b"<")
    while place >= 0:
        if head.startswith(b"<!--", place):
            end = head.find(b"-->", place + 2)
            if end < 0:
                return ""
            place = head.find(b"<", end + 3)
            continue
        tag = _TAG.match(head, place)
        if tag:
            attributes, end = _attributes(head, _name_end(tag))
            if end < 0:
                return ""
            if tag[0][:5].lower() == b"<meta" and tag[0][5:6] in (b"", b"/") and (label := _label(attributes)):
                return label
            place = head.find(b"<", end)
        elif head[place + 1 : place + 2] in (b"!", b"/", b"?"):
            end = head.find(b">", place)
            place = head.find(b"<", end) if end > 0 else -1
        else:
            place = head.find(b"<", place + 1)
    return ""


def _name_end(tag: re.Match[bytes]) -> int:
    """Where the attributes begin: `<meta/charset=…>` has some too."""
    return tag.start() + 5 if tag[0][:6].lower() == b"<meta/" else tag.end()


def _attributes(head: bytes, place: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes from a place in a tag, the first of each name, and where the tag ends; -1 if it does not."""
    found: dict[bytes, bytes] = {}
    for name, value, end in _each_attribute(head, place):
        if not name:
            return found, end
        found.setdefault(name.lower(), value)
    return found, -1


def _each_attribute(head: bytes, place: int) -> Iterator[tuple[bytes, bytes, int]]:
    """Attribute after attribute with the place behind it; one without a name where the tag ends."""
    while True:
        place = _skip(head, place, _SPACE + b"/")
        if place >= len(head):
            return
        if head[place : place + 1] == b">":
            yield b"", b"", place + 1
            return
        end = _NAME_ENDS.search(head, place + 1)
        if not end:
            return
        name, place = head[place : end.start()], _skip(head, end.start(), _SPACE)
        value = b""
        if head[place : place + 1] == b"=":
            place = _skip(head, place + 1, _SPACE)
            quote = head[place : place + 1]
            if quote in (b'"', b"'"):
                close = head.find(quote, place + 1)
                if close < 0:
                    return
                value, place = head[place + 1 : close], close + 1
            else:
                last = _VALUE_ENDS.search(head, place)
                if not last:
                    return
                value, place = head[place : last.start()], last.start()
        yield name, value, place


def _skip(head: bytes, place: int, characters: bytes) -> int:
    while place < len(head) and head[place] in characters:
        place += 1
    return place


def _label(attributes: dict[bytes, bytes]) -> str:
    """The known label of a meta element; empty where it has none, or one that only the pragma could make one."""
    label = attributes.get(b"charset")
    if label is None:
        if attributes.get(b"http-equiv", b"").lower() != b"content-type":
            return ""
        content = attributes.get(b"content", b"")
        found = _CONTENT.search(content.lower())
        label = next((group for group in found.groups() if group is not None), b"") if found else b""
    text = label.decode("latin-1")
    return text if codec_of(text) else ""
