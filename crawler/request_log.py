"""Structured logs: one JSON object a line, one line a request, for whoever gathers logs of many machines.

What comes from the web stands in JSON strings, in ASCII: no control character of it reaches the terminal or the log.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from archive.clock import now, utc_text

if TYPE_CHECKING:
    from archive.records import Visit


def log(event: str, **values: Any) -> None:
    """Writes a line: the time, what happened, and what is known of it. Where nobody reads any more, nothing happens."""
    line = json.dumps({"at": utc_text(now()), "event": event, **values}, ensure_ascii=True, default=str)
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def log_visit(visit: Visit, *, crawl: int, milliseconds: int | None) -> None:
    """Writes the line of a request that was answered, or failed: `event` is `request`."""
    last = visit.captures[-1] if visit.captures else None
    values = {
        "portal": visit.portal, "crawl": crawl, "url": visit.requested_url,
        "status": last.status if last else None, "outcome": visit.outcome,
        "bytes": len(last.payload) if last else 0, "ms": milliseconds, "hops": max(0, len(visit.captures) - 1),
        "found_by": visit.found_by or None, "why": visit.error or visit.doubt or None,
    }  # fmt: skip
    log("request", **{name: value for name, value in values.items() if value is not None})
