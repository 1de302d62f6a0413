"""Why each block of a page is kept or dropped."""

from __future__ import annotations

import pytest

from crawler.extraction import NotAnArticle, extract
from crawler.extraction.explain import Verdict, explained

PAGE = """
<html><head><title>Weir at Coldbrook rebuilt - Coldbrook Parish</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<h1>Weir at Coldbrook rebuilt</h1><p class="date">Published: 7 May 2024</p>
<div class="body">
<p>The weir below the mill pond at Coldbrook was rebuilt in ten weeks, and water runs over it again since Sunday.</p>
<p>Anglers had asked for a ladder of stones on the left bank, which trout have used from the first morning on.</p>
<h4>Related news</h4><ul><li><a href="/a">Footpath along the old canal is closed until June</a></li>
<li><a href="/b">Parish council elects a new clerk from among its members</a></li></ul>
<p>Half of the cost was met by the river trust, the other half by the parish from the sale of the gravel.</p>
</div><div class="comments">
<p>A splendid piece of work by everybody who stood in the water for all of those weeks.</p></div>
</body></html>
"""


@pytest.fixture
def verdicts() -> dict[str, Verdict]:
    return {one.text[:24]: one for one in explained(PAGE, "https://example.org/news/weir")}


def test_what_is_kept_is_the_text_of_the_article(verdicts: dict[str, Verdict]) -> None:
    kept = [one.text for one in verdicts.values() if one.is_kept]
    assert "\n\n".join(kept) == extract(PAGE, url="https://example.org/news/weir").text


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("Weir at Coldbrook rebuil", "the headline"),
        ("Published: 7 May 2024", "a line about the article"),
        ("Footpath along the old c", "below the heading 'Related news'"),
        ("Parish council elects a ", "mostly links"),
        ("A splendid piece of work", "comments"),
    ],
)
def test_what_is_dropped_says_why(verdicts: dict[str, Verdict], start: str, reason: str) -> None:
    assert not verdicts[start].is_kept
    assert reason in "; ".join(verdicts[start].reasons)


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(NotAnArticle):
        explained(b"%PDF-1.7\x00\x01\x02", "https://example.org/a.pdf")
