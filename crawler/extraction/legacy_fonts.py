"""Text typed for the fonts of the time before Unicode: TCVN3 (.VnTime and its kin) and VNI. Pure.

Such a font shows a Vietnamese letter where the code says a Latin one: `ViÖt Nam` in .VnTime, `Vieät Nam` in VNI-Times
read Việt Nam. This module knows the letters and the fonts' names; `mending` finds the text on a page.
"""

from __future__ import annotations

import re

from crawler.extraction.codes import TCVN3, VNI

_VNI = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
_WORD = re.compile(r"[^\W\d_]+")
_TCVN3_FONT = re.compile(
    r"""\.vn[a-z]|(?<![a-z0-9.])vn(?:3d|ari|arab|avant|bahama|black|book|centu|claren|commerc|cooper|couri|exotic|free|
    goth|helv|kool|linus|lucida|memo|mono|mystic|park|present|revue|shelley|south|stamp|tekni|tifani|time|univer|vogue)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VNI_FONT = re.compile(r"(?<![a-z0-9.])vni(?:[- ][a-z]|times|helve)", re.IGNORECASE)
_TWO_CAPITALS = re.compile("[A-Z\xa1-\xa7][^a-z ]{0,6}[A-Z\xa1-\xa7]")
_CAPITALS = re.compile(r"vn(?!south\b)[\w .-]{0,60}h\b", re.IGNORECASE)


def from_tcvn3(text: str) -> str:
    """Text as a .Vn font shows it.

    >>> from_tcvn3("Céng hoµ x· héi chñ nghÜa ViÖt Nam")
    'Cộng hoà xã hội chủ nghĩa Việt Nam'
    """
    return _evened(text, text.translate(TCVN3))


def from_vni(text: str) -> str:
    """Text as a VNI font shows it.

    >>> from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    return _VNI.sub(lambda code: VNI[code[0]], text)


def scheme_of(font: str) -> str:
    """Which letters a font shows: `tcvn3`, `tcvn3h` (capitals alone), `vni`, or none of them: empty.

    >>> [scheme_of(font) for font in ("'.VnTimeH', serif", "VNI-Times", "vnexpress", "Arial, .VnTime")]
    ['tcvn3h', 'vni', '', '']
    """
    first = font.split(",", 1)[0].strip(" \t\r\n\"'")[:60]
    if _VNI_FONT.search(first):
        return "vni"
    if not _TCVN3_FONT.search(first):
        return ""
    return "tcvn3h" if _CAPITALS.search(first) else "tcvn3"


def converted(text: str, scheme: str) -> str:
    """Text as a font of a scheme shows it."""
    if scheme == "vni":
        return from_vni(text)
    shown = from_tcvn3(text)
    return shown.upper() if scheme == "tcvn3h" else shown


def _evened(text: str, shown: str) -> str:
    """The .Vn fonts have no capitals with a tone: a word typed in capitals for want of them is one in capitals."""
    if text == shown or not _TWO_CAPITALS.search(text):
        return shown
    return _WORD.sub(lambda word: word[0].upper() if _is_capitals(text[word.start() : word.end()]) else word[0], shown)


def _is_capitals(word: str) -> bool:
    plain = [letter for letter in word if letter.isascii() or "\xa1" <= letter <= "\xa7"]
    return len(plain) >= 2 and all(letter.isupper() or "\xa1" <= letter <= "\xa7" for letter in plain)
