"""Authors, categories and titles as pages of many kinds print them, and which JSON-LD object is the page's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import extract
from crawler.extraction.authors import author_in, is_name
from crawler.extraction.metadata import plain

if TYPE_CHECKING:
    from archive.records import Article

URL = "https://council.example.org/news/harbour-crane-sold"
TITLE = "Old harbour crane is sold to a museum"
PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "The harbour board sold the oldest crane on the east quay to a museum of technology, which takes it apart in "
        "autumn and put it up again beside its railway hall before the end of next year.",
        "It was built for grain ships and lifted three tonnes at a time, later also coal, and stood still for the last "
        "eleven winters because nobody could be found who knew how to mend its brakes.",
        "A crowd is expected when the jib comes down, and the street along the quay is closed to cars for two days "
        "while the pieces are loaded onto a barge that goes up the river at high water.",
    )
)


def read(*, between: str = "", below: str = "", head: str = "", above: str = "", h1: str = TITLE) -> Article:
    """The article of a page with something between headline and text, below it, above it, or in its head."""
    page = (
        f"<html lang=en><head><meta charset=utf-8><title>{TITLE} - Council of Eastquay</title>{head}</head><body>"
        f"<header><a href=/>Council of Eastquay</a></header>{above}<main><h1>{h1}</h1>{between}<div class=content>"
        f"{PROSE}{below}</div></main><footer><p>Council of Eastquay, Quay Street 4</p></footer></body></html>"
    )
    return extract(page.encode(), url=URL)


@pytest.mark.parametrize(
    ("between", "author"),
    [
        ("<p>By Orla Venn</p>", "Orla Venn"),
        ("<p>BY ORLA VENN</p>", "ORLA VENN"),
        ("<p>By Orla Venn and Tomas Reik</p>", "Orla Venn and Tomas Reik"),
        ("<p>By: Orla Venn</p>", "Orla Venn"),
        ("<p>Posted by Orla Venn on 4 May 2024</p>", "Orla Venn"),
        ("<p>4 May 2024 by Orla Venn</p>", "Orla Venn"),
        ("<p>Published 4 May 2024 | By Orla Venn | 312 views</p>", "Orla Venn"),
        ("<p>By Orla Venn, Harbour Office</p>", "Orla Venn, Harbour Office"),
        ("<p>By Orla Venn (Harbour Office)</p>", "Orla Venn (Harbour Office)"),
        ("<p>By Orla Venn May 4, 2024</p>", "Orla Venn"),
        ("<p>By Orla Venn in Eastquay</p>", "Orla Venn"),
        ("<p>Author: Orla Venn</p><p>4 May 2024</p>", "Orla Venn"),
        ("<p>Von Jutta Kern</p>", "Jutta Kern"),
        ("<p>Par Aline Dutoit, le 4 mai 2024</p>", "Aline Dutoit"),
        ("<p>Por María Ibarra</p>", "María Ibarra"),
        ("<p>Autor: Piotr Zych | 04.05.2024</p>", "Piotr Zych"),
        ("<p>Автор: Вера Лисина</p>", "Вера Лисина"),
        ("<p>04/05/2024 08:15 - Người đăng: Trần Vị Hà - 21 lượt xem</p>", "Trần Vị Hà"),
        ("<p>Viết bởi Trần Vị Hà</p>", "Trần Vị Hà"),
        ("<p>作者：林小雨</p>", "林小雨"),
        ("<p><span itemprop=author><span itemprop=name>Orla Venn</span></span> · 4 May 2024</p>", "Orla Venn"),
        ("<p itemprop=author itemscope><meta itemprop=name content='Orla Venn'>The press office</p>", "Orla Venn"),
        ("<p>4 May 2024 <span property='schema:author'>Orla Venn</span></p>", "Orla Venn"),
        ("<p>4 May 2024 <span rel='dc:creator' property='dc:creator'>Orla Venn</span></p>", "Orla Venn"),
        ("<p><a rel='author noopener' href=/a/1>Orla Venn</a>, <a rel=author href=/a/2>Tomas Reik</a></p>",
         "Orla Venn, Tomas Reik"),
        ("<div class='author vcard'>By <b class=fn>Orla Venn</b> <i class=role>Clerk</i></div>", "Orla Venn"),
        ("<p class=byline>Written by <i>Orla Venn</i> / 4 May 2024</p>", "Orla Venn"),
        ("<p class=post-author>Orla Venn, Clerk of the Board</p>", "Orla Venn, Clerk of the Board"),
    ],
)  # fmt: skip
def test_an_author_is_read_without_label_and_date(between: str, author: str) -> None:
    article = read(between=between)
    assert article.author == author
    assert author not in article.text


@pytest.mark.parametrize(
    "between",
    [
        "<p>By Monday all cars must be gone</p>",
        "<p>By the numbers</p>",
        "<p>A sale by Mayor Hollins that many disliked</p>",
        "<p class=author>admin</p>",
        "<p>Posted by Administrator on 4 May 2024</p>",
        "<p>By Council of Eastquay</p>",
        "<p class=author>4 May 2024</p>",
        "<p><span itemprop=author>Council of Eastquay</span></p>",
        "<p>Photo by Orla Venn</p>",
        "<p>Posted on 4 May 2024</p>",
    ],
)
def test_what_names_nobody_is_no_author(between: str) -> None:
    assert read(between=between).author == ""


@pytest.mark.parametrize(
    ("below", "author"),
    [
        ("<p style='text-align:right'><i>By Orla Venn</i></p>", "Orla Venn"),
        ("<p>Written by: Orla Venn</p>", "Orla Venn"),
        ("<p><b>Orla Venn</b></p>", "Orla Venn"),
        ("<p><b>Attachments</b></p><ul><li><a href=/plan.pdf>Plan of the crane</a></li></ul>", ""),
        ("<p><b>Annex Two</b></p><p><a href=/plan.pdf>Plan of the crane</a></p>", ""),
        ("<div class=related><h3>Related</h3><p>By Someone Else</p></div>", ""),
    ],
)
def test_an_author_stands_below_the_text_too(below: str, author: str) -> None:
    assert read(below=below).author == author


def test_a_name_beside_the_headline_counts_before_a_teaser_in_the_text() -> None:
    article = read(between="<p>By Orla Venn</p>", below="<h4>Read on</h4><p>By Someone Else</p>")
    assert article.author == "Orla Venn"


def test_several_names_in_the_head_are_all_named() -> None:
    head = "<meta name=citation_author content='Orla Venn'><meta name=citation_author content='Tomas Reik'>"
    assert read(head=head).author == "Orla Venn, Tomas Reik"


@given(st.text(max_size=300))
def test_any_line_is_searched_for_a_name(text: str) -> None:
    found = author_in(text)
    assert found == "" or is_name(found)


CRUMBS = "<nav aria-label=Breadcrumbs><ol><li><a href=/>Home</a><li><a href=/news>News</a>{}</ol></nav>"
PATH = "<ul class=breadcrumb><li><a href=/>Home</a></li><li><a href=/port>Port</a></li>{}</ul>"


@pytest.mark.parametrize(
    ("above", "category"),
    [
        (CRUMBS.format(""), "News"),
        (CRUMBS.format(f"<li><a href={URL}>Old harbour crane is so…</a>"), "News"),
        (CRUMBS.format("<li><a href=/news/harbour-crane-sold/>This page</a>"), "News"),
        (PATH.format(f"<li><a href=#>{TITLE.upper()}</a></li>"), "Port"),
        (PATH.format("<li><a href=/port/cranes>Cranes</a></li>"), "Cranes"),
        ("<p><a href=/>Council of Eastquay</a> » <a href=/port>Port</a> » Old harbour crane is…</p>", "Port"),
        ("<p><a href=/>Home</a> / <a href=/port>Port</a></p>", "Port"),
        ("<p>See <a href=/tides>council.example.org/tides</a> for the tides of this week</p>", ""),
        ("<p><a href=/tides>council.example.org/tides</a></p>", ""),
    ],
)
def test_a_category_is_the_last_part_of_the_path_that_is_not_the_article(above: str, category: str) -> None:
    assert read(above=above).category == category


def test_a_path_in_json_ld_is_read_likewise() -> None:
    items = [("Home", "/"), ("Port", "/port"), ("Old harbour crane is sold to…", URL)]
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "item": {"@id": target, "name": name}}
            for place, (name, target) in reversed(list(enumerate(items, 1)))
        ],
    }
    assert read(head=script(crumbs)).category == "Port"


def script(*values: Any) -> str:
    return "".join(f"<script type='application/ld+json'>{json.dumps(value)}</script>" for value in values)


OTHER = {
    "@type": "NewsArticle", "headline": "Ferry timetable for winter", "url": "https://council.example.org/news/ferry",
    "datePublished": "2019-11-02", "author": {"@type": "Person", "name": "Someone Else"},
}  # fmt: skip


@pytest.mark.parametrize(
    "own",
    [
        {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-05-04", "author": "Orla Venn"},
        {"@type": "Article", "@id": f"{URL}#article", "datePublished": "2024-05-04", "author": ["Orla Venn"]},
        {"@type": "BlogPosting", "mainEntityOfPage": {"@id": f"{URL}/"}, "datePublished": "2024-05-04",
         "author": {"@type": "Person", "givenName": "Orla", "familyName": "Venn"}},
    ],
)  # fmt: skip
def test_the_pages_own_object_is_told_from_that_of_a_teaser(own: dict[str, Any]) -> None:
    for values in ((OTHER, own), (own, OTHER), ([OTHER, own],), ({"@graph": [OTHER, own]},)):
        article = read(head=script(*values))
        assert (article.author, str(article.published_on)) == ("Orla Venn", "2024-05-04")


def test_a_teaser_alone_is_not_the_pages_own() -> None:
    article = read(head=script(OTHER), between="<p>4 May 2024</p>")
    assert (article.author, str(article.published_on), article.title) == ("", "2024-05-04", TITLE)


def test_an_author_is_found_by_reference() -> None:
    person = {"@type": "Person", "@id": "#p7", "name": "Orla Venn"}
    editor = {"@type": "Person", "@id": "#p8", "name": "Tomas Reik"}
    own = {"@type": "Article", "headline": TITLE, "author": [{"@id": "#p7"}, {"@id": "#p8"}]}
    assert read(head=script({"@graph": [own, person, editor]})).author == "Orla Venn, Tomas Reik"
    assert read(head=script(person, editor, own)).author == "Orla Venn, Tomas Reik"
    assert read(head=script({**own, "author": {"@id": "#p9"}})).author == ""


def titled(head_title: str, h1: str = "", *, og: str = "", site: str = "", logo: str = "Council of Eastquay") -> str:
    meta = f"<meta property=og:title content='{og}'>" if og else ""
    meta += f"<meta property=og:site_name content='{site}'>" if site else ""
    page = (
        f"<html lang=en><head><meta charset=utf-8><title>{head_title}</title>{meta}</head><body><header>"
        f"<a href=/>{logo}</a></header><main>{h1}<p>Published: 4 May 2024</p>"
        f"<div class=content>{PROSE}</div></main></body></html>"
    )
    return extract(page.encode(), url=URL).title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (titled("Fire - Council of Eastquay", "<h1>Fire</h1>"), "Fire"),
        (titled("Council of Eastquay | Fire", "<h1>Fire</h1>"), "Fire"),
        (titled("Council of Eastquay", "<h1>Fire</h1>"), "Fire"),
        (titled("Council of Eastquay » Tin buồn", "<h1>Tin buồn</h1>"), "Tin buồn"),
        (titled("通知 | Council of Eastquay", "<h1>通知</h1>"), "通知"),
        (titled("Oslo – Bergen line - Council of Eastquay"), "Oslo – Bergen line"),
        (titled("Oslo – Bergen line | Port News", site="Port News"), "Oslo – Bergen line"),
        (titled("In | Out: who uses the quay", site="Port News"), "In | Out: who uses the quay"),
        (titled("Port News – In | Out: who uses the quay", logo="<img src=l.png alt='Port News'>"),
         "In | Out: who uses the quay"),
        (titled("Wages &lt; prices, says bank", og="Wages &lt; prices, says bank"), "Wages < prices, says bank"),
        (titled("A new crane for the old quay - X", "<h1>A new crane<br>for the old quay</h1>"),
         "A new crane for the old quay"),
        (titled("A new crane for the old quay - X", "<h1><div>A new crane</div><div>for the old quay</div></h1>"),
         "A new crane for the old quay"),
        (titled("A new crane for the old quay - X", "<h1><span>A new crane</span><span>for the old quay</span></h1>"),
         "A new crane for the old quay"),
        (titled("Council of Eastquay", "<h1>A new crane<br>for the old quay</h1>"), "A new crane for the old quay"),
        (titled("A new crane for the old quay", "<h2>Harbour</h2><h1>A new crane for the old quay</h1>"),
         "A new crane for the old quay"),
        (titled("The best cranes of the year", "<h1>Our guide: the best cranes of the year</h1>"),
         "Our guide: the best cranes of the year"),
        (titled("X", "<h1>A new crane for the old quay: what it lifts</h1>", og="A new crane for the old quay"),
         "A new crane for the old quay: what it lifts"),
    ],
)  # fmt: skip
def test_a_headline_is_read_whole_and_without_the_portal(title: str, expected: str) -> None:
    assert title == expected


KICKED = "<h1><span>Harbour works</span><span>A new crane for the old quay</span></h1>"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (titled("X", KICKED, og="Harbour works: A new crane for the old quay"),
         "Harbour works: A new crane for the old quay"),
        (titled("Harbour works: A new crane for the old quay - X", KICKED),
         "Harbour works: A new crane for the old quay"),
        (titled("X", KICKED, og="A new crane for the old quay"), "A new crane for the old quay"),
        (titled("Harbour works | A new crane for the old quay", KICKED, og="A new crane for the old quay"),
         "A new crane for the old quay"),
        (titled("Council of Eastquay", KICKED, og="Port news: A new crane for the old quay"),
         "A new crane for the old quay"),
        (titled("Council of Eastquay", "<h1><b>Guide to the works</b><b>What a crane can lift</b></h1>"),
         "Guide to the works What a crane can lift"),
        (titled("X", "<h1>A new “crane” <i>for the old</i> quay</h1>", og="A new &quot;crane&quot; for the old quay"),
         "A new “crane” for the old quay"),
        (titled("X", "<h1>A new crane for the old quay <small>14 comments</small></h1>",
                og="A new crane for the old quay"), "A new crane for the old quay"),
    ],
)  # fmt: skip
def test_what_is_set_apart_in_a_heading_is_the_headlines_where_the_head_states_it(title: str, expected: str) -> None:
    assert title == expected


@pytest.mark.parametrize("name", ["banner", "page-banner modal-target"])
def test_the_only_main_heading_is_the_headline_whatever_holds_it(name: str) -> None:
    heading = "<h1>Ten cranes that serve the old quay</h1>"
    assert titled("Cranes of the old quay - Guide", f"<div class='{name}'>{heading}</div>") == heading[4:-5]
    assert titled("A new crane for the harbour", f"<div class='{name}'><h1>Our services and prices</h1></div>") == (
        "A new crane for the harbour"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Costs <b>rise</b>", "Costs rise"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("x <y and z> w", "x <y and z> w"),
        ("a<br/>b <a href='/x'>c</a> <!-- d -->", "ab c"),
        ("R&amp;D &lt;i&gt;", "R&D <i>"),
    ],
)
def test_signs_are_no_tags(text: str, expected: str) -> None:
    assert plain(text) == expected
