"""Each practice platform, crawled from its home page alone: every article is found, nothing else taken for one."""

from __future__ import annotations

import pytest

from archive import Archive
from crawler.demo import PlatformServer
from crawler.demo.platforms import SECTIONS, Platform
from crawler.demo.postback import AspNet, Repeater
from crawler.demo.queries import QUERIED
from crawler.demo.turnings import LINKED, EndlessCalendar
from crawler.discovery.months import PATIENCE
from crawler.discovery.patterns import LIKELY
from crawler.urls import canonical_url, split_url
from tests.crawler.conftest import Luutru

ENDLESS = EndlessCalendar()
PLATFORMS: tuple[Platform, ...] = (
    *(one for one in LINKED if one.key != ENDLESS.key), AspNet(), Repeater(), *QUERIED,
)  # fmt: skip
MOST_REQUESTS = 1.15
"""Per article found, robots.txt and what else is not there included."""
MOST_VIEWS = 4 * LIKELY
"""Views of articles (to print, to send on) that are asked for before their shapes are given up, with those that are
under way in that moment."""


def define(luutru: Luutru, server: PlatformServer) -> str:
    file = luutru.folder / "platform.toml"
    file.write_text(
        f"homepage = '{server.url}'\nprivate = true\ntimezone = 'Asia/Ho_Chi_Minh'\n[politeness]\ndelay = 0\n",
        encoding="utf-8",
    )
    return str(file)


def paths(luutru: Luutru, server: PlatformServer) -> set[str]:
    with Archive.open(luutru.archive) as archive:
        rows = archive.rows("SELECT url FROM articles WHERE page_type IN ('news', 'notice')")
        return {"/" + in_one_order(row["url"], server).removeprefix(server.url) for row in rows}


def in_one_order(url: str, server: PlatformServer) -> str:
    """An address with its parameters sorted; the archive keeps the order that the portal prints."""
    return canonical_url(url, home=split_url(server.url)) or ""


def canonical(server: PlatformServer, platform: Platform) -> set[str]:
    """The true paths, with their parameters sorted."""
    whole = (in_one_order(f"{server.url}{path.removeprefix('/')}", server) for path in platform.truth())
    return {"/" + url.removeprefix(server.url) for url in whole if url}


@pytest.mark.parametrize("platform", PLATFORMS, ids=[platform.key for platform in PLATFORMS])
def test_a_platform_is_found_whole_and_asked_little(
    luutru: Luutru, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    with PlatformServer(platform) as server:
        done = luutru("crawl", "--file", define(luutru, server))
        assert done.returncode == 0, done.stderr
        found, truth = paths(luutru, server), canonical(server, platform)
        requests = server.requests.total()
        with capsys.disabled():  # the figures of docs/discovery.md
            print(f"\n{platform.key}: {len(found & truth)} of {len(truth)}, {len(found - truth)} wrong, "
                  f"{requests} requests, {requests / len(truth):.3f} an article")  # fmt: skip
    assert found == truth
    assert requests <= MOST_REQUESTS * len(truth) + (MOST_VIEWS if platform in QUERIED else 0)


def test_a_calendar_without_end_costs_a_year_of_empty_months_a_section(luutru: Luutru) -> None:
    platform = ENDLESS
    with PlatformServer(platform) as server:
        done = luutru("crawl", "--file", define(luutru, server), LUUTRU_NOW="2022-12-14T08:00:00+07:00")
        assert done.returncode == 0, done.stderr
        assert paths(luutru, server) == canonical(server, platform)
        assert server.requests.total() <= MOST_REQUESTS * len(platform.truth()) + len(SECTIONS) * (PATIENCE + 1)
