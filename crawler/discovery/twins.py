"""Tokens in addresses that make no difference: learned from articles that were met at several addresses. Pure.

A session in the path, a key that turns at every visit: the portal shows the same article whatever stands there, so that
each page names a hundred addresses for what is known. No address is made up for it: of those that differ only in such a
token, the one that was met first stands for all. Words and short numbers are never taken for tokens, whatever they seem
to do: where two languages of an article say the same because one is missing, the next article may have both.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS = 2
"""Articles met at two addresses that differ in one token only, before it is asked whether it ever counts."""
FEW = 5
"""Articles that must speak for it."""


_TOKEN = re.compile(r"(?=.{8})(?=.*\d)[0-9A-Za-z_!.,~-]+")
"""What looks like nothing that a person would write: a session, a time, a key."""


Part = str | int
"""A place in addresses: a parameter by its name, or a segment of the path by its number."""


class Twins:
    """What has been learned of one portal's addresses."""

    def __init__(self) -> None:
        self._signs: Counter[Part] = Counter()
        self._settled: set[Part] = set()
        """Those that were asked about, whatever came of it."""
        self._first: dict[Part, dict[str, str]] = {}
        """Of each part that makes no difference, by what stands around it the address that was met first."""

    def told(self, url: str, own: str) -> Part | None:
        """An article's page at `url` was found to be the one at `own`: the place of tokens that may make no
        difference, if it is now to be asked about; else None.
        """
        part = difference(url, own)
        if part is None or part in self._settled:
            return None
        if not all(_TOKEN.fullmatch(value) for one in (url, own) if (value := _value(one, part)) is not None):
            return None
        self._signs[part] += 1
        if self._signs[part] < SIGNS:
            return None
        self._settled.add(part)
        return part

    def learn(self, part: Part, articles: Iterable[str], known: Iterable[str]) -> bool:
        """Whether the part makes no difference: no two articles have addresses that differ in it alone.

        `articles` are the articles' own addresses, `known` all addresses that were met, the first ones first.
        """
        places: dict[str, str] = {}
        for url in articles:
            if (rest := _without(url, part)) is not None and places.setdefault(rest, url) != url:
                return False
        if len(places) < FEW:
            return False
        for url in known:
            if (rest := _without(url, part)) is not None:
                places.setdefault(rest, url)
        self._first[part] = places
        return True

    def forget(self, url: str) -> None:
        """The address brings nothing any more: another one may stand for the page."""
        for part, places in self._first.items():
            rest = _without(url, part)
            if rest is not None and places.get(rest) == url:
                del places[rest]

    def first(self, url: str) -> str:
        """The address that stands for `url`: itself, unless one that says the same was met before."""
        for part, places in self._first.items():
            rest = _without(url, part)
            if rest is not None:
                return places.setdefault(rest, url)
        return url


def difference(one: str, other: str) -> Part | None:
    """The only part in which two addresses of one host differ; None where there is none, or more than one.

    >>> difference("https://a.vn/s-1/bai-1", "https://a.vn/s-2/bai-1")
    1
    >>> difference("https://a.vn/tin?id=7&tok=a", "https://a.vn/tin?id=7")
    'tok'
    """
    here, there = urlsplit(one), urlsplit(other)
    if here.netloc != there.netloc:
        return None
    mine, theirs = here.path.split("/"), there.path.split("/")
    if here.query == there.query and len(mine) == len(theirs):
        places = [place for place, (left, right) in enumerate(zip(mine, theirs, strict=True)) if left != right]
        return places[0] if len(places) == 1 else None
    if here.path != there.path:
        return None
    left, right = _parameters(here.query), _parameters(there.query)
    names = [name for name in {**left, **right} if left.get(name) != right.get(name)]
    return names[0] if len(names) == 1 else None


def _without(url: str, part: Part) -> str | None:
    """What stands around the token in an address; None where there is no token at that place."""
    if not _TOKEN.fullmatch(_value(url, part) or ""):
        return None
    parts = urlsplit(url)
    if isinstance(part, int):
        segments = parts.path.split("/")
        segments[part] = "~"
        return parts._replace(path="/".join(segments)).geturl()
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] != part]
    return parts._replace(query="&".join(kept)).geturl()


def _value(url: str, part: Part) -> str | None:
    """What stands in an address at a place; None where it has no such place."""
    parts = urlsplit(url)
    if isinstance(part, str):
        return _parameters(parts.query).get(part)
    segments = parts.path.split("/")
    return segments[part] if part < len(segments) else None


def _parameters(query: str) -> dict[str, str]:
    return {name: value for pair in query.split("&") if pair for name, _, value in [pair.partition("=")]}
