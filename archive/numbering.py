"""Which number a new article gets: one that was never given, or the one that `warc/` states for it.

A citation names an article by its number, so numbers are stated in `warc/`: in the transaction that gives them, before
it is committed. What is told again gets the number that is stated for it, whatever extractor reads it.

Archives of luutru 0.1.0 state none. There an article had the next number in the order of the visits that were recorded
as one. So what was recorded as an article is numbered in that order; a page that only today's extractor takes for one,
and a page that was then held for another's address, come after all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.looks import first_row
from archive.numbers import next_number, reserve
from archive.sql_index import index, unindex
from archive.stories.joining import join, leave
from archive.visit_records import Told, ToldVisit, statements

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from archive.records import Article

KIND = "numbers"
"""The type of the statement."""
STATED = "stated articles"
"""In table `settings`: up to which number `warc/` states them."""
_PORTION = 2000
"""Numbers in one statement."""
_BY_ARTICLE = ("article_urls", "article_versions", "absences", "observations", "images", "attachments")
Key = tuple[str, int]
"""A portal's key, and how often it had been given away: another portal may have it then."""
Address = tuple[Key, str]
"""A portal and a canonical URL on it."""


@dataclass
class Numbers:
    """Gives numbers to articles. While `warc/` is told again it holds what is stated there."""

    was_article: bool = True
    """Whether what is entered now was recorded as an article when it was received."""
    _is_told_again: bool = False
    _stated: dict[Address, int] = field(default_factory=dict)
    _others: dict[Address, int] = field(default_factory=dict)
    """The same by the other addresses of each article."""
    _recorded: set[Address] = field(default_factory=set)
    """Addresses at which an article was recorded and of which no number is stated."""
    _met: set[Address] = field(default_factory=set)
    """Addresses that belong to an article numbered as recorded: those that its page names too, as was the rule then."""
    _lent: dict[Address, int] = field(default_factory=dict)
    """Numbers that belong to one address and were given to another, at which the same may have been read before."""
    _given: set[int] = field(default_factory=set)
    _next: int = 0
    """The next number for what was recorded as an article."""
    _highest: int = 0
    """The highest number that what was recorded as an article may get."""
    _given_away: Counter[str] = field(default_factory=Counter)
    """How often each key had been given away where `warc/` is read now."""

    def expect(
        self, db: sqlite3.Connection, folder: Path, parts: Iterable[tuple[str, int, int | None]],
        known: Iterable[Mapping[str, Any]] = (),
    ) -> None:  # fmt: skip
        """Looks ahead at what will be told again: the name of each file, from where on, and up to where.

        `known`: what a statement would say of numbers, where an older database tells of them.
        """
        renames: list[tuple[Key, Key]] = []
        for name, start, end in parts:
            for told in statements(folder, name, start=start, end=end):
                if isinstance(told, ToldVisit) and told.outcome == "article":
                    self._recorded.add((self._key(told.portal), told.url))
                elif isinstance(told, Told) and told.kind == KIND:
                    self._note(told.values)
                elif isinstance(told, Told) and told.kind == "portal" and told.values["do"] == "rename":
                    renames.append(self._rename(told.values["portal"], told.values["as"]))
        self._note_known(known, renames)
        self._given_away.clear()
        self._recorded -= self._stated.keys() | self._others.keys()
        self._next = max(next_number(db, "articles"), 1 + max(self._stated.values(), default=0))
        self._highest = self._next + len(self._recorded) - 1
        self._is_told_again = True

    def forget(self, db: sqlite3.Connection) -> None:
        """All has been told; belongs into a transaction. What was stated for no article of now is not given again."""
        if self._stated:
            reserve(db, "articles", max(self._stated.values()))
        self.__init__()  # type: ignore[misc]

    def give(self, db: sqlite3.Connection, portal: str, article: Article, url: str) -> int:
        """The number of an article that is entered now with this address."""
        if not self._is_told_again:
            return next_number(db, "articles")
        own, named = (self._key(portal), url), (self._key(portal), article.canonical_url or url)
        number = self._as_stated(db, own, named) or self._as_recorded(db, own, named) or self._above(db)
        self._given.add(number)
        return number

    def give_away(self, portal: str) -> None:
        """A portal has got another key: from here on its old one is that of another portal, if of any."""
        if self._is_told_again:
            self._given_away[portal] += 1

    def _key(self, portal: str) -> Key:
        return portal, self._given_away[portal]

    def _note(self, said: Mapping[str, Any]) -> None:
        key = self._key(said["portal"])
        for number, url, *others in said["articles"]:
            self._stated[key, url] = int(number)
            for other in others:
                self._others[key, other] = int(number)

    def _note_known(self, known: Iterable[Mapping[str, Any]], renames: list[tuple[Key, Key]]) -> None:
        """What an older database tells, by the keys of now, where `warc/` does not state it."""
        stated, others = self._stated, self._others
        self._stated, self._others = {}, {}
        for said in known:
            self._note(said)
        for old, new in reversed(renames):
            _copy_numbers(self._stated, new, old)
            _copy_numbers(self._others, new, old)
        self._stated |= stated
        self._others |= others

    def _rename(self, old: str, new: str) -> tuple[Key, Key]:
        """What was stated of a portal's addresses so far is so under its new key, too."""
        keys = self._key(old), self._key(new)
        _copy_numbers(self._stated, *keys)
        _copy_numbers(self._others, *keys)
        self._given_away[old] += 1
        return keys

    def _as_stated(self, db: sqlite3.Connection, own: Address, named: Address) -> int | None:
        number = self._stated.get(own)
        if number is not None:
            return self._taken_back(db, own) or (number if self._is_free(db, number) else None)
        number = self._others.get(own)
        if number is None or not self._is_free(db, number):
            return None
        for address in [one for one, stated in self._stated.items() if stated == number]:
            self._lent[address] = number
        return number

    def _as_recorded(self, db: sqlite3.Connection, own: Address, named: Address) -> int | None:
        """In the order of what was recorded; None: it was no article, or held for another's address."""
        if not self.was_article or own not in self._recorded or self._next > self._highest:
            return None
        if own in self._met or named in self._met:
            self._met.add(own)
            return self._taken_back(db, own)
        self._met |= {own, named}
        number, self._next = self._next, self._next + 1
        if named != own:
            self._lent[named] = number
        return number

    def _taken_back(self, db: sqlite3.Connection, own: Address) -> int | None:
        """The number of an address that another one has: that one gets a new number. None: no other has it."""
        number = self._lent.pop(own, None)
        if number is not None and number in self._given and not _is_unused(db, number):
            renumber(db, number, self._above(db))
        return number

    def _above(self, db: sqlite3.Connection) -> int:
        return max(next_number(db, "articles"), self._highest + 1)

    def _is_free(self, db: sqlite3.Connection, number: int) -> bool:
        return number not in self._given and _is_unused(db, number)


def _copy_numbers(stated: dict[Address, int], source: Key, target: Key) -> None:
    stated |= {(target, url): number for (key, url), number in stated.items() if key == source}


def renumber(db: sqlite3.Connection, number: int, fresh: int) -> None:
    """Gives an article that nobody has seen yet another number; belongs into a transaction."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    words = first_row(db, "SELECT title, lead, text FROM articles WHERE id = ?", number)
    assert words is not None
    leave(db, number)
    unindex(db, number, *words)
    db.execute("UPDATE articles SET id = ? WHERE id = ?", (fresh, number))
    for table in _BY_ARTICLE:
        db.execute(f"UPDATE {table} SET article_id = ? WHERE article_id = ?", (fresh, number))
    index(db, fresh, *words)
    join(db, fresh)


def _is_unused(db: sqlite3.Connection, number: int) -> bool:
    return first_row(db, "SELECT 1 FROM articles WHERE id = ?", number) is None


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
                f"SELECT id, url FROM {schema}.articles WHERE id > ? AND portal = ? ORDER BY id", (last, portal)
            ).fetchall()
            said = [[number, url, *other_addresses(db, schema, number, url)] for number, url in rows]
            for start in range(0, len(said), _PORTION):
                yield {"type": KIND, "portal": portal, "articles": said[start : start + _PORTION]}


def other_addresses(db: sqlite3.Connection, schema: str, number: int, url: str) -> list[str]:
    """Addresses at which the article may be read first when all is told again."""
    rows = db.execute(
        f"SELECT read_at_url FROM {schema}.article_versions WHERE article_id = ?1 UNION "
        f"SELECT url FROM {schema}.article_urls WHERE article_id = ?1 "
        "AND reason NOT IN ('redirect', 'part') ORDER BY 1", (number,)
    )  # fmt: skip
    return [one for (one,) in rows if one != url]


def is_stated(db: sqlite3.Connection) -> bool:
    """Whether `warc/` states every number that was given."""
    return next_number(db, "articles") - 1 <= _last_stated(db)


def put_stated(db: sqlite3.Connection) -> None:
    """Enters that `warc/` states every number that was given; belongs into the transaction of the statements."""
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (STATED, str(next_number(db, "articles") - 1)),
    )


def _last_stated(db: sqlite3.Connection) -> int:
    row = first_row(db, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", STATED)
    return int(row[0]) if row else 0
