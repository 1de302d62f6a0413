"""Dates of feeds, as those who read dates of pages read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed_dates import dates_told, told_date
from crawler.extraction import parse_date


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    told_date(text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 1)), st.times())
def test_a_moment_in_any_form_of_feeds_is_that_moment(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0), UTC)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%a %b %e %H:%M:%S GMT %Y", "%Y-%m-%dT%H:%M:%SZ", "%Y%m%dT%H%M%SZ",
                 "%Y-%j", "%G-W%V-%u", "%d %B %Y %H:%M UT"):  # fmt: skip
        dated = parse_date(told_date(moment.strftime(form)))
        assert dated is not None
        assert dated.at == (moment if "M" in form else datetime.combine(day, time(), UTC))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 01 Jan 04 19:48:21 EST", "2004-01-02T00:48"),
        ("Thu, 01 Jan 1998 19:48 +0700", "1998-01-01T12:48"),
        ("Thu, 01 Jan 2004 24:00:00 GMT", "2004-01-02T00:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59"),
        ("Mon, 12 Dec 2022 07:30:00 GMT+7", "2022-12-12T00:30"),
        ("Mon, 12 Dec 2022 07:30:00 +0700 (ICT)", "2022-12-12T00:30"),
        ("Thu Jan 01 19:48:21 ICT 2004", "2004-01-01T12:48"),
        ("2004년 05월 28일 01:31:15", "2004-05-28T01:31"),
        ("2004-05-25 오후 11:23:17", "2004-05-25T23:23"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00"),
        ("2004-július-13T9:15-05:00", "2004-07-13T14:15"),
        ("2004-07-08 23:56:58.0", "2004-07-08T23:56"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19"),
        ("1072865695", "2003-12-31T10:14"),
        ("Mon, 12 Dec 2022 7:30 PM", "2022-12-12T19:30"),
        ("Thứ Hai, 12/12/2022 07:30", "2022-12-12T07:30"),
    ],
)
def test_dates_of_feeds_are_read(written: str, meant: str) -> None:
    dated = parse_date(told_date(written))
    assert dated is not None
    assert dated.at == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("written", ["Thu, 32 Jan 2004 19:48:21 GMT", "2003-366", "yesterday", ""])
def test_what_is_no_date_stays_as_written(written: str) -> None:
    assert told_date(written) == written
    assert parse_date(told_date(written)) is None


def test_the_date_that_stands_for_none_is_none() -> None:
    assert told_date("Thu, 01 Jan 1970 00:00:00 GMT") == ""


def test_one_entry_tells_the_order_of_all() -> None:
    assert dates_told(["4/9/2019 18:05", "4/23/2019 18:05"]) == ["2019-04-09T18:05:00", "4/23/2019 18:05"]
