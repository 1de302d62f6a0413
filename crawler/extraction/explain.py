"""Why each block of a page is kept or dropped: the reading done again, with its reasons.

For people: `luutru extract --why` prints it. It asks the same rooms that the reading asks, and decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.extraction import names
from crawler.extraction.agreement import Agreement
from crawler.extraction.article import found_on, laid_out
from crawler.extraction.bars import barred_of
from crawler.extraction.body import is_about
from crawler.extraction.features import PageMeasures
from crawler.extraction.hints import Hints
from crawler.extraction.model import log_odds
from crawler.extraction.overrides import Overrides
from crawler.extraction.parse import Page, parse
from crawler.extraction.words import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.extraction.article import Found, Laid
    from crawler.extraction.blocks import Block

_NAMED = {
    names.COMMENTS: "comments", names.RELATED: "related pages", names.SHARING: "sharing",
    names.NAVIGATION: "navigation", names.ADVERTISING: "advertising", names.SIDE: "a side column",
    names.EXTRAS: "extras", names.DIALOG: "a dialog", names.ASIDE: "an aside",
}  # fmt: skip
UNLIKE_TEXT = 0.0
MOSTLY_LINKS = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A block of a page, whether it is in the article's text, and what speaks for or against it."""

    kind: str
    text: str
    is_kept: bool
    reasons: tuple[str, ...]


def explained(html: bytes | str | Page, url: str = "", *, content_type: str = "") -> list[Verdict]:
    """The blocks of a page in their order, pictures left out. Raises NotAnArticle for what is no page at all."""
    page = html if isinstance(html, Page) else parse(html, url=url, content_type=content_type)
    overrides = Overrides(page, {})
    laid = laid_out(page, site=None, overrides=overrides)
    found = found_on(laid, Hints(lone=True), "UTC", overrides)
    return list(_verdicts(laid, found))


def _verdicts(laid: Laid, found: Found) -> Iterator[Verdict]:
    kept = {id(block) for block in found.body.blocks}
    reasons = _Reasons(laid, found, [id(block) in kept for block in laid.layout.blocks])
    for number, block in enumerate(laid.layout.blocks):
        if block.kind != "image":
            is_kept = id(block) in kept
            why = reasons.for_it(number) if is_kept else reasons.against(number)
            yield Verdict(block.kind, block.text, is_kept, tuple(why))
    known = {id(block) for block in laid.layout.blocks}
    for block in found.body.blocks:
        if id(block) not in known and block.kind != "image":
            yield Verdict(block.kind, block.text, True, ("hidden on the page, and in the text that its metadata give",))


class _Reasons:
    """What speaks for and against the blocks of one page."""

    def __init__(self, laid: Laid, found: Found, kept: list[bool]) -> None:
        self.laid, self.found = laid, found
        self.page = PageMeasures(laid.layout, laid.choice, laid.places, laid.title.place, laid.meta)
        self.rows = self.page.rows()
        self.barred = barred_of(self.page)
        self.agreement = Agreement(self.page, self.rows, kept)
        self.captions = {letters(caption) for caption in found.body.captions.values()}
        self.documents = {id(block) for block in found.body.attachments}

    def for_it(self, number: int) -> Iterator[str]:
        """Why a block is kept."""
        row = self.rows[number]
        if row:
            yield f"weight {log_odds(row):+.1f}"
        if row and log_odds(row) <= UNLIKE_TEXT:
            yield "stands in the text, and one kind of evidence alone speaks against it"

    def against(self, number: int) -> Iterator[str]:
        """Why a block is dropped."""
        block, row = self.laid.layout.blocks[number], self.rows[number]
        yield from self._place(number)
        yield from self._form(block)
        around = [name for flag, name in _NAMED.items() if block.flags & flag]
        if around:
            yield f"its element is named as {', '.join(around)}"
        if self.page.boxes[number]:
            yield f"below the heading {self.laid.layout.blocks[self.page.boxes[number][0]].text!r}"
        if number in self.barred:
            yield "in a dialog, a box of teasers, or another article"
        if block.elsewhere or 0.0 <= block.place_share < 1.0:
            yield "other pages of the portal show the same there"
        if row:
            weight = log_odds(row)
            kinds = self.agreement.evidence(number, weight, 0.0)
            yield f"weight {weight:+.1f}, kinds of evidence against it: {kinds}"

    def _place(self, number: int) -> Iterator[str]:
        if number == self.laid.title.place:
            yield "the headline"
        elif number < self.found.choice.start:
            yield "before the text"
        elif number >= self.found.choice.end:
            yield "after the text"

    def _form(self, block: Block) -> Iterator[str]:
        if letters(block.text) in self.captions:
            yield "a picture's caption"
        if id(block) in self.documents:
            yield "a document"
        if is_about(block, before=True):
            yield "a line about the article"
        if block.link_word_count > MOSTLY_LINKS * block.word_count:
            yield "mostly links"
