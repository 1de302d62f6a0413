"""Digests: of the bytes received, and of what an article says. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Article

STATED = ("json-ld", "meta", "visible")
"""Origins of a publication date that the page itself states."""


def payload_digest(payload: bytes) -> str:
    """SHA-256 of the bytes in lower-case hex.

    >>> payload_digest(b"")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(payload).hexdigest()


def content_hash(article: Article) -> str:
    """SHA-256 over what makes a version: title, lead, text, author, the date that the page states, captions and
    attachments, with whitespace and Unicode normalised.

    Each part is framed by its length, so that no text can pass from one part into the next unnoticed.
    """
    digest = hashlib.sha256()
    for part in _parts(article):
        normal = " ".join(unicodedata.normalize("NFC", part).split()).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(normal))
        digest.update(normal)
    return digest.hexdigest()


def _parts(article: Article) -> Iterable[str]:
    yield article.title
    yield article.lead
    yield article.text
    yield article.author
    stated = article.published_on if article.published_from in STATED else None
    yield stated.isoformat() if stated else ""
    captions = [image.caption for image in article.images if image.caption]
    yield str(len(captions))
    yield from captions
    yield str(len(article.attachments))
    for attachment in article.attachments:
        yield without_host(attachment.url)
        yield attachment.name


def without_host(url: str) -> str:
    """What of an attachment's address makes a version: the same page under the portal's other name is the same article.

    >>> without_host("https://example.gov.vn/files/1.pdf?v=2")
    '/files/1.pdf?v=2'
    """
    return urlsplit(url)._replace(scheme="", netloc="").geturl()
