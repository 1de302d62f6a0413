"""When to look at an address again, and why. Pure: the record says what a look brought, this says what follows.

What changes often has changed lately. So the time from look to look is a share of the time since the page last
brought something new: for an article since it came out or was edited, for a list since it last named something that
nobody knew. An edit or a piece of news shortens it at once, quiet makes it grow, within limits.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive.turning import page_of
from crawler.definition import duration

if TYPE_CHECKING:
    from archive import Recorded, Visit
    from crawler.definition import Schedule
    from crawler.portal import Portal

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ARTICLE_SHARE = 0.1
"""An article is looked at again after this share of the time since it came out or was last edited."""
LIST_SHARE = 0.2
"""A list of news, after this share of the time since it last brought some."""
LONGEST = timedelta(days=60)
"""Between two looks at an article."""
DAILY, OFTEN, SELDOM = timedelta(hours=20), timedelta(days=3), timedelta(days=30)
"""The longest time between looks at what announces all news (under a day: who runs daily at one hour looks daily), at a
section that the home page names, at other lists."""
SWEEP = timedelta(days=60)
"""From look to look at the later pages of a listing: what is new there is found from its first page on."""
GONE_SHARE, GONE_LONGEST = 0.5, timedelta(days=365)
AGAIN = {"document": timedelta(days=90), "refused": DAY, "redirect": timedelta(days=30), "empty": timedelta(days=7)}
_ROOTS = ("seed", "robots")
_SPREAD = timedelta(days=10)
"""Longer waits are spread by half, so that what was found on one day does not come due on one day."""

WRONG_GUESS = ("gone", "other", "listing", "home", "redirect", "empty", "document")
"""What a feed or sitemap is not."""


def due_of(portal: Portal, visit: Visit, found: Recorded) -> tuple[datetime | None, str]:
    """When to look again after a visit of which the archive says `found`, and why; never where a guess was wrong."""
    if visit.outcome in WRONG_GUESS and visit.url in portal.guessed:
        return None, "usual on the platform, not there"
    return next_look(visit, found, schedule=portal.definition.schedule, homepage=portal.homepage)


def next_look(visit: Visit, found: Recorded, *, schedule: Schedule, homepage: str = "") -> tuple[datetime, str]:
    """When to look again, and why in a few words."""
    wait, why = _wait(visit, found, schedule, homepage)
    if not schedule.watch and wait > _SPREAD:
        wait *= 0.5 + zlib.crc32(visit.url.encode()) / 2**32
    return visit.at + wait, why


def is_turned(visit: Visit) -> bool:
    """Whether the address is a later page of a listing, not its first."""
    place = page_of(visit.url)
    return place is not None and (place[1] > 1 or (place[1] == 1 and visit.found_by == "pagination"))


def _wait(visit: Visit, found: Recorded, schedule: Schedule, homepage: str) -> tuple[timedelta, str]:
    interval = duration(schedule.interval)
    if found.change == "gone":
        return min(interval, DAY), "not found at the last look: is it gone?"
    if found.is_replaced:
        wait = timedelta(days=1 if found.unchanged < 2 else 7 if found.unchanged < 5 else 30)
        return wait, "something else in an article's place: is it gone?"
    if found.change == "alias":
        return LONGEST, "another address of an article"
    was_article = found.article_id is not None
    if visit.outcome == "article" or (was_article and visit.outcome in ("gone", "redirect")):
        return _article_wait(visit, found, schedule)
    if visit.outcome in ("failure", "error", "challenge"):
        return min(interval * 2 ** min(found.unchanged, 5), LONGEST), f"{visit.outcome}: try again"
    quiet = visit.at - (found.changed_at or found.first_seen or visit.at)
    if visit.outcome == "gone":
        wait = _between(GONE_SHARE * (visit.at - (found.first_seen or visit.at)), timedelta(days=7), GONE_LONGEST)
        return wait, "gone: is it there again?"
    if visit.outcome in AGAIN and visit.url == homepage:
        return _between(interval, interval, DAILY), f"home page: {visit.outcome}: is it back?"
    if visit.outcome in AGAIN:
        return AGAIN[visit.outcome], f"{visit.outcome}: seldom changes"
    return _list_wait(visit, found, interval, quiet, homepage)


def _article_wait(visit: Visit, found: Recorded, schedule: Schedule) -> tuple[timedelta, str]:
    if schedule.watch:
        steps = tuple(map(duration, schedule.watch))
        return steps[min(found.unchanged, len(steps) - 1)], "article: watched as the definition says"
    if visit.outcome != "article":
        return timedelta(days=7) if found.unchanged < 4 else timedelta(days=30), "removed article: does it come back?"
    since = max((one for one in (found.published_at or found.first_seen, found.changed_at) if one), default=visit.at)
    wait = _between(ARTICLE_SHARE * (visit.at - since), _least(visit), LONGEST)
    what = "edited" if since == found.changed_at else "published" if found.published_at else "first seen"
    return wait, f"article: {what} {_days(visit.at - since)} ago"


def _least(visit: Visit) -> timedelta:
    """The shortest time between looks at a page: news and notices are corrected within hours."""
    return HOUR if visit.article is None or visit.article.is_usual else WEEK


def _list_wait(
    visit: Visit, found: Recorded, interval: timedelta, quiet: timedelta, homepage: str
) -> tuple[timedelta, str]:  # fmt: skip
    news = f"brought news {_days(quiet)} ago" if found.changed_at else "has brought no news yet"
    if visit.outcome in ("home", "feed") or visit.found_by in _ROOTS or (
        visit.found_by in ("feed", "sitemap", "listing") and not visit.referrer
    ):  # fmt: skip
        return _between(LIST_SHARE * quiet, interval, max(interval, DAILY)), f"{visit.outcome}: {news}"
    if visit.outcome == "sitemap":
        return _between(LIST_SHARE * quiet, interval, max(interval, timedelta(days=7))), f"sitemap: {news}"
    if visit.outcome == "listing" and is_turned(visit):
        return SWEEP, "later page of a listing: looked at when the pages before it bring news"
    if visit.outcome == "listing" and visit.referrer == homepage:
        return _between(LIST_SHARE * quiet, interval, max(interval, OFTEN)), f"section: {news}"
    if visit.outcome == "listing" and (found.changed_at or (found.looks == 1 and visit.news_count)):
        return _between(LIST_SHARE * quiet, max(interval, DAY), max(interval, SELDOM)), f"listing: {news}"
    wait = _between(LIST_SHARE * quiet, timedelta(days=7), LONGEST)
    return wait, f"{visit.outcome}: {news}"


def _between(wait: timedelta, least: timedelta, most: timedelta) -> timedelta:
    return max(least, min(wait, most))


def _days(span: timedelta) -> str:
    if span < timedelta(hours=48):
        return f"{max(0, round(span / HOUR))} hours"
    return f"{span.days} days"
