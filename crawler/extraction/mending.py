"""Text on a parsed page that is not in Unicode's letters, put into them: mojibake, the fonts of the time before, marks
that entities leave apart from their letters, characters that nobody sees, and Ð where Vietnamese means Đ.

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
from crawler.extraction.texts import texts, texts_with

if TYPE_CHECKING:
    import lxml.html

_CONTROL = re.compile(r"&#(?:0{0,9}(?:[1-8]|1[1-24-9]|2\d|3[01]|127)|[xX]0{0,9}(?:[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]));")
_REFERENCES = re.compile(rb"&(?:#\w{2,7}|[A-Za-z]{3,8});(?:&(?:#\w{2,7}|[A-Za-z]{3,8});)*")
_BEYOND_ASCII = bytes(32 if byte < 128 else byte for byte in range(256))
_APART = re.compile("[\u0300-\u036f]")
_C1 = re.compile("[\x80-\x9f]")
_SHOWN = {code: TABLES["cp1252"][code] for code in range(128, 160)}
"""Controls that nobody means: browsers show what windows-1252 has there, if they are references (HTML, 13.2.5.80)."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SPACED_BY_NONE = r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]"
_UNSEEN = re.compile(
    rf"[\u00ad\u2060\ufeff]|(?<!{_SPACED_BY_NONE})\u200b|\u200b(?!{_SPACED_BY_NONE})|"
    r"(?<=[\u0000-\u058f\u1e00-\u1fff])[\u200c\u200d](?=[\u0000-\u058f\u1e00-\u1fff])"
)
"""Those that no text needs: a zero-width space parts the words of Thai, Lao, Tibetan, Burmese and Khmer, the joiners
shape letters of Arabic and Indic scripts, and emoji."""
_ETH = re.compile(r"(?<![^\W\d_])[\u00d0\u00f0](?=[^\W\d_])|(?<=[A-Z\u0110])\u00d0(?![a-z])")
"""Eth where Vietnamese has its Đ: at the beginning of a word, and in an abbreviation."""
_STROKE = {0xD0: "\u0110", 0xF0: "\u0111"}
_VIETNAMESE = re.compile("[\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_NORDIC = re.compile("[\u00de\u00fe\u00c6\u00e6\u00d8\u00f8\u01fd]")
_FEW_LETTERS = 5
_CERTAIN = 3
"""Texts that are mojibake beyond doubt, before the doubtful ones of the page are taken for it too."""


def without_controls(source: str) -> str:
    """The source of a page without references to the control characters that no text may hold."""
    return _CONTROL.sub("", source) if "&#" in source else source


def letters_beyond_ascii(source: bytes) -> str:
    """The characters beyond ASCII of a source in UTF-8, those that stand together in one word."""
    beyond_ascii = b"" if source.isascii() else b" ".join(source.translate(_BEYOND_ASCII).split())
    return beyond_ascii.decode("utf-8", "ignore")


def mend(tree: lxml.html.HtmlElement, source: bytes, beyond_ascii: str) -> None:
    """Mends the texts of a page; `source` is what the tree was parsed from, in UTF-8, `beyond_ascii` its letters."""
    references = _unescaped(_REFERENCES.findall(source))
    letters = beyond_ascii + references
    if mojibake.may_hold_mojibake(letters):
        _mend_mojibake(tree)
    if names_a_font(source) or looks_typed_for_one(letters):
        mend_fonts(tree)
    if _APART.search(references) or _C1.search(letters):
        for text in texts(tree):
            plain = composed(text.value.translate(_SHOWN))
            if plain != text.value:
                text.put(plain)
    for mark in sorted(set(_INVISIBLE.findall(letters))):
        for text in texts_with(tree, mark):
            if (plain := _UNSEEN.sub("", text.value)) != text.value:
                text.put(plain)
    if ("\u00d0" in letters or "\u00f0" in letters) and _is_vietnamese(letters):
        for text in texts(tree):
            if (plain := _ETH.sub(lambda eth: _STROKE[ord(eth[0])], text.value)) != text.value:
                text.put(plain)


def _unescaped(references: list[bytes]) -> str:
    """What character references mean, each asked once: pages repeat a few."""
    meant = {one: unescape(one.decode("ascii", "ignore")) for one in set(references)}
    return " ".join([meant[one] for one in references])


def _is_vietnamese(letters: str) -> bool:
    """Whether the letters beyond ASCII of a page are Vietnamese, and not those of a language that has an eth."""
    return len(_VIETNAMESE.findall(letters)) > _FEW_LETTERS + 10 * len(_NORDIC.findall(letters))


def _mend_mojibake(tree: lxml.html.HtmlElement) -> None:
    changes = [(text, back) for text in texts(tree) if (back := mojibake.mended(text.value)) != text.value]
    certain = [mojibake.is_certain(text.value) for text, _ in changes]
    all_are = sum(certain) >= _CERTAIN
    for (text, back), sure in zip(changes, certain, strict=True):
        if sure or all_are:
            text.put(composed(back))
