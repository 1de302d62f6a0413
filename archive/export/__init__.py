"""Articles out of the archive: one file a format. A row is the same in all of them."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.page_types import read_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from archive.archive import Archive
    from archive.records import PageType
    from archive.search import Hits

COLUMNS = (
    "id", "portal", "url", "title", "lead", "text", "published_on", "published_at", "published_precision",
    "published_from", "modified_at", "author", "source", "category", "tags", "language", "image_url", "version",
    "state", "first_seen", "last_seen", "gone_at", "content_hash", "story_id", "page_type", "page_type_confidence",
)  # fmt: skip
_OF_ARTICLE = (
    "id", "portal", "url", "state", "first_seen", "last_seen", "gone_at", "story_id", "page_type",
    "page_type_confidence",
)  # fmt: skip
"""Columns that are of the article, whatever its version."""
_BY_TYPE = "SELECT page_type, count(*) AS articles FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"


def rows(
    archive: Archive, asked: Mapping[str, Any] | None = None, *, limit: int | None = None,
    progress: Callable[[int, int], None] | None = None, columns: Iterable[str] = COLUMNS,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The articles to export, read as they are asked for: what a search finds, in its order, or all by number.

    `asked`: keyword arguments of `Archive.search`; None, or nothing but empty ones: all news and notices. A limit in it
    is that of a page, and is not meant. Where it holds `as_of`, each article is in the wording of that time; its state,
    when it was last seen or gone, and its story are what is known today.
    """
    given = _given(asked)
    if given.keys() - {"page_types"}:
        hits = archive.search(**given, progress=progress)
        return rows_of(hits, limit=limit, columns=columns)
    return islice(_all(archive, columns, read_types(given.get("page_types"))), limit)


def other_types(archive: Archive, asked: Mapping[str, Any] | None = None) -> dict[str, int]:
    """How many more an export would hold of each page type that it was not asked for, by falling number."""
    given = _given(asked)
    if given.keys() - {"page_types"}:
        return archive.search(**given, limit=1).other_types
    types = read_types(given.get("page_types"))
    counted = archive.rows(_BY_TYPE)
    return {row["page_type"]: row["articles"] for row in counted if row["page_type"] not in types}


def _given(asked: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of it says something."""
    return {name: value for name, value in (asked or {}).items() if name != "limit" and value and str(value).strip()}


def rows_of(hits: Hits, *, limit: int | None = None, columns: Iterable[str] = COLUMNS) -> Iterator[dict[str, Any]]:
    """The whole result of a search, or its first `limit` articles, as rows; whatever page of it was asked for."""
    names = tuple(columns)
    statement = f"SELECT {', '.join(names)} FROM articles WHERE id = ?"
    if hits.asked.filters.as_of is not None:
        said = ", ".join(_of_version(name) for name in names)
        statement = (
            f"SELECT {said} FROM articles JOIN article_versions AS said ON article_id = articles.id "
            "WHERE articles.id = ? AND said.number = ?"
        )
    for article, version in hits.numbers(limit):
        values = (article, version) if hits.asked.filters.as_of is not None else (article,)
        row = hits.row(statement, *values)
        if row is not None:  # None: withheld since the index was made
            yield dict(zip(names, row, strict=True))


def _of_version(name: str) -> str:
    return f"articles.{name}" if name in _OF_ARTICLE else "said.number" if name == "version" else f"said.{name}"


def _all(archive: Archive, columns: Iterable[str], types: Sequence[PageType]) -> Iterator[dict[str, Any]]:
    last = 0
    wanted = ", ".join("?" * len(types))
    statement = (
        f"SELECT {', '.join(columns)} FROM articles WHERE id > ? AND page_type IN ({wanted}) ORDER BY id LIMIT 100"
    )
    while batch := archive.rows(statement, last, *types):
        yield from batch
        last = batch[-1]["id"]


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its JSON columns read."""
    return {**row, "tags": json.loads(row["tags"])}
