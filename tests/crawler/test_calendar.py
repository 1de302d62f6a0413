"""When a portal is crawled next, also on the days on which its clock is turned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.calendar import Plan, is_paused, moment_of, next_match, next_time, quiet_end
from crawler.portal import PortalError, parse_portal

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Ho_Chi_Minh", "UTC")
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
moments = st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
TURNS = [datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 3, 8, 7), datetime(2026, 4, 4, 15)]  # noqa: DTZ001
near_turns = st.builds(
    lambda turn, minutes: turn.replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(TURNS), st.integers(-300, 300),
)  # fmt: skip
minutes = st.sampled_from(["*", "0", "30", "*/30", "15,45", "59"])
hours = st.sampled_from(["*", "0-5", "1", "2", "3", "*/2", "23"])
cron_lines = st.builds(lambda minute, hour: f"{minute} {hour} * * *", minutes, hours)


def plan(**told: object) -> Plan:
    values: dict[str, object] = {"zone": HANOI, "interval": HOUR}
    return Plan(**{**values, **told})  # type: ignore[arg-type]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def matches(line: str, wall: datetime) -> bool:
    """Whether a cron line names a minute of a wall clock; for what the tests draw, told by hand."""

    def holds(field: str, value: int) -> bool:
        span, _, step = field.partition("/")
        if span == "*":
            return value % int(step or 1) == 0
        if "-" in span:
            first, last = map(int, span.split("-"))
            return first <= value <= last
        return value in map(int, span.split(","))

    minute, hour, *_ = line.split()
    return holds(minute, wall.minute) and holds(hour, wall.hour)


def told_by_hand(line: str, zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Each minute of every wall clock that a day may show, at the moment when it is first shown or first passed."""
    found = set()
    wall = start.astimezone(zone).replace(tzinfo=None, second=0) - 26 * HOUR
    shown: dict[datetime, datetime] = {}
    moment = start.replace(second=0) - 28 * HOUR
    while moment < end + 28 * HOUR:
        shown.setdefault(moment.astimezone(zone).replace(tzinfo=None), moment)
        moment += MINUTE
    while wall < end.astimezone(zone).replace(tzinfo=None) + 26 * HOUR:
        if matches(line, wall):
            seen = wall
            while seen not in shown:
                seen += MINUTE
            found.add(shown[seen])
        wall += MINUTE
    return sorted(one for one in found if start < one <= end)


@given(cron_lines, zones, st.one_of(near_turns, moments))
def test_cron_names_each_time_once_also_where_the_clock_is_turned(line: str, zone: ZoneInfo, start: datetime) -> None:
    end = start + 6 * HOUR
    wanted = told_by_hand(line, zone, start, end)
    found, last = [], start
    while (last := next_match(line, zone, last)) <= end:
        found.append(last)
    assert found == wanted


@given(zones, st.one_of(near_turns, moments), st.sampled_from(["22:00-06:00", "01:30-02:30", "00:00-03:00"]))
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(zone: ZoneInfo, moment: datetime, hours: str) -> None:
    quiet = plan(zone=zone, quiet=(hours,))
    end = quiet_end(quiet, moment)
    if end is None:
        return
    assert moment < end
    assert quiet_end(quiet, end) is None
    assert quiet_end(quiet, end - MINUTE) == end


@given(cron_lines, zones, moments, st.integers(0, 10**6), st.booleans())
def test_whatever_was_missed_is_caught_up_once(
    line: str, zone: ZoneInfo, last: datetime, missed: int, by_cron: bool
) -> None:
    now = last + timedelta(seconds=missed)
    schedule = plan(zone=zone, cron=line if by_cron else "")
    found = next_time(schedule, last=last, now=now)
    assert found.at is not None
    if found.is_due(now):
        again = next_time(schedule, last=now, now=now)
        assert again.at is not None
        assert again.at > now
    else:
        assert next_time(schedule, last=last, now=found.at).is_due(found.at)
        assert not next_time(schedule, last=last, now=found.at - timedelta(seconds=1)).is_due(found.at - MINUTE)


def test_a_portal_that_was_never_crawled_is_due() -> None:
    now = at("2026-03-01T05:00:00")
    for one in (plan(), plan(cron="0 6 * * *")):
        assert next_time(one, last=None, now=now).is_due(now)


def test_nothing_begins_in_quiet_hours_and_what_was_due_in_them_begins_after() -> None:
    night = plan(quiet=("22:00-06:00",), cron="0 23 * * *")
    last, now = at("2026-03-01T05:00:00"), at("2026-03-01T17:00:00")  # midnight in Hanoi
    found = next_time(night, last=last, now=now)
    assert (found.at, found.why) == (at("2026-03-01T23:00:00"), "quiet hours until 06:00")
    assert next_time(night, last=last, now=found.at or now).is_due(at("2026-03-01T23:00:00"))
    assert next_time(night, last=None, now=now).at == at("2026-03-01T23:00:00")


def test_a_pause_lasts_until_it_is_lifted_or_until_its_day_on_the_portals_clock() -> None:
    now = at("2026-12-30T18:00:00")  # the 31st in Hanoi
    assert next_time(plan(pause=True), last=None, now=now).at is None
    assert is_paused(plan(pause=True), now)
    until = plan(paused_until=date(2027, 1, 1))
    assert next_time(until, last=None, now=now).at == at("2026-12-31T17:00:00")
    assert is_paused(until, now)
    assert not is_paused(until, at("2026-12-31T17:00:00"))
    assert next_time(plan(paused_until=date(2026, 12, 31)), last=None, now=now).is_due(now)


def test_a_clock_that_was_ahead_does_not_silence_a_portal() -> None:
    now = at("2026-03-01T05:00:00")
    assert next_time(plan(), last=at("2035-01-01T00:00:00"), now=now).is_due(now)


def test_a_day_that_a_zone_left_out_is_passed_over() -> None:
    apia = ZoneInfo("Pacific/Apia")  # which had no 30 December 2011
    assert moment_of(datetime(2011, 12, 30, 12), apia) == moment_of(datetime(2011, 12, 31), apia)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("cron = '* * *'", "schedule.cron: '* * *' is no cron line: write five fields"),
        ("cron = '0 25 * * *'", "schedule.cron: '0 25 * * *' is no cron line (bad hour)"),
        ("cron = '0 0 30 2 *'", "schedule.cron: '0 0 30 2 *' is no cron line (bad day-of-month)"),
        ("cron = '0 0 30 2 1'\ninterval = '1 hour'", "schedule: interval and cron both say when to look"),
        ("quiet = ['22:00']", "schedule.quiet: '22:00' are no hours of a day"),
        ("quiet = ['25:00-06:00']", "schedule.quiet: '25:00-06:00' are no hours of a day"),
        ("quiet = ['06:00-06:00']", "schedule.quiet: '06:00-06:00' begins when it ends"),
        ("quiet = ['00:00-13:00', '12:00-24:00']", "schedule.quiet: they leave no time of the day"),
        ("paused_until = 'soon'", "schedule.paused_until: "),
        ("pause = 'yes'", "schedule.pause: "),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_told_in_one_line(written: str, said: str) -> None:
    text = f"homepage = 'https://example.gov.vn/'\n[schedule]\n{written}\n"
    with pytest.raises(PortalError) as error:
        parse_portal(text, key="p", origin="p.toml")
    assert str(error.value).startswith(f"p.toml: {said}")
    assert "\n" not in str(error.value)


def test_a_definition_says_its_plan() -> None:
    text = (
        "homepage = 'https://example.gov.vn/'\ntimezone = 'Asia/Ho_Chi_Minh'\n"
        "[schedule]\ncron = '*/30 6-20 * * 1-5'\nquiet = ['12:00-13:00']\npaused_until = 2026-12-31\n"
    )
    made = parse_portal(text, key="p", origin="p.toml")
    assert made.plan == plan(cron="*/30 6-20 * * 1-5", quiet=("12:00-13:00",), paused_until=date(2026, 12, 31))
