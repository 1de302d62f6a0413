"""An error of luutru's own, where visits are entered: the crawl ends with one line, and the next one goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.verification import verify
from tests.crawler.conftest import rows, small_portal
from tests.crawler.readers import ours, run_with

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site

FAILS_ONCE = """
import archive.recording
enter = archive.recording.enter
def fails(db, batch, withheld):
    if any("so-3" in one.visit.url for one in batch):
        raise ValueError("a figure that nobody expected")
    return enter(db, batch, withheld)
archive.recording.enter = fails
"""


def test_an_unexpected_error_ends_the_crawl_and_loses_nothing(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.define(site)
    told = run_with(ours, "crawl", "--file", file, cwd=luutru.folder, before=FAILS_ONCE)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "ValueError: a figure that nobody expected" in told.stderr
    assert luutru("crawl", "--file", file).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 6
    assert verify(luutru.archive).findings == []
