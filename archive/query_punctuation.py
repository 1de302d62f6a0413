"""Punctuation as it is pasted into a search, as the grammar of `archive.query_reader` knows it. Pure.

Every character stays one character, so that places hold.
"""

from __future__ import annotations

import re

_DOUBLE = "“”„‟«»「」『』〝〞〟＂《》〈〉〔〕"
_SINGLE = "‘’‚‛‹›"
_DASHES = "‐‑‒–—―−－﹣"
_SAME = str.maketrans({
    **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_DASHES, "-"),
    "（": "(", "）": ")", "：": ":", "＊": "*", "，": ",",
})  # fmt: skip
_NO_QUOTE = rf'[^"{_SINGLE}]'
_IN_SINGLE = re.compile(
    rf"(?<![^\W_])[{_SINGLE}](?=\S)({_NO_QUOTE}+(?:(?<=\w)[{_SINGLE}](?=\w){_NO_QUOTE}+)*)[{_SINGLE}](?!\w)"
)
_IN_HEBREW = re.compile('(?<=[\u05d0-\u05ea])["\u201d\u05f4](?=[\u05d0-\u05ea])')


def plain(text: str) -> str:
    """The search with straight quotation marks, minus signs, parentheses and colons.

    A single mark is one of quotation where it begins before a word and another ends behind one; in a word it is an
    apostrophe, as are the two strokes before the last letter of a Hebrew abbreviation.

    >>> plain("«nông thôn» –cũ ‘l’eau potable’")
    '"nông thôn" -cũ "l’eau potable"'
    """
    if text.isascii():
        return text
    quoted = _IN_SINGLE.sub(lambda match: f'"{match[1]}"', _IN_HEBREW.sub("'", text))
    return quoted.translate(_SAME)
