"""Real servers on loopback, and the command line as a process of its own."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import pytest

from archive import Archive
from tests.crawler.warm import Warm, is_measured

PROSE = (
    "Sáng nay, huyện tổ chức hội nghị tổng kết với sự tham dự của đông đảo cán bộ và nhân dân trong toàn huyện. " * 3
)
Answer = tuple[int, dict[str, str], bytes]


def page(title: str, *, date: str = "12/12/2022", body: str = PROSE, links: tuple[str, ...] = ()) -> bytes:
    """A plain article page."""
    around = "".join(f'<p><a href="{link}">Liên kết tới {link}</a></p>' for link in links)
    printed = f"<p>Ngày đăng: {date}</p>" if date else ""
    head = f"<head><title>{title} - Cổng</title></head>"
    return f"<html>{head}<body><h1>{title}</h1>{printed}<p>{body}</p>{around}</body></html>".encode()


@dataclass
class Site:
    """A portal on loopback: `answers` by path; asked paths are counted."""

    answers: dict[str, Answer | Callable[[int], Answer]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    """The headers of the last request for each path."""
    elsewhere: Callable[[str, int], Answer] | None = None
    """Answers what `answers` does not know: by the path, and how often anything was asked for."""
    has_etags: bool = False
    """Whether it answers conditional requests."""
    dies_after: int | None = None
    """Requests after which it answers nothing any more."""
    scheme: str = "http"
    port: int = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/"

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        made = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": "text/html; charset=utf-8", **made}, body)


def small_portal(site: Site, count: int = 6, *, text: str = "Nội dung riêng của bài") -> None:
    """A home page and the articles that it links to."""
    site.put("/", page("Cổng", links=tuple(f"/tin/bai-viet-hay-so-{n}" for n in range(count))))
    for n in range(count):
        site.put(f"/tin/bai-viet-hay-so-{n}", page(f"Bài viết hay số {n}", body=f"{text} thứ {n}. " * 12))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        site: Site = self.server.site
        site.asked[self.path] += 1
        site.order.append(self.path)
        site.agents.add(self.headers.get("User-Agent", ""))
        site.headers[self.path] = dict(self.headers.items())
        if site.dies_after is not None and site.asked.total() > site.dies_after:
            self.close_connection = True
            return
        found = site.answers.get(self.path)
        if found is None:
            found = site.elsewhere(self.path, site.asked.total()) if site.elsewhere else (404, {}, b"khong co")
        status, headers, body = found(site.asked[self.path]) if callable(found) else found
        if site.has_etags and status == 200:
            headers = {**headers, "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}
            if self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@contextlib.contextmanager
def serving(kind: type[ThreadingHTTPServer] = ThreadingHTTPServer, *, scheme: str = "http") -> Iterator[Site]:
    """A portal that answers 404 until it is told more."""
    made = Site(scheme=scheme)
    server = kind(("127.0.0.1", 0), _Handler)
    server.site = made  # type: ignore[attr-defined]
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal that answers 404 until it is told more."""
    with serving() as made:
        yield made


def rows(folder: Path, statement: str) -> list[dict[str, Any]]:
    """What the archive in a folder answers."""
    with Archive.open(folder) as archive:
        return archive.rows(statement)


class HasUrl(Protocol):
    """A site of any kind."""

    @property
    def url(self) -> str: ...


@dataclass
class Luutru:
    """The command line, in a folder of its own."""

    folder: Path

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_luutru(list(arguments), cwd=self.folder, environment=environment)

    @property
    def archive(self) -> Path:
        return self.folder / "archive-data"

    def define(self, site: HasUrl, text: str = "", key: str = "portal", *, timeout: int = 0) -> str:
        """Writes a definition for a site on loopback; its file's name. `timeout`: 0 leaves it to luutru."""
        file = self.folder / f"{key}.toml"
        head = f"homepage = '{site.url}'\nprivate = true\ntimezone = 'Asia/Ho_Chi_Minh'\n"
        if "[politeness]" not in text:
            text += "\n[politeness]\ndelay = 0\n" + (f"timeout = {timeout}\n" if timeout else "")
        file.write_text(head + text, encoding="utf-8")
        return str(file)


def clean_environment() -> dict[str, str]:
    """The environment without what would change luutru, and without proxies."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().endswith("_PROXY") and not name.startswith("LUUTRU_")
    }


warm = Warm()


def run_luutru(
    arguments: list[str], *, cwd: Path, environment: dict[str, str], script: str = "", timeout: float = 600
) -> subprocess.CompletedProcess[str]:
    """Runs luutru, or a script that does, in a process of its own; a new one where Python itself is meant."""
    if is_measured() or any(name.startswith("PYTHON") and name != "PYTHONPATH" for name in environment):
        command = [sys.executable, *(("-c", script) if script else ("-m", "crawler")), *arguments]
        return subprocess.run(
            command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=timeout,
            env={**clean_environment(), **environment},
        )  # fmt: skip
    return warm.run(arguments, cwd=cwd, env={**clean_environment(), **environment}, timeout=timeout, script=script)


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    yield
    warm.close()


class Kept:
    """A portal and the archive of its first crawls, made once; each test begins with a copy of both."""

    def __init__(self, folder: Path, site: Site) -> None:
        self._folder = folder
        self.site = site
        self._begun = copy.deepcopy(vars(site))

    def copied(self, folder: Path) -> Luutru:
        """The command line with a copy of the archive; the portal is again as it was."""
        shutil.copytree(self._folder, folder, dirs_exist_ok=True)
        vars(self.site).update(copy.deepcopy(self._begun))
        return Luutru(folder)


@pytest.fixture
def luutru(tmp_path: Path) -> Luutru:
    """The command line."""
    return Luutru(tmp_path)
