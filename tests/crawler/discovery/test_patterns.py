from __future__ import annotations

from crawler.discovery.patterns import PATIENCE, Patterns

SITE = "https://example.gov.vn"


def test_a_pattern_is_given_up_after_twenty_pages_that_brought_nothing() -> None:
    patterns = Patterns()
    told = [patterns.saw(f"{SITE}/lich?thang={n}", "other", [f"{SITE}/lich?thang={n + 1}"]) for n in range(PATIENCE)]
    assert told == [False] * (PATIENCE - 1) + [True]
    assert patterns.is_given_up(f"{SITE}/lich?thang=999")
    assert not patterns.is_given_up(f"{SITE}/tin?trang=999")


def test_a_latest_list_on_every_page_pays_only_once() -> None:
    patterns = Patterns()
    latest = [f"{SITE}/tin/bai-viet-moi-nhat-so-{n}" for n in range(5)]
    told = [patterns.saw(f"{SITE}/lich?thang={n}", "other", latest) for n in range(PATIENCE + 1)]
    assert told[-1]
    assert not any(told[:-1])


def test_a_listing_that_leads_to_unknown_articles_goes_on() -> None:
    patterns = Patterns()
    for page in range(60):
        unknown = [f"{SITE}/tin/bai-viet-moi-nhat-so-{page * 10 + n}" for n in range(10)]
        assert not patterns.saw(f"{SITE}/tin?trang={page}", "listing", unknown)


def test_articles_are_never_given_up() -> None:
    patterns = Patterns()
    for n in range(100):
        assert not patterns.saw(f"{SITE}/tin/bai-viet-moi-nhat-so-{n}", "article", [])
    assert patterns.article_share(f"{SITE}/tin/bai-viet-moi-nhat-so-7") == 1.0


def test_failures_say_nothing_of_a_pattern() -> None:
    patterns = Patterns()
    assert not any(patterns.saw(f"{SITE}/a?b={n}", "failure", []) for n in range(100))
