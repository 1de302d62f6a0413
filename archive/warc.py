"""WARC files (ISO 28500, WARC 1.1): one record a gzip member, appended, synced, read back by place.

One writer has one file open. `append` buffers nothing: `sync` makes what was appended durable.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import now, utc_text
from archive.errors import ArchiveError
from archive.records import Capture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

LARGEST_FILE_BYTES = 1 << 30
COMPRESSION_LEVEL = 6
"""Over 150 real pages: level 4 took 0.22 ms a page for a ratio of 3.58, 6 0.29 ms for 3.69, 9 0.49 ms for 3.70."""
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
NOTE = (
    "Headers are as Scrapy and Twisted hand them over: names in their capitalisation, grouped by name, without "
    "hop-by-hop headers; the reason phrase is not handed over and left empty. Transfer coding is undone, content "
    "coding is kept. Nothing was added."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies."""

    file: str
    """Its name in `warc/`."""
    offset: int
    length: int
    """Compressed."""


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier capture whose payload a revisit record points to."""

    capture_id: int
    url: str
    fetched_at: str


class _HttpHeaders(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers with their bytes as received; warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        lines = [f"{self.protocol} {self.statusline}", *(f"{name}: {value}" for name, value in self.headers)]
        self.headers_buff = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


class _Serialiser(WARCWriter):  # type: ignore[misc]
    """warcio's, with SHA-256 for the block as for the payload."""

    def ensure_digest(self, record: ArcWarcRecord, block: bool = True, payload: bool = True) -> None:
        if not block:
            return  # the payload's is ours already
        digest = hashlib.sha256(record.http_headers.headers_buff if record.http_headers else b"")
        if record.rec_type != "revisit":
            digest.update(record.raw_stream.getbuffer())
        record.rec_headers.add_header("WARC-Block-Digest", f"sha256:{digest.hexdigest()}")


class WarcWriter:
    """Appends records to a file of its own in `warc/`; begins the next one at 1 GiB."""

    def __init__(self, folder: Path, *, software: str) -> None:
        self._folder = folder
        self._software = software
        self._file: BinaryIO | None = None
        self._name = ""
        self._offset = 0
        self._serial = 0
        self._builder = _Serialiser(io.BytesIO(), gzip=False, warc_version="1.1")

    def capture(self, capture: Capture, *, digest: str, original: Original | None) -> tuple[Place, str]:
        """Appends a response, or a revisit record where `original` holds the same payload; its place and record id."""
        headers = {"WARC-Date": _date(capture.fetched_at), "WARC-Payload-Digest": f"sha256:{digest}"}
        if capture.ip_address:
            headers["WARC-IP-Address"] = capture.ip_address
        if capture.truncated:
            headers["WARC-Truncated"] = capture.truncated
        http = _HttpHeaders(f"{capture.status} ", list(capture.headers), protocol=capture.protocol)
        payload = io.BytesIO(capture.payload)
        if original is not None:
            headers["WARC-Refers-To-Target-URI"] = original.url
            headers["WARC-Refers-To-Date"] = original.fetched_at
            headers["WARC-Profile"] = NOT_MODIFIED if capture.status == 304 else IDENTICAL
            payload = io.BytesIO()
        return self._append("revisit" if original else "response", capture.url, payload, http=http, headers=headers)

    def metadata(self, values: Mapping[str, Any], *, url: str, at: datetime, concurrent_to: str = "") -> Place:
        """Appends what we know of a visit, a crawl or a withholding, as JSON."""
        headers = {"WARC-Date": _date(at)}
        if concurrent_to:
            headers["WARC-Concurrent-To"] = concurrent_to
        body = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
        return self._append("metadata", url, io.BytesIO(body), content_type="application/json", headers=headers)[0]

    def sync(self) -> None:
        """Makes durable what was appended."""
        if self._file is not None:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise self._unwritable(error) from None

    def close(self) -> None:
        """Syncs and closes the file."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _append(
        self, kind: str, url: str, payload: io.BytesIO, *, http: StatusAndHeaders | None = None,
        headers: Mapping[str, str], content_type: str = "",
    ) -> tuple[Place, str]:  # fmt: skip
        try:
            if self._file is None or self._offset >= LARGEST_FILE_BYTES:
                self._begin_file()
            return self._write(kind, url, payload, http, headers, content_type)
        except OSError as error:
            raise self._unwritable(error) from None

    def _begin_file(self) -> None:
        self.close()
        self._serial += 1
        stamp = f"{now():%Y%m%dT%H%M%SZ}"
        self._name = f"luutru-{stamp}-{self._serial:05d}-{secrets.token_hex(3)}.warc.gz"
        self._file = (self._folder / self._name).open("xb")
        _sync_folder(self._folder)
        self._offset = 0
        body = "".join(f"{name}: {value}\r\n" for name, value in (
            ("software", self._software), ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("description", NOTE),
        ))  # fmt: skip
        self._write(
            "warcinfo", "", io.BytesIO(body.encode()), None,
            {"WARC-Filename": self._name, "WARC-Date": _date(now())}, "application/warc-fields",
        )  # fmt: skip

    def _write(
        self, kind: str, url: str, payload: io.BytesIO, http: StatusAndHeaders | None, headers: Mapping[str, str],
        content_type: str,
    ) -> tuple[Place, str]:  # fmt: skip
        assert self._file is not None
        record = self._builder.create_warc_record(
            url, kind, payload=payload, length=len(payload.getbuffer()), warc_content_type=content_type,
            http_headers=http, warc_headers_dict=dict(headers),
        )  # fmt: skip
        plain = io.BytesIO()
        self._builder.out = plain
        self._builder.write_record(record)
        # warcio compresses at level 9, which costs more than all the rest of a crawl.
        member = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, 31)
        packed = member.compress(plain.getvalue()) + member.flush()
        place = Place(self._name, self._offset, len(packed))
        self._file.write(packed)
        self._offset += len(packed)
        return place, record.rec_headers.get_header("WARC-Record-ID")

    def _unwritable(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self._folder / self._name}: cannot be written: {error.strerror}; what was acknowledged is kept"
        )


def read_capture(folder: Path, place: Place) -> Capture:
    """The capture whose record lies at `place`; a revisit record gives an empty payload."""
    record = _record(folder, place)
    headers, payload = record.http_headers, record.raw_stream.read()
    return Capture(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        status=int(headers.get_statuscode()) if headers else 0,
        headers=tuple((name, value) for name, value in headers.headers) if headers else (),
        payload=payload,
        protocol=headers.protocol if headers else "HTTP/1.1",
        ip_address=record.rec_headers.get_header("WARC-IP-Address"),
        truncated=record.rec_headers.get_header("WARC-Truncated"),
    )


def _record(folder: Path, place: Place) -> ArcWarcRecord:
    """The record at a place, its bytes wholly read; raises ArchiveError where there is none."""
    try:
        with (folder / place.file).open("rb") as file:
            file.seek(place.offset)
            packed = file.read(place.length)
    except OSError as error:
        raise ArchiveError(f"{folder / place.file}: cannot be read: {error.strerror}") from None
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(packed), no_record_parse=False)))
    except Exception as error:
        raise ArchiveError(f"{folder / place.file} at {place.offset}: no WARC record ({error})") from None
    return record


def _date(moment: datetime) -> str:
    return utc_text(moment)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
