from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from archive import Attachment, Image

if TYPE_CHECKING:
    from conftest import Crawls


def test_an_article_never_edited_has_one_version(crawls: Crawls) -> None:
    assert crawls.look("a", "Nội dung").change == "new"
    crawls.next_day()
    assert crawls.look("a", "Nội dung").change == "same"
    (version,) = crawls.archive.versions(crawls.article()["id"])
    assert (version["number"], crawls.article()["version"]) == (1, 1)


def test_an_edit_is_a_version_and_the_earlier_one_stays(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung cũ")
    crawls.next_day()
    assert crawls.look("a", "Nội dung mới").change == "changed"
    first, second = crawls.archive.versions(crawls.article()["id"])
    assert (first["text"], second["text"]) == ("Nội dung cũ", "Nội dung mới")
    assert first["capture_id"] != second["capture_id"]


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Khác"},
        {"lead": "Khác"},
        {"author": "Khác"},
        {"images": (Image(url="x", caption="Khác"),)},
        {"attachments": (Attachment(url="x.pdf", name="Khác"),)},
        {"published_on": date(2022, 1, 1), "published_from": "visible"},
    ],
)
def test_what_counts_as_a_change(crawls: Crawls, edit: dict[str, object]) -> None:
    crawls.look("a", "Nội dung")
    assert crawls.look("a", "Nội dung", **edit).change == "changed"


@pytest.mark.parametrize(
    "noise",
    [
        {"figures": (("views", 45),)},
        {"html": "<p>khác</p>"},
        {"category": "Khác"},
        {"tags": ("khác",)},
        {"published_on": date(2022, 1, 1), "published_from": "listing"},
        {"images": (Image(url="khac.jpg"),)},
    ],
)
def test_what_does_not(crawls: Crawls, noise: dict[str, object]) -> None:
    crawls.look("a", "Nội dung")
    assert crawls.look("a", "Nội dung", **noise).change == "same"


def test_a_figure_is_an_observation_each_time(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung", figures=(("views", 44),))
    crawls.next_day()
    crawls.look("a", "Nội dung", figures=(("views", 61),))
    assert [row["value"] for row in crawls.archive.rows("SELECT value FROM observations ORDER BY observed_at")] == [
        44,
        61,
    ]


def test_one_content_at_several_addresses_is_one_article(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung")
    assert crawls.look("b?cat=2", "Nội dung").change == "alias"
    assert crawls.archive.count_articles("example") == 1
    assert [row["url"] for row in crawls.archive.rows("SELECT url FROM article_urls")] == [
        "https://example.gov.vn/b?cat=2"
    ]


def test_two_bare_headlines_are_two_articles(crawls: Crawls) -> None:
    crawls.look("a", "")
    assert crawls.look("b", "").change == "new"


def test_an_edit_seen_first_at_another_address_makes_no_article_of_its_own(crawls: Crawls) -> None:
    crawls.look("a", "Cũ")
    crawls.look("b", "Cũ")
    crawls.next_day()
    assert crawls.look("b", "Mới").change == "alias"
    assert crawls.look("a", "Mới").change == "changed"
    crawls.next_day()
    assert crawls.look("b", "Mới").change == "alias"
    assert crawls.archive.count_articles("example") == 1
    assert len(crawls.archive.versions(crawls.article()["id"])) == 2


def test_an_address_that_goes_its_own_way_becomes_an_article(crawls: Crawls) -> None:
    crawls.look("a", "Chung")
    crawls.look("b", "Chung")
    crawls.next_day()
    crawls.look("b", "Riêng")
    crawls.next_day()
    crawls.look("a", "Chung")
    assert crawls.look("b", "Riêng").change == "new"
    assert crawls.archive.count_articles("example") == 2


LONG = " ".join(f"từ{n}" for n in range(200))
"""A text of 200 words: ten of them may differ."""


def test_an_article_is_kept_at_the_address_where_it_was_met(crawls: Crawls) -> None:
    crawls.look("print/a", LONG, names="https://example.gov.vn/a")
    assert crawls.article("print/a")["text"] == LONG
    assert crawls.archive.rows("SELECT * FROM article_urls") == []


def test_what_names_an_article_and_says_nearly_the_same_is_another_address_of_it(crawls: Crawls) -> None:
    crawls.look("a", LONG)
    assert crawls.look("print/a", f"{LONG} Bản in ngày hôm nay", names="https://example.gov.vn/a").change == "alias"
    assert crawls.look("amp/b", f"Khác hẳn {LONG[:500]}", names="https://example.gov.vn/a").change == "new"
    assert crawls.look("amp/c", LONG, names="https://example.gov.vn/a", title="Một tiêu đề khác").change == "new"
    assert crawls.archive.count_articles("example") == 3
    assert crawls.article("a")["version"] == 1


def test_an_address_that_many_contents_name_is_no_address_of_theirs(crawls: Crawls) -> None:
    for n in range(4):
        text = f"Nội dung riêng thứ {n}: {LONG[n * 150 : n * 150 + 300]}"
        assert crawls.look(f"bai/{n}", text, title=f"Bài số {n}", names="https://example.gov.vn/bai/0").change == "new"


def test_a_print_view_that_is_edited_before_its_article_waits_for_it(crawls: Crawls) -> None:
    crawls.look("a", LONG)
    crawls.look("print/a", f"{LONG} In", names="https://example.gov.vn/a")
    crawls.next_day()
    edited = LONG.replace("từ5", "năm").replace("từ1", "một")
    assert crawls.look("print/a", f"{edited} In", names="https://example.gov.vn/a").change == "alias"
    assert crawls.look("a", edited).change == "changed"
    crawls.next_day()
    assert crawls.look("print/a", f"{edited} In", names="https://example.gov.vn/a").change == "alias"
    assert len(crawls.archive.versions(crawls.article("a")["id"])) == 2
    assert crawls.archive.rows("SELECT diverged_at FROM article_urls") == [{"diverged_at": None}]


def test_an_address_that_says_something_else_does_not_bring_an_article_back(crawls: Crawls) -> None:
    crawls.look("a", LONG)
    crawls.look("print/a", LONG, names="https://example.gov.vn/a")
    crawls.next_day()
    crawls.look("a", outcome="gone")
    assert crawls.look("print/a", "Bài viết này không còn nữa").change == "alias"
    assert crawls.article("a")["state"] == "suspect"


def test_a_redirect_to_an_article_is_another_address_of_it_in_either_order(crawls: Crawls) -> None:
    crawls.look("old", outcome="redirect", redirect_to="https://example.gov.vn/a")
    crawls.look("a", "Nội dung")
    crawls.look("older", outcome="redirect", redirect_to="https://example.gov.vn/old")
    addresses = {row["url"][-5:] for row in crawls.archive.rows("SELECT url FROM article_urls")}
    assert addresses == {"n/old", "older"}


def test_gone_once_is_suspect_and_twice_on_another_visit_removed(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung")
    crawls.next_day()
    assert crawls.look("a", outcome="gone").change == "gone"
    assert crawls.look("a", outcome="gone").change == "none"
    suspect = crawls.article()
    assert (suspect["state"], suspect["gone_at"]) == ("suspect", "2022-12-13T01:00:00Z")
    crawls.next_day()
    assert crawls.look("a", outcome="gone").change == "removed"
    removed = crawls.article()
    assert (removed["state"], removed["gone_at"]) == ("removed", "2022-12-13T01:00:00Z")
    assert removed["gone_capture_id"] != removed["removed_capture_id"]
    assert removed["text"] == "Nội dung"


def test_what_comes_back_is_restored(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung")
    for _ in range(2):
        crawls.next_day()
        crawls.look("a", outcome="gone")
    crawls.next_day()
    assert crawls.look("a", "Nội dung").change == "restored"
    assert (crawls.article()["state"], crawls.article()["gone_at"]) == ("restored", None)


@pytest.mark.parametrize("outcome", ["failure", "error", "challenge", "refused", "empty"])
def test_a_failing_page_is_no_removal(crawls: Crawls, outcome: str) -> None:
    crawls.look("a", "Nội dung")
    for _ in range(2):
        crawls.next_day()
        assert crawls.look("a", outcome=outcome).change == "none"
    assert crawls.article()["state"] == "live"


def test_a_redirect_home_is_a_sign_of_removal_and_one_to_an_article_is_none(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung")
    crawls.look("b", "Khác hẳn")
    crawls.next_day()
    assert crawls.look("a", outcome="redirect", redirect_to="https://example.gov.vn/").change == "gone"
    assert crawls.look("b", outcome="redirect", redirect_to="https://example.gov.vn/a").change == "none"


def test_text_that_sqlite_refuses_costs_that_visit_alone(crawls: Crawls) -> None:
    recorded = crawls.look("a", "hỏng \ud800")
    assert recorded.article_id is None
    (row,) = crawls.archive.rows("SELECT extract_error FROM captures")
    assert "surrogates" in row["extract_error"]
    assert crawls.look("b", "lành").change == "new"


def test_what_a_listing_dates_is_no_version(crawls: Crawls) -> None:
    crawls.look("a", "Nội dung")
    at, on = crawls.now, date(2022, 12, 10)
    dates = {"https://example.gov.vn/a": (at, on, "day", "listing")}
    assert crawls.archive.date_articles("example", dates) == 1
    assert (crawls.article()["published_on"], crawls.article()["published_from"]) == ("2022-12-10", "listing")
    crawls.next_day()
    assert crawls.look("a", "Nội dung").change == "same"
    assert crawls.article()["published_on"] == "2022-12-10"


def test_pictures_and_documents_follow_the_present_version(crawls: Crawls) -> None:
    picture = Image(url="https://example.gov.vn/1.jpg", caption="Quang cảnh", alt="")
    crawls.look(
        "a",
        "Nội dung",
        images=(picture,),
        attachments=(Attachment(url="https://example.gov.vn/1.pdf", name="Công văn"),),
    )
    crawls.look("a", "Nội dung mới")
    assert crawls.archive.rows("SELECT * FROM images") == []
    first = crawls.archive.versions(crawls.article()["id"])[0]
    assert json.loads(first["captions"])[0]["caption"] == "Quang cảnh"
    assert json.loads(first["attachments"])[0]["name"] == "Công văn"
