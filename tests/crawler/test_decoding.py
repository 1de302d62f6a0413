"""Content coding undone: the bombs and torn streams of Scrapy's own suite, and some of ours."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Capture
from crawler.decoding import GZIP, LARGEST_BODY_BYTES, body_of, unpacked
from crawler.discovery.xml import unzipped

NOT_ASKED_FOR = "we ask for gzip and deflate alone: a body in another coding stays as it came, and is no page"
MISSES = {
    "html-br.bin": NOT_ASKED_FOR,
    "html-zstd-static-content-size.bin": NOT_ASKED_FOR,
    "html-zstd-static-no-content-size.bin": NOT_ASKED_FOR,
    "html-zstd-streaming-no-content-size.bin": NOT_ASKED_FOR,
}


def body(payload: bytes, coding: str) -> bytes:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    headers = (("Content-Encoding", coding),)
    return body_of(
        Capture(url="http://example.gov.vn/", fetched_at=moment, status=200, headers=headers, payload=payload)
    )


@pytest.fixture
def folder(shared: Path) -> Path:
    place = shared / "corpora" / "scrapy-compressed"
    if not place.is_dir():
        pytest.skip("corpora/scrapy-compressed is not among the public test data")
    return place


def test_pages_of_the_public_suite_are_read(folder: Path) -> None:
    codings = {"gzip": "gzip", "gzip-deflate": "gzip, deflate", "gzip-deflate-gzip": "gzip, deflate, gzip",
               "rawdeflate": "deflate", "zlibdeflate": "deflate", "br": "br", "zstd": "zstd"}  # fmt: skip
    files = sorted(folder.glob("html-*.bin"))
    misses = set()
    for file in files:
        name = file.stem.removeprefix("html-")
        coding = codings.get(name) or codings[name.partition("-")[0]]
        page = body(file.read_bytes(), coding)
        if not (page.startswith(b"<!DOCTYPE HTML>") and page.rstrip().endswith(b"</html>")):
            misses.add(file.name)
    assert misses == set(MISSES)
    assert (len(files), len(files) - len(misses)) == (9, 5)


@pytest.mark.parametrize(("name", "coding", "most_bytes"), [
    ("bomb-gzip.bin", "gzip", 12_000_000), ("bomb-deflate.bin", "deflate", 12_000_000),
    ("bomb-br.bin", "br", 100), ("bomb-zstd.bin", "zstd", 2_000),
])  # fmt: skip
def test_bombs_of_the_public_suite_stay_within_the_limit(folder: Path, name: str, coding: str, most_bytes: int) -> None:
    payload = (folder / name).read_bytes()
    assert len(body(payload, coding)) <= min(most_bytes, LARGEST_BODY_BYTES)
    assert len(unpacked(payload, GZIP, largest_bytes=1 << 20)) <= 1 << 20
    assert len(unzipped(payload, largest_bytes=1 << 20)) <= 1 << 20


def test_torn_streams_of_the_public_suite_are_read_as_far_as_they_go(folder: Path) -> None:
    cut = body((folder / "unexpected-eof.gz").read_bytes(), "gzip").decode("latin-1")
    whole = (folder / "unexpected-eof-output.txt").read_text(encoding="utf-8")
    assert cut.splitlines() == whole.splitlines()
    for name, size in (("truncated-crc-error.gz", 25_542), ("truncated-crc-error-short.gz", 3_741)):
        page = body((folder / name).read_bytes(), "gzip")
        assert (len(page), page.rstrip().endswith((b"</html", b"</html>"))) == (size, True), name
    assert (
        unzipped((folder / "feed-sample1.xml.gz").read_bytes(), largest_bytes=1 << 20)
        == (folder / "feed-sample1.xml").read_bytes()
    )


def test_what_was_unpacked_before_a_stream_breaks_is_kept() -> None:
    text = b"".join(b"dong %d\n" % number for number in range(20_000))
    packed = gzip.compress(text)
    broken = packed[:10_000] + b"\xff" * 200 + packed[10_200:]
    read = body(broken, "gzip")
    assert 10_000 < len(read) < len(text)
    assert text.startswith(read[:10_000])


def test_members_follow_one_another_and_what_follows_them_is_left() -> None:
    assert body(gzip.compress(b"mot ") + gzip.compress(b"hai") + b"\x00" * 500, "gzip") == b"mot hai"
    assert body(b"khong nen", "gzip") == b"khong nen"


def test_millions_of_tiny_members_end() -> None:
    assert len(body(gzip.compress(b".") * 500_000, "gzip")) == 65_536


def test_a_bomb_within_a_bomb_stays_within_the_limit() -> None:
    inner = zlib.compress(b"0" * (LARGEST_BODY_BYTES + 1000))
    assert len(body(gzip.compress(inner), "deflate, gzip")) == LARGEST_BODY_BYTES


@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "deflate, gzip", "br", ",", "x-gzip"]))
def test_no_bytes_break_the_undoing_of_codings(payload: bytes, coding: str) -> None:
    for prefix in (b"", b"\x1f\x8b\x08", gzip.compress(b"abc")[:12]):
        assert len(body(prefix + payload, coding)) <= LARGEST_BODY_BYTES


@given(st.binary(min_size=1, max_size=20_000), st.integers(min_value=0), st.sampled_from((31, 15, -15)))
def test_a_stream_cut_anywhere_gives_a_beginning_of_the_whole(text: bytes, cut: int, window: int) -> None:
    packer = zlib.compressobj(wbits=window)
    packed = packer.compress(text) + packer.flush()
    assert unpacked(packed, window, largest_bytes=1 << 20) == text
    assert unpacked(packed, window, largest_bytes=100) == text[:100]
    assert text.startswith(unpacked(packed[: cut % len(packed)], window, largest_bytes=1 << 20))
