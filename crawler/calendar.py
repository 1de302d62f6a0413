"""When a portal is to be crawled next: its schedule, its last run and the present moment in, a time and the reason out.

Pure: it reads no clock, and knows neither archive nor frontier. Times of day are the portal's own; on the days on which
its clock is turned, a time that does not exist comes once, right after the gap, and one that occurs twice comes once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cronsim import CronSim, CronSimError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
_DAY_MINUTES = 24 * 60
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a wall clock's, of no zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a definition says of when its portal is crawled."""

    zone: ZoneInfo
    interval: timedelta
    cron: str = ""
    """Five fields; empty: the interval counts."""
    quiet: tuple[str, ...] = ()
    """Hours in which nothing is asked, as `22:00-06:00`."""
    pause: bool = False
    paused_until: date | None = None
    """The day on which it is crawled again."""


@dataclass(frozen=True, slots=True)
class Next:
    """When to crawl next."""

    at: datetime | None
    """Aware, UTC; at or before the present moment: it is due. None: not until the definition says otherwise."""
    why: str

    def is_due(self, now: datetime) -> bool:
        """Whether the time has come."""
        return self.at is not None and self.at <= now


def next_time(
    plan: Plan, *, last: datetime | None, now: datetime, not_before: datetime | None = None, left_off: bool = False
) -> Next:
    """When to crawl a portal whose last run began at `last` (None: it was never crawled), and why then.

    However many times have passed meanwhile, it is due once. `not_before`: there is nothing to ask for earlier.
    `left_off`: a run after the last one ended before its work was done.

    >>> from zoneinfo import ZoneInfo
    >>> plan = Plan(zone=ZoneInfo("Asia/Ho_Chi_Minh"), interval=timedelta(hours=1), cron="30 6 * * *")
    >>> last, now = datetime(2026, 3, 1, 3, tzinfo=UTC), datetime(2026, 3, 1, 4, tzinfo=UTC)
    >>> next_time(plan, last=last, now=now).at.isoformat()
    '2026-03-01T23:30:00+00:00'
    """
    if plan.pause:
        return Next(None, "paused")
    at, why = (now, "interrupted: goes on where it was") if left_off else _planned(plan, last, now)
    if not_before is not None and at < not_before:
        at, why = not_before, "nothing of it is due before"
    if plan.paused_until is not None:
        again = moment_of(datetime.combine(plan.paused_until, time()), plan.zone)
        if max(at, now) < again:
            at, why = again, f"paused until {plan.paused_until}"
    end = quiet_end(plan, max(at, now))
    if end is not None:
        return Next(end, f"quiet hours until {end.astimezone(plan.zone):%H:%M}")
    return Next(at, why)


def is_paused(plan: Plan, now: datetime) -> bool:
    """Whether the portal is crawled only when it is named."""
    until = plan.paused_until
    return plan.pause or (until is not None and now < moment_of(datetime.combine(until, time()), plan.zone))


def _planned(plan: Plan, last: datetime | None, now: datetime) -> tuple[datetime, str]:
    if last is None:
        return now, "never crawled to its end"
    if last > now:
        return now, "its last run began in the future: a clock was wrong"
    if plan.cron:
        return next_match(plan.cron, plan.zone, last), f"cron {plan.cron}"
    return last + plan.interval, f"every {_spelt(plan.interval)}"


def next_match(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after `after` that a cron line names on a zone's wall clock; UTC.

    >>> from zoneinfo import ZoneInfo
    >>> next_match("30 2 * * *", ZoneInfo("Europe/Berlin"), datetime(2026, 3, 28, 22, tzinfo=UTC)).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    for wall in CronSim(cron, after.astimezone(zone).replace(tzinfo=None)):
        moment = moment_of(wall, zone)
        if moment > after:
            return moment
    raise ValueError(f"{cron!r} names no time")


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which a zone's wall clock first shows `wall`, or, where it never does, the first one after; UTC.

    >>> from zoneinfo import ZoneInfo
    >>> moment_of(datetime(2026, 10, 25, 2, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    while True:
        moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += MINUTE


def quiet_end(plan: Plan, moment: datetime) -> datetime | None:
    """When the quiet hours end in which `moment` lies; None: it lies in none.

    >>> from zoneinfo import ZoneInfo
    >>> night = Plan(zone=ZoneInfo("Asia/Ho_Chi_Minh"), interval=timedelta(hours=1), quiet=("22:00-06:00",))
    >>> quiet_end(night, datetime(2026, 3, 1, 15, 30, tzinfo=UTC)).isoformat()
    '2026-03-01T23:00:00+00:00'
    """
    if not _is_quiet(plan, moment):
        return None
    end = moment.replace(second=0, microsecond=0)
    while _is_quiet(plan, end):
        end += MINUTE
    return end


def _is_quiet(plan: Plan, moment: datetime) -> bool:
    if not plan.quiet:
        return False
    local = moment.astimezone(plan.zone)
    return any(_holds(window(text), local.hour * 60 + local.minute) for text in plan.quiet)


def _holds(hours: tuple[int, int], minute: int) -> bool:
    begin, end = hours
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def window(text: str) -> tuple[int, int]:
    """The minutes of the day at which quiet hours begin and end; over midnight the end is the smaller.

    >>> window("22:00-06:30"), window("12:00-24:00")
    ((1320, 390), (720, 1440))
    """
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} are no hours of a day: write them as in '22:00-06:00'")
    begin = int(match[1]) * 60 + int(match[2])
    end = _DAY_MINUTES if match[3] is None else int(match[3]) * 60 + int(match[4])
    if begin == end:
        raise ValueError(f"{text!r} begins when it ends: for no crawl at all write pause = true")
    return begin, end


def check_quiet(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The hours as they are written; ValueError where one is none, or where they leave no time of day."""
    hours = [window(text) for text in texts]
    if hours and all(any(_holds(one, minute) for one in hours) for minute in range(_DAY_MINUTES)):
        raise ValueError("they leave no time of the day: for no crawl at all write pause = true")
    return texts


def check_cron(text: str) -> str:
    """The cron line as it is written; ValueError where it is none, or where it names no time.

    >>> check_cron("*/30 6-20 * * 1-5")
    '*/30 6-20 * * 1-5'
    """
    example = "write five fields, as in '*/30 6-20 * * 1-5'"
    if len(text.split()) != 5:
        raise ValueError(f"{text!r} is no cron line: {example}")
    try:
        next(CronSim(text, _ANY_DAY))
    except CronSimError as error:
        raise ValueError(f"{text!r} is no cron line ({str(error).lower()}): {example}") from None
    except StopIteration:
        raise ValueError(f"{text!r} names no day that there is") from None
    return text


def _spelt(span: timedelta) -> str:
    """A length of time in the largest unit that it fills.

    >>> _spelt(timedelta(minutes=90)), _spelt(timedelta(days=1))
    ('90 minutes', '1 day')
    """
    for unit, name in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (MINUTE, "minute")):
        count, rest = divmod(span, unit)
        if count and not rest:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{span.total_seconds():g} seconds"
