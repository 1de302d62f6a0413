"""How a page writes dates in numbers: the order that its own dates prove, else that of its language. Pure."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, cast

from lxml import etree

from crawler.extraction.dates import Dated, Found, find_dates, parse_date, told_order
from crawler.extraction.stated_dates import stated_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Block

_NUMERIC = re.compile(r"(?<!\d)\d{1,2}[/.-]\s?\d{1,2}[/.-]\s?(?:\d\d){1,2}(?!\d)")
_MONTH_FIRST_REGIONS = frozenset(("us", "ph", "pw", "fm", "mh", "gu", "pr"))
_LOCALE = etree.XPath("string(//meta[@property='og:locale'][1]/@content)")
_ZONES_OF_US = re.compile(
    r"US/|America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Indiana/|Kentucky/)|Pacific/Honolulu"
)
_FOREIGN_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_MOST_BLOCKS = 400


class PageDates:
    """The reader of one page's dates; the order is sought only where a date needs it."""

    def __init__(self, blocks: list[Block], *, tree: HtmlElement | None, stated: str, zone: str, first: int) -> None:
        """`stated`: the language that the page states; `first`: the block of the headline."""
        self._blocks, self._tree, self._zone, self._first = blocks, tree, zone, first
        self.language = stated.strip().replace("_", "-").lower()

    def read(self, text: str) -> Dated | None:
        """The first date of a printed text."""
        return parse_date(text, timezone=self._zone, month_first=self._order(text), language=self.language)

    def find(self, text: str) -> list[Found]:
        """All days of a printed text."""
        return find_dates(text, timezone=self._zone, month_first=self._order(text), language=self.language)

    def stated(self, text: str) -> Dated | None:
        """The date of a value that holds nothing else."""
        return stated_date(text, timezone=self._zone, month_first=self._order(text), language=self.language)

    def _order(self, text: str) -> bool | None:
        return self._month_first if _NUMERIC.search(text) else None

    @cached_property
    def _month_first(self) -> bool | None:
        texts = [block.text for block in self._blocks[:_MOST_BLOCKS] if _NUMERIC.search(block.text[:200])]
        told = told_order(texts)
        if told is not None:
            return told
        language, _, region = self.language.partition("-")
        if language and language != "en":
            return region in ("us", "pr") and language == "es"
        if self._is_in_other_letters():
            return False
        if not region and self._tree is not None:
            region = cast("str", _LOCALE(self._tree)).replace("-", "_").rpartition("_")[2].lower()
        if not region and _ZONES_OF_US.match(self._zone):
            return True
        return region in _MONTH_FIRST_REGIONS if region and len(region) == 2 and region != "en" else None

    def _is_in_other_letters(self) -> bool:
        """Whether the headline and what follows it are not in English, whatever the page states."""
        texts = (block.text for block in self._blocks[self._first : self._first + 3])
        return len(_FOREIGN_LETTER.findall(" ".join(texts)[:400])) >= 4
