"""Many portals at once, two of them hanging, beside a run without those two; and memory over a hundred thousand pages.

    python bench/crowd.py [--portals 40] [--articles 60] [--only crowd|memory] [--pages 100000] [--json]

The portals differ in speed (an answer takes up to 0.4 s) and health (some fail on one request in ten); the hanging ones
take a connection and say nothing. Throughput is that of the others, until the last of them has ended. Memory is the
resident set of the crawling process and its readers, looked at every second; the first fifth of the pages is warm-up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from archive import Archive

PER_PAGE = 50
HANGING = 2
TIMEOUT_SECONDS = 5


class _Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        server = self.server
        if server.delay:
            time.sleep(server.rng.uniform(0, server.delay))
        if self.path == "/robots.txt":
            return self._send(404, "")
        if server.failing and server.rng.random() < server.failing and self.path != "/":
            return self._send(500, "loi")
        if self.path == "/":
            return self._send(200, '<html><title>Cong</title><body><a href="/muc">Muc</a></body></html>')
        if self.path.startswith("/muc"):
            page = int(self.path.partition("=")[2] or 1)
            last = -(-server.count // PER_PAGE)
            numbers = range((page - 1) * PER_PAGE, min(server.count, page * PER_PAGE))
            rows = "".join(
                f'<li><a href="{_address(n)}">Bài viết hay số {n}</a> <i>12/12/2022</i></li>' for n in numbers
            )
            onward = f'<a href="/muc?trang={page + 1}">{page + 1}</a>' if page < last else ""
            return self._send(200, f"<html><title>Muc</title><body><h1>Muc</h1><ul>{rows}</ul>{onward}</body></html>")
        number = int(self.path.rpartition("-")[2])
        text = f"Nội dung riêng của bài thứ {number}, viết ra cho đủ dài để là một bài. " * 4
        return self._send(
            200, f"<html><title>Bài viết hay số {number}</title><body><h1>Bài viết hay số {number}</h1>"
            f"<p>Ngày đăng: 12/12/2022</p><p>{text}</p></body></html>",
        )  # fmt: skip

    def _send(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is nothing to speak of."""


def _address(number: int) -> str:
    return f"/tin/bai-viet-hay-so-{number}"


def serve(count: int, *, delay: float = 0.0, failing: float = 0.0, seed: int = 0) -> int:
    """A portal of so many articles; its port."""
    server: Any = _Server(("127.0.0.1", 0), _Portal)
    server.count, server.delay, server.failing, server.rng = count, delay, failing, random.Random(seed)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return int(server.server_address[1])


def hang() -> int:
    """A server that takes connections and never says a word; its port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    kept: list[socket.socket] = []

    def take() -> None:
        while True:
            kept.append(listener.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    return int(listener.getsockname()[1])


def define(folder: Path, key: str, port: int, *, delay: float) -> None:
    """Writes a definition."""
    (folder / "portals").mkdir(parents=True, exist_ok=True)
    (folder / "portals" / f"{key}.toml").write_text(
        f"homepage = 'http://127.0.0.1:{port}/'\nprivate = true\ntimezone = 'Asia/Ho_Chi_Minh'\n"
        f"[politeness]\ndelay = {delay}\nconcurrency = 4\ntimeout = {TIMEOUT_SECONDS}\n", encoding="utf-8",
    )  # fmt: skip


def begin(folder: Path) -> subprocess.Popen[str]:
    """A crawl of all portals in a folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", "-a", str(folder), "crawl", "--quiet"], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "LUUTRU_CONTACT": "bench@example.org", "LUUTRU_NOW": "2022-12-20T09:00:00Z"},
    )  # fmt: skip


def crowd(count: int, articles: int, *, hanging: int) -> dict[str, Any]:
    """Crawls the portals, `hanging` ones among them; pages a second of the others."""
    rng = random.Random(4)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "archive"
        for number in range(count - HANGING):
            size = rng.randint(articles // 2, articles * 3 // 2)
            port = serve(size, delay=rng.choice((0, 0.05, 0.4)), failing=rng.choice((0, 0, 0.1)), seed=number)
            define(folder, f"p{number:02}", port, delay=0.05)
        for number in range(hanging):
            define(folder, f"a-hanging{number}", hang(), delay=0.05)  # first in order: they take their places at once
        started = time.monotonic()
        process = begin(folder)
        process.communicate()
        seconds = time.monotonic() - started
        with Archive.open(folder) as archive:
            rows = archive.rows(
                "SELECT portal, pages, (julianday(finished_at) - julianday((SELECT min(started_at) "
                "FROM crawls))) * 86400 AS ended FROM crawls WHERE portal NOT LIKE 'a-%'"
            )
            held = archive.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    ended = max(row["ended"] for row in rows)
    pages = sum(row["pages"] for row in rows)
    return {"hanging": hanging, "pages": pages, "articles": held, "others_ended_after_s": round(ended, 1),
            "pages_per_s": round(pages / ended, 1), "whole_run_s": round(seconds, 1)}  # fmt: skip


def memory(pages: int) -> dict[str, Any]:
    """Crawls one portal of so many articles; the resident set as it goes on, in MB by thousands of pages."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "archive"
        define(folder, "large", serve(pages), delay=0)
        process = begin(folder)
        samples: list[tuple[int, float, float]] = []
        started = time.monotonic()
        while process.poll() is None:
            time.sleep(1)
            own, readers = _resident(process.pid)
            samples.append((_count(folder), own, readers))
            if len(samples) % 60 == 0:
                sys.stderr.write(f"{samples[-1][0]} pages, {own:.0f} + {readers:.0f} MB\n")
        seconds = time.monotonic() - started
        with Archive.open(folder) as archive:
            held = archive.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    warm = [sample for sample in samples if sample[0] >= pages // 5]
    fifths = {}
    for fifth in range(1, 5):
        chosen = [s for s in warm if pages * fifth // 5 <= s[0] < pages * (fifth + 1) // 5]
        if chosen:
            fifths[f"{fifth * 20}-{fifth * 20 + 20} %"] = (
                round(statistics.mean(s[1] for s in chosen)), round(statistics.mean(s[2] for s in chosen))
            )  # fmt: skip
    return {"pages": pages, "articles": held, "seconds": round(seconds), "pages_per_s": round(held / seconds, 1),
            "peak_mb": round(max(own + readers for _, own, readers in samples)),
            "mean_mb_own_and_readers_by_fifth": fifths}  # fmt: skip


def _resident(pid: int) -> tuple[float, float]:
    """Resident MB of a process, and of all its descendants together (shared pages counted in each)."""
    parents = {}
    sizes = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(stat[1])
                sizes[int(entry.name)] = int(stat[21]) * 4096 / 1e6
            except (OSError, IndexError, ValueError):
                continue
    below = {pid}
    while more := {one for one, parent in parents.items() if parent in below} - below:
        below |= more
    return sizes.get(pid, 0.0), sum(sizes.get(one, 0.0) for one in below - {pid})


def _count(folder: Path) -> int:
    """Captures so far: what the records in `warc/` say would be slow, what the table says is near enough."""
    try:
        with Archive.open(folder) as archive:
            return int(archive.rows("SELECT coalesce(max(id), 0) AS n FROM captures")[0]["n"])
    except Exception:  # the archive is only just being made
        return 0


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portals", type=int, default=40)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--only", choices=("crowd", "memory"))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found: dict[str, Any] = {}
    if given.only != "memory":
        without = crowd(given.portals, given.articles, hanging=0)
        beside = crowd(given.portals, given.articles, hanging=HANGING)
        ratio = round(beside["pages_per_s"] / without["pages_per_s"], 3)
        found["crowd"] = {"without": without, "with": beside, "ratio": ratio}
    if given.only != "crowd":
        found["memory"] = memory(given.pages)
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
