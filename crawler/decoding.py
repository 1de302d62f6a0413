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


def body_of(capture: Capture) -> bytes:
    """The body of a response with its content codings undone, the last applied first; at most 32 MiB."""
    body = capture.payload
    codings = [name.strip().lower() for name in capture.header("Content-Encoding").split(",")]
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip"):
            body = _unpacked(body, 31)
        elif coding == "deflate":
            # Meant is zlib's format; some servers send the bare stream.
            body = _unpacked(body, 15) or _unpacked(body, -15)
    return body[:LARGEST_BODY_BYTES]


def _unpacked(packed: bytes, window: int) -> bytes:
    """What a stream of one or more members holds, up to the limit or to where it breaks; as it is if it never began."""
    parts: list[bytes] = []
    room = LARGEST_BODY_BYTES
    rest = packed
    while rest and room > 0:
        unpacker = zlib.decompressobj(window)
        try:
            parts.append(unpacker.decompress(rest, room))
        except zlib.error:
            break
        room -= len(parts[-1])
        rest = unpacker.unused_data
        if not unpacker.eof:
            break
    if not parts:
        return packed if window == 31 else b""
    return b"".join(parts)
