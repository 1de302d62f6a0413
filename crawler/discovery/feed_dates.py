"""Dates in forms that feeds and sitemaps alone write, rewritten as ISO 8601 for those who read dates of pages. Pure.

RFC 822 with years of two digits and zones by name, asctime, ordinal and week dates, times without separators, seconds
since 1970, and the words of other calendars' languages. Whatever else is written stays as it is.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from crawler.extraction import parse_date

_ZONES = {
    "ut": "+00:00", "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "wet": "+00:00", "bst": "+01:00", "cet": "+01:00",
    "cest": "+02:00", "eet": "+02:00", "eest": "+03:00", "msk": "+03:00", "ict": "+07:00", "hkt": "+08:00",
    "sgt": "+08:00", "jst": "+09:00", "kst": "+09:00", "aest": "+10:00", "ast": "-04:00", "adt": "-03:00",
    "est": "-05:00", "edt": "-04:00", "et": "-05:00", "cst": "-06:00", "cdt": "-05:00", "ct": "-06:00",
    "mst": "-07:00", "mdt": "-06:00", "mt": "-07:00", "pst": "-08:00", "pdt": "-07:00", "pt": "-08:00",
}  # fmt: skip
"""RFC 822, 5.1, and those that feeds of our part of the world write."""
_MONTHS = {
    word: number
    for number, words in enumerate((
        "jan january ιαν ιανουαρίου január", "feb february φεβ φεβρουαρίου februári február",
        "mar march μάρ μαρ μαώ μαρτίου március", "apr april απρ απριλίου április",
        "may μάι μαϊ μαι μαίου μάιος május máujus", "jun june ιουν ιούν ιον ιουνίου június",
        "jul july ιουλ ιούλ ιολ ιουλίου július", "aug august αυγ αύγ αυγούστου augusztus",
        "sep sept september σεπ σεπτεμβρίου szeptember", "oct october οκτ οκτωβρίου október",
        "nov november νοε νοέ νοεμβρίου november", "dec december δεκ δεκεμβρίου december",
    ), 1)
    for word in words.split()
}  # fmt: skip
_WORD = r"[^\W\d_]{2,14}"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
_ZONE = r"(?P<zone>(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,5})?"
_FORMS = tuple(re.compile(form, re.IGNORECASE) for form in (
    # Thu, 01 Jan 04 19:48:21 EST
    rf"(?:{_WORD}\.?,?\s*)?(?P<day>\d{{1,2}})[\s-](?P<name>{_WORD})\.?[\s-](?P<year>\d{{4}}|\d{{2}})(?:,?\s+{_CLOCK}\s*{_ZONE}(?:\s*\(.{{0,40}}\))?)?",
    # Sun Jan  4 16:29:06 2004, and with a zone before the year
    rf"{_WORD},?\s+(?P<name>{_WORD})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:{_ZONE}\s+)?(?P<year>\d{{4}})",
    # Fri, 2006/09/15 08:19:53 EDT
    rf"(?:{_WORD},?\s+)?(?P<year>\d{{4}})/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})\s+{_CLOCK}\s*{_ZONE}",
    # 2004-július-13T9:15-05:00
    rf"(?P<year>\d{{4}})-(?P<name>{_WORD})-(?P<day>\d{{1,2}})(?:T{_CLOCK}\s*{_ZONE})?",
    # 2003-335, 2003-W15-3
    r"(?P<year>\d{4})-?(?P<yearday>\d{3})",
    r"(?P<year>\d{4})-?W(?P<week>\d{2})(?:-?(?P<weekday>[1-7]))?",
    # 20031231T101455Z
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:\.\d+)?(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    # 2004년 05월 28일 01:31:15 and 2004-05-25 오후 11:23:17
    rf"(?P<year>\d{{4}})년\s*(?P<month>\d{{1,2}})월\s*(?P<day>\d{{1,2}})일(?:\s*(?P<half>오전|오후))?(?:\s*{_CLOCK})?",
    rf"(?P<year>\d{{4}})[-.](?P<month>\d{{1,2}})[-.](?P<day>\d{{1,2}})\s+(?P<half>오전|오후)\s*{_CLOCK}",
    # 2003-12-31T10:14 EST, 2003-12-31 24:00
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})[T\s]\s*{_CLOCK}\s*{_ZONE}",
))  # fmt: skip
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?")
_EPOCH = re.compile(r"(1\d{9})(?:\.\d+|\d{3})?")
_FIRST_YEAR_OF_1900 = 69
"""As in POSIX: 69 to 99 mean 1969 to 1999."""
_LONGEST = 100


def told_date(written: str) -> str:
    """The date as written where those who read dates of pages read it right, else as ISO 8601.

    >>> told_date("Mon, 12 Dec 2022 07:30:00 +0700"), told_date("Mon, 12 Dec 2022 07:30:00 EST")
    ('Mon, 12 Dec 2022 07:30:00 +0700', '2022-12-12T07:30:00-05:00')
    """
    if not written or _PLAIN.fullmatch(written):
        return written
    rewritten = readable_date(written)
    return written if rewritten == written or parse_date(written) == parse_date(rewritten) else rewritten


def readable_date(written: str) -> str:
    """The date as ISO 8601 where it is in a form of feeds' own, else as written; `written` has single spaces.

    Without a zone none is made up: such a time is the portal's.

    >>> readable_date("Thu, 01 Jan 04 19:48:21 EST"), readable_date("2003-335"), readable_date("12/12/2022 07:30")
    ('2004-01-01T19:48:21-05:00', '2003-12-01', '12/12/2022 07:30')
    >>> readable_date("Mon, 12 Dec 2022 07:30:00 +0700")
    '2022-12-12T07:30:00+07:00'
    """
    written = written.strip()[:_LONGEST]
    if match := _EPOCH.fullmatch(written):
        return datetime.fromtimestamp(int(match[1]), UTC).isoformat()
    for form in _FORMS:
        match = form.fullmatch(written)
        if match and (found := _iso(match.groupdict())):
            return found
    return written


def _iso(parts: dict[str, str | None]) -> str:
    """ISO 8601 of what a form has found; empty where there is no such day or moment."""
    try:
        day = _day(parts)
        if parts.get("hour") is None:
            return "" if day is None else day.isoformat()
        zone = _zone(parts.get("zone") or "")
        if day is None or zone is None:
            return ""
        hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
        if parts.get("half"):
            hour = hour % 12 + (12 if parts["half"] == "오후" else 0)
        moment = datetime(day.year, day.month, day.day) + timedelta(days=hour == 24)  # noqa: DTZ001 - the zone follows
        # A leap second is the second before it.
        return moment.replace(hour=hour % 24, minute=minute, second=min(second, 59)).isoformat() + zone
    except (ValueError, OverflowError):
        return ""


def _day(parts: dict[str, str | None]) -> date | None:
    written = parts["year"] or ""
    year = int(written)
    if len(written) == 2:
        year += 1900 if year >= _FIRST_YEAR_OF_1900 else 2000
    if yearday := parts.get("yearday"):
        day = date(year, 1, 1) + timedelta(days=int(yearday) - 1)
        return day if day.year == year else None
    if week := parts.get("week"):
        return date.fromisocalendar(year, int(week), int(parts.get("weekday") or 1))
    month = int(parts.get("month") or 0) or _MONTHS.get((parts.get("name") or "").lower())
    return date(year, month, int(parts["day"] or 0)) if month else None


def _zone(written: str) -> str | None:
    """The offset as `+07:00`; empty where none is written, None where it cannot be told."""
    named = _ZONES.get(written.lower())
    if named is not None or not written:
        return named or ""
    match = re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", written, re.IGNORECASE)
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    return f"{match[1]}{int(match[2]):02}:{match[3] or '00'}"
