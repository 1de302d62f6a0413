"""A version is what a capture says, not what an extractor says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from archive import Archive, Article, Capture, Recorded, Visit
from tests.archive.conftest import HOME, START

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from archive.visit_records import Terms, ToldVisit

ONE = timedelta(days=1)


class LineReader:
    """An extractor of pages that hold a title, a line break and a text: real, only small. `loud` reads otherwise."""

    def __init__(self, extractor: str, *, loud: bool = False) -> None:
        self.extractor = extractor
        self.loud = loud

    def read(self, url: str, payload: bytes) -> Article:
        title, _, text = payload.decode().partition("\n")
        return Article(url=url, title=title, text=text.upper() if self.loud else text)

    def visit(self, told: ToldVisit, terms: Terms) -> Visit:
        captures = tuple(one.capture for one in told.captures)
        return Visit(
            portal=told.portal, url=told.url, requested_url=told.requested_url, at=told.at, outcome="article",
            captures=captures, article=self.read(told.url, captures[-1].payload),
        )  # fmt: skip

    def page_text(self, told: ToldVisit) -> str:
        return told.captures[-1].capture.payload.decode()

    def is_former(self, url: str, terms: Terms) -> bool:
        return False

    def due(self, visit: Visit, recorded: Recorded, terms: Terms) -> tuple[datetime | None, str]:
        return None, ""


class Day:
    """One day's crawl with one extractor."""

    def __init__(self, folder: Path, at: datetime, reader: LineReader) -> None:
        self.reader, self.at = reader, at
        self.archive = Archive.open(folder, write=True, create=True, interpreter=reader)
        self.archive.put_portal(
            "example", name="Ví dụ", homepage=HOME, definition="", language="vi", timezone="", at=at
        )
        self.crawl = self.archive.begin_crawl("example", software={"extractor": reader.extractor}, at=at)

    def __enter__(self) -> Day:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.finish_crawl(self.crawl, reason="finished", counts={}, at=self.at)
        self.archive.close()

    def look(self, path: str, text: str) -> str:
        url = HOME + path
        payload = f"Tiêu đề\n{text}".encode()
        capture = Capture(url=url, fetched_at=self.at, status=200, headers=(), payload=payload)
        visit = Visit(
            portal="example", url=url, requested_url=url, at=self.at, outcome="article", captures=(capture,),
            article=self.reader.read(url, payload),
        )  # fmt: skip
        return self.archive.add_visits([visit], crawl=self.crawl, due=lambda _v, _r: (None, ""))[0].change


def test_a_better_extractor_makes_no_version_and_the_earlier_reading_is_kept(tmp_path: Path) -> None:
    with Day(tmp_path / "a", START, LineReader("1")) as day:
        assert day.look("a", "Nội dung") == "new"
    with Day(tmp_path / "a", START + ONE, LineReader("2", loud=True)) as day:
        assert day.look("a", "Nội dung") == "same"
        (version,) = day.archive.versions(1)
        assert (version["text"], version["extractor"]) == ("NỘI DUNG", "2")
        (reading,) = day.archive.rows("SELECT * FROM readings")
        assert (reading["extractor"], json.loads(reading["article"])["text"]) == ("1", "Nội dung")
        assert [hit.id for hit in day.archive.search('"nội dung"')] == [1]
    with Day(tmp_path / "a", START + 2 * ONE, LineReader("2", loud=True)) as day:
        assert day.look("a", "Nội dung") == "same"
        assert len(day.archive.rows("SELECT * FROM readings")) == 1


def test_an_edit_that_comes_with_a_better_extractor_is_one_version(tmp_path: Path) -> None:
    with Day(tmp_path / "a", START, LineReader("1")) as day:
        day.look("a", "Nội dung cũ")
    with Day(tmp_path / "a", START + ONE, LineReader("2", loud=True)) as day:
        assert day.look("a", "Nội dung mới") == "changed"
        assert [one["text"] for one in day.archive.versions(1)] == ["NỘI DUNG CŨ", "NỘI DUNG MỚI"]


def test_an_extractor_of_the_same_name_that_reads_otherwise_makes_none_either(tmp_path: Path) -> None:
    with Day(tmp_path / "a", START, LineReader("1")) as day:
        day.look("a", "Nội dung")
    with Day(tmp_path / "a", START + ONE, LineReader("1", loud=True)) as day:
        assert day.look("a", "Nội dung") == "same"


def test_another_address_found_by_a_better_extractor_is_the_same_article(tmp_path: Path) -> None:
    with Day(tmp_path / "a", START, LineReader("1")) as day:
        day.look("a", "Nội dung")
        day.look("b", "Nội dung")
    with Day(tmp_path / "a", START + ONE, LineReader("2", loud=True)) as day:
        assert day.look("c", "Nội dung") == "alias"
        assert day.look("b", "Nội dung") == "alias"
        assert day.archive.count_articles("example") == 1


def test_where_the_earlier_bytes_are_damaged_the_reading_that_is_kept_must_do(tmp_path: Path) -> None:
    with Day(tmp_path / "a", START, LineReader("1")) as day:
        day.look("a", "Nội dung")
    (file,) = (tmp_path / "a" / "warc").glob("*.warc.gz")
    whole = file.read_bytes()
    file.write_bytes(whole[:600] + bytes(len(whole) - 600))
    with Day(tmp_path / "a", START + ONE, LineReader("1")) as day:
        assert day.look("a", "Nội dung") == "same"
        assert day.look("a", "Nội dung mới") == "changed"
