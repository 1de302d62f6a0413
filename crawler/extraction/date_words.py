"""Which month or weekday a word names, whatever its language, case and marks, and figures of other scripts. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from crawler.extraction.date_names import MONTH_NAMES, WEEKDAY_NAMES

_FURTHER_MONTHS = {
    "vi": (
        "tháng một|tháng giêng;tháng hai;tháng ba;tháng tư|tháng bốn;tháng năm;tháng sáu;tháng bảy|tháng bẩy;tháng tám;"
        "tháng chín;tháng mười;tháng mười một;tháng mười hai|tháng chạp"
    ),
    "en": ";;;;;;;;sept;;;",
    "fr": ";fév;;;;;juil;aout;;;;",
    "de": "jän|jaen;feb;maerz|mrz|mär;;;;;;;;;",
    "es": ";;;;;;;;set|setiembre|sept;;;dic",
    "it": "genn;febbr;;;magg;;lugl;;sett;ott;;",
    "id": ";peb|pebruari;;;;;;agt|agst|agu;;;nop|nopember;",
    "el": "ιαν;φεβ;μαρ;απρ;μαι;ιουν;ιουλ;αυγ;σεπ;οκτ;νοε;δεκ",
    "hu": ";;;;máujus;;;;;;;",
    "ru": "янв;фев|февр;мар;апр;мая|май;июн;июл;авг;сен|сент;окт;ноя|нояб;дек",
    "ar": "كانون ثاني;;اذار;افريل;ايار;;;اوت;ايلول;تشرين اول;تشرين ثاني;كانون اول",
    "th": "มค;กพ;มีค;เมย;พค;มิย;กค;สค;กย;ตค;พย;ธค",
}
_FURTHER_WEEKDAYS = {
    "vi": "thứ 2|t2;thứ 3|t3;thứ 4|t4;thứ 5|t5;thứ 6|t6;thứ 7|t7|thứ bẩy;chúa nhật",
    "en": "mon;tue|tues;wed|weds;thu|thur|thurs;fri;sat;sun",
}
MULTI_WORD = r"tháng\s+[^\W\d_]{2,6}(?:\s+(?:một|hai))?|(?:كانون|تشرين)\s+\w{3,7}|(?:deireadh|meán)\s+fómhair"
"""Months whose names are more than one word."""
NAME_OF_PERSIA = {
    name: number
    for number, name in enumerate(
        ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"), 1
    )
}
_MARKS = re.compile("[\u0300-\u036f\u0653-\u0655\u00ad]")
_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x17E0, 0x1810, 0xFF10,
)  # fmt: skip
"""The figure nought of each script that has figures of its own; the other nine follow it."""
_SAME = {
    "／": "/", "．": ".", "：": ":", "，": ",", "－": "-", "−": "-", "‐": "-", "‑": "-", "（": "(", "）": ")",
    **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202f\xa0\u3000\u2009\u2007", " "),
}  # fmt: skip
_PLAIN = str.maketrans({chr(zero + value): str(value) for zero in _ZEROS for value in range(10)} | _SAME)
_WEEKDAY_WORDS = re.compile(r"[^\W\d_][^\s,.;:()\[\]|/–—]*(?:\s+[2-7]\b)?")


def plain_figures(text: str) -> str:
    """The text with figures, separators and spaces as ASCII has them, character by character.

    >>> plain_figures("٢٠٢٤/٠٣/٠٥"), plain_figures("２０２４年３月")
    ('2024/03/05', '2024年3月')
    """
    return text if text.isascii() else text.translate(_PLAIN)


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A word without case, marks and dots.

    >>> folded("Févr."), folded("ΜΑΡΤΊΟΥ") == folded("Μαρτίου")
    ('fevr', True)
    """
    low = word.lower()
    if not low.isascii():
        low = _MARKS.sub("", unicodedata.normalize("NFKD", low)).replace("ı", "i").replace("ς", "σ")
    return " ".join(low.replace(".", "").split())


def _table(*sources: dict[str, str]) -> dict[str, dict[str, int]]:
    """By folded name the number that it has in each language that has it."""
    found: dict[str, dict[str, int]] = {}
    for source in sources:
        for language, written in source.items():
            for number, forms in enumerate(written.split(";")):
                for form in forms.strip().split("|"):
                    if form:
                        found.setdefault(folded(form), {}).setdefault(language, number)
    return found


_MONTHS = _table(MONTH_NAMES, _FURTHER_MONTHS)
_WEEKDAYS = _table(WEEKDAY_NAMES, _FURTHER_WEEKDAYS)
_SHORTEST_BEGINNING = 3


def _beginnings() -> dict[str, dict[str, int]]:
    """What only names of one month begin with, of scripts in which it is hardly another word."""
    found: dict[str, set[int]] = {}
    for name, numbers in _MONTHS.items():
        if name[0] > "\u036f":
            for length in range(_SHORTEST_BEGINNING, len(name)):
                found.setdefault(name[:length], set()).update(numbers.values())
    return {start: {"": numbers.pop()} for start, numbers in found.items() if len(numbers) == 1}


_BEGINNINGS = _beginnings()


@lru_cache(maxsize=4096)
def month_of(name: str, language: str = "", *, only: bool = False) -> int | None:
    """The month that a word names, 1 to 12; None where it names none. `only`: in that language, or in English.

    >>> [month_of(name) for name in ("März", "mart", "kovo", "ก.พ.", "tháng mười hai", "word")]
    [3, 3, 3, 2, 12, None]
    >>> month_of("listopada", "hr"), month_of("listopada", "pl")
    (10, 11)
    """
    plain = folded(name)
    known = _MONTHS.get(plain) or _BEGINNINGS.get(plain)
    if known is None and name[:1] in "בו" and len(name) > 3:
        known = _MONTHS.get(folded(name[1:]))
    if known is None:
        return None
    own = known.get(language[:2].lower())
    if own is None and only:
        own = known.get("en")
        return None if own is None else own + 1
    # Where languages disagree the larger number of readers counts: Polish and Czech before Croatian.
    return 1 + (own if own is not None else max(known.values()))


def weekdays_of(text: str, *, is_before: bool) -> frozenset[int]:
    """The weekdays that the word at a text's end (`is_before`) or at its beginning may name.

    >>> sorted(weekdays_of("Thứ ba, ngày ", is_before=True)), sorted(weekdays_of(" (Tue)", is_before=False))
    ([1], [1])
    """
    words = _WEEKDAY_WORDS.findall(text)
    near = words[-3:] if is_before else words[:2]
    pairs = [" ".join(pair) for pair in pairwise(near)]
    for names in (pairs, near):
        days = {number for name in names for number in _WEEKDAYS.get(folded(name), {}).values()}
        if days:
            return frozenset(days)
    return frozenset()


def is_weekday(word: str) -> bool:
    """Whether a word names a day of the week."""
    return folded(word) in _WEEKDAYS
