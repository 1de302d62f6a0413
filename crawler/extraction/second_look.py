"""A second look at a page after it was read: what does the page hold that the article lacks?

It goes another way than the reading: over all that was laid out and all that was passed over, by place and not by name,
so that what misleads the one does not mislead the other. It changes nothing; it doubts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extraction.lost_prose import lost_share
from crawler.extraction.words import SENTENCE_ENDS, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.records import Article
    from crawler.extraction.blocks import Layout
    from crawler.extraction.dates import Dated
    from crawler.extraction.metadata import Metadata

LEAST_CHARACTERS = 200
"""So much of a stated text must be missing to be worth a word."""
PIECE_CHARACTERS = 70
"""Shorter sentences of it are not looked for."""
MISSING_SHARE = 0.25
FEWEST_WORDS = 3
"""A heading of fewer words is a label."""
AGREEING_SHARE = 0.5
PROBE = 40
"""Letters by which a piece of prose is looked for in what was kept."""
LONGEST_BODY = 200_000
_WORD = re.compile(r"\w+")


def second_look(
    article: Article, meta: Metadata, layout: Layout, *, source: bytes, printed: Dated | None = None
) -> tuple[tuple[str, float], ...]:
    """What the page holds that the article lacks, each with how much, 0 to 1; empty: nothing.

    `no_text` and `lost_prose`: the share of prose that is lost; `other_body`: the share that is lost of the text which
    the page's metadata give; `other_title`: how far the main heading parts from the title; `other_date`: another date
    is `printed` as the publication's. `source` is what the page was parsed from.
    """
    found: dict[str, float] = {}
    kept = _Kept(article)
    if lost := lost_share(layout, kept, source):
        found["lost_prose" if article.text else "no_text"] = lost
    if missing := _missing_body(meta.body, kept):
        found["other_body"] = missing
    if parted := _other_title(layout, article, meta):
        found["other_title"] = parted
    if _parts(printed, article):
        found["other_date"] = 1.0
    return tuple((name, round(value, 2)) for name, value in found.items())


class _Kept:
    """All that was kept of a page, wherever it was put."""

    def __init__(self, article: Article) -> None:
        self._said = [article.text, article.title, article.lead, article.author, article.source]
        self._said += [f"{image.caption} {image.alt}" for image in article.images]
        self._said += [attachment.name for attachment in article.attachments]
        self._run = "".join("".join(self._said).split())

    def has(self, text: str) -> bool:
        """Whether a text with single blanks was kept, by its middle or, where that was written otherwise, its start."""
        start = len(text) // 2 - PROBE
        return (start > 0 and self._probe(text, start)) or self._probe(text, 0)

    def _probe(self, text: str, start: int) -> bool:
        return text[start : start + 2 * PROBE].replace(" ", "").replace("\n", "")[:PROBE] in self._run

    def lacking(self, pieces: Sequence[str]) -> int:
        """How many characters of the pieces were not kept, marks and case put aside."""
        missing = [piece for piece in pieces if not self._probe(piece, 0)]
        have = letters("".join(self._said)) if missing else ""
        return sum(len(piece) for piece in missing if letters(piece)[:PROBE] not in have)


def _missing_body(body: str, kept: _Kept) -> float:
    """The share of what the page's metadata give as its text that was not kept; 0: next to nothing."""
    pieces = [piece for piece in SENTENCE_ENDS.split(body[:LONGEST_BODY]) if len(piece) >= PIECE_CHARACTERS]
    total = sum(map(len, pieces))
    missing = kept.lacking(pieces) if pieces else 0
    return missing / total if missing >= max(LEAST_CHARACTERS, MISSING_SHARE * total) else 0.0


def _other_title(layout: Layout, article: Article, meta: Metadata) -> float:
    """How far the page's only main heading, printed above the text, parts from the title; 0: they agree, or the title
    is printed there too.
    """
    headings = [number for number, block in enumerate(layout.blocks) if block.level == 1 and block.kind == "heading"]
    if len(headings) != 1:
        return 0.0
    block = layout.blocks[headings[0]]
    if block.word_count < FEWEST_WORDS or 2 * block.link_word_count > block.word_count:
        return 0.0
    share = _shared(block.text, article.title)
    if share >= AGREEING_SHARE or letters(block.text) in map(letters, meta.site_names):
        return 0.0
    opening, title = "".join(article.text[: 2 * PROBE].split())[:PROBE], letters(article.title)
    for number, other in enumerate(layout.blocks):
        if letters(other.text) == title:
            return 0.0
        if opening and len(other.text) >= PROBE and "".join(other.text[: 2 * PROBE].split())[:PROBE] == opening:
            return 1.0 - share if number > headings[0] else 0.0
    return 1.0 - share


def _parts(printed: Dated | None, article: Article) -> bool:
    """Whether another day was taken than the one printed; the next day may be the same in another zone."""
    if printed is None or article.published_on is None:
        return False
    return printed.precision in ("day", "minute") and abs((printed.on - article.published_on).days) > 1


def _shared(one: str, other: str) -> float:
    """The share of the shorter text's words that the other has too."""
    words, others = _words(one), _words(other)
    return len(words & others) / max(1, min(len(words), len(others)))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def names_of(doubts: Iterable[tuple[str, float]]) -> str:
    """Doubts on one line: `lost_prose 0.40, other_title 1.00`."""
    return ", ".join(f"{name} {value:.2f}" for name, value in doubts)
