"""What Prometheus scrapes: the portals' health and counts in its text format (exposition format 0.0.4)."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archive.archive import Archive
from archive.clock import now, time_of
from archive.health.overview import overview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_LEVELS = {"green": 0, "closed": 0, "yellow": 1, "red": 2}
_TOTALS = """
SELECT portal, count(*) AS crawls, sum(requests) AS requests, sum(errors) AS errors, sum(new) AS new,
       sum(changed) AS changed, sum(removed) AS removed
FROM crawls GROUP BY portal
"""
Sample = tuple[dict[str, str], float]


def metrics(archive: Archive, *, at: datetime) -> str:
    """The whole answer, a line a sample, each name with its help and type before it."""
    rows = overview(archive, now=at)
    lines: list[str] = []
    for name, kind, text, samples in _families(archive, rows):
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{_labels(labels)} {value:g}" if value < 1e6 else f"{name}{_labels(labels)} {value:.0f}"
                  for labels, value in samples]  # fmt: skip
    return "\n".join(lines) + "\n"


def metrics_of(folder: Path) -> str:
    """The answer for the archive in `folder`, opened for it and closed again."""
    with Archive.open(folder) as archive:
        return metrics(archive, at=now())


def _families(archive: Archive, rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, list[Sample]]]:
    def by_portal(value: str) -> list[Sample]:
        return [({"portal": row["portal"]}, float(row[value] or 0)) for row in rows]

    def moments(value: str) -> list[Sample]:
        found = [(row["portal"], _seconds(row[value])) for row in rows]
        return [({"portal": portal}, seconds) for portal, seconds in found if seconds is not None]

    health = [({"portal": row["portal"]}, float(_LEVELS[row["health"]])) for row in rows]
    yield "luutru_portal_health", "gauge", "0: green, 1: yellow, 2: red", health
    closed = [({"portal": row["portal"]}, float(row["health"] == "closed")) for row in rows]
    yield "luutru_portal_closed", "gauge", "1: nothing is expected of it any more, or yet; its health is 0", closed
    troubles = [
        ({"portal": row["portal"], "kind": one["kind"], "level": one["level"]}, 1.0)
        for row in rows for one in row["troubles"]
    ]  # fmt: skip
    yield "luutru_trouble", "gauge", "A trouble that lasts; see docs/health.md", troubles
    yield "luutru_articles", "gauge", "Articles held", by_portal("articles")
    yield "luutru_articles_gone", "gauge", "Articles that the portal shows no more", by_portal("gone")
    yield "luutru_set_aside", "gauge", "Pages in doubt that wait to be looked at", by_portal("set_aside")
    yield "luutru_failing_pages", "gauge", "Addresses that failed when last asked for", by_portal("failing_pages")
    yield "luutru_last_crawl_timestamp_seconds", "gauge", "When the last run began", moments("last_crawl")
    yield "luutru_last_crawl_end_timestamp_seconds", "gauge", "When it ended", moments("last_finished")
    yield (
        "luutru_newest_article_timestamp_seconds",
        "gauge",
        "The newest date of publication",
        moments("newest_article"),
    )
    totals = archive.rows(_TOTALS)
    for name, text in (
        ("crawls", "Runs"), ("requests", "Requests made"), ("errors", "Requests that failed"),
        ("new", "Articles found"), ("changed", "Edits found"), ("removed", "Removals found"),
    ):  # fmt: skip
        samples = [({"portal": row["portal"]}, float(row[name] or 0)) for row in totals]
        yield f"luutru_{name}_total", "counter", text, samples
    warc = sum(one.stat().st_size for one in (archive.folder / "warc").glob("*"))
    database = (archive.folder / "archive.db").stat().st_size
    sizes: list[Sample] = [({"part": "database"}, float(database)), ({"part": "warc"}, float(warc))]
    yield "luutru_archive_bytes", "gauge", "Size of the archive on disk", sizes
    free: list[Sample] = [({}, float(shutil.disk_usage(archive.folder).free))]
    yield "luutru_disk_free_bytes", "gauge", "Free where the archive lies", free


def _seconds(written: str | None) -> float | None:
    if not written:
        return None
    if len(written) == len("2022-12-12"):
        return datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()
    found = time_of(written)
    return found.timestamp() if found is not None else None


def _labels(labels: dict[str, str]) -> str:
    r"""The labels of a sample, escaped as the format wants it.

    >>> _labels({"portal": 'a"b\\'})
    '{portal="a\\"b\\\\"}'
    """
    if not labels:
        return ""
    escaped = (
        (name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, value in labels.items()
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"
