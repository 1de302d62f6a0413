from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from archive import Archive
from archive.database import APPLICATION_ID
from archive.descriptions import table_comments
from archive.errors import ArchiveBusy, ArchiveError, NewerArchive, NoArchive
from archive.health import overview
from archive.repair import repair
from archive.schema import migrations
from archive.verification import verify
from archive.warc_check import Finding
from archive.web.pages import home
from tests.archive.portals import Printed

NOW = datetime(2022, 12, 12, 1, tzinfo=UTC)


@pytest.fixture
def database() -> Iterator[sqlite_utils.Database]:
    made = sqlite_utils.Database(memory=True)
    migrations.apply(made)
    yield made
    made.close()


def test_every_table_and_column_says_what_it_holds(database: sqlite_utils.Database) -> None:
    own = [name for name in database.table_names() if not name.startswith(("_", "sqlite_", "articles_fts_"))]
    assert len(own) >= 14
    for name in own:
        comments = table_comments(database[name].schema)
        assert comments.get(""), f"{name} has no comment"
        for column in database[name].columns:
            assert comments.get(column.name), f"{name}.{column.name} has no comment"


def test_tables_are_strict_and_keys_are_declared(database: sqlite_utils.Database) -> None:
    for name in database.table_names():
        if not name.startswith(("_", "sqlite_", "articles_fts")):
            assert database[name].strict, name
    assert {key.other_table for key in database["article_versions"].foreign_keys} == {"articles", "captures"}


def test_the_tables_that_checks_use_are_there(database: sqlite_utils.Database) -> None:
    wanted = {
        "pages": {"url", "kind"},
        "captures": {
            "id", "url", "fetched_at", "status", "payload_digest", "warc_file", "warc_offset", "warc_length",
            "extract_error",
        },
        "articles": {
            "id", "portal", "url", "title", "lead", "text", "html", "published_at", "published_on",
            "published_precision", "published_from", "modified_at", "author", "source", "category", "tags", "language",
            "image_url", "version", "content_hash", "state", "first_seen", "last_seen", "gone_at", "story_id",
        },
        "article_urls": {"article_id", "url"},
        "article_versions": {
            "article_id", "number", "capture_id", "seen_at", "title", "lead", "text", "captions", "attachments",
        },
        "readings": {"version_id", "extractor", "article"},
        "observations": {"article_id", "observed_at", "name", "value"},
        "images": {"article_id", "url", "caption"},
        "attachments": {"name", "media_type", "text"},
        "stories": {"id", "first_article_id", "size"},
    }  # fmt: skip
    for table, columns in wanted.items():
        assert columns <= {column.name for column in database[table].columns}, table
    assert "article_table" in database.view_names()


def test_a_missing_or_foreign_folder_is_one_line_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="no archive"):
        Archive.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "thesis.docx").write_text("x", encoding="utf-8")
    with pytest.raises(NoArchive, match="holds other things"):
        Archive.open(tmp_path, write=True, create=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.docx"]


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    other = sqlite_utils.Database(tmp_path / "archive.db")
    other["things"].insert({"a": 1})
    other.close()
    for write in (False, True):
        with pytest.raises(NoArchive, match="another program"):
            Archive.open(tmp_path, write=write)


def test_an_archive_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a", write=True, create=True) as archive:
        archive.database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('luutru', 'm999_later', '2099')"
        )
        archive.database.conn.commit()
    for write in (False, True):
        with pytest.raises(NewerArchive, match="m999_later"):
            Archive.open(tmp_path / "a", write=write)


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"no database, no database, no database" * 100)
    for write in (False, True):
        with pytest.raises(ArchiveError, match="damaged"):
            Archive.open(tmp_path, write=write)


def test_one_writer_at_a_time_and_readers_never_wait(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a", write=True, create=True):
        with pytest.raises(ArchiveBusy, match="process"):
            Archive.open(tmp_path / "a", write=True)
        with Archive.open(tmp_path / "a") as reader:
            assert reader.portals() == []
    with Archive.open(tmp_path / "a", write=True):
        pass


def test_whoever_looks_while_an_archive_is_made_finds_none_or_a_whole_one(tmp_path: Path) -> None:
    looked: list[int] = []
    wrong: list[Exception] = []
    folders = [tmp_path / str(number) for number in range(30)]
    is_over = threading.Event()

    def look() -> None:
        for folder in folders:
            while not (folder / "archive.db").exists():
                if is_over.is_set():
                    return
            try:
                with Archive.open(folder) as archive:
                    looked.append(archive.rows("SELECT count(*) AS n FROM crawls")[0]["n"])
            except ArchiveError as error:
                wrong.append(error)

    looking = [threading.Thread(target=look) for _ in range(2)]
    for thread in looking:
        thread.start()
    try:
        for folder in folders:
            Archive.open(folder, write=True, create=True).close()
    finally:
        is_over.set()
        for thread in looking:
            thread.join()
    assert not wrong
    assert set(looked) == {0}


@pytest.mark.parametrize("is_repaired", [False, True])
def test_the_log_of_a_deleted_database_is_not_taken_for_that_of_the_new_one(tmp_path: Path, is_repaired: bool) -> None:
    with Archive.open(tmp_path, write=True, create=True) as archive:
        for name in ("-wal", "-shm"):
            shutil.copy(tmp_path / f"archive.db{name}", tmp_path / f"kept{name}")
        archive.put_portal(
            "a", name="A", homepage="https://a.vn/", definition="", language="vi", timezone="UTC", at=NOW
        )
        shutil.copy(tmp_path / "archive.db-wal", tmp_path / "kept-wal")
    (tmp_path / "archive.db").unlink()
    for name in ("-wal", "-shm"):
        (tmp_path / f"kept{name}").rename(tmp_path / f"archive.db{name}")
    if is_repaired:
        repair(tmp_path, [Finding("missing", "archive.db", "it is not there")], Printed())
    with Archive.open(tmp_path, write=True, create=True) as archive:
        assert archive.rows("SELECT id FROM portals") == []
    assert not verify(tmp_path).findings


def test_a_new_archive_cut_off_before_it_said_whose_it_is_is_made_by_the_next_writer(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute("CREATE TABLE a (b)")
    connection.execute("DROP TABLE a")
    connection.close()
    assert (tmp_path / "archive.db").stat().st_size
    with pytest.raises(NoArchive, match="no archive"):
        Archive.open(tmp_path)
    Archive.open(tmp_path, write=True).close()
    assert verify(tmp_path).findings == []


def test_a_new_archive_cut_off_before_its_rows_were_sealed_is_sealed_by_the_next_writer(tmp_path: Path) -> None:
    # As a kill between the schema's transactions and the one after leaves it.
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(sqlite_utils.Database(connection))
    connection.close()
    Archive.open(tmp_path, write=True).close()
    assert verify(tmp_path).findings == []


@pytest.mark.parametrize("statement", [overview._HELD, overview._NEW.replace("?", "'2022'"), home._GROWTH])
def test_what_is_held_at_a_glance_is_counted_without_reading_the_articles(tmp_path: Path, statement: str) -> None:
    with Archive.open(tmp_path, write=True, create=True) as archive:
        (step, *_) = [row["detail"] for row in archive.rows(f"EXPLAIN QUERY PLAN {statement}")]
    assert "USING COVERING INDEX" in step
