"""Pagers that post, in a crawl: robots.txt, what is kept of it, a run that was cut off, later runs, repair."""

from __future__ import annotations

import shutil

from archive import Archive
from archive.visit_records import ToldVisit, statements
from crawler.demo import PlatformServer
from crawler.demo.other_pages import Answer
from crawler.demo.postback import AspNet, Repeater
from tests.crawler.conftest import Luutru
from tests.crawler.demo.test_platforms import define, paths

TABLES = ("articles", "article_urls", "article_versions", "captures", "pages")


class Closed(AspNet):
    """Its robots.txt closes one section."""

    def answer(self, target: str, form: object = None) -> Answer:
        if target == "/robots.txt":
            return Answer(200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /van-hoa/Pages/Default")
        return super().answer(target, form)  # type: ignore[arg-type]


def rows(luutru: Luutru, name: str) -> list[dict[str, object]]:
    with Archive.open(luutru.archive) as archive:
        return [dict(row) for row in archive.rows(f"SELECT * FROM {name}")]


def posted(server: PlatformServer) -> int:
    return sum(count for path, count in server.requests.items() if path.startswith("POST "))


def test_what_was_posted_stands_in_warc_and_is_kept_apart_from_the_forms_own_page(luutru: Luutru) -> None:
    with PlatformServer(AspNet()) as server:
        assert luutru("crawl", "--file", define(luutru, server)).returncode == 0
    told = [
        one for file in sorted((luutru.archive / "warc").glob("*.warc.gz"))
        for one in statements(luutru.archive / "warc", file.name) if isinstance(one, ToldVisit)
    ]  # fmt: skip
    posts = [one for one in told if "__EVENTTARGET" in one.url]
    assert len(posts) == 8
    for one in posts:
        (said,) = [value for origin, value in one.hints if origin == "posted"]
        assert said.startswith("__EVENTTARGET=ctl00%24main%24grvTin&__EVENTARGUMENT=Page%24")
        assert "sha256:" in said
        assert one.requested_url.endswith("/Pages/Default.aspx")
        assert [capture.capture.url for capture in one.captures] == [one.url]
    assert len({row["payload_digest"] for row in rows(luutru, "captures") if "Default.aspx" in str(row["url"])}) == 10


def test_robots_txt_closes_a_pager_too(luutru: Luutru) -> None:
    with PlatformServer(Closed()) as server:
        assert luutru("crawl", "--file", define(luutru, server)).returncode == 0
        assert posted(server) == 4
        assert not any("van-hoa/Pages/Default" in path for path in server.requests)


def test_a_run_that_is_cut_off_goes_on_where_it_was(luutru: Luutru) -> None:
    with PlatformServer(Repeater()) as server:
        file = define(luutru, server)
        for _ in range(40):
            done = luutru("crawl", "--file", file, "--limit", "13")
            assert done.returncode == 0, done.stderr
            if "(finished)" in done.stderr:
                break
        assert paths(luutru, server) == set(Repeater().truth())


def test_later_runs_know_the_same_pages_and_ask_for_them_anew(luutru: Luutru) -> None:
    with PlatformServer(Repeater()) as server:
        file = define(luutru, server)
        assert luutru("crawl", "--file", file).returncode == 0
        known, before = len(rows(luutru, "pages")), posted(server)
        assert luutru("crawl", "--file", file, "--recheck").returncode == 0
        assert len(rows(luutru, "pages")) == known
        assert posted(server) == 2 * before


def test_warc_alone_is_enough_to_make_the_rest_again(luutru: Luutru) -> None:
    with PlatformServer(AspNet()) as server:
        file = define(luutru, server)
        assert luutru("crawl", "--file", file).returncode == 0
        before = {name: rows(luutru, name) for name in TABLES}
        for name in ("archive.db", "frontier.db"):
            for one in luutru.archive.glob(f"{name}*"):
                one.unlink()
        done = luutru("verify", "--repair")
        assert done.returncode == 0, done.stderr
        assert {name: rows(luutru, name) for name in TABLES} == before
        count = server.requests.total()
        assert luutru("crawl", "--file", file, "--recheck").returncode == 0
        assert len(rows(luutru, "pages")) == len(before["pages"])
        assert server.requests.total() <= 2 * count + 1  # robots.txt
    shutil.rmtree(luutru.archive)
