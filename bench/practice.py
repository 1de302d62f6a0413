"""Crawls of the practice portal at a fixed address, to be disturbed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from outcome import outcome

from archive.verification import verify
from crawler.demo import DemoServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo import DemoPortal

NOW = datetime.fromisoformat("2022-12-13T09:00:00+07:00")


@dataclass
class Bench:
    """A portal at a fixed address, and what an undisturbed crawl of it ends with."""

    place: Path
    portal: DemoPortal
    port: int
    wanted: object = None
    seconds: float = 0.0

    def begin(self, folder: Path, now: datetime = NOW) -> subprocess.Popen[str]:
        """A crawl, begun."""
        command = [
            sys.executable, "-m", "crawler", "-a", str(folder), "crawl", "demo", "--quiet",
            "--set", f"homepage=http://127.0.0.1:{self.port}/", "--set", f"hosts=['localhost:{self.port}']",
        ]  # fmt: skip
        environment = {**os.environ, "LUUTRU_NOW": now.isoformat()}
        return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)

    def crawl(self, folder: Path, now: datetime = NOW) -> tuple[int, str]:
        """A whole crawl: its status and what it said."""
        with DemoServer(self.portal, port=self.port):
            process = self.begin(folder, now)
            said = process.communicate()[1]
        return process.returncode, said.strip()

    def measure(self) -> None:
        """The crawl that is not disturbed."""
        started = time.monotonic()
        code, said = self.crawl(self.place / "undisturbed")
        self.seconds = time.monotonic() - started
        assert code == 0, said
        self.wanted = outcome(self.place / "undisturbed")


def differing(bench: Bench, folder: Path) -> list[str]:
    """How an archive differs from the undisturbed one, and what verify says of it."""
    found, wanted = outcome(folder), bench.wanted
    problems = [] if found == wanted else [f"differs: {sorted(map(str, found ^ wanted))[:4]}"]  # type: ignore[operator]
    return problems + [str(finding) for finding in verify(folder).findings[:3]]
