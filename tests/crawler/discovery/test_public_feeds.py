"""Feeds on files that no one here wrote: feedparser's suite, XML bombs. Skipped where missing."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from crawler.discovery.feeds import feed_links, read_feed
from crawler.discovery.sitemaps import sitemap_links
from crawler.discovery.xml import xml_root
from tests.crawler.discovery.feed_suite import cases, holds

URL = "http://127.0.0.1:8097/"
"""Where the suite's own server has its feeds."""

NO_LABEL = "bytes without any label are windows-1252, Vietnamese or Chinese with us; other alphabets are not guessed"
ANGLES = "HTML 5 means U+27E8 and U+27E9 by &lang; and &rang;, HTML 4 meant U+2329 and U+232A"
FIRST_COUNTS = "of two dates in one entry, which no format allows, the first counts with us, there the last"
NOT_IN_ATOM = "a title of Atom 1.0 is text, html or xhtml (RFC 4287, 3.1.1), never base64"
NOT_A_BASE = "Content-Location says nothing of relative addresses any more (RFC 7231, appendix B)"
MARKUP_IN_ATTRIBUTE = "a title that is markup alone, with markup in an attribute: what is left of it is shown as text"
COMMENT = "a comment that never ends takes the rest with it (HTML, 13.2.5.45)"
NOTHING_OF_SCRIPTS = "of scripts and comments nothing is left with us; what was within them is text there"
MISSES = {
    "entities/lang": ANGLES,
    "entities/rang": ANGLES,
    "illformed/chardet/big5": NO_LABEL,
    "illformed/chardet/eucjp": NO_LABEL,
    "illformed/chardet/euckr": NO_LABEL,
    "illformed/chardet/koi8r": NO_LABEL,
    "illformed/chardet/shiftjis": NO_LABEL,
    "illformed/chardet/tis620": NO_LABEL,
    "illformed/chardet/windows1255": NO_LABEL,
    "wellformed/atom/entry_created_multiple_values": FIRST_COUNTS,
    "wellformed/atom/entry_updated_multiple_values": FIRST_COUNTS,
    "wellformed/atom10/entry_title_base64": NOT_IN_ATOM,
    "wellformed/atom10/entry_title_base64_2": NOT_IN_ATOM,
    "wellformed/atom10/feed_title_base64": NOT_IN_ATOM,
    "wellformed/atom10/feed_title_base64_2": NOT_IN_ATOM,
    "wellformed/atom10/tag_in_attr": MARKUP_IN_ATTRIBUTE,
    "wellformed/base/http_item_link_base_content_location": NOT_A_BASE,
    "wellformed/sanitize/entry_title_crazy": NOTHING_OF_SCRIPTS,
    "wellformed/sanitize/feed_title_crazy": NOTHING_OF_SCRIPTS,
    "wellformed/sanitize/xml_malicious_comment": COMMENT,
}


@pytest.fixture
def folder(shared: Path) -> Path:
    place = shared / "corpora" / "feedparser"
    if not place.is_dir():
        pytest.skip("corpora/feedparser is not among the public test data")
    return place


def test_feedparsers_suite(folder: Path) -> None:
    """Titles, links, dates, numbers of entries and encodings; what is said of other parts of feeds is not ours."""
    counts: Counter[str] = Counter()
    by_field: Counter[str] = Counter()
    misses = set()
    for name, payload, content_type, checks in cases(folder):
        feed = read_feed(payload, url=URL, content_type=content_type)
        counts["feeds"] += 1
        counts["ours"] += bool(checks)
        by_field.update({check.field for check in checks})
        if not all(holds(check, feed, payload, content_type) for check in checks):
            misses.add(name)
    assert misses == set(MISSES)
    assert counts == {"feeds": 2107, "ours": 603}
    assert by_field == {"title": 488, "encoding": 70, "link": 22, "published": 13, "updated": 10, "count": 1}


def test_every_feed_of_the_suite_is_read_for_links_and_sitemaps_without_a_crash(folder: Path) -> None:
    found = 0
    for _, payload, content_type, _ in cases(folder):
        found += bool(feed_links(payload, url=URL, content_type=content_type))
        sitemap_links(payload, url=URL, plain=True)
    assert found == 87


def test_feeds_cut_anywhere_are_read_as_far_as_they_go(folder: Path) -> None:
    payload = (folder / "wellformed/namespace/rss1.0withModules.xml").read_bytes()
    whole = read_feed(payload, url=URL)
    assert whole is not None
    for size in range(0, len(payload), 97):
        feed = read_feed(payload[:size], url=URL)
        if feed is not None and feed.entries and feed.entries[0].title:
            assert whole.entries[0].title.startswith(feed.entries[0].title)


def test_xml_bombs_stay_small_and_fetch_nothing(shared: Path) -> None:
    place = shared / "corpora" / "defusedxml"
    if not place.is_dir():
        pytest.skip("corpora/defusedxml is not among the public test data")
    files = sorted(file for file in place.iterdir() if file.name != "LICENSE")
    started = time.perf_counter()
    for file in files:
        root = xml_root(file.read_bytes(), largest_bytes=1 << 20)
        text = "" if root is None else "".join(map(str, root.itertext()))
        assert len(text) <= file.stat().st_size, file.name
        assert "root:" not in text, file.name
    assert len(files) == 13
    assert time.perf_counter() - started < 10
