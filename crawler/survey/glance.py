"""What one response says, and what of it helps to define its portal. Pure; done in a process of its own, like reading.

Read exactly as a crawl reads it; the rest is looked up beside that: marks of platforms, the language and name that a
page states, times with an offset from UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from crawler.discovery.platforms import page_marks
from crawler.discovery.postbacks import is_postback
from crawler.extraction import parse
from crawler.extraction.charset import decoded
from crawler.reading import Reading, reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.extraction import Page
    from crawler.reading import Question

_STAMP = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)|"
    r"\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d \d\d:\d\d(?::\d\d)? [+-]\d{4}"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_JOINTS = re.compile(r"(?<!\s)\s++[-–—|·:»]\s+")
_HOME_WORDS = {
    "home",
    "home page",
    "homepage",
    "welcome",
    "trang chủ",
    "accueil",
    "startseite",
    "inicio",
    "início",
    "首页",
}
_MOST_STAMPS = 50
_LARGEST_TEXT = 2 << 20
_PAGES = ("article", "listing", "home", "other", "error", "challenge", "redirect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance(Reading):
    """A reading, and what else the response tells of its portal."""

    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Marks of platforms, by key."""
    language: str = ""
    """What `<html lang>` says, ISO 639."""
    site_name: str = ""
    """What the page calls its site."""
    stamps: tuple[str, ...] = ()
    """Times with an offset, as written."""


def glance(question: Question) -> Glance:
    """Looks at a response."""
    read = reading(question)
    if read.article is not None and not read.article.is_usual:
        read = replace(read, outcome="other", article=None)  # a definition is made for what is news
    known = {one.name: getattr(read, one.name) for one in fields(Reading)}
    # A look posts nothing, and an address made for what would be posted is nobody's to ask for.
    known |= {"form": None, "links": tuple(link for link in read.links if not is_postback(link.url))}
    if read.outcome == "feed":
        return Glance(**known, stamps=_stamps(" ".join(link.date for link in read.links[:_MOST_STAMPS])))
    if read.outcome not in _PAGES:
        return Glance(**known)
    page = parse(question.body, url=question.url, content_type=question.content_type)
    if page.tree is None:
        return Glance(**known)
    text, _ = decoded(question.body[:_LARGEST_TEXT], question.content_type)
    return Glance(
        **known,
        marks=page_marks(page.tree, text, question.url),
        language=_language(page),
        site_name=_site_name(page),
        stamps=_stamps(text),
    )


def _stamps(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in _STAMP.finditer(text):
        found[match[0]] = None
        if len(found) >= _MOST_STAMPS:
            break
    return tuple(found)


def _language(page: Page) -> str:
    assert page.tree is not None
    match = _LANGUAGE.match((page.tree.get("lang") or page.tree.get("xml:lang") or "").strip())
    return match[0].lower() if match else ""


def _site_name(page: Page) -> str:
    assert page.tree is not None
    for element in page.tree.iter("meta"):
        if (element.get("property") or "").lower() == "og:site_name" and (element.get("content") or "").strip():
            return " ".join((element.get("content") or "").split())[:200]
    for element in page.tree.iter("title"):
        return _without_home(" ".join("".join(map(str, element.itertext())).split())[:200])
    return ""


def _without_home(title: str) -> str:
    """The title of a home page without the word for that.

    >>> _without_home("Home - Canadian Digital Service"), _without_home("Cổng thông tin | Trang chủ")
    ('Canadian Digital Service', 'Cổng thông tin')
    """
    parts = _JOINTS.split(title)
    kept = [part for part in parts if part.lower() not in _HOME_WORDS]
    return kept[0] if len(kept) == 1 < len(parts) else title
