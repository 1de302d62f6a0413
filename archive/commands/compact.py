"""`luutru compact`: the databases without the room that they no longer use."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from archive import compact as compacting
from archive.commands.options import ArchiveOption, archive_folder, print_json, say
from archive.errors import LuutruError


def compact(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as a JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Give back the room that the databases no longer use; bring an earlier luutru's archive up to date."""
    done = compacting.compact(archive_folder(ctx, archive))
    if as_json:
        print_json([asdict(done)])
    else:
        for size in done.sizes:
            say(f"{size.name}: {_megabytes(size.before_bytes)} before, {_megabytes(size.after_bytes)} now")
        for line in done.made_anew:
            say(line)
    if done.left:
        raise LuutruError("; ".join(done.left))


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
