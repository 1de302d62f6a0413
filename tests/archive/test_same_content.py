"""Two readings are one article by what they say, not by what one page says of another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article
from archive.same_content import agreement, is_same_article, says_the_same

WORDS = [f"word{n}" for n in range(400)]
TEXT = " ".join(WORDS)


def article(text: str = TEXT, *, title: str = "Khánh thành cầu mới", **values: object) -> Article:
    return Article(url="https://example.gov.vn/a", title=title, text=text, **values)  # type: ignore[arg-type]


def edited(count: int) -> str:
    """The text with so many of its words replaced, evenly."""
    step = len(WORDS) // count if count else len(WORDS) + 1
    return " ".join("khác" if n % step == 1 and n // step < count else word for n, word in enumerate(WORDS))


def test_equal_digests_are_one_article_whoever_names_whom() -> None:
    assert is_same_article(article(), article(html="<p>khác</p>"), is_named=False)


def test_nearly_equal_texts_are_one_only_where_one_names_the_other() -> None:
    assert is_same_article(article(), article(edited(15)), is_named=True)
    assert not is_same_article(article(), article(edited(15)), is_named=False)
    assert not is_same_article(article(), article(edited(25)), is_named=True)


def test_an_equal_title_over_another_text_and_another_title_over_an_equal_text_are_two() -> None:
    assert not is_same_article(article(), article("Một nội dung hoàn toàn khác"), is_named=True)
    assert not is_same_article(article(), article(title="Thông báo số 2"), is_named=True)


def test_bare_headlines_are_one_only_with_a_date_of_their_own_or_a_name() -> None:
    assert not is_same_article(article(""), article(""), is_named=False)
    assert is_same_article(article(""), article(""), is_named=True)
    dated = article("", published_on=date(2024, 1, 2), published_from="visible")
    assert is_same_article(dated, dated, is_named=False)
    assert not is_same_article(dated, article(""), is_named=True)


def test_marks_case_and_breaks_are_no_difference() -> None:
    assert says_the_same("“Cầu mới”", TEXT.replace(" ", "\n\n"), "CẦU MỚI.", f"{TEXT.upper()} –")


def test_what_stands_in_another_order_is_another_text() -> None:
    assert agreement(TEXT, " ".join(WORDS[200:] + WORDS[:200])) == pytest.approx(0.5)


def test_a_script_without_spaces_is_compared_by_its_letters() -> None:
    text = "省政府今天宣布新的桥梁将于明年春天开始建设并在三年内完成全部工程" * 4
    assert agreement(text, text.replace("今天", "昨天", 1)) > 0.95
    assert agreement(text, "学校的新食堂从九月起使用本地农民种植的蔬菜和水果" * 4) < 0.5


@given(st.text(max_size=200), st.text(max_size=200))
def test_agreement_is_a_share_the_same_both_ways_at_its_ends(one: str, other: str) -> None:
    found = agreement(one, other)
    assert 0 <= found <= 1
    assert agreement(one, one) == 1
    assert (found == 1) == (agreement(other, one) == 1)


@given(st.lists(st.sampled_from(WORDS), min_size=40, max_size=120), st.integers(0, 1000))
def test_a_word_put_in_costs_one_word(words: list[str], place: int) -> None:
    text = " ".join(words)
    longer = " ".join([*words[: place % len(words)], "chèn", *words[place % len(words) :]])
    assert agreement(text, longer) >= len(words) / (len(words) + 1) - 1e-9
