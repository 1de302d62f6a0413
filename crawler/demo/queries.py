"""Practice platforms on which one script answers everything: home page, lists and articles differ by the query alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from crawler.demo import material as m
from crawler.demo.other_pages import Answer
from crawler.demo.platforms import PER_PAGE, SECTIONS, Platform, article_html, linked_pager, missing, number_in

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
    first_page = 1
    """The number that the first page bears."""

    def path(self, made: TrueArticle) -> str:
        section = self.section(made)
        query = self.article_query.format(
            id=100000 + made.number, slug=made.slug, section=section, number=_NUMBERS[section]
        )
        return f"{self.script}?{query}"

    def first(self, section: str) -> str:
        return f"{self.script}?{self.list_query.format(section=section, number=_NUMBERS[section])}"

    def answer(self, target: str, form: Mapping[str, str] | None = None) -> Answer:
        parts = urlsplit(target)
        asked = _query(target)
        if parts.path in ("/", self.script) and not asked and form is None:
            return Answer.html(self.frame(m.PORTAL_NAME, self.home()))
        if parts.path != self.script or form is not None:
            return missing()
        if asked == _query(f"?{self.about_query}"):
            return Answer.html(self.frame("Giới thiệu", f"<h1>Giới thiệu</h1><p>{m.SLOGAN}</p>"))
        for path, made in self.truth().items():
            if asked == _query(path):
                return Answer.html(self.frame(made.title, article_html(made)))
        return self.listing(parts.path, asked, None) or missing()

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
    script = "/Default.aspx"
    article_query = "tabid={number}&ctl=ViewItem&mid=455&ItemID={id}"
    list_query = "tabid={number}"
    page_query = "currentpage={number}"
    about_query = f"tabid={_ABOUT}"


class JoomlaQuery(Script):
    """Joomla without short addresses: `/index.php?option=com_content&view=article&id=…`."""

    key = "joomla-query"
    article_query = "option=com_content&view=article&id={id}:{slug}&catid={number}&Itemid=101"
    list_query = "option=com_content&view=category&layout=blog&id={number}&Itemid=101"
    page_query = "limitstart={start}"
    about_query = f"option=com_content&view=article&id={_ABOUT}&Itemid=104"


class NukeViet(Script):
    """NukeViet without rewriting: module and place in `nv` and `op`."""

    key = "nukeviet"
    article_query = "language=vi&nv=news&op={section}/{slug}-{id}"
    list_query = "language=vi&nv=news&op={section}"
    page_query = "page={number}"
    about_query = "language=vi&nv=about&op=gioi-thieu"


class DrupalQuery(Script):
    """Drupal without clean addresses: `/index.php?q=node/…`."""

    key = "drupal-query"
    article_query = "q=node/{id}"
    list_query = "q=taxonomy/term/{number}"
    page_query = "page={number}"
    about_query = f"q=node/{_ABOUT}"
    first_page = 0


class LiferayPortlet(Script):
    """Liferay whose asset publisher shows list and article on one page, told apart by the portlet's parameters."""

    key = "liferay-query"
    script = "/web/guest/tin-tuc"
    portlet = "p_p_id=101_INSTANCE_Ab3xY&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
    article_query = (
        f"{portlet}&_101_INSTANCE_Ab3xY_struts_action=%2Fasset_publisher%2Fview_content"
        "&_101_INSTANCE_Ab3xY_assetEntryId={id}&_101_INSTANCE_Ab3xY_urlTitle={slug}"
    )
    list_query = f"{portlet}&_101_INSTANCE_Ab3xY_categoryId={{number}}"
    page_query = "_101_INSTANCE_Ab3xY_cur={number}"
    about_query = f"{portlet}&_101_INSTANCE_Ab3xY_categoryId={_ABOUT}"


class SharePointPage(Script):
    """SharePoint with one page for all news: `/Pages/tin.aspx?CatID=…&ItemID=…`."""

    key = "sharepoint-query"
    script = "/Pages/tin.aspx"
    article_query = "CatID={number}&ItemID={id}"
    list_query = "CatID={number}"
    page_query = "Page={number}"
    about_query = f"CatID={_ABOUT}"


QUERIED: tuple[Platform, ...] = (
    DnnTabs(), JoomlaQuery(), NukeViet(), DrupalQuery(), LiferayPortlet(), SharePointPage(),
)  # fmt: skip
"""One of each."""
