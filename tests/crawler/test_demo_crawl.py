"""The practice portal, crawled and held against its own truth: every layout, and five days of it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from crawler.demo import DemoPortal, DemoServer, day_of
from crawler.demo.compare import compared
from crawler.demo.days import edits
from tests.crawler.conftest import clean_environment
from tests.crawler.readers import loud, ours, run_with

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.mark.parametrize("layout", ["tables", "divs", "modern", "mixed"])
def test_five_days_with_edits_removals_and_a_return(luutru: Luutru, layout: str) -> None:
    demo = ("demo", "--no-serve", "--layout", layout, "--port", free_port(), "--days")
    first = luutru(*demo, "2")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "310 of 310 articles archived, 0 that are none" in first.stdout
    done = luutru(*demo, "5")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (first.stdout + done.stdout).count("as the portal has it") == 5
    with Archive.open(luutru.archive) as archive:
        states = {
            row["state"]: row["n"]
            for row in archive.rows(
                "SELECT state, count(*) AS n FROM articles WHERE page_type IN ('news', 'notice') GROUP BY state"
            )
        }
        assert states == {"live": 316, "removed": 5, "restored": 1}
        (row,) = archive.rows("SELECT count(*) AS n FROM article_versions WHERE number > 1")
        assert row["n"] == sum(len(edits(day)) for day in range(2, 6))
        (row,) = archive.rows(
            "SELECT count(*) AS n FROM articles WHERE state = 'removed' AND removed_capture_id IS NULL"
        )
        assert row["n"] == 0
        assert archive.rows("SELECT DISTINCT warc_file FROM captures")
    assert "has been played already" in luutru(*demo, "5").stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_day_that_is_cut_off_is_gone_on_with(luutru: Luutru, number: int) -> None:
    demo = ("demo", "--no-serve", "--port", free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", *demo], cwd=luutru.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", env=clean_environment(),
    )  # fmt: skip
    for _ in range(1200):
        if any(file.stat().st_size > 40_000 for file in (luutru.archive / "warc").rglob("*") if file.is_file()):
            break
        time.sleep(0.05)
    process.send_signal(number)
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == (-9 if number == signal.SIGKILL else 1), wrong
    assert number == signal.SIGKILL or "luutru: stopped in the middle of day 1: luutru demo goes on with it" in wrong
    assert "archived" not in said
    done = luutru(*demo)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "310 of 310 articles archived, 0 that are none" in done.stdout


def test_an_extractor_that_changes_between_the_days_makes_no_version(luutru: Luutru) -> None:
    portal, port = DemoPortal("mixed"), int(free_port())
    for day, extractor in ((1, "ours"), (2, "other"), (3, "other"), (4, "ours"), (5, "other")):
        with DemoServer(portal, port=port, day=day) as server:
            done = run_with(
                ours if extractor == "ours" else loud,
                "crawl", "demo", "--quiet", "--set", f"homepage={server.url}", "--recheck",
                "--set", f"hosts=['localhost:{server.port}']", cwd=luutru.folder,
                extractor="" if extractor == "ours" else "another", LUUTRU_NOW=f"{day_of(day)}T09:00:00+07:00",
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            with Archive.open(luutru.archive) as archive:
                comparison = compared(archive, portal, server, day)
            assert comparison.missing == comparison.wrong == []
            assert not comparison.differing.keys() & {"state", "version"}, comparison.lines()
    with Archive.open(luutru.archive) as archive:
        (row,) = archive.rows("SELECT count(*) AS versions FROM article_versions WHERE number > 1")
        assert row["versions"] == sum(len(edits(day)) for day in range(2, 6))
        assert archive.rows("SELECT count(*) AS n FROM readings")[0]["n"] > 0
        (row,) = archive.rows(
            "SELECT count(*) AS n, sum(removed_capture_id IS NULL) AS unproved, sum(gone_capture_id IS NULL) AS unseen "
            "FROM absences WHERE removed_at IS NOT NULL"
        )
        assert row == {"n": 6, "unproved": 0, "unseen": 0}
