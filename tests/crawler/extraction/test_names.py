"""What class and id say, and what only looks like a word."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extraction import names
from crawler.extraction.names import identity_flags, is_machine_made, named_flags


@pytest.mark.parametrize(
    "name",
    ["c3ad91f0", "css-9nav2x", "sc-fAdNavX", "_1ad7Qz", "3f0a-ad-1c2b", "hidden lg:block", "md:hidden", "hidden-xs"],
)
def test_machine_made_names_and_settings_for_a_screen_say_nothing(name: str) -> None:
    assert not named_flags(name) & names.SUSPECT


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("Page_sidebar__9xYw2", names.SIDE),
        ("relatedNews2", names.RELATED),
        ("ad300x250", names.ADVERTISING),
        ("cookie-bar", names.DIALOG),
        ("hidden", names.EXTRAS),
    ],
)
def test_words_beside_a_random_part_still_count(name: str, flag: int) -> None:
    assert named_flags(name) & flag


def test_random_letters_are_told_from_words() -> None:
    assert is_machine_made("e04bad77") and is_machine_made("qXadBnV")
    assert not any(map(is_machine_made, ("sidebar2", "boxTinLienQuan", "col12", "h1title")))


def flags_of(markup: str) -> int:
    element = html.fromstring(markup)
    return identity_flags(element.get("id") or "", element, element.tag)


def test_an_id_made_of_its_own_heading_is_no_name() -> None:
    assert not flags_of(
        "<section id='related-crafts-on-the-coast'><h2>Related crafts on the coast</h2><p>…</p></section>"
    )
    assert not flags_of("<h2 id='comments-on-the-draft'>Comments on the draft</h2>")
    assert not flags_of("<div id='binh-luan-ve-du-thao'><h3>Bình luận về dự thảo</h3></div>")


def test_an_id_that_agrees_with_the_heading_of_a_list_is_one() -> None:
    assert flags_of("<section id='related-news'><h2>Related news</h2></section>") & names.RELATED
    assert flags_of("<div id='comments'><h3>Comments (3)</h3></div>") & names.COMMENTS
    assert flags_of("<div id='sidebar'><h3>Weather</h3></div>") & names.SIDE
