"""What `warc/` has lost comes back from a copy that has it whole, byte for byte, and from no other."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.errors import UsageError
from archive.known_losses import acknowledge
from archive.repair import repair
from archive.restoring import follow, restore
from archive.verification import verify
from archive.warc import warc_files
from tests.archive.portals import START, Printed
from tests.archive.test_repair import LOSSES, filled, opened, whole, without_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "archive"
    with pytest.MonkeyPatch.context() as small:
        small.setattr("archive.warc.CONTINUED_BYTES", 0)
        filled(folder)
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    return shutil.copytree(kept, tmp_path / "archive")


def received(folder: Path) -> dict[str, bytes]:
    """What lies in `warc/`."""
    return {file.name: file.read_bytes() for file in (folder / "warc").iterdir()}


@pytest.mark.parametrize("loss", LOSSES[1:])
def test_what_is_lost_comes_back_byte_for_byte(kept: Path, folder: Path, loss: str) -> None:
    without_bytes(folder, loss)
    restored = restore(folder, kept, verify(folder).findings)
    assert restored.stretches
    assert received(folder) == received(kept)
    assert verify(folder).findings == []
    if loss == "record":  # that one and no other
        assert restored.notes[0].startswith("warc/luutru-")
        ((_, length),) = next(iter(restored.stretches.values()))
        assert f": {length} bytes brought back from {kept}" in restored.notes[0]


@pytest.mark.parametrize("loss", ["record", "half"])
def test_captures_that_were_marked_are_whole_again(kept: Path, folder: Path, loss: str) -> None:
    without_bytes(folder, loss)
    repair(folder, verify(folder).findings, Printed())
    with opened(folder / "archive.db") as db:
        assert db.execute("SELECT count(*) FROM captures WHERE damage IS NOT NULL").fetchone()[0]
    restored = restore(folder, kept, verify(folder).findings)
    report = verify(folder)
    assert report.findings == []
    assert follow(folder, restored, report.findings, Printed()) == []
    assert whole(folder / "archive.db")["captures"] == whole(kept / "archive.db")["captures"]
    assert verify(folder).findings == []


@pytest.mark.parametrize("loss", ["record", "file0"])
def test_what_the_tables_had_to_do_without_is_entered(kept: Path, folder: Path, loss: str) -> None:
    without_bytes(folder, loss)
    for name in ("archive.db", "withheld.db"):
        (folder / name).unlink()
    repair(folder, verify(folder).findings, Printed())
    restored = restore(folder, kept, verify(folder).findings)
    notes = follow(folder, restored, verify(folder).findings, Printed())
    wanted, found = ({row["url"] for row in whole(one / "archive.db")["articles"].values()} for one in (kept, folder))
    assert all(any(line.startswith(f"{url}: ") for line in notes) for url in wanted - found)
    assert len(wanted & found) > len(wanted) / 2 or loss == "file0"
    assert verify(folder).findings == []


def test_a_file_of_which_no_table_tells_comes_back(kept: Path, folder: Path) -> None:
    without_bytes(folder, "file1")
    (folder / "archive.db").unlink()
    restore(folder, kept, verify(folder).findings)
    assert received(folder) == received(kept)


def test_of_a_copy_that_is_damaged_too_what_is_whole_is_taken(kept: Path, folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(kept, tmp_path / "copy")
    without_bytes(copy, "record")
    without_bytes(folder, "all")
    restore(folder, copy, verify(folder).findings)
    (finding,) = verify(folder).findings
    assert finding.capture_ids == (1,)


def test_bytes_of_an_archive_that_went_another_way_are_not_taken(kept: Path, folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(kept, tmp_path / "copy")
    first, other = warc_files(copy / "warc")[:2]
    (copy / "warc" / first).write_bytes((copy / "warc" / other).read_bytes())
    without_bytes(folder, "record")
    before = received(folder)
    restored = restore(folder, copy, verify(folder).findings)
    assert received(folder) == before
    assert restored.notes == [f"{copy / 'warc' / first} is no copy of warc/{first}: they differ where that is whole"]


def test_what_is_no_copy_is_refused(kept: Path, folder: Path, tmp_path: Path) -> None:
    without_bytes(folder, "record")
    findings = verify(folder).findings
    for copy in (tmp_path / "nowhere", tmp_path, folder):
        with pytest.raises(UsageError, match="name a"):
            restore(folder, copy, findings)
    shutil.copytree(kept, tmp_path / "empty")
    for name in warc_files(tmp_path / "empty" / "warc"):
        (tmp_path / "empty" / "warc" / name).unlink()
    with pytest.raises(UsageError, match="holds no copy"):
        restore(folder, tmp_path / "empty", findings)


@pytest.mark.parametrize("loss", ["record", "half", "file0", "all"])
def test_a_loss_that_is_acknowledged_is_known_also_to_a_repair(folder: Path, loss: str) -> None:
    without_bytes(folder, loss)
    findings = verify(folder).findings
    with Archive.open(folder, write=True, interpreter=Printed()) as archive:
        assert acknowledge(archive.recording, findings, reason="đĩa hỏng", at=START) == len(findings)
    report = verify(folder)
    assert report.findings == []
    assert [(one.where, one.what, one.acknowledged_at) for one in report.known] == [
        (one.where, one.what, "2022-12-12T01:00:00Z") for one in findings
    ]
    with opened(folder / "archive.db") as db:
        db.execute("UPDATE articles SET title = 'x' WHERE id = 1")
        db.execute("UPDATE known_losses SET reason = 'x'")
    assert repair(folder, verify(folder).findings, Printed()).lost == []
    report = verify(folder)
    assert (report.findings, len(report.known)) == ([], len(findings))
    with opened(folder / "archive.db") as db:
        assert db.execute("SELECT DISTINCT reason FROM known_losses").fetchall() == [("đĩa hỏng",)]


def test_a_loss_beside_a_known_one_is_new_and_so_is_one_of_what_was_brought_back(kept: Path, folder: Path) -> None:
    without_bytes(folder, "record")
    with Archive.open(folder, write=True, interpreter=Printed()) as archive:
        acknowledge(archive.recording, verify(folder).findings, reason="x", at=START)
    with opened(folder / "archive.db") as db:
        place = db.execute("SELECT warc_file, warc_offset + 20 FROM captures WHERE id = 2").fetchone()
    damage(folder, *place)
    report = verify(folder)
    assert (len(report.findings), len(report.known)) in ((1, 1), (1, 0))  # beside it, or one stretch with it
    findings = [*report.findings, *report.known]
    follow(folder, restore(folder, kept, findings), [], Printed())
    report = verify(folder)
    assert (report.findings, report.known) == ([], [])
    without_bytes(folder, "record")
    assert len(verify(folder).findings) == 1


def damage(folder: Path, name: str, offset: int) -> None:
    with (folder / "warc" / name).open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff\xff\xff")
