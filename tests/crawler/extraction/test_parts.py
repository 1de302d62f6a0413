"""On which page a text goes on: told by the address of a link, never by its words alone."""

from __future__ import annotations

import pytest

from crawler.extraction import Hints, extract

HOST = "https://tinh.example.vn"
PROSE = (
    "Sáng nay, huyện tổ chức hội nghị tổng kết với sự tham dự của đông đảo cán bộ và nhân dân các xã trong vùng.",
    "Theo báo cáo, diện tích gieo cấy tăng so với năm trước, năng suất bình quân đạt mức cao nhất trong mười năm.",
    "Kết luận hội nghị, lãnh đạo huyện yêu cầu các xã tập trung nạo vét kênh mương trước mùa mưa bão sắp tới.",
)


def page(pager: str, *, head: str = "", after: str = "", title: str = "Hội nghị tổng kết sản xuất vụ mùa") -> str:
    text = "".join(f"<p>{one}</p>" for one in PROSE)
    return (
        f"<html><head><title>{title} - Cổng tỉnh</title>{head}</head><body><div class=menu><a href='/'>Trang chủ</a>"
        f"<a href='/tin-tuc'>Tin tức</a></div><div id=main><h1>{title}</h1><p class=date>Ngày đăng: 05/03/2024</p>"
        f"<div class=noi-dung>{text}</div>{pager}</div>{after}<div class=footer>Cổng thông tin tỉnh</div></body></html>"
    )


def turn(html: str, path: str, first: str = "") -> tuple[str, str]:
    """Where the page at a path goes on and begins, without the host."""
    hints = Hints(article_url=True, part_of=HOST + first) if first else Hints()
    article = extract(html, url=HOST + path, hints=hints)
    return article.next_part.removeprefix(HOST), article.first_part.removeprefix(HOST)


def numbers(*links: str, here: int = 1) -> str:
    """A pager: the first page's link first, the page itself without one."""
    shown = [f"<b>{n}</b>" if n == here else f'<a href="{link}">{n}</a>' for n, link in enumerate(links, 1)]
    return f"<div class=phan-trang>{' '.join(shown)}</div>"


FIRST_PAGES = {
    "rel=next, an address that says page": ("/tin/a.html", "", '<link rel="next" href="?page=2">', "?page=2"),
    "rel=next below the address": ("/tin/a/", "", '<link rel=next href="/tin/a/2/">', "/tin/a/2/"),
    "rel=next with a name of its own": ("/tin/a", "", '<link rel=next href="/tin/a/seite-2">', "/tin/a/seite-2"),
    "rel=next, a word and commas": ("/tin/a,id,77", "", "<link rel=next href='/tin/a,id,77,pack,2'>", "a,id,77,pack,2"),
    "rel=next, an underscore": ("/tin/a.html", "", '<link rel=next href="a_2.html">', "/tin/a_2.html"),
    "numbers": ("/tin/a.html", numbers("", "?page=2", "?page=3"), "", "?page=2"),
    "numbers, each with a link": (
        "/tin/a.html", '<p>Page 1/3: <a href="?page=1">1</a> <a href="?page=2">2</a> <a href="?page=3">3</a></p>', "",
        "?page=2",
    ),
    "numbers in a list": (
        "/tin/a.html",
        '<nav><ul><li class=active><span>1</span></li><li><a href="a-p2.html">2</a></li></ul></nav>', "",
        "/tin/a-p2.html",
    ),
    "a dash and a number, in a pager": ("/tin/a.html", numbers("", "a-2.html"), "", "/tin/a-2.html"),
    "a parameter of any name, in a pager": ("/tin?id=77", numbers("", "?id=77&so=2"), "", "?id=77&so=2"),
    "words and an address": ("/tin/a.html", '<p>Trang 1/3 <a href="?trang=2">Trang sau »</a></p>', "", "?trang=2"),
    "words of any language": ("/tin/a", '<p><a href="/tin/a/page/2">अगला पृष्ठ</a></p>', "", "/tin/a/page/2"),
    "an arrow": ("/tin/a", '<p><a href="/tin/a?trang=2"><img src="/mui-ten.png"></a></p>', "", "?trang=2"),
    "a counter beside a word": (
        "/tin/a.htm", '<p>第 1 / 4 页 <a href="a_1.htm">下一页</a> <a href="a_3.htm">末页</a></p>', "",
        "/tin/a_1.htm",
    ),
    "counted from nought": (
        "/node/5",
        '<ul class=pager><li>1</li><li><a href="/node/5?page=1">2</a></li><li><a href="/node/5?page=2">3</a></li></ul>',
        "", "?page=1",
    ),
    "counted from nought, words alone": (
        "/node/5", '<ul class=pager><li><a rel=next href="/node/5?page=1">Next ›</a></li></ul>', "", "?page=1",
    ),
    "a pager beside other tools, and the head names the page": (
        "/tin/a.html",
        f"<div class=cong-cu><a href=/in>In bài viết này</a> <a href=/gui>Gửi bài viết này cho bạn bè và người thân</a>"
        f"{numbers('', 'a-p2.html')}</div>", "<link rel=next href=a-p2.html>", "/tin/a-p2.html",
    ),
    "counted from nought, the last page too": (
        "/node/5", '<p><a href="?page=1">Tiếp</a> <a href="?page=2">Cuối</a></p>', "", "?page=1",
    ),
    "headings of its pages": (
        "/bai?id=5", '<ul><li><a href="?id=5&start=1">Ngân sách</a></li><li><a href="?id=5&start=2">Kết luận</a></li>'
        "</ul>", "", "?id=5&start=1",
    ),
    "a place on the page": ("/tin/a.html", numbers("", "?page=2#noi-dung"), "", "/tin/a.html?page=2"),
    "parameters in another order": ("/x?id=7&c=2", numbers("", "/x?page=2&c=2&id=7"), "", "?page=2&c=2&id=7"),
    "an address with marks": (
        "/tin/h%E1%BB%99i-ngh%E1%BB%8B.html", numbers("", "/tin/hội-nghị-trang-2.html"), "", "-trang-2.html",
    ),
    "dots behind the first pages": (
        "/tin/a.html",
        "<p>1 <a href=a_2.html>2</a> <a href=a_3.html>3</a> ... <a href=a_9.html>9</a> <a href=a_2.html>Next</a></p>",
        "", "/tin/a_2.html",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", FIRST_PAGES)
def test_a_first_page_tells_the_second(style: str) -> None:
    path, pager, head, following = FIRST_PAGES[style]
    found, first = turn(page(pager, head=head), path)
    assert first == ""
    assert found.endswith(following)


LATER_PAGES = {
    "page 2 of 3": (
        "/tin/a.html?page=2", numbers("/tin/a.html", "", "?page=3", here=2), "/tin/a.html?page=3", "/tin/a.html",
    ),
    "the last": ("/tin/a.html?page=3", numbers("/tin/a.html", "?page=2", "", here=3), "", "/tin/a.html"),
    "its first page is linked by number": (
        "/tin/a.html?page=2", numbers("?page=1", "", "?page=3", here=2), "/tin/a.html?page=3", "/tin/a.html",
    ),
    "below the address": ("/tin/a/2/", numbers("/tin/a/", "", "/tin/a/3/", here=2), "/tin/a/3/", "/tin/a/"),
    "a dash": ("/tin/a-2.html", numbers("a.html", "", "a-3.html", here=2), "/tin/a-3.html", "/tin/a.html"),
    "rel=prev, an address that says page": ("/tin/a?page=2", "<a rel=prev href=/tin/a>Trước</a>", "", "/tin/a"),
    "counted from nought, words alone": (
        "/node/5?page=1", '<p><a rel=prev href="/node/5">Trước</a> <a rel=next href="?page=2">Tiếp</a></p>',
        "/node/5?page=2", "/node/5",
    ),
    "a parameter beside others": (
        "/x?id=7&page=2&c=1", numbers("?id=7&page=1&c=1", "", here=2), "", "/x?id=7&c=1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", LATER_PAGES)
def test_a_later_page_tells_the_next_and_the_first(style: str) -> None:
    path, pager, following, first = LATER_PAGES[style]
    assert turn(page(pager), path) == (following, first)


def test_a_later_page_whose_first_is_known_needs_no_word_for_the_number() -> None:
    assert turn(page("<a rel=next href=a_3.html>→</a>"), "/tin/a_2.html", first="/tin/a.html")[0] == "/tin/a_3.html"
    assert turn(page("<a rel=next href=a_3.html>→</a>"), "/tin/a_2.html") == ("", "")


GUARDS = {
    "the next post": ("/tin/a/", "", '<link rel=next title="Bài sau" href="/tin/b/">'),
    "the next post of the same name": ("/thong-bao/", "", '<link rel="next" href="/thong-bao-2/">'),
    "a link to the next post of the same name": (
        "/thong-bao/", '<nav class=nav-links><a rel=next href="/thong-bao-2/">Bài tiếp theo: Thông báo</a></nav>', "",
    ),
    "posts that are numbered": ("/tin/12", '<a rel=next href="/tin/13">Bài tiếp theo</a>', ""),
    "posts with a number at the end": ("/tin/bai-1.html", '<p>1 <a href="/tin/bai-2.html">Bài 2</a></p>', ""),
    "posts by a parameter": ("/?p=12", "<a href='/?p=13'>Sau</a>", "<link rel=next href='/?p=13'>"),
    "days": ("/2024/05/12", '<a rel=next href="/2024/05/13">Ngày sau</a>', ""),
    "the next chapter": ("/guide/setup/", '<a rel=next href="../usage/">Next: Usage</a>', ""),
    "the next picture": ("/anh/le-hoi/", '<a href="/anh/cau-moi/">Ảnh tiếp theo</a>', ""),
    "comments": (
        "/tin/a/", "<div id=comments><p>Bài viết hay quá, cảm ơn tác giả và ban biên tập đã đăng.</p>"
        "<a href='/tin/a/comment-page-2/#comments'>2</a><a href='?page=2'>Bình luận cũ hơn</a></div>", "",
    ),
    "a list of other pages": (
        "/tin/a/", "<div class=ds><ul><li><a href='/tin/b'>Khánh thành cầu mới qua sông lớn</a></li>"
        "<li><a href='/tin/c'>Trường học vùng cao đón năm học mới</a></li></ul><a href='?page=2'>2</a></div>", "",
    ),
    "a calendar": (
        "/tin/a", "<table><tr><th>Lịch công tác tháng năm của Ủy ban nhân dân tỉnh và các sở ngành</th></tr><tr>"
        + "".join(f"<td><a href='?ngay={n}'>{n}</a></td>" for n in range(1, 32)) + "</tr></table>", "",
    ),
    "a calendar of numbers alone": (
        "/tin/a", "<table><tr>" + "".join(f"<td><a href='?ngay={n}'>{n}</a></td>" for n in range(1, 32))
        + "</tr></table>", "",
    ),
    "years": ("/tin/a", "<p><a href='?nam=2022'>2022</a> <b>2023</b> <a href='?nam=2024'>2024</a></p>", ""),
    "a footnote": ("/tin/a", "<p>Xem chú thích <a href='#2'>2</a> và <a href='/tin/a#3'>3</a></p>", ""),
    "sizes of letters": ("/tin/a", "<p>Cỡ chữ: <a href='?co=12'>12</a> <a href='?co=14'>14</a></p>", ""),
    "languages": ("/tin/a", "<p><a href='/tin/a?lang=2'>English</a></p>", ""),
}  # fmt: skip


@pytest.mark.parametrize("style", GUARDS)
def test_what_is_no_later_page_of_the_text(style: str) -> None:
    path, pager, head = GUARDS[style]
    assert turn(page(pager, head=head), path) == ("", "")


def test_a_list_that_is_taken_for_a_text_turns_no_page() -> None:
    other = page(numbers("", "?page=2")).replace("<p class=date>Ngày đăng: 05/03/2024</p>", "")
    article = extract(other, url=f"{HOST}/gioi-thieu", hints=Hints(page_type="guide"))
    assert (article.page_type, article.next_part) == ("guide", "")


@pytest.mark.parametrize("view", ["?print=1", "?in=1", "?amp=1", "?share=1", "?mobile=1"])
def test_a_view_of_the_page_is_no_later_page(view: str) -> None:
    link = f'<span><a href="/tin/a.html{view}">In</a></span>'
    tools = f"<div class=c2><span>Ngày đăng: 03-06-2022 1:35 SA</span>{link}</div>"
    text = "".join(f"<div>Đoạn thứ {n} của bài nói về việc huấn luyện dân quân tại xã. </div>" for n in range(20))
    title = "<div class=c1>Huấn luyện dân quân tự vệ cụm Kim Đường</div>"
    head = "<head><title>Huấn luyện dân quân tự vệ cụm Kim Đường</title></head>"
    html = f"<html>{head}<body><div class=b1>{title}{tools}<div class=c4>{text}</div></div></body></html>"
    assert turn(html, "/tin/a.html") == ("", "")
