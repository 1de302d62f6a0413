"""A server of bare sockets, which can answer as no library would let it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket, int], None]
"""Answers on a connection; told how often the path has been asked for."""


@dataclass
class RawSite:
    """A portal of which each path behaves as it likes."""

    pages: dict[str, bytes | Behaviour] = field(default_factory=dict)
    """A body, or what answers."""
    elsewhere: Behaviour | None = None
    asked: Counter[str] = field(default_factory=Counter)
    port: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: what hangs may stop."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
        path = head.split(b" ", 2)[1].decode("latin-1")
        self.asked[path] += 1
        found = self.pages.get(path, self.elsewhere)
        if found is None:
            connection.sendall(whole(b"khong co", status="404 Not Found"))
        elif isinstance(found, bytes):
            connection.sendall(whole(found))
        else:
            found(connection, self.asked[path])


def whole(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A response as bytes; `length` is what it says of its own."""
    lines = [
        f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body) if length is None else length}", "Connection: close", *headers,
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextlib.contextmanager
def serving_raw() -> Iterator[RawSite]:
    """A portal on loopback; each connection is answered once, in a thread of its own."""
    made = RawSite()
    listening = socket.create_server(("127.0.0.1", 0))
    made.port = listening.getsockname()[1]
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            made.answer(connection)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
            threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield made
    finally:
        made.ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for thread in (accepting, *threads):
            thread.join(10)
