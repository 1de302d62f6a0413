"""The pages while a crawl writes: every question is answered, and the crawl loses nothing by it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from archive import Archive
from tests.crawler.conftest import Luutru, Site, clean_environment, serving, small_portal
from tests.web.conftest import serving_archive

REQUESTS, AT_ONCE = 1000, 16
ARTICLES = 400
PATHS = (
    "/", "/search?q=nội+dung", "/search?q=bài&sort=newest", "/search.json?q=riêng&counts=1", "/portals", "/changes",
    "/article/{n}", "/article/{n}/difference", "/archive/articles?_size=5",
    "/archive.json?sql=select+count(*)+from+articles",
    "/archive/captures/{n}", "/-/metrics",
)  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def test_a_thousand_questions_during_a_crawl(site: Site, tmp_path: Path) -> None:
    small_portal(site, ARTICLES)
    luutru = Luutru(tmp_path)
    file = luutru.define(site, "[politeness]\ndelay = 0.1\nconcurrency = 4\n")
    assert luutru("crawl", "--file", file, "--limit", "20", "--quiet").returncode == 0
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", "--file", file, "--quiet"], cwd=tmp_path, env=clean_environment(),
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for url in serving_archive(luutru.archive):
        assert crawl.poll() is None
        with Archive.open(luutru.archive) as archive:
            assert archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] < ARTICLES // 2
        chance = random.Random(7)
        asked = [chance.choice(PATHS).format(n=chance.randint(1, 15)) for _ in range(REQUESTS)]
        with httpx.Client(base_url=url, timeout=120) as client, ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(client.get, asked))
        _, told = crawl.communicate(timeout=300)
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses == {200: REQUESTS}, [
        (path, answer.text[-300:]) for path, answer in zip(asked, answers, strict=True) if answer.status_code != 200
    ][:3]
    assert crawl.returncode == 0, told
    assert "locked" not in told
    assert not any("locked" in answer.text for answer in answers)
    with Archive.open(luutru.archive) as archive:
        assert archive.rows("SELECT count(*) AS n FROM articles")[0]["n"] == ARTICLES
        assert len(archive.search("nội dung riêng")) == ARTICLES
