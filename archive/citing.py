"""Gathers what a citation says, out of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.citation import citation
from archive.errors import UsageError
from archive.sentences import Sentence

if TYPE_CHECKING:
    import sqlite3

    from archive.citation import Citation

_CITED = """
    SELECT articles.id AS article_id, said.number AS version, said.title AS title, said.author AS author,
           articles.portal AS portal, portals.name AS portal_name, articles.url AS url,
           -- Where no page states a date, that of a list stands at the article alone.
           coalesce(said.published_on, articles.published_on) AS published_on,
           CASE WHEN said.published_on IS NULL THEN articles.published_precision ELSE said.published_precision END
               AS published_precision,
           fetched_at, payload_digest, coalesce(nullif(said.language, ''), portals.language) AS language
    FROM articles JOIN portals ON portals.id = articles.portal
    JOIN article_versions AS said ON said.article_id = articles.id
    JOIN captures ON captures.id = said.capture_id
    WHERE articles.id = :article AND said.number = coalesce(:version, articles.version)
"""


def cite(db: sqlite3.Connection, article_id: int, version: int | None = None) -> Citation:
    """How an article is cited, in one of its versions; None: the present one. Raises UsageError where there is none."""
    try:
        cursor = db.execute(_CITED, {"article": article_id, "version": version})
        names, row = [column[0] for column in cursor.description], cursor.fetchone()
    except OverflowError:  # more than SQLite counts to
        row = None
    if row is None:
        form = "there is no article {article} in the archive: luutru search finds their numbers"
        if version is not None:
            form = "there is no version {version} of an article {article} in the archive"
        raise UsageError(Sentence(form, article=article_id, version=version))
    return citation(dict(zip(names, row, strict=True)))
