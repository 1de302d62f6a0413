"""`luutru export`: articles to a file, or to a folder."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder, countable
from archive.commands.search_options import SearchOptions, others_line, progress, takes_search_options
from archive.errors import UsageError
from archive.export import COLUMNS, csv_file, jsonl_file, markdown_folder, other_types, parquet_file, rows
from archive.export.arrow import pyarrow_module
from archive.export.whole import whole_file, whole_folder

if TYPE_CHECKING:
    from collections.abc import Iterator


class Format(StrEnum):
    """What can be written."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    markdown = "markdown"


_ENDINGS = {
    ".csv": Format.csv, ".jsonl": Format.jsonl, ".ndjson": Format.jsonl, ".parquet": Format.parquet,
    ".pq": Format.parquet,
}  # fmt: skip


@takes_search_options
def export(
    ctx: typer.Context,
    options: SearchOptions,
    out: Annotated[
        str,
        typer.Argument(metavar="OUT", help="The file to write, '-' for standard output; for markdown a new folder."),
    ],
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]...", help="Only what this search finds.")
    ] = None,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="csv (for Excel), jsonl, parquet or markdown (a file an article); else as OUT is named, or csv.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, callback=countable, help="At most so many articles; else all.")
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Export the news and notices, or what a search finds, all of it: as CSV, JSON Lines, Parquet or Markdown.

    With --as-of they are in the wording of then.
    """
    chosen = _format_of(out, format_)
    if chosen is Format.parquet:
        pyarrow_module("Parquet")
    if chosen is Format.markdown and out == "-":
        raise UsageError("markdown is a folder, which standard output cannot be: name one")
    if out != "-" and chosen is not Format.markdown and not force and Path(out).exists():
        raise UsageError(f"{out}: there is something already: name another file, or --force")
    asked = {"query": " ".join(query or ()), **options.asked()}
    columns = markdown_folder.NEEDED if chosen is Format.markdown else COLUMNS
    with Archive.open(archive_folder(ctx, archive)) as opened:
        count = _write(out, chosen, rows(opened, asked, limit=limit, columns=columns, progress=progress))
        others = others_line(other_types(opened, asked))
    if out != "-":
        sys.stderr.write(f"{count:,} article{'' if count == 1 else 's'} written to {out}\n")
    if others:
        sys.stderr.write(f"luutru: {others}\n")


def _format_of(out: str, said: Format | None) -> Format:
    """The format that is said, or that the file's name tells. Raises UsageError where they differ."""
    told = _ENDINGS.get(Path(out).suffix.lower()) if out != "-" else None
    if said is not None and told is not None and said is not told:
        raise UsageError(f"{out} is named like {told}, and --format says {said}: leave one away")
    return said or told or Format.csv


def _write(out: str, format_: Format, found: Iterator[dict[str, Any]]) -> int:
    """Writes what was found; how much that was."""
    if format_ is Format.markdown:
        with whole_folder(Path(out)) as folder:
            return markdown_folder.write(folder, found)
    if format_ is Format.parquet:
        if out == "-":
            return parquet_file.write(sys.stdout.buffer, found)
        with whole_file(Path(out), binary=True) as file:
            return parquet_file.write(file, found)
    write = csv_file.write if format_ is Format.csv else jsonl_file.write
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        return write(sys.stdout, found)
    with whole_file(Path(out)) as file:
        return write(file, found)
