"""Dates of feeds and sitemaps, as ISO 8601 where those who read dates of pages would not read them right. Pure.

The reader is the same one as for pages (`crawler.extraction.parse_date`); what is rewritten are the forms that programs
alone write, and numbers whose order only the other entries of the feed tell.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from crawler.extraction import parse_date
from crawler.extraction.dates import told_order
from crawler.extraction.stated_dates import stated_date

if TYPE_CHECKING:
    from collections.abc import Sequence

_ELSEWHERE = "Asia/Tokyo"


def told_date(written: str, *, month_first: bool | None = None) -> str:
    """The date as written where those who read dates of pages read it right, else as ISO 8601; empty where it is the
    one that stands for none. Without a zone none is made up: such a time is the portal's.

    >>> told_date("Mon, 12 Dec 2022 07:30:00 +0700"), told_date("1072865695")
    ('Mon, 12 Dec 2022 07:30:00 +0700', '2003-12-31T10:14:00+00:00')
    >>> told_date("03/05/2024 07:30", month_first=True), told_date("1970-01-01")
    ('2024-03-05T07:30:00', '')
    """
    if not written:
        return ""
    made, printed = stated_date(written, month_first=month_first), parse_date(written)
    if made is None:
        # What cannot be read stays: that a feed names a date at all is told by it.
        return "" if printed is not None else written
    if printed is not None and (made.at, made.precision) == (printed.at, printed.precision):
        return written
    if made.precision != "minute":
        return made.on.isoformat()
    there = stated_date(written, timezone=_ELSEWHERE, month_first=month_first)
    has_zone = there is not None and there.at == made.at
    return (made.at if has_zone else made.at.astimezone(UTC).replace(tzinfo=None)).isoformat()


def dates_told(written: Sequence[str]) -> list[str]:
    """The dates of one feed, each as `told_date` has it, in the order of day and month that any of them proves.

    >>> dates_told(["3/5/2024", "3/25/2024"])
    ['2024-03-05', '3/25/2024']
    """
    order = told_order(written)
    return [told_date(one, month_first=order) for one in written]
