"""Addresses worth asking for, from what the ledger says is missing: announced ones, and those that numbers tell.

Where an address has words beside its id, it is made up only if the portal shows an article whatever its words say;
one known article, asked for under other words, tells that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.frontier import PRIORITIES, Entry
from crawler.urls import request_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.ledger import Coverage
    from archive.missing_numbers import NumberGap
    from crawler.portal import Portal

ROAD = "gap"
"""The road of an address that was made from its neighbours' numbers."""
WORDS = "tin-bai"
"""What stands for words that nobody knows: two, so that it reads as a title of words does."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address to ask for."""

    url: str
    road: str
    on: str
    """Its date, as far as it is known; empty: not at all."""
    is_stated: bool
    """The date was announced, not taken from neighbours."""


def candidates(ledger: Coverage, *, limit: int) -> list[Candidate]:
    """The addresses that are missing, newest first: at most `limit`."""
    found = [Candidate(one.url, one.roads[0], one.announced_on, bool(one.announced_on)) for one in ledger.missing]
    for gap in ledger.gaps:
        if not gap.is_jump and gap.template and (gap.is_slug_free or "{slug}" not in gap.template):
            found.extend(_guesses(gap, limit))
    once = {one.url: one for one in sorted(found, key=lambda one: one.on)}
    return sorted(once.values(), key=lambda one: one.on, reverse=True)[:limit]


def _guesses(gap: NumberGap, limit: int) -> Iterator[Candidate]:
    numbers = range(gap.last, gap.first - 1, -gap.step)[:limit]
    for number in numbers:
        url = gap.template.replace("{slug}", WORDS).replace("{id}", str(number))
        yield Candidate(url, ROAD, max(gap.since, gap.until), is_stated=False)


def probes(ledger: Coverage) -> list[Candidate]:
    """For each series of ids with words beside them whose gaps wait for it: a known article under other words."""
    found: dict[str, Candidate] = {}
    for gap in ledger.gaps:
        if not gap.is_jump and not gap.is_slug_free and "{slug}" in gap.template and gap.series not in found:
            url = gap.template.replace("{slug}", WORDS).replace("{id}", str(gap.known))
            found[gap.series] = Candidate(url, ROAD, "", is_stated=False)
    return list(found.values())


def entries(portal: Portal, wanted: Sequence[Candidate], *, first: bool = False) -> Iterator[Entry]:
    """The candidates as the frontier takes them, those left out that are not the portal's or that its definition shuts
    out. With `first` they go before everything else.
    """
    for one in wanted:
        url, address = portal.canonical(one.url), request_url(one.url)
        if url is None or address is None or not portal.follows(address):
            continue
        yield Entry(
            portal=portal.key, url=url, request_url=address, host=urlsplit(address).netloc,
            priority=PRIORITIES["seed"] if first else PRIORITIES["article"],
            newest=float(date.max.toordinal()) if first else _days(one.on), road=one.road,
            hints=((one.road, one.on),) if one.is_stated else (),
        )  # fmt: skip


def _days(on: str) -> float:
    try:
        return float(date.fromisoformat(on).toordinal())
    except ValueError:
        return 0.0
