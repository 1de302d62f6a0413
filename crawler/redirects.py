"""Redirects that lead to redirects: followed so far, and no farther. Some servers send their visitors on for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 10
"""Redirects one after another to pages of the portal; browsers give up at twenty."""


class Redirects:
    """Those of one crawl. `note` takes a line for the user, once."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._before: dict[str, int] = {}
        """By address, how many redirects led to it; only of the ends of chains."""

    def leads_on(self, url: str, target: str) -> bool:
        """Whether a redirect from `url` to `target` is to be followed.

        >>> redirects = Redirects(print)
        >>> [redirects.leads_on(f"/{n}", f"/{n + 1}") for n in range(11)][-2:]
        /10 and addresses before it redirect to one another without an end: not followed any farther
        [True, False]
        """
        count = self._before.pop(url, 0) + 1
        if count > LONGEST:
            self._note(
                f"{url} and addresses before it redirect to one another without an end: not followed any farther"
            )
            return False
        self._before[target] = max(count, self._before.get(target, 0))
        return True
