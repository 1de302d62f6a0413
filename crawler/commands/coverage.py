"""`luutru coverage`: what portals claim to hold beside what the archive holds. Here because `--fetch` asks them."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, countable, print_json, say
from archive.coverage import coverage
from archive.database import writer_lock
from archive.errors import LuutruError, UsageError
from archive.heat_map import LEGEND, lines, svg
from archive.missing_numbers import FAILED
from archive.processes import safe_path
from crawler.candidates import candidates, entries, probes
from crawler.commands.crawl import crawl_portals
from crawler.crawl_options import Options
from crawler.frontier.sqlite import SqliteFrontier
from crawler.roster import roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.ledger import Cell, Counted, Coverage
    from archive.missing_numbers import NumberGap
    from crawler.candidates import Candidate
    from crawler.portal import Portal

SHOWN = 12
"""Sections, listings and gaps of each portal that are printed; --json has all."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def coverage_command(
    ctx: typer.Context,
    portal: Annotated[str | None, typer.Argument(metavar="[PORTAL]", help="Only this one; else all.")] = None,
    since: Annotated[str | None, typer.Option(help="Published at or after: 2022, 2022-12 or 2022-12-31.")] = None,
    until: Annotated[str | None, typer.Option(help="Published at or before; written likewise.")] = None,
    picture: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Write a heat map of months to this file.")
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Queue what is missing, newest first, and crawl the portals.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, callback=countable, help="With --fetch: queue so many addresses a portal at most.")
    ] = 200,
    contact: Annotated[
        str, typer.Option(envvar="LUUTRU_CONTACT", help="With --fetch: whom a portal can write to.")
    ] = "",
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show what sitemaps, feeds, listings and counters claim, by section and month, beside what the archive holds.

    Also gaps in running article ids and document numbers. What the archive can explain (gone, closed by robots.txt,
    another address of an article) is no gap. With --fetch what is missing is asked for.
    """
    folder = archive_folder(ctx, archive)
    ledgers = _ledgers(folder, portal, since, until)
    if as_json:
        print_json(record for ledger in ledgers for record in _records(ledger))
    else:
        _say_all(ledgers)
    if picture is not None:
        named = ledgers[0].name if len(ledgers) == 1 else f"{len(ledgers)} portals"
        picture.write_text(svg(ledgers, title=f"Held of what is known to exist: {named}"), encoding="utf-8")
    if fetch:
        _fetch(folder, ledgers, since, until, limit=limit, contact=contact, quiet=as_json)


def _ledgers(folder: Path, portal: str | None, since: str | None, until: str | None) -> list[Coverage]:
    with Archive.open(folder) as opened:
        return list(coverage(opened, portal, since=since, until=until))


# What is printed


def _records(ledger: Coverage) -> Iterator[dict[str, Any]]:
    """The ledger as flat records: the portal first, then months, counters, gaps and missing addresses."""
    whole = {
        "name": ledger.name, "articles": ledger.articles, "announced": ledger.announced,
        "missing": len(ledger.missing), "likely_in_gaps": ledger.likely_in_gaps, "others": ledger.others,
    }  # fmt: skip
    yield {"type": "portal", "portal": ledger.portal, **whole}
    for cell in ledger.cells:
        yield {"type": "month", "portal": ledger.portal, **asdict(cell)}
    for counter in ledger.counters:
        yield {"type": "counter", "portal": ledger.portal, **asdict(counter)}
    for gap in ledger.gaps:
        yield {"type": "gap", "portal": ledger.portal, **asdict(gap), "month": gap.month}
    for one in ledger.missing:
        yield {"type": "missing", "portal": ledger.portal, **asdict(one)}


def _say_all(ledgers: Sequence[Coverage]) -> None:
    for ledger in ledgers:
        _say(ledger)
    if not ledgers:
        say("no portal was crawled yet")
    elif any(lines(ledger) for ledger in ledgers):
        say(LEGEND)


def _say(ledger: Coverage) -> None:
    say(f"{ledger.portal}: {ledger.name}")
    say(f"    {ledger.articles} articles held, {ledger.announced} announced, {len(ledger.missing)} of them missing")
    if ledger.others:
        say(f"    announced besides: {', '.join(f'{count} {name}' for name, count in sorted(ledger.others.items()))}")
    if ledger.likely_in_gaps:
        say(f"    about {ledger.likely_in_gaps} more are missing by their numbers")
    _say_sections(ledger.cells)
    for line in lines(ledger):
        say(f"    {line}")
    _say_some(ledger, "listings that say how long they are", [_counter(one) for one in ledger.counters])
    told = sorted(ledger.gaps, key=lambda gap: (gap.is_jump, not gap.is_sure, -gap.likely))
    _say_some(ledger, "gaps", [_gap(gap) for gap in told])
    _say_some(ledger, "missing, newest first", [f"{one.url} ({', '.join(one.roads)}; {one.why})"
                                                for one in ledger.missing])  # fmt: skip
    if ledger.missing or any(gap.template and not gap.is_jump for gap in ledger.gaps):
        say(f"    luutru coverage {ledger.portal} --fetch asks for what is missing")


def _say_sections(cells: Iterable[Cell]) -> None:
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for cell in cells:
        for place, count in enumerate((cell.sitemap, cell.feed, cell.listing, cell.announced, cell.held, cell.missing)):
            sums[cell.section][place] += count
    rows = sorted((row for row in sums.items() if any(row[1])), key=lambda row: -row[1][4] - row[1][5])
    if not rows:
        return
    say(f"    {'section':<32} {'sitemap':>8} {'feed':>6} {'listing':>8} {'announced':>10} {'held':>7} {'missing':>8}")
    for name, row in rows[:SHOWN]:
        shown = (name or "(none)")[:32]
        say(f"    {shown:<32} {row[0]:>8} {row[1]:>6} {row[2]:>8} {row[3]:>10} {row[4]:>7} {row[5]:>8}")
    if len(rows) > SHOWN:
        say(f"    and {len(rows) - SHOWN} sections more: --json has all")


def _say_some(ledger: Coverage, head: str, told: Sequence[str]) -> None:
    if told:
        say(f"    {head}:")
    for line in told[:SHOWN]:
        say(f"        {line}")
    if len(told) > SHOWN:
        say(f"        and {len(told) - SHOWN} more: luutru coverage {ledger.portal} --json has all")


def _counter(one: Counted) -> str:
    if one.counts == "pages":
        return f"{one.url}: {one.value} pages, {one.pages_seen} of them seen"
    return f"{one.url}: {one.value} articles, {one.held} held"


def _gap(gap: NumberGap) -> str:
    if gap.first == gap.last:
        numbers = str(gap.first)
    else:
        numbers = f"{gap.first} to {gap.last}" + (f" by {gap.step}" if gap.step > 1 else "")
    if gap.is_jump:
        found = "a jump, not counted"
    else:
        found = f"{gap.count} missing" if gap.is_sure else f"about {gap.likely} of {gap.count} missing"
    return f"{gap.series}: {numbers}: {found}" + (f", around {gap.month}" if gap.month else "")


# Asking for it


def _fetch(
    folder: Path, ledgers: Sequence[Coverage], since: str | None, until: str | None, *, limit: int, contact: str,
    quiet: bool,
) -> None:  # fmt: skip
    """Queues what is missing and crawls the portals that lack something."""
    portals = _portals(folder, [ledger.portal for ledger in ledgers])
    asked = {ledger.portal: _untried(folder, ledger.portal, probes(ledger)) for ledger in ledgers}
    for key, found in asked.items():
        if found:
            count = _queue(folder, portals[key], found, first=True)
            _try(folder, key, count, contact)
    if any(asked.values()):
        only = ledgers[0].portal if len(ledgers) == 1 else None
        ledgers = _ledgers(folder, only, since, until)
    chosen = []
    for ledger in ledgers:
        found = candidates(ledger, limit=limit)
        if found and (count := _queue(folder, portals[ledger.portal], found)):
            chosen.append(portals[ledger.portal])
            if not quiet:
                say(f"{ledger.portal}: {count} addresses queued")
    if chosen:
        crawl_portals(folder, chosen, Options(), by_name=True, contact=contact, quiet=quiet)
    elif not quiet:
        say("nothing to ask for: what is missing has no address that can be told")


def _untried(folder: Path, key: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Those of which no answer says yet whether the portal shows an article whatever its words say."""
    with Archive.open(folder) as opened:
        told = {row["url"] for row in opened.rows("SELECT url, outcome FROM pages WHERE portal = ?", key)
                if row["outcome"] not in FAILED}  # fmt: skip
    return [one for one in found if one.url not in told]


def _portals(folder: Path, keys: Sequence[str]) -> dict[str, Portal]:
    with Archive.open(folder) as opened:
        known = {one.key: one for one in roster(folder, opened).all if one.key in keys}
    if faults := [one.fault for one in known.values() if one.fault]:
        raise UsageError("; ".join(faults))
    return {key: one.portal for key, one in known.items() if one.portal}


def _queue(folder: Path, portal: Portal, found: Sequence[Candidate], *, first: bool = False) -> int:
    """Puts candidates into the frontier, also those that were asked for before; how many."""
    made = list(entries(portal, found, first=first))
    with writer_lock(folder):
        frontier = SqliteFrontier(folder / "frontier.db")
        try:
            frontier.put(made)
            frontier.make_due(portal.key, urls=[entry.url for entry in made], now=LONG_AGO)
        finally:
            frontier.close()
    return len(made)


def _try(folder: Path, key: str, count: int, contact: str) -> None:
    """Asks for the first `count` addresses alone, in a process of its own: a crawl runs once in a process."""
    process = multiprocessing.get_context("spawn").Process(target=_crawl_some, args=(folder, key, count, contact))
    with safe_path():
        process.start()
    process.join()


def _crawl_some(folder: Path, key: str, count: int, contact: str) -> None:
    with contextlib.suppress(LuutruError):  # what fails here fails in the crawl that follows, and is told there
        portal = _portals(folder, [key])[key]
        crawl_portals(folder, [portal], Options(limit=count), by_name=True, contact=contact, quiet=True)
