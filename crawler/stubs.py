"""Stubs: pages that hold nothing but a script that sets a cookie and asks for the same page again. Pure.

Many portals of provinces answer so to whoever comes without the cookie. What is set is read where it stands in the
script as plain words; no script is ever run.
"""

from __future__ import annotations

import re

LARGEST_BYTES = 16 << 10
MOST_WORDS = 60
"""What a stub may say to people: that they should wait, or turn JavaScript on."""
MOST_LETTERS = 4096
_COOKIE = re.compile(r"document\.cookie\s*=(?!=)\s*")
_AGAIN = re.compile(
    r"location\.(?:reload|replace|assign)\s*\(|location(?:\.href)?\s*=(?!=)|history\.go\s*\(\s*0|"
    r"http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""\s*(?:(?P<plus>\+)|(?:"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)'|`(?P<tick>[^`$\\]*)`)"""
    r"""(?!\s*[.(\[])|(?P<name>[A-Za-z_$][\w$]*)(?![\w$]|\s*[.(\[]))"""
)
_VARIABLE = re.compile(
    r"""(?:^|[\s;,{(])(?:(?:var|let|const)\s+)?([A-Za-z_$][\w$]*)\s*=\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)')(?=\s*[;,\n}])"""
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.I | re.S)
"""What is not shown. What nothing closes ends with the page, as in browsers, and is looked through once."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*|\"[!#-+\--:<-\[\]-~]*\"")
"""RFC 6265, 4.1.1."""


def stub_cookies(body: bytes) -> dict[str, str] | None:
    """Name and value of the cookies that a stub sets; None where the page is none.

    A stub that computes what it sets gives no cookies: it is a stub, and nobody can answer it without a browser.

    >>> stub_cookies(b'<script>document.cookie="D1N=0a1b"+"; path=/";window.location.reload(true)</script>')
    {'D1N': '0a1b'}
    >>> stub_cookies(b"<script>document.cookie='a='+sum(1);location.reload()</script>")
    {}
    >>> stub_cookies(b"<p>location.reload</p>") is None
    True
    """
    if not body or len(body) > LARGEST_BYTES:
        return None
    source = body.decode("utf-8", "replace")
    places = [match.end() for match in _COOKIE.finditer(source)]
    if not places or not _AGAIN.search(source) or len(_HIDDEN.sub(" ", source).split()) > MOST_WORDS:
        return None
    variables = {match[1]: match[2] or match[3] or "" for match in _VARIABLE.finditer(source)}
    cookies: dict[str, str] = {}
    for place in places:
        written = _words(source, place, variables)
        pair, _, attributes = (written or "").partition(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if "1970" in attributes or re.search(r"max-age\s*=\s*(?:0|-)", attributes, re.IGNORECASE):
            continue  # it takes a cookie away
        if not equals or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            return {}
        cookies[name] = value
    return cookies


def _words(source: str, place: int, variables: dict[str, str]) -> str | None:
    """The string that an expression of strings and `+` makes, at least as far as its first `;`; None: another kind."""
    made, is_open = "", True
    while match := _TOKEN.match(source, place):
        if match["plus"] is not None:
            is_open = True
        elif not is_open:
            break
        elif match["name"] is not None:
            if match["name"] not in variables:
                break
            made, is_open = made + variables[match["name"]], False
        else:
            text = next(one for one in (match["double"], match["single"], match["tick"]) if one is not None)
            made, is_open = made + _ESCAPE.sub(_unescaped, text), False
        if len(made) > MOST_LETTERS:
            return None
        place = match.end()
    # What follows the first `;` (when the cookie ends, for which path) may be computed: it is not asked for.
    return made if ";" in made or not is_open else None


def _unescaped(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1] or match[2], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match[3], match[3])
