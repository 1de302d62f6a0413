"""Blocks to text and to clean HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import nh3

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.extraction.blocks import Block

TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "li", "table", "tbody", "tr", "td", "blockquote", "pre", "figure",
        "figcaption", "img", "a", "b", "i", "br"}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
SCHEMES = {"http", "https", "mailto"}


def text_of(blocks: Iterable[Block]) -> str:
    """The running text: paragraphs separated by a blank line, list items and table rows a line each."""
    pieces: list[str] = []
    last = ""
    for block in blocks:
        if block.kind == "image" or not block.text:
            continue
        joined = block.kind in ("item", "row") and block.kind == last
        if pieces:
            pieces.append("\n" if joined else "\n\n")
        pieces.append(block.text)
        last = block.kind
    return "".join(pieces)


def html_of(blocks: Iterable[Block], *, base_url: str, captions: Mapping[int, str]) -> str:
    """The same with its structure and images: made of allowed elements alone, then sanitised."""
    out: list[str] = []
    open_list = ""
    for block in blocks:
        wrapper = {"item": "ul", "row": "table"}.get(block.kind, "")
        if wrapper != open_list:
            if open_list:
                out.append(f"</{open_list}>")
            if wrapper:
                out.append(f"<{wrapper}>")
            open_list = wrapper
        out.append(_block(block, base_url, captions))
    if open_list:
        out.append(f"</{open_list}>")
    return sanitised("".join(out))


def sanitised(markup: str) -> str:
    """The markup with nothing left but harmless elements, attributes and schemes."""
    return nh3.clean(
        markup, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )


def _block(block: Block, base_url: str, captions: Mapping[int, str]) -> str:
    if block.kind == "image":
        caption = captions.get(id(block), "")
        below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        return (
            f'<figure><img src="{escape(absolute(base_url, block.source))}" alt="{escape(block.alt)}">{below}</figure>'
        )
    inner = "".join(_run(run.text, run.href, run.bold, run.italic, base_url) for run in block.runs).strip()
    if block.kind == "heading":
        level = min(max(block.level, 2), 6)
        return f"<h{level}>{inner}</h{level}>"
    if block.kind == "row":
        cells = "".join(f"<td>{cell.strip()}</td>" for cell in inner.split(" | "))
        return f"<tr>{cells}</tr>"
    tag = {"item": "li", "quote": "blockquote", "pre": "pre"}.get(block.kind, "p")
    return f"<{tag}>{inner}</{tag}>"


def _run(text: str, href: str, bold: bool, italic: bool, base_url: str) -> str:
    if text == "\n":
        return "<br>"
    made = escape(text)
    if bold and text.strip():
        made = f"<b>{made}</b>"
    if italic and text.strip():
        made = f"<i>{made}</i>"
    if href and href != "#" and text.strip():
        made = f'<a href="{escape(absolute(base_url, href))}">{made}</a>'
    return made


def absolute(base_url: str, reference: str) -> str:
    """The address that `reference` means on the page; empty where it means none."""
    reference = reference.strip()
    if reference.startswith(("https://", "http://")) and "/." not in reference:
        return reference
    try:
        return urljoin(base_url, reference)
    except ValueError:
        return ""
