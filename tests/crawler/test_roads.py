"""The less trodden roads by which a page is reached, on a real portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawler.conftest import page, rows

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site

SITEMAP = "[discover]\nsitemaps = ['/sitemap.xml']\n"


def crawl(luutru: Luutru, site: Site, text: str = "", at: str = "2026-06-10T08:00:00Z") -> set[str]:
    """Crawls the portal; the paths of its articles."""
    site.asked.clear()
    done = luutru("crawl", "--file", luutru.define(site, text), LUUTRU_NOW=at)
    assert done.returncode == 0, done.stderr
    return {"/" + row["url"].split("/", 3)[3] for row in rows(luutru.archive, "SELECT url FROM articles")}


def bodied(name: str) -> bytes:
    return page(f"Xã bàn về việc {name} của thôn", body=f"Nội dung riêng về {name}, do xã cung cấp. " * 12)


def homed(markup: str) -> bytes:
    return f"<html><head><title>Cổng</title></head><body><h1>Cổng</h1><ul>{markup}</ul></body></html>".encode()


@pytest.mark.parametrize(
    ("written", "path"),
    [("/r%E9gion/1".replace("%E9", "\xe9"), "/r%E9gion/1"), ("/v%C3%B9ng/1", "/v%C3%B9ng/1")],
)
def test_bytes_in_a_location_are_asked_for_as_the_server_wrote_them(
    luutru: Luutru, site: Site, written: str, path: str
) -> None:
    site.put("/", homed('<li><a href="/moi">Bài viết mới của xã</a></li>'))
    site.put("/moi", b"", 301, Location=written)
    site.put(path, bodied("vùng trồng lúa"))
    assert crawl(luutru, site) == {path}


@pytest.mark.parametrize("body", [b"", b"<html><body>Vui long cho</body></html>"])
def test_a_refresh_header_sends_the_reader_on_as_the_element_does(luutru: Luutru, site: Site, body: bytes) -> None:
    site.put("/", homed('<li><a href="/cu">Bài viết cũ của xã</a></li>'))
    site.put("/cu", body, Refresh="2;URL=/kho/cu-9")
    site.put("/kho/cu-9", bodied("kho thóc"))
    assert crawl(luutru, site) == {"/kho/cu-9"}
    (told,) = rows(luutru.archive, "SELECT outcome, redirect_to FROM pages WHERE url LIKE '%/cu'")
    assert (told["outcome"], told["redirect_to"]) == ("redirect", site.url + "kho/cu-9")


def test_a_later_run_knows_how_the_portal_spells_the_ends_of_its_addresses(luutru: Luutru, site: Site) -> None:
    names = ("cau-treo", "kho-thoc", "vung-trong")
    site.put("/tin/le-hoi", bodied("lễ hội"))
    for name in (*names, "duong-lang"):
        site.put(f"/tin/{name}", b"", 301, Location=f"/tin/{name}/")
        site.put(f"/tin/{name}/", bodied(name))
    shown = "".join(f'<li><a href="/tin/{name}">Bài viết về {name} của xã</a></li>' for name in ("le-hoi", *names))
    site.put("/", homed(shown))
    assert crawl(luutru, site) == {"/tin/le-hoi", *(f"/tin/{name}/" for name in names)}
    more = (
        '<li><a href="/tin/duong-lang">Bài viết về đường làng của xã</a></li><li><a href="/tin/le-hoi">Lễ hội</a></li>'
    )
    site.put("/", homed(more))
    assert "/tin/duong-lang/" in crawl(luutru, site, at="2026-06-11T08:00:00Z")
    assert (site.asked["/tin/duong-lang"], site.asked["/tin/le-hoi/"]) == (0, 0)


def test_a_short_post_that_a_feed_names_is_kept_though_it_refreshes_elsewhere(luutru: Luutru, site: Site) -> None:
    refresh = '<meta http-equiv="refresh" content="0; url=https://noi-khac.example/1">'
    head = f"<head><title>Bài mới của xã về kho thóc</title>{refresh}</head>"
    item = f"<item><link>{site.url}moi</link><title>Bài mới</title><pubDate>2026-06-01</pubDate></item>"
    site.put("/", homed(""))
    site.put("/rss.xml", f"<rss><channel>{item}</channel></rss>".encode(), Content_Type="application/rss+xml")
    text = "Xã giới thiệu bài viết về kho thóc của thôn, đăng ở trang của huyện. " * 3
    site.put("/moi", f"<html>{head}<body><h1>Bài mới của xã về kho thóc</h1><p>{text}</p></body></html>".encode())
    assert crawl(luutru, site, "[discover]\nfeeds = ['/rss.xml']\n") == {"/moi"}


def test_links_that_only_a_script_follows_are_followed(luutru: Luutru, site: Site) -> None:
    names = [f"việc thứ {n}" for n in range(7)]
    markup = [
        """<a href="javascript:xemTin('/tin/a-0', 3);">""", """<a href='javascript:go(%22/tin/a-1%22)'>""",
        """<a href="#" data-url="/tin/a-2">""", """<a data-article-href="/tin/a-3">""",
        """<a href="javascript:;" onclick="return mo('/tin/a-4')">""", """<a href="#top" data-link="/tin/a-5">""",
    ]  # fmt: skip
    shown = "".join(f"<li>{tag}Bài viết về {name}</a></li>" for tag, name in zip(markup, names, strict=False))
    site.put("/", homed(shown + '<li data-href="/tin/a-6"><b>Bài viết về việc thứ 6</b></li>'))
    for n, name in enumerate(names):
        site.put(f"/tin/a-{n}", bodied(name))
    assert crawl(luutru, site) == {f"/tin/a-{n}" for n in range(7)}


def test_a_link_with_an_address_of_its_own_is_not_followed_by_what_is_beside_it(luutru: Luutru, site: Site) -> None:
    site.put("/", homed("""<li><a href="/tin/a" data-url="/chia-se/a" onclick="dem('/dem/a')">Bài viết</a></li>"""))
    site.put("/tin/a", bodied("cầu treo"))
    crawl(luutru, site)
    assert site.asked["/chia-se/a"] == site.asked["/dem/a"] == 0


def test_an_atom_entry_without_a_link_is_at_its_id(luutru: Luutru, site: Site) -> None:
    entries = "".join(f"<entry><id>{one}</id><title>Bài</title></entry>" for one in (
        f"{site.url}tin/a", "tag:example.org,2026:b", "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", "c",
    ))  # fmt: skip
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Cổng</title>{entries}</feed>'
    site.put("/", homed(""))
    site.put("/atom.xml", feed.encode(), Content_Type="application/atom+xml")
    site.put("/tin/a", bodied("đường liên thôn"))
    assert crawl(luutru, site, "[discover]\nfeeds = ['/atom.xml']\n") == {"/tin/a"}
    assert site.asked["/c"] == 0


@pytest.mark.parametrize("query", ["?page=2", "?so=2", "?trang-thu=2"])
def test_the_last_page_of_a_list_is_one_however_little_it_holds(luutru: Luutru, site: Site, query: str) -> None:
    """Reached by the list's own pager, with one article left, it looks like that article."""
    names = [f"công trình số {n} do thôn làm chủ đầu tư" for n in range(6)]

    def listed(numbers: range) -> bytes:
        told = "".join(
            f'<div><h3><a href="/tin/a-{n}">Xã bàn về việc {names[n]}</a></h3><p>12/12/2022</p>'
            f"<p>{'Công trình dài hai trăm mét, rộng bốn mét, do thôn góp đất và xã góp xi măng. ' * 4}</p></div>"
            for n in numbers
        )
        pager = f'<p><a href="/du-an">1</a> <a href="/du-an{query}">2</a></p>'
        return f"<html><title>Dự án</title><body><h1>Dự án của xã</h1>{told}{pager}</body></html>".encode()

    site.put("/", homed('<li><a href="/du-an">Dự án của xã</a></li>'))
    site.put("/du-an", listed(range(5)))
    site.put(f"/du-an{query}", listed(range(5, 6)))
    for n, name in enumerate(names):
        site.put(f"/tin/a-{n}", bodied(name))
    assert crawl(luutru, site) == {f"/tin/a-{n}" for n in range(6)}
    (told,) = rows(luutru.archive, "SELECT kind FROM pages WHERE url LIKE '%=2'")
    assert told["kind"] == "listing"


def put_sitemap(site: Site, lastmods: dict[str, str]) -> None:
    told = "".join(
        f"<url><loc>{site.url[:-1]}{path}</loc><lastmod>{at}</lastmod></url>" for path, at in lastmods.items()
    )
    site.put("/sitemap.xml", f"<urlset>{told}</urlset>".encode(), Content_Type="application/xml")


@pytest.mark.parametrize(
    ("first", "then", "at", "is_asked"),
    [
        ("2026-03-12", "2026-06-10", "2026-06-11T08:00:00Z", True),  # edited on the day of the first look, after it
        ("2026-06-10", "2026-06-10", "2026-06-11T08:00:00Z", True),  # the day was not over at the first look
        ("2026-06-10", "2026-06-10", "2026-06-10T20:00:00Z", True),
        ("2026-06-10", "2026-06-10", "2026-06-10T09:00:00Z", False),
        ("2026-06-09", "2026-06-09", "2026-06-11T08:00:00Z", False),
        ("2026-06-05T10:00:00Z", "2026-05-01T10:00:00Z", "2026-06-11T08:00:00Z", True),  # a state of before is back
        ("2026-06-05T10:00:00Z", "2026-06-05T10:00:00Z", "2026-06-11T08:00:00Z", False),
        ("2026-06-05", "2026-06-06", "2026-06-11T08:00:00Z", True),
    ],
)
def test_what_lastmod_says_is_news(
    luutru: Luutru, site: Site, first: str, then: str, at: str, is_asked: bool
) -> None:  # fmt: skip
    paths = {f"/tin/a-{n}": f"2026-0{n + 1}-03" for n in range(4)}
    site.put("/", homed(""))
    for path in paths:
        site.put(path, page(f"Bài tại {path}", date="12/12/2012", body=f"Nội dung riêng của {path}. " * 20))
    put_sitemap(site, paths | {"/tin/a-2": first})
    crawl(luutru, site, SITEMAP)
    put_sitemap(site, paths | {"/tin/a-2": then})
    crawl(luutru, site, SITEMAP, at)
    assert {path for path in paths if site.asked[path]} == ({"/tin/a-2"} if is_asked else set())
    if is_asked and "20:00" not in at:
        crawl(luutru, site, SITEMAP, at.replace("T08", "T11"))
        assert site.asked["/tin/a-2"] == 0
