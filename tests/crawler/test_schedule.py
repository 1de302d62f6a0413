"""When an address is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Visit
from archive.looks import Recorded
from crawler.definition import Schedule
from crawler.schedule import LONGEST, next_look

AT = datetime(2024, 5, 1, 8, tzinfo=UTC)
HOME = "https://example.gov.vn/"
DAILY = Schedule()


def visit(outcome: str = "article", path: str = "tin/bai-1", **values: object) -> Visit:
    url = HOME + path
    return Visit(portal="p", url=url, requested_url=url, at=AT, outcome=outcome, **values)  # type: ignore[arg-type]


def wait(made: Visit, found: Recorded, schedule: Schedule = DAILY) -> timedelta:
    return next_look(made, found, schedule=schedule, homepage=HOME)[0] - AT


def article(*, age: timedelta, edited: timedelta | None = None) -> Recorded:
    return Recorded(
        "same", 1, unchanged=3, looks=4, first_seen=AT - age, published_at=AT - age,
        changed_at=AT - edited if edited else None,
    )  # fmt: skip


def test_an_article_is_looked_at_after_a_tenth_of_its_age() -> None:
    assert wait(visit(), article(age=timedelta(hours=20))) == timedelta(hours=2)
    assert wait(visit(), article(age=timedelta(days=30))) == timedelta(days=3)


def test_never_sooner_than_an_hour_and_not_later_than_sixty_days_by_more_than_half() -> None:
    assert wait(visit(), article(age=timedelta(minutes=5))) == timedelta(hours=1)
    assert LONGEST / 2 <= wait(visit(), article(age=timedelta(days=9000))) <= LONGEST * 1.5


def test_an_edit_shortens_the_time_to_the_next_look() -> None:
    old = article(age=timedelta(days=700))
    edited = article(age=timedelta(days=700), edited=timedelta(hours=20))
    assert wait(visit(), edited) == timedelta(hours=2) < wait(visit(), old)


def test_long_waits_are_spread_and_each_address_keeps_its_own() -> None:
    found = article(age=timedelta(days=9000))
    waits = [wait(visit(path=f"tin/bai-{n}"), found) for n in range(200)]
    assert max(waits) > LONGEST * 1.4
    assert min(waits) < LONGEST * 0.6
    assert waits[0] == wait(visit(path="tin/bai-0"), found)


def test_the_definition_may_set_the_steps() -> None:
    schedule = Schedule(watch=("1 hour", "1 day"))
    assert wait(visit(), Recorded("new", 1, unchanged=0), schedule) == timedelta(hours=1)
    assert wait(visit(), Recorded("same", 1, unchanged=9), schedule) == timedelta(days=1)


def test_what_is_not_found_is_looked_at_soon() -> None:
    assert wait(visit("gone"), Recorded("gone", 1)) == timedelta(hours=1)
    assert wait(visit("gone"), Recorded("removed", 1, unchanged=1)) == timedelta(days=7)


def test_another_address_of_an_article_is_looked_at_seldom() -> None:
    assert wait(visit(), Recorded("alias", 1, first_seen=AT)) >= LONGEST / 2


@pytest.mark.parametrize(
    ("made", "most"),
    [
        (visit("home", "", found_by="seed"), timedelta(hours=20)),
        (visit("feed", "rss.xml", found_by="feed", referrer=HOME), timedelta(hours=20)),
        (visit("listing", "tin", found_by="listing"), timedelta(hours=20)),
        (visit("sitemap", "sitemap.xml", found_by="robots"), timedelta(hours=20)),
        (visit("sitemap", "sitemap-3.xml", found_by="sitemap", referrer=HOME + "sitemap.xml"), timedelta(days=7)),
        (visit("listing", "tin", found_by="link", referrer=HOME), timedelta(days=3)),
    ],
    ids=["home", "feed", "defined listing", "sitemap", "sitemap of an index", "section"],
)
def test_what_announces_news_is_never_left_alone_for_long(made: Visit, most: timedelta) -> None:
    brings = Recorded("none", None, looks=9, first_seen=AT - timedelta(days=900), changed_at=AT)
    quiet = Recorded("none", None, looks=900, first_seen=AT - timedelta(days=900), unchanged=800)
    assert wait(made, brings) == timedelta(hours=1)
    assert wait(made, quiet) == most


def test_later_pages_of_a_listing_wait_for_the_pages_before_them() -> None:
    found = Recorded("none", None, looks=1, first_seen=AT)
    made = visit("listing", "tin?page=2", found_by="pagination", referrer=HOME + "tin", news_count=12)
    assert wait(made, found) >= timedelta(days=30)
    assert next_look(made, found, schedule=DAILY)[1].startswith("later page of a listing")


def test_a_dead_address_is_asked_for_ever_more_seldom() -> None:
    young = wait(visit("gone"), Recorded("none", None, first_seen=AT))
    old = wait(visit("gone"), Recorded("none", None, first_seen=AT - timedelta(days=4000)))
    assert young == timedelta(days=7)
    assert old >= timedelta(days=180)


OUTCOMES = ["article", "listing", "home", "document", "feed", "sitemap", "other", "gone", "redirect", "refused",
            "failure", "error", "challenge", "empty", "robots"]  # fmt: skip


@given(
    st.sampled_from(OUTCOMES), st.timedeltas(timedelta(0), timedelta(days=9000)), st.booleans(), st.booleans(),
    st.integers(0, 5000), st.sampled_from(["link", "listing", "feed", "sitemap", "robots", "seed", "pagination"]),
)  # fmt: skip
def test_everything_is_looked_at_again_some_day(
    outcome: str, age: timedelta, changed: bool, is_article: bool, unchanged: int, road: str
) -> None:
    found = Recorded(
        "same", 1 if is_article else None, unchanged=unchanged, looks=unchanged + 1, first_seen=AT - age,
        changed_at=AT - age / 2 if changed else None, published_at=AT - age if is_article else None,
    )  # fmt: skip
    due, why = next_look(visit(outcome, found_by=road), found, schedule=DAILY, homepage=HOME)
    assert timedelta(hours=1) <= due - AT <= timedelta(days=400)
    assert why and "\n" not in why


def test_an_article_dated_in_the_future_is_looked_at_soon() -> None:
    assert wait(visit(), article(age=-timedelta(days=900))) == timedelta(hours=1)
