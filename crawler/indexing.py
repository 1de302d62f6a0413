"""The search index, brought up to what a run has entered, so that the first search after it need not wait.

It may take some seconds and can be told to stop: what is left is left to the next run, or to the next search.
"""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

from archive.clock import elapsed_seconds
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive import Archive

MOST_SECONDS = 30.0
"""How long a run spends on the index."""


class _Enough(Exception):
    """It is time to stop."""


def index_news(archive: Archive) -> tuple[str, ...]:
    """Enters what the index lacks; what went wrong with that, a line each. Costs no crawl anything."""
    until = elapsed_seconds() + MOST_SECONDS
    with _told_to_stop() as told:

        def look(_done: int, _of: int) -> None:
            if told or elapsed_seconds() > until:
                raise _Enough

        try:
            archive.refresh_search(progress=look, waits=False)
        except _Enough:
            pass
        except ArchiveError as error:
            return (f"the search index is left to the next search: {error}",)
    return ()


@contextlib.contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """The signals that have asked to stop while the `with` statement lasts; it is asked no other way then."""
    told: list[int] = []
    before = {
        number: signal.signal(number, lambda received, _frame: told.append(received))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
