"""A portal: its definition, loaded, checked and frozen, and the questions that depend on nothing else.

Which addresses are its own, what their canonical form is, which of them the definition calls articles.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from archive.errors import ArchiveError, UsageError
from archive.records import PageType
from crawler.calendar import MINUTE, Plan
from crawler.defaults import plain_value, read_defaults, taken_over
from crawler.definition import FIELDS, Definition, duration
from crawler.discovery.orders import Orders
from crawler.discovery.platforms import Platform, platforms
from crawler.hosts import is_private_host
from crawler.searching import Pattern
from crawler.toml_values import first_fault, read_toml
from crawler.urls import Split, absolute_url, bare_host, canonical_url, request_url, split_url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
MOST_NAMED = 10
"""Portals that a message names."""
_CACHED_ADDRESSES = 20_000


class PortalError(UsageError):
    """A definition that cannot be used; names file, key and reason in one line."""


@dataclass(frozen=True, eq=False)
class Portal:
    """A portal as defined. Its key is the file's name."""

    key: str
    definition: Definition
    toml: str
    """The definition as written, kept with every crawl."""
    overrides: dict[str, str] = field(default_factory=dict)
    """What `--set` changed for this run, and what is taken from `[defaults]` of luutru.toml, by dotted key."""
    is_held: bool = False
    """`luutru portal pause` has paused it."""
    orders: Orders = field(default_factory=Orders, repr=False)
    """In which order the portal writes the parameters of its addresses, as far as it is known."""
    _canonical: dict[str, str | None] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What to call it: its name, or its key where the definition gives none."""
        return self.definition.name or self.key

    @cached_property
    def home(self) -> Split:
        """The home page's address in its parts."""
        split = split_url(self.definition.homepage)
        assert split is not None
        return split

    @cached_property
    def homepage(self) -> str:
        """The canonical URL of the home page."""
        return self.canonical(self.definition.homepage) or self.definition.homepage

    @cached_property
    def netlocs(self) -> frozenset[str]:
        """Host and port of each of the portal's hosts, without `www.`."""
        named = (split_url(f"{self.home.scheme}://{host}/") for host in self.definition.hosts)
        return frozenset(_netloc(split) for split in (self.home, *named) if split)

    def owns(self, url: str) -> bool:
        """Whether the address is on one of the portal's hosts. Host and port both count, `www.` does not."""
        split = split_url(url)
        return split is not None and _netloc(split) in self.netlocs

    def canonical(self, url: str) -> str | None:
        """The canonical URL of an address of this portal; None where the address is not the portal's."""
        try:
            return self._canonical[url]
        except KeyError:
            pass
        if len(self._canonical) >= _CACHED_ADDRESSES:
            self._canonical.clear()
        found = canonical_url(url, home=self.home) if self.owns(url) else None
        if found is not None and "&" in found:
            found = self.orders.put(found, url)
        self._canonical[url] = found
        return found

    @cached_property
    def seeds(self) -> tuple[tuple[str, str], ...]:
        """Road and address of every seed: the home page first, then feeds, sitemaps and listings as defined."""
        discover = self.definition.discover
        named = [("seed", self.definition.homepage)]
        for road, addresses in (
            ("feed", discover.feeds), ("sitemap", discover.sitemaps), ("listing", discover.listings)
        ):  # fmt: skip
            named += [(road, absolute_url(self.definition.homepage, address) or address) for address in addresses]
        return tuple((road, request_url(address) or address) for road, address in named)

    @cached_property
    def platform(self) -> Platform | None:
        """The family whose conventions apply; None where the definition names none."""
        return platforms().get(self.definition.platform)

    @cached_property
    def guesses(self) -> tuple[tuple[str, str], ...]:
        """Road and address of feeds and sitemaps as they are usual on its platform, where the definition names none."""
        if self.platform is None:
            return ()
        usual, discover = self.platform.conventions, self.definition.discover
        named = [("feed", address) for address in usual.feeds if not discover.feeds]
        named += [("sitemap", address) for address in usual.sitemaps if not discover.sitemaps]
        return tuple(
            (road, absolute)
            for road, address in named
            if (absolute := absolute_url(self.definition.homepage, address)) is not None
        )

    @cached_property
    def guessed(self) -> frozenset[str | None]:
        """The canonical URLs of those."""
        return frozenset(self.canonical(address) for _, address in self.guesses)

    @property
    def timezone(self) -> str:
        """The portal's clock."""
        return self.definition.timezone or "UTC"

    @cached_property
    def plan(self) -> Plan:
        """When it is to be crawled."""
        said = self.definition.schedule
        return Plan(
            zone=ZoneInfo(self.timezone), interval=max(duration(said.interval), MINUTE), cron=said.cron or "",
            quiet=said.quiet, pause=said.pause or self.is_held, paused_until=said.paused_until,
        )  # fmt: skip

    @cached_property
    def fields(self) -> dict[str, str]:
        """CSS selectors by field that override extraction."""
        rules = self.definition.article
        return {name: getattr(rules, name) for name in FIELDS if getattr(rules, name)}

    @cached_property
    def _article(self) -> Pattern | None:
        return Pattern(self.definition.article.url) if self.definition.article.url else None

    @cached_property
    def _page_types(self) -> tuple[tuple[PageType, tuple[Pattern, ...]], ...]:
        rules = self.definition.article.page_types
        return tuple((page_type, tuple(map(Pattern, patterns))) for page_type, patterns in rules.items())

    @cached_property
    def _follow(self) -> tuple[Pattern, ...]:
        return tuple(map(Pattern, self.definition.discover.follow))

    @cached_property
    def _ignore(self) -> tuple[Pattern, ...]:
        return tuple(map(Pattern, self.definition.discover.ignore))

    @cached_property
    def _former(self) -> tuple[Pattern, ...]:
        return tuple(map(Pattern, self.definition.discover.former))

    def is_former(self, url: str) -> bool:
        """Whether the portal's pages have moved away from the address: it is asked for no more."""
        return any(pattern.search(url) for pattern in self._former)

    def is_article_url(self, url: str) -> bool | None:
        """Whether the definition's pattern calls the address an article; None where the definition has no pattern."""
        return None if self._article is None else self._article.search(url)

    def page_type_of(self, url: str) -> PageType | None:
        """What the definition says that the page at an address is; None where it does not say."""
        return next(
            (kind for kind, patterns in self._page_types if any(pattern.search(url) for pattern in patterns)), None
        )

    def resembles_article(self, url: str) -> bool:
        """Whether the address is one of those that articles have on the portal's platform."""
        likely = self.platform.articles if self.platform else None
        return likely is not None and bool(likely.search(url))

    def turns_pages(self, url: str) -> bool:
        """Whether the address is a list's further page as the portal's platform turns them."""
        further = self.platform.pagination if self.platform else None
        return further is not None and bool(further.search(url))

    def follows(self, url: str) -> bool:
        """Whether the definition lets a link to `url` be followed."""
        if self.is_former(url) or any(pattern.search(url) for pattern in self._ignore):
            return False
        barren = self.platform.ignore if self.platform else None
        if barren is not None and barren.search(url) and not self.is_article_url(url):
            return False
        return (
            not self._follow or any(pattern.search(url) for pattern in self._follow) or bool(self.is_article_url(url))
        )

    def expired(self, today: date) -> bool:
        """Whether its hosts are no longer, or not yet, this portal's."""
        start, end = self.definition.valid_from, self.definition.valid_until
        return bool((end and today > end) or (start and today < start))


def parse_portal(
    text: str, *, key: str, origin: str, overrides: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> Portal:  # fmt: skip
    """The portal that a definition's text describes. `origin` is the file's name as errors show it.

    `overrides` are values for dotted keys (`politeness.delay`), written as in TOML; `defaults` those of luutru.toml.
    """
    if not KEY.fullmatch(key):
        raise PortalError(
            f"{origin}: {key!r} is no portal key: name the file in lower-case letters, digits, '.', '_' or '-'"
        )
    try:
        values = read_toml(text)
    except ValueError as error:
        raise PortalError(f"{origin}: {error}") from None
    changes = {**taken_over(values, defaults or {}), **(overrides or {})}
    for name, value in changes.items():
        _override(values, name, value)
    try:
        definition = Definition.model_validate(values)
    except ValidationError as error:
        raise PortalError(f"{origin}: {first_fault(error, Definition)}") from None
    portal = Portal(key=key, definition=definition, toml=text, overrides=changes)
    _check_seeds(portal, origin)
    _check_private(portal, origin)
    return portal


def load_portal(
    file: Path, *, overrides: Mapping[str, str] | None = None, defaults: Mapping[str, Any] | None = None
) -> Portal:  # fmt: skip
    """The portal that a TOML file defines; its key is the file's name without `.toml`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PortalError(f"{file}: there is no such file") from None
    except UnicodeDecodeError:
        raise PortalError(f"{file}: not UTF-8 text") from None
    except OSError as error:
        raise PortalError(f"{file}: cannot be read: {error.strerror}") from None
    key = file.name.removesuffix(".toml")
    return parse_portal(text, key=key, origin=str(file), overrides=overrides, defaults=defaults)


def bundled_keys() -> tuple[str, ...]:
    """The keys of the definitions that come with luutru, in alphabetical order."""
    folder = resources.files("crawler") / "portals"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


def own_files(archive_folder: Path) -> dict[str, Path]:
    """The user's own definitions in `ARCHIVE/portals/`, by key."""
    return {file.name.removesuffix(".toml"): file for file in sorted((archive_folder / "portals").glob("*.toml"))}


def write_definition(file: Path, text: str) -> None:
    """Writes a definition, whole or not at all. Raises ArchiveError where it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be written: {error.strerror}") from None


def load_bundled(
    key: str, *, overrides: Mapping[str, str] | None = None, defaults: Mapping[str, Any] | None = None
) -> Portal:  # fmt: skip
    """The portal of that key that comes with luutru."""
    text = (resources.files("crawler") / "portals" / f"{key}.toml").read_text(encoding="utf-8")
    return parse_portal(text, key=key, origin=f"{key}.toml (bundled)", overrides=overrides, defaults=defaults)


def find_portal(key: str, archive_folder: Path, *, overrides: Mapping[str, str] | None = None) -> Portal:
    """The definition of that key: the user's own first, then the bundled one."""
    own, defaults = own_files(archive_folder), read_defaults(archive_folder)
    if key in own:
        return load_portal(own[key], overrides=overrides, defaults=defaults)
    if key in bundled_keys():
        return load_bundled(key, overrides=overrides, defaults=defaults)
    keys = sorted({*own, *bundled_keys()})
    more = f" and {len(keys) - MOST_NAMED} more (luutru portals)" if len(keys) > MOST_NAMED else ""
    known = ", ".join(get_close_matches(key, keys, MOST_NAMED, 0.6) or keys[:MOST_NAMED])
    raise PortalError(
        f"no portal {key!r}: known are {known}{more}; put {key}.toml into {archive_folder / 'portals'} or give it with "
        "--file"
    )


def _netloc(split: Split) -> str:
    return split._replace(host=bare_host(split.host)).netloc


def override(text: str) -> tuple[str, str]:
    """A value that `--set` gives: dotted key, and what is written for it. Raises UsageError where it is none."""
    key, mark, value = text.partition("=")
    if not mark or not key.strip():
        raise UsageError(f"--set {text!r}: write it as KEY=VALUE, as in --set politeness.delay=2")
    return key.strip(), value.strip()


def _override(values: dict[str, Any], name: str, written: str) -> None:
    *sections, last = name.split(".")
    table = values
    for section in sections:
        table = table.setdefault(section, {})
        if not isinstance(table, dict):
            raise PortalError(f"--set {name}: {section} is no section")
    table[last] = plain_value(written)


def _check_seeds(portal: Portal, origin: str) -> None:
    seen: dict[str, str] = {}
    keys = {
        "seed": "homepage",
        "feed": "discover.feeds",
        "sitemap": "discover.sitemaps",
        "listing": "discover.listings",
    }
    for road, address in portal.seeds:
        canonical = portal.canonical(address)
        if canonical is None:
            known = ", ".join(sorted(portal.netlocs))
            raise PortalError(f"{origin}: {keys[road]}: {address} is outside the portal's hosts ({known})")
        if canonical in seen:
            raise PortalError(f"{origin}: {keys[road]}: {address} stands twice (also in {seen[canonical]})")
        seen[canonical] = keys[road]


def _check_private(portal: Portal, origin: str) -> None:
    if portal.definition.private:
        return
    for netloc in sorted(portal.netlocs):
        host = netloc.rpartition(":")[0] if re.search(r":\d+$", netloc) else netloc
        if is_private_host(host):
            key = "homepage" if bare_host(portal.home.host) == host else "hosts"
            raise PortalError(f"{origin}: {key}: {host} is on a private network; set private = true if that is meant")
