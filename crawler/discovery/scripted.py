"""Links that a page's scripts would make: pagers drawn by a script, "load more" buttons, lists to choose from. Pure.

No script is run. What is looked for are the few forms that portals share.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.records import Link
from archive.turning import page_of
from crawler.discovery.links import NOT_PAGES, is_reference
from crawler.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_TRS = re.compile(r"""createPage(?:HTML)?\s*\((?P<given>[^()]{3,200})\)""")
_GIVEN = re.compile(r"""["']([^"']*)["']|(?<![\w"'])(\d{1,6})(?![\w"'])""")
_AHEAD = 3
"""Pages of a drawn pager that are named at once: one that fails must not hide the rest."""
_DATA = re.compile(r"data-(?:[\w]+-)*(?:url|next|href|ajax|endpoint|api|more|link)(?:-\w+)*", re.IGNORECASE)
_MORE = re.compile(
    r"more|next|load|infinite|pag(?:e|er|ing|ination)|scroll|xem-?\s?th[eê]m|t[aả]i-?\s?th[eê]m|加载|更多",
    re.IGNORECASE,
)
_HOLE = re.compile(
    r"(?:\{\{?\s*|%|\[|:|__|#|\$\{)(?:page|p|trang|n|number|pageindex|0)(?:\s*\}\}?|%|\]|__|#)?(?=$|[&/#.])",
    re.IGNORECASE,
)
_PAGE_DATA = ("data-next-page", "data-page", "data-current-page", "data-paged", "data-offset", "data-start")
_IN_SCRIPT = re.compile(
    r"""["'`](?P<url>(?:https?:/)?/[^"'`\s<>]{0,200}?[?&](?P<name>page|paged|pageindex|pageno|p|trang|start|offset|_cur)=)"""
    r"""(?:["']\s*\+|\$\{|["']\s*\.concat)""",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"""\b(?:page|paged|pageindex|trang|currentpage|offset|start)["']?\s*[=:]\s*["']?(\d{1,4})\b""", re.IGNORECASE
)
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*["']([^"']{1,400})["']"""
)
_SCRIPT_CHARS = 200_000
_WP_API = "https://api.w.org/"
_WP_POSTS = "wp/v2/posts?_fields=link,title,date&page=1&per_page=100"


def scripted_links(tree: HtmlElement, base_url: str, url: str) -> list[Link]:
    """The addresses that scripts of the page at `url` would ask for, once each."""
    found: dict[str, Link] = {}
    for reference, road in (
        *_drawn(tree),
        *_buttons(tree),
        *_asked_by_scripts(tree),
        *_chosen(tree),
        *_interfaces(tree),
    ):
        address = absolute_url(base_url, reference)
        address = (address or "").partition("#")[0]
        if address and address != url and not NOT_PAGES.search(address.replace(".json?", "?")) and "{" not in address:
            found.setdefault(address, Link(url=address, road=road))  # type: ignore[arg-type]
    return list(found.values())


def _drawn(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The next pages of a pager that TRS's script draws: `createPageHTML(34, 0, "index", "html")`."""
    for script in _scripts(tree):
        for match in _TRS.finditer(script):
            words = [word for word, _ in _GIVEN.findall(match["given"]) if word]
            numbers = [int(number) for _, number in _GIVEN.findall(match["given"]) if number]
            if len(words) < 2 or len(numbers) < 2:
                continue
            name, ending = words[-2], words[-1].lstrip(".")
            for number in range(numbers[1] + 1, min(numbers[1] + 1 + _AHEAD, numbers[0])):
                yield f"{name}_{number}.{ending}", "pagination"


def _buttons(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """What buttons for more load: addresses in `data-` attributes, with the number of the page put in."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        named = [(name, value.strip()) for name, value in element.attrib.items() if _DATA.fullmatch(str(name))]
        if not named:
            continue
        about = " ".join(
            (element.get("class") or "", element.get("id") or "", *(name for name, _ in named), _short_text(element))
        )
        if not _MORE.search(about):
            continue
        number = next((given for name in _PAGE_DATA if (given := (element.get(name) or "").strip()).isdigit()), "")
        for _, value in named:
            if is_reference(value):
                yield _filled(value, number), "pagination"


def _filled(value: str, number: str) -> str:
    """The address with the number of a page where one is missing."""
    if _HOLE.search(value):
        return _HOLE.sub(number or "1", value, count=1)
    if value.endswith("="):
        return value + (number or "1")
    if number and page_of(f"https://a.invalid/{value.rpartition('//')[2].lstrip('/')}") is None:
        return f"{value}{'&' if '?' in value else '?'}page={number}"
    return value


def _asked_by_scripts(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Addresses to which a script joins the number of a page: `fetch("/api/tin?page=" + page)`."""
    for script in _scripts(tree):
        first = _FIRST.search(script)
        for match in _IN_SCRIPT.finditer(script):
            default = "0" if match["name"].lower() in ("start", "offset") else "1"
            yield match["url"] + (first[1] if first else default), "pagination"


def _chosen(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Pages that are chosen from a list, or opened by a click."""
    for option in tree.iter("option"):
        value = (option.get("value") or "").strip()
        if value.startswith(("/", "?", "http://", "https://")):
            yield value, "pagination" if page_of(absolute_url("https://a.invalid/a", value) or "") else "link"
    for element in tree.iter("a", "button", "li", "div", "span", "tr", "td", "article", "section"):
        match = _JUMP.search(element.get("onclick") or "")
        if match:
            yield match[1], "link"
        elif element.tag != "a" and (opened := (element.get("data-href") or "").strip()) and is_reference(opened):
            yield opened, "link"


def _interfaces(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The listing of all posts that WordPress offers to programs: a hundred a page."""
    for element in tree.iter("link"):
        root = element.get("href") or ""
        if _WP_API in (element.get("rel") or "") and root:
            joint = root if root.endswith("/") or "rest_route=" in root else f"{root}/"
            posts = _WP_POSTS.replace("?", "&", 1) if "?" in joint else _WP_POSTS
            yield joint + posts, "pagination"


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if not script.get("src") and script.text:
            yield str(script.text)[:_SCRIPT_CHARS]


def _short_text(element: HtmlElement) -> str:
    return str(element.text or "")[:60] if len(element) == 0 else ""
