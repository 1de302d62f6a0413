"""Platform families: by what marks a CMS is known, and what all portals on it share. Pure but for reading its own data.

A family is a file in `crawler/platforms/`: values, no behaviour. A mark that only this CMS sets (its name as generator,
a header of its own) is enough; of the others, which a page may carry by chance, it takes two.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from crawler.urls import absolute_url, bare_host

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SURE, LIKELY = 2, 1
"""What a mark counts."""
ENOUGH = 2
_LONGEST_TEXT = 1 << 20
"""Characters of a page that are searched for marks."""
_MOST_REFERENCES = 3000


def _pattern(text: str) -> str:
    re.compile(text)
    return text


Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], Field(strict=False)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Marks(_Section):
    """By what the CMS is known: regular expressions."""

    generator: Patterns = ()
    """In `<meta name=generator>`; sure."""
    headers: dict[str, Annotated[str, AfterValidator(_pattern)]] = {}
    """In response headers, by lower-case name; sure."""
    cookies: Patterns = ()
    """In names of cookies."""
    html: Patterns = ()
    """In the page's source."""
    loads: Patterns = ()
    """In addresses of scripts, styles and pictures, on any host."""
    links: Patterns = ()
    """In addresses that the page links to on its own host, and whole in any."""


class Conventions(_Section):
    """What all portals on the CMS share: addresses from the host's root, and regular expressions."""

    feeds: tuple[str, ...] = Field(default=(), strict=False)
    sitemaps: tuple[str, ...] = Field(default=(), strict=False)
    articles: Patterns = ()
    listings: Patterns = ()
    pagination: Patterns = ()
    ignore: Patterns = ()


class Platform(_Section):
    """A family as its file states it."""

    name: str
    built_on: str = ""
    """The key of the family whose conventions hold too."""
    marks: Marks = Marks()
    conventions: Conventions = Conventions()

    @cached_property
    def articles(self) -> re.Pattern[str] | None:
        """Addresses that are likely articles."""
        return _any_of(self.conventions.articles)

    @cached_property
    def listings(self) -> re.Pattern[str] | None:
        """Addresses that are likely lists of articles."""
        return _any_of(self.conventions.listings)

    @cached_property
    def pagination(self) -> re.Pattern[str] | None:
        """Addresses of the further pages of a list."""
        return _any_of(self.conventions.pagination)

    @cached_property
    def ignore(self) -> re.Pattern[str] | None:
        """Addresses that bring nothing: print views, calendars, logins, other orders of the same list."""
        return _any_of(self.conventions.ignore)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A family that a page shows marks of."""

    key: str
    points: int
    marks: tuple[str, ...]
    """What was found, as a reader may check it."""


@lru_cache(maxsize=1)
def platforms() -> Mapping[str, Platform]:
    """Every family by its key, conventions of the family that it is built on included."""
    folder = resources.files("crawler") / "platforms"
    found = {
        file.name.removesuffix(".toml"): Platform.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    return {key: _whole(platform, found) for key, platform in sorted(found.items())}


def page_marks(tree: HtmlElement, text: str, url: str) -> dict[str, tuple[str, ...]]:
    """The marks of each family that a page carries, as `kind: pattern`; families without any are left out."""
    generators = [
        (element.get("content") or "").strip()
        for element in tree.iter("meta")
        if (element.get("name") or "").lower() == "generator"
    ]
    loads, links = _references(tree, url)
    text = text[:_LONGEST_TEXT]
    found = {}
    for key, platform in platforms().items():
        marks = platform.marks
        carried = [
            *_found("generator", marks.generator, generators),
            *_found("html", marks.html, [text]),
            *_found("loads", marks.loads, loads),
            *_found("links", marks.links, links),
        ]
        if carried:
            found[key] = tuple(carried)
    return found


def header_marks(headers: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The marks of each family in a response's headers, cookies included."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value)
    cookies = [value.partition("=")[0].strip() for value in values.get("set-cookie", ())]
    found = {}
    for key, platform in platforms().items():
        carried = [
            f"header: {name}"
            for name, pattern in platform.marks.headers.items()
            if any(re.search(pattern, value) for value in values.get(name, ()))
        ]
        carried += _found("cookie", platform.marks.cookies, cookies)
        if carried:
            found[key] = tuple(carried)
    return found


def recognised(*found: Mapping[str, tuple[str, ...]]) -> Recognised | None:
    """The family that marks, of one page or several, speak for; None where they do not suffice for any."""
    marks: dict[str, dict[str, None]] = {}
    for one in found:
        for key, carried in one.items():
            marks.setdefault(key, {}).update(dict.fromkeys(carried))
    known = platforms()
    points = {key: sum(map(_points, carried)) for key, carried in marks.items()}
    for key in marks:
        base = known[key].built_on
        if base and points.get(base, 0) >= ENOUGH:
            points[key] += points[base]  # a mark of its own, and all that it inherits
    best = max(points, key=lambda key: (points[key], bool(known[key].built_on)), default=None)
    if best is None or points[best] < ENOUGH:
        return None
    return Recognised(best, points[best], tuple(marks[best]))


def _points(mark: str) -> int:
    return SURE if mark.startswith(("generator:", "header:")) else LIKELY


def _found(kind: str, patterns: Iterable[str], texts: Iterable[str]) -> list[str]:
    known = list(texts)
    return [f"{kind}: {one}" for one in patterns if any(re.search(one, text, re.IGNORECASE) for text in known)]


def _references(tree: HtmlElement, url: str) -> tuple[list[str], list[str]]:
    """What a page loads, and what it links to: on its own host as paths, elsewhere as whole addresses of hosts."""
    own = bare_host(urlsplit(url).netloc)
    loads: dict[str, None] = {}
    links: dict[str, None] = {}
    for element in tree.iter("script", "link", "img", "a", "area", "form"):
        written = element.get("src") or element.get("href") or element.get("action")
        address = absolute_url(url, written) if written else None
        if address is None or len(loads) + len(links) >= _MOST_REFERENCES:
            continue
        parts = urlsplit(address[:2000])
        if element.tag in ("script", "link", "img"):
            loads[parts.path + (f"?{parts.query}" if parts.query else "")] = None
        if bare_host(parts.netloc) == own:
            links[parts.path + (f"?{parts.query}" if parts.query else "")] = None
        else:
            links[f"//{parts.netloc}"] = None
    return list(loads), list(links)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    alternatives = "|".join(f"(?:{one})" for one in patterns)
    return re.compile(alternatives) if alternatives else None


def _whole(platform: Platform, known: Mapping[str, Platform]) -> Platform:
    if not platform.built_on:
        return platform
    base, own = known[platform.built_on].conventions, platform.conventions
    joined = {name: (*getattr(own, name), *getattr(base, name)) for name in Conventions.model_fields}
    return platform.model_copy(update={"conventions": Conventions(**joined)})
