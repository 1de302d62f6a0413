"""An article as the index holds it: a document for each time that it stood on the portal in one wording.

The one that is `now` answers for the article as it is; the others answer what was there on a day.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from tantivy import Document, Schema, SchemaBuilder

from archive.fulltext.tokens import TOKENIZER, pairs_for_index, without_places, words_for_index
from archive.query import NAMED_FIELDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

FOREVER = 2**62
"""Seconds: the end of what has not ended."""
UNDATED = 9999_99_99
"""Days: sorts what has no date behind everything when the oldest come first."""
_BESIDE = 10**10
"""Sort keys are a day times this, plus the article's number."""
PAST = "past_"
"""Before the names of the fields of a document that is not of now: so nobody looks there who asks of now."""
WEIGHTS = {"title": 10, "lead": 5, "text": 1}
"""How often a word counts that stands in one of these fields once."""
_WHOLE_DATE = len("2022-12-31")


def schema() -> Schema:
    """The fields of a document."""
    builder = SchemaBuilder()
    builder.add_integer_field("article", stored=True, indexed=True, fast=True)
    builder.add_integer_field("version", stored=True, fast=True)
    builder.add_integer_field("print", fast=True)
    for era in ("", PAST):
        for name in NAMED_FIELDS:
            builder.add_text_field(era + name, tokenizer_name=TOKENIZER)
        builder.add_text_field(era + "words", tokenizer_name=TOKENIZER, index_option="freq")
        builder.add_text_field(era + "pairs", tokenizer_name=TOKENIZER, index_option="basic")
    for name in ("portal", "category", "state", "page_type"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in ("day", "month", "since", "until", "first_seen", "newest", "oldest", "story", "edits", "now"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Shown:
    """A time during which an article stood on the portal in one wording."""

    version: dict[str, Any]
    since: int
    """Seconds since 1970."""
    until: int
    """The first second of which that is no longer so; FOREVER: it is so now."""
    is_now: bool


_ARTICLE = "SELECT id, portal, state, first_seen, version, story_id, page_type FROM articles WHERE id = ?"
_VERSIONS = (
    "SELECT number, seen_at, title, lead, text, published_on, author, source, category FROM article_versions "
    "WHERE article_id = ? ORDER BY number"
)
_ABSENCES = "SELECT gone_at, back_at FROM absences WHERE article_id = ? AND removed_at IS NOT NULL ORDER BY gone_at"
_DOCUMENTS = "SELECT name, coalesce(text, '') AS text FROM attachments WHERE article_id = ? ORDER BY position"


@dataclass(frozen=True, slots=True)
class Told:
    """What the tables say of an article, as far as the index holds it."""

    article: dict[str, Any]
    versions: list[dict[str, Any]]
    absences: list[dict[str, Any]]
    attachments: list[dict[str, Any]]

    @property
    def print(self) -> int:
        """A number that is another one, for all purposes, once any of that has changed."""
        said = json.dumps(
            [self.article, self.versions, self.absences, self.attachments], ensure_ascii=False, sort_keys=True
        )
        digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 1


def told(db: sqlite3.Connection, article_id: int) -> Told | None:
    """What the tables say of an article; None: there is none, or it is withheld."""
    article = _rows(db, _ARTICLE, article_id)
    if not article:
        return None
    return Told(
        article[0],
        _rows(db, _VERSIONS, article_id),
        _rows(db, _ABSENCES, article_id),
        _rows(db, _DOCUMENTS, article_id),
    )


def documents(article: Told, print_: int) -> Iterator[Document]:
    """The documents of an article, whose `print` this is."""
    facts = article.article
    for shown in times(article.versions, article.absences):
        version = shown.version
        day = _day(version["published_on"])
        document = Document()
        number = facts["id"]
        for name, value in (
            ("article", number), ("version", version["number"]), ("print", print_), ("day", day), ("month", day // 100),
            ("since", shown.since), ("until", shown.until), ("first_seen", _seconds(facts["first_seen"])),
            ("newest", day * _BESIDE + number), ("oldest", (day or UNDATED) * _BESIDE + number),
            ("story", facts["story_id"] or 0), ("edits", facts["version"] - 1), ("now", int(shown.is_now)),
        ):  # fmt: skip
            document.add_integer(name, value)
        document.add_text("category", version["category"])
        for name in ("portal", "state", "page_type"):
            document.add_text(name, facts[name])
        _put_texts(document, version, "" if shown.is_now else PAST)
        if shown.is_now:
            for attached in article.attachments:
                document.add_text("attachment", words_for_index(f"{attached['name']} {attached['text']}"))
        yield document


def _put_texts(document: Document, version: dict[str, Any], era: str) -> None:
    """Each field for itself, for phrases and for those that name it; and what all that weigh together hold."""
    words = {name: words_for_index(version[name]) for name in (*WEIGHTS, "author", "source")}
    for name, text in words.items():
        document.add_text(era + name, text)
    weighed = " ".join(f"{without_places(words[name])} " * weight for name, weight in WEIGHTS.items())
    document.add_text(f"{era}words", weighed)
    document.add_text(f"{era}pairs", " ".join(pairs_for_index(version[name]) for name in WEIGHTS))


def times(versions: Sequence[dict[str, Any]], absences: Sequence[dict[str, Any]]) -> Iterator[Shown]:
    """When an article stood on the portal in which wording, the last one last, without the times of its absences.

    An article that is gone has its last such time for what it is now.
    """
    away = [(_seconds(one["gone_at"]), _seconds(one["back_at"]) if one["back_at"] else FOREVER) for one in absences]
    found: list[tuple[dict[str, Any], int, int]] = []
    for version, after in zip_longest(versions, versions[1:]):
        since, until = _seconds(version["seen_at"]), _seconds(after["seen_at"]) if after else FOREVER
        for gone, back in away:
            if since < gone < until:
                found.append((version, since, gone))
            if gone < until:
                since = max(since, back)
        if since < until:
            found.append((version, since, until))
    if versions and (not found or found[-1][0] is not versions[-1]):
        at = _seconds(versions[-1]["seen_at"])
        found.append((versions[-1], at, at))  # it was gone as soon as it was there: it is what it is all the same
    for place, (version, since, until) in enumerate(found):
        yield Shown(version, since, until, is_now=place + 1 == len(found))


def _day(published_on: str | None) -> int:
    """A date as a number, 20221231; 0: none."""
    return int(published_on.replace("-", "")) if published_on and len(published_on) == _WHOLE_DATE else 0


def _seconds(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp())


def _rows(db: sqlite3.Connection, statement: str, article_id: int) -> list[dict[str, Any]]:
    cursor = db.execute(statement, (article_id,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
