"""Clean HTML of an article as Markdown (CommonMark, and GitHub's tables). Pure.

Nothing of a text is taken for markup, HTML or Markdown: what a reader of the Markdown shows are the words as printed.
Pictures are left out but for what is said of them; bold and italics are left out.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import html

from archive.terminal import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ALWAYS = re.compile(r"[\\`*_\[\]<>#~|]|&(?=#?\w+;)|!$")
_AT_BEGIN = re.compile(r"^(?:([-+=:])|([0-9]{1,9})([.)]))")
_TICKS = re.compile(r"`+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS, "p", "div", "section", "article", "ul", "ol", "li", "table", "blockquote", "pre", "figure",
    "figcaption",
}  # fmt: skip
_SCHEMES = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"[\s<>\\\"`|]|[^\x21-\x7e\xa1-\U0010ffff]")

_Run = tuple[str, str]
"""Words, and the address that they lead to."""
_BREAK: _Run = ("", "\n")
"""A line break: no address is one."""


def markdown(clean_html: str) -> str:
    """The Markdown, ended by a line break; empty where there is none."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = html.document_fromstring(f"<body><div>{clean_html}</div></body>".encode(), parser=parser)
    pieces = [piece for piece in _blocks(root) if piece]
    return "\n\n".join(pieces) + "\n" if pieces else ""


def paragraphs(text: str) -> str:
    """A plain text, paragraphs separated by a blank line, as Markdown."""
    pieces = [_lines([(part, "")]) for part in re.split(r"\n\s*\n", text)]
    return "\n\n".join(piece for piece in pieces if piece) + "\n" if any(pieces) else ""


def escaped(text: str) -> str:
    """A text on one line, as Markdown that says just that.

    >>> escaped("1. *Quý I* <b>2022</b> & &amp; #3")
    '1\\\\. \\\\*Quý I\\\\* \\\\<b\\\\>2022\\\\</b\\\\> & \\\\&amp; \\\\#3'
    """
    return _AT_BEGIN.sub(_escape_begin, _inline(one_line(text)))


def _inline(text: str) -> str:
    return _ALWAYS.sub(lambda match: "\\" + match[0], text)


def _escape_begin(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def _blocks(element: html.HtmlElement) -> Iterator[str]:
    """What an element holds, block by block; what stands loose between blocks is a paragraph."""
    for is_block, members in groupby(_members(element), key=lambda one: _is_block(one)):
        if not is_block:
            yield _lines([run for one in members for run in _runs(one)])
            continue
        for one in members:
            if not isinstance(one, str):
                yield from _block(one)


def _members(element: html.HtmlElement) -> Iterator[html.HtmlElement | str]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):  # else a comment
            yield child
        if child.tail:
            yield child.tail


def _is_block(one: html.HtmlElement | str) -> bool:
    return not isinstance(one, str) and (one.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in one.iter()))


def _block(element: html.HtmlElement) -> Iterator[str]:
    tag = element.tag
    if tag in _HEADINGS:
        words = _lines(_runs(element), break_="").strip()
        yield f"{'#' * _HEADINGS[tag]} {words}" if words else ""
    elif tag in ("ul", "ol"):
        yield _list(element, is_ordered=tag == "ol")
    elif tag == "table":
        yield _table(element)
    elif tag == "blockquote":
        inner = "\n\n".join(piece for piece in _blocks(element) if piece)
        yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
    elif tag == "pre":
        yield _preformatted(element)
    elif tag == "figure":
        yield _figure(element)
    else:
        yield from _blocks(element)


def _list(element: html.HtmlElement, *, is_ordered: bool) -> str:
    items = []
    for number, item in enumerate(element.iterchildren("li"), 1):
        mark = f"{number}. " if is_ordered else "- "
        inner = "\n\n".join(piece for piece in _blocks(item) if piece)
        if inner:
            items.append(mark + inner.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(items)


def _table(element: html.HtmlElement) -> str:
    """The rows, the first one as the head: Markdown has no table without one."""
    rows = [[_lines(_runs(cell), break_=" ") for cell in row.iterchildren("td", "th")] for row in element.iter("tr")]
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _preformatted(element: html.HtmlElement) -> str:
    text = harmless(str(element.text_content())).strip("\n")
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}\n{text}\n{fence}" if text.strip() else ""


def _figure(element: html.HtmlElement) -> str:
    """What is said of a picture, in italics."""
    captions = [one_line(str(one.text_content())) for one in element.iter("figcaption")]
    said = captions or [one_line(one.get("alt") or "") for one in element.iter("img")]
    return "\n\n".join(f"*{_inline(text)}*" for text in said if text)


def _runs(one: html.HtmlElement | str, href: str = "") -> Iterator[_Run]:
    if isinstance(one, str):
        yield one, href
    elif one.tag == "br":
        yield _BREAK
    elif one.tag == "img":
        yield one.get("alt") or "", href
    else:
        target = one.get("href") or "" if one.tag == "a" else ""
        for inner in _members(one):
            yield from _runs(inner, target if _SCHEMES.match(target) else href)


def _lines(runs: Iterable[_Run], *, break_: str = "\\\n") -> str:
    """Words and links as Markdown; `break_` stands where a line ends."""
    lines: list[list[str]] = [[]]
    for href, members in groupby(runs, key=lambda run: run[1]):
        if href == _BREAK[1]:
            lines.append([])
            continue
        text = "".join(mark if mark.isprintable() else " " for words, _ in members for mark in words)
        begin, end = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " else "")
        words = _inline(" ".join(text.split()))
        lines[-1].append(f"{begin}[{words}](<{_address(href)}>){end}" if href and words else f"{begin}{words}{end}")
    made = [re.sub(r" +", " ", "".join(line)).strip() for line in lines]
    return break_.join(_AT_BEGIN.sub(_escape_begin, line) for line in made if line)


def _address(href: str) -> str:
    quoted = _IN_ADDRESS.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), href.strip())
    return re.sub(r"&(?=#?\w+;)", "\\&", quoted)
