"""What was edited or removed, as a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest

from archive import Archive

if TYPE_CHECKING:
    from tests.web.conftest import Served


def entries(served: Served, path: str) -> list[feedparser.FeedParserDict]:
    """The entries of a feed that a feed reader can read."""
    told = feedparser.parse(served.ask(path).content)
    assert not told.bozo
    found: list[feedparser.FeedParserDict] = told.entries
    return found


def test_each_edit_and_removal_is_an_entry_that_leads_to_its_page(served: Served) -> None:
    with Archive.open(served.folder) as archive:
        wanted = [one for one in archive.changes() if one.kind != "suspect"]
    found = entries(served, "/changes.atom?lang=en")
    assert len(wanted) > 1
    assert [one.updated for one in found] == [one.at for one in wanted]
    assert len({one.id for one in found}) == len(wanted)
    assert all(one.title.endswith(change.title) for one, change in zip(found, wanted, strict=True))
    for one in found:
        assert served.ask(one.link.removeprefix(served.url)).status_code == 200


def test_a_feed_is_of_a_kind_a_portal_and_a_tag(served: Served) -> None:
    with Archive.open(served.folder) as archive:
        removed = len(list(archive.changes(kind=["removed"])))  # type: ignore[list-item]
        portals = {row["id"] for row in archive.portals()}
    assert len(entries(served, "/changes.atom?kind=removed")) == removed
    for portal in portals:
        with Archive.open(served.folder) as archive:
            count = len([one for one in archive.changes(portal=portal) if one.kind != "suspect"])
        assert len(entries(served, f"/changes.atom?portal={portal}")) == count
    assert entries(served, "/changes.atom?tag=none-such") == []
    assert 'href="/changes.atom' in served.ask("/changes").text


@pytest.mark.parametrize("query", ["kind=nope", "portal=nowhere"])
def test_a_feed_of_what_there_is_not_is_explained(served: Served, query: str) -> None:
    answer = served.ask(f"/changes.atom?{query}")
    assert (answer.status_code, len(answer.text.splitlines())) == (400, 1)
