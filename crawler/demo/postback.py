"""The practice platform on ASP.NET: its pager posts the page's own form back, and refuses forms that it did not print."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from crawler.demo.other_pages import Answer
from crawler.demo.platforms import SECTIONS, Platform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.demo.platforms import Query

WINDOW = 3
_GRID, _PAGER = "ctl00$main$grvTin", "ctl00$main$rptTrang"


class AspNet(Platform):
    """A grid: `__doPostBack('ctl00$main$grvTin','Page$2')`, three numbers at a time and dots."""

    key = "aspnet"
    article_path = "/{section}/Pages/ChiTiet.aspx?ItemID={number}"

    def first(self, section: str) -> str:
        return f"/{section}/Pages/Default.aspx"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section = path.strip("/").partition("/")[0]
        if section not in SECTIONS or path != self.first(section):
            return None
        number = 1
        if form is not None:
            found = self.asked(section, form)
            if found is None:
                return Answer.html("<h1>Server Error</h1><p>Invalid postback or callback argument.</p>", status=500)
            number = found
        return self.page(section, number, self.pager(section, number))

    def asked(self, section: str, form: Mapping[str, str]) -> int | None:
        """The page that a form asks for; None where the form is not one that was printed for it."""
        state = form.get("__VIEWSTATE", "")
        try:
            name, current = base64.b64decode(state).decode().split("|")[:2]
        except ValueError:
            return None
        event = form.get("__EVENTTARGET", ""), form.get("__EVENTARGUMENT", "")
        offered = self.events(section, int(current))
        if name != section or form.get("__EVENTVALIDATION") != _mark(state) or form.get("ctl00$main$ddlNam") != "2022":
            return None
        return offered.get(event)

    def events(self, section: str, number: int) -> dict[tuple[str, str], int]:
        """Target and argument of each page that the pager at page `number` offers."""
        first = (number - 1) // WINDOW * WINDOW + 1
        pages = self.pages(section)
        return {(_GRID, f"Page${n}"): n for n in range(first - 1, first + WINDOW + 1) if n in pages and n != number}

    def pager(self, section: str, number: int) -> str:
        """The pager, and what else posts on such a page."""
        first = (number - 1) // WINDOW * WINDOW + 1
        links = "".join(
            f"<td><a href=\"javascript:__doPostBack('{target}','{argument}')\">"
            f"{n if first <= n < first + WINDOW else '...'}</a></td>"
            for (target, argument), n in self.events(section, number).items()
        )
        return f"<table><tr>{links}<td><span>{number}</span></td></tr></table>"

    def page(self, section: str, number: int, pager: str) -> Answer | None:
        """A section's page, all of it within the form of such pages."""
        answer = super().page(section, number, pager)
        if answer is None:
            return None
        state = base64.b64encode(f"{section}|{number}|{'x' * 2000}".encode()).decode()
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in (("__EVENTTARGET", ""), ("__EVENTARGUMENT", ""), ("__VIEWSTATE", state),
                                ("__EVENTVALIDATION", _mark(state)))
        )  # fmt: skip
        others = "".join(
            f"<a href=\"javascript:__doPostBack('ctl00${target}','{argument}')\">{label}</a>"
            for target, argument, label in (
                ("lnkDangXuat", "", "Đăng xuất"), ("grvTin", "Sort$Ngay", "Ngày"), ("grvTin", "Delete$2", "2"),
                ("Calendar1", "8370", "1"), ("Calendar1", "8371", "2"), ("lnkBinhChon", "", "Bình chọn"),
            )
        )  # fmt: skip
        year = '<select name="ctl00$main$ddlNam"><option>2021</option><option selected>2022</option></select>'
        body = answer.body.decode().replace("<main>", f'<form method="post" action="./Default.aspx">{hidden}<main>')
        search = f'<input name="ctl00$q"><input type="submit" name="ctl00$tim" value="Tìm">{year}{others}</form>'
        return Answer.html(body.replace("</main>", f"</main>{search}"))


class Repeater(AspNet):
    """A row of buttons without arguments, whose targets move with the window; the next page has a button of its own."""

    key = "postback-row"

    def events(self, section: str, number: int) -> dict[tuple[str, str], int]:
        pages = self.pages(section)
        shown = [n for n in range(number - 1, number + 2) if n in pages]
        events = {(f"{_PAGER}$ctl{place:02}$lnkTrang", ""): n for place, n in enumerate(shown) if n != number}
        return events | ({("ctl00$main$lnkTiep", ""): number + 1} if number + 1 in pages else {})

    def pager(self, section: str, number: int) -> str:
        links = " ".join(
            f"<a href=\"javascript:__doPostBack('{target}','{argument}')\">{'Tiếp' if 'Tiep' in target else n}</a>"
            for (target, argument), n in self.events(section, number).items()
        )
        return f"<div>{links} <b>{number}</b></div>"


def _mark(state: str) -> str:
    return hashlib.sha256(f"only ours|{state}".encode()).hexdigest()[:40]
