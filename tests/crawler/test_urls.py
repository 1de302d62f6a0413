from __future__ import annotations

from urllib.parse import urlsplit

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


@pytest.mark.parametrize(
    ("base", "reference", "url"),
    [
        ("https://a.vn/tin/bai?x=1", "?y=2", "https://a.vn/tin/bai?y=2"),
        ("https://a.vn/tin/bai", "../b/./c", "https://a.vn/b/c"),
        ("https://a.vn/tin/bai", "//b.vn/c", "https://b.vn/c"),
        ("https://a.vn/tin/bai", "https:c", "https://a.vn/tin/c"),
        ("https://a.vn/tin/bai", "http:c", "http://c/"),
        ("https://a.vn", "c//d", "https://a.vn/c//d"),
        ("https://a.vn/tin/bai", "///b.vn", "https://b.vn/"),
        ("https://a.vn/tin/bai", "\\c?a\\b", "https://a.vn/c?a\\b"),
        ("https://a.vn/tin/bai", "/a\tb\n", "https://a.vn/ab"),
        ("https://a.vn/tin/bai", "c;p=1?q#f", "https://a.vn/tin/c;p=1?q#f"),
    ],
)
def test_references_mean_what_they_mean_to_browsers(base: str, reference: str, url: str) -> None:
    assert absolute_url(base, reference) == url


def test_numbers_and_slugs_make_one_shape() -> None:
    one = url_shape("https://example.gov.vn/tin-tuc/hoi-nghi-tong-ket-nam-2022-123456")
    other = url_shape("https://example.gov.vn/tin-tuc/le-hoi-dau-xuan-tai-xa-minh-tan-98")
    assert one == other
    assert one != url_shape("https://example.gov.vn/van-ban/quyet-dinh-ve-viec-phe-duyet-98")


def test_an_ever_growing_path_keeps_its_shape() -> None:
    grown = "https://example.gov.vn" + "/lich/nam" * 30 + "/"
    assert url_shape(grown) == url_shape("https://example.gov.vn/lich/nam/lich/nam/")


@given(st.text(max_size=60), st.text("0123456789abcdefxX.:[]%@\\\\-ßüđ。１", max_size=20))
def test_canonical_url_is_its_own_canonical_url(path: str, host: str) -> None:
    for written in (f"http://www.example.gov.vn/{path}", f"http://{host}/{path}", f"https:{host}{path}"):
        for home in (HOME, None):
            once = canonical_url(written, home=home)
            if once is not None:
                assert canonical_url(once, home=home) == once
                assert once.isascii()
        asked = request_url(written)
        assert asked is None or request_url(asked) == asked


@given(st.text(max_size=60))
def test_urllib_reads_the_same_host_in_what_is_asked(text: str) -> None:
    for written in (text, f"http://{text}", f"http://example.gov.vn{text}", f"http:\\\\{text}@10.0.0.1"):
        asked, split = request_url(written), split_url(written)
        if asked is not None and split is not None:
            assert urlsplit(asked).hostname == split.host.strip("[]")
            assert urlsplit(asked).netloc == split.netloc


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    for url in (text, f"http://{text}", f"//{text}", f"?{text}"):
        absolute_url("https://example.gov.vn/", url)
        canonical_url(url)
