"""Dates that the markup states beside its words: microdata, RDFa, microformats, `time`. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.extraction.date_labels import UPDATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.extraction.date_order import PageDates
    from crawler.extraction.dates import Dated

_CLASSES = re.compile("published|updated|entry-date")
_NAME = re.compile(r"[\w:-]+")
_PUBLICATION = frozenset(
    "datepublished schema:datepublished schema:datecreated article:published_time dc:date dc:issued dc:created "
    "dcterms:date dcterms:issued dcterms:created".split()
)
_UPDATE = frozenset("datemodified schema:datemodified article:modified_time dc:modified dcterms:modified".split())
_CLASSES_OF_PUBLICATION = frozenset(("published", "dt-published", "entry-date"))
_CLASSES_OF_UPDATE = frozenset(("updated", "dt-updated"))
_MARKUP_OF_UPDATE = re.compile(r"modif|updat", re.IGNORECASE)
_LONGEST_TEXT, _MOST_WORDS, _MOST = 60, 20, 40
FAR = 99


class Stated(NamedTuple):
    """A date and how many elements lie between the headline and the one that holds both."""

    dated: Dated
    distance: int


def markup_published(marked: list[HtmlElement], title: HtmlElement | None, dates: PageDates) -> Stated | None:
    """The date that the markup calls the publication's, nearest to the headline, of `marked_elements`."""
    return _nearest([one for one in marked if _is_publication(one)], title, dates)


def markup_modified(marked: list[HtmlElement], title: HtmlElement | None, dates: PageDates) -> Stated | None:
    """The date that the markup calls the last change's, nearest to the headline."""
    return _nearest([one for one in marked if _is_change(one) and not _is_publication(one)], title, dates)


def marked_elements(tree: HtmlElement) -> list[HtmlElement]:
    """The elements whose attributes may speak of a date, in their order."""
    found: list[HtmlElement] = []
    in_body = False
    for element in tree.iter():
        get = element.get
        in_body = in_body or element.tag == "body"
        if (
            (get("itemprop") or "").startswith("date")
            or (in_body and get("property") is not None)
            or ((name := get("class")) and _CLASSES.search(name))
            or get("pubdate") is not None
        ):
            found.append(element)
    return found


def _is_publication(element: HtmlElement) -> bool:
    if element.get("pubdate") is not None or _names(element) & _PUBLICATION:
        return True
    return bool(_classes(element) & _CLASSES_OF_PUBLICATION) and not _names(element) & _UPDATE


def _is_change(element: HtmlElement) -> bool:
    return bool(_names(element) & _UPDATE or _classes(element) & _CLASSES_OF_UPDATE)


def _names(element: HtmlElement) -> set[str]:
    return set(_NAME.findall(f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()))


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").lower().split())


def time_elements(tree: HtmlElement, title: HtmlElement | None, dates: PageDates) -> Stated | None:
    """The date of the `time` nearest to the headline, in a short line, that is no update's."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    return _nearest([one for one in times if not _is_update(one) and _is_in_a_line(one)], title, dates)


def _nearest(elements: list[HtmlElement], title: HtmlElement | None, dates: PageDates) -> Stated | None:
    around = _around(title)
    best: Stated | None = None
    for element in elements[:_MOST]:
        if next(element.iterancestors("aside", "nav", "footer"), None) is not None:
            continue
        distance = next((around[one] for one in (element, *element.iterancestors()) if one in around), FAR)
        if best is not None and distance >= best.distance:
            continue
        dated = next((made for written in _values(element) if (made := dates.stated(written)) is not None), None)
        if dated is not None and dated.precision in ("minute", "day"):
            best = Stated(dated, distance)
    return best


def _around(title: HtmlElement | None) -> dict[HtmlElement, int]:
    if title is None:
        return {}
    return {element: number for number, element in enumerate((title, *title.iterancestors()))}


def _values(element: HtmlElement) -> Iterator[str]:
    for name in ("content", "datetime", "title", "value"):
        if value := element.get(name):
            yield value
    text = " ".join(element.text_content().split()) if element.tag != "meta" else ""
    if 0 < len(text) <= _LONGEST_TEXT:
        yield text


def _is_update(element: HtmlElement) -> bool:
    """Whether attributes or the words right before call it an update."""
    named = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('property') or ''}"
    if _MARKUP_OF_UPDATE.search(named) and "ublish" not in named:
        return True
    before = element.getprevious()
    parent = element.getparent()
    words = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    return bool(UPDATED.search(words[-_LONGEST_TEXT:]))


def _is_in_a_line(element: HtmlElement) -> bool:
    """Whether what it stands in is a line, and no paragraph that speaks of a day."""
    parent = element.getparent()
    return parent is not None and len("".join(parent.itertext()).split()) <= _MOST_WORDS
