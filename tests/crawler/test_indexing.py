"""The search index at the end of a run: it follows, costs no crawl anything, and lets itself be stopped."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from crawler import indexing
from tests.archive.conftest import Crawls
from tests.crawler.conftest import small_portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crawler.conftest import Luutru, Site


@pytest.fixture
def crawls(tmp_path: Path) -> Iterator[Crawls]:
    """A small archive, in this process."""
    with Archive.open(tmp_path / "archive", write=True, create=True) as archive:
        yield Crawls(archive)


def change(folder: Path) -> int:
    """The last change that the index holds."""
    return int(json.loads((folder / "search" / "state.json").read_text())["change"])


@pytest.mark.parametrize("verb", [("crawl",), ("run", "--once")])
def test_a_run_leaves_an_index_that_holds_all_it_has_found(luutru: Luutru, site: Site, verb: tuple[str, ...]) -> None:
    small_portal(site)
    file = luutru.define(site)
    if verb[0] == "run":
        (luutru.archive / "portals").mkdir(parents=True)
        Path(file).rename(luutru.archive / "portals" / "portal.toml")
    done = luutru(*verb, *(("--file", file) if verb[0] == "crawl" else ()), "--quiet")
    assert done.returncode == 0, done.stderr
    with Archive.open(luutru.archive) as archive:
        assert change(luutru.archive) == archive.rows("SELECT max(change) AS last FROM search_changes")[0]["last"] > 0
        assert archive.refresh_search() == 0
        assert len(archive.search("bài viết hay")) == 6


def test_an_index_that_cannot_be_made_costs_no_crawl_anything(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    (luutru.archive / "search" / "lock").mkdir(parents=True)  # nobody writes to a folder as to a file
    done = luutru("crawl", "--file", luutru.define(site), "--quiet")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith("luutru: the search index is left to the next search: ")
    assert luutru("search", "bài viết hay", "--json").stdout.count("\n") == 6


def test_a_signal_ends_it_and_the_next_search_goes_on(crawls: Crawls, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        crawls.look(str(number), f"chung {number}")
    real = crawls.archive.refresh_search

    def told_meanwhile(**values: object) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return real(**values)  # type: ignore[arg-type]

    monkeypatch.setattr(crawls.archive, "refresh_search", told_meanwhile)
    before = signal.getsignal(signal.SIGTERM)
    assert indexing.index_news(crawls.archive) == ()
    assert signal.getsignal(signal.SIGTERM) == before
    assert change(crawls.archive.folder) == 0
    assert len(crawls.archive.search("chung")) == 5


def test_it_takes_no_longer_than_it_may(crawls: Crawls, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        crawls.look(str(number), f"chung {number}")
    monkeypatch.setattr(indexing, "MOST_SECONDS", -1.0)
    assert indexing.index_news(crawls.archive) == ()
    assert change(crawls.archive.folder) == 0
    monkeypatch.undo()
    assert indexing.index_news(crawls.archive) == ()
    assert change(crawls.archive.folder) == 5
