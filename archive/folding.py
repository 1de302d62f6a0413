"""Vietnamese words in the two forms that the search index holds: exact, and folded (without marks). Pure.

FTS5's own `remove_diacritics` never folds `đ`, and knows nothing of where a tone mark stands.
"""

from __future__ import annotations

import re
import unicodedata

FOLDING = 1
"""Changes with every change of these rules: an index made by other rules is made anew."""

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook above, tilde, dot below
_MOVED = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
_LATE_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_MOVED)})(?!\w)")
_STROKES = str.maketrans("đĐłŁøØ", "dDlLoO")
_LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "Æ": "AE", "Œ": "OE"})
_COMBINING = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+")
WORD = re.compile(r"\w+")


def exact(text: str) -> str:
    """The text as the exact index holds it: NFC, lower case, the tone mark of `oa, oe, uy` on the first vowel.

    >>> exact("Hoà bình, Thuỷ Nguyên, quý") == "hòa bình, thủy nguyên, quý"
    True
    """
    composed = unicodedata.normalize("NFKC", text).lower()
    composed = unicodedata.normalize("NFC", composed)
    return _LATE_TONE.sub(lambda match: _MOVED[match[0]], composed)


def folded(text: str) -> str:
    """The text as the loose index holds it: lower case, without marks, `đ` as `d`.

    >>> folded("Đường Thuỷ Nguyên")
    'duong thuy nguyen'
    """
    return strip_marks(exact(text))


def strip_marks(text: str) -> str:
    """The text without marks over, under and through its letters.

    >>> strip_marks("đường phố")
    'duong pho'
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES).translate(_LIGATURES))
    return unicodedata.normalize("NFC", _COMBINING.sub("", decomposed))


def has_marks(word: str) -> bool:
    """Whether folding would change the word, so that it was typed to be found exactly.

    >>> has_marks("đường"), has_marks("duong")
    (True, False)
    """
    return exact(word) != folded(word)
