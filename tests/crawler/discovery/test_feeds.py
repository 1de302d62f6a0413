from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed_dates import readable_date
from crawler.discovery.feed_texts import plain_text
from crawler.discovery.feeds import feed_links
from crawler.discovery.sitemaps import sitemap_links
from crawler.discovery.xml import mended
from crawler.extraction import parse_date

URL = "https://example.gov.vn/rss"

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin</title>
<item><title>Hội nghị tổng kết</title><link>/tin/bai-1</link><pubDate>Mon, 12 Dec 2022 07:30:00 +0700</pubDate></item>
<item><title>Chỉ có guid</title><guid>https://example.gov.vn/tin/bai-2</guid></item>
<item><title>Không có địa chỉ</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bài ba</title>
<link rel="enclosure" href="/a.mp3"/><link href="https://example.gov.vn/bai-3"/>
<updated>2022-12-13T00:00:00Z</updated><published>2022-12-12T00:00:00Z</published></entry></feed>"""


def test_rss_gives_address_title_and_date() -> None:
    first, second = feed_links(RSS.encode(), url=URL) or []
    assert (first.url, first.text, first.date, first.road) == (
        "https://example.gov.vn/tin/bai-1",
        "Hội nghị tổng kết",
        "2022-12-12T07:30:00+07:00",
        "feed",
    )
    assert second.url == "https://example.gov.vn/tin/bai-2"


def test_atom_takes_the_page_and_the_date_of_publication() -> None:
    (entry,) = feed_links(ATOM.encode(), url=URL) or []
    assert (entry.url, entry.date) == ("https://example.gov.vn/bai-3", "2022-12-12T00:00:00+00:00")


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


_PAGES = b"<item><link>a</link></item>" * 20_000
_HOSTILE = {
    "document types without end": b"<!DOCTYPE [" * 400_000,
    "entities without end": b"<!DOCTYPE a [" + b"<!ENTITY a " * 400_000,
    "an entity many times": b"<!DOCTYPE rss [<!ENTITY e '" + b"z" * 80 + b"'>]><rss><item><title>" + b"&e;" * 500_000,
    "a long namespace": b"<rss xmlns='" + b"x" * 2_000_000 + b"'>" + _PAGES,
    "a long base": b"<rss xml:base='http://a.vn/" + b"x" * 1_000_000 + b"'>" + _PAGES,
    "a long base in capitals": b"<CHANNEL BASE='http://a.vn/" + b"x" * 1_000_000 + b"'>" + _PAGES,
    "items in items": b"<rss>" + b"<item>" * 500_000,
    "comments without end": b"<!--" * 500_000 + b"<rss>",
    "scripts without end": b"<rss>" + (b"<item><title>" + b"&lt;script" * 1_800 + b"</title></item>") * 100,
    "sections without end": b"<rss><item><title>" + b"<![CDATA[" * 300_000,
    "ampersands": b"<rss><item><title>" + b"&a" * 1_000_000,
    "links to nowhere": b"<feed><entry>" + b"<link href='javascript:1'/>" * 200_000,
    "digits for dates": b"<rss>" + (b"<item><link>/b</link><pubDate>" + b"1" * 90 + b"</pubDate></item>") * 5_000,
    "addresses without end": b"<urlset>" + b"<url><loc>" * 300_000,
    "addresses of one page": b"<urlset><url>" + b"<loc>a</loc>" * 300_000,
    "a name without end": b"<" + b"a" * 4_000_000,
    "brackets": b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 900_000,
}


@pytest.mark.parametrize("payload", _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_documents_take_bounded_time(payload: bytes) -> None:
    started = process_time()
    feed_links(payload, url=URL)
    sitemap_links(payload, url=URL, plain=True)
    # No measure of speed: what grows with the square of a document takes minutes.
    assert process_time() - started < 20


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_feeds_and_sitemaps(payload: bytes) -> None:
    for prefix in (b"", b"<rss><item><link>", b"<feed><entry>", b"<urlset><url>", b"\x1f\x8b", b"<!DOCTYPE x [", b"{"):
        feed_links(prefix + payload, url=URL)
        sitemap_links(prefix + payload, url=URL, plain=True)


@given(st.text(max_size=200))
def test_no_text_breaks_titles_dates_or_the_mending_of_xml(text: str) -> None:
    mended(f"<!DOCTYPE rss [<!ENTITY a '{text}'>]><rss>&a;{text}")
    readable_date(text)
    for kind in ("", "html", "text", "xhtml", "base64", "text/html escaped"):
        assert "\n" not in plain_text(text, kind=kind)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 1)), st.times())
def test_a_moment_in_any_form_of_feeds_is_that_moment(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0), UTC)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%a %b %e %H:%M:%S GMT %Y", "%Y-%m-%dT%H:%M:%SZ", "%Y%m%dT%H%M%SZ",
                 "%Y-%j", "%G-W%V-%u", "%d %B %Y %H:%M UT"):  # fmt: skip
        dated = parse_date(readable_date(moment.strftime(form)))
        assert dated is not None
        assert dated.at == (moment if "M" in form else datetime.combine(day, time(), UTC))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 01 Jan 04 19:48:21 EST", "2004-01-01T19:48:21-05:00"),
        ("Thu, 01 Jan 1998 19:48 +0700", "1998-01-01T19:48:00+07:00"),
        ("Thu, 01 Jan 2004 24:00:00 GMT", "2004-01-02T00:00:00+00:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59+00:00"),
        ("Mon, 12 Dec 2022 07:30:00 GMT+7", "2022-12-12T07:30:00+07:00"),
        ("Mon, 12 Dec 2022 07:30:00 +0700 (ICT)", "2022-12-12T07:30:00+07:00"),
        ("Thu Jan 01 19:48:21 ICT 2004", "2004-01-01T19:48:21+07:00"),
        ("2004년 05월 28일 01:31:15", "2004-05-28T01:31:15"),
        ("2004-05-25 오후 11:23:17", "2004-05-25T23:23:17"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T12:00:00-05:00"),
        ("2004-július-13T9:15-05:00", "2004-07-13T09:15:00-05:00"),
        ("2004-07-08 23:56:58.0", "2004-07-08T23:56:58"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T08:19:53-04:00"),
        ("1072865695", "2003-12-31T10:14:55+00:00"),
        ("Mon, 12 Dec 2022 7:30 PM", "Mon, 12 Dec 2022 7:30 PM"),
        ("Thứ Hai, 12/12/2022 07:30", "Thứ Hai, 12/12/2022 07:30"),
        ("Thu, 32 Jan 2004 19:48:21 GMT", "Thu, 32 Jan 2004 19:48:21 GMT"),
        ("2003-366", "2003-366"),
        ("", ""),
    ],
)
def test_dates_that_only_feeds_write_are_rewritten_and_others_left(written: str, meant: str) -> None:
    assert readable_date(written) == meant


def test_addresses_are_relative_to_xml_base_and_the_portals_own_come_first() -> None:
    payload = b"""<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xml:base="/tin/"><channel>
    <item xml:base="javascript:alert(1)"><link>bai-1</link></item>
    <item><link>http://feedproxy.example/x</link><feedburner:origLink>https://example.gov.vn/bai-2</feedburner:origLink>
    </item></channel></rss>"""
    assert [link.url for link in feed_links(payload, url=URL) or []] == [
        "https://example.gov.vn/tin/bai-1",
        "https://example.gov.vn/bai-2",
    ]


def test_feeds_that_are_broken_in_the_ways_that_portals_break_them_are_read() -> None:
    payload = """<br />
<b>Warning</b>: session_start() in <b>/var/www/x.php</b><?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rss [<!ENTITY tin "Tin m\u1edbi">]><rss version="2.0"><channel><item><title>&tin;&nbsp;R&D \x0b&amp; x</title>
<link>https://example.gov.vn/a?b=1&c=2</link><dc:date>2022-12-12</dc:date></item></channel>""".encode()
    (link,) = feed_links(payload, url=URL) or []
    assert (link.url, link.text, link.date) == ("https://example.gov.vn/a?b=1&c=2", "Tin mới R&D & x", "2022-12-12")


def test_a_json_feed_is_a_feed_and_other_json_is_none() -> None:
    payload = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/a", "title": "A"}, 3, {"id": 4}]}'
    assert [link.url for link in feed_links(payload, url=URL) or []] == ["https://example.gov.vn/a"]
    assert feed_links(b'{"version": 1, "items": []}', url=URL) is None
    assert feed_links(b"[" * 100_000, url=URL) is None
