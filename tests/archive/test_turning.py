"""Which addresses turn pages, and of which series."""

from __future__ import annotations

import pytest

from archive.turning import page_of

A = "https://a.vn"
LIFERAY = "p_p_id=101_INSTANCE_Ab1&_101_INSTANCE_Ab1_delta=10"


@pytest.mark.parametrize(
    ("url", "series", "number"),
    [
        ("/tin?page=3", "/tin", 3),
        ("/tin?page=0", "/tin", 0),
        ("/tin?cat=7&page=3&sort=a", "/tin?cat=7&sort=a", 3),
        ("/tin/page/2/", "/tin/", 2),
        ("/tin/page/2", "/tin", 2),
        ("/page/2/", "/", 2),
        ("/trang-2", "/", 2),
        ("/tin-tuc/trang-3", "/tin-tuc", 3),
        ("/tin-tuc/trang-3.html", "/tin-tuc.html", 3),
        ("/tin-tuc/trang/3", "/tin-tuc", 3),
        ("/tin-tuc-page-4.html", "/tin-tuc.html", 4),
        (f"/tin?{LIFERAY}&_101_INSTANCE_Ab1_cur=2", f"/tin?{LIFERAY}", 2),
        ("/tin?a_cur=1&b_cur=4", "/tin?a_cur=1", 4),
        ("/tin?limitstart=40", "/tin", 40),
        ("/tin?start=20", "/tin", 20),
        ("/tin?offset=100", "/tin", 100),
        ("/xw/index_1.html", "/xw/", 1),
        ("/xw/list_12_3.html", "/xw/list_12.html", 3),
        ("/xw/index_33.shtml", "/xw/", 33),
        ("/xw/index-3.html", "/xw/", 3),
        ("/danh-sach.asp?cat=van-hoa&p=3", "/danh-sach.asp?cat=van-hoa", 3),
        ("/tin.aspx?CatID=3&PageIndex=4", "/tin.aspx?CatID=3", 4),
        ("/tin?pn=2", "/tin", 2),
        ("/?m=tin&p=2", "/?m=tin", 2),
        ("/?paged=2", "/", 2),
        ("/tin?trang=2", "/tin", 2),
        ("/wp-json/wp/v2/posts?page=2&per_page=20", "/wp-json/wp/v2/posts?per_page=20", 2),
        ("/tin?tx_news_pi1%5BcurrentPage%5D=2", "/tin", 2),
        ("/tin?query-3-page=2", "/tin", 2),
        ("/tin?b_start:int=20", "/tin", 20),
        (
            "/t.aspx?__EVENTARGUMENT=Page%242&__EVENTTARGET=ctl00%24g",
            "/t.aspx?__EVENTARGUMENT=Page%24&__EVENTTARGET=ctl00%24g",
            2,
        ),
    ],
)
def test_an_address_that_turns_pages(url: str, series: str, number: int) -> None:
    assert page_of(A + url) == (A + series, number)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/",
        "/tin",
        "/?p=1234",
        "/index.php?p=12",
        "/tin-tuc/le-hoi-100234.html",
        "/tin-tuc/2",
        "/2022/12/",
        "/2022/12/12/le-hoi-2",
        "/tin?id=3",
        "/tin?pageid=3",
        "/tin?page_id=3",
        "/tin?page=lien-he",
        "/tin?page=20221212",
        "/tin?start=2022",
        "/tin?start=20&end=30",
        "/tin?start=20221212",
        "/tin/nang-cap-nghia-trang-2",
        "/tin/nang-cap-nghia-trang-2.html",
        "/tin/bai/comment-page-2/",
        "/bao-cao/index_2022.html",
        "/van-ban?so=12",
        "/page",
        "/page/le-hoi-2",
        "/p/12",
        "/blog/index-2726.html",
        "/blog/index-172.html",
        "/blog/list_12_2022.html",
        "/?page=3778",
        "/ho-so.aspx?so=10-23&p=1",
        "/?post_type=features&p=182",
        "/?cat=3&p=1827",
        "/tin?per_page=20",
        "/tin?items_per_page=20",
    ],
)
def test_an_article_a_year_and_a_section_turn_no_page(url: str) -> None:
    assert page_of(A + url) is None


def test_pages_of_one_series_have_one_series() -> None:
    for form in ("/a?page={}", "/a/page/{}/", "/a/trang-{}", "/a/index_{}.html", "/a?start={}", "/a?x_cur={}&y=1"):
        assert len({(page_of(A + form.format(n)) or ("", 0))[0] for n in range(2, 9)}) == 1
