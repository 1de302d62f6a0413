"""Which page types a reader asks for: the usual ones unless said otherwise. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.records import PAGE_TYPES, USUAL_TYPES
from archive.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.records import PageType

ALL = "all"
"""Asks for every type."""


def read_types(given: str | Sequence[str] | None) -> tuple[PageType, ...]:
    """The types that are asked for, in one order: those given, every one for `all`, the usual ones for nothing.

    Raises UsageError for a type that there is not.

    >>> read_types(None), read_types("event"), read_types(["other", "news"])
    (('news', 'notice'), ('event',), ('news', 'other'))
    >>> read_types("all") == PAGE_TYPES
    True
    """
    asked = (given,) if isinstance(given, str) else tuple(given or ())
    for one in asked:
        if one != ALL and one not in PAGE_TYPES:
            raise UsageError(
                Sentence("page type {written!r} is unknown: it is {types}", written=one[:40], types=_listed())
            )
    if not asked:
        return USUAL_TYPES
    return tuple(one for one in PAGE_TYPES if one in asked or ALL in asked)


def _listed() -> str:
    return ", ".join((*PAGE_TYPES, ALL))
