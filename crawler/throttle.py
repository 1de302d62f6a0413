"""Scrapy's AutoThrottle with a floor: never faster than the definition's delay, nor than robots.txt's Crawl-delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PoliteThrottle(AutoThrottle):
    """Starts at the delay and goes up with the host's latency, and never below the host's floor."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self._before_download, signal=signals.request_reached_downloader)

    def _start_delay(self) -> float:
        return self.mindelay

    def _before_download(self, request: Request, spider: Spider) -> None:
        _key, slot = self._get_slot(request, spider)
        if slot is not None:
            slot.delay = max(slot.delay, self._floor(request))

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        self._before_download(request, spider)

    def _floor(self, request: Request) -> float:
        crawl_delay: float | None = self.crawler.spider.job.robots.crawl_delay(request.url)  # type: ignore[union-attr]
        return max(self.mindelay, crawl_delay or 0.0)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self.mindelay)
