"""Encoders for the encodings that Python has none for, made from the inverse of the tables: for round trips."""

from __future__ import annotations

import unicodedata
from functools import cache

from crawler.extraction.codes import TABLES, TCVN3, VNI

SENTENCE = (
    "Ủy ban nhân dân thành phố Hà Nội vừa ban hành Nghị quyết về phát triển đường bộ; "
    "những người dân nghĩa tình, khẳng định quyền lợi, sẽ được hưởng lợi ở mỗi xã."
)
SMALL = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
LETTERS = SMALL + SMALL.upper()
_HATS = "\u0302\u0306\u031b"


@cache
def inverse(scheme: str) -> dict[str, str]:
    """The shortest code for each letter of a font or of an encoding of one byte."""
    if scheme == "tcvn3":
        return {letter: chr(code) for code, letter in TCVN3.items()}
    if scheme == "vni":
        return {letter: code for code, letter in VNI.items() if _case(code) == _case(letter)}
    return {letter: chr(code) for code, letter in reversed(list(enumerate(TABLES[scheme])))}


def typed(text: str, scheme: str) -> str:
    """Text as it was typed for a font."""
    return "".join(inverse(scheme).get(letter, letter) for letter in text)


def encoded(text: str, encoding: str) -> bytes:
    """Vietnamese text in an encoding, whatever has to be spelled apart there."""
    if encoding in ("viscii", "tcvn5712-1"):
        return "".join(inverse(encoding)[letter] for letter in text).encode("latin-1")
    if encoding == "cp1258":
        return "".join(map(_with_tone_apart, text)).encode("cp1258")
    return text.encode(encoding)


def _case(text: str) -> tuple[bool, bool]:
    return text.isupper(), text.islower()


def _with_tone_apart(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        hats = [part for part in parts[1:] if part in _HATS]
        tones = [part for part in parts[1:] if part not in _HATS]
        return unicodedata.normalize("NFC", parts[0] + "".join(hats)) + "".join(tones)
    return letter
