"""What the walk from the tree to blocks reads: closed sections, elements closed late, pictures, tables, figures."""

from __future__ import annotations

import html as markup

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from archive.records import Article
from crawler.extraction import Hints, extract
from crawler.extraction.formulas import formula
from crawler.extraction.pictures import source_of
from crawler.extraction.sections import MOST_ASKED, Sections
from crawler.extraction.tables import is_data_row

URL = "https://example.gov/news/ferry-timetable-changes"
TITLE = "Ferry timetable changes when the quay is rebuilt"
BODY = (
    "The harbour office moves two departures of the island ferry to the eastern quay while the old one is rebuilt.",
    "Boats leave ten minutes earlier on weekdays, because the way around the breakwater is longer than the other.",
    "Holders of a season ticket may travel by bus over the bridge at no charge until the quay is opened again.",
    "The work is paid for by the region and the port, which expect it to last from early spring until late autumn.",
)
SECTION = "Goods vehicles above twelve tonnes are booked by telephone, two working days ahead of the crossing."
MENU = "".join(f"<li><a href='/part-{n}'>Department {n}</a></li>" for n in range(8))


def paragraphs(texts: tuple[str, ...] = BODY) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(inner: str, *, before: str = "", after: str = "") -> str:
    return (
        f"<html><head><title>{TITLE} - Port of Lund</title></head><body>{before}<header><a href='/'>Port of Lund</a>"
        f"</header><nav><ul>{MENU}</ul></nav><main><h1>{TITLE}</h1><p class=date>4 March 2024</p>{inner}</main>{after}"
        "<footer><p>Port of Lund, Quay Road 3</p></footer></body></html>"
    )


def article(inner: str, *, before: str = "", after: str = "") -> str:
    return page(f"<div class=content>{inner}</div>", before=before, after=after)


def read(html: str) -> Article:
    return extract(html, url=URL, hints=Hints(article_url=True))


def within(part: str) -> Article:
    """The article with something between its paragraphs."""
    return read(article(paragraphs(BODY[:2]) + part + paragraphs(BODY[2:])))


@pytest.mark.parametrize(
    ("before", "inner"),
    [
        ("", f"<aside class=tools>Print<div class=content>{paragraphs()}</div>"),
        ("", f"<div class=content>{paragraphs(BODY[:1])}<aside><ul><li>Map</ul>{paragraphs(BODY[1:])}</div>"),
        ("<div><button class=open-menu><div><span>Menu</span></button></div>", f"<div>{paragraphs()}</div>"),
        ("<select name=office><option>Head office<option>Lighthouse", f"<div>{paragraphs()}</div>"),
        ("<svg viewBox='0 0 9 9'><path d='M0 0'/>", f"<div>{paragraphs()}</div>"),
        ("<dialog><p>Season tickets</p>", f"<div>{paragraphs()}</div>"),
        ("<video controls><track src='a.vtt'>", f"<div>{paragraphs()}</div>"),
        ("<template><div>", f"<div>{paragraphs()}</div>"),
        ("<menu><li><a href='/a'>Home</a>", f"<div>{paragraphs()}</div>"),
        ("<footer><a href='/a'>Contact</a>", f"<div>{paragraphs()}</div>"),
        ("<div aria-hidden=true><div>", f"<div>{paragraphs()}</div>"),
        ("<object data='a.swf'><param name=a value=b>", f"<div>{paragraphs()}</div>"),
    ],
    ids="aside aside-among-paragraphs button select svg dialog video template menu footer aria-hidden object".split(),
)
def test_an_element_that_is_never_closed_does_not_hold_the_article_back(before: str, inner: str) -> None:
    got = read(page(inner, before=before))
    assert got.title == TITLE
    assert [text for text in BODY if text not in got.text] == []


@pytest.mark.parametrize(
    "aside",
    [
        f"<dialog open><h2>Privacy</h2>{f'<p>{SECTION} {SECTION}</p>' * 9}</dialog>",
        f"<div role=dialog><h2>Privacy</h2>{f'<p>{SECTION} {SECTION}</p>' * 9}</div>",
        f"<template><p>{SECTION}</p></template>",
        f"<noscript><p>{SECTION}</p></noscript>",
        f"<div hidden><p>{SECTION}</p></div>",
        f"<p>Map</p><p style='display:none'>{SECTION}</p>",
    ],
    ids="dialog role-dialog template noscript hidden display-none".split(),
)
def test_what_is_closed_and_none_of_the_text_stays_out(aside: str) -> None:
    for got in (within(aside), read(article(paragraphs(), after=aside))):
        assert SECTION.casefold() not in got.text.casefold()
        assert [text for text in BODY if text not in got.text] == []


@pytest.mark.parametrize(
    "section",
    [
        "<h3><button aria-expanded=false aria-controls=s1>Lorries</button></h3><div id=s1 hidden><p>{}</p></div>",
        "<h4><a data-toggle=collapse href='#s2'>Lorries</a></h4><div id=s2 style='display:none'><p>{}</p></div>",
        "<button data-bs-toggle=collapse data-bs-target='#s3'>Lorries</button><div id=s3 aria-hidden=true>{}</div>",
        "<div role=tablist><a role=tab href='#s4'>Lorries</a></div><div id=s4 role=tabpanel hidden><p>{}</p></div>",
        "<h3>Lorries</h3><div hidden=until-found><p>{}</p></div>",
        "<details><summary>Lorries</summary><p>{}</p></details>",
        "<p onclick=\"toggle('s5')\">Lorries</p><div id=s5 style='display: none'><p>{}</p></div>",
        "<div class=q>Lorries</div><div class=a hidden>{}</div><div class=q>Bicycles</div><div class=a hidden>They are "
        "carried at no charge on every boat.</div>",
        "<port-card><template shadowrootmode=open><h3>Lorries</h3><p>{}</p></template></port-card>",
    ],
    ids="button bootstrap bare-button tab until-found details onclick questions shadow".split(),
)
def test_a_closed_section_that_the_page_can_open_is_text(section: str) -> None:
    text = within(section.format(SECTION)).text
    assert SECTION in text
    assert [text for text in BODY if text not in text] == []


@pytest.mark.parametrize(
    "section",
    [
        "<h3><button aria-expanded=false aria-controls=s1>Lorries</button></h3><div id=s1 hidden><p>{}</p></div>",
        "<button aria-expanded=false aria-controls=s1>Lorries</button><div id=s1 hidden><p>{}</p></div>",
        "<details><summary>Lorries</summary><p>{}</p></details>",
    ],
)
def test_the_words_that_open_a_section_stand_over_it(section: str) -> None:
    assert f"Lorries\n\n{SECTION}" in within(section.format(SECTION)).text


@pytest.mark.parametrize(
    "hidden",
    [
        "<button data-toggle=modal data-target='#m'>Write to us</button><div id=m class=panel hidden><p>{}</p></div>",
        "<button aria-haspopup=dialog aria-controls=m>Write to us</button><div id=m hidden><p>{}</p></div>",
        "<a href='#m'>Sign in</a><div id=m class=login-box style='display:none'><p>{}</p></div>",
        "<div id=m hidden><p>{}</p></div><script>show('m')</script>",
    ],
)
def test_a_hidden_dialog_is_no_section(hidden: str) -> None:
    assert SECTION not in within(hidden.format(SECTION)).text


@pytest.mark.parametrize(
    "name", ["visually-hidden", "sr-only", "screen-reader-text", "govuk-visually-hidden", "wb-inv"]
)
def test_words_for_screen_readers_stand_in_no_sentence(name: str) -> None:
    sentence = f"Times are in <a href='/t.pdf'>the new table<span class='{name}'> (opens a new tab)</span></a>, by day."
    assert "Times are in the new table, by day." in within(f"<p>{sentence}</p>").text


def test_a_headline_that_only_screen_readers_see_is_kept() -> None:
    html = article(paragraphs()).replace(f"<h1>{TITLE}</h1>", f"<h1><span class=sr-only>{TITLE}</span></h1>")
    assert read(html).title == TITLE


def test_text_for_browsers_without_scripts_is_read_where_there_is_no_other() -> None:
    assert [text for text in BODY if text not in read(page(f"<noscript>{paragraphs()}</noscript>")).text] == []


def test_the_document_in_an_attribute_is_read() -> None:
    document = markup.escape(f"<html><body>{paragraphs()}</body></html>")
    got = read(page(f'<iframe srcdoc="{document}" title=Text></iframe>'))
    assert [text for text in BODY if got.text.count(text) != 1] == []


@pytest.mark.parametrize(
    "document", ["<html/>", "<html><head></head></html>", "<!doctype html>", "<frameset>", "<!-- nothing -->", "<head>"]
)
def test_a_document_without_a_body_in_an_attribute_takes_nothing(document: str) -> None:
    got = read(page(f'{paragraphs()}<iframe srcdoc="{document}"></iframe>'))
    assert [text for text in BODY if got.text.count(text) != 1] == []


PICTURE = "https://example.gov/i/quay.jpg"
CAPTION = "<figcaption>The quay in winter</figcaption>"


@pytest.mark.parametrize(
    "image",
    [
        "<img src='/i/quay.jpg'>",
        "<img src='data:image/gif;base64,R0' data-src='/i/quay.jpg'>",
        "<img src='/img/placeholder.svg' data-real-address='/i/quay.jpg'>",
        "<img src='/img/1x1.png' data-srcset='/i/quay-s.jpg 320w, /i/quay.jpg 1280w'>",
        "<img srcset='/i/quay-s.jpg, /i/quay.jpg 2x'>",
        "<img src='/i/quay-s.jpg' srcset='/i/quay-s.jpg 40w,/i/quay.jpg 1280w'>",
        "<picture><source srcset='/i/quay.jpg 2x, /i/quay-s.jpg'><source srcset='/i/b.webp'><img alt=quay></picture>",
        "<img alt=quay><noscript><img src='/i/quay.jpg'></noscript>",
        "<img src='/i/loading.gif'><noscript><img src='/i/quay.jpg'></noscript>",
        "<img data-src='/i/quay.jpg'><noscript><img src='/i/quay.jpg?w=900'></noscript>",
        "<noscript><img src='/i/quay.jpg'></noscript><img data-src='/i/quay.jpg'>",
    ],
)
def test_a_picture_is_found_once_wherever_its_address_stands(image: str) -> None:
    got = within(f"<figure>{image}{CAPTION}</figure>")
    assert [(picture.url, picture.caption) for picture in got.images] == [(PICTURE, "The quay in winter")]


def test_a_counting_pixel_is_no_picture() -> None:
    pixel = "<noscript><img height=1 width=1 style='display:none' src='https://count.example.org/p?id=1'></noscript>"
    assert within(pixel).images == ()


@given(st.text(max_size=200))
def test_any_set_of_pictures_is_read(written: str) -> None:
    element = fromstring("<img>")
    assert isinstance(source_of(element, {"srcset": written}), str)


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (
            "<tr><th>Boat<th>Leaves</tr><tr><td>Morning<br>boat<td>6:40</tr><tr><td>Noon boat<td>12:10</tr>",
            ["Boat | Leaves", "Morning boat | 6:40", "Noon boat | 12:10"],
        ),
        (
            "<tr><th colspan=2>Boats and<br>times</tr><tr><td>Morning boat<td>6:40</tr><tr><td>Noon boat<td>12:10</tr>",
            ["Boats and times", "Morning boat | 6:40", "Noon boat | 12:10"],
        ),
        (
            "<tr><th>Tonnes carried</tr><tr><td>412</tr><tr><td>397</tr><tr><td>405</tr>",
            ["Tonnes carried", "412", "405"],
        ),
        (
            "<tr><th>Needed<th>Days</tr><tr><td><ul><li>Passport<li>Ticket</ul><td><p>3</p><p>of work</p></tr>"
            "<tr><td><div><div>Photo</div></div><td>1</tr>",
            ["Needed | Days", "Passport Ticket | 3 of work", "Photo | 1"],
        ),
    ],
    ids="break one-cell one-column lists".split(),
)
def test_a_table_is_a_row_a_line(table: str, lines: list[str]) -> None:
    got = within(f"<table>{table}</table>").text.splitlines()
    assert [line for line in lines if line not in got] == []


@pytest.mark.parametrize(
    "table",
    [
        f"<tr><td>Menu</td><td><h1>{TITLE}</h1><p>{BODY[0]}</p></td></tr><tr><td>a</td><td>b</td></tr>",
        f"<tr><td>{TITLE}</td></tr><tr><td>4 March 2024</td></tr><tr><td>{BODY[0]}</td></tr>",
        "<tr><td><table><tr><td>a<td>b</tr></table><td>c</tr><tr><td>d<td>e</tr>",
        "<tr><td>a<td>b</tr>",
    ],
)
def test_a_table_for_the_layout_holds_no_row_of_data(table: str) -> None:
    assert not is_data_row(next(fromstring(f"<table>{table}</table>").iter("tr")))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("holds 4 × 10<sup>8</sup> litres", "holds 4 × 10⁸ litres"),
        ("about 7.10<sup>-5</sup> of it", "about 7.10⁻⁵ of it"),
        ("of 60m<sup>2</sup> and 9 m<sup>3</sup>/s", "of 60m² and 9 m³/s"),
        ("a factor of 10<sup>n+1</sup> at most", "a factor of 10^(n+1) at most"),
        ("in 2023<sup>4</sup> as before", "in 2023 [4] as before"),
        ("the islanders<sup>2</sup> say", "the islanders [2] say"),
        ("the quay<sup><a href='#n3'>3</a></sup>, too", "the quay [3], too"),
        ("the quay<a href='#n3'><sup>3</sup></a>, too", "the quay [3], too"),
        ("the quay<sup>[12]</sup> too", "the quay [12] too"),
        ("the quay<sup><a href='#n5'><span class='sr-only'>Note </span>5</a></sup> too", "the quay [5] too"),
        ("on the 5<sup>th</sup> day", "on the 5th day"),
        ("less CO<sub>2</sub> and H<sub>2</sub>O", "less CO2 and H2O"),
        ("the number 101<sub>2</sub> is five", "the number 101₂ is five"),
        ("<ruby>港<rt>みなと</rt></ruby>の町", "港(みなと)の町"),
        ("<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>の町", "港(みなと)の町"),
        ("by <math><mi>F</mi><mo>=</mo><mi>m</mi><mi>a</mi></math> alone", "by F = m a alone"),
        ("by <math alttext='F = ma'><mi>F</mi></math> alone", "by F = ma alone"),
        ("by <script type='math/tex'>F = ma</script> alone", "by F = ma alone"),
        ("the <x-term>breakwater</x-term> of <st1:place>Lund</st1:place>, too", "the breakwater of Lund, too"),
        ("the break\u200bwater\ufeff of Lu&shy;nd\u2060, too", "the breakwater of Lund, too"),
        ("<a href='/a'>Ferries</a><a href='/b'>Quays</a> and more", "Ferries Quays and more"),
    ],
)
def test_a_line_says_what_the_page_shows(written: str, expected: str) -> None:
    text = within(f"<p>The report says {written}, as the office found last year.</p>").text
    assert f"The report says {expected}, as the office found last year." in text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a + b)/c"),
        ("<msqrt><mi>x</mi></msqrt><mo>&lt;</mo><mn>3</mn>", "√x < 3"),
        ("<msubsup><mi>v</mi><mn>0</mn><mn>2</mn></msubsup>", "v₀²"),
        ("<semantics><mi>E</mi><annotation encoding='application/x-tex'>E</annotation></semantics>", "E"),
        ("<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\frac{x}{1}</annotation></semantics>", "x"),
        ("<mi>f</mi><mo>\u2061</mo><mo>(</mo><mi>t</mi><mo>)</mo>", "f(t)"),
        ("", ""),
    ],
)
def test_a_formula_is_written_in_a_line(written: str, expected: str) -> None:
    assert formula(fromstring(f"<math>{written}</math>")) == expected


def test_joiners_stay_where_a_script_needs_them() -> None:
    persian = "می\u200cخواهم به بندر بروم و با قایق به جزیره بازگردم"
    got = read(article(f"<p>{persian} {persian} {persian} {persian}</p><p>har\u200cbour {SECTION}</p>" + paragraphs()))
    assert "می\u200cخواهم" in got.text
    assert "harbour" in got.text


def test_lines_that_a_style_keeps_are_lines() -> None:
    lines = within(f"<div style='white-space: pre-line'>{BODY[0]}\n{SECTION}</div>").text.splitlines()
    assert SECTION in lines


def test_what_is_asked_of_hidden_elements_is_bounded() -> None:
    hidden = f"<button>More</button><div hidden><p>{SECTION}</p></div>" * (2 * MOST_ASKED)
    root = fromstring(f"<html><body>{hidden}</body></html>")
    sections = Sections(root, hidden.encode())
    assert sum(sections.holds(element, dict(element.items())) for element in root.iter("div")) == MOST_ASKED
