"""Exports: the whole result of any search, in every format, whole or not at all."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from archive import Archive
from archive.errors import LuutruError, UsageError
from archive.export import COLUMNS, csv_file, jsonl_file, markdown_folder, parquet_file, rows
from archive.export.whole import whole_file, whole_folder
from tests.archive.conftest import Crawls


@pytest.fixture
def archive(crawls: Crawls) -> Archive:
    """Two articles, one of which was edited and one taken down on the second day."""
    crawls.look("a", "chung cũ", title="Bài một", tags=("cầu", "=1+1"), published_on=date(2022, 11, 3),
                published_at=datetime(2022, 11, 2, 17, 0, tzinfo=UTC), published_precision="day",
                published_from="visible")  # fmt: skip
    crawls.look("b", "chung hai", title="=Bài hai")
    crawls.next_day()
    crawls.look("a", "chung mới", title="Bài một, sửa")
    for _ in range(2):
        crawls.look("b", outcome="gone")
        crawls.next_day()
    return crawls.archive


def ids(archive: Archive, asked: dict[str, Any] | None = None, **values: Any) -> list[int]:
    return [row["id"] for row in rows(archive, asked, **values)]


def test_without_a_search_all_are_exported_by_number(archive: Archive) -> None:
    assert ids(archive) == ids(archive, {"query": ""}) == ids(archive, {"query": " "}) == [1, 2]
    assert ids(archive, limit=1) == [1]


def test_whatever_a_search_takes_bounds_an_export(archive: Archive) -> None:
    assert ids(archive, {"query": "mới"}) == [1]
    assert ids(archive, {"query": "cũ"}) == []
    assert ids(archive, {"removed": True}) == [2]
    assert ids(archive, {"query": "chung", "sort": "oldest", "limit": 1}) == [1, 2]
    assert ids(archive, {"query": "chung", "sort": "oldest"}, limit=1) == [1]
    with pytest.raises(UsageError, match="no date"):
        ids(archive, {"query": "chung", "since": "hôm qua"})


def test_as_of_a_day_the_wording_is_that_of_the_day(archive: Archive) -> None:
    first, second = sorted(rows(archive, {"as_of": "2022-12-12"}), key=lambda row: row["id"])
    assert (first["title"], first["text"], first["version"]) == ("Bài một", "chung cũ", 1)
    assert (second["title"], second["state"]) == ("=Bài hai", "removed")
    assert ids(archive, {"as_of": "2022-12-20"}) == [1]
    (now,) = rows(archive, {"query": "sửa"})
    assert (now["title"], now["version"]) == ("Bài một, sửa", 2)
    hashes = [row["content_hash"] for row in archive.rows("SELECT content_hash FROM article_versions WHERE number = 1")]
    assert first["content_hash"] in hashes


def test_more_than_a_portion_is_exported_without_gap_or_repetition(
    crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.hits._PORTION", 7)
    for number in range(30):
        crawls.look(str(number), "chung " * (number % 3 + 1) + f"riêng{number}")
    for sort in ("relevance", "newest", "oldest"):
        assert sorted(ids(crawls.archive, {"query": "chung", "sort": sort})) == list(range(1, 31))
        assert len(ids(crawls.archive, {"query": "chung", "sort": sort}, limit=9)) == 9


def test_what_is_withheld_while_it_is_exported_is_left_out(crawls: Crawls) -> None:
    for name in "abc":
        crawls.look(name, f"chung {name}")
    found = rows(crawls.archive, {"query": "chung", "sort": "oldest"})
    assert next(found)["id"] == 1
    crawls.archive.withhold(2, reason="phép thử")
    assert [row["id"] for row in found] == [3]


def test_parquet_has_types(archive: Archive, tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.parquet", binary=True) as file:
        assert parquet_file.write(file, rows(archive, {"query": "chung", "sort": "oldest", "as_of": "2022-12-12"})) == 2
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column_names == list(COLUMNS)
    types = {field.name: field.type for field in table.schema}
    assert types["id"] == pa.int64()
    assert types["published_on"] == pa.date32()
    assert types["published_at"] == types["first_seen"] == types["gone_at"] == pa.timestamp("us", tz="UTC")
    assert pa.types.is_list(types["tags"])
    first = table.slice(0, 1).to_pylist()[0]
    assert first["published_on"] == date(2022, 11, 3)
    assert first["published_at"] == datetime(2022, 11, 2, 17, 0, tzinfo=UTC)
    assert first["tags"] == ["cầu", "=1+1"]
    assert first["gone_at"] is None
    assert first["text"] == "chung cũ"
    meta = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert {meta.row_group(0).column(place).compression for place in range(meta.num_columns)} == {"ZSTD"}


def test_parquet_is_written_in_groups_of_rows(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.export.arrow.BATCH_ROWS", 3)
    row = next(rows(archive))
    with (tmp_path / "a.parquet").open("wb") as file:
        assert parquet_file.write(file, ({**row, "id": number} for number in range(10))) == 10
    read = pq.ParquetFile(tmp_path / "a.parquet")
    assert [read.metadata.row_group(place).num_rows for place in range(read.num_row_groups)] == [3, 3, 3, 1]
    assert read.read(["id"])["id"].to_pylist() == list(range(10))


def test_nothing_found_is_an_empty_table(archive: Archive, tmp_path: Path) -> None:
    with (tmp_path / "a.parquet").open("wb") as file:
        assert parquet_file.write(file, rows(archive, {"query": "khongco"})) == 0
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 0


def test_all_formats_say_the_same(archive: Archive, tmp_path: Path) -> None:
    found = list(rows(archive, columns=markdown_folder.NEEDED))
    for name, writer in (("a.csv", csv_file), ("a.jsonl", jsonl_file)):
        with whole_file(tmp_path / name) as file:
            assert writer.write(file, ({column: row[column] for column in COLUMNS} for row in found)) == 2
    with whole_folder(tmp_path / "md") as folder:
        assert markdown_folder.write(folder, found) == 2
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    files = sorted(path.relative_to(tmp_path / "md").as_posix() for path in (tmp_path / "md").rglob("*.md"))
    assert files == ["example/2022/11-1-bai-mot-sua.md", "example/undated/2-bai-hai.md"]
    for row, cell, line, name in zip(found, cells, lines, files, strict=True):
        facts = yaml.safe_load((tmp_path / "md" / name).read_text(encoding="utf-8").split("---\n")[1])
        for column in COLUMNS:
            value = json.loads(row[column]) if column == "tags" else row[column]
            assert line[column] == value
            assert csv_file.exact(cell[column]) == ("" if row[column] is None else str(row[column]))
            assert column == "text" or facts[column] == value
    assert cells[1]["title"] == "'=Bài hai"
    assert lines[1]["title"] == "=Bài hai"


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_fails_leaves_nothing(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    whole = whole_file(target) if kind == "file" else whole_folder(target)
    with pytest.raises(RuntimeError), whole as place:
        (place.write("x") if kind == "file" else (place / "a.md").write_text("x"))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_file_takes_the_place_of_another_and_a_folder_does_not(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    with whole_file(tmp_path / "out") as file:
        file.write("new")
        assert (tmp_path / "out").read_text() == "old"
    assert (tmp_path / "out").read_text() == "new"
    (tmp_path / "empty").mkdir()
    with whole_folder(tmp_path / "empty") as folder:
        (folder / "a").write_text("a")
    for taken in ("out", "empty"):
        with pytest.raises(LuutruError, match="name a new folder"), whole_folder(tmp_path / taken):
            pass
    with pytest.raises(LuutruError, match="cannot be written"), whole_file(tmp_path / "no" / "out"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "out"]
