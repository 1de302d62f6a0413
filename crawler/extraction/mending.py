"""Text on a parsed page that is not in Unicode's letters, put into them: mojibake, the fonts of the time before, marks
that entities leave apart from their letters.

Works on the tree, where entities are letters already and fonts can be told, and only on the runs concerned; a page
without any sign of such text costs a few searches for a character. Idempotent: what was mended shows no such sign.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from crawler.extraction import mojibake
from crawler.extraction.bounds import composed
from crawler.extraction.codes import TABLES
from crawler.extraction.fonts import looks_typed_for_one, mend_fonts, names_a_font
from crawler.extraction.texts import texts

if TYPE_CHECKING:
    import lxml.html

_CONTROL = re.compile(r"&#(?:0{0,9}(?:[1-8]|1[1-24-9]|2\d|3[01]|127)|[xX]0{0,9}(?:[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]));")
_REFERENCES = re.compile(rb"&(?:#\w{2,7}|[A-Za-z]{3,8});(?:&(?:#\w{2,7}|[A-Za-z]{3,8});)*")
_BEYOND_ASCII = bytes(32 if byte < 128 else byte for byte in range(256))
_APART = re.compile("[\u0300-\u036f]")
_C1 = re.compile("[\x80-\x9f]")
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphen, spaces and joiners of no width: nobody sees them, and a word that holds one is not found."""
_HOLDS_INVISIBLE = re.compile(f"[{_INVISIBLE}\u200c\u200d]")
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_JOINERS = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u200c\u200d\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)
"""Joiners where no script that needs them stands before: Arabic and Indic letters, emoji."""
_SHOWN = {code: TABLES["cp1252"][code] for code in range(128, 160)}
"""Controls that nobody means: browsers show what windows-1252 has there, if they are references (HTML, 13.2.5.80)."""
_CERTAIN = 3
"""Texts that are mojibake beyond doubt, before the doubtful ones of the page are taken for it too."""


def without_controls(source: str) -> str:
    """The source of a page without references to the control characters that no text may hold."""
    return _CONTROL.sub("", source) if "&#" in source else source


def mend(tree: lxml.html.HtmlElement, source: bytes) -> None:
    """Mends the texts of a page; `source` is what the tree was parsed from, in UTF-8."""
    references = unescape(b" ".join(_REFERENCES.findall(source)).decode("ascii", "ignore"))
    letters = b" ".join(source.translate(_BEYOND_ASCII).split()).decode("utf-8", "ignore") + references
    if mojibake.may_hold_mojibake(letters):
        _mend_mojibake(tree)
    if names_a_font(source) or looks_typed_for_one(letters):
        mend_fonts(tree)
    if any(mark in letters for mark in "\u00ad\u200b\u200c\u200d\u2060\ufeff"):
        _take_invisible(tree)
    if _APART.search(references) or _C1.search(letters):
        for text in texts(tree):
            plain = composed(text.value.translate(_SHOWN))
            if plain != text.value:
                text.put(plain)


def _take_invisible(tree: lxml.html.HtmlElement) -> None:
    """Takes the characters out that are not seen and mean nothing where they stand."""
    for text in texts(tree):
        if _HOLDS_INVISIBLE.search(text.value):
            text.put(_JOINERS.sub("", text.value.translate(_WITHOUT_INVISIBLE)))


def _mend_mojibake(tree: lxml.html.HtmlElement) -> None:
    changes = [(text, back) for text in texts(tree) if (back := mojibake.mended(text.value)) != text.value]
    certain = [mojibake.is_certain(text.value) for text, _ in changes]
    all_are = sum(certain) >= _CERTAIN
    for (text, back), sure in zip(changes, certain, strict=True):
        if sure or all_are:
            text.put(composed(back))
