"""The record: what was received, what it says, and how to find it. Knows nothing of crawling.

with Archive.open("archive-data") as archive:
    for hit in archive.search("nông thôn mới", portal="thuynguyen"):
        print(hit.published_on, hit.title)
"""

from archive.archive import Archive
from archive.looks import Recorded
from archive.records import Article, Attachment, Capture, Image, Link, Visit
from archive.search import Hit

__all__ = ["Archive", "Article", "Attachment", "Capture", "Hit", "Image", "Link", "Recorded", "Visit"]
