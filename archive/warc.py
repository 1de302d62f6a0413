"""WARC files (ISO 28500, WARC 1.1): one record a gzip member, appended, synced, read back by place.

One writer has one file open; files are numbered through, so that their order does not hang on the clock. The newest is
continued as long as it is small, so that short runs do not leave a file each.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import now, utc_text
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

    from archive.records import Capture

LARGEST_FILE_BYTES = 1 << 30
CONTINUED_BYTES = 64 << 20
"""A closed file smaller than this is continued by the next writer, who reads it once for that: a second at most."""
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
    """Appends records to a file in `warc/`, a new one or the newest; begins the next one at 1 GiB.

    What `append` takes goes to the file in one write, with no buffer of ours between: a process that dies loses none
    of it. `sync` makes it durable against the machine's death too.
    """

    def __init__(self, folder: Path, *, software: str, newest: tuple[str, int, str | None] | None = None) -> None:
        """`newest`: name, length and SHA-256 of the newest file, as the tables have them; it may be continued."""
        self._folder = folder
        self._software = software
        self._newest = newest
        self._file: FileIO | None = None
        self._name = ""
        self._offset = 0
        self._sha256 = hashlib.sha256()
        self._packed: list[bytes] = []
        """Records of a visit, made but not yet appended."""
        self._packed_bytes = 0
        self._finished: list[tuple[str, int, str]] = []
        self._builder = _Serialiser(io.BytesIO(), gzip=False, warc_version="1.1")

    @property
    def name(self) -> str:
        """The file that is open; empty where none is."""
        return self._name if self._file is not None else ""

    @property
    def end(self) -> int:
        """Where the next record goes."""
        return self._offset

    def finished(self) -> list[tuple[str, int, str]]:
        """Name, length and SHA-256 of each file that has been closed since this was last asked."""
        finished, self._finished = self._finished, []
        return finished

    def capture(self, capture: Capture, *, digest: str, original: Original | None) -> tuple[Place, str]:
        """Makes a response, or a revisit record where `original` holds the same payload; its place and record id.

        It is on its way with the next `append`.
        """
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
        return self._make("revisit" if original else "response", capture.url, payload, http=http, headers=headers)

    def rendered(self, capture: Capture, *, of: str) -> None:
        """Makes a record of the page as a browser showed it (WARC 1.1, 6.7), derived from the record `of`."""
        assert capture.rendered is not None
        headers = {"WARC-Date": _date(capture.fetched_at), "WARC-Refers-To": of}
        self._make(
            "conversion", capture.url, io.BytesIO(capture.rendered), headers=headers,
            content_type="text/html; charset=utf-8",
        )  # fmt: skip

    def metadata(self, values: Mapping[str, Any], *, url: str, at: datetime, concurrent_to: str = "") -> Place:
        """Makes a record of what we know of a visit, a crawl or a withholding, as JSON; goes with the next `append`."""
        headers = {"WARC-Date": _date(at)}
        if concurrent_to:
            headers["WARC-Concurrent-To"] = concurrent_to
        try:
            body = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
        except UnicodeEncodeError:  # half a surrogate pair, in an address or an error's text
            body = json.dumps(values, sort_keys=True).encode()
        return self._make("metadata", url, io.BytesIO(body), content_type="application/json", headers=headers)[0]

    def append(self) -> None:
        """Appends what has been made, all of it or none."""
        packed, self._packed, self._packed_bytes = b"".join(self._packed), [], 0
        assert self._file is not None
        try:
            view = memoryview(packed)
            while view:
                view = view[self._file.write(view) or 0 :]
        except OSError as error:
            self._take_back()
            raise self._unwritable(error) from None
        self._offset += len(packed)
        self._sha256.update(packed)

    def _take_back(self) -> None:
        """Cuts off what could not be written whole. Where that cannot be done either, the next record begins a file:
        behind the rest of this one it would not lie where it is said to.
        """
        assert self._file is not None
        try:
            self._file.truncate(self._offset)
            self._file.seek(self._offset)
        except OSError:
            file, self._file = self._file, None
            with contextlib.suppress(OSError):
                file.close()
            self._finished.append((self._name, self._offset, self._sha256.hexdigest()))

    def sync(self) -> None:
        """Makes durable what was appended."""
        if self._file is not None:
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                raise self._unwritable(error) from None

    def close(self) -> None:
        """Syncs and closes the file."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                os.fsync(file.fileno())
                file.close()
            except OSError as error:
                raise self._unwritable(error) from None
            self._finished.append((self._name, self._offset, self._sha256.hexdigest()))

    def _make(
        self, kind: str, url: str, payload: io.BytesIO, *, http: StatusAndHeaders | None = None,
        headers: Mapping[str, str], content_type: str = "",
    ) -> tuple[Place, str]:  # fmt: skip
        if not self._packed and (self._file is None or self._offset >= LARGEST_FILE_BYTES):
            self._begin_file()
        return self._pack(kind, url, payload, http, headers, content_type)

    def _begin_file(self) -> None:
        self.close()
        if not self._continue_newest():
            stamp = f"{now():%Y%m%dT%H%M%SZ}"
            serial = 1 + max((serial_of(file.name) for file in self._folder.glob("*.warc.gz")), default=0)
            self._name = f"luutru-{stamp}-{serial:05d}-{secrets.token_hex(3)}.warc.gz"
            self._offset = 0
            self._sha256 = hashlib.sha256()
            try:
                self._file = (self._folder / self._name).open("xb", buffering=0)
                _sync_folder(self._folder)
            except OSError as error:
                raise self._unwritable(error) from None
        body = "".join(f"{name}: {value}\r\n" for name, value in (
            ("software", self._software), ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("description", NOTE),
        ))  # fmt: skip
        self._pack(
            "warcinfo", "", io.BytesIO(body.encode()), None,
            {"WARC-Filename": self._name, "WARC-Date": _date(now())}, "application/warc-fields",
        )  # fmt: skip
        self.append()

    def _continue_newest(self) -> bool:
        """Opens the newest file at its end, where it is small and byte for byte what the tables follow; whether it was.

        A `warcinfo` record comes next, which says of the records after it what made them (WARC 1.1, 6.2).
        """
        newest, self._newest = self._newest, None
        if newest is None or newest[2] is None or newest[1] >= CONTINUED_BYTES:
            return False
        name, length, sha256 = newest
        if warc_files(self._folder)[-1:] != [name]:
            return False
        digest = hashlib.sha256()
        try:
            file = (self._folder / name).open("r+b", buffering=0)
        except OSError:
            return False
        try:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
            is_whole = file.tell() == length and digest.hexdigest() == sha256
        except OSError:
            is_whole = False
        if not is_whole:
            file.close()
            return False
        self._file, self._name, self._offset, self._sha256 = file, name, length, digest
        return True

    def _pack(
        self, kind: str, url: str, payload: io.BytesIO, http: StatusAndHeaders | None, headers: Mapping[str, str],
        content_type: str,
    ) -> tuple[Place, str]:  # fmt: skip
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
        place = Place(self._name, self._offset + self._packed_bytes, len(packed))
        self._packed.append(packed)
        self._packed_bytes += len(packed)
        return place, record.rec_headers.get_header("WARC-Record-ID")

    def _unwritable(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self._folder / self._name}: cannot be written: {error.strerror}; what was acknowledged is kept"
        )


def serial_of(name: str) -> int:
    """The running number in a file's name, which puts the files of an archive in their order whatever the clock said.

    >>> serial_of("luutru-20250101T000000Z-00012-a1b2c3.warc.gz")
    12
    """
    parts = name.split("-")
    return int(parts[2]) if len(parts) == 4 and parts[2].isdigit() else 0


def warc_files(folder: Path) -> list[str]:
    """The names of the WARC files that luutru wrote, in the order of writing."""
    return sorted((file.name for file in folder.glob("luutru-*.warc.gz")), key=lambda name: (serial_of(name), name))


def missing_serials(names: Iterable[str]) -> list[int]:
    """The running numbers between 1 and the highest that no file of these names has.

    >>> missing_serials(["luutru-20250101T000000Z-00003-a1b2c3.warc.gz"])
    [1, 2]
    """
    known = {serial_of(name) for name in names}
    return sorted(set(range(1, max(known, default=0))) - known)


def http_headers(block: bytes) -> tuple[str, int, tuple[tuple[str, str], ...]]:
    """Protocol, status and headers of the HTTP message that a record's block begins with.

    >>> http_headers(b"HTTP/1.1 200 \\r\\nServer: nginx\\r\\n\\r\\n<html>")
    ('HTTP/1.1', 200, (('Server', 'nginx'),))
    """
    first, *lines = block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    protocol, _, status = first.partition(" ")
    code = status.split(" ")[0]
    pairs = (line.partition(":") for line in lines)
    return protocol, int(code) if code.isdigit() else 0, tuple((name, value.strip()) for name, _, value in pairs)


def _date(moment: datetime) -> str:
    return utc_text(moment)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
