"""What a run counts of each visit. The counts are kept with the crawl: whether all is well is judged by them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.digest import STATED
from archive.records import SCRIPTS_ALONE
from archive.turning import page_of
from crawler.discovery.months import month_of

if TYPE_CHECKING:
    from collections import Counter

    from archive import Recorded
    from archive.records import Article, Visit

LOST_TEXT = ("no_text", "lost_prose", "other_body")
"""Doubts which say that a page holds text that was not read."""
WALLS = (401, 403, 407, 412, 418, 429, 451)
"""Statuses by which a server says that it does not want us."""
NAMED = 3
"""A list that has named so many articles at once is expected to name some."""
_FIELDS = ("lead", "author", "source", "category")
_NEWS_ROADS = ("listing", "feed")
_READ_OTHERWISE = ("other", "listing", "home", "empty")


def count(
    counts: Counter[str], visit: Visit, found: Recorded, *, is_stranger: bool, is_home: bool, is_last: bool
) -> None:  # fmt: skip
    """Counts a visit that is in the archive now.

    `is_stranger`: it is an article laid out like none before; `is_home`: of the home page; `is_last`: the address is
    not asked for again in this run.
    """
    counts["addresses"] += is_last
    counts["addresses_failed"] += is_last and visit.outcome in ("failure", "error")
    counts["home_asked"] += is_home and bool(visit.captures)
    status = visit.captures[-1].status if visit.captures else 0
    counts["pages"] += bool(visit.captures)
    counts[visit.outcome] += 1
    is_other = visit.article is not None and not found.is_usual
    is_unread = is_other or visit.outcome in _READ_OTHERWISE
    if found.is_usual:
        counts["articles"] += visit.outcome == "article" and not found.is_aside and not found.is_replaced
        if found.change != "none":
            counts[f"articles_{found.change}"] += 1
    elif visit.article is not None and not found.is_replaced:
        counts["of_other_types"] += 1
    counts["errors"] += visit.outcome in ("failure", "error", "challenge")
    counts["blocked"] += status in WALLS
    counts["soft_gone"] += visit.outcome == "gone" and 0 < status < 400
    counts["scripted"] += visit.error == SCRIPTS_ALONE
    counts["set_aside"] += found.is_aside
    if found.was == "article" and visit.captures and not is_other:
        counts["articles_asked"] += 1
        if 200 <= status < 300:
            counts["known_articles"] += 1
            counts["articles_lost"] += visit.outcome in _READ_OTHERWISE or found.is_replaced
    if found.announced >= NAMED and 200 <= status < 300:
        counts["lists_full"] += 1
        counts["lists_emptied"] += not visit.announcements
    is_of_a_list = page_of(visit.url) or month_of(visit.url)  # a page of a list, or a month: nobody expects an article
    if not found.was and 200 <= status < 300 and not is_of_a_list:
        counts["new_pages"] += 1
        counts["new_unread"] += is_unread
        if visit.found_by in _NEWS_ROADS:
            counts["listed"] += 1
            counts["listed_unread"] += is_unread
    if visit.article is not None and found.is_usual and not found.is_replaced:
        _count_article(counts, visit.article, has_model=visit.site > 0, is_stranger=is_stranger)


def _count_article(counts: Counter[str], article: Article, *, has_model: bool, is_stranger: bool) -> None:
    counts["read"] += 1
    counts["articles_undated"] += article.published_on is None
    counts["no_date"] += article.published_from not in STATED
    for name in _FIELDS:
        counts[f"no_{name}"] += not getattr(article, name)
    counts["no_image"] += not article.images and not article.image_url
    counts["no_text"] += not article.text
    counts["lost_text"] += any(name in LOST_TEXT for name, _ in article.doubts)
    if article.text:
        counts[f"letters_{len(article.text).bit_length()}"] += 1
    if has_model:
        counts["read_by_model"] += 1
        counts["strangers"] += is_stranger
