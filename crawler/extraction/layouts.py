"""Which reading of a page counts: of what it shows, or also of what it hides or has for browsers without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction.reader import Reader

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Layout

FEW_WORDS = 60
"""With fewer words to be seen, what is hidden is read too."""
FEW_PROSE, PROSE_WORDS = 30, 10
"""With fewer words in paragraphs, each of so many, what stands there for browsers without scripts is read too."""


def layout_of(tree: HtmlElement, source: bytes = b"") -> Layout:
    """The blocks and frames of a page; `source` is what the tree was parsed from."""
    body = body_of_page(tree)
    body = tree if body is None else body
    reader = Reader(body, source)
    layout = reader.read()
    if reader.has_fallback and _prose_words(layout) < FEW_PROSE:
        fallback = Reader(body, source, shows_fallback=True).read()
        if _prose_words(fallback) >= 2 * FEW_PROSE:
            return fallback
    if sum(block.word_count for block in layout.blocks) < FEW_WORDS:
        # Some pages are shown by their scripts alone.
        hidden = Reader(body, source, shows_hidden=True).read()
        if sum(block.word_count for block in hidden.blocks) > 2 * FEW_WORDS:
            return hidden
    return layout


def body_of_page(tree: HtmlElement) -> HtmlElement | None:
    """The `body` of a page, as a rule a child of its root."""
    body: HtmlElement | None = tree.find("body")
    return body if body is not None else next(tree.iter("body"), None)


def hidden_layout(tree: HtmlElement, source: bytes = b"") -> Layout:
    """The blocks of a page with those that it hides."""
    return Reader(next(tree.iter("body"), tree), source, shows_hidden=True).read()


def _prose_words(layout: Layout) -> int:
    own = [block.word_count - block.link_word_count for block in layout.blocks]
    return sum(words for words in own if words >= PROSE_WORDS)
