"""Lists of other pages are told from texts: by what stands in the page's own part, and in what order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import Hints, NotAnArticle, extract

URL = "https://www.example.gov.vn/kinh-te/nha-may-nuoc"
PROSE = (
    "Nhà máy nước xã Hòa Bình chạy thử từ sáng thứ Hai, cấp nước cho gần một nghìn hộ dân ở bốn thôn ven đê.",
    "Đường ống chính dài chín ki-lô-mét được đặt dọc kênh, nên không phải đào qua đường trục của xã như dự tính.",
    "Giá nước giữ nguyên đến hết năm, sau đó Hội đồng nhân dân xã sẽ bàn lại cùng với các hộ dùng nước.",
)
TITLES = (
    "Trồng thêm hai nghìn cây bần ven bãi bồi phía nam",
    "Đội bóng chuyền nữ của huyện vào vòng chung kết",
    "Khánh thành nhà văn hóa thôn sau tám tháng xây dựng",
    "Tập huấn phòng cháy cho các hộ kinh doanh trong chợ",
    "Thu hoạch vụ dưa sớm trên đất chuyển đổi",
    "Bàn giao mười hai căn nhà cho hộ khó khăn",
)


def page(inner: str, title: str = "Nhà máy nước Hòa Bình chạy thử", below: str = "") -> str:
    return (
        f"<html><head><title>{title} - Cổng huyện</title></head><body><main><h1>{title}</h1>{inner}</main>{below}"
        "</body></html>"
    )


def text(*, dated: bool = True) -> str:
    day = "<p class=ngay>Thứ Hai, 06/05/2024</p>" if dated else ""
    return f"{day}<div class=than>{''.join(f'<p>{one}</p>' for one in PROSE)}</div>"


def teasers(count: int, *, tag: str = "h3", prose: bool = True, dated: bool = False) -> str:
    rows = []
    for number in range(count):
        title = TITLES[number % len(TITLES)]
        day = f"<span>{number + 1:02}/05/2024</span>" if dated else ""
        summary = f"<p>{PROSE[number % 3]}</p>" if prose else ""
        rows.append(f'<div class=muc><{tag}><a href="/tin/{number}">{title}</a></{tag}>{day}{summary}</div>')
    return "".join(rows)


def kind(html: str, url: str = URL) -> str:
    try:
        extract(html, url=url, hints=Hints())
    except NotAnArticle as error:
        return error.kind
    return "article"


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
@pytest.mark.parametrize("heading", ["<h2>Tin khác trong tuần</h2>", "<h3>Có thể bạn quan tâm</h3>", ""])
@pytest.mark.parametrize("prose", [True, False])
def test_titles_below_a_text_make_no_list_of_it(tag: str, heading: str, prose: bool) -> None:
    assert kind(page(text() + heading + teasers(6, tag=tag, prose=prose))) == "article"
    assert kind(page(text(), below=f"<div class=cot>{heading}{teasers(8, tag=tag, prose=prose)}</div>")) == "article"


def test_titles_before_a_text_make_no_list_of_it() -> None:
    strip = "".join(f'<div><a href="/tin/{number}">{title}</a></div>' for number, title in enumerate(TITLES))
    assert kind(page(text(dated=False), below="").replace("<main>", f"<div>{strip}</div><main>")) == "article"


def test_links_within_the_page_are_no_other_pages() -> None:
    jumps = "".join(f'<li><a href="#phan-{number}">{title}</a></li>' for number, title in enumerate(TITLES))
    parts = "".join(f"<h2 id=phan-{number}>{TITLES[number]}</h2><p>{one}</p>" for number, one in enumerate(PROSE))
    assert kind(page(f"<p>Cập nhật: 07/05/2024</p><ul>{jumps}</ul>{parts}")) == "article"


def test_topics_in_one_line_are_no_title() -> None:
    topics = "".join(
        f' <a href="/chu-de/{number}">{word}</a>' for number, word in enumerate("nước sạch nông thôn đê".split())
    )
    assert kind(page(f"<div>{topics}</div>{text()}{teasers(3)}")) == "article"


@pytest.mark.parametrize("prose", [True, False])
@pytest.mark.parametrize("dated", [True, False])
def test_titles_below_the_name_of_a_section_are_a_list(prose: bool, dated: bool) -> None:
    assert (
        kind(page(teasers(5, prose=prose, dated=dated), title="Kinh tế"), "https://www.example.gov.vn/kinh-te")
        == "listing"
    )


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("pager", ['<div><a href="?trang=4">4</a> <b>5</b></div>', ""])
def test_a_list_of_one_or_two_is_a_list(count: int, pager: str) -> None:
    html = page(teasers(count) + pager, title="Kinh tế")
    assert kind(html, "https://www.example.gov.vn/kinh-te?trang=5") == "listing"
    assert kind(html, "https://www.example.gov.vn/kinh-te") == "listing"


def test_a_title_that_a_script_opens_counts_too() -> None:
    html = page(teasers(4), title="Kinh tế").replace('href="/tin/', 'href="javascript:xem(').replace('">', ')">')
    assert kind(html, "https://www.example.gov.vn/kinh-te") == "listing"


def test_a_list_of_lines_is_a_list() -> None:
    rows = "".join(f'<li><a href="/n/{n}">{title}</a> (0{n + 1}/05/2024)</li>' for n, title in enumerate(TITLES))
    assert kind(page(f"<ul>{rows}</ul>", title="Tin tức")) == "listing"


def test_a_link_to_itself_over_the_text_is_its_headline() -> None:
    html = f"<h2><a href='{URL}'>Nhà máy nước Hòa Bình chạy thử</a></h2>{text()}"
    assert kind(f"<title>Nhà máy nước Hòa Bình chạy thử</title><body>{html}</body>") == "article"


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 12), tag=st.sampled_from(["h2", "h3", "h5", "p"]), prose=st.booleans(), dated=st.booleans())
def test_whatever_follows_a_dated_text_it_is_kept(count: int, tag: str, prose: bool, dated: bool) -> None:
    article = extract(page(text() + teasers(count, tag=tag, prose=prose, dated=dated)), url=URL, hints=Hints())
    assert PROSE[0] in article.text


def test_a_long_text_that_the_page_begins_with_is_no_lists() -> None:
    long = "".join(f"<p>{one}</p>" for one in PROSE * 3)
    below = f"<div class=cot>{teasers(10)}{teasers(10, tag='p', prose=False)}</div>"
    assert kind(page(f"<div class=than>{long}</div>", below=below)) == "article"
    assert kind(page(f"<div class=than><p>{PROSE[0]}</p></div>", below=below)) == "listing"


def test_an_address_that_spells_the_headline_vouches_for_the_text_below_it() -> None:
    title = "Nhà máy nước Hòa Bình chạy thử từ sáng thứ Hai"
    links = "".join(f'<h3><a href="/tin/{number}">{one}</a></h3>' for number, one in enumerate(TITLES))
    html = page(f"{links}<div class=than>{''.join(f'<p>{one}</p>' for one in PROSE * 2)}</div>{teasers(8)}", title)
    assert kind(html, "https://www.example.gov.vn/tin/nha-may-nuoc-hoa-binh-chay-thu-1234.html") == "article"
