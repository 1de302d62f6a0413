"""Addresses of listings: the one of the first page, and what tells one listing from another. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.turning import page_of

_FOLDERS = frozenset(("index", "default", "home", "trang-chu", "rss", "feed", "sitemap"))


def first_page(url: str) -> str:
    """The address of a listing without the number of its page.

    >>> first_page("https://a.vn/tin-tuc?cat=5&page=3"), first_page("https://a.vn/tin-tuc/page/3/")
    ('https://a.vn/tin-tuc?cat=5', 'https://a.vn/tin-tuc/')
    """
    place = page_of(url)
    return url if place is None else place[0]


def listing_name(url: str) -> str:
    """The part of a listing's address that says which it is; empty where none does.

    >>> listing_name("https://a.vn/tin-tuc/trang-3.html"), listing_name("https://a.vn/news.aspx?cat=5&page=2")
    ('tin-tuc', 'news?cat=5')
    """
    parts = urlsplit(first_page(url))
    names = [
        re.sub(r"\.(?:html?|aspx?|php|jsp)$", "", one, flags=re.IGNORECASE) for one in parts.path.split("/") if one
    ]
    names = [one for one in names if one.lower() not in _FOLDERS and not one.isdigit()]
    return "?".join(one for one in (names[-1] if names else "", parts.query) if one)
