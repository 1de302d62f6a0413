"""Servers as they are: slow, broken, lying ones. One bad answer costs no other page, and none holds a crawl up."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawler.conftest import page, rows
from tests.crawler.raw import Behaviour, RawSite, serving_raw, whole

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.crawler.conftest import Luutru

ODD = "/tin/bai-viet-la-ky-9"
TITLE = "Bài viết lạ kỳ"
ARTICLE = page(TITLE, body="Nội dung riêng của bài lạ kỳ này. " * 20)


@pytest.fixture
def raw() -> Iterator[RawSite]:
    """A portal with three ordinary articles and one whose page a test makes odd."""
    with serving_raw() as made:
        paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(3)]
        made.pages = {path: page(f"Bài {path[-1]} hay", body=f"Của riêng bài {path[-1]}. " * 20) for path in paths}
        made.pages["/"] = page("Cổng", links=(*paths, ODD))
        yield made


def odd_page(folder: Path) -> dict[str, Any]:
    (row,) = rows(folder, f"SELECT outcome, status, error FROM pages WHERE url LIKE '%{ODD}'")
    return row


def sends(*parts: bytes) -> Behaviour:
    def answer(connection: socket.socket, _: int) -> None:
        for part in parts:
            connection.sendall(part)

    return answer


def hangs(site: RawSite, sent: bytes) -> Behaviour:
    def answer(connection: socket.socket, _: int) -> None:
        connection.sendall(sent)
        site.ended.wait()

    return answer


def drips(site: RawSite, sent: bytes) -> Behaviour:
    def answer(connection: socket.socket, _: int) -> None:
        connection.sendall(sent)
        while not site.ended.wait(0.1):
            connection.sendall(b"x")

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "how", ["before the headers", "in the headers", "after the headers", "in the body", "drips", "drips headers"]
)
def test_a_server_that_never_ends_is_waited_for_so_long_and_no_longer(luutru: Luutru, raw: RawSite, how: str) -> None:
    raw.pages[ODD] = {
        "before the headers": hangs(raw, b""),
        "in the headers": hangs(raw, b"HTTP/1.1 200 OK\r\nContent-"),
        "after the headers": hangs(raw, whole(b"", length=500)),
        "in the body": hangs(raw, whole(ARTICLE, length=len(ARTICLE) + 500)),
        "drips": drips(raw, HEAD + b"\r\n<html><p>"),
        "drips headers": drips(raw, HEAD + b"X-Long: "),
    }[how]
    done = luutru("crawl", "--file", luutru.define(raw, timeout=2), "--quiet")
    assert done.returncode == 0, done.stderr
    row = odd_page(luutru.archive)
    assert row["outcome"] == "failure"
    assert "took longer than 2 seconds" in row["error"]
    assert raw.asked[ODD] == 3
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3


BROKEN: dict[str, tuple[bytes, str]] = {
    "no answer": (b"", "failure"),
    "no status line": (b"<html><p>HTTP/0.9 oder was</p></html>", "failure"),
    "a bad status line": (b"HTTP/1.1 zweihundert OK\r\n\r\n<html>", "failure"),
    "another protocol": (b"ICY 200 OK\r\n\r\n<html>", "failure"),
    "a body that ends early": (whole(ARTICLE, length=len(ARTICLE) + 500), "failure"),
    "chunks that break": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<html\r\nkein\r\n", "failure"),
    "chunks that end early": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n<html>", "failure"),
    "two lengths": (HEAD + b"Content-Length: 10\r\nContent-Length: 20\r\n\r\n" + ARTICLE, "failure"),
    "a length that is none": (HEAD + b"Content-Length: viel\r\n\r\n" + ARTICLE, "failure"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_answer_is_a_failure_of_its_page_alone(luutru: Luutru, raw: RawSite, how: str) -> None:
    sent, outcome = BROKEN[how]
    raw.pages[ODD] = sends(sent)
    done = luutru("crawl", "--file", luutru.define(raw, timeout=2), "--quiet")
    assert done.returncode == 0, done.stderr
    row = odd_page(luutru.archive)
    assert row["outcome"] == outcome
    assert row["error"]
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3
    assert luutru("verify").returncode == 0


PLAIN_TYPE = b"Content-Type: text/html; charset=utf-8\r\n"
ODD_BUT_WHOLE: dict[str, bytes] = {
    "HTTP/1.0 without headers": b"HTTP/1.0 200 OK\r\n\r\n" + ARTICLE,
    "no reason phrase": b"HTTP/1.1 200\r\n" + PLAIN_TYPE + b"\r\n" + ARTICLE,
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n" + ARTICLE,
    "the same length twice": HEAD + b"Content-Length: %d\r\n" % len(ARTICLE) * 2 + b"\r\n" + ARTICLE,
    "a line that is no header": HEAD + b"das ist kein Kopf\r\n\r\n" + ARTICLE,
    "more than its length": whole(ARTICLE + b"<!-- " + b"x" * 500, length=len(ARTICLE)),
    "plain, called gzip": whole(ARTICLE, "Content-Encoding: gzip"),
    "plain, called deflate": whole(ARTICLE, "Content-Encoding: deflate"),
    "plain, called br": whole(ARTICLE, "Content-Encoding: br"),
    "gzip, called nothing": whole(gzip.compress(ARTICLE)),
    "gzip, called identity": whole(gzip.compress(ARTICLE), "Content-Encoding: identity"),
    "a clock of 1970": whole(ARTICLE, "Date: Thu, 01 Jan 1970 00:01:00 GMT"),
    "a clock of 2098": whole(ARTICLE, "Date: Wed, 01 Jan 2098 00:01:00 GMT"),
    "no clock": whole(ARTICLE, "Date: gestern"),
    "a status nobody knows": whole(ARTICLE, status="299 Na gut"),
}


@pytest.mark.parametrize("how", ODD_BUT_WHOLE)
def test_an_odd_answer_that_is_whole_is_read(luutru: Luutru, raw: RawSite, how: str) -> None:
    raw.pages[ODD] = sends(ODD_BUT_WHOLE[how])
    done = luutru("crawl", "--file", luutru.define(raw, timeout=2), "--quiet")
    assert done.returncode == 0, done.stderr
    assert odd_page(luutru.archive)["outcome"] == "article"
    (row,) = rows(luutru.archive, f"SELECT title, published_on FROM articles WHERE url LIKE '%{ODD}'")
    assert row == {"title": TITLE, "published_on": "2022-12-12"}
    assert raw.asked[ODD] == 1
    before = rows(luutru.archive, "SELECT url, content_hash FROM articles ORDER BY url")
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru.archive, "SELECT url, content_hash FROM articles ORDER BY url") == before


def test_a_length_that_is_too_short_keeps_what_the_server_says_is_all(luutru: Luutru, raw: RawSite) -> None:
    raw.pages[ODD] = sends(whole(ARTICLE, length=len(ARTICLE) - 40))
    assert luutru("crawl", "--file", luutru.define(raw, timeout=2), "--quiet").returncode == 0
    assert odd_page(luutru.archive)["outcome"] == "article"
    (row,) = rows(luutru.archive, f"SELECT payload_bytes, truncated FROM captures WHERE url LIKE '%{ODD}'")
    assert row == {"payload_bytes": len(ARTICLE) - 40, "truncated": None}


def test_a_server_whose_clock_is_decades_off_is_waited_for_by_its_own_clock(luutru: Luutru, raw: RawSite) -> None:
    busy = ("Date: Thu, 01 Jan 2071 00:00:00 GMT", "Retry-After: Thu, 01 Jan 2071 00:00:01 GMT")

    def answer(connection: socket.socket, count: int) -> None:
        connection.sendall(whole(b"ban", *busy, status="503 Busy") if count == 1 else whole(ARTICLE))

    raw.pages[ODD] = answer
    done = luutru("crawl", "--file", luutru.define(raw, timeout=2), "--quiet")
    assert done.returncode == 0, done.stderr
    assert raw.asked[ODD] == 2
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 4


def test_a_portal_that_is_down_every_night_is_asked_later_and_loses_nothing(luutru: Luutru, raw: RawSite) -> None:
    raw.pages[ODD] = ARTICLE
    file = luutru.define(raw, timeout=2)
    assert luutru("crawl", "--file", file, LUUTRU_NOW="2026-03-01T12:00:00Z").returncode == 0
    awake, sleeping = dict(raw.pages), dict.fromkeys(raw.pages, sends(b""))
    for night in ("2026-03-08T01:00:00Z", "2026-03-09T01:00:00Z", "2026-03-10T01:00:00Z"):
        raw.pages, raw.elsewhere = {**sleeping, "/robots.txt": sends(b"")}, sends(b"")
        done = luutru("crawl", "--file", file, "--recheck", "--quiet", LUUTRU_NOW=night)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
    states = rows(luutru.archive, "SELECT DISTINCT state FROM articles")
    assert states == [{"state": "live"}]
    assert rows(luutru.archive, "SELECT count(*) AS n FROM absences")[0]["n"] == 0
    raw.pages, raw.elsewhere = awake, None
    done = luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2026-03-10T12:00:00Z")
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM article_versions")[0]["n"] == 4


@pytest.mark.parametrize("grows", ["in its query", "in its path", "by a token"])
def test_redirects_without_an_end_are_given_up(luutru: Luutru, raw: RawSite, grows: str) -> None:
    counter = itertools.count(1)
    targets = {
        "in its query": lambda n: f"/di?lan={n}",
        "in its path": lambda n: "/di" * (n + 1),
        "by a token": lambda n: f"/di;jsessionid={n:032x}",
    }

    def answer(connection: socket.socket, _: int) -> None:
        connection.sendall(whole(b"", f"Location: {targets[grows](next(counter))}", status="302 Found"))

    raw.elsewhere = answer
    raw.pages |= {"/robots.txt": b"", "/sitemap.xml": b"", ODD: answer}
    done = luutru("crawl", "--file", luutru.define(raw, timeout=2), "--quiet")
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3
    assert raw.asked.total() < 120


LOGIN = b"<!DOCTYPE html><html><body><h1>Dang nhap</h1><form action=/login><input name=user></form></body></html>"


@pytest.mark.parametrize("how", ["a page", "a login page", "home", "a page that holds rules"])
def test_a_robots_txt_that_is_a_web_page_closes_nothing_and_is_told(luutru: Luutru, raw: RawSite, how: str) -> None:
    closing = b"<html><body><pre>\nUser-agent: *\nDisallow: /tin/bai-viet-hay-so-1\n</pre></body></html>"
    raw.pages[ODD] = ARTICLE
    raw.pages["/robots.txt"] = {
        "a page": page("Không tìm thấy"),
        "a login page": LOGIN,
        "home": sends(whole(b"", "Location: /", status="302 Found")),
        "a page that holds rules": closing,
    }[how]
    done = luutru("crawl", "--file", luutru.define(raw, timeout=2))
    assert done.returncode == 0, done.stderr
    (row,) = rows(luutru.archive, "SELECT notes FROM crawls")
    notes = json.loads(row["notes"] or "[]")
    if how == "a page that holds rules":
        assert not notes
        assert raw.asked["/tin/bai-viet-hay-so-1"] == 0
    else:
        assert any("robots.txt is a web page without rules" in note for note in notes)
        assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 4


def test_a_portal_that_answers_over_http_alone_is_told_so(luutru: Luutru, raw: RawSite) -> None:
    file = luutru.folder / "portal.toml"
    secure = raw.url.replace("http://", "https://")
    file.write_text(f"homepage = '{secure}'\nprivate = true\n[politeness]\ndelay = 0\ntimeout = 5\n", encoding="utf-8")
    done = luutru("crawl", "--file", str(file), "--quiet")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert f"it answers over http alone: name {raw.url} as homepage" in line
    assert set(raw.asked) <= {"/robots.txt"}
    assert luutru("crawl", "--file", luutru.define(raw, timeout=2)).returncode == 0
