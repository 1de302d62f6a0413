"""Which encoding bytes are in. Pure, and total: no bytes and no labels raise anything.

The order is the web's (HTML, 13.2.3.2): byte order mark, header, meta. But labels lie, and where the bytes say so
beyond doubt they are believed: valid UTF-8 is hardly ever anything else, and text in the wrong one of the Vietnamese
encodings hardly holds a syllable. Windows-1252 is what servers say by default: of letters that no Latin script
has so many of it is no word of the page's author. What nothing states is guessed, and said to be (`guessing`).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from crawler.extraction import vietnamese
from crawler.extraction.bounds import composed
from crawler.extraction.codes import TABLES, charmap
from crawler.extraction.guessing import guessed, is_foreign
from crawler.extraction.labels import stated_labels
from crawler.extraction.legacy_fonts import from_tcvn3, from_vni

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_ESCAPED = ("iso2022_jp", "iso2022_jp_ext", "iso2022_kr", "hz")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLE_BYTES = 1 << 18
_SAMPLE_WORDS = 1500
_FEW = 3
"""Different words that have to be Vietnamese before a label is not believed."""
_ASCII = bytes(range(128))
_MOST_LINES = 50_000
FEW_BROKEN = 20
"""One in so many characters beyond ASCII may be broken in an encoding of two bytes a character."""
_MULTIBYTE = ("gb18030", "big5hkscs", "euc_jp", "cp932", "cp949")
_SIBLINGS = {"big5hkscs": "cp950", "euc_jp": "euc_jis_2004"}
"""Codecs that hold characters which browsers read under the same label."""


class Decoded(NamedTuple):
    """The text of a page, and how it was read."""

    text: str
    encoding: str
    """Python's name (or `viscii`, `tcvn5712-1`) of the encoding."""
    doubt: float | None = None
    """How unsure the encoding is where nothing states it, 0 to 1; None where the page or its bytes settle it."""


class _Likely(NamedTuple):
    """An encoding, and the doubt of `Decoded`."""

    codec: str
    doubt: float | None = None


def decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """The text of a page, and Python's name (or `viscii`, `tcvn5712-1`) of the encoding it was read in."""
    return decode(body, content_type)[:2]


def decode(body: bytes, content_type: str) -> Decoded:
    """The text of a page, the encoding, and whether it was guessed."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            if name != "utf-8" or _share_of_utf8(body) > 0.5:
                return Decoded(body.decode(name, "replace"), name)
            break
    wide = wide_encoding(body)
    if wide:
        return Decoded(body.decode(wide, "replace"), wide)
    stated = stated_labels(body, content_type)
    if body.isascii():
        if b"\x1b" in body or b"~{" in body:
            stated = [codec for codec in stated if codec in _ESCAPED] or stated
        first = stated[0] if stated else "cp1252"
        return Decoded(_read(body, first), first)
    try:
        if not _is_chance(body, stated):
            return Decoded(body.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _mixed(body, stated)


def wide_encoding(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, known by where the zero bytes of its markup stand; None if neither.

    >>> wide_encoding("<p>Nghị quyết</p>".encode("utf-16-be"))
    'utf-16-be'
    """
    head = body[:1024]
    if head.count(0) * 5 < len(head) or len(head) < 4:
        return None
    zeros = [head[place::4].count(0) / (len(head[place::4]) or 1) for place in range(4)]
    found = None
    if min(zeros[0], zeros[1]) > 0.9 and zeros[3] < 0.1:
        found = "utf-32-be"
    elif min(zeros[2], zeros[3]) > 0.9 and zeros[0] < 0.1:
        found = "utf-32-le"
    elif min(zeros[0], zeros[2]) > 0.4 and max(zeros[1], zeros[3]) < 0.1:
        found = "utf-16-be"
    elif min(zeros[1], zeros[3]) > 0.4 and max(zeros[0], zeros[2]) < 0.1:
        found = "utf-16-le"
    return found if found and "<" in head.decode(found, "replace") else None


def _share_of_utf8(body: bytes) -> float:
    """How much of what is not ASCII is valid UTF-8: 1.0 where all of it is, but for a character cut off at the end."""
    try:
        codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        high = len(body.translate(None, _ASCII))
        valid = len(body.decode("utf-8", "ignore").encode()) - (len(body) - high)
        return min(valid / high, 0.999)
    return 1.0


def _is_chance(body: bytes, stated: list[str]) -> bool:
    """Whether valid UTF-8 may be a few characters of the East Asian encoding that is stated: two bytes each in both."""
    codec = next((codec for codec in stated if codec in _MULTIBYTE), None)
    if codec is None:
        return False
    high = body.translate(None, _ASCII)
    if len(high) > 16 or any(byte >= 0xE0 for byte in high):
        return False
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _mixed(body: bytes, stated: list[str]) -> Decoded:
    """The text of bytes that are not all UTF-8. Pages are put together of parts: each line is in the encoding that its
    bytes allow; the one named is that of most of them. A character of UTF-8 that is cut or broken is U+FFFD.
    """
    mostly_utf8 = _share_of_utf8(body) > 0.5
    others = [codec for codec in stated if codec != "utf-8"]
    if mostly_utf8 and body.count(b"\n") + body.count(b"\r") > _MOST_LINES:
        return Decoded(body.decode("utf-8", "replace"), "utf-8")
    lines = body.splitlines(keepends=True)
    if mostly_utf8:
        strange = [not line.isascii() and _share_of_utf8(line) < 0.2 for line in lines]
        likely = _likely(b"".join(line for line, other in zip(lines, strange, strict=True) if other), others)
    else:
        likely = _likely(body, others)
        if likely.codec in _MULTIBYTE or len(lines) > _MOST_LINES:
            return Decoded(_read(body, likely.codec), *likely)
        strange = [not _is_certain_utf8(line) for line in lines]
    text = "".join(
        _read(line, likely.codec) if other else line.decode("utf-8", "replace")
        for line, other in zip(lines, strange, strict=True)
    )
    return Decoded(text, "utf-8") if mostly_utf8 else Decoded(text, *likely)


def _is_certain_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8 beyond chance: three different characters beyond ASCII, and nothing else."""
    if line.isascii():
        return False
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return len({character for character in text if character > "\x7f"}) > 2


def _likely(body: bytes, stated: list[str]) -> _Likely:
    """The encoding of bytes that are not UTF-8: what is stated if the bytes allow it, unless they are Vietnamese."""
    for codec in stated:
        if codec in _MULTIBYTE:
            text = _read(body, codec)
            if text.count("\ufffd") * FEW_BROKEN <= len(text) - len(text.encode("ascii", "ignore")):
                return _Likely(codec)
    single = next((codec for codec in stated if codec not in _MULTIBYTE and codec not in _ESCAPED), None)
    vietnamese_one = _vietnamese_encoding(body, single or "cp1252")
    if vietnamese_one:
        return vietnamese_one if single is None else _Likely(vietnamese_one.codec)
    if single is None or (single == "cp1252" and is_foreign(body)):
        codec, confidence = guessed(body)
        return _Likely(codec, round(1 - confidence, 2))
    return _Likely(single)


def _vietnamese_encoding(body: bytes, stated: str) -> _Likely | None:
    """The encoding in which the words are Vietnamese syllables, where those of the stated one are not."""
    found = dict.fromkeys(_WORD.findall(_TAG.sub(b" ", body[:_SAMPLE_BYTES])))
    sample = b" ".join(list(found)[:_SAMPLE_WORDS])
    latin = charmap(sample, "cp1252")
    readings = [(stated, _read(sample, stated)), ("cp1258", charmap(sample, "cp1258"))]
    readings += [("cp1252", from_tcvn3(latin)), ("cp1252", from_vni(latin))]
    readings += [(name, charmap(sample, name)) for name in ("viscii", "tcvn5712-1")]
    counts = [(name, vietnamese.count(composed(text))) for name, text in readings]
    best = max(counts, key=lambda reading: reading[1].score)
    stated_count = counts[0][1]
    if best[1].right >= _FEW and best[1].share >= 0.8 and best[1].share > stated_count.share + 0.2:
        return _Likely(best[0], round(1 - best[1].share, 2))
    return None


def _read(body: bytes, codec: str) -> str:
    """The bytes in an encoding; what is none of it is U+FFFD."""
    if codec in TABLES:
        return charmap(body, codec)
    if codec in _SIBLINGS:
        for one in (codec, _SIBLINGS[codec]):
            try:
                return body.decode(one)
            except UnicodeDecodeError:
                continue
    return body.decode(codec, "replace")
