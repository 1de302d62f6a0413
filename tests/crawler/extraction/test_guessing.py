"""Encodings that nobody states: told by what the letters spell, and said to be guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import extract, parse
from crawler.extraction.charset import decode
from crawler.extraction.guessing import guessed

URL = "https://example.org/news/1.html"
RUSSIAN = "Министерство транспорта открыло новую паромную линию между двумя островами. Билеты продаются в кассах порта."
UKRAINIAN = "Міністерство відкрило нову поромну лінію між двома островами, її довжина шість кілометрів."
GREEK = "Το υπουργείο άνοιξε νέα ακτοπλοϊκή γραμμή ανάμεσα στα δύο νησιά και τα εισιτήρια πωλούνται στο λιμάνι."
HEBREW = "משרד התחבורה פתח קו מעבורת חדש בין שני האיים והכרטיסים נמכרים בנמל"
ARABIC = "افتتحت وزارة النقل خط عبارات جديدا بين الجزيرتين وتباع التذاكر في مكاتب الميناء"
THAI = "กระทรวงคมนาคมเปิดเส้นทางเรือข้ามฟากใหม่ระหว่างสองเกาะ และขายตั๋วที่ท่าเรือ"
JAPANESE = "交通省は二つの島を結ぶ新しいフェリー航路を開設した。切符は港の窓口で販売される。"
CHINESE = "交通部门开通了两座岛屿之间的新渡轮航线，船票在港口售票处出售，市民可以提前预订。"
TAIWANESE = "交通部開通了兩座島嶼之間的新渡輪航線，船票在港口售票處出售，市民可以提前預訂。"
KOREAN = "교통부는 두 섬을 잇는 새 여객선 항로를 열었으며 표는 항구 매표소에서 판다고 밝혔다."
POLISH = "Ministerstwo otworzyło nową przeprawę między wyspami; bilety są sprzedawane w porcie, później w sieci."
TURKISH = "Bakanlık iki ada arasında yeni bir feribot hattı açtı; biletler limandaki gişelerde, çocuklar için ücretsiz."
FRENCH = (
    "Le ministère a inauguré une ligne de ferry entre les deux îles ; les billets sont vendus à la criée, près du môle."
)
GERMAN = "Das Ministerium eröffnete eine Fähre zwischen den Inseln; Fahrkarten gibt es für fünf Mark, größere später."
SAMPLES = [
    (RUSSIAN, ["cp1251", "koi8-r", "iso8859-5"]), (UKRAINIAN, ["cp1251", "koi8-u"]), (GREEK, ["cp1253"]),
    (HEBREW, ["cp1255"]), (ARABIC, ["cp1256"]), (THAI, ["cp874"]), (JAPANESE, ["cp932", "euc_jp"]),
    (CHINESE, ["gb18030"]), (TAIWANESE, ["big5"]), (KOREAN, ["cp949"]), (POLISH, ["cp1250", "iso8859-2"]),
    (TURKISH, ["cp1254"]), (FRENCH, ["cp1252"]), (GERMAN, ["cp1252"]),
]  # fmt: skip
PAIRS = [(text, codec) for text, codecs in SAMPLES for codec in codecs]


def page_of(text: str) -> str:
    return (
        f"<html><head><title>{text[:20]}</title><script>var menu = ['a', 'b'];</script></head><body>"
        f"<ul class=menu><li><a href=/news>News</a></ul><h1>{text[:24]}</h1><p class=date>5/3/2024</p><p>{text}</p>"
    )


@pytest.mark.parametrize(("text", "codec"), PAIRS, ids=[f"{codec}-{text[:6]}" for text, codec in PAIRS])
def test_what_nothing_states_is_read_and_said_to_be_guessed(text: str, codec: str) -> None:
    page = page_of(text)
    found = decode(page.encode(codec), "text/html")
    assert found.text == page
    assert found.doubt is not None
    assert 0 <= found.doubt < 1


@pytest.mark.parametrize("codec", ["cp932", "euc_jp"])
def test_a_broken_byte_costs_a_character_and_no_more(codec: str) -> None:
    body = page_of(JAPANESE * 3).encode(codec)
    found = decode(body + b"\xff", "")
    assert found.text[: len(page_of(JAPANESE * 3))] == page_of(JAPANESE * 3)


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "cp1251"), (GREEK, "cp1253"), (KOREAN, "cp949")])
def test_the_label_of_a_server_by_default_is_not_believed_of_another_script(text: str, codec: str, label: str) -> None:
    assert decode(page_of(text).encode(codec), f"text/html; charset={label}").text == page_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor’s plan – in “short”",
        "Café Noël",
        "20 °C",
        "£400 and 30 €",
        "São João",
        "Müller",
        "¡Qué! ¿Así?",
        "été",
    ],
)
def test_a_few_letters_beyond_ascii_are_those_of_windows_1252(text: str) -> None:
    assert decode(f"<p>{text}</p>".encode("cp1252"), "").text == f"<p>{text}</p>"


@pytest.mark.parametrize("body", [page_of(FRENCH).encode(), b"<p>plain", page_of(RUSSIAN).encode("utf-16")])
def test_what_the_bytes_settle_is_no_guess(body: bytes) -> None:
    assert decode(body, "").doubt is None
    assert decode(page_of(FRENCH).encode("cp1252"), "text/html; charset=windows-1252").doubt is None


def test_the_article_says_so() -> None:
    long = page_of(" ".join([RUSSIAN] * 5))
    doubts = dict(extract(long.encode("koi8-r"), url=URL).doubts)
    assert 0 < doubts["guessed_encoding"] < 1
    assert "guessed_encoding" not in dict(extract(long.encode(), url=URL).doubts)
    assert parse(long, url=URL).encoding_doubt is None


@given(st.binary(max_size=400))
def test_any_bytes_are_guessed(body: bytes) -> None:
    codec, confidence = guessed(body)
    assert isinstance(body.decode(codec, "replace"), str)
    assert 0 <= confidence <= 1
