"""The practice platforms: Liferay, WordPress, Drupal, Joomla, TRS, ASP.NET, "load more", a calendar of months."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.other_pages import Answer
from crawler.demo.platforms import (
    PER_PAGE,
    SECTIONS,
    Platform,
    articles,
    json_answer,
    linked_pager,
    missing,
    number_in,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.demo.platforms import Query


class Links(Platform):
    """`?page=2`, counted from 1, all pages of a section named."""

    key = "page"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section = path.strip("/")
        if section not in SECTIONS:
            return None
        number = number_in(query, "page", 1)
        addresses = {n: f"/{section}?page={n}" for n in self.pages(section)}
        return self.page(section, number, linked_pager(addresses, number, window=99))


class TrangN(Platform):
    """`/thoi-su/trang-2`, the next page alone."""

    key = "trang"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section, _, tail = path.strip("/").partition("/trang-")
        if section not in SECTIONS:
            return None
        number = int(tail) if tail.isdigit() else 1
        more = f'<a href="/{section}/trang-{number + 1}">Xem thêm</a>' if number + 1 in self.pages(section) else ""
        return self.page(section, number, more)


class WordPress(Platform):
    """`/category/thoi-su/page/2/`, addresses of articles with year and month."""

    key = "wordpress"
    article_path = "/{at:%Y/%m/%d}/{slug}-{number}/"

    def first(self, section: str) -> str:
        return f"/category/{section}/"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        parts = path.strip("/").split("/")
        if parts[0] != "category" or parts[1] not in SECTIONS:
            return None
        number = int(parts[3]) if len(parts) == 4 and parts[2] == "page" and parts[3].isdigit() else 1
        base = self.first(parts[1])
        addresses = {n: base if n == 1 else f"{base}page/{n}/" for n in self.pages(parts[1])}
        return self.page(parts[1], number, linked_pager(addresses, number))


class WordPressApi(WordPress):
    """WordPress whose theme shows no second page: only the interface for programs holds them all."""

    key = "wp-json"

    def answer(self, target: str, form: Mapping[str, str] | None = None) -> Answer:
        if target.startswith("/wp-json/wp/v2/posts"):
            query = dict(pair.split("=") for pair in target.partition("?")[2].split("&") if "=" in pair)
            size, page = number_in(query, "per_page", 10), number_in(query, "page", 1)
            shown = articles()[(page - 1) * size : page * size]
            if not shown:
                return Answer(400, {"Content-Type": "application/json"}, b'{"code":"rest_post_invalid_page_number"}')
            return json_answer([
                {"id": made.number, "date": f"{made.published:%Y-%m-%dT%H:%M:%S}", "link": self.path(made),
                 "title": {"rendered": escape(made.title)}} for made in shown
            ])  # fmt: skip
        return super().answer(target, form)

    def page(self, section: str, number: int, pager: str) -> Answer | None:
        return super().page(section, number, "") if number == 1 else None

    def frame(self, title: str, inner: str) -> str:
        return super().frame(title, inner).replace("</head>", '<link rel="https://api.w.org/" href="/wp-json/"></head>')


class Drupal(Platform):
    """`?page=1` is the second page; `/node/N` the articles."""

    key = "drupal"
    article_path = "/node/{number}"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section = path.strip("/")
        if section not in SECTIONS:
            return None
        number = number_in(query, "page", 0) + 1
        addresses = {n: f"/{section}?page={n - 1}" for n in self.pages(section)}
        return self.page(section, number, linked_pager(addresses, number))


class Joomla(Platform):
    """`?start=12`, counted in articles."""

    key = "joomla"
    article_path = "/index.php/{section}/{number}-{slug}"

    def first(self, section: str) -> str:
        return f"/index.php/{section}"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section = path.removeprefix("/index.php/")
        if section not in SECTIONS or not path.startswith("/index.php/"):
            return None
        number = number_in(query, "start", 0) // PER_PAGE + 1
        base = self.first(section)
        addresses = {n: base if n == 1 else f"{base}?start={(n - 1) * PER_PAGE}" for n in self.pages(section)}
        return self.page(section, number, linked_pager(addresses, number))


class Trs(Platform):
    """TRS of gov.cn: `index_1.html` is the second page, and a script draws the pager."""

    key = "trs"
    article_path = "/{section}/{at:%Y%m}/t{at:%Y%m%d}_{number}.html"

    def first(self, section: str) -> str:
        return f"/{section}/"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section, _, name = path.strip("/").partition("/")
        if section not in SECTIONS or (name and not name.startswith("index")):
            return None
        digits = name.removeprefix("index").removeprefix("_").removesuffix(".html")
        number = int(digits) if digits.isdigit() else 0
        script = f'<script>createPageHTML({len(self.pages(section))}, {number}, "index", "html");</script>'
        return self.page(section, number + 1, f'<div class="page">{script}</div>')


class Liferay(Platform):
    """`_101_INSTANCE_x_cur=2` behind a long tail of parameters, with links for other sizes of a page."""

    key = "liferay"
    article_path = "/web/guest/{section}/-/asset_publisher/Ab3xY/content/{slug}-{number}"
    tail = (
        "p_p_id=101_INSTANCE_Ab3xY&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-2&p_p_col_count=1"
    )

    def first(self, section: str) -> str:
        return f"/web/guest/{section}"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        section = path.removeprefix("/web/guest/")
        if section not in SECTIONS:
            return None
        name = "_101_INSTANCE_Ab3xY"
        size, number = number_in(query, f"{name}_delta", PER_PAGE), number_in(query, f"{name}_cur", 1)
        if size != PER_PAGE:
            return self.page(section, 1, "")
        base = f"{self.first(section)}?{self.tail}&{name}_keywords=&{name}_advancedSearch=false&{name}_andOperator=true"
        addresses = {n: f"{base}&{name}_delta={PER_PAGE}&{name}_resetCur=false&{name}_cur={n}"
                     for n in self.pages(section)}  # fmt: skip
        sizes = "".join(f'<a href="{escape(f"{base}&{name}_cur=1&{name}_delta={n}")}">{n}</a>' for n in (5, 20, 50, 75))
        return self.page(section, number, f"{linked_pager(addresses, number)}<div>Số mục: {sizes}</div>")


class MoreFragments(Platform):
    """A button whose script asks for pieces of a page in JSON, until there are no more."""

    key = "load-more"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        if path == "/ajax/tin" and query.get("muc") in SECTIONS:
            section, number = query["muc"], number_in(query, "page", 1)
            return json_answer({
                "success": True, "html": self.rows(self.entries(section, number)),
                "has_more": number + 1 in self.pages(section),
            })  # fmt: skip
        section = path.strip("/")
        if section not in SECTIONS:
            return None
        button = f'<button class="btn-load-more" data-url="/ajax/tin?muc={section}" data-page="2">Xem thêm</button>'
        return self.page(section, 1, button)


class MoreObjects(Platform):
    """A script of the page that asks for objects in JSON, counted in entries, with a total."""

    key = "json"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        if path == "/api/tin.json" and query.get("muc") in SECTIONS:
            section, start = query["muc"], number_in(query, "start", 0)
            shown = self.entries(section, start // PER_PAGE + 1)
            total = sum(self.section(made) == section for made in articles())
            rows = [{"tieuDe": "", "title": made.title, "link": self.path(made), "image": {"url": "/a.jpg", "title": "Anh"},
                     "public_timestamp": f"{made.published:%Y-%m-%dT%H:%M:00+07:00}"} for made in shown]  # fmt: skip
            return json_answer({"results": rows, "total": total, "start": start})
        section = path.strip("/")
        if section not in SECTIONS:
            return None
        script = f"""<script>var start = {PER_PAGE};
            function more() {{ fetch("/api/tin.json?muc={section}&start=" + start).then(show); start += {PER_PAGE}; }}</script>"""
        return self.page(section, 1, f'<a href="javascript:more()">Xem thêm</a>{script}')


class Calendar(Platform):
    """Months to choose from a list, those alone that hold news."""

    key = "calendar"

    def first(self, section: str) -> str:
        return f"/luu-tru/{section}/{articles()[0].published:%Y/%m}"

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        parts = path.strip("/").split("/")
        if len(parts) != 4 or parts[0] != "luu-tru" or parts[1] not in SECTIONS or not "".join(parts[2:]).isdigit():
            return None
        year, month = int(parts[2]), int(parts[3])
        if not (1970 <= year <= 2100 and 1 <= month <= 12):
            return missing()
        shown = [made for made in articles()
                 if self.section(made) == parts[1] and (made.published.year, made.published.month) == (year, month)]  # fmt: skip
        body = self.rows(shown) if shown else "<p>Không có tin.</p>"
        around = self.around(parts[1], year * 12 + month - 1)
        return Answer.html(self.frame("Lưu trữ", f"<h1>Tháng {month}/{year}</h1>{body}<div>{around}</div>"))

    def around(self, section: str, month: int) -> str:
        """The way to other months."""
        found = {made.published.year * 12 + made.published.month - 1 for made in articles()}
        options = "".join(f'<option value="{month_path(section, one)}">{one % 12 + 1}/{one // 12}</option>'
                          for one in sorted(found, reverse=True))  # fmt: skip
        return f'<select onchange="location = this.value">{options}</select>'


class EndlessCalendar(Calendar):
    """Months without end: each names the one before and after it, also where they are empty."""

    key = "endless-calendar"

    def around(self, section: str, month: int) -> str:
        return " ".join(f'<a href="{month_path(section, month + step)}">Tháng {(month + step) % 12 + 1}</a>'
                        for step in (-1, 1))  # fmt: skip


def month_path(section: str, month: int) -> str:
    """The address of a month, counted from year 0."""
    return f"/luu-tru/{section}/{month // 12}/{month % 12 + 1:02}"


LINKED: tuple[Platform, ...] = (
    Links(), TrangN(), WordPress(), WordPressApi(), Drupal(), Joomla(), Trs(), Liferay(), MoreFragments(),
    MoreObjects(), Calendar(), EndlessCalendar(),
)  # fmt: skip
"""One of each."""
