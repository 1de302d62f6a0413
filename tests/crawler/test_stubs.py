"""Pages that set a cookie and ask again: read without running anything, answered once, never taken for content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crawler.stubs import stub_cookies
from tests.crawler.conftest import page, rows

if TYPE_CHECKING:
    from tests.crawler.conftest import Answer, Luutru, Site

D1N = (
    '<html><body><script>document.cookie="D1N=abcdef0123"+"; expires=Fri, 31-Dec-2100 23:59:59 GMT; path=/";'
    "window.location.reload(true);</script></body></html>"
)


@pytest.mark.parametrize(
    ("script", "cookies"),
    [
        (D1N, {"D1N": "abcdef0123"}),
        ("<script>document.cookie='a=1';document.cookie='b=2;path=/';location.href='/'</script>", {"a": "1", "b": "2"}),
        ('<script>var c="k=v-w"; document.cookie = c + "; path=/"; location.replace("/")</script>', {"k": "v-w"}),
        (
            "<script>var n='id',v='77';document.cookie=n+'='+v+';expires='+new Date().toGMTString();"
            "location.reload()</script>",
            {"id": "77"},
        ),
        ('<meta http-equiv="refresh" content="0"><script>document.cookie="ok=1; path=/"</script>', {"ok": "1"}),
        (r'<script>document.cookie="a=\x41\u0042";location=location.href</script>', {"a": "AB"}),
        ("<script>document.cookie=`t=1; path=/`;history.go(0)</script>", {"t": "1"}),
        ("<script>document.cookie='t=1';document.cookie='o=; max-age=0';location.reload()</script>", {"t": "1"}),
        ("<script>document.cookie='t=1';location.reload()</script><!-- " + "xin chờ " * 100, {"t": "1"}),
    ],
)
def test_what_a_stub_sets_is_read_from_its_words(script: str, cookies: dict[str, str]) -> None:
    assert stub_cookies(script.encode()) == cookies


@pytest.mark.parametrize(
    "script",
    [
        "<script>document.cookie='a='+(1+2);location.reload()</script>",
        "<script>document.cookie=make();location.reload()</script>",
        "<script>document.cookie='a='+b;location.reload()</script>",
        "<script>document.cookie='a='+'b'.repeat(3);location.reload()</script>",
        "<script>document.cookie='a=\\r\\nSet-Cookie: b=1';location.reload()</script>",
        "<script>document.cookie=`a=${1}`;location.reload()</script>",
        "<script>document.cookie='a b=1';location.reload()</script>",
    ],
)
def test_what_is_computed_or_no_cookie_gives_none(script: str) -> None:
    assert stub_cookies(script.encode()) == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        page("Bài viết"),
        b"<script>document.cookie='seen=1'</script><p>mot trang",
        b"<script>location.reload()</script>",
        f"<script>document.cookie='a=1';onclick=function(){{location.href='/'}}</script><p>{'chữ ' * 80}".encode(),
        b"<script>document.cookie='a=1';location.reload()</script>" + b" " * 20000,
    ],
)
def test_other_pages_are_no_stubs(body: bytes) -> None:
    assert stub_cookies(body) is None


def behind(site: Site, stub: str, cookie: str, *, status: int = 200, cleared: bool = True) -> None:
    """Five articles that are shown to those who bring a cookie, the stub to all others."""
    pages = {
        f"/tin/bai-viet-hay-so-{n}": page(f"Bài viết hay số {n}", body=f"Riêng của bài {n}. " * 20) for n in range(5)
    }
    pages["/"] = page("Cổng", links=tuple(pages))
    html = {"Content-Type": "text/html; charset=utf-8"}

    def answer(path: str) -> Any:
        def answered(_: int) -> Answer:
            if cleared and cookie in site.headers[path].get("Cookie", ""):
                return 200, html, pages[path]
            return status, html, stub.encode()

        return answered

    for path in pages:
        site.answers[path] = answer(path)


@pytest.mark.parametrize("status", [200, 403, 412])
def test_a_stub_is_answered_once_for_all_pages_of_the_run(luutru: Luutru, site: Site, status: int) -> None:
    behind(site, D1N, "D1N=abcdef0123", status=status)
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 0, done.stderr
    assert site.asked["/"] == 2
    assert {site.asked[f"/tin/bai-viet-hay-so-{n}"] for n in range(5)} == {1}
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 5
    captures = rows(luutru.archive, f"SELECT status FROM captures WHERE url = '{site.url}' ORDER BY id")
    assert [row["status"] for row in captures] == [status, 200]
    (home,) = rows(luutru.archive, f"SELECT outcome, looks FROM pages WHERE url = '{site.url}'")
    assert home == {"outcome": "home", "looks": 1}
    before = rows(luutru.archive, "SELECT url, outcome, kind FROM pages ORDER BY url")
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru.archive, "SELECT url, outcome, kind FROM pages ORDER BY url") == before


def test_a_stub_in_the_place_of_robots_txt_is_answered_too(luutru: Luutru, site: Site) -> None:
    behind(site, D1N, "D1N=abcdef0123")
    rules = b"User-agent: *\nDisallow: /tin/bai-viet-hay-so-3\n"
    stub = (200, {"Content-Type": "text/html"}, D1N.encode())
    site.answers["/robots.txt"] = lambda count: stub if count == 1 else (200, {"Content-Type": "text/plain"}, rules)
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 0, done.stderr
    assert (site.asked["/robots.txt"], site.asked["/"], site.asked["/tin/bai-viet-hay-so-3"]) == (2, 1, 0)
    assert "D1N=abcdef0123" in site.headers["/robots.txt"]["Cookie"]


def test_a_stub_that_comes_again_is_a_challenge_and_no_loop(luutru: Luutru, site: Site) -> None:
    behind(site, D1N, "", cleared=False)
    done = luutru("crawl", "--file", luutru.define(site), "--quiet")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "checks for robots alone (HTTP 200)" in line
    assert site.asked["/"] == 2
    (row,) = rows(luutru.archive, "SELECT outcome FROM pages WHERE url NOT LIKE '%robots.txt' AND url NOT LIKE '%xml'")
    assert row["outcome"] == "challenge"
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 0


def test_a_portal_of_walls_alone_is_told_with_its_status(luutru: Luutru, site: Site) -> None:
    wall = b"<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><body></body></html>"
    html = {"Content-Type": "text/html"}
    site.elsewhere = lambda path, count: (412, html, wall)
    done = luutru("crawl", "--file", luutru.define(site), "--quiet")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "portal: answers with checks for robots alone (HTTP 412)" in line
    assert site.asked["/"] == 1


def test_the_cookies_of_one_portal_are_not_anothers(luutru: Luutru, site: Site) -> None:
    from tests.crawler.conftest import serving

    behind(site, D1N, "D1N=abcdef0123")
    with serving() as other:
        behind(other, D1N.replace("abcdef0123", "99"), "D1N=99")
        files = (luutru.define(site), luutru.define(other, key="khac"))
        done = luutru("crawl", "--file", files[0], "--file", files[1])
        assert done.returncode == 0, done.stderr
        sent = {headers.get("Cookie", "") for headers in other.headers.values()}
    assert sent <= {"", "D1N=99"}
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 10
