"""A second look at a page after it was read: what does the page hold that the article lacks?

It goes another way than the reading, over the text nodes of the tree itself, so that what misleads the one does not
mislead the other: an element dropped for its name or its missing end tag is seen here. It changes nothing; it doubts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, cast

from lxml import etree

from crawler.extraction.elements import is_hidden
from crawler.extraction.markup import HEADINGS
from crawler.extraction.site import FOREIGN
from crawler.extraction.words import SENTENCE_ENDS, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from archive.records import Article
    from crawler.extraction.blocks import Block, Layout
    from crawler.extraction.dates import Dated
    from crawler.extraction.metadata import Metadata

PROSE_CHARACTERS = 70
"""A text node of so many characters is prose; shorter ones stand beside links and marks everywhere."""
SENTENCE_CHARACTERS = 100
"""Away from the article only pieces of so many characters count: notices and teasers are shorter."""
LEAST_CHARACTERS = 200
"""Prose that is lost is worth a word from so many characters on."""
BOX_PIECES = 2
"""A box of so many pieces of prose beside the article's own is doubtful; fewer are a summary or a note."""
BOX_CHARACTERS = 400
HIDDEN_TIMES = 3
"""What is not shown counts if it holds so many times what is kept."""
MOST_NODES = 4000
LOST_SHARE = 0.08
"""Share of the prose of the article's own places from which it counts as lost."""
OTHER_SHARE = 0.8
"""A place without any kept prose is doubtful if it holds so much beside all that is kept."""
PROBE = 40
"""Letters by which a piece of prose is looked for in what was kept."""
_PROSE = etree.XPath(
    f"/descendant::text()[string-length(.) >= {PROSE_CHARACTERS}][not(parent::script or parent::style or "
    "parent::title or parent::figcaption or parent::a)]"
)
_INLINE = frozenset("a abbr b bdi bdo big cite code em font i mark q s small span strong sub sup time u".split())
_LISTS = frozenset("li ol ul dl dd dt menu".split())
_NEVER = frozenset("script style option textarea title head template object figcaption footer dialog".split())
"""Where no article's prose stands, even if the end tag is missing: what follows is not swallowed by these."""
_SWALLOWERS = frozenset("option textarea template object".split())
"""Those of them that take in what follows where their end tag is missing."""
_ROLES = frozenset("dialog alertdialog alert status contentinfo banner search".split())
LONGEST_BODY = 200_000
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Place:
    """The prose that one kind of element holds under one parent."""

    holder: HtmlElement
    characters: int = 0
    kept: int = 0
    pieces: int = 0
    is_shown: bool = True
    sentences: int = 0
    """Characters of its pieces that are longer than a line."""

    @property
    def lost(self) -> int:
        return self.characters - self.kept


def second_look(
    tree: HtmlElement, article: Article, meta: Metadata, layout: Layout, *, printed: Dated | None = None
) -> tuple[tuple[str, float], ...]:
    """What the page holds that the article lacks, each with how much, 0 to 1; empty: nothing.

    `no_text` and `lost_prose`: the share of prose that is lost; `other_body`: the share that is lost of the text which
    the page's metadata give; `other_title`: how far the main heading parts from the title; `other_date`: another date
    is `printed` as the publication's.
    """
    found: dict[str, float] = {}
    kept = _Kept(article)
    familiar = "".join("".join(block.text.split()) for block in layout.blocks if _is_familiar(block))
    if lost := _lost_prose(_places(tree, kept, familiar)):
        found["lost_prose" if article.text else "no_text"] = lost
    if missing := _missing_body(meta.body, kept):
        found["other_body"] = missing
    if parted := _other_title(tree, article, meta):
        found["other_title"] = parted
    if _parts(printed, article):
        found["other_date"] = 1.0
    return tuple((name, round(value, 2)) for name, value in found.items())


def _is_familiar(block: Block) -> bool:
    """Whether other pages of the portal show the same, or the portal's own words, in the place of a block."""
    return block.elsewhere > 0 or 0.0 <= block.place_share < FOREIGN


class _Kept:
    """All that was kept of a page, wherever it was put."""

    def __init__(self, article: Article) -> None:
        self._said = [article.text, article.title, article.lead, article.author, article.source]
        self._said += [f"{image.caption} {image.alt}" for image in article.images]
        self._said += [attachment.name for attachment in article.attachments]
        self._run = "".join("".join(self._said).split())

    def has(self, text: str) -> bool:
        """Whether a text was kept, by its middle or, where that was written otherwise, its beginning."""
        return self._probe(text, max(0, len(text) // 2 - PROBE)) or self._probe(text.lstrip(), 0)

    def _probe(self, text: str, start: int) -> bool:
        return "".join(text[start : start + 2 * PROBE].split())[:PROBE] in self._run

    def lacking(self, pieces: Sequence[str]) -> int:
        """How many characters of the pieces were not kept, marks and case put aside."""
        have = letters("".join(self._said))
        return sum(len(piece) for piece in pieces if letters(piece)[:PROBE] not in have)


def _places(tree: HtmlElement, kept: _Kept, familiar: str) -> list[_Place]:
    """The page's prose by place: parent, tag and class of the block that holds it."""
    places: dict[tuple[HtmlElement, str, str], _Place] = {}
    hiding: dict[HtmlElement, HtmlElement | None] = {}
    texts = cast("list[etree._ElementUnicodeResult]", _PROSE(tree))
    for text in texts[:MOST_NODES]:
        holder = text.getparent()
        block = _block_of(holder if text.is_text or holder is None else holder.getparent())
        length = len(text.strip())
        if block is None or length < PROSE_CHARACTERS or block.tag in HEADINGS:
            continue
        is_kept = kept.has(text)
        if not is_kept and (_is_teaser(text) or "".join(text[: 2 * PROBE].split())[:PROBE] in familiar):
            continue
        hidden_by = None if is_kept else _hidden_by(block, hiding)
        key = (hidden_by, "", "") if hidden_by is not None else _place_of(block)
        place = places.get(key)
        if place is None:
            place = places[key] = _Place(key[0], is_shown=hidden_by is None)
        place.pieces += 1
        place.characters += length
        place.kept += length if is_kept else 0
        place.sentences += length if length >= SENTENCE_CHARACTERS else 0
    return list(places.values())


def _is_teaser(text: str) -> bool:
    """Whether a text breaks off, as the first words of other pages do in lists of them."""
    return text.rstrip().endswith(("…", "...", "[…]", "[...]"))


def _block_of(element: HtmlElement | None) -> HtmlElement | None:
    """The block-level element around a text."""
    while element is not None and element.tag in _INLINE:
        element = element.getparent()
    return element


def _place_of(block: HtmlElement) -> tuple[HtmlElement, str, str]:
    """The container that a block stands in, and how the block is set there; items stand in what holds their list, since
    many a text is a list of numbered paragraphs.
    """
    outer = block
    while outer.tag in _LISTS and (parent := outer.getparent()) is not None:
        outer = parent
    if outer is not block:
        return outer, "li", ""
    parent = block.getparent()
    if parent is None or parent.tag not in _LISTS:
        return block if parent is None else parent, str(block.tag), block.get("class") or ""
    return _place_of(parent)


def _hidden_by(element: HtmlElement, known: dict[HtmlElement, HtmlElement | None]) -> HtmlElement | None:
    """The outermost element around that is not shown or cannot hold an article; None: there is none."""
    way: list[HtmlElement] = []
    here: HtmlElement | None = element
    while here is not None and here not in known:
        way.append(here)
        here = here.getparent()
    found = known[here] if here is not None else None
    for inner in reversed(way):
        if found is None and _hides(inner):
            found = inner
        known[inner] = found
    return found


def _hides(element: HtmlElement) -> bool:
    return element.tag in _NEVER or element.get("role") in _ROLES or is_hidden(dict(element.attrib), str(element.tag))


def _lost_prose(places: Sequence[_Place]) -> float:
    """How much prose is lost: of the places that hold the article, of a box among them, and of the largest place that
    holds nothing of it.
    """
    own = [place for place in places if place.kept]
    kept = sum(place.kept for place in own)
    lost = sum(place.lost for place in own)
    around = {holder for place in own for holder in (place.holder, place.holder.getparent()) if holder is not None}
    others = [place for place in places if not place.kept]
    lost += sum(place.characters for place in others if _is_box(place) and _is_among(place, around))
    found = lost / (kept + lost) if lost >= max(LEAST_CHARACTERS, LOST_SHARE * (kept + lost)) else 0.0
    for place in others:
        least = OTHER_SHARE * kept if place.is_shown else HIDDEN_TIMES * kept
        if place.sentences >= max(LEAST_CHARACTERS, least):
            found = max(found, place.sentences / (kept + place.sentences))
    return found


def _is_box(place: _Place) -> bool:
    """Whether a place holds more than a summary or a note."""
    return place.pieces >= BOX_PIECES or place.characters >= BOX_CHARACTERS


def _is_among(place: _Place, around: set[HtmlElement]) -> bool:
    """Whether a place stands in a box of its own among or right beside those that hold the article."""
    can_hold = place.is_shown or place.holder.tag in _SWALLOWERS
    return can_hold and (place.holder in around or place.holder.getparent() in around)


def _missing_body(body: str, kept: _Kept) -> float:
    """The share of what the page's metadata give as its text that was not kept; 0: next to nothing."""
    pieces = [piece for piece in SENTENCE_ENDS.split(body[:LONGEST_BODY]) if len(piece) >= PROSE_CHARACTERS]
    total = sum(map(len, pieces))
    missing = kept.lacking(pieces) if pieces else 0
    return missing / total if missing >= LEAST_CHARACTERS and missing >= 2 * LOST_SHARE * total else 0.0


def _other_title(tree: HtmlElement, article: Article, meta: Metadata) -> float:
    """How far the only main heading that is printed parts from the title taken; 0: they agree."""
    headings = [" ".join(heading.text_content().split()) for heading in islice(tree.iter("h1"), 3)]
    headings = [heading for heading in headings if len(heading.split()) >= 3]
    if len(headings) != 1 or letters(headings[0]) == letters(meta.site_name):
        return 0.0
    share = _shared(headings[0], article.title)
    return 1.0 - share if share < 0.5 else 0.0


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
