"""Corrects what a page, or every page whose address fits a pattern, is called: stated in `warc/`, then entered.

The rule holds for later looks and later readings of the same pages, and a repair makes it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.errors import UsageError
from archive.records import PAGE_TYPES
from archive.type_rules import enter_rule, has_rule
from archive.withholding import own_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from archive.recording import Recording

KIND = "reclassify"
"""The type of the statement."""


@dataclass(frozen=True, slots=True)
class Reclassified:
    """What a rule, or the end of one, has done."""

    portal: str
    fitting: int
    """Articles that the rule is for."""
    changed: int
    """Those that are called otherwise now."""


def reclassify_article(
    recording: Recording, number: int, page_type: str | None, *, portal: str | None = None, at: datetime
) -> Reclassified:
    """Calls an article something, whatever extraction says; None: takes that back. Raises UsageError."""
    check_page_type(page_type)
    own_portal, url = own_address(recording.db, number)
    if portal not in (None, own_portal):
        raise UsageError(f"article {number} is of {own_portal}, not of {portal}")
    portal = own_portal
    if page_type is None:
        others = recording.db.execute("SELECT url FROM article_urls WHERE article_id = ?", (number,)).fetchall()
        told = [one for one in (url, *(one for (one,) in others)) if has_rule(recording.db, portal, one, None)]
        if not told:
            raise UsageError(f"article {number} was never reclassified: there is nothing to undo")
        url = told[0]
    said = {"portal": portal, "url": url, "article": number}
    return Reclassified(portal, 1, _stated(recording, said, page_type, at=at))


def reclassify_pattern(
    recording: Recording, portal: str | None, pattern: str, page_type: str | None, *, at: datetime
) -> Reclassified:
    """Calls every page something whose address on a portal fits a pattern; None: takes that back. Raises UsageError."""
    check_page_type(page_type)
    try:
        fits = re.compile(pattern).search
    except re.error as error:
        raise UsageError(f"{pattern!r} is no regular expression: {error}") from None
    if portal is None:
        portal = _portal_of(recording, pattern, is_undo=page_type is None)
    if page_type is None and not has_rule(recording.db, portal, None, pattern):
        raise UsageError(f"no rule of {portal} has the pattern {pattern!r}: there is nothing to undo")
    changed = _stated(recording, {"portal": portal, "pattern": pattern}, page_type, at=at)
    rows = recording.db.execute("SELECT url FROM articles WHERE portal = ?", (portal,))
    return Reclassified(portal, sum(1 for (url,) in rows if fits(url)), changed)


def enter(recording: Recording, said: Mapping[str, Any], *, at: datetime) -> int:
    """Enters what the statement says; belongs into a transaction. How many articles are called otherwise by it."""
    return enter_rule(recording.db, said, at=at)


def check_page_type(page_type: str | None) -> None:
    """Raises UsageError for what no page can be called."""
    if page_type is not None and page_type not in PAGE_TYPES:
        raise UsageError(f"{page_type!r} is no page type: {', '.join(PAGE_TYPES)} are")


def _portal_of(recording: Recording, pattern: str, *, is_undo: bool) -> str:
    """The portal that a pattern without one is meant for: the only one, or the only one that it fits."""
    db = recording.db
    portals: list[str] = [key for (key,) in db.execute("SELECT id FROM portals ORDER BY id")]
    if len(portals) > 1:
        if is_undo:
            portals = [key for key in portals if has_rule(db, key, None, pattern)]
        else:
            fits = re.compile(pattern).search
            rows = db.execute("SELECT portal, url FROM articles ORDER BY portal")
            portals = sorted({key for key, url in rows if fits(url)})
    if len(portals) != 1:
        raise UsageError(_which(pattern, portals))
    return portals[0]


def _which(pattern: str, portals: Sequence[str]) -> str:
    fitting = f"fits addresses of {', '.join(portals)}" if portals else "fits no address yet"
    return f"the pattern {pattern!r} {fitting}: say which portal is meant with --portal KEY"


def _stated(recording: Recording, said: dict[str, Any], page_type: str | None, *, at: datetime) -> int:
    values = {"type": KIND, **said, **({"undo": True} if page_type is None else {"page_type": page_type})}
    home = recording.db.execute("SELECT homepage FROM portals WHERE id = ?", (said["portal"],)).fetchone()[0]
    recording.state(values, url=home, at=at)
    with recording.transaction():
        return enter(recording, values, at=at)
