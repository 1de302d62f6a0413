"""The ways in which Vietnamese portals print a date, and the portal's own calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from archive.records import Precision

FIRST_DAY = date(2022, 12, 12)
"""The calendar date of day 1."""
PORTAL_ZONE = timezone(timedelta(hours=7))
"""Việt Nam has kept UTC+7 without summer time since 1975."""
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def calendar_date(day: int) -> date:
    """The date of a day of the practice portal.

    >>> calendar_date(2)
    datetime.date(2022, 12, 13)
    """
    return FIRST_DAY + timedelta(days=day - 1)


def header_clock(moment: datetime) -> str:
    """The clock in the portal's header.

    >>> header_clock(datetime(2026, 11, 24, 3, 32, 15, tzinfo=UTC))
    'Thứ ba, 24/11/2026 10:32:15'
    """
    here = moment.astimezone(PORTAL_ZONE)
    return f"{WEEKDAYS[here.weekday()]}, {here:%d/%m/%Y %H:%M:%S}"


def iso(moment: datetime) -> str:
    """A time on the portal's clock with its offset.

    >>> iso(datetime(2022, 12, 12, 7, 30))
    '2022-12-12T07:30:00+07:00'
    """
    return moment.replace(tzinfo=PORTAL_ZONE).isoformat()


def http_date(moment: datetime) -> str:
    """A time on the portal's clock as HTTP headers write it (RFC 9110, 5.6.7)."""
    utc = moment.replace(tzinfo=PORTAL_ZONE).astimezone(UTC)
    return f"{_DAYS[utc.weekday()]}, {utc.day:02d} {_MONTHS[utc.month - 1]} {utc:%Y %H:%M:%S} GMT"


def feed_date(moment: datetime) -> str:
    """A time on the portal's clock as RSS writes it (RFC 822)."""
    return f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} +0700"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _noon(moment: datetime) -> str:
    """With SA (sáng) and CH (chiều), as Windows writes times in Vietnamese."""
    return f"{moment.day}/{moment.month}/{moment.year} {(moment.hour - 1) % 12 + 1}:{moment:%M:%S} " + (
        "SA" if moment.hour < 12 else "CH"
    )


FORMS: dict[str, tuple[Callable[[datetime], str], Precision]] = {
    "slashes": (lambda m: f"{m:%d/%m/%Y %H:%M}", "minute"),
    "weekday": (lambda m: f"{WEEKDAYS[m.weekday()]}, {m:%d/%m/%Y | %H:%M}", "minute"),
    "posted": (lambda m: f"Ngày đăng: {m:%d/%m/%Y}", "day"),
    "words": (lambda m: f"Ngày {m.day:02d} tháng {m.month:02d} năm {m.year}", "day"),
    "noon": (_noon, "minute"),
    "hours": (lambda m: f"Đăng lúc {m.hour:02d}h{m.minute:02d}, ngày {m.day:02d}-{m.month:02d}-{m.year}", "minute"),
    "dots": (lambda m: f"{m:%d.%m.%Y}", "day"),
    "brackets": (lambda m: f"({m.day}/{m.month}/{m.year})", "day"),
    "long": (
        lambda m: (
            f"{WEEKDAYS[m.weekday()]} ngày {m.day} tháng {m.month} năm {m.year}, {m.hour} giờ {m.minute:02d} phút"
        ),
        "minute",
    ),
    "iso": (lambda m: f"{m:%Y-%m-%d %H:%M}", "minute"),
    "gmt": (lambda m: f"{m:%d/%m/%Y - %H:%M} (GMT+7)", "minute"),
    "clock-first": (lambda m: f"{m:%H:%M} | {m:%d/%m/%Y}", "minute"),
    "month": (lambda m: f"Tháng {m.month}/{m.year}", "month"),
}
"""Name of a form: how it writes a moment on the portal's clock, and how much of it that says."""


def printed(form: str, moment: datetime) -> str:
    """The date as that form writes it; empty for the forms that print none.

    >>> printed("noon", datetime(2022, 12, 12, 14, 5))
    '12/12/2022 2:05:00 CH'
    """
    return FORMS[form][0](moment) if form in FORMS else ""
