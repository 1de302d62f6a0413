"""`luutru search`: full text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

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
from archive.search import MARK
from archive.terminal import harmless


def search(
    ctx: typer.Context,
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY...", help='Words, "a phrase", a OR b, -not, begin*, title:word.')
    ],
    portal: Annotated[str | None, typer.Option(help="Only this portal.")] = None,
    category: Annotated[str | None, typer.Option(help="Only this section of the portal.")] = None,
    since: Annotated[str | None, typer.Option(help="Published on or after: 2022, 2022-12 or 2022-12-31.")] = None,
    until: Annotated[str | None, typer.Option(help="Published on or before.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles.")] = 20,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Search titles and texts. A word typed with marks is found exactly, one without loosely: duong finds đường."""
    with Archive.open(archive_folder(ctx, archive)) as opened:
        hits = opened.search(" ".join(query), portal=portal, category=category, since=since, until=until, limit=limit)
        if as_json:
            print_json(asdict(hit) for hit in hits)
            return
        count = 0
        for hit in hits:
            count += 1
            put(_bold(f"{hit.id}  {harmless(hit.title)}"))
            facts = (hit.published_on or "undated", hit.portal, hit.category, "" if hit.state == "live" else hit.state)
            say("    " + " · ".join(fact for fact in facts if fact) + f"\n    {hit.url}")
            put("    " + _marked(harmless(hit.snippet)) + "\n")
        if not count:
            say("nothing found")
        elif count == limit:
            say(f"the first {count}; --limit shows more")


def _bold(text: str) -> str:
    return typer.style(text, bold=True) if is_terminal() else text


def _marked(snippet: str) -> str:
    begin, end = ("\x1b[1;33m", "\x1b[0m") if is_terminal() else MARK
    return snippet.replace(MARK[0], begin).replace(MARK[1], end)
