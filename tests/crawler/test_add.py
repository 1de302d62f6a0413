"""`luutru add` on real servers: what it writes, and what a crawl by that finds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import tomllib
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

from archive import Archive
from crawler.commands.add import key_of
from crawler.demo import DemoPortal, DemoServer, day_of
from crawler.demo.compare import compared
from crawler.survey.looking import MOST_REQUESTS
from tests.crawler.conftest import page, rows, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site


def written(luutru: Luutru, key: str) -> dict[str, Any]:
    return tomllib.loads((luutru.archive / "portals" / f"{key}.toml").read_text(encoding="utf-8"))


def small_portal(site: Site, count: int = 14, head: str = "") -> None:
    articles = tuple(f"/tin/bai-viet-hay-so-{n}-{1000 + n}" for n in range(count))
    home = page("Cổng thông tin huyện An Bình", date="", body="Trang chủ", links=(*articles, "/tin", "/lien-he"))
    site.put("/", home.replace(b"<html>", b'<html lang="vi">').replace(b"</head>", f"{head}</head>".encode()))
    site.put("/tin", page("Tin", date="", body="", links=articles))
    site.put("/lien-he", page("Liên hệ", date="", body="Số 1 phố Huyện"))
    for n, path in enumerate(articles):
        site.put(path, page(f"Bài viết hay số {n}", body=f"Nội dung riêng của bài thứ {n}. " * 12))


# Show 4: a crawl by what was written


@pytest.mark.parametrize("layout", ["tables", "divs", "modern", "mixed"])
def test_the_definition_of_each_layout_gives_all_articles_and_no_other(luutru: Luutru, layout: str) -> None:
    portal = DemoPortal(layout)
    clock = f"{day_of(1)}T09:00:00+07:00"
    with DemoServer(portal) as server:
        done = luutru("add", server.url, "--private", "--key", "demo", "--json", LUUTRU_NOW=clock)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert said["requests"] == sum(server.requests.values()) <= MOST_REQUESTS
        assert not any(path.startswith("/noi-bo/") for path in server.requests)
        assert len(said["samples"]) == said["sure"]["title"] == said["sure"]["date"] == 10
        assert said["article_url_is_sure"]
        assert said["article_url_fits"] == 10
        made = written(luutru, "demo")
        assert (made["language"], made["timezone"]) == ("vi", "Asia/Ho_Chi_Minh")
        assert made["discover"]["feeds"][0] == "/rss.xml"
        assert made["discover"]["sitemaps"] == ["/sitemap.xml"]
        assert len(made["discover"]["listings"]) >= 2
        server.requests.clear()
        crawled = luutru("crawl", "demo", "--quiet", LUUTRU_NOW=clock)
        assert crawled.returncode == 0, crawled.stderr
        with Archive.open(luutru.archive) as archive:
            comparison = compared(archive, portal, server, 1)
        assert (comparison.found, comparison.missing, comparison.wrong) == (310, [], [])
        assert sum(server.requests.values()) <= 440


@pytest.mark.parametrize(("language", "port"), [("en", 8803), ("fr", 8804)])
def test_the_definition_of_a_real_site_gives_all_articles(
    luutru: Luutru, shared: Path, language: str, port: int
) -> None:  # fmt: skip
    folder = shared / "sites" / "cds"
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder / language)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(1)
        done = luutru("add", f"http://127.0.0.1:{port}/", "--private", "--key", "cds", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["requests"] <= MOST_REQUESTS
        assert luutru("crawl", "cds", "--quiet").returncode == 0
    finally:
        server.terminate()
        server.wait()
    made = written(luutru, "cds")
    assert made["language"] == language
    assert made["article"]["url"] == r"^https?://[^/]+/(?:19|20)\d\d/\d{1,2}/\d{1,2}/[^/?]+/$"
    lines = (folder / f"truth-{language}.jsonl").read_text(encoding="utf-8").splitlines()
    truth = {unquote(json.loads(line)["url"]) for line in lines}
    found = {
        kind: {
            unquote(urlsplit(row["url"]).path)
            for row in rows(luutru.archive, f"SELECT url FROM articles WHERE page_type = '{kind}'")
        }
        for kind in ("news", "notice")
    }
    assert len(truth) == 162
    assert truth <= found["news"] | found["notice"]
    # As many as without a definition: two long reports, which bench/site.py names. What the site itself calls a notice
    # ("Avis", to its readers, without a date) is kept as one.
    assert len([path for path in found["news"] - truth if not re.match(r"/\d{4}/\d\d/\d\d/", path)]) <= 2
    assert len(found["notice"] - truth) <= 2


def test_saved_pages_of_many_portals_served_as_one_give_what_a_bare_crawl_gives(
    luutru: Luutru, site: Site, shared: Path
) -> None:  # fmt: skip
    """Pages of 21 portals under their own paths: nothing is alike, and most are no articles."""
    files = {file.stem: file for file in (shared / "pages").rglob("*.html")}
    truth = json.loads((shared / "pages" / "trafilatura" / "truth.json").read_text(encoding="utf-8"))
    paths = {file: f"/luu/{file}/" for file in files}
    paths |= {name.removesuffix(".html"): urlsplit(one["url"]).path for name, one in truth.items()}
    for name, path in paths.items():
        site.put(path, files[name].read_bytes())
    site.put("/", page("Các trang đã lưu", date="", body="", links=tuple(paths.values())))
    bare = luutru.define(site, key="bare")
    assert luutru("-a", "bare", "crawl", "--file", bare, "--quiet").returncode == 0
    done = luutru("add", site.url, "--private", "--key", "saved", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["requests"] <= MOST_REQUESTS
    assert len(said["samples"]) >= 4  # links of those pages to what was not saved take the rest of the requests
    assert luutru("crawl", "saved", "--quiet").returncode == 0
    statement = "SELECT url, title, published_on FROM articles WHERE page_type IN ('news', 'notice') ORDER BY url"
    found = rows(luutru.archive, statement)
    assert len(found) >= 6
    without = [{**row, "published_on": None} for row in rows(luutru.folder / "bare", statement)]
    assert [{**row, "published_on": None} for row in found] == without


def test_a_portal_on_a_known_platform_that_holds_no_articles(luutru: Luutru, site: Site, shared: Path) -> None:
    """A WordPress site whole as it was saved: a list of meetings, seven meetings, no news."""
    folder = shared / "pages" / "city-scrapers" / "chi_northwest_home_equity"
    listing = (folder / "chi_northwest_home_equity.html").read_bytes()
    site.put("/", listing.replace(b"https://nwheap.com/", site.url.encode()))
    for file in folder.glob("[1-7].html"):
        html = file.read_bytes()
        found = re.search(rb'rel="canonical" href="https://nwheap\.com(/[^"]+)"', html)
        assert found is not None
        site.put(found[1].decode(), html.replace(b"https://nwheap.com/", site.url.encode()))
    done = luutru("add", site.url, "--private")
    assert done.returncode == 1
    assert "reads as one: write a definition by hand" in done.stderr
    assert site.asked["/feed/"] <= 1
    assert site.asked["/wp-sitemap.xml"] == 1
    assert site.asked.total() <= MOST_REQUESTS


# What it asks, and what it writes


def test_what_is_written_is_commented_and_can_be_crawled(luutru: Luutru, site: Site) -> None:
    small_portal(site, head='<meta name="generator" content="WordPress 6.4">')
    site.put("/robots.txt", b"User-agent: *\nDisallow: /noi-bo/\nDisallow: /tin/bai-viet-hay-so-3-1003\n")
    done = luutru("add", site.url, "--private", "--key", "abc")
    assert done.returncode == 0, done.stderr
    assert "title: 10 of 10 samples" in done.stdout
    assert site.order[:2] == ["/robots.txt", "/"]
    assert site.asked.total() <= MOST_REQUESTS
    assert max(site.asked.values()) == 1
    assert site.asked["/tin/bai-viet-hay-so-3-1003"] == 0
    assert all(agent.startswith("luutru/") for agent in site.agents)
    text = (luutru.archive / "portals" / "abc.toml").read_text(encoding="utf-8")
    assert "# Disallow: /noi-bo/" in text
    made = tomllib.loads(text)
    assert made["platform"] == "wordpress"
    assert made["name"] == "Cổng thông tin huyện An Bình - Cổng"
    assert made["article"]["url"] == r"^https?://[^/]+/[^/?]+/[^/?]+[-_.,]\d{4,}$"
    assert "WordPress" in luutru("portals").stdout
    assert luutru("crawl", "abc").returncode == 0
    assert (
        rows(luutru.archive, "SELECT count(*) AS n FROM articles WHERE page_type IN ('news', 'notice')")[0]["n"] == 13
    )


def test_crawl_delay_becomes_the_delay_where_the_portal_is_public() -> None:
    from crawler.survey.drafting import definition_text
    from crawler.survey.found import Survey

    made = tomllib.loads(definition_text(Survey(homepage="https://example.gov.vn/", crawl_delay=7.0)))
    assert made["politeness"] == {"delay": 7}
    assert tomllib.loads(definition_text(Survey(homepage="https://a.vn/")))["politeness"] == {"delay": 1}


def test_dry_run_prints_and_writes_nothing(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    done = luutru("add", site.url, "--private", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert tomllib.loads(done.stdout)["homepage"] == site.url
    assert not luutru.archive.exists()


def test_a_definition_that_is_there_is_kept_unless_told_otherwise(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.archive / "portals" / "abc.toml"
    file.parent.mkdir(parents=True)
    file.write_text("homepage = 'https://example.gov.vn/'\n", encoding="utf-8")
    refused = luutru("add", site.url, "--private", "--key", "abc")
    assert refused.returncode == 2
    assert "is there already: --yes writes over it" in refused.stderr
    assert not site.asked
    assert "example.gov.vn" in file.read_text(encoding="utf-8")
    assert luutru("add", site.url, "--private", "--key", "abc", "--yes").returncode == 0
    assert written(luutru, "abc")["homepage"] == site.url


def test_a_list_goes_on_where_one_fails_and_says_which(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    localhost = site.url.replace("127.0.0.1", "localhost")
    listed = luutru.folder / "list.txt"
    listed.write_text(f"# portals\n{site.url}   # one\n\nhttp://127.0.0.1:9/\nftp://x\n{localhost}\n", encoding="utf-8")
    done = luutru("add", "--from", str(listed), "--private")
    assert done.returncode == 1
    assert done.stderr.startswith("luutru: 2 of 4 failed: http://127.0.0.1:9/: ")
    assert "ftp://x: no http(s) address" in done.stderr
    assert sorted(file.name for file in (luutru.archive / "portals").iterdir()) == [
        f"127-0-0-1-{site.port}.toml", f"localhost-{site.port}.toml",
    ]  # fmt: skip


def test_a_list_is_a_line_a_portal_and_what_is_known_is_left_out(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    listed = luutru.folder / "list.csv"
    header = "address,key,name,tags,schedule\n"
    nasty = '"Huyện ""A""\x1b[31m\\"'
    row = f'{site.url},huyen,{nasty},"huyện, cũ",30 6 * * *\n'
    listed.write_text(f"{header}{row}https://b.invalid/,B b,,,\nhttps://c.invalid/,c,,,hàng ngày\n", encoding="utf-8")
    done = luutru("add", "--from", str(listed), "--private")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("failed  https://b.invalid/: 'B b' is no portal key")
    assert lines[1].startswith("failed  https://c.invalid/: schedule: 'hàng ngày' is no length of time")
    assert lines[2].startswith(f"added   huyen  {site.url}: 10 samples (title 10, date 10, text ")
    assert lines[3] == "3 portals: 1 added, 0 known, 2 failed"
    made = written(luutru, "huyen")
    assert (made["name"], made["tags"]) == ('Huyện "A"\x1b[31m\\', ["huyện", "cũ"])
    assert made["schedule"] == {"cron": "30 6 * * *"}
    assert made["article"]["url"]
    site.asked.clear()
    listed.write_text(f"{header}{row}", encoding="utf-8")
    again = luutru("add", "--from", str(listed), "--private")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == f"known   huyen  {site.url}\n1 portal: 0 added, 1 known, 0 failed\n"
    assert not site.asked
    tagged = [json.loads(line)["id"] for line in luutru("portals", "--json", "--tag", "HUYỆN").stdout.splitlines()]
    assert tagged == ["huyen"]
    assert luutru("portals", "--tag", "xã").stdout == ""


def test_a_list_is_written_without_a_look_where_that_is_asked_for(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    outlines = (
        f'<outline text="Huyện"><outline text="An Bình" xmlUrl="{site.url}tin.rss" htmlUrl="{site.url}"/></outline>'
    )
    listed = luutru.folder / "list.opml"
    listed.write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    done = luutru("add", "--from", str(listed), "--private", "--no-look")
    assert done.returncode == 0, done.stderr
    assert not site.asked
    key = f"127-0-0-1-{site.port}"
    made = written(luutru, key)
    assert (made["name"], made["tags"], made["homepage"]) == ("An Bình", ["Huyện"], site.url)
    assert made["discover"] == {"feeds": [f"{site.url}tin.rss"]}
    assert luutru("crawl", key).returncode == 0
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] >= 13


def test_a_second_portal_on_a_host_is_told(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    assert luutru("add", site.url, "--private", "--key", "abc").returncode == 0
    done = luutru("add", site.url, "--private", "--key", "khac")
    assert done.returncode == 0
    assert (
        f"abc and khac are both on 127.0.0.1:{site.port}, which is crawled twice: luutru portal remove" in done.stderr
    )


def test_the_key_of_a_portal_that_was_removed_is_not_given_away(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    assert luutru("add", site.url, "--private", "--key", "abc").returncode == 0
    assert luutru("crawl", "abc").returncode == 0
    assert luutru("portal", "remove", "abc").returncode == 0
    refused = luutru("add", site.url, "--private", "--key", "abc")
    assert refused.returncode == 2
    assert "luutru portal resume abc takes it up again" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (("add",), 2, "give the address of a home page"),
        (("add", "ftp://example.org/"), 2, "no http(s) address"),
        (("add", "http://"), 2, "no http(s) address"),
        (("add", "http://127.0.0.1:9/"), 2, "--private says that it is meant"),
        (("add", "http://127.0.0.1:9/", "--private"), 1, "cannot be reached"),
        (("add", "http://a.invalid/"), 1, "cannot be reached"),
        (("add", "http://a.vn/", "--key", "A b"), 2, "--key is for one portal"),
        (("add", "--from", "nowhere.txt"), 2, "there is no such file"),
    ],
)
def test_wrong_use_and_dead_hosts_are_one_line(
    luutru: Luutru, arguments: tuple[str, ...], status: int, line: str
) -> None:  # fmt: skip
    done = luutru(*arguments, LUUTRU_CONTACT="archive@example.org")
    assert done.returncode == status, done.stderr
    assert line in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (luutru.archive / "portals").exists()


# Portals that are broken, or worse


def test_a_portal_without_articles_is_said_to_have_none(luutru: Luutru, site: Site) -> None:
    site.put("/", page("Cổng", date="", body="", links=("/lien-he",)))
    site.put("/lien-he", page("Liên hệ", date="", body="Số 1 phố Huyện"))
    done = luutru("add", site.url, "--private")
    assert done.returncode == 1
    assert "reads as one: write a definition by hand" in done.stderr


def test_robots_txt_that_cannot_be_read_ends_the_look(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.put("/robots.txt", status=503)
    failed = luutru("add", site.url, "--private")
    assert failed.returncode == 1
    assert "its robots.txt answers 503: nothing may be asked for now" in failed.stderr
    assert set(site.asked) == {"/robots.txt"}
    site.put("/robots.txt", status=403)
    assert luutru("add", site.url, "--private", "--dry-run").returncode == 0
    site.asked.clear()
    site.put("/robots.txt", b"User-agent: *\nDisallow: /\n")
    closed = luutru("add", site.url, "--private")
    assert closed.returncode == 1
    assert "closed by robots.txt" in closed.stderr
    assert set(site.asked) == {"/robots.txt"}


def test_a_home_page_that_moved_is_followed_and_the_old_host_kept(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    site.answers["/cu/"] = (302, {"Location": f"http://localhost:{site.port}/"}, b"")
    done = luutru("add", f"{site.url}cu/", "--private", "--key", "abc")
    assert done.returncode == 0, done.stderr
    made = written(luutru, "abc")
    assert made["homepage"] == f"http://localhost:{site.port}/"
    assert made["hosts"] == [f"127.0.0.1:{site.port}"]


def test_a_home_page_that_leads_into_a_private_network_is_not_followed(luutru: Luutru) -> None:
    from archive.errors import LuutruError
    from crawler.survey.surveyor import Surveyor, portal_at

    class Spider:
        portal = portal_at("https://example.gov.vn/", private=False)
        move = None  # never reached

    with pytest.raises(LuutruError, match=r"not followed: .*10\.0\.0\.1 is on a private network"):
        Surveyor(Spider())._move("https://example.gov.vn/", "http://10.0.0.1/quan-tri")  # type: ignore[arg-type]


def test_a_private_portal_leads_to_no_other_port(luutru: Luutru, site: Site) -> None:
    with serving() as other:
        site.put("/", status=302, Location=other.url)
        done = luutru("add", site.url, "--private")
    assert done.returncode == 1
    assert "not followed" in done.stderr
    assert not other.asked


def test_a_portal_that_answers_everything_with_its_home_page(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    answers = site.answers
    home = answers["/"]

    class Everything(dict):  # type: ignore[type-arg]
        def get(self, path: str, default: Any = None) -> Any:
            return super().get(path, home)

    site.answers = Everything(answers)
    done = luutru("add", site.url, "--private", "--key", "abc")
    assert done.returncode == 0, done.stderr
    made = written(luutru, "abc")
    assert "feeds" not in made["discover"]
    assert "sitemaps" not in made["discover"]


def test_what_a_hostile_portal_says_stays_a_value(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    name = '"\nhomepage = "http://evil.invalid/"\n[discover]\x07\x1b[31m&#10;x'
    head = f"<meta property=\"og:site_name\" content='{name}'>"
    site.put("/", site.answers["/"][2].replace(b"</head>", head.encode() + b"</head>"))  # type: ignore[index]
    site.put("/robots.txt", b"User-agent: *\nDisallow: /x\x0b[article]\x0burl = '.'\n" + b"# " * 400_000)
    site.put("/sitemap.xml", b"<urlset>" + b"<url><loc>/a</loc></url>" * 200_000)
    site.put("/feed", b"<rss><channel>" + b"<item>" * 100_000, Content_Type="application/rss+xml")
    done = luutru("add", site.url, "--private", "--key", "abc")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    made = written(luutru, "abc")
    assert made["homepage"] == site.url
    assert set(made) == {"name", "homepage", "language", "timezone", "private", "discover", "article", "politeness"}
    assert made["article"]["url"].startswith("^https?://")


def test_keys_are_made_from_hosts() -> None:
    assert key_of("https://www.thuynguyen.haiphong.gov.vn/") == "thuynguyen-haiphong"
    assert key_of("https://mot.gov.vn/") == "mot"
    assert key_of("https://xn--vit-5kz.vn/") == "xn-vit-5kz-vn"


def test_a_home_page_without_links_is_said_to_lead_nowhere(luutru: Luutru, site: Site) -> None:
    site.put("/", b"<html><title>Directory listing</title><h1>Directory listing</h1><ul></ul></html>")
    told = luutru("add", site.url, "--private", "--set", "politeness.delay=0")
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].endswith(
        "leads to nothing that may be an article: is it the portal's home page?"
    )
