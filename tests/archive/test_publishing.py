"""Who of a story was first, and by what: a source that is named, a date, or when it was received."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.stories.credits import Named, named_in, names_of
from archive.stories.publishing import Copy, first_of

X = Named("x", "Cổng thông tin điện tử huyện Thủy Nguyên", "https://thuynguyen.haiphong.gov.vn/")
Y = Named("y", "Báo Hải Phòng", "https://www.baohaiphong.vn/")
Z = Named("haiphong", "Cổng thông tin điện tử thành phố Hải Phòng", "https://haiphong.gov.vn/")
DAY = "2022-12-09T17:00:00Z"
"""Midnight of 10 December in Vietnam."""


def copy(number: int, portal: Named, at: str | None = DAY, precision: str = "day", *, source: str = "", seen: int = 0):
    return Copy(number, portal, source, at, precision if at else None, f"2023-01-01T00:{seen or number:02}:00Z")


@pytest.mark.parametrize(
    ("copies", "first", "reason"),
    [
        pytest.param([copy(1, X, "2022-12-10T01:00:00Z", "minute"), copy(2, Y, "2022-12-10T00:30:00Z", "minute")],
                     2, "published", id="the earlier minute"),
        pytest.param([copy(1, X), copy(2, Y, "2022-12-10T17:00:00Z")], 1, "published", id="the day before"),
        pytest.param([copy(1, X, seen=9), copy(2, Y, seen=8)], 2, "received", id="the same day"),
        pytest.param([copy(1, X, seen=9), copy(2, Y, "2022-12-10T01:00:00Z", "minute", seen=10)], 1, "received",
                     id="a minute of that day is no later than the day"),
        pytest.param([copy(1, X, "2022-12-11T01:00:00Z", "minute"), copy(2, Y)], 2, "published",
                     id="a minute of the day after is"),
        pytest.param([copy(1, X), copy(2, Y, source="Cổng TTĐT huyện Thuỷ Nguyên"), copy(3, Z)], 1, "credited",
                     id="one of the same day that is named"),
        pytest.param([copy(1, Y, source="thuynguyen.haiphong.gov.vn"), copy(2, X)], 2, "credited",
                     id="named by its host, received later"),
        pytest.param([copy(1, Y, source="Theo Thủy Nguyên"), copy(2, X, "2022-12-12T17:00:00Z")], 2, "credited",
                     id="a statement counts more than a date"),
        pytest.param([copy(1, Y, source="Cổng TTĐT TP Hải Phòng"), copy(2, X), copy(3, Z, None)], 2, "published",
                     id="who is named without a date yields to an earlier one"),
        pytest.param([copy(1, X, source="Cổng TTĐT huyện Thủy Nguyên"), copy(2, Y)], 1, "received",
                     id="to name oneself says nothing"),
        pytest.param([copy(1, X, source="Báo Hải Phòng"), copy(2, Y, source="x")], 1, "received",
                     id="two that name each other say nothing"),
        pytest.param([copy(1, X, None), copy(2, Y, "2022-12-12T00:00:00Z", "minute")], 2, "published",
                     id="who has a date comes before who has none"),
        pytest.param([copy(1, X, None), copy(2, Y, "2023-06-12T00:00:00Z", "minute")], 1, "received",
                     id="but not before one that was received earlier"),
        pytest.param([copy(2, X, None, seen=5), copy(1, Y, None, seen=4)], 1, "received", id="nobody has a date"),
        pytest.param([copy(1, X, "2022-12-01T00:00:00Z", "month"), copy(2, Y)], 1, "received",
                     id="a month is no earlier than one of its days"),
    ],
)  # fmt: skip
def test_who_was_first(copies: list[Copy], first: int, reason: str) -> None:
    assert first_of(copies) == (first, reason)
    assert first_of(copies[::-1]) == (first, reason)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("Cổng TTĐT huyện Thủy Nguyên", [X]), ("CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN THỦY NGUYÊN", [X]), ("Thuỷ Nguyên", [X]),
        ("Theo thuynguyen.haiphong.gov.vn", [X]), ("www.baohaiphong.vn", [Y]), ("Báo Hải Phòng", [Y]),
        ("Hải Phòng", [Z]), ("UBND thành phố Hải Phòng", []), ("Cổng TTĐT tỉnh Thủy Nguyên", []),
        ("Sở Y tế thành phố Hải Phòng", []), ("haiphong", [Z]), ("Báo Hải Phòng, Cổng TTĐT TP. Hải Phòng", [Y, Z]),
        ("nothaiphong.gov.vn", []), ("haiphong.gov.vn.example", []), ("", []), ("Nguyên", []), ("Cổng TTĐT", []),
    ],
)  # fmt: skip
def test_whom_a_source_names(source: str, named: list[Named]) -> None:
    assert [one for one in (X, Y, Z) if names_of(one) & named_in(source)] == named


@given(st.text(max_size=80))
def test_no_source_is_too_odd(source: str) -> None:
    assert "" not in named_in(source)


@given(
    seed=st.integers(0, 999),
    facts=st.lists(
        st.tuples(
            st.sampled_from([X, Y, Z]), st.sampled_from([None, DAY, "2022-12-10T01:00:00Z", "9999-12-31T23:59:59Z"]),
            st.sampled_from(["minute", "day", "month", "year"]),
            st.sampled_from(["", "x", "Báo Hải Phòng", "haiphong"]),
        ), min_size=1, max_size=6,
    ),
)  # fmt: skip
def test_any_articles_have_a_first_one_whatever_their_order(seed: int, facts: list[tuple]) -> None:
    copies = [
        copy(n, portal, at, precision, source=source) for n, (portal, at, precision, source) in enumerate(facts, 1)
    ]
    found = first_of(copies)
    assert found[0] in {one.id for one in copies}
    random.Random(seed).shuffle(copies)
    assert first_of(copies) == found
