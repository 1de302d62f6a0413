"""Content codings and gzip files on Scrapy's samples: bombs bounded, torn streams read as far as they go.

Skipped where missing.
"""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Capture
from crawler.decoding import ACCEPTED, LARGEST_BODY_BYTES, body_of, unpacked
from crawler.discovery.feeds import feed_entries
from crawler.discovery.sitemaps import sitemap_links
from crawler.extraction import parse

URL = "https://example.gov.vn/"
NEVER_ASKED_FOR = ("br", "zstd")
"""Codings that we do not accept (`ACCEPTED`). What a server sends so all the same is kept, and not read."""


def folder(shared: Path) -> Path:
    place = shared / "corpora" / "scrapy-compressed"
    if not place.is_dir():
        pytest.skip("corpora/scrapy-compressed is not among the public test data")
    return place


def body(payload: bytes, coding: str) -> bytes:
    headers = (("Content-Encoding", coding),)
    return body_of(Capture(url=URL, fetched_at=datetime.now(UTC), status=200, headers=headers, payload=payload))


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("html-gzip", "gzip"),
        ("html-gzip", "x-gzip"),
        ("html-zlibdeflate", "deflate"),
        ("html-rawdeflate", "deflate"),
        ("html-gzip-deflate", "gzip, deflate"),
        ("html-gzip-deflate-gzip", "gzip, deflate, gzip"),
    ],
)
def test_codings_are_undone(shared: Path, name: str, coding: str) -> None:
    text = body((folder(shared) / f"{name}.bin").read_bytes(), coding)
    assert text.startswith(b"<!DOCTYPE")
    assert text.rstrip().endswith(b"</html>")


@pytest.mark.parametrize("coding", NEVER_ASKED_FOR)
def test_what_was_never_asked_for_is_kept_as_it_is(shared: Path, coding: str) -> None:
    assert coding not in ACCEPTED
    names = sorted(file.name for file in folder(shared).glob(f"*-{coding}*"))
    assert len(names) == {"br": 2, "zstd": 4}[coding]
    for name in names:
        payload = (folder(shared) / name).read_bytes()
        assert body(payload, coding) == payload
        parse(payload, url=URL)


@pytest.mark.parametrize(("coding", "unpacked_bytes"), [("gzip", 11_511_612), ("deflate", 11_511_612)])
def test_bombs_are_bounded(shared: Path, coding: str, unpacked_bytes: int) -> None:
    payload = (folder(shared) / f"bomb-{coding}.bin").read_bytes()
    assert len(body(payload, coding)) == unpacked_bytes < LARGEST_BODY_BYTES
    window = 31 if coding == "gzip" else 15
    tracemalloc.start()
    assert len(unpacked(payload, window, largest_bytes=1 << 20)) == 1 << 20
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 << 20
    assert not feed_entries(payload, url=URL)
    assert not sitemap_links(payload, url=URL, plain=True)


def test_bombs_within_bombs_are_bounded() -> None:
    bomb = gzip.compress(bytes(LARGEST_BODY_BYTES + 1000))
    assert len(body(bomb, "gzip")) == LARGEST_BODY_BYTES
    assert len(body(gzip.compress(bomb), "gzip, gzip")) == LARGEST_BODY_BYTES
    assert body(b"abc", "gzip, " * 1000 + "gzip") == b"abc"
    # Members in a row count together.
    assert len(body(gzip.compress(bytes(1 << 20)) * 40, "gzip")) == LARGEST_BODY_BYTES


@pytest.mark.parametrize(
    ("name", "byte_count"),
    [("truncated-crc-error", 25_542), ("truncated-crc-error-short", 3741), ("unexpected-eof", 8576)],
)
def test_torn_gzip_files_are_read_as_far_as_they_go(shared: Path, name: str, byte_count: int) -> None:
    found = unpacked((folder(shared) / f"{name}.gz").read_bytes(), 31, largest_bytes=1 << 20)
    assert len(found) == byte_count
    if name == "unexpected-eof":
        expected = (folder(shared) / "unexpected-eof-output.txt").read_text(encoding="utf-8")
        assert found.decode("cp1252") == expected


def test_the_feed_of_the_samples_is_read_packed_and_not(shared: Path) -> None:
    plain = sitemap_links((folder(shared) / "feed-sample1.xml").read_bytes(), url=URL)
    entries = feed_entries((folder(shared) / "feed-sample1.xml").read_bytes(), url=URL)
    packed = (folder(shared) / "feed-sample1.xml.gz").read_bytes()
    assert sitemap_links(packed, url=URL) == plain
    assert feed_entries(packed, url=URL) == entries


@given(st.binary(min_size=1, max_size=60_000), st.integers(min_value=0), st.sampled_from((31, 15, -15)))
def test_a_stream_cut_anywhere_gives_a_beginning_of_the_whole(text: bytes, cut: int, window: int) -> None:
    packer = zlib.compressobj(wbits=window)
    packed = packer.compress(text) + packer.flush()
    assert unpacked(packed, window, largest_bytes=1 << 20) == text
    torn = unpacked(packed[: cut % len(packed)], window, largest_bytes=1 << 20)
    assert text.startswith(torn)
    assert unpacked(packed, window, largest_bytes=100) == text[:100]


@given(st.binary(max_size=2000), st.binary(max_size=300))
def test_a_stream_that_goes_wrong_gives_what_came_before(text: bytes, rubbish: bytes) -> None:
    packed = gzip.compress(text)
    assert unpacked(packed + b"\0" + rubbish, 31, largest_bytes=1 << 20) == text
    broken = packed[:-8] + bytes(byte ^ 0xFF for byte in packed[-8:])
    assert unpacked(broken, 31, largest_bytes=1 << 20) == text
