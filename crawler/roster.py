"""Every portal that an archive knows: one list for what is crawled, listed, shown and judged.

A portal is known by a file of its own in ARCHIVE/portals/, or because it was crawled: then its definition is the
bundled one or, where there is none any more, the one that was last used. What was decided of it (`luutru portal`)
counts.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from archive import Archive
from archive.clock import now
from archive.decisions import NOTHING_DECIDED, Decision
from crawler.calendar import is_paused
from crawler.defaults import read_defaults
from crawler.frontier.sqlite import SqliteFrontier
from crawler.portal import (
    Portal,
    PortalError,
    bundled_keys,
    find_portal,
    load_bundled,
    load_portal,
    own_files,
    parse_portal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

ONLY_WHEN_NAMED = ("demo",)
BUNDLED, LAST_USED = "bundled", "as last used"
State = Literal["open", "paused", "closed", "named", "broken", "removed"]
"""What becomes of it: crawled when it is due; crawled when it is named, because it is paused, because its hosts are no
longer or not yet its own, because it always is; not crawled, because its definition cannot be used; known no more.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A portal that the archive knows."""

    key: str
    place: str
    """The file that defines it, BUNDLED or LAST_USED."""
    state: State
    portal: Portal | None = None
    """None: its definition cannot be used."""
    fault: str = ""
    """What is wrong with the definition, in one line."""
    was_crawled: bool = False
    decision: Decision = NOTHING_DECIDED
    row: Mapping[str, Any] | None = None
    """Its row in table `portals`; None: it was never crawled."""

    @property
    def name(self) -> str:
        """What to call it."""
        return self.portal.name if self.portal else self.row["name"] if self.row else self.key

    @property
    def homepage(self) -> str:
        """The address of its home page; empty where nothing tells."""
        return self.portal.homepage if self.portal else self.row["homepage"] if self.row else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """What the archivist groups it by."""
        return self.portal.definition.tags if self.portal else ()

    @property
    def has_no_file(self) -> bool:
        """Whether no file defines it any more."""
        return self.place == LAST_USED and self.state != "removed"

    @property
    def note(self) -> str:
        """What there is to know of its state, in a few words; empty: nothing."""
        if self.state == "removed":
            return removed_line(self.key, self.decision)
        if self.portal is None:
            return self.fault
        definition = self.portal.definition
        if self.state == "closed":
            start, end = definition.valid_from, definition.valid_until
            return f"from {start}" if start and now().date() < start else f"until {end}"
        if self.state == "paused" and self.decision.paused_at:
            return f"on {self.decision.paused_at[:10]}"
        if self.state == "paused" and not definition.schedule.pause:
            return f"until {definition.schedule.paused_until}"
        return ""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two portals on one host: what is there is crawled under both keys."""

    one: Known
    other: Known
    host: str

    @property
    def mend(self) -> str:
        """The command that ends it."""
        for old, new in ((self.one, self.other), (self.other, self.one)):
            if old.has_no_file and not new.was_crawled:
                return f"luutru portal rename {old.key} {new.key}"
        for one in (self.other, self.one):
            if one.has_no_file or not one.was_crawled:
                return f"luutru portal remove {one.key}"
        later = max(self.one, self.other, key=lambda one: (one.row or {}).get("first_used") or "")
        return f"luutru portal remove {later.key}"

    @property
    def line(self) -> str:
        """What is to be said of them."""
        keys = f"{self.one.key} and {self.other.key}"
        return f"{keys} are both on {self.host}, which is crawled twice: {self.mend} ends that"


class Roster:
    """The portals that an archive knows, by key."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.all = tuple(sorted(known, key=lambda one: one.key))
        """Those that were removed included."""
        self.known = tuple(one for one in self.all if one.state != "removed")

    def get(self, key: str) -> Known | None:
        """The portal of that key; None: none is known by it."""
        return next((one for one in self.all if one.key == key), None)

    @property
    def removed(self) -> tuple[Known, ...]:
        """Those that were removed."""
        return tuple(one for one in self.all if one.state == "removed")

    @property
    def crawlable(self) -> list[Portal]:
        """Those that are crawled when they are due, paused ones included: they will be."""
        return [one.portal for one in self.known if one.portal and one.state in ("open", "paused")]

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with definitions that cannot be used, by portal."""
        return {one.key: one.fault for one in self.known if one.fault}

    def unused(self, folder: Path) -> list[Known]:
        """The bundled portals that were never used here."""
        keys, defaults = {one.key for one in self.known}, read_defaults(folder)
        today = now().date()
        return [_known(key, BUNDLED, None, NOTHING_DECIDED, load_bundled(key, defaults=defaults), today)
                for key in bundled_keys() if key not in keys]  # fmt: skip

    def twins(self, *, of: Sequence[str] | None = None) -> list[Twins]:
        """Portals that are crawled on one host, each pair once; `of`: those alone in which one of these keys is."""
        on: dict[str, list[Known]] = {}
        found = []
        for one in self.known:
            if one.portal is None or one.state != "open":
                continue
            for host in sorted(one.portal.netlocs):
                there = on.setdefault(host, [])
                found += [Twins(other, one, host) for other in there if not _are_parted(one.portal, other.portal)]
                there.append(one)
        return found if of is None else [pair for pair in found if {pair.one.key, pair.other.key} & set(of)]

    def changed(self) -> list[dict[str, Any]]:
        """The portals that were crawled and are defined otherwise now, as `Archive.define` takes them."""
        found = []
        for one in self.known:
            if one.portal is None or one.row is None or one.place == LAST_USED:
                continue
            said = defined(one.portal)
            if any((said[name] or None) != one.row[name] for name in said if name != "portal"):
                found.append(said)
        return found


def defined(portal: Portal) -> dict[str, Any]:
    """What table `portals` holds of a definition."""
    definition = portal.definition
    return {
        "portal": portal.key, "name": portal.name, "homepage": portal.homepage, "language": definition.language,
        "timezone": definition.timezone, "definition": portal.toml,
    }  # fmt: skip


def removed_line(key: str, decision: Decision) -> str:
    """What is to be said of a portal that was removed."""
    return f"removed on {(decision.removed_at or '')[:10]}: luutru portal resume {key} takes it up again"


def _are_parted(one: Portal, other: Portal | None) -> bool:
    """Whether both say what of their host is theirs."""
    return (
        other is not None and one.homepage != other.homepage
        and bool(one.definition.discover.follow) and bool(other.definition.discover.follow)
    )  # fmt: skip


def roster(folder: Path, archive: Archive | None, *, overrides: Mapping[str, str] | None = None) -> Roster:
    """The portals that the archive in `folder` knows; `archive`: None where nothing was crawled yet.

    Raises UsageError where `luutru.toml` cannot be used; a definition that cannot be costs no other portal.
    """
    own, defaults = own_files(folder), read_defaults(folder)
    rows = {row["id"]: row for row in archive.portals()} if archive else {}
    decided = archive.decisions() if archive else {}
    crawled = {row["portal"] for row in archive.rows("SELECT DISTINCT portal FROM crawls")} if archive else set()
    bundled, today = bundled_keys(), now().date()
    found = []
    for key in sorted({*own, *rows}):
        place = str(own[key]) if key in own else BUNDLED if key in bundled else LAST_USED
        loaded: Portal | PortalError
        try:
            if key in own:
                loaded = load_portal(own[key], overrides=overrides, defaults=defaults)
            elif key in bundled:
                loaded = load_bundled(key, overrides=overrides, defaults=defaults)
            else:
                loaded = _last_used(rows[key], overrides, defaults)
        except PortalError as error:
            loaded = error
        decision = decided.get(key, NOTHING_DECIDED)
        known = _known(key, place, rows.get(key), decision, loaded, today)
        found.append(replace(known, was_crawled=key in crawled))
    return Roster(found)


def _last_used(row: Mapping[str, Any], overrides: Mapping[str, str] | None, defaults: Mapping[str, Any]) -> Portal:
    origin = f"{row['id']} ({LAST_USED})"
    return parse_portal(row["definition"], key=row["id"], origin=origin, overrides=overrides, defaults=defaults)


def _known(
    key: str, place: str, row: Mapping[str, Any] | None, decision: Decision, loaded: Portal | PortalError, today: date
) -> Known:  # fmt: skip
    portal = None if isinstance(loaded, PortalError) else replace(loaded, is_held=bool(decision.paused_at))
    state: State = "open"
    if decision.removed_at:
        state = "removed"
    elif portal is None:
        state = "broken"
    elif portal.expired(today):
        state = "closed"
    elif key in ONLY_WHEN_NAMED:
        state = "named"
    elif is_paused(portal.plan, now()):
        state = "paused"
    fault = str(loaded) if isinstance(loaded, PortalError) else ""
    return Known(key=key, place=place, state=state, portal=portal, fault=fault, row=row, decision=decision)


def was_begun(folder: Path) -> bool:
    """Whether anything was ever crawled into a folder; where its database has gone, whoever opens it says so."""
    return (folder / "archive.db").exists() or any((folder / "warc").glob("*.warc.gz"))


def named(key: str, folder: Path, *, overrides: Mapping[str, str] | None = None) -> Portal:
    """The portal of that key, for whoever names it: as it is defined now, else as it was last crawled.

    Raises PortalError where none is known by that key, or its definition cannot be used.
    """
    try:
        return find_portal(key, folder, overrides=overrides)
    except PortalError:
        if key in own_files(folder) or key in bundled_keys() or not was_begun(folder):
            raise
        with Archive.open(folder) as archive:
            row = next((row for row in archive.portals() if row["id"] == key), None)
            decision = archive.decisions().get(key, NOTHING_DECIDED)
        if row is None:
            raise
    if decision.removed_at:
        raise PortalError(f"{key}: {removed_line(key, decision)}")
    return _last_used(row, overrides, read_defaults(folder))


@contextlib.contextmanager
def looked_at(folder: Path) -> Iterator[tuple[Roster, Archive | None, SqliteFrontier]]:
    """The portals that an archive knows, with the archive (None: nothing was crawled yet) and its frontier, both for
    reading alone.
    """
    with contextlib.ExitStack() as stack:
        archive = stack.enter_context(Archive.open(folder)) if was_begun(folder) else None
        frontier = SqliteFrontier.reading(folder / "frontier.db")
        stack.callback(frontier.close)
        yield roster(folder, archive), archive, frontier
