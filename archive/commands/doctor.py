"""`luutru doctor PORTAL`: what is wrong with one portal, how it shows, and what to do about it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.clock import now, time_of
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import UsageError
from archive.health.advice import advice_of
from archive.health.examples import examples
from archive.health.other_types import other_types
from archive.health.overview import overview
from archive.health.runs import history
from archive.health.usual import longest_usual_gap

if TYPE_CHECKING:
    from archive.health.runs import RunFigures

RUNS = 7
_WIDTH = 100


def doctor(
    ctx: typer.Context,
    portal: Annotated[str, typer.Argument(metavar="PORTAL", help="The portal's key.")],
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Say what is not as usual at a portal, since when, which pages show it, and what to do about it; and which pages
    are called other than news.
    """
    folder = archive_folder(ctx, archive)
    moment = now()
    with Archive.open(folder) as opened:
        rows = overview(opened, now=moment, portal=portal)
        if not rows:
            raise UsageError(f"no portal {portal!r} was crawled into {folder}: luutru status lists those that were")
        row = rows[0]
        told = history(opened.database.conn, portal, now=time_of(row["last_crawl"]) or moment)
        for trouble in row["troubles"]:
            advice = advice_of(trouble["kind"], portal=portal, homepage=row["homepage"])
            trouble |= {"name": advice.name, "meaning": advice.meaning, "step": advice.step}
            trouble["pages"] = examples(opened, portal, trouble["kind"])
        row["other_types"] = other_types(opened, portal)
    row["longest_silence_days"] = longest_usual_gap([day.toordinal() for day in told.published[-400:]])
    row["last_runs"] = [_record(run) for run in told.runs[-RUNS:]]
    if as_json:
        print_json([row])
        return
    _say(row)


def _say(row: dict[str, Any]) -> None:
    say(f"{row['portal']}: {row['name']}, {row['homepage']}")
    if not row["troubles"]:
        say("all is as usual")
    for trouble in row["troubles"]:
        say(f"\n{trouble['level']} since {trouble['since']}: {trouble['name']}")
        for name, text in (("seen", trouble["evidence"]), ("meaning", trouble["meaning"]), ("do", trouble["step"])):
            if text:
                say(textwrap.fill(f"{name}: {text}", _WIDTH, initial_indent="    ", subsequent_indent="      "))
        for page in trouble["pages"]:
            say(f"    {page['url']}\n      {' '.join((page['what'] or '').split())}")
    say()
    silence = row["longest_silence_days"]
    rhythm = f"; the longest silence so far was {silence} days" if silence else ""
    say(f"newest article of {row['newest_article'] or 'unknown date'}{rhythm}")
    if row["failing_pages"]:
        say(f"addresses that failed when last asked for: {row['failing_pages']}")
    if row["next_due"]:
        say(f"next look due {row['next_due']}")
    say("last runs:")
    for run in row["last_runs"]:
        say(f"    {run['started_at']}  {run['reason'] or 'did not end'}: {run['pages']} pages, {run['new']} new, "
            f"{run['changed']} changed, {run['errors']} errors")  # fmt: skip
    for line in (*row["last_failures"], *row["last_notes"]):
        say(f"    - {line}")
    _say_types(row["other_types"])


def _say_types(types: list[dict[str, Any]]) -> None:
    if not types:
        return
    say("\npages called other than news:")
    for one in types:
        say(f"    {one['pages']:,} {one['page_type']} ({_why(one)}): {_folders(one)}")
        for page in one["examples"]:
            say(f"        {page['id']}  {page['confidence']:.0%} sure: {' '.join(page['title'].split())}")
            say(f"          {page['url']}")
    say("    wrong? luutru reclassify ID PAGE-TYPE, or for all of a folder: luutru reclassify /FOLDER/ PAGE-TYPE")


def _why(one: dict[str, Any]) -> str:
    """What decided it."""
    read = one["pages"] - one["by_rule"]
    sure = f", {one['confidence']:.0%} sure on average" if one["confidence"] is not None else ""
    told = [f"{read:,} as they are read{sure}"] if read else []
    return "; ".join([*told, f"{one['by_rule']:,} by luutru reclassify"] if one["by_rule"] else told)


def _folders(one: dict[str, Any]) -> str:
    rest = one["pages"] - sum(one["folders"].values())
    listed = ", ".join(f"{count:,} in {name}" for name, count in one["folders"].items())
    return listed + (f", {rest:,} elsewhere" if rest else "")


def _record(run: RunFigures) -> dict[str, Any]:
    return {
        "started_at": f"{run.started_at:%Y-%m-%dT%H:%M:%SZ}", "reason": run.reason, "pages": run.count("pages"),
        "new": run.count("articles_new"), "changed": run.count("articles_changed"), "errors": run.count("errors"),
    }  # fmt: skip
