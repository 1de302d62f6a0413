"""Page types at every door: what is found, counted, exported and told by default, and what else there was."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.doubts import doubts_of
from archive.errors import UsageError
from archive.export import other_types, rows
from archive.export.arrow import pyarrow_module
from archive.export.markdown_folder import NEEDED, page
from archive.fulltext.index import FOLDER, FORM
from archive.mcp import answers
from archive.page_types import ALL, read_types
from archive.records import PAGE_TYPES, USUAL_TYPES
from archive.search_json import answer
from archive.search_parameters import read_parameters
from tests.archive.conftest import Crawls

SCRIPT = "from crawler.cli import main; main()"
TYPES = {
    "tin": "news",
    "bao": "notice",
    "hoi": "event",
    "hoi2": "event",
    "dan": "guide",
    "ban": "profile",
    "nao": "other",
}


@pytest.fixture
def archive(crawls: Crawls) -> Archive:
    """One page of each type, and a second event."""
    for path, page_type in TYPES.items():
        doubts = (("other_date", 1.0), ("lost_prose", 0.404), ("other_weather", 0.5)) if path == "hoi" else ()
        crawls.look(
            path, f"chung {path}", title=f"Bài {path}", published_on=date(2022, 12, 1), page_type=page_type,
            page_type_confidence=None if page_type == "news" else 0.75, doubts=doubts,
        )  # fmt: skip
    return crawls.archive


def found(archive: Archive, query: str = "", **asked: Any) -> set[str]:
    return {hit.url.rpartition("/")[2] for hit in archive.search(query, **asked)}


def luutru(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, "-a", str(folder), *arguments], capture_output=True, encoding="utf-8",
        check=False, timeout=120,
        env={"PYTHONPATH": os.environ.get("PYTHONPATH", ""), "PATH": "", "LUUTRU_NOW": "2023-01-01"},
    )  # fmt: skip


@pytest.mark.parametrize("query", ["", "chung", "chu*"])
def test_news_and_notices_are_found_unless_others_are_asked_for(archive: Archive, query: str) -> None:
    assert found(archive, query) == {"tin", "bao"}
    assert found(archive, query, page_types="event") == {"hoi", "hoi2"}
    assert found(archive, query, page_types=["profile", "notice"]) == {"ban", "bao"}
    assert found(archive, query, page_types=ALL) == set(TYPES)
    assert found(archive, query, page_types=["guide", ALL]) == set(TYPES)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_each_order_and_what_is_counted_are_of_the_type(archive: Archive, sort: str) -> None:
    hits = archive.search("chung", sort=sort, page_types="event", limit=1)
    assert len(hits) == hits.counts.articles == 2
    assert hits.counts.portals == {"example": 2}
    assert hits.counts.months == {"2022-12": 2}
    assert hits.counts.page_types == {"event": 2}
    (first,) = hits
    assert first.page_type == "event"
    (second,) = archive.search("chung", sort=sort, page_types="event", after=first.key)
    assert {first.url[-4:], second.url[-4:]} == {"/hoi", "hoi2"}


def test_what_else_was_found_is_told_by_type(archive: Archive) -> None:
    assert archive.search("chung").other_types == {"event": 2, "guide": 1, "other": 1, "profile": 1}
    assert archive.search("ban").other_types == {"profile": 1}
    assert archive.search("chung", page_types="event").other_types.keys() == set(PAGE_TYPES) - {"event"}
    assert archive.search("chung", page_types=ALL).other_types == {}
    assert archive.search("không-có").other_types == {}
    assert archive.search("chung", since="2023").other_types == {}
    assert archive.search("chung", limit=1, after=next(iter(archive.search("chung"))).key).other_types["event"] == 2


def test_as_of_a_day_the_type_counts_too(crawls: Crawls) -> None:
    crawls.look("tin", "chung cũ")
    crawls.look("hoi", "chung hội cũ", page_type="event")
    crawls.next_day()
    crawls.look("hoi", "chung hội mới", page_type="event")
    crawls.look("sau", "chung sau", page_type="event")
    then = crawls.archive.search("chung", as_of="2022-12-12")
    assert [hit.url[-3:] for hit in then] == ["tin"]
    assert then.other_types == {"event": 1}
    assert then.counts.articles == 1
    assert found(crawls.archive, "cũ", as_of="2022-12-12", page_types="event") == {"hoi"}
    assert found(crawls.archive, "cũ", page_types="event") == set()


def test_the_index_follows_a_changed_type(crawls: Crawls) -> None:
    crawls.look("a", "chung một")
    crawls.look("b", "chung hai")
    assert found(crawls.archive, "chung") == {"a", "b"}
    crawls.archive.reclassify(1, "guide")
    hits = crawls.archive.search("chung")
    assert [hit.url[-1] for hit in hits] == ["b"]
    assert hits.other_types == {"guide": 1}
    crawls.archive.reclassify(1, None)
    assert found(crawls.archive, "chung") == {"a", "b"}
    assert crawls.archive.search("chung").other_types == {}
    crawls.look("b", "chung hai", page_type="event", page_type_confidence=0.6)
    assert found(crawls.archive, "chung") == {"a"}
    assert len(crawls.archive.versions(2)) == 1
    crawls.archive.withhold(2, reason="phép thử")
    assert crawls.archive.search("chung").other_types == {}
    crawls.archive.withhold(2, reason="phép thử", undo=True)
    assert crawls.archive.search("chung").other_types == {"event": 1}
    assert crawls.archive.refresh_search() == 0


def test_an_index_from_before_page_types_is_made_anew(crawls: Crawls) -> None:
    crawls.look("a", "chung một", page_type="event")
    assert len(crawls.archive.search("chung")) == 0
    state = crawls.archive.folder / FOLDER / "state.json"
    told = json.loads(state.read_text(encoding="utf-8"))
    assert told["form"] == FORM >= 3
    state.write_text(json.dumps(told | {"form": 2}), encoding="utf-8")
    with Archive.open(crawls.archive.folder) as again:
        assert again.refresh_search() == 1
        assert again.search("chung").other_types == {"event": 1}


def test_of_a_story_only_what_is_asked_for_is_folded(crawls: Crawls) -> None:
    text = " ".join(f"từ{number} nói về con đường mới của xã" for number in range(40))
    for path, page_type in (("a", "news"), ("b", "notice"), ("c", "event")):
        crawls.look(path, f"{text} {path}", title=f"Bài {path}", page_type=page_type, published_on=date(2022, 12, 1))
    (hit,) = crawls.archive.search("đường", fold=True)
    assert hit.copies == 1
    assert sum(hit.copies + 1 for hit in crawls.archive.search("đường", fold=True, page_types=ALL)) == 3


@given(st.one_of(st.none(), st.text(max_size=6), st.lists(st.sampled_from([*PAGE_TYPES, ALL, "News", "", "tin\n"]))))
def test_whatever_types_are_asked_for_are_read_or_explained_on_one_line(asked: str | list[str] | None) -> None:
    named = [asked] if isinstance(asked, str) else asked or []
    if set(named) <= {*PAGE_TYPES, ALL}:
        types = read_types(asked)
        assert set(types) == (set(PAGE_TYPES) if ALL in named else set(named) or set(USUAL_TYPES))
        assert list(types) == sorted(types, key=PAGE_TYPES.index)
        return
    with pytest.raises(UsageError) as caught:
        read_types(asked)
    assert "\n" not in str(caught.value)
    assert all(one in str(caught.value) for one in (*PAGE_TYPES, ALL))


def test_an_address_names_types_and_an_answer_tells_of_others(archive: Archive) -> None:
    asked = read_parameters({"q": ["chung"], "page_type": ["event", "guide", "event"]})
    assert asked["page_types"] == ["event", "guide"]
    told = answer(archive.search(**asked))
    assert {hit["page_type"] for hit in told["hits"]} == {"event", "guide"}
    assert told["articles"] == 3
    assert told["other_types"] == {"news": 1, "notice": 1, "other": 1, "profile": 1}


def test_models_are_told_of_types_and_doubts(crawls: Crawls, archive: Archive) -> None:
    told = answers.search(archive, {"q": ["chung"], "page_type": ["event"]}).structured()
    assert told["articles"] == 2
    assert told["other_types"]["news"] == 1
    assert {passage["page_type"] for passage in told["passages"]} == {"event"}
    (read,) = answers.read_article(archive, crawls.article("hoi")["id"]).structured()["passages"]
    assert (read["page_type"], read["page_type_confidence"]) == ("event", 0.75)
    assert read["doubts"][-1] == "40 % of the prose that the page prints is not in the text"


def test_an_export_holds_news_and_notices_unless_others_are_asked_for(archive: Archive) -> None:
    def paths(asked: dict[str, Any] | None = None) -> list[str]:
        return [row["url"].rpartition("/")[2] for row in rows(archive, asked)]

    assert paths() == ["tin", "bao"]
    assert paths({"page_types": "event"}) == ["hoi", "hoi2"]
    assert paths({"page_types": [ALL]}) == list(TYPES)
    assert paths({"query": "hoi2 OR tin", "page_types": "all", "sort": "oldest"}) == ["tin", "hoi2"]
    assert other_types(archive) == {"event": 2, "guide": 1, "other": 1, "profile": 1}
    assert other_types(archive, {"page_types": ALL}) == {}
    assert other_types(archive, {"query": "hoi2"}) == {"event": 1}
    with pytest.raises(UsageError, match="page type 'tin' is unknown"):
        rows(archive, {"page_types": "tin"})
    then = {row["url"][-3:]: row for row in rows(archive, {"as_of": "2022-12-12", "page_types": ALL})}
    assert then["hoi"]["page_type"] == "event"


def test_every_format_carries_the_type_and_how_sure_it_is(archive: Archive) -> None:
    pa = pyarrow_module("")
    hits = archive.search("tin OR bao", sort="oldest")
    table = hits.to_arrow()
    assert table.column_names[-2:] == ["page_type", "page_type_confidence"]
    assert table.schema.field("page_type_confidence").type == pa.float64()
    assert table["page_type"].to_pylist() == ["news", "notice"]
    assert table["page_type_confidence"].to_pylist() == [None, 0.75]
    frame = hits.to_pandas()
    assert list(frame["page_type"]) == ["news", "notice"]
    assert frame["page_type_confidence"].isna().tolist() == [True, False]
    facts = page(next(rows(archive, {"page_types": "guide"}, columns=NEEDED))).split("---")[1]
    assert 'page_type: "guide"\npage_type_confidence: 0.75\n' in facts


def test_the_command_line_says_what_else_was_found(archive: Archive, tmp_path: Path) -> None:
    folder = archive.folder
    hint = "luutru: 5 more of other types (2 event, 1 guide, 1 other, 1 profile): --page-type all shows them\n"
    for arguments in (["search", "chung"], ["search", "chung", "--json"], ["search", "chung", "--counts"]):
        done = luutru(folder, *arguments)
        assert (done.returncode, done.stderr) == (0, hint), done.stdout
    done = luutru(folder, "search", "chung", "--page-type", "event", "--page-type", "guide", "--json")
    assert {json.loads(line)["page_type"] for line in done.stdout.splitlines()} == {"event", "guide"}
    assert luutru(folder, "search", "chung", "--page-type", "all").stderr == ""
    nothing = luutru(folder, "search", "ban")
    assert nothing.stdout == "nothing found\n"
    assert "1 more of other types (1 profile)" in nothing.stderr
    for verb in (["search", "chung"], ["export", "-"]):
        refused = luutru(folder, *verb, "--page-type", "tin")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.count("\n") == 1
        assert all(one in refused.stderr for one in (*PAGE_TYPES, ALL))
    written = luutru(folder, "export", "-", "--page-type", "event")
    assert [row["page_type"] for row in csv.DictReader(io.StringIO(written.stdout.removeprefix("\ufeff")))] == [
        "event", "event",
    ]  # fmt: skip
    assert luutru(folder, "export", str(tmp_path / "a.csv")).stderr.endswith(hint)


def test_an_article_is_shown_with_its_type_and_its_doubts(crawls: Crawls, archive: Archive) -> None:
    number = crawls.article("hoi")["id"]
    lines = luutru(archive.folder, "show", str(number)).stdout.splitlines()
    assert "page type:  event (75% sure)" in lines
    assert [line.split(":", 1)[1].strip() for line in lines if line.startswith("doubtful:")] == [
        "the page prints another date", "a second look found something else: other_weather (50 %)",
        "40 % of the prose that the page prints is not in the text",
    ]  # fmt: skip
    told = json.loads(luutru(archive.folder, "show", str(number), "--json").stdout)
    assert (told["page_type"], told["page_type_confidence"]) == ("event", 0.75)
    assert told["doubts"][0] == {"name": "other_date", "value": 1.0}
    assert "page type:  news" in luutru(archive.folder, "show", "1").stdout.splitlines()
    assert doubts_of(archive, archive.versions(1)[0]["id"]) == []


def test_what_decided_a_type_is_told(crawls: Crawls, archive: Archive) -> None:
    archive.reclassify(1, "guide")
    done = luutru(archive.folder, "show", "1")
    assert "page type:  guide (by luutru reclassify; read as news)" in done.stdout.splitlines()
    archive.reclassify(crawls.article("hoi")["id"], "profile")
    told = luutru(archive.folder, "show", str(crawls.article("hoi")["id"])).stdout
    assert "page type:  profile (by luutru reclassify; read as event, 75% sure)" in told.splitlines()


def test_the_doctor_shows_what_is_called_other_than_news(crawls: Crawls) -> None:
    for number in range(3):
        crawls.look(f"su-kien/{number}", f"hội {number}", title=f"Hội {number}", page_type="event",
                    page_type_confidence=(9 - number) / 10)  # fmt: skip
    crawls.look("lich", "lịch", title="Lịch", page_type="event", doubts=(("lost_prose", 0.4),))
    crawls.look("tin/1", "tin")
    crawls.look("tin/2", "bảng")
    crawls.archive.reclassify("/tin/2$", "guide")
    done = luutru(crawls.archive.folder, "doctor", "example")
    lines = done.stdout.splitlines()
    assert any(line.startswith("called other than news: 5 of 6; luutru reclassify") for line in lines), done.stderr
    assert "    event: 4 (3 in /su-kien/, 1 in /); 80% sure on average, 70% at least" in lines
    assert "      70% sure: 3  Hội 2" in lines  # the least sure first
    assert "    guide: 1 (1 in /tin/); 100% sure on average, 100% at least; 1 by luutru reclassify" in lines
    at = lines.index("doubtful pages (lost_prose): 1")
    assert lines[at + 1 : at + 3] == [
        "    4  Lịch", "      40 % of the prose that the page prints is not in the text",
    ]  # fmt: skip
    told = json.loads(luutru(crawls.archive.folder, "doctor", "example", "--json").stdout)
    assert [(one["page_type"], one["articles"], one["by_rule"], one["folders"]) for one in told["page_types"]] == [
        ("news", 1, 0, {}), ("event", 4, 0, {"/su-kien/": 3, "/": 1}), ("guide", 1, 1, {"/tin/": 1}),
    ]  # fmt: skip


def test_the_doctor_of_a_portal_of_news_says_nothing_of_types(crawls: Crawls) -> None:
    crawls.look("tin/1", "tin")
    assert "other than news" not in luutru(crawls.archive.folder, "doctor", "example").stdout
