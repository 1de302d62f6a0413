"""What a portal's articles are called, how sure that is, and what is doubtful, with examples. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.records import PAGE_TYPES

if TYPE_CHECKING:
    from archive.archive import Archive

MOST = 3
"""Examples of each type."""
MOST_FOLDERS = 4
"""Folders of each type that are named."""
_TYPES = """
SELECT page_type, count(*) AS articles, sum(read_type IS NOT NULL) AS by_rule, min(page_type_confidence) AS least_sure,
       round(avg(page_type_confidence), 2) AS mean_sure
FROM articles WHERE portal = ? GROUP BY page_type
"""
_EXAMPLES = """
SELECT id AS article, url, title, page_type_confidence, read_type FROM articles
WHERE portal = ? AND page_type = ? AND read_type IS NULL
ORDER BY page_type_confidence IS NULL, page_type_confidence, id DESC LIMIT ?
"""
_RULES = """
SELECT coalesce(url, pattern) AS what, url IS NULL AS is_pattern, page_type, stated_at FROM page_type_rules
WHERE portal = ? ORDER BY id
"""
_DOUBTS = """
SELECT name, count(*) AS articles, max(value) AS most FROM doubts
JOIN article_versions ON article_versions.id = version_id
JOIN articles ON articles.id = article_id AND number = version
WHERE portal = ? GROUP BY name ORDER BY count(*) DESC, name
"""
_DOUBTED = """
SELECT articles.id AS article, articles.url, articles.title, value FROM doubts
JOIN article_versions ON article_versions.id = version_id
JOIN articles ON articles.id = article_id AND number = version
WHERE portal = ? AND name = ? ORDER BY value DESC, articles.id LIMIT ?
"""


def page_types(archive: Archive, portal: str) -> list[dict[str, Any]]:
    """By page type, in their usual order: how many articles, how many by a rule, how sure it is, in which folders
    of the portal they lie, the least sure ones.

    `least_sure` and `mean_sure` are None where nobody judged it: an earlier luutru took them all for news.
    """
    rows = {row["page_type"]: row for row in archive.rows(_TYPES, portal)}
    folders: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in archive.rows("SELECT page_type, url FROM articles WHERE portal = ? AND page_type <> 'news'", portal):
        folders[one["page_type"]][folder(one["url"])] += 1
    for name, row in rows.items():
        row["folders"] = dict(folders[name].most_common(MOST_FOLDERS))
        row["examples"] = archive.rows(_EXAMPLES, portal, name, MOST)
    return [rows[name] for name in PAGE_TYPES if name in rows]


def folder(url: str) -> str:
    """The first part of an address's path, which is what portals group their pages by.

    >>> [folder(url) for url in ("https://a.vn/su-kien/2022/mo.html", "https://a.vn/mo.html", "https://a.vn/?id=3")]
    ['/su-kien/', '/', '/']
    """
    first, slash, _ = urlsplit(url).path.lstrip("/").partition("/")
    return f"/{first}/" if slash else "/"


def rules(archive: Archive, portal: str) -> list[dict[str, Any]]:
    """What `luutru reclassify` says of a portal's pages, in the order in which it was said."""
    return archive.rows(_RULES, portal)


def doubts(archive: Archive, portal: str) -> list[dict[str, Any]]:
    """What is doubtful about how a portal's articles read now: by name how many, how much, and the gravest ones."""
    rows = archive.rows(_DOUBTS, portal)
    for row in rows:
        row["examples"] = archive.rows(_DOUBTED, portal, row["name"], MOST)
    return rows
