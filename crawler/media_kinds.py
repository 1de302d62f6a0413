"""What bytes are, told by how they begin: what is neither a page nor a feed, whatever its server calls it. Pure."""

from __future__ import annotations

import re

_HEADS = (
    (b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"OggS", "audio/ogg"), (b"ID3", "audio/mpeg"), (b"fLaC", "audio/flac"), (b"\x1aE\xdf\xa3", "video/webm"),
    (b"FLV\x01", "video/x-flv"), (b"wOFF", "font/woff"), (b"wOF2", "font/woff2"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z"),
    (b"\x7fELF", "application/x-executable"), (b"%!PS", "application/postscript"), (b"AT&TFORM", "image/vnd.djvu"),
)  # fmt: skip
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/avi"}
_CALENDAR = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}BEGIN:(VCALENDAR|VCARD)\b", re.IGNORECASE)
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^<>]{0,500}-->\s*)*"
    rb"(?:<!DOCTYPE svg[^>]{0,500}>\s*)?<(?:svg:)?svg\b",
    re.IGNORECASE,
)


def media_kind(body: bytes) -> str:
    """The media type of a picture, a recording, a font or a calendar; empty where the bytes may be text or markup.

    >>> media_kind(b"GIF89a..."), media_kind(b"RIFF....WEBPVP8 "), media_kind(b"<html>")
    ('image/gif', 'image/webp', '')
    """
    for head, kind in _HEADS:
        if body.startswith(head):
            return kind
    if body.startswith(b"RIFF"):
        return _RIFF.get(body[8:12], "")
    if body[4:8] == b"ftyp":
        return "image/avif" if body[8:12] in (b"avif", b"avis", b"heic", b"mif1") else "video/mp4"
    if _CALENDAR.match(body[:64]):
        return "text/calendar"
    return "image/svg+xml" if _SVG.match(body[:2048]) else ""
