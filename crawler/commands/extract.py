"""`luutru extract`: one page to JSON, nothing stored."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive.clock import utc_text
from archive.commands.options import say
from archive.errors import LuutruError, UsageError
from archive.terminal import json_text, one_line
from crawler.downloading.peers import ForbiddenAddress, proxy_note
from crawler.extraction import NotAnArticle, extract
from crawler.urls import split_url

if TYPE_CHECKING:
    from archive.records import Article

LARGEST_BYTES = 32 << 20
SHOWN = 100
"""Characters of a block that `--why` shows."""


class NothingFound(LuutruError):
    """The page holds no article."""


def extract_command(
    page: Annotated[
        str, typer.Argument(metavar="FILE_OR_URL", help="An HTML file, '-' for standard input, or an address.")
    ],
    url: Annotated[str, typer.Option("--url", help="The address the file came from.")] = "",
    timezone: Annotated[str, typer.Option(help="The portal's clock, for dates without an offset.")] = "UTC",
    why: Annotated[
        bool, typer.Option("--why", help="Print each block of the page, kept (+) or dropped (-), with the reasons.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="The address's host may be on loopback or a private network.")
    ] = False,
) -> None:
    """Extract the article of one page and print it as JSON. Nothing is stored."""
    if split_url(page) is not None and not Path(page).exists():
        body, url, content_type = _fetched(page, private=private)
    else:
        body, content_type = _file(page), ""
    if url and split_url(url) is None:
        raise UsageError(f"--url {url}: no http(s) address")
    if why:
        _explain(body, page, url=url, content_type=content_type)
        return
    try:
        article = extract(
            body, url=url or "http://localhost/page.html", content_type=content_type, timezone=_zone(timezone)
        )
    except NotAnArticle as reason:
        raise NothingFound(f"{page}: {reason}") from None
    made = json_text(record(article if url else _without_base(article)), indent=2)
    sys.stdout.buffer.write(f"{made}\n".encode("utf-8", "replace"))


def _explain(body: bytes, page: str, *, url: str, content_type: str) -> None:
    """Prints the blocks of a page, a line each, and what the page is, with its doubts."""
    from crawler.extraction.explain import explained
    from crawler.extraction.second_look import names_of

    address = url or "http://localhost/page.html"
    try:
        for verdict in explained(body, address, content_type=content_type):
            say(f"{'+' if verdict.is_kept else '-'} {verdict.kind:8}{one_line(verdict.text)[:SHOWN]}")
            say(f"          {one_line('; '.join(verdict.reasons))}")
        article = extract(body, url=address, content_type=content_type)
    except NotAnArticle as reason:
        raise NothingFound(f"{page}: {reason}") from None
    say(f"page type {article.page_type} ({article.page_type_confidence or 0:.0%} sure); doubts: "
        f"{names_of(article.doubts) or 'none'}")  # fmt: skip


def record(article: Article) -> dict[str, Any]:
    """The article as plain JSON values, times as every table writes them."""
    return {name: _plain(value) for name, value in asdict(article).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _without_base(article: Article) -> Article:
    from dataclasses import replace

    return replace(article, url="")


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"--timezone {name}: no time zone: write it as in Asia/Ho_Chi_Minh") from None
    return name


def _file(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_BYTES)
    path = Path(name)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES)
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file, and it is no http(s) address") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from None


def _fetched(url: str, *, private: bool) -> tuple[bytes, str, str]:
    """Body, final address and content type of a page asked for once, as a crawl would introduce itself."""
    from crawler.fetch import fetch

    if note := proxy_note():
        sys.stderr.write(f"{note}\n")
    try:
        capture, body = fetch(url, largest_bytes=LARGEST_BYTES, private=private)
    except ForbiddenAddress as error:
        raise LuutruError(f"{url}: {error}; --private says that it is meant") from None
    if capture.status >= 400:
        raise LuutruError(f"{url}: the server answers {capture.status}")
    return body, capture.url, capture.header("Content-Type")
