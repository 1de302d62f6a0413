"""Old fonts and mojibake: turned into Unicode where they are, and nothing else touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.extraction import parse
from crawler.extraction.bounds import may_be_in_parts
from crawler.extraction.codes import TCVN3, charmap
from crawler.extraction.legacy_fonts import converted, from_tcvn3, from_vni
from crawler.extraction.mojibake import mended

from .vietnamese_codes import LETTERS, SENTENCE, SMALL, typed

URL = "https://example.gov.vn/tin/1.html"
SAID = SENTENCE.replace("Ủ", "ủ")
"""The .Vn fonts have no capitals with a tone."""
FRENCH = "<p>Où est l’été ? Là-bas, à l’État déjà cité : « naïveté » d’août, maïs, ouïe, égoïste, Noël.</p>"
OTHERS = [
    FRENCH,
    "<p>As ações não são só de João: a saúde, o país e a região têm razão. XÃ” «AMANHû</p>",
    "<p>El año pasado la señora María dijo que aún está aquí el baúl. ¿Qué más? ¡Sí!</p>",
    "<p>Windows® © 2019 · Ångström µm ½ ¼ Ærø Smørrebrød blåbær over på øen</p>",
    "<p>NESCAFÉ®, PODRÓ¯</p>",
    "<p>Die Übergröße der Bögen, geöffnet für Ärzte, wäre schön.</p>",
    f"<p>{SENTENCE}</p><p>CẤP XÃ</p><p>QUA XÃ…</p><p>“XÔ</p><p>Cá</p>",
]


def text_of(html: str | bytes) -> str:
    tree = parse(html if isinstance(html, bytes) else html.encode(), url=URL).tree
    assert tree is not None
    return tree.text_content().strip()


def spoilt(text: str) -> str:
    return charmap(text.encode(), "cp1252")


@pytest.mark.parametrize("page", OTHERS)
def test_a_page_that_is_right_stays_as_it_is(page: str) -> None:
    expected = "".join(etree.HTML(page).itertext())
    assert text_of(page) == expected
    assert text_of(page.encode("ascii", "xmlcharrefreplace")) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<p><font face='.VnTime'>{}</font></p>",
        "<p><font face='VnArial, Arial'><b>{}</b></font></p>",
        "<p style='font:bold 12pt \".VnTime\"'>{}</p>",
        "<p class='VnTime'>{}</p>",
        '<style>p.MsoNormal, li {{ color: red; font-family: ".VnTime","serif"; }}</style><p class=MsoNormal>{}</p>',
        "<style>#body {{ font-family: .VnTime }}</style><div id=body><span>{}</span></div>",
        "<div>{}</div>",
    ],
)
@pytest.mark.parametrize("written", ["utf-8", "cp1252", "references"])
def test_tcvn3_is_read(page: str, written: str) -> None:
    html = page.format(typed(SAID, "tcvn3"))
    body = html.encode("ascii", "xmlcharrefreplace") if written == "references" else html.encode(written)
    assert text_of(body).endswith(SAID)


@pytest.mark.parametrize(
    "page",
    ["<p><font face='VNI-Times'>{}</font></p>", "<p style='font-family:\"VNI Helve\"'>{}</p>", "<div>{}</div>"],
)
@pytest.mark.parametrize("written", ["utf-8", "cp1252", "references"])
def test_vni_is_read(page: str, written: str) -> None:
    html = page.format(typed(SENTENCE, "vni"))
    body = html.encode("ascii", "xmlcharrefreplace") if written == "references" else html.encode(written)
    assert text_of(body) == SENTENCE


def test_a_font_of_capitals_shows_capitals() -> None:
    assert text_of(f"<p><font face='.VnTimeH'>{typed(SAID, 'tcvn3')} abc</font>") == SENTENCE.upper() + " ABC"


def test_only_the_runs_in_the_font_are_touched() -> None:
    page = (
        f"<title>Cá</title><p>Café, cá</p><div><font face='.VnTime'>{typed(SAID, 'tcvn3')} <font face='Arial'>bé</font>"
        f"</font> hé</div><p>{SENTENCE}</p>{FRENCH}"
    )
    assert text_of(page) == f"CáCafé, cá{SAID} bé hé{SENTENCE}" + "".join(etree.HTML(FRENCH).itertext())


def test_unicode_in_an_old_font_stays() -> None:
    assert text_of(f"<p><font face='.VnTime'>{SENTENCE}</font></p>") == SENTENCE


def test_blocks_beside_unicode_are_told_by_their_letters() -> None:
    page = f"<p>{SENTENCE}</p><p>{typed(SAID, 'tcvn3')}</p><p>cá và bé</p><p>{typed('Chủ tịch xã', 'tcvn3')}</p>"
    assert text_of(page) == f"{SENTENCE}{SAID}cá và béChủ tịch xã"


def test_titles_and_descriptions_go_with_the_page() -> None:
    page = (
        f"<meta name=description content='{typed(SAID, 'vni')}'><p style='font-family:VNI-Times'>{typed(SAID, 'vni')}"
    )
    tree = parse(page.encode(), url=URL).tree
    assert tree is not None
    assert tree.xpath("//meta/@content") == [SAID]


@given(st.text(sorted({*SMALL, *"ĂÂÊÔƠƯĐ", *" ,."})))
def test_tcvn3_goes_there_and_back(text: str) -> None:
    shown = from_tcvn3(typed(text, "tcvn3"))
    assert shown.lower() == text.lower()
    assert not set(typed(text, "tcvn3")) & set("ạảấầẩẫậắằẳẵặ")


@given(st.text(LETTERS + " ,."))
def test_vni_goes_there_and_back(text: str) -> None:
    # A plain vowel before a letter that is a mark behind one (`oô`) is no Vietnamese, and VNI cannot say it.
    spaced = " ".join(text)
    assert from_vni(typed(spaced, "vni")) == spaced


@given(st.text(), st.sampled_from(["tcvn3", "tcvn3h", "vni"]))
def test_any_text_in_any_font_is_read(text: str, scheme: str) -> None:
    assert isinstance(converted(text, scheme), str)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_mojibake_is_turned_back(times: int) -> None:
    text = SENTENCE
    for _ in range(times):
        text = spoilt(text)
    assert text_of(f"<p>{text}</p><p>{SENTENCE}</p>{FRENCH}") == SENTENCE + SENTENCE + text_of(FRENCH)
    assert text_of(f"<p>{text}</p>".encode("ascii", "xmlcharrefreplace")) == SENTENCE


@given(st.text(min_size=1).filter(lambda text: not text.isascii()))
def test_mending_twice_is_mending_once(text: str) -> None:
    assert mended(mended(text)) == mended(text)
    assert mended(mended(spoilt(text))) == mended(spoilt(text))


@given(st.text(LETTERS + " ", min_size=1))
def test_vietnamese_mojibake_goes_back(text: str) -> None:
    assert mended(spoilt(text)) == mended(text)


@given(st.text(sorted({chr(code) for code in TCVN3} | {*LETTERS, *"ÃÂ»”’ <>&;#"}), max_size=200), st.booleans())
def test_a_mended_page_is_a_page_that_needs_no_mending(text: str, named: bool) -> None:
    page = f"<p style='font-family:.VnTime'>{text}</p>" if named else f"<p>{text}</p><p>{typed(SENTENCE, 'vni')}</p>"
    once = parse(page, url=URL).tree
    assert once is not None
    html = etree.tostring(once, encoding="unicode", method="html")
    again = parse(html, url=URL).tree
    assert again is not None
    assert again.text_content() == once.text_content()


def test_marks_in_references_are_composed() -> None:
    assert text_of("<p>Vie&#770;&#803;t Nam, đư&#417;&#x300;ng") == "Việt Nam, đường"


def test_controls_in_references_are_dropped_or_shown() -> None:
    page = "<p>a&#1;b&#x1f;c&#0;d&#xD800;e&#99999999;f don&#146;t don\x92t"
    assert text_of(page) == "abc\ufffdd\ufffde\ufffdf don’t don’t"


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u200c", "\u200d"])
@pytest.mark.parametrize("written", ["character", "reference"])
def test_characters_that_nobody_sees_are_dropped(mark: str, written: str) -> None:
    shown = mark if written == "character" else f"&#{ord(mark)};"
    page = f"<title>Bảo{shown}tàng</title><p title='thư{shown}viện'>mu{shown}seum{shown}s</p>"
    tree = parse(page.encode(), url=URL).tree
    assert tree is not None
    assert tree.xpath("//text() | //@title") == ["Bảotàng", "thưviện", "museums"]


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🔬 at work", "ភាសា\u200bខ្មែរ", "ประเทศ\u200bไทย"]
)
def test_joiners_and_word_breaks_of_scripts_that_need_them_stay(text: str) -> None:
    assert text_of(f"<p>{text}</p>") == text


def test_eth_is_the_letter_that_vietnamese_means() -> None:
    page = "<title>UBNÐ xã Ðông Hải</title><p>Ngày 5/3, Ðảng ủy và HÐND xã quyết định số 12/QÐ-UBND hỗ trợ một tỷ ðồng."
    assert text_of(page) == page.replace("Ð", "Đ").replace("ð", "đ").removeprefix("<title>").replace("</title><p>", "")


@pytest.mark.parametrize(
    "text",
    [
        "Það er gott að búa í Reykjavík, sagði forsætisráðherra Víetnams, Nguyễn Xuân Phúc, við blaðamenn í gær.",
        "Ðað var í Føroyum, at løgmaðurin segði frá ætlanini.",
        "Hwæt! We Gardena in geardagum, þeodcyninga, þrym gefrunon, hu ða æþelingas ellen fremedon.",
    ],
)
def test_eth_stays_where_a_language_has_it(text: str) -> None:
    assert text_of(f"<p>{text}</p>") == text


def test_what_is_not_composed_is_in_nfc_whatever_stands_before_it() -> None:
    alone = [chr(code) for code in range(128, 0x110000) if not may_be_in_parts(chr(code))]
    second = {
        chr(int(parts[1], 16))
        for code in range(0x110000)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2 and not parts[0].startswith("<")
    }
    jamo = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    assert len(alone) > 40_000
    assert [one for one in alone if unicodedata.combining(one) or not unicodedata.is_normalized("NFC", one)] == []
    assert (second | jamo).isdisjoint(alone)


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_marks_that_nobody_sees_are_taken_out_wherever_they_stand(mark: str) -> None:
    html = (
        f"<html><body><p title='a{mark}b'>c{mark}d<b>e</b>f{mark}g</p><script>var x = 'h{mark}i'</script></body></html>"
    )
    tree = parse(html, url="https://example.gov/").tree
    assert tree is not None
    paragraph = tree.find(".//p")
    assert (paragraph.get("title"), paragraph.text, paragraph[0].tail) == ("ab", "cd", "fg")
    assert tree.find(".//script").text == f"var x = 'h{mark}i'"
