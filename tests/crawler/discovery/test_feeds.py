from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import feed_links
from crawler.discovery.sitemaps import sitemap_links
from crawler.discovery.xml import unzipped, xml_root

URL = "https://example.gov.vn/rss"

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin</title>
<item><title>Hội nghị tổng kết</title><link>/tin/bai-1</link><pubDate>Mon, 12 Dec 2022 07:30:00 +0700</pubDate></item>
<item><title>Chỉ có guid</title><guid>https://example.gov.vn/tin/bai-2</guid></item>
<item><title>Không có địa chỉ</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bài ba</title>
<link rel="enclosure" href="/a.mp3"/><link href="https://example.gov.vn/bai-3"/>
<updated>2022-12-13T00:00:00Z</updated><published>2022-12-12T00:00:00Z</published></entry></feed>"""


def test_rss_gives_address_title_and_date_as_written() -> None:
    first, second = feed_links(RSS.encode(), url=URL) or []
    assert (first.url, first.text, first.date, first.road) == (
        "https://example.gov.vn/tin/bai-1",
        "Hội nghị tổng kết",
        "Mon, 12 Dec 2022 07:30:00 +0700",
        "feed",
    )
    assert second.url == "https://example.gov.vn/tin/bai-2"


def test_atom_takes_the_page_and_the_date_of_publication() -> None:
    (entry,) = feed_links(ATOM.encode(), url=URL) or []
    assert (entry.url, entry.date) == ("https://example.gov.vn/bai-3", "2022-12-12T00:00:00Z")


def test_a_feed_cut_short_gives_what_is_whole() -> None:
    assert [link.url[-5:] for link in feed_links(RSS.encode()[:330], url=URL) or []][:1] == ["bai-1"]


@pytest.mark.parametrize("payload", [b"", b"<html><body>Bao tri</body></html>", b"\x00\x01", b"{}", b"<rss"])
def test_what_is_no_feed_is_none_or_empty(payload: bytes) -> None:
    assert not feed_links(payload, url=URL)


def test_a_sitemap_gives_addresses_and_when_they_were_touched() -> None:
    payload = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://example.gov.vn/a </loc>
    <lastmod>2022-12-12</lastmod></url><url><loc>https://example.gov.vn/b</loc><n:news>
    <n:publication_date>2022-12-11</n:publication_date><n:title>B</n:title></n:news></url></urlset>"""
    first, second = sitemap_links(payload, url=URL) or []
    assert (first.url, first.modified, first.date, first.kind) == ("https://example.gov.vn/a", "2022-12-12", "", "page")
    assert (second.date, second.text) == ("2022-12-11", "B")


def test_an_index_gives_sitemaps() -> None:
    payload = b"<sitemapindex><sitemap><loc>https://example.gov.vn/s1.xml.gz</loc></sitemap></sitemapindex>"
    assert [link.kind for link in sitemap_links(payload, url=URL) or []] == ["sitemap"]


def test_public_sitemaps_give_their_addresses(shared: Path) -> None:
    folder = shared / "corpora" / "crawler-commons" / "sitemaps"
    if not folder.is_dir():
        pytest.skip("corpora/crawler-commons is not there")
    counts = {
        file.name: len(sitemap_links(file.read_bytes(), url="http://www.example.com/", plain=True) or [])
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name.startswith(("sitemap", "xml"))
    }
    assert all(counts.values()), counts


def test_public_feeds_are_read_without_a_crash(shared: Path) -> None:
    folder = shared / "corpora" / "feedparser"
    if not folder.is_dir():
        pytest.skip("corpora/feedparser is not there")
    files = sorted(folder.rglob("*.xml"))
    assert len(files) > 1000
    for file in files:
        feed_links(file.read_bytes(), url=URL)
        sitemap_links(file.read_bytes(), url=URL, plain=True)


def test_entities_are_refused_and_files_are_not_read(shared: Path) -> None:
    folder = shared / "corpora" / "defusedxml"
    if not folder.is_dir():
        pytest.skip("corpora/defusedxml is not there")
    for file in sorted(folder.glob("*.xml")):
        root = xml_root(file.read_bytes(), largest_bytes=1 << 20)
        assert root is None or len("".join(map(str, root.itertext()))) < 10_000, file.name


def test_a_gzip_bomb_gives_no_more_than_the_limit(shared: Path) -> None:
    bomb = shared / "corpora" / "scrapy-compressed" / "bomb-gzip.bin"
    if not bomb.exists():
        pytest.skip("corpora/scrapy-compressed is not there")
    assert len(unzipped(bomb.read_bytes(), largest_bytes=1 << 20)) <= 1 << 20


@pytest.mark.parametrize(
    "payload",
    [
        b"<!DOCTYPE [" * 400_000,
        b"<!DOCTYPE a [" + b"<!ENTITY a " * 400_000,
        b"<rss xmlns='" + b"x" * 2_000_000 + b"'>" + b"<item><link>/a</link></item>" * 50_000,
        b"<rss>" + b"<item>" * 500_000,
        b"<rss><item><title>" + b"&lt;script" * 300_000,
        b"<rss><item><title>" + b"<![CDATA[" * 300_000,
        b"<rss><item><title>" + b"&a" * 1_000_000,
        b"<urlset>" + b"<url><loc>" * 300_000,
        b"<urlset><url>" + b"<loc>a</loc>" * 300_000,
        b"<" + b"a" * 4_000_000,
    ],
    ids=range(10),
)
def test_hostile_documents_take_bounded_time(payload: bytes) -> None:
    started = time.process_time()
    feed_links(payload, url=URL)
    sitemap_links(payload, url=URL, plain=True)
    # No measure of speed: what is quadratic takes minutes.
    assert time.process_time() - started < 20


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_feeds_and_sitemaps(payload: bytes) -> None:
    for prefix in (b"", b"<rss>", b"<urlset>", b"\x1f\x8b"):
        feed_links(prefix + payload, url=URL)
        sitemap_links(prefix + payload, url=URL, plain=True)


def test_a_json_feed_is_a_feed_and_other_json_is_none() -> None:
    payload = b"""{"version": "https://jsonfeed.org/version/1.1", "items": [
        {"url": "/a", "title": "A", "date_published": "2022-12-12T07:30:00+07:00"}, 3, {"id": 4}]}"""
    (link,) = feed_links(payload, url=URL) or []
    assert (link.url, link.text, link.date[:10]) == ("https://example.gov.vn/a", "A", "2022-12-12")
    assert feed_links(b'{"version": 1, "items": []}', url=URL) is None
    assert feed_links(b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 900_000, url=URL) is None


def test_a_date_that_only_feeds_write_is_rewritten() -> None:
    (link,) = feed_links(b"<rss><item><link>/a</link><pubDate>1072986501</pubDate></item></rss>", url=URL) or []
    assert link.date == "2004-01-01T19:48:00+00:00"


def test_one_entry_of_a_feed_tells_the_order_of_the_others() -> None:
    entries = "".join(
        f"<item><link>/{number}</link><pubDate>{date}</pubDate></item>"
        for number, date in enumerate(("04/09/2021 8:15 PM", "04/23/2021 8:15 PM"))
    )
    links = feed_links(f"<rss>{entries}</rss>".encode(), url=URL) or []
    assert [link.date for link in links] == ["2021-04-09T20:15:00", "04/23/2021 8:15 PM"]
