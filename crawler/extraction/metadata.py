"""What a page says of itself to machines: JSON-LD, Open Graph and other `meta`, microdata. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.json_values import json_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

ARTICLE_TYPES = frozenset(
    (
        "article", "newsarticle", "blogposting", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "report", "socialmediaposting", "liveblogposting", "advertisercontentarticle", "backgroundnewsarticle",
        "techarticle", "scholarlyarticle", "governmentannouncement", "specialannouncement",
    )
)  # fmt: skip
_PAGE_TYPES = frozenset(("webpage", "itempage", "aboutpage", "faqpage", "collectionpage", "product", "podcastepisode"))
LARGEST_JSON_CHARACTERS = 2 << 20
MOST_NODES = 2000
_PUBLISHED = tuple(
    """
    article:published_time og:published_time datepublished article:published pubdate publishdate
    publish-date publish_date publication_date published_date date.issued dc.date.issued
    dcterms.issued dc.date dcterms.date dc.date.created dcterms.created sailthru.date
    parsely-pub-date citation_publication_date cxenseparse:recs:publishtime article.published article_date_original
    originalpublicationdate published created date dcterms.available citation_date
    """.split()
)
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified",
    "lastmod", "modified",
)  # fmt: skip
_AUTHOR = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
)
_CONTROLS = re.compile(r"[\x00-\x1f]+")
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|<!--[^\n]*-->')
"""A string, kept, or a comment."""
_LAST_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')
_TAGS = re.compile(r"<[^>]{1,300}>")


@dataclass(slots=True)
class Metadata:
    """What the page states about its article; empty strings where it states nothing."""

    title: str = ""
    site_name: str = ""
    description: str = ""
    published: list[tuple[str, str]] = field(default_factory=list)
    """Origin (`json-ld` or `meta`) and value as written, the most trusted first."""
    page_published: str = ""
    """When JSON-LD says that the page came out, without calling it an article."""
    modified: str = ""
    author: str = ""
    section: str = ""
    tags: list[str] = field(default_factory=list)
    image: str = ""
    canonical: str = ""
    language: str = ""
    og_type: str = ""
    is_article_type: bool = False
    """JSON-LD or microdata call the page itself an article."""
    types: set[str] = field(default_factory=set)
    head_title: str = ""
    headlines: list[str] = field(default_factory=list)
    body: str = ""


def metadata_of(tree: HtmlElement) -> Metadata:
    """Everything that the page states in its head, in JSON-LD and in microdata."""
    found = Metadata()
    found.head_title = _head_title(tree)
    found.language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    _read_json(tree, found)
    _read_meta(tree, found)
    found.canonical = next(
        (
            (element.get("href") or "").strip()
            for element in tree.iter("link")
            if "canonical" in (element.get("rel") or "").lower()
        ),
        "",
    )
    return found


def _head_title(tree: HtmlElement) -> str:
    for element in tree.iter("title"):
        parent = element.getparent()
        if parent is not None and parent.tag in ("head", "html", "body"):
            return plain(element.text_content())
    return ""


def _read_meta(tree: HtmlElement, found: Metadata) -> None:
    values: dict[str, str] = {}
    tags: list[str] = []
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content:
            continue
        for name in (element.get("property"), element.get("name"), element.get("itemprop"), element.get("http-equiv")):
            if name:
                key = name.strip().lower()
                if key in ("article:tag", "og:article:tag"):
                    tags.append(plain(content))
                values.setdefault(key, plain(content))
    found.title = found.title or values.get("og:title") or values.get("twitter:title") or values.get("dc.title", "")
    found.site_name = values.get("og:site_name") or values.get("application-name") or found.site_name
    found.description = (
        values.get("og:description") or values.get("description") or values.get("twitter:description", "")
    )
    found.image = found.image or values.get("og:image") or values.get("twitter:image", "")
    found.section = found.section or values.get("article:section", "")
    found.og_type = values.get("og:type", "").lower()
    found.author = found.author or next((values[name] for name in _AUTHOR if values.get(name)), "")
    found.published += [("meta", values[name]) for name in _PUBLISHED if values.get(name)]
    found.modified = found.modified or next((values[name] for name in _MODIFIED if values.get(name)), "")
    found.language = (
        found.language or values.get("content-language") or values.get("og:locale") or values.get("dc.language", "")
    )
    keywords = values.get("news_keywords") or values.get("keywords", "")
    found.tags = found.tags or tags or [tag for part in keywords.split(",") if (tag := plain(part))]


def _read_json(tree: HtmlElement, found: Metadata) -> None:
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower() or not element.text:
            continue
        for node in _nodes(loaded(element.text)):
            types = {str(one).rpartition("/")[2].lower() for one in _list(node.get("@type"))}
            found.types |= types
            if types & ARTICLE_TYPES:
                _read_article(node, found)
            elif types & _PAGE_TYPES and not found.page_published:
                found.page_published = _text(node.get("datePublished"))
            elif "breadcrumblist" in types and not found.section:
                found.section = _last_crumb(node)
            elif types & {"website", "organization", "governmentorganization", "newsmediaorganization"}:
                found.site_name = found.site_name or _text(node.get("name"))


def _read_article(node: dict[str, Any], found: Metadata) -> None:
    headline = _text(node.get("headline")) or _text(node.get("name"))
    if headline:
        found.headlines.append(headline)
    if found.is_article_type:
        return  # the first one is the page's own
    found.is_article_type = True
    found.title = headline
    if value := _text(node.get("datePublished")) or _text(node.get("dateCreated")):
        found.published.insert(0, ("json-ld", value))
    found.modified = _text(node.get("dateModified"))
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in _list(node.get("author"))]
    found.author = ", ".join(dict.fromkeys(name for name in names if name and not name.startswith("http")))
    found.section = next((_text(one) for one in _list(node.get("articleSection")) if _text(one)), found.section)
    words = node.get("keywords")
    found.tags = [tag for one in _list(words) for part in _text(one).split(",") if (tag := plain(part))]
    image = next(iter(_list(node.get("image"))), "")
    found.image = _text(image.get("url")) if isinstance(image, dict) else _text(image)
    found.body = _text(node.get("articleBody"))


def _last_crumb(node: dict[str, Any]) -> str:
    names = []
    for item in _list(node.get("itemListElement")):
        if isinstance(item, dict):
            inner = item.get("item")
            names.append(_text(item.get("name")) or (_text(inner.get("name")) if isinstance(inner, dict) else ""))
    named = [name for name in names if name]
    return named[-2] if len(named) > 2 else named[-1] if len(named) == 2 else ""


def loaded(text: str) -> Any:
    """What a JSON-LD script says, also with comments, trailing commas and bare control characters; None: nothing."""
    for candidate in _mended(text[:LARGEST_JSON_CHARACTERS].strip()):
        try:
            return json_value(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> Iterator[str]:
    """The text as it may have been meant, the likeliest first."""
    bare = text.removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    yield bare
    yield _CONTROLS.sub(" ", bare)
    for plain_json in (_without_script(text), _without_script(bare)):
        yield plain_json
        yield _CONTROLS.sub(" ", plain_json)


def _without_script(text: str) -> str:
    """JSON without what only JavaScript allows: comments, and commas after the last member."""
    return _LAST_COMMA.sub(lambda found: found[1] or "", _COMMENT.sub(lambda found: found[1] or "", text))


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON-LD document, outer ones first."""
    queue, seen = [value], 0
    while queue and seen < MOST_NODES:
        one = queue.pop(0)
        seen += 1
        if isinstance(one, dict):
            if "@type" in one:
                yield one
            queue += [
                inner for key, inner in one.items() if key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
            ]
        elif isinstance(one, list):
            queue += one


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(str(value)) if isinstance(value, str | int | float) else ""


def plain(text: str) -> str:
    """The text without markup and entities, white space as single spaces.

    >>> plain(" Tin &amp; <b>bài</b>")
    'Tin & bài'
    """
    if "<" in text:
        text = _TAGS.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    if "\u00ad" in text:
        text = text.replace("\u00ad", "")
    return " ".join(text.split())
