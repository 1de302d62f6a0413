from __future__ import annotations

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.middlewares.cookies import MOST_COOKIES, BoundedCookies


def sent_back(*answers: list[str]) -> bytes:
    """The Cookie header of the request after these answers."""
    middleware = BoundedCookies(debug=Settings().getbool("COOKIES_DEBUG"))
    request = Request("https://example.gov.vn/")
    for cookies in answers:
        response = Response(request.url, headers={"Set-Cookie": cookies})
        assert middleware.process_response(request, response) is response
        assert len(response.headers.getlist("Set-Cookie")) == len(cookies)
    middleware.process_request(request)
    return request.headers.get("Cookie") or b""


def test_a_cookie_comes_back() -> None:
    assert sent_back(["seen=1; Path=/"]) == b"seen=1"


def test_a_flood_of_cookies_is_bounded() -> None:
    one, other = ([f"{name}{n}=1" for n in range(5000)] for name in "ab")
    cookies = sent_back(one, other, ["wanted=1"]).split(b"; ")
    assert len(cookies) == MOST_COOKIES
    assert b"wanted=1" in cookies


def test_a_giant_cookie_is_left_out() -> None:
    assert sent_back([f"giant={'a' * 100_000}", "small=1"]) == b"small=1"
