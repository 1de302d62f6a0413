"""Which of a page's dates is the publication's, which the last change's, and which neither."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.extraction import Hints, extract

PROSE = "".join(
    f"<p>The lock keepers of the {name} canal agreed with the county on new hours, and boats may pass until nine in "
    "the evening once the lamps along the towpath have been repaired by the works department.</p>"
    for name in ("northern", "southern", "old")
)
URL = "https://www.example.gov/news/lock-hours"


def page(line: str, *, head: str = "", lang: str = "en", below: str = "", title: str = "Lock hours are changed") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} - Canal</title>{head}</head>'
        f"<body><header><a href=/>Canal Office</a></header><main><h1>{title}</h1>{line}<div class=content>{PROSE}</div>"
        f"{below}</main><footer><p>Canal Office, Quay 4</p></footer></body></html>"
    )


def dates_of(html: str, **hints: object) -> tuple[date | None, date | None]:
    article = extract(html, url=URL, hints=Hints(lone=True, **hints))  # type: ignore[arg-type]
    return article.published_on, article.modified_at.date() if article.modified_at else None


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("<p>Updated: 9 April 2019 | Published: 7 April 2019</p>", "2019-04-07", "2019-04-09"),
        ("<p>Posted on 7 April 2019, last modified on 9 April 2019</p>", "2019-04-07", "2019-04-09"),
        ("<p>Mis à jour le 9 avril 2019 - Publié le 7 avril 2019</p>", "2019-04-07", "2019-04-09"),
        ("<p>Обновлено: 09.04.2019 | Опубликовано: 07.04.2019</p>", "2019-04-07", "2019-04-09"),
        ("<p>Cập nhật: 09/04/2019 • Ngày đăng: 07/04/2019</p>", "2019-04-07", "2019-04-09"),
        ("<p>公開日：2019年4月7日　更新日：2019年4月9日</p>", "2019-04-07", "2019-04-09"),
        ("<dl><dt>Last updated</dt><dd>9 April 2019</dd><dt>Published</dt><dd>7 April 2019</dd></dl>", "2019-04-07",
         "2019-04-09"),
        ("<small>7 APR 2019</small>", "2019-04-07", None),
        ("<p>Stand: 7. April 2019</p>", "2019-04-07", "2019-04-07"),
        ('<div class="badge"><div>7</div><div>Apr</div><div>2019</div></div>', "2019-04-07", None),
        ('<div class="badge"><div>07</div><div>Th4 2019</div></div>', "2019-04-07", None),
        ("<p>7 April 1978</p>", "1978-04-07", None),
    ],
)  # fmt: skip
def test_labels_tell_publication_from_update(line: str, published: str, modified: str | None) -> None:
    found = dates_of(page(line))
    assert found == (date.fromisoformat(published), date.fromisoformat(modified) if modified else None)


@pytest.mark.parametrize(
    "line",
    [
        "Closing date: 28 June 2019", "Date of hearing: 28 June 2019", "20 May 2019 to 28 June 2019",
        "Venue and date: Boat House, 28 June 2019", "Từ 20/5/2019 đến 28/6/2019", "Vom 20. Mai 2019 bis 28. Juni 2019",
        "Audit period: 20 - 28 June 2019", "Hạn nộp hồ sơ: 28/6/2019",
    ],
)  # fmt: skip
def test_a_deadline_or_a_period_is_content_and_no_publication(line: str) -> None:
    html = page("<small>3 MAY 2019</small>").replace("<div class=content>", f"<div class=content><p>{line}</p>")
    article = extract(html, url=URL)
    assert line in article.text
    assert article.published_on == date(2019, 5, 3)
    assert extract(html.replace("<small>3 MAY 2019</small>", ""), url=URL).published_on is None


def test_an_update_at_the_foot_is_no_publication() -> None:
    foot = "<p>Last updated on 12 April 2023</p>"
    assert dates_of(page("<small>7 APR 2019</small>", below=foot)) == (date(2019, 4, 7), date(2023, 4, 12))
    assert dates_of(page("", below=foot)) == (None, date(2023, 4, 12))
    assert dates_of(page("", below=foot), dates=(("listing", "7 April 2019"),))[0] == date(2019, 4, 7)


def test_a_page_without_a_printed_date_has_none_however_late_it_is_seen() -> None:
    assert dates_of(page(""), first_seen=datetime(2026, 5, 4, tzinfo=UTC)) == (None, None)


def test_a_sentence_that_speaks_of_a_publication_is_no_label() -> None:
    below = "<p>The report was published on 2 March 2015.</p>"
    assert dates_of(page("<small>7 APR 2019</small>", below=below))[0] == date(2019, 4, 7)


def test_the_date_of_a_page_gives_way_to_one_that_is_printed_as_the_articles() -> None:
    head = '<meta name="date" content="2026-02-03">'
    assert dates_of(page("<p>Published: 7 April 2019</p>", head=head))[0] == date(2019, 4, 7)
    assert dates_of(page("", head=head))[0] == date(2026, 2, 3)
    head = '<meta property="article:published_time" content="1554595200">'
    assert dates_of(page("<p>Published: 9 April 2019</p>", head=head))[0] == date(2019, 4, 7)


@pytest.mark.parametrize(
    "line",
    [
        '<p>Posted <abbr class="published" title="2019-04-07T10:00:00Z">last week</abbr></p>',
        '<p>Posted <time datetime="2019-04-07" pubdate>7 Apr</time>, then <time datetime="2019-04-09">9 Apr</time></p>',
        '<p>Posted <time datetime="2019-04-07">7 Apr</time>, updated <time datetime="2019-04-09">9 Apr</time></p>',
        '<p><span property="schema:datePublished" content="2019-04-07T08:00:00+02:00">on Sunday</span></p>',
        '<p><meta itemprop="datePublished" content="2019-04-07"><b>News</b></p>',
        '<p><time class="dt-published" datetime="2019-04-07">Sunday</time></p>',
    ],
)
def test_markup_states_what_the_words_do_not(line: str) -> None:
    beside = '<aside><h2>More</h2><time datetime="2015-01-02" itemprop="datePublished">2 Jan</time></aside>'
    assert dates_of(page(line, below=beside))[0] == date(2019, 4, 7)


@pytest.mark.parametrize(
    ("written", "lang", "below", "month"),
    [
        ("04/09/2019", "en-US", "", 4),
        ("04/09/2019", "en-GB", "", 9),
        ("04/09/2019", "en", "", 9),
        ("04/09/2019", "vi", "", 9),
        ("04/09/2019", "en", "<p>Next meeting of the board: 04/23/2019</p>", 4),
        ("04/09/2019", "en-US", "<p>Next meeting of the board: 23/04/2019</p>", 9),
        ("Tue, 04/09/2019 - 17:57", "vi", "", 4),
        ("4/9/2019 6:05:00 PM", "", "", 4),
    ],
)
def test_the_page_tells_the_order_of_its_dates(written: str, lang: str, below: str, month: int) -> None:
    published = dates_of(page(f"<p>Published: {written}</p>", lang=lang, below=below))[0]
    assert published is not None
    assert published.month == month


def test_a_page_in_other_letters_is_not_american_whatever_it_states() -> None:
    html = page("<p>Ngày đăng: 04/09/2019</p>", lang="en-US", title="Thay đổi giờ mở cửa âu thuyền")
    assert dates_of(html)[0] == date(2019, 9, 4)


@pytest.mark.parametrize(
    ("line", "minute"), [("Cập nhật lúc 05:40 ngày 07/04/2019", 40), ("Cập nhật lúc 05:40 ngày 08/04/2019", 0)]
)
def test_the_day_in_a_headline_takes_the_time_that_is_printed_below_it(line: str, minute: int) -> None:
    read = extract(
        page(f"<p>{line}</p>", lang="vi", title="Mực nước hồ ngày 07/04/2019"), url=URL, hints=Hints(lone=True)
    )
    assert (str(read.published_on), read.published_at and read.published_at.minute) == ("2019-04-07", minute)


@pytest.mark.parametrize(
    "line",
    [
        "<p>By <a href=/w/ana-reyes-holt>Ana Reyes Holt, correspondent</a> 7 April 2019</p>",
        "<p><a href=/w/ana>Ana Reyes, 7 April 2019</a></p>",
        "<p><span>Ana Reyes</span><span>2019-04-07</span></p>",
        "<p>Ana Reyes•April 7, 2019</p>",
        "<time class=date>2019年4月7日09:18</time>",
    ],
)
def test_a_date_beside_a_name_is_read_however_they_are_set(line: str) -> None:
    assert dates_of(page(line))[0] == date(2019, 4, 7)


def test_a_date_in_a_link_to_another_page_is_not_the_articles() -> None:
    below = "<div><p><a href=/news/other>The other lock opens on 7 April 2019 with a fair</a></p></div>"
    assert dates_of(page("", below=below))[0] is None


def test_a_date_above_the_headline_counts_in_a_frame_of_both_and_not_in_the_pages_header() -> None:
    whole = page("")
    line = "<p>7 April 2019</p>"
    head = whole.replace("<h1>", f"<div class=head><div><div>{line}</div></div><div><div><h1>")
    assert dates_of(head.replace("</h1>", "</h1></div></div></div>"))[0] == date(2019, 4, 7)
    assert dates_of(whole.replace("<header>", f"<header>{line}"))[0] is None


def test_an_update_in_the_head_counts_before_a_date_among_the_text() -> None:
    film = "<div class=film><span>Film</span><p>5 April 2019, 2 min</p></div>"
    html = page("<p>Stand: 7. April 2019</p>", lang="de").replace("</p><p>", f"</p>{film}<p>", 2)
    assert dates_of(html)[0] == date(2019, 4, 7)
    assert dates_of(page("<p>Verfügbar bis 7. April 2019</p>", lang="de"))[0] is None


def test_a_labelled_date_after_the_text_gives_way_to_the_one_below_the_headline() -> None:
    line, below = "<p class=entry-date>7 April 2019 by Ana Reyes</p>", "<p>posted with shop list at 3.4.12</p>"
    assert dates_of(page(line, below=below))[0] == date(2019, 4, 7)
