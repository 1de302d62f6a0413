"""The questions that Datasette offers by name: each answers, whatever is typed, and the docs have them all."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
import sqlite_utils

from archive.schema import migrations
from archive.web.questions import Question, questions
from tests.web.conftest import NASTY, Served

DOCS = Path(__file__).parents[2] / "docs" / "pages.md"
GIVEN = {
    "portal": "example", "since": "2019", "until": "2022-12-31", "words": "Cầu dài 214 mét", "one": "Bến Đò",
    "other": "sông Giá", "article": "6", "day": "2022-12-31", "hours_east": "7",
}  # fmt: skip
by_name = pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)


def answered(served: Served, question: Question, **given: str) -> list[dict[str, Any]]:
    answer = served.ask(f"/archive/{question.name}.json?{urlencode({**given, '_shape': 'array'})}")
    assert answer.status_code == 200, answer.text
    rows = answer.json()
    assert isinstance(rows, list), rows
    return rows


def portal(served: Served) -> str:
    return str(served.json("/archive/portals.json?_shape=array")[0]["id"])


def test_there_are_twenty() -> None:
    assert len(questions()) == 20


@by_name
def test_a_question_is_answered_with_and_without_its_parameters(served: Served, question: Question) -> None:
    given = {name: {**GIVEN, "portal": portal(served)}[name] for name in question.parameters}
    rows = answered(served, question, **given)
    if question.name in ("never_received", "copied_by"):
        # This archive has one portal, which announces nothing: see below, and tests/crawler/test_recipes.py.
        assert rows == []
        return
    assert rows, "this archive has an answer"
    without = answered(served, question)
    assert bool(without) == (not set(question.parameters) & {"words", "one", "article"})


@by_name
def test_whatever_is_typed_is_a_value(served: Served, question: Question) -> None:
    for typed in (NASTY, '"', "a AND (", "'; DROP TABLE articles; --", "2022-13-99", "-1", "*"):
        answered(served, question, **dict.fromkeys(question.parameters, typed))


@by_name
def test_its_page_says_what_it_answers_and_asks_for_its_parameters(served: Served, question: Question) -> None:
    answer = served.ask(f"/archive/{question.name}")
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.text)
    assert question.title in page.text_content()
    assert question.description in page.text_content()
    assert [field.get("name") for field in page.xpath("//form//input[@type='text']")] == list(question.parameters)
    assert not page.xpath("//*[contains(@class, 'message-error')]")


@by_name
def test_a_parameter_is_explained(question: Question) -> None:
    for name in question.parameters:
        assert re.search(rf"\b{name}\b", question.description), name


def test_what_was_announced_and_never_received() -> None:
    """Left out: what is held, taken down since or not, and what a mirror announces of that."""
    (question,) = (one for one in questions() if one.name == "never_received")
    with closing(sqlite_utils.Database(memory=True)) as database:
        migrations.apply(database)
        db = database.conn
        db.execute("INSERT INTO portals VALUES ('p', 'P', 'https://p.vn/', 'vi', '', '', '', '', '', 0)")
        db.executemany(
            "INSERT INTO articles (portal, url, title, content_hash, first_seen, last_seen) "
            "VALUES ('p', ?, '', '', '', '')",
            [("https://p.vn/held",), ("https://p.vn/taken-down",)],
        )
        pages = [("held", "article"), ("taken-down", "gone"), ("list", "listing"), ("broken", "error")]
        db.executemany(
            "INSERT INTO pages (url, portal, kind, outcome, first_seen, last_seen, looks, unchanged) "
            "VALUES (?, 'p', '', ?, '', '', 1, 0)",
            [(f"https://p.vn/{path}", outcome) for path, outcome in pages],
        )
        for host in ("p.vn", "www.p.vn"):
            for path in ("held", "taken-down", "list", "broken", "never"):
                if (host, path) != ("www.p.vn", "list"):
                    db.execute(
                        "INSERT INTO announcements (portal, url, road, first_seen) VALUES ('p', ?, 'sitemap', '')",
                        (f"https://{host}/{path}",),
                    )
        found = [(row[1], row[2]) for row in db.execute(question.sql, {"portal": "p"})]
    assert found == [
        ("https://p.vn/broken", "error"), ("https://p.vn/never", None), ("https://www.p.vn/broken", None),
        ("https://www.p.vn/never", None),
    ]  # fmt: skip


def test_pages_of_other_types_are_counted_nowhere(served: Served) -> None:
    """Here an event and a guide."""
    (held,) = served.json("/archive.json?sql=select+count(*)+as+n+from+articles&_shape=array")
    by_name = {question.name: question for question in questions()}
    counted = answered(served, by_name["what_is_not_stated"])
    assert sum(row["articles"] for row in counted) == held["n"] - 2
    dated = answered(served, by_name["articles_by_month"])
    assert sum(row["articles"] for row in dated) == held["n"] - 2 - 2  # two state no date
    titles = {row["title"] for row in answered(served, by_name["first_printings"], words="ghi nhận kết quả")}
    assert "Trang thong-bao" in titles
    assert not titles & {"Trang su-kien", "Trang huong-dan"}


def test_the_page_of_the_database_lists_them(served: Served) -> None:
    page = lxml.html.fromstring(served.ask("/archive").text)
    listed = {link.get("href").rpartition("/")[2] for link in page.xpath("//a[starts-with(@href, '/archive/')]")}
    assert {question.name for question in questions()} <= listed


def test_tables_are_still_described(served: Served) -> None:
    assert "An article as it is now." in served.ask("/archive/articles").text


@by_name
def test_the_docs_name_it(question: Question) -> None:
    assert f"| `{question.name}` | {question.title} |" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("since", ["", "2021", "2021-03", "2021-03-15", "2030"])
@pytest.mark.parametrize("until", ["", "2022", "2022-09", "2021-03-20", "1999"])
def test_months_are_counted_as_a_plain_statement_counts_them(served: Served, since: str, until: str) -> None:
    """The question goes from month to month by the index."""
    (question,) = (one for one in questions() if one.name == "articles_by_month")
    plain = (
        "SELECT portal, substr(published_on, 1, 7) AS month, count(*) FROM usual_articles "
        "WHERE published_on >= :since AND published_on < :until || '~' GROUP BY portal, month "
        "ORDER BY month DESC, portal"
    )
    given = {"portal": "", "since": since, "until": until}
    with closing(sqlite3.connect(f"file:{served.folder}/archive.db?mode=ro", uri=True)) as db:
        assert db.execute(question.sql, given).fetchall() == db.execute(plain, given).fetchall()
