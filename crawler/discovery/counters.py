"""What listings say of their own length: `Trang 3/58`, `Tổng số: 1.234 tin`, `1 - 20 trong 350`. Pure.

A number counts only beside the words that make it a count of pages or articles: a bare `1/58` may be anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

Counts = Literal["pages", "articles"]

LONGEST_LINE = 160
"""Characters of a line that a counter may stand in: pagers are short, prose is not."""
LARGEST = {"pages": 200_000, "articles": 5_000_000}
"""More than that is no count of a portal's."""
_NUMBER = r"(?:\d{1,3}(?:[.,' \u00a0\u202f’]\d{3})+(?!\d)|\d{1,7})"
_ARTICLES = (
    r"(?:tin(?: (?:tức|bài))?|bài(?: viết)?|kết quả|bản ghi|văn bản|"
    r"results?|items?|articles?|entries|records?|news|stories|posts|documents?|publications?|"
    r"résultats?|actualités|éléments?|publications|communiqués|"
    r"ergebnisse(?:n)?|treffern?|einträgen?|artikeln?|meldungen|beiträgen?)"
)
_OF = r"(?:/|trên(?: tổng(?: số)?)?|trong(?: tổng(?: số)?)?|của|of|out of|de|sur|von|aus)"
_END = r"(?![\d.,]*\d|\s*(?:%|/\s*\d))"
"""The number is whole, and no date or share goes on behind it."""
_VALUE = rf"(?P<value>{_NUMBER}){_END}"
_TOTAL = r"(?:tổng(?: số| cộng)?|total(?: number)?(?: of| de)?|insgesamt|gesamt|au total|showing all)"
_NUMBER_OF = rf"(?:{_TOTAL}|gesamtzahl(?: der)?|nombre(?: total)? de|number of)"
_FOUND = r"(?:(?:hiện )?có|tìm thấy|được tìm thấy|found|trouvés?|gefunden)"
_TO = r"(?:-|–|—|~|đến|tới|to|bis|à|至)"
_PAGE, _PAGES = r"(?:trang|page|seite)(?: (?:số|thứ|n°|no\.?|nr\.?))?", r"(?:trang|pages?|seiten?)(?!\w)"
_FORMS: tuple[tuple[Counts, re.Pattern[str]], ...] = tuple(
    (counts, re.compile(form.replace(" ", " ?"), re.IGNORECASE))  # type: ignore[misc]
    for counts, form in (
        (
            "articles",
            rf"(?<![\w/.,]){_NUMBER} {_TO} {_NUMBER} (?:{_ARTICLES} )?{_OF}(?: tổng| total)?(?: số)? :? {_VALUE}",
        ),
        ("articles", rf"{_TOTAL} (?:{_ARTICLES} )?:? {_VALUE} {_ARTICLES}(?!\w)"),
        ("articles", rf"{_NUMBER_OF} {_ARTICLES} :? {_VALUE}(?! {_PAGES})"),
        ("articles", rf"^\W*{_FOUND}? {_VALUE} {_ARTICLES}(?: {_FOUND})?\W*$"),
        ("pages", rf"(?<!\w){_PAGE} :? {_NUMBER}? {_OF} (?:tổng )?(?:số )?{_VALUE}(?! {_ARTICLES}(?!\w))"),
        ("pages", rf"{_TOTAL} (?:trang )?:? {_VALUE} {_PAGES}"),
        ("pages", rf"(?:{_NUMBER_OF} {_PAGES}|anzahl(?: der)? seiten|seitenzahl) :? {_VALUE}"),
        ("pages", r"(?:共|总共|總共|合计) (?P<value>\d{1,7}) (?:页|頁)"),
        ("pages", r"第 \d{1,7} (?:页|頁)? [/／] (?:共 )?(?P<value>\d{1,7}) (?:页|頁)?"),
        ("articles", r"(?:共有?|总共|總共|合计) :?：? (?P<value>\d{1,7}) (?:条|條|篇|项|項|个|個|则)"),
        ("articles", rf"(?:总数|總數|总计|記錄總數|总记录数?) [:：]? {_VALUE}"),
    )
)
_LIKELY = re.compile(
    r"trang|page|seite|页|頁|tổng|total|insgesamt|gesamt|trong|trên|của|\bof\b|\bsur\b|\bvon\b|条|條|篇|总|總|"
    rf"\d\s+{_ARTICLES}", re.IGNORECASE,
)  # fmt: skip
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data em font i input ins kbd label mark q s samp small span "
    "strong sub sup time tt u var".split()
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "option", "select", "textarea", "head"))


class Count(NamedTuple):
    """A counter as read."""

    counts: Counts
    value: int


def counts_in(lines: Iterable[str]) -> list[Count]:
    """The counters that stand in lines of text, each once; of several of a kind the greatest comes first.

    >>> counts_in(["Trang 1/58", "Tổng số: 1.234 tin"])
    [Count(counts='pages', value=58), Count(counts='articles', value=1234)]
    >>> counts_in(["Hiển thị 1 - 20 trong 350 kết quả"]), counts_in(["Trang 1/12/2022"])
    ([Count(counts='articles', value=350)], [])
    """
    found: dict[Count, None] = {}
    for written in lines:
        line = " ".join(written.split())
        if len(line) > LONGEST_LINE or not _LIKELY.search(line):
            continue
        for counts, form in _FORMS:
            for match in form.finditer(line):
                value = _number(match["value"])
                if 0 < value <= LARGEST[counts]:
                    found[Count(counts, value)] = None
    return sorted(found, key=lambda count: (count.counts != "pages", -count.value))


def page_counts(tree: HtmlElement) -> list[Count]:
    """The counters that a page shows: one of each kind, the greatest where it shows several."""
    found: dict[str, Count] = {}
    for count in counts_in(_lines(tree)):
        found.setdefault(count.counts, count)
    return list(found.values())


def _lines(tree: HtmlElement) -> Iterator[str]:
    """What the page shows, a line for each stretch of text that no block breaks."""
    parts: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, is_closing = stack.pop()
        is_inline = element.tag in _INLINE
        if not is_inline and parts:
            yield "".join(parts)
            parts = []
        if is_closing:
            parts.append(element.tail or "")
            continue
        stack.append((element, True))
        if isinstance(element.tag, str) and element.tag not in _UNSEEN:
            parts.append(element.text or "")
            stack.extend((child, False) for child in reversed(element))
    if parts:
        yield "".join(parts)


def _number(written: str) -> int:
    """The number as written with or without marks between its thousands."""
    return int(re.sub(r"\D", "", written))
