"""`luutru compact`: smaller databases that say the same, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
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
from archive.compact import compact
from archive.database import APPLICATION_ID
from archive.errors import ArchiveBusy, ArchiveError
from archive.schema import added
from archive.verification import verify
from tests.archive.portals import without_migration
from tests.crawler.conftest import clean_environment, run_luutru

if TYPE_CHECKING:
    from tests.archive.conftest import Crawls


@pytest.fixture
def grown(crawls: Crawls, tmp_path: Path) -> Path:
    """An archive with much that is no longer used: an article that was withheld, and rows that were dropped."""
    for number in range(60):
        crawls.look(f"bai-{number}", f"Nội dung của bài thứ {number}. " * 200)
    crawls.archive.withhold(3, reason="thử")
    crawls.archive.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as db:
        db.executescript("CREATE TABLE waste (text); DROP TABLE waste;")
        db.execute("CREATE TABLE waste (bytes)")
        db.executemany("INSERT INTO waste VALUES (?)", [(bytes(4000),)] * 2000)
        db.commit()
        db.execute("DROP TABLE waste")
        db.commit()
    frontier = sqlite3.connect(tmp_path / "archive" / "frontier.db")
    frontier.executescript("PRAGMA journal_mode = WAL; CREATE TABLE t (a); PRAGMA user_version = 3;")
    frontier.executemany("INSERT INTO t VALUES (?)", [(bytes(4000),)] * 500)
    frontier.commit()
    frontier.execute("DELETE FROM t")
    frontier.commit()
    frontier.close()
    return tmp_path / "archive"


def contents(folder: Path, name: str = "archive.db") -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but SQLite's own, and the schema with its comments."""
    with contextlib.closing(sqlite3.connect(folder / name)) as db:
        tables = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_fts_%' "
            "ORDER BY name"
        ).fetchall()
        found = {f"{name}: {sql}": [] for name, sql in tables}
        for table, sql in tables:
            if sql and sql.startswith("CREATE TABLE"):
                found[f"{table}: {sql}"] = sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        found["header"] = [db.execute(f"PRAGMA {one}").fetchone() for one in ("application_id", "user_version")]
        return found


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_luutru(["-a", str(folder), "compact"], cwd=folder.parent, environment=environment)


def test_what_is_not_used_is_given_back_and_all_else_stays(grown: Path) -> None:
    before = contents(grown)
    withheld = contents(grown, "withheld.db")
    done = compact(grown)
    assert done.left == []
    assert {size.name for size in done.sizes} == {"archive.db", "withheld.db", "frontier.db"}
    sizes = {size.name: size for size in done.sizes}
    assert sizes["archive.db"].before_bytes - sizes["archive.db"].after_bytes > 7_000_000
    assert sizes["frontier.db"].after_bytes < 100_000
    assert sizes["archive.db"].after_bytes == (grown / "archive.db").stat().st_size
    assert contents(grown) == before
    assert contents(grown, "withheld.db") == withheld
    assert before["header"][0] == (APPLICATION_ID,)
    assert not verify(grown).findings
    with Archive.open(grown) as archive:
        assert len(list(archive.search('"bài thứ 17"'))) == 1
    assert not [file.name for file in grown.iterdir() if file.name.startswith("etilqs")]
    again = compact(grown)
    assert {size.name: size.after_bytes for size in again.sizes} == {size.name: size.after_bytes for size in done.sizes}


def test_the_command_shows_both_sizes(grown: Path) -> None:
    done = run(grown)
    assert (done.returncode, done.stderr) == (0, "")
    assert "archive.db: " in done.stdout
    assert " before, " in done.stdout


def test_a_kill_at_any_moment_costs_nothing(grown: Path, tmp_path: Path) -> None:
    before = contents(grown)
    begun = time.monotonic()
    shutil.copytree(grown, tmp_path / "whole")
    assert run(tmp_path / "whole").returncode == 0
    seconds = time.monotonic() - begun
    for part in range(1, 6):
        folder = tmp_path / f"killed-{part}"
        shutil.copytree(grown, folder)
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler", "-a", str(folder), "compact"], stdout=subprocess.DEVNULL,
            env=clean_environment(),
        )  # fmt: skip
        time.sleep(seconds * part / 5)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert contents(folder) == before
        assert run(folder).returncode == 0
        assert contents(folder) == before
        assert not verify(folder).findings


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (apt install strace)")
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC", "error=EIO"])
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
def test_a_fault_at_a_write_costs_nothing(grown: Path, tmp_path: Path, fault: str, call: str) -> None:
    before = contents(grown)
    for number in (2, 400):
        folder = tmp_path / f"{call}-{number}"
        shutil.copytree(grown, folder)
        done = subprocess.run(
            ["strace", "-qq", "-f", "-e", f"inject={call}:{fault}:when={number}+", "-o", "/dev/null", sys.executable,
             "-m", "crawler", "-a", str(folder), "compact"],
            capture_output=True, encoding="utf-8", check=False, env=clean_environment(),
        )  # fmt: skip
        if "error" in fault and done.returncode:
            assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert contents(folder) == before
        assert not verify(folder).findings


def test_without_room_the_rest_is_done_and_said(grown: Path, tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(file.stat().st_size for file in grown.rglob("*") if file.is_file()) + (2 << 20)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted: {mounted.stderr.decode()}")
    try:
        folder = disk / "archive"
        shutil.copytree(grown, folder)
        before = contents(folder)
        done = run(folder)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert "MB are free" in done.stderr
        assert contents(folder) == before
        assert not verify(folder).findings
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_who_reads_goes_on_and_who_writes_is_not_disturbed(grown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.compact.BUSY_MILLISECONDS", 100)  # the reader stays however long it is waited for
    with Archive.open(grown) as reader:
        assert len(reader.portals()) == 1
        reader.database.conn.execute("BEGIN")
        reader.rows("SELECT count(*) FROM articles")
        assert "somebody reads it" in "; ".join(compact(grown).left)
        assert len(reader.rows("SELECT id FROM articles")) == 59
    assert compact(grown).left == []
    with Archive.open(grown, write=True), pytest.raises(ArchiveBusy):
        compact(grown)


def test_a_damaged_database_is_left_as_it_is(grown: Path) -> None:
    with (grown / "frontier.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 2000)
    with pytest.raises(ArchiveError, match="frontier"):
        compact(grown)


def test_without_an_archive_it_is_wrong_usage(tmp_path: Path) -> None:
    done = run(tmp_path / "none")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_an_archive_of_an_earlier_luutru_is_brought_up_to_date(crawls: Crawls, tmp_path: Path) -> None:
    text = (
        "Sáng nay, huyện khánh thành cầu Bến Đò nối hai xã, dài hai trăm mét, rộng chín mét, sau một năm thi công. " * 3
    )
    for path in ("goc", "ban-sao"):
        crawls.look(path, text, title=f"Khánh thành cầu ({path})")
    folder = tmp_path / "archive"
    told = crawls.archive.stories()
    assert len(told) == 1
    crawls.archive.close()
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db:  # as it was before there were stories
        without_migration(db, "m015_what_refers_to_what", added.REFERENCES)
        db.executescript("""
            DROP INDEX articles_by_story;
            DROP TABLE stories; DROP TABLE story_bands; DROP TABLE story_signatures;
            CREATE TABLE stories (id INTEGER PRIMARY KEY, first_article_id INTEGER, size INTEGER NOT NULL) STRICT;
            DELETE FROM settings WHERE name = 'stories'; DELETE FROM fixity WHERE table_name IN ('stories', 'settings')
                OR (table_name = '_sqlite_migrations' AND row_key = '[10]');
            DELETE FROM _sqlite_migrations WHERE name = 'm010_who_copied_whom';
        """)
    with pytest.raises(ArchiveError, match="luutru compact brings it up to date"):
        Archive.open(folder)
    compact(folder)
    with Archive.open(folder) as archive:
        assert archive.stories() == told
        assert len(archive.search("khánh thành")) == 2
    assert verify(folder).findings == []
