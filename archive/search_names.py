"""The names that a search is narrowed by: whether the archive has them, and what else may have been meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.folding import folded
from archive.sentences import Sentence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from tantivy import Searcher

_MOST_NAMES = 12
"""Names that are shown."""


def check_portals(db: sqlite3.Connection, portals: Sequence[str]) -> None:
    """Raises UsageError where the archive has no such portal."""
    if not portals:
        return
    known = [key for (key,) in db.execute("SELECT id FROM portals ORDER BY id")]
    for portal in portals:
        if portal not in known:
            raise UsageError(
                Sentence(
                    "there is no portal {portal!r} in this archive; portals: {names}",
                    portal=portal,
                    names=_some(portal, known),
                )
            )


def strange_sections(searcher: Searcher, sections: Sequence[str]) -> list[Sentence]:
    """What there is to say of sections that no article is in, a line each.

    They are no error: a section comes with its first article and goes with its last.
    """
    if not sections:
        return []
    known = [name for name, _ in searcher.terms_with_prefix("category", "") if name]
    return [
        Sentence(
            "no article is in a section {section!r}; sections: {names}", section=section, names=_some(section, known)
        )
        for section in sections
        if section and section not in known
    ]


def _some(wanted: str, known: Sequence[str]) -> str:
    """Those of the names that come closest, then the others as far as there is room."""
    by_form = {folded(name): name for name in reversed(known)}
    close = [by_form[form] for form in get_close_matches(folded(wanted), by_form, n=3)]
    shown = [*close, *(name for name in known if name not in close)]
    more = f" and {len(shown) - _MOST_NAMES} more" if len(shown) > _MOST_NAMES else ""
    return (", ".join(shown[:_MOST_NAMES]) or "none") + more
