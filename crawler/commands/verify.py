"""`luutru verify`: whether the archive is whole, and mending it. Stands here because mending needs the extractor."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import LuutruError
from archive.repair import repair as mend
from archive.verification import Report, verify
from archive.warc import warc_files
from crawler.interpreter import PortalReader
from crawler.workers import Workers

if TYPE_CHECKING:
    from pathlib import Path

    from archive.warc_check import Checked

LINE_SECONDS = 10.0


class Damaged(LuutruError):
    """The archive is not whole."""


def verify_command(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended: the tables are made anew from warc/.")
    ] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Check every record, row, reference and the search index; name what is damaged and what that affects.

    Safe beside a running crawl. With --repair (not beside a crawl) what is damaged in archive.db is made anew from
    warc/, and the damaged file is kept beside it; damage in warc/ itself is marked.
    """
    folder = archive_folder(ctx, archive)
    report = _verified(folder)
    _print(report, as_json)
    if not report.findings:
        return
    if not repair:
        raise Damaged(f"{_counted(report)} found in {folder}: luutru verify --repair mends what can be mended")
    with Workers() as workers:
        reader = PortalReader(workers.read_now)
        repaired = mend(folder, report.findings, reader, progress=_Lines("visits entered"))
    for line in repaired.done:
        say(line)
    for line in repaired.lost:
        say(f"LOST {line}")
    again = _verified(folder)
    left = [one for one in again.findings if one.kind != "warc"]
    if left or again.findings:
        _print(again, as_json)
        raise Damaged(
            f"{_counted(again)} cannot be mended: bytes that are gone from warc/ come back only from a backup"
            if not left
            else f"{_counted(again)} left in {folder} after the repair"
        )
    if repaired.lost:
        raise Damaged(f"{len(repaired.lost)} rows could neither be made anew nor taken over: see LOST above")
    say(f"{folder} is whole")


def _verified(folder: Path) -> Report:
    console = Console(stderr=True)
    if not console.is_terminal:
        return verify(folder)
    columns = (TextColumn("verifying"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    total = sum((folder / "warc" / name).stat().st_size for name in warc_files(folder / "warc"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def told(checked: Checked) -> None:
            bar.advance(task, checked.size)

        return verify(folder, progress=told)


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        print_json(asdict(finding) for finding in report.findings)
        return
    for finding in report.findings:
        say(f"DAMAGED {finding.where}: {finding.what}")
        for line in finding.affects:
            say(f"    affects {line}")
    for note in report.notes:
        say(f"note: {note}")
    say(
        f"{report.files} WARC files with {report.records} records ({report.bytes / 1e6:.1f} MB), {report.captures} "
        f"captures and {report.rows} rows checked: {_counted(report) if report.findings else 'all whole'}"
    )


def _counted(report: Report) -> str:
    count = len(report.findings)
    return f"{count} damaged place{'s' if count != 1 else ''}"


class _Lines:
    """Says now and then how far a long repair has come."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._console = Console(stderr=True)
        self._last = time.monotonic()

    def __call__(self, count: int) -> None:
        if time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            self._console.print(f"{count} {self._what}", highlight=False)
