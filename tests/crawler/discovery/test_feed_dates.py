"""Dates in forms that feeds and sitemaps alone write."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed_dates import readable_date
from crawler.extraction import parse_date


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    readable_date(text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 1)), st.times())
def test_a_moment_in_any_form_of_feeds_is_that_moment(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0), UTC)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%a %b %e %H:%M:%S GMT %Y", "%Y-%m-%dT%H:%M:%SZ", "%Y%m%dT%H%M%SZ",
                 "%Y-%j", "%G-W%V-%u", "%d %B %Y %H:%M UT"):  # fmt: skip
        dated = parse_date(readable_date(moment.strftime(form)))
        assert dated is not None
        assert dated.at == (moment if "M" in form else datetime.combine(day, time(), UTC))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 01 Jan 04 19:48:21 EST", "2004-01-01T19:48:21-05:00"),
        ("Thu, 01 Jan 1998 19:48 +0700", "1998-01-01T19:48:00+07:00"),
        ("Thu, 01 Jan 2004 24:00:00 GMT", "2004-01-02T00:00:00+00:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59+00:00"),
        ("Mon, 12 Dec 2022 07:30:00 GMT+7", "2022-12-12T07:30:00+07:00"),
        ("Mon, 12 Dec 2022 07:30:00 +0700 (ICT)", "2022-12-12T07:30:00+07:00"),
        ("Thu Jan 01 19:48:21 ICT 2004", "2004-01-01T19:48:21+07:00"),
        ("2004년 05월 28일 01:31:15", "2004-05-28T01:31:15"),
        ("2004-05-25 오후 11:23:17", "2004-05-25T23:23:17"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T12:00:00-05:00"),
        ("2004-július-13T9:15-05:00", "2004-07-13T09:15:00-05:00"),
        ("2004-07-08 23:56:58.0", "2004-07-08T23:56:58"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T08:19:53-04:00"),
        ("1072865695", "2003-12-31T10:14:55+00:00"),
        ("Mon, 12 Dec 2022 7:30 PM", "Mon, 12 Dec 2022 7:30 PM"),
        ("Thứ Hai, 12/12/2022 07:30", "Thứ Hai, 12/12/2022 07:30"),
        ("Thu, 32 Jan 2004 19:48:21 GMT", "Thu, 32 Jan 2004 19:48:21 GMT"),
        ("2003-366", "2003-366"),
        ("", ""),
    ],
)
def test_dates_that_only_feeds_write_are_rewritten_and_others_left(written: str, meant: str) -> None:
    assert readable_date(written) == meant
