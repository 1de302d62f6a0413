"""The last look before a request leaves: only the portal's own hosts, however the address came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest

from crawler.urls import split_url

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
        """Raises IgnoreRequest for an address outside the portal, and for one that others may read differently.

        What connects reads addresses by other rules than browsers: `http://portal.vn\\@10.0.0.1/` is the portal's for
        these and 10.0.0.1's for those.
        """
        portal = self._crawler.spider.job.portal  # type: ignore[union-attr]
        split = split_url(request.url)
        plain = split is not None and request.url.startswith(f"{split.scheme}://{split.netloc}/")
        if not plain or not portal.owns(request.url):
            raise IgnoreRequest(f"{request.url} is outside the hosts of {portal.key}")
