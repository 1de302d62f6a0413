"""What a page says of itself to machines: JSON-LD, Open Graph and other `meta`, microdata. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from crawler.extraction.jsonld import Graph, addresses_of, as_list, types_of
from crawler.extraction.words import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

ARTICLE_TYPES = frozenset(
    (
        "article", "newsarticle", "blogposting", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "report", "socialmediaposting", "liveblogposting", "advertisercontentarticle", "backgroundnewsarticle",
        "techarticle", "scholarlyarticle", "governmentannouncement", "specialannouncement",
    )
)  # fmt: skip
_PAGE_TYPES = frozenset(("webpage", "itempage", "aboutpage", "faqpage", "collectionpage", "product", "podcastepisode"))
_SITE_TYPES = frozenset(("website", "organization", "governmentorganization", "newsmediaorganization", "blog",
                         "newspaper", "periodical"))  # fmt: skip
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
_TITLES = ("og:title", "twitter:title", "dc.title")
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_AUTHOR = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
)
_TAGS = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|cite|div|em|font|h[1-6]|i|img|ins|li|mark|nobr|ol|p|q|s|small|span|strike|strong|"
    r"sub|sup|table|t[dr]|tt|u|ul|wbr)(?:\s[^<>=]{0,60}=[^<>]{0,400})?\s?/?>|<!--.{0,300}?-->",
    re.IGNORECASE,
)
"""Markup in what should be plain text. `<` and `>` alone are signs."""
_ANY_TAG = re.compile(r"<(?:/?[a-z][^<>]{0,4000}|!--.{0,2000}?--)>", re.IGNORECASE | re.DOTALL)
"""The same in what is a page's text, where any tag is markup."""
_MOST_ESCAPES = 3
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


@dataclass(slots=True)
class Metadata:
    """What the page states about its article; empty strings where it states nothing."""

    address: str = ""
    """Of the page itself."""
    title: str = ""
    head_titles: list[str] = field(default_factory=list)
    """What Open Graph and other `meta` call it, each once; JSON-LD may call it otherwise."""
    site_name: str = ""
    description: str = ""
    published: list[tuple[str, str]] = field(default_factory=list)
    """Origin (`json-ld` or `meta`) and value as written, the most trusted first."""
    page_published: str = ""
    """When JSON-LD says that the page came out, without calling it an article."""
    modified: str = ""
    author: str = ""
    section: str = ""
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    """The path above the page as JSON-LD gives it: names and addresses, the outermost first."""
    site_names: list[str] = field(default_factory=list)
    """Every name that the page gives its portal or publisher."""
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
    """Of all the articles that JSON-LD describes; the page's own first."""
    body: str = ""
    """`articleBody` of the page's own JSON-LD."""


def metadata_of(tree: HtmlElement, address: str = "") -> Metadata:
    """Everything that the page at an address states in its head and in JSON-LD."""
    found = Metadata(address=address)
    found.head_title = _head_title(tree)
    found.language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    found.canonical = next(
        (
            (element.get("href") or "").strip()
            for element in tree.iter("link")
            if "canonical" in (element.get("rel") or "").lower()
        ),
        "",
    )
    _read_meta(tree, found)
    _read_json(Graph.of(tree), found, address)
    return found


def _head_title(tree: HtmlElement) -> str:
    for element in tree.iter("title"):
        parent = element.getparent()
        if parent is not None and parent.tag in ("head", "html", "body"):
            return plain(element.text_content())
    return ""


def _read_meta(tree: HtmlElement, found: Metadata) -> None:
    stated = _stated(tree)
    values = {name: contents[0] for name, contents in stated.items()}
    found.head_titles = list(dict.fromkeys(values[name] for name in _TITLES if values.get(name)))
    found.title = next(iter(found.head_titles), "")
    found.site_names = [values[name] for name in _SITE_NAMES if values.get(name)]
    found.site_name = next(iter(found.site_names), "")
    found.description = (
        values.get("og:description") or values.get("description") or values.get("twitter:description", "")
    )
    found.image = values.get("og:image") or values.get("twitter:image", "")
    found.section = values.get("article:section", "")
    found.og_type = values.get("og:type", "").lower()
    found.author = next((names for name in _AUTHOR if (names := _joined(stated.get(name, ())))), "")
    found.published = [("meta", values[name]) for name in _PUBLISHED if values.get(name)]
    found.modified = next((values[name] for name in _MODIFIED if values.get(name)), "")
    found.language = (
        found.language or values.get("content-language") or values.get("og:locale") or values.get("dc.language", "")
    )
    keywords = values.get("news_keywords") or values.get("keywords", "")
    listed = [tag for part in keywords.split(",") if (tag := plain(part))]
    found.tags = [*stated.get("article:tag", ()), *stated.get("og:article:tag", ())] or listed


def _stated(tree: HtmlElement) -> dict[str, list[str]]:
    """What each name of a `meta` element says, in order."""
    stated: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content:
            continue
        for name in (element.get("property"), element.get("name"), element.get("itemprop"), element.get("http-equiv")):
            if name:
                stated.setdefault(name.strip().lower(), []).append(plain(content))
    return stated


def _joined(names: Iterable[str]) -> str:
    """Names, each once; an address is none."""
    return ", ".join(dict.fromkeys(name for name in names if name and "://" not in name))


def _read_json(graph: Graph, found: Metadata, address: str) -> None:
    for node in graph.nodes:
        types = types_of(node)
        found.types |= types
        if types & _PAGE_TYPES and not found.page_published:
            found.page_published = _text(node.get("datePublished"))
        elif "breadcrumblist" in types and not found.crumbs:
            found.crumbs = [(plain(name), target) for name, target in graph.crumbs(node)]
        elif types & _SITE_TYPES:
            found.site_names += filter(None, (_text(node.get("name")), _text(node.get("alternateName"))))
    articles = [node for node in graph.nodes if types_of(node) & ARTICLE_TYPES]
    own = _own_article(articles, found, address)
    if own is not None:
        _read_article(own, graph, found)
    others = [_headline(node) for node in articles if node is not own]
    found.headlines += [headline for headline in others if headline]
    found.site_name = found.site_name or next(iter(found.site_names), "")


def _own_article(articles: list[dict[str, Any]], found: Metadata, address: str) -> dict[str, Any] | None:
    """Which of the articles that JSON-LD describes is the page's own: by its address, by its headline, else the first.

    None where each has the address and the headline of another page.
    """
    own = {_place(text) for text in (address, found.canonical) if text}
    whole = [letters(text) for text in (found.title, found.head_title) if text]
    best: tuple[int, dict[str, Any]] | None = None
    for node in articles:
        places = {_place(text) for text in addresses_of(node)} - {""}
        headline = letters(_headline(node))
        score = 0
        if places and own:
            score += 4 if places & own else -1
        if headline and whole:
            score += 3 if any(text.startswith(headline) or headline.startswith(text) for text in whole) else -1
        if best is None or score > best[0]:
            best = (score, node)
    return None if best is None or best[0] < -1 else best[1]


def _place(address: str) -> str:
    """Path and query of an address, as it is compared; empty for the root, and for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/").lower()
    return f"{path}?{parts.query}" if path else f"?{parts.query}" if parts.query else ""


def _headline(node: dict[str, Any]) -> str:
    return _text(node.get("headline")) or _text(node.get("name"))


def _read_article(node: dict[str, Any], graph: Graph, found: Metadata) -> None:
    """What the page's own article states in JSON-LD; it counts before the head."""
    found.is_article_type = True
    if headline := _headline(node):
        found.headlines.append(headline)
        found.title = headline
    if value := _text(node.get("datePublished")) or _text(node.get("dateCreated")):
        found.published.insert(0, ("json-ld", value))
    found.modified = _text(node.get("dateModified")) or found.modified
    found.author = ", ".join(dict.fromkeys(_names(graph, node.get("author") or node.get("creator")))) or found.author
    found.site_names += _names(graph, node.get("publisher"))
    wholes = [whole for whole in map(graph.resolved, as_list(node.get("isPartOf"))) if isinstance(whole, dict)]
    found.site_names += _names(graph, [whole for whole in wholes if types_of(whole) & _SITE_TYPES])
    found.section = next((_text(one) for one in as_list(node.get("articleSection")) if _text(one)), found.section)
    words = [tag for one in as_list(node.get("keywords")) for part in _text(one).split(",") if (tag := plain(part))]
    found.tags = words or found.tags
    image = graph.resolved(next(iter(as_list(node.get("image"))), ""))
    found.image = (_text(image.get("url")) if isinstance(image, dict) else _text(image)) or found.image
    found.body = " ".join(_text_of_markup(node.get("articleBody")).split())


def _names(graph: Graph, value: Any) -> Iterator[str]:
    """The names of the persons or bodies that a property gives, by reference too."""
    for one in map(graph.resolved, as_list(value)):
        name = _text(one.get("name")) if isinstance(one, dict) else _text(one)
        if not name and isinstance(one, dict):
            name = " ".join(filter(None, (_text(one.get("givenName")), _text(one.get("familyName")))))
        if name and not name.startswith(("http", "#", "_:", "/")):
            yield name


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(str(value)) if isinstance(value, str | int | float) else ""


def _text_of_markup(value: Any) -> str:
    """A text whose tags part its words; those too that were escaped once more than JSON asks."""
    if not isinstance(value, str):
        return _text(value)
    for _ in range(_MOST_ESCAPES):
        text = value = _ANY_TAG.sub(" ", value)
        if "&" not in text or (value := html.unescape(text)) == text:
            break
    return _text(value)


def plain(text: str) -> str:
    """The text without markup and entities, white space as single spaces.

    >>> plain(" Tin &amp; <b>bài</b>"), plain("Below 3 < 4")
    ('Tin & bài', 'Below 3 < 4')
    """
    if "<" in text:
        text = _TAGS.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())
