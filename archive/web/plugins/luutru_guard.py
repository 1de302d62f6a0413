"""Datasette's door to `archive.web.guard`; found by `--plugins-dir`, so that other Datasettes here stay as they are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl

from archive.sql_index import add_functions
from archive.web.bounded_functions import bound_functions
from archive.web.guard import guarded, read_only
from archive.web.metrics import CONTENT_TYPE, metrics_of

if TYPE_CHECKING:
    import sqlite3


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Any:
    """Puts the wall around all that Datasette serves."""
    names = (datasette.plugin_config("luutru_guard") or {}).get("hosts", ())
    return lambda application: guarded(application, names)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> Any:
    """What Prometheus scrapes."""
    folder = Path(datasette.databases["archive"].path).parent

    async def answer() -> Response:
        text = await asyncio.get_running_loop().run_in_executor(None, metrics_of, folder)
        return Response(text, content_type=CONTENT_TYPE)

    return [(r"^/-/metrics$", answer)]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Makes connections to the archive read-only, with our functions; Datasette's own notes are its own."""
    if database != "_internal":
        add_functions(conn)
        bound_functions(conn)
        read_only(conn)
