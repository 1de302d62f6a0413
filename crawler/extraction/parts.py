"""Whether the text of a page goes on on another page, and on which page it begins, as its own pager says. Pure.

What counts is the address, not the words: a later page of one text has the very address of the first but for the
number of the page. The next article, the next chapter and the next picture have addresses of their own. A number that
no word calls a page (`-2.html`, `?so=2`) counts only in a pager, a short line of numbers that shows where the reader
is: as a link alone it may lead to another article of the same name. And the pager must stand with the text: lists of
other pages, comments and calendars have pagers of their own on the page of an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from archive.turning import page_of
from crawler.urls import absolute_url, request_url, split_url

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from lxml.html import HtmlElement

    from crawler.urls import Split

MOST_PARTS = 20
"""Pages of one text, the first included."""
_LONGEST_LABEL = 40
"""Characters of a link that turns a page."""
_LONGEST_PAGER = 300
"""Characters of a pager; what is longer is prose, or a list."""
_LONGEST_RELATIVE = 24
"""Characters of a reference to a page beside this one that need not name it."""
_CLIMB = 4
_DAYS = 25
"""So many numbers in a row are the days of a month."""
_LETTERS = 40
"""Letters beside a pager that are more than its own words."""
_TOKEN = re.compile(r"[-_/.,~;]*[a-z]*[-_/.,~;:]?(?P<number>\d{1,3})(?:\.[a-z]{2,5})?/?", re.IGNORECASE)
"""What an address holds more than that of the first page."""
_ENDINGS = tuple(
    re.compile(rf"{number}(?:\.\w{{2,5}})?/?$", re.IGNORECASE)
    for number in ("", r"(?:[-_/.,~;]+\d{1,3})?", r"(?:[-_/.,~;]+[a-z]{0,8}[-_/]?\d{1,3})?")
)
"""What the pages of a text do not have in common at the end of their addresses, or may not have."""
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,])")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")


class Turn(NamedTuple):
    """Where the text of a page goes on, and where it begins; empty: nowhere else."""

    next: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A link to a page of what may be the same text."""

    element: HtmlElement
    url: str
    number: int | None
    """The number in its address; None: there is none, as on most first pages."""
    text: str
    rel: str
    is_certain: bool
    """The address alone says that the number is a page's."""


def turn_of(
    tree: HtmlElement, url: str, base_url: str, *, first: str = "",
    belongs: Callable[[HtmlElement], bool] = lambda _element: True,
) -> Turn:  # fmt: skip
    """Where the text of the page at `url` goes on and begins, as links on it say.

    `first` is the first page of the text, where it is known that this is a later one; `belongs` says of an element
    whether it holds some of the text.

    >>> import lxml.html
    >>> page = "<p>Trang 1/3: 1 <a href='?trang=2'>2</a> <a href='?trang=3'>3</a> <a href='?trang=2'>Tiếp</a></p>"
    >>> turn_of(lxml.html.fromstring(page), "https://a.vn/bai.html", "https://a.vn/bai.html")
    Turn(next='https://a.vn/bai.html?trang=2', first='')
    >>> post = "<div><link rel=next href='/thong-bao-2/'><a href='/thong-bao-2/'>Bài tiếp theo</a></div>"
    >>> turn_of(lxml.html.fromstring(post), "https://a.vn/thong-bao/", "https://a.vn/thong-bao/")
    Turn(next='', first='')
    """
    own, leaves = _leaves(tree, url, base_url, first)
    if not leaves or (own is None and all(one.number == 1 and not one.is_certain for one in leaves)):
        return Turn()  # a 1 alone turns something on: `?amp=1`, `?share=1`
    shift = _shift(leaves, own)
    here = 1 if own is None else own + shift
    before = _chosen(leaves, 1, own, shift, belongs) if here > 1 else None
    if here < 1 or (here > 1 and not first and before is None):
        return Turn()
    later = _chosen(leaves, here + 1, own, shift, belongs)
    return Turn(later.url if later else "", _without_number(url, before) if before else "")


def _without_number(url: str, first: _Leaf) -> str:
    """The address of a first page; one whose number is a parameter goes without it, as the page is linked elsewhere."""
    if first.number is None or first.url.partition("?")[0] != url.partition("?")[0]:
        return first.url
    head, _, query = url.partition("?")
    others = first.url.partition("?")[2].split("&")
    return "?".join((head, *filter(None, ["&".join(one for one in query.split("&") if one in others)])))


def numbers_in(url: str, other: str) -> tuple[int | None, int | None] | None:
    """The page numbers of two addresses that differ in nothing else, None for a number that is not there; None where
    they differ in something else, or in nothing.

    >>> numbers_in("https://a.vn/bai.html", "https://a.vn/bai_2.html"), numbers_in("https://a.vn/b/2/", "https://a.vn/b")
    ((None, 2), (2, None))
    >>> numbers_in("https://a.vn/bai?trang=2&id=7", "https://a.vn/bai?id=7&trang=3")
    (2, 3)
    >>> numbers_in("https://a.vn/bai", "https://a.vn/tin") is None
    True
    """
    one, two = split_url(url), split_url(other)
    return _numbers(one, two) if one is not None and two is not None else None


def _numbers(one: Split, two: Split) -> tuple[int | None, int | None] | None:
    if one.host.removeprefix("www.") != two.host.removeprefix("www.") or one.port != two.port:
        return None
    if one.path.rstrip("/") == two.path.rstrip("/"):
        return _in_query(set(one.query), set(two.query))
    return _in_path(one.path, two.path) if sorted(one.query) == sorted(two.query) else None


def _in_query(own: set[str], other: set[str]) -> tuple[int | None, int | None] | None:
    mine, theirs = own - other, other - own
    if len(mine) > 1 or len(theirs) > 1 or not (mine or theirs):
        return None
    pairs = [next(iter(one)).partition("=") for one in (mine, theirs) if one]
    if len({name for name, _, _ in pairs}) > 1 or not all(_is_number(value) for _, _, value in pairs):
        return None
    numbers = [int(value) for _, _, value in pairs]
    return (numbers[0] if mine else None), (numbers[-1] if theirs else None)


def _in_path(own: str, other: str) -> tuple[int | None, int | None] | None:
    start, shorter = 0, min(len(own), len(other))
    while start < shorter and own[start] == other[start]:
        start += 1
    if own[start : start + 1].isdigit() or other[start : start + 1].isdigit():
        while start and own[start - 1].isdigit():  # a number is compared whole
            start -= 1
    end = 0
    while end < shorter - start and own[-1 - end] == other[-1 - end]:
        end += 1
    while end and own[len(own) - end].isdigit():
        end -= 1
    numbers = [_number_of(one) for one in (own[start : len(own) - end], other[start : len(other) - end])]
    return None if -1 in numbers or numbers == [None, None] else (numbers[0], numbers[1])


def _number_of(token: str) -> int | None:
    """The number of a page in what is left of an address; None where nothing is left, -1 where it is something else."""
    if not token.strip("/"):
        return None
    match = _TOKEN.fullmatch(token)
    return int(match["number"]) if match else -1


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 3


def _leaves(tree: HtmlElement, url: str, base_url: str, first: str) -> tuple[int | None, list[_Leaf]]:
    """The number of the page itself, and the links that lead to other pages of the same series."""
    here, own_request = split_url(url), request_url(url)
    if here is None:
        return None, []
    found: list[tuple[HtmlElement, str, int | None, int | None, str, str]] = []
    for element, reference in _references(tree, _sieve(here)):
        rel = (element.get("rel") or "").lower()
        if element.tag == "link" and not ("next" in rel or "prev" in rel):
            continue
        address = absolute_url(base_url, reference)
        address = address.partition("#")[0] if address else None
        if address and request_url(address) == own_request:  # to print, with a session: the very page
            continue
        place = split_url(address) if address else None
        numbers = _numbers(here, place) if place is not None else None
        if address is None or numbers is None:
            continue
        text = " ".join("".join(map(str, element.itertext())).split()) if element.tag == "a" else ""
        if len(text) <= _LONGEST_LABEL:
            found.append((element, address, *numbers, text, rel))
    own = _own(url, first, [one[2] for one in found])
    return own, [
        _Leaf(element, address, number, text, rel, bool(first) or _is_certain(url, address, own, rel))
        for element, address, mine, number, text, rel in found
        if mine == own
    ]


def _references(tree: HtmlElement, may_turn: Callable[[str], bool]) -> Iterator[tuple[HtmlElement, str]]:
    """The links that may lead to a page of the same series, each with its reference as written."""
    for element in tree.iter("a", "link"):
        reference = element.get("href")
        if reference and may_turn(reference):
            yield element, reference.strip()


def _own(url: str, first: str, numbers: Collection[int | None]) -> int | None:
    """The number of the page itself."""
    if first and (known := numbers_in(first, url)) is not None:
        return known[1]
    told = [number for number in numbers if number is not None]
    return max(set(told), key=told.count) if told and len(told) * 2 >= len(numbers) else None


def _sieve(here: Split) -> Callable[[str], bool]:
    """Whether a reference as written may lead to a page of the same series: most on a page do not, and need no look."""
    path = unquote(here.path).rstrip("/")
    ways = {form.sub("", path).rpartition("/")[2] for form in _ENDINGS} - {""}
    names = {*ways, *map(quote, ways)}
    value = max((one.partition("=")[2] for one in here.query), key=len, default="")
    value = "" if _is_number(value) else value

    def may_turn(reference: str) -> bool:
        for name in names:
            if name in reference:
                return value in reference
        if reference[0] == "?" or (not names and "?" in reference):
            return value in reference
        if len(reference) > _LONGEST_RELATIVE or reference[0] in "/#":
            return False
        return _DIGIT.search(reference) is not None and "://" not in reference

    return may_turn


def _is_certain(url: str, other: str, own: int | None, rel: str) -> bool:
    """Whether an address alone says that its number is a page's: a word calls it so, or it is below this page's own
    address and `rel=next`.
    """
    if any((found := page_of(one)) is not None and found[1] <= MOST_PARTS for one in (other, url)):
        return True
    is_added = own is None and "next" in rel
    return is_added and bool(re.search(r"[/_,~]\d{1,2}(?:\.\w{2,5})?/?$", other.partition("?")[0]))


def _shift(leaves: list[_Leaf], own: int | None) -> int:
    """1 where addresses count from nought and pagers from one, else 0. Printed numbers tell, else the links to the next
    page and the one before: the first page has no link with words to itself.
    """
    pairs = [(int(one.text), one.number) for one in leaves if one.number is not None and _is_number(one.text)]
    if pairs:
        even = sum(text == number for text, number in pairs)
        return int(sum(text == number + 1 for text, number in pairs) > even)
    if own == 1 and any(one.number is None and "prev" in one.rel for one in leaves):
        return 1
    following = [one.number for one in leaves if "next" in one.rel] or [one.number for one in leaves]
    return int(own is None and 1 in following)


def _chosen(
    leaves: list[_Leaf], position: int, own: int | None, shift: int, belongs: Callable[[HtmlElement], bool]
) -> _Leaf | None:  # fmt: skip
    """The link to the page of that number, if one says so clearly."""
    here = 1 if own is None else own + shift
    turning = [leaf.element for leaf in leaves]
    there = [
        leaf
        for leaf in sorted(leaves, key=lambda one: one.number is not None)
        if (1 if leaf.number is None else leaf.number + shift) == position
        and not (_is_number(leaf.text) and int(leaf.text) != position)
    ]
    is_in_head = any(leaf.element.tag == "link" for leaf in there)
    for leaf in there:
        is_told = leaf.is_certain or _is_in_pager(leaf, here, own)
        if is_told and (is_in_head or _stands_with_text(leaf.element, turning, belongs)):
            return leaf
    return None


def _is_in_pager(leaf: _Leaf, here: int, own: int | None) -> bool:
    """Whether a link stands in a short row of numbers that tells where the reader is, or beside `1/3`."""
    if leaf.element.tag != "a":
        return False
    for block in _around(leaf.element):
        text = " ".join(" ".join(map(str, block.itertext())).split())
        numbers = [int(one) for one in _NUMBER.findall(text)]
        if len(text) > _LONGEST_PAGER or len(numbers) >= _DAYS:
            return False
        if here in numbers and (here > 1 or max(numbers) > here):
            return _is_row(numbers) if _is_number(leaf.text) else len(numbers) >= 2 and not (here == own == 1)
    return False


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements around one, from the inside, as far as a pager may reach."""
    yield from islice(element.iterancestors(), _CLIMB)


def _is_row(numbers: list[int]) -> bool:
    """Whether most numbers go up one by one, as those of a pager do."""
    steps = [two - one for one, two in pairwise(numbers)]
    return bool(steps) and sum(step == 1 for step in steps) * 2 >= len(steps)


def _stands_with_text(
    element: HtmlElement, turning: list[HtmlElement], belongs: Callable[[HtmlElement], bool]
) -> bool:  # fmt: skip
    """Whether what stands next to a pager, the links in `turning`, is the text; a link in the head stands nowhere."""
    if element.tag != "a":
        return True
    for block in element.iterancestors():
        if block.tag == "body" or belongs(block):
            return belongs(block)
        text = "".join(map(str, block.itertext()))
        pictures = (one for one in block.iter("img") if not any(link in turning for link in one.iterancestors("a")))
        if len(_LETTER.findall(text)) > _LETTERS or next(pictures, None) is not None:
            return False
    return True
