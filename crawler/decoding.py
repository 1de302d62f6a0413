"""Content coding undone (RFC 9110, 8.4): from the payload as received to the bytes that are read. Bounded, pure.

Live crawling and reading again from `warc/` both go through here, so that they read the same bytes. What cannot be
undone is given as far as it goes: a page cut short is still a page.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.records import Capture

ACCEPTED = "gzip, deflate"
"""What we ask servers for."""
LARGEST_BODY_BYTES = 32 << 20
"""What unpacks to more is cut there."""
GZIP, _ZLIB, _BARE = 31, 15, -15
"""What zlib calls `wbits`."""
_MAGIC = b"\x1f\x8b"
_PIECE_BYTES = 4096
_MOST_MEMBERS = 65_536
_MOST_CODINGS = 8
"""No server applies more; each one undone may make a bomb of the next."""


def body_of(capture: Capture) -> bytes:
    """The body of a response with its content codings undone, the last applied first; at most 32 MiB."""
    body = capture.payload
    codings = [name.strip().lower() for name in capture.header("Content-Encoding").split(",")]
    for coding in reversed(codings[-_MOST_CODINGS:]):
        if coding in ("gzip", "x-gzip"):
            body = unpacked(body, GZIP, largest_bytes=LARGEST_BODY_BYTES)
        elif coding == "deflate":
            # Meant is zlib's format; some servers send the bare stream.
            body = (
                unpacked(body, _ZLIB, largest_bytes=LARGEST_BODY_BYTES)
                or unpacked(body, _BARE, largest_bytes=LARGEST_BODY_BYTES)
            )  # fmt: skip
    return body[:LARGEST_BODY_BYTES]


def unpacked(packed: bytes, window: int, *, largest_bytes: int) -> bytes:
    """What a stream of one or more members holds, up to the limit or to where it breaks; as it is if it never began.

    `window` is zlib's `wbits`. Fed in small pieces: what zlib has unpacked of a piece that breaks is lost with it, and
    each member takes what is left of its piece along, which for millions of tiny ones must not be the whole stream.
    """
    parts: list[bytes] = []
    room = largest_bytes
    members, unpacker = 1, zlib.decompressobj(window)
    for start in range(0, len(packed), _PIECE_BYTES):
        piece = packed[start : start + _PIECE_BYTES]
        while piece and room > 0:
            before = unpacker.copy()
            try:
                parts.append(unpacker.decompress(piece, room))
            except zlib.error:
                parts.append(_until_it_breaks(before, piece, room))
                return _joined(parts, packed, window)
            room -= len(parts[-1])
            piece = unpacker.unused_data
            if unpacker.eof:
                if members == _MOST_MEMBERS:
                    return _joined(parts, packed, window)
                members, unpacker = members + 1, zlib.decompressobj(window)
        if room <= 0:
            break
    return _joined(parts, packed, window)


def _until_it_breaks(unpacker: zlib._Decompress, piece: bytes, room: int) -> bytes:
    parts: list[bytes] = []
    for place in range(len(piece)):
        if room <= 0:
            break
        try:
            parts.append(unpacker.decompress(piece[place : place + 1], room))
        except zlib.error:
            break
        room -= len(parts[-1])
    return b"".join(parts)


def _joined(parts: list[bytes], packed: bytes, window: int) -> bytes:
    body = b"".join(parts)
    never_began = not body and window == GZIP and packed[:2] != _MAGIC[: len(packed)]
    return packed if never_began else body
