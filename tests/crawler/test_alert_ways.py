"""Each way is told by itself: what one did not take is tried again by that way alone; edits and removals are told."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, judging
from archive.clock import utc_text
from archive.errors import UsageError
from archive.repair import repair
from archive.verification import verify
from crawler.alerts import tell, tell_broken, waiting
from crawler.configuration import Alerts, Changes, load_configuration
from tests.archive.portals import Portals, Printed, edited, prose
from tests.crawler.conftest import Luutru, Site, small_portal
from tests.crawler.test_alerts import NOW, archive, find, hook, red, to_file

__all__ = ["archive"]
FAILS = (sys.executable, "-c", "import sys; sys.exit('no paper')")


def test_a_way_that_failed_is_tried_again_by_itself(archive: Archive, tmp_path: Path) -> None:
    said = tmp_path / "said"
    find(archive, red(), at=NOW)
    with hook(500) as (refused, url):
        failed = tell(archive, Alerts(command=to_file(said), webhook=url, digest="never"), at=NOW)
    assert (len(failed), len(refused)) == (1, 1)
    assert "webhook" in failed[0]
    assert "tried again" in failed[0]
    first = said.read_text(encoding="utf-8")
    with hook() as (received, url):
        settings = Alerts(command=to_file(said), webhook=url, digest="never")
        assert [way for way, _ in waiting(archive, settings, at=NOW)] == ["webhook"]
        for _ in range(2):
            assert tell(archive, settings, at=NOW) == []
        assert list(waiting(archive, settings, at=NOW)) == []
    assert [one["subject"] for one in received] == ["luutru: p: red: articles without a date"]
    assert said.read_text(encoding="utf-8") == first


def test_the_end_of_a_trouble_is_told_to_whom_it_was_told(archive: Archive, tmp_path: Path) -> None:
    said = tmp_path / "said"
    find(archive, red(), at=NOW)
    with hook(500) as (_, url):
        tell(archive, Alerts(command=to_file(said), webhook=url, digest="never"), at=NOW)
    find(archive, at=NOW)
    said.unlink()
    with hook() as (received, url):
        assert tell(archive, Alerts(command=to_file(said), webhook=url, digest="never"), at=NOW) == []
    assert received == []
    assert said.read_text(encoding="utf-8").startswith("luutru: p: over")


def test_a_way_that_fails_waits_with_its_digest_too(archive: Archive, tmp_path: Path) -> None:
    said, week = tmp_path / "said", timedelta(days=8)
    for moment, status in ((NOW, 200), (NOW + week, 500), (NOW + week, 200)):
        with hook(status) as (received, url):
            tell(archive, Alerts(command=to_file(said), webhook=url), at=moment)
    assert len(received) == 1
    assert said.read_text(encoding="utf-8").count("luutru: the week") == 1


def test_an_earlier_luutru_kept_no_ways_and_nothing_is_told_twice(archive: Archive, tmp_path: Path) -> None:
    folder = archive.folder
    find(archive, red(), at=NOW)
    archive.set_setting("digest sent", utc_text(NOW))
    archive.close()
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db:  # as a luutru before this step left it
        db.executescript(
            "UPDATE troubles SET told = 'red'; DROP TABLE told; DELETE FROM fixity WHERE table_name IN ('told', "
            "'troubles'); DELETE FROM _sqlite_migrations WHERE name = 'm017_told_by_which_way';"
        )
    said = tmp_path / "said"
    settings = Alerts(command=to_file(said), email=("a@example.org",), smtp="smtp://127.0.0.1:9")
    with Archive.open(folder, write=True) as opened:
        assert tell(opened, settings, at=NOW + timedelta(days=1)) == []
        find(opened, at=NOW + timedelta(days=1))
        assert tell(opened, Alerts(command=to_file(said), digest="never"), at=NOW + timedelta(days=1)) == []
    assert said.read_text(encoding="utf-8").count("luutru: p:") == 1
    assert said.read_text(encoding="utf-8").startswith("luutru: p: over")


def test_what_was_told_by_which_way_is_known_after_a_repair(archive: Archive, tmp_path: Path) -> None:
    folder, said = archive.folder, tmp_path / "said"
    archive.begin_crawl("p", software={}, at=NOW)
    statement = {"type": "health", "portal": "p", "found": [
        {"kind": "no_date", "level": "red", "since": utc_text(NOW), "evidence": "17 of 20"},
    ]}  # fmt: skip
    archive.recording.state(statement, url="https://p.gov.vn/", at=NOW)
    with archive.recording.transaction():
        judging.enter(archive.recording, statement, at=NOW)
    with hook(500) as (_, url):
        tell(archive, Alerts(command=to_file(said), webhook=url, digest="never"), at=NOW)
        before = archive.rows("SELECT * FROM told")
    archive.close()
    (folder / "archive.db").unlink()
    repair(folder, verify(folder).findings, Printed())
    with Archive.open(folder) as opened:
        assert opened.rows("SELECT * FROM told") == before
        assert before == [{"trouble_id": 1, "way": "command", "state": "red"}]


def test_a_broken_archive_is_told_by_each_way(tmp_path: Path) -> None:
    folder, said = tmp_path / "archive", tmp_path / "said"
    folder.mkdir()
    with hook(500) as (_, url):
        assert len(tell_broken(folder, Alerts(command=to_file(said), webhook=url), "no room")) == 1
    with hook() as (received, url):
        assert tell_broken(folder, Alerts(command=to_file(said), webhook=url), "no room") == []
        assert tell_broken(folder, Alerts(command=to_file(said), webhook=url), "no room") == []
    assert len(received) == 1
    assert said.read_text(encoding="utf-8").count("the crawl broke off") == 1


def test_a_message_names_the_host_and_where_the_archive_lies(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, said = archive.folder, tmp_path / "said"
    find(archive, red(), at=NOW)
    archive.close()
    monkeypatch.chdir(tmp_path)
    with Archive.open(folder.name, write=True) as opened:
        assert tell(opened, Alerts(command=to_file(said), digest="never"), at=NOW) == []
    assert f"luutru, {socket.gethostname()}: {folder.resolve()}" in said.read_text(encoding="utf-8")


# Articles that were edited or taken down


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[Portals]:
    with Archive.open(tmp_path / "printed", write=True, create=True, interpreter=Printed()) as opened:
        yield Portals(opened)


def told_of(portals: Portals, received: list[dict[str, Any]], settings: Alerts) -> list[tuple[str, int]]:
    """What a webhook is told of now: kinds and articles, the newest first."""
    received.clear()
    assert tell(portals.archive, settings, at=portals.now, since=portals.now - timedelta(minutes=30)) == []
    assert len(received) <= 1
    return [(one["kind"], one["article_id"]) for message in received for one in message["changes"]]


def test_edits_and_removals_are_one_message_a_run_and_told_once(portals: Portals) -> None:
    text = prose(1)
    one, two = portals.print("thuynguyen", "tin/1", text), portals.print("haiphong", "tin/2", prose(2))
    with hook() as (received, url):
        settings = Alerts(webhook=url, digest="never", changes=Changes())
        assert told_of(portals, received, settings) == []
        portals.print("thuynguyen", "tin/1", edited(text, 5))
        for _ in range(2):
            portals.now += timedelta(days=1)
            portals.crawls["haiphong"] = portals.archive.begin_crawl("haiphong", software={}, at=portals.now)
            portals.print("haiphong", "tin/2")
        assert told_of(portals, received, settings) == [("removed", two), ("edited", one)]
        subject, said = received[0]["subject"], received[0]["text"]
        assert told_of(portals, received, settings) == []
        portals.now -= timedelta(minutes=1)  # at the very second that was told of last
        portals.print("thuynguyen", "tin/1", text)
        assert told_of(portals, received, settings) == [("edited", one)]
        assert told_of(portals, received, settings) == []
    assert subject == "luutru: articles 1 edited, 1 taken down on several portals"
    for part in ("https://thuynguyen.gov.vn/tin/1", f"luutru show {one} --diff 1 2", "https://haiphong.gov.vn/tin/2"):
        assert part in said


def test_which_edits_are_told_is_chosen_by_portal_and_tag(portals: Portals) -> None:
    homepage = "https://anlao.gov.vn/"
    portals.archive.put_portal(
        "anlao", name="", homepage=homepage, definition=f'homepage = "{homepage}"\ntags = ["province"]', language="",
        timezone="", at=portals.now,
    )  # fmt: skip
    text = prose(1)
    numbers = {key: portals.print(key, "tin/1", text) for key in ("thuynguyen", "haiphong", "anlao")}
    for key in numbers:
        portals.print(key, "tin/1", edited(text, 5))
    with hook() as (received, url):
        for wanted, keys in (
            (Changes(), {"thuynguyen", "haiphong", "anlao"}),
            (Changes(portals=("haiphong",)), {"haiphong"}),
            (Changes(portals=("haiphong",), tags=("province",)), {"haiphong", "anlao"}),
            (Changes(tags=("none such",)), set()),
            (Changes(kinds=("removed",)), set()),
        ):
            portals.archive.set_setting("changes told webhook", "{}")
            settings = Alerts(webhook=url, digest="never", changes=wanted)
            assert {number for _, number in told_of(portals, received, settings)} == {numbers[key] for key in keys}


def test_of_very_many_edits_some_are_named_and_all_are_counted(portals: Portals) -> None:
    texts = [prose(number) for number in range(50)]
    for turn in (0, 5):
        for number, text in enumerate(texts):
            portals.keep("haiphong", f"tin/{number}", edited(text, turn))
    portals.archive.commit_visits()
    with hook() as (received, url):
        settings = Alerts(webhook=url, digest="never", changes=Changes())
        assert tell(portals.archive, settings, at=portals.now, since=portals.now - timedelta(days=1)) == []
    assert received[0]["subject"] == "luutru: articles 50 edited on several portals"
    assert "and 10 more: luutru changes --since 2022-12-" in received[0]["text"]


def test_without_such_a_wish_no_edit_is_told(portals: Portals) -> None:
    text = prose(1)
    portals.print("haiphong", "tin/1", text)
    portals.print("haiphong", "tin/1", edited(text, 5))
    with hook() as (received, url):
        assert told_of(portals, received, Alerts(webhook=url, digest="never")) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("kinds = []", "alerts.changes.kinds: write 1 at least"),
        ("kinds = ['gone']", "alerts.changes.kinds.0: write one of 'edited', 'removed' or 'restored'"),
        ("portal = 'p'", "alerts.changes.portal: unknown key; is alerts.changes.portals meant?"),
    ],
)
def test_a_wish_that_cannot_be_read_is_one_line(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "luutru.toml").write_text(f"[alerts.changes]\n{written}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_configuration(tmp_path)
    assert said in str(error.value)


# The command


def test_a_test_message_says_which_way_fails(luutru: Luutru, tmp_path: Path) -> None:
    luutru.archive.mkdir()
    said = tmp_path / "said"
    with hook(500) as (_, url):
        (luutru.archive / "luutru.toml").write_text(
            f"[alerts]\ncommand = {json.dumps(to_file(said))}\nwebhook = {url!r}\n", encoding="utf-8"
        )
        ran = luutru("alerts", "--test")
    assert (ran.returncode, ran.stdout) == (1, "command: sent\n")
    assert ran.stderr == "luutru: [alerts] webhook: 127.0.0.1 answered HTTP 500\n"
    assert said.exists()


def test_what_waits_for_whom_is_shown_and_a_crawl_tells_of_edits(luutru: Luutru, site: Site, tmp_path: Path) -> None:
    small_portal(site)
    file = luutru.define(site)
    assert luutru("crawl", "--file", file).returncode == 0
    said = tmp_path / "said"
    for command in (to_file(said), FAILS):
        small_portal(site, text=f"Sửa lại lần {len(command)}")
        lines = ["[alerts]", f"command = {json.dumps(command)}", "[alerts.changes]", "portals = ['portal', 'no-such']"]
        (luutru.archive / "luutru.toml").write_text("\n".join(lines), encoding="utf-8")
        assert luutru("crawl", "--file", file, "--recheck").returncode == 0
    assert "articles 6 edited on portal" in said.read_text(encoding="utf-8")
    shown = luutru("alerts").stdout
    assert "waits for command: articles edited: 6" in shown
    assert "articles edited, removed are told of portal (no portal that was crawled is or has: no-such)" in shown
