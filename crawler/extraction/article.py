"""The order of extraction: blocks, the chosen part, headline, body, date, and whether all that is an article."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.records import Article
from crawler.extraction import fields as find
from crawler.extraction.blocks import Block, Layout, words_in
from crawler.extraction.body import CAPTION_WORDS, Body, body_of, take_names_after, take_names_before
from crawler.extraction.choose import Choice, choose, is_related_heading
from crawler.extraction.dates import DATELINE, Dated
from crawler.extraction.hints import Hints
from crawler.extraction.keep import content_of
from crawler.extraction.kinds import (
    NotAnArticle,
    check_bytes,
    check_page,
    is_home,
    says_not_found,
)
from crawler.extraction.layouts import body_of_page, layout_of
from crawler.extraction.listing import CERTAIN, LIKELY, TELLING, evidence_of, outline_of
from crawler.extraction.metadata import Metadata, metadata_of
from crawler.extraction.page_types import Traits, page_type_of
from crawler.extraction.parse import Page
from crawler.extraction.parts import turn_of
from crawler.extraction.published import Dates, Published
from crawler.extraction.render import absolute, html_of, text_of
from crawler.extraction.second_look import second_look
from crawler.extraction.site_names import SiteNames
from crawler.extraction.stated_body import completed
from crawler.extraction.title import Title, find_title, headline_places, stated_of
from crawler.extraction.words import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml.html import HtmlElement

    from archive.records import PageType
    from crawler.extraction.overrides import Overrides
    from crawler.extraction.site import Site

ENOUGH_WORDS = 25
"""Words that make a text wherever they stand."""
FEW_WORDS = 8
"""Words that make one right below the headline that the page prints."""
NEAR = 6
"""Blocks between a headline and the part chosen that the page's head need not vouch for."""
UNDECIDED = "text, but nothing that makes it news: no date, author, source or article markup"
"""Why a page of text is no news, unless somebody else dates it: a listing, a feed."""
SMALL_WEIGHT = 100.0
"""A chosen part that weighs less may be a notice in a side column."""
_CLOSING = re.compile(r"\./\.\W*$")


@dataclass(frozen=True, slots=True)
class Found:
    """What has been found on a page so far."""

    page: Page
    layout: Layout
    meta: Metadata
    choice: Choice
    title: Title
    body: Body
    published: Published | None
    modified: Dated | None
    figures: tuple[tuple[str, int], ...]
    list_evidence: float
    """How much speaks for a list of other pages."""
    own_date: bool
    """A date is printed between headline and text."""
    printed: Dated | None
    """The date that the page prints as the publication's."""

    @property
    def words(self) -> int:
        return sum(block.word_count for block in self.body.blocks)


@dataclass(frozen=True, slots=True)
class Laid:
    """A page laid out, with its headline and a first guess at the part that holds the article."""

    page: Page
    layout: Layout
    whole: Layout
    """The same without what a definition's selector takes out."""
    meta: Metadata
    names: SiteNames
    places: list[int]
    """Where the headline is printed that the head names."""
    choice: Choice
    title: Title


def laid_out(page: Page, *, site: Site | None, overrides: Overrides) -> Laid:
    """The page's blocks, headline and main part. Raises NotAnArticle for what is no page at all."""
    check_bytes(page)
    assert page.tree is not None
    meta = metadata_of(page.tree, page.url)
    layout = layout_of(page.tree, page.source)
    if site is not None:
        page.familiarity = site.mark(layout, page.url)
    whole, layout = layout, overrides.layout(layout)
    names = SiteNames(page, meta)
    stated = stated_of(meta, names)
    places = headline_places(layout.blocks, stated)
    choice = choose(layout, places)
    title = overrides.title(find_title(layout.blocks, choice, meta, stated, places))
    return Laid(page, layout, whole, meta, names, places, choice, title)


def article_of(
    page: Page, *, site: Site | None, hints: Hints, overrides: Overrides, timezone: str, language: str, homepage: str
) -> Article:
    """The article of a page. Raises NotAnArticle where it holds none."""
    laid = laid_out(page, site=site, overrides=overrides)
    check_page(page, laid.layout, title=laid.title.text, head_title=laid.meta.head_title)
    if not hints.article_url and is_home(page.url, homepage):
        raise NotAnArticle("home", "the portal's home page")
    found = found_on(laid, hints, timezone, overrides)
    _check_kind(found, hints)
    article = _made(found, laid.names, overrides, timezone, language)
    page_type, confidence = _typed(found, hints, section=article.category)
    looked = second_look(article, laid.meta, laid.whole, source=page.source, printed=found.printed)
    doubts = (*article.doubts, *looked)
    article = replace(article, page_type=page_type, page_type_confidence=confidence, doubts=doubts)
    if not (article.is_usual or hints.article_url):
        return article  # a list that is taken for a text has a pager too
    turn = turn_of(page.tree, page.url, page.base_url, first=hints.part_of, belongs=_holds_text(found))
    return replace(article, next_part=turn.next, first_part=turn.first)


def _holds_text(found: Found) -> Callable[[HtmlElement], bool]:
    """Whether an element holds some of the text, or the headline."""
    around: set[HtmlElement] = set()

    def holds(element: HtmlElement) -> bool:
        if not around:
            place = found.title.place
            headline = [found.layout.blocks[place]] if place is not None else []
            for block in (*headline, *found.body.blocks):
                around.update((block.element, *block.element.iterancestors()))
        return element in around

    return holds


def found_on(laid: Laid, hints: Hints, timezone: str, overrides: Overrides) -> Found:
    """What a page holds, whether or not that makes an article."""
    page, layout, meta, choice, title = laid.page, laid.layout, laid.meta, laid.choice, laid.title
    blocks = layout.blocks
    start, end = _reach(blocks, choice, title)
    kept = [True] * len(blocks) if overrides.has_body else content_of(layout, choice, title, meta, laid.places)
    start, end = _span(blocks, kept, start, end)
    body = body_of(blocks[start:end], kept[start:end], title=title.text, following=blocks[end : end + 1])
    if meta.body and page.tree is not None and not overrides.has_body:
        body.blocks = completed(body.blocks, meta.body, page.tree, page.source)
    take_names_before(blocks[(title.place or start) : start], body)
    take_names_after(blocks[end : end + 6], body)
    dates = Dates(
        blocks, tree=page.tree, title=title.place, start=start, end=end, meta=meta, url=page.url, hints=hints,
        zone=timezone,
    )  # fmt: skip
    published = overrides.published(timezone) or dates.published()
    first = title.place if title.place is not None else start
    figures = find.find_figures(blocks, first=first, end=end)
    outline = outline_of(page.url, layout, choice, title)
    return Found(
        page, layout, meta, replace(choice, start=start, end=end), title, body, published, dates.modified(), figures,
        evidence_of(outline, page, meta, title.text), outline.own_date, dates.printed(),
    )  # fmt: skip


def _span(blocks: list[Block], kept: list[bool], start: int, end: int) -> tuple[int, int]:
    """From the first block of content to the last, with the pictures at either end that stand in the chosen part."""
    places = [number for number, is_kept in enumerate(kept) if is_kept]
    if not places:
        return start, end
    first, last = places[0], places[-1] + 1
    while first > start and blocks[first - 1].kind in ("image", "caption"):
        first -= 1
    while last < end and (blocks[last].kind in ("image", "caption") or _may_be_caption(blocks, last)):
        last += 1
    return first, last


def _may_be_caption(blocks: list[Block], place: int) -> bool:
    """Whether a short line follows a picture and is no sentence."""
    block = blocks[place]
    return (
        blocks[place - 1].kind == "image"
        and 0 < block.word_count <= CAPTION_WORDS
        and not block.link_word_count
        and not block.suspect
        and block.text[-1] not in ".:!?"
    )


def _reach(blocks: list[Block], choice: Choice, title: Title) -> tuple[int, int]:
    """From where to where the article goes: below its headline, and with the prose that stands between that and the
    chosen part, a lead in a box of its own as a rule. A chosen part beyond lists of links is no part of it.
    """
    start, end = choice.start, choice.end
    place = title.place
    if place is None:
        return start, end
    if start <= place < end:
        return place + 1, end
    if start == end:
        return place + 1, place + 1
    between = blocks[place + 1 : start]
    if place < start and (title.is_stated or start - place <= NEAR):
        lists = sum(block.link_word_count >= 4 and block.link_word_count * 2 > block.word_count for block in between)
        if choice.weight < SMALL_WEIGHT and lists >= 4:
            return place + 1, place + 1
        for number, block in enumerate(between):
            if block.kind == "text" and block.word_count >= 12 and not block.suspect and not block.link_word_count:
                return place + 1 + number, end
    return start, end


def _check_kind(found: Found, hints: Hints) -> None:
    """Raises NotAnArticle where the page has no text of its own."""
    if says_not_found(found.layout.blocks) and found.words < 60:
        raise NotAnArticle("gone", "the page says that it is not there")
    if hints.article_url:
        return
    if found.list_evidence >= CERTAIN and not _is_vouched_for(found):
        raise NotAnArticle("listing", "a list of other pages")
    if not (_has_text(found) or _is_bare_headline(found)):
        if found.list_evidence > LIKELY:
            raise NotAnArticle("listing", "titles of other pages, and too little text of its own")
        raise NotAnArticle("empty", "too little text of its own")


def _has_text(found: Found) -> bool:
    """Whether there is enough text that is no link: a few words right below a printed headline, more without any."""
    own = sum(block.word_count - block.link_word_count for block in found.body.blocks)
    place = found.title.place
    is_near = place is not None and 0 <= found.choice.start - place <= NEAR
    return own >= (FEW_WORDS if is_near else ENOUGH_WORDS if found.title.text else 4 * ENOUGH_WORDS)


def _is_bare_headline(found: Found) -> bool:
    """Whether a headline with its date stands for a whole article, with a link below it at most."""
    place = found.title.place
    if place is None or not found.title.is_stated or not _strong(found):
        return False
    links = 0
    for block in found.layout.blocks[place + 1 : place + 1 + NEAR]:
        if is_related_heading(block):
            break
        links += not block.suspect and block.link_word_count * 2 > block.word_count
    return links <= 1


def _is_vouched_for(found: Found) -> bool:
    """Whether the page's metadata calls it an article, gives its date, and names the headline over a body; or whether
    its address spells a headline that tells something.
    """
    title = found.title
    is_told = title.is_stated and found.words >= 4 * ENOUGH_WORDS and words_in(title.text) >= TELLING
    if is_told and _named_in_url(title.text, found.page.url):
        return True
    stated = found.meta.is_article_type or found.meta.og_type == "article"
    is_dated = found.published is not None and found.published.origin in ("json-ld", "meta")
    is_long = found.words >= (2 if is_dated else 4) * ENOUGH_WORDS
    return stated and is_long and found.title.is_stated and (is_dated or found.meta.is_article_type)


def _strong(found: Found) -> bool:
    """Whether the date is the article's beyond doubt, so that a bare headline is one."""
    return found.published is not None and found.published.origin in ("json-ld", "meta", "visible", "feed", "listing")


def _typed(found: Found, hints: Hints, *, section: str) -> tuple[PageType, float]:
    """What the page is, and how sure that is; `section` is its category."""
    if hints.page_type is not None:
        return hints.page_type, 1.0
    blocks, choice, meta = found.layout.blocks, found.choice, found.meta
    first = found.title.place if found.title.place is not None else max(0, choice.start - NEAR)
    head = [block for block in blocks[first : choice.start] if not block.suspect]
    body_element = body_of_page(found.page.tree) if found.page.tree is not None else None
    classes = body_element.get("class") or "" if body_element is not None else ""
    traits = Traits(
        url=found.page.url, title=found.title.text,
        section=section,
        types=frozenset(meta.types), og_type=meta.og_type, classes=classes, news=_evidence(found, hints),
        is_dated=found.own_date or (found.published is not None and found.published.origin == "visible"),
        has_author=bool(found.body.author or found.body.signature),
        is_named=any(origin in ("feed", "listing") for origin, _ in hints.dates),
        is_called_article=bool(hints.article_url) or (hints.lone and _is_sentence(found.title.text)),
        list_evidence=found.list_evidence,
    )  # fmt: skip
    return page_type_of(traits, head, found.body.blocks)


def _is_sentence(title: str) -> bool:
    """Whether a headline tells something, and is no label such as "About us"."""
    return len(title.split()) >= 4


def _evidence(found: Found, hints: Hints) -> int:
    """How many signs of news a page shows."""
    body = found.body.blocks
    texts = [block.text for block in body if block.kind == "text"]
    count = 0
    if found.published is not None:
        count += 1 if found.published.origin in ("inferred", "header", "sitemap") else 2
    count += 2 if found.meta.is_article_type else 1 if found.meta.og_type == "article" else 0
    count += bool(found.figures)
    count += bool(found.body.source)
    count += bool(found.body.author or found.body.signature)
    count += any(DATELINE.search(text[:120]) for text in texts[:2])
    count += bool(texts and _CLOSING.search(texts[-1]))
    count += 2 * any(origin == "feed" for origin, _ in hints.dates)  # also where its date cannot be read
    count += any(origin == "listing" for origin, _ in hints.dates)
    count += _named_in_url(found.title.text, found.page.url)
    return count


def _named_in_url(title: str, url: str) -> bool:
    """Whether the address spells the headline: four of its words in a row, without their marks."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))
    return len(words) >= 4 and "-".join(words[:4]) in unquote(urlsplit(url).path).lower().replace("_", "-")


def _made(found: Found, names: SiteNames, overrides: Overrides, timezone: str, language: str) -> Article:
    page, blocks, meta, body = found.page, found.layout.blocks, found.meta, found.body
    start, end = found.choice.start, found.choice.end
    first = found.title.place if found.title.place is not None else start
    lead = overrides.text("lead") or find.find_lead(
        blocks, title=found.title.place, start=_first_place(blocks, body, start), body=body.blocks, meta=meta
    )
    shown = _without_lead(body.blocks, lead)
    text = text_of(shown)
    if lead and not _opens_with(text, lead):
        text = f"{lead}\n\n{text}" if text else lead
    images = find.find_images(body.blocks, body.captions, page.base_url)
    published = found.published
    documents = [*body.blocks, *body.attachments, *(block for block in blocks[end : end + 8] if not block.suspect)]
    source = overrides.text("source") or find.find_source(blocks, body, first=first, end=end)
    return Article(
        url=page.url,
        title=found.title.text,
        lead=lead,
        text=text,
        html=(f"<p><b>{_escaped(lead)}</b></p>" if lead and not _opens_with(text_of(shown), lead) else "")
        + html_of(shown, base_url=page.base_url, captions=body.captions),
        published_at=published.dated.at if published else None,
        published_on=published.dated.on if published else None,
        published_precision=published.dated.precision if published else None,
        published_from=published.origin if published else None,
        modified_at=found.modified.at if found.modified else None,
        author=overrides.text("author")
        or find.find_author(blocks, body, meta, names, title=first, start=start, end=end),
        source=source,
        category=overrides.text("category")
        or find.find_category(
            found.layout,
            title=found.title.text,
            place=found.title.place,
            meta=meta,
            url=page.url,
            site_names=names,
        ),
        tags=find.find_tags(found.layout.tag_links, meta, blocks[start : end + 10]),
        language=find.find_language(text or found.title.text, meta, language),
        image_url=_picture(page.base_url, meta.image) or (images[0].url if images else ""),
        images=images,
        attachments=find.find_attachments(documents, page.base_url),
        canonical_url=absolute(page.base_url, meta.canonical) if meta.canonical else "",
        figures=found.figures,
        doubts=_doubts_of(page),
    )


def _picture(base_url: str, reference: str) -> str:
    """The address of the picture that a page names; empty where it names none that can be asked for.

    >>> [_picture("https://a.vn/tin", one) for one in ("/a.png", "javascript:alert(1)", "java\\tscript:x", "data:,x")]
    ['https://a.vn/a.png', '', '', '']
    """
    address = absolute(base_url, reference) if reference else ""
    scheme, mark, _ = address.partition(":")
    scheme = "".join(sign for sign in scheme if sign > " ")  # which browsers leave out
    return "" if mark and scheme.isalnum() and scheme.lower() not in ("http", "https") else address


def _doubts_of(page: Page) -> tuple[tuple[str, float], ...]:
    """What is doubtful before anything is read."""
    guessed = (("guessed_encoding", page.encoding_doubt),) if page.encoding_doubt is not None else ()
    return (*guessed, ("beyond_bounds", page.unread)) if page.unread else guessed


def _first_place(blocks: list[Block], body: Body, start: int) -> int:
    """Where the first words of the text stand; lines about the article may come before them."""
    first = next((block for block in body.blocks if block.kind not in ("image", "caption")), None)
    return next((place for place in range(start, len(blocks)) if blocks[place] is first), start)


def _without_lead(blocks: list[Block], lead: str) -> list[Block]:
    plain = letters(lead)
    if not plain:
        return blocks
    for number, block in enumerate(blocks[:6]):
        if letters(block.text) == plain:
            return blocks[:number] + blocks[number + 1 :]
    return blocks


def _opens_with(text: str, lead: str) -> bool:
    """Whether the text's first paragraph opens with the lead's words."""
    plain = letters(lead).rstrip("…")
    return bool(plain) and letters(text.split("\n\n", 1)[0]).startswith(plain)


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


def read_page(
    page: Page,
    *,
    site: Site | None,
    hints: Hints,
    fields: Mapping[str, str],
    timezone: str,
    language: str,
    homepage: str,
) -> Article:
    """`article_of` with the selectors of a definition."""
    from crawler.extraction.overrides import Overrides

    return article_of(
        page, site=site, hints=hints, overrides=Overrides(page, fields), timezone=timezone, language=language,
        homepage=homepage,
    )  # fmt: skip
