"""Hostile portals whose status lines, headers and redirects are the attack."""

from __future__ import annotations

import time

from hostile_site import ARTICLE, Talk, article, case, home


@case("a header without end")
def a_header_without_end(talk: Talk) -> None:
    """One header that goes on for as long as somebody reads."""
    talk.send(b"HTTP/1.1 200 OK\r\nX-A: ")
    while talk.is_wanted():
        talk.send(b"a" * 65536)


@case("headers without end", quick="crawl")
def headers_without_end(talk: Talk) -> None:
    """Headers that go on for as long as somebody reads."""
    talk.send(b"HTTP/1.1 200 OK\r\n")
    while talk.is_wanted():
        talk.send(b"X-A: b\r\n" * 1000)


@case("a folded header without end")
def a_folded_header_without_end(talk: Talk) -> None:
    """A header folded over lines without end."""
    talk.send(b"HTTP/1.1 200 OK\r\nX-A: b\r\n")
    while talk.is_wanted():
        talk.send(b" c\r\n" * 1000)


@case("answers that are none, without end")
def answers_that_are_none_without_end(talk: Talk) -> None:
    """`103 Early Hints` again and again."""
    while talk.is_wanted():
        talk.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 100)


@case("a header a byte a second", path="/", articles=False)
def a_header_a_byte_a_second(talk: Talk) -> None:
    """A home page whose head comes a byte a second."""
    for byte in b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1000:
        talk.send(bytes((byte,)))
        time.sleep(1)


@case("thousands of headers", quick="extract")
def thousands_of_headers(talk: Talk) -> None:
    """A good article behind ten thousand headers."""
    body = article(9).encode()
    lines = "".join(f"X-{n}: {n}\r\n" for n in range(10_000))
    talk.send(f"HTTP/1.1 200 OK\r\n{lines}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    talk.send(body)


@case("a flood of cookies", path="*")
def a_flood_of_cookies(talk: Talk) -> None:
    """Every page sets five thousand cookies of its own."""
    lines = "".join(f"Set-Cookie: c{talk.number}-{len(talk.path)}-{n}={n}\r\n" for n in range(5000))
    body = (home(talk.host) if talk.path == "/" else article(9)).encode()
    talk.send(f"HTTP/1.1 200 OK\r\n{lines}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    talk.send(body)


@case("cookies for others", path="/")
def cookies_for_others(talk: Talk) -> None:
    """Cookies for whole countries, other hosts, with line breaks and of all ages."""
    body = home(talk.host).encode()
    lines = (
        "a=1; Domain=.vn", "b=1; Domain=gov.vn", "c=1; Domain=127.0.0.1", "d=1; Max-Age=99999999999999999999",
        "e=1; Expires=Thu, 99 Foo 99999 99:99:99 GMT", "f=\x01\x02; Path=\x7f", "=;=;=", ";" * 500, "g" * 200,
    )  # fmt: skip
    sent = "".join(f"Set-Cookie: {line}\r\n" for line in lines)
    talk.send(f"HTTP/1.1 200 OK\r\n{sent}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    talk.send(body)


@case("no HTTP at all")
def no_http_at_all(talk: Talk) -> None:
    """What a mail server would say."""
    talk.send(b"220 mail.gov.vn ESMTP\r\n" * 100)


@case("a status that is none")
def a_status_that_is_none(talk: Talk) -> None:
    """Status 99999999999, in version 9.9."""
    talk.send(b"HTTP/9.9 99999999999 \x1b[31mOK\r\nContent-Length: 2\r\n\r\nhi")


@case("status without a meaning")
def status_without_a_meaning(talk: Talk) -> None:
    """Status 799, its reason a kilobyte of escapes."""
    talk.send(b"HTTP/1.1 799 " + b"\x1b]0;pwned\x07" * 100 + b"\r\nContent-Length: 2\r\n\r\nhi")


@case("headers of control characters")
def headers_of_control_characters(talk: Talk) -> None:
    """Names and values with NUL, escapes and bytes of no encoding."""
    body = article(9).encode()
    talk.send(
        b"HTTP/1.1 200 OK\r\nX-\x00: \x00\x1b[2J\xff\xfe\r\n\x1b[31m: a\r\nContent-Type: text/html; charset=\x00\r\n"
        b'ETag: "\x1b]8;;http://a\x07"\r\nLast-Modified: \xff\r\nContent-Length: %d\r\n\r\n' % len(body)
    )
    talk.send(body)


@case("times beyond all calendars")
def times_beyond_all_calendars(talk: Talk) -> None:
    """Date, Last-Modified, Expires and Age beyond what any calendar holds."""
    far = "Fri, 31 Dec 99999 23:59:60 GMT"
    talk.answer(article(9), Date=far, Last_Modified=far, Expires="-1", Age="9" * 400, ETag="W/" * 200)


@case("asked to wait for ever", path="*", articles=False)
def asked_to_wait_for_ever(talk: Talk) -> None:
    """503 with a Retry-After of more seconds than the sun has left."""
    talk.answer("ban", 503, Retry_After="9" * 300)


@case("asked to wait in riddles")
def asked_to_wait_in_riddles(talk: Talk) -> None:
    """429 with a Retry-After that is no number and no date."""
    talk.answer("ban", 429, Retry_After=("-1", "NaN", "1e999", "Infinity", "\u0663", "0x10")[talk.number % 6])


@case("encodings that are programs")
def encodings_that_are_programs(talk: Talk) -> None:
    """A charset that is one of Python's transforms, or whose name is a path or endless."""
    names = ("hex", "zip", "bz2", "idna", "punycode", "unicode_escape", "rot13", "../../etc/passwd", "a" * 5000, "uu")
    talk.answer(article(9), Content_Type=f"text/html; charset={names[talk.number % len(names)]}")


@case("a referrer policy that is a path")
def a_referrer_policy_that_is_a_path(talk: Talk) -> None:
    """A Referrer-Policy that names something to be imported and run."""
    talk.answer(article(9), Referrer_Policy="os.system", Content_Disposition='attachment; filename="../../../../etc/a"')


@case("a location that is too long")
def a_location_that_is_too_long(talk: Talk) -> None:
    """A redirect to an address of sixty kilobytes."""
    talk.to("/" + "a" * 60_000)


@case("a location with line breaks")
def a_location_with_line_breaks(talk: Talk) -> None:
    """A redirect whose address hopes to become headers, and escapes on a terminal."""
    talk.to("/a%0d%0aHost:%20127.0.0.1%0d%0a\x1b[31m\u202e\x85b")


@case("redirects without end", path="*", quick="extract")
def redirects_without_end(talk: Talk) -> None:
    """Pages that lead to another one, and that to another one, for ever."""
    if talk.path == "/":
        return talk.answer(home(talk.host, "<a href='/hostile/1'>Tin tức trong ngày</a>"))
    number = int(talk.path.rpartition("/")[2]) if talk.path.startswith("/hostile/") else 0
    return talk.to(f"/hostile/{number + 1}")


@case("a home page that leads in a circle", path="/", articles=False)
def a_home_page_that_leads_in_a_circle(talk: Talk) -> None:
    """A home page that leads to itself, a cookie set each time."""
    talk.answer(status=302, Location="/", Set_Cookie=f"n={talk.number}")


@case("robots that lead on and on", path="*", articles=False)
def robots_that_lead_on_and_on(talk: Talk) -> None:
    """A home page that leads from host to host."""
    talk.to(f"http://a{talk.number}.gov.vn/")


@case("credentials that would follow", path=ARTICLE)
def credentials_that_would_follow(talk: Talk) -> None:
    """A page that asks for a password, after it has set a cookie."""
    talk.answer("khong", 401, WWW_Authenticate='Basic realm="\x1b[31mNhap mat khau"', Set_Cookie="secret=1; Path=/")
