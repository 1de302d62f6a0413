"""Reads visits again from what `warc/` holds: the extractor as the archive is handed it.

The archive asks for this where a crash, a deleted database or an older backup has left visits out of the tables, and
before it believes an edit. Live crawling goes the same way: `question_of`, `reading`, `settled`, `identified`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.parts import LATER, MISSING
from archive.records import Visit
from crawler.announcing import announced
from crawler.decoding import body_of
from crawler.discovery.home_again import NOTE as SHOWS_HOME
from crawler.extraction import EXTRACTOR_VERSION, parse
from crawler.joining import Joining, part_read, with_parts
from crawler.learning import site_of
from crawler.page_text import page_text
from crawler.portal import Portal, PortalError, parse_portal
from crawler.reading import SCRIPT_LEADS, Question, Reading, identified, question_of, reading, settled
from crawler.schedule import due_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from archive import Recorded
    from archive.visit_records import Terms, ToldVisit
    from crawler.extraction import Site


class PortalReader:
    """Reads visits by the definition that they were made with; satisfies `archive.visit_records.Interpreter`."""

    def __init__(self, read: Callable[[Question], Reading] = reading, *, wants_links: bool = True) -> None:
        """`read` is what reads a response: here, or in a process of its own (`Workers.read_now`)."""
        self._read = read
        self._wants_links = wants_links
        self._portals: dict[tuple[str, str, str], Portal] = {}
        self._sites: dict[tuple[str, ...], Site | None] = {(): None}

    @property
    def extractor(self) -> str:
        """The version of the extractor."""
        return EXTRACTOR_VERSION

    def visit(self, told: ToldVisit, terms: Terms) -> Visit:
        """The visit, its answer read by today's extractor. Raises ArchiveError where its definition cannot be used."""
        portal = self.portal(terms)
        portal.orders.take(told.url)
        captures = tuple(one.capture for one in told.captures)
        read = Reading(outcome=told.outcome, note=told.error)  # type: ignore[arg-type]
        redirect_to = told.redirect_to
        if captures and _is_read(told, captures[-1].status):
            question = question_of(
                captures[-1], portal=portal, url=told.url, hints=told.hints, first_seen=terms.started_at,
                site=self._site(terms.models), wants_links=self._wants_links,
            )  # fmt: skip
            read = settled(self._read(question), capture=captures[-1], portal=portal, url=told.url)
            read = self._joined(read, told, portal, terms)
            if told.error == SHOWS_HOME:
                read = replace(read, outcome="gone", article=None, note=SHOWS_HOME)
            redirect_to = (portal.canonical(read.refresh) or read.refresh) if read.refresh else ""
        announcements, counters = announced(read, told.url, portal)
        return Visit(
            portal=told.portal, url=told.url, requested_url=told.requested_url, at=told.at, outcome=read.outcome,
            captures=captures, parts=told.parts_received, article=identified(read.article, told.url, portal),
            links=read.links, error=read.note, redirect_to=redirect_to, referrer=told.referrer,
            found_by=told.found_by, hints=told.hints, news_count=told.news_count, site=told.site,
            extract_error=read.extract_error, announcements=announcements, counters=counters, refused=told.refused,
            doubt=told.doubt,
        )  # fmt: skip

    def _joined(self, first: Reading, told: ToldVisit, portal: Portal, terms: Terms) -> Reading:
        """The reading of a first page with the text of the later ones that came with it."""
        if first.article is None or not (told.parts or told.error.startswith(MISSING)):
            return first
        joining = Joining(first.article)
        for captures in told.parts_received:
            question = question_of(
                captures[-1], portal=portal, url=told.url, hints=told.hints, first_seen=terms.started_at,
                site=self._site(terms.models), wants_links=self._wants_links, part_of=first.article.url,
            )  # fmt: skip
            read = part_read(self._read(question), captures[-1], portal, told.url)
            joining.answered(captures[0].url, read)
        if told.error.startswith(MISSING) and not joining.fault:
            joining.fault = told.error
        return with_parts(first, joining)

    def _site(self, models: tuple[str, ...]) -> Site | None:
        if models not in self._sites:
            self._sites = {(): None, models: site_of(models)}
        return self._sites[models]

    def page_text(self, told: ToldVisit) -> str:
        """What the page that answered says, and each later page of its text: a text node a line, and the documents that
        it links to.
        """
        answers = (told.captures, *told.parts)
        pages = (
            parse(body_of(capture), url=capture.url, content_type=capture.content_type)
            for capture in (captures[-1].capture for captures in answers)
        )
        return "\n".join(page_text(page.tree, page.base_url) for page in pages if page.tree is not None)

    def due(self, visit: Visit, recorded: Recorded, terms: Terms) -> tuple[datetime | None, str]:
        """When to look again, and why."""
        return due_of(self.portal(terms), visit, recorded)

    def is_former(self, url: str, terms: Terms) -> bool:
        """Whether the portal's pages have moved away from the address."""
        return self.portal(terms).is_former(url)

    def portal(self, terms: Terms) -> Portal:
        """The portal as defined then. Raises ArchiveError where that definition cannot be used any more."""
        key = (terms.portal, terms.definition, terms.overrides)
        if key not in self._portals:
            origin = f"{terms.portal} (as used at {terms.started_at:%Y-%m-%d})"
            try:
                self._portals[key] = parse_portal(
                    terms.definition, key=terms.portal, origin=origin, overrides=json.loads(terms.overrides)
                )
            except PortalError as error:
                raise ArchiveError(f"a page cannot be read again: {error}") from None
        return self._portals[key]


def _is_read(told: ToldVisit, status: int) -> bool:
    """Whether the answer is a page to be read; a redirect, a 304 and a robots.txt are what they were, and so are a page
    that a browser could not show, and a later page of a text.
    """
    if told.outcome == "failure" or (told.outcome == "redirect" and told.error.startswith((SCRIPT_LEADS, LATER))):
        return False
    return not 300 <= status < 400 and not (told.found_by == "robots" and told.url.endswith("/robots.txt"))
