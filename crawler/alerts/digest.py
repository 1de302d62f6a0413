"""A week in one message: what was new, edited and removed on each portal, what is not as usual, who was silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.clock import utc_text
from archive.health.advice import advice_of
from archive.health.overview import overview
from archive.terminal import one_line
from crawler.alerts.messages import Message

if TYPE_CHECKING:
    from datetime import datetime

    from archive import Archive

_NEW = "SELECT portal, count(*) AS n FROM usual_articles WHERE first_seen >= ? AND first_seen < ? GROUP BY portal"
_EDITED = """
SELECT portal, count(DISTINCT article_id) AS n
FROM article_versions JOIN usual_articles AS articles ON articles.id = article_id
WHERE number > 1 AND seen_at >= ? AND seen_at < ? GROUP BY portal
"""
_REMOVED = """
SELECT portal, count(*) AS n FROM absences JOIN usual_articles AS articles ON articles.id = article_id
WHERE removed_at >= ? AND removed_at < ? GROUP BY portal
"""


def digest(archive: Archive, *, since: datetime, until: datetime, place: str) -> Message:
    """The message about the time from `since` to `until`; `place` names the archive."""
    counts = {
        name: {row["portal"]: row["n"] for row in archive.rows(statement, utc_text(since), utc_text(until))}
        for name, statement in (("new", _NEW), ("edited", _EDITED), ("removed", _REMOVED))
    }
    rows = overview(archive, now=until)
    lines, silent = [], []
    closed = [row["portal"] for row in rows if row["health"] == "closed"]
    widest = max((len(row["portal"]) for row in rows), default=6)
    for row in rows:
        key = row["portal"]
        new, edited, removed = (counts[name].get(key, 0) for name in ("new", "edited", "removed"))
        if not (new or edited or removed or row["troubles"]):
            if key not in closed:
                silent.append(key)
            continue
        lines.append(f"{key:<{widest}}  {new:>5} {edited:>6} {removed:>7}")
        for trouble in row["troubles"]:
            name = advice_of(trouble["kind"], portal=key, homepage=row["homepage"]).name
            lines.append(
                f"    {trouble['level']} since {trouble['since'][:10]}: {name}: {one_line(trouble['evidence'])}"
            )
    head = [
        f"{since:%Y-%m-%d} to {until:%Y-%m-%d} (UTC)",
        "",
        f"{'portal':<{widest}}  {'new':>5} {'edited':>6} {'removed':>7}",
    ]
    tail = ["", f"nothing new, and all as usual: {', '.join(silent)}"] if silent else []
    tail += ["", f"closed, nothing is asked there: {', '.join(closed)}"] if closed else []
    new, edited, removed = (sum(counts[name].values()) for name in ("new", "edited", "removed"))
    subject = f"luutru: the week: {new} new, {edited} edited, {removed} removed on {len(rows)} portals"
    return Message(subject, "\n".join([*head, *lines, *tail, f"-- \nluutru, {place}", ""]))
