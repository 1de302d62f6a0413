"""Tokens in addresses that make no difference."""

from __future__ import annotations

import pytest

from crawler.discovery.twins import SIGNS, Twins, difference

SITE = "https://example.gov.vn"


def learned(pairs: list[tuple[str, str]], articles: list[str]) -> tuple[Twins, list[bool]]:
    twins, came = Twins(), []
    for url, own in pairs:
        part = twins.told(SITE + url, SITE + own)
        if part is not None:
            came.append(twins.learn(part, [SITE + one for one in articles], []))
    return twins, came


@pytest.mark.parametrize(
    ("mark", "variant"),
    [
        ("/tin/bai-{n}?tok=0a1b2c3{m}", "/tin/bai-{n}?tok=77777777"),
        ("/s-0a1b2c3{m}/tin/bai-{n}", "/s-77777777/tin/bai-{n}"),
    ],
    ids=["a token", "a session in the path"],
)
def test_after_a_few_articles_the_first_address_stands_for_all(mark: str, variant: str) -> None:
    own = [mark.format(n=n, m="a") for n in range(12)]
    twins, came = learned([(mark.format(n=n, m="b"), own[n]) for n in range(SIGNS)], own)
    assert came == [True]
    assert twins.first(SITE + variant.format(n=7)) == SITE + own[7]
    unheard = SITE + variant.format(n=77)
    assert twins.first(unheard) == unheard


def test_a_number_that_tells_articles_apart_is_never_taken_for_noise() -> None:
    own = [f"/xem.asp?so={n + 20220000}" for n in range(12)]
    twins, came = learned([(f"/xem.asp?so={n + 20230000}", own[n]) for n in range(SIGNS)], own)
    assert came == [False]
    assert twins.first(f"{SITE}/xem.asp?so=20220005") == f"{SITE}/xem.asp?so=20220005"


@pytest.mark.parametrize("mark", ["/{m}/tin/bai-{n}", "/xem.asp?lang={m}&so={n}", "/{m}/xem.asp?so={n}"])
def test_words_are_never_noise_for_the_next_article_may_have_both_languages(mark: str) -> None:
    own = [mark.format(n=n, m="vi") for n in range(12)]
    _, came = learned([(mark.format(n=n, m="en"), own[n]) for n in range(9)], own)
    assert came == []


def test_few_articles_prove_nothing() -> None:
    own = [f"/tin/bai-{n}?tok=aaaa1111" for n in range(4)]
    _, came = learned([(f"/tin/bai-{n}?tok=bbbb2222", own[n]) for n in range(SIGNS)], own)
    assert came == [False]


def test_where_the_first_address_is_dead_another_takes_its_place() -> None:
    own = [f"/aaaa1111/bai-{n}" for n in range(12)]
    twins, _ = learned([(f"/bbbb2222/bai-{n}", own[n]) for n in range(SIGNS)], own)
    twins.forget(f"{SITE}/aaaa1111/bai-5")
    assert twins.first(f"{SITE}/cccc3333/bai-5") == f"{SITE}/cccc3333/bai-5"
    assert twins.first(f"{SITE}/aaaa1111/bai-5") == f"{SITE}/cccc3333/bai-5"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a/b", "/a/c/d"),
        ("/a?x=1&y=2", "/a?x=2&y=3"),
        ("/a?x=1", "/b?x=2"),
        ("/a", "/a"),
        ("/vh/a-1", "/xh/a-2"),
    ],
)
def test_more_than_one_difference_tells_nothing(one: str, other: str) -> None:
    assert difference(SITE + one, SITE + other) is None


def test_a_parameter_counts_where_it_is_missing_too() -> None:
    assert difference(f"{SITE}/a?x=1", f"{SITE}/a") == "x"
