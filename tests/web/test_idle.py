"""Connections on which nothing is asked are closed; meanwhile pages are served."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tests.web.conftest import Served

IDLE = 100
PATIENCE_SECONDS = 120
HALVES = (
    b"",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    b"GET /-/metrics HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
)


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has ended the connection; what it has sent before is passed over."""
    try:
        while connection.recv(1 << 16):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_half_requests_do_not_stay_open(served: Served) -> None:
    parts = urlsplit(served.url)
    with contextlib.ExitStack() as stack:
        waiting = [
            stack.enter_context(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30))
            for _ in range(IDLE)
        ]
        for number, connection in enumerate(waiting):
            connection.sendall(HALVES[number % len(HALVES)])
            connection.settimeout(0.02)
        assert served.ask("/").status_code == 200
        end = time.monotonic() + PATIENCE_SECONDS
        while waiting and time.monotonic() < end:
            waiting = [connection for connection in waiting if not is_closed(connection)]
            assert served.ask("/").status_code == 200
        assert not waiting
