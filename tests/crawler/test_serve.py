"""The web pages, over an archive in which every text is an attack."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest

from tests.crawler.conftest import PROSE, Luutru, clean_environment, page, serving

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)><svg onload=alert(3)>{{7*7}}"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The port at which an archive of such texts is served, and the number of the process that does."""
    luutru = Luutru(tmp_path_factory.mktemp("served"))
    nasty = escaped(SCRIPT)
    with serving() as site:
        path = "/tin/bai-viet-hay-so-1"
        link = f'<p><a href="javascript:alert(4)">{nasty}</a><a href="/{quote(SCRIPT)}">{nasty}</a></p>'
        picture = f'<figure><img src="/a.png" alt="{nasty}"><figcaption>{nasty}</figcaption></figure>'
        body = f"{PROSE}</p>{picture}<p>{nasty} {PROSE}</p>{link}<p>"
        site.put("/", page("Cổng", links=(path, f"/{quote(SCRIPT)}")))
        site.put(path, page(f"=1+1 {nasty}", body=body), ETag=SCRIPT)
        site.put(f"/{quote(SCRIPT)}", status=302, Location="javascript:alert(5)")
        file = luutru.define(site, f"name = '''{SCRIPT}'''\n")
        assert luutru("crawl", "--file", file, "--quiet").returncode == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "crawler", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=luutru.folder, stderr=subprocess.DEVNULL, env=clean_environment())
    try:
        for _ in range(300):
            try:
                ask(port, "/")
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def served(server: tuple[int, int]) -> int:
    """Its port."""
    return server[0]


def seconds_used(process: int) -> float:
    """Of CPU, by a process: what else the machine does is not in it."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, stat[11:13])) / os.sysconf("SC_CLK_TCK")


def ask(
    port: int, path: str, *, method: str = "GET", host: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{port}")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def sql(port: int, statement: str) -> tuple[int, Any]:
    status, headers, body = ask(port, f"/archive.json?sql={quote(statement)}&_shape=array")
    assert headers["content-type"].startswith("application/json")
    return status, json.loads(body)


PAGES = (
    "/", "/archive", "/archive/articles", "/archive/articles/1", "/archive/article_table", "/archive/captures",
    "/archive/pages", "/archive/portals", "/archive/crawls", "/archive/images", "/archive/article_versions",
    "/archive/articles?_search=alert", "/archive/articles?_facet=title", "/archive/articles?title=",
    "/archive?sql=select+title,text,html+from+articles", f"/archive?sql={quote(SCRIPT)}",
    f"/archive?sql={quote('select :a')}&a={quote(SCRIPT)}", f"/archive/articles?_sort={quote(SCRIPT)}",
    f"/archive/articles?{quote(SCRIPT)}={quote(SCRIPT)}", f"/archive/{quote(SCRIPT)}", f"/{quote(SCRIPT)}",
    f"/archive/articles/{quote(SCRIPT)}", f"/archive/articles?_where={quote(SCRIPT)}", "/archive/articles_fts",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_text_of_a_page_runs(served: int, path: str) -> None:
    _, headers, body = ask(served, path)
    assert headers["content-type"].startswith(("text/html", "text/plain"))
    if headers["content-type"].startswith("text/plain") or not body:
        return
    tree = lxml.html.document_fromstring(body)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            assert not name.startswith("on"), element.attrib
            assert not value.strip().lower().startswith(("javascript:", "data:text")), element.attrib
        assert not (element.tag in ("img", "iframe", "link", "script") and "alert(" in str(element.attrib))
        assert not (element.tag == "script" and "<script>alert" in (element.text or ""))
        assert element.tag != "svg" or "alert" not in str(element.attrib)
    for script in tree.iter("script"):
        source = script.get("src")
        assert source is None or source.startswith("/-/static/")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/archive/articles/1",
        "/archive?sql=a",
        "/archive/articles.json",
        "/archive/articles.csv",
        "/-/static/app.css",
        "/-/threads",
        "/nowhere",
        "//",
    ],
)
def test_every_answer_says_what_may_be_done_with_it(served: int, path: str) -> None:
    _, headers, _ = ask(served, path, Origin="https://evil.example")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    is_ours = path in ("/", "/nowhere", "/archive?sql=a")  # these, and what explains an error, have no script at all
    assert ("script-src 'self';" in policy) != is_ours
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "permissions-policy" in headers
    assert not [name for name in headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "a@127.0.0.1",
        "0x7f.1",
    ],
)
def test_a_name_that_was_made_to_point_here_is_not_answered(served: int, host: str) -> None:
    status, _, body = ask(served, "/archive/articles.json", host=host.format(port=served))
    assert status == 421
    assert b"rows" not in body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:{port}", "[::1]:{port}", "LOCALHOST", "192.168.1.5:{port}"])
def test_names_of_loopback_and_numbers_are_answered(served: int, host: str) -> None:
    assert ask(served, "/archive.json", host=host.format(port=served))[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_is_written(served: int, method: str) -> None:
    assert ask(served, "/archive/articles", method=method)[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/-/threads",
        "/-/actor",
        "/-/permissions",
        "/-/settings",
        "/-/versions",
        "/-/plugins",
        "/-/metadata",
        "/-/logout",
    ],
)
def test_nothing_of_the_server_itself_is_shown(served: int, path: str) -> None:
    assert ask(served, path)[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/", "//evil.example/..", "/%2fevil.example/", "/\\evil.example/", "/%5cevil.example/",
        "/archive//evil.example/", "/archive/?_next=//evil.example", "/archive/articles/?_redirect=//evil.example",
        "/%0d%0aLocation:%20https://evil.example/", "/archive/../../../../etc/passwd",
        "///evil.example", "/-/static/../../../../etc/passwd",
        "/-/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/archive.db", "/../archive.db",
    ],
)  # fmt: skip
def test_no_address_leads_elsewhere_or_to_a_file(served: int, path: str) -> None:
    status, headers, body = ask(served, path)
    assert not headers.get("location", "/").startswith(("//", "http", "/\\"))
    assert b"root:" not in body
    assert not body.startswith(b"SQLite format")
    assert status in (200, 301, 302, 400, 403, 404)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from articles", "update articles set title = 'a'", "insert into settings values (1, 2)",
        "drop table articles", "attach '/tmp/luutru-pwned.db' as b", "pragma writable_schema = 1",
        "pragma user_version",
        "select load_extension('/tmp/a.so')", "vacuum into '/tmp/luutru-pwned.db'", "create temp table a (b)",
        "select * from pragma_module_list()", "select fts3_tokenizer('simple')", "reindex", "analyze", "begin",
        "explain delete from articles", "with a as (select 1) delete from articles", "select 1; select 2",
        "select readfile('/etc/passwd')", "select writefile('/tmp/luutru-pwned.db', 'a')",
    ],
)  # fmt: skip
def test_no_statement_does_more_than_read(served: int, statement: str) -> None:
    status, answer = sql(served, statement)
    assert status in (400, 403), answer
    assert not Path("/tmp/luutru-pwned.db").exists()  # noqa: S108
    assert sql(served, "select count(*) as n from articles") == (200, [{"n": 1}])


@pytest.mark.parametrize(
    "statement",
    [
        "with recursive a(n) as (select 1 union all select n + 1 from a) select count(*) from a",
        f"select count(*) from {', '.join(f'sqlite_master a{n}' for n in range(9))}",
        "select length(printf('%.*c', 1000000000, 'x'))", "select length(zeroblob(1000000000))",
        "select length(hex(randomblob(400000000)))",
        "select replace(hex(zeroblob(16000000)), '0', hex(zeroblob(16000000)))",
        "with recursive a(s) as (select 'aaaaaaaa' union all select s || s from a) select max(length(s)) from a",
        f"select 'a' like '{'%a' * 200}'", f"select '{'a' * 1000}' glob '{'*a' * 200}b'",
    ],
)  # fmt: skip
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="what a process has used is read from /proc (Linux)")
def test_no_statement_takes_long(server: tuple[int, int], statement: str) -> None:
    port, process = server
    before = seconds_used(process)
    sql(port, statement)
    assert seconds_used(process) - before < 30
    assert sql(port, "select count(*) as n from articles") == (200, [{"n": 1}])


def test_json_and_csv_are_what_they_say(served: int) -> None:
    assert ask(served, "/archive/articles.json")[1]["content-type"].startswith("application/json")
    assert ask(served, "/archive/articles.csv")[1]["content-type"].startswith("text/plain")
    jsonp = ask(served, "/archive/articles.json?callback=alert&_callback=alert&jsonp=alert")[2]
    assert json.loads(jsonp)


def test_prometheus_is_answered_and_nothing_else_beside_it(served: int) -> None:
    status, headers, body = ask(served, "/-/metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'luutru_articles{portal="portal"} 1' in (body if isinstance(body, str) else body.decode())
    assert ask(served, "/-/metrics/more")[0] == 404
