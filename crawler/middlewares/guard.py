"""The last look before a request leaves: only the portal's own hosts, however the address came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class GuardMiddleware:
    """Refuses requests to hosts that the portal's definition does not name."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it."""
        return cls(crawler)

    def process_request(self, request: Request, **_: Any) -> None:
        """Raises IgnoreRequest for an address outside the portal."""
        portal = self._crawler.spider.job.portal  # type: ignore[union-attr]
        if not portal.owns(request.url):
            raise IgnoreRequest(f"{request.url} is outside the hosts of {portal.key}")
