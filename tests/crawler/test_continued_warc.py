"""Short runs go on in the newest WARC file: a file for each would be thousands a year."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from archive.backup import back_up
from archive.verification import verify
from archive.warc import warc_files
from archive.warc_scan import Member, members, record_of
from bench.outcome import outcome
from tests.crawler.conftest import run_luutru, small_portal
from tests.crawler.test_resume import tables, without_database
from tests.crawler.warm import traced

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

DAYS = ("2022-12-20T00:00:00Z", "2022-12-21T00:00:00Z", "2022-12-22T00:00:00Z")


def kinds(folder: Path, name: str) -> list[str]:
    found = (record_of(one.plain) for one in members(folder / "warc" / name) if isinstance(one, Member))
    return [record.kind for record in found if record is not None]


def test_three_runs_make_one_file_that_says_who_wrote_what(luutru: Luutru, site: Site, tmp_path: Path) -> None:
    file, copy = luutru.define(site), tmp_path / "copy"
    for number, day in enumerate(DAYS):
        small_portal(site, 4, text=f"Nội dung của ngày {number}")
        assert luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW=day).returncode == 0
        assert back_up(luutru.archive, copy).damaged == []
        assert not verify(copy).findings
    (name,) = warc_files(luutru.archive / "warc")
    assert kinds(luutru.archive, name).count("warcinfo") == 3
    content = (luutru.archive / "warc" / name).read_bytes()
    with contextlib.closing(sqlite3.connect(luutru.archive / "archive.db")) as db:
        assert db.execute("SELECT bytes, sha256 FROM warc_files").fetchall() == [
            (len(content), hashlib.sha256(content).hexdigest())
        ]
    assert not verify(luutru.archive).findings
    before = tables(luutru.archive)
    without_database(luutru.archive)
    assert luutru("verify", "--repair").returncode == 0
    assert tables(luutru.archive) == before


@pytest.mark.parametrize("what", ["flipped", "longer", "shorter"])
def test_a_file_that_is_not_as_it_was_closed_is_not_continued(luutru: Luutru, site: Site, what: str) -> None:
    small_portal(site, 4)
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW=DAYS[0])
    (name,) = warc_files(luutru.archive / "warc")
    path = luutru.archive / "warc" / name
    content = bytearray(path.read_bytes())
    if what == "flipped":
        content[200] ^= 4
    path.write_bytes({"longer": content + b"\0" * 9, "shorter": content[:-9], "flipped": content}[what])
    luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW=DAYS[1])
    names = warc_files(luutru.archive / "warc")
    if what == "longer":  # the torn end is set aside, and what is left is what was closed
        assert names == [name]
        assert path.read_bytes()[: len(content)] == content
    else:
        assert len(names) == 2
        assert path.stat().st_size == len(content) - (9 if what == "shorter" else 0)


@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC"])
def test_a_fault_at_any_write_of_a_continuing_run_costs_nothing(luutru: Luutru, site: Site, fault: str) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed (apt install strace): no fault can be put at a single write")
    small_portal(site, 3)
    file = luutru.define(site, "[politeness]\ndelay = 0\nconcurrency = 1\n")
    assert luutru("crawl", "--file", file, LUUTRU_NOW=DAYS[0]).returncode == 0
    small_portal(site, 3, text="Nội dung đã sửa của bài")
    whole = luutru.folder / "whole"
    shutil.copytree(luutru.archive, whole)

    def again(folder: Path, *tracer: str) -> subprocess.CompletedProcess[str]:
        return run_luutru(
            ["-a", str(folder), "crawl", "--file", file, "--recheck"], cwd=luutru.folder,
            environment={"LUUTRU_NOW": DAYS[1]}, script=traced(*tracer) if tracer else "",
        )  # fmt: skip

    log = luutru.folder / "calls"
    trace = (strace, "-q", "-y", "-e", "trace=write", "-o", str(log))
    assert again(whole, *trace).returncode == 0
    while "+++ exited" not in log.read_text(encoding="utf-8", errors="replace"):
        time.sleep(0.02)
    wanted = outcome(whole)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    to_warc = [number for number, line in enumerate(lines, 1) if ".warc.gz>" in line]
    assert len(to_warc) >= 5
    for number in (*to_warc[:3], to_warc[-1]):
        folder = luutru.folder / f"at-{number}"
        shutil.copytree(luutru.archive, folder)
        disturbed = again(folder, strace, "-qq", "-e", f"inject=write:{fault}:when={number}", "-o", "/dev/null")
        assert "Traceback" not in disturbed.stderr
        assert again(folder).returncode == 0
        assert outcome(folder) == wanted, number
        assert not verify(folder).findings, number
