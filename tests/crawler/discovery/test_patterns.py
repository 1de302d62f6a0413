from __future__ import annotations

from crawler.discovery.patterns import AT_FIRST, LIKELY, PATIENCE, Patterns

SITE = "https://example.gov.vn"


def asked(patterns: Patterns, urls: list[str]) -> int:
    """How many of the addresses are asked for when none of them brings anything."""
    count = 0
    for url in urls:
        if not patterns.is_given_up(url):
            patterns.saw(url, "listing", [])
            count += 1
    return count


def test_a_pattern_that_never_brought_anything_is_given_up_after_twelve_pages() -> None:
    patterns = Patterns()
    told = [patterns.saw(f"{SITE}/lich?thang={n}", "other", [f"{SITE}/lich?thang={n + 1}"]) for n in range(AT_FIRST)]
    assert told == [""] * (AT_FIRST - 1) + ["example.gov.vn/lich?thang"]
    assert patterns.is_given_up(f"{SITE}/lich?thang=999")
    assert not patterns.is_given_up(f"{SITE}/tin?trang=999")


def test_one_that_did_is_given_up_after_twenty() -> None:
    patterns = Patterns()
    patterns.saw(f"{SITE}/muc?loai=1", "listing", [], fresh=True)
    told = [patterns.saw(f"{SITE}/muc?loai={n}", "listing", []) for n in range(PATIENCE)]
    assert told == [""] * (PATIENCE - 1) + ["example.gov.vn/muc?loai"]


def test_a_menu_of_many_pages_named_like_articles_does_not_hide_the_articles() -> None:
    patterns = Patterns()
    told = [patterns.saw(f"{SITE}/co-cau-to-chuc-phong-{n}", "other", []) for n in range(LIKELY - 1)]
    assert not any(told)
    patterns.settled(f"{SITE}/hoi-nghi-tong-ket-nam-qua", is_alias=False)
    assert not patterns.is_given_up(f"{SITE}/le-hoi-mua-xuan-o-xa")


def test_a_latest_list_on_every_page_pays_only_once() -> None:
    patterns = Patterns()
    latest = [f"{SITE}/tin/bai-viet-moi-nhat-so-{n}" for n in range(5)]
    told = [patterns.saw(f"{SITE}/lich?thang={n}", "other", latest) for n in range(PATIENCE + 1)]
    assert told[-1] == "example.gov.vn/lich?thang"


def test_filters_of_one_listing_are_given_up_together_however_they_are_combined() -> None:
    patterns = Patterns()
    chosen = [[name for place, name in enumerate("abcdefgh") if mask >> place & 1] for mask in range(1, 256)]
    assert asked(patterns, [f"{SITE}/tin?{'&'.join(f'{name}=x' for name in names)}" for names in chosen]) <= 50
    assert patterns.is_given_up(f"{SITE}/tin?mau=do")


def test_folders_of_filters_are_given_up_together() -> None:
    patterns = Patterns()
    patterns.settled(f"{SITE}/tin/bai-viet-moi-nhat-so-1", is_alias=False)
    names = [f"{SITE}/tin/loc/{one}/{two}" for one in ("do", "xanh", "vang", "tim") for two in "abcdefghij"]
    assert asked(patterns, names) <= 50
    assert patterns.is_given_up(f"{SITE}/tin/loc/nau/z")
    assert not patterns.is_given_up(f"{SITE}/tin/bai-viet-moi-nhat-so-2")


def test_addresses_that_bring_known_articles_alone_are_given_up() -> None:
    patterns = Patterns()
    told = [patterns.settled(f"{SITE}/tin/bai-viet-moi-nhat-so-{n}/in-ra", is_alias=True) for n in range(AT_FIRST)]
    assert told[-1] == "example.gov.vn/tin/s/in-ra"


def test_other_addresses_of_articles_never_count_against_articles_of_their_shape() -> None:
    patterns = Patterns()
    patterns.settled(f"{SITE}/tin/bai-viet-moi-nhat-so-0", is_alias=False)
    assert not any(patterns.settled(f"{SITE}/tin/bai-viet-moi-nhat-so-{n}", is_alias=True) for n in range(99))


def test_a_listing_that_leads_to_unknown_articles_goes_on() -> None:
    patterns = Patterns()
    for page in range(60):
        unknown = [f"{SITE}/tin/bai-viet-moi-nhat-so-{page * 10 + n}" for n in range(10)]
        assert not patterns.saw(f"{SITE}/tin?trang={page}", "listing", unknown)


def test_articles_are_never_given_up() -> None:
    patterns = Patterns()
    for n in range(100):
        assert not patterns.saw(f"{SITE}/tin/bai-viet-moi-nhat-so-{n}", "article", [])
        assert not patterns.settled(f"{SITE}/tin/bai-viet-moi-nhat-so-{n}", is_alias=False)
    assert patterns.article_share(f"{SITE}/tin/bai-viet-moi-nhat-so-7") == 1.0


def test_failures_and_documents_say_nothing_of_a_pattern() -> None:
    patterns = Patterns()
    assert not any(patterns.saw(f"{SITE}/a?b={n}", "failure", []) for n in range(100))
    assert not any(patterns.saw(f"{SITE}/a?b={n}", "document", []) for n in range(100))
