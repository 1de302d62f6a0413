"""Which address is which page, and how a page is made: opened, asked, written out, or explained why not."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from archive.errors import ArchiveError, UsageError
from archive.opened import OpenArchive
from archive.sentences import Sentence
from archive.web.asking import Answer, Asked, NotHere, Page, Received, Withheld
from archive.web.guard import PAGE_POLICY
from archive.web.language import COOKIE, LANGUAGES, error_in_language, language_of
from archive.web.pages.article import article_page
from archive.web.pages.changes import changes_atom, changes_page
from archive.web.pages.difference import difference_page
from archive.web.pages.downloads import citation, search_atom, search_file
from archive.web.pages.home import home, portals_page
from archive.web.pages.portal import portal_page
from archive.web.pages.search import search_json, search_page
from archive.web.pages.story import stories_page, story_page
from archive.web.rendering import rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from archive.archive import Archive

Made = Page | Answer
PAGES: dict[str, Callable[[Archive, Asked], Made]] = {
    r"/": home,
    r"/search": search_page,
    r"/search\.json": search_json,
    r"/search\.atom": search_atom,
    r"/search\.(?P<form>csv|jsonl)": search_file,
    r"/portals": portals_page,
    r"/portal/(?P<key>[^/]{1,900})": portal_page,
    r"/changes": changes_page,
    r"/changes\.atom": changes_atom,
    r"/stories": stories_page,
    r"/story/(?P<id>[^/]{1,900})": story_page,
    r"/article/(?P<id>[^/]{1,900})": article_page,
    r"/article/(?P<id>[^/]{1,900})/difference": difference_page,
    r"/article/(?P<id>[^/]{1,900})/citation": citation,
}
"""By the pattern of its path what makes a page."""
LONGEST_QUERY = 20_000
"""Characters of a query string."""
FAULT = "This is a fault of luutru: what it wrote to its error output says more."
_MISSING, _UNASKABLE, _BROKEN = "There is no such page", "This cannot be asked", "Something went wrong"
_YEAR = 365 * 24 * 3600
_here = threading.local()


def answer(folder: Path, pattern: str, received: Received) -> Answer:
    """What is sent for an address that a pattern of PAGES fits; errors are pages too."""
    match = re.fullmatch(pattern, received.path)
    asked = _asked(received, match.groupdict() if match else {})
    if len(received.query) > LONGEST_QUERY:  # answered in part, it would be another question
        return _ours(_written(_explained(414, _UNASKABLE, "the address is too long"), asked), asked)
    return _ours(_sent(folder, pattern, match, asked), asked)


def explained(status: int, text: str, received: Received) -> Answer:
    """What is sent where nobody has a page for an address, or Datasette could not make its own."""
    title = {404: _MISSING, 500: _BROKEN}.get(status, _UNASKABLE)
    asked = _asked(received, {})
    return _ours(_written(_explained(status, title, text), asked), asked)


def _asked(received: Received, parts: Mapping[str, str]) -> Asked:
    parameters = parse_qs(received.query[:LONGEST_QUERY], keep_blank_values=True)
    language = language_of(_chosen(parameters), _cookie(received.cookie), received.accept_language)
    return Asked(path=received.path, parts=parts, query=parameters, language=language, origin=received.origin)


def _ours(sent: Answer, asked: Asked) -> Answer:
    """The answer with the headers that every page of ours has."""
    kept = {"content-security-policy": PAGE_POLICY, "cache-control": "no-cache", "vary": "cookie, accept-language"}
    chosen = _chosen(asked.query)
    if chosen in LANGUAGES:
        kept["set-cookie"] = f"{COOKIE}={chosen}; Path=/; Max-Age={_YEAR}; SameSite=Strict; HttpOnly"
    return Answer(body=sent.body, content_type=sent.content_type, status=sent.status, headers={**kept, **sent.headers})


def _chosen(query: Mapping[str, Sequence[str]]) -> str:
    return query.get("lang", [""])[-1]


def _sent(folder: Path, pattern: str, match: re.Match[str] | None, asked: Asked) -> Answer:
    try:
        return _written(_page(pattern, match)(_held(folder).get(), asked), asked)
    except NotHere as error:
        problem = (404, _MISSING, error_in_language(error, asked.language))
    except Withheld as error:
        problem = (410, "This article may not be shown", error_in_language(error, asked.language))
    except (ArchiveError, sqlite3.Error) as error:
        _held(folder).forget()
        problem = (503, "The archive cannot be read just now", " ".join(str(error).split()))
    except UsageError as error:
        problem = (400, _UNASKABLE, error_in_language(error, asked.language))
    except Exception:
        logging.getLogger(__name__).exception("%s", asked.path)
        problem = (500, _BROKEN, FAULT)
    return _written(_explained(*problem), asked)


def _page(pattern: str, match: re.Match[str] | None) -> Callable[[Archive, Asked], Made]:
    if match is None:  # a slash that was percent-encoded
        raise NotHere(Sentence("no page of this archive has this address"))
    return PAGES[pattern]


def _written(made: Made, asked: Asked) -> Answer:
    return made if isinstance(made, Answer) else Answer(body=rendered(made, asked), status=made.status)


def _explained(status: int, title: str, text: str) -> Page:
    return Page(template="problem.html", values={"title": title, "text": text, "status": status}, status=status)


def _held(folder: Path) -> OpenArchive:
    """The archive as this thread has it open."""
    if not hasattr(_here, "archive"):
        _here.archive = OpenArchive(folder)
    held: OpenArchive = _here.archive
    return held


def _cookie(header: str) -> str:
    for one in header.split(";"):
        name, _, value = one.strip().partition("=")
        if name == COOKIE:
            return value
    return ""
