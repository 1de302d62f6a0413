"""The time of day beside a date: how languages join it, halves of the day, zones by name and offset. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crawler.extraction.date_words import folded, is_weekday

_OFFSETS = {
    "ut": "+00:00", "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "wet": "+00:00", "west": "+01:00",
    "bst": "+01:00", "cet": "+01:00", "mez": "+01:00", "cest": "+02:00", "mesz": "+02:00", "eet": "+02:00",
    "eest": "+03:00", "msk": "+03:00", "trt": "+03:00", "sast": "+02:00", "cat": "+02:00", "eat": "+03:00",
    "wat": "+01:00", "gst": "+04:00", "pkt": "+05:00", "npt": "+05:45", "ict": "+07:00", "wib": "+07:00",
    "wita": "+08:00", "wit": "+09:00", "hkt": "+08:00", "sgt": "+08:00", "myt": "+08:00", "pht": "+08:00",
    "awst": "+08:00", "jst": "+09:00", "kst": "+09:00", "acst": "+09:30", "acdt": "+10:30", "aest": "+10:00",
    "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00", "brt": "-03:00", "art": "-03:00", "clt": "-04:00",
    "cot": "-05:00", "pet": "-05:00", "nst": "-03:30", "ndt": "-02:30", "ast": "-04:00", "adt": "-03:00",
    "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
    "pst": "-08:00", "pdt": "-07:00", "akst": "-09:00", "akdt": "-08:00", "hst": "-10:00",
}  # fmt: skip
"""RFC 822, 5.1, and what portals of other parts of the world write."""
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
_JOINS = frozenset(
    folded(word)
    for word in (
        "lúc hồi vào ngày giờ at on à um am às as a las alle ore ora orele ob kl klo kello klokken o v ve в о у om "
        "saat ساعت pukul jam στις ώρα la le de dne den г р года року m d gada u от en er the time เวลา klukkan"
    ).split()
)
_BEFORE_DOTS = frozenset(
    ("kl", "klo", "kello", "klokken", "pukul", "jam", "ore", "alle", "um", "om", "klukkan", "เวลา")
)
_HALVES_BEFORE = r"오전|오후|上午|下午|午前|午後|凌晨|清晨|早上|中午|傍晚|晚上"
_AFTERNOON = frozenset(("ch", "pm", "ptg", "오후", "下午", "午後", "中午", "傍晚", "晚上", "μμ", "م"))
_TIME = (
    rf"(?P<pre>{_HALVES_BEFORE})?\s{{0,9}}(?<!\d)(?P<hour>[01]?\d|2[0-4])(?!\d)\s{{0,9}}"
    r"(?:(?P<mark>[:hH.]|giờ|g(?=\d)|[時时点點시])\s*(?P<minute>[0-5]\d|\d(?=[分분]))?(?!\d)(?:\s*(?:phút|[分분]|'))?"
    r"(?:(?P<dots>\.[0-6]\d(?!\d))|:[0-6]\d(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>(?:SA|CH|PT?G|[ap]\.?\s?m\b\.?|[πμ]\.?\s?μ\.?|[صم])(?![^\W\d_]))?(?P<word>\s*(?:Uhr|uur|hrs?|WIB|WITA|WIT|น\.)(?!\w))?"
)
_ZONE = (
    r"\s*[(\[]?(?P<zone>Z\b|(?:GMT|UTC)\s*[+-]\s?\d{1,2}(?::?\d{2})?(?!\d)|[+-]\d{2}(?::?\d{2})?(?![\d:])|"
    r"(?-i:[A-Z]{2,5})\b)?[)\]]?"
)
_AT = re.compile(_TIME + _ZONE, re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:\s?[(（]?(?:星期|周|週)?[月火水木金土日一二三四五六월화수목금토일](?:曜日?|요일)?[)）]?(?=[\s\d]))?[\s,|–—(·•;:.،T@/\-]{0,6}"
)
_WORD = re.compile(r"[^\W\d_][^\s\d,;:()|–—-]{0,15}")
_BEFORE = 48


class Moment(NamedTuple):
    """A time of day as written; 24 is the next day's midnight."""

    hour: int
    minute: int
    zone: str


def moment_after(text: str, place: int) -> tuple[Moment | None, int]:
    """The time of day that follows a date which ends at `place`, and where it ends; else None and `place`."""
    start = place
    allows_dot = False
    for _ in range(4):
        between = _BETWEEN.match(text, start)
        start = between.end() if between else start
        moment = _AT.match(text, start)
        if moment is not None and (made := _made(moment, allows_dot=allows_dot)):
            return made, moment.end()
        word = word_at(text, start)
        if not word or not (folded(word) in _JOINS or is_weekday(word)):
            return None, place
        allows_dot = allows_dot or folded(word) in _BEFORE_DOTS
        start += len(word)
    return None, place


def moment_before(text: str, place: int, previous: int) -> tuple[Moment | None, int]:
    """The time of day before a date that begins at `place`, with only joining words between, and where it begins.

    `previous`: where the date before it ends.
    """
    first = max(previous, place - _BEFORE)
    window = text[first:place]
    if ":" not in window and not re.search(r"\d\s*(?:[hg]|giờ|[ap]\.?m|SA|CH|時|时|点|點|시)", window, re.IGNORECASE):
        return None, place
    for match in reversed(list(_AT.finditer(window))):
        made = _made(match, allows_dot=False)
        if made is not None:
            rest = _WORD.findall(window[match.end() :])
            joined = all(folded(word) in _JOINS or is_weekday(word) for word in _joined_weekdays(rest))
            if joined and not re.search(r"\d", re.sub(r"(?i)(?:thứ|th)\s*[2-7]", "", window[match.end() :])):
                return made, first + match.start()
            return None, place
    return None, place


def _joined_weekdays(words: list[str]) -> list[str]:
    """Words with those of two that name a weekday as one: `thứ hai`."""
    joined: list[str] = []
    for word in words:
        if joined and (is_weekday(f"{joined[-1]} {word}") or folded(joined[-1]) in ("thu", "th")):
            joined[-1] = "thứ hai"
        else:
            joined.append(word)
    return ["thứ hai" if folded(word) in ("thu", "th") else word for word in joined]


def word_at(text: str, place: int) -> str:
    """The word that begins at a place, two where they name a weekday together; empty where none does."""
    match = _WORD.match(text, place)
    if match is None:
        return ""
    following = re.compile(r"\s+[^\W\d_]+|\s*[2-7]\b").match(text, match.end())
    if following and is_weekday(" ".join(f"{match[0]} {following[0].strip()}".split())):
        return text[place : following.end()]
    return match[0]


def _made(match: re.Match[str], *, allows_dot: bool) -> Moment | None:
    """The time that a match tells; None where only a number stands there."""
    half = (match["half"] or match["pre"] or "").lower()
    mark, minute = match["mark"], match["minute"]
    if mark == "." and not (minute and (allows_dot or match["word"] or match["dots"] or _ends_there(match))):
        return None
    if mark is None and not half and not (match["word"] and "uhr" in match["word"].lower()):
        return None
    if mark == ":" and minute is None:
        return None
    hour = int(match["hour"])
    zone = match["zone"] or (
        (match["word"] or "").strip() if (match["word"] or "").strip().upper() in ("WIB", "WITA", "WIT") else ""
    )
    if half:
        is_late = re.sub(r"[.\s]", "", half) in _AFTERNOON
        hour = hour % 12 + 12 if is_late and hour <= 12 else 0 if not is_late and hour == 12 else hour
    if hour == 24 and int(minute or 0):
        return None
    return Moment(hour, int(minute or 0), zone)


def _ends_there(match: re.Match[str]) -> bool:
    """Whether nothing follows `14.30` that could make it a number of something."""
    return match.start() > 0 and not match.string[match.end("minute") :].strip(" .)|")


@lru_cache(maxsize=512)
def _fixed(written: str) -> tzinfo | None:
    match = re.search(r"([+-])\s?(\d{1,2}):?(\d{2})?$", _OFFSETS.get(written.lower(), written))
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone((1 if match[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def offset_of(written: str, naive: datetime) -> tzinfo | None:
    """The offset that a zone means at a time of day; None where it means none that is known.

    >>> offset_of("PST", datetime(2024, 3, 5)).utcoffset(None)
    datetime.timedelta(days=-1, seconds=57600)
    """
    if not written:
        return None
    if written.upper() in ("UTC", "GMT", "Z"):
        return UTC
    place = _PLACES.get(written.lower())
    if place is not None:
        offset = ZoneInfo(place).utcoffset(naive)
        return timezone(offset) if offset is not None else None
    return _fixed(written)
