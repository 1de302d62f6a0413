from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Capture, Link
from crawler.discovery.lastmods import FEWEST, believed
from crawler.discovery.sitemaps import LARGEST_COUNT, sitemap_links
from crawler.extraction import parse_date
from crawler.portal import parse_portal
from crawler.reading import Reading, question_of, reading

URL = "https://example.gov.vn/sitemap.xml"
MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
PORTAL = parse_portal('homepage = "https://example.gov.vn/"\n', key="example", origin="example.toml")


def urlset(*entries: str) -> bytes:
    body = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def dated(*days: str) -> list[str]:
    payload = urlset(*(f"<loc>/tin/{number}</loc><lastmod>{day}</lastmod>" for number, day in enumerate(days)))
    return [link.modified for link in read(payload).links]


def read(payload: bytes, content_type: str = "text/xml", kind: str = "sitemap") -> Reading:
    capture = Capture(
        url=URL, fetched_at=MOMENT, status=200, headers=(("Content-Type", content_type),), payload=payload
    )  # fmt: skip
    return reading(question_of(capture, portal=PORTAL, url=URL, hints=[("kind", kind)], first_seen=MOMENT))


def touched(times: list[str]) -> list[Link]:
    return [Link(url=f"https://example.gov.vn/{n}", road="sitemap", modified=one) for n, one in enumerate(times)]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("http://example.gov.vn/tin/1", "https://example.gov.vn/tin/1"),
        ("http://www.example.gov.vn/tin/1?b=2&amp;a=1", "https://example.gov.vn/tin/1?b=2&a=1"),
        ("https://www.example.gov.vn/tin/1", "https://example.gov.vn/tin/1"),
        ("http://localhost:8080/tin/1", "https://example.gov.vn/tin/1"),
        ("http://10.0.0.12/tin/1", "https://example.gov.vn/tin/1"),
        ("http://www01/tin/1", "https://example.gov.vn/tin/1"),
        ("http://portal.example.local:8080/tin/1", "https://example.gov.vn/tin/1"),
        ("/tin/1", "https://example.gov.vn/tin/1"),
        ("http://example.gov.vn:8081/tin/1", "http://example.gov.vn:8081/tin/1"),
        ("http://khac.gov.vn/tin/1", "http://khac.gov.vn/tin/1"),
        ("http://example.gov.vn/tin/1?b=2&a=1", "https://example.gov.vn/tin/1?b=2&a=1"),
    ],
)
def test_addresses_are_spelled_as_the_sitemaps_own(written: str, url: str) -> None:
    assert [link.url for link in sitemap_links(urlset(f"<loc>{written}</loc>"), url=URL) or []] == [url]
    plain = sitemap_links(written.replace("&amp;", "&").encode(), url=URL, plain=True)
    assert plain is None or [link.url for link in plain] == [url]


def test_https_is_never_given_up() -> None:
    (link,) = sitemap_links(urlset("<loc>https://a.gov.vn/1</loc>"), url="http://a.gov.vn/sitemap.xml") or []
    assert link.url == "https://a.gov.vn/1"


def test_the_address_of_a_picture_is_not_the_pages() -> None:
    payload = urlset(
        '<loc>/tin/1</loc><image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<image:loc>/anh.jpg</image:loc><image:title>Ảnh</image:title></image:image>"
        "<video:video xmlns:video='v'><video:publication_date>2001-01-01</video:publication_date></video:video>"
    )
    assert sitemap_links(payload, url=URL) == [Link(url="https://example.gov.vn/tin/1", road="sitemap")]


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2022", "2022-01-01", "year"),
        ("2022-12", "2022-12-01", "month"),
        ("2022-12-16", "2022-12-16", "day"),
        ("2022-12-16T19:20+01:00", "2022-12-17", "minute"),
        ("2022-12-16T19:20:30+01:00", "2022-12-17", "minute"),
        ("2022-12-16T19:20:30.45+01:00", "2022-12-17", "minute"),
        ("2022-12-16T03:20:30Z", "2022-12-16", "minute"),
        ("2022-12-16 19:20:30", "2022-12-16", "minute"),
    ],
)
def test_every_form_of_lastmod_is_kept_and_read(written: str, day: str, precision: str) -> None:
    assert dated(written) == [written]
    read = parse_date(written, timezone="Asia/Ho_Chi_Minh")
    assert read is not None
    assert (read.on.isoformat(), read.precision) == (day, precision)


def test_a_lastmod_that_cannot_be_true_is_not_believed() -> None:
    honest = [f"2022-12-{day:02}" for day in range(1, FEWEST + 1)]
    assert dated(*honest) == honest
    assert dated(*["2022-12-01"] * FEWEST) == [""] * FEWEST
    assert dated(*(f"2026-11-26T08:00:{second:02}Z" for second in range(FEWEST))) == [""] * FEWEST
    assert dated("2022-12-01", "2199-01-01", "2027", "2026-11-27T05:00:00+07:00") == [
        "2022-12-01", "", "", "2026-11-27T05:00:00+07:00",
    ]  # fmt: skip
    assert dated("2022-12-01", "2022-12-01") == ["2022-12-01"] * 2


def test_fifty_thousand_addresses_are_read_and_no_more() -> None:
    payload = urlset(*(f"<loc>http://www.example.gov.vn/tin/{number}</loc>" for number in range(LARGEST_COUNT + 10)))
    links = sitemap_links(gzip.compress(payload), url=URL) or []
    assert len(links) == LARGEST_COUNT
    assert links[-1].url == f"https://example.gov.vn/tin/{LARGEST_COUNT - 1}"


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_feed_or_sitemap_that_is_a_page_is_read_as_a_page(kind: str) -> None:
    page = b"<!DOCTYPE html><html><body><h1>Cong thong tin</h1><a href='/tin/1'>Tin</a></body></html>"
    found = read(page, kind=kind)
    assert found.outcome not in ("feed", "sitemap")
    assert [link.url for link in found.links] == ["https://example.gov.vn/tin/1"]


def test_a_page_in_other_languages_is_found_and_keeps_its_own_times() -> None:
    payload = urlset(
        '<loc>/vi</loc><xhtml:link rel="alternate" hreflang="en" href="/en"/>', "<loc>/en</loc><lastmod>2025</lastmod>"
    )
    assert [(link.url[22:], link.modified) for link in sitemap_links(payload, url=URL) or []] == [
        ("/vi", ""),
        ("/en", "2025"),
    ]


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        (["2025-05-03T10:00:00Z"] * FEWEST, "lastmod is not believed: 10 of 10 are 2025-05-03"),
        (["2025-05-03"] * 19 + ["2024-01-01"], "lastmod is not believed: 19 of 20 are 2025-05-03"),
        ([(MOMENT + timedelta(seconds=(-1) ** n * 60)).isoformat() for n in range(20)], "the moment at which it was"),
        ([(datetime(2025, 5, n % 28 + 1, tzinfo=UTC)).isoformat() for n in range(20)], ""),
        (["2025-05-03"] * (FEWEST - 1), ""),
        (["2027-01-01", "2025-01-01"], "1 of its times lie ahead of the clock"),
    ],
)
def test_times_that_say_nothing_of_a_page_are_not_believed(times: list[str], reason: str) -> None:
    links, why = believed(touched(times), received_at=MOMENT)
    assert reason in why
    assert bool(reason) == bool(why)
    honest = 1 if "ahead" in why or "19 of 20" in why else 0 if why else len(times)
    assert sum(bool(link.modified) for link in links) == honest


def test_news_of_one_day_are_believed_and_news_of_one_minute_are_not() -> None:
    day = [replace(link, date="2025-05-31", modified="") for link in touched([""] * 20)]
    assert believed(day, received_at=MOMENT) == (day, "")
    minute = [replace(link, date="2025-05-31T10:00:00Z") for link in day]
    links, why = believed(minute, received_at=MOMENT)
    assert why.startswith("publication_date is not believed")
    assert not any(link.date for link in links)


def test_a_sitemap_says_why_it_is_not_believed() -> None:
    found = read(urlset(*(f"<loc>/bai-{n}</loc><lastmod>2025-05-03</lastmod>" for n in range(12))))
    assert (found.outcome, len(found.links)) == ("sitemap", 12)
    assert found.note == "lastmod is not believed: 12 of 12 are 2025-05-03"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"https://example.gov.vn/a\nhttps://example.gov.vn/b\n", "application/octet-stream"),
        (b"\xef\xbb\xbfHTTP://example.gov.vn/a\r\n\r\nhttps://example.gov.vn/b", "text/html; charset=utf-8"),
    ],
)
def test_a_text_file_of_addresses_is_a_sitemap_whatever_its_type(body: bytes, content_type: str) -> None:
    assert [link.road for link in read(body, content_type).links] == ["sitemap", "sitemap"]


def test_a_text_that_names_an_address_is_none() -> None:
    assert sitemap_links(b"Bao tri\nXem them\nhttps://example.gov.vn/a\n", url=URL, plain=True) is None


@given(st.lists(st.one_of(st.dates().map(str), st.datetimes().map(str), st.text(max_size=30)), max_size=30))
def test_no_times_break_the_judgement(times: list[str]) -> None:
    for received_at in (None, MOMENT):
        links, why = believed(touched(times), received_at=received_at)
        assert len(links) == len(times)
        assert "\n" not in why
