"""Whole crawls, by the command line, of small portals on loopback."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from tests.crawler.conftest import rows, small_portal

if TYPE_CHECKING:
    from conftest import Luutru, Site

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def page(*args: Any, **values: Any) -> bytes:
    from tests.crawler.conftest import page as made

    return made(*args, **values)


def test_a_home_page_is_enough(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 0, done.stderr
    assert {row["title"] for row in rows(luutru.archive, "SELECT title FROM articles")} == {
        f"Bài viết hay số {n}" for n in range(6)
    }
    assert site.order[0] == "/robots.txt"
    assert max(site.asked.values()) == 1


def test_a_portal_that_has_moved_is_told_and_what_to_do(luutru: Luutru, site: Site) -> None:
    site.put("/", b"", 301, Location="http://moved.example.vn/trang-chu")
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 1
    assert "luutru add http://moved.example.vn/trang-chu --same-as portal" in done.stderr
    assert "no article was found" not in done.stderr


def test_a_second_run_asks_for_news_and_makes_no_version(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    before = site.asked.total()
    assert luutru("crawl", "--file", file).returncode == 0
    assert site.asked.total() - before <= 4
    assert luutru("crawl", "--file", file, "--recheck").returncode == 0
    assert site.asked["/tin/bai-viet-hay-so-1"] == 2
    assert rows(luutru.archive, "SELECT count(*) AS n FROM article_versions")[0]["n"] == 6


def test_robots_txt_is_obeyed_and_what_it_closes_is_recorded(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.put("/robots.txt", b"User-agent: *\nDisallow: /tin/bai-viet-hay-so-3\n")
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert site.asked["/tin/bai-viet-hay-so-3"] == 0
    (row,) = rows(luutru.archive, "SELECT outcome, error FROM pages WHERE url LIKE '%so-3'")
    assert row == {"outcome": "refused", "error": "closed by robots.txt"}


def test_a_portal_that_robots_txt_closes_altogether_is_told(luutru: Luutru, site: Site) -> None:
    site.put("/", page("Cổng"))
    site.put("/robots.txt", b"User-agent: *\nDisallow: /\n")
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 1
    assert "its robots.txt forbids the home page and all else" in done.stderr.splitlines()[-1]
    assert set(site.asked) == {"/robots.txt"}
    (found,) = luutru("status").stdout.splitlines()[1:-1]
    assert "refuses us" in found


def test_robots_txt_that_answers_5xx_is_waited_for(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.answers["/robots.txt"] = lambda count: (
        (503, {}, b"") if count < 3 else (200, {}, b"User-agent: *\nDisallow:\n")
    )
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert site.order[:3] == ["/robots.txt"] * 3
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 6


def test_robots_txt_that_stays_unreachable_closes_the_portal_for_this_run(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.put("/robots.txt", status=500)
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 1
    assert "robots.txt answers 500" in done.stderr.splitlines()[-1]
    assert set(site.asked) == {"/robots.txt"}


def test_only_the_portals_hosts_are_asked_also_after_a_redirect(luutru: Luutru, site: Site) -> None:
    with socket.socket() as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.listen()
        elsewhere.setblocking(False)
        other = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
        small_portal(site)
        site.put("/", page("Cổng", links=("/ra-ngoai", other, "/tin/bai-viet-hay-so-1")))
        site.put("/ra-ngoai", status=302, Location=other)
        assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    (row,) = rows(luutru.archive, "SELECT outcome, error, redirect_to FROM pages WHERE url LIKE '%ra-ngoai'")
    assert row["outcome"] == "redirect"
    assert row["redirect_to"] == other
    assert "not followed" in row["error"]


def test_a_redirect_loop_ends_and_is_no_failure(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.put("/", page("Cổng", links=("/mot", "/tin/bai-viet-hay-so-1")))
    site.put("/mot", status=302, Location="/hai")
    site.put("/hai", status=302, Location="/mot")
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert (site.asked["/mot"], site.asked["/hai"]) == (1, 1)


@pytest.mark.parametrize("kind", ["redirect", "refresh"])
def test_redirects_that_never_end_are_left(luutru: Luutru, site: Site, kind: str) -> None:
    small_portal(site)
    site.put("/", page("Cổng", links=("/mai/0", "/tin/bai-viet-hay-so-1")))

    def on(path: str, _: int) -> tuple[int, dict[str, str], bytes]:
        if not path.startswith("/mai/"):
            return 404, {}, b""
        further = f"/mai/{int(path[5:]) + 1}"
        if kind == "redirect":
            return 302, {"Location": further}, b""
        return 200, {"Content-Type": "text/html"}, f"<meta http-equiv=refresh content='0;url={further}'>".encode()

    site.elsewhere = on
    done = luutru("crawl", "--file", luutru.define(site), "--limit", "200")
    assert done.returncode == 0, done.stderr
    assert sum(path.startswith("/mai/") for path in site.asked) == 11
    assert "without an end" in done.stderr


def test_a_cookie_that_has_to_be_set_is_set(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    article = site.answers["/tin/bai-viet-hay-so-1"]
    moved = (302, {"Location": "/tin/bai-viet-hay-so-1", "Set-Cookie": "seen=1"}, b"")
    site.answers["/tin/bai-viet-hay-so-1"] = lambda count: moved if count == 1 else article  # type: ignore[return-value]
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM captures WHERE url LIKE '%so-1'")[0]["n"] == 2
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 6


def test_what_fails_is_asked_for_again_and_every_answer_is_kept(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    article = site.answers["/tin/bai-viet-hay-so-2"]
    busy = (503, {"Retry-After": "0"}, b"ban")
    site.answers["/tin/bai-viet-hay-so-2"] = lambda count: busy if count < 3 else article  # type: ignore[return-value]
    site.put("/tin/bai-viet-hay-so-4", status=500)
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert site.asked["/tin/bai-viet-hay-so-4"] == 3
    captured = rows(luutru.archive, "SELECT status FROM captures WHERE url LIKE '%so-2' ORDER BY id")
    assert [row["status"] for row in captured] == [503, 503, 200]
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 5


def test_a_limit_stops_and_the_rest_is_found_the_next_time(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    file = luutru.define(site)
    done = luutru("crawl", "--file", file, "--limit", "4")
    assert done.returncode == 0, done.stderr
    assert site.asked.total() - site.asked["/robots.txt"] == 4
    assert luutru("crawl", "--file", file).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 12


@pytest.mark.parametrize(
    ("sent", "status", "by"),
    [
        (signal.SIGKILL, -9, "its name"),
        (signal.SIGTERM, 0, "its name"),
        (signal.SIGINT, 0, "what is due"),
        (signal.SIGKILL, -9, "what is due"),
    ],
)
def test_a_crawl_that_was_stopped_goes_on_where_it_was(
    luutru: Luutru, site: Site, sent: int, status: int, by: str
) -> None:
    small_portal(site, 30)
    slow = "[politeness]\ndelay = 0.1\nconcurrency = 1\n"
    file = luutru.define(site, slow)
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--file", file], cwd=luutru.folder, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )  # fmt: skip
    while site.asked.total() < 15:
        time.sleep(0.02)
        assert crawl.poll() is None
    crawl.send_signal(sent)
    assert crawl.wait(timeout=60) == status
    luutru.define(site)
    done = luutru("crawl") if by == "what is due" else luutru("crawl", "--file", file)
    assert "nothing is due" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 30
    twice = sum(count > 1 for path, count in site.asked.items() if path.startswith("/tin/"))
    assert twice <= (12 if sent == signal.SIGKILL else 0)


def test_we_say_who_we_are(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    luutru("crawl", "--file", luutru.define(site), "--contact", "archive@example.org")
    (agent,) = site.agents
    assert agent.startswith("luutru/")
    assert "archive@example.org" in agent


def test_without_a_name_every_due_portal_is_crawled(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.define(site, key="mot")
    luutru("crawl", "--file", file, LUUTRU_NOW="2025-01-01T00:00:00Z")
    asked = site.asked.total()
    assert "nothing is due" in luutru("crawl", LUUTRU_NOW="2025-01-01T00:10:00Z").stderr
    assert site.asked.total() == asked
    assert luutru("crawl", LUUTRU_NOW="2025-01-03T00:00:00Z").returncode == 0
    assert site.asked["/"] == 2


def test_an_interrupted_writer_leaves_no_lock_and_a_living_one_holds(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    with Archive.open(luutru.archive, write=True):
        done = luutru("crawl", "--file", file)
    assert done.returncode == 1
    assert "another process" in done.stderr
    assert luutru("crawl", "--file", file).returncode == 0


@pytest.mark.parametrize(
    ("homepage", "words"),
    [("http://127.0.0.1:9/", "refused"), ("http://khong-co-that.invalid/", "its name is not known")],
)
def test_a_portal_that_cannot_be_reached_is_one_line_and_status_1(luutru: Luutru, homepage: str, words: str) -> None:
    file = luutru.folder / "chet.toml"
    file.write_text(f"homepage = '{homepage}'\nprivate = true\n[politeness]\ndelay = 0\n", encoding="utf-8")
    done = luutru("crawl", "--file", str(file))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert words in done.stderr.splitlines()[-1].lower()


def test_a_portal_that_goes_away_is_left_and_the_crawl_ends(luutru: Luutru, site: Site) -> None:
    small_portal(site, 30)
    site.dies_after = 12
    file = luutru.define(site, f"hosts = ['localhost:{site.port}']\n")
    site.put(
        "/", page("Cổng", links=(*(f"/tin/bai-viet-hay-so-{n}" for n in range(30)), f"http://localhost:{site.port}/x"))
    )
    done = luutru("crawl", "--file", file)
    assert done.returncode == 1
    assert "no answer" in done.stderr.splitlines()[-1]
    site.dies_after = None
    assert luutru("crawl", "--file", file).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 30


def test_a_portal_that_answers_only_errors_fails(luutru: Luutru, site: Site) -> None:
    site.put("/", status=500)
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 1
    assert "error" in done.stderr.splitlines()[-1]


def test_a_first_crawl_without_articles_fails(luutru: Luutru, site: Site) -> None:
    site.put("/", b"<html><body><h1>Bao tri</h1></body></html>")
    done = luutru("crawl", "--file", luutru.define(site))
    assert done.returncode == 1
    assert "no article" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("body", [bytes(range(256)) * 100, b"", b"\xff" * 5000, b"<p>" + b"x " * 2_000_000])
def test_a_strange_page_is_kept_and_costs_no_other(luutru: Luutru, site: Site, body: bytes) -> None:
    small_portal(site)
    site.put("/tin/bai-viet-hay-so-0", body)
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles WHERE page_type = 'news'")[0]["n"] == 5
    (row,) = rows(luutru.archive, "SELECT payload_bytes FROM captures WHERE url LIKE '%so-0'")
    assert row["payload_bytes"] == len(body)


def test_scrapy_can_run_the_spider_too(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.define(site)
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", f"portal={file}", "-a", f"archive={luutru.archive}"],
        cwd=luutru.folder, capture_output=True, encoding="utf-8", check=False, timeout=60,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 6


def test_a_text_beside_a_link_that_tells_no_day_does_not_displace_a_date(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.put("/tin/bai-viet-hay-so-3", page("Bài viết hay số 3", date="", body="Nội dung riêng của bài. " * 20))
    item = '<li><a href="/tin/bai-viet-hay-so-{n}">Bài viết hay số {n}</a><span>{beside}</span></li>'
    for path, beside in (("/mot", "08/11/2021"), ("/hai", "Theo báo cáo đến hết tháng 11, xã"), ("/ba", "tháng 12")):
        lines = "".join(item.format(n=n, beside=beside) for n in range(6))
        site.put(path, f"<html><body><h1>Danh sách</h1><ul>{lines}</ul></body></html>".encode())
    site.put("/", page("Cổng", links=("/tin/bai-viet-hay-so-3", "/mot", "/hai", "/ba")))
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    (row,) = rows(luutru.archive, "SELECT published_on, published_from FROM articles WHERE url LIKE '%so-3'")
    assert row == {"published_on": "2021-11-08", "published_from": "listing"}


@pytest.mark.parametrize("signals", [1, 2])
def test_a_server_that_hangs_does_not_keep_a_stopped_crawl(luutru: Luutru, site: Site, signals: int) -> None:
    small_portal(site, 12)
    held = threading.Event()

    def hanging(count: int) -> tuple[int, dict[str, str], bytes]:
        held.set()
        released.wait(60)
        return 200, {}, b"spat"

    released = threading.Event()
    site.answers["/tin/bai-viet-hay-so-7"] = hanging
    file = luutru.define(site)
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--file", file], cwd=luutru.folder, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )  # fmt: skip
    try:
        assert held.wait(60)
        for _ in range(signals):
            crawl.send_signal(signal.SIGTERM)
            time.sleep(0.5)
        assert crawl.wait(timeout=30) == 0
    finally:
        released.set()
    (row,) = rows(luutru.archive, "SELECT reason FROM crawls")
    assert row["reason"] == "interrupted"
    small_portal(site, 12)
    assert luutru("crawl", "--file", file).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 12


def test_a_page_of_a_mirror_that_failed_before_the_mirror_was_known_does_not_hold_the_crawl_up(
    luutru: Luutru, site: Site
) -> None:
    file = luutru.define(site, f"hosts = ['localhost:{site.port}']\n")
    mirror = f"http://localhost:{site.port}"
    paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(8)]
    busy = (503, {"Retry-After": "2"}, b"xin quay lai sau")
    late = (200, {"Content-Type": "text/html; charset=utf-8"}, page("Bài đến sau", body="Của riêng bài này. " * 20))
    site.put("/", page("Cổng", links=(f"{mirror}/tin/bai-den-sau", *paths, *(mirror + path for path in paths))))
    for number, path in enumerate(paths):
        site.put(path, page(f"Bài viết hay số {number}", body=f"Nội dung riêng của bài thứ {number}. " * 12))
    site.answers["/tin/bai-den-sau"] = lambda count: busy if count == 1 else late
    done = luutru("crawl", "--file", file, "--quiet")
    assert done.returncode == 0, done.stderr
    with Archive.open(luutru.archive) as archive:
        (row,) = archive.rows("SELECT url FROM articles WHERE title = 'Bài đến sau'")
    assert row["url"] == f"{site.url}tin/bai-den-sau"


FAULTY = """
import crawler.spiders.portal
real = crawler.spiders.portal.settled
def faulty(read, *, capture, portal, url):
    if url.endswith("so-3"):
        raise ZeroDivisionError("khong chia duoc")
    return real(read, capture=capture, portal=portal, url=url)
crawler.spiders.portal.settled = faulty
from crawler.cli import main
main()
"""
"""The command line with an error of its own over one page."""


def test_an_error_of_our_own_over_a_page_is_told_and_the_page_asked_for_again(luutru: Luutru, site: Site) -> None:
    small_portal(site, 6)
    file = luutru.define(site)
    command = [sys.executable, "-c", FAULTY, "crawl", "--file", file, "--quiet"]
    done = subprocess.run(command, cwd=luutru.folder, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "ZeroDivisionError: khong chia duoc at" in line
    assert "so-3" in line
    assert luutru("crawl", "--file", file).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 6


def test_a_crawl_that_nobody_listens_to_goes_on_to_its_end(luutru: Luutru, site: Site) -> None:
    small_portal(site, 12)
    file = luutru.define(site)
    with subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--file", file], cwd=luutru.folder, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as crawl:  # fmt: skip
        assert crawl.stderr is not None
        crawl.stderr.close()
        assert crawl.wait(timeout=60) in (0, 120)  # 120: Python could not flush the stream either
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 12
    assert rows(luutru.archive, "SELECT reason FROM crawls") == [{"reason": "finished"}]


def test_a_frontier_that_cannot_be_written_ends_the_crawl_with_a_line(luutru: Luutru, site: Site) -> None:
    small_portal(site, 30)
    file = luutru.define(site)
    holders = []
    answer = site.answers["/tin/bai-viet-hay-so-7"]

    def holding(count: int) -> Any:
        holder = sqlite3.connect(luutru.archive / "frontier.db", isolation_level=None, check_same_thread=False)
        holders.append(holder)
        holder.execute("BEGIN IMMEDIATE")
        return answer

    site.answers["/tin/bai-viet-hay-so-7"] = holding
    done = luutru("crawl", "--file", file, "--quiet")
    holders[0].close()
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "frontier.db cannot be used: database is locked" in line
    site.answers["/tin/bai-viet-hay-so-7"] = answer
    assert luutru("crawl", "--file", file).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 30


def test_a_platforms_usual_addresses_are_asked_once_and_forgotten_when_they_are_not_there(
    luutru: Luutru, site: Site
) -> None:
    small_portal(site)
    articles = (f"/tin/bai-viet-hay-so-{n}" for n in range(5))
    links = (*articles, "/wp-login.php", "/tin/bai-viet-hay-so-1?replytocom=3")
    site.put("/", page("Cổng", links=links))
    entry = f"<item><title>a</title><link>{site.url}tin/bai-viet-hay-so-5</link></item>"
    site.put(
        "/feed/", f"<rss version='2.0'><channel>{entry}</channel></rss>".encode(), Content_Type="application/rss+xml"
    )
    file = luutru.define(site, "platform = 'wordpress'\n")
    for clock in ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-03-15T00:00:00Z"):
        assert luutru("crawl", "--file", file, LUUTRU_NOW=clock).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 6
    assert site.asked["/feed/"] == 3
    assert site.asked["/wp-sitemap.xml"] == 1
    assert not {path for path in site.asked if "wp-login" in path or "replytocom" in path}
    (row,) = rows(luutru.archive, "SELECT next_due, due_reason FROM pages WHERE url LIKE '%wp-sitemap.xml'")
    assert row == {"next_due": None, "due_reason": "usual on the platform, not there"}
