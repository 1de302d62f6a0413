"""Pictures of figures as shapes that a template draws: bars over time, and lines. Pure.

A picture has a width of 1000 units, whatever it is shown at; the figures stand beside it as a table or as titles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH = 1000.0
MOST_MONTHS = 48
"""Of a longer time the bars are years."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A time and how much belongs to it."""

    key: str
    """`2022` or `2022-12`."""
    count: int
    x: float
    width: float
    height: float
    """In percent of the tallest."""
    is_marked: bool
    """Whether the axis names it."""


def bars(months: Mapping[str, int]) -> list[Bar]:
    """Bars for counts by `YYYY-MM`, without holes: a month each, or a year each where there are many.

    >>> [(bar.key, bar.count, bar.height) for bar in bars({"2022-11": 4, "2023-01": 2})]
    [('2022-11', 4, 100.0), ('2022-12', 0, 0.0), ('2023-01', 2, 50.0)]
    >>> [(bar.key, bar.count) for bar in bars({"2010-11": 4, "2011-03": 1, "2022-01": 2})][:3]
    [('2010', 4), ('2011', 1), ('2012', 0)]
    """
    if not months:
        return []
    known = sorted(months)
    first, last = (int(key[:4]) * 12 + int(key[5:7]) - 1 for key in (known[0], known[-1]))
    if last - first < MOST_MONTHS:
        counts = {f"{place // 12:04}-{place % 12 + 1:02}": 0 for place in range(first, last + 1)}
        counts.update(months)
    else:
        counts = {f"{year:04}": 0 for year in range(first // 12, last // 12 + 1)}
        for key, count in months.items():
            counts[key[:4]] += count
    most = max(counts.values()) or 1
    step = WIDTH / len(counts)
    every = -(-len(counts) // 8)
    return [
        Bar(key, count, round(place * step, 1), round(step, 1), round(count / most * 100, 2), place % every == 0)
        for place, (key, count) in enumerate(counts.items())
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A course of figures over time."""

    points: str
    """As SVG's `points`: 1000 wide, 100 high, greater is higher."""
    least: int
    most: int


def line(values: Sequence[tuple[float, int]]) -> Line | None:
    """The course of `(seconds, figure)`, in order of time; None where there are fewer than two.

    >>> line([(0, 10), (10, 30), (20, 20)])
    Line(points='0.0,100.0 500.0,0.0 1000.0,50.0', least=10, most=30)
    """
    if len(values) < 2:
        return None
    begin, end = values[0][0], values[-1][0]
    least, most = min(figure for _, figure in values), max(figure for _, figure in values)
    span, rise = end - begin or 1, most - least or 1
    points = " ".join(
        f"{round((at - begin) / span * WIDTH, 1)},{round(100 - (figure - least) / rise * 100, 1)}"
        for at, figure in values
    )
    return Line(points, least, most)
