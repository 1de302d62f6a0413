"""The values that the archive keeps: what was received, and what it says.

They stand apart because every room handles them and none of them may need SQLite, Scrapy or a parser to do so:
frozen dataclasses, standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

Precision = Literal["minute", "day", "month", "year"]
"""How much of a publication time was stated."""

DateOrigin = Literal["json-ld", "meta", "visible", "url", "listing", "feed", "sitemap", "header", "inferred"]
"""Where a publication time was read; a guessed part (a year, say) makes the whole `inferred`."""

PageType = Literal["news", "notice", "event", "guide", "profile", "other"]
"""What a page with a text of its own is: news, a notice (tender, recruitment, announcement), an event, a guide (guides,
services, information), a profile (a person, a body), or something else."""

PAGE_TYPES: tuple[PageType, ...] = get_args(PageType)
USUAL_TYPES: tuple[PageType, ...] = ("news", "notice")
"""What is searched, shown, exported and counted unless other types are asked for."""

SCRIPTS_ALONE = "it holds scripts and hardly any text"
"""What is noted of a page that a browser has to fill before there is anything to read."""
Outcome = Literal[
    "article", "listing", "home", "document", "other", "gone", "error", "challenge", "empty", "failure",
    "feed", "sitemap", "robots", "redirect", "refused",
]  # fmt: skip
"""What came of asking for one address.

`article`, `listing`, `home`, `document` and `other` say what the page is; `feed`, `sitemap` and `robots` are read for
their links and rules; `gone` is 404, 410 or an error page under status 200; `error` any other status of 400 and up;
`challenge` a robot check; `empty` a body of no bytes; `redirect` points to another address, asked for on its own;
`failure` brought no response; `refused` was not asked for at all, because robots.txt closes it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The TLS certificate that a host presented."""

    host: str
    """Its name, and the port where that is not 443."""
    fingerprint: str
    """SHA-256 of the certificate as sent (DER), in hex."""
    subject: str
    """As RFC 4514 writes it."""
    issuer: str
    valid_from: datetime
    valid_until: datetime
    """Aware, UTC."""
    fault: str = ""
    """Why it did not prove that the host is the one that was asked for; empty: it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange as received: never altered, never completed with what was not there."""

    url: str
    fetched_at: datetime
    """Aware, UTC: when the response had arrived."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """Name and value in the order in which Scrapy hands them over; bytes outside ASCII read as Latin-1."""
    payload: bytes
    """The body with transfer coding undone and content coding (gzip, br) still on."""
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None
    truncated: Literal["length", "time", "disconnect", "unspecified"] | None = None
    """Why the payload is known to be incomplete (WARC 1.1, section 5.13); None: as far as is known it is whole."""
    rendered: bytes | None = None
    """The page as a browser's scripts had written it, in UTF-8; None: it was not shown to a browser."""
    certificate: Certificate | None = None
    """What the host presented on the connection; None: there was no TLS, or it is not known."""

    @property
    def content_type(self) -> str:
        """Of what is read: the rendered page where there is one, else as the server says."""
        return self.header("Content-Type") if self.rendered is None else "text/html; charset=utf-8"

    def header(self, name: str) -> str:
        """The first header of that name, in any case; empty where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an article."""

    url: str
    caption: str = ""
    """As printed beneath it, without a label."""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that an article links to."""

    url: str
    name: str = ""
    """The words of the link, or the file's name."""
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one page says, apart from the page around it. Text is Unicode NFC; an empty string means: not stated."""

    url: str
    title: str
    lead: str = ""
    """The standing summary between title and body (sapo)."""
    text: str = ""
    """Paragraphs in reading order, separated by one blank line, the lead first."""
    html: str = ""
    """The same as `text` with its structure and images; clean and safe."""
    published_at: datetime | None = None
    """Aware, UTC; a date without a time of day is that day's midnight on the portal's clock."""
    published_on: date | None = None
    """The date on the portal's own calendar."""
    published_precision: Precision | None = None
    published_from: DateOrigin | None = None
    modified_at: datetime | None = None
    author: str = ""
    source: str = ""
    """Whom the portal credits (`Theo …`, `Nguồn: …`), without the label."""
    category: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    """ISO 639-1."""
    image_url: str = ""
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    canonical_url: str = ""
    """What `<link rel=canonical>` names, made absolute; empty where there is none."""
    figures: tuple[tuple[str, int], ...] = ()
    """Name and value of what moves without the article changing: `("views", 44)`."""
    page_type: PageType = "news"
    """What the page is; no part of the content hash."""
    page_type_confidence: float | None = None
    """How sure that is, 0 to 1; None: nobody judged it."""
    doubts: tuple[tuple[str, float], ...] = ()
    """What a second look found different on the page, and how much (0 to 1): `("lost_prose", 0.4)`."""
    parts: tuple[str, ...] = ()
    """The addresses of the later pages whose text is joined to that of the first, in their order."""
    next_part: str = ""
    """The page on which the text goes on beyond what was read, as its pager says; empty: nowhere."""
    first_part: str = ""
    """The page on which the text begins, as its pager says; empty: on this one."""

    @property
    def is_usual(self) -> bool:
        """Whether it is news or a notice: what counts where nothing else is asked for."""
        return self.page_type in USUAL_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address found on a page, in a feed or in a sitemap, with what was said of it there."""

    url: str
    """As found, made absolute; not yet canonical."""
    road: Literal["seed", "link", "listing", "feed", "sitemap", "robots", "redirect", "pagination"] = "link"
    """How it was found."""
    kind: Literal["page", "feed", "sitemap"] = "page"
    """What it is said to be."""
    text: str = ""
    date: str = ""
    """The date of publication printed beside it (listing), or given for it (feed, news sitemap), as written."""
    modified: str = ""
    """When it was last touched, as a sitemap says."""
    said: str = ""
    """A digest of what a feed or a dated listing says of the page itself: its headline, its summary; empty: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """An address of the portal that a sitemap, a feed or a listing names as a page of news."""

    url: str
    """Canonical."""
    road: Literal["sitemap", "feed", "listing"]
    announced_on: date | None = None
    """The date of publication given for it there, on the portal's own calendar."""
    section: str = ""
    """The listing that names it, by the part of its address that says which; empty: none that is one section's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What a listing itself says of its length, as in `Trang 1/58`."""

    url: str
    """Canonical URL of the listing's first page."""
    counts: Literal["pages", "articles"]
    value: int
    listed: int = 0
    """Articles that the page with the counter listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one request brought. Nothing else crosses from crawling to the record."""

    portal: str
    url: str
    """The canonical URL that was asked for."""
    requested_url: str
    """The address as sent."""
    at: datetime
    """Aware, UTC: when the answer, or the failure, was there."""
    outcome: Outcome
    captures: tuple[Capture, ...] = ()
    """In the order of their arrival, the answer last; none where no response came."""
    parts: tuple[tuple[Capture, ...], ...] = ()
    """What came of each later page of the text: captures in the order of their arrival, the answer last, none empty."""
    article: Article | None = None
    links: tuple[Link, ...] = ()
    error: str = ""
    """Why there was no response, or no page; one line."""
    redirect_to: str = ""
    """The canonical URL that a redirect names."""
    referrer: str = ""
    """The page on which the address was found."""
    found_by: str = ""
    """The road by which it was found first: a `Link.road`."""
    hints: tuple[tuple[str, str], ...] = ()
    """Origin and value of what was said of it elsewhere, as a listing's date; kept so that it can be read again."""
    news_count: int = 0
    """Addresses on it that nobody had seen before."""
    extract_error: str = ""
    """What extraction could not bear; one line."""
    site: int = 0
    """With how many of the portal's models it was read: the number of the latest; 0: with none."""
    refused: Certificate | None = None
    """The certificate for which no answer was waited for; None: that was not the reason."""
    announcements: tuple[Announcement, ...] = ()
    """What it announces, if it is a sitemap, a feed or a listing; each address once."""
    counters: tuple[Counter, ...] = ()
    doubt: str = ""
    """Why what was read is not to be published before somebody has looked at it, in a word; empty: it may be."""

    @property
    def all_captures(self) -> tuple[Capture, ...]:
        """Its captures, then those of the later pages of its text."""
        return (*self.captures, *(capture for captures in self.parts for capture in captures))
