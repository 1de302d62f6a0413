"""What is learned from pages of one portal, and what it changes on another page of it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import Site, extract, learn

PROSE = [
    f"Đoạn văn số {n} của bài kể lại việc làm trong ngày {n}, với nhiều chi tiết mà không trang nào khác có cả."
    for n in range(60)
]
NOTICE = "Mọi ý kiến đóng góp xin gửi về Ban Biên tập qua đường dây nóng, chúng tôi sẽ trả lời trong ba ngày làm việc."


def page(number: int, *, body: str = "", inside: str = NOTICE) -> str:
    """An article with a notice of the portal among its paragraphs, in markup that says nothing of it."""
    paragraphs = [f"<p>{text}</p>" for text in PROSE[5 * number : 5 * number + 4]]
    paragraphs.insert(3, f"<p>{inside}</p>")
    return (
        f"<html><head><title>Bài viết thứ {number} về công việc - Cổng</title></head><body>"
        "<div><p>Trang chủ của cổng thông tin điện tử huyện An Bình, nơi đăng tin chính thức của Uỷ ban.</p></div>"
        f"<div class='noi-dung'><h1>Bài viết thứ {number} về công việc</h1><p>Ngày đăng: 12/12/2022</p>"
        f"{body}{''.join(paragraphs)}</div></body></html>"
    )


def url(number: int) -> str:
    return f"https://anbinh.example.vn/tin/{number}"


def site_of(*numbers: int) -> Site:
    return learn([(url(number), page(number)) for number in numbers])


def test_what_stands_in_the_same_place_on_two_other_pages_is_the_portals() -> None:
    alone = extract(page(0), url(0))
    assert NOTICE in alone.text  # nothing on the page itself tells
    beside = extract(page(0), url(0), site=site_of(1, 2, 3))
    assert NOTICE not in beside.text
    assert all(text in beside.text for text in PROSE[:4])


def test_a_page_is_no_sibling_of_its_own() -> None:
    text = extract(page(0), url(0), site=learn([(url(0), page(0))] * 3)).text
    assert all(part in text for part in PROSE[:4])
    assert NOTICE in text


def test_a_sentence_inside_a_paragraph_stays() -> None:
    mixed = page(0, inside=f"{NOTICE} Tại hội nghị, huyện đã nêu rõ điều này thêm một lần nữa.")
    assert NOTICE in extract(mixed, url(0), site=site_of(1, 2, 3)).text


def test_a_lead_that_another_page_prints_as_a_teaser_stays() -> None:
    teaser = f"<ul class='moi-nhat'><li>{PROSE[0]}</li></ul>"
    site = learn([(url(n), page(n, body=teaser)) for n in (1, 2, 3)])
    assert PROSE[0] in extract(page(0), url(0), site=site).text


def test_pages_of_another_layout_change_nothing() -> None:
    other = [(url(n), f"<html><body><table><tr><td>{PROSE[n]}</td></tr></table></body></html>") for n in range(20, 24)]
    assert extract(page(0), url(0), site=learn(other)).text == extract(page(0), url(0)).text


def test_what_was_learned_is_a_value_that_can_be_kept() -> None:
    site = site_of(1, 2, 3)
    assert Site.from_json(json.loads(json.dumps(site.as_json()))) == site


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_no_bytes_break_it(pages: list[bytes]) -> None:
    site = learn([(url(number), html) for number, html in enumerate(pages)])
    assert len(site.pages) <= len(pages)
    extract(page(0), url(0), site=site)


def test_phrases_that_few_articles_share_stay() -> None:
    heading = "<h2>Nhiệm vụ trong thời gian tới</h2>"
    site = learn([(url(n), page(n, body=heading if n in (1, 2) else "")) for n in range(1, 9)])
    text = extract(page(0, body=heading), url(0), site=site).text
    assert "Nhiệm vụ trong thời gian tới" in text
    assert NOTICE not in text


def test_a_headline_that_other_pages_link_to_is_still_the_articles() -> None:
    links = "".join(f"<div><a href='{url(n)}'>Bài viết thứ {n} về công việc</a></div>" for n in range(4))
    site = learn([(url(n), page(n, body=links)) for n in (1, 2, 3)])
    assert extract(page(0, body=links), url(0), site=site).title == "Bài viết thứ 0 về công việc"
