"""Portals whose pages scripts write: in a real Chromium, which has no way to the network but ours."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.downloading.browser import PROGRAMS, browser_settings
from tests.crawler.conftest import clean_environment, rows
from tests.crawler.tls import Authority, fingerprint, serving_tls

if TYPE_CHECKING:
    from tests.crawler.conftest import Answer, Luutru, Site

pytestmark = [
    pytest.mark.skipif(find_spec("scrapy_playwright") is None, reason="the extra `browser` is not installed"),
    pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="Chromium is not installed"),
]
SHELL = b"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Cong</title></head><body><div id="app"></div>
<script src="/app.js"></script></body></html>"""
SCRIPT = """
fetch('/api' + location.pathname).then(answer => answer.json()).then(found => {
  document.title = found.title + ' - Cổng';
  document.getElementById('app').innerHTML = '<h1>' + found.title + '</h1><p>Ngày đăng: 12/12/2022</p>' +
    found.paragraphs.map(text => '<p>' + text + '</p>').join('') +
    found.links.map(link => '<p><a href="' + link + '">Liên kết tới ' + link + '</a></p>').join('');
});
"""
JSON = {"Content-Type": "application/json"}


def scripted(site: Site, count: int = 3) -> None:
    """A portal of which each page is the same shell."""
    paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(count)]
    site.put("/app.js", SCRIPT.encode(), Content_Type="text/javascript; charset=utf-8")
    for path in ("/", *paths):
        site.put(path, SHELL)
        told = {
            "title": f"Bài viết hay số {path[-1]}" if path != "/" else "Cổng thông tin",
            "paragraphs": [f"Nội dung riêng của bài thứ {path[-1]}. " * 12] if path != "/" else [],
            "links": paths if path == "/" else [],
        }
        site.answers[f"/api{path}"] = (200, JSON, json.dumps(told).encode())


def define(luutru: Luutru, site: Site, text: str = "", timeout: int = 20) -> str:
    return luutru.define(site, f"javascript = true\n{text}\n[politeness]\ndelay = 0\ntimeout = {timeout}\n")


def records(folder: Path) -> list[tuple[str, str, dict[str, str], bytes]]:
    """Kind, address, named fields and block of each record, in the order of writing."""
    found = []
    for file in sorted((folder / "warc").glob("*.warc.gz")):
        with file.open("rb") as opened:
            for record in ArchiveIterator(opened):
                fields = dict(record.rec_headers.headers)
                found.append((
                    record.rec_type, fields.get("WARC-Target-URI", ""), fields, record.content_stream().read()
                ))  # fmt: skip
    return found


def test_without_it_the_pages_are_empty_and_with_it_they_are_read(luutru: Luutru, site: Site) -> None:
    scripted(site)
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 1
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 0
    done = luutru("crawl", "--file", define(luutru, site), "--recheck")
    assert done.returncode == 0, done.stderr
    titles = {row["title"] for row in rows(luutru.archive, "SELECT title FROM articles")}
    assert titles == {f"Bài viết hay số {n}" for n in range(3)}
    (agent,) = site.agents
    assert agent.startswith("luutru/")
    assert site.asked["/app.js"] == 1


def test_both_what_came_and_what_was_shown_are_kept_and_a_repair_reads_it_again(luutru: Luutru, site: Site) -> None:
    scripted(site)
    done = luutru("crawl", "--file", define(luutru, site))
    assert done.returncode == 0, done.stderr
    kept = records(luutru.archive)
    address = f"{site.url}tin/bai-viet-hay-so-1"
    places = [place for place, one in enumerate(kept) if one[0] == "response" and one[1] == address]
    assert len(places) == 1
    raw, shown = kept[places[0]], kept[places[0] + 1]
    assert raw[3] == SHELL
    assert (shown[0], shown[1]) == ("conversion", address)
    assert shown[2]["WARC-Refers-To"] == raw[2]["WARC-Record-ID"]
    assert "<h1>Bài viết hay số 1</h1>" in shown[3].decode()
    files = list((luutru.archive / "warc").glob("*.warc.gz"))
    checked = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", *files], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert luutru("verify").returncode == 0
    wanted = "SELECT url, title, text, content_hash, version FROM articles ORDER BY url"
    before = rows(luutru.archive, wanted)
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru.archive, wanted) == before
    assert "0 versions read otherwise: nothing changes" in luutru("reextract").stdout


def test_an_edit_of_what_is_shown_is_a_version_though_the_bytes_are_the_same(luutru: Luutru, site: Site) -> None:
    scripted(site)
    site.has_etags = True
    file = define(luutru, site)
    assert luutru("crawl", "--file", file).returncode == 0
    told = {"title": "Bài viết hay số 1 (đã sửa)", "paragraphs": ["Nội dung mới của bài. " * 12], "links": []}
    site.answers["/api/tin/bai-viet-hay-so-1"] = (200, JSON, json.dumps(told).encode())
    assert luutru("crawl", "--file", file, "--recheck").returncode == 0
    versions = rows(luutru.archive, "SELECT article_id, number FROM article_versions ORDER BY article_id, number")
    assert len(versions) == 4
    assert rows(luutru.archive, "SELECT count(*) AS n FROM captures WHERE revisit_of IS NOT NULL")[0]["n"] >= 4
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    again = rows(luutru.archive, "SELECT article_id, number FROM article_versions ORDER BY article_id, number")
    assert again == versions


def test_documents_feeds_and_robots_txt_go_the_plain_way(luutru: Luutru, site: Site) -> None:
    scripted(site)
    site.put("/robots.txt", b"User-agent: *\nDisallow: /kin/\n", Content_Type="text/plain")
    site.put("/cong-van.pdf", b"%PDF-1.4 mot van ban", Content_Type="application/pdf")
    entry = f"<item><title>a</title><link>{site.url}tin/bai-viet-hay-so-2</link></item>"
    feed = f"<rss version='2.0'><channel>{entry}</channel></rss>"
    site.put("/rss.xml", feed.encode(), Content_Type="application/rss+xml")
    told = {"title": "Cổng", "paragraphs": [], "links": ["/cong-van.pdf", "/kin/bai-kin-1", "/tin/bai-viet-hay-so-1"]}
    site.answers["/api/"] = (200, JSON, json.dumps(told).encode())
    done = luutru("crawl", "--file", define(luutru, site, "[discover]\nfeeds = ['/rss.xml']\n"))
    assert done.returncode == 0, done.stderr
    outcomes = {row["url"].removeprefix(site.url): row["outcome"] for row in rows(
        luutru.archive, "SELECT url, outcome FROM pages")}  # fmt: skip
    assert outcomes["cong-van.pdf"] == "document"
    assert outcomes["rss.xml"] == "feed"
    assert outcomes["kin/bai-kin-1"] == "refused"
    assert outcomes["tin/bai-viet-hay-so-2"] == "article"
    shown = {one[1].removeprefix(site.url) for one in records(luutru.archive) if one[0] == "conversion"}
    assert shown == {"", "tin/bai-viet-hay-so-1", "tin/bai-viet-hay-so-2"}


class Elsewhere:
    """A port on loopback that is no host of the portal's; whether anybody has come is what counts."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = self._socket.getsockname()[1]

    def was_asked(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


def test_a_page_reaches_nothing_on_a_private_network_by_no_road(luutru: Luutru, site: Site) -> None:
    elsewhere = Elsewhere()
    other = f"127.0.0.1:{elsewhere.port}"
    scripted(site)
    site.put("/di", status=302, Location=f"http://{other}/sau-chuyen-huong")
    attack = f"""
      const hosts = ['{other}', 'localhost:{elsewhere.port}', '[::1]:{elsewhere.port}', '0x7f.1:{elsewhere.port}'];
      for (const host of hosts) {{
        fetch('http://' + host + '/a', {{mode: 'no-cors'}}).catch(() => 0);
        navigator.sendBeacon('http://' + host + '/b', 'x');
        new Image().src = 'http://' + host + '/c.png';
        try {{ new WebSocket('ws://' + host + '/d'); }} catch (error) {{}}
        const frame = document.createElement('iframe'); frame.src = 'http://' + host + '/e';
        const tag = document.createElement('script'); tag.src = 'http://' + host + '/f.js';
        document.body.append(frame, tag);
        const link = document.createElement('link'); link.rel = 'prefetch'; link.href = 'http://' + host + '/g';
        document.head.append(link);
        try {{ new EventSource('http://' + host + '/h'); }} catch (error) {{}}
        window.open('http://' + host + '/i');
        const asks = "fetch('http://" + host + "/j', {{mode: 'no-cors'}}); new WebSocket('ws://" + host + "/k');";
        const written = URL.createObjectURL(new Blob([asks], {{type: 'text/javascript'}}));
        try {{ new Worker(written); new SharedWorker(written); }} catch (error) {{}}
        const load = document.createElement('a'); load.href = 'http://' + host + '/l'; load.download = 'l';
        load.target = '_blank'; document.body.append(load); load.click();
      }}
      fetch('/di', {{mode: 'no-cors'}}).catch(() => 0);
      fetch('file:///etc/passwd').catch(() => 0);
      try {{ navigator.serviceWorker.register('/sw.js'); }} catch (error) {{}}
    """
    site.put("/app.js", (SCRIPT + attack).encode(), Content_Type="text/javascript; charset=utf-8")
    try:
        done = luutru("crawl", "--file", define(luutru, site))
        assert done.returncode == 0, done.stderr
        assert not elsewhere.was_asked()
    finally:
        elsewhere.close()
    assert site.asked["/di"]
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3


def test_what_finds_no_way_out_is_sent_to_no_address() -> None:
    """A proxy on loopback, as there was one, is a port on which somebody may listen."""
    arguments = dict(one.partition("=")[::2] for one in browser_settings(pages=1)["PLAYWRIGHT_LAUNCH_OPTIONS"]["args"])
    assert urlsplit(arguments["--proxy-server"]).hostname.endswith(".invalid")  # type: ignore[union-attr]
    assert arguments["--host-resolver-rules"] == "MAP * ~NOTFOUND"


def test_pictures_and_fonts_are_not_fetched(luutru: Luutru, site: Site) -> None:
    scripted(site)
    extra = (
        "const i = document.createElement('img'); i.src = '/anh.png'; document.body.append(i);"
        "const s = document.createElement('style'); s.textContent = '@font-face{font-family:A;src:url(/chu.woff2)}"
        "body{font-family:A}'; document.head.append(s);"
        "const v = document.createElement('video'); v.src = '/phim.mp4'; document.body.append(v);"
    )
    site.put("/app.js", (SCRIPT + extra).encode(), Content_Type="text/javascript; charset=utf-8")
    assert luutru("crawl", "--file", define(luutru, site)).returncode == 0
    assert not {"/chu.woff2", "/phim.mp4"} & set(site.asked)
    assert site.asked["/anh.png"] == 0


CHECK = b"""<html><head><title>Making sure you're not a bot!</title></head><body><script id="anubis_challenge"></script>
<p>Loading...</p><script>
let made = 0; for (let n = 0; n < 1000; n++) made = (made * 31 + n) % 65537;
document.cookie = 'pass=' + made + '; path=/'; location.href = '/dat-ve?redir=' + encodeURIComponent(location.pathname);
</script></body></html>"""


def test_a_check_for_robots_that_a_browser_passes_is_passed_once(luutru: Luutru, site: Site) -> None:
    scripted(site)
    made = 0
    for n in range(1000):
        made = (made * 31 + n) % 65537
    for path in [path for path in site.answers if path != "/app.js"]:
        known = site.answers[path]

        def answer(_: int, path: str = path, known: Any = known) -> Answer:
            if "ticket=1" in site.headers[path].get("Cookie", ""):
                return known  # type: ignore[no-any-return]
            return 403, {"Content-Type": "text/html"}, CHECK

        site.answers[path] = answer

    def pass_on(path: str, _: int) -> Answer:
        if path.startswith("/dat-ve"):
            is_right = f"pass={made}" in site.headers[path].get("Cookie", "")
            back = {"Location": path.partition("redir=")[2].replace("%2F", "/")}
            return 302, {**back, "Set-Cookie": "ticket=1; Path=/"} if is_right else back, b""
        return 404, {}, b"khong co"

    site.elsewhere = pass_on
    done = luutru("crawl", "--file", define(luutru, site))
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3
    assert site.asked["/"] == 2
    assert {site.asked[f"/tin/bai-viet-hay-so-{n}"] for n in range(3)} == {1}
    statuses = rows(luutru.archive, f"SELECT status FROM captures WHERE url = '{site.url}' ORDER BY id")
    assert [row["status"] for row in statuses] == [403, 200]


def test_over_tls_the_portals_leave_holds_for_the_page_and_its_scripts(luutru: Luutru, tmp_path: Path) -> None:
    file = Authority("luutru tests").issue(tmp_path, itself=True)
    with serving_tls(file) as site:
        scripted(site)
        definition = luutru.folder / "portal.toml"
        definition.write_text(
            f"homepage = 'https://127.0.0.1:{site.port}/'\nprivate = true\njavascript = true\n[tls]\nverify = false\n"
            "[politeness]\ndelay = 0\ntimeout = 20\n",
            encoding="utf-8",
        )
        done = luutru("crawl", "--file", str(definition))
        assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3
    (row,) = rows(luutru.archive, "SELECT fingerprint, fault FROM certificates")
    assert row == {"fingerprint": fingerprint(file), "fault": "it is signed by nobody but itself"}


def test_a_check_that_never_ends_is_a_challenge(luutru: Luutru, site: Site) -> None:
    site.elsewhere = lambda path, count: (403, {"Content-Type": "text/html"}, CHECK)
    done = luutru("crawl", "--file", define(luutru, site, timeout=8), "--quiet")
    assert done.returncode == 1
    assert "checks for robots alone (HTTP 403)" in done.stderr
    assert "javascript" not in done.stderr
    assert site.asked["/"] < 12


def test_where_a_script_leads_is_a_page_of_its_own(luutru: Luutru, site: Site) -> None:
    scripted(site)
    site.put("/", b"<html><body><script>location.href='/trang-chu'</script></body></html>")
    site.put("/trang-chu", SHELL)
    site.answers["/api/trang-chu"] = site.answers["/api/"]
    done = luutru("crawl", "--file", define(luutru, site))
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3
    wanted = "SELECT url, outcome, redirect_to FROM pages ORDER BY url"
    before = rows(luutru.archive, wanted)
    assert before[0] == {"url": site.url, "outcome": "redirect", "redirect_to": f"{site.url}trang-chu"}
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru.archive, wanted) == before


@pytest.mark.parametrize(
    "script",
    [
        "while (true) {}",
        "for (let s = 'x'; ; s += s) document.body.append(s)",
        "document.write('<p>'); window.stop(); throw new Error('a')",
        "setInterval(() => location.reload(), 50)",
        "setInterval(() => fetch('/api/khong-co?' + Math.random()), 20)",
    ],
)
def test_a_page_that_breaks_its_browser_costs_no_other(luutru: Luutru, site: Site, script: str) -> None:
    scripted(site)
    broken = f"<html><body><h1>Trang</h1><script>{script}</script></body></html>"
    site.put("/tin/bai-viet-hay-so-1", broken.encode())
    done = luutru("crawl", "--file", define(luutru, site, timeout=6))
    assert done.returncode == 0, done.stderr
    titles = {row["title"] for row in rows(luutru.archive, "SELECT title FROM articles")}
    assert {"Bài viết hay số 0", "Bài viết hay số 2"} <= titles
    assert rows(luutru.archive, "SELECT count(*) AS n FROM captures WHERE url LIKE '%so-1'")[0]["n"] >= 1


def marked(mark: str) -> list[int]:
    """The processes that were begun by one that has the mark in its environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                if mark.encode() in (entry / "environ").read_bytes() and state != "Z":
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc, where processes can be seen")
def test_a_browser_that_is_ended_from_outside_is_begun_again(luutru: Luutru, site: Site) -> None:
    scripted(site)
    mark, known = f"{os.getpid()}-{time.monotonic_ns()}", site.answers["/api/tin/bai-viet-hay-so-1"]
    ended: list[int] = []

    def ending(count: int) -> Answer:
        for one in marked(mark) if count == 1 else ():
            is_browser = "chrom" in str(Path(f"/proc/{one}/exe").readlink())
            if is_browser and b"--type=" not in Path(f"/proc/{one}/cmdline").read_bytes():
                ended.append(one)
                os.kill(one, signal.SIGKILL)
        return known  # type: ignore[return-value]

    site.answers["/api/tin/bai-viet-hay-so-1"] = ending
    done = luutru("crawl", "--file", define(luutru, site), TEST_MARK=mark)
    assert ended
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 3


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc, where processes can be seen")
@pytest.mark.parametrize("sent", [(signal.SIGTERM,), (signal.SIGTERM, signal.SIGTERM), (signal.SIGKILL,)])
def test_a_run_that_is_ended_leaves_no_browser_behind(luutru: Luutru, site: Site, sent: tuple[int, ...]) -> None:
    scripted(site)
    held, released = threading.Event(), threading.Event()

    def hanging(_: int) -> Answer:
        held.set()
        released.wait(60)
        return 200, JSON, b"{}"

    site.answers["/api/tin/bai-viet-hay-so-1"] = hanging
    mark = f"LUUTRU_TEST_MARK={os.getpid()}-{time.monotonic_ns()}"
    name, _, value = mark.partition("=")
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--file", define(luutru, site, timeout=60)], cwd=luutru.folder,
        stderr=subprocess.DEVNULL, env={**clean_environment(), name: value},
    )  # fmt: skip
    try:
        assert held.wait(60)
        assert any("chrom" in str(Path(f"/proc/{one}/exe").readlink()) for one in marked(mark))
        for one in sent:
            crawl.send_signal(one)
            time.sleep(0.5)
        crawl.wait(timeout=60)
        for _ in range(300):
            if not marked(mark):
                break
            time.sleep(0.1)
        assert not marked(mark)
    finally:
        released.set()
        for one in marked(mark):
            os.kill(one, signal.SIGKILL)
    done = luutru("crawl", "--file", luutru.define(site))
    assert "Traceback" not in done.stderr


def test_without_a_browser_it_is_said_before_anything_is_asked(luutru: Luutru, site: Site) -> None:
    done = luutru("crawl", "--file", define(luutru, site), LUUTRU_CHROMIUM=str(luutru.folder / "keiner"))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "there is no such program" in line
    done = luutru("crawl", "--file", define(luutru, site), PATH=str(luutru.folder))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "apt install chromium" in line
    without = "import sys; sys.modules['scrapy_playwright'] = None\nfrom crawler.cli import main\nmain()"
    command = [sys.executable, "-c", without, "crawl", "--file", define(luutru, site)]
    done = subprocess.run(command, cwd=luutru.folder, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "luutru[browser]" in line
    assert not site.asked
