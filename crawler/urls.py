"""Addresses: the one to ask for, the one that is an article's identity, and the shape that pages of one kind share.

Pure. What belongs to one portal (its hosts, its scheme) is `crawler.portal`'s.

Addresses are taken apart as browsers do (WHATWG URL, 4.4) and not by urllib, whose reading of `http://a\\@b/` or
`https:/a` is another one: what is judged here must be what is asked. Whoever asks sends the spelling made here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes, urlsplit

from crawler.hosts import ascii_host, is_internal_host

LONGEST_URL = 1 << 14
"""Characters of an address; no server of note answers to more."""
DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING_PARAMETERS = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|zanpid|igshid|mc_[ce]id|_ga|_gl|zarsrc|oly_(?:anon|enc)_id|"
    r"wt_mc|spm|ref_src|_openstat|pk_\w+|mtm_\w+|vero_id|__twitter_impression",
    re.IGNORECASE,
)
SESSION_PARAMETERS = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|sid|cfid|cftoken|zenid|oscsid",
    re.IGNORECASE,
)
SESSION_VALUE = re.compile(r"[0-9A-Za-z,_!.-]{8,}")
"""What a session id looks like: `sid=12` names a section, not a session."""
SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*|/\(S\([0-9a-z]{20,}\)\)(?=/)", re.IGNORECASE)
PRINT_PARAMETERS = re.compile(
    r"(?:print|printable|print_?view|in|inbai|in-bai)=(?:1|true|yes|y|)|(?:view|mode|format|tmpl|type|layout|display|task)"
    r"=(?:print|printable|in|component)",
    re.IGNORECASE,
)
_PORTLET = "p_p_id="
"""Liferay's parameter for the part of a page that its other parameters speak to."""
PORTLET_DEFAULTS = re.compile(
    r"p_p_lifecycle=0|p_p_state=normal|p_p_mode=view|p_p_col_(?:id|pos|count)=.*|p_p?_auth=.*|"
    r"_\w+_(?:resetCur=false|advancedSearch=false|andOperator=true|keywords=)|p_r_p_(?:\d+_)?resetCur=false|"
    r"(?:_\w+_)?(?:inheritRedirect|redirect)=.*"
)
"""What Liferay adds and takes for granted where it is missing, and the way back; `_delta` (how many a page) is none."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = re.compile(
    r"(?P<scheme>https?):[\\/]*(?P<authority>[^\\/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE
)
_HOST_AND_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>[0-9]*))?")
_AROUND = "".join(map(chr, range(0x21)))
"""Controls and the space, which are dropped around an address."""
_NO_BREAKS = {9: None, 10: None, 13: None}
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_QUERY_SAFE = "/?:@!$'()*,;-._~+"


class Split(NamedTuple):
    """An http or https address in its parts, all in one spelling."""

    scheme: str
    host: str
    """Lower case, ASCII (IDNA), without a closing dot; an IPv6 address in brackets."""
    port: int | None
    """None where it is the scheme's own."""
    path: str
    query: tuple[str, ...]
    """`name=value` pairs in the order found; an empty pair is left out."""

    @property
    def netloc(self) -> str:
        """The host, and the port where it is not the scheme's own."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def absolute_url(base: str, reference: str) -> str | None:
    """The http(s) address that `reference` means on the page `base`; None where it means something else.

    A reference to a place on the same page (`#top`) means none.

    >>> absolute_url("https://a.vn/tin/", "bai.html")
    'https://a.vn/tin/bai.html'
    >>> absolute_url("https://a.vn/tin/", "javascript:void(0)") is None
    True
    """
    reference = _stripped(reference[: LONGEST_URL + 1])
    if not reference or reference[0] == "#" or len(reference) > LONGEST_URL:
        return None
    page = _WEB.match(_stripped(base))
    scheme = _SCHEME.match(reference)
    if scheme:
        if scheme[1].lower() not in DEFAULT_PORTS:
            return None
        rest = reference[scheme.end() :]
        if page is None or page["scheme"].lower() != scheme[1].lower() or rest.startswith("//"):
            return _rejoined(_WEB.match(reference))
        reference = rest
    if page is None:
        return None
    if reference[:1] in ("/", "\\") and reference[1:2] in ("/", "\\"):
        return _rejoined(_WEB.match(f"{page['scheme']}:{reference}"))
    path, rest = _parted(reference)
    folder = page["path"].replace("\\", "/").rpartition("/")[0]
    if not path:
        path = page["path"]
        rest = f"?{page['query']}{rest}" if page["query"] and not rest.startswith("?") else rest
    elif path[0] not in "/\\":
        path = f"{folder}/{path}"
    return _rejoined(_WEB.match(f"{page['scheme']}://{page['authority']}{path}{rest}"))


def written_address(raw: bytes) -> str:
    """The address in a header as it was written: UTF-8, or else its bytes outside ASCII percent-encoded, as no one says
    what they mean and the server knows.

    >>> written_address("/tin/bài".encode()), written_address("/caf\u00e9".encode("latin-1"))
    ('/tin/bài', '/caf%E9')
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def split_url(url: str) -> Split | None:
    """The parts of an http(s) address; None where it is none, or one that no browser would ask for.

    Credentials are dropped: they are never sent to a portal.
    """
    match = _WEB.match(_stripped(url)) if len(url) <= LONGEST_URL else None
    if match is None:
        return None
    scheme = match["scheme"].lower()
    authority = _HOST_AND_PORT.fullmatch(match["authority"].rpartition("@")[2])
    host = ascii_host(authority["host"]) if authority else None
    if authority is None or host is None:
        return None
    port = int(authority["port"]) if authority["port"] else None
    if port is not None and port > 65535:
        return None
    path = _spelled(match["path"].replace("\\", "/") or "/", _PATH_SAFE)
    if "/." in path:
        path = _without_dots(path)
    query = tuple(_spelled(pair, _QUERY_SAFE + "=") for pair in (match["query"] or "").split("&") if pair)
    return Split(scheme, host, None if port == DEFAULT_PORTS[scheme] else port, path, query)


def request_url(url: str) -> str | None:
    """The address to ask for: `url` without fragment, session, tracking and print parameters, in one spelling.

    >>> request_url("http://Example.gov.vn:80/tin/bài-1.html;jsessionid=0A1B2C3D4E?b=2&utm_source=fb&a=1#top")
    'http://example.gov.vn/tin/b%C3%A0i-1.html?b=2&a=1'
    """
    split = split_url(url)
    return None if split is None else _bounded(_joined(split, split.query))


def canonical_url(url: str, *, home: Split | None = None) -> str | None:
    """An article's identity: the address to ask for, its parameters sorted, on the portal's own scheme and host.

    `www.` and the bare name count as one host. With `home` (the split home page), an address on the home page's host
    is written with the home page's scheme and spelling of the host; without it `www.` is dropped and the scheme kept.

    >>> canonical_url("http://www.example.gov.vn/a?b=2&a=1", home=split_url("https://example.gov.vn/"))
    'https://example.gov.vn/a?a=1&b=2'
    >>> canonical_url("https://a.vn/tin?p_p_id=101_x&p_p_lifecycle=0&p_p_state=normal&_101_x_delta=10&_101_x_cur=2")
    'https://a.vn/tin?_101_x_cur=2&_101_x_delta=10&p_p_id=101_x'
    """
    split = split_url(url)
    if split is None:
        return None
    if home is not None and bare_host(split.host) == bare_host(home.host) and split.port == home.port:
        split = split._replace(scheme=home.scheme, host=home.host)
    else:
        split = split._replace(host=bare_host(split.host))
    pairs = sorted(split.query)
    if pairs and ("/-/" in split.path or any(pair.startswith(_PORTLET) for pair in pairs)):
        pairs = [pair for pair in pairs if not PORTLET_DEFAULTS.fullmatch(pair)]
    return _bounded(_joined(split, tuple(pairs)))


def as_at(url: str, place: str) -> str:
    """`url`, found at `place`, spelled as `place` is where both are on one host, `www.` and scheme apart.

    Feeds and sitemaps are often written by machines that know an old scheme, or a name that only they can reach; each
    such address would cost a redirect or be lost. https is never given up.

    >>> as_at("http://www.a.vn/b?c", "https://a.vn/sitemap.xml"), as_at("http://localhost:8080/b", "https://a.vn/rss")
    ('https://a.vn/b?c', 'https://a.vn/b')
    >>> as_at("https://b.vn/c", "https://a.vn/sitemap.xml")
    'https://b.vn/c'
    """
    found, here = split_url(url), split_url(place)
    if found is None or here is None or found[:3] == here[:3]:
        return url
    is_same = bare_host(found.host) == bare_host(here.host) and found.port == here.port
    if not is_same and (not is_internal_host(found.host) or is_internal_host(here.host)):
        return url
    if is_same and found.scheme == "https" != here.scheme:
        return url
    return f"{here.scheme}://{here.netloc}{found.path}" + (f"?{'&'.join(found.query)}" if found.query else "")


def bare_host(host: str) -> str:
    """The host without a leading `www.`, however often it stands there."""
    while host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    return host


_NUMBER = re.compile(r"\d+")
_LONG_WORDS = re.compile(r"(?:[^-_.]+[-_.]){3,}[^-_.]*|[^/]{24,}")


@lru_cache(maxsize=16384)
def url_shape(url: str) -> str:
    """The pattern that addresses of one kind share: numbers as `0`, long slugs as `s`, parameters by name, and those
    that hold a path by its shape.

    Segments that repeat are written once, so that an ever-growing path keeps one shape.

    >>> url_shape("https://a.vn/van-hoa/le-hoi-mua-xuan-tai-xa-a-123456?page=2")
    'a.vn/van-hoa/s?page'
    >>> url_shape("https://a.vn/lich/2024/05/") == url_shape("https://a.vn/lich/2023/11/")
    True
    >>> url_shape("https://a.vn/index.php?nv=news&op=print/van-hoa/le-hoi-mua-xuan-tai-xa-a-123456")
    'a.vn/index.php?nv&op=print/van-hoa/s'
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # an address that nobody can ask for has no shape but its own
        return url
    names = sorted({_pair_shape(pair) for pair in parts.query.split("&") if pair})
    return f"{parts.netloc}{_path_shape(parts.path)}" + (f"?{'&'.join(names)}" if names else "")


def _path_shape(path: str) -> str:
    segments: list[str] = []
    for raw in path.split("/"):
        segment = "s" if _LONG_WORDS.fullmatch(raw) else _NUMBER.sub("0", raw)
        if segment not in segments or segment in ("0", "s"):
            segments.append(segment)
    return "/".join(segments[:12])


def _pair_shape(pair: str) -> str:
    name, _, value = pair.partition("=")
    name = _NUMBER.sub("0", name)
    return f"{name}={_path_shape(value)}" if "/" in value and "//" not in value else name


def _stripped(url: str) -> str:
    """The address without what browsers drop from it first: controls and spaces around it, line breaks and tabs."""
    url = url.strip(_AROUND)
    if "\t" in url or "\n" in url or "\r" in url:
        url = url.translate(_NO_BREAKS)
    return url if url.isascii() else url.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _parted(reference: str) -> tuple[str, str]:
    """The path of a relative reference, and what follows it."""
    end = min((place for mark in "?#" if (place := reference.find(mark)) >= 0), default=len(reference))
    return reference[:end], reference[end:]


def _rejoined(match: re.Match[str] | None) -> str | None:
    """The address as matched, its slashes set right and `.` and `..` followed; all else as written."""
    if match is None:
        return None
    path = match["path"].replace("\\", "/") or "/"
    if "/." in path:
        path = _without_dots(path)
    tail = match.string[match.end("path") :]
    return f"{match['scheme'].lower()}://{match['authority']}{path}{tail}" if match["authority"] else None


def _joined(split: Split, query: tuple[str, ...]) -> str:
    path = split.path
    if ";" in path or "(" in path:
        path = SESSION_PATH.sub("", path) or "/"
    kept = "&".join(pair for pair in query if not _is_noise(pair)) if query else ""
    return f"{split.scheme}://{split.netloc}{path}" + (f"?{kept}" if kept else "")


def _bounded(url: str) -> str | None:
    """The address; None where its spelling has made it longer than one may be: `\\x00` becomes three letters."""
    return url if len(url) <= LONGEST_URL else None


def _is_noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if TRACKING_PARAMETERS.fullmatch(name) or PRINT_PARAMETERS.fullmatch(pair):
        return True
    return bool(SESSION_PARAMETERS.fullmatch(name) and SESSION_VALUE.fullmatch(value))


@lru_cache(maxsize=16384)
def _spelled(part: str, safe: str) -> str:
    """Percent-encoding in one spelling: upper case, and only where it is needed (RFC 3986, 6.2.2)."""
    if part.isascii() and "%" not in part:
        return quote(part, safe=safe + "%")
    kept = _PERCENT.sub("%25", part)
    pieces = re.split(r"((?:%[0-9A-Fa-f]{2})+)", kept)
    for index, piece in enumerate(pieces):
        if piece.startswith("%"):
            raw = unquote_to_bytes(piece)
            # Reserved marks stay encoded, they would mean something else; unreserved ones are decoded.
            pieces[index] = "".join(
                chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "-._~") else f"%{byte:02X}"
                for byte in raw
            )
        else:
            pieces[index] = quote(piece, safe=safe)
    return "".join(pieces)


def _without_dots(path: str) -> str:
    """The path with `.` and `..` followed (RFC 3986, 5.2.4)."""
    segments: list[str] = []
    pieces = path.split("/")[1:]
    for position, piece in enumerate(pieces):
        last = position == len(pieces) - 1
        if piece in (".", ".."):
            if piece == ".." and segments:
                segments.pop()
            if last:
                segments.append("")
        else:
            segments.append(piece)
    return "/" + "/".join(segments)
