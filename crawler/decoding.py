"""Content coding undone (RFC 9110, 8.4): from the payload as received to the bytes that are read. Bounded, pure.

Live crawling and reading again from `warc/` both go through here, so that they read the same bytes. What cannot be
undone is given as far as it goes: a page cut short is still a page.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.records import Capture

ACCEPTED = "gzip, deflate"
"""What we ask servers for."""
LARGEST_BODY_BYTES = 32 << 20
"""What unpacks to more is cut there."""
MOST_CODINGS = 5
"""More, one upon the other, are only ever a bomb: the payload is taken as it is."""
_GZIP = b"\x1f\x8b\x08"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|html|head|rss|urlset)\b", re.IGNORECASE)
_STEP_BYTES = 1 << 12
"""Each member of a stream takes what is left of its step along: of a million tiny ones that is most of the work."""


def body_of(capture: Capture) -> bytes:
    """The body of a response with its content codings undone, the last applied first; at most 32 MiB. Of a page that
    was rendered, what the browser showed.
    """
    if capture.rendered is not None:
        return capture.rendered[:LARGEST_BODY_BYTES]
    body = capture.payload
    codings = [name.strip().lower() for name in capture.header("Content-Encoding").split(",")]
    if len(codings) > MOST_CODINGS:
        return body[:LARGEST_BODY_BYTES]
    if (
        body.startswith(_GZIP)
        and codings in ([""], ["identity"])
        and capture.header("Content-Type").startswith("text/")
    ):
        codings = ["gzip"]  # a cache has kept the coding and lost its name
    if _MARKUP.match(body):
        return body[:LARGEST_BODY_BYTES]  # it is called coded and is not: of any text the bare stream makes something
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip"):
            body = unpacked(body, 31, largest_bytes=LARGEST_BODY_BYTES) or body
        elif coding == "deflate":
            # Meant is zlib's format; some servers send the bare stream.
            limit = LARGEST_BODY_BYTES
            body = unpacked(body, 15, largest_bytes=limit) or unpacked(body, -15, largest_bytes=limit)
    return body[:LARGEST_BODY_BYTES]


def unpacked(packed: bytes, window: int, *, largest_bytes: int) -> bytes:
    """What a compressed stream of one or more members holds: at most `largest_bytes`, and up to where it breaks.

    `window` is zlib's: 31 for gzip, 15 for zlib, -15 for the bare stream.
    """
    found = bytearray()
    place = 0
    unpacker = zlib.decompressobj(window)
    while place < len(packed) and len(found) < largest_bytes:
        step = packed[place : place + _STEP_BYTES]
        room = largest_bytes - len(found)
        before = unpacker.copy()
        try:
            found += unpacker.decompress(step, room)
        except zlib.error:
            # Of a piece in which the stream breaks zlib gives nothing: byte by byte it gives what comes before.
            for byte in step:
                try:
                    found += before.decompress(bytes((byte,)), max(1, largest_bytes - len(found)))
                except zlib.error:
                    break
            break
        place += len(step)
        if unpacker.eof:
            place -= len(unpacker.unused_data)
            unpacker = zlib.decompressobj(window)
    return bytes(found[:largest_bytes])
