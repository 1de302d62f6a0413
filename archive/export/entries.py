"""The entries of a feed, out of what a search has found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.export.atom import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive.search import Hits

_ENTRY = """
    SELECT articles.portal, portals.name AS portal_name, articles.url, said.number AS version, said.title, said.lead,
           said.text, said.author, said.category, coalesce(nullif(said.language, ''), portals.language, '') AS language,
           CASE WHEN coalesce(said.published_precision, articles.published_precision) IN ('minute', 'day')
                THEN coalesce(said.published_at, articles.published_at) END AS published_at,
           said.seen_at
    FROM articles JOIN portals ON portals.id = articles.portal
    JOIN article_versions AS said ON said.article_id = articles.id
    WHERE articles.id = ? AND said.number = ?
"""
_NAMES = (
    "portal", "portal_name", "url", "version", "title", "lead", "text", "author", "category", "language",
    "published_at", "seen_at",
)  # fmt: skip


def entries(hits: Hits, *, limit: int = 50, page: Callable[[int, int], str] | None = None) -> Iterator[Entry]:
    """The `limit` that were received last of what was found, whatever its order: see `Hits.latest`.

    `page` tells the address of the archive's own page about an article, given its number and that of the version.
    """
    for article, version in hits.latest(limit):
        row = hits.row(_ENTRY, article, version)
        if row is not None:  # None: withheld since the index was made
            values = dict(zip(_NAMES, row, strict=True))
            yield Entry(**values, page=page(article, version) if page else "")
