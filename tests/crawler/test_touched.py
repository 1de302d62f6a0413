"""What a sitemap says of edits is followed as long as it proves right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.touched import FIRST_PORTION, Touched

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def asked(count: int, edited: float) -> tuple[int, Touched]:
    """How many of so many addresses are asked for when a share of them was edited."""
    touched, total = Touched(), 0
    touched.told((f"/a{n}", NOON + timedelta(minutes=n)) for n in range(count))
    while portion := touched.portion():
        touched.asking(url for url, _ in portion)
        for place, (url, _) in enumerate(portion):
            touched.answered(url, is_edited=place < edited * len(portion))
        total += len(portion)
    return total, touched


def test_one_that_tells_the_truth_is_followed_to_the_end() -> None:
    total, touched = asked(500, 0.9)
    assert total == 500
    assert touched.is_believed


def test_one_that_says_it_of_every_page_costs_ten_requests() -> None:
    total, touched = asked(50_000, 0.0)
    assert total == FIRST_PORTION
    assert not touched.is_believed


def test_the_latest_come_first_and_one_portion_at_a_time() -> None:
    touched = Touched()
    touched.told((f"/a{n}", NOON + timedelta(minutes=n)) for n in range(30))
    portion = touched.portion()
    assert [url for url, _ in portion] == [f"/a{n}" for n in range(29, 19, -1)]
    touched.asking(["/a29"])
    assert touched.portion() == []
    touched.answered("/a29", is_edited=False)
    assert len(touched.portion()) == 20


def test_what_nobody_said_tells_nothing() -> None:
    assert not Touched().answered("/a", is_edited=False)
