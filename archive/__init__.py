"""The record: what was received, what it says, and how to find it. Knows nothing of crawling.

with Archive.open("archive-data") as archive:
    for hit in archive.search("nông thôn mới", portal="thuynguyen"):
        print(hit.published_on, hit.title)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.records import Article, Attachment, Capture, Image, Link, Visit

if TYPE_CHECKING:
    from archive.archive import Archive
    from archive.citation import Citation
    from archive.looks import Recorded
    from archive.search import Counts, Hit, Hits

__all__ = [
    "Archive", "Article", "Attachment", "Capture", "Citation", "Counts", "Hit", "Hits", "Image", "Link", "Recorded",
    "Visit",
]  # fmt: skip

_LATE = {
    "Archive": "archive.archive", "Citation": "archive.citation", "Counts": "archive.search", "Hit": "archive.search",
    "Hits": "archive.search", "Recorded": "archive.looks",
}  # fmt: skip
"""What is loaded when first asked for: processes that only read pages need no database."""


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'archive' has no attribute {name!r}")
