"""Copies in a search: shown, folded away, or alone; and `luutru story` and `show`, which tell who printed them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from archive import Archive
from archive.errors import UsageError
from archive.search import Hit, Sort
from archive.stories.reading import changed_by_copy
from crawler.cli import app
from tests.archive.portals import Portals, Printed, edited, prose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORD = "lễhội"
"""Stands in every article, so that a search for it finds all."""


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[Portals]:
    """Three stories of four, three and two articles, and four articles alone: thirteen in all."""
    with Archive.open(tmp_path / "archive", write=True, create=True, interpreter=Printed()) as archive:
        made = Portals(archive)
        for round_ in range(4):
            for number, size in enumerate((4, 3, 2, 1)):
                text = f"{WORD} {prose(number if round_ < size else (number, round_))}"
                portal = ("thuynguyen", "haiphong", "anlao", "kienthuy")[(round_ + number) % 4]
                if round_ < size or number == 3:
                    made.keep(portal, f"p{number}-{round_}", text if not round_ else edited(text, 2 + round_),
                              published=f"2022-12-{round_ * 4 + number + 1:02}",
                              title=f"Bài {number} {WORD if round_ == 1 else ''}".strip())  # fmt: skip
        archive.commit_visits()
        yield made


def found(archive: Archive, **values: Any) -> list[Hit]:
    return list(archive.search(WORD, **{"limit": None, **values}))


@pytest.mark.parametrize("sort", list(Sort))
def test_of_each_story_its_best_hit_stands_for_all(portals: Portals, sort: Sort) -> None:
    whole, folded = found(portals.archive, sort=sort), found(portals.archive, sort=sort, fold=True)
    assert len(whole) == 13
    wanted, seen = [], set()
    for hit in whole:
        if hit.story is None or hit.story not in seen:
            wanted.append(hit.id)
            seen.add(hit.story)
    assert [hit.id for hit in folded] == wanted
    assert {hit.story: hit.copies for hit in folded if hit.story} == {1: 3, 2: 2, 3: 1}
    assert all(hit.copies == 0 for hit in folded if hit.story is None)
    assert all(hit.copies == 0 for hit in whole)
    assert len(portals.archive.search(WORD, sort=sort, fold=True)) == 13
    assert portals.archive.search(WORD, sort=sort, fold=True).counts.articles == 13


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_pages_of_a_folded_result_are_the_whole_of_it(portals: Portals, sort: Sort, size: int) -> None:
    wanted = [(hit.id, hit.copies) for hit in found(portals.archive, sort=sort, fold=True)]
    got, after = [], ""
    while page := found(portals.archive, sort=sort, fold=True, limit=size, after=after):
        got += [(hit.id, hit.copies) for hit in page]
        after = page[-1].key
        assert len(page) == size or len(got) == len(wanted)
    assert got == wanted


def test_copies_are_those_that_were_found(portals: Portals) -> None:
    hits = found(portals.archive, portal="haiphong", fold=True)
    assert {hit.story: hit.copies for hit in hits if hit.story} == {1: 0, 2: 0}


def test_the_articles_of_one_story(portals: Portals) -> None:
    assert {hit.story for hit in found(portals.archive, story=2)} == {2}
    assert len(found(portals.archive, story=2)) == 3
    assert [hit.copies for hit in found(portals.archive, story=2, fold=True)] == [2]
    assert found(portals.archive, story=77) == []


def test_who_joins_a_story_is_found_in_it(portals: Portals) -> None:
    alone = next(hit for hit in found(portals.archive) if hit.story is None)
    portals.print("kienthuy", "neu", portals.archive.article(alone.id)["text"])
    assert {hit.id for hit in found(portals.archive, story=alone.id)} == {alone.id, 14}
    portals.print("kienthuy", "neu", f"{WORD} {prose('neu')}")
    assert found(portals.archive, story=alone.id) == []


def test_what_a_copy_changed(portals: Portals) -> None:
    (story,) = portals.archive.stories(limit=1)
    first, copy = (portals.archive.article(one.id) for one in (story.members[0], story.members[-1]))
    changes = {one.field: one for one in changed_by_copy(first, copy)}
    assert (changes["text"].words_removed, changes["text"].words_added) == (5, 5)
    assert not changes["author"].differs


def test_stories_in_lists(portals: Portals) -> None:
    assert [(one.id, one.size) for one in portals.archive.stories()] == [(1, 4), (2, 3), (3, 2)]
    assert [one.id for one in portals.archive.stories(newest=True, limit=2)] == [3, 2]
    assert [one.id for one in portals.archive.stories(portal="haiphong", limit=None)] == [1, 2]
    assert portals.archive.story(0) is portals.archive.story(2**70) is None


# The commands


def luutru(portals: Portals, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["-a", str(portals.archive.folder), *arguments])
    if isinstance(done.exception, UsageError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_story_shows_the_first_and_the_copies_in_order(portals: Portals) -> None:
    for number in ("1", str(portals.archive.stories(limit=1)[0].members[-1].id)):
        lines = luutru(portals, "story", number).splitlines()
        assert lines[:2] == [
            "1  Bài 0", "    4 articles on 4 portals · first: thuynguyen, 2022-12-01, by date of publication"
        ]  # fmt: skip
        assert [line[:26] for line in lines if "%" in line] == [
            "2022-12-01            100%", "2022-12-05             94%", "2022-12-09             92%",
            "2022-12-13             90%",
        ]  # fmt: skip
    assert "Cổng TTĐT huyện Kiến Thụy" in "\n".join(lines)


def test_story_shows_what_was_changed(portals: Portals) -> None:
    told = luutru(portals, "story", "3", "--changes")
    assert "text: +3 -3 words" in told
    assert "{+" in told
    (record,) = map(json.loads, luutru(portals, "story", "3", "--changes", "--json").splitlines())
    assert record["members"][1]["changes"]["text"]["words_added"] == 3
    assert (record["first"], record["reason"], record["size"]) == (3, "published", 2)


def test_story_lists(portals: Portals) -> None:
    assert [line for line in luutru(portals, "story").splitlines() if line[0].isdigit()] == [
        "1  Bài 0", "2  Bài 1", "3  Bài 2",
    ]  # fmt: skip
    newest = luutru(portals, "story", "--newest", "--limit", "1", "--json")
    assert [json.loads(line)["id"] for line in newest.splitlines()] == [3]


def test_what_is_no_story_is_explained(portals: Portals) -> None:
    with pytest.raises(UsageError, match="article 4 stands alone"):
        luutru(portals, "story", "4")
    with pytest.raises(UsageError, match="no story 99"):
        luutru(portals, "story", "99")


def test_show_says_who_else_printed_it(portals: Portals) -> None:
    copy = portals.archive.story(3).members[1].id
    (line,) = (one for one in luutru(portals, "show", str(copy)).splitlines() if one.startswith("story:"))
    assert line == (
        "story:      3, 2 articles; first: article 3 (anlao, 2022-12-03), by date of publication; also: 3 (anlao)"
    )
    assert "story:" not in luutru(portals, "show", "4")
    record = json.loads(luutru(portals, "show", "3", "--json"))
    assert (record["story"]["first"], record["story"]["first_by"]) == (3, "published")


def test_search_folds(portals: Portals) -> None:
    told = luutru(portals, "search", WORD, "--fold", "--sort", "oldest")
    assert told.count("    http") == 7
    assert "3 more of story 1" in told
    assert luutru(portals, "search", WORD, "--story", "2").count("    http") == 3


def test_a_hostile_title_steers_no_terminal(portals: Portals) -> None:
    text = prose("hostile")
    for portal in ("anlao", "haiphong"):
        portals.print(portal, "esc", text, title="\x1b[2Jx", source="\x1b]0;y\x07")
    number = portals.archive.story(14).id
    assert "\x1b" not in luutru(portals, "story", str(number), "--changes") + luutru(portals, "story")
