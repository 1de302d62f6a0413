"""The shape of a portal definition: what may stand in the TOML file, key by key, and what is said where it is wrong.

Values only, no behaviour; `crawler.portal` makes a Portal of it.
"""

from __future__ import annotations

import re
import ssl
import unicodedata
from datetime import date, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import soupsieve
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from archive.records import PAGE_TYPES, PageType
from crawler import searching
from crawler.calendar import check_cron, check_quiet
from crawler.discovery.platforms import platforms
from crawler.urls import split_url

_UNITS = {
    "minute": 60,
    "min": 60,
    "m": 60,
    "hour": 3600,
    "h": 3600,
    "day": 86400,
    "d": 86400,
    "week": 604800,
    "w": 604800,
}
LONGEST_TAG = 60
LONGEST_DAYS = 3650
"""No length of time in a definition is longer: years are added to times, and these end with the year 9999."""
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*", re.IGNORECASE)

FIELDS = ("title", "lead", "body", "date", "author", "source", "category", "tags", "images", "views")
"""Fields of an article that a CSS selector in `[article]` may override."""


def duration(text: str) -> timedelta:
    """A length of time as a definition writes it.

    >>> duration("90 minutes"), duration("1 day")
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=1))
    """
    match = _DURATION.fullmatch(text)
    seconds = _UNITS.get(match[2].lower()) if match else None
    if match is None or seconds is None:
        raise ValueError(f"{text!r} is no length of time: write it as in '30 minutes', '6 hours', '1 day'")
    length = float(match[1]) * seconds
    if length > LONGEST_DAYS * 86400:
        raise ValueError(f"{text[:40]!r} is longer than {LONGEST_DAYS} days")
    return timedelta(seconds=length)


def _pattern(text: str) -> str:
    searching.Pattern(text)
    return text


def _selector(text: str) -> str:
    if len(text) > searching.LONGEST_PATTERN:
        raise ValueError(f"{text[:40]}… is longer than {searching.LONGEST_PATTERN} characters")
    try:
        soupsieve.compile(text)
    except Exception as error:
        raise ValueError(f"{text!r} is no CSS selector: {str(error).splitlines()[0]}") from None
    return text


def _listed(written: object) -> object:
    """A single pattern may stand by itself, without a list around it."""
    if not isinstance(written, dict):
        raise ValueError('write it as { event = ["/events/"], guide = ["/guides/"] }')  # noqa: TRY004 - pydantic's
    if unknown := [name for name in written if name not in PAGE_TYPES]:
        raise ValueError(f"{unknown[0]!r} is no page type: the types are {', '.join(PAGE_TYPES)}")
    return {name: [patterns] if isinstance(patterns, str) else patterns for name, patterns in written.items()}


def _duration_text(text: str) -> str:
    duration(text)
    return text


def _cipher_list(text: str) -> str:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_ciphers(text)
    except (ssl.SSLError, ValueError):
        raise ValueError(f"{text!r} is no list of ciphers: write it as OpenSSL does, as in 'DEFAULT:!DH'") from None
    return text


def _tags(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        if not text.strip() or len(text) > LONGEST_TAG or not text.isprintable() or "," in text:
            raise ValueError(f"{text[:LONGEST_TAG]!r} is no tag: write some letters, as in 'province', and no comma")
    return tuple(dict.fromkeys(unicodedata.normalize("NFC", text.strip()) for text in texts))


def _web_address(text: str) -> str:
    if split_url(text) is None:
        raise ValueError(f"{text!r} is no http(s) address")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Selector = Annotated[str, AfterValidator(_selector)]
Patterns = Annotated[tuple[Pattern, ...], Field(strict=False)]
Duration = Annotated[str, AfterValidator(_duration_text)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Discover(_Section):
    """Where news is announced: addresses, absolute or from the home page; patterns searched in absolute addresses."""

    feeds: tuple[str, ...] = Field(default=(), strict=False)
    sitemaps: tuple[str, ...] = Field(default=(), strict=False)
    listings: tuple[str, ...] = Field(default=(), strict=False)
    follow: tuple[Pattern, ...] = Field(default=(), strict=False)
    """Only links that match one of these are followed; none given: all."""
    ignore: tuple[Pattern, ...] = Field(default=(), strict=False)
    """Links that match one of these are not followed."""
    former: tuple[Pattern, ...] = Field(default=(), strict=False)
    """Addresses at which its pages were once: what is archived of them stays, nothing there is asked for any more."""
    documents: bool = True
    """Whether documents that pages link to (PDF, DOCX, …) are fetched and kept."""


class ArticleRules(_Section):
    """The pattern of article addresses, and CSS selectors that override what extraction finds by itself."""

    url: Pattern | None = None
    page_types: Annotated[dict[PageType, Patterns], BeforeValidator(_listed)] = Field(default={}, strict=False)
    """Patterns of addresses by what their pages are: the first that matches says it, whatever the page looks like."""
    title: Selector | None = None
    lead: Selector | None = None
    body: Selector | None = None
    date: Selector | None = None
    author: Selector | None = None
    source: Selector | None = None
    category: Selector | None = None
    tags: Selector | None = None
    images: Selector | None = None
    views: Selector | None = None


class Politeness(_Section):
    """How hard the portal may be asked."""

    delay: float = Field(default=1.0, ge=0, le=3600, strict=False)
    """Seconds between two requests to a host; 0 asks as fast as it answers, for tests."""
    concurrency: int = Field(default=2, ge=1, le=16)
    """Connections to a host."""
    timeout: float = Field(default=60.0, gt=0, le=3600, strict=False)
    """Seconds until a request without an answer counts as failed."""


class Tls(_Section):
    """What is asked of the portal's hosts before they are believed to be the portal's."""

    verify: bool = True
    """False: a host is crawled though its certificate does not prove who it is."""
    ciphers: Annotated[str, AfterValidator(_cipher_list)] | None = None
    """OpenSSL's list of ciphers; None: its own, which refuses servers with short keys and broken digests."""
    oldest: Literal["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] = "TLSv1.2"
    """The oldest protocol that is spoken with it."""


class Schedule(_Section):
    """How often to look for news, and when to look at an article again."""

    interval: Duration = "1 hour"
    """Between two looks at home page, feeds, sitemaps and listings."""
    watch: tuple[Duration, ...] = Field(default=(), strict=False)
    """From look to look at an article without an edit; the last one repeats. None given: a tenth of the time since it
    came out or was edited."""
    budget: int | None = Field(default=None, ge=1)
    """Requests of one run at most, robots.txt not counted; what is likeliest to be news is asked for first."""
    cron: Annotated[str, AfterValidator(check_cron)] | None = None
    """Instead of an interval: when to look, in cron's five fields, on the portal's clock."""
    quiet: Annotated[tuple[str, ...], AfterValidator(check_quiet)] = Field(default=(), strict=False)
    """Hours of the portal's clock in which nothing is asked of it, as `22:00-06:00`."""
    pause: bool = False
    """True: crawled only when it is named."""
    paused_until: Annotated[date, Field(ge=date(1970, 1, 1))] | None = None
    """The day on which it is crawled again without being named."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.cron is not None and "interval" in self.model_fields_set:
            raise ValueError("interval and cron both say when to look: keep one of them")
        return self


class Definition(_Section):
    """A portal definition as written."""

    homepage: Annotated[str, AfterValidator(_web_address)]
    name: str = ""
    language: str = ""
    timezone: str = ""
    tags: Annotated[tuple[str, ...], AfterValidator(_tags)] = Field(default=(), strict=False)
    """What the archivist groups portals by, as `province`."""
    hosts: tuple[str, ...] = Field(default=(), strict=False)
    """More hosts of the portal, with their port where it is not the scheme's own."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which the hosts were this portal's."""
    platform: str = ""
    """A family of portals whose conventions apply: the name of a file in `crawler/platforms/`."""
    javascript: bool = False
    """True: pages are shown to a browser, and what its scripts have written is read."""
    private: bool = False
    """True: the named hosts may be on loopback or a private network."""
    discover: Discover = Discover()
    article: ArticleRules = ArticleRules()
    politeness: Politeness = Politeness()
    tls: Tls = Tls()
    schedule: Schedule = Schedule()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f"{value!r} is no time zone: write it as in 'Asia/Ho_Chi_Minh'") from None
        return value

    @field_validator("platform")
    @classmethod
    def _known_platform(cls, value: str) -> str:
        if value and value not in platforms():
            raise ValueError(f"{value!r} is no known platform: known are {', '.join(platforms())}")
        return value

    @field_validator("hosts")
    @classmethod
    def _plain_hosts(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            split = split_url(f"http://{value}/")
            if split is None or split.path != "/" or "/" in value or "@" in value:
                raise ValueError(f"{value!r} is no host: write the name, and :port where it needs one")
        return values

    @field_validator("valid_until")
    @classmethod
    def _in_order(cls, value: date | None, info: object) -> date | None:
        start = getattr(info, "data", {}).get("valid_from")
        if value and start and value < start:
            raise ValueError(f"{value} is before valid_from ({start})")
        return value
