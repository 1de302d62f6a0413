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
    is_terminal,
    print_json,
    put,
    say,
)
from archive.search import MARK, Hit, Sort
from archive.terminal import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.search import Counts

_ROWS = 12
"""Portals and sections of a count that are shown."""


def search(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help='Words, "a phrase", a OR b, -not, (a OR b) c, begin*, title:word, NEAR(a b, 5).',
        ),
    ] = None,
    portal: Annotated[list[str] | None, typer.Option(help="Only this portal; can be given several times.")] = None,
    category: Annotated[
        list[str] | None, typer.Option(help="Only this section of a portal; can be given several times.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only what credits this source: words of it.")] = None,
    author: Annotated[str | None, typer.Option(help="Only what names this author: words of the name.")] = None,
    since: Annotated[str | None, typer.Option(help="Published on or after: 2022, 2022-12 or 2022-12-31.")] = None,
    until: Annotated[str | None, typer.Option(help="Published on or before.")] = None,
    seen_since: Annotated[str | None, typer.Option(help="First received on or after.")] = None,
    seen_until: Annotated[str | None, typer.Option(help="First received on or before.")] = None,
    changed: Annotated[bool, typer.Option("--changed", help="Only what was edited.")] = False,
    removed: Annotated[bool, typer.Option("--removed", help="Only what was taken down.")] = False,
    as_of: Annotated[
        str | None,
        typer.Option(help="As the portals were at the end of this day, or at this time, in the wording of then."),
    ] = None,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.relevance,
    counts: Annotated[
        bool, typer.Option("--counts", help="How the whole result spreads over portals, sections and months.")
    ] = False,
    after: Annotated[str, typer.Option(metavar="KEY", help="Go on behind the hit of this key.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles.")] = 20,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Search titles and texts. A word typed with marks is found exactly, one without loosely: duong finds đường.

    Without a word, everything that passes the options, newest first.
    """
    with Archive.open(archive_folder(ctx, archive)) as opened:
        hits = opened.search(
            " ".join(query or ()), portal=portal, category=category, source=source, author=author, since=since,
            until=until, seen_since=seen_since, seen_until=seen_until, changed=changed, removed=removed, as_of=as_of,
            sort=sort, limit=limit, after=after, progress=_progress,
        )  # fmt: skip
        for line in hits.advice:
            sys.stderr.write(f"luutru: {one_line(line)}\n")
        if counts:
            _counts(hits.counts, as_json=as_json)
            return
        if as_json:
            print_json(asdict(hit) for hit in hits)
            return
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
    facts = (hit.published_on or "undated", hit.portal, hit.category, "" if hit.state == "live" else hit.state)
    say("    " + " · ".join(fact for fact in facts if fact) + f"\n    {hit.url}")
    put("    " + _marked(harmless(hit.snippet or hit.lead)) + "\n")


def _counts(counts: Counts, *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(counts)])
        return
    say(f"{counts.articles:,} articles" if counts.articles != 1 else "1 article")
    for name, values in (("portal", counts.portals), ("section", counts.categories)):
        _column(name, dict(list(values.items())[:_ROWS]), more=len(values) - _ROWS)
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


def _progress(done: int, of: int) -> None:
    """Says on a terminal how far the index is, where that takes a while."""
    if of > 2000 and sys.stderr.isatty():
        sys.stderr.write(f"\rthe search index: {done:,} of {of:,} articles" + ("\n" if done >= of else ""))
        sys.stderr.flush()


def _bold(text: str) -> str:
    return typer.style(text, bold=True) if is_terminal() else text


def _marked(snippet: str) -> str:
    begin, end = ("\x1b[1;33m", "\x1b[0m") if is_terminal() else MARK
    return snippet.replace(MARK[0], begin).replace(MARK[1], end)
