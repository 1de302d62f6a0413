"""When to look at an address again, and why. Pure: the record says what a look brought, this says what follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.definition import duration

if TYPE_CHECKING:
    from archive import Recorded, Visit
    from crawler.definition import Schedule
    from crawler.portal import Portal

WATCH = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""From look to look at an article that does not change."""
LONGEST = timedelta(days=30)
OLD_SHARE = 0.1
"""An article that was old when found is looked at again after this share of its age: old texts are edited seldom."""
AGAIN = {
    "gone": timedelta(days=30), "document": timedelta(days=90), "refused": timedelta(days=1),
    "redirect": timedelta(days=30), "empty": timedelta(days=7),
}  # fmt: skip

WRONG_GUESS = ("gone", "other", "listing", "home", "redirect", "empty", "document")
"""What a feed or sitemap is not."""


def due_of(portal: Portal, visit: Visit, found: Recorded) -> tuple[datetime | None, str]:
    """When to look again after a visit of which the archive says `found`, and why; never where a guess was wrong."""
    if visit.outcome in WRONG_GUESS and visit.url in portal.guessed:
        return None, "usual on the platform, not there"
    return next_look(
        visit,
        unchanged=found.unchanged,
        suspect=found.change == "gone",
        was_article=found.article_id is not None,
        schedule=portal.definition.schedule,
        published_at=visit.article.published_at if visit.article else None,
    )


def next_look(
    visit: Visit, *, unchanged: int, suspect: bool, was_article: bool, schedule: Schedule, published_at: datetime | None
) -> tuple[datetime, str]:
    """When to look again, and why in a few words.

    `unchanged` counts the looks in a row that found nothing new; `suspect` says that an article was not found there for
    the first time, `was_article` that one has been there.
    """
    at, interval = visit.at, duration(schedule.interval)
    if suspect:
        return at + min(interval, timedelta(days=1)), "not found at the last look: is it gone?"
    if visit.outcome == "article" or (was_article and visit.outcome in ("gone", "redirect")):
        if schedule.watch:
            steps = tuple(map(duration, schedule.watch))
            return at + steps[min(unchanged, len(steps) - 1)], "article: watched as the definition says"
        if visit.outcome != "article":
            return at + (WATCH[2] if unchanged < 4 else LONGEST), "removed article: does it come back?"
        step = WATCH[min(unchanged, len(WATCH) - 1)]
        if published_at is not None and unchanged == 0:
            step = max(step, min((at - published_at) * OLD_SHARE, LONGEST))
        return at + step, f"article: unchanged at {unchanged} looks" if unchanged else "article: new or edited"
    if visit.outcome in ("failure", "error", "challenge"):
        return at + min(interval * 2 ** min(unchanged, 5), LONGEST), f"{visit.outcome}: try again"
    if visit.outcome in AGAIN:
        return at + AGAIN[visit.outcome], f"{visit.outcome}: seldom changes"
    return at + min(interval * 2 ** min(unchanged, 10), LONGEST), f"{visit.outcome}: looked through for news"
