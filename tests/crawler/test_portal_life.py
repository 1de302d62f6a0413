"""One list of portals: what is crawled, listed and shown; and `luutru portal`, whose word holds through a repair."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from archive.verification import verify
from tests.crawler.conftest import Kept, Luutru, Site, rows, serving, small_portal
from tests.crawler.test_run import defined, runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAYS = ("2026-03-02T05:00:00Z", "2026-03-05T05:00:00Z", "2026-03-08T05:00:00Z")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    luutru = Luutru(tmp_path_factory.mktemp("life"))
    with serving() as site:
        small_portal(site)
        defined(luutru, site, "q")
        assert luutru("crawl", LUUTRU_NOW=DAYS[0]).returncode == 0
        yield Kept(luutru.folder, site)


@pytest.fixture
def crawled(kept: Kept, tmp_path: Path) -> Luutru:
    """An archive of one portal, q."""
    return kept.copied(tmp_path)


@pytest.fixture
def its_site(kept: Kept, crawled: Luutru) -> Site:
    """That portal, as it was."""
    return kept.site


def listed(luutru: Luutru, *arguments: str, moment: str = DAYS[1]) -> dict[str, dict[str, Any]]:
    """What `luutru portals` tells, by key; those that come with luutru and were never used left out."""
    lines = luutru("portals", "--json", *arguments, LUUTRU_NOW=moment).stdout.splitlines()
    told = {row["id"]: row for row in map(json.loads, lines)}
    return {key: row for key, row in told.items() if key not in ("demo", "thuynguyen")}


def crawl(luutru: Luutru, *arguments: str, moment: str = DAYS[1]) -> str:
    done = luutru("crawl", *arguments, LUUTRU_NOW=moment)
    assert done.returncode == 0, done.stderr
    return done.stderr


def made_anew(luutru: Luutru) -> Luutru:
    """The archive as a repair makes it from `warc/` alone."""
    for name in ("archive.db", "withheld.db", "frontier.db"):
        for ending in ("", "-wal", "-shm"):
            (luutru.archive / f"{name}{ending}").unlink(missing_ok=True)
    done = luutru("verify", "--repair")
    assert "is whole" in done.stdout, done.stdout + done.stderr
    return luutru


def held(luutru: Luutru) -> list[tuple[int, str, str]]:
    found = rows(luutru.archive, "SELECT id, portal, url FROM articles ORDER BY id")
    return [(row["id"], row["portal"], row["url"]) for row in found]


def test_every_known_portal_is_listed_with_its_state(crawled: Luutru, its_site: Site) -> None:
    for key, text in {
        "moi": "", "nghi": "[schedule]\npaused_until = 2026-12-31\n", "cu": "valid_until = 2025-06-30\n",
        "sau": "valid_from = 2027-01-01\n",
    }.items():  # fmt: skip
        defined(crawled, its_site, key, text)
    (crawled.archive / "portals" / "hong.toml").write_text("homepage = 3", encoding="utf-8")
    found = listed(crawled)
    assert {key: row["state"] for key, row in found.items()} == {
        "q": "open", "moi": "open", "nghi": "paused", "cu": "closed", "sau": "closed", "hong": "broken",
    }  # fmt: skip
    assert [key for key, row in found.items() if row["crawled"]] == ["q"]
    assert (found["q"]["next_due"], found["q"]["next_why"][:5]) == ("2026-03-02T06:00:00Z", "every")
    assert found["moi"]["next_why"] == "never crawled to its end"
    assert found["nghi"]["next_why"] == "paused until 2026-12-31"
    assert found["cu"]["next_due"] is None
    shown = crawled("portals", LUUTRU_NOW=DAYS[1])
    assert shown.returncode == 2
    assert "hong.toml: homepage" in shown.stderr
    lines = {line.split()[0]: line for line in reversed(shown.stdout.splitlines())}
    assert "closed until 2025-06-30" in lines["cu"]
    assert "closed from 2027-01-01" in lines["sau"]
    assert "due now, never crawled" in lines["moi"]
    assert lines["hong"].split()[1] == "broken"
    assert "6 portals: 1 broken, 2 open, 1 paused, 2 closed; 5 of them never crawled" in shown.stdout
    assert shown.stdout.index("were never used here:") < shown.stdout.index("thuynguyen")


def test_a_broken_definition_costs_no_other_portal(crawled: Luutru) -> None:
    (crawled.archive / "portals" / "hong.toml").write_text("homepage = 3", encoding="utf-8")
    done = crawled("crawl", LUUTRU_NOW=DAYS[1])
    assert done.returncode == 1
    assert "hong.toml: homepage" in done.stderr.splitlines()[-1]
    assert runs(crawled.archive) == [("q", "finished")] * 2
    (crawled.archive / "portals" / "q.toml").write_text("homepage = 3", encoding="utf-8")
    assert crawled("crawl", LUUTRU_NOW=DAYS[2]).returncode == 2


def test_a_portal_whose_file_is_gone_is_listed_and_ended_by_the_command_that_is_named(crawled: Luutru) -> None:
    (crawled.archive / "portals" / "q.toml").unlink()
    shown = crawled("portals", LUUTRU_NOW=DAYS[1]).stdout
    assert "its file is gone" in shown
    assert "crawled as last used; luutru portal remove q ends that" in shown
    crawl(crawled)
    crawl(crawled, "q", moment=DAYS[1])
    assert runs(crawled.archive) == [("q", "finished")] * 3
    before = held(crawled)
    assert "its 6 articles stay" in crawled("portal", "remove", "q").stdout
    for luutru in (crawled, made_anew(crawled)):
        assert listed(luutru)["q"]["state"] == "removed"
        assert "nothing is due" in crawl(luutru, moment=DAYS[2])
        assert held(luutru) == before
        assert "Bài viết hay số 3" in luutru("search", '"Bài viết hay số 3"').stdout
        refused = luutru("crawl", "q")
        assert refused.returncode == 2
        assert "luutru portal resume q takes it up again" in refused.stderr
    assert crawled("portal", "resume", "q").returncode == 0
    assert listed(crawled)["q"]["state"] == "open"
    assert verify(crawled.archive).findings == []


def test_a_portal_that_is_removed_stays_so_though_its_file_comes_back_and_is_taken_up_where_it_is_named(
    crawled: Luutru,
) -> None:
    file = crawled.archive / "portals" / "q.toml"
    text = file.read_text(encoding="utf-8")
    removed = crawled("portal", "remove", "q").stdout
    assert "q.toml.removed" in removed
    assert not file.exists()
    assert crawled("portal", "remove", "q").returncode == 0  # again does nothing
    file.write_text(text, encoding="utf-8")  # as a backup that is copied back has it
    assert listed(crawled)["q"]["state"] == "removed"
    assert "nothing is due" in crawl(crawled)
    crawl(crawled, "q")
    assert listed(crawled)["q"]["state"] == "open"
    assert listed(made_anew(crawled))["q"]["state"] == "open"


def test_a_portal_is_paused_and_goes_on(crawled: Luutru, its_site: Site) -> None:
    defined(crawled, its_site, "moi")
    for key in ("q", "moi"):
        assert crawled("portal", "pause", key, LUUTRU_NOW=DAYS[1]).returncode == 0
    for luutru in (crawled, made_anew(crawled)):
        assert {key: row["state"] for key, row in listed(luutru).items()} == {"q": "paused", "moi": "paused"}
        assert "nothing is due" in crawl(luutru)
        assert json.loads(luutru("run", "--once", "--json", LUUTRU_NOW=DAYS[1]).stdout)["crawled"] == 0
    crawl(crawled, "q")
    assert listed(crawled)["q"]["state"] == "paused"
    assert crawled("portal", "resume", "q").returncode == 0
    crawl(crawled, moment=DAYS[2])
    assert runs(crawled.archive) == [("q", "finished")] * 3
    assert verify(crawled.archive).findings == []


def test_what_else_keeps_a_portal_from_being_crawled_is_said_when_it_goes_on(crawled: Luutru, its_site: Site) -> None:
    defined(crawled, its_site, "q", "[schedule]\npause = true\n")
    crawled("portal", "pause", "q")
    assert "its definition says pause = true" in crawled("portal", "resume", "q").stdout


def test_a_portal_gets_another_key_with_all_that_is_held_of_it(crawled: Luutru, its_site: Site) -> None:
    crawled("withhold", "3", "--reason", "thử")
    crawled("reclassify", "4", "notice")
    assert crawled("search", "hay", "--portal", "q").returncode == 0
    asked = its_site.asked.copy()
    done = crawled("portal", "rename", "q", "r")
    assert (done.returncode, done.stdout) == (0, "q is called r now\n"), done.stderr
    assert crawled("portal", "rename", "q", "r").returncode == 0  # again does nothing
    assert sorted(file.name for file in (crawled.archive / "portals").iterdir()) == ["r.toml"]
    assert {key for _, key, _ in held(crawled)} == {"r"}
    assert verify(crawled.archive).findings == []
    assert len(crawled("search", "bài viết", "--portal", "r", "--json").stdout.splitlines()) == 5
    assert crawled("search", "hay", "--portal", "q").returncode == 2
    assert its_site.asked == asked
    crawl(crawled)  # goes on where it was: nothing is new, nothing is a version
    assert runs(crawled.archive) == [("r", "finished")] * 2
    assert rows(crawled.archive, "SELECT max(version) AS n FROM articles")[0]["n"] == 1
    assert set(listed(crawled)) == {"r"}
    assert "it is called r now" in crawled("portal", "pause", "q").stderr
    tables = ("articles", "article_versions", "pages", "captures", "crawls", "page_type_rules", "withholdings",
              "portal_decisions")  # fmt: skip
    before = {name: rows(crawled.archive, f"SELECT * FROM {name}") for name in tables}
    assert crawled("withhold", "3", "--undo").returncode == 0
    assert [key for number, key, _ in held(crawled) if number == 3] == ["r"]
    crawled("withhold", "3", "--reason", "thử")
    made_anew(crawled)
    after = {name: rows(crawled.archive, f"SELECT * FROM {name}") for name in tables if name != "withholdings"}
    for name, told in after.items():
        assert [{**row, "next_due": 0, "id": 0} for row in told] == [
            {**row, "next_due": 0, "id": 0} for row in before[name]
        ], name
    its_site.put("/tin/bai-viet-hay-so-2", its_site.answers["/tin/bai-viet-hay-so-2"][2].replace(b"hai", b"ba"))  # type: ignore[index]
    crawl(crawled, "r", "--recheck", moment=DAYS[2])  # reads again what was recorded as q
    assert verify(crawled.archive).findings == []
    assert crawled("reextract", "--apply").returncode == 0


def test_a_queue_that_is_lost_after_a_new_key_is_made_anew_from_what_was_recorded_under_the_old_one(
    crawled: Luutru, its_site: Site
) -> None:
    crawled("portal", "rename", "q", "r")
    (crawled.archive / "frontier.db").unlink()
    its_site.asked.clear()
    crawl(crawled, moment="2026-03-02T06:30:00Z")
    assert its_site.asked["/"] == 1
    assert its_site.asked.total() <= 3  # robots.txt, the home page, nothing that is known


def test_a_file_that_was_renamed_is_told_and_the_command_that_is_named_has_the_archive_follow(
    crawled: Luutru, its_site: Site
) -> None:
    (crawled.archive / "portals" / "q.toml").rename(crawled.archive / "portals" / "r.toml")
    line = f"q and r are both on 127.0.0.1:{its_site.port}, which is crawled twice: luutru portal rename q r ends that"
    assert line in crawled("portals", LUUTRU_NOW=DAYS[1]).stdout
    shutil.copytree(crawled.folder, crawled.folder.with_name("twice"))
    assert line in crawl(Luutru(crawled.folder.with_name("twice")))
    assert crawled("portal", "rename", "q", "r").returncode == 0
    assert "which is crawled twice" not in crawl(crawled)
    assert {key for _, key, _ in held(crawled)} == {"r"}
    assert len(held(crawled)) == 6


def test_portals_that_follow_one_another_or_share_out_a_host_are_no_twins(crawled: Luutru, its_site: Site) -> None:
    defined(crawled, its_site, "cu", "valid_until = 2025-06-30\n")
    defined(crawled, its_site, "nghi", "[schedule]\npause = true\n")
    assert "crawled twice" not in crawled("portals", LUUTRU_NOW=DAYS[1]).stdout
    for key, path in (("q", "vi"), ("en", "en")):
        file = defined(crawled, its_site, key, f"[discover]\nfollow = ['/{path}/']\n")
        text = file.read_text(encoding="utf-8").replace(its_site.url, f"{its_site.url}{path}/")
        file.write_text(text, encoding="utf-8")
    assert "crawled twice" not in crawled("portals", LUUTRU_NOW=DAYS[1]).stdout
    defined(crawled, its_site, "moi")
    assert "luutru portal remove moi ends that" in crawled("portals", LUUTRU_NOW=DAYS[1]).stdout


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("rename", "q", "R 2"), "is no new key"),
        (("rename", "q", "thuynguyen"), "comes with luutru"),
        (("rename", "q", "moi"), "is the key of another portal"),
        (("pause", "nobody"), "no portal 'nobody' is known here"),
    ],
)
def test_wrong_use_is_one_line(crawled: Luutru, its_site: Site, arguments: tuple[str, ...], line: str) -> None:
    defined(crawled, its_site, "moi")
    done = crawled("portal", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert line in done.stderr


def test_a_portal_that_was_never_crawled_is_renamed_and_removed_by_its_file(luutru: Luutru, site: Site) -> None:
    defined(luutru, site, "moi")
    assert luutru("portal", "rename", "moi", "khac").returncode == 0
    assert set(listed(luutru)) == {"khac"}
    assert luutru("portal", "remove", "khac").returncode == 0
    assert listed(luutru) == {}
    assert not (luutru.archive / "archive.db").exists()


def test_the_tables_follow_a_definition_that_is_edited_though_nothing_is_crawled(
    crawled: Luutru, its_site: Site
) -> None:
    defined(crawled, its_site, "q", "name = 'Huyện cũ'\nvalid_until = 2025-06-30\n")
    assert "nothing is due" in crawl(crawled)
    statement = "SELECT name, definition, last_used FROM portals"
    (row,) = rows(crawled.archive, statement)
    assert row["name"] == "Huyện cũ"
    assert "valid_until" in row["definition"]
    assert row["last_used"] == DAYS[0]
    assert rows(made_anew(crawled).archive, statement) == [row]
