"""Which times of a sitemap are to be believed. Pure: the moment it was received is handed in.

Many portals write the moment at which the sitemap was made, or the day of their last release, beside every address.
Such times say nothing of a page, and what says nothing must neither order what is asked for nor date an article.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.extraction import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from archive.records import Link
    from crawler.extraction import Dated

FEWEST = 10
"""Below that many times nothing can be told from their being alike."""
_MOST_ALIKE = 0.9
"""A share of one and the same time from which on it is that of a release, an import or the sitemap itself."""
_MADE_JUST_NOW = timedelta(minutes=10)
_SLACK = timedelta(days=1)
"""Clocks differ, and so do the zones of times that name none."""


def believed(links: Sequence[Link], *, received_at: datetime | None, timezone: str = "UTC") -> tuple[list[Link], str]:
    """The links without the times that cannot be believed, and why in one line; empty where all are believed.

    Told by: nine in ten pages have the same time (the same day does for `lastmod`, for dates of publication it has to
    be the same minute), which is then nobody's, while the others keep theirs; nine in ten were touched within ten
    minutes of the sitemap's being sent; a time lies ahead. A `lastmod` that is no time at all is left out too.
    """
    modified = [parse_date(link.modified, timezone=timezone) if link.modified else None for link in links]
    published = [parse_date(link.date, timezone=timezone) if link.date else None for link in links]
    days = [one.on.isoformat() if one else "" for one in modified]
    minutes = [one.at.isoformat() if one and one.precision == "minute" else "" for one in published]
    why_modified, no_days = _lie(days, modified, received_at)
    why_published, no_minutes = _lie(minutes, published, received_at)
    ahead = 0
    kept: list[Link] = []
    for link, touched, out, day, minute in zip(links, modified, published, days, minutes, strict=True):
        late_touched, late_out = _is_ahead(touched, received_at), _is_ahead(out, received_at)
        ahead += late_touched or late_out
        drop_modified = link.modified and (day in no_days or late_touched or touched is None)
        drop_date = link.date and (minute in no_minutes or late_out)
        if drop_modified or drop_date:
            link = replace(link, modified="" if drop_modified else link.modified, date="" if drop_date else link.date)
        kept.append(link)
    reasons = [
        f"lastmod is not believed: {why_modified}" if why_modified else "",
        f"publication_date is not believed: {why_published}" if why_published else "",
        f"{ahead} of its times lie ahead of the clock" if ahead else "",
    ]
    return kept, "; ".join(filter(None, reasons))


def _lie(values: list[str], dated: list[Dated | None], received_at: datetime | None) -> tuple[str, frozenset[str]]:
    """Why times say nothing of their pages, and which of them; an empty reason where all may."""
    stated = [value for value in values if value]
    if len(stated) < FEWEST:
        return "", frozenset()
    value, count = Counter(stated).most_common(1)[0]
    if received_at is not None:
        now = sum(one is not None and one.precision == "minute" and abs(one.at - received_at) < _MADE_JUST_NOW
                  for one in dated)  # fmt: skip
        if now >= _MOST_ALIKE * len(stated):
            return f"{now} of {len(stated)} are the moment at which it was sent", frozenset(stated)
    if count >= _MOST_ALIKE * len(stated):
        return f"{count} of {len(stated)} are {value}", frozenset((value,))
    return "", frozenset()


def _is_ahead(dated: Dated | None, received_at: datetime | None) -> bool:
    return dated is not None and received_at is not None and dated.at > received_at + _SLACK
