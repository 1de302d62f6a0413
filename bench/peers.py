"""The other extractors, each behind one function from a page to what it finds; none is needed by the project itself.

`pip install -e .[bench]` brings them, but for magic-html, which is on no index. One that is not installed is left out,
and the benchmark says so.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor makes of a page; None where it does not look for it."""

    text: str
    title: str | None = None
    date: str | None = None
    author: str | None = None


Extractor = Callable[[bytes, str, str], Found]
"""From bytes, the same decoded, and the address."""


def luutru(*, told: bool = True) -> Extractor:
    """The project, everything that it reads included; `told`: it hears, as in a crawl whose listing or feed names the
    page, that the address is an article's.
    """
    from crawler.extraction import Hints, NotAnArticle, extract

    hints = Hints(article_url=True if told else None)

    def run(body: bytes, _: str, url: str) -> Found:
        try:
            article = extract(body, url=url, hints=hints)
        except NotAnArticle:
            return Found("", "", "")
        return Found(article.text, article.title, str(article.published_on or ""), article.author)

    return run


def trafilatura(**options: Any) -> Callable[[], Extractor]:
    """Its text alone, without comments, as in its own comparison."""

    def load() -> Extractor:
        from trafilatura import extract

        return lambda body, text, url: Found(extract(text, url=url, include_comments=False, **options) or "")

    return load


def trafilatura_whole() -> Extractor:
    """With its metadata."""
    from trafilatura import bare_extraction

    def run(body: bytes, text: str, url: str) -> Found:
        made = bare_extraction(text, url=url, include_comments=False, with_metadata=True)
        return (
            Found(made.text or "", made.title or "", made.date or "", made.author or "")
            if made
            else Found("", "", "", "")
        )

    return run


def resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def run(body: bytes, text: str, url: str) -> Found:
        tree = HTMLTree.parse(text)
        return Found(extract_plain_text(tree, main_content=True, alt_texts=False, links=False), tree.title)

    return run


def readability() -> Extractor:
    import lxml.html
    from readability import Document

    def run(body: bytes, text: str, url: str) -> Found:
        document = Document(text)
        tree = lxml.html.fromstring(document.summary())
        return Found("\n".join(part for part in tree.itertext()), document.short_title())

    return run


def newspaper() -> Extractor:
    from newspaper import Article

    def run(body: bytes, text: str, url: str) -> Found:
        article = Article(url, fetch_images=False)
        article.download(input_html=text)
        article.parse()
        date = str(article.publish_date.date()) if article.publish_date else ""
        return Found(article.text, article.title, date, "; ".join(article.authors))

    return run


def justext() -> Extractor:
    import justext as module

    words = module.get_stoplist("English")

    def run(body: bytes, text: str, url: str) -> Found:
        return Found("\n".join(part.text for part in module.justext(body, words) if not part.is_boilerplate))

    return run


def boilerpy() -> Extractor:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor()
    return lambda body, text, url: Found(extractor.get_content(text))


def goose() -> Extractor:
    from goose3 import Goose

    extractor = Goose({"enable_image_fetching": False})

    def run(body: bytes, text: str, url: str) -> Found:
        article = extractor.extract(raw_html=text)
        date = str(article.publish_datetime_utc.date()) if article.publish_datetime_utc else ""
        return Found(article.cleaned_text, article.title, date)

    return run


def magic_html() -> Extractor:
    import lxml.html
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()

    def run(body: bytes, text: str, url: str) -> Found:
        made = extractor.extract(text, base_url=url, html_type="article")
        tree = lxml.html.fromstring(made["html"])
        return Found("\n".join(tree.itertext()), made.get("title"))

    return run


LOADERS: dict[str, Callable[[], Extractor]] = {
    "luutru": luutru,
    "luutru untold": partial(luutru, told=False),
    "trafilatura fast": trafilatura(fast=True),
    "trafilatura": trafilatura(),
    "trafilatura precision": trafilatura(favor_precision=True),
    "trafilatura with metadata": trafilatura_whole,
    "resiliparse": resiliparse,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "magic-html": magic_html,
    "goose3": goose,
    "boilerpy3": boilerpy,
    "jusText": justext,
}


def installed(wanted: list[str]) -> tuple[dict[str, Extractor], list[str]]:
    """The extractors that can be loaded, and the names of those that cannot."""
    logging.disable(logging.CRITICAL)
    found, missing = {}, []
    for name in wanted or LOADERS:
        try:
            found[name] = LOADERS[name]()
        except ImportError:
            missing.append(name)
    return found, missing


def tried(extractor: Extractor, body: bytes, text: str, url: str) -> Found:
    """What the extractor finds; nothing where it fails."""
    with contextlib.suppress(Exception):
        return extractor(body, text, url)
    return Found("", "", "")
