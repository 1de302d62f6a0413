"""What repair makes of tables and `warc/` that are both damaged: nothing is lost that one of the two still holds."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from archive.decisions import decide
from archive.repair import Repaired, repair
from archive.verification import verify
from archive.visit_records import Told, statements
from archive.warc import warc_files
from archive.warc_scan import Member, members, record_of
from archive.whole_rows import WholeRows
from tests.archive.portals import Portals, Printed, edited, prose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""By table and key the rows of a database."""
FILES = 3


def filled(folder: Path) -> None:
    """An archive of four portals in three files, with a row in almost every table, and something withheld."""
    first, second = prose("first"), prose("second")
    portals = Portals(Archive.open(folder, write=True, create=True, interpreter=Printed()))
    pictures = [{"url": "https://x/1.jpg", "caption": "Ảnh một"}, {"url": "https://x/2.jpg", "alt": "hai"}]
    documents = [{"url": "https://x/a.pdf", "name": "Quyết định", "media_type": "application/pdf"}]
    portals.print("thuynguyen", "a", first, images=pictures, attachments=documents, figures=[["views", 4]],
                  published="2022-12-10", doubts=[["lost_prose", 0.4]])  # fmt: skip
    portals.print("thuynguyen", "a2", first, images=pictures, attachments=documents, published="2022-12-10")
    portals.print("haiphong", "b", edited(first, 7), published="2022-12-11")
    portals.print("anlao", "c", second)
    portals.print("kienthuy", "d", prose("fourth"), title="Bị giữ lại")
    portals.archive.withhold(4, reason="quyết định của toà án")
    portals.close()
    portals = Portals(Archive.open(folder, write=True, interpreter=Printed()), now=portals.now)
    portals.print("thuynguyen", "a", edited(first, 30), images=pictures[:1], figures=[["views", 9]])
    portals.print("anlao", "c")
    portals.print("anlao", "e", prose("fifth"))
    portals.print("kienthuy", "f", prose("sixth"), title="Cũng bị giữ lại")
    portals.archive.withhold(6, reason="dữ liệu cá nhân")
    portals.archive.reclassify(3, "notice")
    portals.archive.learn_site("anlao", {"a": 1}, crawl=portals.crawls["anlao"], pages=3, again=[], at=portals.now)
    portals.close()
    with Archive.open(folder, write=True, interpreter=Printed()) as archive:
        for portal, verb, key in (("haiphong", "rename", "haiphong-cu"), ("thuynguyen", "rename", "thuy"),
                                  ("anlao", "pause", "")):  # fmt: skip
            decide(archive.recording, portal, verb, homepage="https://x/", new_key=key, at=portals.now)
    portals = Portals(Archive.open(folder, write=True, interpreter=Printed()), now=portals.now)
    portals.print("anlao", "c")
    portals.print("anlao", "e", prose("fifth"))
    portals.print("thuynguyen", "a", edited(first, 30), figures=[["views", 12]])
    portals.print("haiphong", "g", prose("seventh"), images=pictures, attachments=documents)
    portals.close()
    with Archive.open(folder, write=True, interpreter=Printed()) as archive:
        decide(archive.recording, "kienthuy", "rename", homepage="https://x/", new_key="kien", at=portals.now)
    with Archive.open(folder, write=True) as archive, archive.recording.transaction():
        version = archive.rows("SELECT id FROM article_versions WHERE article_id = 1 AND number = 1")[0]["id"]
        archive.database.conn.execute(
            "INSERT INTO readings (version_id, extractor, read_at, article) VALUES (?, '0', '2022-12-20', '{}')",
            (version,),
        )


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rich") / "archive"
    with pytest.MonkeyPatch.context() as small:
        small.setattr("archive.warc.CONTINUED_BYTES", 0)
        filled(folder)
    assert len(warc_files(folder / "warc")) >= FILES
    assert verify(folder).findings == []
    return folder


@pytest.fixture
def folder(rich: Path, tmp_path: Path) -> Path:
    return shutil.copytree(rich, tmp_path / "archive")


@contextlib.contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file)) as db, db:
        yield db


def whole(file: Path) -> Rows:
    """The rows of a database that are as luutru wrote them."""
    old = WholeRows.open(file, is_ours=False)
    with contextlib.closing(old):
        return {
            table: {tuple(row[name] for name in key): row for row in old.rows(table)}
            for table, key in old.tables.items()
        }


def without_bytes(folder: Path, loss: str) -> None:
    """Damages `warc/`."""
    files = [folder / "warc" / name for name in warc_files(folder / "warc")]
    if loss == "all":
        for file in files:
            file.unlink()
    elif loss.startswith("file"):
        files[int(loss[-1])].unlink()
    elif loss == "half":
        file = max(files, key=lambda one: one.stat().st_size)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif loss == "record":
        with opened(folder / "archive.db") as db:
            statement = "SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = 1"
            name, offset, length = db.execute(statement).fetchone()
        with (folder / "warc" / name).open("r+b") as opened_file:
            opened_file.seek(offset + length // 2)
            opened_file.write(b"\xff\xff\xff")
    elif loss == "statements":  # every record that is of no response
        for file in files:
            _without_statements(file)


def _without_statements(file: Path, kinds: tuple[str, ...] = ()) -> None:
    """Damages the records that are of no response, all or those of some kinds."""
    content = bytearray(file.read_bytes())
    for found in members(file):
        record = record_of(found.plain) if isinstance(found, Member) else None
        if record is not None and record.kind == "metadata":
            kind = json.loads(record.block)["type"]
            if kind in kinds or (not kinds and kind != "visit"):
                content[found.offset + 20 : found.offset + 24] = b"\0\0\0\0"
    file.write_bytes(content)


LOSSES = ("none", "file0", "file1", "file2", "half", "record", "statements", "all")
DAMAGE = {
    "title": "UPDATE articles SET title = 'Khác' WHERE id = 1",
    "html": "UPDATE articles SET html = 'x' WHERE id = 3",
    "seen": "UPDATE articles SET first_seen = '1999-01-01T00:00:00Z' WHERE id = 5",
    "article": "DELETE FROM articles WHERE id = 1",
    "version": "UPDATE article_versions SET text = 'Khác' WHERE article_id = 1 AND number = 2",
    "earlier": "UPDATE article_versions SET seen_at = '1999-01-01T00:00:00Z' WHERE article_id = 1 AND number = 1",
    "no version": "DELETE FROM article_versions WHERE article_id = 5",
    "capture": "UPDATE captures SET etag = 'x' WHERE id = (SELECT max(capture_id) FROM article_versions)",
    "place": "UPDATE captures SET warc_offset = 7 WHERE id = (SELECT max(id) FROM captures)",
    "page": "UPDATE pages SET looks = 77 WHERE url LIKE '%/c'",
    "portal": "UPDATE portals SET name = 'Khác' WHERE id = 'anlao'",
    "crawl": "UPDATE crawls SET definition = 'x' WHERE id = 1",
    "picture": "UPDATE images SET caption = 'x'",
    "document": "DELETE FROM attachments",
    "figure": "UPDATE observations SET value = 1",
    "absence": "UPDATE absences SET gone_at = '1999'",
    "address": "DELETE FROM article_urls",
    "doubt": "UPDATE doubts SET value = 0.1",
    "reading": "UPDATE readings SET article = '[]'",
    "log": "UPDATE withholdings SET reason = 'x' WHERE article_id = 4",
    "file": "UPDATE warc_files SET bytes = 1 WHERE rowid = (SELECT min(rowid) FROM warc_files)",
    "rule": "DELETE FROM page_type_rules",
    "model": "UPDATE site_models SET model = '{}'",
    "digest": "UPDATE fixity SET digest = x'00' WHERE table_name = 'articles' AND row_key = '[2]'",
    "no digest": "DELETE FROM fixity WHERE table_name = 'article_versions'",
    "setting": "UPDATE settings SET value = '99' WHERE name LIKE 'reserved%'",
    "decision": "UPDATE portal_decisions SET paused_at = '1999' WHERE portal = 'anlao'",
    "foreign": "INSERT INTO portals VALUES ('x', 'x', 'x', NULL, NULL, '', '', '', NULL, NULL)",
}
MADE_ANEW = {"stories", "story_signatures", "_sqlite_migrations"}
MAY_CHANGE = {
    ("captures", "damage"), ("warc_files", "bytes"), ("warc_files", "sha256"), ("settings", "value"),
    ("articles", "story_id"),
}  # fmt: skip


def repaired(folder: Path) -> Repaired:
    return repair(folder, verify(folder).findings, Printed())


def missing(before: Rows, after: Rows) -> list[str]:
    """What of the rows that were whole is gone or changed."""
    found = []
    for table, rows in before.items():
        if table in MADE_ANEW:
            continue
        for key, row in rows.items():
            there = after[table].get(key)
            if there is None:
                found.append(f"{table} {key} is gone")
            else:
                found += [f"{table} {key}: {name} was {row[name]!r} and is {there[name]!r}" for name in row
                          if row[name] != there[name] and (table, name) not in MAY_CHANGE]  # fmt: skip
    return found


PAIRS = list(itertools.product(DAMAGE, LOSSES))
if not os.environ.get("LUUTRU_FAULTS"):  # each damage once with nothing left in warc/, and once with one of the others
    PAIRS = [(one, "all") for one in DAMAGE] + list(zip(DAMAGE, itertools.cycle(LOSSES[:-1]), strict=False))


@pytest.mark.parametrize(("damage", "loss"), PAIRS)
def test_whatever_was_whole_in_the_tables_stays(folder: Path, loss: str, damage: str) -> None:
    without_bytes(folder, loss)
    with opened(folder / "archive.db") as db:
        assert db.execute(DAMAGE[damage]).rowcount
        articles = {number for (number,) in db.execute("SELECT id FROM articles")}
    before, hidden = whole(folder / "archive.db"), whole(folder / "withheld.db")
    done = repaired(folder)
    gone = [line for line in missing(before, whole(folder / "archive.db")) if not is_named(line, done.lost)]
    assert gone == []
    assert missing(hidden, whole(folder / "withheld.db")) == []
    report = verify(folder)
    assert {one.kind for one in report.findings} <= {"warc"}, report.findings
    assert bool(report.findings) == (loss != "none")
    with opened(folder / "archive.db") as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert {number for (number,) in db.execute("SELECT id FROM articles")} >= articles, done
    if loss == "none" and damage != "reading":
        assert done.lost == []


def test_from_warc_alone_all_is_as_it_was_with_keys_given_away_and_used_again(folder: Path) -> None:
    """Two portals that had one key after another, and an article at the same address under both."""
    before, hidden = whole(folder / "archive.db"), whole(folder / "withheld.db")
    for name in ("archive.db", "withheld.db"):
        (folder / name).unlink()
    assert repaired(folder).lost == []
    after = whole(folder / "archive.db")
    assert [line for line in missing(before, after) if not line.startswith("readings ")] == []  # the fixture's own
    assert missing(hidden, whole(folder / "withheld.db")) == []


def test_a_rename_of_which_the_record_is_lost_is_made_by_the_old_crawls_and_stated_again(folder: Path) -> None:
    for name in warc_files(folder / "warc"):
        _without_statements(folder / "warc" / name, kinds=("portal",))
    with opened(folder / "archive.db") as db:
        db.execute("UPDATE captures SET etag = 'x'")
        db.execute("UPDATE articles SET title = 'x'")
    before = whole(folder / "archive.db")
    done = repaired(folder)
    assert done.lost == []
    assert missing(before, whole(folder / "archive.db")) == []
    again = [one.values for name in warc_files(folder / "warc") for one in statements(folder / "warc", name)
             if isinstance(one, Told) and one.kind == "portal"]  # fmt: skip
    assert again == [{"type": "portal", "portal": "kienthuy", "do": "rename", "as": "kien"}]


def is_named(line: str, lost: list[str]) -> bool:
    """Whether what is gone is said to be lost: a reading, say, with the version that it is of; a reference with the
    capture that it led to.
    """
    table = line.split()[0]
    if (led := re.search(r"capture_id was (\d+) and is None", line)) is not None:
        return any(f"table captures, row [{led[1]}]" in one for one in lost)
    return any(f"table {table}, " in one for one in lost)


def test_a_page_of_the_database_that_cannot_be_read_costs_the_rows_on_it_alone(folder: Path) -> None:
    file = folder / "archive.db"
    with opened(file) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    content = file.read_bytes()
    size = len(content) // pages
    without_bytes(folder, "file0")
    intact = whole(file)["articles"].keys()
    for page in range(1, pages, 1 if os.environ.get("LUUTRU_FAULTS") else pages // 5):
        file.write_bytes(content[: page * size] + b"\x5a" * size + content[(page + 1) * size :])
        try:
            before = whole(file)
        except sqlite3.DatabaseError:  # a page of the schema: nothing can be opened, which is said
            assert any("archive.db cannot be read" in line for line in repaired(folder).done), page
            continue
        done = repaired(folder)
        gone = [line for line in missing(before, whole(file)) if not is_named(line, done.lost)]
        assert gone == [], page
        assert {one.kind for one in verify(folder).findings} <= {"warc"}, page
        assert whole(file)["articles"].keys() == intact or done.lost, page


def test_a_database_of_which_nothing_can_be_read_is_said_and_kept(folder: Path) -> None:
    without_bytes(folder, "file1")
    (folder / "archive.db").write_bytes(b"no database " * 1000)
    done = repaired(folder)
    assert "archive.db cannot be read (file is not a database): nothing is taken over from it" in done.done[0]
    assert done.lost == ["warc/: the file with the number 00002 is not there, and no table tells of it"]
    (aside,) = folder.glob("archive.db.before-repair-*")
    assert aside.read_bytes().startswith(b"no database")
    assert {one.kind for one in verify(folder).findings} <= {"warc"}  # withheld.db may still speak of that file


@pytest.mark.parametrize("loss", ["none", "statements", "all"])
@pytest.mark.parametrize("what", ["row", "page", "file"])
def test_what_is_withheld_stays_so(folder: Path, loss: str, what: str) -> None:
    """Also where the record in `warc/` is lost that says so, and `withheld.db` with it."""
    without_bytes(folder, loss)
    file = folder / "withheld.db"
    if what == "file":
        file.unlink()
    elif what == "page":
        file.write_bytes(b"no database " * 1000)
    else:
        with opened(file) as db:
            db.execute("UPDATE articles SET lead = 'x' WHERE id = 4")
    done = repaired(folder)
    assert verify(folder).findings == [] or loss != "none"
    with opened(folder / "archive.db") as db:
        assert {number for (number,) in db.execute("SELECT id FROM articles")} & {4, 6} == set()
        assert db.execute("SELECT article_id FROM withholdings WHERE undone_at IS NULL").fetchall() == [(4,), (6,)]
        assert "giữ lại" not in "".join(db.iterdump())
    with opened(file) as db:
        held = {number for (number,) in db.execute("SELECT id FROM articles")}
    # Where nothing is left that knows their addresses they are lost, and named.
    is_known = loss == "none" or what == "row"
    assert held == ({4, 6} if is_known else set()), done
    assert is_known or [line for line in done.lost if line.startswith(("article 4: it is", "article 6: it is"))]
    if loss != "none" and is_known:  # it is stated anew, for a repair from warc/ alone
        said = [one.values for name in warc_files(folder / "warc") for one in statements(folder / "warc", name)
                if isinstance(one, Told) and one.kind == "withhold"]  # fmt: skip
        assert [one["article"] for one in said] == [4, 6]


def test_what_a_killed_repair_has_left_is_in_nobodys_way(folder: Path) -> None:
    for name in ("archive.db.new", "archive.db.rebuilt", "archive.db.rebuilt-wal", "withheld.db.new"):
        (folder / name).write_bytes(b"left behind")
    with opened(folder / "archive.db") as db:
        db.execute(DAMAGE["title"])
    before = whole(folder / "archive.db")
    assert repaired(folder).lost == []
    assert missing(before, whole(folder / "archive.db")) == []
    assert not list(folder.glob("*.new*")) + list(folder.glob("*.rebuilt*"))


def test_a_second_repair_loses_nothing_of_what_the_first_took_over(folder: Path) -> None:
    without_bytes(folder, "all")
    for statement in (DAMAGE["title"], DAMAGE["page"], DAMAGE["portal"]):
        with opened(folder / "archive.db") as db:
            db.execute(statement)
        before = whole(folder / "archive.db")
        repaired(folder)
        assert missing(before, whole(folder / "archive.db")) == []
    with Archive.open(folder, write=True, interpreter=Printed()) as archive:
        assert archive.adopted.visits == 0
        Portals(archive).print("anlao", "new", prose("new"))
    assert {one.kind for one in verify(folder).findings} == {"warc"}
