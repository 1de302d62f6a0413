"""Feeds on feedparser's suite: of what its cases expect, all that we use. Skipped where missing.

What we use of an entry is its address, its title as plain text and its date. Of feedparser's titles, which are safe
HTML, the text is compared; of its dates the one that was written, and its time where one is expected.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.feeds import FeedEntry, feed_entries
from crawler.extraction import parse_date

URL = "http://127.0.0.1:8097/x/feed.xml"
"""Where feedparser's own test server puts the documents, in a folder."""
DATES = {"published", "updated", "created"}
BASE64 = "a title in base64 is not decoded: no feed outside this suite has one"
FIRST_COUNTS = "where one date stands twice the first counts, not the last"
NO_HEADER = "relative links are relative to the address that answered; a Content-Location header is not read"
PICTURES_TITLE = "the title of a picture or film in an entry is not taken for the entry's"
NO_SCRIPTS_TEXT = "what scripts within scripts leave behind is as good as anything"
MISSES = {
    "atom/entry_title_base64.xml": BASE64,
    "atom/entry_title_base64_2.xml": BASE64,
    "atom10/entry_title_base64.xml": BASE64,
    "atom10/entry_title_base64_2.xml": BASE64,
    "base/http_entry_title_base64_base_content_location.xml": BASE64,
    "base/http_entry_title_base64_base_docuri.xml": BASE64,
    "atom/entry_created_multiple_values.xml": FIRST_COUNTS,
    "atom/entry_updated_multiple_values.xml": FIRST_COUNTS,
    "base/http_item_link_base_content_location.xml": NO_HEADER,
    "media-rss/item_media_title1.xml": PICTURES_TITLE,
    "sanitize/entry_title_crazy.xml": NO_SCRIPTS_TEXT,
}


def folder(shared: Path, name: str) -> Path:
    place = shared / "corpora" / name
    if not place.is_dir():
        pytest.skip(f"corpora/{name} is not among the public test data")
    return place


def claims(expression: str) -> Iterator[tuple[int, str, Any]]:
    """Entry, key and value of each claim of an expectation that is about an entry's own address, title or date."""
    tree = ast.parse(expression.strip(), mode="eval").body
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if not isinstance(part, ast.Compare) or not all(isinstance(operator, ast.Eq) for operator in part.ops):
            continue
        *sides, last = [part.left, *part.comparators]
        try:
            value = eval(compile(ast.Expression(last), "expectation", "eval"), {"__builtins__": {}})  # noqa: S307
        except NameError:
            continue
        for side in sides:
            match = re.fullmatch(
                r"entries\[(\d+)\](?:\['(\w+)'\]|\.(\w+))",
                ast.unparse(side).replace("['title_detail']['value']", "['title']"),
            )
            if match:
                yield int(match[1]), match[2] or match[3], value
            elif ast.unparse(side) == "len(entries)":
                yield 0, "count", value


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", markup)).split())


def holds(entries: list[FeedEntry], place: int, key: str, value: Any) -> bool | None:
    """Whether a claim holds; None where it is about nothing that we read."""
    if key == "count":
        return len(entries) == value
    entry = entries[place] if place < len(entries) else FeedEntry(url=None, title="", date="")
    if key == "link":
        return entry.url == value or (entry.url or "").rstrip("/") == value.rstrip("/")
    if key == "title":
        return plain(entry.title) == plain(value) or entry.title == plain(value) or entry.title == value
    if key in DATES:
        return entry.date == value
    if key.removesuffix("_parsed") in DATES:
        dated = parse_date(entry.date)
        # Articles are dated to the minute.
        return dated is not None and dated.at == datetime(*value[:5], tzinfo=UTC)
    return None


def misses_of(place: Path) -> tuple[int, int, list[tuple[str, str, Any, Any]]]:
    """Files with a claim about what we use, claims, and those that do not hold."""
    files = count = 0
    missed = []
    for file in sorted(place.rglob("*.xml")):
        payload = file.read_bytes()
        text = payload.decode("utf-16" if payload[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
        header = re.search(r"Header:\s*Content-[Tt]ype:\s*([^\n]+)", text)
        expected = re.search(r"Expect:\s*([^\n]+)", text)
        if expected is None:
            continue
        entries = feed_entries(payload, url=URL, content_type=header[1] if header else "")
        results = [(key, value, holds(entries or [], number, key, value)) for number, key, value in claims(expected[1])]
        results = [result for result in results if result[2] is not None]
        files += bool(results)
        count += len(results)
        for key, value, right in results:
            if not right:
                missed.append((str(file.relative_to(place)), key, value, entries))
    return files, count, missed


@pytest.mark.parametrize(
    ("name", "files", "count", "misses"), [("wellformed", 186, 191, 11), ("illformed", 1, 1, 0), ("entities", 3, 3, 0)]
)
def test_feedparser(shared: Path, name: str, files: int, count: int, misses: int) -> None:
    """The other files of the suite are about the feed itself, summaries, people, media and their safety: not ours."""
    found = misses_of(folder(shared, f"feedparser/{name}"))
    assert {miss[0] for miss in found[2]} == (set(MISSES) if name == "wellformed" else set())
    assert (found[0], found[1], len(found[2])) == (files, count, misses)


def test_every_document_of_the_suite_is_read_as_a_feed_or_said_to_be_none(shared: Path) -> None:
    none = [
        file.name
        for file in sorted(folder(shared, "feedparser").rglob("*.xml"))
        if feed_entries(file.read_bytes(), url=URL) is None
    ]
    assert none == ["rss_empty_document.xml"]


def test_a_feed_is_read_as_far_as_it_goes(shared: Path) -> None:
    items = "".join(
        f"<item><title>Tin số {number}</title><link>/tin/{number}</link><pubDate>2022-12-{number + 10}</pubDate></item>"
        for number in range(12)
    )
    payload = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'.encode()
    for cut in range(40, len(payload)):
        whole = payload[:cut].count(b"</item>")
        entries = feed_entries(payload[:cut], url=URL)
        assert entries is not None
        assert [entry.date[-2:] for entry in entries[:whole]] == [str(number + 10) for number in range(whole)]


def test_entities_are_bounded(shared: Path) -> None:
    for file in sorted(folder(shared, "defusedxml").glob("*.xml")):
        payload = (
            file.read_bytes().replace(b"<root", b"<rss><item><title").replace(b"</root>", b"</title></item></rss>")
        )
        for bomb in (file.read_bytes(), payload):
            entries = feed_entries(bomb, url=URL) or []
            assert sum(len(entry.title) for entry in entries) <= 4000, file.name
            assert not any("root:" in entry.title or "/etc/passwd" in entry.title for entry in entries)


def test_many_uses_of_one_entity_are_bounded() -> None:
    use = "&a;" * 1_000_000
    payload = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 1000}">]><rss><item><title>{use}</title><link>/a</link></item></rss>'
    entries = feed_entries(payload.encode(), url=URL)
    assert entries is not None
    assert [len(entry.title) for entry in entries] == [4000]
