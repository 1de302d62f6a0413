"""What a page says without what is marked up around it: what stays when only ids, classes and scripts change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

from crawler.ordering import is_document
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_TEXTS = etree.XPath("//text()[not(ancestor::script or ancestor::style or ancestor::template)]")


def page_text(tree: HtmlElement, base_url: str) -> str:
    """The text nodes of a page, a line each, white space folded, and the documents that it links to, without hosts.

    >>> import lxml.html
    >>> page = "<p id=a>Giá <b class=x> xăng</b><script>var a;</script> giảm: <a href='b.pdf'>tệp</a></p>"
    >>> page_text(lxml.html.fromstring(page), "https://a.vn/tin/").splitlines()
    ['Giá', 'xăng', 'giảm:', 'tệp', '/tin/b.pdf']
    """
    return "\n".join([*_text_nodes(tree), *sorted(set(_documents(tree, base_url)))])


def _text_nodes(tree: HtmlElement) -> Iterator[str]:
    texts: Any = _TEXTS(tree)
    for text in texts:
        if folded := " ".join(text.split()):
            yield folded


def _documents(tree: HtmlElement, base_url: str) -> Iterator[str]:
    for anchor in tree.iter("a"):
        url = absolute_url(base_url, anchor.get("href") or "")
        if url and is_document(url.partition("#")[0]):
            yield urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
