"""Platform families: the data itself, and how they are recognised on real pages that nobody here wrote."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

import pytest

from crawler.discovery.platforms import header_marks, page_marks, platforms, recognised
from crawler.extraction import parse
from crawler.portal import parse_portal

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ("aem", "dnn", "drupal", "govuk", "isomer", "joomla", "liferay", "sharepoint", "trs", "vnpt", "wordpress")
SAVED = {
    "chi_board_elections": "drupal",
    "chi_boardofethics": "aem",
    "chi_housing_authority_notice": "drupal",
    "chi_library": "wordpress",
    "chi_mayors_bicycle_advisory_council": "wordpress",
    "cook_landbank_docs": "wordpress",
    "cook_south_mosquito": "joomla",
    "il_adcrc": "aem",
    "il_liquor_control_detail": "sharepoint",
    "jis.gov.jm-investment": "wordpress",
}
"""Files by name, and the platform that their own source names; those of one folder are WordPress, all others none."""


def known(html: bytes, url: str = "https://example.gov.vn/") -> str | None:
    page = parse(html, url=url, content_type="text/html; charset=utf-8")
    if page.tree is None:
        return None
    found = recognised(page_marks(page.tree, html.decode("utf-8", "replace"), url))
    return found.key if found else None


def test_all_families_are_there_and_their_patterns_hold_nothing_absurd() -> None:
    assert tuple(platforms()) == KEYS
    for key, platform in platforms().items():
        assert platform.name, key
        for kind in ("articles", "listings", "pagination", "ignore"):
            pattern = getattr(platform, kind)
            assert pattern is None or not pattern.search("https://example.gov.vn/"), (key, kind)


def test_real_saved_pages_are_recognised_and_none_wrongly(shared: Path) -> None:
    files = sorted((shared / "pages").rglob("*.html"))
    assert len(files) == 27
    wrong = {}
    for file in files:
        true = "wordpress" if file.parent.name == "chi_northwest_home_equity" else SAVED.get(file.stem)
        if known(file.read_bytes()) != true:
            wrong[file.name] = known(file.read_bytes())
    assert wrong == {}


def test_news_pages_are_taken_only_for_what_their_source_speaks_for(shared: Path) -> None:
    truth = json.loads((shared / "extraction" / "ground-truth.json").read_text(encoding="utf-8"))
    speaks = {"wordpress": rb"wp-(?:content|includes)/", "drupal": rb"(?i)drupal", "aem": rb"/content/dam/|clientlib"}
    found = {}
    for key, row in truth.items():
        html = gzip.decompress((shared / "extraction" / "html" / f"{key}.html.gz").read_bytes())
        url = row["url"] if "://" in row["url"] else f"http://{row['url']}"
        if (platform := known(html, url)) is not None:
            found[key] = platform
            assert re.search(speaks[platform], html), row["url"]
        generator = re.search(rb"""<meta[^>]+name=["']generator["'][^>]+content=["'](WordPress|Drupal)""", html, re.I)
        assert generator is None or platform == generator[1].decode().lower(), row["url"]
    assert len(found) == 68


@pytest.mark.parametrize(
    ("key", "headers", "html"),
    [
        ("liferay", [("Liferay-Portal", "Liferay Community Edition Portal 7.3")], ""),
        (
            "liferay",
            [],
            "<script>var x = Liferay.ThemeDisplay.getLayoutId()</script><a href='/a/-/asset_publisher/b/c'>",
        ),
        (
            "vnpt",
            [("Liferay-Portal", "Liferay 6.2")],
            "<p>Xây dựng trên VNPT ePortal</p><a href='/web/huyen/xem-chi-tiet/-/asset_publisher/Content/a'>x</a>",
        ),
        ("sharepoint", [("MicrosoftSharePointTeamServices", "15.0.0.4569")], ""),
        ("dnn", [("Set-Cookie", ".DOTNETNUKE=1; path=/"), ("Set-Cookie", "dnn_IsMobile=False")], ""),
        ("dnn", [], "<!-- DNN Platform - http://www.dnnsoftware.com --><script src='/js/dnn.js?v=1'></script>"),
        ("drupal", [("X-Generator", "Drupal 9 (https://www.drupal.org)")], ""),
        ("wordpress", [("Link", '<https://a.vn/wp-json/>; rel="https://api.w.org/"')], ""),
        ("govuk", [], '<meta name="govuk:content-id" content="1"><link rel="stylesheet" href="/assets/static/a.css">'),
        ("isomer", [], '<p>Built with <a href="https://www.isomer.gov.sg">Isomer</a></p>'),
        ("trs", [], '<div class="TRS_Editor"></div><a href="./202401/t20240105_123456.html">x</a>'),
        (None, [], "<a href='https://elsewhere.org/wp-content/uploads/a.pdf'>x</a>"),
        (None, [("Set-Cookie", "GUEST_LANGUAGE_ID=vi_VN")], ""),
        (None, [("Server", "nginx")], "<p>Drupal, Joomla! and WordPress are content management systems.</p>"),
    ],
)
def test_marks_in_headers_and_page(key: str | None, headers: list[tuple[str, str]], html: str) -> None:
    url = "https://example.gov.vn/"
    page = parse(f"<html><body>{html}<p>x</p></body></html>".encode(), url=url)
    assert page.tree is not None
    found = recognised(header_marks(headers), page_marks(page.tree, html, url))
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("key", "kind", "url"),
    [
        ("liferay", "articles", "/web/guest/tin-tuc/-/asset_publisher/AbC1/content/hoi-nghi-tong-ket"),
        ("liferay", "articles", "/-/6848045-2"),
        ("liferay", "pagination", "/tin-tuc?p_p_id=101_INSTANCE_x&_101_INSTANCE_x_delta=20&_101_INSTANCE_x_cur=2"),
        ("liferay", "ignore", "/c/portal/login?p_l_id=1"),
        ("vnpt", "articles", "/web/portal-qni/xem-chi-tiet/-/asset_publisher/Content/mot-tin"),
        ("sharepoint", "articles", "/tin-tuc/Pages/hoi-nghi-2022-35122.aspx"),
        ("dnn", "articles", "/Tin-tuc/tabid/80/articleType/ArticleView/articleId/173246/Default.aspx"),
        ("wordpress", "articles", "/2023/05/hoi-nghi/"),
        ("wordpress", "pagination", "/category/tin-tuc/page/3/"),
        ("drupal", "articles", "/node/123"),
        ("joomla", "articles", "/index.php?option=com_content&view=article&id=12:a"),
        ("govuk", "articles", "/government/news/a-new-thing"),
        ("trs", "articles", "/xwzx/202401/t20240105_123456.html"),
        ("trs", "pagination", "/xwzx/index_12.html"),
    ],
)
def test_conventions_fit_addresses_as_they_are_known(key: str, kind: str, url: str) -> None:
    assert getattr(platforms()[key], kind).search(f"https://example.gov.vn{url}")


def test_pages_of_a_list_are_never_ignored() -> None:
    """What an `ignore` pattern takes away cannot be found again: a list's next page must not be among it."""
    liferay = parse_portal("homepage = 'https://a.vn/'\nplatform = 'liferay'", key="a", origin="a.toml")
    following = (
        "https://a.vn/tin?p_p_id=101_INSTANCE_x&p_p_lifecycle=0&p_p_state=normal&_101_INSTANCE_x_delta=10"
        "&_101_INSTANCE_x_keywords=&p_r_p_564233524_resetCur=false&_101_INSTANCE_x_cur=2"
    )
    assert liferay.follows(following)
    assert liferay.turns_pages(following)
    assert liferay.follows("https://a.vn/c?p_p_id=x&p_p_lifecycle=2&p_p_resource_id=getRSS")
    assert not liferay.follows("https://a.vn/tin?p_p_id=x&p_p_state=pop_up")


def test_what_a_definition_calls_an_article_is_followed_whatever_the_platform_says() -> None:
    text = "homepage = 'https://a.vn/'\nplatform = 'drupal'\n[article]\nurl = '/node/add'"
    assert parse_portal(text, key="a", origin="a.toml").follows("https://a.vn/node/add")
