"""`luutru run`: rounds of crawls by schedule, as processes of their own, against servers that answer, hang and die."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from archive.database import writer_lock
from archive.errors import ArchiveBusy
from archive.verification import verify
from tests.crawler.conftest import clean_environment, page, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.crawler.conftest import Luutru, Site

FAST = "\n[politeness]\ndelay = 0\n"
NOON = "2026-03-02T05:00:00Z"  # in Hanoi


def articles(site: Site, count: int = 4) -> None:
    links = tuple(f"/tin/bai-viet-hay-so-{n}" for n in range(count))
    site.put("/", page("Cổng", links=links))
    for n, link in enumerate(links):
        site.put(link, page(f"Bài viết hay số {n}", body=f"Nội dung riêng của bài thứ {n}. " * 12))


def defined(luutru: Luutru, site: Site, key: str = "portal", text: str = "") -> Path:
    """A definition in the archive's own folder."""
    folder = luutru.archive / "portals"
    folder.mkdir(parents=True, exist_ok=True)
    head = f"homepage = '{site.url}'\nprivate = true\ntimezone = 'Asia/Ho_Chi_Minh'\n"
    file = folder / f"{key}.toml"
    file.write_text(head + text + ("" if "[politeness]" in text else FAST), encoding="utf-8")
    return file


def runs(folder: Path) -> list[tuple[str, str | None]]:
    """Portal and reason of each crawl that is in the archive."""
    if not (folder / "archive.db").exists():
        return []
    db = sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)
    try:
        return db.execute("SELECT portal, reason FROM crawls ORDER BY id").fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        db.close()


def told(luutru: Luutru, moment: str, *arguments: str) -> dict[str, Any]:
    done = luutru("run", "--once", "--json", *arguments, LUUTRU_NOW=moment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def started(luutru: Luutru, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", "run", *arguments], cwd=luutru.folder, stderr=subprocess.PIPE,
        encoding="utf-8", env={**clean_environment(), **environment},
    )  # fmt: skip


def is_free(folder: Path) -> bool:
    """Whether nobody writes the archive."""
    try:
        with writer_lock(folder):
            return True
    except ArchiveBusy:
        return False


def until(is_so: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    for _ in range(1200):
        if is_so():
            return
        assert process is None or process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def hanging(site: Site) -> Iterator[threading.Event]:
    """One article of the site never answers; the event says that it was asked for."""
    articles(site)
    held, released = threading.Event(), threading.Event()

    def hang(_count: int) -> tuple[int, dict[str, str], bytes]:
        held.set()
        released.wait(90)
        return 200, {}, b"spat"

    site.answers["/tin/bai-viet-hay-so-2"] = hang
    yield held
    released.set()


def test_a_portal_is_crawled_when_it_is_due_and_not_before(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site, text="[schedule]\ninterval = '2 hours'\n")
    first = told(luutru, "2026-03-02T05:00:00Z")
    assert (first["crawled"], first["next_portal"]) == (1, "portal")
    assert first["next_at"][:13] == "2026-03-02T07"
    assert told(luutru, "2026-03-02T06:30:00Z")["crawled"] == 0
    assert told(luutru, first["next_at"])["crawled"] == 1
    assert site.asked["/"] == 2


def test_times_that_were_missed_are_caught_up_once(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site, text="[schedule]\ncron = '0 * * * *'\n")
    assert told(luutru, "2026-03-02T05:00:00Z")["crawled"] == 1
    week_later = told(luutru, "2026-03-09T05:20:00Z")
    assert (week_later["crawled"], week_later["next_at"]) == (1, "2026-03-09T06:00:00Z")
    assert told(luutru, "2026-03-09T05:40:00Z")["crawled"] == 0
    assert site.asked["/"] == 2


def test_cron_goes_by_the_portals_own_clock(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site, text="[schedule]\ncron = '30 6 * * *'\n")
    assert told(luutru, NOON)["next_at"] == "2026-03-02T23:30:00Z"


def test_what_is_paused_or_quiet_is_not_asked_until_it_is_named(luutru: Luutru, site: Site) -> None:
    articles(site)
    for line, following in (
        ("pause = true", None),
        ("paused_until = 2026-12-31", "2026-12-30T17:00:00Z"),
        ("quiet = ['11:30-13:30']", "2026-03-02T06:30:00Z"),
    ):
        defined(luutru, site, text=f"[schedule]\n{line}\n")
        found = told(luutru, NOON)
        assert (found["crawled"], found["next_at"]) == (0, following)
        assert luutru("crawl", LUUTRU_NOW=NOON).returncode == 0
    assert not site.asked
    assert luutru("crawl", "portal", LUUTRU_NOW=NOON).returncode == 0
    assert site.asked["/"] == 1


@pytest.mark.parametrize("verb", [("run", "--once"), ("crawl",)])
def test_a_crawl_ends_when_quiet_hours_begin_and_goes_on_after_them(
    luutru: Luutru, site: Site, verb: tuple[str, ...]
) -> None:
    articles(site, 30)
    slow = "[schedule]\nquiet = ['12:00-13:00']\n[politeness]\ndelay = 0.5\nconcurrency = 1\n"
    defined(luutru, site, text=slow)
    assert luutru(*verb, LUUTRU_NOW="2026-03-02T04:59:57Z").returncode == 0
    assert runs(luutru.archive) == [("portal", "quiet hours")]
    assert 0 < site.asked.total() < 25
    defined(luutru, site, text="[schedule]\nquiet = ['12:00-13:00']\n")
    assert luutru(*verb, LUUTRU_NOW="2026-03-02T06:00:00Z").returncode == 0
    assert runs(luutru.archive)[1:] == [("portal", "finished")]
    assert {count for path, count in site.asked.items() if path.startswith("/tin/")} == {1}
    assert len([path for path in site.asked if path.startswith("/tin/")]) == 30


def test_a_broken_definition_costs_no_other_portal(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site)
    (luutru.archive / "portals" / "hong.toml").write_text("homepage = 3", encoding="utf-8")
    done = luutru("run", "--once", "--quiet")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "hong.toml: homepage" in done.stderr
    assert runs(luutru.archive) == [("portal", "finished")]


@pytest.mark.parametrize("fault", ["no browser", "a slow pattern"])
def test_a_crawl_that_cannot_begin_costs_no_other_portal(luutru: Luutru, site: Site, fault: str) -> None:
    articles(site)
    for key in ("other", "portal"):
        defined(luutru, site, key)
    site.put("/tin/bai-viet-hay-so-1", page("Bài viết hay số 1", links=("/" + "a" * 200 + "!",)))
    assert told(luutru, NOON)["crawled"] == 2
    wrong = "javascript = true\n" if fault == "no browser" else "[discover]\nformer = ['(?:a|aa)+$']\n"
    defined(luutru, site, "other", wrong)
    for moment, crawled in (("2026-03-05T05:00:00Z", 2), ("2026-03-05T05:00:10Z", 0)):
        done = luutru("run", "--once", "--json", LUUTRU_NOW=moment, LUUTRU_CHROMIUM="/nowhere/chromium")
        assert done.returncode == int(crawled > 0), done.stderr
        assert json.loads(done.stdout)["crawled"] == crawled
    (other, reason), portal = runs(luutru.archive)[2:]
    assert other == "other"
    assert ("there is no such program" if fault == "no browser" else "takes longer than 0.25 s") in str(reason)
    assert portal == ("portal", "finished")


@pytest.mark.parametrize("when", ["while it is sent", "before"])
def test_a_message_that_hangs_does_not_keep_a_round_from_ending(
    luutru: Luutru, site: Site, tmp_path: Path, when: str
) -> None:
    links = tuple(f"/tin/bai-viet-hay-so-{number}" for number in range(200 if when == "before" else 0))
    site.put("/", page("Cổng", links=links))  # and no article: that is told
    defined(luutru, site, text="[politeness]\ndelay = 0.2\n" if when == "before" else "")
    begun = tmp_path / "begun"
    script = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(600)"
    command = json.dumps([sys.executable, "-c", script])
    (luutru.archive / "luutru.toml").write_text(f"[alerts]\ncommand = {command}\n", encoding="utf-8")
    with started(luutru, "--once", "--quiet") as process:
        until((lambda: site.asked.total() > 5) if when == "before" else begun.exists, process)
        process.terminate()
        _, said = process.communicate(timeout=45)  # a command may take sixty
    assert "Traceback" not in said
    assert "what has not been sent is sent after the next run" in said or when == "before"
    assert is_free(luutru.archive)
    assert [key for key, _ in runs(luutru.archive)] == ["portal"]
    if when != "before":
        assert "no article" in luutru("alerts").stdout


def test_as_many_portals_side_by_side_as_the_settings_say(luutru: Luutru, site: Site) -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def counted(_count: int) -> tuple[int, dict[str, str], bytes]:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.3)
        with lock:
            at_once -= 1
        return 200, {"Content-Type": "text/html"}, page("Cổng")

    (luutru.archive / "portals").mkdir(parents=True)
    (luutru.archive / "luutru.toml").write_text("[run]\nat_once = 2\n", encoding="utf-8")
    site.answers["/"] = counted
    for number in range(5):
        defined(luutru, site, f"portal-{number}")
    for verb in (("run", "--once"), ("crawl",)):
        luutru(*verb, LUUTRU_NOW="2026-03-02T05:00:00Z" if verb == ("crawl",) else "2026-03-01T05:00:00Z")
        assert most == 2, verb
        most = 0
    assert len(runs(luutru.archive)) == 10


def test_a_slow_portal_does_not_hold_up_the_others_and_is_cut_off_in_the_end(
    luutru: Luutru, site: Site, hanging: threading.Event
) -> None:
    (luutru.archive / "portals").mkdir(parents=True)
    (luutru.archive / "luutru.toml").write_text("[run]\nlongest = '0.4 minutes'\n", encoding="utf-8")
    defined(luutru, site, "cham", FAST + "timeout = 8\n")
    with serving() as quick:
        articles(quick)
        defined(luutru, quick, "nhanh", "[schedule]\ncron = '* * * * *'\n")
        process = started(luutru, "--once", LUUTRU_NOW="2026-03-02T05:00:50Z")
        assert hanging.wait(60)
        with serving() as late:  # a portal that is added while the round goes on
            articles(late)
            defined(luutru, late, "moi")
            _, said = process.communicate(timeout=100)
        assert process.returncode == 0, said
        found = runs(luutru.archive)
        assert found.count(("nhanh", "finished")) >= 2
        assert ("moi", "finished") in found
        assert ("cham", "end of the round") in found
    assert not verify(luutru.archive).findings


def test_who_else_writes_the_archive_is_said_and_nothing_is_done(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site)
    with Archive.open(luutru.archive, write=True, create=True):
        done = luutru("run", "--once")
        assert done.returncode == 0
        assert f"process {os.getpid()} since" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not site.asked
    assert luutru("run", "--once").returncode == 0
    assert site.asked["/"] == 1


def test_run_lives_on_takes_up_new_portals_and_holds_nothing_while_it_waits(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site, "mot", "[schedule]\ninterval = '12 hours'\n")
    process = started(luutru)
    try:
        until(lambda: runs(luutru.archive) == [("mot", "finished")], process)
        until(lambda: is_free(luutru.archive), process)
        (luutru.archive / "portals" / "hong.toml").write_text("homepage = 3", encoding="utf-8")
        defined(luutru, site, "hai", "[schedule]\ninterval = '12 hours'\n")
        until(lambda: runs(luutru.archive)[1:] == [("hai", "finished")], process)
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "hong.toml" in said
    assert "Traceback" not in said


def test_a_round_that_is_killed_costs_that_round_alone(luutru: Luutru, site: Site, hanging: threading.Event) -> None:
    defined(luutru, site)
    process = started(luutru)
    try:
        assert hanging.wait(60)
        holder = int((luutru.archive / "writer.lock").read_text(encoding="utf-8").split()[1])
        assert holder != process.pid
        os.kill(holder, signal.SIGKILL)
        articles(site)
        until(lambda: is_free(luutru.archive), process)  # the lock died with it
        # The next one would come after a minute; whoever cannot wait touches a definition.
        defined(luutru, site, text="name = 'Cổng'\n")
        until(lambda: ("portal", "finished") in runs(luutru.archive), process)
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert not verify(luutru.archive).findings


def test_a_round_ends_when_run_itself_is_killed(luutru: Luutru, site: Site, hanging: threading.Event) -> None:
    defined(luutru, site)
    process = started(luutru)
    assert hanging.wait(60)
    holder = int((luutru.archive / "writer.lock").read_text(encoding="utf-8").split()[1])
    process.kill()
    process.wait(timeout=60)
    until(lambda: runs(luutru.archive) == [("portal", "interrupted")])
    articles(site)
    until(lambda: is_free(luutru.archive))
    until(lambda: not is_running(holder))  # whom it would tell what came of it is gone
    assert process.stderr is not None
    process.stderr.close()
    assert luutru("run", "--once").returncode == 0
    assert runs(luutru.archive)[-1] == ("portal", "finished")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("once", [True, False])
def test_run_stops_within_ten_seconds_though_a_server_hangs(
    luutru: Luutru, site: Site, hanging: threading.Event, number: int, times: int, once: bool
) -> None:
    defined(luutru, site)
    process = started(luutru, *(["--once"] if once else []))
    assert hanging.wait(60)
    until(lambda: site.asked.total() >= 5, process)
    begun = time.monotonic()
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.5)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10
    assert process.returncode == 0, said
    assert runs(luutru.archive) == [("portal", "interrupted")]
    articles(site)
    assert luutru("run", "--once").returncode == 0
    report = verify(luutru.archive)
    assert not report.findings
    assert {count for path, count in site.asked.items() if path.startswith("/tin/")} <= {1, 2}


def test_run_stops_while_it_waits(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site)
    process = started(luutru)
    until(lambda: runs(luutru.archive) == [("portal", "finished")], process)
    time.sleep(3)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_nothing_is_crawled_below_the_floor_of_the_disk(luutru: Luutru, site: Site) -> None:
    articles(site)
    defined(luutru, site)
    (luutru.archive / "luutru.toml").write_text("[disk]\nfloor = '900000 TB'\n", encoding="utf-8")
    for verb in (("run", "--once"), ("crawl",)):
        done = luutru(*verb)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) <= 2
        assert "are free, less than" in done.stderr
        assert "luutru compact" in done.stderr
    assert not site.asked
    process = started(luutru)
    try:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(2)]
        assert "the next one in 1 minutes" in lines[-1], lines
        (luutru.archive / "luutru.toml").write_text("[disk]\nfloor = '0 MB'\n", encoding="utf-8")
        until(lambda: runs(luutru.archive) == [("portal", "finished")], process)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_crawl_ends_before_the_disk_is_full_and_goes_on_when_there_is_room(luutru: Luutru, site: Site) -> None:
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    disk = luutru.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted: {mounted.stderr.decode()}")
    try:
        articles(site, 40)
        for path in [path for path in site.answers if path.startswith("/tin/")]:
            noise = f"<!-- {os.urandom(300_000).hex()} -->".encode()
            site.put(path, page(f"Bài {path}", body=f"Nội dung riêng của {path}. " * 12) + noise)
        folder = disk / "archive"
        (folder / "portals").mkdir(parents=True)
        shutil.copy(defined(luutru, site), folder / "portals" / "portal.toml")
        (folder / "luutru.toml").write_text("[disk]\nfloor = '28 MB'\n", encoding="utf-8")
        done = luutru("-a", str(folder), "run", "--once", "--quiet")
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert "less than the 28.0 MB of [disk] floor" in done.stderr
        assert runs(folder) == [("portal", "disk floor")]
        assert shutil.disk_usage(disk).free > 10_000_000
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        assert luutru("-a", str(folder), "run", "--once").returncode == 0
        assert runs(folder)[1:] == [("portal", "finished")]
        assert {count for path, count in site.asked.items() if path.startswith("/tin/")} == {1}
        assert not verify(folder).findings
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_wrong_use_of_run_is_one_line_and_status_2(luutru: Luutru, site: Site) -> None:
    for arguments in (("run",), ("run", "--once")):
        done = luutru(*arguments)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    defined(luutru, site)
    assert luutru("run", "--json").returncode == 2
    (luutru.archive / "luutru.toml").write_text("[run]\nlongest = 'soon'\n", encoding="utf-8")
    assert "run.longest" in luutru("run").stderr
