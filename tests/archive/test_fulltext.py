"""The index beside the tables: it follows them, can be lost, damaged and made anew, and keeps nothing withheld."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
from tantivy import Index

from archive import Archive
from archive.compact import compact
from archive.errors import ArchiveError
from archive.fixity import seal
from archive.folding import FOLDING
from archive.fulltext import index
from archive.fulltext.documents import FOREVER, times
from archive.fulltext.tokens import form_of, words_for_index
from archive.repair import repair
from archive.verification import verify
from tests.archive.portals import Printed

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Crawls

DAY = 86_400


def ids(archive: Archive, query: str, **values: object) -> list[int]:
    return sorted(hit.id for hit in archive.search(query, limit=None, **values))  # type: ignore[arg-type]


def test_each_word_stands_with_its_marks_and_without() -> None:
    assert words_for_index("Đường xa") == "_ đường duong _ _ xa"
    assert [form_of(word) for word in ("đường", "duong")] == [(1, "đường"), (2, "duong")]


def test_a_search_sees_what_was_written_since(crawls: Crawls) -> None:
    crawls.look("a", "một")
    assert ids(crawls.archive, "một") == [1]
    crawls.look("b", "một hai")
    crawls.look("a", "ba")
    assert ids(crawls.archive, "một") == [2]
    assert ids(crawls.archive, "ba") == [1]


def test_a_look_that_changed_nothing_enters_nothing(crawls: Crawls) -> None:
    crawls.look("a", "một")
    assert crawls.archive.refresh_search() == 1
    crawls.next_day()
    crawls.look("a", "một")
    assert crawls.archive.refresh_search() == 0


def test_another_process_reads_what_this_one_indexed(crawls: Crawls) -> None:
    crawls.look("a", "một")
    with Archive.open(crawls.archive.folder) as reader:
        assert ids(reader, "một") == [1]
        crawls.look("b", "một hai")
        assert ids(crawls.archive, "một") == [1, 2]
        assert ids(reader, "một") == [1, 2]
        crawls.look("c", "một ba")
        assert ids(reader, "một") == [1, 2, 3]


class Enough(Exception):
    """Ends the making of an index."""


def test_an_index_that_was_begun_is_gone_on_with(crawls: Crawls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_PORTION", 10)
    monkeypatch.setattr(index, "_STEP", 5)
    for number in range(45):
        crawls.look(str(number), f"chung riêng{number}")
    crawls.look("7", "chung khác")

    def until_25(done: int, of: int) -> None:
        assert of == 45
        if done >= 25:
            raise Enough

    with pytest.raises(Enough):
        crawls.archive.refresh_search(progress=until_25)
    told: list[tuple[int, int]] = []
    with Archive.open(crawls.archive.folder) as later:
        assert later.refresh_search(progress=lambda done, of: told.append((done, of))) == 25
        assert len(ids(later, "chung")) == 45
        assert ids(later, "khác") == [8]
    assert told[0] == (0, 25)
    assert told[-1] == (25, 25)


def test_an_index_that_another_process_makes_is_left_to_it_where_nobody_waits(crawls: Crawls) -> None:
    crawls.look("a", "một")
    folder = crawls.archive.folder / "search"
    folder.mkdir()
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert crawls.archive.refresh_search(waits=False) == 0
    assert not (folder / "state.json").exists()
    assert ids(crawls.archive, "một") == [1]


def test_an_index_that_somebody_still_writes_is_not_taken_for_damaged(crawls: Crawls) -> None:
    crawls.look("a", "một")
    assert ids(crawls.archive, "một") == [1]
    state = (crawls.archive.folder / "search" / "state.json").read_text()
    crawls.look("b", "một hai")
    writer = index._index(crawls.archive.folder / "search", reuse=True).writer(20_000_000, 1)
    with pytest.raises(ArchiveError, match="LockBusy"), Archive.open(crawls.archive.folder) as reader:
        ids(reader, "một")
    assert (crawls.archive.folder / "search" / "state.json").read_text() == state
    del writer
    assert ids(crawls.archive, "một") == [1, 2]


@pytest.mark.parametrize("what", ["folder", "state", "garbled state", "segment", "cut segment", "meta"])
def test_an_index_that_is_lost_or_damaged_is_made_anew(crawls: Crawls, what: str) -> None:
    for number in range(5):
        crawls.look(str(number), f"chung riêng{number}")
    folder = crawls.archive.folder / "search"
    assert len(ids(crawls.archive, "chung")) == 5
    if what == "folder":
        shutil.rmtree(folder)
    elif what == "state":
        (folder / "state.json").unlink()
    elif what == "garbled state":
        (folder / "state.json").write_bytes(b"\xff{")
    elif what == "meta":
        (folder / "meta.json").write_text("{")
    else:
        for file in folder.glob("*.idx"):
            file.write_bytes(file.read_bytes()[:-9]) if what == "cut segment" else file.unlink()
    with Archive.open(crawls.archive.folder) as fresh:
        assert len(ids(fresh, "chung")) == 5
        assert ids(fresh, "riêng3") == [4]
    crawls.look("9", "chung")
    assert len(ids(crawls.archive, "chung")) == 6


def test_tables_of_another_day_are_held_against_the_index_one_by_one(crawls: Crawls, tmp_path: Path) -> None:
    crawls.look("a", "một")
    folder = crawls.archive.folder
    earlier = tmp_path / "earlier.db"
    with sqlite3.connect(earlier) as copy:
        crawls.archive.database.conn.backup(copy)
    crawls.look("b", "một hai")
    crawls.look("a", "ba")
    assert ids(crawls.archive, "ba OR hai") == [1, 2]
    crawls.archive.close()
    for ending in ("", "-wal", "-shm"):
        (folder / f"archive.db{ending}").unlink(missing_ok=True)
    shutil.move(earlier, folder / "archive.db")
    with Archive.open(folder) as restored:
        assert ids(restored, "một") == [1]
        assert ids(restored, "ba OR hai") == []


def by_sql(archive: Archive, words: str) -> list[int]:
    rows = archive.rows(
        "SELECT rowid AS id FROM articles_fts WHERE articles_fts MATCH '\"' || search_words(?) || '\"' ORDER BY 1",
        words,
    )
    return sorted(row["id"] for row in rows)


def test_what_other_rules_of_folding_made_is_whole_and_made_anew(crawls: Crawls) -> None:
    crawls.look("a", "Mở 40km đường mới")
    crawls.look("b", "市の新路線が開通")
    folder = crawls.archive.folder
    assert (by_sql(crawls.archive, "路線"), by_sql(crawls.archive, "40 km")) == ([2], [1])
    db = crawls.archive.database.conn  # as a release made it that cut words at spaces alone
    db.execute("BEGIN")
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
    db.execute("INSERT INTO articles_fts (rowid, text, text_folded) SELECT id, lower(text), lower(text) FROM articles")
    db.execute("UPDATE settings SET value = '1' WHERE name = 'folding'")
    seal(db)
    db.execute("COMMIT")
    assert ids(crawls.archive, "路線") == [2]
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={}, at=crawls.now)
    crawls.archive.close()
    state = folder / "search" / "state.json"
    state.write_text(state.read_text().replace(f'"folding": {FOLDING}', '"folding": 1'))
    assert verify(folder).findings == []
    with Archive.open(folder) as reader:
        assert ids(reader, "路線") == [2]
        assert f'"folding": {FOLDING}' in state.read_text()
        assert by_sql(reader, "路線") == []
    with Archive.open(folder, write=True) as writer:
        assert (by_sql(writer, "路線"), by_sql(writer, "40 km")) == ([2], [1])
    assert verify(folder).findings == []


def test_an_archive_that_cannot_be_written_is_searched_all_the_same(crawls: Crawls, tmp_path: Path) -> None:
    crawls.look("a", "một")
    crawls.archive.close()
    shutil.copytree(crawls.archive.folder, tmp_path / "source")
    (tmp_path / "source" / "search").mkdir()
    (tmp_path / "source" / "search" / "lock").mkdir()  # nobody writes to a folder as to a file
    with Archive.open(tmp_path / "source") as archive:
        assert ids(archive, "một") == [1]
        assert not (tmp_path / "source" / "search" / "state.json").exists()


def _search(folder: str, found: multiprocessing.Queue[list[int]]) -> None:
    with Archive.open(folder) as archive:
        found.put(ids(archive, "chung"))


def test_searches_that_begin_at_once_all_find_everything(crawls: Crawls) -> None:
    for number in range(200):
        crawls.look(str(number), f"chung riêng{number}")
    context = multiprocessing.get_context("spawn")
    found: multiprocessing.Queue[list[int]] = context.Queue()
    processes = [context.Process(target=_search, args=(str(crawls.archive.folder), found)) for _ in range(4)]
    for process in processes:
        process.start()
    assert [len(found.get()) for _ in processes] == [200] * 4
    for process in processes:
        process.join()


def words_in_files(archive: Archive, beginning: str) -> list[str]:
    """The words that the index's files hold, those of documents that were taken out included."""
    searcher = Index.open(str(archive.folder / "search")).searcher()
    return [word for word, _ in searcher.terms_with_prefix("text", beginning)]


def test_nothing_withheld_stays_in_its_files(crawls: Crawls) -> None:
    crawls.look("a", "bí mật zyxwvut")
    crawls.look("b", "công khai")
    assert ids(crawls.archive, "zyxwvut") == [1]
    assert words_in_files(crawls.archive, "zyx") == ["zyxwvut"]
    crawls.archive.withhold(1, reason="court order")
    assert ids(crawls.archive, "zyxwvut") == []
    assert ids(crawls.archive, "công khai") == [2]
    assert words_in_files(crawls.archive, "zyx") == []
    crawls.archive.withhold(1, reason="", undo=True)
    assert ids(crawls.archive, "zyxwvut") == [1]


def edited_and_gone(crawls: Crawls) -> None:
    """Three days: article 1 is edited on the second, 2 is gone from the second on, which the third confirms."""
    crawls.look("a", "chữ cũ")
    crawls.look("b", "chữ bị gỡ")
    crawls.next_day()
    crawls.look("a", "chữ mới")
    crawls.look("b", outcome="gone")
    crawls.next_day()
    crawls.look("b", outcome="gone")


def test_as_of_a_day_the_words_of_that_day_are_found(crawls: Crawls) -> None:
    archive = crawls.archive
    edited_and_gone(crawls)
    crawls.look("c", "chữ sau")
    crawls.next_day()
    crawls.look("b", "chữ bị gỡ")
    assert ids(archive, "chữ") == [1, 2, 3]
    assert ids(archive, "cũ") == []
    assert ids(archive, "chữ", as_of="2022-12-11") == []
    assert ids(archive, "chữ", as_of="2022-12-12") == [1, 2]
    (hit,) = archive.search("cũ", as_of="2022-12-12")
    assert (hit.version, hit.snippet) == (1, "chữ ⟦cũ⟧")
    assert ids(archive, "cũ", as_of="2022-12-13") == []
    assert ids(archive, "chữ", as_of="2022-12-13") == [1]
    assert ids(archive, "chữ", as_of="2022-12-14") == [1, 3]
    assert ids(archive, "chữ", as_of="2022-12-15") == [1, 2, 3]
    assert ids(archive, "chữ", as_of="2022-12-12T00:59:59Z") == []
    assert ids(archive, "chữ", as_of="2022-12-12T08:00:00+07:00") == [1, 2]


def test_removed_and_edited_are_filters(crawls: Crawls) -> None:
    edited_and_gone(crawls)
    assert ids(crawls.archive, "chữ", removed=True) == [2]
    assert ids(crawls.archive, "chữ", changed=True) == [1]
    assert ids(crawls.archive, "", removed=True) == [2]


def _at(day: int) -> str:
    return f"1970-01-{day + 1:02}T00:00:00Z"


@pytest.mark.parametrize(
    ("seen", "away", "expected"),
    [
        ([0], [], [(0, 0, None)]),
        ([0, 5], [], [(0, 0, 5), (1, 5, None)]),
        ([0], [(3, 6)], [(0, 0, 3), (0, 6, None)]),
        ([0], [(3, None)], [(0, 0, 3)]),
        ([0, 6], [(3, 6)], [(0, 0, 3), (1, 6, None)]),
        ([0, 5], [(3, 8)], [(0, 0, 3), (1, 8, None)]),
        ([0], [(1, 2), (4, 6), (8, None)], [(0, 0, 1), (0, 2, 4), (0, 6, 8)]),
        ([0, 5], [(3, None)], [(0, 0, 3), (1, 5, 5)]),
    ],
)
def test_when_an_article_stood_there(
    seen: list[int], away: list[tuple[int, int | None]], expected: list[tuple[int, int, int | None]]
) -> None:
    versions = [{"seen_at": _at(day), "number": number} for number, day in enumerate(seen)]
    absences = [{"gone_at": _at(gone), "back_at": None if back is None else _at(back)} for gone, back in away]
    shown = list(times(versions, absences))
    assert [(one.version["number"], one.since, one.until) for one in shown] == [
        (number, since * DAY, FOREVER if until is None else until * DAY) for number, since, until in expected
    ]
    assert [one.is_now for one in shown] == [False] * (len(shown) - 1) + [True]


def test_tables_that_were_made_anew_are_not_taken_for_those_that_it_follows(crawls: Crawls) -> None:
    """A file that is deleted leaves its inode to the next one."""
    crawls.look("a", "một")
    assert ids(crawls.archive, "một") == [1]
    folder = crawls.archive.folder
    crawls.archive.close()
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (folder / name).unlink(missing_ok=True)
    Archive.open(folder, write=True, create=True).close()
    assert not (folder / "search" / "meta.json").exists()


def searched(archive: Archive) -> list[list[int]]:
    return [ids(archive, "một"), ids(archive, "hai"), ids(archive, '"một hai"'), ids(archive, "riêng*")]


@pytest.mark.parametrize("mended_by", ["repair", "compact"])
def test_damage_anywhere_in_it_is_found_and_it_is_made_anew(crawls: Crawls, mended_by: str) -> None:
    for number in range(30):
        crawls.look(str(number), f"một hai riêng{number}")
    wanted = searched(crawls.archive)
    crawls.archive.close()
    folder = crawls.archive.folder
    assert verify(folder).findings == []
    kept = {file: file.read_bytes() for file in (folder / "search").iterdir() if file.stat().st_size > 8}
    for file, content in kept.items():
        for place in (len(content) // 3, len(content) // 2, len(content) - 2):
            _put(file, content[:place] + bytes([content[place] ^ 0x15]) + content[place + 1 :])
            findings = verify(folder).findings
            is_harmless = file.name in (".managed.json", "state.json", "meta.json")  # others say the same, or tantivy
            assert findings or is_harmless, (file.name, place)
            assert {one.kind for one in findings} <= {"search"}
            with contextlib.suppress(ArchiveError), Archive.open(folder) as archive:
                found = searched(archive)
                assert findings or found == wanted, (file.name, place)
            for other, known in kept.items():
                _put(other, known)
    (part,) = [file for file in kept if file.suffix == ".term"][:1]
    _put(part, b"x" + kept[part][1:])
    if mended_by == "repair":
        assert "search/ removed" in repair(folder, verify(folder).findings, Printed()).done[0]
    else:
        assert "search/ was damaged" in compact(folder).made_anew[0]
    with Archive.open(folder) as archive:
        assert searched(archive) == wanted
    assert verify(folder).findings == []


def _put(file: Path, content: bytes) -> None:
    """Writes a file anew: one that is mapped into memory somewhere must not become shorter."""
    beside = file.with_name("beside")
    beside.write_bytes(content)
    beside.replace(file)


def test_who_withholds_waits_for_who_makes_it(crawls: Crawls) -> None:
    """Else words that may not stay would be written again by who read them before."""
    crawls.look("a", "một")
    assert ids(crawls.archive, "một") == [1]
    folder = crawls.archive.folder
    done: list[list[str]] = []

    def withhold() -> None:
        with Archive.open(folder, write=True) as archive:
            archive.withhold(1, reason="x")
        done.append(sorted(file.name for file in (folder / "search").iterdir()))

    crawls.archive.close()
    with (folder / "search" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        thread = threading.Thread(target=withhold)
        thread.start()
        thread.join(0.5)
        assert (folder / "search" / "meta.json").exists()
        assert not done
        (folder / "search" / "late").write_text("một")
    thread.join()
    assert done == [["lock"]]
