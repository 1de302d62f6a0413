"""Full text search: the one place that knows the index. Exact words with marks, loose ones without."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import ArchiveError, UsageError
from archive.fixity import seal
from archive.folding import FOLDING, WORD, exact, strip_marks
from archive.query import Query, parse_query, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSERT = """
INSERT INTO articles_fts (rowid, title, lead, text, title_folded, lead_folded, text_folded) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_DELETE = """
INSERT INTO articles_fts (articles_fts, rowid, title, lead, text, title_folded, lead_folded, text_folded)
VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)
"""
_WEIGHTS = "10.0, 5.0, 1.0, 8.0, 4.0, 0.8"
"""A hit in the title counts ten times one in the text, and an exact one a little more than a loose one."""
SNIPPET_WORDS = 32
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
MARK = ("⟦", "⟧")
"""What encloses a hit in a snippet: marks that no portal prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    id: int
    portal: str
    url: str
    title: str
    lead: str
    published_on: str | None
    category: str
    state: str
    snippet: str
    """A passage of the text as printed, each hit between ⟦ and ⟧."""
    score: float
    """Smaller is better (bm25)."""


def index(db: sqlite3.Connection, article_id: int, title: str, lead: str, text: str) -> None:
    """Puts an article into the index."""
    db.execute(_INSERT, (article_id, *_forms(title, lead, text)))


def unindex(db: sqlite3.Connection, article_id: int, title: str, lead: str, text: str) -> None:
    """Takes an article out of the index; its values must be those that were put in."""
    db.execute(_DELETE, (article_id, *_forms(title, lead, text)))


def _forms(title: str, lead: str, text: str) -> tuple[str, ...]:
    exacts = tuple(exact(part) for part in (title, lead, text))
    return (*exacts, *map(strip_marks, exacts))


def refresh_index(db: sqlite3.Connection) -> None:
    """Makes the index anew if other rules of folding made it."""
    row = db.execute("SELECT value FROM settings WHERE name = 'folding'").fetchone()
    if row and row[0] == str(FOLDING):
        return
    db.execute("BEGIN IMMEDIATE")
    make_index(db)
    seal(db)
    db.execute("COMMIT")


def make_index(db: sqlite3.Connection) -> None:
    """Makes the index anew from the articles; belongs into a transaction."""
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
    numbers = [number for (number,) in db.execute("SELECT id FROM articles ORDER BY id")]
    for number in numbers:
        index(db, *db.execute("SELECT id, title, lead, text FROM articles WHERE id = ?", (number,)).fetchone())
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('folding', ?)", (str(FOLDING),))


def search(
    db: sqlite3.Connection, text: str, *, portal: str | None = None, category: str | None = None,
    since: str | None = None, until: str | None = None, limit: int = 20,
) -> Iterator[Hit]:  # fmt: skip
    """The articles that hold what `text` asks for, best first.

    `since` and `until` bound the date of publication (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, both inclusive). Raises
    UsageError for a search or a date that cannot be read.
    """
    query = parse_query(text)
    conditions, values = ["articles_fts MATCH ?"], [query.fts()]
    for column, value in (("articles.portal", portal), ("articles.category", category)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    if since is not None:
        conditions.append("articles.published_on >= ?")
        values.append(_date(since, "since"))
    if until is not None:
        conditions.append("articles.published_on <= ?")
        values.append(_date(until, "until") + "~")
    statement = f"""
        SELECT articles.id, portal, url, articles.title, articles.lead, articles.text, published_on, category, state,
               bm25(articles_fts, {_WEIGHTS}) AS score
        FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid
        WHERE {" AND ".join(conditions)} ORDER BY score, published_on DESC, articles.id
    """
    try:
        found = 0
        for row in db.execute(statement, values):
            if found >= limit:
                return
            if query.needs_verification and not query.holds(
                {"title": words_of(row[3]), "lead": words_of(row[4]), "text": words_of(row[5])}
            ):
                continue
            found += 1
            yield Hit(
                id=row[0], portal=row[1], url=row[2], title=row[3], lead=row[4], published_on=row[6], category=row[7],
                state=row[8], snippet=snippet(query, row[5]) or snippet(query, row[3]), score=row[9],
            )  # fmt: skip
    except sqlite3.Error as error:
        raise ArchiveError(f"the search failed: {error}") from None


def snippet(query: Query, text: str) -> str:
    """A passage around the first hit, as printed, each hit marked; empty where there is none."""
    spans = [match.span() for match in WORD.finditer(text)]
    words = [exact(text[start:end]) for start, end in spans]
    hits: set[int] = set()
    for term in query.terms:
        for place in term.places(words):
            hits.update(range(place, place + len(term.words)))
    if not hits:
        return ""
    first = max(0, min(hits) - SNIPPET_WORDS // 4)
    last = min(len(spans), first + SNIPPET_WORDS)
    pieces = ["… "] if first else []
    position = spans[first][0]
    for number in range(first, last):
        start, end = spans[number]
        pieces.append(text[position:start])
        pieces.append(f"{MARK[0]}{text[start:end]}{MARK[1]}" if number in hits else text[start:end])
        position = end
    if last < len(spans):
        pieces.append(" …")
    return " ".join("".join(pieces).replace(f"{MARK[1]} {MARK[0]}", " ").split())


def _date(written: str, option: str) -> str:
    if not _DATE.fullmatch(written):
        raise UsageError(f"{option} {written!r} is no date: write it as 2022, 2022-12 or 2022-12-31")
    return written
