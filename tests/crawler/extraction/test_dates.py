from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import parse_date

ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("written", "day", "at"),
    [
        ("Thứ hai, ngày 12 tháng 12 năm 2022", "2022-12-12", None),
        ("Thứ Hai, 12/12/2022, 14:30 (GMT+7)", "2022-12-12", "2022-12-12T07:30:00+00:00"),
        ("12/12/2022 - 14:30", "2022-12-12", "2022-12-12T07:30:00+00:00"),
        ("14:30, Thứ hai 12/12/2022 (GMT+7)", "2022-12-12", "2022-12-12T07:30:00+00:00"),
        ("Ngày đăng: 05/03/2021 2:30 CH", "2021-03-05", "2021-03-05T07:30:00+00:00"),
        ("08:15 SA | 01/02/2023", "2023-02-01", "2023-02-01T01:15:00+00:00"),
        ("Cập nhật lúc 7h30 ngày 12-12-2022", "2022-12-12", "2022-12-12T00:30:00+00:00"),
        ("17 giờ 30 phút, ngày 01/01/2023", "2023-01-01", "2023-01-01T10:30:00+00:00"),
        ("1/2/2023", "2023-02-01", None),
        ("2022-12-12T14:30:00+07:00", "2022-12-12", "2022-12-12T07:30:00+00:00"),
        ("2022-12-11T23:30:00Z", "2022-12-12", "2022-12-11T23:30:00+00:00"),
        ("Mon, 12 Dec 2022 07:30:00 +0700", "2022-12-12", "2022-12-12T00:30:00+00:00"),
        ("October 30, 2023", "2023-10-30", None),
        ("30 octobre 2023", "2023-10-30", None),
        ("30. Oktober 2023", "2023-10-30", None),
        ("1er mai 2020", "2020-05-01", None),
        ("Sept. 5, 2019 at 3:05 p.m.", "2019-09-05", "2019-09-05T08:05:00+00:00"),
        ("2020年3月5日", "2020-03-05", None),
        ("20221212", "2022-12-12", None),
        ("Tháng Mười Hai 29, 2013, 14:14", "2013-12-29", "2013-12-29T07:14:00+00:00"),
        ("05 Tháng một 2015 - 03:54 AM", "2015-01-05", "2015-01-04T20:54:00+00:00"),
        ("ngày 3 tháng mười một năm 2020", "2020-11-03", None),
        ("29 Tháng Năm, 2015", "2015-05-29", None),
        ("29 Th12, 2013", "2013-12-29", None),
        ("Th12 29, 2013", "2013-12-29", None),
        ("29 thg 2, 2012", "2012-02-29", None),
        ("9 Tháng 1 2015 lúc 15:08", "2015-01-09", "2015-01-09T08:08:00+00:00"),
        ("Thứ Tư, 07/01/2015 | 22:34", "2015-01-07", "2015-01-07T15:34:00+00:00"),
    ],
)
def test_dates_as_they_are_printed(written: str, day: str, at: str | None) -> None:
    dated = parse_date(written, timezone=ZONE)
    assert dated is not None
    assert dated.on.isoformat() == day
    assert dated.precision == ("minute" if at else "day")
    if at:
        assert dated.at.isoformat() == at


def test_a_day_without_a_time_begins_on_the_portals_clock() -> None:
    dated = parse_date("12/12/2022", timezone=ZONE)
    assert dated is not None
    assert dated.at.isoformat() == "2022-12-11T17:00:00+00:00"


@pytest.mark.parametrize(
    "written", ["Số 12/2022/QĐ-UBND", "31/02/2022", "12/13/2022", "Chiều 12/12", "", "tỷ lệ 18/18"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written, timezone=ZONE) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    parse_date(text, timezone=ZONE)


@given(st.dates(min_value=__import__("datetime").date(1990, 1, 1), max_value=__import__("datetime").date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_common_form(day) -> None:
    for form in (
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day}-{day.month}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
    ):
        dated = parse_date(form, timezone=ZONE)
        assert dated is not None
        assert dated.on == day
