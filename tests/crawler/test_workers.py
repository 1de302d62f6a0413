"""Pages that hang, eat memory or bring their reader down: what they cost, and what they do not."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.errors import UsageError
from archive.verification import verify
from crawler.extraction import Hints
from crawler.reading import Question, Reading
from crawler.workers import Workers
from tests.crawler.conftest import clean_environment, page
from tests.crawler.readers import ROOT, hangs_on_three, run_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crawler.conftest import Luutru, Site


def question(body: bytes, url: str = "https://example.gov.vn/tin/mot-bai") -> Question:
    return Question(
        url=url, status=200, body=body, content_type="text/html", kind="page", hints=Hints(), homepage="",
        timezone="UTC", language="", fields={},
    )  # fmt: skip


def badly(asked: Question) -> Reading:
    """Does what the page says."""
    if asked.body == b"hang":
        while True:
            pass
    if asked.body == b"eat":
        eaten = [bytes(64 << 20) for _ in range(1000)]
        return Reading(outcome="other", note=str(len(eaten)))
    if asked.body == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if asked.body.startswith(b"die once "):
        marker = asked.body.removeprefix(b"die once ").decode()
        if not os.path.exists(marker):  # noqa: PTH110
            os.close(os.open(marker, os.O_CREAT))
            os.kill(os.getpid(), signal.SIGKILL)
    if asked.body.startswith(b"hang in C "):
        os.close(os.open(asked.body.removeprefix(b"hang in C ").decode(), os.O_CREAT))
        re.match(r"(a+)+$", "a" * 60 + "b")  # years, and no other thread of the process runs meanwhile
    if asked.body == b"err":
        raise ZeroDivisionError("khong chia duoc")
    return Reading(outcome="other", note=f"read {asked.body.decode()}")


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(2, seconds=1.0, memory_bytes=700 << 20, function=badly) as made:
        yield made


@pytest.mark.parametrize(
    ("body", "words", "is_fault"),
    [
        (b"hang", "took longer than 1 seconds", False),
        (b"hang in C /dev/null", "took longer than 1 seconds", False),
        (b"eat", "more than 700 MiB of memory", False),
        (b"die", "brought its process down", False),
        (b"err", "ZeroDivisionError: khong chia duoc", True),
    ],
)
def test_a_page_that_cannot_be_read_says_why_and_the_next_one_is_read(
    workers: Workers, body: bytes, words: str, is_fault: bool
) -> None:
    found = workers.read_now(question(body))
    assert (found.outcome, found.is_fault, found.article) == ("error", is_fault, None)
    assert words in found.extract_error
    assert workers.read_now(question(b"next")).note == "read next"


@pytest.mark.parametrize(
    ("name", "value"),
    [("LUUTRU_PAGE_SECONDS", word) for word in ("soon", "-1", "0", "nan", "inf")] + [("LUUTRU_PAGE_MIB", "12")],
)
def test_a_limit_that_is_none_is_wrong_use(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=f"{name}={value}: needs a number"):
        Workers()


def test_memory_is_limited_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUUTRU_PAGE_MIB", "512")
    with Workers(1, seconds=60, function=badly) as workers:
        assert "more than 512 MiB of memory" in workers.read_now(question(b"eat")).extract_error
        assert workers.read_now(question(b"next")).note == "read next"


def test_a_page_as_large_as_any_that_is_kept_goes_there_and_back(workers: Workers) -> None:
    body = b"x" * (32 << 20)
    assert len(workers.read_now(question(body)).note) == len(body) + len("read ")


def test_a_process_that_was_ended_from_outside_costs_no_page(workers: Workers, tmp_path: Path) -> None:
    body = f"die once {tmp_path / 'marker'}".encode()
    assert workers.read_now(question(body)).note.startswith("read die once")


def test_other_pages_are_read_while_one_hangs(workers: Workers) -> None:
    async def both() -> list[Reading]:
        return await asyncio.gather(
            workers.read(question(b"hang")), *(workers.read(question(f"{n}".encode())) for n in range(20))
        )

    first, *others = asyncio.run(both())
    assert "took longer" in first.extract_error
    assert [one.note for one in others] == [f"read {n}" for n in range(20)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc, where processes can be seen")
def test_first_questions_from_many_threads_begin_no_more_processes_than_there_should_be(workers: Workers) -> None:
    before = descendants(os.getpid())
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(workers.read_now, [question(b"next")] * 16))
    begun = [number for number in descendants(os.getpid()) if number not in before]
    assert len(begun) <= 2 + workers.count  # what forks them, what cleans up after them, and those that read


def readers_of(workers: Workers) -> tuple[int, list[int]]:
    """The process that forks the readers, and the readers, of a pool that has answered."""
    pool = workers._pool
    assert pool is not None
    readers = [number for number in pool._pool_manager.worker_manager.workers if is_alive(number)]
    parents = {int(state_of(number)[1]) for number in readers}
    assert len(parents) == 1
    return parents.pop(), readers


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc, where processes can be seen")
@pytest.mark.parametrize("which", ["one reader", "all readers", "what forks them", "all"])
def test_processes_that_are_killed_while_nothing_is_read_cost_no_page(workers: Workers, which: str) -> None:
    seen = set()
    for n in range(3):
        assert workers.read_now(question(b"before")).note == "read before"
        forking, readers = readers_of(workers)
        seen |= {forking, *readers}
        killed = {
            "one reader": readers[:1], "all readers": readers, "what forks them": [forking],
            "all": [forking, *readers],
        }[which]  # fmt: skip
        for number in killed:
            os.kill(number, signal.SIGKILL)
        found = [workers.read_now(question(f"{n} {m}".encode())).note for m in range(4)]
        assert found == [f"read {n} {m}" for m in range(4)]
    forking, readers = readers_of(workers)
    workers.close()
    left = {*seen, *readers} - {forking}
    for _ in range(400):
        if not any(is_alive(number) for number in left):
            break
        time.sleep(0.05)
    assert not [number for number in left if is_alive(number)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc, where processes can be seen")
@pytest.mark.parametrize("which", ["one reader", "what forks them", "all"])
def test_processes_that_are_killed_while_many_pages_are_read_cost_no_page(workers: Workers, which: str) -> None:
    async def reading_many() -> list[Reading]:
        tasks = [asyncio.ensure_future(workers.read(question(f"{n}".encode() * 1000))) for n in range(200)]
        await asyncio.wait({tasks[20]})
        forking, readers = readers_of(workers)
        for number in {"one reader": readers[:1], "what forks them": [forking], "all": [forking, *readers]}[which]:
            os.kill(number, signal.SIGKILL)
        return list(await asyncio.gather(*tasks))

    assert workers.read_now(question(b"before")).note == "read before"
    found = asyncio.run(reading_many())
    assert [one.note for one in found] == [f"read {str(n) * 1000}" for n in range(200)]


HOSTILE_NAMES = ("json", "archive", "crawler", "socket", "selectors", "signal", "lxml", "multiprocessing")


@pytest.mark.parametrize("how", ["crawl", "run --once", "verify"])
def test_nothing_of_the_working_directory_is_imported(luutru: Luutru, site: Site, how: str) -> None:
    site.put("/", page("Cổng", links=("/tin/mot-bai-viet",)))
    site.put("/tin/mot-bai-viet", page("Một bài viết"))
    (luutru.archive / "portals").mkdir(parents=True)
    Path(luutru.define(site)).rename(luutru.archive / "portals" / "portal.toml")
    for name in HOSTILE_NAMES:
        (luutru.folder / f"{name}.py").write_text("raise SystemExit('imported from here')\n", encoding="utf-8")
    environment = {**clean_environment(), "PYTHONPATH": str(ROOT)}
    if how == "verify":
        command = [sys.executable, "-P", "-m", "crawler", "crawl", "--quiet"]
        subprocess.run(command, cwd=luutru.folder, env=environment, check=True, timeout=300)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "crawler", *how.split()], cwd=luutru.folder, env=environment, capture_output=True,
        encoding="utf-8", check=False, timeout=600,
    )  # fmt: skip
    assert "imported from here" not in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr


HOLDER = """
import sys
from crawler.workers import Workers
from tests.crawler.test_workers import question
if __name__ == "__main__":
    workers = Workers(2)
    workers.read_now(question(b"<p>mot bai"))
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc, where processes can be seen")
def test_no_process_outlives_the_one_that_began_it(tmp_path: Path) -> None:
    script = tmp_path / "holder.py"
    script.write_text(HOLDER, encoding="utf-8")
    environment = {**clean_environment(), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        numbers = descendants(holder.pid)
        assert len(numbers) >= 3  # what forks them, and two that read
        assert all(is_alive(number) for number in numbers)
        holder.kill()
    for _ in range(200):
        if not any(is_alive(number) for number in numbers):
            break
        time.sleep(0.05)
    assert not [number for number in numbers if is_alive(number)]


STUCK = """
import sys, threading
from crawler.workers import Workers
from tests.crawler.test_workers import badly, question
if __name__ == "__main__":
    workers = Workers(2, seconds=3600, function=badly)
    asked = question(b"hang in C " + sys.argv[1].encode())
    threading.Thread(target=workers.read_now, args=[asked], daemon=True).start()
    sys.stdin.read()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends such a process")
def test_nor_does_one_in_which_no_other_thread_can_run(tmp_path: Path) -> None:
    script, marker = tmp_path / "stuck.py", tmp_path / "marker"
    script.write_text(STUCK, encoding="utf-8")
    environment = {**clean_environment(), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script), str(marker)], stdin=subprocess.PIPE, env=environment) as holder:
        while not marker.exists():
            assert holder.poll() is None
            time.sleep(0.05)
        numbers = descendants(holder.pid)
        holder.kill()
    for _ in range(200):
        if not any(is_alive(number) for number in numbers):
            break
        time.sleep(0.05)
    left = [number for number in numbers if is_alive(number)]
    for number in left:
        os.kill(number, signal.SIGKILL)
    assert not left


def descendants(parent: int) -> list[int]:
    """The processes that a process has begun, and theirs."""
    parents = {int(one.name): state_of(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found = [parent]
    for one in found:
        found += [number for number, state in parents.items() if state and state[1] == str(one)]
    return found[1:]


def state_of(number: int) -> list[str]:
    """State and parent of a process; nothing where there is none of that number."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
    except OSError:
        return []


def is_alive(number: int) -> bool:
    """Whether a process is there, and no zombie that waits for whoever inherited it."""
    return state_of(number)[:1] not in ([], ["Z"])


def test_a_stop_that_all_processes_hear_costs_nothing(luutru: Luutru, site: Site) -> None:
    paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(40)]
    site.put("/", page("Cổng", links=tuple(paths)))
    for n, path in enumerate(paths):
        site.put(path, page(f"Bài viết hay số {n}", body=f"Nội dung riêng của bài thứ {n}. " * 12))
    file = luutru.define(site)
    command = [sys.executable, "-m", "crawler", "crawl", "--file", file]
    with subprocess.Popen(
        command, cwd=luutru.folder, stderr=subprocess.PIPE, encoding="utf-8", env=clean_environment(),
        start_new_session=True,
    ) as crawl:  # fmt: skip
        while site.asked.total() < 12:
            time.sleep(0.01)
        os.killpg(crawl.pid, signal.SIGTERM)
        _, told = crawl.communicate(timeout=60)
    assert crawl.returncode == 0, told
    assert luutru("crawl", "--file", file).returncode == 0
    with Archive.open(luutru.archive) as archive:
        assert archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] == 40
        assert archive.rows("SELECT url, error FROM pages WHERE outcome = 'error'") == []


def test_an_article_that_can_no_longer_be_read_is_not_taken_for_removed(luutru: Luutru, site: Site) -> None:
    paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(2, 5)]
    site.put("/", page("Cổng", links=tuple(paths)))
    for path in paths:
        site.put(path, page(f"Bài viết {path}", body=f"Nội dung riêng của bài {path}. " * 12))
    file = luutru.define(site)
    assert luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-19T00:00:00Z").returncode == 0
    for day in ("20", "21"):
        clock = {"LUUTRU_NOW": f"2022-12-{day}T00:00:00Z", "LUUTRU_PAGE_SECONDS": "2"}
        done = run_with(hangs_on_three, "crawl", "--file", file, "--recheck", cwd=luutru.folder, **clock)
        assert "1 errors" in done.stderr
    with Archive.open(luutru.archive) as archive:
        assert archive.rows("SELECT DISTINCT state, version FROM articles") == [{"state": "live", "version": 1}]
        assert archive.rows("SELECT count(*) AS n FROM captures WHERE extract_error <> ''")[0]["n"] == 2


def test_a_page_that_hangs_holds_up_no_stop(luutru: Luutru, site: Site) -> None:
    site.put("/", page("Cổng", links=("/tin/bai-viet-hay-so-3",)))
    site.put("/tin/bai-viet-hay-so-3", page("Bài viết hay số 3"))
    luutru.define(site)
    stopping = """
import os, signal, threading
from crawler.workers import Workers
asked = Workers._asked
def stopped_soon(self, question):
    future = asked(self, question)
    if question.url.endswith("so-3"):
        threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM)).start()
    return future
Workers._asked = stopped_soon
"""
    # An hour is granted to the page, four minutes to the command.
    done = run_with(hangs_on_three, "crawl", "--file", "portal.toml", cwd=luutru.folder, before=stopping,
                    LUUTRU_PAGE_SECONDS="3600")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert luutru("crawl", "--file", "portal.toml").returncode == 0
    with Archive.open(luutru.archive) as archive:
        assert archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] == 1


def test_a_page_that_hangs_stays_a_capture_and_costs_no_other(luutru: Luutru, site: Site) -> None:
    paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(6)]
    site.put("/", page("Cổng", links=tuple(paths)))
    for n, path in enumerate(paths):
        site.put(path, page(f"Bài viết hay số {n}", body=f"Nội dung riêng của bài thứ {n}. " * 12))
    file = luutru.define(site)

    def hanging(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_with(hangs_on_three, *arguments, cwd=luutru.folder, LUUTRU_PAGE_SECONDS="2")

    done = hanging("crawl", "--file", file)
    assert done.returncode == 0, done.stderr
    assert "so-3 could not be read: reading it took longer than 2 seconds; what was received is kept" in done.stderr
    with Archive.open(luutru.archive) as archive:
        assert archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] == 5
        (row,) = archive.rows("SELECT url, extract_error FROM captures WHERE extract_error IS NOT NULL")
        assert row["url"].endswith("so-3")
        (told,) = archive.rows("SELECT outcome, error FROM pages WHERE url LIKE '%so-3'")
        assert told["outcome"] == "error"
        assert "took longer" in told["error"]
    assert verify(luutru.archive).findings == []
    for ending in ("", "-wal", "-shm"):
        (luutru.archive / f"archive.db{ending}").unlink(missing_ok=True)
    mended = hanging("verify", "--repair")
    assert mended.returncode == 0, mended.stdout + mended.stderr
    with Archive.open(luutru.archive) as archive:
        assert archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] == 5
        assert archive.rows("SELECT count(*) AS n FROM captures WHERE extract_error IS NOT NULL")[0]["n"] == 1
