"""Words of every script: where they are cut, what is folded, and that each is found."""

from __future__ import annotations

import random
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.folding import cut, exact, folded, forms, is_usual, spans, words, words_in
from archive.query_reader import parse_query
from archive.snippets import MARK, Snippets
from archive.stories.texts import Text, similarity
from tests.archive.conftest import Crawls

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSPACED = {
    "Chinese": "市政府今天公布了新的公共交通规划并征求居民意见",
    "Japanese": "市役所は新しいバス路線の計画をまとめ住民の意見を聞くことにした",
    "Thai": "เทศบาลประกาศแผนการเดินรถใหม่และรับฟังความเห็นของประชาชน",
    "Lao": "ເທດສະບານປະກາດແຜນການເດີນລົດໃໝ່",
    "Khmer": "សាលាក្រុងប្រកាសផែនការឡានក្រុងថ្មី",
    "Burmese": "မြို့တော်ကောင်စီသည်ဘတ်စ်ကားအစီအစဉ်ကိုကြေညာသည်",
    "Korean": "시청은새로운버스노선계획을발표했다",
}
LETTERS = {
    **UNSPACED,
    "Latin": "aàdđeghinoostuưyßøæÇİIıÞñ",
    "Greek": "ΑάβΣσςήϊ",
    "Cyrillic": "АайЙёқіїӯ",
    "Arabic": "اأإآبتةىيئدرس\u064e\u0650\u0651\u0640",
    "Hebrew": "אבגדה\u05b8\u05bc\u05b7",
    "Devanagari": "कखगज\u093cि\u0940\u094d\u0902",
    "signs": " .,/:-–_'’\u200b\u00ad\u2060\ufeff0123456789٣८５%",
}
_texts = st.one_of([st.text(st.sampled_from(letters + LETTERS["signs"]), max_size=30) for letters in LETTERS.values()])
_mixed = st.one_of(_texts, st.text(st.sampled_from("".join(LETTERS.values())), max_size=40), st.text(max_size=30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu 12,5 tỷ", ["thu", "12", ",5", "tỷ"]),
        ("1.250.000đ; 40km", ["1", ".250", ".000", "đ", "40", "km"]),
        ("ngày 3/4, 3-4 và 3–4", ["ngày", "3", "/4", "3", "-4", "và", "3", "-4"]),
        ("H7N9", ["h", "7", "n", "9"]),
        ("３０％ ٤٥٬٠٠٠", ["30", "45", ",000"]),
        ("ngày 3, 4", ["ngày", "3", "4"]),
        ("tax-free l’île don't", ["tax", "free", "l", "île", "don", "t"]),
        ("新路線wifi対応", ["新", "路", "線", "wifi", "対", "応"]),
        ("ﾊﾞｽ", ["バ", "ス"]),
        ("버스가 ABC사", ["버", "스", "가", "abc", "사"]),
        ("gov\u00adern\u200bment\u2060s", ["governments"]),
        ("योजना", ["योजना"]),
        ("كِتَاب كتـــاب", ["كِتَاب", "كتاب"]),
        ("İZMİR Izmir ızmir", ["izmir", "izmir", "izmir"]),
        ("GROẞE große GROSSE", ["grosse", "grosse", "grosse"]),
        ("ΠΟΛΗΣ πόλης", ["πολησ", "πόλησ"]),
        ("ðường Ðường", ["đường", "đường"]),
        ("hoà2 hoà_b", ["hòa", "2", "hòa", "b"]),
    ],
)
def test_where_words_are_cut(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("كِتَابٌ", "كتاب"), ("أُسْرَة", "اسره"), ("مبنى", "مبني"), ("ٱلقمر", "القمر"), ("שָׁלוֹם", "שלום"),
        ("Łódź", "lodz"), ("Smørrebrød", "smorrebrod"), ("ɗaki", "daki"), ("қала", "кала"), ("Ἀθήνα", "αθηνα"),
        ("œuvre", "oeuvre"), ("ज़मीन", "जमीन"), ("น้ำ", unicodedata.normalize("NFKC", "น้ำ")), ("がぎ", "がぎ"),
    ],
)  # fmt: skip
def test_what_a_word_is_without_marks(text: str, bare: str) -> None:
    assert folded(text) == bare


@settings(max_examples=500)
@given(_mixed)
def test_folding_twice_is_folding_once_in_every_script(text: str) -> None:
    assert exact(exact(text)) == exact(text)
    assert folded(folded(text)) == folded(text)
    assert words(text) == words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@settings(max_examples=500)
@given(_mixed)
def test_both_ways_to_cut_a_text_cut_it_alike(text: str) -> None:
    whole = exact(text)
    cut_here = cut(whole)
    assert cut_here == [word for piece in text.split() for word in words(piece)]
    assert len(spans(whole)) == len(cut_here)
    assert all(words_in(whole, form) == [forms(word)[form] for word in cut_here] for form in range(3))
    assert not is_usual(text) or len(spans(text)) == len(cut_here)
    if is_usual(text):  # a letter of another script at the end sends the same text the long way
        assert words(f"{text} ж") == [*cut_here, "ж"]


@settings(max_examples=500)
@given(_mixed)
def test_every_word_finds_the_text_that_holds_it_and_is_marked(text: str) -> None:
    parted = "".join(one if unicodedata.category(one).startswith(("L", "N", "M", "Cf")) else " " for one in text)
    typed = [piece for piece in parted.split() if words(piece)]
    assume(typed)
    for word in typed:
        query = parse_query(f'"{word}"')
        assert query.holds({"text": words(text)})
        assert MARK[0] in Snippets(query).passage("text", text)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Thirty texts of each unspaced script: stretches of one sentence, now and then parted by Latin words."""
    rng = random.Random(5)
    with Archive.open(tmp_path_factory.mktemp("scripts") / "archive", write=True, create=True) as archive:
        crawls = Crawls(archive)
        for language, sentence in UNSPACED.items():
            for number in range(30):
                begin = rng.randrange(len(sentence) - 4)
                stretch = sentence[begin : begin + rng.randint(3, 20)]
                if rng.random() < 0.3:
                    stretch = f"{stretch[:2]}bus{rng.randint(1, 9)}{stretch[2:]}"
                crawls.look(f"{language}{number}", stretch, title="plan")
        yield archive


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_within_a_text_without_spaces_is_found(scripts: Archive, data: st.DataObject) -> None:
    sentence = UNSPACED[data.draw(st.sampled_from(sorted(UNSPACED)))]
    begin = data.draw(st.integers(0, len(sentence) - 2))
    typed = sentence[begin : begin + data.draw(st.integers(1, 6))]
    query = parse_query(typed)
    rows = scripts.rows("SELECT id, title, lead, text FROM articles")
    expected = {
        row["id"] for row in rows if query.holds({name: words(row[name]) for name in ("title", "lead", "text")})
    }
    assert {row["id"] for row in rows if typed in row["text"]} <= expected
    hits = scripts.search(typed, limit=None)
    assert {hit.id for hit in hits} == expected
    assert all(MARK[0] in hit.snippet for hit in hits)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("路線", "市の新路線が開通", "市の新⟦路線⟧が開通"),
        ("wifi", "新路線wifi対応", "新路線⟦wifi⟧対応"),
        ("버스", "시내 버스가 늘었다", "시내 ⟦버스⟧가 늘었다"),
        ("バス", "新しいﾊﾞｽの路線", "新しい⟦ﾊﾞｽ⟧の路線"),
        ("كتاب", "هذا كِتَـــابٌ جديد", "هذا ⟦كِتَـــابٌ⟧ جديد"),
        ("government", "The gov\u200bernment met", "The ⟦gov\u200bernment⟧ met"),
        ("izmir", "İzmir'de yağmur", "⟦İzmir⟧'de yağmur"),
        ("40 km", "dài 40km", "dài ⟦40km⟧"),
        ('"12,5"', "ngày 12/5, tăng 12,5% nữa", "ngày 12/5, tăng ⟦12,5⟧% nữa"),
        ("strasse", "Die Straße ⟶ Ort", "Die ⟦Straße⟧ ⟶ Ort"),
    ],
)
def test_the_right_passage_is_marked(query: str, text: str, shown: str) -> None:
    assert Snippets(parse_query(query)).passage("text", text) == shown


def test_a_passage_of_a_script_without_spaces_is_about_a_sentence() -> None:
    text = "市役所は計画をまとめた。" * 30 + "新路線が開通" + "住民の意見を聞く。" * 30
    assert "新⟦路線⟧が開通" in (shown := Snippets(parse_query("路線")).passage("text", text))
    assert 80 < len(shown) < 120


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "เทศบาลประกาศแผนการเดินรถใหม่และรับฟังความเห็นของประชาชนในพื้นที่ก่อนสิ้นเดือนนี้",
            "ฝนตกหนักทำให้น้ำท่วมถนนหลายสาย เจ้าหน้าที่เร่งระบายน้ำและช่วยเหลือผู้ประสบภัยตลอดคืน",
        ),
        (
            "市政府今天公布了新的公共交通规划并征求居民意见，计划明年春天开始施工，届时将增加三条线路。",
            "连日暴雨造成多处道路积水，消防人员彻夜排水并转移受灾群众，目前没有人员伤亡的报告。",
        ),
    ],
)
def test_copies_in_scripts_without_spaces_are_alike_and_other_texts_are_not(one: str, other: str) -> None:
    changed = one.replace(one[20:24], "ABC")
    assert similarity(Text("", one), Text("", changed)) > 0.5
    assert similarity(Text("", one), Text("", other)) < 0.1


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ('"12,5"', "ngày 12/5", False), ('"12,5"', "12,5%", True), ("12,5", "ngày 12/5", False),
        ('"12 5"', "ngày 12/5", True), ("5", "ngày 12/5", True), ("1.250.000", "1.250.000đ", True),
        ("2031", "20/11/2031", True), ("40km", "dài 40 km", True), ('"40 km"', "dài 40km", True),
        ("2019–2024", "2019-2024", True), ('"12,5"*', "12,54", True),
        ("كتاب", "كِتَاب", True), ("كِتَاب", "كتاب", False), ("اسرة", "أُسرة", False), ("اسره", "أُسرة", True),
        ("أسرة", "أُسْرة", True), ("أسرة", "اسرة", False),
        ("đất", "ðất", True), ("dat", "ðất", True), ("ký", "kỷ", False), ("ca\u0301", "cá", True),
        ("रजत", "राजा", False), ("गन", "गाना", False), ("กน", "กิน", False),
    ],
)  # fmt: skip
def test_marks_typed_are_meant_in_every_script_and_in_numbers(query: str, text: str, is_found: bool) -> None:
    assert parse_query(query).holds({"text": words(text)}) is is_found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("“rural road”", '"rural road"'), ("„rural road“", '"rural road"'), ("»rural road«", '"rural road"'),
        ("‘rural road’", '"rural road"'), ("‹rural road›", '"rural road"'), ("「農村 道路」", '"農村 道路"'),
        ("『農村』", '"農村"'), ("‘the mayor’s road’", '"the mayor\'s road"'), ("l’eau douce", "l'eau douce"),
        ("road –rail", "road -rail"), ("road —rail", "road -rail"), ("road −rail", "road -rail"),
        ("road – rail", "road - rail"), ("title：“rural road”", 'title:"rural road"'),
        ("（road OR rail） bus", "(road OR rail) bus"), ("farmers’ road", "farmers' road"), ("צה״ל road", "צה'ל road"),
        ("“rural ro”*", '"rural ro"*'), ("2019–2024", "2019-2024"),
    ],
)  # fmt: skip
def test_pasted_punctuation_is_read_as_meant(typed: str, meant: str) -> None:
    assert parse_query(typed).root == parse_query(meant).root


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("road or rail", "'or' is looked for as a word: write OR"),
        ("road and rail", "leave it out"),
        ("road not rail", "write NOT"),
        ("near(road rail, 3)", "write NEAR("),
        ("Title:road", "write title:"),
        ("portal:demo", "'portal' before a colon"),
        ('section:"two words"', "'section' before a colon"),
    ],
)
def test_what_reads_otherwise_than_it_may_be_meant_is_told(scripts: Archive, typed: str, hint: str) -> None:
    (line,) = parse_query(typed).hints
    assert hint in line
    assert scripts.search(typed).advice == [line]


@pytest.mark.parametrize(
    "typed", ["road OR rail", '"road or rail"', "or", "title:road", "7:30", "http://a.b/c", "NEAR(a b)", "đường", "a:"]
)
def test_what_reads_as_it_is_meant_needs_no_hint(typed: str) -> None:
    assert parse_query(typed).hints == ()
