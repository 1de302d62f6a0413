"""What parts two versions of an article, as a record and as a reader sees it."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from archive.differences import differences
from archive.errors import UsageError
from archive.terminal import harmless
from archive.withheld import article_of
from archive.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archive import Archive
    from archive.differences import FieldDifference

CONTEXT_WORDS = 6
"""Words that are printed of an equal stretch beside a change."""
_MARKS = {"equal": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_COLOURS = {"equal": ("", ""), "removed": ("\x1b[9;31m", "\x1b[0m"), "added": ("\x1b[32m", "\x1b[0m")}
_WORD = re.compile(r"\s*\S+")


def difference_record(archive: Archive, article_id: int, first: int, second: int) -> dict[str, Any]:
    """What became of each field of an article from one version to another. Raises UsageError where one is missing."""
    article = article_of(archive, article_id)
    old, new = (_version(archive, article, number) for number in (first, second))
    return {
        "article_id": article_id,
        "url": article["url"],
        "title": article["title"],
        "from": _evidence(old),
        "to": _evidence(new),
        "fields": field_records(differences(wording(old), wording(new))),
    }


def _version(archive: Archive, article: dict[str, Any], number: int) -> dict[str, Any]:
    statement = (
        "SELECT article_versions.*, payload_digest FROM article_versions JOIN captures ON captures.id = capture_id "
        "WHERE article_id = ? AND number = ?"
    )
    found = archive.rows(statement, article["id"], number) if 1 <= number <= article["version"] else []
    if not found:
        raise UsageError(f"article {article['id']} has versions 1 to {article['version']}, not {number}")
    return found[0]


def _evidence(version: dict[str, Any]) -> dict[str, Any]:
    return {name: version[name] for name in ("number", "seen_at", "capture_id", "payload_digest")}


def difference_lines(record: dict[str, Any], *, colours: bool) -> Iterator[str]:
    """The record for a reader, harmless to a terminal: removed words in red and struck through, added ones in green;
    or, without colours, as [-removed-] and {+added+}.
    """
    yield harmless(f"{record['title']}\n{record['url']}")
    for name in ("from", "to"):
        version = record[name]
        yield (
            f"{name + ':':<6}version {version['number']}, seen {version['seen_at']}, capture {version['capture_id']}, "
            f"sha256:{version['payload_digest']}"
        )
    edited = list(edited_lines(record["fields"], colours=colours))
    yield from edited or [f"\nnothing differs between versions {record['from']['number']} and {record['to']['number']}"]


def edited_lines(fields: Mapping[str, Any], *, colours: bool) -> Iterator[str]:
    """The fields that differ, of those that `field_records` gives, for a reader; none where none does."""
    for name, field in fields.items():
        if field["words_removed"] or field["words_added"]:
            yield f"\n{name}: +{field['words_added']} -{field['words_removed']} words"
            yield marked(field["pieces"], colours=colours)


def field_records(found: Iterable[FieldDifference]) -> dict[str, Any]:
    """What became of each field, as a record."""
    return {
        one.field: {
            "words_removed": one.words_removed,
            "words_added": one.words_added,
            "pieces": [asdict(piece) for piece in one.pieces],
        }
        for one in found
    }


def marked(pieces: list[dict[str, str]], *, colours: bool) -> str:
    """The pieces as one text, long equal stretches shortened to what stands beside a change.

    >>> pieces = [("equal", "một hai", ""), ("removed", "ba", " "), ("added", "bốn", " "), ("equal", "năm", " ")]
    >>> marked([{"kind": kind, "text": text, "before": before} for kind, text, before in pieces], colours=False)
    'một hai [-ba-]{+bốn+} năm'
    """
    marks = _COLOURS if colours else _MARKS
    shown: list[str] = []
    for number, piece in enumerate(pieces):
        text, before = piece["text"], piece["before"]
        if piece["kind"] == "equal":
            text = shortened(text, is_first=number == 0, is_last=number == len(pieces) - 1)
        elif piece["kind"] == "added" and number and pieces[number - 1]["kind"] == "removed" and not colours:
            before = before.strip(" ")  # marks part the two well enough
        begin, end = marks[piece["kind"]]
        shown.append(f"{before}{begin}{harmless(text)}{end}")
    return "".join(shown)


def shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """An equal stretch, cut down to the words beside the changes around it.

    >>> shortened("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", is_first=False, is_last=False)
    '1 2 3 4 5 6 … 10 11 12 13 14 15'
    >>> shortened("1 2 3 4 5 6 7 8 9", is_first=True, is_last=False)
    '… 4 5 6 7 8 9'
    """
    words = _WORD.findall(text)
    head = 0 if is_first else CONTEXT_WORDS
    tail = 0 if is_last else CONTEXT_WORDS
    if len(words) <= head + tail + 1:
        return text
    beginning, end = "".join(words[:head]), "".join(words[len(words) - tail :]).lstrip()
    return " … ".join((beginning, end)).strip()
