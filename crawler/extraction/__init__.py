"""Articles out of pages: `extract` is the door. Pure: no network, no clock, no file, no database.

article = extract(html, url="https://…")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction.article import UNDECIDED, read_page
from crawler.extraction.dates import Dated, parse_date
from crawler.extraction.hints import Hints
from crawler.extraction.kinds import NotAnArticle
from crawler.extraction.parse import Page, parse
from crawler.extraction.site import Site, learn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.records import Article

EXTRACTOR_VERSION = "3"
"""Changes with every change of what is read from a page."""

__all__ = [
    "EXTRACTOR_VERSION",
    "UNDECIDED",
    "Dated",
    "Hints",
    "NotAnArticle",
    "Page",
    "Site",
    "extract",
    "learn",
    "parse",
    "parse_date",
]


def extract(
    html: bytes | str | Page, url: str = "", *, site: Site | None = None, content_type: str = "",
    hints: Hints | None = None,
    fields: Mapping[str, str] | None = None, timezone: str = "UTC", language: str = "", homepage: str = "",
) -> Article:  # fmt: skip
    """The article of a page.

    `html` is a page's bytes (decoded by what `content_type` and the page itself say), its text, or a parsed Page.
    `site` is what `learn` has made of other pages of the portal. `fields` are CSS selectors by field that override what
    is found; `timezone` is the portal's clock, an IANA name; `language` and `homepage` are what is known of the portal.
    Without `hints` the caller has chosen the page: a text under a headline that tells something is taken for an article
    though nothing else makes it news.
    Raises NotAnArticle, which says what the page is, and nothing else.
    """
    page = html if isinstance(html, Page) else parse(html, url=url, content_type=content_type)
    return read_page(
        page,
        site=site,
        hints=hints or Hints(lone=True),
        fields=fields or {},
        timezone=timezone,
        language=language,
        homepage=homepage,
    )
