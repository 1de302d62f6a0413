"""Links that scripts would make, on pieces of pages as portals print them."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.discovery.scripted import scripted_links

URL = "https://a.vn/tin"


def found(markup: str, url: str = URL) -> list[str]:
    tree = html.fromstring(f"<html><body>{markup}</body></html>")
    return [link.url.removeprefix("https://a.vn") for link in scripted_links(tree, url, url)]


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        (
            '<script>createPageHTML(34, 0, "index", "html");</script>',
            ["/index_1.html", "/index_2.html", "/index_3.html"],
        ),
        ("<script>createPageHTML('page_div',3, 2,'list','shtml',60);</script>", []),
        ('<script>createPageHTML(3, 1, "index", "html")</script>', ["/index_2.html"]),
        ('<button class="load-more" data-url="/ajax/tin?muc=1" data-page="2">Xem</button>', ["/ajax/tin?muc=1&page=2"]),
        ('<a class="btn" data-next-url="/tin?page=3">Xem thêm</a>', ["/tin?page=3"]),
        ('<div class="infinite-scroll" data-ajax="/tin/{page}/" data-page="2"></div>', ["/tin/2/"]),
        ('<div class="share" data-url="https://a.vn/tin/1"></div>', []),
        ('<div class="load-more" data-url="#"></div>', []),
        ("<script>var page = 2; $.get('/api/tin?page=' + page)</script>", ["/api/tin?page=2"]),
        ("<script>fetch(`/api/tin?muc=1&offset=${offset}`)</script>", ["/api/tin?muc=1&offset=0"]),
        ("<script>ga('send', '/tin?page=3')</script>", []),
        ('<select><option value="">Chọn</option><option value="/2022/12/">12</option></select>', ["/2022/12/"]),
        ('<select><option value="12">12</option></select>', []),
        ("<a href='#' onclick=\"location.href='/tin?page=2'\">2</a>", ["/tin?page=2"]),
        (
            '<link rel="https://api.w.org/" href="https://a.vn/wp-json/">',
            ["/wp-json/wp/v2/posts?_fields=link,title,date&page=1&per_page=100"],
        ),
        (
            '<link rel="https://api.w.org/" href="https://a.vn/?rest_route=/">',
            ["/?rest_route=/wp/v2/posts&_fields=link,title,date&page=1&per_page=100"],
        ),
    ],
)
def test_what_a_script_would_ask_for(markup: str, urls: list[str]) -> None:
    assert found(markup) == urls
