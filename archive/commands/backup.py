"""`luutru backup`: the archive into another folder."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from archive.backup import Copied, back_up
from archive.commands.options import ArchiveOption, archive_folder, print_json, say
from archive.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def backup(
    ctx: typer.Context,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="The folder of the copy: new, empty, or the last one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was copied as a JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Copy the archive into a folder, also while a crawl runs; only what is new since the last time is copied."""
    with _bar() as progress:
        done = back_up(archive_folder(ctx, archive), dest, progress=progress)
    for line in done.damaged:
        sys.stderr.write(f"luutru: {harmless(line)}\n")
    if as_json:
        print_json([asdict(done)])
    else:
        say(f"{dest}: {_told(done)}")
    if done.damaged:
        raise typer.Exit(1)


def _told(done: Copied) -> str:
    copied = f"{done.copied} file{'' if done.copied == 1 else 's'} copied ({_megabytes(done.copied_bytes)})"
    return f"{copied}, {done.kept} already there ({_megabytes(done.kept_bytes)})"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


@contextlib.contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total)
