"""Stories by their size and their first article alone, for lists and for the page of an article.

`Archive.story` reads and compares the texts of all articles of a story, however many they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.archive import Archive

_HEADS = """
SELECT stories.id, size, first_article_id AS first, title, portals.name AS portal_name, published_on
FROM stories JOIN articles ON articles.id = first_article_id JOIN portals ON portals.id = portal
"""


def largest(archive: Archive, limit: int) -> list[dict[str, Any]]:
    """The stories that most articles carry."""
    return archive.rows(f"{_HEADS} ORDER BY size DESC, stories.id DESC LIMIT ?", limit)


def head_of(archive: Archive, number: int | None) -> dict[str, Any] | None:
    """A story by its number; None where there is none."""
    found = archive.rows(f"{_HEADS} WHERE stories.id = ?", number)
    return found[0] if found else None
