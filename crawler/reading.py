"""What one response says: the kind of page, the article or none, and the links. Pure: plain values go in and out, so
that it can be done in a process of its own (`crawler.workers`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.records import SCRIPTS_ALONE, Article, Link, Outcome
from crawler.decoding import body_of
from crawler.discovery.counters import Count, page_counts
from crawler.discovery.feeds import feed_links
from crawler.discovery.json_listings import json_links
from crawler.discovery.lastmods import believed
from crawler.discovery.links import page_links, refresh_target, refreshed
from crawler.discovery.page_sizes import other_sizes
from crawler.discovery.postbacks import is_postback, postback_form, postback_links
from crawler.discovery.scripted import scripted_links
from crawler.discovery.sitemaps import sitemap_links
from crawler.extraction import UNDECIDED, Hints, NotAnArticle, Page, extract, parse
from crawler.extraction.blocks import words_in
from crawler.extraction.kinds import is_script_shell
from crawler.http_values import http_date
from crawler.media_kinds import media_kind
from crawler.stubs import stub_cookies
from crawler.urls import written_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from archive.records import Capture
    from crawler.discovery.postbacks import Form
    from crawler.extraction import Site
    from crawler.portal import Portal

_XML = re.compile(
    rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b|<[a-z0-9]+:(?:urlset|sitemapindex|rdf)\b", re.IGNORECASE
)
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_DOCUMENT_TYPES = re.compile(
    r"application/(?:pdf|msword|rtf|zip|x-zip-compressed|x-rar(?:-compressed)?|vnd\.(?:rar|ms-|openxmlformats|oasis)\S*)"
)
_DOCUMENT_HEADS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!", b"{\\rtf")
_JSON = re.compile(rb'\s*+(?:\{\s*+"[^"<>]{0,100}"\s*+:|\[\s*+[\[{"])')
_MARKUP = re.compile(rb"\s*+(?:\xef\xbb\xbf\s*+)?<(?:!doctype|\?xml|[a-z])", re.IGNORECASE)
_ELEMENT = re.compile(rb"<(?!(?:br|b)\b)[a-z]", re.IGNORECASE)
"""What begins an element, but for those in which PHP prints its warnings before all else."""
TURNED = "pager"
"""Origin of the hint that a list's own pager has led to an address."""
SCRIPT_LEADS = "its script leads elsewhere"
_WALLS = frozenset((400, 403, 405, 406, 412, 418, 429, 503, 520, 521))
"""Statuses with which walls show their checks for robots."""
_GONE = (404, 410, 451)
"""Statuses that say of one address that nothing is to be had there (RFC 9110, 15.5.5 and 15.5.11; RFC 7725)."""
_LISTS = ("listing", "home", "other", "empty")
_MOST_WORDS_OF_A_STUB = 60
"""A page that sends its reader on at once says no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A response to be read, with what is known of the address."""

    url: str
    """The address that answered; of a page that was posted for, the one made for it (`crawler.discovery.postbacks`)."""
    status: int
    body: bytes
    """Content coding undone."""
    content_type: str
    kind: str
    """What a link said it is: `page`, `feed` or `sitemap`."""
    hints: Hints
    homepage: str
    timezone: str
    language: str
    fields: Mapping[str, str]
    site: Site | None = None
    """What was learned of the portal's pages."""
    wants_links: bool = True
    """Whether the links of a page are asked for too."""
    refresh: str = ""
    """The header of that name."""
    is_turned: bool = False
    """A list's own pager has led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the response says."""

    outcome: Outcome
    article: Article | None = None
    links: tuple[Link, ...] = ()
    form: Form | None = None
    """What has to be posted for the pages that its pager offers."""
    counts: tuple[Count, ...] = ()
    """What a listing says of its own length."""
    refresh: str = ""
    """Where a `meta refresh` sends the reader at once."""
    note: str = ""
    """Why it is no article, or what went wrong; one line."""
    familiarity: float = 0.0
    """How much of the page's layout was known from pages learned from, 0 to 1."""
    extract_error: str = ""
    """Why the page could not be read; one line."""
    is_fault: bool = False
    """That was an error of ours, not a page past its limits."""


def question_of(
    capture: Capture, *, portal: Portal, url: str, hints: Iterable[tuple[str, str]], first_seen: datetime,
    site: Site | None = None, wants_links: bool = True, part_of: str = "",
) -> Question:  # fmt: skip
    """The question that a response asks: what to read, and what is known of it.

    `url` is the canonical address that was asked for, `hints` what was said of it elsewhere, by origin; `first_seen`
    bounds the year of a date that states none; `site` is what was learned of the portal's pages; `part_of` is the
    address of the page whose text is said to go on in this one, which is then an article's page whatever it holds.
    """
    told = list(hints)
    stated = [(origin, value) for origin, value in told if origin in ("feed", "listing", "sitemap")]
    modified = capture.header("Last-Modified")
    if modified:
        stated.append(("header", modified))
    return Question(
        url=url if is_postback(url) else capture.url,
        status=capture.status,
        body=body_of(capture),
        content_type=capture.content_type,
        kind=next((value for origin, value in told if origin == "kind"), "page"),
        hints=Hints(
            dates=tuple(stated),  # type: ignore[arg-type]
            first_seen=first_seen,
            answered_at=http_date(capture.header("Date")),
            article_url=True if part_of else portal.is_article_url(url),
            part_of=part_of,
            page_type=portal.page_type_of(url),
        ),
        homepage=portal.homepage,
        timezone=portal.definition.timezone or "UTC",
        language=portal.definition.language,
        fields=portal.fields,
        site=site,
        wants_links=wants_links,
        refresh=written_address(capture.header("Refresh").encode("latin-1", "replace")),
        is_turned=any(origin == TURNED for origin, _ in told),
    )


def settled(read: Reading, *, capture: Capture, portal: Portal, url: str) -> Reading:
    """The reading with what is known of the exchange beyond the page: that it broke off, that it is the home page."""
    if capture.truncated == "disconnect":
        return Reading(outcome="failure", note="the server closed the connection before the page was whole")
    if url == portal.homepage and read.outcome in ("article", "other", "listing"):
        note = read.note if read.note == SCRIPTS_ALONE else ""
        return Reading(outcome="home", links=read.links, form=read.form, counts=read.counts, note=note)
    return read


def reading(question: Question) -> Reading:
    """Reads a response. A page that cannot be understood is `other`, never an error."""
    if question.status in _GONE:
        return Reading(outcome="gone", note=f"HTTP {question.status}")
    if stub_cookies(question.body) is not None:
        return Reading(outcome="challenge", note="a page that only sets a cookie and asks again")
    if question.status >= 400:
        wall = _page(replace(question, wants_links=False)) if question.status in _WALLS and question.body else None
        if wall is not None and wall.outcome == "challenge":
            return Reading(outcome="challenge", note=f"HTTP {question.status}: {wall.note}")
        return Reading(outcome="error", note=f"HTTP {question.status}")
    if not question.body:
        return _sent_on(question) or Reading(outcome="empty", note="a response without a body")
    media_type = question.content_type.partition(";")[0].strip().lower()
    if (unread := _unread(question.body, media_type)) is not None:
        return unread
    announced = _announced(question)
    if announced is not None:
        return announced
    if media_type.endswith("json") or _is_json(question.body):
        found = json_links(question.body, url=question.url)
        return Reading(outcome="listing" if found else "other", links=tuple(found or ()), note="content of type JSON")
    if media_type and media_type not in _HTML_TYPES and b"<html" not in question.body[:2048].lower():
        return Reading(outcome="other", note=f"content of type {media_type}")
    return _page(question)


def _unread(body: bytes, media_type: str) -> Reading | None:
    """The reading of what is no markup, told by its first bytes and, where those do not say, by its media type."""
    if body.startswith(_DOCUMENT_HEADS):
        return Reading(outcome="document")
    if kind := media_kind(body):
        return Reading(outcome="other", note=f"content of type {kind}")
    if _DOCUMENT_TYPES.fullmatch(media_type) and not _MARKUP.match(body[:1024]):
        return Reading(outcome="document")
    return None


def _is_json(body: bytes) -> bool:
    """Whether a body is JSON, or was meant to be, whatever type it is given.

    >>> _is_json(b' { "items": [1, 2,] }'), _is_json(b'[{"a": 1}]'), _is_json(b'{"a": 1}<p>Text'), _is_json(b"[1] <p>")
    (True, True, False, False)
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    if _JSON.match(body) is None:
        return False
    return body[-100:].rstrip()[-1:] == (b"}" if body.lstrip()[:1] == b"{" else b"]")


def _sent_on(question: Question) -> Reading | None:
    """The reading of a response whose header sends the reader on; None: it does not."""
    target = refreshed(question.refresh, question.url) if question.refresh else None
    if not target or target == question.url:
        return None
    return Reading(outcome="redirect", refresh=target, note="Refresh header")


def _announced(question: Question) -> Reading | None:
    """The reading of a feed or a sitemap; None where the response is neither."""
    zipped = question.body.startswith(b"\x1f\x8b")
    if not zipped and question.kind == "page" and not _begins_list(question.body[:1024]):
        return None
    links = feed_links(question.body, url=question.url, content_type=question.content_type)
    if links is not None:
        return Reading(outcome="feed", links=tuple(links))
    links = sitemap_links(
        question.body, url=question.url, plain=question.kind == "sitemap", content_type=question.content_type
    )
    if links is None:
        return None
    received_at = question.hints.answered_at or question.hints.first_seen
    kept, note = believed(links, received_at=received_at, timezone=question.timezone)
    return Reading(outcome="sitemap", links=tuple(kept), note=note)


def _begins_list(head: bytes) -> bool:
    """Whether a feed or a sitemap begins there: one that stands in another document is a part of that."""
    found = _XML.search(head)
    return found is not None and not _ELEMENT.search(head, 0, found.start())


def _page(question: Question) -> Reading:
    page = parse(question.body, url=question.url, content_type=question.content_type)
    outcome: Outcome
    article, note = None, ""
    try:
        article = extract(
            page, url=question.url, site=question.site, hints=question.hints, fields=question.fields,
            timezone=question.timezone, language=question.language, homepage=question.homepage,
        )  # fmt: skip
        outcome, note = "article", UNDECIDED if is_undecided(article) else ""
    except NotAnArticle as reason:
        outcome, note = reason.kind, reason.reason
    if page.tree is None:
        return Reading(outcome=outcome, note=note)
    target = refresh_target(page.tree, page.base_url) if article is None or _is_stub(article) else None
    if target and target != question.url:
        return Reading(outcome="redirect", refresh=target, note="meta refresh")
    if article is None and (sent_on := _sent_on(question)) is not None:
        return sent_on
    if question.is_turned and outcome in ("article", "other") and not question.hints.article_url:
        outcome, article, note = "listing", None, "a later page of a list, by the pager that leads to it"
    if article is None and outcome in _LISTS and is_script_shell(page.tree):
        note = SCRIPTS_ALONE
    is_list = outcome in _LISTS or (article is not None and not article.is_usual)
    links, form = _links(page, outcome, question, is_list=is_list) if question.wants_links else ((), None)
    return Reading(
        outcome=outcome,
        article=article,
        links=links,
        form=form,
        counts=tuple(page_counts(page.tree)) if question.wants_links and is_list else (),
        note=note,
        familiarity=page.familiarity,
    )


def is_undecided(article: Article) -> bool:
    """Whether a listing or a feed that dates the page would make it news: it is asked for again then."""
    return not article.is_usual and article.published_on is None and article.page_type_confidence != 1.0


def _is_stub(article: Article) -> bool:
    """Whether a text is no more than a word to a reader who is sent on."""
    return not article.is_usual and words_in(article.text) <= _MOST_WORDS_OF_A_STUB


def _links(page: Page, outcome: Outcome, question: Question, *, is_list: bool) -> tuple[tuple[Link, ...], Form | None]:
    """The links of a page, those of its scripts and pagers too, and the form that these post."""
    if page.tree is None or outcome in ("gone", "challenge", "error"):
        return (), None
    links = page_links(page.tree, page.base_url, dated=is_list)
    if not is_list:
        return tuple(links), None
    url = question.url
    form = postback_form(page.tree, page.base_url, url, question.body)
    more = [*scripted_links(page.tree, page.base_url, url), *(postback_links(form) if form else ())]
    left_out = {link.url for link in links} | {url}
    links += [link for link in more if link.url not in left_out]
    sizes = other_sizes(link.url for link in links)
    return tuple(link for link in links if link.url not in sizes), form


def identified(article: Article | None, url: str, portal: Portal) -> Article | None:
    """The article under the address that was asked for, with the address that the page names as its own, if that is
    the portal's, not home, and not one that the portal has moved away from: a hint, no identity.
    """
    if article is None:
        return None
    named = portal.canonical(article.canonical_url) if article.canonical_url else None
    is_own = named is not None and named != portal.homepage and not portal.is_former(named)
    parts = tuple(part for one in article.parts if (part := portal.canonical(one)))
    return replace(article, url=url, canonical_url=named if named and is_own else "", parts=parts)
