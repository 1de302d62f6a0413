from __future__ import annotations

import contextlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import NotAnArticle, extract, parse
from crawler.extraction.render import sanitised

URL = "https://example.gov.vn/tin-tuc/mot-bai-viet-nao-do"
PROSE = (
    "Sáng nay, huyện tổ chức hội nghị tổng kết với sự tham dự của đông đảo cán bộ và nhân dân trong toàn huyện. " * 3
)


def kind(html: str | bytes, url: str = URL, **values: str) -> str:
    with pytest.raises(NotAnArticle) as caught:
        extract(html, url=url, **values)
    return caught.value.kind


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", "empty"),
        ("<html><body></body></html>", "empty"),
        (bytes(range(256)) * 20, "document"),
        (f"<title>404 - Không tìm thấy trang</title><h1>404</h1><p>{PROSE}</p>", "gone"),
        (f"<title>Không tìm thấy trang - Cổng</title><div>Không tìm thấy trang.</div><p>{PROSE * 3}</p>", "gone"),
        ("<title>Cổng</title><body><div>Không tìm thấy bài viết bạn yêu cầu.</div></body>", "gone"),
        ("<html><script>document.cookie='a=1';location.reload()</script></html>", "challenge"),
        ("<title>Just a moment...</title><p>Checking your browser before accessing</p>", "challenge"),
        ("<title>Đăng nhập</title><h1>Đăng nhập</h1><form><input name=u></form>", "empty"),
    ],
)
def test_what_holds_no_article_says_what_it_is(html: str | bytes, expected: str) -> None:
    assert kind(html) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Tiếp nhận 404 hồ sơ trong một ngày", "404 hộ nghèo được hỗ trợ", "Triển khai Quyết định số 404/QĐ-UBND",
        "Không tìm thấy nạn nhân trong vụ lật thuyền", "Trang trại không phép đã bị gỡ bỏ", "Quán không tồn tại",
    ],
)  # fmt: skip
def test_a_headline_that_speaks_of_404_or_of_something_lost_is_news(title: str) -> None:
    html = f"<title>{title} | Cổng</title><h1>{title}</h1><time datetime=2022-12-12>12/12/2022</time><p>{PROSE}</p>"
    assert extract(html, url=URL).title == title


def test_the_number_of_a_page_in_a_pager_is_no_error() -> None:
    rows = "".join(f'<li><a href="/tin/{n}">Bài viết hay số {n}</a> <i>12/12/2022</i></li>' for n in range(8))
    html = f'<title>Mục</title><h1>Mục</h1><ul>{rows}</ul><a href="/muc?trang=404">404</a>'
    assert kind(html, url="https://example.gov.vn/muc?trang=403") == "listing"


def test_the_home_page_is_no_article_whatever_stands_on_it() -> None:
    html = f"<h1>Tin</h1><time datetime=2022-12-12>12/12/2022</time><p>{PROSE}</p>"
    assert kind(html, url="https://example.gov.vn/") == "home"
    assert kind(html, url="https://example.gov.vn/portal", homepage="https://example.gov.vn/portal") == "home"


@pytest.mark.parametrize(
    "target",
    [
        "/index.php?option=com_content&view=article&id=7", "/Default.aspx?tabid=91&ItemID=44", "/index.php?q=node/2214",
        "/index.php?language=vi&nv=news&op=Tin/cau-moi-20", "/?p=77", "/index.php?lang=vi&id=3", "/home?story=9",
    ],
)  # fmt: skip
def test_a_query_may_name_a_page_of_its_own(target: str) -> None:
    html = f"<title>Cầu mới</title><h1>Cầu mới</h1><p>Ngày đăng: 12/12/2022</p><p>{PROSE}</p>"
    assert extract(html, url=f"https://example.gov.vn{target}", homepage="https://example.gov.vn/").title == "Cầu mới"


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/index.php",
        "/Default.aspx",
        "/default.aspx?language=vi",
        "/index.php?lang=en",
        "/index.html",
        "/?hl=vi-VN",
    ],
)
def test_the_home_page_has_several_addresses(target: str) -> None:
    html = f"<title>Cổng</title><h1>Tin nóng trong ngày</h1><p>Ngày đăng: 12/12/2022</p><p>{PROSE}</p>"
    assert kind(html, url=f"https://example.gov.vn{target}") == "home"


def test_a_page_without_an_address_is_not_the_home_page() -> None:
    html = f"<title>Cầu mới</title><h1>Cầu mới</h1><p>Ngày đăng: 12/12/2022</p><p>{PROSE}</p>"
    assert extract(html).title == "Cầu mới"


def test_a_listing_is_no_article() -> None:
    rows = "".join(
        f"<div><a href=/b{n}>Hội nghị lần thứ {n} của huyện</a><span>{n:02}/12/2022</span><p>{PROSE[:90]} …</p></div>"
        for n in range(1, 9)
    )
    assert kind(f"<title>Tin tức - Cổng</title><h1>Tin tức</h1>{rows}") == "listing"


def test_a_headline_and_a_date_without_a_body_are_an_article() -> None:
    article = extract(
        "<title>Lịch tiếp công dân tháng 12 - Cổng</title><h1>Lịch tiếp công dân tháng 12</h1><p>Ngày đăng: 12/12/2022</p>",  # noqa: E501
        url=URL,
    )
    assert (article.title, article.text, str(article.published_on)) == ("Lịch tiếp công dân tháng 12", "", "2022-12-12")


def page(text: str = PROSE, head: str = "") -> str:
    return f"<html><head><title>Một bài viết - Cổng</title>{head}</head><body><h1>Một bài viết</h1><p>Ngày đăng: 12/12/2022</p><p>{text}</p></body></html>"  # noqa: E501


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_encodings_are_told_from_the_bytes_and_text_is_composed(encoding: str) -> None:
    text = "Huyện Thủy Nguyên tổ chức hội nghị tổng kết năm. " * 8
    source = page(text, '<meta charset="windows-1258">' if encoding == "cp1258" else "")
    if encoding == "cp1258":
        from crawler.demo.portal import _cp1258

        body = _cp1258(source)
    else:
        body = source.encode(encoding)
    article = extract(body, url=URL)
    assert article.text == text.strip()
    assert unicodedata.is_normalized("NFC", article.text)


def test_decomposed_letters_are_composed() -> None:
    assert extract(unicodedata.normalize("NFD", page()), url=URL).text == PROSE.strip()


def test_a_wrong_label_does_not_break_utf8() -> None:
    body = page(head='<meta charset="iso-8859-1">').encode()
    assert extract(body, url=URL, content_type="text/html; charset=windows-1252").text == PROSE.strip()


def test_vietnamese_is_told_from_what_the_page_calls_itself() -> None:
    assert extract(page().replace("<html>", '<html lang="en">'), url=URL).language == "vi"


def test_selectors_of_a_definition_count_before_what_is_found() -> None:
    html = page().replace("</body>", "<div class=x>Tên khác hẳn</div><div class=y>01/02/2023</div></body>")
    article = extract(html, url=URL, fields={"title": ".x", "date": ".y"})
    assert (article.title, str(article.published_on)) == ("Tên khác hẳn", "2023-02-01")


def test_html_is_clean() -> None:
    hostile = (
        PROSE + "<img src=x onerror=alert(1)><a href='javascript:alert(1)'>bấm vào đây</a><script>alert(1)</script>"
    )
    html = extract(page(hostile), url=URL).html
    assert "onerror" not in html
    assert "javascript:" not in html
    assert "<script" not in html


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + PROSE + "</div>" * 10_000,
        "<table><tr><td>" * 3_000 + PROSE,
        "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + f">{PROSE}",
        "<b>" * 5_000 + PROSE,
        "\x00" * 1000 + page(),
        "<a href='http://[::1'>x</a>" + page(),
    ],
    ids=["deep", "tables", "attributes", "unclosed", "nul", "address"],
)
def test_hostile_pages_raise_nothing_else(html: str) -> None:
    with contextlib.suppress(NotAnArticle):
        extract(html, url=URL)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    for prefix in (b"", b"<html><body><p>", b"<!DOCTYPE html><table><tr><td>"):
        with contextlib.suppress(NotAnArticle):
            extract(prefix + body, url=URL)


def test_public_trees_raise_nothing_else(shared: Path) -> None:
    folder = shared / "corpora" / "html5lib-tests"
    if not folder.is_dir():
        pytest.skip("corpora/html5lib-tests is not there")
    read = 0
    for file in sorted(folder.rglob("*.dat")):
        for case in file.read_bytes().split(b"#data\n")[1:]:
            try:
                extract(case.split(b"\n#errors")[0], url=URL)
            except NotAnArticle:
                read += 1
    assert read > 1000


def test_public_vietnamese_encodings_are_read(shared: Path) -> None:
    folder = shared / "corpora" / "uchardet-vi"
    if not folder.is_dir():
        pytest.skip("corpora/uchardet-vi is not there")
    body = (folder / "utf-8.txt").read_bytes()
    assert parse(body, url=URL).encoding == "utf-8"


def test_injections_of_the_feed_parsers_suite_leave_nothing_that_runs(shared: Path) -> None:
    folder = shared / "corpora" / "feedparser"
    if not folder.is_dir():
        pytest.skip("corpora/feedparser is not there")
    files = sorted(folder.rglob("sanitize/*.xml"))
    assert len(files) > 500
    for file in files:
        clean = sanitised(file.read_bytes().decode("utf-8", "replace")).lower()
        assert "<script" not in clean
