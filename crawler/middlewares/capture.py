"""Keeps each response as it came, before anything is decompressed, redirected or read.

The payload still has its content coding on: Scrapy's own decompression is off. The captures of one request travel in
its `meta`, redirects on the way included.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from archive.clock import now
from archive.records import Capture
from crawler.downloading.handler import CERTIFICATE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

CAPTURES = "luutru_captures"
"""The key in `Request.meta`: a tuple of Capture, in the order of arrival."""

IDENTITY = "luutru_identity"
"""The key in `Request.meta` of the address under which the answer to what was posted is kept."""


RENDER = "luutru_render"
"""The key in `Request.meta` that asks for the page to be shown to a browser."""

RENDERING = "luutru_rendering"
"""The key in `Request.meta` of what came of that, a Rendering."""


@dataclass(slots=True)
class Rendering:
    """What a browser made of a page."""

    html: bytes | None = None
    """The page as its scripts had written it, in UTF-8."""
    leads_to: str = ""
    """Where its scripts led, if that is another page."""
    error: str = ""
    """Why it could not be shown; one line."""
    on_the_way: list[Capture] = field(default_factory=list)
    """What was received before the page itself: checks for robots, redirects."""
    cookies: dict[str, str] = field(default_factory=dict)
    """What the browser would send with the next request to the page's host."""


class CaptureMiddleware:
    """Puts each response into the visit that asked for it."""

    def process_response(self, request: Request, response: Response, **_: Any) -> Response:
        """Adds the response to the request's captures and hands it on unchanged.

        The answer to a post is kept under the address made for it: under the form's own it would pass for the page
        that a plain request brings there.
        """
        earlier: tuple[Capture, ...] = request.meta.get(CAPTURES, ())
        capture = replace(captured(response), certificate=request.meta.get(CERTIFICATE))
        if request.method == "POST":
            capture = replace(capture, url=request.meta[IDENTITY])
        rendering: Rendering | None = request.meta.get(RENDERING)
        if rendering is not None:
            earlier = (*earlier, *rendering.on_the_way)
            capture = replace(capture, rendered=rendering.html)
        request.meta[CAPTURES] = (*earlier, capture)
        return response


def captured(response: Response) -> Capture:
    """The response as a Capture. Names of headers come in Scrapy's spelling; nothing is added."""
    address = response.ip_address
    return Capture(
        url=response.url,
        fetched_at=now(),
        status=response.status,
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ),
        payload=response.body,
        protocol=response.protocol or "HTTP/1.1",
        ip_address=str(address) if address is not None else None,
        truncated="disconnect" if "dataloss" in response.flags else None,
    )
