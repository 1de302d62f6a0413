"""`luutru serve`: the archive in a browser, read-only: Datasette behind a wall of ours (`archive/web/`)."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from archive import Archive, web
from archive.commands.options import ArchiveOption, archive_folder
from archive.descriptions import described
from archive.errors import LuutruError

SQL_MILLISECONDS = 1000
"""Then a statement is ended that somebody has typed."""
PLUGINS = Path(web.__file__).parent / "plugins"


def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8001,
    host: Annotated[
        str, typer.Option(help="The address to listen on; others than loopback open it to the network.")
    ] = "127.0.0.1",
    archive: ArchiveOption = None,
) -> None:
    """Serve the archive's tables as web pages, read-only, on this machine alone. Safe beside a running crawl."""
    folder = archive_folder(ctx, archive)
    with Archive.open(folder) as opened:
        metadata = described(opened)
    if find_spec("datasette") is None:
        raise LuutruError("the web pages need Datasette: pip install 'luutru[web]'")
    metadata["plugins"] = {"luutru_guard": {"hosts": [host]}}
    port = port or _free_port(host)
    _check_free(host, port)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "metadata.json"
        file.write_text(json.dumps(metadata, ensure_ascii=False), encoding="utf-8")
        command = [
            sys.executable, "-m", "datasette", "serve", str(folder / "archive.db"), "--host", host,
            "--port", str(port), "--metadata", str(file), "--setting", "allow_download", "off",
            "--setting", "default_page_size", "50", "--setting", "sql_time_limit_ms", str(SQL_MILLISECONDS),
            "--setting", "max_csv_mb", "100", "--plugins-dir", str(PLUGINS),
        ]  # fmt: skip
        sys.stderr.write(f"http://{host}:{port}/  (Ctrl-C ends it)\n")
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        # Who ends us ends the server too.
        signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            return
    if code not in (0, -signal.SIGTERM):
        raise LuutruError(f"Datasette ended with status {code}: try another --port")


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise LuutruError(f"{host}:{port} cannot be used ({error}): give another --port") from None


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
