"""What lies in a WARC file, front to back: gzip members, whole or damaged, and the record in each.

Reading stands apart from writing because it must bear anything: files torn by a crash, flipped by a disk, cut by a
copy. Nothing here raises for what a file holds; what cannot be read is a `Damage` with its place.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK_BYTES = 1 << 16
LARGEST_MEMBER_BYTES = 1 << 28
"""A record that unpacks to more than this is none of ours: the largest response is 32 MiB."""
_MAGIC = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Member:
    """A whole gzip member, unpacked."""

    offset: int
    length: int
    """Compressed."""
    plain: bytes

    @property
    def end(self) -> int:
        """Where the next member begins."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file in which no whole record begins."""

    offset: int
    length: int
    reason: str
    is_tail: bool
    """Nothing whole follows: what a crash leaves at the end of a file."""


@dataclass(frozen=True, slots=True)
class Record:
    """A WARC record as its bytes say."""

    kind: str
    """`response`, `revisit`, `metadata`, `warcinfo` …"""
    fields: dict[str, str]
    """Named fields, by name in lower case."""
    block: bytes

    @property
    def url(self) -> str:
        """The target's address; empty where there is none."""
        return self.fields.get("warc-target-uri", "")

    @property
    def payload(self) -> bytes:
        """The block without its HTTP headers."""
        head, mark, body = self.block.partition(b"\r\n\r\n")
        return body if mark and head.startswith(b"HTTP/") else self.block

    def fault(self) -> str:
        """What a digest that the record states of itself says against it; empty where all is right."""
        block = self.fields.get("warc-block-digest", "")
        if block.startswith("sha256:") and block[7:] != hashlib.sha256(self.block).hexdigest():
            return "its block does not match the digest that it states"
        payload = self.fields.get("warc-payload-digest", "")
        if (
            self.kind == "response"
            and payload.startswith("sha256:")
            and payload[7:] != hashlib.sha256(self.payload).hexdigest()
        ):
            return "its payload does not match the digest that it states"
        return ""


class _Broken(Exception):
    pass


def members(path: Path, *, start: int = 0, end: int | None = None) -> Iterator[Member | Damage]:
    """The members of a file from `start` to `end`, in order; damage where there is none, and on from what follows.

    Raises ArchiveError where the file itself cannot be read.
    """
    try:
        with path.open("rb", buffering=1 << 20) as file:
            size = file.seek(0, 2)
            size = size if end is None else min(size, end)
            position = start
            while position < size:
                try:
                    member = _member(file, position, size)
                    yield member
                    position = member.end
                except _Broken as broken:
                    found = _next_member(file, position + 1, size)
                    yield Damage(position, (found or size) - position, str(broken), is_tail=found is None)
                    position = found or size
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from None


def _member(file: BinaryIO, position: int, size: int) -> Member:
    file.seek(position)
    unpacker = zlib.decompressobj(31)
    parts: list[bytes] = []
    taken = unpacked = 0
    while not unpacker.eof:
        chunk = file.read(CHUNK_BYTES)
        if not chunk:
            raise _Broken("the file ends in the middle of a record")
        taken += len(chunk)
        try:
            parts.append(unpacker.decompress(chunk, LARGEST_MEMBER_BYTES))
        except zlib.error as error:
            raise _Broken(f"no whole gzip member ({error})") from None
        unpacked += len(parts[-1])
        if unpacked > LARGEST_MEMBER_BYTES or unpacker.unconsumed_tail:
            raise _Broken("a record larger than any that luutru writes")
    member = Member(position, taken - len(unpacker.unused_data), b"".join(parts))
    if member.end > size:
        raise _Broken("the record goes on beyond where it should end")
    return member


def _next_member(file: BinaryIO, position: int, size: int) -> int | None:
    """Where the next whole WARC record begins; None where none follows."""
    overlap = len(_MAGIC) - 1
    while position < size:
        file.seek(position)
        chunk = file.read(CHUNK_BYTES)
        if len(chunk) < len(_MAGIC):
            return None
        at = chunk.find(_MAGIC)
        while at >= 0:
            if position + at < size and _begins_record(file, position + at, size):
                return position + at
            at = chunk.find(_MAGIC, at + 1)
        position += len(chunk) - overlap
    return None


def _begins_record(file: BinaryIO, position: int, size: int) -> bool:
    try:
        return _member(file, position, size).plain.startswith(b"WARC/")
    except _Broken:
        return False


def record_of(plain: bytes) -> Record | None:
    """The record that a member holds; None where it holds none.

    >>> made = record_of(b"WARC/1.1\\r\\nWARC-Type: metadata\\r\\nContent-Length: 2\\r\\n\\r\\n{}\\r\\n\\r\\n")
    >>> made.kind, made.block
    ('metadata', b'{}')
    """
    head, mark, rest = plain.partition(b"\r\n\r\n")
    if not mark or not head.startswith(b"WARC/"):
        return None
    fields: dict[str, str] = {}
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            fields[name.decode("latin-1").strip().lower()] = value.decode("utf-8", "replace").strip()
    length = fields.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) + 4 != len(rest) or not rest.endswith(b"\r\n\r\n"):
        return None
    return Record(fields.get("warc-type", ""), fields, rest[: int(length)])
