"""A time as a reader types it, made a bound for the times in the tables, which are texts that sort by time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from archive.clock import now, utc_text
from archive.errors import UsageError
from archive.sentences import Sentence

_PART = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_AGO = re.compile(r"([0-9]{1,4})(h|d|w|y)")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(days=7), "y": timedelta(days=365)}
_AFTER_ALL = "~"
"""Sorts after everything that a time is written with."""


def earliest(written: str, option: str) -> str:
    """The least text of a time that is not before what was typed.

    `written`: 2022, 2022-12, 2022-12-31 (in UTC), an ISO 8601 time (without an offset it is UTC), or how long ago: 7d,
    2w, 1y (the whole day) or 36h. Raises UsageError, which names `option`, where it is none of these.

    >>> earliest("2022-12", "--since")
    '2022-12'
    >>> earliest("2022-12-31T08:00:00+07:00", "--since")
    '2022-12-31T01:00:00Z'
    """
    try:
        if (day := day_of(written)) is not None:
            return day
        if ago := _AGO.fullmatch(written.strip()):
            return utc_text(now() - int(ago[1]) * _UNITS[ago[2]])
        if "T" in written.upper() or " " in written:
            moment = datetime.fromisoformat(written)
            return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        pass
    raise UsageError(
        Sentence(
            "{option} {written!r} is no date: write it as 2022, 2022-12, 2022-12-31, 2022-12-31T08:00:00+07:00 or 7d",
            option=option,
            written=written,
        )
    )


def day_of(written: str) -> str | None:
    """The year, month or day that was typed, as the tables write it; None where it is none of these.

    Raises ValueError where there is no such day, OverflowError where it was before the calendar began.

    >>> day_of("2022-12"), day_of("soon")
    ('2022-12', None)
    """
    if ago := _AGO.fullmatch(written.strip()):
        return None if ago[2] == "h" else (now() - int(ago[1]) * _UNITS[ago[2]]).date().isoformat()
    if _PART.fullmatch(written):
        date.fromisoformat(written + "-01-01"[len(written) - 4 :])
        return written
    return None


def latest(written: str, option: str) -> str:
    """A text that no time in what was typed comes after: all of the year, the month, the day or the second counts.

    >>> "2022-12-31T23:59:59Z" <= latest("2022-12", "--until") < "2023-01-01T00:00:00Z"
    True
    """
    return earliest(written, option) + _AFTER_ALL
