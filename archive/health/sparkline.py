"""A row of days as signs, one a day: how much came on each. Pure."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

BARS = "▁▂▃▄▅▆▇█"
UNASKED = "·"


def sparkline(counts: Mapping[date, int], asked: Collection[date], *, last: date, days: int = 30) -> str:
    """The last `days` days up to `last`, the oldest first; a dot is a day on which nothing was asked for.

    Heights go by the square root, so that a first crawl's flood does not flatten the rest.

    >>> from datetime import date
    >>> days = {date(2026, 1, 1): 1, date(2026, 1, 3): 16}
    >>> sparkline(days, {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}, last=date(2026, 1, 4), days=4)
    '▃▁█·'
    """
    shown = [last - timedelta(days=back) for back in reversed(range(days))]
    most = max((counts.get(day, 0) for day in shown), default=0)
    return "".join(_sign(counts.get(day, 0), most, is_asked=day in asked) for day in shown)


def _sign(count: int, most: int, *, is_asked: bool) -> str:
    if not count:
        return BARS[0] if is_asked else UNASKED
    return BARS[max(1, math.ceil(math.sqrt(count / most) * (len(BARS) - 1)))]
