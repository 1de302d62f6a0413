"""Patterns of article addresses, generalised from a few and held against pages that are none."""

from __future__ import annotations

import re

import pytest

from crawler.discovery.addresses import article_pattern

A = "https://a.vn"


@pytest.mark.parametrize(
    ("articles", "others", "alike", "unlike"),
    [
        (  # a number at the end of the name, as on the portal that luutru began with
            ["/tin-tuc/hop-huyen-uy-400001", "/van-hoa/le-hoi-xuan-400002", "/y-te/tiem-chung-400003"],
            ["/", "/tin-tuc", "/tin-tuc/trang-2", "/lien-he", "/gioi-thieu/chuc-nang-nhiem-vu"],
            ["/quoc-phong/gap-mat-tan-binh-nam-2022-400104"],
            ["/quoc-phong", "/quoc-phong/trang-12", "/van-ban/nam-2022"],
        ),
        (  # a date in the path, slugs of one word among them
            ["/2018/03/22/how-we-work/", "/2019/11/02/hello/", "/2020/01/05/%C3%A9t%C3%A9-2020/"],
            ["/blog/", "/blog/page/2/", "/2018/", "/tags/design/"],
            ["/2023/12/31/x/"],
            ["/2023/12/", "/tags/2023/"],
        ),
        (  # a number as parameter
            ["/xem-tin.asp?id=10001", "/xem-tin.asp?id=10012"],
            ["/danh-sach.asp?cat=1&p=2", "/", "/tim.asp?q=x"],
            ["/xem-tin.asp?id=7"],
            ["/danh-sach.asp?id=3", "/xem-tin.asp?id=a", "/xem-tin.asp"],
        ),
        (  # TRS
            ["/xw/202401/t20240105_123456.html", "/xw/202402/t20240206_123999.html"],
            ["/xw/index_1.html", "/xw/"],
            ["/gk/202512/t20251231_5.html"],
            ["/gk/202512/index_1.html"],
        ),
        (  # Joomla
            ["/tin-tuc/12-hop-giao-ban.html", "/tin-tuc/13-ky-hop.html"],
            ["/tin-tuc.html", "/lien-he.html"],
            ["/tin-tuc/140-le-hoi.html"],
            ["/tin-tuc/le-hoi.html"],
        ),
    ],
)
def test_what_is_built_alike(articles: list[str], others: list[str], alike: list[str], unlike: list[str]) -> None:
    found = article_pattern([A + path for path in articles], [A + path for path in others])
    assert found is not None
    assert (found.fits, found.of, found.is_sure) == (len(articles), len(articles), True)
    for path in (*articles, *alike):
        assert re.search(found.regex, A + path), (found.regex, path)
    for path in (*others, *unlike):
        assert not re.search(found.regex, A + path), (found.regex, path)


def test_several_ways_of_building_are_alternatives() -> None:
    articles = ["/a/x-400001", "/b/y-400002", "/xem.asp?id=1", "/xem.asp?id=2", "/c/2022/12/mot-tin", "/d/2022/11/hai"]
    found = article_pattern([A + path for path in articles], [f"{A}/a", f"{A}/c/2022"])
    assert found is not None
    assert found.fits == 6
    assert all(re.search(found.regex, A + path) for path in articles)


def test_folders_are_those_seen_where_others_lie_beside() -> None:
    articles = [f"{A}/tin/hop-huyen-uy-{n}" for n in (400001, 400002)]
    found = article_pattern(articles, [f"{A}/anh/bo-suu-tap-400009"])
    assert found is not None
    assert re.search(found.regex, f"{A}/tin/khac-400007")
    assert not re.search(found.regex, f"{A}/anh/khac-400007")


def test_mere_words_are_not_sure() -> None:
    found = article_pattern([f"{A}/news/a-new-school-opens", f"{A}/news/the-old-bridge-closes"], [f"{A}/news"])
    assert found is not None
    assert not found.is_sure


def test_what_fits_other_pages_too_is_no_pattern() -> None:
    assert article_pattern([f"{A}/p/123", f"{A}/p/124"], [f"{A}/p/125"]) is None
    assert article_pattern([f"{A}/p/123"], []) is None
    assert article_pattern([], [f"{A}/"]) is None
