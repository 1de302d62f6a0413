"""What stands in an article's place: no edit of it, and its absence where the portal's others answer as ever."""

from __future__ import annotations

from datetime import date

import pytest

from archive.records import Article, Attachment
from archive.replaced import Before, alone, is_no_reading, share_of_runs

DAY = date(2026, 6, 10)
TEXT = " ".join(f"Hạng mục {n} của công trình được bàn giao cho tổ {n * 3}." for n in range(20))
BEFORE = Before("Bàn giao công trình thủy lợi", TEXT, is_dated=True)


def read(text: str, title: str = "Đăng nhập", **values: object) -> Article:
    url = "https://example.gov.vn/tin/thuy-loi-7"
    return Article(url=url, title=title, text=text, **values)  # type: ignore[arg-type]


def dated(on: date) -> dict[str, object]:
    return {"published_on": on, "published_from": "visible"}


@pytest.mark.parametrize(
    "page",
    [
        read("Vui lòng đăng nhập để xem nội dung này."),
        read("Nội dung đang được rà soát.", title=BEFORE.title),
        read("", title=BEFORE.title),
        read("", title="Cổng"),
        read("Tên đăng nhập và mật khẩu do quản trị cấp. " * 30),
        read("Nội dung này không còn nữa.", **dated(DAY)),
        read(TEXT, title="Index of /tin/thuy-loi-7"),
    ],
)
def test_what_keeps_neither_text_nor_date_is_no_reading(page: Article) -> None:
    assert is_no_reading(BEFORE, page, on=DAY)


@pytest.mark.parametrize(
    "page",
    [
        read(TEXT[: len(TEXT) // 12], title=BEFORE.title),
        read(TEXT[: len(TEXT) // 12] + " Bài đã được đính chính."),
        read("Lễ bàn giao bị hoãn.", title=BEFORE.title, **dated(date(2026, 5, 1))),
        read("Một bài khác dùng lại địa chỉ.", **dated(date(2026, 5, 1))),
        read("", title=BEFORE.title, attachments=(Attachment(url="https://example.gov.vn/a.pdf"),)),
        read("Nội dung được viết lại từ đầu, dài như cũ. " * 20, title=BEFORE.title),
        read("Nội dung được viết lại từ đầu, dài như cũ. " * 20, title=BEFORE.title + " (bổ sung)"),
    ],
)
def test_what_keeps_some_of_either_is_an_edit(page: Article) -> None:
    assert not is_no_reading(BEFORE, page, on=DAY)


def test_where_no_date_was_a_notice_of_a_tenth_of_the_words_is_no_reading() -> None:
    before = Before(BEFORE.title, TEXT, is_dated=False)
    assert is_no_reading(before, read("Trang này hiện không truy cập được."), on=DAY)
    assert is_no_reading(before, read("Nội dung đang được rà soát.", title=BEFORE.title), on=DAY)
    assert not is_no_reading(before, read("Một bản viết lại hoàn toàn khác và không ngắn. " * 10), on=DAY)


def looks(pattern: str) -> list[tuple[str, str]]:
    """A look a letter: `o` found something else."""
    return [(f"/{n}", "other" if letter == "o" else "article") for n, letter in enumerate(pattern)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("aaaoaaa", [3]),
        ("oa", [0]),
        ("aoaaoaaa", [1, 4]),
        ("oaoaa", []),  # two of five are many
        ("oooo", []),  # one page answers everything
        ("aaaaaaaaaaaaaaaaaaaaooo", []),  # a wall goes up
        ("aaaaaaaaaaaaaaooaaaaaaaa", [14, 15]),
        ("o", []),
    ],
)
def test_a_look_counts_where_the_others_answer_as_ever(pattern: str, expected: list[int]) -> None:
    assert [url for url, _ in alone(looks(pattern), has_lists=False)] == [f"/{n}" for n in expected]


def test_an_article_asked_for_by_itself_counts_where_the_lists_answer_as_ever() -> None:
    assert list(alone(looks("o"), has_lists=True)) == [("/0", "other")]


def test_the_share_of_runs_is_that_of_the_first_text() -> None:
    assert share_of_runs("một hai ba bốn", "không một hai ba bốn năm sáu bảy") == 1
    assert share_of_runs("không một hai ba bốn năm", "một hai ba") == 0.25
    assert share_of_runs("", "một") == 0
