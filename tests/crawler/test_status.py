"""`luutru status`: every known portal on a line that is true, the gravest first."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawler.conftest import Luutru, Site, clean_environment, rows, serving, small_portal
from tests.crawler.test_run import defined, until

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("2026-03-02T05:00:00Z", "2026-03-05T05:00:00Z")


def status(luutru: Luutru, *arguments: str, moment: str = DAYS[0]) -> dict[str, dict[str, Any]]:
    lines = luutru("status", "--json", *arguments, LUUTRU_NOW=moment).stdout.splitlines()
    return {row["portal"]: row for row in map(json.loads, lines)}


@pytest.fixture
def dead() -> str:
    """An address at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def test_every_known_portal_is_a_line_red_ones_first(luutru: Luutru, site: Site, dead: str) -> None:
    small_portal(site)
    defined(luutru, site, "an", "tags = ['Huyện']\n")
    file = defined(luutru, site, "chet")
    file.write_text(file.read_text(encoding="utf-8").replace(site.url, dead), encoding="utf-8")
    assert luutru("crawl", LUUTRU_NOW=DAYS[0]).returncode == 1
    with serving() as others:
        for key, life in (("moi", ""), ("cu", "valid_until = 2025-06-30\n"), ("nghi", "[schedule]\npause = true\n")):
            defined(luutru, others, key, life)
        (luutru.archive / "portals" / "hong.toml").write_text("homepage = 3", encoding="utf-8")
        shown = luutru("status", LUUTRU_NOW="2026-03-02T05:10:00Z").stdout.splitlines()
        told = status(luutru)
    portals = [line.split()[:2] for line in shown if line[:1] != " "][:-1]
    assert portals == [
        ["red", "chet"], ["red", "hong"], ["new", "moi"], ["new", "nghi"], ["green", "an"], ["closed", "cu"],
    ]  # fmt: skip
    lines = {line.split()[1]: line for line in shown}
    assert "never crawled, due now" in lines["moi"]
    assert "never crawled, paused" in lines["nghi"]
    assert "never crawled, closed until 2025-06-30" in lines["cu"]
    assert lines["an"].endswith("newest 2022-12-12, run 10 minutes ago, next in 50 minutes")
    assert "its definition cannot be used" in "".join(shown)
    assert shown[-1].startswith("6 portals: 2 red, 2 never crawled, 1 green, 1 closed; 1 of them paused. 6 articles in")
    assert told["an"]["next_why"] == "every 1 hour"
    assert (told["an"]["tags"], told["moi"]["health"], told["hong"]["troubles"][0]["kind"]) == (
        ["Huyện"], "new", "definition",
    )  # fmt: skip
    assert list(status(luutru, "--red")) == ["chet", "hong"]
    assert list(status(luutru, "--tag", "huyện")) == ["an"]


def test_a_portal_that_is_named_is_shown_with_all_that_is_known_of_it(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    defined(luutru, site, "an", "name = 'Huyện An'\n")
    assert luutru("crawl", LUUTRU_NOW=DAYS[0]).returncode == 0
    site.put("/tin/bai-viet-hay-so-1", site.answers["/tin/bai-viet-hay-so-2"][2] + "<p>thêm</p>".encode())  # type: ignore[index]
    assert luutru("crawl", LUUTRU_NOW=DAYS[1]).returncode == 0
    shown = luutru("status", "an", LUUTRU_NOW=DAYS[1]).stdout
    assert "Huyện An, http://127.0.0.1" in shown
    assert "portals/an.toml" in shown
    (row,) = status(luutru, "an", moment=DAYS[1]).values()
    assert f"next crawl: {row['next_crawl']} ({row['next_why']})" in shown
    held = rows(luutru.archive, "SELECT sum(warc_length) AS n, count(*) AS captures FROM captures")[0]
    grown = rows(luutru.archive, f"SELECT sum(warc_length) AS n FROM captures WHERE fetched_at > '{DAYS[0][:13]}:30'")
    assert (row["warc_bytes"], row["captures"], row["runs"]) == (held["n"], held["captures"], 2)
    assert row["requests"] == rows(luutru.archive, "SELECT sum(requests) AS n FROM crawls")[0]["n"]
    assert row["growth_bytes"] == pytest.approx(grown[0]["n"] / 3, rel=0.01)
    assert f"{row['requests']} requests in 2 runs" in shown
    assert "the disk has room for" in luutru("status", LUUTRU_NOW=DAYS[1]).stdout
    unknown = luutru("status", "nobody")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (2, 1)


def test_a_portal_whose_run_was_cut_off_is_interrupted_and_never_green(luutru: Luutru, site: Site) -> None:
    small_portal(site, 30)
    defined(luutru, site, "an", "[politeness]\ndelay = 0.3\nconcurrency = 1\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--quiet"], cwd=luutru.folder, env=clean_environment(),
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    until(lambda: site.asked.total() > 6)
    (row,) = status(luutru, moment="").values()
    assert (row["run"], row["health"]) == ("under way", "green")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (row,) = status(luutru, moment="").values()
    assert (row["run"], row["health"], [one["kind"] for one in row["troubles"]]) == (
        "interrupted", "yellow", ["interrupted"],
    )  # fmt: skip
    assert row["left"] > 0
    shown = luutru("status").stdout
    assert f"(interrupted, goes on with the next run, {row['left']} addresses left), due now" in shown
    assert luutru("crawl", "--set", "politeness.delay=0").returncode == 0
    (row,) = status(luutru, moment="").values()
    assert (row["run"], row["health"], row["articles"]) == ("ended", "green", 30)


def test_what_ended_at_its_limit_is_no_green_portal_either(luutru: Luutru, site: Site) -> None:
    small_portal(site, 30)
    defined(luutru, site, "an")
    assert luutru("crawl", "an", "--limit", "10", LUUTRU_NOW=DAYS[0]).returncode == 0
    (row,) = status(luutru).values()
    assert (row["health"], row["run"]) == ("yellow", "interrupted")
    assert "was ended by its limit" in row["troubles"][0]["evidence"]


def test_many_portals_are_a_screenful(luutru: Luutru) -> None:
    folder = luutru.archive / "portals"
    folder.mkdir(parents=True)
    for number in range(80):
        text = f"homepage = 'https://a{number}.example.gov.vn/'\n" if number > 29 else "homepage = 3"
        (folder / f"p{number:02}.toml").write_text(text, encoding="utf-8")
    shown = luutru("status").stdout.splitlines()
    assert len(shown) < 40
    assert shown[0].startswith("red    p29  since")
    assert "… and 10 more" in shown
    assert "    all red ones: its definition cannot be used 30" in shown
    assert "due now: p30, p31, p32, p33, p34, … and 45 more" in shown
    assert shown[-1].startswith("80 portals: 30 red, 50 never crawled")
    assert len([line for line in luutru("status", "--all").stdout.splitlines() if line[0] != " "]) == 81
    listed = luutru("portals")
    assert len(listed.stdout.splitlines()) < 40
    assert "80 portals: 30 broken, 50 open; 80 of them never crawled" in listed.stdout
    assert len(luutru("portals", "--all").stdout.splitlines()) > 80


def test_the_archive_is_not_changed_by_a_look(luutru: Luutru, site: Site) -> None:
    small_portal(site)
    defined(luutru, site, "an")
    luutru("crawl", LUUTRU_NOW=DAYS[0])

    def everything(folder: Path) -> dict[str, int]:
        files = [file for file in folder.rglob("*.*") if not file.name.endswith(("-shm", "-wal"))]
        return {str(file): file.stat().st_mtime_ns for file in files}

    before = everything(luutru.archive)
    for verb in ("status", "portals"):
        assert luutru(verb).returncode == 0
    assert everything(luutru.archive) == before
