"""Pages that show a trouble, for the one who looks into it. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.archive import Archive

MOST = 5
_FAILING = (
    "SELECT url, coalesce(error, outcome) AS what FROM pages WHERE portal = ? AND outcome IN {} "
    "ORDER BY last_seen DESC LIMIT ?"
)
_LACKING = "SELECT url, title AS what FROM usual_articles WHERE portal = ? AND ({}) ORDER BY id DESC LIMIT ?"
_OF = {
    **dict.fromkeys(("unreachable", "errors", "certificate", "blocked"), _FAILING.format("('failure', 'error')")),
    **dict.fromkeys(("challenge", "challenges"), _FAILING.format("('challenge')")),
    "error_pages": _FAILING.format("('gone')"),
    "no_articles": "SELECT url, coalesce(error, outcome) AS what FROM pages WHERE portal = ? AND outcome IN ('other', "
                   "'listing', 'home', 'empty') ORDER BY outcome <> 'home', last_seen DESC LIMIT ?",
    "lost_articles": "SELECT pages.url, title AS what FROM pages JOIN articles USING (portal, url) WHERE portal = ? "
                     "AND outcome IN ('other', 'listing', 'home', 'empty') ORDER BY pages.last_seen DESC LIMIT ?",
    **dict.fromkeys(
        ("unread_news", "unread_pages"),
        "SELECT url, coalesce(error, outcome) AS what FROM pages WHERE portal = ? AND outcome IN ('other', 'listing', "
        "'empty') ORDER BY first_seen DESC LIMIT ?",
    ),
    "empty_lists": "SELECT url, 'named ' || announced || ' articles at once' AS what FROM pages "
                   "WHERE portal = ? AND announced >= 3 ORDER BY last_seen DESC LIMIT ?",
    "gone_articles": _LACKING.format("state IN ('suspect', 'removed')"),
    "no_date": _LACKING.format("published_from IS NULL OR published_from NOT IN ('json-ld', 'meta', 'visible')"),
    **{f"no_{name}": _LACKING.format(f"{name} = ''") for name in ("text", "lead", "author", "source", "category")},
    "lost_text": "SELECT articles.url, articles.title AS what FROM articles JOIN article_versions "
                 "ON article_id = articles.id AND number = version JOIN doubts ON version_id = article_versions.id "
                 "WHERE portal = ? AND name IN ('no_text', 'lost_prose', 'other_body') GROUP BY articles.id "
                 "ORDER BY articles.id DESC LIMIT ?",
    "no_image": _LACKING.format("image_url = ''"),
    "set_aside": "SELECT url, doubt || ': ' || title AS what FROM set_aside WHERE portal = ? AND settled_at IS NULL "
                 "ORDER BY id DESC LIMIT ?",
    **dict.fromkeys(("new_layout", "short_texts"), _LACKING.format("1")),
}  # fmt: skip


def examples(archive: Archive, portal: str, kind: str) -> list[dict[str, Any]]:
    """Up to five pages that show a kind of trouble: `url`, and `what` there is to see."""
    statement = _OF.get(kind)
    return archive.rows(statement, portal, MOST) if statement else []
