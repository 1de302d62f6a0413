"""Pagers of ASP.NET pages, whose links post the page's own form back (`__doPostBack`). Pure.

A page of such a listing has no address, so it is given one here: that of the form, with the event's target and the
number of the page as parameters. It says which page it is in every run, whichever page named it. What is posted is made
of the form as it stood on the page that named it last.

Only pagers are ever posted: `Page$3`, or links named by a number or as the next page, several of one family. Sorting,
choosing, voting, searching and signing in look like that too, and are left alone.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode

from archive.records import Link
from archive.turning import page_of
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

TARGET, ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"
_CALL = re.compile(
    r"""(?:__doPostBack\(\s*|WebForm_PostBackOptions\(\s*)(?P<q>["'])(?P<target>[^"']{1,300})(?P=q)\s*,"""
    r"""\s*(?P<r>["'])(?P<argument>[^"']{0,60})(?P=r)"""
)
_PAGE = re.compile(r"(?:Page\$)?(\d{1,5}|Next)", re.IGNORECASE)
_NEXT = re.compile(
    r"(?:next(?: page)?|older|trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|[›»>→]{1,2}|下一页|suivante?)\s*[›»>→]*",
    re.IGNORECASE,
)
_FURTHER = ("...", "....", "…")
_FORBIDDEN = re.compile(
    r"delet|remov|log(?:in|out|on|off)|sign|vote|submit|send|search|sort|select|edit|updat|insert|cancel|export|downl|"
    r"print|cart|like|comment|contact|calendar|xoa|gui|binh|tim|dang|lich|menu|lang",
    re.IGNORECASE,
)
"""In the target's own words or its argument: whatever might be more than turning a page."""
_POSITION = re.compile(r"\d+")
_STATE = re.compile(rb"""<input\b[^<>]*?\bname="(__\w{1,60})"[^<>]*?\bvalue="([^"<>]*)\"""", re.IGNORECASE)
_LARGEST_FORM_BYTES = 4 << 20
_NOT_SENT = ("submit", "button", "image", "reset", "file", "password")


@dataclass(frozen=True, slots=True)
class Offer:
    """A page that a pager offers."""

    url: str
    """Of our own making: which page it is, in every run."""
    target: str
    argument: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a page whose pager posts, as a browser would send it."""

    fields: tuple[tuple[str, str], ...]
    """Names and values; none of the event's own."""
    offers: tuple[Offer, ...]

    def body(self, offer: Offer) -> bytes:
        """What is posted for a page: `application/x-www-form-urlencoded`."""
        return urlencode([(TARGET, offer.target), (ARGUMENT, offer.argument), *self.fields]).encode()


def is_postback(url: str) -> bool:
    """Whether an address is one that was made here."""
    return f"{TARGET}=" in url and f"{ARGUMENT}=" in url


def form_address(url: str) -> str:
    """The address that an address made here is posted to; any other as it is.

    >>> form_address("https://a.vn/t.aspx?__EVENTARGUMENT=Page%242&__EVENTTARGET=g&cat=3")
    'https://a.vn/t.aspx?cat=3'
    """
    if not is_postback(url):
        return url
    head, _, query = url.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith((f"{TARGET}=", f"{ARGUMENT}=")))
    return f"{head}?{kept}" if kept else head


def postback_form(tree: HtmlElement, base_url: str, url: str, source: bytes) -> Form | None:
    """The form of the page at `url` with the pages that its pagers offer; None where none does.

    `source` is the page as received: fields of hundreds of kilobytes are not in the tree.
    """
    state = dict(_state(source))
    for form in tree.iter("form") if "__VIEWSTATE" in state else ():
        if form.get("method", "").lower() != "post":
            continue
        action = absolute_url(base_url, form.get("action") or "") or form_address(url)
        offers = tuple(_offers(form, form_address(action), url))
        fields = state | {name: value for name, value in _fields(form) if name not in state} if offers else {}
        if offers and sum(map(len, fields.values())) <= _LARGEST_FORM_BYTES:
            return Form(tuple(fields.items()), offers)
    return None


def _state(source: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of ASP.NET's own hidden fields."""
    for name, value in _STATE.findall(source):
        if (written := name.decode()) not in (TARGET, ARGUMENT):
            yield written, html.unescape(value.decode("utf-8", "replace"))


def postback_links(form: Form) -> list[Link]:
    """The pages that a form offers, as links."""
    return [Link(url=offer.url, road="pagination") for offer in form.offers]


def _offers(form: HtmlElement, address: str, url: str) -> Iterator[Offer]:
    """The pages that the pagers of a form offer, each once; the first is the form's own address, and needs no post."""
    rows = list(_rows(form))
    numbered = {row.block for row in rows if any(label.isdigit() for _, _, label in row.links)}
    for row in rows:
        here = _number_in(url, row.family)
        found: dict[int, Offer] = {}
        for place, (target, argument, label) in enumerate(row.links):
            number = _number(argument, label, here, _highest(row.links[:place]))
            if number is not None and number not in (here, 1):
                shown = argument if argument.lower().startswith("page$") and argument[5:].isdigit() else str(number)
                name = target if argument else row.family
                joint = "&" if "?" in address else "?"
                made = f"{address}{joint}{ARGUMENT}={quote(shown, safe='')}&{TARGET}={quote(name, safe='')}"
                found.setdefault(number, Offer(made, target, argument))
        if _is_pager(row, here) and not (row.has_no_numbers and row.block in numbered):
            yield from found.values()


@dataclass(slots=True)
class _Row:
    """Links of one family that post."""

    family: str
    block: HtmlElement | None
    """What the first of them stands in."""
    links: list[tuple[str, str, str]] = field(default_factory=list)
    """Target, argument and label of each."""

    @property
    def has_no_numbers(self) -> bool:
        return not any(label.isdigit() or argument for _, argument, label in self.links)


def _rows(form: HtmlElement) -> Iterator[_Row]:
    rows: dict[str, _Row] = {}
    for anchor in form.iter("a"):
        # What follows `javascript:` is an address, and may be written in percent.
        match = _CALL.search(f"{unquote(anchor.get('href') or '')} {anchor.get('onclick') or ''}")
        if match is None or _FORBIDDEN.search(f"{_own_words(match['target'])} {match['argument']}"):
            continue
        family = _family(match["target"])
        block = anchor.getparent()
        if block is not None and block.tag in ("td", "li", "span"):
            block = block.getparent()
        label = " ".join("".join(map(str, anchor.itertext())).split())
        rows.setdefault(family, _Row(family, block)).links.append((match["target"], match["argument"], label))
    yield from rows.values()


def _is_pager(row: _Row, here: int) -> bool:
    """Whether links turn pages: several numbers, or `Page$`, or the number of the page itself beside them."""
    if any(argument.lower().startswith("page$") for _, argument, _ in row.links):
        return True
    return sum(label.isdigit() for _, _, label in row.links) >= 2 or str(here) in _text_around(row.block).split()


def _number(argument: str, label: str, here: int, highest: int) -> int | None:
    """The number of the page that a link turns to; None where it turns none."""
    is_next = bool(_NEXT.fullmatch(label))
    if match := _PAGE.fullmatch(argument):
        # The days of a calendar are numbers too: there label and argument differ.
        if match[1].isdigit():
            fits = argument.lower().startswith("page$") or label == match[1] or is_next or label in _FURTHER
            return int(match[1]) if fits else None
        return here + 1
    if argument:
        return None
    if label.isdigit() and len(label) <= 5:
        return int(label)
    if is_next:
        return here + 1
    return highest + 1 if label in _FURTHER and highest else None


def _text_around(block: HtmlElement | None) -> str:
    """What stands in a block beside its links."""
    if block is None:
        return ""
    parts = [block.text]
    for inner in block.iterdescendants():
        parts += [inner.text if isinstance(inner.tag, str) and inner.tag != "a" else None, inner.tail]
    return " ".join(str(part) for part in parts if part)


def _highest(links: list[tuple[str, str, str]]) -> int:
    return max((int(label) for _, _, label in links if label.isdigit()), default=0)


def _number_in(url: str, family: str) -> int:
    """The number of the page at `url` in the series that a family of links turns; 1 where it is the first."""
    series = page_of(url) if is_postback(url) else None
    if series is None or not any(
        pair.startswith(f"{TARGET}=") and _family(unquote(pair.partition("=")[2])) == family
        for pair in url.partition("?")[2].split("&")
    ):
        return 1
    return series[1]


def _family(target: str) -> str:
    """The target without the positions that move with the pager's window."""
    head, mark, own = target.partition("$")
    return head + mark + _POSITION.sub("*", own) if mark else _POSITION.sub("*", target)


def _own_words(target: str) -> str:
    return " ".join(target.replace("_", "$").split("$")[-2:])


def _fields(form: HtmlElement) -> Iterator[tuple[str, str]]:
    """Names and values as a browser would send them, without buttons, files and passwords."""
    for one in form.iter("input", "select", "textarea"):
        name, kind = one.get("name"), (one.get("type") or "text").lower()
        if not name or name in (TARGET, ARGUMENT) or one.get("disabled") is not None:
            continue
        if one.tag == "select":
            options = list(one.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            for option in chosen:
                value = option.get("value")
                yield name, value if value is not None else "".join(map(str, option.itertext())).strip()
        elif one.tag == "textarea":
            yield name, str(one.text or "")
        elif kind in ("checkbox", "radio"):
            if one.get("checked") is not None:
                yield name, one.get("value") or "on"
        elif kind not in _NOT_SENT:
            yield name, one.get("value") or ""
