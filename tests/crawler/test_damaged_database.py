"""A damaged database is one line that says what to do, whatever was asked."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.cli import VERBS
from tests.crawler.conftest import Luutru, serving, small_portal

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKED = {
    "crawl": ("crawl", "--file", "portal.toml", "--quiet"), "run": ("run", "--once", "--quiet"),
    "coverage": ("coverage",), "reextract": ("reextract",), "search": ("search", "huyện"), "show": ("show", "1"),
    "story": ("story",), "changes": ("changes",), "status": ("status",), "doctor": ("doctor", "portal"),
    "accept": ("accept", "portal"), "alerts": ("alerts",), "export": ("export", "--format", "csv", "out.csv"),
    "withhold": ("withhold", "1", "--reason", "x"), "reclassify": ("reclassify", "1", "guide"),
    "verify": ("verify",), "backup": ("backup", "copy"), "compact": ("compact",), "portals": ("portals",),
    "portal": ("portal", "pause", "portal"),
}  # fmt: skip
NEEDS_NO_ARCHIVE = {"demo", "add", "service", "extract"}
SERVES = {"serve", "mcp"}
ADVICE = ("luutru verify", "remove it", "made anew", "another program")
DAMAGE = ("head", "schema", "pages", "articles", "text", "withheld.db", "frontier.db")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("kept")
    luutru = Luutru(folder)
    with serving() as site:
        small_portal(site, 4)
        file = luutru.define(site)
        (luutru.archive / "portals").mkdir(parents=True)
        shutil.copy(file, luutru.archive / "portals" / "portal.toml")
        assert luutru("crawl", "--file", file).returncode == 0
        assert luutru("withhold", "2", "--reason", "x").returncode == 0
        yield folder


def damaged(folder: Path, what: str) -> None:
    """Damages a database in one way or another."""
    file = folder / (what if what.endswith(".db") else "archive.db")
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('articles', 'entries')").fetchone()
        if what == "text":  # no UTF-8
            with db:
                db.execute("UPDATE articles SET title = CAST(x'ff' AS TEXT)")
            return
    content = bytearray(file.read_bytes())
    start, end = {
        "head": (0, 90), "schema": (100, size), "articles": ((root - 1) * size, root * size),
    }.get(what, (size, len(content)))  # fmt: skip
    content[start:end] = b"\x5a" * (end - start)
    file.write_bytes(content)


def test_every_verb_that_reads_an_archive_is_asked() -> None:
    assert set(VERBS) == ASKED.keys() | NEEDS_NO_ARCHIVE | SERVES


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_one_line_with_what_to_do(kept: Path, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(kept, folder)
    damaged(folder / "archive-data", what)
    failed = set()
    for verb, arguments in ASKED.items():
        if verb == "alerts":  # nothing is configured: that is what it says
            continue
        place = tmp_path / verb
        shutil.copytree(folder, place)
        done = Luutru(place)(*arguments)
        assert "Traceback" not in done.stderr, f"{verb}: {done.stderr}"
        if done.returncode:
            failed.add(verb)
            last = done.stderr.strip().splitlines()[-1]
            assert last.startswith("luutru: "), f"{verb}: {done.stderr}"
            assert any(words in last for words in ADVICE), f"{verb}: {last}"
        shutil.rmtree(place)
    if what in ("head", "schema", "pages"):
        assert failed >= ASKED.keys() - {"portals", "alerts"}, what
    else:
        assert failed, what
