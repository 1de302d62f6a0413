"""Dates as pages, feeds and listings print them, in every language that is read: the one reader of all.

A date is a day, a month by number or name, and a year that stand together; a number alone, or a name alone, is none.
Numbers are day before month unless the date itself or the caller says otherwise. Pure: no clock is read, so that a date
without a year stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from crawler.extraction.calendars import IN_CHINESE_WORDS, of_buddhists, of_chinese_words, of_era, of_persia
from crawler.extraction.clocks import Moment, moment_after, moment_before, offset_of
from crawler.extraction.date_words import MULTI_WORD, NAME_OF_PERSIA, month_of, plain_figures, weekdays_of

if TYPE_CHECKING:
    from archive.records import Precision

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
LONGEST = 400
"""Characters of a text that are looked at."""
_YEAR4 = r"(?:1[39]|14|20|2[456])\d\d"
_LETTER = r"[^\s\d\x00-\x2f:-@\[-`{-\x7f،؛、。，–—·•]"
_WORD = rf"{_LETTER}{{1,16}}(?:\.{_LETTER}{{1,3}}){{0,2}}"
_NAME = rf"(?P<name>(?:{MULTI_WORD})|{_WORD})"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er|º|ª|°)(?![a-z])|-?(?:го|е)\b|η|ης)?[.,]?"
_OF = r"(?:(?:of|de|del|di|den|ta['’])\s+|d['’])?"
_OF_YEAR = r"(?:(?:de|del|năm|year|anul|έτους|พ\.ศ\.|ค\.ศ\.)\s*)?"
_NOT_IN_A_NUMBER = r"(?<![\d/.])(?<!\d-)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\da-z])(?<!\d[./-])(?P<year>{_YEAR4})\s?(?P<mark>[-./])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?(?P<day>\d{{1,2}})(?!\d|[/.]\w|-[a-z])",
        rf"{_NOT_IN_A_NUMBER}(?P<day>\d{{1,2}})\s*(?P<mark>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=mark)\s*(?P<year>{_YEAR4})(?!\d|[/.]\w|-(?:\d{{3}}|[a-z]))",
        rf"(?<!\w)(?<!\d[.,:/])(?P<day>\d{{1,2}}){_ORDINAL}[\s./-]{{0,3}}{_OF}{_NAME}[\s.,،/'’-]{{0,3}}{_OF_YEAR}(?P<year>{_YEAR4})(?!\d)",
        rf"(?<!\w){_NAME}[\s,./-]{{0,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]{{1,3}}{_OF_YEAR}(?P<year>{_YEAR4})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})\s*(?:tháng|thg|th)\.?\s*(?P<month>\d{{1,2}})[\s,./-]{{0,3}}(?:năm)?\s*(?P<year>{_YEAR4})(?!\d)",
        rf"(?<!\w)(?:tháng|thg|th)\.?\s*(?P<month>\d{{1,2}})\s+(?P<day>\d{{1,2}}),\s*(?:năm\s*)?(?P<year>{_YEAR4})(?!\d)",
        rf"(?<!\d)(?P<year>{_YEAR4})[.,/-]?\s*(?:(?:m|թ|(?:\(e\))?ko)\b\.?\s*)?{_NAME}[\s./-]{{0,3}}(?P<day>\d{{1,2}})(?![\d:])",
        rf"(?<!\d)(?P<year>{_YEAR4})[.-]?\s*(?:gada|ж\.),?\s+(?P<day>\d{{1,2}})[.-]?\s*{_NAME}",
    )
)
_EASTERN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d|1\d\d(?=\s*年))\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})(?!\d)\s*[日日일号號]?|"
    r"(?P<era>令和|平成|昭和|大正|明治|民國|民国)\s*(?P<reign>元|\d{1,3})\s*[年./-]\s*(?P<era_month>\d{1,2})\s*[月./-]\s*(?P<era_day>\d{1,2})(?!\d)\s*日?"
)
_WITH_TIME_INSIDE = re.compile(
    rf"(?<!\w){_NAME}\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?\s+(?:(?P<zone>[A-Za-z]{{1,5}}|[+-]\d{{2}}:?\d{{2}})\s+)?(?P<year>{_YEAR4})(?!\d)"
)
_OF_TAIWAN = re.compile(
    r"(?<![\d/.-])(?P<reign>1\d\d|[89]\d)(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d/.-])"
)
_MONTH_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"tháng\s*(?P<month>\d{1,2})\s*(?:năm|/|-)\s*(?P<year>(?:19|20)\d\d)",
        rf"(?<!\w){_NAME}\.?,?\s+(?:năm\s+|de\s+|del\s+|of\s+)?(?P<year>(?:19|20)\d\d)(?!\d)",
        r"^(?P<year>(?:19|20)\d\d)-(?P<month>\d{2})$",
        r"^\W*(?P<year>(?:19|20)\d\d)\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\W*$",
    )
)
_YEAR = re.compile(r"^\s*(?:năm\s*)?(?P<year>(?:19|20)\d\d)\s*$", re.IGNORECASE)
_SHORT_YEARS = (
    re.compile(
        r"(?<![\d/.:,-])(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<year>\d\d)(?![\d/.:,])",
    ),
    re.compile(
        rf"(?<![\w.,:/-])(?P<day>\d{{1,2}})(?P<mark>[ .-])\s?{_NAME}(?:(?P=mark)|\.?\s)\s?['’]?(?P<year>\d\d)(?![\w.:,%])"
    ),
)
_SHORT, LATEST_SHORT_YEAR = 45, 50
"""In a line no longer than that a year of two digits is one of this century."""
_LONG = 60
"""In a longer line a short name counts only where it is written as one: `10 set 2000 farms`."""
_COMPACT = re.compile(
    r"(?P<year>(?:199|20\d)\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?:\d\d)?)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ](?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-6]\d(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
"""What most values of programs are."""
_MAY_BE = re.compile(
    r"(?:1[3-9]|2[0-6])\d\d|\d[./ -]{1,2}[^ ]{1,12}?[./ -]{1,2}['’]?\d\d|[年/.-]\d|年.{1,3}月", re.DOTALL
)
"""What every date holds; hardly any other short line does."""
_DAY_BEFORE = re.compile(r"(?<![\d/])\d+(?:\W{0,2}[^\W\d_]{1,4}\.?){0,2}\W{0,3}$")
"""A number before a month: its day, in a form that is not known."""
_DEFAULT_FORM_OF_US = re.compile(r"\s+\d{1,2}:\d\d:\d\d\s*[AP]M\b")
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


class Found(NamedTuple):
    """A date in a text, with its time of day, from `start` to `end`."""

    start: int
    end: int
    dated: Dated


class _Day(NamedTuple):
    """A day that a form has matched; `day` is None where there is no such day."""

    start: int
    end: int
    day: date | None
    inside: Moment | None = None


class _Asked(NamedTuple):
    """How a text is to be read."""

    zone: str
    month_first: bool | None
    language: str


def parse_date(
    text: str, *, timezone: str = "UTC", month_first: bool | None = None, language: str = ""
) -> Dated | None:
    """The first date that stands in `text`, with its time of day and offset where they stand beside it; None: none.

    Without an offset the time is the portal's (`timezone`, an IANA name). `month_first`: how numbers are to be read that
    may be either; None: unknown. `language` settles the few names that are two months' in two languages.

    >>> parse_date("Thứ hai, ngày 12 tháng 12 năm 2022", timezone="Asia/Ho_Chi_Minh").on
    datetime.date(2022, 12, 12)
    >>> parse_date("12/12/2022 - 2:30 CH", timezone="Asia/Ho_Chi_Minh").at.isoformat()
    '2022-12-12T07:30:00+00:00'
    >>> parse_date("Tue, 03/05/2024 - 17:57").on, parse_date("3/25/2024").on, parse_date("03/05/2024").on
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 25), datetime.date(2024, 5, 3))
    """
    text = plain_figures(text[:LONGEST])
    if (plain := _ISO.fullmatch(text)) and (made := _of_iso(plain, timezone)):
        return made
    if not _MAY_BE.search(text):
        return None
    asked = _Asked(timezone, month_first, language)
    is_refused = False
    previous = 0
    for one in _days(text, asked):
        if one.day is not None:
            return _found(text, one, previous, asked).dated
        is_refused = True
        previous = one.end
    return _compact(text, timezone) or (None if is_refused else _coarse(text, asked))


def find_dates(text: str, *, timezone: str = "UTC", month_first: bool | None = None, language: str = "") -> list[Found]:
    """Every day that stands in `text`, in order, each with the time of day beside it.

    >>> [found.dated.on.isoformat() for found in find_dates("6 May 2024 to 28 June 2024")]
    ['2024-05-06', '2024-06-28']
    """
    text = plain_figures(text[:LONGEST])
    if not _MAY_BE.search(text):
        return []
    asked = _Asked(timezone, month_first, language)
    found: list[Found] = []
    for one in _days(text, asked):
        if one.day is not None:
            found.append(_found(text, one, found[-1].end if found else 0, asked))
    return found


def told_order(texts: Iterable[str]) -> bool | None:
    """Whether dates of numbers in these texts are month first, as those say that can be read one way only; None: none
    says, or they disagree.

    >>> told_order(["03/05/2024", "03/25/2024"]), told_order(["03/05/2024"]), told_order(["25.3.2024"])
    (True, None, False)
    """
    told: set[bool] = set()
    for text in texts:
        plain = plain_figures(text[:LONGEST])
        for match in _FORMS[1].finditer(plain):
            order = _order_of_its_own(plain, match)
            told |= set() if order is None else {order}
    return told.pop() if len(told) == 1 else None


def leading_date(text: str) -> int:
    """How many characters the date takes with which a text begins; 0: it begins with none.

    >>> leading_date("1. Februar 2022 Radon im Boden")
    15
    """
    if not text[:24] or not any(mark.isdigit() for mark in text[:24]):
        return 0
    found = find_dates(text[:80])
    return found[0].end if found and found[0].start == 0 else 0


def _days(text: str, asked: _Asked) -> list[_Day]:
    """What has the form of a day in a text, in order; of two that share characters the first, then the longer."""
    matched = list(_matched(text, asked))
    if len(matched) > 1:
        matched.sort(key=lambda one: (one.start, -one.end))
    found: list[_Day] = []
    for one in matched:
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _matched(text: str, asked: _Asked) -> Iterator[_Day]:
    for number, form in enumerate(_FORMS):
        for match in form.finditer(text):
            yield from _day_of(text, match, asked, is_numeric=number == 1)
    if not text.isascii():
        for match in _EASTERN.finditer(text):
            yield _Day(match.start(), match.end(), _of_the_east(match))
        for match in IN_CHINESE_WORDS.finditer(text):
            yield _Day(match.start(), match.end(), of_chinese_words(match[1], match[2], match[3]))
    if ":" in text:
        for match in _WITH_TIME_INSIDE.finditer(text):
            month = _month_named(match, text, asked)
            if month is not None:
                inside = Moment(int(match["hour"]), int(match["minute"]), match["zone"] or "")
                yield _Day(match.start(), match.end(), _date(int(match["year"]), month, int(match["day"])), inside)
    if len(text) <= _SHORT:
        yield from _with_short_years(text, asked)
    if asked.language.lower() in ("zh-tw", "zh-hant", "zh-hant-tw"):
        for match in _OF_TAIWAN.finditer(text):
            yield _Day(*match.span(), _date(int(match["reign"]) + 1911, int(match["month"]), int(match["day"])))


def _day_of(text: str, match: re.Match[str], asked: _Asked, *, is_numeric: bool) -> Iterator[_Day]:
    """The day of one match; nothing where a word that should name a month names none."""
    parts = match.groupdict()
    year, day = int(match["year"]), int(match["day"])
    if "name" in parts:
        if (year < 1500) and (persian := NAME_OF_PERSIA.get(match["name"])):
            yield _Day(*match.span(), of_persia(year, persian, day))
            return
        named = _month_named(match, text, asked)
        if named is not None:
            yield _Day(*match.span(), _date(year, named, day))
        return
    if year < 1970 and text[match.end() : match.end() + 1] == ":":
        return  # 28.09.19 and 12:30, without a space
    month = int(match["month"])
    if is_numeric and _is_month_first(text, match, asked):
        day, month = month, day
    if year < 1500:
        if asked.language[:2] == "fa" and 1300 <= year <= 1410 and not is_numeric:
            yield _Day(*match.span(), of_persia(year, month, day))
        return
    yield _Day(*match.span(), _date(year, month, day))


def _is_month_first(text: str, match: re.Match[str], asked: _Asked) -> bool:
    """The order of a date of two numbers and a year: what it proves itself, then what is known, then its form."""
    own = _order_of_its_own(text, match)
    if own is not None:
        return own
    if asked.month_first is not None:
        return asked.month_first
    # What programs print that were told no culture: 3/5/2024 10:00:00 AM.
    is_bare = match["mark"] == "/" and len(match["month"]) == 1 and match["day"][0] != "0"
    return is_bare and bool(_DEFAULT_FORM_OF_US.match(text, match.end()))


def _order_of_its_own(text: str, match: re.Match[str]) -> bool | None:
    """Whether the month is first, as a number over twelve or the weekday beside tells; None where nothing does."""
    first, second, year = int(match["day"]), int(match["month"]), int(match["year"])
    if first > 12 or second > 12:
        return None if first > 12 and second > 12 else second > 12
    if first == second or not (stated := weekdays_beside(text, match.start(), match.end())):
        return None
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    fits = [one is not None and one.weekday() in stated for one in (day_first, month_first)]
    return fits[1] if fits[0] != fits[1] else None


_HALF_OF_DAY = re.compile(r"(?<=\d)\s?[^\W\d_]{2}\b")
"""Two letters after the figures of a clock tell the half of the day ("1:35 SA" is in the morning) and no Saturday."""


def weekdays_beside(text: str, start: int, end: int) -> frozenset[int]:
    """The weekdays that the words right before and after a date may name; Monday is 0."""
    before = text[max(0, start - 24) : start]
    after = _HALF_OF_DAY.sub("", text[end : end + 16])
    return weekdays_of(before, is_before=True) or weekdays_of(after, is_before=False)


def _month_named(match: re.Match[str], text: str, asked: _Asked) -> int | None:
    """The month that a match names. In a long text a form of few letters is one only where it is written as a name."""
    name = match["name"]
    month = month_of(name, asked.language)
    if month is None or len(name) > 3 or len(text) <= _LONG:
        return month
    is_written_as_one = not name[0].islower() or text[match.end("name") : match.end("name") + 1] in (".", "-", "/")
    return month if is_written_as_one or month_of(name, asked.language, only=True) else None


def _of_the_east(match: re.Match[str]) -> date | None:
    if match["era"]:
        return of_era(match["era"], match["reign"], int(match["era_month"]), int(match["era_day"]))
    year = int(match["year"])
    return _date(year + 1911 if year < 1000 else year, int(match["month"]), int(match["day"]))


def _with_short_years(text: str, asked: _Asked) -> Iterator[_Day]:
    for match in _SHORT_YEARS[0].finditer(text):
        year, day, month = int(match["year"]), int(match["day"]), int(match["month"])
        if month > 12 or (asked.month_first and day <= 12):
            day, month = month, day
        made = _date(2000 + year, month, day) if 0 < year <= LATEST_SHORT_YEAR else None
        if made is not None:
            yield _Day(*match.span(), made)
    for match in _SHORT_YEARS[1].finditer(text):
        named = _month_named(match, text, asked)
        year = int(match["year"])
        made = _date(year + (1900 if year >= 69 else 2000), named, int(match["day"])) if named else None
        if made is not None:
            yield _Day(*match.span(), made)


def _date(year: int, month: int, day: int) -> date | None:
    """The day, a year of the Buddhist era made a common one; None where there is none such."""
    year = of_buddhists(year)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _found(text: str, one: _Day, previous: int, asked: _Asked) -> Found:
    """A day with the time of day beside it: behind it, else before it and after the date before."""
    assert one.day is not None
    if one.inside is not None:
        return Found(one.start, one.end, dated_at(one.day, one.inside, asked.zone, "day"))
    moment, end = moment_after(text, one.end)
    start = one.start
    if moment is None:
        moment, start = moment_before(text, one.start, previous)
    return Found(start, end, dated_at(one.day, moment, asked.zone, "day"))


def _of_iso(match: re.Match[str], zone: str) -> Dated | None:
    day = _date(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None:
        return None
    moment = Moment(int(match["hour"]), int(match["minute"]), match["zone"] or "") if match["hour"] else None
    return dated_at(day, moment, zone, "day")


def _compact(text: str, zone: str) -> Dated | None:
    match = _COMPACT.fullmatch(text.strip())
    if match is None:
        return None
    day = _date(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None:
        return None
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if hour > 23 or minute > 59:
        return None
    return dated_at(day, Moment(hour, minute, "") if match["hour"] else None, zone, "day")


def _coarse(text: str, asked: _Asked) -> Dated | None:
    """A month or a year; none where a number before the month may be its day."""
    for form in _MONTH_FORMS:
        for match in form.finditer(text):
            month = _month_named(match, text, asked) if "name" in match.groupdict() else int(match["month"])
            if not month or not 1 <= month <= 12 or not EARLIEST_YEAR <= int(match["year"]) <= LATEST_YEAR:
                continue
            if _DAY_BEFORE.search(text[max(0, match.start() - 16) : match.start()]):
                return None
            return dated_at(date(int(match["year"]), month, 1), None, asked.zone, "month")
    alone = _YEAR.match(text)
    return dated_at(date(int(alone["year"]), 1, 1), None, asked.zone, "year") if alone else None


def dated_at(on: date, moment: Moment | None, zone: str, precision: Precision) -> Dated:
    """A day and the time of day stated with it, if any, on the portal's clock."""
    clock = _clock(zone)
    if moment is None:
        return Dated(datetime.combine(on, time(), clock).astimezone(UTC), on, precision)
    naive = datetime.combine(on, time(moment.hour % 24, moment.minute)) + timedelta(days=moment.hour // 24)
    stated = offset_of(moment.zone, naive)
    at = naive.replace(tzinfo=clock if stated is None else stated)
    on = naive.date()
    if stated is not None and (zone != "UTC" or not stated.utcoffset(None)):
        on = at.astimezone(clock).date()
    return Dated(at.astimezone(UTC), on, "minute")


@lru_cache(maxsize=64)
def _clock(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def in_year_before(day: int, month: int, latest: date, *, zone: str) -> Dated | None:
    """The last such day and month that is not after `latest`."""
    for year in (latest.year, latest.year - 1):
        made = _date(year, month, day)
        if made is not None and made <= latest:
            return dated_at(made, None, zone, "day")
    return None
