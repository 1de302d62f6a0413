"""What the pages say, and what they answer to what cannot be answered."""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import quote

import feedparser
import lxml.html
import pytest

from archive import Archive
from archive.citation import Form
from archive.web.routes import PAGES
from tests.archive.conftest import Crawls
from tests.web.conftest import NASTY, Served, read, serving_archive, text

WITHHELD = 3
"""The number of the article that is withheld."""


def test_home_counts_what_the_tables_hold(served: Served) -> None:
    page = read(served, "/", Accept_Language="en")
    figures = dict(zip(text(page, ".figures dt"), text(page, ".figures dd"), strict=True))
    with Archive.open(served.folder) as archive:
        (held,) = archive.rows("SELECT count(*) AS n, sum(version) - count(*) AS edits FROM usual_articles")
    assert figures == {
        "articles": str(held["n"]), "portals": "1", "edits found": str(held["edits"]), "no longer on their portal": "1",
    }  # fmt: skip
    assert "Tin nông thôn mới số 5" in " ".join(text(page, ".columns section:nth-child(2) li"))  # edited this week
    assert "Tin nông thôn mới số 1" in " ".join(text(page, ".columns section:nth-child(3) li"))  # taken down
    assert sum(int(one.rpartition(" ")[2]) for one in text(page, ".bars .hidden")) == held["n"] - 2  # two undated


def test_a_search_shows_what_the_archive_finds(served: Served) -> None:
    page = read(served, "/search?q=truong+hoc&category=Kinh+tế", Accept_Language="en")
    with Archive.open(served.folder) as archive:
        hits = archive.search("truong hoc", category="Kinh tế")
        assert text(page, ".hits h3") == [hit.title for hit in hits]
        assert text(page, ".summary h2") == [f"{len(hits)} articles"]
    assert set(text(page, ".hits mark")) == {"trường học"}
    assert text(page, ".chosen a")[0].startswith("section Kinh tế")


def test_the_json_interface_answers_the_same(served: Served) -> None:
    told = served.json("/search.json?q=nông+thôn&limit=7&counts=1&sort=oldest")
    with Archive.open(served.folder) as archive:
        hits = archive.search("nông thôn", limit=7, sort="oldest")
        assert [hit["id"] for hit in told["hits"]] == [hit.id for hit in hits]
        assert told["articles"] == len(hits)
        assert told["counts"]["category"] == hits.counts.categories
        ids = [hit["id"] for hit in told["hits"]]
        while told["next"]:
            told = served.json(f"/search.json?q=nông+thôn&limit=7&sort=oldest&after={told['next']}")
            ids += [hit["id"] for hit in told["hits"]]
        assert ids == [hit.id for hit in archive.search("nông thôn", limit=None, sort="oldest")]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=%22", "at least one word"),
        ("q=a&since=2022-13", "since '2022-13' is no date"),
        ("q=a&portal=nope&limit=0", "limit '0' is no number"),
        ("q=a&sort=best", "sort 'best' is unknown"),
        ("nope=1", "there is no parameter 'nope'"),
        ("q=a&after=x", "is no place in this result"),
        ("q=" + "a" * 3000, "3,000 characters"),
    ],
)
def test_what_cannot_be_asked_is_explained_in_one_line(served: Served, query: str, said: str) -> None:
    answer = served.ask(f"/search.json?{query}")
    assert answer.status_code == 400
    assert said in json.loads(answer.text)["error"]
    assert "\n" not in json.loads(answer.text)["error"]
    shown = served.ask(f"/search?{query}", Accept_Language="en")
    assert shown.status_code == 400
    page = lxml.html.document_fromstring(shown.text)
    assert said in " ".join(text(page, ".problem"))
    assert page.cssselect("input[name=q]")  # to be mended where it was typed


def test_other_types_are_a_link_away_and_found_by_name(served: Served) -> None:
    """The fixture has an event and a guide that hold these words."""
    query = "/search?q=%22Trang+su%22+OR+%22Trang+huong%22+OR+%22Trang+thong%22"
    page = read(served, query, Accept_Language="en")
    assert text(page, ".hits h3") == ["Trang thong-bao"]
    assert text(page, ".hits .type") == ["notice"]
    (more,) = page.cssselect(".others a")
    assert more.text_content() == "2 more of other types"
    whole = read(served, more.get("href"), Accept_Language="en")
    assert sorted(text(whole, ".hits .type")) == ["event", "guide", "notice"]
    assert not whole.cssselect(".others")
    assert text(whole, ".chosen a")[0].startswith("type every type")
    choices = {one.text_content().split()[0]: one.get("href") for one in page.cssselect("aside .facet:first-child a")}
    assert list(choices) == ["notice", "event", "guide"]
    events = read(served, choices["event"], Accept_Language="vi")
    assert text(events, ".hits h3") == ["Trang su-kien"]
    assert text(events, ".others a") == ["còn 2 trang thuộc các loại khác"]
    form = events.cssselect("form.searchbox input[name=page_type]")
    assert [field.get("value") for field in form] == ["event"]
    without = events.cssselect(".chosen a")[-1].get("href")
    assert text(read(served, without), ".hits h3") == ["Trang thong-bao"]


def test_every_form_of_a_search_takes_types(served: Served) -> None:
    query = "q=%22giao+các+xã%22&page_type=event&page_type=guide"
    told = served.json(f"/search.json?{query}&counts=1")
    assert {hit["page_type"] for hit in told["hits"]} == {"event", "guide"}
    assert told["counts"]["page_type"] == {"event": 1, "guide": 1}
    assert told["other_types"]["notice"] == 1
    listed = list(csv.DictReader(io.StringIO(served.ask(f"/search.csv?{query}").text.removeprefix("\ufeff"))))
    assert {(row["page_type"], row["page_type_confidence"]) for row in listed} == {("event", "0.82"), ("guide", "0.82")}
    lines = served.ask("/search.jsonl?page_type=all").text.splitlines()
    assert len({json.loads(line)["page_type"] for line in lines}) == 4
    assert len(feedparser.parse(served.ask(f"/search.atom?{query}").content).entries) == 2
    for form in (".json", ".atom", ".csv", ""):
        refused = served.ask(f"/search{form}?page_type=tin", Accept_Language="en")
        assert refused.status_code == 400
        said = html.unescape(refused.text)
        assert "page type 'tin' is unknown: it is news, notice, event, guide, profile, other, all" in said


@pytest.mark.parametrize("path", ["/", "/portal/example"])
def test_pages_that_count_lead_to_what_they_leave_out(served: Served, path: str) -> None:
    page = read(served, path, Accept_Language="en")
    (link,) = page.cssselect(".others a")
    assert link.text_content() == "and 2 pages of other types"
    found = read(served, link.get("href"), Accept_Language="en")
    assert sorted(text(found, ".hits h3")) == ["Trang huong-dan", "Trang su-kien"]


def test_an_article_of_another_type_is_shown_with_what_is_doubtful(served: Served) -> None:
    page = read(served, f"/article/{served.ids['su-kien']}", Accept_Language="en")
    assert text(page, "article header .type") == ["event"]
    assert "event 82 % sure" in text(page, ".evidence dd")
    assert text(page, ".notice li") == [
        "the page prints another date", "41 % of the prose that the page prints is not in the text",
    ]  # fmt: skip
    page = read(served, f"/article/{served.ids['su-kien']}", Accept_Language="vi")
    assert "sự kiện chắc 82 %" in text(page, ".evidence dd")
    assert text(page, ".notice li")[0] == "trang in một ngày khác"
    news = read(served, f"/article/{served.ids['7']}", Accept_Language="en")
    assert not news.cssselect(".type")
    assert not news.cssselect(".notice li")


def test_an_article_says_where_each_statement_comes_from(served: Served) -> None:
    page = read(served, f"/article/{served.ids['5']}", Accept_Language="en")
    with Archive.open(served.folder) as archive:
        article = archive.article(served.ids["5"])
        assert article is not None
        version = archive.versions(article["id"])[-1]
        (capture,) = archive.rows("SELECT * FROM captures WHERE id = ?", version["capture_id"])
    said = " ".join(text(page, ".evidence"))
    for wanted in (
        article["url"], "stated to the minute, read in the page's JSON-LD", capture["payload_digest"],
        f"warc/{capture['warc_file']}", "extractor",
    ):  # fmt: skip
        assert wanted in said
    assert text(page, ".versions li")[0].startswith("Version 3")
    assert page.cssselect("article")[0].get("lang") == "vi"


def test_each_version_and_each_day_has_its_address(served: Served) -> None:
    number = served.ids["5"]
    first, second = (text(read(served, f"/article/{number}?version={one}"), ".text")[0] for one in (1, 2))
    assert "chậm nhất" not in first
    assert "chậm nhất ngày 20/12" in second
    assert "20/12" in text(read(served, f"/article/{number}?as_of=2022-12-13"), ".text")[0]
    assert "21/12" in text(read(served, f"/article/{number}"), ".text")[0]
    assert served.ask(f"/article/{number}?as_of=2022-12-11").status_code == 404
    assert served.ask(f"/article/{number}?version=4").status_code == 404


def test_a_difference_shows_both_sides(served: Served) -> None:
    page = read(served, f"/article/{served.ids['5']}/difference?from=2&to=3", Accept_Language="en")
    assert text(page, "del") == ["20/12,"]
    assert text(page, "ins") == ["21/12,"]
    sides = page.cssselect(".compared .sides:not(.heads):not(.same)")
    assert len(sides) == 1
    assert [one.text_content().split()[-1] for one in sides[0]] == ["ra.", "ra."]


def test_a_story_tells_who_was_first_and_what_a_copy_changed(served: Served) -> None:
    number, first, copy = (served.ids[name] for name in ("story", "goc", "ban-sao"))
    assert "Khánh thành cầu Bến Đò (goc)" in text(read(served, "/stories"), ".list")[0]
    page = read(served, f"/story/{number}?compare={copy}", Accept_Language="en")
    assert [one.get("href") for one in page.cssselect(".timeline h2 a")] == [f"/article/{first}", f"/article/{copy}"]
    assert "published it first" in text(page, ".timeline .first")[0]
    assert "cảm ơn" in text(page, "#compared del")
    assert "biểu dương" in text(page, "#compared ins")
    assert "First:" in " ".join(text(read(served, f"/article/{copy}", Accept_Language="en"), ".beside"))
    assert "This one was first." in " ".join(text(read(served, f"/article/{first}", Accept_Language="en"), ".beside"))
    assert served.ask("/story/99999").status_code == 404
    assert served.ask(f"/story/{number}?compare=1").status_code == 404


def test_copies_are_folded_where_that_is_asked(served: Served) -> None:
    whole = read(served, '/search?q="cầu+bến+đò"', Accept_Language="en")
    folded = read(served, '/search?q="cầu+bến+đò"&fold=1', Accept_Language="en")
    assert (len(whole.cssselect(".hits li")), len(folded.cssselect(".hits li"))) == (2, 1)
    assert "1 copies" in text(folded, ".hits .facts")[0]


def test_a_section_that_is_not_there_is_said(served: Served) -> None:
    page = read(served, "/search?q=tin&category=kinh+te", Accept_Language="en")
    assert "no article is in a section 'kinh te'" in " ".join(text(page, ".advice"))
    assert served.ask("/search?q=tin&portal=nope").status_code == 400


def test_what_is_withheld_is_nowhere(served: Served) -> None:
    assert served.ask(f"/article/{WITHHELD}").status_code == 410
    for path in ("/", "/search?q=thôn+2", "/search.json?q=nông", "/changes", "/portal/example"):
        answer = served.ask(path)
        assert "số 2<" not in answer.text
        assert "đứa trẻ" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/article/0", "/article/999", "/article/x", "/article/-1", "/article/1e3", "/article/٣", "/article/" + "9" * 30,
        "/portal/nope", "/portal/..%2F..%2Fetc", "/portal/%00", "/article/1/difference?from=9",
        "/article/1/difference?to=x",
        f"/portal/{quote(NASTY, safe='')}", f"/article/{quote(NASTY, safe='')}", "/articles", "/static/../guard.py",
        "/static/nope.css", "/static/%2e%2e",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_to_be_missing(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status_code in (400, 404), answer.text
    assert "Traceback" not in answer.text
    assert NASTY not in answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/robots.txt", "/archive/nope", "/archive/articles/nope", "/SEARCH"])
def test_an_address_that_nobody_knows_is_explained_like_the_others(served: Served, path: str) -> None:
    answer = served.ask(path, accept_language="vi")
    assert answer.status_code == 404
    assert text(lxml.html.document_fromstring(answer.text), "h1") == ["Không có trang này"]
    assert "script-src" not in answer.headers["content-security-policy"]


def test_what_datasette_cannot_answer_is_explained_like_the_others(served: Served) -> None:
    answer = served.ask("/archive/articles?_sort=nope", accept_language="en")
    assert answer.status_code == 400
    assert text(lxml.html.document_fromstring(answer.text), "main p")[0] == "Cannot sort table by nope"
    told = served.ask("/archive/nope.json")
    assert (told.status_code, told.json()["ok"]) == (404, False)


def test_an_address_of_thousands_of_parameters_or_letters_is_refused(served: Served) -> None:
    assert served.ask("/search?" + "a&" * 2500).status_code == 400
    assert served.ask("/search?" + "&" * 20_000).status_code == 200
    assert served.ask("/search?" + "portal=a&" * 2500).status_code == 414


PARAMETERS = ("q", "portal", "category", "source", "author", "since", "until", "as_of", "sort", "after", "lang", "kind",
              "skip", "version", "from", "to", NASTY)  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/search", "/search.json", "/changes", "/portal/example", "/article/1", "/article/1/difference"]
)
def test_no_parameter_gets_into_a_page_unescaped_or_breaks_it(served: Served, path: str) -> None:
    for name in PARAMETERS:
        for value in (NASTY, "%00", "\ud800", "🙂" * 50, "1' OR 1=1 --", "-1", "9" * 40, "%"):
            encoded = quote(value.encode("utf-8", "surrogatepass"))
            answer = served.ask(f"{path}?{quote(name)}={encoded}")
            assert answer.status_code in (200, 400, 404), (name, value, answer.text)
            assert "<script>" not in answer.text.replace("\\u003c", "<") or path == "/search.json"
            assert answer.headers["content-type"].startswith(
                "application/json" if path == "/search.json" else "text/html"
            )


def test_ours_have_the_strictest_policy_and_datasettes_its_own(served: Served) -> None:
    for path in ("/", "/search", "/article/1", "/article/999", "/portals", "/changes"):
        policy = served.ask(path).headers["content-security-policy"]
        assert "script-src" not in policy
        assert "unsafe-inline" not in policy
        assert policy.startswith("default-src 'none'")
    assert "script-src 'self'" in served.ask("/archive/articles").headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/archive", "/archive/articles", "/archive.json?sql=select+1", "/archive/articles.csv", "/archive/articles/1"],
)
def test_the_rest_of_datasette_stays_usable(served: Served, path: str) -> None:
    assert served.ask(path).status_code == 200


def test_every_page_is_asked_for_in_these_tests() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("*.py"))
    for pattern in PAGES:
        fixed = pattern.replace("\\", "").partition("(")[0]
        assert f'"{fixed}' in source or f'f"{fixed}' in source, pattern


def test_a_search_is_a_feed_and_a_table(served: Served) -> None:
    told = feedparser.parse(served.ask("/search.atom?q=nông+thôn&category=Tin+tức").content)
    assert not told.bozo
    with Archive.open(served.folder) as archive:
        hits = list(archive.search("nông thôn", category="Tin tức", sort="newest", limit=None))
    assert [entry.title for entry in told.entries] == [hit.title for hit in hits]
    assert told.entries[0].link == f"{served.url}/article/{hits[0].id}?version={hits[0].version}"
    assert served.ask(told.entries[0].link.removeprefix(served.url)).status_code == 200
    table = served.ask("/search.csv?q=nông+thôn&category=Tin+tức&sort=newest")
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [int(row["id"]) for row in rows] == [hit.id for hit in hits]
    lines = served.ask("/search.jsonl?q=nông+thôn&category=Tin+tức&sort=newest").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [hit.id for hit in hits]


@pytest.mark.parametrize("path", ["/search.atom?q=%22", "/search.csv?nope=1", "/search.jsonl?q=a&since=x"])
def test_a_feed_or_table_of_what_cannot_be_asked_is_explained(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status_code == 400
    assert len(answer.text.splitlines()) == 1


def test_formulas_in_a_table_are_harmless(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    begun = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1", " =HYPERLINK(1)")
    with Archive.open(folder, write=True, create=True) as archive:
        crawls = Crawls(archive)
        for number, title in enumerate(begun):
            crawls.look(
                f"a{number}", f"{title} nội dung {number}", title=title, author=title, source=title, category=title
            )
    for url in serving_archive(folder):
        table = Served(folder, url, {}).ask("/search.csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table)))
        assert len(rows) == len(begun)
        for row in rows:
            for name in ("title", "author", "source", "category", "text"):
                assert not row[name].lstrip(" \t").startswith(("=", "+", "-", "@", "＝")), row[name]


def test_an_article_is_cited_in_each_form(served: Served) -> None:
    number = served.ids["5"]
    page = read(served, f"/article/{number}?version=2")
    assert "sha256:" in text(page, ".cite")[0]
    assert len(page.cssselect("pre")) == 3
    with Archive.open(served.folder) as archive:
        for form in Form:
            answer = served.ask(f"/article/{number}/citation?form={form}&version=2")
            assert answer.text == archive.cite(number, 2).written(form)
    assert served.ask(f"/article/{number}/citation?form=best").status_code == 400
    assert served.ask(f"/article/{number}/citation?version=9").status_code == 404
    assert served.ask(f"/article/{WITHHELD}/citation").status_code == 410


def test_a_portals_months_follow_what_comes_in(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder, write=True, create=True) as archive:
        crawls = Crawls(archive)
        crawls.look("a", "Nội dung của bài", published_on=date(2022, 3, 1), published_precision="day")
        for url in serving_archive(folder):
            served = Served(folder, url, {})
            assert text(read(served, "/portal/example"), ".heat td.n") == ["1"]
            crawls.look("b", "Nội dung của bài khác", published_on=date(2022, 4, 1), published_precision="day")
            while text(page := read(served, "/portal/example"), ".heat td.n") != ["2"]:
                pass  # a ledger may be some times as old as it took to count it
            assert text(page, ".heat td a") == ["1", "1"]


def test_an_archive_that_was_made_anew_under_the_server_is_taken_up(tmp_path: Path) -> None:
    folder, other = tmp_path / "archive", tmp_path / "other"
    for place, title in ((folder, "Bài cũ"), (other, "Bài mới")):
        with Archive.open(place, write=True, create=True) as archive:
            Crawls(archive).look("a", "Nội dung của bài", title=title)
    for url in serving_archive(folder):
        served = Served(folder, url, {})
        assert text(read(served, "/article/1"), "h1") == ["Bài cũ"]
        for file in ("archive.db-wal", "archive.db-shm"):
            (folder / file).unlink(missing_ok=True)
        (other / "archive.db").replace(folder / "archive.db")
        assert text(read(served, "/article/1"), "h1") == ["Bài mới"]
        assert [hit["title"] for hit in served.json("/search.json?q=nội")["hits"]] == ["Bài mới"]
        shutil.rmtree(folder)
        answer = served.ask("/article/1")
        assert answer.status_code == 503
        assert "there is no archive" in answer.text


def test_the_search_index_is_made_before_the_first_reader_comes(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder, write=True, create=True) as archive:
        Crawls(archive).look("tin/1", "Một bài.")
    assert not (folder / "search").exists()
    for _ in serving_archive(folder):
        assert (folder / "search" / "state.json").exists()
