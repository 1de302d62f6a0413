"""`luutru export`: articles to a file."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder
from archive.errors import LuutruError
from archive.export import csv_file, jsonl_file, rows


class Format(StrEnum):
    """What can be written."""

    csv = "csv"
    jsonl = "jsonl"


WRITERS = {Format.csv: csv_file.write, Format.jsonl: jsonl_file.write}


def export(
    ctx: typer.Context,
    out: Annotated[str, typer.Argument(metavar="OUT", help="The file to write, '-' for standard output.")],
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]...", help="Only what this search finds.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="csv (for Excel) or jsonl.")] = Format.csv,
    archive: ArchiveOption = None,
) -> None:
    """Export the articles, or those that a search finds, as CSV or JSON Lines."""
    with Archive.open(archive_folder(ctx, archive)) as opened:
        found = rows(opened, " ".join(query or ()) or None)
        if out == "-":
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            WRITERS[format_](sys.stdout, found)
            return
        target = Path(out)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with partial.open("w", encoding="utf-8", newline="") as file:
                count = WRITERS[format_](file, found)
            partial.replace(target)
        except OSError as error:
            raise LuutruError(f"{out}: cannot be written: {error.strerror}") from None
        finally:
            partial.unlink(missing_ok=True)
        sys.stderr.write(f"{count} articles written to {out}\n")
