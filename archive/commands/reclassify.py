"""`luutru reclassify`: what a page, or every page of an address pattern, is called."""

from __future__ import annotations

from typing import Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder, countable, say
from archive.errors import UsageError
from archive.reclassifying import check_page_type
from archive.records import PAGE_TYPES


def reclassify(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="ID|PATTERN", help="An article's number, or a regular expression found in addresses (/events/)."
        ),
    ],
    page_type: Annotated[
        str | None, typer.Argument(metavar="[PAGE-TYPE]", help=f"What it is: {', '.join(PAGE_TYPES)}.")
    ] = None,
    portal: Annotated[
        str | None, typer.Option("--portal", metavar="KEY", help="The portal whose addresses a pattern is for.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back: what extraction says counts again.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Correct what a page, or every page whose address fits a pattern, is called. Nothing is crawled again.

    It holds for later looks and readings of the same pages, for pages to come that fit the pattern, and through a
    repair. It makes no version. A number goes before a pattern; of two patterns that fit, the later one decides.
    """
    if undo == (page_type is not None):
        raise UsageError("say what it is, or --undo: luutru reclassify ID|PATTERN PAGE-TYPE")
    check_page_type(page_type)
    is_number = what.isascii() and what.isdigit()
    if is_number:
        countable(int(what[:40]))
    with Archive.open(archive_folder(ctx, archive), write=True) as opened:
        if portal is not None and portal not in {row["id"] for row in opened.portals()}:
            raise UsageError(f"no portal {portal!r} was crawled here: luutru status lists those that were")
        done = opened.reclassify(int(what) if is_number else what, page_type, portal=portal)
        if is_number:
            row = opened.article(int(what)) or {}
            say(f"article {what} is called {row['page_type']}" + (" again" if undo else ""))
            return
    say(f"{done.portal}: {done.fitting} articles fit {what!r}, {done.changed} are called otherwise now"
        + ("" if undo else f"; it holds for those to come: {page_type}"))  # fmt: skip
