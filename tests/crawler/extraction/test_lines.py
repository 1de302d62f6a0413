"""Lines about an article and ordinary lines that begin with the same words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import Hints, extract
from crawler.extraction.blocks import words_in
from crawler.extraction.boxes import HEADING_WORDS
from crawler.extraction.lines import is_about_line, is_date_line, is_date_with_names
from crawler.extraction.words import ATTACHMENT_LINE, BY_LINE, IMPRINT, INLINE_READ_MORE, RELATED_HEADING, VIEWS

ABOUT = (
    "Lượt xem: 1.204",
    "Đăng ngày 3/9/2023",
    "Ngày cập nhật: 03/09/2023 | Ngày đăng: 01/09/2023",
    "Thứ Sáu, 01/09/2023 - 8:15 SA",
    "Published on 1 September 2023",
    "Published: 1 September 2023 | Views: 88",
    "Last updated: 2 hours ago",
    "September 1, 2023 Posted in Announcements",
    "Publié le 1 septembre 2023",
    "Stand: 01.09.2023",
    "310 views",
    "Share this page on Facebook",
    "Chia sẻ bài viết qua Zalo",
    "In trang này",
    "Print | Email | Share",
    "A- A A+",
    "Tác giả: Phan Thị Hoa",
)
ORDINARY = (
    "Closing date: 1 September 2023",
    "1 September 2023 to 30 September 2023",
    "Từ ngày 1/9/2023 đến ngày 30/9/2023",
    "Place and time: Harbour Hall, 1 September 2023",
    "Applications end on 1 September 2023",
    "Reviews 7 and 8",
    "12 interviews, 30 visits",
    "Email: registry@example.gov",
    "Date palms along the avenue",
    "Cập nhật 3 sổ hộ khẩu trong ngày",
)


@pytest.mark.parametrize("line", ABOUT)
def test_a_label_with_its_value_speaks_of_the_article(line: str) -> None:
    assert is_about_line(line, words_in(line))


@pytest.mark.parametrize("line", ORDINARY)
def test_dates_and_numbers_of_the_text_itself_do_not(line: str) -> None:
    assert not is_about_line(line, words_in(line))


BEGINNINGS = (
    "Views", "Hits", "Date", "By", "Print", "Email", "Share", "Tweet", "Like", "Save", "Listen", "Published", "Posted",
    "Updated", "Stand", "Source", "Tags", "Download", "Downloads", "Attachments", "Related", "More", "Other", "Latest",
    "Recent", "Popular", "Recommended", "Further", "Read", "Comments", "Subscribe", "Newsletter", "Copyright",
    "Partager", "Commentaires", "Weitere", "Teilen", "Kommentare", "Compartir", "Comentarios", "Imprimir", "Thẻ",
    "Thích", "Chia sẻ", "Cập nhật", "Đã xem", "In", "Đăng", "Tải về", "Tài liệu", "Văn bản", "Tin", "Bài", "Các tin",
    "Bình luận", "Liên kết", "Từ khóa", "Nguồn", "Theo", "Bản quyền", "Xem thêm", "Đọc nhiều",
    "Giấy phép", "Tổng biên tập",
)  # fmt: skip
ENDINGS = (
    "of the growers in the northern valley", "along the river since the last flood", "for each volume of the register",
    "des habitants de la vallée", "der Gemeinden am Fluss", "de los vecinos del valle", "căn cước của chủ hộ nghèo",
    "khó khăn với bà con vùng lũ", "sổ theo dõi của từng tổ", "kỳ họp thứ mười của huyện",
)  # fmt: skip


@given(st.sampled_from(BEGINNINGS), st.sampled_from(ENDINGS))
def test_no_formula_matches_an_ordinary_line_that_begins_with_its_word(beginning: str, ending: str) -> None:
    line = f"{beginning} {ending}"
    words = words_in(line)
    assert not is_about_line(line, words)
    assert not is_date_line(line, words)
    assert words > HEADING_WORDS or not RELATED_HEADING.match(line)
    assert not any(form.search(line) for form in (ATTACHMENT_LINE, VIEWS, INLINE_READ_MORE, IMPRINT))
    assert not BY_LINE.match(line)


FIRST = "The harbour board opened the new lock on Monday, four months before the date that the contract had named."
LAST = "Skippers who used the old lock pay the same fee until spring, and the board will then publish a new table."


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(BEGINNINGS), st.sampled_from(ENDINGS), st.sampled_from(["p", "h2", "h3", "li"]))
def test_such_a_line_stays_in_the_middle_of_a_text(beginning: str, ending: str, tag: str) -> None:
    line = f"{beginning} {ending}"
    shown = f"<ul><li>{line}</li><li>Lamps on both banks</li></ul>" if tag == "li" else f"<{tag}>{line}</{tag}>"
    html = (
        "<html><head><title>New lock opens - Port</title></head><body><main><h1>New lock opens</h1><div class=content>"
        f"<p>{FIRST}</p><p>{LAST}</p>{shown}<p>{FIRST} It is of steel.</p><p>{LAST} It will be free.</p></div></main>"
    )
    assert line in extract(html, url="https://example.gov/news/lock", hints=Hints(article_url=True)).text


@pytest.mark.parametrize(
    "line",
    ["Tin liên quan", "Các tin khác", "Xem thêm:", "Related news", "More stories", "Weitere Meldungen", "Leia também"],
)
def test_headings_of_related_lists_are_known(line: str) -> None:
    assert RELATED_HEADING.match(line)


def test_names_after_a_date_belong_to_it_and_a_sentence_does_not() -> None:
    assert is_date_with_names("Sep 1, 2023 Hana Ito, Head of Harbours")
    assert not is_date_with_names("1 September 2023 is the last day for remarks")
    assert not is_date_with_names("1 September 2023 to 30 September 2023")


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Lượt xem: 417Bản in", "417"),
        ("07:20, 14/03/2021Số lần đọc: 1.093Đọc bài", "1.093"),
        ("Views: 3,200 · Print", "3,200"),
        ("Views: 12K", None),
        ("Lượt xem: 417nghìn", None),
    ],
)
def test_a_count_is_told_where_the_next_element_follows_without_a_blank(line: str, count: str | None) -> None:
    match = VIEWS.search(line)
    assert (match and match[1]) == count
