"""A kill, a full disk and a failing disk at each single write and fsync of a crawl, and what the next run makes of it.

The short form takes a few places of each; `make faults` takes every one (hours), `LUUTRU_FAULTS=4` each fourth. What is
promised: the database is whole, every WARC file reads to its last whole record, every acknowledged page is there, and
the next run ends with the same articles, versions and hashes as one that was never disturbed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from archive.verification import verify
from bench.outcome import outcome
from tests.crawler.conftest import page, run_luutru
from tests.crawler.warm import traced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

ARTICLES = 4
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate")
FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO")
HOW_MANY = 2
"""Places of each fault and call in the short form."""


@pytest.fixture
def strace() -> str:
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed (apt install strace): no fault can be put at a single write")
    if subprocess.run([found, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace may not trace here")
    return found


def portal(site: Site) -> None:
    links = tuple(f"/tin/bai-viet-hay-so-{n}" for n in range(ARTICLES))
    site.put("/", page("Cổng", links=(*links, "/danh-sach")))
    site.put("/danh-sach", page("Danh sách", date="", body="", links=links))
    for n in range(ARTICLES):
        site.put(
            f"/tin/bai-viet-hay-so-{n}", page(f"Bài viết hay số {n}", body=f"Nội dung riêng của bài thứ {n}. " * 12)
        )


def crawl(luutru: Luutru, folder: Path, file: str, *tracer: str) -> subprocess.CompletedProcess[str]:
    """Crawls; under `tracer`, where there is one."""
    arguments = ["-a", str(folder), "crawl", "--file", file, "--quiet"]
    return run_luutru(arguments, cwd=luutru.folder, environment={}, script=traced(*tracer) if tracer else "")


def counted(luutru: Luutru, strace: str, file: str) -> dict[str, list[int]]:
    """Which calls of an undisturbed crawl's first thread, by kind and number, go to files of the archive.

    That thread alone writes them. Its pipes are left in peace: none fails as a disk does.
    """
    log, folder = luutru.folder / "calls", luutru.folder / "counted"
    trace = (strace, "-q", "-y", "-e", f"trace={','.join(CALLS)}", "-o", str(log))
    assert crawl(luutru, folder, file, *trace).returncode == 0
    while "+++ exited" not in log.read_text(encoding="utf-8", errors="replace"):
        time.sleep(0.02)
    made: Counter[str] = Counter()
    found: dict[str, list[int]] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = re.match(r"(\w+)\(\d+<([^>]*)>", line)
        if call:
            made[call[1]] += 1
            if call[2].startswith(str(folder)):
                found.setdefault(call[1], []).append(made[call[1]])
    return found


def places(numbers: list[int]) -> Iterator[int]:
    """Which calls are disturbed: all of them, or a few spread to the last."""
    wanted = os.environ.get("LUUTRU_FAULTS", "")
    if wanted or len(numbers) <= HOW_MANY:
        yield from numbers[:: 1 if wanted in ("", "all") else int(wanted)]
        return
    yield from sorted({numbers[round((place + 1) * len(numbers) / HOW_MANY) - 1] for place in range(HOW_MANY)})


def test_no_fault_at_any_write_costs_anything(luutru: Luutru, site: Site, strace: str) -> None:
    portal(site)
    file = luutru.define(site, "[politeness]\ndelay = 0\nconcurrency = 1\n")
    assert crawl(luutru, luutru.folder / "undisturbed", file).returncode == 0
    wanted = outcome(luutru.folder / "undisturbed")
    assert len(wanted) == 2 * ARTICLES
    calls = counted(luutru, strace, file)
    done = 0
    for fault in FAULTS:
        for call in CALLS:
            if fault == "error=ENOSPC" and call not in ("write", "pwrite64"):
                continue
            for number in places(calls.get(call, [])):
                folder = luutru.folder / "disturbed"
                shutil.rmtree(folder, ignore_errors=True)
                # What has failed stays so, but for `write`: the error's own line is one.
                when = number if "SIGKILL" in fault or call == "write" else f"{number}+"
                inject = (strace, "-qq", "-e", f"inject={call}:{fault}:when={when}", "-o", "/dev/null")
                disturbed = crawl(luutru, folder, file, *inject)
                case = f"{fault} at {call} {number}"
                assert "Traceback" not in disturbed.stderr, f"{case}: {disturbed.stderr}"
                if "error" in fault and disturbed.returncode:
                    assert disturbed.returncode == 1, case
                    assert len(disturbed.stderr.strip().splitlines()) == 1, f"{case}: {disturbed.stderr}"
                again = crawl(luutru, folder, file)
                assert again.returncode == 0, f"{case}: {again.stderr}"
                assert outcome(folder) == wanted, case
                report = verify(folder)
                assert not report.findings, f"{case}: {report.findings}"
                done += 1
    print(f"{done} faults, calls of an undisturbed crawl: { ({call: len(made) for call, made in calls.items()}) }")
    assert done >= 20
