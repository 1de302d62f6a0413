"""Articles whose text lies on several pages: the addresses of the later ones, and readings that lack some of them.

Their pages are received in one visit of the first and make one article. A later page is no article: its address is
another one of the article's, known by what the first page's pager says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.looks import first_row

if TYPE_CHECKING:
    import sqlite3

    from archive.looks import Look
    from archive.records import Article

PART = "part"
"""How a later page is known in table `article_urls`."""
LATER = "a later page of an article"
"""Why an address that names the page where its text begins is no article of its own."""
MISSING = "a later page of its text is missing"
"""How the note begins of a page whose text goes on on a page that did not come."""


def put_parts(db: sqlite3.Connection, article_id: int, article: Article, look: Look) -> None:
    """Enters the later pages of an article as addresses of it; those that it has no more are none any longer, unless
    some did not come. An address that an article has for its own stays that.
    """
    if not article.next_part:
        kept = ", ".join("?" * len(article.parts))
        db.execute(
            f"DELETE FROM article_urls WHERE article_id = ? AND reason = ? AND url NOT IN ({kept})",
            (article_id, PART, *article.parts),
        )
    for url in article.parts:
        if first_row(db, "SELECT 1 FROM articles WHERE portal = ? AND url = ?", look.portal, url):
            continue
        db.execute(
            "INSERT INTO article_urls (portal, url, article_id, first_seen, last_seen, reason) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (portal, url) DO UPDATE SET last_seen = excluded.last_seen, "
            "article_id = excluded.article_id, reason = excluded.reason, diverged_at = NULL",
            (look.portal, url, article_id, look.at, look.at, PART),
        )


def parts_at(db: sqlite3.Connection, portal: str, url: str) -> set[str]:
    """The later pages of the article whose own address is `url`."""
    rows = db.execute(
        "SELECT article_urls.url FROM article_urls JOIN articles ON articles.id = article_id "
        "WHERE articles.portal = ? AND articles.url = ? AND reason = ?",
        (portal, url, PART),
    )
    return {found for (found,) in rows}


def is_part(db: sqlite3.Connection, portal: str, url: str) -> bool:
    """Whether the address is known as a later page of an article."""
    return bool(
        first_row(db, "SELECT 1 FROM article_urls WHERE portal = ? AND url = ? AND reason = ?", portal, url, PART)
    )


def is_completed(before: Article, article: Article) -> bool:
    """Whether a reading says what an earlier one says, and goes on on pages that were missing from that."""
    if not before.next_part or len(article.parts) <= len(before.parts):
        return False
    is_same = before.title == article.title and article.parts[: len(before.parts)] == before.parts
    return is_same and set(before.text.split("\n\n")) <= set(article.text.split("\n\n"))
