"""Sitemaps on files that no one here wrote: crawler-commons' suite, whose expectations are in its code.

What has to be found is told here by other means than ours: by hand for the small files, by a regular expression for
the large ones. Skipped where missing.
"""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path

import pytest

from crawler.discovery.feeds import feed_links
from crawler.discovery.sitemaps import sitemap_links

URL = "http://www.example.com/sitemap.xml"
_LOC = re.compile(r"<(?:\w+:)?(?:url|sitemap)>.*?<(?:sit:)?loc>\s*([^<]*?)\s*</(?:sit:)?loc>", re.DOTALL)
_ALTERNATE = re.compile(r'<xhtml:link[^>]*href="([^"]*)"')
ADDRESSES = {
    "atom.xml": 1, "do-not-visit.txt": 1, "hebdenbridgetimes-articles-sitemap.xml": 74, "pagemaps-sitemap.xml": 2,
    "shinpaideshou-news-sitemap.xml": 3, "sitemap-images.xml": 1, "sitemap-links.xml": 3, "sitemap-mobile.xml": 3,
    "sitemap-news.xml": 2, "sitemap-videos-tvshow.xml": 1, "sitemap-videos.xml": 3, "sitemap-with-bom.txt": 2,
    "sitemap.badns.xml": 2, "sitemap.index.xml": 15, "sitemap.ns.xml": 2, "sitemap.txt": 2, "sitemap.txt.gz": 5,
    "xmlSitemap.gz": 5,
}  # fmt: skip
"""By file; there is no miss."""


@pytest.fixture
def folder(shared: Path) -> Path:
    place = shared / "corpora" / "crawler-commons" / "sitemaps"
    if not place.is_dir():
        pytest.skip("corpora/crawler-commons is not among the public test data")
    return place


def found(file: Path) -> list[str]:
    payload = file.read_bytes()
    links = feed_links(payload, url=URL)
    if links is None:
        links = sitemap_links(payload, url=URL, plain=True)
    return [link.url for link in links or []]


def test_every_address_of_the_suite_is_found_and_nothing_else(folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*.*") if file.name != "LICENSE")
    for file in files:
        payload = file.read_bytes()
        text = (gzip.decompress(payload) if payload.startswith(b"\x1f\x8b") else payload).decode("utf-8-sig")
        text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
        if "<urlset" in text or ":urlset" in text:
            expected = [unescape(address) for address in (*_LOC.findall(text), *_ALTERNATE.findall(text))]
        elif "<sitemapindex" in text:
            expected = [unescape(line.strip()) for line in text.splitlines() if line.strip().startswith("http")]
        elif "<feed" in text:
            expected = re.findall(r"<entry>.*?<link href=\"([^\"]*)\"", text, re.DOTALL)
        else:
            expected = text.split()
        assert set(found(file)) == set(expected), file.name
    assert {file.name: len(found(file)) for file in files} == ADDRESSES


def test_dates_and_titles_are_those_of_the_news_extension_alone(folder: Path) -> None:
    told = {}
    for file in sorted((folder / "extension").glob("*.xml")):
        for link in sitemap_links(file.read_bytes(), url=URL) or []:
            if link.date or link.text:
                told[link.url.rpartition("/")[2] or link.url] = (link.date, link.text)
    assert told["article55.html"] == ("2008-12-23", "Companies A, B in Merger Talks")
    assert told["https://shinpaideshou.wordpress.com/2017/04/25/job-opening-reischauer-policy-research-fellow/"] == (
        "2017-04-25T10:00:36+00:00",
        "Job Opening: Reischauer Policy Research Fellow",
    )
    assert len(told) == 5
