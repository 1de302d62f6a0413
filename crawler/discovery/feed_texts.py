"""Titles of feeds as plain text, whichever way the feed has wrapped them. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from html import unescape

_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|blink|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|li|marquee|mark|ol|p|"
    r"pre|q|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul|var|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HIDDEN = re.compile(
    r"<(script|style)\b[^<]*(?:<(?!/\1\b)[^<]*)*(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!DOCTYPE[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain_text(words: str, *, kind: str = "", is_marked_up: bool = False) -> str:
    """The text that a reader of the feed sees.

    `kind` is what the element says of its content (`type` and `mode` of Atom); `is_marked_up`: its markup was part of
    the feed, so that what is left is text. Without either, as in RSS, markup is told by its looks: HTML of these
    feeds is escaped once or twice, and a title that names a tag is left as it is.

    >>> plain_text("Giá <b>xăng</b> &amp; dầu"), plain_text("x < y"), plain_text("&lt;b>", kind="text")
    ('Giá xăng & dầu', 'x < y', '&lt;b>')
    """
    if "base64" in kind:
        try:
            words = base64.b64decode(words, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""
    kinds = kind.split()
    is_html = "html" in kinds or "text/html" in kinds or "base64" in kinds or "escaped" in kinds
    if is_marked_up or (kinds and not is_html):
        return " ".join(words.split())
    if "<" in words:
        words = (_ANY_TAG if is_html else _TAG).sub(" ", _HIDDEN.sub(" ", words))
        words = re.sub(r"\s+(?=[,.;:!?])", "", words)
    if "&" in words:
        words = _REFERENCE.sub(lambda found: unescape(found[0]), words)
    return " ".join(words.split())
