"""A citation names an article by its number: it holds through repairs by any extractor, and for archives of 0.1.0."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archive import Archive, Article, Capture, Recorded, Visit
from archive.repair import repair
from archive.verification import verify
from archive.visit_records import Told, statements
from archive.warc import warc_files
from archive.warc_check import Finding
from archive.warc_scan import Damage, members, record_of
from tests.archive.conftest import HOME, START
from tests.archive.portals import prose

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from archive.visit_records import Terms, ToldVisit

DAY = timedelta(days=1)
MISSING = [Finding("missing", "archive.db", "it is not there")]


@dataclass
class Reader:
    """An extractor of pages of three lines: a title, a text, the address that the page names as its own or none. It
    takes pages whose title begins with a word of `refuses` for no articles.
    """

    refuses: tuple[str, ...] = ()
    extractor: str = "1"

    def outcome(self, payload: bytes) -> str:
        return "other" if payload.decode().startswith(self.refuses or ("\0",)) else "article"

    def read(self, url: str, payload: bytes) -> Article | None:
        title, text, named = payload.decode().split("\n")
        article = Article(url=url, title=title, text=text, canonical_url=named)
        return article if self.outcome(payload) == "article" else None

    def visit(self, told: ToldVisit, terms: Terms) -> Visit:
        captures = tuple(one.capture for one in told.captures)
        payload = captures[-1].payload
        is_page = told.outcome in ("article", "other")
        return Visit(
            portal=told.portal, url=told.url, requested_url=told.requested_url, at=told.at,
            outcome=self.outcome(payload) if is_page else told.outcome,  # type: ignore[arg-type]
            captures=captures, article=self.read(told.url, payload) if is_page else None,
        )  # fmt: skip

    def page_text(self, told: ToldVisit) -> str:
        return told.captures[-1].capture.payload.decode()

    def is_former(self, url: str, terms: Terms) -> bool:
        return False

    def due(self, visit: Visit, recorded: Recorded, terms: Terms) -> tuple[datetime | None, str]:
        return None, ""


@dataclass
class Portal:
    """A portal whose pages are looked at, day by day, into an archive."""

    folder: Path
    reader: Reader = field(default_factory=Reader)
    day: int = 0
    is_old: bool = False

    def looked(self, *pages: tuple[str, str, str]) -> None:
        """One day: path, title and what it names of each page; the text is of the title. An empty title: gone."""
        at = START + self.day * DAY
        self.day += 1
        with Archive.open(self.folder, write=True, create=True, interpreter=self.reader) as archive:
            archive.put_portal("example", name="Ví dụ", homepage=HOME, definition="", language="vi", timezone="", at=at)
            crawl = archive.begin_crawl("example", software={"extractor": "1"}, at=at)
            visits = [self._visit(path, title, named, at) for path, title, named in pages]
            archive.add_visits(visits, crawl=crawl, due=lambda _v, _r: (None, ""))
            archive.finish_crawl(crawl, reason="finished", counts={}, at=at)

    def _visit(self, path: str, title: str, named: str, at: datetime) -> Visit:
        url = HOME + path
        payload = f"{title}\n{prose(title)}\n{HOME + named if named else ''}".replace("\n\n", " ").encode()
        capture = Capture(url=url, fetched_at=at, status=200 if title else 404, headers=(), payload=payload)
        return Visit(
            portal="example", url=url, requested_url=url, at=at, captures=(capture,),
            outcome=self.reader.outcome(payload) if title else "gone",  # type: ignore[arg-type]
            article=self.reader.read(url, payload) if title else None,
        )  # fmt: skip

    def numbers(self) -> dict[int, str]:
        """The titles of the articles by their numbers."""
        with Archive.open(self.folder) as archive:
            return {row["id"]: row["title"] for row in archive.rows("SELECT id, title FROM articles ORDER BY id")}

    def repaired(self, reader: Reader) -> dict[int, str]:
        """The same after `archive.db` was deleted and made anew by a reader."""
        for file in (*self.folder.glob("archive.db*"), *self.folder.glob("withheld.db*")):
            file.unlink()
        repair(self.folder, MISSING, reader)
        assert verify(self.folder).findings == []
        return self.numbers()

    def without_numbers(self) -> None:
        """Makes `warc/` what luutru 0.1.0 left: it stated no numbers."""
        folder = self.folder / "warc"
        for name in warc_files(folder):
            packed = (folder / name).read_bytes()
            kept = []
            for found in members(folder / name):
                assert not isinstance(found, Damage)
                record = record_of(found.plain)
                assert record is not None
                if b'"type": "numbers"' not in record.block:
                    kept.append(packed[found.offset : found.end])
            (folder / name).write_bytes(b"".join(kept))


@pytest.fixture(params=["stated", "as of 0.1.0"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Portal:
    """Three days by a reader that refuses services, in an archive that states numbers or, as then, does not."""
    made = Portal(tmp_path / "a", Reader(refuses=("Dịch vụ",)))
    made.looked(("a", "Bài một", ""), ("s", "Dịch vụ công", ""), ("b", "Bài hai", ""))
    made.looked(("a", "Bài một", ""), ("b", "Bài hai, đã sửa", ""), ("t", "Dịch vụ đất đai", ""), ("c", "Bài ba", ""))
    made.looked(("c", "", ""), ("d", "Bài bốn", ""))
    if request.param != "stated":
        made.is_old = True
        made.without_numbers()
    return made


KEPT = {1: "Bài một", 2: "Bài hai, đã sửa", 3: "Bài ba", 4: "Bài bốn"}
FOUND = {5: "Dịch vụ công", 6: "Dịch vụ đất đai"}


def test_a_repair_by_a_reader_that_keeps_more_numbers_that_above_all_others(portal: Portal) -> None:
    assert portal.numbers() == KEPT
    assert portal.repaired(Reader()) == KEPT | FOUND
    # And again, by the reader of then: what it does not find leaves no number to another.
    assert portal.repaired(Reader(refuses=("Dịch vụ công", "Bài ba"))) == {
        number: title for number, title in (KEPT | FOUND).items() if number not in (3, 5)
    }


def test_a_withheld_article_stays_withheld_under_its_number(portal: Portal) -> None:
    with Archive.open(portal.folder, write=True, interpreter=portal.reader) as archive:
        archive.withhold(2, reason="thử")
    if portal.is_old:
        portal.without_numbers()
    found = portal.repaired(Reader())
    assert found == {number: title for number, title in (KEPT | FOUND).items() if number != 2}
    with Archive.open(portal.folder, write=True, interpreter=Reader()) as archive:
        archive.withhold(2, reason="", undo=True)
    assert portal.numbers() == KEPT | FOUND


def test_the_next_article_is_numbered_above_all_that_there_ever_were(portal: Portal) -> None:
    portal.repaired(Reader())
    portal.reader = Reader()
    portal.looked(("e", "Bài năm", ""))
    assert portal.numbers()[7] == "Bài năm"
    assert portal.repaired(Reader(refuses=("Bài một",)))[7] == "Bài năm"


def test_tables_that_are_behind_take_the_numbers_that_were_stated(tmp_path: Path) -> None:
    # As a kill between `warc/` and the commit leaves it, or a backup that is put back.
    portal = Portal(tmp_path / "a", Reader(refuses=("Dịch vụ",)))
    portal.looked(("a", "Bài một", ""))
    shutil.copy(portal.folder / "archive.db", tmp_path / "before.db")
    portal.looked(("s", "Dịch vụ công", ""), ("b", "Bài hai", ""))
    portal.looked(("c", "Bài ba", ""), ("t", "Dịch vụ đất đai", ""))
    for file in portal.folder.glob("archive.db*"):
        file.unlink()
    shutil.copy(tmp_path / "before.db", portal.folder / "archive.db")
    Archive.open(portal.folder, write=True, interpreter=Reader()).close()
    assert portal.numbers() == {
        1: "Bài một", 2: "Bài hai", 3: "Bài ba", 4: "Dịch vụ công", 5: "Dịch vụ đất đai",
    }  # fmt: skip
    assert verify(portal.folder).findings == []


def test_an_archive_that_states_none_states_them_once_it_is_opened_for_writing(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "a")
    portal.looked(("a", "Bài một", ""), ("b", "Bài hai", ""))
    portal.without_numbers()
    for file in portal.folder.glob("archive.db*"):
        file.unlink()
    for _ in range(2):
        Archive.open(portal.folder, write=True, create=True, interpreter=Reader()).close()
    told = [
        one.values["articles"]
        for name in warc_files(portal.folder / "warc")
        for one in statements(portal.folder / "warc", name)
        if isinstance(one, Told) and one.kind == "numbers"
    ]
    assert told == [[[1, HOME + "a"], [2, HOME + "b"]]]
    assert portal.repaired(Reader(refuses=("Bài một",))) == {2: "Bài hai"}


def test_what_was_held_for_the_address_of_another_one_then_is_numbered_above(tmp_path: Path) -> None:
    # By the rule of 0.1.0 three pages that name their list were one article, and so were a page and what it named.
    portal = Portal(tmp_path / "a")
    portal.looked(
        ("chung/1", "Tin chung một", "chung"), ("chung/2", "Tin chung hai", "chung"), ("a", "Bài một", ""),
        ("in/b", "Bản in", "b"), ("chung/3", "Tin chung ba", "chung"), ("b", "Bài hai", ""), ("c", "Bài ba", ""),
    )  # fmt: skip
    portal.without_numbers()
    found = portal.repaired(Reader())
    assert {number: title for number, title in found.items() if number <= 4} == {
        1: "Tin chung một", 2: "Bài một", 3: "Bài hai", 4: "Bài ba",
    }  # fmt: skip
    assert sorted(title for number, title in found.items() if number > 4) == ["Bản in", "Tin chung ba", "Tin chung hai"]
    assert portal.repaired(Reader(refuses=("Bài một",))) == {
        number: title for number, title in found.items() if number != 2
    }


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_looked_at_in_whatever_order_what_was_recorded_keeps_its_numbers(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    portal = Portal(tmp_path / "a", Reader(refuses=("Dịch vụ",)))
    for _ in range(3):
        chosen = rng.sample(range(14), 8)
        portal.looked(*(
            (f"p{number}", f"{'Dịch vụ' if number % 3 == 0 else 'Bài'} số {number}" if rng.random() < 0.9 else "", "")
            for number in chosen
        ))  # fmt: skip
    before = portal.numbers()
    portal.without_numbers()
    found = portal.repaired(Reader())
    assert {number: found[number] for number in before} == before
    assert all(number > max(before) for number in found.keys() - before.keys())
    assert portal.repaired(portal.reader) == before
    assert portal.repaired(Reader()) == found
