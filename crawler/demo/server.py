"""Serves the practice portal on loopback."""

from __future__ import annotations

import hashlib
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs

from crawler.demo.days import article_on
from crawler.demo.layouts import a_path
from crawler.demo.portal import BUSY_NUMBER, SLOW_PATH, DemoPortal, day_of

if TYPE_CHECKING:
    from types import TracebackType

    from crawler.demo.platforms import Platform

SLOW_SECONDS = 0.5


class _Server(ABC):
    """Something at `url` on loopback, from entering the `with` statement to leaving it."""

    def __init__(self, port: int) -> None:
        self.requests: Counter[str] = Counter()
        """How often each path, with its query and what event was posted, was asked for."""
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.demo = self
        self.port: int = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def serve_forever(self) -> None:
        """Serves in this thread until it is interrupted."""
        self._http.serve_forever()

    def seconds(self) -> float:
        """The server's clock, in seconds since 1970."""
        return time.time()

    @abstractmethod
    def respond(self, target: str, if_none_match: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request."""

    def posted(self, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for what is posted: nothing takes it."""
        return 405, {"Allow": "GET, HEAD"}, b""


class DemoServer(_Server):
    """The practice portal. Setting `day` turns the day."""

    def __init__(self, portal: DemoPortal, *, port: int = 0, day: int = 1) -> None:
        super().__init__(port)
        self.portal = portal
        self.day = day
        self._visits = 0

    def seconds(self) -> float:
        """Noon of the portal's day."""
        return datetime.combine(day_of(self.day), datetime.min.time(), UTC).timestamp() + 43200

    def respond(self, target: str, if_none_match: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request."""
        with self._lock:
            self._visits += 1
            visit = self._visits
            self.requests[target] += 1
            count = self.requests[target]
        if target == SLOW_PATH:
            time.sleep(SLOW_SECONDS)
        if count == 1 and target == a_path(article_on(BUSY_NUMBER, self.portal.layout, self.day)):
            return 503, {"Content-Type": "text/plain", "Retry-After": "1"}, b"xin quay lai sau"
        answer = self.portal.answer(target, day=self.day, host=self.url.rstrip("/"), visit=visit)
        headers = dict(answer.headers)
        if target.endswith((".xml", ".gz", ".pdf")):
            headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            if headers["ETag"] == if_none_match:
                return 304, {"ETag": headers["ETag"]}, b""
        return answer.status, headers, answer.body


class PlatformServer(_Server):
    """A practice platform."""

    def __init__(self, platform: Platform, *, port: int = 0) -> None:
        super().__init__(port)
        self.platform = platform

    def respond(self, target: str, if_none_match: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request."""
        with self._lock:
            self.requests[target] += 1
        answer = self.platform.answer(target)
        return answer.status, dict(answer.headers), answer.body

    def posted(self, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a form that was posted."""
        form = {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        with self._lock:
            self.requests[f"POST {target} {form.get('__EVENTTARGET', '')} {form.get('__EVENTARGUMENT', '')}"] += 1
        answer = self.platform.answer(target, form)
        return answer.status, dict(answer.headers), answer.body


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    demo: _Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._send(*self.server.demo.respond(self.path, self.headers.get("If-None-Match", "")))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._send(*self.server.demo.posted(self.path, self.rfile.read(length)))

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - http.server's own name

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The server's clock stands at the portal's day."""
        return super().date_time_string(self.server.demo.seconds() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own name
        """Nothing is logged."""
