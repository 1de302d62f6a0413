"""A search as a data frame or an Arrow table, in one call."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import archive as archive_package
from archive import Archive
from archive.export import COLUMNS
from tests.archive.conftest import Crawls


@pytest.fixture
def archive(crawls: Crawls) -> Archive:
    for number in range(1, 31):
        day = {"published_on": date(2022, 11, number), "published_at": datetime(2022, 11, number, 1, tzinfo=UTC),
               "published_precision": "day", "published_from": "visible"} if number > 1 else {}  # fmt: skip
        crawls.look(f"a{number}", f"chung riêng{number}", title=f"Bài {number}", tags=("cầu", f"t{number}"), **day)
    return crawls.archive


def test_a_data_frame_holds_the_whole_result_with_its_types(archive: Archive) -> None:
    frame = archive.search("chung", sort="oldest").to_pandas()
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 30
    assert frame["published_on"].dt.to_period("M").value_counts().to_dict() == {pd.Period("2022-11", "M"): 29}
    assert str(frame["published_at"].dt.tz) == str(frame["first_seen"].dt.tz) == "UTC"
    assert frame["published_at"].isna().tolist() == [False] * 29 + [True]
    assert frame["published_at"][0] == pd.Timestamp("2022-11-02T01:00:00Z")
    assert frame["tags"][0] == ["cầu", "t2"]
    assert frame["id"].dtype == frame["version"].dtype == "int64"
    assert frame["portal"].dtype == "category"
    assert frame["title"][0] == "Bài 2"


def test_an_arrow_table_holds_the_whole_result_with_its_types(archive: Archive) -> None:
    table = archive.search("chung", sort="oldest").to_arrow()
    assert (table.column_names, table.num_rows) == (list(COLUMNS), 30)
    assert table.schema.field("published_on").type == pa.date32()
    assert table["published_on"].to_pylist()[:1] == [date(2022, 11, 2)]
    assert table["published_on"].null_count == 1
    assert table["tags"].to_pylist()[0] == ["cầu", "t2"]


def test_both_say_the_same(archive: Archive) -> None:
    hits = archive.search("chung", sort="newest")
    frame, table = hits.to_pandas(), hits.to_arrow()
    for name in ("id", "title", "text", "state", "content_hash"):
        assert frame[name].tolist() == table[name].to_pylist()


def test_articles_with_the_same_text_have_the_same_story(crawls: Crawls) -> None:
    told = " ".join(f"từ{number} chung" for number in range(120))
    for path in ("mot", "hai"):
        crawls.look(path, f"{told} {path}")
    crawls.look("b", "chung bài khác")
    hits = crawls.archive.search("chung")
    frame, table = hits.to_pandas(), hits.to_arrow()
    assert str(frame["story_id"].dtype) == "Int64"
    assert frame.set_index("id")["story_id"].isna().to_dict() == {1: False, 2: False, 3: True}
    assert frame["story_id"].nunique() == 1
    assert sorted(table["story_id"].to_pylist(), key=str) == [1, 1, None]


def test_as_many_as_wanted(archive: Archive) -> None:
    hits = archive.search("chung", sort="oldest", limit=3)
    assert hits.to_pandas(limit=5)["id"].tolist() == hits.to_arrow(limit=5)["id"].to_pylist() == [2, 3, 4, 5, 6]
    assert len(hits.to_pandas()) == 30
    assert len(archive.search("khongco").to_pandas()) == archive.search("khongco").to_arrow().num_rows == 0
    assert archive.search("khongco").to_pandas()["published_on"].dtype.kind == "M"


def test_a_date_far_away_is_a_date(crawls: Crawls) -> None:
    crawls.look("a", "chung", published_on=date(1075, 2, 3), published_at=datetime(1075, 2, 3, tzinfo=UTC),
                published_precision="day", published_from="visible")  # fmt: skip
    frame = crawls.archive.search("chung").to_pandas()
    assert frame["published_on"].dt.year.tolist() == [1075]


def test_a_program_of_somebody_else_is_checked_against_our_types(tmp_path: Path) -> None:
    """mypy reads the package as it is installed: without `py.typed` all of it would be Any."""
    (tmp_path / "theirs.py").write_text(
        "from archive import Archive, Citation, Hits\n"
        "def ask(archive: Archive) -> Citation:\n"
        "    hits: Hits = archive.search('a', limit=3)\n"
        "    reveal_type(archive.cite(next(iter(hits)).id))\n"
        "    return archive.cite('4')\n"
    )
    environment = {**os.environ, "MYPYPATH": "", "PYTHONPATH": str(Path(archive_package.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", "theirs.py"], cwd=tmp_path, capture_output=True, text=True,
        env=environment, check=False,
    )  # fmt: skip
    revealed, refused, _ = done.stdout.splitlines()
    assert "archive.citation.Citation" in revealed
    assert 'incompatible type "str"; expected "int"' in refused


@pytest.mark.parametrize(("module", "call"), [("pandas", "to_pandas"), ("pyarrow", "to_arrow")])
def test_what_is_not_installed_is_named(archive: Archive, module: str, call: str) -> None:
    script = f"""
import sys
sys.modules[{module!r}] = None
from archive import Archive
from archive.errors import LuutruError
with Archive.open({str(archive.folder)!r}) as archive:
    hits = archive.search("chung")
    assert len(list(hits)) == 20
    try:
        hits.{call}()
    except LuutruError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert "pip install" in done.stdout
