"""What an article is called: by its reading, or by the archivist; what counts; and that it makes no version."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
import sqlite_utils

from archive import Archive
from archive.changes import Kind
from archive.coverage import coverage
from archive.database import APPLICATION_ID
from archive.errors import UsageError
from archive.health.called import page_types
from archive.health.runs import history
from archive.repair import repair
from archive.schema import migrations
from archive.verification import verify
from archive.warc_check import Finding
from tests.archive.conftest import HOME, START
from tests.archive.portals import prose
from tests.archive.test_numbering import Portal, Reader

if TYPE_CHECKING:
    from pathlib import Path

    from archive import Article, Visit
    from archive.visit_records import Terms, ToldVisit
    from tests.archive.conftest import Crawls

TEXT = prose("một bài về con đường")


def called(archive: Archive, number: int = 1) -> tuple[str, float | None]:
    (row,) = archive.rows("SELECT page_type, page_type_confidence FROM articles WHERE id = ?", number)
    return row["page_type"], row["page_type_confidence"]


def test_the_type_follows_the_latest_reading_and_makes_no_version(crawls: Crawls) -> None:
    crawls.look("a", TEXT, page_type="event", page_type_confidence=0.6)
    (first,) = crawls.archive.versions(1)
    assert called(crawls.archive) == ("event", 0.6)
    crawls.next_day()
    assert crawls.look("a", TEXT, page_type="guide", page_type_confidence=0.9).change == "same"
    assert called(crawls.archive) == ("guide", 0.9)
    assert crawls.archive.versions(1) == [first]
    assert list(crawls.archive.changes(page_types=("guide",))) == []


def test_doubts_are_those_of_the_present_reading_of_each_version(crawls: Crawls) -> None:
    def doubts() -> list[tuple[int, str, float]]:
        rows = crawls.archive.rows(
            "SELECT number, name, value FROM doubts JOIN article_versions ON article_versions.id = version_id "
            "ORDER BY number, name"
        )
        return [(row["number"], row["name"], row["value"]) for row in rows]

    crawls.look("a", TEXT, doubts=(("lost_prose", 0.4), ("other_title", 1.0)))
    assert doubts() == [(1, "lost_prose", 0.4), (1, "other_title", 1.0)]
    crawls.next_day()
    crawls.look("a", TEXT, doubts=(("lost_prose", 0.2),))
    assert doubts() == [(1, "lost_prose", 0.2)]
    crawls.next_day()
    crawls.look("a", prose("khác"), doubts=(("no_text", 1.0),))
    assert doubts() == [(1, "lost_prose", 0.2), (2, "no_text", 1.0)]
    crawls.archive.withhold(1, reason="thử")
    assert doubts() == []
    crawls.archive.withhold(1, reason="", undo=True)
    assert doubts() == [(1, "lost_prose", 0.2), (2, "no_text", 1.0)]
    assert verify(crawls.archive.folder).findings == []


def test_a_page_that_is_set_aside_keeps_all_that_was_read_of_it(tmp_path: Path) -> None:
    from dataclasses import replace

    portal = Portal(tmp_path / "a")
    portal.looked(("a", "Bài một", ""))
    with Archive.open(portal.folder, write=True, interpreter=portal.reader) as archive:
        crawl = archive.begin_crawl("example", software={"extractor": "1"}, at=START)
        visit = portal._visit("b", "Bài hai", "", START)
        assert visit.article is not None
        read = replace(visit.article, page_type="event", doubts=(("lost_prose", 0.5),))
        archive.add_visits(
            [replace(visit, article=read, doubt="no_date")], crawl=crawl, due=lambda _v, _r: (None, "")
        )  # fmt: skip
        (row,) = archive.rows(
            "SELECT article ->> 'text' AS text, article ->> 'page_type' AS page_type, "
            "article ->> '$.doubts.lost_prose' AS lost FROM set_aside"
        )
    assert row == {"text": read.text, "page_type": "event", "lost": 0.5}


def test_what_counts_are_news_and_notices(crawls: Crawls) -> None:
    for path, page_type in (("tin", "news"), ("bao", "notice"), ("dich-vu", "guide"), ("hoi", "event")):
        crawls.look(path, prose(path), title=f"Trang {path}", page_type=page_type)
    crawls.next_day()
    for path, page_type in (("tin", "news"), ("dich-vu", "guide")):
        crawls.look(path, prose(f"{path} đã sửa"), title=f"Trang {path}", page_type=page_type)
    archive = crawls.archive
    assert history(archive.database.conn, "example", now=crawls.now).articles == 2
    (ledger,) = coverage(archive)
    assert ledger.articles == 2
    assert [row["id"] for row in archive.rows("SELECT id FROM article_table ORDER BY id")] == [1, 2]
    assert [(one.kind, one.article_id) for one in archive.changes()] == [(Kind.edited, 1)]
    assert [one.article_id for one in archive.changes(page_types=("guide",))] == [3]
    assert [(row["page_type"], row["articles"]) for row in page_types(archive, "example")] == [
        ("news", 1), ("notice", 1), ("event", 1), ("guide", 1),
    ]  # fmt: skip


def test_an_announced_address_that_is_held_as_another_type_is_not_missing(crawls: Crawls) -> None:
    crawls.look("dich-vu", TEXT, page_type="guide")
    with crawls.archive.recording.transaction():
        crawls.archive.database.execute(
            "INSERT INTO announcements (portal, url, road, first_seen) VALUES ('example', ?, 'sitemap', '2022')",
            (HOME + "dich-vu",),
        )
    (ledger,) = coverage(crawls.archive)
    assert (ledger.missing, ledger.others, ledger.articles) == ((), {"of another type": 1}, 0)


def test_a_story_is_of_news_and_notices_and_follows_the_type(crawls: Crawls) -> None:
    for path, page_type in (("a", "news"), ("b", "news"), ("c", "guide")):
        crawls.look(path, f"{TEXT} {path}", title=f"Con đường {path}", page_type=page_type)

    def story() -> list[Any]:
        return [row["id"] for row in crawls.archive.rows("SELECT id FROM articles WHERE story_id = 1 ORDER BY id")]

    assert story() == [1, 2]
    crawls.archive.reclassify(3, "news")
    assert story() == [1, 2, 3]
    crawls.archive.reclassify(2, "event")
    assert story() == [1, 3]
    crawls.archive.reclassify(2, None)
    assert story() == [1, 2, 3]
    assert verify(crawls.archive.folder).findings == []


def test_a_rule_holds_for_later_looks_and_can_be_taken_back(crawls: Crawls) -> None:
    crawls.look("a", TEXT, page_type="other", page_type_confidence=0.4)
    done = crawls.archive.reclassify(1, "notice")
    assert (done.portal, done.fitting, done.changed) == ("example", 1, 1)
    assert called(crawls.archive) == ("notice", 1.0)
    crawls.next_day()
    crawls.look("a", TEXT, page_type="guide", page_type_confidence=0.7)
    assert called(crawls.archive) == ("notice", 1.0)
    crawls.look("a", prose("sửa"), page_type="guide", page_type_confidence=0.8)
    assert called(crawls.archive) == ("notice", 1.0)
    crawls.archive.reclassify(1, None)
    assert called(crawls.archive) == ("guide", 0.8)
    assert verify(crawls.archive.folder).findings == []


def test_a_pattern_is_for_pages_to_come_too_and_a_number_goes_before_it(crawls: Crawls) -> None:
    for path in ("su-kien/1", "su-kien/2", "tin/3"):
        crawls.look(path, prose(path), title=f"Trang {path}", page_type="news", page_type_confidence=0.9)
    done = crawls.archive.reclassify("/su-kien/", "event")
    assert (done.fitting, done.changed) == (2, 2)
    crawls.archive.reclassify(2, "guide")
    crawls.look("su-kien/4", prose("bốn"), title="Trang bốn", page_type="news")
    assert [called(crawls.archive, number)[0] for number in (1, 2, 3, 4)] == ["event", "guide", "news", "event"]
    crawls.archive.reclassify(r"/\d$", "other")  # the later of two patterns decides
    assert [called(crawls.archive, number)[0] for number in (1, 2, 3, 4)] == ["other", "guide", "other", "other"]
    crawls.archive.reclassify(r"/\d$", None)
    crawls.archive.reclassify(2, None)
    assert [called(crawls.archive, number)[0] for number in (1, 2, 3, 4)] == ["event", "event", "news", "event"]
    assert called(crawls.archive, 3) == ("news", 0.9)


def test_a_rule_goes_out_of_sight_with_its_article_and_comes_back(crawls: Crawls) -> None:
    crawls.look("bi-mat", TEXT)
    crawls.archive.reclassify(1, "guide")
    crawls.archive.withhold(1, reason="thử")
    assert crawls.archive.rows("SELECT * FROM page_type_rules") == []
    crawls.archive.reclassify("bi-mat", "event")
    crawls.archive.withhold(1, reason="", undo=True)
    assert called(crawls.archive)[0] == "guide"
    crawls.archive.reclassify(1, None)
    assert called(crawls.archive)[0] == "event"
    assert verify(crawls.archive.folder).findings == []


class Calling(Reader):
    """Calls every page an event."""

    def visit(self, told: ToldVisit, terms: Terms) -> Visit:
        from dataclasses import replace

        read = super().visit(told, terms)
        return replace(read, article=self.calling(read.article))

    def calling(self, article: Article | None) -> Article | None:
        from dataclasses import replace

        return replace(article, page_type="event", page_type_confidence=0.5) if article else None


def test_a_repair_makes_the_rules_again(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "a")
    portal.looked(("tin/a", "Bài một", ""), ("tin/b", "Bài hai", ""), ("c", "Bài ba", ""))
    with Archive.open(portal.folder, write=True, interpreter=portal.reader) as archive:
        archive.reclassify("/tin/", "guide")
        archive.reclassify(2, "notice")
        archive.reclassify("/c", "other")
        archive.reclassify("/c", None)
    portal.looked(("tin/d", "Bài bốn", ""))
    for file in portal.folder.glob("archive.db*"):
        file.unlink()
    repair(portal.folder, [Finding("missing", "archive.db", "")], Calling())
    with Archive.open(portal.folder) as archive:
        assert [called(archive, number) for number in (1, 2, 3, 4)] == [
            ("guide", 1.0), ("notice", 1.0), ("event", 0.5), ("guide", 1.0),
        ]  # fmt: skip
    assert verify(portal.folder).findings == []


@pytest.mark.parametrize(
    ("what", "page_type", "portal", "words"),
    [
        (7, "event", None, "no article 7"),
        (1, "events", None, "no page type"),
        (1, None, None, "never reclassified"),
        ("(", "event", None, "no regular expression"),
        ("/a", None, None, "nothing to undo"),
    ],
)
def test_wrong_use_changes_nothing(
    crawls: Crawls, what: int | str, page_type: str | None, portal: str | None, words: str
) -> None:
    crawls.look("a", TEXT)
    with pytest.raises(UsageError, match=words):
        crawls.archive.reclassify(what, page_type, portal=portal)
    assert called(crawls.archive) == ("news", None)
    assert crawls.archive.rows("SELECT * FROM page_type_rules") == []


def test_of_several_portals_the_one_that_a_pattern_fits_is_meant(crawls: Crawls) -> None:
    crawls.look("a/1", TEXT)
    crawls.archive.put_portal(
        "other", name="Khác", homepage="https://khac.vn/", definition="", language="", timezone="", at=START
    )
    assert crawls.archive.reclassify("/a/", "event").portal == "example"
    with pytest.raises(UsageError, match="--portal KEY"):
        crawls.archive.reclassify("/b/", "event")
    assert crawls.archive.reclassify("/b/", "event", portal="other").portal == "other"


def test_the_articles_of_an_earlier_archive_are_news_and_keep_what_they_had(tmp_path: Path) -> None:
    """Withheld ones too, whose table has no such column yet."""
    portal = Portal(tmp_path / "a")
    portal.looked(("a", "Bài một", ""), ("b", "Bài hai", ""))
    with Archive.open(portal.folder, write=True, interpreter=portal.reader) as archive:
        kept = archive.rows("SELECT id, url, version, content_hash, first_seen FROM articles ORDER BY id")
        archive.withhold(2, reason="thử")
    _as_before(portal.folder)
    with Archive.open(portal.folder, write=True, interpreter=portal.reader) as archive:
        archive.withhold(2, reason="", undo=True)
        assert archive.rows("SELECT id, url, version, content_hash, first_seen FROM articles ORDER BY id") == kept
        assert [called(archive, number) for number in (1, 2)] == [("news", None)] * 2
    assert verify(portal.folder).findings == []


def _as_before(folder: Path) -> None:
    """Puts the tables into the schema before there were page types."""
    (folder / "archive.db").rename(folder / "today.db")
    db = sqlite_utils.Database(folder / "archive.db")
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(db, stop_before="m012_what_a_page_is")
    db.conn.execute("ATTACH DATABASE ? AS today", (str(folder / "today.db"),))
    tables = [
        name
        for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if not name.startswith(("_", "sqlite_", "articles_fts", "fixity"))
    ]
    db.conn.commit()
    for name in tables:
        columns = ", ".join(row[1] for row in db.conn.execute(f"PRAGMA main.table_info({name})"))
        db.conn.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM today.{name}")
    for name in ("articles_fts_data", "articles_fts_idx", "articles_fts_docsize", "articles_fts_config"):
        db.conn.execute(f"DELETE FROM main.{name}")
        db.conn.execute(f"INSERT INTO main.{name} SELECT * FROM today.{name}")
    db.conn.commit()
    db.close()
    withheld = sqlite3.connect(folder / "withheld.db")
    for column in ("page_type", "page_type_confidence", "read_type", "read_type_confidence"):
        withheld.execute(f"ALTER TABLE articles DROP COLUMN {column}")
    withheld.execute("DROP TABLE fixity")  # nor had it digests
    withheld.close()
    (folder / "today.db").unlink()
