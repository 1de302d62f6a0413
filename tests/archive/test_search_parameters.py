"""The parameters of a search as names and texts, and its answer as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UsageError
from archive.search_json import answer, described
from archive.search_parameters import LONGEST, NAMES, read_parameters, written
from tests.archive.conftest import Crawls


def test_all_that_a_search_takes_can_be_asked_for(crawls: Crawls) -> None:
    crawls.look("a", "chung một")
    crawls.look("b", "chung hai")
    asked = read_parameters(
        {"q": ["chung"], "portal": ["example"], "since": [" "], "sort": ["newest"], "limit": ["1"],
         "seen_since": ["2022"], "seen_until": ["2023"], "changed": ["0"], "fold": [""]}
    )  # fmt: skip
    hits = crawls.archive.search(**asked)
    assert [hit.url[-1] for hit in hits] == ["b"]
    assert len(hits) == 2


def test_pages_of_an_answer_follow_each_other(crawls: Crawls) -> None:
    for name in "abc":
        crawls.look(name, f"chung {name}")
    seen, after = [], ""
    while after is not None:
        page = answer(crawls.archive.search(**read_parameters({"q": ["chung"], "limit": ["2"], "after": [after]})))
        assert page["articles"] == 3
        seen += [hit["id"] for hit in page["hits"]]
        after = page["next"]
    assert sorted(seen) == [1, 2, 3]


def test_a_hit_is_described_by_its_fields(crawls: Crawls) -> None:
    crawls.look("a", "chung một")
    (hit,) = crawls.archive.search("chung")
    told = described(hit)
    assert told["url"] == "https://example.gov.vn/a"
    assert told["snippet"] == "⟦chung⟧ một"
    assert told["key"] == hit.key


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"sinc": ["2022"]}, "no parameter 'sinc': there are q, portal"),
        ({"since": ["2022", "2023"]}, "since is given 2 times"),
        ({"removed": ["maybe"]}, "write 1 or 0"),
        ({"limit": ["0"]}, "is no number"),
        ({"limit": ["٣"]}, "is no number"),
        ({"limit": ["-1"]}, "is no number"),
        ({"limit": ["101"]}, "more than 100"),
        ({"story": ["x"]}, "story 'x' is no number"),
        ({"sort": ["best"]}, "relevance, newest or oldest"),
        ({"q": ["x" * (LONGEST + 1)]}, "2,001 characters"),
        ({"portal": [str(number) for number in range(201)]}, "200 are the most"),
        ({"q": ["\udcff"]}, "no text"),
    ],
)
def test_what_cannot_be_read_is_explained_on_one_line(asked: dict[str, list[str]], why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        read_parameters(asked)
    assert "\n" not in str(caught.value)


@given(st.dictionaries(st.sampled_from([*NAMES, "other\n"]), st.lists(st.text(max_size=5), max_size=3)))
def test_whatever_is_given_is_read_or_explained_on_one_line(asked: dict[str, list[str]]) -> None:
    try:
        read_parameters(asked)
    except UsageError as error:
        assert "\n" not in str(error)


_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9).filter(str.strip)
_asked = st.fixed_dictionaries(
    {"limit": st.integers(1, 100)},
    optional={
        **dict.fromkeys(("query", "source", "author", "since", "until", "as_of", "after"), _texts),
        **dict.fromkeys(("portal", "category"), st.sets(_texts, min_size=1, max_size=4).map(sorted)),
        **dict.fromkeys(("changed", "removed", "fold"), st.just(True)),
        "story": st.integers(1, 10**17),
        "sort": st.sampled_from(["newest", "oldest"]),
    },
)


@given(_asked)
def test_an_address_brings_back_the_search_that_it_was_written_for(asked: dict[str, Any]) -> None:
    pairs = written(asked)
    assert read_parameters(parse_qs(urlencode(pairs))) == asked
    assert written(read_parameters(parse_qs(urlencode(pairs[::-1])))) == pairs
