"""What the tables say of articles that are withheld: since when, and why. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.errors import UsageError
from archive.sentences import Sentence

if TYPE_CHECKING:
    from archive.archive import Archive

LARGEST = 2**63 - 1
"""The largest number that SQLite counts to."""
_WITHHELD = "SELECT withheld_at, reason FROM withholdings WHERE article_id = ? AND undone_at IS NULL"
_ALL = """
SELECT article_id, portal, withheld_at, reason FROM withholdings WHERE undone_at IS NULL ORDER BY withheld_at, id
"""


def withheld_articles(archive: Archive) -> list[dict[str, Any]]:
    """The articles that are withheld, in the order in which they were: `article_id`, `portal`, `withheld_at`,
    `reason`. Neither address nor title: these may not be shown.
    """
    return archive.rows(_ALL)


def article_of(archive: Archive, number: int) -> dict[str, Any]:
    """The article of that number, by column. Raises UsageError, which says so where it is withheld."""
    article = archive.article(number)
    if article is not None:
        return article
    found = archive.rows(_WITHHELD, number) if 0 < number <= LARGEST else []
    if found:
        form = "article {number} is withheld since {since}: {reason} (luutru withhold {number} --undo shows it again)"
        raise UsageError(Sentence(form, number=number, since=found[0]["withheld_at"][:10], reason=found[0]["reason"]))
    form = "there is no article {number} in {folder}: luutru search finds their numbers"
    raise UsageError(Sentence(form, number=number, folder=archive.folder))
