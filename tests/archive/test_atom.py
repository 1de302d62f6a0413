"""The feed of a search, read by a feed reader and held against RFC 4287."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from archive.export.atom import Entry, feed
from archive.export.entries import entries
from tests.archive.conftest import Crawls

ATOM = "{http://www.w3.org/2005/Atom}"
GIVEN = {
    "title": "nông thôn & <mới>", "address": "http://127.0.0.1:8001/feed?q=n%C3%B4ng&portal=a",
    "home": "http://127.0.0.1:8001/search?q=n%C3%B4ng&portal=a", "updated": "2022-01-01T00:00:00Z",
}  # fmt: skip
ENTRY = Entry(
    portal="demo", portal_name="Cổng", url="https://example.gov.vn/a b?x=1&y=2", version=1, title="Đường <b>mới</b>",
    lead="Tóm tắt", text="Một\n\nHai & ba", author="", category="Tin", language="vi",
    published_at="2022-12-11T17:00:00Z", seen_at="2022-12-12T01:00:00Z",
)  # fmt: skip


def test_a_reader_reads_what_was_written() -> None:
    read = feedparser.parse(feed([ENTRY, replace(ENTRY, version=2, author="Hạnh", page="http://127.0.0.1/x")], **GIVEN))
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.id) == ("nông thôn & <mới>", GIVEN["address"])
    assert {link.rel: link.href for link in read.feed.links} == {"self": GIVEN["address"], "alternate": GIVEN["home"]}
    assert read.feed.updated == "2022-12-12T01:00:00Z"
    first, second = read.entries
    assert first.title == "Đường <b>mới</b>"
    assert first.title_detail.type == first.summary_detail.type == first.content[0].type == "text/plain"
    assert (first.summary, first.content[0].value) == ("Tóm tắt", "Một\n\nHai & ba")
    assert (first.author, second.author) == ("Cổng", "Hạnh")
    assert (first.published, first.updated) == ("2022-12-11T17:00:00Z", "2022-12-12T01:00:00Z")
    assert first.link == "https://example.gov.vn/a%20b?x=1&y=2"
    assert second.link == "http://127.0.0.1/x"
    assert [tag.term for tag in first.tags] == ["Tin"]
    assert first.id != second.id
    assert first.id == ENTRY.id == replace(ENTRY, title="x", seen_at="y").id


def test_a_feed_without_entries_is_one() -> None:
    read = feedparser.parse(feed([], **GIVEN))
    assert not read.bozo
    assert (read.entries, read.feed.updated) == ([], GIVEN["updated"])


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["]]>", "<script>", "&#0;", "\x00"]
)


@settings(max_examples=60)
@given(st.lists(st.tuples(_texts, _texts, _texts, _texts), max_size=3), _texts)
def test_whatever_articles_say_the_feed_is_what_the_rfc_demands(
    told: list[tuple[str, str, str, str]], title: str
) -> None:
    listed = [
        replace(ENTRY, title=a, lead=b, text=c, author=d, category=a, portal_name=b, language=c, url=d, version=number)
        for number, (a, b, c, d) in enumerate(told)
    ]
    made = feed(listed, **{**GIVEN, "title": title})
    root = etree.fromstring(made)
    assert root.tag == f"{ATOM}feed"
    assert len(root.findall(f"{ATOM}entry")) == len(told)
    for one in (root, *root.findall(f"{ATOM}entry")):
        # RFC 4287, 4.1.1 and 4.1.2: exactly one of each, and an author for each entry.
        for name in ("id", "title", "updated"):
            (element,) = one.findall(f"{ATOM}{name}")
            assert element.text
        assert len([link for link in one.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert all(part.get("type") == "text" and not len(part) for part in entry.findall(f"{ATOM}content"))
    assert len({entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")}) == len(told)
    assert not feedparser.parse(made).bozo


def test_an_edit_is_an_entry_of_its_own(crawls: Crawls) -> None:
    stated = {"published_on": date(2022, 12, 1), "published_at": datetime(2022, 12, 1, tzinfo=UTC),
              "published_precision": "month", "published_from": "visible"}  # fmt: skip
    crawls.look("a", "chung cũ", **stated)
    crawls.look("b", "chung hai")
    hits = crawls.archive.search("chung")
    (before, other) = entries(hits)
    crawls.next_day()
    crawls.look("a", "chung mới", **stated)
    (after, same) = entries(crawls.archive.search("chung"), page=lambda article, version: f"/{article}/{version}")
    assert before.id != after.id
    assert other.id == same.id
    assert (before.seen_at, after.seen_at) == ("2022-12-12T01:00:00Z", "2022-12-13T01:00:00Z")
    assert (after.text, after.page, after.language, after.published_at) == ("chung mới", "/1/2", "vi", None)
    assert len(list(entries(hits, limit=1))) == 1


def test_what_was_received_last_comes_first_however_old_it_is(crawls: Crawls) -> None:
    for day in (3, 1, 2):
        crawls.look(f"a{day}", f"chung bài {day}", published_on=date(2022, 12, day))
    crawls.look("b", "chung của mục kia", category="Kia", published_on=date(2022, 12, 9))
    crawls.next_day()
    crawls.look("cu", "chung tin cũ", published_on=date(2009, 1, 1))
    crawls.look("a2", "chung bài 2 đã sửa", published_on=date(2022, 12, 2))
    hits = crawls.archive.search("chung", limit=1)
    assert [entry.text for entry in entries(hits)] == [
        "chung bài 2 đã sửa", "chung tin cũ", "chung của mục kia", "chung bài 3", "chung bài 1",
    ]  # fmt: skip
    assert len(list(entries(hits, limit=3))) == 3
    assert [entry.category for entry in entries(crawls.archive.search("chung", category="Kia"))] == ["Kia"]
    assert not list(entries(crawls.archive.search("không có")))


def test_of_a_story_a_folded_feed_brings_one(crawls: Crawls) -> None:
    told = " ".join(f"từ{number} chung" for number in range(120))
    for path in ("mot", "hai", "ba"):
        crawls.look(path, f"{told} {path}", published_on=date(2022, 12, 1))
    crawls.look("b", "chung bài khác")
    assert len(list(entries(crawls.archive.search("chung", fold=True)))) == 2
    assert len(list(entries(crawls.archive.search("chung")))) == 4
