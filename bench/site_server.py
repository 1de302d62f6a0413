"""A site's folder served on loopback as a small web server does: dates of files, no listings, its own page for 404."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *given: Any, asked: Counter[str], **named: Any) -> None:
        self._asked = asked
        super().__init__(*given, **named)

    def do_GET(self) -> None:
        self._asked[unquote(urlsplit(self.path).path)] += 1
        super().do_GET()

    def list_directory(self, path: str) -> None:  # type: ignore[override]
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        from pathlib import Path

        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


class SiteServer:
    """Serves one folder on one port of loopback until the `with` block ends; `asked` counts requests by path."""

    def __init__(self, folder: Path, port: int) -> None:
        self.asked: Counter[str] = Counter()
        handler = partial(_Handler, directory=str(folder), asked=self.asked)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    def __enter__(self) -> SiteServer:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
