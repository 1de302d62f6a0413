"""The completeness ledger: what a portal claims to hold, by section and month, beside what the archive holds.

Claims are what sitemaps, feeds and listings announce, what listings say of their own length, and numbers that run on.
Reads only; asks nothing of a portal.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from archive.errors import UsageError
from archive.ledger import Cell, Counted, Coverage, Missing
from archive.listings import first_page, listing_name
from archive.missing_numbers import FAILED, number_gaps
from archive.moments import earliest, latest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from archive.archive import Archive
    from archive.missing_numbers import NumberGap

OTHER_TYPE = "of another type"
"""What an announced address is that is held as an event, a guide, a profile …"""
ROADS = ("sitemap", "feed", "listing")
_URL_MONTH = re.compile(
    r"[/=]((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=[/-]|$)|[/_t-]((?:19|20)\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?(?=[_/-])"
)
_MIRROR_SIGNS = 3
"""Articles met under one path on two hosts before one counts as the other's mirror."""
_SECTION_SHARE = 0.5
"""Share of a folder's articles that must be of one category before the folder is called by it."""


@dataclass(slots=True)
class _Announced:
    """An announced address, over all roads."""

    roads: list[str] = field(default_factory=list)
    on: str = ""
    listing: str = ""


def coverage(
    archive: Archive, portal: str | None = None, *, since: str | None = None, until: str | None = None
) -> Iterator[Coverage]:
    """The ledger of a portal, or of each. `since` and `until` bound the date of publication, both inclusive; what has
    no date is then left out.

    Raises UsageError where there is no such portal, or a bound is no date.
    """
    low = earliest(since, "--since") if since else ""
    high = latest(until, "--until") if until else ""
    portals = archive.portals()
    if portal is not None and portal not in [row["id"] for row in portals]:
        raise UsageError(f"no portal {portal!r} in {archive.folder}: luutru status lists those that are there")
    for row in portals:
        if portal in (None, row["id"]):
            yield _Ledger(archive, row, low, high).made()


class _Ledger:
    """The ledger of one portal in the making."""

    def __init__(self, archive: Archive, portal: Mapping[str, Any], low: str, high: str) -> None:
        self._db: sqlite3.Connection = archive.database.conn
        self._folder = archive.folder
        self._portal, self._name = portal["id"], portal["name"]
        self._home = _parted(portal["homepage"])[0]
        self._low, self._high = low, high
        self._held: dict[str, int] = {}
        """Articles by address, their other addresses included."""
        self._mirrors: set[str] = set()
        self._articles: dict[int, tuple[str, str, str]] = {}
        """Address, date and category by number."""
        self._of_other_types: set[int] = set()
        """Those that are no news and no notices: held, and not counted."""
        self._announced: defaultdict[str, _Announced] = defaultdict(_Announced)
        self._folders: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._listings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._cells: dict[tuple[str, str], Cell] = {}

    def made(self) -> Coverage:
        """The ledger."""
        self._read()
        missing: list[Missing] = []
        others: Counter[str] = Counter()
        told = self._claims(missing, others)
        count = 0
        for number, (url, on, category) in self._articles.items():
            if number not in self._of_other_types and self._is_within(on):
                self._cell(self._section(url, category, self._announced.get(url)), on[:7]).held += 1
                count += 1
        gaps = [
            gap
            for gap in number_gaps(self._db, self._folder, self._portal, at_home=self._at_home)
            if self._has_gap(gap)
        ]
        for gap in gaps:
            if gap.likely:
                self._cell("", gap.month).gaps += gap.likely
        missing.sort(key=lambda one: (one.announced_on or one.month, one.url), reverse=True)
        return Coverage(
            portal=self._portal, name=self._name, articles=count, announced=told, missing=tuple(missing),
            others=dict(others), cells=tuple(self._cells[key] for key in sorted(self._cells)),
            counters=tuple(self._counters()), gaps=tuple(gaps),
        )  # fmt: skip

    def _read(self) -> None:
        usual = {number for (number,) in self._db.execute(
            "SELECT id FROM usual_articles WHERE portal = ?", (self._portal,)
        )}  # fmt: skip
        for number, url, on, category in self._db.execute(
            "SELECT id, url, coalesce(published_on, ''), category FROM articles WHERE portal = ?", (self._portal,)
        ):
            if number not in usual:
                self._of_other_types.add(number)
            self._articles[number] = (url, on, category)
            self._held[url] = number
            if category and (folder := _folder(url)):
                self._folders[folder][category] += 1
        others = self._db.execute(
            "SELECT url, article_id FROM article_urls WHERE portal = ?", (self._portal,)
        ).fetchall()
        for url, number in others:
            self._held.setdefault(url, number)
        self._mirrors = self._mirrors_of(others)
        if self._mirrors:
            for url, number in list(self._held.items()):
                self._held.setdefault(self._at_home(url), number)
        spelled = {_in_order(url): url for url in self._held if "&" in url}
        for url, road, on, listing in self._db.execute(
            "SELECT url, road, announced_on, section FROM announcements WHERE portal = ?", (self._portal,)
        ):
            if "&" in url and url not in self._held:
                url = spelled.get(_in_order(url), url)
            one = self._announced[url]
            one.roads.append(road)
            one.on = one.on or on or ""
            one.listing = one.listing or listing or ""
            number = self._held.get(url)
            if listing and number is not None and self._articles[number][2]:
                self._listings[listing][self._articles[number][2]] += 1

    def _mirrors_of(self, others: list[tuple[str, int]]) -> set[str]:
        """Hosts that show the same articles as the home page's host, under the same paths."""
        signs: Counter[str] = Counter()
        for url, number in others:
            (host, path), (own, own_path) = _parted(url), _parted(self._articles[number][0])
            if path == own_path and self._home in (host, own):
                signs[host if own == self._home else own] += host != own
        return {host for host, count in signs.items() if count >= _MIRROR_SIGNS}

    def _at_home(self, url: str) -> str:
        """The address on the home page's host, where its own is a mirror."""
        host, path = _parted(url)
        return self._home + path if host in self._mirrors else url

    def _claims(self, missing: list[Missing], others: Counter[str]) -> int:
        """Enters what is announced into the cells, fills in what is missing or no article; how many articles are."""
        pages = {
            url: (outcome, target)
            for url, outcome, target in self._db.execute(
                "SELECT url, outcome, redirect_to FROM pages WHERE portal = ?", (self._portal,)
            )
        }
        told: dict[int, set[str]] = {}
        """Roads by article: it is announced once, however many addresses it has."""
        count = 0
        for address, one in self._announced.items():
            url = self._at_home(address)
            number = self._held.get(url)
            outcome, target = pages.get(url, ("", None))
            if number is None and target:
                number = self._held.get(target)
            if number is None and not outcome:
                number = self._held.get(_other_slash(url))
            article = self._articles.get(number) if number is not None else None
            on = (article[1] if article else "") or one.on or _month_of(url)
            if not self._is_within(on):
                continue
            if article is None and outcome not in ("", "article", *FAILED):
                others[outcome if outcome in ("gone", "refused") else "no article"] += 1
                continue
            if number in self._of_other_types:
                others[OTHER_TYPE] += 1
                continue
            section = self._section(article[0] if article else url, article[2] if article else "", one)
            cell = self._cell(section, on[:7])
            known = told.setdefault(number, set()) if number is not None else set()
            cell.announced += not known
            count += not known
            for road in set(one.roads) - known:
                setattr(cell, road, getattr(cell, road) + 1)
            known.update(one.roads)
            if article is None:
                cell.missing += 1
                why = f"asked for: {outcome}" if outcome else "never asked for"
                missing.append(Missing(url=url, roads=tuple(sorted(one.roads)), announced_on=one.on, month=on[:7],
                                       section=section, why=why))  # fmt: skip
        return count

    def _counters(self) -> Iterator[Counted]:
        seen = Counter(
            first_page(url)
            for (url,) in self._db.execute(
                "SELECT url FROM pages WHERE portal = ? AND kind IN ('listing', 'home', 'other')", (self._portal,)
            )
        )
        by_section: Counter[str] = Counter()
        for cell in self._cells.values():
            by_section[cell.section] += cell.held
        by_listing = Counter(
            listing
            for listing, _ in {
                (one.listing, self._held[url]) for url, one in self._announced.items() if url in self._held
            }
        )
        rows = [
            (url, self._listing_section(url), *rest)
            for url, *rest in self._db.execute(
                "SELECT url, counts, value, listed, max(seen_at) FROM counters WHERE portal = ? GROUP BY url, counts",
                (self._portal,),
            )
            if _parted(url)[0] not in self._mirrors
        ]
        # A section's first page and those that follow often have addresses of two makings: together they are one list.
        pages: Counter[tuple[str, int]] = Counter()
        for url, section, _, value, *_ in rows:
            pages[section, value] += seen[url]
        for url, section, counts, value, listed, at in rows:
            held = max(by_section[section], by_listing[listing_name(url)])
            yield Counted(url=url, section=section, counts=counts, value=value, listed=listed, seen_at=at,
                          pages_seen=min(value, pages[section, value]), held=held)  # fmt: skip

    def _listing_section(self, url: str) -> str:
        name = listing_name(url)
        return _most(self._listings.get(name)) or _most(self._folders.get(name)) or unquote(name)

    def _section(self, url: str, category: str, announced: _Announced | None) -> str:
        """The article's category, that of most others in its folder, the folder, or that of the listing."""
        if category:
            return category
        if folder := _folder(url):
            return _most(self._folders.get(folder)) or unquote(folder)
        listing = announced.listing if announced else ""
        return _most(self._listings.get(listing)) or unquote(listing)

    def _cell(self, section: str, month: str) -> Cell:
        return self._cells.setdefault((section, month), Cell(section, month))

    def _is_within(self, on: str) -> bool:
        if not self._low and not self._high:
            return True
        return bool(on) and (on >= self._low or self._low.startswith(on)) and (not self._high or on <= self._high)

    def _has_gap(self, gap: NumberGap) -> bool:
        if not self._low and not self._high:
            return True
        dates = [on for on in (gap.since, gap.until) if on]
        return bool(dates) and max(dates) >= self._low and (not self._high or min(dates) <= self._high)


def _parted(url: str) -> tuple[str, str]:
    """Scheme and host, and what follows."""
    end = url.find("/", 8)
    return (url[:end], url[end:]) if end > 0 else (url, "")


def _other_slash(url: str) -> str:
    """The address with the slash at the end of its path, or without the one that is there.

    >>> _other_slash("https://a.vn/tin/bai"), _other_slash("https://a.vn/tin/bai/?b=1")
    ('https://a.vn/tin/bai/', 'https://a.vn/tin/bai?b=1')
    """
    path, mark, query = url.partition("?")
    return f"{path[:-1] if path.endswith('/') else f'{path}/'}{mark}{query}"


def _in_order(url: str) -> str:
    """The address with its parameters sorted.

    >>> _in_order("https://a.vn/x?id=7&c=2")
    'https://a.vn/x?c=2&id=7'
    """
    path, mark, query = url.partition("?")
    return f"{path}{mark}{'&'.join(sorted(query.split('&')))}"


def _folder(url: str) -> str:
    """The first part of an address's path that more follows, if it is a word; empty where there is none."""
    first, slash, rest = _parted(url)[1].partition("?")[0].lstrip("/").partition("/")
    return first if slash and rest and not first.isdigit() else ""


def _month_of(url: str) -> str:
    """The month that an address states; empty where it states none.

    >>> _month_of("https://a.vn/tin/2022/12/bai.html"), _month_of("https://a.vn/202401/t20240105_1234.html")
    ('2022-12', '2024-01')
    """
    match = _URL_MONTH.search(url)
    if match is None:
        return ""
    return f"{match[1] or match[3]}-{int(match[2] or match[4]):02}"


def _most(names: Counter[str] | None) -> str:
    """The category of most; empty where no one has most."""
    if not names:
        return ""
    (name, count), *_ = names.most_common(1)
    return name if count >= _SECTION_SHARE * names.total() else ""
