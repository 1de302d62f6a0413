"""Which encoding bytes are in: labels in the web's order, and bytes that prove them wrong."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import parse
from crawler.extraction.charset import decoded
from crawler.extraction.labels import codec_of

from .vietnamese_codes import LETTERS, SENTENCE, encoded

URL = "https://example.gov.vn/tin/1.html"
LABELS = ("", "utf-8", "windows-1252", "iso-8859-1", "windows-1258", "viscii", "utf-16", "bogus", "unicode_escape")
FRENCH = "<p>Le préfet a présenté à la cité un état des lieux où tout était déjà prêt, naïf ou non.</p>"
FOREIGN = [
    ("gb18030", "<p>国务院今天在北京召开新闻发布会，介绍有关情况。</p>"),
    ("gb2312", "<p>国务院今天在北京召开新闻发布会。</p>"),
    ("big5", "<p>行政院今日舉行記者會，說明相關政策。</p>"),
    ("euc-jp", "<p>政府は本日、新しい政策を発表した。</p>"),
    ("shift_jis", "<p>政府は本日、新しい政策を発表した。</p>"),
    ("iso-2022-jp", "<p>政府は本日、新しい政策を発表した。</p>"),
    ("euc-kr", "<p>정부는 오늘 새로운 정책을 발표했다.</p>"),
    ("koi8-r", "<p>Правительство сегодня объявило о новой политике.</p>"),
    ("windows-1251", "<p>Правительство сегодня объявило о новой политике.</p>"),
    ("windows-1250", "<p>Příliš žluťoučký kůň úpěl ďábelské ódy</p>"),
    ("windows-1253", "<p>Η κυβέρνηση ανακοίνωσε σήμερα νέα πολιτική</p>"),
    ("windows-1254", "<p>Hükümet bugün yeni bir politika açıkladı, ışık</p>"),
    ("windows-1252", FRENCH),
]


def read(body: bytes, label: str = "") -> str:
    text, _ = decoded(body, f"text/html; charset={label}" if label else "text/html")
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1258", "viscii", "tcvn5712-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_vietnamese_is_read_whatever_the_header_says(encoding: str, label: str) -> None:
    page = f"<html><head><title>x</title></head><body>\n<p>{SENTENCE}</p>\n</body></html>"
    assert read(encoded(page, encoding), label) == page


@pytest.mark.parametrize(("label", "page"), FOREIGN, ids=[label for label, _ in FOREIGN])
@pytest.mark.parametrize("place", ["header", "meta", "pragma", "utf-8 before meta"])
def test_other_encodings_are_read_as_labelled(label: str, page: str, place: str) -> None:
    meta = {
        "header": "",
        "pragma": f"<meta http-equiv=Content-Type content='text/html; charset={label}'>",
    }.get(place, f"<meta charset={label}>")
    header = {"header": label, "utf-8 before meta": "utf-8"}.get(place, "")
    assert read((meta + page).encode(label), header) == meta + page


@pytest.mark.parametrize("label", ["gb2312", "big5", "shift_jis", "euc-kr", "koi8-r", "windows-1251", "windows-1252"])
def test_valid_utf8_is_utf8_whatever_the_labels_say(label: str) -> None:
    assert read(f"<meta charset={label}><p>{SENTENCE}".encode(), label) == f"<meta charset={label}><p>{SENTENCE}"


def test_two_characters_of_an_east_asian_encoding_are_no_utf8() -> None:
    assert read("<p>模联</p>".encode("gb18030")[:7], "gbk") == "<p>模联"


def test_a_mark_goes_before_the_labels() -> None:
    body = b"\xef\xbb\xbf<meta charset=windows-1252><p>" + SENTENCE.encode()
    assert decoded(body, "text/html; charset=windows-1258")[1] == "utf-8"
    assert read(b"\xff\xfe" + SENTENCE.encode("utf-16-le"), "utf-8") == SENTENCE


def test_a_mark_before_something_else_is_a_lie() -> None:
    assert read(b"\xef\xbb\xbf" + encoded(SENTENCE, "cp1258"), "utf-8") == SENTENCE


def test_a_page_of_parts_is_read_part_by_part() -> None:
    parts = [SENTENCE.encode(), encoded(SENTENCE, "cp1258"), "cắt ".encode() + "ở".encode()[:2], SENTENCE.encode()]
    assert read(b"\n".join(parts), "utf-8").splitlines() == [SENTENCE, SENTENCE, "cắt \ufffd", SENTENCE]


def test_a_line_that_is_utf8_by_chance_is_read_as_the_page_is() -> None:
    page = "<p>PODRÓŻE, PODRÓŻE\n<p>zażółć gęślą jaźń\n"
    assert read(page.encode("iso-8859-2"), "iso-8859-2") == page


def test_a_page_cut_in_a_character_stays_utf8() -> None:
    text, encoding = decoded(SENTENCE.encode()[:2], "text/html; charset=windows-1252")
    assert (encoding, text[:1]) == ("utf-8", "\ufffd")


@pytest.mark.parametrize("label", ["windows-1258", "utf-8", ""])
def test_french_is_not_taken_for_vietnamese(label: str) -> None:
    text = read(FRENCH.encode("cp1252"), label)
    assert text == (FRENCH if label != "windows-1258" else FRENCH.encode("cp1252").decode("cp1258"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@given(text=st.text(LETTERS + " ", min_size=1))
def test_pages_come_out_composed(form: str, text: str) -> None:
    page = parse(f"<p>.{unicodedata.normalize(form, text)}.</p>".encode(), url=URL)
    assert page.tree is not None
    assert page.tree.text_content().strip() == f".{text}."


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258", "viscii", "tcvn5712-1"])
@given(text=st.text(LETTERS + " ", min_size=1))
def test_what_is_labelled_comes_back(encoding: str, text: str) -> None:
    page = f"<p>{SENTENCE} {text}</p>"
    assert read(encoded(page, encoding), {"cp1258": "windows-1258"}.get(encoding, encoding)) == page


@given(body=st.binary(), label=st.sampled_from(LABELS) | st.text(max_size=20))
def test_no_bytes_and_no_label_raise(body: bytes, label: str) -> None:
    text, _ = decoded(body, f"text/html; charset={label}")
    assert isinstance(text, str)
    parse(b"<p>" + body, url=URL, content_type=f"text/html; charset={label}")


@pytest.mark.parametrize("label", ["hex", "rot13", "idna", "punycode", "undefined", "utf-7", "x" * 500, "\0", "é"])
def test_what_is_no_encoding_of_the_web_is_no_label(label: str) -> None:
    assert codec_of(label) is None
