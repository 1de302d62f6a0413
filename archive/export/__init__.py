"""Articles out of the archive: one file a format. A row is the same in all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.archive import Archive

COLUMNS = (
    "id", "portal", "url", "title", "lead", "text", "published_on", "published_at", "published_precision",
    "published_from", "modified_at", "author", "source", "category", "tags", "language", "image_url", "version",
    "state", "first_seen", "last_seen", "gone_at", "content_hash",
)  # fmt: skip


def rows(archive: Archive, query: str | None) -> Iterator[dict[str, Any]]:
    """The articles to export: those that a search finds, best first, or all by number."""
    columns = ", ".join(COLUMNS)
    if query:
        for hit in archive.search(query, limit=None):
            yield from archive.rows(f"SELECT {columns} FROM articles WHERE id = ?", hit.id)
        return
    last = 0
    while batch := archive.rows(f"SELECT {columns} FROM articles WHERE id > ? ORDER BY id LIMIT 500", last):
        yield from batch
        last = batch[-1]["id"]


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its JSON columns read."""
    return {**row, "tags": json.loads(row["tags"])}
