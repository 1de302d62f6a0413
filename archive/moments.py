"""A time as a reader types it, made a bound for the times in the tables, which are texts that sort by time. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from archive.clock import utc_text
from archive.errors import UsageError
from archive.sentences import Sentence

_PART = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_AFTER_ALL = "~"
"""Sorts after everything that a time is written with."""


def earliest(written: str, option: str) -> str:
    """The least text of a time that is not before what was typed.

    `written`: 2022, 2022-12, 2022-12-31 (in UTC) or an ISO 8601 time (without an offset it is UTC). Raises UsageError,
    which names `option`, where it is none of these.

    >>> earliest("2022-12", "--since")
    '2022-12'
    >>> earliest("2022-12-31T08:00:00+07:00", "--since")
    '2022-12-31T01:00:00Z'
    """
    try:
        if _PART.fullmatch(written):
            date.fromisoformat(written + "-01-01"[len(written) - 4 :])
            return written
        if "T" in written.upper() or " " in written:
            moment = datetime.fromisoformat(written)
            return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        pass
    raise UsageError(
        Sentence(
            "{option} {written!r} is no date: write it as 2022, 2022-12, 2022-12-31 or 2022-12-31T08:00:00+07:00",
            option=option,
            written=written,
        )
    )


def latest(written: str, option: str) -> str:
    """A text that no time in what was typed comes after: all of the year, the month, the day or the second counts.

    >>> "2022-12-31T23:59:59Z" <= latest("2022-12", "--until") < "2023-01-01T00:00:00Z"
    True
    """
    return earliest(written, option) + _AFTER_ALL
