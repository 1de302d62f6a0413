"""Portals that are closed, removed or paused in the tables' own view, and what each takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive.health.overview import overview
from archive.health.storage import storage
from archive.health.troubles import untold_troubles
from archive.web.metrics import metrics

if TYPE_CHECKING:
    import sqlite3

    from tests.archive.conftest import Crawls


@pytest.mark.parametrize("how", ["valid_until", "removed"])
def test_a_portal_that_is_closed_is_not_red_and_nobody_is_told(crawls: Crawls, how: str) -> None:
    crawls.look("a", "Một bài báo về con đường xã. " * 12)
    crawls.archive.finish_crawl(crawls.crawl, reason="finished", counts={"pages": 1}, at=crawls.now)
    db: sqlite3.Connection = crawls.archive.database.conn
    db.execute(
        "INSERT INTO troubles (portal, kind, level, since, found_at, red_at, evidence) "
        "VALUES ('example', 'unreachable', 'red', '2022-12-12', '2022-12-12', '2022-12-12', 'x')"
    )
    later = crawls.now.replace(year=2024)
    (row,) = overview(crawls.archive, now=later)
    assert (row["health"], len(untold_troubles(db, now=later, way="email"))) == ("red", 1)
    if how == "removed":
        crawls.archive.decide("example", "remove", homepage=row["homepage"])
    else:
        crawls.archive.define([{
            "portal": "example", "name": "Ví dụ", "homepage": row["homepage"], "language": "vi", "timezone": "",
            "definition": f"homepage = '{row['homepage']}'\nvalid_until = 2023-06-30",
        }])  # fmt: skip
    (row,) = overview(crawls.archive, now=later)
    assert (row["health"], row["troubles"]) == ("closed", [])
    assert (row["state"], row["state_until"]) == (
        ("closed", "2023-06-30") if how == "valid_until" else ("removed", None)
    )  # fmt: skip
    assert untold_troubles(db, now=later, way="email") == []
    assert crawls.archive.judge("example", at=later) == []
    told = metrics(crawls.archive, at=later)
    assert 'luutru_portal_health{portal="example"} 0' in told
    assert 'luutru_portal_closed{portal="example"} 1' in told
    assert "luutru_trouble{" not in told


def test_what_a_first_run_brings_is_no_growth(crawls: Crawls) -> None:
    crawls.look("a", "Một bài báo về con đường xã. " * 12)
    (first,) = storage(crawls.archive, now=crawls.now).values()
    assert (first.growth_bytes, first.runs) == (None, 1)
    crawls.next_day()
    (fresh,) = storage(crawls.archive, now=crawls.now).values()
    assert fresh.growth_bytes == 0
    crawls.look("b", "Một bài báo về cây cầu mới. " * 12)
    crawls.next_day()
    (grown,) = storage(crawls.archive, now=crawls.now).values()
    (row,) = crawls.archive.rows("SELECT warc_length AS n FROM captures ORDER BY id DESC LIMIT 1")
    assert grown.growth_bytes == row["n"] / 2
    assert grown.warc_bytes > row["n"]
