"""Running ids and document numbers: what is a series, what is a gap in it, and what is neither."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.document_numbers import numbers_in, own_numbers
from archive.gaps import gaps, places, running

if TYPE_CHECKING:
    from archive.gaps import Gap


def spans(found: list[Gap]) -> set[int]:
    return {number for gap in found if not gap.is_jump for number in gap.numbers}


def article(n: int, url: str) -> tuple[str, int, str]:
    return url, n, f"{2020 + n // 300}-{n % 300 // 25 + 1:02}-{n % 25 + 1:02}"


@given(st.sets(st.integers(100, 100_000), max_size=300), st.sampled_from([None, 1]))
def test_gaps_lie_between_what_is_known_and_never_in_it(known: set[int], start: int | None) -> None:
    found = gaps(known, start=start)
    numbers = [number for gap in found for number in (gap.first, gap.last)]
    assert numbers == sorted(numbers)
    assert not spans(found) & known
    assert all(0 <= gap.likely <= gap.count for gap in found)


@given(st.integers(60, 300), st.integers(1, 10**6), st.randoms(use_true_random=False))
def test_up_to_a_tenth_hidden_of_a_dense_series_is_found_whole(count: int, first: int, chance: random.Random) -> None:
    hidden = set(chance.sample(range(first + 1, first + count - 1), count // 10))
    assert spans(gaps(set(range(first, first + count)) - hidden)) == hidden


def test_sparse_numbers_are_estimated_and_not_listed() -> None:
    chance = random.Random(3)
    shared = {number for number in range(1_000_000) if chance.random() < 0.1}
    assert gaps(shared) == []
    outage = gaps(shared - set(range(500_000, 500_400)))
    assert len(outage) == 1
    assert 30 <= outage[0].likely <= 50
    assert not outage[0].is_sure


def test_a_jump_is_told_and_not_counted() -> None:
    (jump,) = gaps([*range(1, 5000), *range(100_000, 105_000)])
    assert (jump.first, jump.last, jump.likely, jump.is_jump) == (5000, 99_999, 0, True)
    assert spans(gaps([*range(1, 5000), *range(5300, 9000)])) == set(range(5000, 5300))


def test_a_part_that_became_sparse_does_not_hide_gaps_where_it_was_dense() -> None:
    chance = random.Random(4)
    later = {number for number in range(3000, 90_000) if chance.random() < 0.15}
    found = gaps((set(range(3000)) - {700, 1500, 1501}) | later)
    assert {700, 1500, 1501} <= spans(found)
    assert len(spans(found)) < 200


def test_numbers_that_go_by_tens_are_missing_by_tens() -> None:
    assert [gap.count for gap in gaps(set(range(1000, 2000, 10)) - {1500, 1510})] == [2]


def test_few_numbers_tell_nothing() -> None:
    assert gaps({1, 2, 4, 5}) == []


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("https://a.vn/tin-tuc/le-hoi-mua-xuan-lan-thu-2-{id}", 400_000),
        ("https://a.vn/tin/{id}.html", 1),
        ("https://a.vn/xem-tin.asp?cat=5&id={id}", 10_000),
        ("https://a.vn/202401/t20240105_{id}.htm", 80_000),
        ("https://a.vn/news/{id}/le-hoi-mua-xuan", 900),
        ("https://a.vn/{id}-le-hoi-mua-xuan.html", 900),
    ],
)
def test_ids_are_found_wherever_they_stand(form: str, first: int) -> None:
    held = [article(n, form.replace("{id}", str(first + n))) for n in range(80) if n not in (20, 41)]
    (series,) = running(held).values()
    assert spans(gaps(series)) == {first + 20, first + 41}
    place, _ = series[first]
    assert place.template.replace("{slug}", "x").count("{id}") == 1


def test_the_ends_of_titles_are_no_ids() -> None:
    chance = random.Random(6)
    ends = ["nam-2022", "nam-2023", "lan-thu-13", "dot-4", "so-1", "tap-2", "khoa-15", "quy-3", "thang-11", "thon-45"]
    held = [article(n, f"https://a.vn/tin/ke-hoach-thu-chi-{chance.choice(ends)}") for n in range(300)]
    assert running(held) == {}
    scattered = [article(n, f"https://a.vn/tin/ho-so-cua-xa-{chance.randrange(60)}") for n in range(300)]
    assert running(scattered) == {}


def test_dates_in_addresses_are_no_ids() -> None:
    assert [place.number for place in places("https://a.vn/2024/t20240105_123.html")] == [123, 2024]


def test_document_numbers_as_they_are_printed() -> None:
    told = {
        "Số: 123/QĐ-UBND": "123/QĐ-UBND", "Nghị định số 45/2024/NĐ-CP": "45/NĐ-CP", "123/KH-UBND": "123/KH-UBND",
        "Chỉ thị 15-CT/TW": "15/CT-TW", "Công văn 1234/UBND-VX": "1234/UBND", "số 07/TTr-UBND": "7/TTr-UBND",
        "Số 12 /NQ-HĐND": "12/NQ-HĐND", "số 123/QĐ – UBND": "123/QĐ-UBND", "123/QD-UBND": "123/QĐ-UBND",
        "Luật số 45/2019/QH14": "45/L-QH14", "456-QĐ/HU": "456/QĐ-HU", "Thông tư 01/2024/TT-BTC": "1/TT-BTC",
    }  # fmt: skip
    for text, written in told.items():
        assert [one.written for one in numbers_in(text, year=2024)] == [written], text
    for text in ("24/7", "12/12/2022", "km 5/QL", "trang 1/58", "50/50", "A4/B", "0/QĐ-UBND", "COVID-19", "tỷ lệ 3/KM"):
        assert list(numbers_in(text, year=2024)) == [], text


def test_the_year_is_the_one_that_stands_with_the_number() -> None:
    years = {
        "Quyết định 5/QĐ-UBND ngày 30/12/2023": 2023, "Quyết định 5/QĐ-UBND ngày 30 tháng 12 năm 2021": 2021,
        "Quyết định 5/QĐ-UBND": 2024, "5/2020/QĐ-UBND": 2020,
    }  # fmt: skip
    for text, year in years.items():
        assert [one.year for one in numbers_in(text, year=2024)] == [year], text


def test_what_a_text_cites_is_not_held() -> None:
    text = "UBND HUYỆN\nSố: 9/KH-UBND\nCăn cứ Quyết định số 77/QĐ-UBND và Nghị định 45/2024/NĐ-CP"
    found = own_numbers("Kế hoạch cải cách", text, "Phụ lục 3/BC-UBND.pdf", year=2024)
    assert {one.written for one in found} == {"9/KH-UBND", "3/BC-UBND"}


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert all(one.number > 0 for one in own_numbers(text, text, text, year=2024))
    assert all(place.number >= 0 for place in places(f"https://a.vn/{text}"))
