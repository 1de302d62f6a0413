"""The server: Datasette with our plugins, on a socket that is ours before anything is said of it."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from datasette.app import Datasette
from uvicorn.protocols.http.h11_impl import H11Protocol

from archive import web
from archive.errors import LuutruError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SQL_MILLISECONDS = 1000
"""Then a statement is ended that somebody has typed."""
STOP_SECONDS = 5
"""Answers that are under way at the end are waited for so long."""
HEAD_SECONDS = 10.0
"""A connection on which nothing has been asked for so long, a whole request, is closed; it may stand twice as long."""
_HERE = Path(web.__file__).parent
_SETTINGS = {
    "allow_download": False, "default_page_size": 50, "sql_time_limit_ms": SQL_MILLISECONDS, "max_csv_mb": 100,
    "truncate_cells_html": 300,
}  # fmt: skip


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that does not wait for the rest of a request for ever: uvicorn looks at what follows an answer alone."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._last_answered: object = None
        self._looking = self.loop.call_later(HEAD_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """A client has gone."""
        self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        cycle: Any = self.cycle  # None before the first request, whatever its type says
        is_answering = cycle is not None and not cycle.response_complete
        if not is_answering and cycle is self._last_answered:
            self.transport.close()
            return
        self._last_answered = None if is_answering else cycle
        self._looking = self.loop.call_later(HEAD_SECONDS, self._look)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on an address; port 0: on a free one. Raises LuutruError where it cannot be had."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)
    except (OSError, OverflowError) as error:
        made.close()
        raise LuutruError(f"{host}:{port} cannot be used ({error}): give another --port") from None
    return made


def serve_archive(
    folder: Path, listening_on: socket.socket, *, hosts: list[str], metadata: Mapping[str, Any],
    ready: Callable[[], None],
) -> None:  # fmt: skip
    """Serves the archive in `folder` until SIGINT or SIGTERM comes. `hosts`: names that a browser may call it by."""
    datasette = Datasette(
        [str(folder / "archive.db")], metadata={**metadata, "plugins": {"luutru_guard": {"hosts": hosts}}},
        plugins_dir=str(_HERE / "plugins"), template_dir=str(_HERE / "datasette"), settings=_SETTINGS,
    )  # fmt: skip
    config = uvicorn.Config(
        datasette.app(), log_level="warning", lifespan="on", access_log=False, server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS, http=ImpatientProtocol,
    )  # fmt: skip
    server = uvicorn.Server(config)

    def stop(_number: int, _frame: object) -> None:
        """Ends also a server that has said its address and not begun."""
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ready()
        server.run(sockets=[listening_on])  # it puts its own handlers over ours, and calls ours at its end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        listening_on.close()
