"""What fuzzing found (bench/fuzz.py), each with the smallest input that shows it."""

from __future__ import annotations

import pytest
from lxml import etree

from crawler.discovery.feeds import feed_links
from crawler.discovery.json_listings import json_links
from crawler.discovery.xml import text_of
from crawler.extraction import extract, parse
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


@pytest.mark.parametrize("half", [rb"\ud83d", rb"\uDE00", b"\xed\xa0\xbd"])
def test_half_a_pair_of_surrogates_is_a_sign_that_can_be_kept(half: bytes) -> None:
    """It ended each crawl of the portal, and each round of all."""
    said = b'"url": "https://example.gov.vn/tin/bai-1", "title": "Tin %s", "date_published": "2022-12-12 %s"' % (
        half,
        half,
    )
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{%s}]}' % said
    listing = b'[{%s}, {"url": "/tin/bai-2", "title": "Tin hai", "date": "13/12/2022"}]' % said
    author = b'{"@type": "NewsArticle", "headline": "Tin", "author": {"@type": "Person", "name": "Nguy%sn"}}' % half
    script = b'<script type="application/ld+json">%s</script>' % author
    made = extract(b"<html><head>%s</head><body><h1>Tin</h1><p>%s</p></body></html>" % (script, b"Tin hay. " * 60), URL)
    found = (*(feed_links(feed, url=URL) or ()), *(json_links(listing, url=URL) or ()))
    assert len(found) == 3
    for text in (made.author, *(text for link in found for text in (link.url, link.text, link.date))):
        assert text.encode().decode() == text
    assert "Nguy" in made.author


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
