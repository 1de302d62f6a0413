"""Lists are read newest first until what is known begins."""

from __future__ import annotations

import random

import pytest

from crawler.discovery.news import goes_on, is_newest_first, next_pages

SITE = "https://example.gov.vn"


def entries(unknown: str, days: list[float]) -> list[tuple[bool, float]]:
    return [(mark == "n", day) for mark, day in zip(unknown, days, strict=True)]


FALLING = [float(day) for day in range(20, 8, -1)]


def test_three_new_ones_on_top_of_known_ones_end_it() -> None:
    assert not goes_on(3, entries("nnnkkkkkkkkk", FALLING))


def test_a_page_of_new_ones_goes_on() -> None:
    assert goes_on(12, entries("nnnnnnnnnnnn", FALLING))


def test_old_ones_pinned_above_and_latest_ones_beside_change_nothing() -> None:
    pinned, beside = [1.0, 2.0], [20.0, 19.0, 18.0, 17.0, 16.0]
    assert not goes_on(3, entries("kk" + "nnnkkkkkkkkk" + "nnnkk", [*pinned, *FALLING, *beside]))
    assert goes_on(12, entries("kk" + "nnnnnnnnnnnn" + "nnnnn", [*pinned, *FALLING, *beside]))


def test_nothing_new_ends_a_list_by_date() -> None:
    assert not goes_on(0, entries("kkkkkkkkkkkk", FALLING))


def test_a_list_that_is_not_by_date_is_read_to_its_end() -> None:
    assert goes_on(0, entries("kkkkkkkk", [3, 9, 1, 7, 2, 8, 4, 6]))


def test_without_dates_anything_new_goes_on() -> None:
    assert goes_on(1, [])
    assert not goes_on(0, [])


@pytest.mark.parametrize("size", [8, 12, 20, 50])
def test_shuffled_lists_are_seldom_taken_for_lists_by_date(size: int) -> None:
    taken = sum(is_newest_first(random.Random(seed).sample(range(size), size)) for seed in range(500))
    assert taken <= 100


def test_the_next_page_is_the_nearest_one_after_this() -> None:
    pages = [f"{SITE}/tin?page={n}" for n in (1, 2, 3, 4, 28)]
    assert next_pages(f"{SITE}/tin?page=2", pages) == [f"{SITE}/tin?page=3"]
    assert next_pages(f"{SITE}/tin?page=28", pages) == []


def test_from_a_home_page_each_list_goes_on() -> None:
    found = [f"{SITE}/tin/page/2/", f"{SITE}/tin/page/3/", f"{SITE}/vb?start=20", f"{SITE}/vb?start=40", f"{SITE}/a-1"]
    assert next_pages(SITE + "/", found) == [f"{SITE}/tin/page/2/", f"{SITE}/vb?start=20"]
