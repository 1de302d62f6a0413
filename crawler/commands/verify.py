"""`luutru verify`: whether the archive is whole, and mending it. Stands here because mending needs the extractor."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from archive import Archive, known_losses
from archive.clock import now
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import LuutruError, UsageError
from archive.repair import repair as mend
from archive.restoring import Restored, follow, restore
from archive.verification import Report, verify
from archive.warc import warc_files
from crawler.interpreter import PortalReader
from crawler.workers import Workers

if TYPE_CHECKING:
    from archive.warc_check import Checked

LINE_SECONDS = 10.0
MENDS_MOST = "luutru verify --repair mends what can be mended"
MENDS_FROM = "luutru verify --repair --from BACKUP"


class Damaged(LuutruError):
    """The archive is not whole."""


def verify_command(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended: the tables are made anew from warc/.")
    ] = False,
    copy: Annotated[
        Path | None,
        typer.Option("--from", metavar="BACKUP", help="With --repair: bring back what warc/ has lost from this copy."),
    ] = None,
    acknowledge: Annotated[
        str, typer.Option(metavar="REASON", help="State in warc/ that what it has lost is known, and why.")
    ] = "",
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Check every record, row, reference and the search index; name what is damaged and what that affects.

    Safe beside a running crawl. With --repair (not beside a crawl) what is damaged in archive.db is made anew from
    warc/, and the damaged file is kept beside it; damage in warc/ itself is marked. With --from, records and files that
    warc/ has lost come back from a backup that has them whole. With --acknowledge, losses in warc/ that nothing brings
    back are known from then on: they are counted, and are no failure any more.
    """
    folder = archive_folder(ctx, archive)
    if copy is not None and not repair:
        raise UsageError("--from names what to mend with: luutru verify --repair --from BACKUP")
    if acknowledge and repair:
        raise UsageError("--repair and --acknowledge are two steps: mend first, and acknowledge what is left")
    report = _verified(folder)
    _print(report, as_json)
    if not report.findings and copy is None:
        return
    if acknowledge:
        _acknowledge(folder, report, acknowledge)
        return
    if not repair:
        raise Damaged(f"{_counted(report)} found in {folder}: {_advice(report)}")
    restored = Restored()
    if copy is not None:
        restored = restore(folder, copy, [*report.findings, *report.known])
        for line in restored.notes:
            say(line)
        report = _verified(folder)
    with Workers() as workers:
        reader = PortalReader(workers.read_now)
        repaired = mend(folder, report.findings, reader, progress=_Lines("visits entered"))
        if restored.stretches:
            repaired.done += follow(folder, restored, report.findings, reader)
    again = _verified(folder)
    for line in repaired.done:
        say(line)
    for line in repaired.lost:
        say(f"LOST {line}")
    if again.findings:
        _print(again, as_json)
        raise Damaged(f"{_counted(again)} left in {folder}: {_advice(again)}")
    if repaired.lost:
        raise Damaged(f"{len(repaired.lost)} rows could neither be made anew nor taken over: see LOST above")
    say(f"{folder} is whole")


def _acknowledge(folder: Path, report: Report, reason: str) -> None:
    lost = [one for one in report.findings if one.kind == "warc" and one.stretch is not None]
    with Workers() as workers:
        mend(folder, lost, PortalReader(workers.read_now))  # marks their captures
    with Archive.open(folder, write=True) as archive:
        count = known_losses.acknowledge(archive.recording, lost, reason=reason, at=now())
    say(f"{count} losses acknowledged")
    if len(lost) < len(report.findings):
        left = [one for one in report.findings if one not in lost]
        raise Damaged(f"{len(left)} of what was found can be mended, and is no loss: {MENDS_MOST}")


def _advice(report: Report) -> str:
    """What to do about what was found."""
    if any(one.kind != "warc" for one in report.findings):
        return MENDS_MOST
    return (
        f"bytes that warc/ has lost come back from a copy that has them: {MENDS_FROM}; "
        "where there is none, luutru verify --acknowledge REASON"
    )


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
        print_json(asdict(finding) for finding in (*report.findings, *report.known))
        return
    for finding in report.findings:
        say(f"DAMAGED {finding.where}: {finding.what}")
        for line in finding.affects:
            say(f"    affects {line}")
    for finding in report.known:
        say(f"known loss, acknowledged {finding.acknowledged_at}: {finding.where}: {finding.what}")
    for note in report.notes:
        say(f"note: {note}")
    say(
        f"{report.files} WARC files with {report.records} records ({report.bytes / 1e6:.1f} MB), {report.captures} "
        f"captures and {report.rows} rows checked: {_outcome(report)}"
    )


def _outcome(report: Report) -> str:
    known = f"{len(report.known)} known loss{'' if len(report.known) == 1 else 'es'}" if report.known else ""
    if report.findings:
        return f"{_counted(report)}, {known}" if known else _counted(report)
    return f"{known}, all else whole" if known else "all whole"


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
