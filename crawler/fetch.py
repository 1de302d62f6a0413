"""One page, asked for once at the user's word: for `luutru extract URL`. Crawls go through Scrapy.

Bounded as they are: connected is only to addresses that may be (`crawler.downloading.peers`), at every redirect too,
and all of it together ends at one deadline, however slowly something comes.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.clock import now
from archive.errors import LuutruError
from archive.records import Capture
from crawler.commands.crawl import user_agent
from crawler.decoding import ACCEPTED, body_of
from crawler.downloading.peers import ForbiddenAddress, check_peer
from crawler.spiders.failures import reason_of
from crawler.urls import absolute_url, request_url, split_url, written_address

if TYPE_CHECKING:
    from typing import Self

TIMEOUT_SECONDS = 60.0
"""For the page and all redirects before it."""
MOST_HOPS = 10
_STEP_BYTES = 1 << 16


class NoAnswer(LuutruError):
    """The address could not be read."""


def fetch(url: str, *, largest_bytes: int, contact: str = "", private: bool = False) -> tuple[Capture, bytes]:
    """The response and its body with content coding undone. Redirects are followed, to http(s) addresses only.

    `private`: the host and port of `url` may be on loopback or a private network; no other may.
    Raises NoAnswer, and ForbiddenAddress where an address may not be connected to.
    """
    deadline = time.monotonic() + TIMEOUT_SECONDS
    named = _place(url) if private else None
    address: str | None = request_url(url)
    for _ in range(MOST_HOPS + 1):
        if address is None:
            break
        with _Exchange(address, is_named_private=_place(address) == named, deadline=deadline) as exchange:
            capture = exchange.answer(user_agent(contact), largest_bytes)
        location = written_address(capture.header("Location").encode("latin-1", "replace"))
        if not (300 <= capture.status < 400 and location):
            return capture, body_of(capture)
        target = absolute_url(address, location)
        if target is None:
            raise NoAnswer(f"{url}: leads to {location[:200]}, which is no http(s) address")
        address = request_url(target)
    raise NoAnswer(f"{url}: leads from address to address more than {MOST_HOPS} times")


def _place(url: str) -> tuple[str, int] | None:
    """Host and port, in one spelling."""
    split = split_url(url)
    return None if split is None else (split.host, split.port or (443 if split.scheme == "https" else 80))


class _Exchange:
    """One request and its response, over a connection of its own that is cut at the deadline."""

    def __init__(self, address: str, *, is_named_private: bool, deadline: float) -> None:
        self._address = address
        self._is_named_private = is_named_private
        self._deadline = deadline
        self._socket: socket.socket | None = None
        self._is_late = False

    def __enter__(self) -> Self:
        self._alarm = threading.Timer(max(0.0, self._deadline - time.monotonic()), self._cut)
        self._alarm.daemon = True
        self._alarm.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._alarm.cancel()
        if self._socket is not None:
            self._socket.close()

    def answer(self, agent: str, largest_bytes: int) -> Capture:
        """What the server answers."""
        place = _place(self._address)
        assert place is not None
        asked = urlsplit(self._address)
        try:
            connection = http.client.HTTPConnection(*place)
            connection.sock = self._connected(place[0].strip("[]"), place[1], is_secure=asked.scheme == "https")
            connection.putrequest(
                "GET", f"{asked.path or '/'}{'?' * bool(asked.query)}{asked.query}", skip_host=True,
                skip_accept_encoding=True,
            )  # fmt: skip
            for name, value in (
                ("Host", asked.netloc), ("User-Agent", agent), ("Accept", "text/html,*/*;q=0.8"),
                ("Accept-Encoding", ACCEPTED), ("Connection", "close"),
            ):  # fmt: skip
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as response:
                payload = bytearray()
                # Not read(largest_bytes): of chunks of one byte it would keep each as an object of its own.
                while len(payload) < largest_bytes and (piece := response.read1(_STEP_BYTES)):
                    payload += piece
        except ForbiddenAddress:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = self._late() if self._is_late else reason_of(error)
            raise NoAnswer(f"{self._address}: no answer: {reason}") from None
        if self._is_late:
            raise NoAnswer(f"{self._address}: no answer: {self._late()}")
        return Capture(
            url=self._address, fetched_at=now(), status=response.status, headers=tuple(response.headers.items()),
            payload=bytes(payload[:largest_bytes]),
        )  # fmt: skip

    def _connected(self, host: str, port: int, *, is_secure: bool) -> socket.socket:
        """A connection to the first address of the host that may be asked and answers."""
        refused: Exception | None = None
        for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                check_peer(host, str(place[0]), is_named_private=self._is_named_private)
                made = self._socket = socket.socket(family, kind, protocol)
                made.settimeout(max(0.001, self._deadline - time.monotonic()))
                made.connect(place)
            except (ForbiddenAddress, OSError) as error:
                refused = error
                if self._socket is not None:
                    self._socket.close()
                continue
            return self._secured(made, host) if is_secure else made
        raise refused or OSError(f"{host} has no address")

    def _secured(self, plain: socket.socket, host: str) -> socket.socket:
        self._socket = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        return self._socket

    def _cut(self) -> None:
        self._is_late = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _late() -> str:
        return f"it took longer than {TIMEOUT_SECONDS:g} seconds"
