"""What a feed or a list says of a page otherwise than before is a sign of an edit: the page is looked at at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.discovery.feeds import feed_links
from tests.crawler.conftest import page, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.crawler.conftest import Luutru, Site

COUNT = 16
NAMES = "ao cau chợ dốc đê ga hồ kè lúa mía núi ong phà quán rừng suối".split()


def address(number: int) -> str:
    return f"/tin/bai-viet-hay-so-{number}"


def title(number: int) -> str:
    return f"Xã bàn về việc của {NAMES[number]} trong thôn"


def put(site: Site, number: int, *, name: str = "", more: str = "") -> None:
    body = f"Nội dung riêng về {NAMES[number]}, do xã cung cấp. " * 12 + more
    site.put(address(number), page(name or title(number), date=f"{number + 1:02}/03/2022", body=body))


def put_feed(site: Site, texts: Mapping[int, str]) -> None:
    items = "".join(
        f"<item><title>{title(n)}</title><link>{site.url}{address(n)[1:]}</link><pubDate>2022-03-{n + 1:02}</pubDate>"
        f"<description>{texts.get(n, 'Tóm tắt của bài')}</description></item>"
        for n in range(COUNT)
    )
    site.put("/rss.xml", f"<rss><channel>{items}</channel></rss>".encode(), Content_Type="application/rss+xml")


def put_list(site: Site, names: Mapping[int, str], *, seen: int = 0) -> None:
    lines = "".join(
        f'<li><a href="{address(n)}"><img src="/a{n}.jpg"></a><a href="{address(n)}">{names.get(n, title(n))} '
        f"({seen + n} lượt xem)</a> <span>{n + 1:02}/03/2022</span></li>"
        for n in range(COUNT)
    )
    site.put("/tin", f"<html><title>Tin</title><body><h1>Tin</h1><ul>{lines}</ul></body></html>".encode())


def put_portal(site: Site) -> None:
    site.put("/", b'<html><title>Cong</title><body><a href="/tin">Tin</a></body></html>')
    put_list(site, {})
    put_feed(site, {})
    for number in range(COUNT):
        put(site, number)


def crawl(luutru: Luutru, site: Site, day: int) -> set[str]:
    """Crawls the portal a day later; the articles asked for."""
    site.asked.clear()
    text = "[discover]\nfeeds = ['/rss.xml']\nlistings = ['/tin']\n"
    done = luutru("crawl", "--file", luutru.define(site, text), LUUTRU_NOW=f"2022-12-{12 + day}T09:00:00+07:00")
    assert done.returncode == 0, done.stderr
    return {path for path in site.asked if "bai-viet" in path}


def versions(luutru: Luutru) -> dict[str, int]:
    return {row["url"].rpartition("-")[2]: row["version"] for row in rows(luutru.archive, "SELECT * FROM articles")}


def test_a_summary_and_a_headline_that_are_others_bring_a_look(luutru: Luutru, site: Site) -> None:
    put_portal(site)
    crawl(luutru, site, 0)
    put(site, 3, more="Xã đính chính số liệu của bài này.")
    put_feed(site, {3: "Tóm tắt của bài, đã đính chính"})
    put(site, 5, name="Huyện bàn về việc của đê")
    put_list(site, {5: "Huyện bàn về việc của đê"}, seen=40)
    assert crawl(luutru, site, 1) == {address(3), address(5)}
    assert {number for number, version in versions(luutru).items() if version == 2} == {"3", "5"}
    assert crawl(luutru, site, 2) <= {address(3), address(5)}  # what was edited lately is looked at again soon


def test_a_feed_that_says_something_else_each_time_costs_ten_requests(luutru: Luutru, site: Site) -> None:
    put_portal(site)
    crawl(luutru, site, 0)
    put_feed(site, {n: f"Bài đã được xem {400 + n} lần" for n in range(COUNT)})
    assert len(crawl(luutru, site, 1)) == 10
    assert set(versions(luutru).values()) == {1}


def test_what_a_sitemap_has_said_is_not_forgotten_over_it(luutru: Luutru, site: Site) -> None:
    put_portal(site)
    entries = "".join(
        f"<url><loc>{site.url}{address(n)[1:]}</loc><lastmod>2022-04-{n + 1:02}T10:00:00Z</lastmod></url>"
        for n in range(COUNT)
    )
    site.put("/sitemap.xml", f"<urlset>{entries}</urlset>".encode(), Content_Type="application/xml")
    crawl(luutru, site, 0)
    put_feed(site, {3: "Tóm tắt khác"})
    site.put("/sitemap.xml", b"", 503)
    assert crawl(luutru, site, 1) == {address(3)}
    site.put("/sitemap.xml", f"<urlset>{entries}</urlset>".encode(), Content_Type="application/xml")
    assert crawl(luutru, site, 2) <= {address(3)}


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        ("<updated>2022-03-01T00:00:00Z</updated>", "<updated>2022-03-09T00:00:00Z</updated>", True),
        ("<summary>Một</summary>", "<summary>Hai</summary>", True),
        ("<content type='html'>Một</content>", "<content type='html'>Hai</content>", True),
        ("<summary>Một  hai</summary>", "<summary>Một hai\n</summary>", False),
        ("<thumbnail xmlns='urn:x'>1</thumbnail>", "<thumbnail xmlns='urn:x'>2</thumbnail>", False),
    ],
)
def test_what_counts_as_said_by_a_feed(before: str, after: str, differs: bool) -> None:
    def said(entry: str) -> str:
        other = "<entry><id>https://a.vn/2</id><title>Khác</title><updated>2021-01-01T00:00:00Z</updated></entry>"
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://a.vn/1</id><title>Bài</title>{entry}</entry>{other}</feed>'
        links = feed_links(feed.encode(), url="https://a.vn/atom.xml", content_type="application/atom+xml")
        assert links is not None
        return links[0].said

    assert (said(before) != said(after)) is differs


def test_one_time_beside_every_entry_is_that_of_the_build() -> None:
    def said(at: str) -> list[str]:
        entries = "".join(f"<entry><id>https://a.vn/{n}</id><title>Bài {n}</title>{at}</entry>" for n in range(3))
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
        return [link.said for link in feed_links(feed.encode(), url="https://a.vn/atom.xml") or ()]

    assert said("<updated>2022-03-01T00:00:00Z</updated>") == said("<updated>2022-03-02T00:00:00Z</updated>")
