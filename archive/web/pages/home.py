"""The first page: what the archive holds, what came in today, what was changed and removed this week."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.changes import Kind
from archive.clock import now, utc_text
from archive.health.overview import overview
from archive.search import Sort
from archive.web.asking import Asked, Page
from archive.web.charts import bars, line
from archive.web.pages.findings import named_troubles
from archive.web.rendering import address

if TYPE_CHECKING:
    from archive.archive import Archive

SHOWN = 8
"""Articles, edits and removals of a list."""
SHOWN_PORTALS = 40
_GROWTH = "SELECT substr(first_seen, 1, 10) AS day, count(*) AS articles FROM usual_articles GROUP BY 1 ORDER BY 1"
_SPAN = "SELECT min(started_at) AS first, max(coalesce(finished_at, started_at)) AS last, count(*) AS runs FROM crawls"


def home(archive: Archive, asked: Asked) -> Page:
    """The archive at a glance."""
    moment = now()
    portals = overview(archive, now=moment)
    day_ago, week_ago = (utc_text(moment - timedelta(days=days)) for days in (1, 7))
    fresh = archive.search(seen_since=day_ago, sort="newest", limit=SHOWN)
    everything = archive.search(limit=1)
    held, others = everything.counts, everything.other_types
    values = {
        "names": {row["portal"]: row["name"] for row in portals},
        "portals": sorted(portals, key=lambda row: (-row["articles"], row["portal"]))[:SHOWN_PORTALS],
        "portal_count": len(portals),
        "articles": sum(row["articles"] for row in portals),
        "versions": sum(row["versions"] or 0 for row in portals),
        "gone": sum(row["gone"] or 0 for row in portals),
        "troubled": [named_troubles(row, asked.language) for row in portals if row["troubles"]],
        "span": archive.rows(_SPAN)[0],
        "bars": bars(held.months),
        "undated": held.articles - sum(held.months.values()),
        "others": sum(others.values()),
        "others_at": address("/search", page_type=list(others), sort=Sort.newest),
        "growth": _growth(archive),
        "fresh": list(fresh), "fresh_count": len(fresh), "day_ago": day_ago,
        "week_ago": week_ago,
        "edited": _happened(archive, Kind.edited, week_ago),
        "removed": _happened(archive, Kind.removed, week_ago),
    }  # fmt: skip
    return Page(template="home.html", values=values)


def portals_page(archive: Archive, asked: Asked) -> Page:
    """Every portal, a row each."""
    rows = overview(archive, now=now())
    troubled = [named_troubles(row, asked.language) for row in rows]
    return Page(template="portals.html", values={"portals": rows, "troubled": troubled})


def _happened(archive: Archive, kind: Kind, since: str) -> list[Any]:
    return list(islice(archive.changes(since=since, kind=kind, limit=SHOWN), SHOWN))


def _growth(archive: Archive) -> dict[str, Any] | None:
    """How many articles were held at the end of each day; None where all came on one."""
    held, points = 0, []
    rows = archive.rows(_GROWTH)
    for row in rows:
        held += row["articles"]
        points.append((float(date.fromisoformat(row["day"]).toordinal()), held))
    drawn = line(points)
    return {"line": drawn, "first": rows[0]["day"], "last": rows[-1]["day"], "held": held} if drawn else None
