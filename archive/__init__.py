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
    from archive.looks import Recorded
    from archive.search import Hit

__all__ = ["Archive", "Article", "Attachment", "Capture", "Hit", "Image", "Link", "Recorded", "Visit"]

_LATE = {"Archive": "archive.archive", "Hit": "archive.search", "Recorded": "archive.looks"}
"""What is loaded when first asked for: processes that only read pages need no database."""


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'archive' has no attribute {name!r}")
