"""What a response is goes by its first bytes before its markup, and a feed begins where nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction import Hints
from crawler.media_kinds import media_kind
from crawler.reading import Question, reading

RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description/></rdf:RDF>'
FEED = b"<rss version='2.0'><channel><item><title>A</title><link>https://a.vn/1</link></item></channel></rss>"


def outcome(body: bytes, content_type: str = "", kind: str = "page") -> str:
    question = Question(
        url="https://a.vn/tep", status=200, body=body, content_type=content_type, kind=kind,
        hints=Hints(first_seen=datetime(2026, 6, 1, tzinfo=UTC)), homepage="https://a.vn/", timezone="UTC",
        language="vi", fields={}, site=None,
    )  # fmt: skip
    return reading(question).outcome


@pytest.mark.parametrize("content_type", ["", "application/pdf", "application/xml", "text/html", "application/rss+xml"])
def test_a_pdf_with_metadata_is_a_document_whatever_it_is_called(content_type: str) -> None:
    body = b"%PDF-1.6\n%\xe2\xe3\n1 0 obj<</Type/Metadata/Subtype/XML>>stream\n<?xpacket?><x:xmpmeta>" + RDF
    assert outcome(body, content_type) == "document"
    assert outcome(body, content_type, kind="feed") == "document"


@pytest.mark.parametrize(
    "head",
    [
        b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1\\ansi ",
        b"Rar!\x1a\x07",
    ],
)  # fmt: skip
def test_office_files_and_archives_are_documents(head: bytes) -> None:
    assert outcome(head + RDF, "text/xml") == "document"


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\niTXtXML:com.adobe.xmp" + RDF,
        b"\xff\xd8\xff\xe1\x00\x10http://ns.adobe.com/xap/1.0/\x00" + RDF,
        b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"><metadata>' + RDF,
        b"BEGIN:VCALENDAR\r\nDESCRIPTION:<rss><channel>\r\n",
        b"RIFF\x10\x00\x00\x00WEBPVP8 " + RDF,
        b"\x00\x00\x00\x20ftypmp42" + RDF,
    ],
)
def test_pictures_recordings_and_calendars_are_neither_pages_nor_feeds(body: bytes) -> None:
    assert media_kind(body)
    for content_type in ("", "text/xml", "text/html", "application/octet-stream"):
        assert outcome(body, content_type) == "other"


@pytest.mark.parametrize("content_type", ["", "text/xml", "text/html", "application/octet-stream"])
@pytest.mark.parametrize(
    "before",
    [
        b"", b"\xef\xbb\xbf \n", b'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet href="a.xsl"?>\n',
        b"<br />\n<b>Warning</b>: Undefined index in /www/rss.php on line 3<br />\n", b"<!-- made today -->",
    ],
)  # fmt: skip
def test_a_feed_is_one_whatever_its_server_says_and_prints_before_it(before: bytes, content_type: str) -> None:
    assert outcome(before + FEED, content_type) == "feed"


def test_a_feed_that_stands_in_a_page_is_a_part_of_the_page() -> None:
    page = b"<html><head><title>How to write a feed</title></head><body><xmp>" + FEED + b"</xmp></body></html>"
    assert outcome(page, "text/html") != "feed"


@pytest.mark.parametrize("content_type", ["", "text/html", "text/plain", "application/json"])
@pytest.mark.parametrize(
    "body",
    [
        b'{ "version" : "1", "items" : [{"name": "' + b"Long words of somebody. " * 40 + b'",},] }\n',
        b'\xef\xbb\xbf[{"alt": "' + b"A picture of the new bridge over the river. " * 20 + b'", "width": 1200}]',
        b'[["a", 1], ["b", 2]]',
    ],
)
def test_data_are_no_article_whatever_their_server_calls_them(body: bytes, content_type: str) -> None:
    assert outcome(body, content_type) == "other"


def test_a_page_that_begins_with_braces_is_a_page() -> None:
    prose = b"<p>" + b"The council has decided on the new bridge over the river. " * 20 + b"</p>"
    for head in (b'{ "a": 1 }', b"[[ News ]]", b"{{ title }}"):
        assert outcome(head + b"<h1>The bridge</h1>" + prose, "text/html") == "article"
