"""Values of HTTP headers that tell times (RFC 9110, 5.6.7 and 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,7}")


def http_date(written: str) -> datetime | None:
    """The time of a Date or Last-Modified header, aware; None where it cannot be read.

    >>> http_date("Wed, 01 Jan 2025 00:01:00 GMT")
    datetime.datetime(2025, 1, 1, 0, 1, tzinfo=datetime.timezone.utc)
    """
    try:
        moment = parsedate_to_datetime(written)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def retry_after_seconds(written: str, *, at: datetime) -> float | None:
    """The value of a Retry-After header in seconds; None where it cannot be read.

    >>> retry_after_seconds("120", at=datetime(2025, 1, 1, tzinfo=UTC))
    120.0
    >>> retry_after_seconds("Wed, 01 Jan 2025 00:01:00 GMT", at=datetime(2025, 1, 1, tzinfo=UTC))
    60.0
    """
    if _SECONDS.fullmatch(written):
        return float(written)
    moment = http_date(written)
    return None if moment is None else max(0.0, (moment - at).total_seconds())
