"""Reads the expectations of feedparser's own suite: a Python expression in a comment at the top of each feed.

The expressions are never run: comparisons that concern what we use of a feed are picked out of their syntax tree.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.discovery.feed_dates import readable_date
from crawler.discovery.feeds import Feed
from crawler.extraction import decoded, parse_date

_EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
_CONTENT_TYPE = re.compile(rb"Header:\s*Content-type:\s*([^\r\n]*)", re.IGNORECASE)
_FIELDS = {"title": "title", "link": "link", "published": "published", "created": "published", "issued": "published",
           "updated": "updated", "modified": "updated", "date": "published"}  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Check:
    """One thing that a case expects and that we use: of the feed (`entry` None) or of an entry."""

    field: str
    expected: Any
    entry: int | None = None


def expression(payload: bytes) -> tuple[str, str]:
    """The expectation and the Content-Type header that the case was sent with; empty where there is none."""
    text = payload
    for mark, name in ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
                       (b"\xfe\xff", "utf-16"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"),
                       (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"Lo\xa7\x94", "cp037")):  # fmt: skip
        if payload.startswith(mark):
            text = payload.decode(name, "replace").encode()
            break
    found, header = _EXPECT.search(text), _CONTENT_TYPE.search(text)
    return (found[1].decode("utf-8", "replace") if found else "", header[1].decode("latin-1") if header else "")


def checks(written: str) -> list[Check]:
    """What the expression says of titles, links, dates and the number of entries."""
    try:
        tree = ast.parse(" ".join(written.split()), mode="eval")
    except (SyntaxError, ValueError):
        return []
    return [check for node in ast.walk(tree) if isinstance(node, ast.Compare) for check in _compared(node)]


def _compared(node: ast.Compare) -> Iterator[Check]:
    if not all(isinstance(operator, ast.Eq) for operator in node.ops):
        return
    *subjects, last = [node.left, *node.comparators]
    try:
        expected = ast.literal_eval(_folded(last))
    except ValueError:
        return
    for subject in subjects:
        path = _path(subject)
        match path:
            case ["feed", "title" | "title_detail", *rest] if rest in ([], ["value"]):
                yield Check("title", expected)
            case ["len", "entries"]:
                yield Check("count", expected)
            case ["encoding"]:
                yield Check("encoding", expected)
            case ["entries", int(entry), "title_detail", "value"]:
                yield Check("title", expected, entry)
            case ["entries", int(entry), str(name)] if name.removesuffix("_parsed") in _FIELDS:
                yield Check(_FIELDS[name.removesuffix("_parsed")], expected, entry)


def _folded(node: ast.expr) -> ast.expr:
    """`'a' + 'b'` as one text: the suite cuts what would end its comment."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _folded(node.left), _folded(node.right)
        if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
            return ast.Constant(f"{left.value}{right.value}")
    return node


def _path(node: ast.expr) -> list[str | int]:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=inner, attr=name):
            return [*_path(inner), name]
        case ast.Subscript(value=inner, slice=ast.Constant(value=key)):
            return [*_path(inner), key]
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return ["len", *_path(inner)]
    return ["?"]


def holds(check: Check, feed: Feed | None, payload: bytes, content_type: str) -> bool:
    """Whether what was read is what the case expects."""
    if check.field == "encoding":
        # Not the name, which says nothing of what was read, but the text.
        return decoded(payload, content_type)[0].lstrip("\ufeff") == payload.decode(check.expected, "replace").lstrip(
            "\ufeff"
        )
    if feed is None:
        return check.field == "count" and check.expected == 0
    if check.field == "count":
        return len(feed.entries) == check.expected
    if check.entry is None:
        return is_title(feed.title, check.expected)
    if check.entry >= len(feed.entries):
        return False
    entry = feed.entries[check.entry]
    if check.field == "title":
        return is_title(entry.title, check.expected)
    if check.field == "link":
        return bool(entry.link == check.expected)
    return moment(
        entry.published or entry.updated if check.field == "published" else entry.updated or entry.published
    ) == moment(check.expected)


def is_title(title: str, expected: str) -> bool:
    """Titles are plain text with us; feedparser keeps markup, cleaned, and says in which type a text is."""
    plain = html.unescape(_TAG.sub(" ", expected))
    return squeezed(title) in (squeezed(expected), squeezed(plain), squeezed(html.unescape(plain)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def moment(written: Any) -> datetime | str | None:
    """To the minute, as dates of articles are kept."""
    if isinstance(written, tuple):
        return datetime(*written[:5], tzinfo=UTC)
    dated = parse_date(readable_date(written or ""))
    return dated.at if dated else written


def cases(folder: Path) -> Iterator[tuple[str, bytes, str, list[Check]]]:
    """Name, payload, Content-Type and checks of every feed of the suite, also of those that check nothing of ours."""
    for file in sorted((*folder.rglob("*.xml"), *folder.rglob("*.json"))):
        payload = file.read_bytes()
        written, content_type = expression(payload)
        yield str(file.relative_to(folder).with_suffix("")), payload, content_type, checks(written)
