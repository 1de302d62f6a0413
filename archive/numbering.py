"""Which number a new article gets: one that was never given, or the one that `warc/` states for it.

A citation names an article by its number, so numbers are stated in `warc/`: in the transaction that gives them, before
it is committed. What is told again gets the number that is stated for it, whatever extractor reads it.

Archives of luutru 0.1.0 state none. There an article had the next number in the order of the visits that were recorded
as one. So what was recorded as an article is numbered in that order; a page that only today's extractor takes for one,
and a page that was then held for another's address, come after all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.looks import first_row
from archive.numbers import next_number, reserve
from archive.visit_records import Told, ToldVisit, statements

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from archive.records import Article

KIND = "numbers"
"""The type of the statement."""
_STATED = "stated articles"
"""In table `settings`: up to which number `warc/` states them."""
_PORTION = 2000
"""Numbers in one statement."""
Address = tuple[str, str]
"""A portal and a canonical URL on it."""


@dataclass
class Numbers:
    """Gives numbers to articles. While `warc/` is told again it holds what is stated there."""

    was_article: bool = True
    """Whether what is entered now was recorded as an article when it was received."""
    _stated: dict[Address, int] = field(default_factory=dict)
    _read_at: dict[Address, int] = field(default_factory=dict)
    """The same by the address at which the article was first read, where that is another one."""
    _recorded: set[Address] = field(default_factory=set)
    """Addresses at which an article was recorded and no number is stated."""
    _given: set[int] = field(default_factory=set)
    _named: set[Address] = field(default_factory=set)
    """What pages that were numbered as recorded name as their own address."""
    _next: int = 0
    """The next number for what was recorded as an article; 0: nothing is told again."""
    _highest: int = 0
    """The highest number that what was recorded as an article may get."""

    def expect(self, db: sqlite3.Connection, folder: Path, parts: Iterable[tuple[str, int]]) -> None:
        """Looks ahead at what will be told again: the name of each file, and from where on."""
        for name, start in parts:
            for told in statements(folder, name, start=start):
                if isinstance(told, ToldVisit) and told.outcome == "article":
                    self._recorded.add((told.portal, told.url))
                elif isinstance(told, Told) and told.kind == KIND:
                    self._note(told.values)
        self._recorded -= self._stated.keys() | self._read_at.keys()
        self._next = max(next_number(db, "articles"), 1 + max(self._stated.values(), default=0))
        self._highest = self._next + len(self._recorded) - 1

    def forget(self, db: sqlite3.Connection) -> None:
        """All has been told; belongs into a transaction. What was stated for no article of now is not given again."""
        reserve(db, "articles", max(self._stated.values(), default=0))
        self.__init__()  # type: ignore[misc]

    def give(self, db: sqlite3.Connection, portal: str, article: Article, read_at: str) -> int:
        """The number of an article that is entered now, read at an address of a portal."""
        number = next_number(db, "articles")
        if self._next:
            number = self._as_stated(db, portal, article.url or read_at, read_at) or self._unstated(
                number, portal, article, read_at
            )
        self._given.add(number)
        return number

    def _note(self, said: Mapping[str, Any]) -> None:
        for number, url, *read_at in said["articles"]:
            self._stated[said["portal"], url] = int(number)
            if read_at:
                self._read_at[said["portal"], read_at[0]] = int(number)

    def _as_stated(self, db: sqlite3.Connection, portal: str, url: str, read_at: str) -> int | None:
        for number in (
            self._stated.get((portal, url)), self._stated.get((portal, read_at)), self._read_at.get((portal, read_at))
        ):  # fmt: skip
            if number is not None and self._is_free(db, number):
                return number
        return None

    def _unstated(self, number: int, portal: str, article: Article, read_at: str) -> int:
        """In the order of what was recorded, or above all of that; `number` is the next that is free."""
        above = max(number, self._highest + 1)
        if not self.was_article or (portal, read_at) not in self._recorded:
            return above
        named = (portal, article.url or read_at)
        if named in self._named or self._next > self._highest:
            return above  # it was held for another's address
        self._named.add(named)
        given, self._next = self._next, self._next + 1
        return given

    def _is_free(self, db: sqlite3.Connection, number: int) -> bool:
        return number not in self._given and first_row(db, "SELECT 1 FROM articles WHERE id = ?", number) is None


def unstated(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The statements of all numbers that were given since the last one; belongs into a transaction."""
    last = _last_stated(db)
    attached = {row[1] for row in db.execute("PRAGMA database_list")}
    for schema in ("main", *({"withheld"} & attached)):
        portals = db.execute(
            f"SELECT DISTINCT portal FROM {schema}.articles WHERE id > ? ORDER BY portal", (last,)
        ).fetchall()
        for (portal,) in portals:
            rows = db.execute(
                f"SELECT articles.id, url, read_at_url FROM {schema}.articles AS articles "
                f"JOIN {schema}.article_versions AS version ON article_id = articles.id AND number = 1 "
                "WHERE articles.id > ? AND portal = ? ORDER BY articles.id",
                (last, portal),
            ).fetchall()
            said = [[number, url, *([read_at] if read_at != url else [])] for number, url, read_at in rows]
            for start in range(0, len(said), _PORTION):
                yield {"type": KIND, "portal": portal, "articles": said[start : start + _PORTION]}


def is_stated(db: sqlite3.Connection) -> bool:
    """Whether `warc/` states every number that was given."""
    return next_number(db, "articles") - 1 <= _last_stated(db)


def put_stated(db: sqlite3.Connection) -> None:
    """Enters that `warc/` states every number that was given; belongs into the transaction of the statements."""
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_STATED, str(next_number(db, "articles") - 1)),
    )


def _last_stated(db: sqlite3.Connection) -> int:
    row = first_row(db, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", _STATED)
    return int(row[0]) if row else 0
