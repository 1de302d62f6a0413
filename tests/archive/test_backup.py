"""`archive.backup`: what is copied, what is not copied again, and what a backup that fails leaves behind."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from archive.backup import Copied, back_up
from archive.captures import place_of
from archive.errors import ArchiveBusy, ArchiveError, NoArchive, UsageError
from archive.files import FILES
from archive.visit_records import capture_at

if TYPE_CHECKING:
    from conftest import Crawls

STRACE = shutil.which("strace")
BACK_UP = "import sys; from pathlib import Path; from archive.backup import back_up; back_up(*map(Path, sys.argv[1:]))"


def read_back(folder: Path) -> list[str]:
    """The titles of an archive whose every capture was read from its WARC file, with its digest."""
    import hashlib

    with Archive.open(folder) as archive:
        for row in archive.rows("SELECT id, payload_digest, revisit_of FROM captures"):
            place = place_of(archive.database.conn, row["id"])
            assert place is not None
            payload = capture_at(folder / "warc", place).payload
            if row["revisit_of"] is None:
                assert hashlib.sha256(payload).hexdigest() == row["payload_digest"]
        assert archive.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        return [row["title"] for row in archive.rows("SELECT title FROM articles ORDER BY id")]


def warc(folder: Path) -> list[Path]:
    return sorted((folder / "warc").glob("*.warc.gz"))


@pytest.fixture
def filled(crawls: Crawls) -> Crawls:
    for n in range(3):
        crawls.look(f"a{n}", f"Nội dung {n}", title=f"Bài {n}")
    return crawls


@pytest.fixture
def closed(filled: Crawls) -> Path:
    """An archive that nobody writes, all its WARC files closed."""
    filled.archive.close()
    return filled.archive.folder


def more(folder: Path, *titles: str) -> None:
    """Another crawl, into a WARC file of its own."""
    from tests.archive.conftest import Crawls

    with Archive.open(folder, write=True) as archive, pytest.MonkeyPatch.context() as small:
        small.setattr("archive.warc.CONTINUED_BYTES", 0)
        crawls = Crawls(archive)
        for title in titles:
            crawls.look(title.replace(" ", "-"), f"Nội dung của {title}", title=title)


def test_a_copy_is_an_archive_also_while_the_writer_goes_on(filled: Crawls, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    back_up(filled.archive.folder, dest)
    assert read_back(dest) == ["Bài 0", "Bài 1", "Bài 2"]
    filled.look("a3", "Nội dung 3", title="Bài 3")
    assert read_back(dest) == ["Bài 0", "Bài 1", "Bài 2"]
    assert back_up(filled.archive.folder, dest).damaged == []
    assert len(read_back(dest)) == 4


def test_what_the_archivist_has_written_is_copied_too(closed: Path, tmp_path: Path) -> None:
    (closed / "luutru.toml").write_text("[disk]\nfloor = '1 GB'\n")
    (closed / "luutru.toml").chmod(0o600)
    dest = tmp_path / "copy"
    back_up(closed, dest)
    assert (dest / "luutru.toml").read_text() == "[disk]\nfloor = '1 GB'\n"
    assert (dest / "luutru.toml").stat().st_mode & 0o777 == 0o600
    kept = {
        one.name for one in FILES if one.kind in ("database", "records", "settings") and (closed / one.name).exists()
    }
    assert {entry.name for entry in dest.iterdir()} == {*kept, "writer.lock"}


def test_bytes_that_the_tables_do_not_speak_of_yet_are_not_copied(filled: Crawls, tmp_path: Path) -> None:
    folder, dest = filled.archive.folder, tmp_path / "copy"
    (file,) = warc(folder)
    committed = file.stat().st_size
    with file.open("ab") as opened:
        opened.write(b"half a record")
    (folder / "warc" / "luutru-20990101T000000Z-00009-abcdef.warc.gz").write_bytes(b"not named yet")
    (folder / "warc" / f"{file.name}.torn-at-7").write_bytes(b"torn")
    back_up(folder, dest)
    assert [one.stat().st_size for one in warc(dest)] == [committed]
    assert (dest / "warc" / f"{file.name}.torn-at-7").read_bytes() == b"torn"


def test_what_is_there_already_is_not_copied_again(closed: Path, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    (closed / "portals").mkdir()
    (closed / "portals" / "mot.toml").write_text("homepage = 'https://mot.gov.vn/'", encoding="utf-8")
    assert back_up(closed, dest).copied == 3  # archive.db, a WARC file, a definition
    inode = warc(dest)[0].stat().st_ino
    second = back_up(closed, dest)
    assert (second.copied, second.kept) == (1, 2)
    assert warc(dest)[0].stat().st_ino == inode
    more(closed, "Bài mới")
    third = back_up(closed, dest)
    assert (third.copied, third.kept) == (2, 2)
    assert third.copied_bytes == warc(closed)[1].stat().st_size + (dest / "archive.db").stat().st_size
    assert warc(dest)[0].stat().st_ino == inode
    assert len(read_back(dest)) == 4


def test_a_file_that_was_copied_before_the_backup_was_cut_off_is_not_copied_again(closed: Path, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    back_up(closed, dest)
    (dest / "archive.db").unlink()
    assert back_up(closed, dest).kept == 1


def test_damage_is_told_each_time_and_costs_no_other_file(closed: Path, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    more(closed, "Bài mới")
    first, second = warc(closed)
    good = first.read_bytes()
    first.write_bytes(good[:500] + bytes([good[500] ^ 1]) + good[501:])
    for _ in range(2):
        done = back_up(closed, dest)
        assert [first.name in line for line in done.damaged] == [True]
        assert [file.stat().st_size for file in warc(dest)] == [len(good), second.stat().st_size]
    first.write_bytes(good)
    assert back_up(closed, dest).damaged == []
    assert not list((dest / "warc").glob("*.damaged"))
    assert len(read_back(dest)) == 4


def test_a_good_copy_is_not_replaced_by_what_was_damaged_since(filled: Crawls, tmp_path: Path) -> None:
    folder, dest = filled.archive.folder, tmp_path / "copy"
    back_up(folder, dest)  # the file is still being written: no digest of it is known
    filled.look("a3", "Nội dung 3", title="Bài 3")
    filled.archive.close()
    (file,) = warc(folder)
    good = file.read_bytes()
    file.write_bytes(good[:500] + bytes([good[500] ^ 1]) + good[501:])
    assert "mended" in back_up(folder, dest).damaged[0]
    assert warc(dest)[0].read_bytes() == good
    for damage in (lambda: file.write_bytes(good[:-9]), file.unlink):
        damage()
        assert len(back_up(folder, dest).damaged) == 1
        assert warc(dest)[0].read_bytes() == good
    assert len(read_back(dest)) == 4


def test_a_damaged_database_replaces_no_good_copy(closed: Path, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    back_up(closed, dest)
    with (closed / "archive.db").open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for at in range(8192, size, 4096):
            file.seek(at)
            file.write(b"\xff" * 2000)
    with pytest.raises(ArchiveError, match="damaged"):
        back_up(closed, dest)
    assert len(read_back(dest)) == 3
    assert not list(dest.rglob("*.part*"))


def test_what_is_withheld_is_copied_with_it_and_nowhere_shown(filled: Crawls, tmp_path: Path) -> None:
    folder, dest = filled.archive.folder, tmp_path / "copy"
    back_up(folder, dest)
    filled.archive.withhold(2, reason="án")
    (folder / "withheld.db").chmod(0o600)
    back_up(folder, dest)
    assert read_back(dest) == ["Bài 0", "Bài 2"]
    assert (dest / "withheld.db").stat().st_mode & 0o777 == 0o600
    shutil.copytree(dest, tmp_path / "restored")
    with Archive.open(tmp_path / "restored", write=True) as restored:
        restored.withhold(2, reason="", undo=True)
    assert len(read_back(tmp_path / "restored")) == 3


def test_what_an_earlier_copy_has_beside_its_databases_does_not_reach_the_new_one(closed: Path, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    back_up(closed, dest)
    code = (
        "import sqlite3, os, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA journal_mode = WAL');"
        "db.execute('UPDATE articles SET title = 1'); db.execute('DELETE FROM settings'); db.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(dest / "archive.db")], check=True)
    assert (dest / "archive.db-wal").stat().st_size > 0
    more(closed, "Bài mới")
    back_up(closed, dest)
    assert not list(dest.glob("*-wal"))
    assert len(read_back(dest)) == 4
    with Archive.open(dest) as archive:
        assert [hit.title for hit in archive.search('"Bài mới"')] == ["Bài mới"]


@pytest.mark.parametrize("undone", [False, True])
@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_cut_off_at_any_rename_the_copy_is_the_last_one_or_the_new_one(
    filled: Crawls, tmp_path: Path, undone: bool
) -> None:
    """The article moves to `withheld.db`, or back, between the two backups: at no moment is it in neither."""
    folder, before = filled.archive.folder, tmp_path / "before"
    if undone:
        filled.archive.withhold(2, reason="án")
    else:
        filled.archive.withhold(3, reason="án")
    back_up(folder, before)
    filled.archive.withhold(2, reason="án", undo=undone)
    filled.look("a3", "Nội dung 3", title="Bài 3")
    filled.archive.close()
    more(folder, "Bài mới")
    (folder / "frontier.db").write_bytes(b"")
    finished, points = False, 0
    while not finished:
        points += 1
        dest = tmp_path / f"copy-{points}"
        shutil.copytree(before, dest)
        kill = f"inject=rename,renameat,renameat2:signal=SIGKILL:when={points}"
        ended = subprocess.run(
            [str(STRACE), "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e", kill,
             sys.executable, "-c", BACK_UP, str(folder), str(dest)], check=False,
        )  # fmt: skip
        finished = ended.returncode == 0
        assert finished or ended.returncode in (-9, 137)
        titles = read_back(dest)
        held = withheld_titles(dest)
        old = {"Bài 0", "Bài 2"} if undone else {"Bài 0", "Bài 1"}
        new = {"Bài 0", "Bài 1", "Bài 2", "Bài 3", "Bài mới"} if undone else {"Bài 0", "Bài 3", "Bài mới"}
        assert set(titles) in (old, new)
        assert {"Bài 0", "Bài 1", "Bài 2"} <= {*titles, *held}
        again = back_up(folder, dest)
        assert again.damaged == []
        assert set(read_back(dest)) == new
        assert not list(dest.rglob("*.part*"))
        assert {"Bài 0", "Bài 1", "Bài 2"} <= {*new, *withheld_titles(dest)}
        assert not new & withheld_titles(dest)
    assert points >= 5


def withheld_titles(folder: Path) -> set[str]:
    with sqlite3.connect(folder / "withheld.db") as db:
        return {title for (title,) in db.execute("SELECT title FROM articles")}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("pages", [3, 20, 60, 120, 200])
def test_a_full_disk_is_one_line_and_leaves_the_last_backup(closed: Path, tmp_path: Path, pages: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={pages * 4096}", "none", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted: {mounted.stderr.decode()}")
    try:
        more(closed, "Bài mới")
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "-a", str(closed), "backup", str(disk / "copy")],
            check=False, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        needed = sum(file.stat().st_size for file in [closed / "archive.db", *warc(closed)])
        assert needed > 200 * 4096 or done.returncode == 0 or pages < 200
        if done.returncode:
            assert done.returncode == 1
            assert len(done.stderr.splitlines()) == 1
            assert "Traceback" not in done.stderr
            assert not (disk / "copy" / "archive.db").exists()
            assert not list(disk.rglob("*.part*"))
            subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
            back_up(closed, disk / "copy")
        assert len(read_back(disk / "copy")) == 4
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_at_once(closed: Path, tmp_path: Path) -> None:
    dest = tmp_path / "copy"
    back_up(closed, dest)
    with (dest / "writer.lock").open("a+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ArchiveBusy, match="another process"):
            back_up(closed, dest)
    assert back_up(closed, dest).damaged == []


def test_the_archive_of_somebody_else_is_not_replaced(closed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(closed, other)
    more(other, "Bài của họ")
    more(closed, "Bài của ta")
    with pytest.raises(UsageError, match="crawled into"):
        back_up(closed, other)
    assert "Bài của họ" in read_back(other)


@pytest.mark.parametrize(
    "place", ["archive", "archive/copy", "archive/warc", ".", "file", "foreign", "database", "link"]
)
def test_a_place_that_cannot_be_one_is_wrong_usage(closed: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("một", encoding="utf-8")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "anh.jpg").write_bytes(b"anh")
    (tmp_path / "database").mkdir()
    with sqlite3.connect(tmp_path / "database" / "archive.db") as db:
        db.execute("CREATE TABLE mot (hai)")
    (tmp_path / "link").symlink_to(closed)
    before = {file: file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(UsageError) as told:
        back_up(closed, tmp_path / place)
    assert told.value.exit_status == 2
    after = {file: file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()}
    assert {name: after.get(name) for name in before} == before
    assert {file.name for file in after.keys() - before.keys()} <= {"writer.lock", "archive.db-wal", "archive.db-shm"}


def test_without_an_archive_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        back_up(tmp_path / "none", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_place_that_cannot_be_written_is_an_error(closed: Path) -> None:
    with pytest.raises(ArchiveError) as told:
        back_up(closed, Path("/proc/copy"))
    assert told.value.exit_status == 1


def test_a_damaged_frontier_is_told_and_the_rest_copied(closed: Path, tmp_path: Path) -> None:
    (closed / "frontier.db").write_bytes(b"no database at all" * 1000)
    done = back_up(closed, tmp_path / "copy")
    assert [line.split()[0] for line in done.damaged] == ["frontier.db"]
    assert len(read_back(tmp_path / "copy")) == 3


def test_progress_ends_where_it_should(closed: Path, tmp_path: Path) -> None:
    told: list[Any] = []
    assert isinstance(back_up(closed, tmp_path / "copy", progress=lambda *at: told.append(at)), Copied)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0
