"""Stories: what is one text and what is not, who was first, and that the tables always say what the texts say."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sqlite3
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.repair import repair
from archive.schema import added
from archive.stories import bands, filling, joining
from archive.stories.alike import is_same_text
from archive.stories.texts import SHORT, Text
from archive.verification import verify
from archive.warc_check import Finding
from tests.archive.portals import Portals, Printed, edited, prose, stories_in, without_migration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEATHER = (
    "Dự báo ngày {day}/12/2022: huyện nhiều mây, có mưa rào rải rác, trời rét, đêm và sáng sớm có sương mù. Nhiệt độ "
    "thấp nhất {low} độ, cao nhất {high} độ, gió Đông Bắc cấp {wind}. Bà con chú ý che chắn chuồng trại, giữ ấm cho "
    "người già."
)


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[Portals]:
    with Archive.open(tmp_path / "archive", write=True, create=True, interpreter=Printed()) as archive:
        yield Portals(archive)


def story_ids(portals: Portals) -> dict[int, int | None]:
    return {row["id"]: row["story_id"] for row in portals.archive.rows("SELECT id, story_id FROM articles")}


# What is one text


def test_a_copy_on_another_portal_and_its_original_are_one_story(portals: Portals) -> None:
    text = prose("a")
    first = portals.print("thuynguyen", "a", text, published="2022-12-10T08:00:00+07:00", title="Bài gốc")
    portals.print("thuynguyen", "b", prose("b"))
    copy = portals.print("haiphong", "c", edited(text, 8), published="2022-12-11", title="Bài chép", source="Báo Mới")
    story = portals.archive.story(copy)
    assert story is not None
    assert (story.id, story.size, story.first, story.reason) == (first, 2, first, "published")
    assert [(one.id, one.portal, one.portal_name, one.title) for one in story.members] == [
        (first, "thuynguyen", "Cổng thông tin điện tử huyện Thủy Nguyên", "Bài gốc"),
        (copy, "haiphong", "Cổng thông tin điện tử thành phố Hải Phòng", "Bài chép"),
    ]
    original, copied = story.members
    assert original.similarity == 1
    assert 0.7 < copied.similarity < 0.95
    assert (copied.published_on, copied.source, copied.state) == ("2022-12-11", "Báo Mới", "live")
    assert story_ids(portals) == {1: 1, 2: None, 3: 1}
    assert portals.archive.story(2) is None
    assert [one.id for one in portals.archive.stories()] == [1]


@given(seed=st.integers(0, 10**6), share=st.integers(0, 15))
def test_a_text_of_which_up_to_fifteen_words_in_a_hundred_were_replaced_is_the_same(seed: int, share: int) -> None:
    text = prose(seed, 200)
    assert is_same_text(Text("", text), Text("", edited(text, 2 * share, seed)))
    assert not is_same_text(Text("", text), Text("", prose(seed + 1, 200)))


@pytest.mark.parametrize(
    "printed",
    [
        lambda text: unicodedata.normalize("NFD", text),
        str.upper,
        lambda text: text.replace("hòa", "hoà").replace("thủy", "thuỷ"),
        lambda text: f"(Theo Báo Mới) - {text}",
        lambda text: "«" + text.replace("\n\n", "\n") + "»",
        lambda text: text.rpartition(". ")[0] + ".",
        lambda text: f"{text}\n\n{prose('thêm', 20)}",
    ],
    ids=["NFD", "capitals", "older marks", "credited", "quoted", "shortened", "lengthened"],
)
def test_how_it_is_printed_makes_no_other_text(portals: Portals, printed) -> None:
    text = f"Hội nghị hòa giải ở thủy nông. {prose('x', 150)}"
    portals.print("anlao", "a", text)
    portals.print("kienthuy", "b", printed(text))
    assert story_ids(portals) == {1: 1, 2: 1}


def test_forms_that_were_filled_in_again_are_other_texts(portals: Portals) -> None:
    for day in range(8):
        text = WEATHER.format(day=10 + day, low=12 + day % 3, high=19 + day, wind=3 + day % 4)
        portals.print("anlao", f"w{day}", text, title=f"Thời tiết {day}")
    assert set(story_ids(portals).values()) == {None}


def test_a_copy_of_one_filled_form_is_found_among_hundreds(portals: Portals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "MOST_IN_BAND", 5)
    filled = [WEATHER.format(day=day, low=day % 17, high=20 + day % 13, wind=day % 11) for day in range(10, 70)]
    for day, text in enumerate(filled):
        portals.keep("anlao", f"w{day}", text, title=f"Thời tiết {day}")
    portals.archive.commit_visits()
    compared: list[int] = []
    text_of = joining.text_of
    monkeypatch.setattr(joining, "text_of", lambda db, number: compared.append(number) or text_of(db, number))
    copy = portals.print("haiphong", "copy", f"Theo Đài khí tượng. {filled[20]}")
    assert len(compared) <= 1 + joining.MOST_COMPARED
    story = portals.archive.story(copy)
    assert story is not None
    assert [one.id for one in story.members] == [21, copy]


def test_short_texts_are_one_only_word_for_word(portals: Portals) -> None:
    short = "Lịch tiếp công dân của lãnh đạo huyện quý bốn xem trong văn bản kèm theo"
    assert Text("", short).is_short
    portals.print("anlao", "a", short, title="Lịch tiếp dân")
    portals.print("kienthuy", "b", short.upper() + ".", title="Lịch tiếp dân")
    portals.print("haiphong", "c", short + " này", title="Lịch tiếp dân")
    portals.print("thuynguyen", "d", short, title="Lịch tiếp công dân")
    assert story_ids(portals) == {1: 1, 2: 1, 3: None, 4: None}


def test_what_differs_under_a_short_text_are_the_documents(portals: Portals) -> None:
    one, other = Text("Thông báo", "Xem văn bản", ("Quyết định 1.pdf",)), Text("Thông báo", "Xem văn bản", ("2.pdf",))
    assert not is_same_text(one, other)
    assert is_same_text(one, Text("Thông báo", "xem văn bản.", ("Quyết định 1.pdf",)))


def test_a_bare_headline_is_no_text(portals: Portals) -> None:
    portals.print("anlao", "a", "", title="Thông báo của huyện", published="2022-12-10")
    portals.print("kienthuy", "b", "", title="Thông báo của huyện", published="2022-12-10")
    assert story_ids(portals) == {1: None, 2: None}
    assert portals.archive.rows("SELECT count(*) AS n FROM story_signatures") == [{"n": 0}]


def test_where_short_ends_a_text_is_compared_by_what_it_shares() -> None:
    words = prose("s", SHORT + 1).replace(".", "").split()
    assert Text("", " ".join(words[:SHORT])).is_short
    assert not Text("", " ".join(words)).is_short


# The tables follow the texts


def test_an_edit_leaves_one_story_and_joins_another(portals: Portals) -> None:
    one, other = prose("one"), prose("other")
    for portal in ("anlao", "haiphong"):
        portals.print(portal, "one", one)
        portals.print(portal, "other", other)
    assert story_ids(portals) == {1: 1, 2: 2, 3: 1, 4: 2}
    portals.print("anlao", "one", other + " Hết.")
    assert story_ids(portals) == {1: 1, 2: 1, 3: None, 4: 1}  # its number is the lowest of its articles'
    assert portals.archive.rows("SELECT id, size FROM stories") == [{"id": 1, "size": 3}]
    portals.print("anlao", "one", one)
    assert story_ids(portals) == {1: 1, 2: 2, 3: 1, 4: 2}


def test_one_that_is_the_same_as_two_makes_them_one_and_leaves_them_two(portals: Portals) -> None:
    text = prose("long", 120)
    words = text.split(" ")
    left, right = " ".join(words[: len(words) * 3 // 4]), " ".join(words[len(words) // 4 :])
    assert not is_same_text(Text("", left), Text("", right))
    portals.print("anlao", "left", left)
    portals.print("kienthuy", "right", right)
    assert set(story_ids(portals).values()) == {None}
    portals.print("haiphong", "whole", text)
    assert story_ids(portals) == {1: 1, 2: 1, 3: 1}
    portals.print("haiphong", "whole", prose("elsewhere"))
    assert story_ids(portals) == {1: None, 2: None, 3: None}
    assert portals.archive.rows("SELECT * FROM stories") == []


@settings(max_examples=12)
@given(order=st.permutations(range(7)))
def test_the_order_of_entering_makes_no_difference(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    text, other = prose("clear", 150), prose("another", 150)
    printed = [
        ("thuynguyen", text), ("haiphong", edited(text, 9, 1)), ("anlao", edited(text, 15, 2)),
        ("kienthuy", f"Theo Báo Mới. {text}"), ("anlao", other), ("haiphong", edited(other, 6)),
        ("kienthuy", prose("alone", 150)),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("order") / "archive"
    with Archive.open(folder, write=True, create=True) as archive:
        portals = Portals(archive)
        numbers = {which: portals.print(printed[which][0], f"p{which}", printed[which][1]) for which in order}
        found = story_ids(portals)
        for group in ((0, 1, 2, 3), (4, 5)):
            assert {found[numbers[which]] for which in group} == {min(numbers[which] for which in group)}
        assert found[numbers[6]] is None
        assert {one.size for one in archive.stories()} == {4, 2}


def test_what_is_withheld_leaves_and_comes_back(portals: Portals) -> None:
    text = prose("w")
    portals.print("anlao", "a", text, published="2022-12-09")
    portals.print("haiphong", "b", text, published="2022-12-10")
    portals.print("kienthuy", "c", text, published="2022-12-11")
    folder = portals.archive.folder
    before = stories_in(folder)
    portals.archive.withhold(1, reason="x")
    story = portals.archive.story(3)
    assert story is not None
    assert ([one.id for one in story.members], story.id, story.first) == ([2, 3], 2, 2)
    assert not [row for row in stories_in(folder)["story_bands"] if row[1] == 1]
    portals.archive.withhold(2, reason="x")
    assert portals.archive.story(3) is None
    assert stories_in(folder)["stories"] == []
    for number in (2, 1):
        portals.archive.withhold(number, reason="", undo=True)
    assert stories_in(folder) == before


def test_a_date_that_comes_late_decides_anew_who_was_first(portals: Portals) -> None:
    text = prose("late")
    portals.print("anlao", "a", text, published="2022-12-11")
    portals.print("haiphong", "b", text)
    story = portals.archive.story(1)
    assert story is not None
    assert (story.first, story.reason) == (1, "published")
    values = ["2022-12-08T17:00:00Z", "2022-12-09", "day", "listing"]
    with portals.archive.recording.transaction():
        assert portals.archive.recording.enter_date("haiphong", "https://haiphong.gov.vn/b", values)
    story = portals.archive.story(1)
    assert story is not None
    assert (story.first, story.reason) == (2, "published")


# Made anew, mended, cut off


def eventful(portals: Portals) -> Path:
    """An archive in which articles joined, changed, left, were withheld and shown again."""
    text, other = prose("e"), prose("f")
    portals.print("thuynguyen", "a", text, published="2022-12-10")
    portals.print("haiphong", "b", edited(text, 7), published="2022-12-10", source="Cổng TTĐT huyện Thủy Nguyên")
    portals.print("anlao", "c", other)
    portals.print("kienthuy", "d", edited(other, 3))
    portals.print("anlao", "e", "Văn bản ngắn của huyện", title="Ngắn")
    portals.print("kienthuy", "e", "Văn bản ngắn của huyện", title="Ngắn")
    portals.print("anlao", "c", edited(text, 5))
    portals.print("anlao", "g", other)
    portals.archive.withhold(2, reason="x")
    portals.print("haiphong", "h", prose("h"))
    portals.archive.withhold(4, reason="y")
    portals.archive.withhold(4, reason="", undo=True)
    return portals.close()


def test_a_repair_gives_the_same_tables(portals: Portals) -> None:
    folder = eventful(portals)
    before = stories_in(folder)
    assert [row[0] for row in before["stories"]] == [1, 4, 5]
    assert verify(folder).findings == []
    repair(folder, [Finding("database", "archive.db", "damaged")], Printed())
    assert stories_in(folder) == before
    assert verify(folder).findings == []


def test_an_archive_from_before_is_gone_through_once(portals: Portals, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = eventful(portals)
    before = stories_in(folder)
    _undo_migration(folder)
    monkeypatch.setattr(filling, "PORTION", 2)
    with Archive.open(folder, write=True) as archive:
        assert archive.refresh_search() >= 0
    assert stories_in(folder) == before
    assert verify(folder).findings == []
    monkeypatch.setattr(filling, "join", None)  # the next time nothing is done
    Archive.open(folder, write=True).close()


def _undo_migration(folder: Path) -> None:
    db = sqlite3.connect(folder / "archive.db")
    with contextlib.closing(db), db:
        without_migration(db, "m015_what_refers_to_what", added.REFERENCES)
        db.execute("UPDATE articles SET story_id = NULL")
        for statement in (
            "DROP INDEX articles_by_story", "DROP TABLE story_bands", "DROP TABLE story_signatures",
            "DROP TABLE stories",
            "CREATE TABLE stories (id INTEGER PRIMARY KEY, first_article_id INTEGER REFERENCES articles(id), "
            "size INTEGER NOT NULL DEFAULT 1) STRICT",
            "DELETE FROM _sqlite_migrations WHERE name = 'm010_who_copied_whom'",
            "DELETE FROM settings WHERE name LIKE 'stories%'", "DELETE FROM fixity",
        ):  # fmt: skip
            db.execute(statement)


def _fill_and_die(folder: Path) -> None:
    filling.PORTION = 2
    known = filling.join

    def join(db: sqlite3.Connection, number: int) -> None:
        if number == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        known(db, number)

    filling.join = join
    Archive.open(folder, write=True)


def test_going_through_it_is_cut_off_and_goes_on(portals: Portals) -> None:
    folder = eventful(portals)
    before = stories_in(folder)
    _undo_migration(folder)
    process = multiprocessing.get_context("spawn").Process(target=_fill_and_die, args=(folder,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    db = sqlite3.connect(folder / "archive.db")
    assert db.execute("SELECT value FROM settings WHERE name = 'stories reached'").fetchone() == ("3",)
    db.close()
    Archive.open(folder, write=True).close()
    assert stories_in(folder) == before
    assert verify(folder).findings == []


def _write_and_die(folder: Path) -> None:
    portals = Portals(Archive.open(folder, write=True, create=True, interpreter=Printed()))
    text = prose("k")
    portals.print("thuynguyen", "a", text)
    put, told = bands.put, []

    def dying(db: sqlite3.Connection, number: int, signature: bytes) -> None:
        put(db, number, signature)
        told.append(number)
        if len(told) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    bands.put = dying
    for path in ("b", "c"):
        portals.keep("haiphong", path, edited(text, 5, path))
    portals.archive.commit_visits()


def test_a_writer_that_is_killed_while_articles_join_loses_none(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    process = multiprocessing.get_context("spawn").Process(target=_write_and_die, args=(folder,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with Archive.open(folder, write=True, interpreter=Printed()) as archive:
        assert archive.adopted.visits == 2
        (story,) = archive.stories()
        assert (story.size, story.first) == (3, 1)
    assert verify(folder).findings == []


def test_bands_that_lie_are_named_and_made_anew(portals: Portals) -> None:
    folder = eventful(portals)
    before = stories_in(folder)
    db = sqlite3.connect(folder / "archive.db")
    with contextlib.closing(db), db:
        db.execute("DELETE FROM story_bands WHERE article_id = 1 AND band % 2 = 0")
        db.execute("INSERT INTO story_bands VALUES (7, 99)")
    report = verify(folder)
    assert [one.what for one in report.findings] == [
        "copies of article 1 cannot be found as they should", "bands of an article 99 that has no signature",
    ]  # fmt: skip
    repair(folder, report.findings, Printed())
    assert stories_in(folder) == before
    assert verify(folder).findings == []


def test_signatures_of_other_rules_are_made_anew(portals: Portals) -> None:
    folder = eventful(portals)
    before = stories_in(folder)
    db = sqlite3.connect(folder / "archive.db")
    with contextlib.closing(db), db:
        db.execute("UPDATE settings SET value = '0.1' WHERE name = 'stories'")
        db.execute("UPDATE story_signatures SET signature = x'00'")
    Archive.open(folder, write=True).close()
    assert stories_in(folder) == before
    assert verify(folder).findings == []
