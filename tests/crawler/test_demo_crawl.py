"""The practice portal, crawled and held against its own truth: every layout, and five days of it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from archive import Archive

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.mark.parametrize("layout", ["tables", "divs", "modern"])
def test_a_layout_is_archived_exactly(luutru: Luutru, layout: str) -> None:
    done = luutru("demo", "--no-serve", "--layout", layout, "--port", free_port())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "310 of 310 articles archived, 0 that are none" in done.stdout
    assert "as the portal has it" in done.stdout


def test_five_days_with_edits_removals_and_a_return(luutru: Luutru) -> None:
    port = free_port()
    done = luutru("demo", "--no-serve", "--days", "2", "--port", port)
    assert done.returncode == 0, done.stdout + done.stderr
    done = luutru("demo", "--no-serve", "--days", "5", "--port", port)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("as the portal has it") == 3
    with Archive.open(luutru.archive) as archive:
        states = {
            row["state"]: row["n"] for row in archive.rows("SELECT state, count(*) AS n FROM articles GROUP BY state")
        }
        assert states == {"live": 316, "removed": 5, "restored": 1}
        (row,) = archive.rows(
            "SELECT count(*) AS n FROM articles WHERE state = 'removed' AND removed_capture_id IS NULL"
        )
        assert row["n"] == 0
        assert archive.rows("SELECT DISTINCT warc_file FROM captures")
    assert "has been played already" in luutru("demo", "--no-serve", "--days", "5", "--port", port).stdout
