"""Counters as portals print them, and what looks like one and is none."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.counters import LARGEST, counts_in, page_counts

PAGES = {
    58: [
        "Trang 1/58", "trang 3 / 58", "Trang: 1 / 58", "Trang số 2/58", "Trang 3 trên 58", "Trang 3 trong tổng số 58",
        "Trang 1 của 58", "Trang / 58", "Tổng số 58 trang", "Tổng số trang: 58", "Page 2 of 58", "PAGE 2 OF 58",
        "Total: 58 pages", "Page 2 sur 58", "Seite 2 von 58", "共 58 页", "共58页", "第1页/共58页", "第 1 / 58 页",
        "« Trang trước | Trang 4/58 | Trang sau »", "Insgesamt 58 Seiten", "Nombre de pages : 58", "总共 58 頁",
    ],
}  # fmt: skip
ARTICLES = {
    350: [
        "1 - 20 trong 350", "Hiển thị 1-20 / 350 bài viết", "Hiển thị 21 – 40 trong tổng số 350 kết quả",
        "Showing 1 to 20 of 350 entries", "1–20 of 350 results", "350 results", "350 kết quả", "350 Treffer",
        "Résultats 1 à 10 sur 350", "Insgesamt 350 Treffer", "Tổng số tin: 350", "Tổng số: 350 tin", "Có 350 tin bài",
        "共 350 条", "总数：350", "Displaying 1 - 10 out of 350", "Tìm thấy 350 kết quả", "1 bis 20 von 350 Meldungen",
    ],
    1234: ["Tổng số: 1.234 tin", "Tổng số: 1,234 bài viết", "1 - 20 trong 1 234", "1’234 Treffer", "共 1234 篇"],
}  # fmt: skip
NONE = [
    "Trang 1/12/2022", "trang 12", "1/58", "Tỷ lệ 3/5 xã", "Ngày 12/12/2022", "Số 123/QĐ-UBND", "Trang chủ", "Có 5 xã",
    "Page 12 of the report", "20/12/2022 - 31/12/2022", "Trong 350 ngày", "Tổng số: 1.234 lượt truy cập", "24/7",
    "Đang trực tuyến: 12", "3 trong 5 mục tiêu", "Trang 5/10%",
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in PAGES.items() for text in texts])
def test_pages_are_counted(value: int, text: str) -> None:
    assert counts_in([text]) == [("pages", value)]


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in ARTICLES.items() for text in texts])
def test_articles_are_counted(value: int, text: str) -> None:
    assert counts_in([text]) == [("articles", value)]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_counter_counts_nothing(text: str) -> None:
    assert counts_in([text]) == []


def test_a_counter_is_read_across_the_marks_in_its_line_and_not_across_blocks() -> None:
    page = (
        "<html><head><title>Trang 9/9</title></head><body><div>Trang <b>2</b>\n/ <a>58</a></div><p>Trang</p>"
        "<p>3/77</p><ul><li>Tổng số: <strong>1.234</strong>&nbsp;tin<!-- x --></li></ul>"
        "<script>'Trang 1/99'</script></body></html>"
    )
    assert page_counts(lxml.html.fromstring(page)) == [("pages", 58), ("articles", 1234)]


def test_of_several_the_greatest_counts_and_prose_does_not() -> None:
    prose = "Báo cáo ở trang 3/900 của cuốn sách nêu rõ rằng " + "toàn huyện đã đạt được nhiều kết quả quan trọng " * 5
    page = f"<body><p>{prose}</p><div>Trang 1/5</div><div>Trang 1/58</div></body>"
    assert page_counts(lxml.html.fromstring(page)) == [("pages", 58)]


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault_and_within_bounds(text: str) -> None:
    for count in counts_in([text]):
        assert 0 < count.value <= LARGEST[count.counts]


@given(st.integers(1, 99_999), st.integers(1, 9_999), st.sampled_from(["", " ", "\u00a0", "  "]))
def test_whatever_the_numbers_and_spaces(value: int, page: int, space: str) -> None:
    assert counts_in([f"Trang{space or ' '}{page}{space}/{space}{value}"]) == [("pages", value)]
    assert counts_in([f"Tổng số:{space}{value:,}{space}tin".replace(",", ".")]) == [("articles", value)]


def test_a_long_line_takes_no_time() -> None:
    assert counts_in(["trang " * 100_000, "tổng số " * 19, "1." * 60 + " trang", "trang / " * 20, "1 - " * 40]) == []
