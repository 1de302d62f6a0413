from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import parse_date
from crawler.extraction.date_names import MONTH_NAMES, WEEKDAY_NAMES
from crawler.extraction.dates import find_dates, leading_date, told_order
from crawler.extraction.stated_dates import stated_date

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
    "written",
    [
        "Số 12/2022/QĐ-UBND",
        "31/02/2022",
        "13/13/2022",
        "Chiều 12/12",
        "",
        "tỷ lệ 18/18",
        "ngày 31 tháng 2 năm 2022",
        "31 February 2022",
        "17/2021/TT-BTC",
        "1/12/2022/NQ-HĐND",
        "v2024.3.5",
        "10.12.2022.1",
        "19001234",
        "they set 10 set 2000 traps along the river bank so that nothing was lost by the end",
        "10 out of 2000",
        "les 5 des 2000 habitants du village qui se sont rassemblés dans le grand parc ce matin",
        "300 mai 2024",
        "Model 20-05-2024-XYZ",
        "1072865695",
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written, timezone=ZONE) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    parse_date(text, timezone=ZONE)


DAYS = st.dates(date(1900, 1, 1), date(2049, 12, 31))


@given(DAYS)
def test_every_day_is_read_back_in_every_common_form(day: date) -> None:
    for form in (
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day}-{day.month}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}년 {day.month}월 {day.day}일",
        f"{day.day:02}/{day.month:02}/{day.year + 543}",
        f"{day:%d-%b-%Y}",
        f"{day:%A} the {day.day}th of {day:%B} {day.year}",
    ):
        dated = parse_date(form, timezone=ZONE)
        assert dated is not None, form
        assert (dated.on, dated.precision) == (day, "day"), form


@pytest.mark.parametrize("language", sorted(MONTH_NAMES))
@given(DAYS, st.data())
def test_every_day_is_read_back_in_every_language(language: str, day: date, data: st.DataObject) -> None:
    names = MONTH_NAMES[language].split(";")[day.month - 1].strip().split("|")
    name = data.draw(st.sampled_from([name for name in names if len(name) > 1 and " " not in name] or [names[0]]))
    weekdays = WEEKDAY_NAMES.get(language, ";" * 6).split(";")[day.weekday()].strip().split("|")
    for form in (f"{day.day} {name} {day.year}", f"{weekdays[0]}, {day.day}. {name.upper()} {day.year}"):
        dated = parse_date(form, language=language)
        assert dated is not None, form
        assert (dated.on, dated.precision) == (day, "day"), form


@given(DAYS, st.sampled_from((0x660, 0x6F0, 0x966, 0xE50, 0xFF10)))
def test_figures_of_other_scripts_are_figures(day: date, nought: int) -> None:
    written = f"{day:%Y/%m/%d}".translate({ord("0") + value: chr(nought + value) for value in range(10)})
    dated = parse_date(written)
    assert dated is not None
    assert dated.on == day


@given(DAYS)
def test_a_weekday_tells_the_order_of_day_and_month(day: date) -> None:
    dated = parse_date(f"{day:%a}, {day:%m/%d/%Y} - 17:57")
    assert dated is not None
    other = date(day.year, day.day, day.month) if day.day <= 12 else day
    assert dated.on == day or other.weekday() == day.weekday()


@given(st.integers(0, 10**12), st.sampled_from(("{}", "({})", "+{}", "{:,}", "{} đồng", "Số {}/QĐ-UBND", "No. {}")))
def test_an_ordinary_number_is_no_day(number: int, form: str) -> None:
    dated = parse_date(form.format(number))
    assert dated is None or dated.precision == "year" or len(str(number)) in (8, 12)


@given(st.tuples(*[st.integers(0, 255)] * 4), st.integers(0, 99999999))
def test_an_address_or_a_telephone_number_is_no_day(parts: tuple[int, ...], number: int) -> None:
    assert parse_date(".".join(map(str, parts))) is None
    digits = f"{number:08}"
    assert parse_date(f"Tel. (024) {digits[:4]} {digits[4:]}") is None
    assert parse_date(f"024.{digits[:4]}.{digits[4:]}") is None


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("April 9, 2019 11:30 pm EST", "2019-04-10T04:30"),
        ("Oct 3, 2021 1:02:03 PM PDT", "2021-10-03T20:02"),
        ("July 4, 2021 at 2 p.m. ET", "2021-07-04T18:00"),
        ("9/4/2019 6:05:00 PM", "2019-09-04T18:05"),
        ("Пн, 08 апр 2019 10:00:00 +0300", "2019-04-08T07:00"),
        ("8. April 2019, 14.30 Uhr", "2019-04-08T14:30"),
        ("8.4.2019 klo 14.30", "2019-04-08T14:30"),
        ("8 de abril de 2019 a las 14:30 h", "2019-04-08T14:30"),
        ("8 Απριλίου 2019, 2:30 μ.μ.", "2019-04-08T14:30"),
        ("8 เม.ย. 2562 14:30 น.", "2019-04-08T14:30"),
        ("2019/4/8(月) 14:30", "2019-04-08T14:30"),
        ("2019년 4월 8일 오후 2:30", "2019-04-08T14:30"),
        ("08/Apr/2019:10:00:00 +0700", "2019-04-08T03:00"),
        ("2019-04-08 14:30 ICT", "2019-04-08T07:30"),
        ("Mon Apr 08 10:00:00 GMT 2019", "2019-04-08T10:00"),
        ("平成31年4月8日", "2019-04-08T00:00"),
        ("中華民國108年4月8日", "2019-04-08T00:00"),
        ("二〇一九年四月八日", "2019-04-08T00:00"),
        ("۱۹ فروردین ۱۳۹۸", "2019-04-08T00:00"),
        ("2019. gada 8. aprīlī", "2019-04-08T00:00"),
        ("2019 m. balandžio 8 d.", "2019-04-08T00:00"),
        ("2019. április 8.", "2019-04-08T00:00"),
        ("8-Apr-19", "2019-04-08T00:00"),
        ("11/29/2019", "2019-11-29T00:00"),
    ],
)
def test_dates_of_other_languages_and_calendars(written: str, at: str) -> None:
    dated = parse_date(written)
    assert dated is not None
    assert dated.at == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_who_knows_the_order_says_so() -> None:
    days = [parse_date("04/09/2019", month_first=order) for order in (True, False, None)]
    assert [day.on.month for day in days if day] == [4, 9, 9]
    assert told_order(["04/09/2019", "04/23/2019"]) is True
    assert told_order(["04/09/2019", "23.4.2019"]) is False
    assert told_order(["04/23/2019", "23/04/2019"]) is None
    assert told_order(["09-07-2024, Saturday"]) is True
    assert told_order(["09-07-2024 7:05 SA"]) is None  # in the morning, whatever day of the week it was


def test_a_month_that_is_another_in_another_language_is_that_of_the_page() -> None:
    days = [parse_date("7. listopada 2019.", language=language) for language in ("hr", "pl")]
    assert [day.on.month for day in days if day] == [10, 11]


def test_all_dates_of_a_line_are_found_each_with_its_own_time() -> None:
    found = find_dates("Updated: 9 April 2019 10:05 | Published: 7 April 2019 08:15")
    assert [one.dated.at.isoformat()[:16] for one in found] == ["2019-04-09T10:05", "2019-04-07T08:15"]


def test_a_title_begins_with_a_date_in_any_language() -> None:
    assert leading_date("7 kwietnia 2019 Nowy most") == len("7 kwietnia 2019")
    assert leading_date("Nowy most 7 kwietnia 2019") == 0


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1554681600", "2019-04-08"), ("1554681600000", "2019-04-08"), ("2019-098", "2019-04-08"),
        ("2019-W15-1", "2019-04-08"), ("20190408T101455Z", "2019-04-08"), ("0", None), ("1970-01-01T00:00:00Z", None),
        ("1900-01-01", None), ("today", None),
    ],
)  # fmt: skip
def test_what_programs_write_is_read_where_nothing_else_stands(written: str, day: str | None) -> None:
    dated = stated_date(written)
    assert (dated.on.isoformat() if dated else None) == day
