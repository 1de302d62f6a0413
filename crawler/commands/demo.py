"""`luutru demo`: the practice portal, crawled into an archive and held against its own truth."""

from __future__ import annotations

import os
import socket
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder, say
from archive.commands.serve import serve as serve_pages
from archive.errors import LuutruError, UsageError
from archive.processes import luutru_command
from crawler.demo import DemoPortal, DemoServer, day_of
from crawler.demo.compare import Comparison, compared
from crawler.stopping import run_to_its_end

DEFAULT_PORT = 8642


class DemoLayout(StrEnum):
    """How the practice portal prints its articles."""

    mixed = "mixed"
    tables = "tables"
    divs = "divs"
    modern = "modern"


def demo(
    ctx: typer.Context,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the web pages afterwards.")] = True,
    days: Annotated[
        int, typer.Option(min=1, max=30, help="Play up to this day; days played before are not repeated.")
    ] = 1,
    layout: Annotated[DemoLayout, typer.Option(help="Print all articles in one layout.")] = DemoLayout.mixed,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The practice portal's port on loopback; else 8642 or a free one."),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Serve the bundled practice portal on loopback, crawl it into an archive, and compare that with the truth.

    Each further day plays what a portal does: new articles, edits, removals. The clock stands at the portal's day.
    """
    folder = archive_folder(ctx, archive)
    first = _days_played(folder) + 1
    portal = DemoPortal(layout.value)
    known = _port_of(folder)
    server_port = port or known or (DEFAULT_PORT if _is_free(DEFAULT_PORT) else 0)
    if days < first:
        say(f"day {first - 1} has been played already: --days {first} plays the next one")
    for day in range(first, days + 1):
        comparison, server_port = _play(folder, portal, day, server_port)
        for line in comparison.lines():
            say(line)
        if comparison.failed:
            raise LuutruError("the archive differs from what the practice portal holds: see above")
    say(f"The archive is in {folder}. Try: luutru -a {folder} search 'nông thôn mới'; luutru -a {folder} status")
    if serve:
        serve_pages(ctx, archive=folder)


def _play(folder: Path, portal: DemoPortal, day: int, port: int) -> tuple[Comparison, int]:
    """Serves a day on `port` (0: a free one) and crawls it; the comparison, and the port that it was."""
    try:
        server = DemoServer(portal, port=port, day=day)
    except OSError as error:
        raise UsageError(f"port {port} cannot be used ({error.strerror}): give another --port") from None
    with server:
        say(f"day {day}: the practice portal is at {server.url}")
        _crawl(folder, server.port, day)
        with Archive.open(folder) as archive:
            return compared(archive, portal, server, day), server.port


def _crawl(folder: Path, port: int, day: int) -> None:
    """One day's crawl, in a process of its own with the clock at that day: Scrapy's engine runs once in a process."""
    command = luutru_command(
        "--archive", str(folder), "crawl", "demo",
        "--set", f"homepage=http://127.0.0.1:{port}/", "--set", f"hosts=['localhost:{port}']",
    )  # fmt: skip
    environment = {**os.environ, "LUUTRU_NOW": f"{day_of(day)}T09:00:00+07:00"}
    code, was_stopped = run_to_its_end(command, environment)
    if was_stopped:
        raise LuutruError(f"stopped in the middle of day {day}: luutru demo goes on with it")
    if code:
        raise typer.Exit(code)


def _port_of(folder: Path) -> int | None:
    """The port at which the archive met the practice portal: its addresses hold it, so later days must have it too."""
    if not (folder / "archive.db").exists():
        return None
    with Archive.open(folder) as archive:
        rows = archive.rows("SELECT homepage FROM portals WHERE id = 'demo'")
    return urlsplit(rows[0]["homepage"]).port if rows else None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _days_played(folder: Path) -> int:
    """The last day whose crawl came to its end, and met the practice portal."""
    if not (folder / "archive.db").exists():
        return 0
    with Archive.open(folder) as archive:
        rows = archive.rows(
            "SELECT max(started_at) AS last FROM crawls "
            "WHERE portal = 'demo' AND reason = 'finished' AND failures IS NULL"
        )
    last = rows[0]["last"] if rows else None
    if last is None:
        return 0
    day = 1
    while day < 400 and f"{day_of(day)}" < last[:10]:
        day += 1
    return day
