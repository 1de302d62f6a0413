"""What a crash, a restored backup or a deleted file leaves behind, and what the next run makes of it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.verification import verify
from archive.warc import warc_files
from tests.crawler.conftest import clean_environment, small_portal

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site


def tables(folder: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every row of every table that does not tell of the run itself."""
    db = sqlite3.connect(folder / "archive.db")
    names = ("portals", "crawls", "captures", "pages", "articles", "article_urls", "article_versions", "observations",
             "images", "attachments", "absences", "withholdings")  # fmt: skip
    found = {name: set(db.execute(f"SELECT * FROM {name}").fetchall()) for name in names}
    db.close()
    return found


def without_database(folder: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        (folder / f"archive.db{ending}").unlink(missing_ok=True)


def test_repair_makes_the_same_archive_from_warc_alone(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-20T00:00:00Z")
    small_portal(site, 12, text="Nội dung đã được sửa của bài")
    site.put("/tin/bai-viet-hay-so-3", status=404)
    luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2022-12-21T00:00:00Z")
    luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2022-12-22T00:00:00Z")
    before = tables(luutru.archive)
    assert len(before["article_versions"]) == 23
    without_database(luutru.archive)
    told = luutru("verify")
    assert (told.returncode, "not there" in told.stdout) == (1, True)
    done = luutru("verify", "--repair")
    assert done.returncode == 0, done.stdout + done.stderr
    assert tables(luutru.archive) == before
    assert len(luutru("search", "--json", "sửa").stdout.splitlines()) == 11


def test_a_crawl_beside_a_deleted_database_brings_it_back(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    versions = tables(luutru.archive)["article_versions"]
    without_database(luutru.archive)
    for arguments in (("search", "x"), ("status",)):
        done = luutru(*arguments)
        assert done.returncode == 2
        assert "verify --repair" in done.stderr
    done = luutru("crawl", "--file", file)
    assert done.returncode == 0
    assert "have been entered" in done.stderr
    assert tables(luutru.archive)["article_versions"] == versions
    assert not verify(luutru.archive).findings


def test_an_older_database_beside_newer_files_is_brought_up_to_them(luutru: Luutru, site: Site) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    shutil.copy(luutru.archive / "archive.db", luutru.folder / "week-old.db")
    small_portal(site, 12)
    luutru("crawl", "--file", file)
    wanted = tables(luutru.archive)
    without_database(luutru.archive)
    shutil.copy(luutru.folder / "week-old.db", luutru.archive / "archive.db")
    asked = site.asked.total()
    done = luutru("crawl", "--file", file, "--limit", "1")
    assert done.returncode == 0, done.stderr
    assert "entered" in done.stderr
    assert site.asked.total() - asked <= 2
    assert wanted["article_versions"] == tables(luutru.archive)["article_versions"]
    assert not verify(luutru.archive).findings


def test_a_lost_frontier_is_made_anew_and_no_article_is_asked_for_twice(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    file = luutru.define(site)
    luutru("crawl", "--file", file, "--limit", "5")
    for ending in ("", "-wal", "-shm"):
        (luutru.archive / f"frontier.db{ending}").unlink(missing_ok=True)
    assert luutru("crawl", "--file", file).returncode == 0
    assert {count for path, count in site.asked.items() if path.startswith("/tin/")} == {1}
    assert len(tables(luutru.archive)["articles"]) == 12


def test_a_frontier_newer_than_the_archive_forgets_what_the_archive_does_not_hold(luutru: Luutru, site: Site) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    old = luutru.folder / "old"
    shutil.copytree(luutru.archive, old)
    small_portal(site, 12)
    luutru("crawl", "--file", file)
    # The whole archive comes back from a backup, WARC files too; the frontier stays.
    for name in ("archive.db", "warc"):
        target = luutru.archive / name
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        source = old / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    assert luutru("crawl", "--file", file).returncode == 0
    assert len(tables(luutru.archive)["articles"]) == 12


def killed(luutru: Luutru, site: Site, file: str, after: int) -> None:
    """A crawl that is killed when so many requests have been answered."""
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--file", file], cwd=luutru.folder, stderr=subprocess.DEVNULL,
        env=clean_environment(),
    )  # fmt: skip
    while site.asked.total() < after and crawl.poll() is None:
        time.sleep(0.005)
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()


def test_a_kill_costs_no_answer_that_had_arrived(luutru: Luutru, site: Site) -> None:
    small_portal(site, 40)
    file = luutru.define(site, "[politeness]\ndelay = 0.02\nconcurrency = 1\n")
    killed(luutru, site, file, after=25)
    done = luutru("crawl", "--file", file)
    assert done.returncode == 0
    assert len(tables(luutru.archive)["articles"]) == 40
    twice = [path for path, count in site.asked.items() if count > 1 and path.startswith("/tin/")]
    assert len(twice) <= 1  # the one that was under way
    assert not verify(luutru.archive).findings


@pytest.mark.parametrize("cut", [1, 100, 2000])
def test_a_torn_end_is_cut_off_and_set_aside_by_name(luutru: Luutru, site: Site, cut: int) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    wanted = tables(luutru.archive)["article_versions"]
    without_database(luutru.archive)
    (name,) = warc_files(luutru.archive / "warc")
    warc = luutru.archive / "warc" / name
    os.truncate(warc, warc.stat().st_size - cut)
    done = luutru("crawl", "--file", file)
    assert done.returncode == 0, done.stderr
    assert "torn" in done.stderr
    assert list((luutru.archive / "warc").glob(f"{name}.torn-at-*"))
    assert {row[6] for row in tables(luutru.archive)["article_versions"]} == {row[6] for row in wanted}
    report = verify(luutru.archive)
    assert not report.findings
    assert any("torn" in note for note in report.notes)


def test_garbage_in_the_middle_of_a_file_is_passed_over_and_told(luutru: Luutru, site: Site) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    (row,) = [row for row in tables(luutru.archive)["captures"] if str(row[1]).endswith("so-3")]
    with Archive.open(luutru.archive) as archive:
        (place,) = archive.rows("SELECT warc_file, warc_offset FROM captures WHERE id = ?", row[0])
    assert luutru("backup", "copy").returncode == 0
    without_database(luutru.archive)
    with (luutru.archive / "warc" / place["warc_file"]).open("r+b") as warc:
        warc.seek(place["warc_offset"] + 30)
        warc.write(b"\0" * 40)
    done = luutru("verify", "--repair")
    assert done.returncode == 1
    assert "luutru verify --repair --from BACKUP" in done.stderr
    assert len(tables(luutru.archive)["articles"]) == 5
    told = luutru("verify").stderr
    assert "mends what can be mended" not in told
    assert "bytes that warc/ has lost come back from a copy that has them: luutru verify --repair --from BACKUP" in told
    done = luutru("verify", "--acknowledge", "đĩa hỏng")
    assert (done.returncode, done.stderr) == (0, ""), done
    done = luutru("verify")
    assert (done.returncode, done.stderr) == (0, ""), done
    assert done.stdout.rstrip().endswith("1 known loss, all else whole")
    assert luutru("verify", "--repair", "--acknowledge", "x").returncode == 2
    shutil.copytree(luutru.archive, luutru.folder / "damaged")
    done = luutru("-a", "damaged", "verify", "--repair", "--from", "copy")
    assert (done.returncode, done.stderr) == (0, ""), done
    assert "brought back from copy" in done.stdout
    assert len(tables(luutru.folder / "damaged")["articles"]) == 6
    assert luutru("verify", "--from", "copy").returncode == 2
    assert luutru("crawl", "--file", file, "--recheck").returncode == 0
    assert len(tables(luutru.archive)["articles"]) == 6


def test_a_clock_that_was_wrong_puts_nothing_off(luutru: Luutru, site: Site) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2035-01-01T00:00:00Z")
    small_portal(site, 6, text="Nội dung đã sửa")
    assert luutru("crawl", "--file", file, LUUTRU_NOW="2025-01-01T00:00:00Z").returncode == 0
    assert len(tables(luutru.archive)["article_versions"]) == 12
    assert not verify(luutru.archive).findings


def test_a_second_writer_says_who_holds_the_archive_since_when(luutru: Luutru, site: Site) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    with Archive.open(luutru.archive, write=True):
        for arguments in (("crawl", "--file", file), ("withhold", "1", "--reason", "x")):
            done = luutru(*arguments)
            assert done.returncode == 1
            assert f"process {os.getpid()} since 20" in done.stderr
        assert luutru("verify").returncode == 0
