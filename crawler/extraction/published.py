"""When an article was published, and where that was read: the most trusted statement first, a guess never unmarked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

from crawler.extraction.choose import is_related_heading
from crawler.extraction.date_labels import PUBLISHED, UPDATED, Kind, kind_of, labelled_dates
from crawler.extraction.date_order import PageDates
from crawler.extraction.dates import DATELINE, Dated, in_year_before, parse_date
from crawler.extraction.markup_dates import marked_elements, markup_modified, markup_published, time_elements
from crawler.extraction.metadata import Metadata, plain
from crawler.extraction.words import DATE, VIEWS, attribute_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from archive.records import DateOrigin
    from crawler.extraction.blocks import Block
    from crawler.extraction.hints import Hints

_URL_DATE = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>0[1-9]|1[0-2])[/-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_FIRST = re.compile(r"[/-](?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])-(?P<year>(?:19|20)\d\d)(?!\d)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/")
_CLOCK = re.compile(
    r"thứ\s*(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s*nhật|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|星期|"
    r"\d{1,2}:\d\d:\d\d",
    re.IGNORECASE,
)
"""What the clock in a header prints besides the date, and few lines about an article do."""
_DIGIT = re.compile(r"\d")
_MOST_WORDS = 30
_SPECIFIC = frozenset(
    """
    article:published_time og:published_time datepublished article:published pubdate publishdate publish-date
    publish_date publication_date published_date date.issued dc.date.issued dcterms.issued sailthru.date
    parsely-pub-date citation_publication_date cxenseparse:recs:publishtime article.published article_date_original
    originalpublicationdate published citation_date
    """.split()
)
"""Names of metadata that say publication; `date` and `created` may be the page's own, or the day of the request."""
_FIRST_YEAR_OF_THE_WEB = 1990
_WORDS_OF_A_DATE, _WORDS_OF_A_LABEL = 8, 6
_LONGEST_PART, _HEAD_OF_A_LINE = 16, 60
_IN_THE_HEADLINE = 1.5
"""What a headline's own words take from a date: they tell what it is about."""
_AT_THE_END = 1.0
"""What a date loses that stands behind the first lines of the text."""
_HEAD = 3
"""Blocks above the headline in which others print their date."""
_NEAR_THE_FIRST = 4
"""Blocks that may stand before a date in the frame that it shares with the headline below it."""
REACH = 8
"""Blocks before the headline, and after the body, in which its date may stand."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication time and its origin."""

    dated: Dated
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page prints of its dates."""

    published: Dated | None
    is_sure: bool
    """A label or its place says that it is the publication's."""
    updated: Dated | None
    is_update_in_head: bool
    """The update stands where other pages print their date."""
    is_far: bool = False
    """What may be the publication's stands there not."""


class Dates:
    """When an article came out and was last changed, as one page tells."""

    def __init__(
        self, blocks: list[Block], *, tree: HtmlElement | None = None, title: int | None, start: int, end: int,
        meta: Metadata, url: str, hints: Hints, zone: str,
    ) -> None:  # fmt: skip
        """The article has its headline at block `title` and its body from `start` to `end`."""
        self._blocks, self._tree, self._title = blocks, tree, title
        self._start, self._end = start, end
        self._meta, self._url, self._hints, self._zone = meta, url, hints, zone
        self._latest = hints.latest
        first = title if title is not None else start
        self._reader = PageDates(blocks, tree=tree, stated=meta.language, zone=zone, first=first)

    def published(self) -> Published | None:
        """The publication time: the most trusted statement first."""
        stated = self._stated()
        if stated is not None and stated[1]:
            return stated[0]
        seen = self._seen
        if seen.published is not None and seen.is_sure:
            return Published(seen.published, "visible")
        markup = self._in_markup()
        if markup is not None and stated is None:
            return Published(markup, "meta")
        if stated is not None:
            return stated[0]
        if seen.published is not None and not (seen.is_update_in_head and seen.is_far):
            return Published(_with_time(seen, seen.published), "visible")
        return self._of_the_only_time() or self._in_url() or self._update_in_head() or self._said_elsewhere()

    def modified(self) -> Dated | None:
        """The time of the last change, where the page states or prints one."""
        stated = self._reader.stated(self._meta.modified) if self._meta.modified else None
        if stated is not None:
            return stated
        if found := markup_modified(self._marked, self._headline, self._reader):
            return found.dated
        return self._seen.updated

    def printed(self) -> Dated | None:
        """The date that a label or its place says to be the publication's, where the page prints one."""
        return self._seen.published if self._seen.is_sure else None

    @cached_property
    def _marked(self) -> list[HtmlElement]:
        return marked_elements(self._tree) if self._tree is not None else []

    @property
    def _headline(self) -> HtmlElement | None:
        return self._blocks[self._title].element if self._title is not None else None

    def _stated(self) -> tuple[Published, bool] | None:
        """What the metadata states, and whether that is said of the publication and not of a page."""
        for origin, written in self._meta.published:
            dated = self._reader.stated(written)
            if dated is not None and dated.precision in ("minute", "day") and _possible(dated, self._latest):
                is_specific = origin == "json-ld" or written in self._specific_values
                made = _on_the_day_of(self._url, dated, self._zone)
                return Published(made, "json-ld" if origin == "json-ld" else "meta"), is_specific
        return None

    @cached_property
    def _specific_values(self) -> set[str]:
        values: set[str] = set()
        for element in self._tree.iter("meta") if self._tree is not None else ():
            for name in (element.get("property"), element.get("name"), element.get("itemprop")):
                if name and name.strip().lower() in _SPECIFIC:
                    values.add(plain(element.get("content") or ""))
        return values

    @cached_property
    def _seen(self) -> Seen:
        return _visible(self._blocks, self._title, self._start, self._end, self._reader, self._latest)

    def _in_markup(self) -> Dated | None:
        """The date that the markup calls the publication's, where it may be."""
        found = markup_published(self._marked, self._headline, self._reader)
        if found is None and self._meta.page_published:
            dated = self._reader.stated(self._meta.page_published)
            return dated if dated is not None and _possible(dated, self._latest) else None
        return found.dated if found is not None and _possible(found.dated, self._latest) else None

    def _of_the_only_time(self) -> Published | None:
        found = time_elements(self._tree, self._headline, self._reader) if self._tree is not None else None
        return Published(found.dated, "meta") if found is not None and _possible(found.dated, self._latest) else None

    def _in_url(self) -> Published | None:
        for form in (_URL_DATE, _URL_DAY_FIRST):
            match = form.search(self._url)
            written = "-".join(match[name] for name in ("year", "month", "day")) if match else ""
            if written and (dated := parse_date(written, timezone=self._zone)) and _possible(dated, self._latest):
                return Published(dated, "url") if dated.on.year >= _FIRST_YEAR_OF_THE_WEB else None
        return None

    def _hinted(self, *wanted: Literal["feed", "listing", "sitemap"]) -> Published | None:
        for origin in wanted:
            for stated, written in self._hints.dates:
                if stated == origin and (dated := self._reader.stated(written)):
                    return Published(dated, origin)
        return None

    def _update_in_head(self) -> Published | None:
        """An update printed where others print their date: some portals know no other word for it."""
        seen = self._seen
        return Published(seen.updated, "visible") if seen.updated is not None and seen.is_update_in_head else None

    def _said_elsewhere(self) -> Published | None:
        """What feeds, listings and sitemaps say, then the dateline's day."""
        told = self._hinted("feed", "listing") or self._hinted("sitemap")
        return told or _inferred(self._blocks, self._start, self._end, self._hints, self._zone)


def _with_time(seen: Seen, published: Dated) -> Dated:
    """The day that a headline names, with the time of an update that is printed below it for the same day."""
    updated = seen.updated if seen.is_update_in_head else None
    is_finer = updated is not None and (updated.precision, published.precision) == ("minute", "day")
    return updated if updated is not None and is_finer and updated.on == published.on else published


def _on_the_day_of(url: str, dated: Dated, zone: str) -> Dated:
    """The same moment on the day that the address names, where only the address tells the portal's calendar."""
    match = _URL_DATE.search(url) if zone == "UTC" else None
    named = parse_date("-".join(match[name] for name in ("year", "month", "day"))) if match else None
    if named is None or abs((named.on - dated.on).days) != 1:
        return dated
    return replace(dated, on=named.on)


@dataclass(slots=True)
class _Best:
    """The likeliest so far."""

    score: float = 0.0
    dated: Dated | None = None
    is_sure: bool = False
    place: int = 0

    def take(self, score: float, dated: Dated, place: int, *, is_sure: bool) -> None:
        if score > self.score:
            self.score, self.dated, self.is_sure, self.place = score, dated, is_sure, place


def _visible(
    blocks: list[Block], title: int | None, start: int, end: int, reader: PageDates, latest: datetime | None
) -> Seen:
    """The dates that blocks around the headline and the body's ends print."""
    first = title if title is not None else start
    published, updated = _Best(), _Best()
    is_in_head = False
    for place in range(max(0, first - REACH), min(len(blocks), end + REACH)):
        block = blocks[place]
        if place >= end and is_related_heading(block):
            break
        if block.word_count > _MOST_WORDS or block.kind == "image" or not _DIGIT.search(block.text):
            continue  # a paragraph is no line about the article, whatever days it speaks of
        candidates = list(_candidates(blocks, place, first, reader))
        if not candidates:
            continue
        base = _date_score(block, place, first, start, end) - (_IN_THE_HEADLINE if place == title else 0)
        if first - 2 <= place < first and _heads(block, blocks[first]):
            base += 1.2
        elif place < first and _is_in_one_head(blocks, place, first):
            base = max(base, 0.8 - 0.05 * (first - place))
        if _is_linked(block, reader) and not (
            first < place <= max(start, first + _HEAD) and block.word_count <= _WORDS_OF_A_DATE
        ):
            continue  # another page's date
        for dated, kind, bonus in candidates:
            if not _possible(dated, latest):
                continue
            score = base + bonus - (_AT_THE_END if place >= min(end, start + 1 + _HEAD) else 0)
            if kind == "updated":
                before = updated.score
                updated.take(score + 5, dated, place, is_sure=True)
                is_in_head = (
                    is_in_head
                    if updated.score == before
                    else place <= start + 1 and place < max(end, start + 1) and score > 0
                )
            elif kind != "other" and (score := score - _doubt(block, dated, kind, abs(place - first))) > 0:
                is_near = first < place <= first + 2 and block.word_count <= 8 and score >= 1.5
                published.take(score, dated, place, is_sure=kind == "published" or is_near)
    is_far = not first - _HEAD <= published.place <= start + 1
    return Seen(published.dated, published.is_sure, updated.dated, is_in_head, is_far)


def _candidates(blocks: list[Block], place: int, first: int, reader: PageDates) -> Iterator[tuple[Dated, Kind, float]]:
    """The dates of a block with what their labels say, and how much that adds."""
    block = blocks[place]
    text = block.text
    found = reader.find(text)
    if not found and len(block.runs) > 1 and "\n" not in text:
        text = block.apart
        found = reader.find(text)
    for dated, kind in labelled_dates(text, found, before=_head_of(blocks, place) if found else ""):
        yield dated, kind, 2.0 if kind == "published" else 0.0
    if found or abs(place - first) > 4:
        return
    badge = _badge(blocks, place, reader)
    if badge is not None:
        yield badge, "bare", 0.5
        return
    coarse = reader.read(block.text) if block.word_count <= 12 and abs(place - first) <= 3 else None
    if coarse is not None:
        yield coarse, kind_of(block.text) if ":" in block.text else "bare", -0.4


def _head_of(blocks: list[Block], place: int) -> str:
    """What the block above says, where it is a label of this one."""
    if place == 0 or blocks[place].word_count > _WORDS_OF_A_DATE:
        return ""
    above = blocks[place - 1]
    text = above.text.strip()
    is_label = text.endswith((":", "：")) or above.element.tag in ("dt", "th") or above.box.tag in ("dt", "th")
    if is_label and above.word_count <= _WORDS_OF_A_LABEL:
        return text
    return text if above.word_count <= 3 and not above.level and _is_word_for_a_date(text) else ""


def _is_word_for_a_date(text: str) -> bool:
    low = text.lower()
    return bool(PUBLISHED.match(low) or UPDATED.match(low)) and not _DIGIT.search(text)


def _is_labelled(text: str) -> bool:
    """Whether a line speaks of a publication or an update."""
    low = text[: 4 * _HEAD_OF_A_LINE].lower()
    return bool(PUBLISHED.search(low, 0, _HEAD_OF_A_LINE) or UPDATED.search(low))


def _badge(blocks: list[Block], place: int, reader: PageDates) -> Dated | None:
    """A day whose parts stand in a box each, this block's the first."""
    parts: list[str] = []
    for block in blocks[place : place + 4]:
        if block.kind == "image" or len(block.text) > _LONGEST_PART or not block.text.strip():
            break
        parts.append(block.text.strip(" ,/.-"))
        if len(parts) > 1:
            for mark in (" ", "/"):
                dated = reader.read(mark.join(parts))
                if dated is not None and dated.precision == "day":
                    return dated
    return None


def _doubt(block: Block, dated: Dated, kind: Kind, distance: int) -> float:
    """How much speaks against a date: an unknown label, a year before the web, a month alone."""
    is_dates_own = block.element.tag == "time" or _names_a_date(block)
    doubt = 0.0
    if kind == "labelled":
        doubt += 0.5 if is_dates_own else 3.0
    if dated.on.year < _FIRST_YEAR_OF_THE_WEB and kind != "published" and not is_dates_own:
        doubt += 0.3 if distance <= 2 and block.word_count <= _WORDS_OF_A_DATE else 2.0
    return doubt


def _heads(block: Block, title: Block) -> bool:
    """Whether a line stands right above the headline in one small box with it, and is no clock."""
    if _CLOCK.search(block.text) or block.suspect:
        return False
    around = [title.box, *islice(title.box.iterancestors(), 2)]
    return any(element in around and element.tag != "body" for element in islice(block.box.iterancestors(), 2))


def _is_in_one_head(blocks: list[Block], place: int, first: int) -> bool:
    """Whether a line above the headline begins one frame with it, which is not the page's: no header with its clock."""
    block, title = blocks[place], blocks[first]
    if _CLOCK.search(block.text) or block.word_count > _MOST_WORDS // 2:
        return False
    around = set(block.box.iterancestors())
    frame = next((element for element in title.box.iterancestors() if element in around), None)
    if frame is None or frame.tag in ("body", "html"):
        return False
    outside = [blocks[0], blocks[max(0, place - _NEAR_THE_FIRST)], blocks[-1]]
    held = [any(element is frame for element in one.box.iterancestors()) for one in outside]
    return not (held[0] and held[2]) and (place < _NEAR_THE_FIRST or not held[1])


def _names_a_date(block: Block) -> bool:
    """Whether the attributes around a block speak of a date."""
    element = block.element
    for _ in range(2):
        if element is None:
            return False
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if len(name) > 2 and DATE.search(attribute_words(name)):
            return True
        element = element.getparent()
    return False


def _date_score(block: Block, place: int, title: int, start: int, end: int) -> float:
    """How far a block looks like the line that says when the article came out; 0 and less: not at all."""
    viewed = bool(VIEWS.search(block.apart))
    labelled = viewed or _is_labelled(block.text)
    named = _names_a_date(block)
    if block.word_count > 14 and not (labelled or named):
        return -9.0
    score = 1.0 + 2.0 * viewed + 1.0 * named + (1.0 if block.element.tag == "time" else 0)
    if place < title:
        # Above the headline stands the header's clock, with today's date.
        score -= 0.6 + 0.15 * (title - place) + (0 if labelled or named else 0.8)
    elif place <= start + 3:
        score += 1.0 - 0.05 * (place - title)
    elif place >= end - 3:
        score += 0.2 - 0.1 * max(0, place - end)
    else:
        score -= 1.5 if not labelled else 0
    if block.suspect and not (labelled or named):
        score -= 1.0
    return score


def _is_linked(block: Block, reader: PageDates) -> bool:
    """Whether a line is mostly links, and its date is in one; the author's name beside it often is a link."""
    if block.link_word_count * 2 <= block.word_count or _is_labelled(block.text) or _names_a_date(block):
        return False
    return not reader.find(" ".join(run.text for run in block.runs if not run.href))


def _inferred(blocks: list[Block], start: int, end: int, hints: Hints, zone: str) -> Published | None:
    """Day and month of the dateline, with a year from the addresses of its pictures or from when it was first seen."""
    prose = [block for block in blocks[start:end] if block.kind == "text" and block.word_count >= 12][:2]
    match = next((found for block in prose if (found := DATELINE.search(block.text[:120]))), None)
    pictured = _pictured(blocks[start:end])
    if match is None:
        return None
    day, month = int(match["day"]), int(match["month"])
    last = pictured or _upper_bound(hints, zone)
    dated = in_year_before(day, month, last, zone=zone) if last else None
    return Published(dated, "inferred") if dated else None


def _pictured(blocks: list[Block]) -> date | None:
    """The last day of the latest month in which a picture of the article was uploaded."""
    months = [
        (int(match[1]), int(match[2]))
        for block in blocks
        if block.kind == "image" and (match := _URL_MONTH.search(block.source))
    ]
    if not months:
        return None
    year, month = max(months)
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _upper_bound(hints: Hints, zone: str) -> date | None:
    for stated, written in hints.dates:
        if stated == "header" and (dated := parse_date(written, timezone=zone)):
            return dated.on
    return hints.first_seen.date() if hints.first_seen else None


def _possible(dated: Dated, latest: datetime | None) -> bool:
    """Whether the date can be one of publication: not after the page was received, but for a day between clocks."""
    return latest is None or dated.at <= latest.astimezone(UTC) + timedelta(days=1)
