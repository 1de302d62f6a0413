"""Archives by month: where their chain of months ends, though its pages name the next one for ever. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Link

PATIENCE = 12
"""Empty months in a row before a year without news is taken for the end."""
_PATH = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0?[1-9]|1[0-2])/?(?=$|\?)")
_VALUE = re.compile(r"(?<==)(?P<year>(?:19|20)\d\d)[-/]?(?P<month>0[1-9]|1[0-2])(?=$|&)")
_YEAR = re.compile(r"(?<=[?&])(?:y|year|nam)=(?P<year>(?:19|20)\d\d)(?=$|&)", re.IGNORECASE)
_MONTH = re.compile(r"(?<=[?&])(?:m|month|thang|mon)=(?P<month>0?[1-9]|1[0-2])(?=$|&)", re.IGNORECASE)


def month_of(url: str) -> tuple[str, int] | None:
    """The archive that a canonical address belongs to, and its month counted from year 0; None where it is no month.

    >>> month_of("https://a.vn/luu-tru/2022/12"), month_of("https://a.vn/lich?thang=2022-12")
    (('https://a.vn/luu-tru', 24275), ('https://a.vn/lich?thang=', 24275))
    >>> month_of("https://a.vn/lich?month=12&year=2022"), month_of("https://a.vn/2022/12/le-hoi")
    (('https://a.vn/lich?&', 24275), None)
    """
    for form in (_PATH, _VALUE):
        if match := form.search(url):
            return url[: match.start()] + url[match.end() :], int(match["year"]) * 12 + int(match["month"]) - 1
    year, month = _YEAR.search(url), _MONTH.search(url)
    if year is None or month is None:
        return None
    return _MONTH.sub("", _YEAR.sub("", url)), int(year["year"]) * 12 + int(month["month"]) - 1


class Months:
    """What the months of archives have brought in this run."""

    def __init__(self) -> None:
        self._empty: dict[str, set[int]] = {}
        self._full: dict[str, set[int]] = {}

    def saw(self, url: str, links: Iterable[Link]) -> None:
        """Takes note of a page that was read: empty is a month whose links are none that a date stands beside."""
        found = month_of(url)
        if found is not None:
            is_empty = not any(link.road == "listing" and month_of(link.url) is None for link in links)
            (self._empty if is_empty else self._full).setdefault(found[0], set()).add(found[1])

    def is_past_end(self, url: str, *, this_month: int) -> bool:
        """Whether a month is not worth asking for: it lies ahead, or a year of empty months lies before or after it."""
        found = month_of(url)
        if found is None:
            return False
        archive, month = found
        if month > this_month + 1 or (month == this_month + 1 and month - 1 in self._empty.get(archive, ())):
            return True
        empty = self._empty.get(archive, set())
        after, before = range(month + 1, month + 1 + PATIENCE), range(month - PATIENCE, month)
        return len(empty) >= PATIENCE and any(all(one in empty for one in side) for side in (after, before))
