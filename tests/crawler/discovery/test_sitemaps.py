from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Link
from crawler.discovery.lastmods import FEWEST, believed
from crawler.discovery.patterns import Patterns
from crawler.discovery.sitemaps import sitemap_links
from crawler.extraction import Hints, parse_date
from crawler.reading import Question, Reading, reading

URL = "https://example.gov.vn/sitemap.xml"
NOW = datetime(2025, 6, 1, 8, 0, tzinfo=UTC)


def entries(*inner: str) -> bytes:
    return f"<urlset>{''.join(f'<url>{one}</url>' for one in inner)}</urlset>".encode()


def read(body: bytes, content_type: str = "application/xml", kind: str = "sitemap") -> Reading:
    return reading(
        Question(
            url=URL, status=200, body=body, content_type=content_type, kind=kind, language="vi", fields={},
            hints=Hints(first_seen=NOW, answered_at=NOW), homepage="https://example.gov.vn/", timezone="UTC",
        )
    )  # fmt: skip


def touched(times: list[str]) -> list[Link]:
    return [Link(url=f"https://example.gov.vn/{n}", road="sitemap", modified=one) for n, one in enumerate(times)]


def test_a_page_is_what_its_own_loc_says_not_its_pictures() -> None:
    payload = entries(
        "<loc>/bai-1</loc><image:image><image:loc>/a.jpg</image:loc><image:title>Anh</image:title></image:image>"
    )
    assert [(link.url, link.text) for link in sitemap_links(payload, url=URL) or []] == [
        ("https://example.gov.vn/bai-1", "")
    ]


def test_a_page_in_other_languages_is_found_and_keeps_its_own_times() -> None:
    payload = entries(
        '<loc>/vi</loc><xhtml:link rel="alternate" hreflang="en" href="/en"/>', "<loc>/en</loc><lastmod>2025</lastmod>"
    )
    assert [(link.url[22:], link.modified) for link in sitemap_links(payload, url=URL) or []] == [
        ("/vi", ""),
        ("/en", "2025"),
    ]


@pytest.mark.parametrize(
    ("written", "on"),
    [
        ("2025-05-03T18:51:50+01:00", "2025-05-03"),
        ("2025-05-03T18:51:50.45Z", "2025-05-03"),
        ("2025-05-03T18:51Z", "2025-05-03"),
        ("2025-05-03", "2025-05-03"),
        ("2025-05", "2025-05-01"),
        ("2025", "2025-01-01"),
        ("20250503T185150Z", "2025-05-03"),
        ("Sat, 03 May 2025 18:51:50 GMT", "2025-05-03"),
        ("1746298310", "2025-05-03"),
    ],
)
def test_lastmod_in_all_forms(written: str, on: str) -> None:
    (link,) = sitemap_links(entries(f"<loc>/a</loc><lastmod>{written}</lastmod>"), url=URL) or []
    dated = parse_date(link.modified)
    assert dated is not None
    assert dated.on.isoformat() == on


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        (["2025-05-03T10:00:00Z"] * FEWEST, "lastmod is not believed: 10 of 10 are 2025-05-03"),
        ([(NOW - timedelta(seconds=n)).isoformat() for n in range(20)], "20 of 20 are 2025-06-01"),
        ([(datetime(2025, 5, n % 28 + 1, tzinfo=UTC)).isoformat() for n in range(20)], ""),
        (["2025-05-03"] * (FEWEST - 1), ""),
        (["2026-01-01", "2025-01-01"], "1 of its times lie ahead of the clock"),
    ],
)
def test_times_that_say_nothing_of_a_page_are_not_believed(times: list[str], reason: str) -> None:
    links, why = believed(touched(times), received_at=NOW)
    assert reason in why
    assert bool(reason) == bool(why)
    assert sum(bool(link.modified) for link in links) == (1 if "ahead" in why else 0 if why else len(times))


def test_times_of_the_moment_are_not_believed_also_around_midnight() -> None:
    midnight = datetime(2025, 6, 1, tzinfo=UTC)
    times = [(midnight + timedelta(seconds=(-1) ** n * 60)).isoformat() for n in range(20)]
    links, why = believed(touched(times), received_at=midnight)
    assert "20 of 20 are the moment at which it was sent" in why
    assert not any(link.modified for link in links)


def test_news_of_one_day_are_believed_and_news_of_one_minute_are_not() -> None:
    day = [replace(link, date="2025-05-31", modified="") for link in touched([""] * 20)]
    assert believed(day, received_at=NOW) == (day, "")
    minute = [replace(link, date="2025-05-31T10:00:00Z") for link in day]
    links, why = believed(minute, received_at=NOW)
    assert why.startswith("publication_date is not believed")
    assert not any(link.date for link in links)


def test_a_sitemap_says_why_it_is_not_believed() -> None:
    body = entries(*(f"<loc>/bai-{n}</loc><lastmod>2025-05-03</lastmod>" for n in range(12)))
    found = read(body)
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


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_feed_or_sitemap_that_is_html_is_read_as_a_page(kind: str) -> None:
    body = b"<!DOCTYPE html><html><body><ul><li><a href=/tin/1>Tin mot</a><li><a href=/tin/2>Tin hai</a></ul></body>"
    found = read(body, "text/html", kind)
    assert found.outcome not in ("feed", "sitemap", "article")
    assert [link.url for link in found.links] == ["https://example.gov.vn/tin/1", "https://example.gov.vn/tin/2"]


def test_a_feed_in_the_place_of_a_sitemap_is_a_feed() -> None:
    body = b"<rss><channel><item><link>/a</link></item></channel></rss>"
    assert (read(body).outcome, len(read(body).links)) == ("feed", 1)


def test_fifty_thousand_addresses_of_which_half_are_dead_are_all_asked_for() -> None:
    body = entries(*(f"<loc>/tin/bai-viet-moi-nhat-so-{n}</loc>" for n in range(50_000)))
    started = time.perf_counter()
    links = sitemap_links(body, url=URL) or []
    assert len(links) == 50_000
    patterns = Patterns()
    for number, link in enumerate(links):
        patterns.saw(link.url, "gone" if number % 2 or number < 20_000 else "article", [], protected=True)
        assert not patterns.is_given_up(link.url)
    assert time.perf_counter() - started < 30


@given(st.lists(st.one_of(st.dates().map(str), st.datetimes().map(str), st.text(max_size=30)), max_size=30))
def test_no_times_break_the_judgement(times: list[str]) -> None:
    for received_at in (None, NOW):
        links, why = believed(touched(times), received_at=received_at)
        assert len(links) == len(times)
        assert "\n" not in why
