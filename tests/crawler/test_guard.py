from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.middlewares.guard import GuardMiddleware
from crawler.portal import parse_portal

PORTAL = parse_portal('homepage = "https://example.gov.vn/"\n', key="example", origin="example.toml")


def guard() -> GuardMiddleware:
    return GuardMiddleware(SimpleNamespace(spider=SimpleNamespace(job=SimpleNamespace(portal=PORTAL))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["https://example.gov.vn/", "http://www.example.gov.vn/a?b=c", "http://example.gov.vn\\@169.254.169.254/"]
)
def test_requests_to_the_portal_leave(url: str) -> None:
    guard().process_request(Request(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "https://example.gov.vn:8443/",
        "http://169.254.169.254:8888\\@example.gov.vn/",
        "http://example.gov.vn@169.254.169.254/",
        "http://user@example.gov.vn/",
        "http:/example.gov.vn/",
        "file:///etc/passwd",
        "data:text/html,a",
    ],
)
def test_requests_elsewhere_and_those_that_can_be_read_two_ways_do_not(url: str) -> None:
    with pytest.raises(IgnoreRequest):
        guard().process_request(Request(url))
