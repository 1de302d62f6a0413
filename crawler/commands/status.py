"""`luutru status`: every portal at a glance, one line each, the gravest first, and why it is not as it should be."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.clock import now, time_of, utc_text
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
from archive.health.overview import DAYS, blank, health_of, overview
from archive.health.sparkline import sparkline
from archive.health.storage import Storage, storage
from archive.terminal import harmless, one_line
from crawler.agenda import next_of
from crawler.commands.listing import MOST_LINES, TagOption, ago, counted, folded, has_tag, in_time, size, spelt
from crawler.commands.portals import gone_line
from crawler.configuration import load_configuration, size_bytes
from crawler.portal import own_files
from crawler.roster import looked_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from crawler.calendar import Next
    from crawler.frontier import Frontier
    from crawler.roster import Known

_COLOURS = {"red": "\x1b[31m", "yellow": "\x1b[33m", "new": "", "green": "\x1b[32m", "closed": ""}
"""By `health`, in the order in which portals are shown."""
_RESET = "\x1b[0m"
_SAID = {"new": "never crawled"}
_MOST_RED, _MOST_YELLOW = 20, 12
"""Portals that are shown where there are too many for a screen."""
_LONGEST = 160


def status(
    ctx: typer.Context,
    portal: Annotated[
        str | None, typer.Argument(metavar="[PORTAL]", help="Only this portal, with all details.")
    ] = None,
    red: Annotated[bool, typer.Option("--red", help="Only portals that are red.")] = False,
    tag: TagOption = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them, however many there are.")] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show each portal on one line, red ones first: how it is, what is held, new articles of 30 days, next crawl.

    A dot among the days: nothing was asked for. What to do about a portal: luutru doctor PORTAL.
    """
    folder = archive_folder(ctx, archive)
    if not own_files(folder):
        with Archive.open(folder):  # says so where there is none
            pass
    with looked_at(folder) as (known, opened, frontier):
        following = {one.key: next_of(one.portal, opened, frontier)
                     for one in known.known if one.portal and one.state in ("open", "paused")}  # fmt: skip
        moment = now()
        judged = {row["portal"]: row for row in overview(opened, now=moment)} if opened else {}
        stored = storage(opened, now=moment) if opened else {}
        rows = [_row(one, judged, stored, following.get(one.key), frontier, moment) for one in known.known]
    if portal is not None and portal not in {row["portal"] for row in rows}:
        raise UsageError(f"no portal {portal!r} is known in {folder}: luutru portals lists those that are")
    order = list(_COLOURS)
    rows.sort(key=lambda row: (order.index(row["health"]), row["portal"]))
    shown = [row for row in rows if portal in (None, row["portal"]) and has_tag(row["tags"], tag)
             and (not red or row["health"] == "red")]  # fmt: skip
    if as_json:
        print_json(shown)
        return
    if portal is not None:
        _say_one(shown[0], moment)
        return
    is_whole = everything or red or tag is not None or len(shown) <= MOST_LINES
    (_say_all if is_whole else _say_some)(shown, following, moment)
    _say_sum(folder, shown, stored if shown == rows else {}, moment)


def _row(
    one: Known, judged: Mapping[str, dict[str, Any]], stored: Mapping[str, Storage], following: Next | None,
    frontier: Frontier, moment: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The record of a portal: what the tables tell of it, and what its definition and the queue say."""
    row = judged.get(one.key) or blank(one.key, name=one.name, homepage=one.homepage)
    if row["health"] != "new" and not one.was_crawled:
        row["health"] = "new"
    row |= asdict(stored.get(one.key, Storage()))
    row |= {
        "name": one.name, "homepage": one.homepage, "state": one.state, "note": one.note, "tags": list(one.tags),
        "file_is_gone": one.has_no_file, "definition": one.place,
        "next_crawl": utc_text(following.at) if following and following.at else None,
        "next_why": following.why if following else None,
        "left": frontier.left_count(one.key, moment) if row["run"] == "interrupted" else 0,
    }  # fmt: skip
    if one.state == "closed":
        row["health"], row["troubles"] = "closed", []
    elif one.fault:
        since = row["last_crawl"] or utc_text(moment)
        row["troubles"].insert(0, {"kind": "definition", "level": "red", "since": since, "evidence": one.fault})
        row["health"] = health_of(row["troubles"])
    return row


def _say_all(rows: Sequence[Mapping[str, Any]], following: Mapping[str, Next], moment: datetime) -> None:
    """A line each, and what is wrong with it."""
    widest = max((len(row["portal"]) for row in rows), default=0)
    most = max((len(f"{row['articles']:,}") for row in rows), default=0)
    for row in rows:
        put(_line(row, widest, most, following.get(row["portal"]), moment))
        for trouble in row["troubles"]:
            say(f"    {_trouble(row, trouble)}")


def _say_some(rows: Sequence[Mapping[str, Any]], following: Mapping[str, Next], moment: datetime) -> None:
    """What needs a look, shortly; of the others what comes next."""
    widest = max(len(row["portal"]) for row in rows)
    for health, most in (("red", _MOST_RED), ("yellow", _MOST_YELLOW)):
        some = [row for row in rows if row["health"] == health]
        some.sort(key=lambda row: (row["troubles"][0]["since"], row["portal"]), reverse=True)  # the newest first
        lines = [
            f"{_sign(row)} {harmless(row['portal']):<{widest}}  {_trouble(row, row['troubles'][0]).partition(' ')[2]}"
            for row in some
        ]
        for line in folded([line[:_LONGEST] for line in lines], most):
            put(line)
        if len(some) > most:
            kinds: dict[str, int] = {}
            for row in some:
                name = _named(row, row["troubles"][0]["kind"])
                kinds[name] = kinds.get(name, 0) + 1
            told = ", ".join(f"{name} {count:,}" for name, count in sorted(kinds.items(), key=lambda one: -one[1]))
            put(f"    all {health} ones: {told}")
    due = sorted((one.at, key) for key, one in following.items() if one.at is not None)
    if waiting := [key for at, key in due if at <= moment]:
        put(f"due now: {_keys(waiting)}")
    if later := [key for at, key in due if at > moment]:
        put(f"{in_time(following[later[0]], moment)}: {_keys(later)}")
    put("each portal: luutru status --all; one of them, or some: PORTAL, --red, --tag T")


def _keys(keys: Sequence[str]) -> str:
    return harmless(", ".join(folded(keys, 5)))


def _named(row: Mapping[str, Any], kind: str) -> str:
    return advice_of(kind, portal=row["portal"], homepage=row["homepage"]).name


def _trouble(row: Mapping[str, Any], trouble: Mapping[str, Any]) -> str:
    name = _named(row, trouble["kind"])
    return one_line(f"{trouble['level']} since {trouble['since'][:10]}: {name}: {trouble['evidence']}")


def _sign(row: Mapping[str, Any]) -> str:
    if is_terminal():
        return f"{_COLOURS[row['health']]}●{_RESET}"
    return f"{row['health']:<6}"


def _line(row: Mapping[str, Any], widest: int, most: int, following: Next | None, moment: datetime) -> str:
    last = moment.date()
    shown = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    counts = dict(zip(shown, row["new_by_day"], strict=True))
    asked = {day for day, count in counts.items() if count is not None}
    days = sparkline({day: count or 0 for day, count in counts.items()}, asked, last=last, days=DAYS)
    newest = f"newest {row['newest_article']}" if row["newest_article"] else "no date" if row["articles"] else ""
    state = f"{row['state']} {row['note']}".strip() if row["state"] in ("closed", "paused", "named") else ""
    state = state.replace("named", "crawled only when it is named", 1) if row["state"] == "named" else state
    parts = [newest, _run(row, moment), state, in_time(following, moment)]
    portal = f"{harmless(row['portal']):<{widest}}"
    return f"{_sign(row)} {portal} {row['articles']:>{most},} {days}  {harmless(', '.join(filter(None, parts)))}"


def _run(row: Mapping[str, Any], moment: datetime) -> str:
    """How long ago the last run was, and how it ended where that is not as it should be."""
    if row["last_crawl"] is None:
        return "never crawled"
    told = f"run {ago(time_of(row['last_crawl']), moment)}"
    if row["run"] == "under way":
        return f"{told} (under way)"
    if row["run"] == "interrupted":
        left = f", {row['left']:,} addresses left" if row["left"] else ""
        return f"{told} (interrupted, goes on with the next run{left})"
    return told if row["last_reason"] == "finished" else f"{told} ({row['last_reason']})"


def _say_one(row: Mapping[str, Any], moment: datetime) -> None:
    """A portal with all that is known of it."""
    _say_all([row], {}, moment)
    say(f"    {one_line(row['name'])}, {row['homepage']}" + "".join(f" #{tag}" for tag in row["tags"]))
    if row["file_is_gone"]:
        say(f"    {gone_line(row['portal'])}")
    else:
        say(f"    definition: {row['definition']}" + (f" ({row['note']})" if row["note"] else ""))
    if row["next_why"]:
        say(f"    next crawl: {row['next_crawl'] or 'none'} ({row['next_why']})")
    if row["last_crawl"]:
        growth = row["growth_bytes"]
        grown = f"growing by {size(growth)} a day" if growth is not None else "watched for less than a day"
        say(f"    {row['requests']:,} requests in {counted(row['runs'], 'run')}; {size(row['warc_bytes'])} in warc/, "
            f"{grown}; {counted(row['captures'], 'capture')}")  # fmt: skip
    if row["last_finished"]:
        say(f"    the last run brought {row['last_new']:,} new and {row['last_changed']:,} changed articles, "
            f"{row['last_errors']:,} errors")  # fmt: skip


def _say_sum(
    folder: Path, rows: Sequence[Mapping[str, Any]], stored: Mapping[str, Storage], moment: datetime
) -> None:  # fmt: skip
    """How many portals there are by colour, what is held, and when the disk is full: the last line."""
    counts = {name: sum(row["health"] == name for row in rows) for name in _COLOURS}
    colours = ", ".join(f"{count:,} {_SAID.get(name, name)}" for name, count in counts.items() if count)
    paused = sum(row["state"] == "paused" for row in rows)
    colours += f"; {paused:,} of them paused" if paused else ""
    articles = counted(sum(row["articles"] for row in rows), "article")
    versions = counted(sum(row["versions"] or 0 for row in rows), "version")
    told = f"{counted(len(rows), 'portal')}: {colours}. {articles} in {versions}" if rows else "no portal"
    database = folder / "archive.db"
    if not database.exists():
        say(told)
        return
    files = sorted((folder / "warc").glob("*.warc.gz"))
    in_warc = sum(file.stat().st_size for file in files)
    say(f"{told}; {size(database.stat().st_size)} of database, {size(in_warc)} in {counted(len(files), 'WARC file')}")
    if room := _room(folder, stored, in_warc + database.stat().st_size):
        say(room)


def _room(folder: Path, stored: Mapping[str, Storage], held: int) -> str:
    """For how long the disk has room at the growth of now; empty where nothing has been watched for a week."""
    growing = [one for one in stored.values() if one.growth_bytes is not None]
    captured = sum(one.warc_bytes for one in stored.values())
    growth = sum(one.growth_bytes or 0.0 for one in growing) * (held / captured if captured else 1)
    if not growing or not growth:
        return ""
    free = shutil.disk_usage(folder).free - size_bytes(load_configuration(folder).disk.floor)
    if free <= 0:
        return "the disk is full: luutru crawls nothing more until there is room"
    days = free / growth
    left = "more than 20 years" if days > 20 * 365 else f"about {spelt(days * 86400)}"
    return f"growing by {size(growth)} a day: the disk has room for {left}"
