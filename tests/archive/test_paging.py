"""Pages: what follows a hit, whatever has become of the index since."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from archive import paging
from archive.errors import UsageError

if TYPE_CHECKING:
    from archive import Archive
    from archive.search import Hit
    from tests.archive.conftest import Crawls

PAGE = 10


def page(
    archive: Archive, after: str, *, sort: str = "relevance", query: str = "chung", limit: int = PAGE
) -> list[Hit]:
    return list(archive.search(query, sort=sort, limit=limit, after=after))


def sixty(crawls: Crawls) -> None:
    """Articles that hold a word more or less often, in texts more or less long, some alike."""
    rng = random.Random(5)
    for number in range(60):
        words = ["chung"] * rng.randint(1, 4) + ["khác"] * rng.choice((5, 10, 20))
        crawls.look(str(number), " ".join(words) + f" riêng{number}", title=f"Bài {number}")


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["chung", "chu*", "riêng*", "title:bài"])
def test_what_comes_in_between_two_pages_brings_no_hit_twice_and_costs_none(
    crawls: Crawls, sort: str, query: str
) -> None:
    sixty(crawls)
    old = {hit.id for hit in crawls.archive.search(query, limit=None)}
    assert len(old) == 60
    seen: list[int] = []
    after, number = "", 100
    while found := page(crawls.archive, after, sort=sort, query=query):
        seen += [hit.id for hit in found]
        after = found[-1].key
        for _ in range(7):  # some come before the place, some behind it
            crawls.look(str(number), "chung " * (number % 9 + 1) + f"riêng{number}", title=f"Bài {number}")
            number += 1
        if number > 150:
            break
    while found := page(crawls.archive, after, sort=sort, query=query):
        seen += [hit.id for hit in found]
        after = found[-1].key
    assert len(seen) == len(set(seen))
    assert old <= set(seen)


@pytest.mark.parametrize("equals", [20_000, 5])
def test_pages_are_the_whole_result_cut_to_pieces(crawls: Crawls, monkeypatch: pytest.MonkeyPatch, equals: int) -> None:
    monkeypatch.setattr(paging, "_BESIDE", 1)
    monkeypatch.setattr(paging, "_MOST_EQUALS", equals)
    sixty(crawls)
    for query in ("chung", "title:bài", "riêng7 OR chung"):
        whole = [hit.id for hit in crawls.archive.search(query, limit=None)]
        seen: list[int] = []
        after = ""
        while found := page(crawls.archive, after, query=query):
            seen += [hit.id for hit in found]
            after = found[-1].key
        assert seen == whole
        assert len(set(seen)) == 60


def test_of_equals_the_latest_come_first(crawls: Crawls) -> None:
    sixty(crawls)
    assert [hit.id for hit in crawls.archive.search("title:bài", limit=None)] == list(range(60, 0, -1))


def test_beginnings_of_words_are_in_the_order_of_their_dates(crawls: Crawls) -> None:
    sixty(crawls)
    hits = list(crawls.archive.search("chu*", limit=None))
    assert [hit.key for hit in hits] == [hit.key for hit in crawls.archive.search("chu*", sort="newest", limit=None)]
    assert hits[0].score == 0


def test_where_the_hit_itself_is_gone_those_of_its_rank_follow(crawls: Crawls) -> None:
    sixty(crawls)
    first = page(crawls.archive, "")
    rest = [hit.id for hit in crawls.archive.search("chung", limit=None, after=first[-1].key)]
    crawls.archive.withhold(first[-1].id, reason="court order")
    assert {hit.id for hit in crawls.archive.search("chung", limit=None, after=first[-1].key)} == set(rest)


@pytest.mark.parametrize("key", ["x", "20", "1-", "-2", "1-2.5", "1-2-3", "١-2"])
def test_a_key_of_no_hit_by_relevance_is_explained(crawls: Crawls, key: str) -> None:
    with pytest.raises(UsageError, match="is no place in this result"):
        crawls.archive.search("chung", after=key)


@pytest.mark.parametrize("key", ["x", "1-2", "-1", "9" * 30])
def test_a_key_of_no_hit_by_date_is_explained(crawls: Crawls, key: str) -> None:
    with pytest.raises(UsageError, match="is no place in this result"):
        crawls.archive.search("chung", sort="newest", after=key)


def test_a_place_beyond_the_end_has_nothing_behind_it(crawls: Crawls) -> None:
    sixty(crawls)
    assert page(crawls.archive, "5000-9999") == []
