from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import absolute_url, canonical_url, request_url, split_url, url_shape

HOME = split_url("https://www.example.gov.vn/")


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("http://example.gov.vn/a", "https://www.example.gov.vn/a"),
        ("HTTPS://Example.GOV.vn:443/a", "https://www.example.gov.vn/a"),
        ("https://www.example.gov.vn./a#b", "https://www.example.gov.vn/a"),
        ("https://www.example.gov.vn/a?y=1&x=2", "https://www.example.gov.vn/a?x=2&y=1"),
        ("https://www.example.gov.vn/a?", "https://www.example.gov.vn/a"),
        ("https://www.example.gov.vn/a?utm_source=zalo&id=3&fbclid=x", "https://www.example.gov.vn/a?id=3"),
        ("https://www.example.gov.vn/a;jsessionid=5F2A9?id=3", "https://www.example.gov.vn/a?id=3"),
        ("https://www.example.gov.vn/a?id=3&PHPSESSID=0123456789abcdef", "https://www.example.gov.vn/a?id=3"),
        ("https://www.example.gov.vn/a?id=3&print=1", "https://www.example.gov.vn/a?id=3"),
        ("https://www.example.gov.vn/a?id=3&tmpl=component", "https://www.example.gov.vn/a?id=3"),
        ("https://www.example.gov.vn/b/../a", "https://www.example.gov.vn/a"),
        ("https://www.example.gov.vn/%61%2f", "https://www.example.gov.vn/a%2F"),
        ("https://www.example.gov.vn/tin-tức", "https://www.example.gov.vn/tin-t%E1%BB%A9c"),
        ("https://user:secret@www.example.gov.vn/a", "https://www.example.gov.vn/a"),
    ],
)
def test_spellings_of_one_address_have_one_canonical_url(written: str, same_as: str) -> None:
    assert canonical_url(written, home=HOME) == same_as


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.gov.vn/a?id=1", "https://example.gov.vn/a?id=2"),
        ("https://example.gov.vn/a", "https://example.gov.vn/A"),
        ("https://example.gov.vn/a", "https://example.gov.vn/a/"),
        ("https://example.gov.vn/a?sid=12", "https://example.gov.vn/a?sid=13"),
        ("http://127.0.0.1:8803/", "http://127.0.0.1:8804/"),
        ("https://example.gov.vn/a%2Fb", "https://example.gov.vn/a/b"),
    ],
)
def test_what_may_be_two_pages_stays_two_addresses(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_the_address_asked_for_keeps_the_portals_own_order_and_host() -> None:
    assert request_url("http://www.example.gov.vn/a?b=2&a=1&utm_medium=x#c") == "http://www.example.gov.vn/a?b=2&a=1"


@pytest.mark.parametrize(
    "reference", ["", "#top", "javascript:void(0)", "mailto:a@b.vn", "data:text/html,x", "file:///etc/passwd", "tel:1"]
)
def test_what_is_no_web_address_is_none(reference: str) -> None:
    assert absolute_url("https://example.gov.vn/", reference) is None


def test_a_backslash_does_not_hide_the_host_that_is_asked() -> None:
    assert (
        absolute_url("https://example.gov.vn/", "http:\\\\10.0.0.1\\@example.gov.vn/")
        == "http://10.0.0.1/@example.gov.vn/"
    )


def test_numbers_and_slugs_make_one_shape() -> None:
    one = url_shape("https://example.gov.vn/tin-tuc/hoi-nghi-tong-ket-nam-2022-123456")
    other = url_shape("https://example.gov.vn/tin-tuc/le-hoi-dau-xuan-tai-xa-minh-tan-98")
    assert one == other
    assert one != url_shape("https://example.gov.vn/van-ban/quyet-dinh-ve-viec-phe-duyet-98")


def test_an_ever_growing_path_keeps_its_shape() -> None:
    grown = "https://example.gov.vn" + "/lich/nam" * 30 + "/"
    assert url_shape(grown) == url_shape("https://example.gov.vn/lich/nam/lich/nam/")


@given(st.text(max_size=60))
def test_canonical_url_is_its_own_canonical_url(path: str) -> None:
    once = canonical_url(f"http://www.example.gov.vn/{path}", home=HOME)
    if once is not None:
        assert canonical_url(once, home=HOME) == once
        assert once.isascii()


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    for url in (text, f"http://{text}", f"//{text}", f"?{text}"):
        absolute_url("https://example.gov.vn/", url)
        canonical_url(url)


def test_public_address_suite_never_crashes_and_never_reaches_another_host(shared: Path) -> None:
    file = shared / "corpora" / "ada-urls" / "urltestdata.json"
    if not file.exists():
        pytest.skip("corpora/ada-urls is not there")
    for case in json.loads(file.read_text(encoding="utf-8")):
        if isinstance(case, str):
            continue
        base = case.get("base") or "about:blank"
        resolved = absolute_url(base, case["input"])
        canonical_url(resolved or case["input"])
