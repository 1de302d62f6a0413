"""`luutru changes`: what was edited or removed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.changes import Kind
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, countable, print_json, say
from archive.page_types import ALL, read_types
from archive.records import PAGE_TYPES, USUAL_TYPES

if TYPE_CHECKING:
    from archive.changes import Change


def changes(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option(help="Seen at or after: 2022, 2022-12, 2022-12-31, an ISO time, in UTC, or 7d.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Seen at or before; written likewise.")] = None,
    portal: Annotated[str | None, typer.Option(help="Only this portal.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only this kind.")] = None,
    page_type: Annotated[
        list[str] | None,
        typer.Option(help=f"{', '.join(PAGE_TYPES)} or {ALL}; else {' and '.join(USUAL_TYPES)}; also several times."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, callback=countable, help="At most so many; all where it is not given.")
    ] = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """List what was edited or removed, newest first, with the size of each edit and the captures that show it."""
    with Archive.open(archive_folder(ctx, archive)) as opened:
        found = opened.changes(
            since=since, until=until, portal=portal, kind=kind, page_types=read_types(page_type), limit=limit
        )
        if as_json:
            print_json(asdict(change) for change in found)
            return
        count = 0
        for change in found:
            count += 1
            say(_lines(change))
        if not count:
            say("no changes")
        elif count == limit:
            say(f"the newest {count}; --limit shows more")


def _lines(change: Change) -> str:
    title = " ".join(change.title.split())
    captures = ", ".join(map(str, change.evidence)) or "none"
    facts = [change.portal, *_size(change), f"captures {captures}"]
    return f"{change.at}  {change.kind:<8}  {change.article_id}  {title}\n    {' · '.join(facts)}\n    {change.url}"


def _size(change: Change) -> list[str]:
    if change.version is None:
        return []
    where = f" in {', '.join(change.fields)}" if change.fields else ""
    return [f"version {change.version}", f"+{change.words_added} -{change.words_removed} words{where}"]
