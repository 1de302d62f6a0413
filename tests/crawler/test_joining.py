"""What is the next page of a text, what is another article, and what every page prints again. Readings made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archive.parts import MISSING
from archive.records import Article, Attachment, Image, Link
from crawler.extraction.parts import MOST_PARTS
from crawler.joining import Joining, Pagers, with_parts
from crawler.reading import Reading

FIRST = "https://a.vn/tin/kenh-muong.html"
TITLE = "Nạo vét kênh mương trước mùa mưa bão"
TEXTS = (
    "Huyện bắt đầu nạo vét bốn mươi ki-lô-mét kênh chính và kênh nhánh ngay trong tháng này.",
    "Ba xã vùng trũng góp hơn hai nghìn ngày công, phần việc nặng do máy xúc của hợp tác xã làm.",
    "Nước từ hồ chứa sẽ về đến cuối kênh sớm hơn mọi năm, kịp cho bà con đổ ải và gieo mạ.",
    "Đoạn kênh qua chợ phải làm ban đêm vì ban ngày xe cộ qua lại đông, đường thì hẹp.",
)


def page(number: int, *texts: str, following: int = 0, **values: object) -> Article:
    url = FIRST if number == 1 else f"{FIRST}?page={number}"
    html = "".join(f"<p>{one}</p>" for one in texts)
    made = Article(url=url, title=TITLE, text="\n\n".join(texts), html=html)
    return replace(made, next_part=f"{FIRST}?page={following}" if following else "", **values)  # type: ignore[arg-type]


def joined(first: Article, *later: Article) -> Article:
    joining = Joining(first)
    for one in later:
        assert joining.wanted == one.url
        joining.answered(one.url, Reading(outcome="article", article=one))
    assert joining.wanted == ""
    return joining.article()


def test_the_pages_follow_each_other() -> None:
    made = joined(page(1, TEXTS[0], following=2), page(2, TEXTS[1], following=3), page(3, TEXTS[2]))
    assert made.text.split("\n\n") == list(TEXTS[:3])
    assert made.html == "".join(f"<p>{one}</p>" for one in TEXTS[:3])
    assert made.parts == (f"{FIRST}?page=2", f"{FIRST}?page=3")
    assert (made.next_part, made.doubts) == ("", ())


def test_what_stands_on_every_page_stands_once() -> None:
    lead, closing = "Bốn mươi ki-lô-mét kênh được nạo vét.", "Theo Báo Nông nghiệp"
    first = page(1, lead, TEXTS[0], closing, "(Còn nữa)", following=2)
    made = joined(first, page(2, lead, TEXTS[1], closing, following=3), page(3, lead, TEXTS[2], closing))
    assert made.text.split("\n\n") == [lead, TEXTS[0], "(Còn nữa)", TEXTS[1], TEXTS[2], closing]
    assert made.html.count(closing) == made.html.count(lead) == 1


def test_a_page_that_holds_those_before_it_adds_the_rest() -> None:
    made = joined(page(1, TEXTS[0], following=2), page(2, *TEXTS[:2], following=3), page(3, *TEXTS[:3]))
    assert made.text.split("\n\n") == list(TEXTS[:3])


def test_pictures_documents_and_names_are_those_of_all_pages() -> None:
    shared, own = Image(url="https://a.vn/1.jpg"), Image(url="https://a.vn/2.jpg", caption="Chợ")
    document = Attachment(url="https://a.vn/1.pdf", name="Kế hoạch")
    first = page(1, TEXTS[0], following=2, images=(shared,), attachments=(document,))
    made = joined(first, page(2, TEXTS[1], images=(shared, own), attachments=(document,), author="Minh Hà"))
    assert (made.images, made.attachments, made.author) == ((shared, own), (document,), "Minh Hà")


def test_a_page_of_a_picture_alone_is_one_too() -> None:
    first = page(1, TEXTS[0], following=2)
    made = joined(
        first, page(2, "", html="<figure><img src='/2.jpg'></figure>", images=(Image(url="https://a.vn/2.jpg"),))
    )
    assert len(made.images) == len(made.parts) == 1
    assert "2.jpg" in made.html
    assert made.text == TEXTS[0]


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        f"{TITLE} - Trang 2",
        f"{TITLE} (2/3)",
        TITLE.upper(),
        "Nạo vét kênh mương trước mùa mưa",
        f"Page 2: {TITLE}",
    ],
)
def test_the_headline_may_tell_the_page(title: str) -> None:
    assert joined(page(1, TEXTS[0], following=2), page(2, TEXTS[1], title=title)).parts


OTHERS = {
    "another headline": page(2, TEXTS[1], title="Chợ phiên cuối năm họp sớm hơn mọi năm"),
    "another date": page(2, TEXTS[1], published_on=date(2024, 3, 6), published_from="meta"),
    "the same text": page(2, TEXTS[0]),
    "the same text and a clock": page(2, TEXTS[0], "Hôm nay là thứ Ba, 9 giờ 30."),
    "the same text in other paragraphs": page(2, *TEXTS[0].replace(" ki-lô-mét", " ki-lô-mét\n").split("\n")),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_page_of_the_text_is_left_out_and_is_no_doubt(kind: str) -> None:
    first = page(1, TEXTS[0], following=2, published_on=date(2024, 3, 5), published_from="meta")
    assert joined(first, OTHERS[kind]) == replace(first, next_part="")


def test_a_page_with_a_headline_of_its_own_that_names_the_first_as_its_address() -> None:
    later = page(2, TEXTS[1], title="Phần hai: chợ họp ban đêm bên kênh", canonical_url=FIRST)
    assert joined(page(1, TEXTS[0], following=2), later).parts


def test_a_list_and_a_redirect_end_the_text() -> None:
    for outcome in ("listing", "other", "home", "redirect", "document"):
        joining = Joining(page(1, TEXTS[0], following=2))
        joining.answered(f"{FIRST}?page=2", Reading(outcome=outcome))  # type: ignore[arg-type]
        assert (joining.wanted, joining.fault, joining.article().next_part) == ("", "", "")


def test_a_page_that_does_not_come_leaves_a_doubt() -> None:
    joining = Joining(page(1, TEXTS[0], following=2))
    joining.answered(f"{FIRST}?page=2", Reading(outcome="article", article=page(2, TEXTS[1], following=3)))
    joining.answered(f"{FIRST}?page=3", Reading(outcome="error", note="HTTP 503"))
    made = with_parts(Reading(outcome="article", article=page(1, TEXTS[0], following=2)), joining)
    assert made.article is not None
    assert (made.article.parts, made.article.next_part) == ((f"{FIRST}?page=2",), f"{FIRST}?page=3")
    assert made.article.doubts == (("missing_part", 1.0),)
    assert made.note == f"{MISSING}: {FIRST}?page=3: HTTP 503"


def test_pages_in_a_circle_and_pages_without_end() -> None:
    circle = joined(page(1, TEXTS[0], following=2), page(2, TEXTS[1], following=2))
    assert (circle.parts, circle.next_part) == ((f"{FIRST}?page=2",), "")
    joining = Joining(page(1, TEXTS[0], following=2))
    for number in range(2, 100):
        if not joining.wanted:
            break
        text = " ".join(f"từ{number}x{word}" for word in range(30))
        joining.answered(joining.wanted, Reading(outcome="article", article=page(number, text, following=number + 1)))
    assert len(joining.article().parts) == MOST_PARTS - 1
    assert joining.article().doubts == (("missing_part", 1.0),)


def test_a_text_whose_metadata_give_it_whole_is_not_doubted_for_its_pages() -> None:
    first = page(1, TEXTS[0], following=2, doubts=(("other_body", 0.6), ("lost_prose", 0.2)))
    made = joined(first, page(2, TEXTS[1], doubts=(("lost_prose", 0.4), ("other_title", 1.0))))
    assert made.doubts == (("lost_prose", 0.4),)


def test_links_to_the_pages_are_none_and_those_of_later_pages_count() -> None:
    joining = Joining(page(1, TEXTS[0], following=2))
    later = Reading(outcome="article", article=page(2, TEXTS[1]), links=(Link(url="https://a.vn/van-ban/7"),))
    joining.answered(f"{FIRST}?page=2", later)
    links = tuple(
        Link(url=url) for url in ("https://a.vn/", FIRST, f"{FIRST}?page=1", f"{FIRST}?page=2", f"{FIRST}?print=a")
    )
    made = with_parts(Reading(outcome="article", article=page(1, TEXTS[0], following=2), links=links), joining)
    assert sorted(link.url for link in made.links) == sorted(
        ["https://a.vn/", FIRST, f"{FIRST}?print=a", "https://a.vn/van-ban/7"]
    )


def test_pagers_of_one_shape_are_given_up_after_three_in_a_row() -> None:
    pagers = Pagers()
    urls = [f"https://a.vn/tin/bai-viet-so-{n}.html?page=2" for n in range(8)]
    for url, is_part in zip(urls, (False, False, True, False, False), strict=False):
        pagers.came_to(url, is_part=is_part)
    assert not pagers.are_vain(urls[6])
    pagers.came_to(urls[6], is_part=False)
    assert pagers.are_vain(urls[7])
    assert not pagers.are_vain("https://a.vn/bai/7?trang=2")
