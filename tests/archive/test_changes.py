from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from archive import Attachment, Image
from archive.changes import Change, Kind
from archive.clock import now, utc_text
from archive.errors import UsageError
from archive.moments import earliest, latest

if TYPE_CHECKING:
    from conftest import Crawls


def listed(crawls: Crawls, **values: object) -> list[tuple[str, str]]:
    return [(change.kind.value, change.at[:10]) for change in crawls.archive.changes(**values)]  # type: ignore[arg-type]


@pytest.fixture
def story(crawls: Crawls) -> Crawls:
    """12th: a, b, c, d. 13th: a edited, b, c, d gone. 14th: b, c gone, d there. 15th: c back, a edited, d gone."""
    for path in "abcd":
        crawls.look(path, f"Bài {path} cũ")
    crawls.next_day()
    crawls.look("a", "Bài a mới hơn")
    for path in "bcd":
        crawls.look(path, outcome="gone")
    crawls.next_day()
    for path in "bc":
        crawls.look(path, outcome="gone")
    crawls.look("d", "Bài d cũ")
    crawls.next_day()
    crawls.look("c", "Bài c cũ")
    crawls.look("a", "Bài a mới hơn", title="Tiêu đề khác")
    crawls.look("d", outcome="gone")
    return crawls


def test_everything_that_happened_is_listed_once_newest_first(story: Crawls) -> None:
    found = listed(story)
    assert [at for _, at in found] == sorted((at for _, at in found), reverse=True)
    assert sorted(found) == [
        ("edited", "2022-12-13"),
        ("edited", "2022-12-15"),
        ("removed", "2022-12-14"),
        ("removed", "2022-12-14"),
        ("restored", "2022-12-15"),
        ("suspect", "2022-12-15"),
    ]


def test_an_edit_tells_its_size_its_fields_and_both_captures(story: Crawls) -> None:
    second, first = story.archive.changes(kind=Kind.edited)
    assert (first.version, first.fields, first.words_added, first.words_removed) == (2, ("text",), 2, 1)
    assert (second.version, second.fields, second.title) == (3, ("title",), "Tiêu đề khác")
    captures = [row["capture_id"] for row in story.archive.versions(first.article_id)]
    assert first.evidence == tuple(captures[:2])
    assert second.evidence == tuple(captures[1:])
    assert second.capture_id == captures[2]


def test_an_absence_tells_the_capture_of_each_look(story: Crawls) -> None:
    (restored,) = story.archive.changes(kind=Kind.restored)
    (absence,) = story.archive.rows("SELECT * FROM absences WHERE article_id = ?", restored.article_id)
    looks = (absence["gone_capture_id"], absence["removed_capture_id"], absence["back_capture_id"])
    removed = {change.article_id: change for change in story.archive.changes(kind=Kind.removed)}[restored.article_id]
    assert (restored.evidence, restored.capture_id) == (looks, looks[2])
    assert (removed.evidence, removed.capture_id) == (looks[:2], looks[1])


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        ({"since": "2022-12-15"}, {"15"}),
        ({"until": "2022-12-14"}, {"13", "14"}),
        ({"since": "2022-12-14", "until": "2022-12-14"}, {"14"}),
        ({"since": "2022-12", "until": "2022"}, {"13", "14", "15"}),
        ({"since": "2022-12-15T01:00:00Z"}, {"15"}),
        ({"since": "2022-12-15T08:00:00+07:00"}, {"15"}),
        ({"since": "2022-12-15T08:00:01+07:00"}, set()),
        ({"until": "2022-12-13T01:00"}, {"13"}),
        ({"until": "2022-12-13 00:59:59"}, set()),
        ({"since": "2023"}, set()),
    ],
)
def test_times_bound_when_it_was_seen(story: Crawls, bounds: dict[str, str], days: set[str]) -> None:
    assert {at[-2:] for _, at in listed(story, **bounds)} == days


def test_portal_and_limit(story: Crawls) -> None:
    assert len(listed(story, portal="example")) == 6
    with pytest.raises(UsageError, match="there is no portal 'exampel' in this archive; portals: example"):
        listed(story, portal="exampel")
    assert listed(story, limit=4) == listed(story)[:4]


@pytest.mark.parametrize(
    ("edit", "field", "sizes"),
    [
        ({"lead": "Tóm tắt"}, "lead", (2, 0)),
        ({"author": "Văn An"}, "author", (2, 0)),
        ({"images": (Image(url="x", caption="Ảnh: An"),)}, "captions", (2, 0)),
        ({"attachments": (Attachment(url="https://example.gov.vn/x.pdf", name="Công văn"),)}, "attachments", (3, 0)),
        ({"published_on": date(2022, 1, 1), "published_from": "visible"}, "published_on", (1, 0)),
    ],
)
def test_every_field_that_makes_a_version_shows(
    crawls: Crawls, edit: dict[str, object], field: str, sizes: tuple[int, int]
) -> None:
    crawls.look("a", "Nội dung")
    crawls.next_day()
    crawls.look("a", "Nội dung", **edit)
    (change,) = crawls.archive.changes()
    assert (change.fields, (change.words_added, change.words_removed)) == ((field,), sizes)


def test_what_a_listing_dates_is_no_edit_of_the_date(crawls: Crawls) -> None:
    crawls.look("a", "Cũ", published_on=date(2022, 1, 1), published_from="listing")
    crawls.look("a", "Mới", published_on=date(2022, 1, 2), published_from="listing")
    (change,) = crawls.archive.changes()
    assert change.fields == ("text",)


def test_a_withheld_article_is_not_listed(story: Crawls) -> None:
    (change, *_) = story.archive.changes(kind=Kind.edited)
    story.archive.withhold(change.article_id, reason="thử")
    assert listed(story, kind=Kind.edited) == []


def test_changes_are_read_one_by_one(story: Crawls) -> None:
    found = story.archive.changes()
    assert isinstance(next(found), Change)
    found.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("typed", "days"), [("7d", 7), ("2w", 14), ("1y", 365), ("0d", 0), (" 3d ", 3)])
def test_a_day_can_be_said_to_be_so_long_ago(typed: str, days: int) -> None:
    before = now()
    assert earliest(typed, "--since") in {
        (moment - timedelta(days=days)).date().isoformat() for moment in (before, now())
    }


def test_so_do_times() -> None:
    before = now()
    assert utc_text(before - timedelta(hours=36)) <= earliest("36h", "--since") <= utc_text(now() - timedelta(hours=36))


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "9999y",
        "7",
        "d",
        "-7d",
        "7 d",
        "1m",
        "hôm qua",
        "22",
        "2022-13",
        "2022-02-30",
        "0000",
        "2022-1",
        "20221231",
        "2022-12-31T25:00",
        "٢٠٢٢",
        "T",
    ],
)
def test_what_is_no_time_is_said_to_be_none(wrong: str) -> None:
    for bound in (earliest, latest):
        with pytest.raises(UsageError, match="--since"):
            bound(wrong, "--since")


def test_a_time_beyond_the_calendar_is_none_either() -> None:
    with pytest.raises(UsageError):
        earliest("0001-01-01T00:00:00+07:00", "--since")
