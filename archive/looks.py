"""One look at an address, and what it did to the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from archive.numbering import Numbers
    from archive.records import Article

    Reread = Callable[[int], Article | None]
    """From a capture's number to the article that today's extractor reads there; None where it reads none."""

Change = Literal["new", "changed", "same", "alias", "gone", "removed", "restored", "none"]
"""What a look did to the record: `gone` is the first look that did not find an article, `removed` the second."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a visit left in the archive."""

    change: Change
    article_id: int | None
    unchanged: int = 0
    """Looks in a row that found nothing new at this address."""
    looks: int = 0
    capture_id: int | None = None
    article_url: str = ""
    """The article's own address, where this is another one."""
    first_seen: datetime | None = None
    """When the address was first asked for."""
    changed_at: datetime | None = None
    """When a later look found something new there; None: none did."""
    published_at: datetime | None = None
    """When the article there was published; None: there is none, or nobody knows."""
    was: str = ""
    """What the address was when it was last seen; empty: nobody had asked for it."""
    announced: int = 0
    """The most addresses that it had named as news in one look before."""
    is_aside: bool = False
    """What was read is in doubt and was set aside."""
    is_usual: bool = True
    """Whether the article that the visit concerns is news or a notice; only these are counted."""
    is_replaced: bool = False
    """The address of an article shows something else for now; what that says is judged at the end of the crawl."""


def left_nothing(url: str) -> bool:
    """A portal that has moved away from no address."""
    return False


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an address."""

    portal: str
    url: str
    at: str
    crawl_id: int
    capture_id: int
    extractor: str
    found_by: str
    reread: Reread | None = None
    """Reads an earlier capture again by the same extractor and definition as this one; None: nobody can."""
    has_left: Callable[[str], bool] = left_nothing
    """Whether the portal's pages have moved away from an address, so that nothing there is looked at any more."""
    referrer: str = ""
    """The page on which the address was found; empty: nobody knows."""
    numbers: Numbers | None = None
    """Gives a new article its number; None: it gets the next one."""
    page_text: Callable[[int], str | None] | None = None
    """From a capture's number to the words of its page, a text node a line; None: nobody can read them."""


def first_row(db: sqlite3.Connection, statement: str, *values: object) -> Sequence[Any] | None:
    """The first row of a SELECT; None where there is none."""
    found: Sequence[Any] | None = db.execute(statement, values).fetchone()
    return found
