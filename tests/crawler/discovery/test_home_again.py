"""The home page where another page was asked for."""

from __future__ import annotations

from crawler.discovery.home_again import SAMPLE, HomeAgain

MENU = [f"/muc-{n}" for n in range(300)]
HOME = [*MENU, *(f"/tin/bai-{n}" for n in range(12))]


def known() -> HomeAgain:
    home = HomeAgain()
    home.saw_home(HOME)
    for page in range(SAMPLE):
        assert not home.shows_home([*MENU, *(f"/tin/bai-{page * 12 + n + 40}" for n in range(12))])
    return home


def test_the_same_page_is_the_home_page_whatever_its_address() -> None:
    assert known().shows_home(HOME)
    assert known().shows_home([*HOME, "/dem-7"])


def test_a_listing_on_a_portal_whose_menu_is_large_is_not() -> None:
    home = known()
    assert not home.shows_home([*MENU, *(f"/tin/bai-{n}" for n in range(100, 112))])
    assert not home.shows_home([*MENU, *(f"/tin/bai-{n}" for n in range(6, 18))])


def test_a_home_page_of_menus_alone_tells_nothing() -> None:
    home = HomeAgain()
    home.saw_home([*MENU, "/moi"])
    for n in range(SAMPLE):
        home.shows_home([*MENU, f"/a{n}"])
    assert not home.shows_home(MENU)


def test_nothing_is_known_before_the_home_page_was_seen() -> None:
    assert not HomeAgain().shows_home(HOME)
