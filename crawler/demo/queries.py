"""Practice platforms on which one script answers everything: home page, lists and articles differ by the query alone.

As on the platforms that they stand for, an article names a view of itself to print and one to send on, and links carry
a session, another on each page.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from crawler.demo import material as m
from crawler.demo.other_pages import Answer
from crawler.demo.platforms import (
    PER_PAGE,
    SECTIONS,
    Platform,
    article_html,
    linked_pager,
    missing,
    number_in,
    quoted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.demo.articles import TrueArticle
    from crawler.demo.platforms import Query

_NUMBERS = {section: 2 + number for number, section in enumerate(SECTIONS)}
_ABOUT = 90
"""The number of the page about the portal."""


class Script(Platform):
    """One script behind all addresses. A subclass says how its queries are written."""

    script = "/index.php"
    article_query = ""
    list_query = ""
    page_query = ""
    """What is added to a list's query for its further pages; `{start}` counts entries, `{number}` pages."""
    about_query = ""
    print_query = ""
    """The query of an article as it is printed: `{query}` is its own."""
    mail_query = ""
    """That of the form that sends it on."""
    place = "op"
    """The parameter that names what is shown, for those of its views that are named there: `{place}`."""
    session = "PHPSESSID={token}"
    """What every link of a page carries; with `;` before it, it stands behind the path; empty: nothing."""
    first_page = 1
    """The number that the first page bears."""

    def path(self, made: TrueArticle) -> str:
        section = self.section(made)
        query = self.article_query.format(
            id=100000 + made.number, slug=made.slug, section=section, number=_NUMBERS[section]
        )
        return f"{self.script}?{query}"

    def printed(self, path: str) -> str:
        """The address of the article at `path` as it is printed."""
        return f"{self.script}?{self._made_of(self.print_query, path)}"

    def mailed(self, path: str) -> str:
        """The address of the form that sends the article at `path` on."""
        return f"{self.script}?{self._made_of(self.mail_query, path)}"

    def _made_of(self, query: str, path: str) -> str:
        whole = path.partition("?")[2]
        return query.format(query=whole, path=quoted(path), place=_query(path).get(self.place, ""))

    def first(self, section: str) -> str:
        return f"{self.script}?{self.list_query.format(section=section, number=_NUMBERS[section])}"

    def answer(self, target: str, form: Mapping[str, str] | None = None) -> Answer:
        answer = self._answer(self._without_session(target), form)
        if not self.session or answer.status != 200:
            return answer
        token = hashlib.sha256(target.encode()).hexdigest()[:26]
        return Answer(answer.status, answer.headers, self._with_session(answer.body.decode(), token).encode())

    def _with_session(self, html: str, token: str) -> str:
        added, path = self.session.format(token=token), re.escape(self.script)
        if added[0] == ";":
            return re.sub(rf'(href="{path})(?=\?)', rf"\g<1>{added}", html)
        return re.sub(rf'(href="{path}\?[^"#]*)', rf"\g<1>&amp;{added}", html)

    def _without_session(self, target: str) -> str:
        if not self.session:
            return target
        name = self.session.strip(";").partition("=")[0]
        return re.sub(rf"[&;]{name}=[0-9a-f]{{26}}", "", target)

    def _answer(self, target: str, form: Mapping[str, str] | None) -> Answer:
        parts, asked = urlsplit(target), _query(target)
        if parts.path in ("/", self.script) and not asked and form is None:
            return Answer.html(self.frame(m.PORTAL_NAME, self.home()))
        if parts.path != self.script or form is not None:
            return missing()
        if asked == _query(f"?{self.about_query}"):
            return Answer.html(self.frame("Giới thiệu", f"<h1>Giới thiệu</h1><p>{m.SLOGAN}</p>"))
        for path, made in self.truth().items():
            if (shown := self._view(path, made, asked)) is not None:
                return Answer.html(shown)
        return self.listing(parts.path, asked, None) or missing()

    def _view(self, path: str, made: TrueArticle, asked: Query) -> str | None:
        """The article at `path` in the view that is asked for; None where another page is."""
        own, printed = _query(path), _query(self.printed(path))
        if asked == printed:
            return f"<html><head><title>{escape(made.title)}</title></head><body>{article_html(made)}</body></html>"
        if asked == _query(self.mailed(path)):
            return self.frame("Gửi cho bạn bè", f"<h1>Gửi cho bạn bè</h1><p>{m.SLOGAN}</p>")
        if not own.items() <= asked.items() or not asked.keys() <= {**own, **printed}.keys():
            return None
        views = "".join(
            f'<a href="{escape(address)}" target="_blank">{name}</a> '
            for name, address in (("Bản in", self.printed(path)), ("Gửi cho bạn bè", self.mailed(path)))
        )
        return self.frame(made.title, f"{article_html(made)}<div>{views}</div>")

    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        for section in SECTIONS:
            named = _query(self.first(section))
            if named.items() <= query.items():
                addresses = {number: self.address(section, number) for number in self.pages(section)}
                number = self.number(query)
                left = {name for name in query if name not in named}
                return self.page(section, number, linked_pager(addresses, number)) if len(left) <= 1 else None
        return None

    def address(self, section: str, number: int) -> str:
        """The address of a section's page, counted from 1."""
        if number == 1:
            return self.first(section)
        added = self.page_query.format(start=(number - 1) * PER_PAGE, number=number - 1 + self.first_page)
        return f"{self.first(section)}&{added}"

    def number(self, query: Query) -> int:
        """Which page of a list a query asks for, counted from 1."""
        name, _, value = self.page_query.partition("=")
        if value == "{start}":
            return number_in(query, name, 0) // PER_PAGE + 1
        return number_in(query, name, self.first_page) - self.first_page + 1

    def frame(self, title: str, inner: str) -> str:
        about = escape(f"{self.script}?{self.about_query}")
        return super().frame(title, inner).replace("/gioi-thieu", about).replace("/lien-he", about)


def _query(target: str) -> Query:
    return {name: values[-1] for name, values in parse_qs(urlsplit(target).query, keep_blank_values=True).items()}


class DnnTabs(Script):
    """DotNetNuke without friendly addresses: `/Default.aspx?tabid=…`, the home page too."""

    key = "dnn-query"
    print_query = "{query}&dnnprintmode=true&mid=455&SkinSrc=%5bG%5dSkins%2f_default%2fNo+Skin"
    mail_query = "tabid=60&returnurl={path}"
    session = ""
    script = "/Default.aspx"
    article_query = "tabid={number}&ctl=ViewItem&mid=455&ItemID={id}"
    list_query = "tabid={number}"
    page_query = "currentpage={number}"
    about_query = f"tabid={_ABOUT}"


class JoomlaQuery(Script):
    """Joomla without short addresses: `/index.php?option=com_content&view=article&id=…`."""

    key = "joomla-query"
    print_query = "{query}&tmpl=component&print=1&page="
    mail_query = "option=com_mailto&tmpl=component&link={path}"
    article_query = "option=com_content&view=article&id={id}:{slug}&catid={number}&Itemid=101"
    list_query = "option=com_content&view=category&layout=blog&id={number}&Itemid=101"
    page_query = "limitstart={start}"
    about_query = f"option=com_content&view=article&id={_ABOUT}&Itemid=104"


class NukeViet(Script):
    """NukeViet without rewriting: module and place in `nv` and `op`."""

    key = "nukeviet"
    print_query = "language=vi&nv=news&op=print/{place}"
    mail_query = "language=vi&nv=news&op=sendmail/{place}"
    article_query = "language=vi&nv=news&op={section}/{slug}-{id}"
    list_query = "language=vi&nv=news&op={section}"
    page_query = "page={number}"
    about_query = "language=vi&nv=about&op=gioi-thieu"


class DrupalQuery(Script):
    """Drupal without clean addresses: `/index.php?q=node/…`."""

    key = "drupal-query"
    print_query = "q=print/{place}"
    mail_query = "q=printmail/{place}"
    place = "q"
    article_query = "q=node/{id}"
    list_query = "q=taxonomy/term/{number}"
    page_query = "page={number}"
    about_query = f"q=node/{_ABOUT}"
    first_page = 0


class LiferayPortlet(Script):
    """Liferay whose asset publisher shows list and article on one page, told apart by the portlet's parameters."""

    key = "liferay-query"
    print_query = "{query}&_101_INSTANCE_Ab3xY_viewMode=print"
    mail_query = "p_p_id=86&p_p_state=maximized&_86_redirect={path}"
    session = ";jsessionid={token}"
    script = "/web/guest/tin-tuc"
    portlet = "p_p_id=101_INSTANCE_Ab3xY&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
    article_query = (
        f"{portlet}&_101_INSTANCE_Ab3xY_struts_action=%2Fasset_publisher%2Fview_content"
        "&_101_INSTANCE_Ab3xY_assetEntryId={id}&_101_INSTANCE_Ab3xY_urlTitle={slug}"
    )
    list_query = f"{portlet}&_101_INSTANCE_Ab3xY_categoryId={{number}}"
    page_query = "_101_INSTANCE_Ab3xY_cur={number}"
    about_query = f"{portlet}&_101_INSTANCE_Ab3xY_categoryId={_ABOUT}"

    def printed(self, path: str) -> str:
        return super().printed(path).replace("p_p_state=normal", "p_p_state=pop_up")


class SharePointPage(Script):
    """SharePoint with one page for all news: `/Pages/tin.aspx?CatID=…&ItemID=…`."""

    key = "sharepoint-query"
    print_query = "{query}&IsDlg=1&Print=1"
    mail_query = "CatID=0&Source={path}"
    session = ""
    script = "/Pages/tin.aspx"
    article_query = "CatID={number}&ItemID={id}"
    list_query = "CatID={number}"
    page_query = "Page={number}"
    about_query = f"CatID={_ABOUT}"


QUERIED: tuple[Platform, ...] = (
    DnnTabs(), JoomlaQuery(), NukeViet(), DrupalQuery(), LiferayPortlet(), SharePointPage(),
)  # fmt: skip
"""One of each."""
