"""What a run counts of a page, by which it is judged later whether all is well."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from archive import Capture, Recorded, Visit
from crawler.counting import count

AT = datetime(2022, 12, 14, tzinfo=UTC)
HOME = "https://example.gov.vn/"


def counted(path: str, outcome: str) -> Counter[str]:
    """What is counted of a page that a list has named, and that nobody has seen before."""
    counts: Counter[str] = Counter()
    page = Capture(url=HOME + path, fetched_at=AT, status=200, headers=(), payload=b"x")
    visit = Visit(
        portal="example", url=HOME + path, requested_url=HOME + path, at=AT, outcome=outcome, captures=(page,),
        found_by="listing",
    )  # fmt: skip
    count(counts, visit, Recorded("none", None), is_stranger=False, is_home=False, is_last=True)
    return +counts


@pytest.mark.parametrize("path", ["tin/le-hoi-hoa-phuong-2022", "xem-tin.asp?id=10305", "2022/12/le-hoi"])
def test_a_page_that_a_list_names_is_expected_to_be_an_article(path: str) -> None:
    assert counted(path, "listing") >= Counter(new_pages=1, new_unread=1, listed=1, listed_unread=1)
    assert counted(path, "other") >= Counter(new_pages=1, new_unread=1, listed=1, listed_unread=1)
    assert counted(path, "article")["new_unread"] == 0


@pytest.mark.parametrize("path", ["lich?thang=2019-09", "luu-tru/2019/09", "tin-tuc?page=7", "lich?month=9&year=2019"])
def test_nobody_expects_an_article_of_the_page_of_a_list_or_of_a_month(path: str) -> None:
    assert counted(path, "listing").keys() == {"addresses", "pages", "listing"}
