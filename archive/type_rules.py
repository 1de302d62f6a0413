"""What an article is called: by the reading of its page, or by a rule of the archivist's (`luutru reclassify`).

Where a rule decides, what the reading says is kept beside it, so that the rule can be undone. A rule for one page is
tied to its address and goes before any pattern; of patterns the one that was given last decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from archive.clock import utc_text
from archive.looks import first_row
from archive.numbers import next_number
from archive.records import USUAL_TYPES
from archive.stories.joining import join, leave

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from archive.records import Article, PageType

SURE = 1.0
"""How sure a rule is."""
_COLUMNS = ("page_type", "page_type_confidence", "read_type", "read_type_confidence")


def type_columns(db: sqlite3.Connection, portal: str, urls: Sequence[str], article: Article) -> dict[str, Any]:
    """What an article is called, by column; `urls` are its addresses, its own first."""
    return _columns(_rule(db, portal, urls), article.page_type, article.page_type_confidence)


def put_page_type(db: sqlite3.Connection, article_id: int, article: Article) -> None:
    """Calls an article what its page is read as now, unless a rule decides; makes no version."""
    _put(db, article_id, article.page_type, article.page_type_confidence)


def put_doubts(db: sqlite3.Connection, version_id: int, extractor: str, doubts: Iterable[tuple[str, float]]) -> None:
    """Enters what is doubtful about how a version was read, in the place of what was."""
    fresh = {(extractor, name, float(value)) for name, value in dict(doubts).items()}
    known = set(db.execute("SELECT extractor, name, value FROM doubts WHERE version_id = ?", (version_id,)))
    if fresh == known:
        return
    db.execute("DELETE FROM doubts WHERE version_id = ?", (version_id,))
    db.executemany(
        "INSERT INTO doubts (version_id, extractor, name, value) VALUES (?, ?, ?, ?)",
        [(version_id, *one) for one in sorted(fresh)],
    )


def enter_rule(db: sqlite3.Connection, said: Mapping[str, Any], *, at: datetime) -> int:
    """Enters a rule as its statement tells it, or takes it back; how many articles are called otherwise by that."""
    portal, url, pattern = said["portal"], said.get("url"), said.get("pattern")
    re.compile(pattern or "")  # raises before anything is written
    db.execute("DELETE FROM page_type_rules WHERE portal = ? AND url IS ? AND pattern IS ?", (portal, url, pattern))
    if not said.get("undo"):
        db.execute(
            "INSERT INTO page_type_rules (id, portal, url, pattern, page_type, stated_at) VALUES (?, ?, ?, ?, ?, ?)",
            (next_number(db, "page_type_rules"), portal, url, pattern, said["page_type"], utc_text(at)),
        )
    return sum(_put_by_rules(db, number) for number in _concerned(db, portal, url, pattern))


def put_by_rules(db: sqlite3.Connection, article_id: int) -> bool:
    """Calls an article what the rules of now say, as when it was out of their sight. Whether that is something else."""
    return _put_by_rules(db, article_id)


def has_rule(db: sqlite3.Connection, portal: str, url: str | None, pattern: str | None) -> bool:
    """Whether there is a rule for exactly this page or this pattern."""
    statement = "SELECT 1 FROM page_type_rules WHERE portal = ? AND url IS ? AND pattern IS ?"
    return first_row(db, statement, portal, url, pattern) is not None


def _columns(rule: str | None, read_type: str, confidence: float | None) -> dict[str, Any]:
    said = (read_type, confidence, None, None) if rule is None else (rule, SURE, read_type, confidence)
    return dict(zip(_COLUMNS, said, strict=True))


def _rule(db: sqlite3.Connection, portal: str, urls: Sequence[str]) -> PageType | None:
    rows = db.execute(
        "SELECT url, pattern, page_type FROM page_type_rules WHERE portal = ? ORDER BY url IS NULL, id DESC", (portal,)
    )
    for url, pattern, page_type in rows:
        if url in urls or (pattern is not None and re.search(pattern, urls[0])):
            return cast("PageType", page_type)
    return None


def _concerned(db: sqlite3.Connection, portal: str, url: str | None, pattern: str | None) -> list[int]:
    """The articles that a rule may be for."""
    if url is not None:
        rows = db.execute(
            "SELECT id FROM articles WHERE portal = :portal AND url = :url UNION "
            "SELECT article_id FROM article_urls WHERE portal = :portal AND url = :url",
            {"portal": portal, "url": url},
        )
        return [number for (number,) in rows]
    fits = re.compile(pattern or "").search
    rows = db.execute("SELECT id, url FROM articles WHERE portal = ? ORDER BY id", (portal,))
    return [number for number, own in rows.fetchall() if fits(own)]


def _put_by_rules(db: sqlite3.Connection, article_id: int) -> bool:
    row = first_row(
        db, "SELECT coalesce(read_type, page_type), CASE WHEN read_type IS NULL THEN page_type_confidence "
        "ELSE read_type_confidence END FROM articles WHERE id = ?", article_id
    )  # fmt: skip
    return row is not None and _put(db, article_id, *row)


def _put(db: sqlite3.Connection, article_id: int, read_type: str, confidence: float | None) -> bool:
    """Whether the article is called something else now."""
    row = first_row(db, f"SELECT portal, url, {', '.join(_COLUMNS)} FROM articles WHERE id = ?", article_id)
    assert row is not None
    portal, url, *before = row
    others = db.execute("SELECT url FROM article_urls WHERE article_id = ?", (article_id,))
    after = _columns(_rule(db, portal, [url, *(one for (one,) in others)]), read_type, confidence)
    if list(after.values()) == before:
        return False
    db.execute(
        f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in _COLUMNS)} WHERE id = :id",
        {**after, "id": article_id},
    )
    _in_or_out_of_stories(db, article_id, str(before[0]), str(after["page_type"]))
    return bool(before[0] != after["page_type"])


def _in_or_out_of_stories(db: sqlite3.Connection, article_id: int, before: str, after: str) -> None:
    """Stories are of news and notices."""
    if before in USUAL_TYPES and after not in USUAL_TYPES:
        leave(db, article_id)
    elif before not in USUAL_TYPES and after in USUAL_TYPES:
        join(db, article_id)
