"""Addresses that turn the pages of a listing: to which series one belongs, and which page of it. Pure.

Only the address is looked at. What is taken for a page number here is asked for late and may be cut short, so a number
that may as well be an article's or a year is none.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_NAMES = frozenset(
    "page pg paged pageindex pageno pagenum pagenumber pagenr currentpage currpage curpage cur pn trang trangso "
    "sotrang pagina seite".split()
)
"""Parameters that count pages, without what joins their words; the last word of a longer name counts too
(`_101_INSTANCE_x_cur`, `tx_news[currentPage]`, `query-3-page`)."""
_OFFSETS = frozenset("start offset limitstart startindex startrow startat skip bstart bstartint".split())
"""Parameters that count entries, as whole names."""
_ENDS = frozenset("end to until enddate todate".split())
"""What stands beside a `start` that is a day."""
_SEGMENT = re.compile(r"(?:page|trang|pagina|seite)[-_]?(?P<number>\d{1,5})(?P<tail>\.\w{2,5})?", re.IGNORECASE)
"""`/trang-2`, `/page3.html`. Not `/nghia-trang-2`, which is a cemetery."""
_SLUG = re.compile(r"(?P<slug>(?!comment)[\w%.~-]+?)[-_]page[-_](?P<number>\d{1,5})(?P<tail>\.\w{2,5})?", re.IGNORECASE)
_FILE = re.compile(
    r"(?P<name>index|default|list(?:[-_]\d+)?)(?:_(?=\d{1,3}\.)|-(?=\d\d?\.))(?P<number>\d+)(?P<tail>\.(?:s?html?|jsp|aspx?|php))",
    re.IGNORECASE,
)
"""`index_2.html` (TRS), `list_12_3.html` (DedeCMS); `index-2726.html` is an article."""
_SEGMENT_NAMES = _NAMES - {"pn", "cur", "pg"}
_YEARS = range(1970, 2060)
_WORD = re.compile(r"[a-z]+|\d+")
_EVENT = "__EVENTARGUMENT="
_EVENT_PAGE = re.compile(r"(?P<before>(?:Page\$)?)(?P<number>\d{1,5})", re.IGNORECASE)


def page_of(url: str) -> tuple[str, int] | None:
    """The series that a canonical address belongs to, and its number as written; None where it turns no page.

    The series is the address with the page number taken out, mostly the first page's own. The number may count pages,
    from nought or one, or entries.

    >>> page_of("https://a.vn/tin?cat=2&page=3"), page_of("https://a.vn/tin/page/2/")
    (('https://a.vn/tin?cat=2', 3), ('https://a.vn/tin/', 2))
    >>> page_of("https://a.cn/xw/index_2.html"), page_of("https://a.vn/tin?start=20")
    (('https://a.cn/xw/', 2), ('https://a.vn/tin', 20))
    >>> page_of("https://a.vn/tin-100234.html"), page_of("https://a.vn/?p=100"), page_of("https://a.vn/2022/12/")
    (None, None, None)
    """
    head, mark, query = url.partition("?")
    if mark:
        found = _in_query(head, query.split("&"))
        if found is not None:
            return found
    start = head.find("/", head.find("//") + 2)
    if start < 0:
        return None
    path = _in_path(head[start:])
    return None if path is None else (f"{head[:start]}{path[0]}{mark}{query}", path[1])


def following(url: str, count: int) -> str | None:
    """The address of the page after the one at `url`, on which `count` entries stand; None where it turns no page.

    >>> following("https://a.vn/api/tin?page=2&size=10", 10), following("https://a.vn/api/tin?start=20", 10)
    ('https://a.vn/api/tin?page=3&size=10', 'https://a.vn/api/tin?start=30')
    """
    head, mark, query = url.partition("?")
    pairs = query.split("&") if mark else []
    found = _numbered(head, pairs)
    if found is None:
        return None
    place, _, number = found
    name = pairs[place].partition("=")[0]
    pairs[place] = f"{name}={number + (count if counts_entries(url) else 1)}"
    return f"{head}?{'&'.join(pairs)}"


def counts_entries(url: str) -> bool:
    """Whether the number in an address counts entries, not pages."""
    head, mark, query = url.partition("?")
    pairs = query.split("&") if mark else []
    found = _numbered(head, pairs)
    return found is not None and "".join(_WORD.findall(unquote(pairs[found[0]].partition("=")[0]).lower())) in _OFFSETS


def _in_query(head: str, pairs: list[str]) -> tuple[str, int] | None:
    """The series and number by the parameters."""
    found = _numbered(head, pairs)
    if found is None:
        return None
    place, left, number = found
    kept = [*pairs[:place], *([left] if left else []), *pairs[place + 1 :]]
    return f"{head}?{'&'.join(kept)}" if kept else head, number


def _numbered(head: str, pairs: list[str]) -> tuple[int, str, int] | None:
    """Place, what is left of it and number of the parameter that counts; of several the first past the first page."""
    found: tuple[int, str, int] | None = None
    for place, pair in enumerate(pairs):
        left, number = _number_of(pair, pairs, head)
        if number is not None and (found is None or found[2] <= 1 < number):
            found = (place, left, number)
    return found


def _number_of(pair: str, pairs: list[str], head: str) -> tuple[str, int | None]:
    """What is left of a parameter without its page number, and that number; None where it holds none."""
    name, _, value = pair.partition("=")
    if pair.startswith(_EVENT) and (match := _EVENT_PAGE.fullmatch(unquote(value))):
        return f"{_EVENT}{match['before'].replace('$', '%24')}", int(match["number"])
    if not value.isascii() or not value.isdigit() or len(value) > 7:
        return "", None
    number = int(value)
    words = _WORD.findall(unquote(name).lower())
    whole = "".join(words)
    if whole in _NAMES or (words and words[-1] in _NAMES and "per" not in words):
        is_id = len(pairs) == 1 and head.count("/") <= 3 and len(value) > 3
        return "", None if is_id or len(value) > 5 else number
    if whole in _OFFSETS:
        is_day = number in _YEARS and number % 5 != 0
        return "", None if is_day or any(other.partition("=")[0].lower() in _ENDS for other in pairs) else number
    if whole == "p" and number >= 2:  # alone at the root WordPress's number of an article; 1: the print view
        is_root = head.count("/") <= 3
        is_post = is_root and (len(pairs) == 1 or any(other.startswith("post_type=") for other in pairs))
        return "", None if is_post or len(value) > (3 if is_root else 4) else number
    return "", None


def _in_path(path: str) -> tuple[str, int] | None:
    """The path without its page number, and that number."""
    closing = "/" if path.endswith("/") else ""
    *before, last = path.rstrip("/").split("/")
    if len(before) >= 2 and last.isascii() and last.isdigit() and len(last) <= 5:
        name = "".join(_WORD.findall(before[-1].lower()))
        if name in _SEGMENT_NAMES or name in _OFFSETS:
            return "/".join(before[:-1]) + closing or "/", int(last)
    if match := _SEGMENT.fullmatch(last):
        return "/".join(before) + (closing or match["tail"] or "" if len(before) > 1 else "/"), int(match["number"])
    if match := _SLUG.fullmatch(last):
        return "/".join([*before, match["slug"]]) + (match["tail"] or closing), int(match["number"])
    if (match := _FILE.fullmatch(last)) and int(match["number"]) not in _YEARS:
        name = match["name"].lower()
        first = "" if name in ("index", "default", "list") else f"{match['name']}{match['tail']}"
        return "/".join([*before, first]), int(match["number"])
    return None
