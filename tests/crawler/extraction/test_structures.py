"""How portals build their pages: structures met on real ones, with words of our own."""

from __future__ import annotations

import pytest

from archive.records import Article
from crawler.extraction import Hints, extract

URL = "https://example.gov.vn/tin-tuc/huyen-to-chuc-hoi-nghi-tong-ket"
HINTS = Hints(article_url=True)
TITLE = "Huyện tổ chức hội nghị tổng kết công tác năm"
BODY = (
    "Sáng nay, tại hội trường trung tâm, Ủy ban nhân dân huyện tổ chức hội nghị tổng kết công tác năm, với sự tham dự "
    "của đại diện các phòng, ban và lãnh đạo các xã, thị trấn trong toàn huyện.",
    "Trong năm qua, huyện đã hoàn thành mười hai trên mười lăm chỉ tiêu kế hoạch đề ra, trong đó thu ngân sách vượt dự "
    "toán, đời sống của nhân dân tiếp tục được cải thiện.",
    "Phát biểu tại hội nghị, Chủ tịch huyện yêu cầu các đơn vị khẩn trương khắc phục những hạn chế đã được chỉ ra, và "
    "tập trung chuẩn bị cho vụ sản xuất tới.",
)
MENU = "".join(f"<li><a href='/muc-{n}'>Chuyên mục số {n}</a></li>" for n in range(12))
OTHERS = "".join(f"<li><a href='/tin-{n}'>Một tin khác của huyện được đăng lần thứ {n}</a></li>" for n in range(8))


def paragraphs(tag: str = "p", texts: tuple[str, ...] = BODY) -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


def page(inner: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title} - Cổng thông tin</title></head><body>{inner}</body></html>"


def read(html: str | bytes, url: str = URL) -> Article:
    return extract(html, url=url, hints=HINTS, timezone="Asia/Ho_Chi_Minh")


LIFERAY = f"""<div id="wrapper"><header id="banner"><ul class="nav-menu">{MENU}</ul></header>
<div class="columns-2" id="main-content"><div class="portlet-layout row-fluid"><div class="portlet-column span9">
<div class="portlet-boundary portlet-asset-publisher"><h3 class="header-title"><span>{TITLE}</span></h3>
<div class="asset-full-content"><span class="ngay-dang">12/12/2022 08:30</span>
<div class="journal-content-article">{paragraphs()}</div></div>
<div class="asset-links"><h4>Tin liên quan</h4><ul>{OTHERS}</ul></div></div></div>
<div class="portlet-column span3"><ul>{OTHERS}</ul></div></div></div></div>"""
SHAREPOINT = f"""<form name="aspnetForm"><table width="980" cellpadding="0"><tr><td colspan="2"><table><tr>
<td class="ms-topnavselected"><ul>{MENU}</ul></td></tr></table></td></tr><tr><td width="200"><table><tr><td>
<ul>{OTHERS}</ul></td></tr></table></td><td><table><tr><td><span class="TieuDe">{TITLE}</span></td></tr><tr><td>
Ngày đăng: 12/12/2022</td></tr><tr><td><div class="ExternalClass0A1B">{paragraphs("div")}</div></td></tr><tr><td>
<b>Các tin khác</b><ul>{OTHERS}</ul></td></tr></table></td></tr></table></form>"""
DNN = f"""<form id="Form"><div id="dnn_ctl00"><ul class="dnnmenu">{MENU}</ul></div><div id="dnn_ContentPane">
<div class="DnnModule"><div class="Normal"><h1 class="title_detail">{TITLE}</h1>
<span class="ngaythang">Thứ hai, ngày 12 tháng 12 năm 2022</span><div id="dnn_ctr_Main_noidung" class="noidung">
{"<br><br>".join(BODY)}</div><div class="tinkhac"><b>Tin cùng chuyên mục</b><ul>{OTHERS}</ul></div></div></div></div>
<div id="dnn_RightPane"><ul>{OTHERS}</ul></div></form>"""


@pytest.mark.parametrize("inner", [LIFERAY, SHAREPOINT, DNN], ids=["liferay", "sharepoint", "dnn"])
def test_vietnamese_portals_give_headline_body_and_date_and_nothing_else(inner: str) -> None:
    article = read(page(inner))
    assert article.title == TITLE
    assert article.text == "\n\n".join(BODY)
    assert str(article.published_on) == "2022-12-12"


CHINESE = (
    "十二月十二日上午，县人民政府在会议中心召开全年工作总结会议，各部门负责人以及各乡镇主要领导参加了会议。",
    "会议指出，一年来全县上下共同努力，各项指标完成情况良好，财政收入超过预期，居民生活水平继续提高。",
    "会议要求，各单位要认真查找存在的问题，抓紧时间整改落实，为明年的工作打下坚实的基础。",
)


def test_a_script_without_spaces_is_weighed_by_its_letters() -> None:
    menu = "".join(f"<li><a href='/c{n}'>栏目名称{n}</a></li>" for n in range(12))
    other = "".join(f"<li><a href='/n{n}'>这是另外一条新闻的标题第{n}条</a></li>" for n in range(8))
    html = (
        f"<title>县政府召开全年工作总结会议_县门户网</title><div class='nav'><ul>{menu}</ul></div><div class='w980'>"
        f"<h1>县政府召开全年工作总结会议</h1><div class='xx'>发布时间：2022-12-12　来源：县政府办</div>"
        f"<div class='TRS_Editor'>{paragraphs('p', CHINESE)}</div><div class='xgxw'><h3>相关新闻</h3>"
        f"<ul>{other}</ul></div></div>"
    )
    article = read(f"<html><body>{html}</body></html>", "https://example.gov.cn/art/2022/12/12/art_1_2.html")
    assert article.title == "县政府召开全年工作总结会议"
    assert article.text == "\n\n".join(CHINESE)
    assert str(article.published_on) == "2022-12-12"


def test_chinese_bytes_are_read_as_such_though_a_few_are_broken_and_no_label_stands() -> None:
    body = f"<html><body><h1>标题</h1>{paragraphs('p', CHINESE)}</body></html>".encode("gb18030")
    assert "各乡镇主要领导参加了会议" in read(body.replace(b"<h1>", b"<h1>\x80\xff")).text


def test_an_article_inside_a_menu_that_was_never_closed_is_read() -> None:
    long = (*BODY, *(text.replace("huyện", "tỉnh") for text in BODY))
    html = page(f"<nav><ul>{MENU}</ul><div><h1>{TITLE}</h1>{paragraphs('p', long)}</div>")
    assert read(html).text == "\n\n".join(long)


def test_parts_that_a_script_puts_into_their_place_are_read() -> None:
    html = page(
        f"<div id='app'><template id='B:0'></template></div><div hidden id='S:0'><h1>{TITLE}</h1>{paragraphs()}</div>"
    )
    assert read(html).text == "\n\n".join(BODY)


def test_a_page_of_which_everything_is_hidden_is_read_all_the_same() -> None:
    html = page(f"<div style='display:none'><h1>{TITLE}</h1>{paragraphs()}</div>")
    assert read(html).text == "\n\n".join(BODY)


def test_what_is_hidden_on_an_ordinary_page_is_not_read() -> None:
    html = page(f"<h1>{TITLE}</h1><div>{paragraphs()}<p hidden>{BODY[0].upper()}</p></div>")
    assert read(html).text == "\n\n".join(BODY)


def test_soft_hyphens_are_taken_out() -> None:
    assert read(page(f"<h1>{TITLE}</h1><p>Ge&shy;mein&shy;de</p>{paragraphs()}")).text.startswith("Gemeinde")


def test_a_list_and_a_table_between_paragraphs_stay_whole() -> None:
    rows = "".join(f"<tr><td>Xã số {n}</td><td>{n * 37}</td><td>{n * 9}%</td></tr>" for n in range(1, 5))
    items = "".join(f"<li>Đơn vị số {n}: hoàn thành {n * 4} đầu việc.</li>" for n in range(1, 5))
    html = page(
        f"<ul>{MENU}</ul><h1>{TITLE}</h1><div class='noidung'><p>{BODY[0]}</p><ul>{items}</ul><p>{BODY[1]}</p>"
        f"<table>{rows}</table><p>{BODY[2]}</p></div><div class='tin-khac'><b>Tin khác</b><ul>{OTHERS}</ul></div>"
    )
    lines = read(html).text.splitlines()
    assert "Đơn vị số 1: hoàn thành 4 đầu việc." in lines
    assert "Xã số 4 | 148 | 36%" in lines
    assert not [line for line in lines if "tin khác" in line.lower()]


@pytest.mark.parametrize(
    ("printed", "meta"),
    [
        (f"<span>Tin từ cơ sở</span> <span>{TITLE}</span>", TITLE),
        (f"<small>12/12/2022</small> {TITLE}", TITLE),
    ],
    ids=["kicker", "date"],
)
def test_what_stands_beside_the_headline_in_its_element_is_no_part_of_it(printed: str, meta: str) -> None:
    html = page(f"<h1>{printed}</h1>{paragraphs()}").replace(
        "</head>", f'<meta property="og:title" content="{meta}"></head>'
    )
    assert read(html).title == TITLE


def test_a_date_right_above_the_headline_is_the_articles_and_the_headers_clock_is_not() -> None:
    above = page(f"<div class='k'><p>12.12.2022 | Thông cáo</p><h1>{TITLE}</h1></div><div>{paragraphs()}</div>")
    assert str(read(above).published_on) == "2022-12-12"
    clock = page(f"<div><p>Thứ hai, 12/12/2022 08:00:21</p><h1>{TITLE}</h1></div><div>{paragraphs()}</div>")
    assert read(clock, "https://example.gov.vn/tin/1").published_on is None


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        ("<meta itemprop=datePublished content=2022-12-12>", URL, "2022-12-12"),
        ("<p class=date>12.12.22</p>", URL, "2022-12-12"),
        ("", "https://example.gov.vn/tin/12-12-2022-hoi-nghi", "2022-12-12"),
        ("", "https://example.gov.vn/tin/hoi-nghi-12", "None"),
    ],
)
def test_dates_in_markup_in_short_forms_and_in_addresses(markup: str, url: str, expected: str) -> None:
    assert str(read(page(f"<h1>{TITLE}</h1>{markup}{paragraphs()}"), url).published_on) == expected
