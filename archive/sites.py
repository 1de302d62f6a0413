"""What was learned of portals' pages: models, by number for each portal. What stands in one is the extractor's affair.

A model is stated in `warc/` where it begins to count, and every visit says with how many of them it was read, so that
what is told again is read as it was. Models of several layouts of a portal count together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def label(extractor: str, number: int) -> str:
    """What read a page: the version of the extractor, and the number of the portal's latest model that it used.

    >>> label("2", 0), label("2", 3)
    ('2', '2+3')
    """
    return f"{extractor}+{number}" if number else extractor


class Sites:
    """The models of all portals in an archive."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[str, list[tuple[int, str]]] | None = None
        """By portal, in order: the first that counts beside it, and the model."""

    def count(self, portal: str) -> int:
        """How many models of a portal there are; the number of the latest."""
        return len(self._models(portal))

    def models(self, portal: str, number: int) -> tuple[str, ...]:
        """The models that count once there are `number` of them, as JSON; none for 0."""
        known = self._models(portal)[:number]
        return tuple(model for _, model in known[known[-1][0] - 1 :]) if known else ()

    def enter(self, portal: str, said: Mapping[str, Any], *, at: str) -> int:
        """Enters a model as its statement tells it; belongs into a transaction. Its number."""
        known = self._models(portal)
        number = len(known) + 1
        first = number if said.get("alone") or not known else known[-1][0]
        model = json.dumps(said["model"], separators=(",", ":"), sort_keys=True)
        self._db.execute(
            "INSERT INTO site_models (portal, number, first, learned_at, pages, extractor, model) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (portal, number, first, at, int(said["pages"]), str(said["extractor"]), model),
        )
        known.append((first, model))
        return number

    def forget(self) -> None:
        """Reads the table again when next asked: a transaction was rolled back."""
        self._known = None

    def _models(self, portal: str) -> list[tuple[int, str]]:
        if self._known is None:
            self._known = defaultdict(list)
            rows = self._db.execute("SELECT portal, first, model FROM site_models ORDER BY portal, number")
            for key, first, model in rows:
                self._known[key].append((first, model))
        return self._known[portal]
