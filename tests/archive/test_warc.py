from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive import Archive, Capture
from archive.digest import payload_digest
from archive.errors import ArchiveError
from archive.verification import verify
from archive.visit_records import ToldVisit, capture_at, statements
from archive.warc import Place, WarcWriter, warc_files

if TYPE_CHECKING:
    from conftest import Crawls

AT = datetime(2022, 12, 12, 7, 30, tzinfo=UTC)


def capture(payload: bytes = b"<html>", **values: object) -> Capture:
    made = {"url": "https://example.gov.vn/a", "fetched_at": AT, "status": 200, "headers": (), "payload": payload}
    return Capture(**{**made, **values})  # type: ignore[arg-type]


def records(folder: Path) -> list[tuple[str, dict[str, str], bytes]]:
    found = []
    for file in sorted(folder.glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests=True):
                found.append((record.rec_type, dict(record.rec_headers.headers), record.content_stream().read()))
                assert record.digest_checker.passed is not False
    return found


def test_a_capture_comes_back_as_it_was_received(tmp_path: Path) -> None:
    body = gzip.compress("Thủy Nguyên".encode(), mtime=0)
    put = capture(body, headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Note", "caf\xe9")))
    writer = WarcWriter(tmp_path, software="luutru/0")
    place, _ = writer.capture(put, digest=payload_digest(body), original=None)
    writer.append()
    writer.close()
    assert capture_at(tmp_path, place) == put


def test_an_answer_that_lost_its_visit_is_not_given_to_the_first_one_of_a_later_writer(tmp_path: Path) -> None:
    lost = WarcWriter(tmp_path, software="luutru/0")
    lost.capture(capture(b"lost"), digest=payload_digest(b"lost"), original=None)
    lost.append()
    lost.close()
    (newest,) = lost.finished()
    later = WarcWriter(tmp_path, software="luutru/1", newest=newest)
    _, record_id = later.capture(capture(b"kept"), digest=payload_digest(b"kept"), original=None)
    said = {"type": "visit", "portal": "p", "crawl": 1, "url": "https://example.gov.vn/a", "captures": 1}
    later.metadata(said, url="https://example.gov.vn/a", at=AT, concurrent_to=record_id)
    later.append()
    later.close()
    (name,) = {file.name for file in tmp_path.iterdir()}
    (visit,) = [one for one in statements(tmp_path, name) if isinstance(one, ToldVisit)]
    assert [one.digest for one in visit.captures] == [payload_digest(b"kept")]


def test_warcio_finds_every_record_and_every_digest_right(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung", body=b"mot")
    crawls.look("b", outcome="gone", body=b"hai")
    folder = crawls.archive.folder / "warc"
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={}, at=AT)

    class Options:
        inputs = sorted(str(file) for file in folder.glob("*.warc.gz"))
        verbose = False

    checker = Checker(Options)
    checker.process_all()
    assert checker.exit_value == 0
    # The crawl; an article, its visit and its number; what was gone, and its visit; the end.
    assert [kind for kind, _, _ in records(folder)] == [
        "warcinfo", "metadata", "response", "metadata", "metadata", "response", "metadata", "metadata",
    ]  # fmt: skip


def test_every_row_points_to_its_record(crawls: Crawls) -> None:
    crawls.look("a", "Một", body=b"mot")
    crawls.look("b", "Hai", body=b"hai")
    for row in crawls.archive.rows("SELECT * FROM captures"):
        place = Place(row["warc_file"], row["warc_offset"], row["warc_length"])
        found = capture_at(crawls.archive.folder / "warc", place)
        assert found.url == row["url"]
        assert payload_digest(found.payload) == row["payload_digest"]


def test_unchanged_bytes_are_stored_once(crawls: Crawls) -> None:
    crawls.look("a", "Một", body=b"mot" * 1000)
    crawls.next_day()
    crawls.look("a", "Một", body=b"mot" * 1000)
    first, second = crawls.archive.rows("SELECT id, revisit_of FROM captures ORDER BY id")
    assert (first["revisit_of"], second["revisit_of"]) == (None, first["id"])
    headers = next(headers for kind, headers, _ in records(crawls.archive.folder / "warc") if kind == "revisit")
    assert headers["WARC-Profile"].endswith("identical-payload-digest")
    assert headers["WARC-Refers-To-Target-URI"] == "https://example.gov.vn/a"


def test_metadata_says_what_the_bytes_do_not(crawls: Crawls) -> None:
    crawls.look("a", outcome="gone")
    said = [json.loads(body) for kind, _, body in records(crawls.archive.folder / "warc") if kind == "metadata"]
    assert said[0]["type"] == "crawl"
    assert said[0]["definition"].startswith("homepage")
    assert (said[1]["type"], said[1]["portal"], said[1]["outcome"]) == ("visit", "example", "gone")


def test_headers_are_never_made_up_and_the_note_says_what_is_missing(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, software="luutru/0")
    writer.capture(capture(headers=(("Server", "nginx"),)), digest=payload_digest(b"<html>"), original=None)
    writer.append()
    writer.close()
    (file,) = tmp_path.glob("*.warc.gz")
    text = gzip.GzipFile(fileobj=io.BytesIO(file.read_bytes())).read()
    assert b"reason phrase is not handed over" in text
    assert b"HTTP/1.1 200 \r\nServer: nginx\r\n\r\n<html>" in text


@given(
    payload=st.binary(max_size=2000),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
)
def test_any_payload_and_header_survives(tmp_path_factory, payload: bytes, value: str) -> None:
    folder = tmp_path_factory.mktemp("warc")
    writer = WarcWriter(folder, software="luutru/0")
    put = capture(payload, headers=(("X-Any", value.strip()),))
    place, _ = writer.capture(put, digest=payload_digest(payload), original=None)
    writer.append()
    writer.close()
    assert capture_at(folder, place).payload == payload


class Full(FileIO):
    """A file on a disk that is full, and that cannot even be cut off."""

    room = 100

    def write(self, content: Any) -> int:
        view = memoryview(content)
        if not self.room:
            raise OSError(28, "No space left on device")
        written = super().write(view[: self.room])
        self.room -= written
        return written

    def truncate(self, _size: int | None = None) -> int:
        raise OSError(5, "Input/output error")


def test_after_a_write_that_cannot_be_taken_back_every_row_still_points_to_its_record(crawls: Crawls) -> None:
    crawls.look("a", "Một", body=b"mot" * 500)
    writer = crawls.archive.recording._warc
    assert writer is not None
    broken = Full(crawls.archive.folder / "warc" / writer.name, "r+b")
    broken.seek(writer.end)
    assert writer._file is not None
    writer._file.close()
    writer._file = broken
    with pytest.raises(ArchiveError, match="No space left"):
        crawls.look("b", "Hai", body=b"hai" * 500)
    crawls.look("c", "Ba", body=b"ba" * 500)
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={}, at=AT)
    crawls.archive.close()
    assert len(warc_files(crawls.archive.folder / "warc")) == 2
    report = verify(crawls.archive.folder)
    assert (report.findings, report.captures) == ([], 2)
    with Archive.open(crawls.archive.folder, write=True):
        pass
    report = verify(crawls.archive.folder)
    assert report.findings == []
    assert [note for note in report.notes if "torn" in note]
