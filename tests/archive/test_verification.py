from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.fixity import altered_rows, kept_tables
from archive.verification import verify
from archive.warc import warc_files

if TYPE_CHECKING:
    from conftest import Crawls


@pytest.fixture
def folder(crawls: Crawls) -> Path:
    """A closed archive of two articles, one of them with two versions, and a repeated capture."""
    crawls.look("a", "Nội dung của bài thứ nhất", body=b"mot" * 500, figures=(("views", 4),))
    crawls.look("b", "Nội dung của bài thứ hai", body=b"hai" * 500)
    crawls.next_day()
    crawls.look("a", "Nội dung đã sửa của bài thứ nhất", body=b"ba" * 500)
    crawls.look("b", "Nội dung của bài thứ hai", body=b"hai" * 500)
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={}, at=crawls.now)
    crawls.archive.close()
    return crawls.archive.folder


def altered(folder: Path, statement: str) -> None:
    db = sqlite3.connect(folder / "archive.db")
    with db:
        db.execute(statement)
    db.close()


def found(folder: Path) -> list[str]:
    return [f"{one.where}: {one.what} / {'; '.join(one.affects)}" for one in verify(folder).findings]


def test_a_whole_archive_has_no_findings(folder: Path) -> None:
    report = verify(folder)
    assert report.findings == []
    assert (report.files, report.captures) == (1, 4)
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db:
        steps = db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
    assert report.rows == 21 + steps


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE articles SET text = 'Khác' WHERE id = 1", "table articles, row [1]: is not as luutru wrote it"),
        ("UPDATE article_versions SET seen_at = '1999' WHERE id = 2", "article_versions, row [2]"),
        ("UPDATE pages SET looks = 9 WHERE url LIKE '%/a'", 'pages, row ["example","https://example.gov.vn/a"]'),
        ("DELETE FROM observations", "table observations, row [1,"),
        ("UPDATE portals SET name = 'Khác'", "table portals"),
        ("UPDATE captures SET payload_digest = '00' WHERE id = 1", "payload digest"),
        ("UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 1", "no record begins where the tables say"),
        ("UPDATE settings SET value = '0'", "table settings"),
        ("INSERT INTO portals VALUES ('x', 'x', 'x', NULL, NULL, '', '', '', NULL, NULL)", "was not written by luutru"),
        ("UPDATE fixity SET digest = x'00' WHERE table_name = 'articles' AND row_key = '[1]'", "table articles"),
        ("DELETE FROM articles_fts_docsize WHERE id = 1", "article 1"),
        ("UPDATE articles_fts_data SET block = x'00' WHERE id = 1", "search index"),
    ],
)
def test_what_is_altered_is_named(folder: Path, statement: str, words: str) -> None:
    altered(folder, statement)
    assert any(words in line for line in found(folder)), found(folder)


def test_it_names_what_a_damaged_record_affects(folder: Path) -> None:
    (name,) = warc_files(folder / "warc")
    db = sqlite3.connect(folder / "archive.db")
    offset, length = db.execute("SELECT warc_offset, warc_length FROM captures WHERE id = 2").fetchone()
    db.close()
    with (folder / "warc" / name).open("r+b") as file:
        file.seek(offset + length // 2)
        file.write(b"\xff\xff")
    (line,) = found(folder)
    assert f"warc/{name} at {offset}" in line
    assert "capture 2 of https://example.gov.vn/b" in line
    assert "version 1 of article 2" in line
    assert "1 later captures of the same bytes" in line


def test_a_missing_a_cut_and_an_empty_file_are_named(folder: Path) -> None:
    (name,) = warc_files(folder / "warc")
    file = folder / "warc" / name
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert any("bytes are missing" in line for line in found(folder))
    file.write_bytes(b"")
    assert any("bytes are missing" in line for line in found(folder))
    file.unlink()
    assert any("is not there" in line for line in found(folder))


def test_every_byte_of_a_warc_file_counts(folder: Path) -> None:
    (name,) = warc_files(folder / "warc")
    file = folder / "warc" / name
    whole = file.read_bytes()
    # The time stamp, the flags and the system in a gzip header are covered by no checksum of gzip's.
    for place in (4, 8, 9, 12, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert found(folder), place


def test_a_broken_database_is_one_finding_and_no_traceback(folder: Path) -> None:
    file = folder / "archive.db"
    whole = bytearray(file.read_bytes())
    for start, length in ((0, 100), (100, 200), (4096, 4096)):
        file.write_bytes(bytes(whole[:start]) + b"\x5a" * length + bytes(whole[start + length :]))
        try:
            assert found(folder)
        except Exception as error:  # another program's database, say
            assert type(error).__module__ == "archive.errors"


def test_every_row_of_every_table_has_a_digest(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung", body=b"x")
    db = crawls.archive.database.conn
    tables = kept_tables(db)
    assert {"articles", "captures", "pages", "fixity"} - tables.keys() == {"fixity"}
    for table, key in tables.items():
        assert list(altered_rows(db, table, key)) == [], table
