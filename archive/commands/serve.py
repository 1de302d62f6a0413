"""`luutru serve`: the archive in a browser, read-only: our pages and Datasette behind a wall (`archive/web/`)."""

from __future__ import annotations

import contextlib
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder
from archive.commands.search_options import progress
from archive.descriptions import described
from archive.errors import ArchiveError, LuutruError


def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8001,
    host: Annotated[
        str, typer.Option(help="The address to listen on; others than loopback open it to the network.")
    ] = "127.0.0.1",
    archive: ArchiveOption = None,
) -> None:
    """Serve the archive as web pages, read-only, on this machine alone. Safe beside a running crawl."""
    folder = archive_folder(ctx, archive)
    with Archive.open(folder) as opened:
        metadata = described(opened)
        with contextlib.suppress(ArchiveError):  # the pages say what is the matter with it
            opened.refresh_search(
                progress=progress, waits=False
            )  # else the first readers wait, and nobody tells them why
    if find_spec("datasette") is None:
        raise LuutruError("the web pages need Datasette: pip install 'luutru[web]'")
    from archive.web.server import listening, serve_archive  # it needs what may not be installed

    listening_on = listening(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening_on.getsockname()[1]}/"
    serve_archive(
        folder, listening_on, hosts=[host], metadata=metadata,
        ready=lambda: _say(f"{address}  (Ctrl-C ends it)"),
    )  # fmt: skip


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
