from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.differences import FieldDifference, differences, field_difference

WORDS = st.sampled_from(["a", "b", "c", "đường", "xã,", "Huế", "2022"])
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\n\n", "\u00a0", "  "])), max_size=60).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)


def words(found: FieldDifference, *kinds: str) -> list[str]:
    return " ".join(piece.text for piece in found.pieces if piece.kind in kinds).split()


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in field_difference("text", old, new).pieces]


@given(TEXTS | st.text(), TEXTS | st.text())
def test_the_pieces_give_both_versions_back(old: str, new: str) -> None:
    found = field_difference("text", old, new)
    assert words(found, "equal", "removed") == unicodedata.normalize("NFC", old).split()
    assert words(found, "equal", "added") == unicodedata.normalize("NFC", new).split()
    assert found.words_removed == len(words(found, "removed"))
    assert found.words_added == len(words(found, "added"))
    assert not any(before.kind == after.kind for before, after in zip(found.pieces, found.pieces[1:], strict=False))


@given(TEXTS)
def test_white_space_and_composition_are_no_difference(text: str) -> None:
    assert not field_difference("text", text, " ".join(unicodedata.normalize("NFD", text).split())).differs


@given(st.lists(WORDS, max_size=7), st.lists(WORDS, max_size=7))
def test_small_edits_are_as_few_as_can_be(old: list[str], new: list[str]) -> None:
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            longest[i + 1][j + 1] = longest[i][j] + 1 if one == other else max(longest[i][j + 1], longest[i + 1][j])
    found = field_difference("title", " ".join(old), " ".join(new))
    assert len(words(found, "equal")) == longest[-1][-1]


def test_only_the_paragraph_that_changed_shows() -> None:
    old = "Mở đầu.\n\nHuyện có 45 xã.\n\nKết thúc."
    assert pieces(old, old.replace("45", "46")) == [
        ("equal", "Mở đầu.\n\nHuyện có"),
        ("removed", "45"),
        ("added", "46"),
        ("equal", "xã.\n\nKết thúc."),
    ]


def test_a_paragraph_that_is_split_or_a_word_that_is_composed_otherwise_is_no_edit() -> None:
    assert pieces("Một hai.\n\nBa.", "Một\n\nhai. Ba.") == [("equal", "Một\n\nhai. Ba.")]
    assert pieces("huyê\u0323n", "huyện") == [("equal", "huyện")]


def test_what_comes_first_or_alone_has_nothing_before_it() -> None:
    (only,) = field_difference("lead", "", "Mới").pieces
    assert (only.kind, only.before) == ("added", "")
    assert field_difference("lead", "", "").pieces == ()
    gone, kept = field_difference("text", "A B", "B").pieces
    assert (gone.before, kept.before) == ("", " ")


def test_every_field_is_told_of() -> None:
    found = differences({"title": "a", "lead": "b"}, {"title": "a", "lead": "c"})
    assert [(one.field, one.differs) for one in found] == [("title", False), ("lead", True)]


@pytest.mark.parametrize("letters", ["a", "ab", "abcdefgh"])
@pytest.mark.parametrize("separator", [" ", "\n\n"])
def test_a_hostile_text_costs_bounded_work(letters: str, separator: str) -> None:
    chance = random.Random(1)
    old, new = (separator.join(chance.choices(letters, k=50_000 + more)) for more in (0, 7))
    found = field_difference("text", old, new)
    assert words(found, "equal", "removed") == old.split()
    assert words(found, "equal", "added") == new.split()


def test_a_long_text_rewritten_in_thousands_of_places_keeps_the_rest() -> None:
    chance = random.Random(2)
    old = [f"w{chance.randrange(3000)}" for _ in range(50_000)]
    new = list(old)
    for place in chance.sample(range(len(old)), 5_000):
        new[place] = "khác"
    found = field_difference("text", " ".join(old), " ".join(new))
    assert 5_000 <= found.words_added == found.words_removed < 5_200
