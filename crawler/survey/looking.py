"""Looks at portals, several side by side, in one Scrapy process as `crawler.run` uses it. Nothing is kept."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.errors import LuutruError
from crawler.run import politeness_settings, scrapy_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from archive.records import Capture
    from crawler.portal import Portal
    from crawler.spiders.look import LookSpider
    from crawler.survey.glance import Glance
    from crawler.workers import Workers

MOST_REQUESTS = 30
"""Redirects and robots.txt included."""
LONGEST_SECONDS = 900.0
"""Then nothing more is asked; with a Crawl-delay of a minute that is a quarter of the requests."""
TIMEOUT_SECONDS = 30
LARGEST_BYTES = 16 << 20
AT_ONCE = 8
"""Portals looked at side by side."""


class LookFailed(LuutruError):
    """The portal could not be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one question."""

    url: str
    """Canonical, where redirects ended."""
    capture: Capture
    read: Glance
    leaves_to: str = ""
    """Where a redirect leads out of the portal; it was not followed."""


def look_at(
    portals: Sequence[Portal], plan: Callable[[int, LookSpider], Awaitable[None]], *, user_agent: str, workers: Workers
) -> None:
    """Follows the plan for each portal, which is told the portal's place in the row. Runs once a process.

    Raises KeyboardInterrupt where the user ended it.
    """
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(scrapy_settings())
    waiting = deque(enumerate(portals))
    done: set[int] = set()

    def next_one() -> None:
        if not waiting:
            return
        place, portal = waiting.popleft()
        task = process.crawl(
            _crawler(portal, user_agent), portal=portal, workers=workers, most=MOST_REQUESTS, seconds=LONGEST_SECONDS,
            plan=lambda spider: _followed(place, spider),
        )  # fmt: skip
        task.add_done_callback(lambda _: next_one())

    async def _followed(place: int, spider: LookSpider) -> None:
        await plan(place, spider)
        done.add(place)

    asyncio.get_event_loop()
    for _ in range(AT_ONCE):
        next_one()
    process.start()
    if len(done) < len(portals):
        raise KeyboardInterrupt


def _crawler(portal: Portal, user_agent: str) -> Any:
    from scrapy.crawler import Crawler

    from crawler.spiders.look import LookSpider

    settings = scrapy_settings()
    settings.setdict(
        {
            **politeness_settings(portal, user_agent),
            "SCHEDULER": "scrapy.core.scheduler.Scheduler",
            "ITEM_PIPELINES": {},
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_TIMEOUT": (
                portal.definition.politeness.timeout if "politeness.timeout" in portal.overrides else TIMEOUT_SECONDS
            ),
            "DOWNLOAD_MAXSIZE": LARGEST_BYTES,
        },
        priority="cmdline",
    )
    return Crawler(LookSpider, settings)
