"""Hostile portals: what a case is, and the server that plays all of them, each under a host name of its own.

A case is a function that answers one request, byte by byte if it likes; around it stands a small portal of two good
articles, so that every case also shows whether the rest of a portal is still archived.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

ARTICLE = "/tin-tuc/bai-viet-xau-so-9-100009.html"
"""Where a hostile article is."""
PROSE = "Sáng nay, huyện tổ chức hội nghị tổng kết với sự tham dự của đông đảo cán bộ và nhân dân trong huyện. " * 6
LONGEST_SECONDS = 120.0
"""Then a response that has no end ends."""


@dataclass(frozen=True, slots=True)
class Case:
    """One way to be hostile."""

    name: str
    what: str
    """What it does, in a sentence."""
    answer: Callable[[Talk], None]
    path: str = ARTICLE
    """What is answered so; `*` stands for everything but robots.txt and the good articles."""
    definition: str = ""
    """What its definition says besides the home page, as TOML."""
    names: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    """Names that are elsewhere, and their addresses, answer by answer; `@` is the portal's own."""
    verbs: tuple[str, ...] = ("crawl", "add", "extract")
    quick: str = ""
    """The verb with which the ordinary tests run it; empty: they do not."""
    has_articles: bool = True
    """The good articles can be archived all the same."""

    @property
    def host(self) -> str:
        """The portal's name."""
        return f"{self.name.replace(' ', '-').replace(',', '').lower()}.gov.vn"


CASES: dict[str, Case] = {}


def case(
    name: str, *, path: str = ARTICLE, definition: str = "",
    names: dict[str, tuple[tuple[str, ...], ...]] | None = None,
    verbs: tuple[str, ...] = ("crawl", "add", "extract"), quick: str = "", articles: bool = True,
) -> Callable[[Callable[[Talk], None]], Callable[[Talk], None]]:  # fmt: skip
    """Makes a case of a function; what its docstring says is what it does."""

    def made(answer: Callable[[Talk], None]) -> Callable[[Talk], None]:
        what = " ".join((answer.__doc__ or "").split())
        elsewhere = tuple((names or {}).items())
        CASES[name] = Case(name, what, answer, path, definition, elsewhere, verbs, quick, articles)
        return answer

    return made


class Talk:
    """One request to a hostile portal, to be answered."""

    def __init__(self, connection: socket.socket, path: str, host: str, number: int) -> None:
        self._connection = connection
        self.path = path
        self.host = host
        self.number = number
        """How often this path was asked for, this time included."""
        self.end = time.monotonic() + LONGEST_SECONDS

    def send(self, raw: bytes) -> None:
        """Sends bytes as they are."""
        self._connection.sendall(raw)

    def answer(self, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        """Sends an orderly response; `_` in a header's name stands for a hyphen."""
        packed = body.encode() if isinstance(body, str) else body
        named = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(packed)), **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items() if value)
        self.send(f"HTTP/1.1 {status} X\r\n{lines}Connection: close\r\n\r\n".encode() + packed)

    def to(self, location: str, status: int = 302) -> None:
        """Sends elsewhere."""
        self.answer(status=status, Location=location)

    def begin(self, **headers: str) -> None:
        """Sends a head after which anything may come, without a length."""
        self.answer(Content_Length="", **headers)

    def is_wanted(self) -> bool:
        """Whether somebody may still be listening."""
        return time.monotonic() < self.end


def article(number: int) -> str:
    """A good article."""
    title = f"Bài viết hay số {number} của huyện nhà trong năm nay"
    text = f"Bài số {number}: {PROSE}"
    return (
        f"<html lang=vi><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>Ngày đăng: 12/12/2022 10:0{number}</p><p>{text}</p><p>{text}</p></body></html>"
    )


def home(host: str, further: str = "") -> str:
    """The home page, which leads to the good articles, to the hostile one, and wherever else it is told to."""
    links = "".join(
        f'<li><a href="{path}">Bài viết hay của huyện nhà trong năm nay</a> 12/12/2022</li>'
        for path in (*(f"/tin-tuc/bai-viet-hay-so-{n}-10000{n}.html" for n in range(2)), ARTICLE)
    )
    head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    return f"<html lang=vi><head><title>Cổng {host}</title>{head}</head><body><ul>{links}</ul>{further}</body></html>"


class Portals(socketserver.ThreadingTCPServer):
    """All hostile portals at one address."""

    allow_reuse_address, daemon_threads, request_queue_size = True, True, 256

    def __init__(self, address: str, port: int = 80) -> None:
        self.cases = {one.host: one for one in CASES.values()}
        self.asked: dict[str, Counter[str]] = {host: Counter() for host in self.cases}
        super().__init__((address, port), _Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(socketserver.BaseRequestHandler):
    server: Portals

    def handle(self) -> None:
        # Whoever is asked hostilely may hang up at any moment.
        with contextlib.suppress(OSError):
            self._answer()

    def _answer(self) -> None:
        self.request.settimeout(60)
        head = b""
        while b"\r\n\r\n" not in head and (more := self.request.recv(65536)):
            head += more
        first, *lines = head.decode("latin-1").split("\r\n")
        path = first.split(" ")[1] if first.count(" ") >= 2 else "/"
        named = next((line[5:].strip().lower() for line in lines if line.lower().startswith("host:")), "")
        host = named.partition(":")[0].removeprefix("www.")
        known = self.server.cases.get(host)
        if known is None:
            return Talk(self.request, path, host, 0).answer(b"nobody", 404)
        self.server.asked[host][path] += 1
        talk = Talk(self.request, path, host, self.server.asked[host][path])
        good = {f"/tin-tuc/bai-viet-hay-so-{n}-10000{n}.html": n for n in range(2)}
        if path in good:
            return talk.answer(article(good[path]))
        if path == known.path or (known.path == "*" and path != "/robots.txt") or path.startswith("/hostile"):
            return known.answer(talk)
        return talk.answer(home(host)) if path == "/" else talk.answer(b"khong co", 404)
