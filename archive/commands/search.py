"""`luutru search`: full text."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.commands.options import (
    ArchiveOption,
    JsonOption,
    archive_folder,
    countable,
    is_terminal,
    print_json,
    put,
    say,
)
from archive.commands.search_options import SearchOptions, others_line, progress, takes_search_options
from archive.errors import UsageError
from archive.search import MARK, Hit
from archive.search_json import described
from archive.terminal import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.search import Counts, Hits

_ROWS = 12
"""Portals and sections of a count that are shown."""


@takes_search_options
def search(
    ctx: typer.Context,
    options: SearchOptions,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help='Words, "a phrase", a OR b, -not, (a OR b) c, begin*, title:word, NEAR(a b, 5).',
        ),
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="How the whole result spreads over portals, sections and months.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, callback=countable, help="At most so many articles.")] = 20,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Search titles and texts. A word typed with marks is found exactly, one without loosely: duong finds đường.

    Without a word, everything that passes the options, newest first.
    """
    words = " ".join(query or ())
    asked = options.asked()
    if not words.strip() and not counts and not asked.keys() - {"sort", "after"}:
        raise UsageError("nothing to search for: give at least one word, or a filter")
    with Archive.open(archive_folder(ctx, archive)) as opened:
        hits = opened.search(words, limit=limit, progress=progress, **asked)
        for line in hits.advice:
            sys.stderr.write(f"luutru: {one_line(line)}\n")
        if counts:
            _counts(hits.counts, as_json=as_json)
        elif as_json:
            print_json(map(described, hits))
        else:
            _show_all(hits, limit)
        sys.stdout.flush()
        if others := others_line(hits.other_types):
            sys.stderr.write(f"luutru: {others}\n")


def _show_all(hits: Hits, limit: int) -> None:
    last = None
    for count, hit in enumerate(hits, 1):
        _show(hit)
        last = (count, hit.key)
    if last is None:
        say("nothing found")
    elif last[0] == limit and (whole := len(hits)) > limit:
        say(f"{last[0]} of {whole:,}; --after {last[1]} goes on behind them, --limit shows more at once")


def _show(hit: Hit) -> None:
    put(_bold(f"{hit.id}  {harmless(hit.title)}"))
    folded = f"{hit.copies} more of story {hit.story}" if hit.copies else ""
    page_type, state = "" if hit.page_type == "news" else hit.page_type, "" if hit.state == "live" else hit.state
    facts = (hit.published_on or "undated", hit.portal, hit.category, page_type, state, folded)
    say("    " + " · ".join(fact for fact in facts if fact) + f"\n    {hit.url}")
    put("    " + _marked(harmless(hit.snippet or hit.lead)) + "\n")


def _counts(counts: Counts, *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(counts)])
        return
    say(f"{counts.articles:,} articles" if counts.articles != 1 else "1 article")
    for name, values in (("portal", counts.portals), ("section", counts.categories)):
        _column(name, dict(list(values.items())[:_ROWS]), more=len(values) - _ROWS)
    if len(counts.page_types) > 1:
        _column("page type", counts.page_types, more=0)
    _column("month", counts.months, more=0)


def _column(name: str, values: Mapping[str, int], *, more: int) -> None:
    if not values:
        return
    say(f"\nby {name}")
    most = max(values.values())
    for value, count in values.items():
        bar = "█" * max(1, round(24 * count / most))
        say(f"  {count:>9,}  {bar:<24}  {value or '(none)'}")
    if more > 0:
        say(f"  and {more} more: --json tells all")


def _bold(text: str) -> str:
    return typer.style(text, bold=True) if is_terminal() else text


def _marked(snippet: str) -> str:
    begin, end = ("\x1b[1;33m", "\x1b[0m") if is_terminal() else MARK
    return snippet.replace(MARK[0], begin).replace(MARK[1], end)
