"""The completeness ledgers of portals, kept between views: that of a large portal takes seconds to count."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from archive.clock import elapsed_seconds
from archive.coverage import coverage

if TYPE_CHECKING:
    from pathlib import Path

    from archive.archive import Archive
    from archive.ledger import Coverage

MOST = 64
"""Ledgers that are kept."""
AGE_TIMES = 20
"""While the archive grows, one may be so many times as old as it took to count it."""
_STATE = """
SELECT (SELECT max(id) FROM captures) AS captures, (SELECT max(change) FROM search_changes) AS changes,
       (SELECT max(id) FROM crawls) AS crawls
"""


@dataclass(frozen=True, slots=True)
class _Kept:
    ledger: Coverage
    state: tuple[Any, ...]
    """How far the archive was."""
    at: float
    seconds: float
    """How long it took to count it."""


_kept: dict[tuple[Path, str], _Kept] = {}
_counting: defaultdict[tuple[Path, str], Lock] = defaultdict(Lock)


def ledger_of(archive: Archive, portal: str) -> Coverage:
    """The ledger of a portal that is there; who asks while it is counted waits for it, and does not count it too."""
    with _counting[archive.folder, portal]:
        return _ledger_of(archive, portal)


def _ledger_of(archive: Archive, portal: str) -> Coverage:
    state = tuple(archive.rows(_STATE)[0].values())
    kept = _kept.get((archive.folder, portal))
    begun = elapsed_seconds()
    if kept is not None and (kept.state == state or begun - kept.at < AGE_TIMES * kept.seconds):
        return kept.ledger
    [ledger] = coverage(archive, portal)
    if len(_kept) >= MOST:
        _kept.clear()
    ended = elapsed_seconds()
    _kept[archive.folder, portal] = _Kept(ledger, state, ended, ended - begun)
    return ledger
