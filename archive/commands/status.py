"""`luutru status`: every portal at a glance, one line each, and why it is not as it should be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.clock import now, time_of
from archive.commands.options import (
    ArchiveOption,
    JsonOption,
    archive_folder,
    is_terminal,
    print_json,
    put,
    say,
)  # fmt: skip
from archive.errors import UsageError
from archive.health.advice import advice_of
from archive.health.overview import DAYS, overview
from archive.health.sparkline import sparkline
from archive.terminal import harmless

if TYPE_CHECKING:
    from datetime import datetime

_COLOURS = {"green": "\x1b[32m", "yellow": "\x1b[33m", "red": "\x1b[31m"}
_RESET = "\x1b[0m"


def status(
    ctx: typer.Context,
    portal: Annotated[str | None, typer.Argument(metavar="[PORTAL]", help="Only this portal.")] = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show each portal on one line: how it is, what is held, new articles of 30 days; then what is wrong with it.

    A dot among the days: nothing was asked for. What to do about a portal: luutru doctor PORTAL.
    """
    folder = archive_folder(ctx, archive)
    moment = now()
    with Archive.open(folder) as opened:
        rows = overview(opened, now=moment, portal=portal)
    if portal is not None and not rows:
        raise UsageError(f"no portal {portal!r} was crawled into {folder}: luutru status lists those that were")
    if as_json:
        print_json(rows)
        return
    widest = max((len(row["portal"]) for row in rows), default=0)
    most = max((len(f"{row['articles']:,}") for row in rows), default=0)
    for row in rows:
        put(_line(row, widest, most, moment))
        for trouble in row["troubles"]:
            name = advice_of(trouble["kind"], portal=row["portal"], homepage=row["homepage"]).name
            say(f"    {trouble['level']} since {trouble['since'][:10]}: {name}: {trouble['evidence']}")
    files = sorted((folder / "warc").glob("*.warc.gz"))
    articles = _counted(sum(row["articles"] for row in rows), "article")
    versions = _counted(sum(row["versions"] or 0 for row in rows), "version")
    size = _size((folder / "archive.db").stat().st_size)
    say(f"{articles} in {versions}, of {_counted(len(rows), 'portal')}; {size} of database, "
        f"{_size(sum(file.stat().st_size for file in files))} in {_counted(len(files), 'WARC file')}")  # fmt: skip


def _line(row: dict[str, Any], widest: int, most: int, moment: datetime) -> str:
    last = moment.date()
    shown = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    counts = dict(zip(shown, row["new_by_day"], strict=True))
    asked = {day for day, count in counts.items() if count is not None}
    days = sparkline({day: count or 0 for day, count in counts.items()}, asked, last=last, days=DAYS)
    sign = "●" if is_terminal() else f"{row['health']:<6}"
    if is_terminal():
        sign = f"{_COLOURS[row['health']]}{sign}{_RESET}"
    newest = f"newest {row['newest_article']}" if row["newest_article"] else "no date"
    run = f"run {_ago(time_of(row['last_crawl']), moment)}" if row["last_crawl"] else "never run"
    ended = "" if row["last_reason"] == "finished" else f" ({row['last_reason'] or 'under way, or killed'})"
    portal = f"{harmless(row['portal']):<{widest}}"
    return f"{sign} {portal} {row['articles']:>{most},} {days}  {newest}, {run}{harmless(ended)}"


def _ago(then: datetime | None, moment: datetime) -> str:
    """How long ago, in the largest unit that says enough.

    >>> from datetime import UTC, datetime
    >>> _ago(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 3, 5, tzinfo=UTC))
    '2 days ago'
    """
    if then is None:
        return "never"
    minutes = max(0, int((moment - then).total_seconds() // 60))
    for unit, length in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= 2 * length or (unit == "minute" and minutes):
            return f"{_counted(minutes // length, unit)} ago"
    return "just now"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}{'es' if what.endswith('s') else 's'}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"
