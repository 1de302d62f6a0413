"""The slash at the end of addresses."""

from __future__ import annotations

from crawler.discovery.slashes import SIGNS, Slashes

SITE = "https://example.gov.vn"


def told(*pairs: tuple[str, str]) -> Slashes:
    slashes = Slashes()
    for url, target in pairs:
        slashes.told(SITE + url, SITE + target)
    return slashes


def test_links_are_put_into_the_spelling_that_redirects_go_to() -> None:
    slashes = told(*((f"/a{n}", f"/a{n}/") for n in range(SIGNS)))
    assert slashes.put_right(f"{SITE}/tin/bai") == f"{SITE}/tin/bai/"
    for kept in ("/tin/bai/", "/tin/bai.html", "/tin?a=1", "/"):
        assert slashes.put_right(SITE + kept) == SITE + kept


def test_the_other_way_round_too_but_never_the_home_page() -> None:
    slashes = told(*((f"/a{n}/", f"/a{n}") for n in range(SIGNS)))
    assert slashes.put_right(f"{SITE}/tin/bai/") == f"{SITE}/tin/bai"
    assert slashes.put_right(f"{SITE}/") == f"{SITE}/"


def test_few_signs_or_signs_of_both_kinds_say_nothing() -> None:
    few = told(*((f"/a{n}", f"/a{n}/") for n in range(SIGNS - 1)))
    both = told(*((f"/a{n}", f"/a{n}/") for n in range(9)), ("/b/", "/b"))
    other = told(*((f"/a{n}", f"/b{n}/") for n in range(9)))
    for slashes in (few, both, other):
        assert slashes.put_right(f"{SITE}/tin/bai") == f"{SITE}/tin/bai"
