"""Days of other calendars as days of the common one: Buddhist, Japanese, Chinese and Persian years. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

_BEFORE_THE_FIRST_YEAR = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "民國": 1911,
    "民国": 1911,
}
_BUDDHIST_YEARS = range(2443, 2644)
"""The years of that era that are 1900 to 2100: nobody dates news so far ahead otherwise."""
_LEAP_PATTERN = (1, 5, 9, 13, 17, 22, 26, 30)
"""The leap years of each cycle of 33, right from 1178 to 1633 (Borkowski, The Persian calendar for 3000 years)."""

_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
IN_CHINESE_WORDS = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号號]"
)
"""Year, month and day in Chinese numerals."""


def of_chinese_words(year: str, month: str, day: str) -> date | None:
    """The day that Chinese numerals name; None where there is none such.

    >>> of_chinese_words("二〇二四", "十二", "三十一")
    datetime.date(2024, 12, 31)
    """
    number = int("".join(str(_FIGURES[figure]) for figure in year))
    try:
        return date(number, _tens(month), _tens(day)) if number >= 1900 else None
    except ValueError:
        return None


def _tens(written: str) -> int:
    """A number below a hundred: `二十一`."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _FIGURES[written] if len(written) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (_FIGURES[tens] if tens else 1) + (_FIGURES[ones] if ones else 0)


def of_buddhists(year: int) -> int:
    """The common year of a Buddhist one; any other year as it is.

    >>> of_buddhists(2567), of_buddhists(2024)
    (2024, 2024)
    """
    return year - 543 if year in _BUDDHIST_YEARS else year


def of_era(era: str, reign: str, month: int, day: int) -> date | None:
    """The day of a year of a Japanese era or of the Republic of China; None where there is none such.

    >>> of_era("令和", "6", 3, 5), of_era("民國", "113", 3, 5)
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    year = _BEFORE_THE_FIRST_YEAR[era] + (1 if reign == "元" else int(reign))
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def of_persia(year: int, month: int, day: int) -> date | None:
    """The day of the Solar Hijri calendar, years 1300 to 1478; None where there is none such.

    >>> of_persia(1402, 12, 15), of_persia(1403, 1, 1), of_persia(1399, 12, 30)
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 20), datetime.date(2021, 3, 20))
    """
    if not 1300 <= year <= 1478 or not 1 <= month <= 12:
        return None
    length = 31 if month <= 6 else 30 if month <= 11 or _is_leap(year) else 29
    if not 1 <= day <= length:
        return None
    new_year = date(1921, 3, 21) + timedelta(days=365 * (year - 1300) + sum(map(_is_leap, range(1300, year))))
    return new_year + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP_PATTERN
