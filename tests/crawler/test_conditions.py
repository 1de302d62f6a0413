"""When a page is asked for whole, and when only whether it has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.captures import Validators
from crawler.conditions import conditions
from crawler.extraction import UNDECIDED

NOW = datetime(2024, 5, 1, tzinfo=UTC)
MODIFIED = "Wed, 01 May 2024 00:00:00 GMT"


def asked(kind: str = "article", *, days: float = 1, etag: str = '"a"', note: str = "") -> dict[str, str]:
    return conditions(Validators(etag, MODIFIED, NOW - timedelta(days=days), kind, note), at=NOW)


def test_with_what_the_server_gave_as_it_gave_it() -> None:
    assert asked() == {"If-None-Match": '"a"', "If-Modified-Since": MODIFIED}
    assert asked(etag="") == {"If-Modified-Since": MODIFIED}
    assert conditions(None, at=NOW) == {}


@pytest.mark.parametrize(
    ("kind", "days"), [("article", 90), ("listing", 7), ("feed", 7), ("home", 7), ("document", 365)]
)
def test_no_server_is_believed_for_ever(kind: str, days: int) -> None:
    assert asked(kind, days=days - 1)
    assert asked(kind, days=days + 1) == {}


def test_nor_a_clock_that_was_ahead() -> None:
    assert asked(days=-5) == {}


def test_a_page_that_may_be_an_article_by_now_is_asked_for_whole() -> None:
    assert asked("other", note=UNDECIDED) == {}
