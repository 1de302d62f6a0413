"""Cookies as browsers bound them (RFC 6265, 6.1): so many, so large. Scrapy's own jar takes whatever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

MOST_COOKIES = 50
"""Of a response, and of the jar; a portal that needs more is none."""
LARGEST_COOKIE_BYTES = 4096


class BoundedCookies(CookiesMiddleware):
    """Keeps the first cookies of a flood, and none that is larger than a cookie may be."""

    def process_response(self, request: Request, response: Response, *arguments: Any, **named: Any) -> Any:
        """Takes the response's cookies into the jar; the response is handed on as it came."""
        sent = response.headers.getlist("Set-Cookie")
        if len(sent) <= MOST_COOKIES and all(len(one) <= LARGEST_COOKIE_BYTES for one in sent):
            kept = response
        else:
            small = [one for one in sent if len(one) <= LARGEST_COOKIE_BYTES]
            headers = response.headers.copy()
            headers.setlist("Set-Cookie", small[:MOST_COOKIES])
            kept = response.replace(headers=headers)
        super().process_response(request, kept, *arguments, **named)
        for jar in self.jars.values():
            names = [(one.domain, one.path, one.name) for one in jar]
            for name in names[: max(0, len(names) - MOST_COOKIES)]:  # the oldest go
                jar.jar.clear(*name)
        return response
