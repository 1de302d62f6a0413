"""`[defaults]` of luutru.toml: what definitions take over where they say nothing themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archive.errors import UsageError
from crawler.configuration import load_configuration
from crawler.definition import Definition
from crawler.portal import find_portal, parse_portal
from tests.crawler.conftest import rows, small_portal
from tests.crawler.test_run import defined

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

DEFAULTS = """
[defaults]
language = "vi"
timezone = "Asia/Ho_Chi_Minh"
tags = ["tỉnh \\"A\\""]
[defaults.discover]
ignore = ['/in-an/\\d+"']
[defaults.article]
page_types = { event = "/su-kien/", guide = ["/huong-dan/", "/dich-vu/"] }
[defaults.politeness]
delay = 2.5
[defaults.tls]
verify = false
[defaults.schedule]
interval = "6 hours"
paused_until = 2026-12-31
"""


def put(folder: Path, own: str, settings: str = DEFAULTS) -> None:
    (folder / "portals").mkdir(exist_ok=True)
    (folder / "portals" / "a.toml").write_text(f"homepage = 'https://a.vn/'\n{own}", encoding="utf-8")
    (folder / "luutru.toml").write_text(settings, encoding="utf-8")


def test_what_a_definition_does_not_say_it_takes_over(tmp_path: Path) -> None:
    put(tmp_path, "language = 'en'\n[article]\npage_types = { event = '/events/' }\n[politeness]\nconcurrency = 1\n")
    made = find_portal("a", tmp_path)
    found = made.definition
    assert (found.language, found.timezone, found.tags) == ("en", "Asia/Ho_Chi_Minh", ('tỉnh "A"',))
    assert (found.politeness.delay, found.politeness.concurrency, found.tls.verify) == (2.5, 1, False)
    assert found.discover.ignore == ('/in-an/\\d+"',)
    assert found.article.page_types == {"event": ("/events/",)}
    assert (found.schedule.interval, str(found.schedule.paused_until)) == ("6 hours", "2026-12-31")
    # What is kept with a crawl says the same without the file.
    again = parse_portal(made.toml, key="a", origin="a", overrides=made.overrides)
    assert again.definition == found


def test_a_definition_that_goes_by_cron_takes_no_interval(tmp_path: Path) -> None:
    put(tmp_path, "[schedule]\ncron = '0 6 * * *'\n")
    assert find_portal("a", tmp_path).definition.schedule.cron == "0 6 * * *"


def test_set_goes_before_a_default(tmp_path: Path) -> None:
    put(tmp_path, "")
    assert find_portal("a", tmp_path, overrides={"politeness.delay": "9"}).definition.politeness.delay == 9
    assert Definition(homepage="https://a.vn/").politeness.delay == 1


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("[defaults]\nhomepage = 'https://b.vn/'", "defaults: homepage: says something of one portal"),
        ("[defaults]\nvalid_until = 2025-06-30", "defaults: valid_until: says something of one portal"),
        ("[defaults.politeness]\ndelay = 'x'", "defaults: politeness.delay: "),
        ("[defaults.politenes]\ndelay = 1", "defaults: politenes: unknown key; is politeness meant?"),
        ("defaults = 3", "defaults: "),
        ("[defaults]\ntags = ['a,b']", "defaults: tags: 'a,b' is no tag"),
    ],
)
def test_what_cannot_be_a_default_is_one_line(tmp_path: Path, settings: str, why: str) -> None:
    put(tmp_path, "", settings)
    for load in (lambda: find_portal("a", tmp_path), lambda: load_configuration(tmp_path)):
        with pytest.raises(UsageError, match=r"luutru\.toml: ") as caught:
            load()  # type: ignore[no-untyped-call]
        assert why in str(caught.value)
        assert "\n" not in str(caught.value)


def test_what_was_received_is_read_again_under_the_same_defaults(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    defined(luutru, site, "a")
    settings = luutru.archive / "luutru.toml"
    settings.write_text("[defaults.article]\ntitle = 'p'\n", encoding="utf-8")
    assert luutru("crawl").returncode == 0
    titles = rows(luutru.archive, "SELECT title FROM articles ORDER BY id")
    assert all(row["title"].startswith("Ngày đăng") for row in titles)
    (kept,) = rows(luutru.archive, "SELECT overrides FROM crawls")
    assert json.loads(kept["overrides"]) == {"article.title": '"p"'}
    settings.unlink()
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru.archive, "SELECT title FROM articles ORDER BY id") == titles
