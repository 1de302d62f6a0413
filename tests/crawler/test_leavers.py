"""An article that every list drops is looked at in the same run; one that merely moves down the list is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.leavers import left
from tests.crawler.conftest import page, rows, small_portal

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site


def put_lists(site: Site, numbers: list[int]) -> None:
    """A home page, a sitemap and a feed that name the same articles, newest first."""
    places = [f"{site.url}tin/bai-viet-hay-so-{n}" for n in numbers]
    anchors = "".join(f'<li><a href="{place}">Bài viết rất hay tại {place}</a> 12/12/2022</li>' for place in places)
    site.put("/", f"<html><title>Cổng</title><body><h1>Cổng</h1><ul>{anchors}</ul></body></html>".encode())
    urls = "".join(f"<url><loc>{place}</loc></url>" for place in places)
    site.put("/sitemap.xml", f"<urlset>{urls}</urlset>".encode(), Content_Type="application/xml")
    items = "".join(f"<item><title>Bài</title><link>{place}</link></item>" for place in places)
    site.put("/rss.xml", f"<rss><channel>{items}</channel></rss>".encode(), Content_Type="application/rss+xml")


def crawl(luutru: Luutru, site: Site, day: int) -> None:
    text = "[discover]\nsitemaps = ['/sitemap.xml']\nfeeds = ['/rss.xml']\n"
    now = f"2026-01-{day:02}T09:00:00+07:00"
    site.asked.clear()
    done = luutru("crawl", "--file", luutru.define(site, text), LUUTRU_NOW=now)
    assert done.returncode == 0, done.stderr


def test_an_article_that_every_list_drops_is_looked_at_in_the_same_run(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    put_lists(site, list(range(11, -1, -1)))
    crawl(luutru, site, 1)
    crawl(luutru, site, 20)
    quiet = site.asked.total()
    del site.answers["/tin/bai-viet-hay-so-5"]
    put_lists(site, [n for n in range(11, -1, -1) if n != 5])
    crawl(luutru, site, 21)
    assert site.asked["/tin/bai-viet-hay-so-5"] == 1
    assert site.asked.total() <= quiet + 1
    found = rows(luutru.archive, "SELECT url FROM articles WHERE state = 'suspect'")
    assert [row["url"][-2:] for row in found] == ["-5"]


def test_a_link_in_an_article_does_not_speak_for_what_every_list_drops(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    put_lists(site, list(range(11, -1, -1)))
    crawl(luutru, site, 1)
    del site.answers["/tin/bai-viet-hay-so-5"]
    text = "Nội dung riêng của bài mới, nối tiếp bài trước về việc ấy. " * 12
    site.put("/tin/bai-viet-hay-so-12", page("Bài viết hay số 12", body=text, links=("/tin/bai-viet-hay-so-5",)))
    put_lists(site, [n for n in range(12, -1, -1) if n != 5])
    crawl(luutru, site, 2)
    assert site.asked["/tin/bai-viet-hay-so-12"] == site.asked["/tin/bai-viet-hay-so-5"] == 1


def test_what_new_articles_push_out_of_the_lists_is_not_asked_for(luutru: Luutru, site: Site) -> None:
    small_portal(site, 14)
    put_lists(site, list(range(11, -1, -1)))
    crawl(luutru, site, 1)
    put_lists(site, list(range(13, 1, -1)))
    crawl(luutru, site, 2)
    assert site.asked["/tin/bai-viet-hay-so-13"] == 1
    assert site.asked["/tin/bai-viet-hay-so-0"] == 0


@given(st.lists(st.integers(0, 200), unique=True), st.lists(st.integers(0, 200), unique=True))
def test_only_what_was_named_and_is_not_has_left(before: list[int], now: list[int]) -> None:
    found = left([f"/{n}" for n in before], [f"/{n}" for n in now])
    assert set(found) <= {f"/{n}" for n in set(before) - set(now)}
