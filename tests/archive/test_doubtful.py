"""What was set aside and is settled: published or refused, each page by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive import Article, Capture, Visit
from archive.verification import verify
from tests.archive.conftest import HOME, START
from tests.archive.test_rereading import Day, LineReader

if TYPE_CHECKING:
    from pathlib import Path


class HalfReader(LineReader):
    """Reads half a pair of surrogates where a page says so, which no table takes."""

    def read(self, url: str, payload: bytes) -> Article:
        read = super().read(url, payload)
        return replace(read, text=read.text.replace("half", "\ud83d"))


def test_an_article_that_no_table_takes_costs_no_other_when_it_is_published(tmp_path: Path) -> None:
    reader = HalfReader("1")
    with Day(tmp_path / "a", START, reader) as day:
        for path, text in (("a", "one"), ("b", "half"), ("c", "another")):
            payload = f"Tiêu đề\n{text}".encode()
            capture = Capture(url=HOME + path, fetched_at=START, status=200, headers=(), payload=payload)
            visit = Visit(
                portal="example", url=HOME + path, requested_url=HOME + path, at=START, outcome="article",
                captures=(capture,), article=reader.read(HOME + path, payload), doubt="no_date",
            )  # fmt: skip
            day.archive.add_visits([visit], crawl=day.crawl, due=lambda _v, _r: (None, ""))
        day.archive.settle("example", [1, 2, 3], how="published")
        settled = day.archive.rows("SELECT url, settlement FROM set_aside ORDER BY id")
        assert [row["settlement"] for row in settled] == ["published", "dropped", "published"]
        (refused,) = day.archive.rows("SELECT url, extract_error FROM captures WHERE extract_error <> ''")
        assert refused["url"] == HOME + "b"
        assert "surrogates" in refused["extract_error"]
        assert [row["url"] for row in day.archive.rows("SELECT url FROM articles ORDER BY id")] == [
            HOME + "a",
            HOME + "c",
        ]
    assert verify(tmp_path / "a").findings == []
