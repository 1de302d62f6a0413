"""What fuzzing found (bench/fuzz.py), each with the smallest input that shows it."""

from __future__ import annotations

import pytest
from lxml import etree

from crawler.discovery.xml import text_of
from crawler.extraction import parse
from crawler.extraction.blocks import Layout
from crawler.extraction.keep import _smoothed
from crawler.hosts import ascii_host
from crawler.urls import canonical_url, request_url, url_shape

URL = "https://example.gov.vn/tin"


@pytest.mark.parametrize("host", ["-1.00", "+1.1", "1_0.1", "-1", "1.-2"])
def test_what_python_takes_for_a_number_is_none_in_a_host(host: str) -> None:
    found = ascii_host(host)
    assert found is None or not found.replace(".", "").isdigit()


def test_what_is_canonical_stays_so() -> None:
    found = canonical_url("http://www.www.www.example.gov.vn/")
    assert found is not None
    assert canonical_url(found) == found == "http://example.gov.vn/"


def test_an_address_that_its_spelling_makes_too_long_is_none() -> None:
    url = "http://example.gov.vn/tin?a=" + "\x01" * 6000 + "b"
    assert canonical_url(url) is None
    assert request_url(url) is None


def test_an_address_that_cannot_be_parted_is_its_own_shape() -> None:
    assert url_shape("http://[schedule].ca/") == "http://[schedule].ca/"


def test_an_entity_that_nobody_declared_stands_for_nothing_in_a_feed() -> None:
    assert text_of(etree.Entity("oops")) == ""


def test_a_page_without_any_text_block_keeps_its_scores() -> None:
    assert _smoothed(Layout(), []) == []


def test_a_long_run_of_letters_is_read_once() -> None:
    """It took 700 million steps: twelve seconds for 45 kB."""
    page = parse(
        b"<html><body><p>" + b"a" * 200_000 + b" \xe1\xff</p></body></html>", url=URL, content_type="text/html"
    )
    assert page.tree is not None
