from __future__ import annotations

import contextlib
import sqlite3
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UsageError
from archive.folding import exact, folded
from archive.query import parse_query, words_of

if TYPE_CHECKING:
    from conftest import Crawls

TEXTS = {
    "duong": "Con đường mới ở xã được trải nhựa.",
    "duongxuoi": "Ánh dương chiếu trên biển.",
    "quyetdinh": "UBND huyện ban hành Quyết định số 123/QĐ-UBND.",
    "thuynguyen": "Huyện ủy Thủy Nguyên tổ chức hội nghị.",
    "hoabinh": "Nhân dân mong muốn hoà bình.",
}


@pytest.fixture
def archive(crawls: Crawls):
    for path, text in TEXTS.items():
        crawls.look(path, text, title=f"Bài {path}")
    return crawls.archive


def found(archive, query: str, **values: object) -> set[str]:
    return {hit.url.rpartition("/")[2] for hit in archive.search(query, **values)}


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("duong", {"duong", "duongxuoi"}),
        ("đường", {"duong"}),
        ("dương", {"duongxuoi"}),
        ("quyet dinh", {"quyetdinh"}),
        ("quyết định", {"quyetdinh"}),
        ("QUYẾT ĐỊNH", {"quyetdinh"}),
        ("thuy nguyen", {"thuynguyen"}),
        ("Thuỷ Nguyên", {"thuynguyen"}),
        ("Thủy Nguyên", {"thuynguyen"}),
        ("thuy nguyên", {"thuynguyen"}),
        ("hòa bình", {"hoabinh"}),
        ("hoà bình", {"hoabinh"}),
        (unicodedata.normalize("NFD", "đường"), {"duong"}),
        ('"quyết định số"', {"quyetdinh"}),
        ('"quyet định"', {"quyetdinh"}),
        ('"định quyết"', set()),
        ('"quyet đinh"', set()),
        ("123/QĐ-UBND", {"quyetdinh"}),
        ("đường OR dương", {"duong", "duongxuoi"}),
        ("duong -biển", {"duong"}),
        ("duong NOT biển", {"duong"}),
        ("nguy*", {"thuynguyen"}),
        ("title:duong", {"duong"}),
        ("lead:duong", set()),
        ("không-có", set()),
    ],
)
def test_marks_typed_are_meant_and_marks_left_out_are_not(archive, query: str, paths: set[str]) -> None:
    assert found(archive, query) == paths


def test_a_snippet_shows_the_text_as_printed(archive) -> None:
    (hit,) = archive.search("thuy nguyen")
    assert "Huyện ủy ⟦Thủy Nguyên⟧ tổ chức" in hit.snippet


def test_an_edit_leaves_nothing_of_the_old_words_in_the_index(crawls: Crawls) -> None:
    crawls.look("a", "chữ cũ")
    crawls.look("a", "chữ mới")
    assert found(crawls.archive, "cũ") == set()
    assert found(crawls.archive, "mới") == {"a"}


def test_dates_and_portals_bound_a_search(archive) -> None:
    assert found(archive, "duong", portal="nowhere") == set()
    assert found(archive, "duong", since="2022") == set()
    with pytest.raises(UsageError, match="no date"):
        found(archive, "duong", since="hôm qua")


@pytest.mark.parametrize("query", ["", "  ", '"', "-", "*", "-biển", "AND", "OR OR", "😀", "()"])
def test_what_holds_no_word_is_explained(archive, query: str) -> None:
    with pytest.raises(UsageError, match="at least one word"):
        found(archive, query)


@given(st.text(max_size=40))
def test_no_query_is_a_syntax_error(query: str) -> None:
    try:
        expression = parse_query(query).fts()
    except UsageError:
        return
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE t USING fts5(title, lead, text, title_folded, lead_folded, text_folded, content='')"
        )
        database.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert exact(exact(text)) == exact(text)


@given(st.text(max_size=60))
def test_composed_and_decomposed_text_hold_the_same_words(text: str) -> None:
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoà"), ("thủy", "thuỷ"), ("khóe", "khoé"), ("HOÀ", "hòa"), ("toả", "tỏa")]
)
def test_where_the_tone_stands_does_not_matter(one: str, other: str) -> None:
    assert exact(one) == exact(other)


@pytest.mark.parametrize(("one", "other"), [("quý", "qúy"), ("hoán", "hóan"), ("đường", "dường")])
def test_what_is_another_word_stays_one(one: str, other: str) -> None:
    assert exact(one) != exact(other)
