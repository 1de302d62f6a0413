"""Parts of addresses that make no difference: learned from articles that were met at several addresses. Pure.

A session in the path, a token that turns at every visit, a section that may be any: the portal shows the same article
whatever stands there, so that each page names a hundred addresses for what is known. No address is made up for it: of
those that differ only in such a part, the one that was met first stands for all.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler.urls import url_shape

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS = 2
"""Articles met at two addresses that differ in one part only, before it is asked whether that part ever counts."""
FEW = 5
"""Articles that must speak for it."""


_TOKEN = re.compile(r"(?=.{8})(?=.*\d)[0-9A-Za-z_!.,~-]+")
"""What looks like nothing that a person would write: a session, a time, a key."""


class Part(NamedTuple):
    """A place in addresses: a parameter by its name, or a segment of the path by its number."""

    frame: str
    """The shape of what stands around it; empty: any, as long as a token stands there."""
    place: str | int


class Twins:
    """What has been learned of one portal's addresses."""

    def __init__(self) -> None:
        self._signs: Counter[Part] = Counter()
        self._settled: set[Part] = set()
        """Those that were asked about, whatever came of it."""
        self._first: dict[Part, dict[str, str]] = {}
        """Of each part that makes no difference, by what stands around it the address that was met first."""

    def told(self, url: str, own: str) -> Part | None:
        """An article's page at `url` was found to be the one at `own`: the part that may make no difference, if it is
        now to be asked about; else None. What differs in tokens is asked about for addresses of every shape.
        """
        part = difference(url, own)
        if part is None:
            return None
        if all(_TOKEN.fullmatch(value) for one in (url, own) if (value := _value(one, part.place)) is not None):
            part = Part("", part.place)
        if part in self._settled:
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

    >>> difference("https://a.vn/s-1/bai-1", "https://a.vn/s-2/bai-1").place
    1
    >>> difference("https://a.vn/tin?id=7&tok=a", "https://a.vn/tin?id=7").place
    'tok'
    """
    here, there = urlsplit(one), urlsplit(other)
    if here.netloc != there.netloc:
        return None
    mine, theirs = here.path.split("/"), there.path.split("/")
    if here.query == there.query and len(mine) == len(theirs):
        places = [place for place, (left, right) in enumerate(zip(mine, theirs, strict=True)) if left != right]
        return _part(one, places[0]) if len(places) == 1 else None
    if here.path != there.path:
        return None
    left, right = _parameters(here.query), _parameters(there.query)
    names = [name for name in {**left, **right} if left.get(name) != right.get(name)]
    if len(names) != 1:
        return None
    return _part(one if names[0] in left else other, names[0])


def _part(url: str, place: str | int) -> Part | None:
    rest = _cut(url, place)
    return None if rest is None else Part(url_shape(rest), place)


def _without(url: str, part: Part) -> str | None:
    """What stands around the part in an address; None where the address has no such part, or stands in another frame.

    An address without the parameter belongs to those that have it.
    """
    rest = _cut(url, part.place)
    if not part.frame:
        return rest if rest is not None and _TOKEN.fullmatch(_value(url, part.place) or "") else None
    if rest is None:
        rest = url if isinstance(part.place, str) else None
    return rest if rest is not None and url_shape(rest) == part.frame else None


def _value(url: str, place: str | int) -> str | None:
    """What stands in an address at a place; None where it has no such place."""
    parts = urlsplit(url)
    if isinstance(place, str):
        return _parameters(parts.query).get(place)
    segments = parts.path.split("/")
    return segments[place] if place < len(segments) else None


def _cut(url: str, place: str | int) -> str | None:
    parts = urlsplit(url)
    if isinstance(place, int):
        segments = parts.path.split("/")
        if place >= len(segments) or not segments[place]:
            return None
        segments[place] = "~"
        return parts._replace(path="/".join(segments)).geturl()
    pairs = parts.query.split("&") if parts.query else []
    kept = [pair for pair in pairs if pair.partition("=")[0] != place]
    return None if len(kept) == len(pairs) else parts._replace(query="&".join(kept)).geturl()


def _parameters(query: str) -> dict[str, str]:
    return {name: value for pair in query.split("&") if pair for name, _, value in [pair.partition("=")]}
