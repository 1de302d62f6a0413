"""Passages: which one is shown, as printed, and what is marked in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query import Near, fields_of, words_of
from archive.query_reader import parse_query
from archive.snippets import Snippets

WORDS = ("đường", "Đường,", "duong", "hoà", "hòa.", "mới", "moi-mới", "a_b", "ở", "½", "đ")


def passage(query: str, text: str) -> str:
    return Snippets(parse_query(query)).passage("text", text)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("moi", "Xã mới, đường moi.", "Xã ⟦mới⟧, đường ⟦moi⟧"),
        ("mới", "Xã mới, đường moi.", "Xã ⟦mới⟧, đường moi"),
        ('"xa moi"', "Xã mới. Xã, mới!", "⟦Xã mới⟧. ⟦Xã⟧, ⟦mới⟧"),
        ("1660/QĐ", "số 1660/QĐ-UBND ra", "số ⟦1660⟧/⟦QĐ⟧-UBND ra"),
        ("ngh*", "Hội nghị\n\n  xã", "Hội ⟦nghị⟧ xã"),
        ("NEAR(hoi xa, 1)", "hội nghị xã và xã", "⟦hội⟧ nghị ⟦xã⟧ và xã"),
        ("b", "tệp a_b.pdf", "tệp a_⟦b⟧.pdf"),
        ("không", "có", ""),
        ("-có không", "có không", "có ⟦không⟧"),
    ],
)
def test_what_is_marked(query: str, text: str, shown: str) -> None:
    assert passage(query, text) == shown


def test_text_whose_marks_are_coded_apart_is_marked_as_printed() -> None:
    text = unicodedata.normalize("NFD", "Con đường mới ở xã")
    assert passage("đường xã", text) == unicodedata.normalize("NFD", "Con ⟦đường⟧ mới ở ⟦xã⟧")


def test_what_folding_cuts_otherwise_than_it_is_printed_is_marked_whole() -> None:
    assert passage("1", "lấy ½ phần") == "lấy ⟦½⟧ phần"


def test_what_is_left_out_is_shown() -> None:
    text = "đầu " * 60 + "mới " + "cuối " * 60
    assert passage("mới", text) == "… " + "đầu " * 8 + "⟦mới⟧ " + "cuối " * 22 + "cuối …"
    assert passage("mới", "mới " + "cuối " * 31) == "⟦mới⟧ " + "cuối " * 30 + "cuối"
    assert passage("mới", "mới " + "cuối " * 32).endswith("cuối …")
    assert not passage("mới", "mới " + "cuối " * 31 + ". . .").endswith("…")


_term = st.sampled_from(("duong", "đường", "hoa", "hòa", "moi*", "m*", "a", "b", "1", '"moi mới"', '"đường hoa"',
                         '"a b"', '"duong m"*', "NEAR(duong hoa, 1)", "NEAR(a b, 0)", "title:moi"))  # fmt: skip


@given(st.lists(_term, min_size=1, max_size=3), st.lists(st.sampled_from(WORDS), max_size=12))
def test_the_places_are_those_that_the_query_means(terms: list[str], words: list[str]) -> None:
    query, text = parse_query(" ".join(terms)), " ".join(words)
    cut, expected = words_of(text), set()
    for leaf in query.terms:
        if "text" not in fields_of(leaf):
            continue
        if isinstance(leaf, Near):
            for starts in leaf.spans(cut):
                for start, term in zip(starts, leaf.terms, strict=True):
                    expected |= set(range(start, start + len(term.words)))
        else:
            for start in leaf.places(cut):
                expected |= set(range(start, start + len(leaf.words)))
    assert set(Snippets(query).hits("text", text)) == expected
