"""Pagers that post: which links are taken for one, which are not, and what is posted."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from lxml import html

from crawler.discovery.postbacks import Form, form_address, is_postback, postback_form
from crawler.extraction import parse

URL = "https://a.vn/tin/Default.aspx?muc=3"
GRID = "__EVENTARGUMENT=Page%24{}&__EVENTTARGET=ctl00%24g"


def link(target: str, argument: str, label: str) -> str:
    return f"<td><a href=\"javascript:__doPostBack('{target}','{argument}')\">{label}</a></td>"


def form(inner: str, url: str = URL, action: str = "./Default.aspx?muc=3") -> Form | None:
    source = (
        f'<html><body><form method="post" action="{action}"><input type="hidden" name="__VIEWSTATE" value="/wEP+x=">'
        '<input type="hidden" name="__EVENTTARGET" value=""><input name="q" value="tin"><input type="password" name=p>'
        '<input type="submit" name="b" value="Tìm"><input type="checkbox" name="c" checked><select name="s"><option>1'
        f'<option selected value="v">2</select><table><tr>{inner}</tr></table></form></body></html>'
    )
    return postback_form(html.fromstring(source), form_address(url), url, source.encode())


def numbers(found: Form | None) -> list[str]:
    return [offer.url.partition("__EVENTARGUMENT=")[2].partition("&")[0] for offer in found.offers] if found else []


def test_a_grid_offers_its_pages_under_addresses_that_say_which() -> None:
    found = form("<td><span>1</span></td>" + link("ctl00$g", "Page$2", "2") + link("ctl00$g", "Page$11", "..."))
    assert found is not None
    assert [offer.url for offer in found.offers] == [f"{URL}&{GRID.format(2)}", f"{URL}&{GRID.format(11)}"]
    assert all(is_postback(offer.url) and form_address(offer.url) == URL for offer in found.offers)


def test_what_is_posted_is_what_a_browser_would_send() -> None:
    found = form(link("ctl00$g", "Page$2", "2"))
    assert found is not None
    assert parse_qs(found.body(found.offers[0]).decode(), keep_blank_values=True) == {
        "__EVENTTARGET": ["ctl00$g"], "__EVENTARGUMENT": ["Page$2"], "__VIEWSTATE": ["/wEP+x="], "q": ["tin"],
        "c": ["on"], "s": ["v"],
    }  # fmt: skip


def test_a_page_has_one_address_whichever_page_names_it() -> None:
    first = form("".join(link(f"ctl00$r$ctl0{n}$lnk", "", str(n + 1)) for n in range(1, 4)))
    assert first is not None
    third = next(offer for offer in first.offers if "ARGUMENT=3&" in offer.url)
    moved = form("".join(link(f"ctl00$r$ctl0{n}$lnk", "", str(n + 2)) for n in range(4)), url=third.url)
    assert moved is not None
    assert {offer.url for offer in first.offers} & {offer.url for offer in moved.offers}
    assert numbers(moved) == ["2", "4", "5"]


def test_the_next_page_is_counted_from_the_page_itself() -> None:
    row = "<td>Trang 1</td>" + link("ctl00$lnkNext", "", "Trang sau »")
    first = form(row)
    assert first is not None
    assert numbers(first) == ["2"]
    second = form(row.replace("1", "2", 1), url=first.offers[0].url)
    assert numbers(second) == ["3"]


@pytest.mark.parametrize(
    "inner",
    [
        link("ctl00$g", "Sort$Ngay", "2"),
        link("ctl00$g", "Delete$2", "2"),
        link("ctl00$g", "Select$2", "2") + link("ctl00$g", "Select$3", "3"),
        link("ctl00$Calendar1", "8370", "1") + link("ctl00$Calendar1", "8371", "2"),
        link("ctl00$lich", "8370", "1") + link("ctl00$lich", "8371", "2"),
        link("ctl00$lnkLogout", "", "2") + link("ctl00$lnkLogout", "", "3"),
        link("ctl00$lnkXoa$ctl01", "", "1") + link("ctl00$lnkXoa$ctl02", "", "2"),
        link("ctl00$binhChon$ctl01", "", "1") + link("ctl00$binhChon$ctl02", "", "2"),
        link("ctl00$x", "", "Xem chi tiết"),
        link("ctl00$tab$ctl01", "", "3"),
    ],
)
def test_what_is_no_pager_is_never_posted(inner: str) -> None:
    assert form(inner) is None


def test_a_form_without_a_view_state_is_none_of_these() -> None:
    source = f"<html><form method=post>{link('g', 'Page$2', '2')}</form></html>"
    assert postback_form(html.fromstring(source), URL, URL, source.encode()) is None


def test_a_state_of_hundreds_of_kilobytes_is_posted_whole_though_it_is_not_in_the_tree() -> None:
    state = "A+/" * 200_000
    source = f'<html><form method="post"><input type="hidden" name="__VIEWSTATE" value="{state}"><input name="x">'
    body = (source + "<td>1</td>" + link("g", "Page$2", "2") + "</form></html>").encode()
    page = parse(body, url=URL)
    assert page.tree is not None
    found = postback_form(page.tree, URL, URL, body)
    assert found is not None
    assert dict(found.fields) == {"__VIEWSTATE": state, "x": ""}


def test_calls_in_percent_are_read() -> None:
    assert numbers(form(link("ctl00%24g", "Page%242", "2"))) == ["Page%242"]
