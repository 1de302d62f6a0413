"""Sitemaps on crawler-commons' files. Skipped where missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.discovery.feeds import feed_links
from crawler.discovery.sitemaps import sitemap_links

FILES = {
    "do-not-visit.txt": (1, "http://www.example.com/do-not-visit-here", ""),
    "sitemap-with-bom.txt": (2, "http://www.domain.com/page1.html", ""),
    "sitemap.badns.xml": (2, "http://www.example.com/1", ""),
    "sitemap.index.xml": (15, "https://example.com/sitemap.jss?portalCode=10260&lang=en", ""),
    "sitemap.ns.xml": (2, "http://www.example.com/1", ""),
    "sitemap.txt": (2, "http://www.domain.com/page1.html", ""),
    "sitemap.txt.gz": (5, "http://www.example.com/", ""),
    "xmlSitemap.gz": (5, "http://www.example.com/", ""),
    "hebdenbridgetimes-articles-sitemap.xml": (
        74,
        "http://www.hebdenbridgetimes.co.uk/news/local/video-tour-de-yorkshire-in-calderdale-1-7242580",
        "",
    ),
    "pagemaps-sitemap.xml": (2, "http://www.example.com/foo", ""),
    "shinpaideshou-news-sitemap.xml": (
        3,
        "https://shinpaideshou.wordpress.com/2017/04/25/job-opening-reischauer-policy-research-fellow/",
        "2017-04-25T10:00:36+00:00",
    ),
    "sitemap-images.xml": (1, "http://www.example.com/images/some_image_landing_page.html", ""),
    "sitemap-links.xml": (3, "http://www.example.com/english/", ""),
    "sitemap-mobile.xml": (3, "http://www.example.com/mobile-friendly-1/", ""),
    "sitemap-news.xml": (2, "http://www.example.org/business/article55.html", "2008-12-23"),
    "sitemap-videos-tvshow.xml": (1, "https://example.org/my-tv-show/23/13/", ""),
    "sitemap-videos.xml": (3, "http://www.example.com/videos/some_video_landing_page.html", ""),
}
"""How many addresses each lists, the first of them, and its date of publication."""


def test_crawler_commons_sitemaps(shared: Path) -> None:
    place = shared / "corpora" / "crawler-commons" / "sitemaps"
    if not place.is_dir():
        pytest.skip("corpora/crawler-commons is not among the public test data")
    found = {}
    for file in place.rglob("*"):
        if file.is_file() and file.name not in ("LICENSE", "atom.xml"):
            links = sitemap_links(file.read_bytes(), url="http://www.example.com/", plain=True) or []
            found[file.name] = (len(links), links[0].url, links[0].date) if links else (0, "", "")
            kind = "sitemap" if file.name == "sitemap.index.xml" else "page"
            assert {link.kind for link in links} == {kind}
    assert found == FILES
    feed = feed_links((place / "atom.xml").read_bytes(), url="http://example.org/feed/")
    assert [link.url for link in feed or []] == ["http://example.org/2003/12/13/atom03"]
