from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from archive.records import Capture, Link
from crawler.discovery.sitemaps import FEW, LARGEST_COUNT, sitemap_links
from crawler.extraction import parse_date
from crawler.portal import parse_portal
from crawler.reading import question_of, reading

URL = "https://example.gov.vn/sitemap.xml"
MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
PORTAL = parse_portal('homepage = "https://example.gov.vn/"\n', key="example", origin="example.toml")


def urlset(*entries: str) -> bytes:
    body = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def dated(*days: str, today: date | None = date(2026, 11, 26)) -> list[str]:
    payload = urlset(*(f"<loc>/tin/{number}</loc><lastmod>{day}</lastmod>" for number, day in enumerate(days)))
    return [link.modified for link in sitemap_links(payload, url=URL, today=today) or []]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("http://example.gov.vn/tin/1", "https://example.gov.vn/tin/1"),
        ("http://www.example.gov.vn/tin/1?b=2&amp;a=1", "https://example.gov.vn/tin/1?b=2&a=1"),
        ("https://www.example.gov.vn/tin/1", "https://example.gov.vn/tin/1"),
        ("http://localhost:8080/tin/1", "https://example.gov.vn/tin/1"),
        ("http://10.0.0.12/tin/1", "https://example.gov.vn/tin/1"),
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
    honest = [f"2022-12-{day:02}" for day in range(1, FEW + 1)]
    assert dated(*honest) == honest
    assert dated(*["2022-12-01"] * FEW) == [""] * FEW
    assert dated(*(f"2026-11-26T08:00:{second:02}Z" for second in range(FEW))) == [""] * FEW
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
    capture = Capture(
        url=URL, fetched_at=MOMENT, status=200, headers=(("Content-Type", "text/xml"),), payload=page
    )  # fmt: skip
    question = question_of(capture, portal=PORTAL, url=URL, hints=[("kind", kind)], first_seen=MOMENT)
    read = reading(question)
    assert read.outcome not in ("feed", "sitemap")
    assert [link.url for link in read.links] == ["https://example.gov.vn/tin/1"]
