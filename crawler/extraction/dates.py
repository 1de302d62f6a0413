"""Dates as pages, feeds and listings print them, Vietnamese forms first. Day before month unless a name or ISO says so.

Pure: no clock is read, so that a date without a year stays one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from archive.records import Precision

EARLIEST_YEAR = 1990
LATEST_YEAR = 2100
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar jänner enero ene gennaio gen janeiro",
            "february feb février fevrier févr fév februar febrero febbraio fevereiro fev",
            "march mar mars märz maerz marzo março",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio maio",
            "june jun juin juni junio giugno junho",
            "july jul juillet juil juli julio luglio julho",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre settembre setembro",
            "october oct octobre oktober okt octubre ottobre outubro out",
            "november nov novembre noviembre novembro",
            "december dec décembre déc dezember dez diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
} | {
    f"tháng {name}": number
    for number, names in enumerate(
        (
            "một/giêng", "hai", "ba", "tư/bốn", "năm", "sáu", "bảy/bẩy", "tám", "chín", "mười", "mười một",
            "mười hai/chạp",
        ),
        1,
    )
    for name in names.split("/")
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True)).replace(" ", r"\s+")
_TIME = (
    r"(?P<hour>[01]?\d|2[0-3])\s*(?:[:hH]|giờ|g(?=\d))\s*(?P<minute>[0-5]\d)?(?:\s*phút|')?(?::[0-5]\d(?:\.\d+)?)?"
    r"\s*(?P<half>SA|CH|[AaPp]\.?[Mm]\b\.?)?"
)
_ZONE = r"\s*\(?(?P<zone>Z\b|(?:GMT|UTC)?\s*[+-]\d{1,2}(?::?\d{2})?|GMT|UTC)?\)?"
_SEPARATORS = r"[\s,|\-–—(]*(?:lúc|hồi|vào|at|à|um|@|T)?[\s,|\-–—(]*"
_BEFORE = rf"(?:{_TIME}{_ZONE}{_SEPARATORS}(?:(?:thứ|th)\s*\w+|chủ\s*nhật|cn|ngày|on|le)?[\s,]*(?:ngày)?\s*)?"
_AFTER = rf"(?:{_SEPARATORS}{_TIME}{_ZONE})?"
_AFTER2 = _AFTER.replace("<", "<late_")
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>(?:19|20)\d\d)-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d){_AFTER2}",
        rf"(?P<year>(?:19|20)\d\d)[./年](?P<month>\d{{1,2}})[./月](?P<day>\d{{1,2}})(?!\d)日?{_AFTER2}",
        rf"{_BEFORE}(?<!\d)(?P<day>\d{{1,2}})\s*(?:tháng|thg|th)\.?\s*(?P<month>\d{{1,2}})[\s,/]*(?:năm)?\s*(?P<year>(?:19|20)\d\d){_AFTER2}",
        rf"{_BEFORE}(?<![\d/.])(?P<day>\d{{1,2}})\s*(?P<mark>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=mark)\s*(?P<year>(?:19|20)\d\d)(?!\d){_AFTER2}",
        rf"{_BEFORE}(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+)?(?P<name>{_NAME})\.?,?\s*(?:de\s+|năm\s+)?(?P<year>(?:19|20)\d\d){_AFTER2}",
        rf"(?<!\w)(?:tháng|thg|th)\.?\s*(?P<month>\d{{1,2}})\s+(?P<day>\d{{1,2}}),\s*(?:năm\s*)?(?P<year>(?:19|20)\d\d)(?!\d){_AFTER2}",
        rf"(?<!\w)(?P<name>{_NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d){_AFTER2}",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"tháng\s*(?P<month>\d{1,2})\s*(?:năm|/|-)\s*(?P<year>(?:19|20)\d\d)",
        rf"(?<!\w)(?P<name>{_NAME})\.?,?\s+(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?!\d)",
        r"^(?P<year>(?:19|20)\d\d)-(?P<month>\d{2})$",
    )
)
_YEAR = re.compile(r"^\s*(?:năm\s*)?(?P<year>(?:19|20)\d\d)\s*$", re.IGNORECASE)
_SHORT_YEAR = re.compile(
    r"(?<![\d/.:,-])(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<year>\d\d)(?![\d/.:,])"
)
_SHORT, LATEST_SHORT_YEAR = 40, 50
"""In a line no longer than that a year of two digits is one of this century."""
_COMPACT = re.compile(r"^(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d))?")
DATELINE = re.compile(
    r"(?:sáng|trưa|chiều|tối|đêm|ngày)[\s,]*(?:nay[\s,]*)?(?:ngày\s*)?\(?(?P<day>\d{1,2})\s*[/-]\s*(?P<month>\d{1,2})\)?(?![/\-.\d])",
    re.IGNORECASE,
)
"""The day and month with which a Vietnamese news text opens: `Chiều 12/12, …`."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment as it was stated."""

    at: datetime
    """Aware, UTC; a date without a time of day is that day's midnight on the portal's clock."""
    on: date
    """On the portal's own calendar."""
    precision: Precision


def parse_date(text: str, *, timezone: str = "UTC") -> Dated | None:
    """The first date that stands in `text`, with its time of day and offset where they stand beside it; None: none.

    Without an offset the time is the portal's (`timezone`, an IANA name).

    >>> parse_date("Thứ hai, ngày 12 tháng 12 năm 2022", timezone="Asia/Ho_Chi_Minh").on
    datetime.date(2022, 12, 12)
    >>> parse_date("12/12/2022 - 2:30 CH", timezone="Asia/Ho_Chi_Minh").at.isoformat()
    '2022-12-12T07:30:00+00:00'
    """
    text = text[:400]
    best: tuple[int, Dated] | None = None
    for form in _FORMS:
        for match in form.finditer(text):
            made = _made(match, timezone)
            if made is not None and (best is None or match.start() < best[0]):
                best = (match.start(), made)
                break
        if best is not None and best[0] == 0:
            break
    if best is not None:
        return best[1]
    if len(text) <= _SHORT and (short := _SHORT_YEAR.search(text)):
        year = int(short["year"])
        made = _dated(2000 + year, int(short["month"]), int(short["day"]), None, timezone, "day")
        if made is not None and 0 < year <= LATEST_SHORT_YEAR:
            return made
    compact = _COMPACT.match(text.strip())
    if compact and (made := _made(compact, timezone)):
        return made
    return _coarse(text, timezone)


def leading_date(text: str) -> int:
    """How many characters the date takes with which a text begins; 0: it begins with none.

    >>> leading_date("1. Februar 2022 Radon im Boden")
    15
    """
    if not text[:24] or not any(mark.isdigit() for mark in text[:24]):
        return 0
    return max((match.end() for form in _FORMS if (match := form.match(text))), default=0)


def _coarse(text: str, zone: str) -> Dated | None:
    for form in _MONTH_FORMS:
        match = form.search(text)
        if match:
            month = _month(match)
            if month:
                return _dated(int(match["year"]), month, 1, None, zone, "month")
    match = _YEAR.match(text)
    return _dated(int(match["year"]), 1, 1, None, zone, "year") if match else None


def _made(match: re.Match[str], zone: str) -> Dated | None:
    parts = match.groupdict()
    month = _month(match)
    year, day = int(parts["year"]), int(parts["day"])
    if month is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    return _dated(year, month, day, _time_of(parts), zone, "day")


def _month(match: re.Match[str]) -> int | None:
    parts = match.groupdict()
    month = (
        _MONTHS.get(" ".join(parts["name"].lower().rstrip(".").split())) if parts.get("name") else int(parts["month"])
    )
    return month if month and 1 <= month <= 12 else None


def _time_of(parts: dict[str, str | None]) -> tuple[int, int, str] | None:
    for prefix in ("late_", ""):
        hour, minute, half = (parts.get(f"{prefix}{name}") for name in ("hour", "minute", "half"))
        if hour is None or (minute is None and not half and not prefix and "hour" not in parts):
            continue
        value = int(hour)
        mark = (half or "").replace(".", "").upper()
        if mark in ("CH", "PM") and value < 12:
            value += 12
        elif mark in ("SA", "AM") and value == 12:
            value = 0
        return value, int(minute or 0), parts.get(f"{prefix}zone") or ""
    return None


def _dated(
    year: int, month: int, day: int, moment: tuple[int, int, str] | None, zone: str, precision: Precision
) -> Dated | None:
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    clock = _clock(zone)
    hour, minute, offset = moment or (0, 0, "")
    stated = _offset(offset) if offset else None
    at = datetime.combine(on, time(hour, minute), stated or clock)
    if stated is not None and (zone != "UTC" or not stated.utcoffset(None)):
        on = at.astimezone(clock).date()
    return Dated(at.astimezone(UTC), on, "minute" if moment else precision)


@lru_cache(maxsize=64)
def _clock(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def _offset(written: str) -> timezone | None:
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?", written)
    if match is None:
        return UTC
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone((1 if match[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def in_year_before(day: int, month: int, latest: date, *, zone: str) -> Dated | None:
    """The last such day and month that is not after `latest`."""
    for year in (latest.year, latest.year - 1):
        made = _dated(year, month, day, None, zone, "day")
        if made is not None and made.on <= latest:
            return made
    return None
