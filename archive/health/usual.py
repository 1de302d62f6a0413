"""What is usual, learned from a portal's own history, and when something has stopped being usual. Pure.

A share (of pages that failed, of articles without a date, …) is followed by a cumulative sum (Page 1954, "Continuous
inspection schemes", Biometrika 41): each observation weighs by how much likelier it is where things are broken than as
usual. A miss where hardly any is usual weighs much, one where every third is, little; so no threshold is fixed, and
three pages are enough where three hundred were flawless.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOW = 10
"""Observations in the windows whose worst tells how much of a share comes in clumps."""
MOST_WINDOWS = 100
LEAST = 20
"""Observations from which something is learned at all."""
MEMORY = 3000
"""Observations that are remembered; what was usual years ago is not usual now."""
MOST_USUAL = 0.8
"""What is missed oftener than this anyway says nothing when it is missed."""
ALARM = math.log(1e5)
"""The sum at which things are taken for broken: some one in a hundred thousand that they are as usual."""
RAREST = 5e-3
"""Nothing is taken for rarer, however flawless what came before: three misses in a row it takes at least."""
WARNING = math.log(1e3)
ONE_RUN = 0.7
"""The share of ALARM that one run can add: what is over by the next run was no state."""
_BROKEN_SHARE = 0.7
"""Of what was not missed before, so much is missed where it is broken."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of one run: how many observations, and how many of them were misses."""

    missed: int
    of: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sum says at the end of a history."""

    level: str
    """`green`, `yellow` or `red`."""
    since: int
    """Index of the run with which the present excursion began; the length of the history where there is none."""
    usual: float
    """The share that is usual, as far as it was known before that run."""
    now: float
    """The share since then."""
    of: int
    """Observations since then."""


class Usual:
    """The share that is usual: the pooled one, or what came in the worst window where misses come in clumps."""

    def __init__(self) -> None:
        self._missed = 0.0
        self._of = 0.0
        self._window: list[float] = []
        self._means: deque[float] = deque()
        self._sorted: list[float] = []
        """The means of the latest windows, in order of size."""

    def learn(self, share: Share) -> None:
        """Takes up the observations of a run in which nothing was found wrong."""
        if share.of <= 0:
            return
        self._missed += share.missed
        self._of += share.of
        if self._of > MEMORY:
            keep = MEMORY / self._of
            self._missed, self._of = self._missed * keep, MEMORY
        # Observations of one run are of one kind: they enter the window as their mean.
        self._window += [share.missed / share.of] * min(share.of, WINDOW)
        if len(self._window) >= WINDOW:
            del self._window[:-WINDOW]
            self._means.append(sum(self._window) / WINDOW)
            insort(self._sorted, self._means[-1])
            if len(self._means) > MOST_WINDOWS:
                del self._sorted[bisect_left(self._sorted, self._means.popleft())]

    @property
    def is_known(self) -> bool:
        """Whether enough was seen to call anything unusual."""
        return self._of >= LEAST

    @property
    def share(self) -> float:
        """The share of misses that is usual; an upper bound, so that little knowledge is tolerant."""
        mean = (self._missed + 0.5) / (self._of + 1)
        bound = mean + 1.3 * math.sqrt(mean * (1 - mean) / (self._of + 1))
        worst = self._sorted
        clump = worst[max(0, math.ceil(0.95 * len(worst)) - 1)] if worst else 0.0
        return min(0.999, max(bound, clump, RAREST))


def follow(runs: Sequence[Share], *, learned_from: int = 0) -> Verdict:
    """The verdict at the end of the runs, oldest first.

    `learned_from`: what went before that run is forgotten: it was looked at, and what came after is how it is now.
    """
    usual, total, since = Usual(), 0.0, len(runs)
    missed = of = 0
    for index, run in enumerate(runs):
        if index < learned_from:
            continue
        if index == learned_from:
            usual, total, since, missed, of = Usual(), 0.0, len(runs), 0, 0
        if not usual.is_known or run.of <= 0:
            usual.learn(run)
            continue
        before = usual.share
        total += _weight(run, before)
        total = min(max(total, 0.0), 1.5 * ALARM)
        if total <= 0:
            usual.learn(run)
            since, missed, of = len(runs), 0, 0
            continue
        if since == len(runs):
            since = index
        missed, of = missed + run.missed, of + run.of
        if total < WARNING and missed / of <= before:
            usual.learn(run)
    level = "red" if total >= ALARM else "yellow" if total >= WARNING else "green"
    return Verdict(level, since, usual.share, missed / of if of else 0.0, of)


def _weight(run: Share, usual: float) -> float:
    """How much likelier the run is where things are broken, as the logarithm of the ratio."""
    if usual > MOST_USUAL:
        return 0.0
    broken = usual + (1 - usual) * _BROKEN_SHARE
    miss, hit = math.log(broken / usual), math.log((1 - broken) / (1 - usual))
    return min(run.missed * miss + (run.of - run.missed) * hit, ONE_RUN * ALARM)


def longest_usual_gap(days: Sequence[int], *, least: int = 8) -> int | None:
    """The longest time between two neighbours among distinct days, in days; None where there are too few to say."""
    ordered = sorted(set(days))
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    return max(gaps) if len(gaps) >= least else None
