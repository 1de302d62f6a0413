"""What the verbs that list portals share: tags, times and counts in words, lists that are too long for a screen."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawler.calendar import Next

MOST_LINES = 60
"""A list of more portals than this is not shown whole unless that is asked for."""
TagOption = Annotated[
    list[str] | None, typer.Option("--tag", metavar="T", help="Only portals with this tag; several: with one of them.")
]


def has_tag(tags: Sequence[str], wanted: Sequence[str] | None) -> bool:
    """Whether a portal is among those that are asked for, by its tags; nothing asked for: all are.

    >>> has_tag(["Hải Phòng"], ["hải phòng"]), has_tag([], ["a"]), has_tag([], None)
    (True, False, True)
    """
    return not wanted or bool({_plain(tag) for tag in tags} & {_plain(tag) for tag in wanted})


def _plain(tag: str) -> str:
    return unicodedata.normalize("NFC", tag.strip()).casefold()


def folded(lines: Sequence[str], most: int) -> list[str]:
    """The lines, or the first ones and how many more there are.

    >>> folded(["a", "b", "c"], 2)
    ['a', 'b', '… and 1 more']
    """
    rest = len(lines) - most
    return list(lines) if rest <= 0 else [*lines[:most], f"… and {rest:,} more"]


def in_time(following: Next | None, moment: datetime) -> str:
    """When a portal is crawled next.

    >>> from datetime import UTC, datetime, timedelta
    >>> from crawler.calendar import Next
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> in_time(Next(at + timedelta(hours=5), "every 6 hours"), at), in_time(Next(at, ""), at), in_time(None, at)
    ('next in 5 hours', 'due now', '')
    """
    if following is None or following.at is None:
        return ""
    if following.is_due(moment):
        return "due now"
    return f"next in {spelt((following.at - moment).total_seconds())}"


def spelt(seconds: float) -> str:
    """A length of time in the largest unit that says enough.

    >>> spelt(90), spelt(3 * 3600), spelt(86400 * 800)
    ('1 minute', '3 hours', '26 months')
    """
    minutes = max(1, int(seconds // 60))
    for unit, length in (("year", 525_960), ("month", 43_830), ("day", 1440), ("hour", 60)):
        if minutes >= (4 if unit == "year" else 2) * length:
            return counted(minutes // length, unit)
    return counted(minutes, "minute")


def ago(then: datetime | None, moment: datetime) -> str:
    """How long ago, in the largest unit that says enough.

    >>> from datetime import UTC, datetime
    >>> ago(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 3, 5, tzinfo=UTC))
    '2 days ago'
    """
    if then is None:
        return "never"
    seconds = (moment - then).total_seconds()
    return f"{spelt(seconds)} ago" if seconds >= 60 else "just now"


def counted(count: int, what: str) -> str:
    """A count with its noun.

    >>> counted(1, "portal"), counted(1200, "portal")
    ('1 portal', '1,200 portals')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def size(count: float) -> str:
    """Bytes in the largest unit that says enough.

    >>> size(1_500_000), size(2_500_000_000)
    ('1.5 MB', '2.5 GB')
    """
    return (
        f"{count / 1e6:.1f} MB"
        if count < 1e9
        else f"{count / 1e9:.1f} GB"
        if count < 1e12
        else f"{count / 1e12:.1f} TB"
    )
