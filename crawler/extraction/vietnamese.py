"""How Vietnamese is spelled, as far as telling an encoding takes: which words can be its syllables. Pure.

A text read in the wrong encoding hardly holds a word that is one; read in the right one, hardly a word that is none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_CHECKED = {"", "\u0301", "\u0323"}
"""The tones that a syllable ending in a stop can have."""
_ONSETS = "b|ch?|d|đ|gi?|gh|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x"
_RHYMES = (
    "a|ai|am|an|ang|anh|ao|au|ay|ăm|ăn|ăng|âm|ân|âng|âu|ây|e|em|en|eng|eo|ê|êm|ên|êng|ênh|êu|i|ia|iêm|iên|iêng|iêu|im|"
    "in|inh|iu|o|oa|oai|oam|oan|oang|oanh|oao|oay|oăm|oăn|oăng|oe|oen|oeo|oi|om|on|ong|oong|ô|ôi|ôm|ôn|ông|ơ|ơi|ơm|ơn|"
    "u|ua|uân|uâng|uây|uê|uênh|ui|um|un|ung|uôi|uôm|uôn|uông|uơ|uy|uya|uyên|uyn|uynh|uyu|ư|ưa|ưi|ưm|ưn|ưng|ươi|ươm|ươn|"
    "ương|ươu|ưu|y|yêm|yên|yêng|yêu|ym|ynh"
)
_STOPPED = (
    "ac|ach|ap|at|ăc|ăp|ăt|âc|âp|ât|ec|ep|et|êc|êch|êp|êt|ich|iêc|iêp|iêt|ip|it|oac|oach|oap|oat|oăc|oăt|oc|oet|ooc|op|"
    "ot|ôc|ôp|ôt|ơp|ơt|uât|uc|uêch|uôc|uôt|up|ut|uych|uyêt|uyt|ưc|ươc|ươp|ươt|ưt|ych|yêt|yt"
)
_OPEN_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:{_RHYMES})")
_STOPPED_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:{_STOPPED})")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Count(NamedTuple):
    """Words of a text that hold a letter beyond ASCII."""

    right: int
    """Those that can be Vietnamese syllables."""
    wrong: int

    @property
    def score(self) -> int:
        """How much speaks for Vietnamese; below zero where more speaks against it."""
        return self.right - self.wrong

    @property
    def share(self) -> float:
        """The part that can be Vietnamese; 0 where there is no word."""
        return self.right / (self.right + self.wrong or 1)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable, whatever its case.

    >>> [is_syllable(word) for word in ("Nghị", "quyết", "quyẻt", "cité", "ação")]
    [True, True, False, False, False]
    """
    if len(word) > 7:
        return False
    tone, plain = "", ""
    for character in unicodedata.normalize("NFD", word.lower()):
        if character in _TONES:
            if tone:
                return False
            tone = character
        else:
            plain += character
    plain = unicodedata.normalize("NFC", plain)
    if _OPEN_SYLLABLE.fullmatch(plain):
        return True
    return tone in _CHECKED and _STOPPED_SYLLABLE.fullmatch(plain) is not None


def marked_words(text: str) -> list[str]:
    """The words of a text in NFC that hold a letter beyond ASCII; not abbreviations in capitals, as QĐ or HĐND."""
    return [
        word
        for word in _WORD.findall(text)
        if not word.isascii() and not (len(word) < 7 and word.isupper() and word.replace("Đ", "D").isascii())
    ]


def count(text: str) -> Count:
    """How many of a text's marked words can be Vietnamese, each counted once.

    >>> count("Ủy ban nhân dân thành phố; la cité")
    Count(right=5, wrong=1)
    """
    words = set(marked_words(text))
    right = sum(map(is_syllable, words))
    return Count(right, len(words) - right)
