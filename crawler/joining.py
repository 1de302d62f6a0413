"""The pages of one text, joined into one article. Pure: a live crawl and a reading from `warc/` join alike.

A later page is joined where it goes on: the same headline, and text that the pages before do not hold. What it prints
again (headline, lead, byline, a closing line) stands once. A server that answers every page number with the same page,
and a pager that leads to another article, join nothing; what such a page says is not lost, its address is asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import lxml.html
from lxml import etree

from archive.differences import common_runs
from archive.parts import MISSING
from archive.replaced import share_of_runs
from archive.same_content import words_of
from crawler.extraction.blocks import words_in
from crawler.extraction.parts import MOST_PARTS, numbers_in
from crawler.extraction.words import letters
from crawler.reading import Reading, settled
from crawler.urls import url_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.records import Article, Capture, Link, Outcome
    from crawler.portal import Portal

SAME_HEADLINE = 0.8
"""The share of the shorter one's words that two pages' headlines have in common where they are one article's."""
SAME_TEXT = 0.8
"""The share of its runs of words that a page has in common with the pages before, where it says nothing more."""
PATIENCE = 3
"""Pagers in a row that join nothing before others like them are left alone for the run."""
_PROSE_WORDS = 12
"""Fewer words on a page that holds all of those before are a clock or a count, and no text."""
_LONG_ENOUGH = 10
"""Letters of a line that is the same line where it stands again; shorter ones are marks and subheadings."""
_NO_ANSWER: tuple[Outcome, ...] = ("gone", "error", "failure", "challenge", "empty")
_OF_ONE_PAGE = ("other_title", "other_date", "other_body")
"""Doubts about a page that say nothing of the whole text."""


class Joining:
    """An article and as many of its later pages as have come."""

    def __init__(self, first: Article) -> None:
        """`first` is what the first page says."""
        self._first = first
        self._whole = first
        self._asked: set[str] = {first.url}
        self.fault = ""
        """Why a later page did not come, one line; empty: none is known to be missing."""
        self.links: list[Link] = []
        """What the later pages link to."""

    @property
    def wanted(self) -> str:
        """The next page to ask for; empty: there is none, or one before it did not come."""
        return "" if self.fault else self._whole.next_part

    def lacks(self, url: str, why: str) -> None:
        """The page at `url` did not come."""
        self.fault = f"{MISSING}: {url}: {why}"

    def ends(self) -> None:
        """What seemed to be the next page is none."""
        self._whole = replace(self._whole, next_part="")

    def answered(self, url: str, reading: Reading) -> None:
        """Takes the page at `url` that was asked for next; `reading` is what its answer says."""
        self._asked.add(url)
        part = reading.article
        if part is None:
            if reading.outcome in _NO_ANSWER:
                self.lacks(url, reading.note or reading.outcome)
            else:
                self.ends()
            return
        joined = _joined(self._whole, part) if _goes_on(self._first, part) else None
        if joined is None:
            self.ends()
            return
        following = "" if part.next_part in self._asked else part.next_part
        self._whole = replace(joined, parts=(*self._whole.parts, url), next_part=following)
        self.links += reading.links
        if following and len(self._asked) >= MOST_PARTS:
            self.lacks(following, f"more than {MOST_PARTS} pages")

    def article(self) -> Article:
        """The article as far as its pages have come."""
        if not self.fault:
            return self._whole
        return replace(self._whole, doubts=(*self._whole.doubts, ("missing_part", 1.0)))


class Pagers:
    """What pagers below articles came to in one run, by the shape of the addresses that they name."""

    def __init__(self) -> None:
        self._vain: Counter[str] = Counter()

    def came_to(self, url: str, *, is_part: bool) -> None:
        """Takes note of whether the page at `url`, the second by its pager, went on with the text."""
        shape = url_shape(url)
        self._vain[shape] = 0 if is_part else self._vain[shape] + 1

    def are_vain(self, url: str) -> bool:
        """Whether pagers that name such addresses join nothing."""
        return self._vain[url_shape(url)] >= PATIENCE


def part_read(read: Reading, capture: Capture, portal: Portal, url: str) -> Reading:
    """The reading of a later page with what is known of the exchange; `url` is the first page's address."""
    if 300 <= capture.status < 400:
        return Reading(outcome="redirect", note=f"HTTP {capture.status}")
    return settled(read, capture=capture, portal=portal, url=url)


def with_parts(first: Reading, joining: Joining) -> Reading:
    """The reading of a first page with what its later pages brought; links to these pages themselves are none."""
    article = joining.article()
    found = {link.url: link for link in (*joining.links, *first.links)}
    if article.parts:
        found = {url: link for url, link in found.items() if numbers_in(article.url, url) is None}
    return replace(first, article=article, links=tuple(found.values()), note=joining.fault or first.note)


def _goes_on(first: Article, part: Article) -> bool:
    """Whether a page may go on with an article: it has its headline, or names its first page as its own address."""
    if part.canonical_url == first.url != part.url:
        return True
    stated = ("json-ld", "meta")
    if first.published_from in stated and part.published_from in stated and first.published_on != part.published_on:
        return False
    one, two = words_of(first.title), words_of(part.title)
    shorter = min(len(one), len(two))
    if not shorter:
        return not two
    return sum(length for _, _, length in common_runs(one, two)) >= SAME_HEADLINE * shorter


def _joined(whole: Article, part: Article) -> Article | None:
    """The article with the text of one more page; None: that says nothing more."""
    before, after = _paragraphs(whole.text), _later_paragraphs(whole, part)
    kept, start, fresh = _fitted([letters(one) for one in before], [letters(one) for one in after])
    new = [after[place] for place in fresh]
    known = {image.url for image in whole.images}
    images = tuple(image for image in part.images if image.url not in known)
    if not (new or (images and not part.text)):
        return None
    said = "\n\n".join(new)
    is_page_again = set(map(letters, before)) <= set(map(letters, after)) and words_in(said) < _PROSE_WORDS
    if new and (is_page_again or share_of_runs(said, whole.text) >= SAME_TEXT):
        return None
    documents = {one.url for one in whole.attachments}
    return replace(
        whole,
        text="\n\n".join([*(before[place] for place in kept), *after[start:]]),
        html=_joined_html(whole.html, part.html),
        author=whole.author or part.author,
        source=whole.source or part.source,
        tags=whole.tags or part.tags,
        images=(*whole.images, *images),
        attachments=(*whole.attachments, *(one for one in part.attachments if one.url not in documents)),
        figures=whole.figures or part.figures,
        doubts=_doubts(whole, part),
    )


def _paragraphs(text: str) -> list[str]:
    return [one for one in text.split("\n\n") if one.strip()]


def _later_paragraphs(whole: Article, part: Article) -> list[str]:
    """The paragraphs of a later page without a lead that the first page has too."""
    paragraphs = _paragraphs(part.text)
    lead = letters(part.lead)
    if lead and paragraphs and letters(paragraphs[0]) == lead and lead.rstrip("…") in letters(whole.text):
        return paragraphs[1:]
    return paragraphs


def _fitted(before: Sequence[str], after: Sequence[str]) -> tuple[list[int], int, list[int]]:
    """Which of `before` stay, from where on `after` follows, and which of that are new. What `after` begins with and
    stands in `before` is left out; what stands again further on is a closing line, which goes from the pages before.

    >>> _fitted(["lead", "a", "b", "by the ministry"], ["lead", "c", "d", "by the ministry"])
    ([0, 1, 2], 1, [1, 2])
    """
    seen = set(before)
    start = next((place for place, key in enumerate(after) if key not in seen), len(after))
    again = {key for key in after[start:] if key in seen and len(key) >= _LONG_ENOUGH}
    new = [place for place in range(start, len(after)) if after[place] not in seen]
    return [place for place, key in enumerate(before) if key not in again], start, new


def _joined_html(one: str, two: str) -> str:
    before, after = _pieces(one), _pieces(two)
    kept, start, _ = _fitted([key for key, _ in before], [key for key, _ in after])
    return "".join(markup for _, markup in [*(before[place] for place in kept), *after[start:]])


def _pieces(html: str) -> list[tuple[str, str]]:
    """The elements of an article's markup, each with what tells it from others: its picture, else its words."""
    pieces = []
    for element in lxml.html.fragments_fromstring(html) if html else ():
        if isinstance(element, str):
            pieces.append((letters(element), element))
            continue
        image = next(element.iter("img"), None)
        key = f"img {image.get('src')}" if image is not None else letters("".join(map(str, element.itertext())))
        pieces.append((key, etree.tostring(element, encoding="unicode", method="html", with_tail=False)))
    return pieces


def _doubts(whole: Article, part: Article) -> tuple[tuple[str, float], ...]:
    """The doubts about a text over several pages; its metadata may give on one page what others print."""
    found = {name: value for name, value in whole.doubts if name != "other_body"}
    for name, value in part.doubts:
        if name not in _OF_ONE_PAGE:
            found[name] = max(value, found.get(name, 0.0))
    return tuple(found.items())
