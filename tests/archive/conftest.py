"""A small archive that grows visit by visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, Article, Capture, Recorded, Visit

HOME = "https://example.gov.vn/"
START = datetime(2022, 12, 12, 1, 0, tzinfo=UTC)


class Crawls:
    """Crawls of one portal: `look` records one visit in the crawl under way, `next_day` begins another."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.now = START
        archive.put_portal(
            "example", name="Ví dụ", homepage=HOME, definition="homepage = …", language="vi", timezone="", at=START
        )
        self.crawl = self._begin()

    def _begin(self) -> int:
        return self.archive.begin_crawl("example", software={"luutru": "0", "extractor": "1"}, at=self.now)

    def next_day(self) -> None:
        self.archive.finish_crawl(self.crawl, reason="finished", counts={}, at=self.now)
        self.now += timedelta(days=1)
        self.crawl = self._begin()

    def look(
        self, path: str, text: str | None = None, *, outcome: str = "", body: bytes = b"", **values: Any
    ) -> Recorded:
        url = HOME + path
        article = None
        if text is not None:
            named = values.pop("names", "")
            article = Article(url=url, canonical_url=named, **{"title": "Tiêu đề", "text": text, **values})
            values = {}
        capture = Capture(
            url=url, fetched_at=self.now, status=200, headers=(("Content-Type", "text/html"),),
            payload=body or f"{path}{text}{self.now}".encode("utf-8", "replace"),
        )  # fmt: skip
        visit = Visit(
            portal="example", url=url, requested_url=url, at=self.now, outcome=outcome or "article",  # type: ignore[arg-type]
            captures=(capture,), article=article, redirect_to=values.get("redirect_to", ""),
        )  # fmt: skip
        (recorded,) = self.archive.add_visits([visit], crawl=self.crawl, due=lambda _v, _r: (None, ""))
        return recorded

    def article(self, path: str = "a") -> dict[str, Any]:
        (row,) = self.archive.rows("SELECT * FROM articles WHERE url = ?", HOME + path)
        return row


@pytest.fixture
def crawls(tmp_path: Path) -> Iterator[Crawls]:
    with Archive.open(tmp_path / "archive", write=True, create=True) as archive:
        yield Crawls(archive)


@pytest.fixture
def look(crawls: Crawls) -> Callable[..., Recorded]:
    return crawls.look
