"""`luutru doctor PORTAL`: what is wrong with one portal, how it shows, and what to do about it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.clock import now, time_of
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.doubts import Doubt
from archive.errors import UsageError
from archive.health.advice import advice_of
from archive.health.called import doubts, page_types, rules
from archive.health.examples import examples
from archive.health.overview import overview
from archive.health.runs import history
from archive.health.usual import longest_usual_gap
from archive.terminal import one_line

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
    """Say what is not as usual at a portal, since when, which pages show it, and what to do about it.

    And what of it is called other than news, how sure that is, and where a second look found something else.
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
        row["page_types"], row["page_type_rules"] = page_types(opened, portal), rules(opened, portal)
        row["doubts"] = doubts(opened, portal)
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
    _say_types(row)
    say("last runs:")
    for run in row["last_runs"]:
        say(f"    {run['started_at']}  {run['reason'] or 'did not end'}: {run['pages']} pages, {run['new']} new, "
            f"{run['changed']} changed, {run['errors']} errors")  # fmt: skip
    for line in (*row["last_failures"], *row["last_notes"]):
        say(f"    - {line}")


def _say_types(row: dict[str, Any]) -> None:
    """What is called other than news, the least sure pages of each type first in line to be looked at."""
    others = [one for one in row["page_types"] if one["page_type"] != "news"]
    if others:
        count, held = (sum(one["articles"] for one in some) for some in (others, row["page_types"]))
        say(f"called other than news: {count:,} of {held:,}; luutru reclassify ID|PATTERN PAGE-TYPE corrects it")
    for one in others:
        by_rule = f"; {one['by_rule']:,} by luutru reclassify" if one["by_rule"] else ""
        say(f"    {one['page_type']}: {_places(one)}{_sure(one)}{by_rule}")
        for page in one["examples"]:
            confidence = page["page_type_confidence"]
            sure = "not judged" if confidence is None else f"{confidence:.0%} sure"
            say(f"      {sure}: {page['article']}  {one_line(page['title'])}\n        {page['url']}")
    for rule in row["page_type_rules"]:
        say(f"    {'what fits ' if rule['is_pattern'] else ''}{rule['what']} is called {rule['page_type']}")
    for one in row["doubts"]:
        say(f"doubtful pages ({one['name']}): {one['articles']:,}")
        for page in one["examples"]:
            say(f"    {page['article']}  {one_line(page['title'])}\n      {Doubt(one['name'], page['value']).sentence}")


def _places(one: dict[str, Any]) -> str:
    """How many pages of a type there are, and in which folders they lie: what a pattern may be made of."""
    rest = one["articles"] - sum(one["folders"].values())
    listed = ", ".join(f"{count:,} in {name}" for name, count in one["folders"].items())
    return f"{one['articles']:,} ({listed}" + (f", {rest:,} elsewhere)" if rest else ")")


def _sure(one: dict[str, Any]) -> str:
    if one["least_sure"] is None:
        return ""
    return f"; {one['mean_sure']:.0%} sure on average, {one['least_sure']:.0%} at least"


def _record(run: RunFigures) -> dict[str, Any]:
    return {
        "started_at": f"{run.started_at:%Y-%m-%dT%H:%M:%SZ}", "reason": run.reason, "pages": run.count("pages"),
        "new": run.count("articles_new"), "changed": run.count("articles_changed"), "errors": run.count("errors"),
    }  # fmt: skip
