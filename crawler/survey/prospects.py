"""Addresses that may be articles, and which of them to look at next so that few looks tell most. Pure.

Addresses of one shape are one group. A group is the better the likelier its pages are articles, by how its addresses
were found and by what came of those looked at; one that was looked at already tells less.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.urls import url_shape

ANNOUNCED, RESEMBLING, MERE = 0.9, 0.6, 0.25
"""How likely an address is an article: announced or dated elsewhere; built like one; merely there."""
_HOPELESS = 2
"""Looks at a group that brought no article before it is left."""


@dataclass(slots=True)
class _Group:
    chance: float = 0.0
    waiting: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Addresses not yet looked at, with what was said of their dates."""
    looks: int = 0
    articles: int = 0

    @property
    def worth(self) -> float:
        if not self.waiting or (self.looks >= _HOPELESS and not self.articles):
            return 0.0
        return (self.chance + self.articles) / (1 + self.looks) / (1 + self.looks / 2)


class Prospects:
    """What one look at a portal has found."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._known: set[str] = set()

    def add(self, url: str, chance: float, hints: tuple[tuple[str, str], ...] = ()) -> None:
        """Takes an address, by its canonical URL; what was first said of it counts, a date may come later."""
        group = self._groups.setdefault(url_shape(url), _Group())
        group.chance = max(group.chance, chance)
        if url in group.waiting:
            group.waiting[url] = group.waiting[url] or hints
        elif url not in self._known:
            group.waiting[url] = hints
            self._known.add(url)

    def next(self) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """The address that it is best to look at now, with its hints; None where none is worth it."""
        group = max(self._groups.values(), key=lambda one: one.worth, default=None)
        if group is None or not group.worth:
            return None
        url = next(iter(group.waiting))
        group.looks += 1
        return url, group.waiting.pop(url)

    def saw_article(self, url: str) -> None:
        """The look at an address found an article."""
        self._groups.setdefault(url_shape(url), _Group()).articles += 1

    def take_folders(self, least: int) -> list[str]:
        """Takes out the addresses below which so many others lie: they are lists, however they are built."""
        inner = Counter(url.rstrip("/").rpartition("/")[0] for url in self._known)
        taken = []
        for group in self._groups.values():
            for url in [url for url in group.waiting if "?" not in url and inner[url.rstrip("/")] >= least]:
                del group.waiting[url]
                taken.append(url)
        return taken

    def below(self, folder: str) -> int:
        """How many of the addresses lie in a folder."""
        return sum(url.startswith(folder) for url in self._known)
