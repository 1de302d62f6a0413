"""Words in the forms that a search compares: as typed, and folded. One rule for index, query, tables and stories. Pure.

What a character is, Unicode's own tables tell: looked up once for each that occurs, as FTS5's `remove_diacritics` never
folds `đ`, cuts no script without spaces, and knows nothing of where a tone mark stands. Texts of Latin letters without
marks that stand apart, which are nearly all, take a shorter way to the same words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDING = 2
"""Changes with every change of these rules: an index made by other rules is made anew."""

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook above, tilde, dot below
_MOVED = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
_LATE_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_MOVED)})(?![^\W\d_])")
_UNUSUAL = re.compile(
    "[^\x00-\xac\xae-\xde\xe0-\xef\xf1-\u0130\u0132-\u01b7\u01c0-\u01ed\u01f0-\u024f\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u245f\u2500-\u2775\u2794-\u2bff\U0001f300-\U0001faff]"
)
"""What asks for the tables: no Latin letter, or one that has to be folded, or no sign that is a separator as it is."""
_DASHES = "‐‒–—−"
_DOTTED_I = re.compile("i\u0307+")

NUMBER_MARKS = ".,/:'-"
"""What may stand between two digits of a number or a date."""
_WORD = "[a-zA-Z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u1e00-\u1eff]+|[0-9]+"
_USUAL_WORD = re.compile(_WORD)
_USUAL_EXACT_WORD = re.compile(f"{_WORD}|(?<=[0-9])[{NUMBER_MARKS}][0-9]+")
# Of a text whose characters are each replaced by their kind: a letter, one of an unspaced script, a digit, a mark.
_WORD_OF_KINDS = re.compile(r"um*|(?:am*)+|1+")
_EXACT_WORD_OF_KINDS = re.compile(rf"{_WORD_OF_KINDS.pattern}|(?<=1)[{NUMBER_MARKS}]1+")
_UNSPACED = frozenset((
    "CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL", "VERTICAL",
    "THAI", "LAO", "KHMER", "MYANMAR", "TAI", "NEW",
))  # fmt: skip
"""How the names of letters begin in whose scripts no space parts the words, or parts them otherwise each time."""
_IGNORED = frozenset("\u034f\u0640\u07fa\u115f\u1160\u180b\u180c\u180d\u180f\u17b4\u17b5")
"""Tatweel, and what is ignored where it cannot be shown, as far as its category does not say so."""
_SAME = {
    "ß": "ss", "ς": "σ", "ð": "đ", "ɖ": "đ", "ı": "i", "\u06cc": "\u064a", "\u06a9": "\u0643",
    "\u066b": ".", "\u066c": ",", "\u060c": ",",
}  # fmt: skip
"""Letters that differ only in case, in coding or in the keyboard that they come from; number marks of Arabic."""
_LOOSE = {
    "æ": "ae", "œ": "oe", "Æ": "AE", "Œ": "OE", "þ": "th", "Þ": "TH", "ß": "ss",
    "\u0649": "\u064a", "\u0629": "\u0647", "\u0671": "\u0627",
}  # fmt: skip
"""Letters for which others are typed: ligatures; final ya, ta marbuta and alef of Arabic."""
_LONGEST_KEPT = 40
"""Letters of a word whose forms are remembered."""
_POINTS = range(10, 37)
"""Combining classes of the vowel points of Hebrew, Arabic and Syriac, which are seldom printed."""


class _Table(dict[int, str]):
    """What becomes of each character, worked out when it first occurs."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        """The character's own entry, kept."""
        self[code] = found = self._rule(chr(code))
        return found


def exact(text: str) -> str:
    """The text with its marks, whatever its case, width and coding, the tone mark of `oa, oe, uy` on the first vowel.

    >>> exact("Hoà bình, Thuỷ Nguyên, quý") == "hòa bình, thủy nguyên, quý"
    True
    >>> exact("İSTANBUL, Straße, com\u200bmission, ٢٠٢٤")
    'istanbul, strasse, commission, 2024'
    """
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", text).lower()
    for dash in _DASHES:
        composed = composed.replace(dash, "-")
    composed = composed.replace("’", "'")
    if _UNUSUAL.search(composed):
        composed = _DOTTED_I.sub("i", unicodedata.normalize("NFC", composed.translate(_SAME_TABLE)))
    composed = unicodedata.normalize("NFC", composed)
    return _LATE_TONE.sub(lambda match: _MOVED[match[0]], composed)


def folded(text: str) -> str:
    """The text in loose form: lower case, without marks, `đ` as `d`.

    >>> folded("Đường Thuỷ Nguyên")
    'duong thuy nguyen'
    """
    return strip_marks(exact(text))


def strip_marks(text: str) -> str:
    """The text without marks over, under and through its letters.

    Signs for vowels without which a syllable is another one, as of Thai or Hindi, are no such marks.

    >>> strip_marks("đường phố")
    'duong pho'
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_BARE_TABLE))


def has_marks(word: str) -> bool:
    """Whether folding would change the word, so that it was typed to be found exactly.

    >>> has_marks("đường"), has_marks("duong")
    (True, False)
    """
    return exact(word) != folded(word)


def words(text: str) -> list[str]:
    """The words of a text in exact form, each character of a script without spaces for itself.

    Digits and letters are parted. The mark between two digits stands before the later one.

    >>> words("Tăng 17,2%, 150ha, 堤防とitgc")
    ['tăng', '17', ',2', '150', 'ha', '堤', '防', 'と', 'itgc']
    """
    return cut(exact(text))


def cut(text: str) -> list[str]:
    """The words of a text that is in exact form."""
    if not _UNUSUAL.search(text):
        return _USUAL_EXACT_WORD.findall(text)
    return [text[word.start() : word.end()] for word in _EXACT_WORD_OF_KINDS.finditer(text.translate(_KIND_TABLE))]


def words_in(text: str, form: int) -> list[str]:
    """The words of a text that is in exact form, each in one of its `forms`."""
    if _UNUSUAL.search(text):
        return [forms(word)[form] for word in cut(text)]
    if form == 0:
        return _USUAL_EXACT_WORD.findall(text)
    return _USUAL_WORD.findall(strip_marks(text) if form == 2 else text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text in exact form stand, number marks left out."""
    if _UNUSUAL.search(text):
        return [word.span() for word in _WORD_OF_KINDS.finditer(text.translate(_KIND_TABLE))]
    return [word.span() for word in _USUAL_WORD.finditer(text)]


def is_usual(text: str) -> bool:
    """Whether the words of a text are printed where those of its exact form stand."""
    return _UNUSUAL.search(text) is None and unicodedata.is_normalized("NFKC", text) and "\u0130" not in text


def forms(word: str) -> tuple[str, str, str]:
    """A word in exact form as it is; without points and the mark of a number; without any mark.

    >>> forms(",2"), forms("đất")
    ((',2', '2', '2'), ('đất', 'đất', 'dat'))
    """
    return _kept_forms(word) if len(word) <= _LONGEST_KEPT else _forms(word)


def _forms(word: str) -> tuple[str, str, str]:
    if word.isascii():
        bare = word.lstrip(NUMBER_MARKS)
        return word, bare, bare
    pointless = "".join(one for one in word if unicodedata.combining(one) not in _POINTS)
    return word, pointless, strip_marks(pointless)


_kept_forms = lru_cache(maxsize=65536)(_forms)


def level(word: str) -> int:
    """In which of its forms another word has to be this one, in exact form: in that which has the same kinds of marks.

    >>> level(",2"), level("đất"), level("dat")
    (0, 1, 2)
    """
    _, pointless, bare = forms(word)
    return 0 if pointless != word else 1 if bare != word else 2


def is_unspaced(letter: str) -> bool:
    """Whether it is of a script that puts no spaces between words."""
    return unicodedata.name(letter, "").partition(" ")[0] in _UNSPACED


def _same(one: str) -> str:
    """A character in exact form."""
    category = unicodedata.category(one)
    if category == "Nd":
        return str(unicodedata.decimal(one))
    if category == "Cf" or one in _IGNORED or "VARIATION SELECTOR" in unicodedata.name(one, ""):
        return ""
    return _SAME.get(one, one)


def _bare(one: str) -> str:
    """A character without its marks."""
    return unicodedata.normalize("NFC", "".join(map(_base, unicodedata.normalize("NFD", one))))


def _base(one: str) -> str:
    """What is left of a character that cannot be decomposed."""
    kind = unicodedata.combining(one)
    if kind in (1, 7) or kind in _POINTS or kind >= 200 or unicodedata.category(one) == "Me":
        return one if is_unspaced(one) else ""  # there each sign is a word of its own
    name, _, added = unicodedata.name(one, "").partition(" WITH ")
    if added and name.startswith(("LATIN", "CYRILLIC")):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            return one
    return _LOOSE.get(one, one)


def _kind(one: str) -> str:
    """What a character is to a word: `a`, `u`, `1`, `m` as above, a mark of numbers, or nothing."""
    category = unicodedata.category(one)
    if category == "Nd":
        return "1"
    if category[0] in "LNM":
        return "u" if is_unspaced(one) else "m" if category[0] == "M" else "a"
    return one if one in NUMBER_MARKS else " "


_SAME_TABLE, _BARE_TABLE, _KIND_TABLE = _Table(_same), _Table(_bare), _Table(_kind)
