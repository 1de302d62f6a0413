"""Which running ids and document numbers the archive lacks of a portal, by what it holds. Reads only.

A number that the archive can explain is no gap: its address was asked for and was gone, closed by robots.txt, another
address of an article, or no article at all; it was announced, which the ledger tells elsewhere; or it is withheld.
"""

from __future__ import annotations

import contextlib
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from archive.database import connect_file
from archive.document_numbers import HEAD, own_numbers
from archive.gaps import gaps, places, running
from archive.withholding import FILE_NAME as WITHHELD

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from archive.document_numbers import DocumentNumber
    from archive.gaps import Gap, Place

FAILED = frozenset(("failure", "error", "challenge", "empty"))
"""Outcomes after which an address is as unknown as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberGap:
    """Running numbers that nothing is known of."""

    by: Literal["id", "document"]
    series: str
    """Where the id stands in addresses; or the document's number with its year, as `{id}/QĐ-UBND (2024)`."""
    first: int
    last: int
    count: int
    likely: int
    """How many articles are missing in it, as far as can be said."""
    is_sure: bool
    is_jump: bool
    """Too wide to be missing articles: the numbers go on elsewhere."""
    since: str
    """The date of the article before it, empty: not known."""
    until: str
    """The date of the article after it."""
    template: str
    """What an address in it would be, with `{id}`, and `{slug}` where words stand that nobody knows; empty: unknown."""
    known: int
    """The number of the article before it, or after it where there is none before."""
    is_slug_free: bool
    """The portal is known to show an article whatever its words say."""
    step: int = 1

    @property
    def month(self) -> str:
        """The month of its articles, as far as their neighbours tell; empty: not known."""
        return max(self.since, self.until)[:7] if self.since and self.until else (self.since or self.until)[:7]


@dataclass(frozen=True, slots=True)
class _Held:
    """An article, as far as its numbers go."""

    id: int
    url: str
    on: str
    numbers: frozenset[DocumentNumber]


def number_gaps(
    db: sqlite3.Connection, folder: Path, portal: str, *, at_home: Callable[[str], str] = str
) -> list[NumberGap]:  # fmt: skip
    """The gaps in running ids and document numbers of a portal, series by series, in the order of the numbers.

    `at_home` puts an address on a mirror onto the home page's host: they count as one.
    """
    held = [replace(one, url=at_home(one.url)) for one in _held(db, portal)]
    others = [(at_home(url), number) for url, number in db.execute(
        "SELECT url, article_id FROM article_urls WHERE portal = ? AND diverged_at IS NULL", (portal,)
    )]  # fmt: skip
    hidden = list(_withheld(folder, portal))
    explained = [at_home(url) for (url,) in db.execute(
        "SELECT url FROM pages WHERE portal = ? AND kind <> 'article' "
        f"AND outcome NOT IN ({', '.join('?' * len(FAILED))}) UNION SELECT url FROM announcements WHERE portal = ? "
        "EXCEPT SELECT url FROM articles WHERE portal = ?", (portal, *sorted(FAILED), portal, portal),
    )]  # fmt: skip
    return [
        *_id_gaps(held, others, [*explained, *(one.url for one in hidden)]),
        *_document_gaps(held, [number for one in hidden for number in one.numbers]),
    ]


def _held(db: sqlite3.Connection, portal: str) -> Iterator[_Held]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in db.execute(
        "SELECT article_id, attachments.name FROM attachments JOIN articles ON articles.id = article_id "
        "WHERE portal = ? AND attachments.name GLOB '*[0-9]*[/-]*'", (portal,),
    ):  # fmt: skip
        names[number].append(name)
    rows = db.execute(
        f"SELECT id, url, coalesce(published_on, ''), title, substr(text, 1, {HEAD}) FROM articles WHERE portal = ?",
        (portal,),
    )
    for number, url, on, title, text in rows:
        yield _Held(number, url, on, _numbers(title, text, names.get(number, ()), on))


def _numbers(title: str, text: str, names: Iterable[str], on: str) -> frozenset[DocumentNumber]:
    return frozenset(own_numbers(title, text, "\n".join(names), year=int(on[:4]) if on else None))


def _withheld(folder: Path, portal: str) -> Iterator[_Held]:
    """The articles that are withheld: what is known of them fills gaps, and is told to nobody."""
    file = folder / WITHHELD
    if not file.exists():
        return
    with contextlib.closing(connect_file(file)) as db:
        for number, url, on, title, text in db.execute(
            "SELECT id, url, coalesce(published_on, ''), title, text FROM articles WHERE portal = ? UNION ALL "
            "SELECT 0, url, '', '', '' FROM article_urls WHERE portal = ?", (portal, portal),
        ):  # fmt: skip
            yield _Held(number, url, on, _numbers(title, text, (), on))


# Ids in addresses


def _id_gaps(held: list[_Held], others: list[tuple[str, int]], explained: Iterable[str]) -> Iterator[NumberGap]:
    dates = {one.id: one.on for one in held}
    addresses = [(one.url, one.id, one.on) for one in held]
    addresses += [(url, number, dates[number]) for url, number in others if number in dates]
    series = running(addresses)
    known: dict[str, set[int]] = {name: set(numbers) for name, numbers in series.items()}
    ends = {name: (min(numbers), max(numbers)) for name, numbers in known.items()}
    if series:
        for url in explained:
            for place in places(url):
                if place.series in ends and ends[place.series][0] <= place.number <= ends[place.series][1]:
                    known[place.series].add(place.number)
    free = _slug_free(series, {one.id: one.url for one in held}, others)
    documents = {one.url: {number.number for number in one.numbers} for one in held if one.numbers}
    for name, numbers in series.items():
        ordered = sorted(numbers)
        same = sum(number in documents.get(place.url, ()) for number, (place, _) in numbers.items())
        if same > len(numbers) / 2:
            continue  # documents under their own numbers, which are told as such
        for gap in gaps(known[name]):
            yield _id_gap(name, gap, ordered, numbers, is_slug_free=name in free)


def _id_gap(
    name: str, gap: Gap, ordered: list[int], held: Mapping[int, tuple[Place, str]], *, is_slug_free: bool
) -> NumberGap:
    at = bisect_left(ordered, gap.first)
    before, after = held[ordered[max(0, at - 1)]], held[ordered[min(at, len(ordered) - 1)]]
    return NumberGap(
        by="id", series=name, first=gap.first, last=gap.last, count=gap.count, likely=gap.likely, is_sure=gap.is_sure,
        is_jump=gap.is_jump, since=before[1], until=after[1], template=before[0].template, known=before[0].number,
        is_slug_free=is_slug_free, step=gap.step,
    )  # fmt: skip


def _slug_free(
    series: Mapping[str, Mapping[int, tuple[Place, str]]], own: Mapping[int, str], others: Iterable[tuple[str, int]]
) -> set[str]:
    """The series in which an article was met at two addresses of one id and other words."""
    found: set[str] = set()
    for url, number in others:
        if number not in own or url.rpartition("/")[2] == own[number].rpartition("/")[2]:
            continue
        ids = {(place.series, place.number) for place in places(own[number])}
        found.update(place.series for place in places(url) if (place.series, place.number) in ids)
    return found & series.keys()


# Numbers of documents


def _document_gaps(held: list[_Held], hidden: Iterable[DocumentNumber]) -> Iterator[NumberGap]:
    series: defaultdict[tuple[str, str, int], dict[int, _Held]] = defaultdict(dict)
    written: dict[tuple[str, str, int], str] = {}
    for one in held:
        for number in one.numbers:
            series[number[:3]].setdefault(number.number, one)
            written[number[:3]] = number.written
    known = {key: set(numbers) for key, numbers in series.items()}
    for number in hidden:
        if number[:3] in known:
            known[number[:3]].add(number.number)
    for key in sorted(series):
        numbers, ordered = series[key], sorted(series[key])
        for gap in gaps(known[key], start=1):
            at = bisect_left(ordered, gap.first)
            around = (ordered[at - 1 : at] if at else []) + ordered[at : at + 1]
            dates = [numbers[number].on for number in around]
            yield NumberGap(
                by="document", series=re.sub(r"^\d+", "{id}", written[key]) + f" ({key[2]})", first=gap.first,
                last=gap.last, count=gap.count, likely=gap.likely, is_sure=gap.is_sure, is_jump=gap.is_jump,
                since=dates[0] if at else "", until=dates[-1] if at < len(ordered) else "", known=around[0],
                template=_common_template([(numbers[number].url, number) for number in around]), is_slug_free=False,
                step=gap.step,
            )  # fmt: skip


def _common_template(addresses: list[tuple[str, int]]) -> str:
    """The address of a document with `{id}` for its number, where those of both its neighbours agree; else empty."""
    found = set()
    for url, number in addresses:
        head, path = url[: url.find("/", 8)], url[url.find("/", 8) :]
        made, count = re.subn(rf"(?<!\d){number}(?!\d)", "{id}", path)
        found.add(head + made if count == 1 else "")
    return found.pop() if len(found) == 1 else ""
