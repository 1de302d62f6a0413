"""The one place where the time of day is read.

`LUUTRU_NOW` (ISO 8601) says where the clock starts; from there it runs on at its ordinary pace. Tests and the
practice portal turn days with it. Durations and leases do not use this clock.

Within a process time goes on evenly, also while the machine sleeps; a system clock that is set meanwhile is followed by
the next process, or where `follow_system` is called.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from archive.errors import UsageError

_TICKING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine sleeps; where there is no CLOCK_BOOTTIME (macOS), CLOCK_MONOTONIC does."""


def elapsed_seconds() -> float:
    """Seconds since some moment before this process began, those that the machine slept through included."""
    return time.clock_gettime(_TICKING)


_started = elapsed_seconds()
_start: datetime | None = None


def now() -> datetime:
    """The present moment: aware, UTC, to the second."""
    global _start
    if _start is None:
        set_start(os.environ.get("LUUTRU_NOW", ""))
    assert _start is not None
    return (_start + timedelta(seconds=elapsed_seconds() - _started)).replace(microsecond=0)


def set_start(written: str | datetime) -> None:
    """Starts the clock at `written` (ISO 8601; without an offset it is UTC), or at the system's time if empty."""
    global _start, _started
    _started = elapsed_seconds()
    if isinstance(written, datetime):
        _start = written.astimezone(UTC)
    elif not written:
        _start = datetime.now(UTC)
    else:
        try:
            parsed = datetime.fromisoformat(written)
        except ValueError:
            raise UsageError(
                f"LUUTRU_NOW={written!r} is no time: write it as in 2026-01-31T08:00:00Z, or leave it unset"
            ) from None
        _start = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def follow_system() -> None:
    """Takes up the system's time as it is now, where `LUUTRU_NOW` says nothing else: for processes that live long."""
    if not os.environ.get("LUUTRU_NOW"):
        set_start("")


def utc_text(moment: datetime) -> str:
    """A time as every table writes it.

    >>> utc_text(datetime(2022, 12, 12, 7, 30, tzinfo=UTC))
    '2022-12-12T07:30:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time_of(written: str | None) -> datetime | None:
    """A time as the tables hold it; None where they hold none.

    >>> time_of("2022-12-12T07:30:00Z")
    datetime.datetime(2022, 12, 12, 7, 30, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(written).astimezone(UTC) if written else None


def clock_text(written: str | None, zone: str | None) -> str:
    """A time of the tables on the clock of a zone, with how far that is from UTC; as it is where it is none.

    >>> clock_text("2025-03-02T22:30:00Z", "Asia/Ho_Chi_Minh"), clock_text("2025-03-02T22:30:00Z", "")
    ('2025-03-03 05:30 +07:00', '2025-03-02 22:30 +00:00')
    """
    try:
        found = datetime.fromisoformat(written or "")
        local = found.astimezone(ZoneInfo(zone or "UTC"))
    except (OSError, ValueError, KeyError):
        return written or ""
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"
