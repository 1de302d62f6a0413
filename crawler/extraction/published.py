"""When an article was published, and where that was read: the most trusted statement first, a guess never unmarked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, cast

from lxml import etree

from crawler.extraction.choose import is_related_heading
from crawler.extraction.dates import DATELINE, Dated, in_year_before, parse_date
from crawler.extraction.words import DATE, VIEWS, attribute_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archive.records import DateOrigin
    from crawler.extraction.blocks import Block
    from crawler.extraction.hints import Hints
    from crawler.extraction.metadata import Metadata

_STATED = etree.XPath("//*[@itemprop='datePublished' or @property='schema:dateCreated' or @property='datePublished']")
_URL_DATE = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>0[1-9]|1[0-2])[/-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_FIRST = re.compile(r"[/-](?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])-(?P<year>(?:19|20)\d\d)(?!\d)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/")
_UPDATED = re.compile(r"cập\s*nhật|updated|modified|mis\s+à\s+jour|aktualisiert|sửa\s+đổi|stand:", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:ngày|thời\s*gian)\s*(?:đăng|tạo|viết|xuất\s*bản|gửi)|đăng\s*(?:ngày|lúc)|published|posted|publié|veröffentlicht|publicado|"
    r"pubblicato|erschienen|erstellt|erscheinungsdatum|datum:|date\s*:|mise\s+en\s+ligne|geplaatst|opublikowano|"
    r"发布时间|发布日期|发布于|发表于|日期\s*[:：]|时间\s*[:：]|公開日|掲載日|게시일|опубликовано",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:hạn|hết\s*hạn|hiệu\s*lực|diễn\s*ra|khai\s*mạc|deadline|closing|expires?|valid|hours|©|copyright|sinh\s*ngày)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"thứ\s*(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s*nhật|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|星期|"
    r"\d{1,2}:\d\d:\d\d",
    re.IGNORECASE,
)
"""What the clock in a header prints besides the date, and few lines about an article do."""
_DIGIT = re.compile(r"\d")
_MOST_WORDS = 30
REACH = 8
"""Blocks before the headline, and after the body, in which its date may stand."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication time and its origin."""

    dated: Dated
    origin: DateOrigin


def find_published(
    blocks: list[Block], *, tree: HtmlElement | None = None, title: int | None, start: int, end: int, meta: Metadata,
    url: str, hints: Hints, zone: str, latest: datetime | None,
) -> Published | None:  # fmt: skip
    """The publication time of the article with its headline at block `title` and its body from `start` to `end`."""
    for origin, written in meta.published:
        dated = parse_date(written, timezone=zone)
        if dated is not None and dated.precision in ("minute", "day") and _possible(dated, latest):
            return Published(_on_the_day_of(url, dated, zone), "json-ld" if origin == "json-ld" else "meta")
    visible = _visible(blocks, title, start, end, zone, latest)
    if visible is not None:
        return Published(visible, "visible")
    stated_beside = _in_markup(tree, meta.page_published, zone=zone, latest=latest)
    if stated_beside is not None:
        return Published(stated_beside, "meta")
    for form in (_URL_DATE, _URL_DAY_FIRST):
        match = form.search(url)
        written = "-".join(match[name] for name in ("year", "month", "day")) if match else ""
        if written and (dated := parse_date(written, timezone=zone)) and _possible(dated, latest):
            return Published(dated, "url")
    for wanted in ("feed", "listing", "sitemap"):
        for stated, written in hints.dates:
            if stated == wanted and (dated := parse_date(written, timezone=zone)):
                return Published(dated, stated)
    return _inferred(blocks, start, end, hints, zone)


def _on_the_day_of(url: str, dated: Dated, zone: str) -> Dated:
    """The same moment on the day that the address names, where only the address tells the portal's calendar."""
    match = _URL_DATE.search(url) if zone == "UTC" else None
    named = parse_date("-".join(match[name] for name in ("year", "month", "day"))) if match else None
    if named is None or abs((named.on - dated.on).days) != 1:
        return dated
    return replace(dated, on=named.on)


def _in_markup(tree: HtmlElement | None, page_published: str, *, zone: str, latest: datetime | None) -> Dated | None:
    """The date that the markup states without showing it: microdata, or the only `time` of the page."""
    if tree is None:
        return None
    named = [page_published] if page_published else []
    named += [
        element.get("content") or element.get("datetime") or "" for element in cast("list[HtmlElement]", _STATED(tree))
    ]
    times = list(dict.fromkeys((element.get("datetime") or "")[:10] for element in tree.iter("time")))
    for written in [*named[:1], *(times if len(times) == 1 else [])]:
        dated = parse_date(written, timezone=zone)
        if dated is not None and dated.precision in ("minute", "day") and _possible(dated, latest):
            return dated
    return None


def _visible(
    blocks: list[Block], title: int | None, start: int, end: int, zone: str, latest: datetime | None
) -> Dated | None:
    first = title if title is not None else start
    best: tuple[float, Dated] | None = None
    for place in range(max(0, first - REACH), min(len(blocks), end + REACH)):
        block = blocks[place]
        if place >= end and is_related_heading(block):
            break
        if block.kind == "image" or not _DIGIT.search(block.text):
            continue
        score = _date_score(block, place, first, start, end)
        if first - 2 <= place < first and _heads(block, blocks[first]):
            score += 1.2
        if score <= 0 or (best is not None and score <= best[0]):
            continue
        dated = parse_date(block.text, timezone=zone)
        if dated is None or not _possible(dated, latest):
            continue
        if dated.precision in ("minute", "day") or (block.word_count <= 12 and abs(place - first) <= 3):
            best = (score, dated)
    return best[1] if best else None


def _heads(block: Block, title: Block) -> bool:
    """Whether a line stands right above the headline in one small box with it, and is no clock."""
    if _CLOCK.search(block.text) or block.suspect:
        return False
    around = [title.box, *islice(title.box.iterancestors(), 2)]
    return any(element in around and element.tag != "body" for element in islice(block.box.iterancestors(), 2))


def _date_score(block: Block, place: int, title: int, start: int, end: int) -> float:
    """How far a block looks like the line that says when the article came out; 0 and less: not at all."""
    labelled = bool(_LABEL.search(block.text) or VIEWS.search(block.text))
    updated = bool(_UPDATED.search(block.text))
    tag = block.element.tag
    element, named = block.element, False
    for _ in range(2):
        if element is None:
            break
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        named = named or (len(name) > 2 and bool(DATE.search(attribute_words(name))))
        element = element.getparent()
    if block.word_count > _MOST_WORDS or _EVENT.search(block.text):
        return 0.0
    if block.word_count > 14 and not (labelled or updated or named):
        return 0.0
    score = 1.0 + 2.0 * labelled + 0.8 * updated + 1.0 * named + (1.0 if tag == "time" else 0)
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
    if block.link_word_count * 2 > block.word_count and not (labelled or named):
        return 0.0  # another page's date
    return score


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
