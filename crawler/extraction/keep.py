"""Which blocks of a page are the article's: those that the trees of `model` say, and what must follow from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction.features import BESIDE, NAMES, features_of
from crawler.extraction.model import log_odds
from crawler.extraction.title import headline_places

if TYPE_CHECKING:
    from crawler.extraction.blocks import Layout
    from crawler.extraction.choose import Choice
    from crawler.extraction.metadata import Metadata
    from crawler.extraction.title import Title

THRESHOLD = 0.0
"""Log-odds from which a block is content."""


_RELATION, _RELATED = NAMES.index("relation"), NAMES.index("related_before")


def content_of(layout: Layout, choice: Choice, title: Title, meta: Metadata) -> list[bool]:
    """For each block whether it is content."""
    rows = features_of(layout, choice, titles=headline_places(layout.blocks, meta), place=title.place, meta=meta)
    kept = [bool(row) and not _follows_related(row) and log_odds(row) > THRESHOLD for row in rows]
    if title.place is not None and title.is_stated:
        _drop_before(layout, kept, title.place, choice)
    return kept


def _follows_related(row: list[float]) -> bool:
    """Whether a block stands below the heading of a related list and beside the part that holds the article."""
    return row[_RELATED] > 0 and row[_RELATION] == BESIDE


def _drop_before(layout: Layout, kept: list[bool], place: int, choice: Choice) -> None:
    """Takes out what stands before the printed headline, unless most of the text does."""
    words = [block.word_count if is_kept else 0 for block, is_kept in zip(layout.blocks, kept, strict=True)]
    if choice.start > place or 2 * sum(words[:place]) < sum(words):
        kept[: place + 1] = [False] * (place + 1)
