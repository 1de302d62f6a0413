from __future__ import annotations

from archive.records import Link
from crawler.discovery.months import PATIENCE, Months

NOW = 2022 * 12 + 11
FULL = [Link(url="https://a.vn/tin/1", road="listing", date="12/12/2022")]
EMPTY = [Link(url="https://a.vn/tin/2"), Link(url="https://a.vn/luu-tru/2022/11", road="listing", date="11/2022")]


def path(month: int) -> str:
    return f"https://a.vn/luu-tru/{month // 12}/{month % 12 + 1:02}"


def test_an_archive_ends_after_a_year_of_empty_months_and_goes_on_across_a_shorter_gap() -> None:
    months = Months()
    for step in range(PATIENCE):
        assert not months.is_past_end(path(NOW - step), this_month=NOW)
        months.saw(path(NOW - step), EMPTY)
    assert months.is_past_end(path(NOW - PATIENCE), this_month=NOW)
    months.saw(path(NOW - 3), FULL)
    other = Months()
    for step in range(PATIENCE * 2):
        other.saw(path(NOW - step), EMPTY if step % PATIENCE else FULL)
    assert not other.is_past_end(path(NOW - PATIENCE * 2), this_month=NOW)


def test_months_ahead_are_not_asked_for() -> None:
    months = Months()
    assert not months.is_past_end(path(NOW + 1), this_month=NOW)
    months.saw(path(NOW), EMPTY)
    assert months.is_past_end(path(NOW + 1), this_month=NOW)
    assert months.is_past_end(path(NOW + 2), this_month=NOW)
    assert not months.is_past_end("https://a.vn/tin/le-hoi", this_month=NOW)
