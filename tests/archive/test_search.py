"""Search: what is found, what is not, and in which order."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.errors import UsageError
from archive.folding import exact, folded
from archive.query import words_of
from archive.query_reader import parse_query
from tests.archive.conftest import Crawls

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        ("(đường OR dương) -biển", {"duong"}),
        ("title:(bài duong)", {"duong"}),
        ("text:(con OR ánh) NOT (biển OR khơi)", {"duong"}),
        ("NEAR(ủy nghị, 5)", {"thuynguyen"}),
        ("NEAR(ủy nghị, 4)", set()),
        ("NEAR(nghi uy, 5)", {"thuynguyen"}),
        ('NEAR("hội nghị" huyen)', {"thuynguyen"}),
        ('"huyện ủy thu"*', {"thuynguyen"}),
        ("Nguyên*", {"thuynguyen"}),
        ("nguyên*", {"thuynguyen"}),
        ("nguyẽ*", set()),
    ],
)
def test_marks_typed_are_meant_and_marks_left_out_are_not(archive, query: str, paths: set[str]) -> None:
    assert found(archive, query) == paths


def test_a_snippet_shows_the_text_as_printed(archive) -> None:
    (hit,) = archive.search("thuy nguyen")
    assert "Huyện ủy ⟦Thủy Nguyên⟧ tổ chức" in hit.snippet


def test_a_snippet_is_the_passage_that_answers_most(crawls: Crawls) -> None:
    crawls.look("a", "mới " + "chữ " * 100 + "xây dựng nông thôn mới " + "chữ " * 100)
    (hit,) = crawls.archive.search("nông thôn mới")
    assert "xây dựng ⟦nông thôn mới⟧ chữ" in hit.snippet


def test_an_edit_leaves_nothing_of_the_old_words_in_the_index(crawls: Crawls) -> None:
    crawls.look("a", "chữ cũ")
    crawls.look("a", "chữ mới")
    assert found(crawls.archive, "cũ") == set()
    assert found(crawls.archive, "mới") == {"a"}


def test_dates_and_portals_bound_a_search(archive) -> None:
    assert found(archive, "duong", since="2022") == set()
    with pytest.raises(UsageError, match="no date"):
        found(archive, "duong", since="hôm qua")


@pytest.mark.parametrize("written", ["2022-13", "2022-02-30", "0000", "2022-1", "2022-12-12T08:00", "٢٠٢٢"])
@pytest.mark.parametrize("option", ["since", "until"])
def test_a_day_that_no_calendar_has_is_explained(archive, option: str, written: str) -> None:
    with pytest.raises(UsageError, match=f"{option} .* is no date"):
        found(archive, "duong", **{option: written})


@pytest.mark.parametrize("query", ['"', "-", "*", "-biển", "AND", "OR OR", "😀", "()"])
def test_what_holds_no_word_is_explained(archive, query: str) -> None:
    with pytest.raises(UsageError, match="at least one word"):
        found(archive, query)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_explained_on_one_line(query: str) -> None:
    try:
        parse_query(query)
    except UsageError as error:
        assert "\n" not in str(error).replace(query, "")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("a OR -b", "both sides of OR"),
        ("(-a -b) OR c", "both sides of OR"),
        ("NEAR(a* b)", "takes whole words"),
        ("NEAR(a b, many)", "how many words may lie between"),
        ("NEAR(a b c d e)", "give fewer words"),
        ("a " * 65, "look for fewer at once"),
        ("(" * 30 + "a", "write fewer"),
        ("NOT (a OR b)", "at least one word"),
    ],
)
def test_what_cannot_be_asked_is_explained(archive, query: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        found(archive, query)


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


WORDS = ("đường", "duong", "dương", "hoà", "hòa", "hoa", "mới", "moi", "ở")
_word = st.sampled_from(WORDS)
_leaf = st.one_of(
    _word,
    st.builds("{}*".format, st.sampled_from(("d", "đ", "dư", "ho", "m", "mớ"))),
    st.builds('"{} {}"'.format, _word, _word),
    st.builds('"{} {}"*'.format, _word, st.sampled_from(("d", "h", "m"))),
    st.builds("title:{}".format, _word),
    st.builds("NEAR({} {}, {})".format, _word, _word, st.integers(0, 3)),
    st.builds('NEAR("{} {}" {}, {})'.format, _word, _word, _word, st.integers(0, 2)),
)
_queries = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} {})".format, inner, inner),
        st.builds("({} -{})".format, inner, inner),
        st.builds("({} NOT {})".format, inner, inner),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def many_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Texts of few words in every order, and what each says."""
    rng = random.Random(3)
    with Archive.open(tmp_path_factory.mktemp("many") / "archive", write=True, create=True) as archive:
        crawls = Crawls(archive)
        for number in range(150):
            text = " ".join(rng.choices(WORDS, k=rng.randint(1, 9)))
            crawls.look(str(number), text, title=" ".join(rng.choices(WORDS, k=2)))
        yield archive


@settings(max_examples=400)
@given(_queries)
def test_the_index_finds_what_reading_every_text_would(many_texts: Archive, query: str) -> None:
    wanted = parse_query(query)
    texts = many_texts.rows("SELECT id, title, lead, text FROM articles")
    expected = {
        row["id"] for row in texts if wanted.holds({name: words_of(row[name]) for name in ("title", "lead", "text")})
    }
    hits = many_texts.search(query, limit=None)
    assert {hit.id for hit in hits} == expected
    assert len(hits) == len(expected)
    assert all(hit.snippet for hit in hits)


def dated(crawls: Crawls, day: int, **values: object) -> dict[str, object]:
    on = date(2022, 11, day)
    return {"published_on": on, "published_at": datetime(2022, 11, day, tzinfo=UTC), "published_precision": "day",
            "published_from": "visible", **values}  # fmt: skip


@pytest.fixture
def thirty(crawls: Crawls) -> Archive:
    """Thirty articles, one a day of a month, in two sections, by two authors."""
    for day in range(1, 31):
        crawls.look(
            f"t{day:02}", f"chung riêng{day}", title=f"Bài {day}",
            **dated(crawls, day, category="Tin" if day % 3 else "Kinh tế", author="Bùi Thị Hạnh" if day % 2 else "",
                    source="Theo TTXVN" if day < 5 else ""),
        )  # fmt: skip
    crawls.look("undated", "chung", title="Bài không ngày")
    return crawls.archive


def test_filters(thirty: Archive) -> None:
    assert len(thirty.search("chung")) == 31
    assert len(thirty.search("chung", category="Kinh tế")) == 10
    assert len(thirty.search("chung", category=["Kinh tế", "Tin"])) == 30
    assert len(thirty.search("chung", author="hanh")) == 15
    assert len(thirty.search("chung", author="bùi thị")) == 15
    assert len(thirty.search("chung", author="thị bùi")) == 0
    assert len(thirty.search("chung", source="ttxvn")) == 4
    assert len(thirty.search("author:hạnh source:ttxvn")) == 2
    assert len(thirty.search("chung", since="2022-11-10", until="2022-11-12")) == 3
    assert len(thirty.search("chung", since="2022-11", until="2022")) == 30
    assert len(thirty.search("chung", seen_since="2022-12-12", seen_until="2022-12-12T01:00:00Z")) == 31
    assert len(thirty.search("chung", seen_since="2022-12-13")) == 0
    assert len(thirty.search("chung", seen_until="2022-12-11")) == 0
    assert len(thirty.search("chung", portal=["example"])) == 31
    assert len(thirty.search(category="Kinh tế")) == 10


def test_a_portal_that_is_not_there_is_told_with_those_that_are(thirty: Archive) -> None:
    with pytest.raises(UsageError, match=r"there is no portal 'exampel' in this archive; portals: example$"):
        thirty.search("chung", portal=["example", "exampel"])


def test_a_section_that_no_article_is_in_is_no_error_and_is_said(thirty: Archive) -> None:
    hits = thirty.search("chung", category=["kinh te", "Tin"])
    assert {hit.category for hit in hits} == {"Tin"}
    assert hits.advice == ["no article is in a section 'kinh te'; sections: Kinh tế, Tin"]
    assert thirty.search("chung", category="Tin").advice == []


def test_a_search_for_nothing_finds_all_the_newest_first(thirty: Archive) -> None:
    days = [hit.published_on or "" for hit in thirty.search(" ", limit=None)]
    assert len(days) == thirty.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize("size", [1, 7, 31, 40])
def test_pages_follow_each_other_without_gap_or_repetition(thirty: Archive, sort: str, size: int) -> None:
    whole = [hit.id for hit in thirty.search("chung", sort=sort, limit=None)]
    assert len(set(whole)) == 31
    paged: list[int] = []
    after = ""
    while page := list(thirty.search("chung", sort=sort, limit=size, after=after)):
        paged += [hit.id for hit in page]
        after = page[-1].key
    assert paged == whole


def test_the_order_is_by_date_where_asked_and_what_has_none_comes_last(thirty: Archive) -> None:
    newest = [hit.published_on for hit in thirty.search("chung", sort="newest", limit=None)]
    assert newest == [f"2022-11-{day:02}" for day in range(30, 0, -1)] + [None]
    oldest = [hit.published_on for hit in thirty.search("chung", sort="oldest", limit=None)]
    assert oldest == [f"2022-11-{day:02}" for day in range(1, 31)] + [None]


def test_counts_are_of_the_whole_result(thirty: Archive) -> None:
    counts = thirty.search("chung", limit=1).counts
    assert counts.articles == 31
    assert counts.portals == {"example": 31}
    assert counts.categories == {"Tin": 20, "Kinh tế": 10, "": 1}
    assert counts.months == {"2022-11": 30}


def test_titles_weigh_more_than_texts(crawls: Crawls) -> None:
    crawls.look("text", "nông thôn mới, nông thôn mới, nông thôn mới", title="Một bài")
    crawls.look("title", "chuyện khác", title="Nông thôn mới")
    assert [hit.url[-5:] for hit in crawls.archive.search("nông thôn mới")] == ["title", "/text"]
