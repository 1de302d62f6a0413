"""Listings in JSON, in the forms that portals and programs send them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.json_listings import json_links

URL = "https://a.vn/api/tin?page=1"


def links(value: object, url: str = URL) -> list[tuple[str, str, str, str]]:
    found = json_links(json.dumps(value).encode(), url=url) or []
    return [(link.url.removeprefix("https://a.vn"), link.text, link.date, link.road) for link in found]


def entry(number: int, **more: object) -> dict[str, object]:
    return {"link": f"/tin/{number}", "title": f"Tin {number}", **more}


def test_wordpress_posts_have_addresses_titles_and_dates_and_a_next_page() -> None:
    posts = [{"id": 4, "date": "2022-12-12T07:30:00", "link": "https://a.vn/tin/4", "title": {"rendered": "T&#224;u"},
              "_links": {"self": [{"href": "https://a.vn/wp-json/wp/v2/posts/4"}]}}]  # fmt: skip
    url = "https://a.vn/wp-json/wp/v2/posts?page=1&per_page=100"
    assert links(posts, url) == [
        ("/tin/4", "Tàu", "2022-12-12T07:30:00", "listing"),
        ("/wp-json/wp/v2/posts?page=2&per_page=100", "", "", "pagination"),
    ]


def test_gov_uk_search_results_are_turned_by_their_start_until_the_total() -> None:
    rows = [{"title": f"Tin {n}", "link": f"/government/news/{n}", "public_timestamp": "2022-12-12"} for n in range(3)]
    first = links({"results": rows, "total": 5, "start": 0}, "https://a.vn/api/search.json?count=3&start=0")
    assert first[-1][0] == "/api/search.json?count=3&start=3"
    assert first[0] == ("/government/news/0", "Tin 0", "2022-12-12", "listing")
    last = links({"results": rows[:2], "total": 5, "start": 3}, "https://a.vn/api/search.json?count=3&start=3")
    assert [row[3] for row in last] == ["listing"] * 2


def test_pieces_of_markup_are_read_as_pages_with_their_dates() -> None:
    markup = "<div><a href='/tin/1'>Hội nghị tổng kết năm</a> <span>12/12/2022</span></div>"
    assert links({"success": True, "html": markup, "has_more": False}) == [
        ("/tin/1", "Hội nghị tổng kết năm", "12/12/2022", "listing")
    ]


@pytest.mark.parametrize("markup", ["<html/>", "<html><head></head></html>", "<!doctype html>", "<frameset>"])
def test_documents_without_a_body_hold_no_links(markup: str) -> None:
    assert [row[3] for row in links({"html": markup, "posts": [entry(1, title=f"{markup}Tin 1")]})][:1] == ["listing"]


@pytest.mark.parametrize(
    ("paging", "following"),
    [
        ({}, "/api/tin?page=2"),
        ({"has_more": False}, None),
        ({"meta": {"last_page": 1}}, None),
        ({"meta": {"last_page": 2}}, "/api/tin?page=2"),
        ({"next": "/api/tin?con-tro=abc"}, "/api/tin?con-tro=abc"),
        ({"links": {"next": {"href": "/api/tin?page=7"}}}, "/api/tin?page=7"),
        ({"total": 2}, None),
        ({"total": 3}, "/api/tin?page=2"),
    ],
)
def test_the_next_page_is_named_or_follows_from_the_address(paging: dict[str, object], following: str | None) -> None:
    found = links({"items": [entry(1), entry(2)], **paging})
    assert [row[0] for row in found if row[3] == "pagination"] == ([following] if following else [])


def test_what_lists_nothing_is_no_listing() -> None:
    for value in ([], {}, {"error": "x"}, [1, 2], {"items": []}, {"title": "Cổng", "version": 2}):
        assert json_links(json.dumps(value).encode(), url=URL) is None
    assert json_links(b"<html>", url=URL) is None
    assert json_links(b"[" * 100_000, url=URL) is None


NAMES = st.sampled_from(("link", "title", "next", "html", "date", "x"))


@given(
    st.recursive(
        st.none() | st.text(max_size=20) | st.integers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner),
        max_leaves=30,
    )
)
def test_no_json_breaks_it(value: object) -> None:
    json_links(json.dumps(value).encode(), url=URL)
