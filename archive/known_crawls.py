"""Portals and crawls of which `warc/` has lost the record, while it is told again: from the rows of an older database.

A row has the key that its portal has now, a record the one of then. So a crawl is entered under the key that its visits
tell, and a rename of which the record is lost is made where the crawls say that it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive import decisions
from archive.clock import now
from archive.whole_rows import first

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archive.recording import Recording
    from archive.whole_rows import Row, WholeRows


class KnownCrawls:
    """What the whole rows of an older database tell of portals and crawls."""

    def __init__(self, recording: Recording, old: WholeRows) -> None:
        self._recording = recording
        self._db = recording.db
        self._portals = {row["id"]: row for row in old.rows("portals")}
        self._crawls = {row["id"]: row for row in old.rows("crawls")}
        self._renamed = {row["portal"]: row["renamed_to"] for row in old.rows("portal_decisions")
                         if row["renamed_to"]}  # fmt: skip

    def enter(self, portal: str, crawl: int | None = None) -> None:
        """A record tells of a portal, and a crawl of it, that may not be in the tables; belongs into a transaction."""
        if crawl is not None:
            self.rename_before(portal, crawl)
        if first(self._db, "SELECT 1 FROM portals WHERE id = ?", portal) is None:
            row = self._portals.get(self._key_of_now(portal))
            if row is not None:
                self._insert("portals", row | {"id": portal})
        is_new = crawl in self._crawls and first(self._db, "SELECT 1 FROM crawls WHERE id = ?", crawl) is None
        if is_new and first(self._db, "SELECT 1 FROM portals WHERE id = ?", portal) is not None:
            assert crawl is not None
            self._insert("crawls", self._crawls[crawl] | {"portal": portal})

    def under_all_keys(self, numbers: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """What is known of the numbers of articles, under the earlier keys of their portals too."""
        for earlier in self._renamed:
            yield from (said | {"portal": earlier} for said in numbers if said["portal"] == self._key_of_now(earlier))
        yield from numbers

    def rename_the_rest(self) -> list[dict[str, Any]]:
        """Makes the renames that are left when all has been told, and of which the record is lost; as statements."""
        made = []
        for (portal,) in self._db.execute("SELECT DISTINCT portal FROM crawls ORDER BY portal").fetchall():
            keys = {self._crawls[number]["portal"] for number in self._crawls_of(portal)}
            if len(keys) == 1 and portal not in keys:
                with self._recording.transaction():
                    made += self._rename(portal, keys.pop())
        return made

    def rename_before(self, portal: str, crawl: int) -> None:
        """A crawl begins; earlier ones under its key may be another portal's now. Belongs into a transaction."""
        if crawl not in self._crawls or first(self._db, "SELECT 1 FROM crawls WHERE id = ?", crawl) is not None:
            return
        keys = {self._crawls[number]["portal"] for number in self._crawls_of(portal)}
        if len(keys) == 1 and keys != {self._crawls[crawl]["portal"]}:
            self._rename(portal, keys.pop())

    def _crawls_of(self, portal: str) -> list[int]:
        numbers = self._db.execute("SELECT id FROM crawls WHERE portal = ?", (portal,)).fetchall()
        return [number for (number,) in numbers if number in self._crawls]

    def _rename(self, portal: str, new_key: str) -> list[dict[str, Any]]:
        if first(self._db, "SELECT 1 FROM portals WHERE id = ?", new_key) is not None:
            return []
        said = {"type": "portal", "portal": portal, "do": "rename", "as": new_key}
        decisions.enter(self._recording, said, at=now())
        return [said]

    def _key_of_now(self, portal: str) -> str:
        seen = set()
        while portal not in self._portals and portal in self._renamed and portal not in seen:
            seen.add(portal)
            portal = self._renamed[portal]
        return portal

    def _insert(self, table: str, row: Row) -> None:
        names = ", ".join(row)
        self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' for _ in row)})", list(row.values()))
