"""Portals that answer addresses they do not know with status 200 and their home page. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTE = "shows the home page"
"""What is said of such an answer."""
SAMPLE = 4
"""Other pages that tell which of the home page's links stand everywhere."""
FEW = 5
"""Links that the home page must have of its own."""
ALIKE = 0.9
"""Share of the own links that both pages have."""


class HomeAgain:
    """Knows the home page of one portal, as this run saw it, by the links that other pages have not."""

    def __init__(self) -> None:
        self._home: frozenset[str] = frozenset()
        self._everywhere: frozenset[str] = frozenset()
        self._sampled = 0

    def saw_home(self, links: Iterable[str]) -> None:
        """Takes note of the home page's links."""
        self._home = frozenset(links)

    def shows_home(self, links: Iterable[str]) -> bool:
        """Whether a page with these links is the home page; a page that is not tells what stands everywhere."""
        here = frozenset(links)
        if not self._home:
            return False
        if here == self._home:
            return len(here) >= FEW
        if self._sampled < SAMPLE:
            self._everywhere = here if self._sampled == 0 else self._everywhere & here
            self._sampled += 1
            return False
        mine, theirs = here - self._everywhere, self._home - self._everywhere
        return len(theirs) >= FEW and len(mine & theirs) >= ALIKE * len(mine | theirs)
