"""What fuzzing found (bench/fuzz.py), each with the smallest input that shows it."""

from __future__ import annotations

import pytest

from crawler.discovery.feeds import feed_links
from crawler.extraction import parse
from crawler.hosts import ascii_host

URL = "https://example.gov.vn/tin"


@pytest.mark.parametrize("host", ["-1.00", "+1.1", "1_0.1", "-1", "1.-2"])
def test_what_python_takes_for_a_number_is_none_in_a_host(host: str) -> None:
    found = ascii_host(host)
    assert found is None or not found.replace(".", "").isdigit()


def test_an_entity_that_nobody_declared_stands_for_nothing_in_a_feed() -> None:
    feed = b"<rss><channel><item><title>A</title>&oops;<link>/1</link></item></channel></rss>"
    torn = b"<CHANNEL><ITEM>&a;</ITEM><ITEM LASTMOD='2004-04-06'>\xff&#8220;&b\xff;</ITEM></CHANNEL>"
    assert feed_links(torn, url=URL, content_type="text/xml") in (None, [])
    assert feed_links(feed, url=URL) is not None


def test_a_long_run_of_letters_is_read_once() -> None:
    """It took 700 million steps: twelve seconds for 45 kB."""
    page = parse(
        b"<html><body><p>" + b"a" * 200_000 + b" \xe1\xff</p></body></html>", url=URL, content_type="text/html"
    )
    assert page.tree is not None
