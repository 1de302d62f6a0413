from __future__ import annotations

from lxml import html

from crawler.discovery.links import page_links, refresh_target

BASE = "https://example.gov.vn/tin-tuc"


def links(markup: str, **values: bool) -> dict[str, tuple[str, str]]:
    found = page_links(html.fromstring(markup), BASE, **values)
    return {link.url.removeprefix("https://example.gov.vn"): (link.road, link.date) for link in found}


def test_every_web_address_once_and_nothing_else() -> None:
    markup = """<body><a href="/a">A</a><a href="/a#top">A</a><a href="b?x=1">B</a><a href="mailto:x@y.vn">mail</a>
    <a href="javascript:void(0)">js</a><a href="/anh.jpg">anh</a><a href="/kh.PDF">pdf</a><area href="/map">
    <iframe src="/khung"></iframe><a rel="nofollow" href="/kin">x</a></body>"""
    assert set(links(markup)) == {"/a", "/b?x=1", "/kh.PDF", "/map", "/khung"}


def test_feeds_and_next_pages_are_told_apart() -> None:
    markup = """<html><head><link rel="alternate" type="application/rss+xml" href="/rss">
    <link rel="next" href="/trang-2"></head>
    <body><a href="?page=2">2</a><a href="?page=3">Trang sau »</a><a href="/x">Hai bên</a></body></html>"""
    found = links(markup)
    assert found["/rss"][0] == "feed"
    assert found["/trang-2"][0] == "pagination"
    assert found["/tin-tuc?page=2"][0] == "pagination"
    assert found["/tin-tuc?page=3"][0] == "pagination"
    assert found["/x"][0] == "link"


def test_a_listing_gives_each_article_the_date_beside_it() -> None:
    markup = """<body><ul>
    <li><a href="/bai-1"><img src="a.jpg"></a><h3><a href="/bai-1">Hội nghị tổng kết năm</a></h3>
    <span>12/12/2022</span></li>
    <li><h3><a href="/bai-2">Khai mạc giải bóng đá</a></h3><p>Sáng nay, tại sân vận động …</p>
    <i>Ngày 11 tháng 12 năm 2022</i></li>
    <li><a href="/bai-3">Kế hoạch không ghi ngày đăng</a></li></ul></body>"""
    found = links(markup, dated=True)
    assert "12/12/2022" in found["/bai-1"][1]
    assert "Ngày 11 tháng 12 năm 2022" in found["/bai-2"][1]
    assert found["/bai-3"][1] == ""


def test_dates_in_a_row_of_links_belong_to_the_link_before_them() -> None:
    markup = """<body><div><a href="/bai-1">Hội nghị tổng kết năm</a> (12/12/2022)<br>
    <a href="/bai-2">Khai mạc giải bóng đá</a> (10/12/2022)<br></div></body>"""
    found = links(markup, dated=True)
    assert "12/12/2022" in found["/bai-1"][1]
    assert "10/12/2022" in found["/bai-2"][1]
    assert "12/12/2022" not in found["/bai-2"][1]


def test_a_title_that_ends_in_a_number_does_not_swallow_the_date() -> None:
    markup = '<body><div><a href="/bai-1">Khánh thành kênh tưới số 3</a><span>09/04/2022</span></div></body>'
    assert "09/04/2022" in links(markup, dated=True)["/bai-1"][1].split()


def test_a_meta_refresh_names_its_target() -> None:
    page = html.fromstring(
        '<html><head><meta http-equiv="Refresh" content="0; URL=\'/moi\'"></head><body></body></html>'
    )
    assert refresh_target(page, BASE) == "https://example.gov.vn/moi"
    reload = html.fromstring('<html><head><meta http-equiv="refresh" content="300"></head><body></body></html>')
    assert refresh_target(reload, BASE) is None
