"""Runs in a row that reached nothing: when that is more than the night's usual pause, and what it looks like. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from archive.health.runs import RunFigures

PATIENCE = timedelta(hours=6)
"""No alarm is raised over less: servers are restarted."""
LEARNED_FROM = timedelta(days=90)
MOST_PATIENCE = timedelta(days=3)
TIMES = 1.5
_CERTIFICATE = re.compile(r"certificate|SSL|TLS", re.IGNORECASE)
_WALL = re.compile(r"HTTP (?:401|403|407|412|418|429|451)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A portal that cannot be reached."""

    kind: str
    """`certificate`, `challenge`, `blocked` or `unreachable`."""
    level: Literal["yellow", "red"]
    since: datetime
    evidence: str


def has_reached(run: RunFigures) -> bool | None:
    """Whether a run received one page that was none of an error; None where it asked for nothing."""
    if not run.count("requests") and not run.failures:
        return None
    return run.count("pages") > run.count("error") + run.count("challenge") + run.count("robots")


def outage(runs: Sequence[RunFigures], *, now: datetime) -> Outage | None:
    """The outage at the end of the runs, oldest first; None: the last one that asked reached the portal.

    There is no patience with a portal that was never reached: its address may be wrong.
    """
    asked = [run for run in runs if run.finished_at is not None and has_reached(run) is not None]
    failing = list(takewhile(lambda run: not has_reached(run), reversed(asked)))
    if not failing:
        return None
    latest, first = failing[0], failing[-1]
    lasted = (latest.finished_at or latest.started_at) - first.started_at
    lasts = len(failing) > 1 and lasted >= _patience(asked, now)
    level: Literal["yellow", "red"] = "red" if lasts or len(failing) == len(asked) else "yellow"
    kind, why = _kind(latest)
    runs_ = "run" if len(failing) == 1 else "runs in a row"
    evidence = f"{len(failing)} {runs_} reached nothing: {why}"
    return Outage(kind=kind, level=level, since=first.started_at, evidence=evidence)


def _patience(asked: Sequence[RunFigures], now: datetime) -> timedelta:
    """How long the portal may be away before somebody is told: longer where it goes away every night."""
    longest, began = timedelta(0), None
    for run in asked:
        if now - run.started_at > LEARNED_FROM:
            continue
        if not has_reached(run):
            began = began or run.started_at
        elif began is not None:
            longest, began = max(longest, run.started_at - began), None
    return max(PATIENCE, min(TIMES * longest, MOST_PATIENCE))


def _kind(run: RunFigures) -> tuple[str, str]:
    """What the outage looks like, and why, in words."""
    why = run.failures[0] if run.failures else "its pages answered with errors alone"
    if run.count("challenge") and run.count("challenge") >= run.count("error"):
        return "challenge", f"{run.count('challenge')} of {run.count('pages')} answers were robot checks"
    if any(_CERTIFICATE.search(line) for line in run.failures):
        return "certificate", next(line for line in run.failures if _CERTIFICATE.search(line))
    if run.count("refused") and not run.count("requests"):
        return "blocked", why
    if run.count("blocked") or any(_WALL.search(line) for line in run.failures):
        return "blocked", f"{run.count('blocked') or run.count('error')} of {run.count('pages')} requests were refused"
    return "unreachable", why
