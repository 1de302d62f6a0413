"""One portal: what is held of it month by month, how its crawls went, how it is."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from archive.clock import now, time_of
from archive.health.overview import overview
from archive.heat_map import rows_of
from archive.records import USUAL_TYPES
from archive.search import Sort
from archive.sentences import Sentence
from archive.web.asking import Asked, NotHere, Page
from archive.web.ledgers import ledger_of
from archive.web.pages.findings import named_troubles
from archive.web.rendering import address

if TYPE_CHECKING:
    from archive.archive import Archive
    from archive.heat_map import Month

SHOWN_RUNS = 30
SHOWN_MISSING = 20
_RUNS = """
SELECT id, started_at, finished_at, reason, requests, pages, articles, new, changed, removed, errors, notes, failures
FROM crawls WHERE portal = ? ORDER BY id DESC LIMIT ?
"""
_BY_TYPE = "SELECT page_type, count(*) AS pages FROM articles WHERE portal = ? GROUP BY 1 ORDER BY 1"


def portal_page(archive: Archive, asked: Asked) -> Page:
    """A portal by its key."""
    key = asked.parts["key"]
    rows = overview(archive, now=now(), portal=key)
    if not rows:
        raise NotHere(Sentence("there is no portal {key!r} in this archive", key=key))
    ledger = ledger_of(archive, key)
    runs = archive.rows(_RUNS, key, SHOWN_RUNS)
    for run in runs:
        run["seconds"] = _seconds(run["started_at"], run["finished_at"])
        for name in ("notes", "failures"):
            run[name] = json.loads(run[name] or "[]")
    months = rows_of([ledger])
    others = [row for row in archive.rows(_BY_TYPE, key) if row["page_type"] not in USUAL_TYPES]
    values = {
        "portal": archive.rows("SELECT * FROM portals WHERE id = ?", key)[0],
        "row": named_troubles(rows[0], asked.language),
        "others": sum(row["pages"] for row in others),
        "others_at": address("/search", portal=key, page_type=[row["page_type"] for row in others], sort=Sort.newest),
        "ledger": ledger,
        "why": Counter(one.why for one in ledger.missing).most_common(),
        "missing": ledger.missing[:SHOWN_MISSING],
        "years": _years(months.get((key, ""), {})),
        "sections": _sections(key, months),
        "runs": runs,
    }
    return Page(template="portal.html", values=values)


def _years(months: dict[str, Month]) -> list[dict[str, Any]]:
    """A row a year, the newest first, each with its twelve months; None where nothing is known."""
    years = sorted({month[:4] for month in months}, reverse=True)
    return [
        {"year": year, "months": [_cell(f"{year}-{number:02}", months) for number in range(1, 13)],
         "held": sum(found.held for month, found in months.items() if month[:4] == year)}
        for year in years
    ]  # fmt: skip


def _cell(month: str, months: dict[str, Month]) -> dict[str, Any] | None:
    found = months.get(month)
    if found is None or not found.held + found.missing:
        return None
    return {"month": month, "held": found.held, "missing": found.missing, "level": found.level}


def _sections(key: str, rows: dict[tuple[str, str], dict[str, Month]]) -> list[dict[str, Any]]:
    made = [
        {"name": section, "held": sum(month.held for month in months.values()),
         "missing": sum(month.missing for month in months.values())}
        for (portal, section), months in rows.items() if portal == key and section
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one["held"], one["name"]))


def _seconds(start: str, end: str | None) -> int | None:
    began, ended = time_of(start), time_of(end)
    return int((ended - began).total_seconds()) if began and ended else None
