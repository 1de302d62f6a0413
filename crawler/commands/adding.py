"""One portal of `luutru add`: whether it may be looked at, what its definition says, and where that is written."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from archive.clock import now
from crawler.downloading.browser import check_browser
from crawler.portal import KEY, PortalError, own_files, parse_portal, write_definition
from crawler.roster import named, removed_line
from crawler.survey.drafting import Kept, bare_text, definition_text, with_settings
from crawler.survey.lists import schedule_of
from crawler.survey.moving import kept_of
from crawler.survey.report import record_of
from crawler.urls import bare_host, split_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from crawler.portal import Portal
    from crawler.roster import Roster
    from crawler.survey.found import Survey
    from crawler.survey.lists import Listed

_PUBLIC_ENDING = re.compile(r"\.(?:(?:gov|gouv|gob|go|gv|govt|com|org|edu|net)\.[a-z]{2}|[a-z]{2,})$")


@dataclass(slots=True)
class Look:
    """One portal to look at, and what came of it."""

    listed: Listed
    portal: Portal | None = None
    survey: Survey | None = None
    before: Portal | None = None
    """The portal as it was defined before it moved."""
    kept: Kept | None = None
    """What the list says of it."""
    key: str = ""
    text: str = ""
    """Its definition; empty: there is none."""
    file: Path | None = None
    """Where that was written."""
    known_as: str = ""
    """The key under which it is known already; empty: it is new."""
    failure: str = ""
    is_usage: bool = False
    """The failure is one of what was typed."""

    def refuse(self, why: str) -> None:
        """It may not be looked at, by what was typed; empty: it may."""
        self.failure, self.is_usage = why, bool(why)

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to look at."""
        return bool(self.failure or self.known_as)

    @property
    def line(self) -> str:
        """What came of it, in one line."""
        if self.failure:
            return f"failed  {self.listed.address}: {self.failure}"
        if self.known_as:
            return f"known   {self.known_as}  {self.listed.address}"
        if self.survey is None:
            return f"added   {self.key}  {self.listed.address}"
        found = self.survey
        told = ", ".join(f"{name} {found.sure_of(name)}" for name in ("title", "date", "text"))
        return (
            f"added   {self.key}  {found.homepage}: {len(found.samples)} samples ({told}), {len(found.feeds)} feeds, "
            f"{len(found.sitemaps)} sitemaps, {len(found.listings)} listings"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the user wants it."""

    folder: Path
    known: Roster
    """The portals that are known so far."""
    key: str
    same_as: str
    private: bool
    dry_run: bool
    yes: bool
    is_list: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the definition is to say, by dotted key; the look keeps to it, too."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """By host the key of the portal that has it."""


def key_of(homepage: str) -> str:
    """A portal's key, made from its host without what all portals share.

    >>> key_of("https://thuynguyen.haiphong.gov.vn/"), key_of("http://127.0.0.1:8803/"), key_of("https://www.gov.uk/")
    ('thuynguyen-haiphong', '127-0-0-1-8803', 'gov-uk')
    """
    split = split_url(homepage)
    assert split is not None
    host = bare_host(split.host)
    short = host if host.count(".") == 1 else _PUBLIC_ENDING.sub("", host)
    port = f"-{split.port}" if split.port else ""
    return re.sub(r"[^a-z0-9]+", "-", f"{short}{port}").strip("-")[:64] or "portal"


def begun(listed: Listed, wish: Wish, *, no_look: bool = False) -> Look:
    """The portal to look at; settled where it may not be looked at, or need not be.

    Raises UsageError where it is to be looked at with a browser and there is none.
    """
    address = listed.address
    look = Look(listed)
    split = split_url(address if "//" in address else f"https://{address}")
    if split is None:
        look.refuse("no http(s) address")
        return look
    homepage = address if "//" in address else f"https://{address}/"
    host = split._replace(host=bare_host(split.host)).netloc
    if wish.is_list and not wish.yes and (known := wish.hosts.get(host)):
        look.known_as = known
        return look
    from crawler.survey.surveyor import portal_at  # which takes longer than to see that all are known

    look.before = named(wish.same_as, wish.folder) if wish.same_as else None
    private = wish.private or bool(look.before and look.before.definition.private)
    try:
        look.portal = portal_at(homepage, private=private, settings=wish.settings)
        if not no_look:
            check_browser((look.portal,))
    except PortalError as error:
        why = str(error).removeprefix(f"{homepage}: ")
        look.refuse(f"{why.split(';')[0]}; --private says that it is meant" if "private" in why else why)
        return look
    look.key = wish.key or listed.key or key_of(homepage)
    try:
        look.kept = _kept(listed, look.key)
    except ValueError as error:
        look.refuse(str(error))
        return look
    look.refuse(_refusal(look.key, wish))
    return look


def hosts_of(known: Roster) -> dict[str, str]:
    """By host the key of the portal that has it. What was removed is known, too."""
    return {host: one.key for one in reversed(known.all) if one.portal for host in one.portal.netlocs}


def _kept(listed: Listed, key: str) -> Kept:
    """What a list says, as definitions have it. Raises ValueError where that cannot be."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no portal key: write lower-case letters, digits, '.', '_' or '-'")
    try:
        schedule = dict(schedule_of(listed.schedule))
    except ValueError as error:
        raise ValueError(f"schedule: {error}") from None
    feeds = (listed.feed,) if listed.feed else ()
    return Kept(name=listed.name, tags=listed.tags, schedule=schedule, feeds=feeds)


def _refusal(key: str, wish: Wish) -> str:
    """Why the definition may not be written; empty where it may. Asks where there is somebody to ask."""
    if wish.yes or wish.dry_run:
        return ""
    one, file = wish.known.get(key), own_files(wish.folder).get(key)
    if file is None and one is not None and not wish.same_as:
        if one.state == "removed":
            return f"{key} was {removed_line(key, one.decision)}, --key gives another name"
        return f"{key} is the key of {one.homepage}: --key gives another name"
    if file is None:
        return ""
    if not wish.is_list and sys.stdin.isatty() and typer.confirm(f"{file} is there already: write over it?", err=True):
        return ""
    return f"{file} is there already: --yes writes over it, --key gives another name"


def finished(look: Look, wish: Wish, old: Sequence[str]) -> None:
    """Writes what was found; `old` are the articles' addresses so far, of a portal that has moved."""
    survey = look.survey
    if survey is None:
        return
    kept = kept_of(look.before, survey, old) if look.before else look.kept
    key = wish.key or look.listed.key or key_of(survey.homepage)
    if key != look.key:  # it has led to another host
        look.key = key
        look.refuse(_refusal(key, wish))
    text = definition_text(survey, at=now().date().isoformat(), kept=kept)
    _made(look, wish, with_settings(text, wish.settings))


def written_without_a_look(look: Look, wish: Wish) -> None:
    """Writes what is said of a portal, and asks it nothing."""
    assert look.portal is not None
    definition = look.portal.definition
    text = bare_text(definition.homepage, look.kept or Kept(), private=definition.private)
    _made(look, wish, with_settings(text, wish.settings))


def _made(look: Look, wish: Wish, text: str) -> None:
    try:
        parse_portal(text, key=look.key, origin=f"{look.key}.toml")
    except PortalError as error:
        look.refuse(str(error))
        return
    look.text = text
    if look.failure or wish.dry_run:
        return
    look.file = wish.folder / "portals" / f"{look.key}.toml"
    if wish.is_list and look.file.exists() and not wish.yes:  # another one of the list has the same key
        look.failure, look.file = f"{look.file} is there already: give it a key in the list", None
        return
    write_definition(look.file, text)


def look_of(look: Look) -> dict[str, Any]:
    """What came of a portal, as plain JSON values."""
    said = record_of(look.survey) if look.survey else {"homepage": look.listed.address}
    return {
        **said, "id": look.known_as or look.key, "definition": look.text or None, "known": bool(look.known_as),
        "failure": look.failure or None, "written_to": str(look.file) if look.file else None,
    }  # fmt: skip
