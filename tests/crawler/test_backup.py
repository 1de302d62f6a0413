"""`luutru backup` beside a running crawl, and what can be done with the copy."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from archive.captures import place_of
from archive.visit_records import capture_at
from tests.crawler.conftest import Kept, Luutru, clean_environment, page, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.crawler.conftest import Site

PAGES = 60


def portal(site: Site) -> None:
    site.put("/", page("Cổng", links=tuple(f"/tin/bai-viet-hay-so-{n}" for n in range(PAGES))))
    for n in range(PAGES):
        body = f"Nội dung riêng của bài thứ {n}. " * 12
        site.put(f"/tin/bai-viet-hay-so-{n}", page(f"Bài viết hay số {n}", body=body))


def after(event: threading.Event, answer: Any) -> Callable[[int], Any]:
    """An answer that waits for an event."""

    def answered(_count: int) -> Any:
        event.wait(60)
        return answer

    return answered


@contextlib.contextmanager
def crawling(luutru: Luutru, file: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "crawler", "crawl", "--file", file]
    crawl = subprocess.Popen(command, cwd=luutru.folder, stderr=subprocess.DEVNULL, env=clean_environment())
    try:
        yield crawl
    finally:
        crawl.kill()
        crawl.wait()


def wait_for_articles(luutru: Luutru, count: int) -> None:
    while True:
        if (luutru.archive / "archive.db").exists():
            with contextlib.suppress(Exception), Archive.open(luutru.archive) as archive:
                if archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] >= count:
                    return
        time.sleep(0.05)


def read_back(folder: Path) -> int:
    """How many articles an archive holds whose every capture was read from its WARC file, with its digest."""
    with Archive.open(folder) as archive:
        for row in archive.rows("SELECT id, payload_digest, revisit_of FROM captures"):
            place = place_of(archive.database.conn, row["id"])
            assert place is not None
            payload = capture_at(folder / "warc", place).payload
            assert row["revisit_of"] or hashlib.sha256(payload).hexdigest() == row["payload_digest"]
        assert archive.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        twice = archive.rows("SELECT url FROM articles GROUP BY portal, url HAVING count(*) > 1")
        assert twice == []
        return int(archive.rows("SELECT count(*) AS n FROM articles")[0]["n"])


def backup(luutru: Luutru, dest: str, status: int = 0) -> dict[str, Any]:
    done = luutru("backup", dest, "--json")
    assert done.returncode == status, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    luutru = Luutru(tmp_path_factory.mktemp("crawled"))
    with serving() as site:
        portal(site)
        assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
        yield Kept(luutru.folder, site)


@pytest.fixture
def crawled(kept: Kept, tmp_path: Path) -> Luutru:
    return kept.copied(tmp_path)


def test_a_backup_beside_a_running_crawl_is_an_archive_that_a_crawl_goes_on_with(luutru: Luutru, site: Site) -> None:
    portal(site)
    backed_up = threading.Event()
    for path, answer in list(site.answers.items())[PAGES // 2 :]:
        site.answers[path] = after(backed_up, answer)
    file = luutru.define(site, "[politeness]\ndelay = 0.1\nconcurrency = 1\n")
    with crawling(luutru, file) as crawl:
        counts = []
        for count, dest in ((3, "copy"), (8, "copy"), (15, "early")):
            wait_for_articles(luutru, count)
            backup(luutru, dest)
            counts.append(read_back(luutru.folder / dest))
            assert counts[-1] >= count
        assert crawl.poll() is None
        backed_up.set()
        assert crawl.wait(timeout=60) == 0
    assert counts[-1] < PAGES
    assert (backup(luutru, "copy")["damaged"], read_back(luutru.folder / "copy")) == ([], PAGES)
    assert backup(luutru, "copy")["copied"] == 2  # archive.db and frontier.db
    # What was copied beside the crawl goes on as the crawl itself would have, and asks for nothing twice.
    held, asked = counts[-1], site.asked.copy()
    assert luutru("-a", "early", "crawl", "--file", luutru.define(site)).returncode == 0
    assert read_back(luutru.folder / "early") == PAGES
    again = sum((site.asked - asked)[path] for path in site.asked if path.startswith("/tin/"))
    assert again <= PAGES - held


def test_a_copy_can_be_searched_and_copied_back(crawled: Luutru) -> None:
    done = crawled("backup", "copy")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [done.stdout.strip()]
    assert "3 files copied" in done.stdout
    assert done.stderr == ""
    assert "Bài viết hay số 7\n" in crawled("-a", "copy", "search", '"bài thứ 7"').stdout
    assert f"{PAGES} articles" in crawled("-a", "copy", "status").stdout
    shutil.rmtree(crawled.archive)
    shutil.copytree(crawled.folder / "copy", crawled.archive)
    assert crawled("crawl", "--file", str(crawled.folder / "portal.toml"), "--recheck").returncode == 0
    assert read_back(crawled.archive) == PAGES
    with Archive.open(crawled.archive) as archive:
        assert archive.rows("SELECT count(*) AS n FROM article_versions") == [{"n": PAGES}]
    # The copy is not one of this archive any more than the other way round: neither replaces what it lacks.
    done = crawled("-a", "copy", "backup", str(crawled.archive))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_damage_is_one_line_and_status_1(crawled: Luutru) -> None:
    (file,) = (crawled.archive / "warc").glob("*.warc.gz")
    good = file.read_bytes()
    file.write_bytes(good[:900] + bytes([good[900] ^ 4]) + good[901:])
    done = crawled("backup", "copy")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert file.name in done.stderr
    assert "luutru verify" in done.stderr


@pytest.mark.parametrize(
    ("dest", "status"),
    [
        ("archive-data", 2),
        ("archive-data/copy", 2),
        ("portal.toml", 2),
        (".", 2),
        ("/proc/copy", 1),
        ("portal.toml/x", 1),
    ],
)
def test_a_place_that_cannot_be_one_is_one_line(crawled: Luutru, dest: str, status: int) -> None:
    done = crawled("backup", dest)
    assert (done.returncode, len(done.stderr.splitlines())) == (status, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
