"""An archive on a medium that cannot be written, a DVD or a snapshot, is read like any other."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.backup import back_up
from archive.errors import ArchiveError
from archive.missing_numbers import number_gaps
from archive.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Crawls

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a disk")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "none", str(folder)], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted: {mounted.stderr.decode()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def on_read_only(disk: Path, archive: Path) -> Path:
    shutil.copytree(archive, disk / "archive")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    return disk / "archive"


def filled(crawls: Crawls) -> Crawls:
    crawls.look("a", "Nội dung của bài thứ nhất")
    crawls.look("b", "Nội dung của bài thứ hai")
    crawls.archive.withhold(2, reason="x")
    return crawls


def test_it_is_whole_searched_and_backed_up(crawls: Crawls, disk: Path, tmp_path: Path) -> None:
    filled(crawls).archive.close()
    there = on_read_only(disk, crawls.archive.folder)
    report = verify(there)
    assert (report.findings, report.captures) == ([], 1)
    with Archive.open(there) as archive:
        assert [hit.id for hit in archive.search("nội dung")] == [1]
        number_gaps(archive.database.conn, there, "example")
    assert back_up(there, tmp_path / "copy").damaged == []
    assert verify(tmp_path / "copy").findings == []


def test_damage_there_is_named(crawls: Crawls, disk: Path) -> None:
    filled(crawls).archive.close()
    folder = crawls.archive.folder
    for name in ("archive.db", "withheld.db"):
        with sqlite3.connect(folder / name) as db:
            db.execute("UPDATE articles SET title = 'Khác'")
        db.close()
    assert {one.where for one in verify(on_read_only(disk, folder)).findings} == {
        "archive.db, table articles, row [1]", "archive.db, the search index", "withheld.db",
    }  # fmt: skip


def test_what_was_copied_while_it_was_written_is_an_error_and_no_damage(crawls: Crawls, disk: Path) -> None:
    filled(crawls).look("c", "Nội dung của bài thứ ba")
    (crawls.archive.folder / "archive.db-shm").unlink()  # SQLite could read the log with it
    there = on_read_only(disk, crawls.archive.folder)
    assert (there / "archive.db-wal").stat().st_size
    with pytest.raises(ArchiveError, match="write-ahead log"):
        verify(there)


def test_an_empty_log_beside_it_says_nothing(crawls: Crawls, disk: Path) -> None:
    there = on_read_only(disk, filled(crawls).archive.folder)
    assert (there / "archive.db-wal").stat().st_size == 0
    assert verify(there).findings == []
