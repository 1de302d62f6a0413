"""Pages that hold scripts and hardly any text: what needs a browser says so; `add` looks with one, and by --set."""

from __future__ import annotations

import shutil
import tomllib
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from crawler.downloading.browser import PROGRAMS
from crawler.extraction import parse
from crawler.extraction.kinds import is_script_shell
from crawler.survey.drafting import with_settings
from tests.crawler.conftest import page
from tests.crawler.test_add import small_portal
from tests.crawler.test_javascript import SHELL, scripted

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site

needs_browser = pytest.mark.skipif(
    find_spec("scrapy_playwright") is None or not any(map(shutil.which, PROGRAMS)), reason="Chromium is not installed"
)
_APP = '<script src="/app.js"></script>'


@pytest.mark.parametrize(
    ("body", "is_shell"),
    [
        (f'<div id="app"></div>{_APP}', True),
        (f"<noscript>{'You need to enable JavaScript to run this app. ' * 8}</noscript><div></div>{_APP}", True),
        (f"<p>Đang tải …</p><style>{'p {} ' * 90}</style><a href='#main'>Nội dung</a>{_APP}", True),
        (f"<script>{'x = 1;' * 200}</script><svg><text>{'chữ ' * 80}</text></svg>", True),
        ("<div id='app'></div>", False),
        (f"<p>{'nội dung ' * 40}</p>{_APP}", False),
        (f"<p>{'本报讯记者昨日从市政府获悉' * 15}</p>{_APP}", False),
        ("".join(f"<a href='/tin/{n}'>{n}</a>" for n in range(5)) + _APP, False),
    ],
)
def test_a_page_that_scripts_fill_is_known_by_what_it_lacks(body: str, is_shell: bool) -> None:
    tree = parse(f"<html><head><title>{'Cổng ' * 60}</title></head><body>{body}</body></html>", url="").tree
    assert tree is not None
    assert is_script_shell(tree) is is_shell


def test_who_finds_scripts_alone_names_the_browser(luutru: Luutru, site: Site) -> None:
    scripted(site)
    added = luutru("add", site.url, "--private", "--key", "portal")
    assert added.returncode == 1
    assert added.stderr.rstrip().endswith(
        "it holds scripts and hardly any text; luutru add --javascript has a browser show its pages, and writes "
        "javascript = true"
    )
    crawled = luutru("crawl", "--file", luutru.define(site))
    assert "1 of 2 pages hold scripts and hardly any text; javascript = true" in crawled.stderr.replace("\n", " ")
    said = " ".join(luutru("doctor", "portal").stdout.split())
    assert "1 of them hold scripts and hardly any text" in said
    assert "javascript = true in the definition has a browser show them" in said
    assert f"{site.url} it holds scripts and hardly any text" in said


def test_a_portal_whose_articles_alone_are_scripts_is_told_too(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    for path in list(site.answers):
        if path.startswith("/tin/"):
            site.put(path, SHELL)
    added = luutru("add", site.url, "--private")
    assert "no page reads as an article: " in added.stderr
    assert "hold scripts and hardly any text; luutru add --javascript" in added.stderr


@needs_browser
def test_a_look_with_a_browser_writes_that_it_needed_one(luutru: Luutru, site: Site) -> None:
    scripted(site)
    done = luutru("add", site.url, "--private", "--key", "portal", "--javascript")
    assert done.returncode == 0, done.stderr
    assert "Bài viết hay số 1" in done.stdout
    definition = tomllib.loads((luutru.archive / "portals" / "portal.toml").read_text(encoding="utf-8"))
    assert definition["javascript"] is True
    crawled = luutru("crawl", "portal")
    assert crawled.returncode == 0, crawled.stderr


def test_what_is_set_is_used_for_the_look_and_written(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    file = luutru.archive / "portals" / "portal.toml"
    settings = ("--set", "language=en", "--set", 'article.body="p"', "--set", "politeness.timeout=7",
                "--set", "tls.oldest=TLSv1", "--set", "discover.listings=['/lien-he']")  # fmt: skip
    done = luutru("add", site.url, "--private", "--key", "portal", *settings)
    assert done.returncode == 0, done.stderr
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    assert (told["language"], told["article"]["body"], told["politeness"]["timeout"]) == ("en", "p", 7)
    assert (told["tls"], told["discover"]["listings"]) == ({"oldest": "TLSv1"}, ["/lien-he"])
    before = site.asked.total()
    done = luutru("add", site.url, "--private", "--key", "other", "--no-look", "--yes", *settings)
    assert (done.returncode, site.asked.total()) == (0, before)
    told = tomllib.loads(file.with_name("other.toml").read_text(encoding="utf-8"))
    assert (told["politeness"]["timeout"], told["tls"]) == (7, {"oldest": "TLSv1"})


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("tls.oldset=TLSv1", "tls.oldset: unknown key; is tls.oldest meant?"),
        ("tls.verify=perhaps", "tls.verify: write true or false, without quotes"),
        ("politeness.timeout=-1", "politeness.timeout: write more than 0"),
        ("homepage=https://other.example/", "give the address of the home page itself"),
        ("tls", "write it as KEY=VALUE"),
        ("name.first=a", "name: write it in quotes"),
    ],
)
def test_a_setting_that_cannot_be_is_one_line(luutru: Luutru, site: Site, setting: str, said: str) -> None:
    done = luutru("add", site.url, "--private", "--set", setting)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert said in done.stderr
    assert not site.asked


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ('homepage = "h"\n', {"javascript": "true", "tls.verify": "false"}),
        ('homepage = "h"\nname = "a"  # why\n\n[tls]\n# nothing\n\n[schedule]\ncron = "0 0 * * *"\n',
         {"name": '"b"', "tls.verify": "false", "schedule.cron": '"1 1 * * *"', "schedule.pause": "true"}),
        ('homepage = "h"\n[discover]\nfeeds = [\n    "/a",  # 1\n]\nlistings = ["/b"]\n',
         {"discover.feeds": '["/c"]', "article.page_types.event": '["/e/"]', "tags": '["x", "y"]'}),
    ],
)  # fmt: skip
def test_values_are_put_where_they_belong(text: str, settings: dict[str, str]) -> None:
    wanted: dict[str, Any] = tomllib.loads(text)
    for name, written in settings.items():
        *sections, key = name.split(".")
        table = wanted
        for section in sections:
            table = table.setdefault(section, {})
        table[key] = tomllib.loads(f"v = {written}")["v"]
    assert tomllib.loads(with_settings(text, settings)) == wanted


def test_a_page_of_an_article_is_no_shell() -> None:
    tree = parse(page("Bài viết").replace(b"</body>", f"{_APP}</body>".encode()), url="").tree
    assert tree is not None
    assert not is_script_shell(tree)
