"""What a portal's pages are called other than news, where they lie and what decided it. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import fmean
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from archive.archive import Archive

MOST_FOLDERS, MOST_EXAMPLES = 4, 3
_PAGES = """
SELECT id, url, page_type, page_type_confidence AS confidence, read_type, title FROM articles
WHERE portal = ? AND page_type <> 'news' ORDER BY id
"""


def other_types(archive: Archive, portal: str) -> list[dict[str, Any]]:
    """A record a page type, the most pages first: `pages`, `by_rule` (those that `luutru reclassify` decides), the
    `confidence` of the reading on average, `folders` of addresses with their counts, `examples`, the least sure first.
    """
    by_type: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in archive.rows(_PAGES, portal):
        by_type[row["page_type"]].append(row)
    found = [_record(page_type, rows) for page_type, rows in by_type.items()]
    return sorted(found, key=lambda one: (-one["pages"], one["page_type"]))


def _record(page_type: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    read = [row for row in rows if row["read_type"] is None]
    judged = sorted((row for row in read if row["confidence"] is not None), key=lambda row: row["confidence"])
    folders = Counter(map(folder, (row["url"] for row in rows)))
    return {
        "page_type": page_type, "pages": len(rows), "by_rule": len(rows) - len(read),
        "confidence": round(fmean(row["confidence"] for row in judged), 2) if judged else None,
        "folders": dict(folders.most_common(MOST_FOLDERS)),
        "examples": [
            {name: row[name] for name in ("id", "url", "title", "confidence")} for row in judged[:MOST_EXAMPLES]
        ],
    }  # fmt: skip


def folder(url: str) -> str:
    """The first part of an address's path, which is what portals group their pages by.

    >>> [folder(url) for url in ("https://a.vn/su-kien/2022/mo.html", "https://a.vn/mo.html", "https://a.vn/?id=3")]
    ['/su-kien/', '/', '/']
    """
    first, slash, _ = urlsplit(url).path.lstrip("/").partition("/")
    return f"/{first}/" if slash else "/"
