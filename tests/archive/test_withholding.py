from __future__ import annotations

import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.errors import ArchiveError, UsageError
from archive.export import rows as exported
from archive.recording import Recording
from archive.repair import repair
from archive.verification import verify
from tests.archive.portals import Portals, Printed, edited, prose
from tests.archive.test_repair import whole

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Crawls

HIDDEN = "bímậtriêng"


@pytest.fixture
def withheld(crawls: Crawls) -> Crawls:
    """An article with two versions, two addresses and an absence, withheld; another one stays."""
    crawls.look(f"{HIDDEN}-1", f"Nội dung {HIDDEN} cũ")
    crawls.look("b", "Nội dung khác")
    crawls.look(f"{HIDDEN}-2", f"Nội dung {HIDDEN} cũ")
    crawls.next_day()
    crawls.look(f"{HIDDEN}-1", outcome="gone")
    crawls.next_day()
    crawls.look(f"{HIDDEN}-1", f"Nội dung {HIDDEN} mới")
    crawls.archive.withhold(1, reason="quyết định của toà án")
    return crawls


def everything(folder: Path) -> str:
    db = sqlite3.connect(folder / "archive.db")
    dump = "\n".join(db.iterdump())
    db.close()
    return dump


def test_nothing_that_is_served_tells_of_it(withheld: Crawls) -> None:
    archive = withheld.archive
    assert HIDDEN not in everything(archive.folder)
    assert list(archive.search(HIDDEN)) == []
    assert next(iter(archive.search("nội dung"))).url.endswith("/b")
    assert [row["id"] for row in exported(archive, None)] == [2]
    archive.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert HIDDEN.encode() not in (archive.folder / "archive.db").read_bytes()


def test_it_is_logged_with_its_reason(withheld: Crawls) -> None:
    (row,) = withheld.archive.rows("SELECT article_id, reason, undone_at FROM withholdings")
    assert row == {"article_id": 1, "reason": "quyết định của toà án", "undone_at": None}


def test_it_comes_back_as_it_was(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung cũ", figures=(("views", 3),))
    crawls.look("a2", "Nội dung cũ")
    crawls.look("c", "Nội dung của bài khác")
    crawls.next_day()
    crawls.look("a", "Nội dung mới")
    before = everything(crawls.archive.folder)
    crawls.archive.withhold(1, reason="nhầm")
    crawls.archive.withhold(1, reason="", undo=True)
    lines = [line for line in everything(crawls.archive.folder).splitlines() if "articles_fts" not in line]
    told = ("withholdings", "warc_files", "fixity", "reserved ", "settings", "search_changes")
    wanted = [line for line in before.splitlines() if "articles_fts" not in line and not any(t in line for t in told)]
    assert sorted(line for line in lines if not any(t in line for t in told)) == sorted(wanted)
    assert [hit.id for hit in crawls.archive.search("mới")] == [1]


def test_what_the_portal_goes_on_to_publish_there_is_not_shown(withheld: Crawls) -> None:
    withheld.next_day()
    for path in (f"{HIDDEN}-1", f"{HIDDEN}-2", f"{HIDDEN}-3"):
        assert withheld.look(path, f"Nội dung {HIDDEN} mới").change == "none"
    withheld.look("old", outcome="redirect", redirect_to=f"https://example.gov.vn/{HIDDEN}-1")
    assert HIDDEN not in everything(withheld.archive.folder)
    assert withheld.archive.count_articles("example") == 1


def _looked_at(folder: Path, *, hidden: bool) -> Path:
    """An article that is met again, edited, met elsewhere, gone and back; `hidden`: withheld meanwhile."""
    portals = Portals(Archive.open(folder, write=True, create=True, interpreter=Printed()))
    first = prose("first")
    portals.print("anlao", "a", first, figures=[["views", 4]])
    portals.print("anlao", "b", prose("second"))
    if hidden:
        portals.archive.withhold(1, reason="nhầm")
    for path, text in (("a", first), ("a", edited(first, 9)), ("c", edited(first, 9)), ("b", prose("third"))):
        portals.print("anlao", path, text, figures=[["views", 9]])
        assert HIDDEN not in everything(folder)
    if hidden:
        portals.archive.withhold(1, reason="", undo=True)
    portals.print("anlao", "a", edited(first, 20))
    return portals.close()


def _elsewhere(row: dict[str, object]) -> str:
    """A row without what says where its record lies, and a version's own number, which nobody names."""
    unsaid = {"warc_file", "warc_offset", "warc_length", *({"id"} if "number" in row else ())}
    return str({name: value for name, value in row.items() if name not in unsaid})


def test_what_was_met_while_it_was_withheld_is_entered_when_it_is_shown_again(tmp_path: Path) -> None:
    folders = (_looked_at(tmp_path / f"{hidden}", hidden=hidden) for hidden in (False, True))
    wanted, found = (whole(folder / "archive.db") for folder in folders)
    for table in ("articles", "article_versions", "article_urls", "pages", "captures", "observations", "absences"):
        one, other = (sorted(map(_elsewhere, rows[table].values())) for rows in (wanted, found))
        assert one == other, table
    assert found["articles"][1,]["version"] == 3
    folder = tmp_path / "True"
    assert verify(folder).findings == []
    for name in ("archive.db", "withheld.db"):
        (folder / name).unlink()
    assert repair(folder, verify(folder).findings, Printed()).lost == []
    again = whole(folder / "archive.db")
    for table in ("articles", "article_versions", "article_urls", "pages", "captures", "observations"):
        assert again[table] == found[table], table


def test_its_number_is_given_to_no_other(withheld: Crawls) -> None:
    withheld.look("c", "Bài mới hoàn toàn")
    withheld.archive.withhold(2, reason="x")
    withheld.look("d", "Bài mới nữa")
    assert sorted(row["id"] for row in withheld.archive.rows("SELECT id FROM articles")) == [3, 4]
    withheld.archive.withhold(1, reason="", undo=True)
    withheld.archive.withhold(2, reason="", undo=True)
    assert sorted(row["id"] for row in withheld.archive.rows("SELECT id FROM articles")) == [1, 2, 3, 4]


def test_wrong_numbers_are_one_line(withheld: Crawls) -> None:
    with pytest.raises(UsageError, match="no article 9"):
        withheld.archive.withhold(9, reason="x")
    with pytest.raises(UsageError, match="not withheld"):
        withheld.archive.withhold(2, reason="", undo=True)


def test_done_again_it_is_done_also_after_a_kill_behind_its_record(withheld: Crawls) -> None:
    folder = withheld.archive.folder
    assert withheld.archive.withhold(1, reason="x") is False
    said = {"type": "withhold", "portal": "example", "url": "https://example.gov.vn/b", "article": 2, "reason": "y",
            "undo": False}  # fmt: skip
    withheld.archive.close()
    if os.fork() == 0:  # dies with the statement in warc/, and before a table follows it
        Archive.open(folder, write=True).recording.state(said, url=str(said["url"]), at=withheld.now)
        os._exit(0)
    assert os.wait()[1] == 0
    with Archive.open(folder, write=True) as archive:
        list(archive.search("khác"))
        assert archive.withhold(2, reason="y") is False
        assert [file.name for file in (folder / "search").iterdir()] == ["lock"]
        log = archive.rows("SELECT article_id, reason FROM withholdings")
        assert [tuple(row.values()) for row in log] == [(1, "quyết định của toà án"), (2, "y")]
        for expected in (True, False):
            assert archive.withhold(2, reason="", undo=True) is expected
        assert archive.withhold(2, reason="z") is True
    assert not verify(folder).findings


def test_it_holds_after_reopening_and_the_archive_verifies(withheld: Crawls) -> None:
    withheld.archive.close()
    folder = withheld.archive.folder
    assert not verify(folder).findings
    with Archive.open(folder, write=True) as archive:
        archive.withhold(1, reason="", undo=True)
        assert archive.count_articles("example") == 2
    assert not verify(folder).findings


def test_a_kill_between_the_record_and_the_rows_leaves_it_withheld_the_next_time(crawls: Crawls) -> None:
    crawls.look("a", f"Nội dung {HIDDEN}")
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={}, at=crawls.now)
    crawls.archive.close()
    folder = crawls.archive.folder
    shutil.copy(folder / "archive.db", folder / "before")
    with Archive.open(folder, write=True) as archive:
        archive.withhold(1, reason="x")
    (folder / "withheld.db").unlink()
    (folder / "before").replace(folder / "archive.db")
    with Archive.open(folder, write=True) as archive:
        assert archive.count_articles("example") == 0
        assert HIDDEN not in everything(folder)


ALTERED = (
    "UPDATE articles SET title = 'Khác'", "UPDATE article_versions SET text = replace(text, 'N', 'M') WHERE number = 1",
    "UPDATE captures SET status = 500", "UPDATE pages SET looks = 9", "UPDATE absences SET gone_at = '1999'",
    "DELETE FROM article_urls", "UPDATE sent SET url = url || 'x'", "INSERT INTO emptied VALUES ('a', 'b', 'c', 'd')",
)  # fmt: skip


@pytest.mark.parametrize("statement", ALTERED)
def test_what_is_altered_in_it_is_named_and_never_shown_again(withheld: Crawls, statement: str) -> None:
    withheld.archive.close()
    folder = withheld.archive.folder
    db = sqlite3.connect(folder / "withheld.db")
    with db:
        assert db.execute(statement).rowcount
    db.close()
    (finding, *_) = verify(folder).findings
    assert (finding.kind, finding.where) == ("side", "withheld.db")
    with Archive.open(folder, write=True) as archive:
        if "UPDATE" in statement and "sent" not in statement:
            with pytest.raises(ArchiveError, match="verify --repair"):
                archive.withhold(1, reason="", undo=True)
            assert archive.count_articles("example") == 1


def test_what_an_earlier_luutru_withheld_has_digests_from_the_next_write_on(withheld: Crawls) -> None:
    withheld.archive.close()
    folder = withheld.archive.folder
    db = sqlite3.connect(folder / "withheld.db")
    with db:
        db.execute("DROP TABLE fixity")
        for name, columns in (("sent", "article_id INTEGER, url TEXT"), ("emptied", "portal, url, name, value")):
            db.execute(f"ALTER TABLE {name} RENAME TO old")
            db.execute(f"CREATE TABLE {name} ({columns})")
            db.execute(f"INSERT INTO {name} SELECT * FROM old UNION ALL SELECT * FROM old")
            db.execute("DROP TABLE old")
    db.close()
    assert not verify(folder).findings
    Archive.open(folder, write=True).close()
    with sqlite3.connect(folder / "withheld.db") as db:
        db.execute("UPDATE articles SET title = 'Khác'")
    db.close()
    assert [one.where for one in verify(folder).findings] == ["withheld.db"]
    with sqlite3.connect(folder / "withheld.db") as db:
        db.execute("UPDATE articles SET title = 'Tiêu đề'")
    db.close()
    with Archive.open(folder, write=True) as archive:
        archive.withhold(1, reason="", undo=True)
        assert archive.count_articles("example") == 2
    assert not verify(folder).findings


def test_a_reader_takes_it_as_it_is(withheld: Crawls) -> None:
    """As `luutru reextract` does, which writes nothing before it is told to."""
    withheld.archive.close()
    folder = withheld.archive.folder
    before = (folder / "withheld.db").read_bytes()
    with Archive.open(folder) as archive:
        recording = Recording(folder, archive.database.conn, None)
        assert recording.withheld.hides("example", f"https://example.gov.vn/{HIDDEN}-1")
    assert (folder / "withheld.db").read_bytes() == before
