"""Dates in values that hold nothing else (metadata, attributes, feeds): what is printed, and what programs alone write.

Ordinal and week dates, times without separators, seconds since 1970. On a page such a number could be anything. Pure.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial

from crawler.extraction.clocks import Moment
from crawler.extraction.date_words import plain_figures
from crawler.extraction.dates import Dated, dated_at, parse_date

LONGEST = 100
_EPOCH = re.compile(r"@?(\d{9,10})(?:\.\d+|\d{3})?")
_ORDINAL = re.compile(r"(?P<year>(?:19|20)\d\d)-?(?P<yearday>\d{3})")
_WEEK = re.compile(r"(?P<year>(?:19|20)\d\d)-?W(?P<week>\d{2})(?:-?(?P<weekday>[1-7]))?")
_BASIC = re.compile(
    r"(?P<year>(?:19|20)\d\d)-?(?P<month>\d{2})-?(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?:\d{2})?(?:[.,]\d+)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_OF_NO_DAY = frozenset((date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1), date(1980, 1, 1)))
"""What programs write where they know no date."""


def stated_date(
    written: str, *, timezone: str = "UTC", month_first: bool | None = None, language: str = ""
) -> Dated | None:
    """The date that a value states; None where it states none, or the one that stands for none.

    >>> [stated_date(one).on.isoformat() for one in ("2003-335", "2003-W15-3", "1072865695", "1 Jan 04 19:48 EST")]
    ['2003-12-01', '2003-04-09', '2003-12-31', '2004-01-01']
    >>> stated_date("0"), stated_date("1970-01-01T00:00:00Z")
    (None, None)
    """
    written = plain_figures(" ".join(written[:LONGEST].split()))
    made = _by_program(written, timezone)
    if made is None:
        made = parse_date(written, timezone=timezone, month_first=month_first, language=language)
    return None if made is None or made.on in _OF_NO_DAY else made


def _by_program(written: str, zone: str) -> Dated | None:
    """The date of a form that no reader would take for one."""
    if not written[:1].isdigit() and written[:1] != "@":
        return None
    try:
        return next((made for read in _READERS if (made := read(written, zone)) is not None), None)
    except (ValueError, OverflowError):
        return None


def _since_1970(written: str, zone: str) -> Dated | None:
    match = _EPOCH.fullmatch(written)
    if match is None:
        return None
    at = datetime.fromtimestamp(int(match[1]), UTC)
    return dated_at(at.date(), Moment(at.hour, at.minute, "Z"), zone, "day")


def _by_number(written: str, zone: str, form: re.Pattern[str]) -> Dated | None:
    match = form.fullmatch(written)
    day = _day(match.groupdict()) if match else None
    return dated_at(day, None, zone, "day") if day else None


def _day(parts: dict[str, str | None]) -> date | None:
    year = int(parts["year"] or 0)
    if week := parts.get("week"):
        return date.fromisocalendar(year, int(week), int(parts.get("weekday") or 1))
    day = date(year, 1, 1) + timedelta(days=int(parts["yearday"] or 0) - 1)
    return day if day.year == year else None


def _basic(written: str, zone: str) -> Dated | None:
    match = _BASIC.fullmatch(written)
    if match is None:
        return None
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if hour > 24 or minute > 59:
        return None
    return dated_at(day, Moment(hour, minute, match["zone"] or "") if match["hour"] else None, zone, "day")


_READERS = (_basic, partial(_by_number, form=_ORDINAL), partial(_by_number, form=_WEEK), _since_1970)
