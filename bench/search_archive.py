"""An archive of made-up Vietnamese articles, any number of them, and the same rows in a plain FTS5 table.

Words of one to three syllables follow Zipf's law; a text is about 350 syllables long (lognormal). 40 portals and 30
sections of unequal size, 15 years, two in a hundred articles edited once, one in a hundred taken down. The rows are put
straight into the tables of an archive that luutru made, all versions on one capture, nothing in `warc/`; the rest of
the way is luutru's own. `html` and the SQL index `articles_fts` stay empty: searching reads neither.
"""

from __future__ import annotations

import itertools
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy

from archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
_RIMES = (
    "a ai an ang anh ao au ăn ăng âm ân âng âu ay ây e em en eo ê ên ênh i ia iên iêu im in inh iêt ich o oa oai oan "
    "oi om on ong ô ôi ôn ông ơ ơi ơn u ua ui um un ung uôc uôi uôn uy uyên ư ưa ưc ươc ươi ươn ương ac at et ep ôc ôt"
).split()
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_WORDS = 30_000
_NUMBERS = 40_000
"""Beside the words: figures and numbers of documents."""
_SHARE = 0.03
"""Of a text's words that are such."""
_MEAN, _SPREAD = 5.3, 0.55
"""Of the logarithm of a text's words."""
_DAYS = 15 * 365
_FIRST_DAY = date(2011, 1, 1)
_PORTALS, _SECTIONS = 40, 30
_PORTION = 2000
_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def _syllables() -> list[str]:
    found = []
    for onset, rime, tone in itertools.product(_ONSETS, _RIMES, _TONES):
        place = max((at for at, letter in enumerate(rime) if letter in "ăâêôơư"), default=-1)
        if place < 0:
            place = next(at for at, letter in enumerate(rime) if letter in _VOWELS)
        written = onset + rime[: place + 1] + tone + rime[place + 1 :]
        found.append(unicodedata.normalize("NFC", written))
    return found


@dataclass(frozen=True)
class Vocabulary:
    """Words by falling frequency; a word is one syllable or several."""

    words: numpy.ndarray
    chances: numpy.ndarray
    """Summed up, so that a number between 0 and 1 is a word."""

    def draw(self, rng: numpy.random.Generator, count: int) -> list[str]:
        """So many words of a text."""
        found: list[str] = self.words[numpy.searchsorted(self.chances, rng.random(count))].tolist()
        return found


def vocabulary() -> Vocabulary:
    """The words of every archive, whatever its size."""
    rng = numpy.random.default_rng(7)
    syllables = numpy.array(_syllables(), dtype=object)
    rng.shuffle(syllables)
    usual = syllables[:5000]
    weights = 1 / (numpy.arange(len(usual)) + 5)
    weights /= weights.sum()
    sizes = rng.choice([1, 2, 3], p=[0.35, 0.55, 0.1], size=_WORDS)
    sizes[:120] = 1
    words = [" ".join(rng.choice(usual, p=weights, size=size)) for size in sizes]
    numbers = [str(number) if number % 3 else f"{number}/{year}/NQ-HĐND" for number, year in zip(
        rng.integers(1, 99_999, _NUMBERS), rng.integers(2011, 2026, _NUMBERS), strict=True
    )]  # fmt: skip
    chances = [1 / (numpy.arange(size) + 2.7) for size in (_WORDS, _NUMBERS)]
    chances = [share * one / one.sum() for share, one in zip((1 - _SHARE, _SHARE), chances, strict=True)]
    return Vocabulary(numpy.array(words + numbers, dtype=object), numpy.cumsum(numpy.concatenate(chances)))


@dataclass(frozen=True)
class Article:
    """One of them."""

    number: int
    portal: str
    category: str
    published_on: str
    title: str
    lead: str
    text: str
    author: str
    source: str
    versions: int
    state: str


def articles(count: int) -> Iterator[Article]:
    """So many articles; the same each time."""
    known = vocabulary()
    rng = numpy.random.default_rng(11)
    portals, sections = (1 / (numpy.arange(size) + 2) for size in (_PORTALS, _SECTIONS))
    names = known.words[200:].tolist()
    for begin in range(1, count + 1, _PORTION):
        size = min(_PORTION, count + 1 - begin)
        lengths = numpy.maximum(12, rng.lognormal(_MEAN, _SPREAD, size)).astype(int)
        titles = rng.integers(6, 12, size)
        words = known.draw(rng, int(lengths.sum() + titles.sum()))
        portal = rng.choice(_PORTALS, p=portals / portals.sum(), size=size)
        section = rng.choice(_SECTIONS, p=sections / sections.sum(), size=size)
        day = (_DAYS * numpy.sqrt(rng.random(size))).astype(int)
        luck = rng.random((3, size))
        at = 0
        for place in range(size):
            title = " ".join(words[at : at + titles[place]]).capitalize()
            at += titles[place]
            text, lead = _written(words[at : at + lengths[place]])
            at += lengths[place]
            author = f"{names[place % 50]} {names[place % 70]}".title() if luck[0, place] < 0.5 else ""
            yield Article(
                number=begin + place, portal=f"portal{portal[place]:02}",
                category=names[section[place]].capitalize(),
                published_on=(_FIRST_DAY + timedelta(int(day[place]))).isoformat(), title=title, lead=lead, text=text,
                author=author, source="Theo TTXVN" if luck[0, place] > 0.9 else "",
                versions=2 if luck[1, place] < 0.02 else 1, state="removed" if luck[2, place] < 0.01 else "live",
            )  # fmt: skip


def _written(words: list[str]) -> tuple[str, str]:
    """The words as a text and its lead, with which it begins."""
    for place in range(14, len(words), 15):
        words[place] += "."
    paragraphs = [words[:15], *(words[start : start + 60] for start in range(15, len(words), 60))]
    parts = [" ".join(one).capitalize() for one in paragraphs]
    return "\n\n".join(parts), parts[0]


def make_archive(folder: Path, count: int) -> None:
    """An archive of so many articles in `folder`."""
    with Archive.open(folder, write=True, create=True) as archive:
        for number in range(_PORTALS):
            key = f"portal{number:02}"
            archive.put_portal(key, name=f"Cổng {number}", homepage=f"https://{key}.gov.vn/", definition="",
                               language="vi", timezone="Asia/Ho_Chi_Minh", at=_SEEN)  # fmt: skip
        archive.begin_crawl("portal00", software={}, at=_SEEN)
    db = sqlite3.connect(folder / "archive.db", isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -500000")
    db.execute("BEGIN")
    db.execute(
        "INSERT INTO captures (id, url, portal, crawl_id, fetched_at, status, payload_digest, payload_bytes, "
        "warc_file, warc_offset, warc_length) "
        "VALUES (1, '', 'portal00', 1, '2026-01-01T00:00:00Z', 200, '', 0, '', 0, 0)"
    )
    version = 0
    for portion in _portions(articles(count)):
        rows = [_row(one) for one in portion]
        _insert(db, "articles", rows)
        versions = []
        for one, row in zip(portion, rows, strict=True):
            for number in range(1, one.versions + 1):
                version += 1
                versions.append(_version(one, row, version, number))
        _insert(db, "article_versions", versions)
        _insert(db, "search_changes", [{"article_id": one.number, "change": one.number} for one in portion])
        _insert(db, "absences", [
            {"article_id": one.number, "gone_at": "2026-03-01T00:00:00Z", "removed_at": "2026-03-08T00:00:00Z"}
            for one in portion if one.state == "removed"
        ])  # fmt: skip
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _row(one: Article) -> dict[str, object]:
    seen = f"2026-01-{1 + one.number % 28:02}T00:00:00Z"
    return {
        "id": one.number, "portal": one.portal, "url": f"https://{one.portal}.gov.vn/tin/{one.number}.html",
        "title": one.title, "lead": one.lead, "text": one.text, "published_at": f"{one.published_on}T01:00:00Z",
        "published_on": one.published_on, "published_precision": "day", "published_from": "visible",
        "author": one.author, "source": one.source, "category": one.category, "language": "vi",
        "version": one.versions, "content_hash": f"{one.number:064x}", "state": one.state, "first_seen": seen,
        "last_seen": seen,
    }  # fmt: skip


def _version(one: Article, row: dict[str, object], key: int, number: int) -> dict[str, object]:
    shared = ("title", "lead", "published_at", "published_on", "published_precision", "published_from", "author",
              "source", "category", "language", "content_hash")  # fmt: skip
    before = "" if number == one.versions else " Bản cũ."
    return {
        "id": key, "article_id": one.number, "number": number, "capture_id": 1, "read_at_url": row["url"],
        "seen_at": row["first_seen"] if number == 1 else "2026-02-01T00:00:00Z", "text": one.text + before, "html": "",
        "tags": "[]", "image_url": "", "captions": "[]", "attachments": "[]",
        **{name: row[name] for name in shared},
    }  # fmt: skip


def make_plain(file: Path, count: int) -> None:
    """The same articles in a content table with FTS5 over it, as one would have it without us."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -500000")
    db.execute(
        "CREATE TABLE articles (id INTEGER PRIMARY KEY, portal TEXT, category TEXT, published_on TEXT, month TEXT, "
        "title TEXT, lead TEXT, text TEXT)"
    )
    db.execute("BEGIN")
    for portion in _portions(articles(count)):
        _insert(db, "articles", [
            {"id": one.number, "portal": one.portal, "category": one.category, "published_on": one.published_on,
             "month": one.published_on[:7], "title": one.title, "lead": one.lead, "text": one.text} for one in portion
        ])  # fmt: skip
    db.execute("CREATE INDEX articles_by_date ON articles (published_on)")
    db.execute("COMMIT")
    db.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (title, lead, text, content = 'articles', content_rowid = 'id', "
        "tokenize = 'unicode61 remove_diacritics 0')"
    )
    db.execute("INSERT INTO words (words) VALUES ('rebuild')")
    db.execute("INSERT INTO words (words) VALUES ('optimize')")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _portions(all_of_them: Iterator[Article]) -> Iterator[list[Article]]:
    while portion := list(itertools.islice(all_of_them, _PORTION)):
        yield portion


def _insert(db: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        names, places = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        db.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)


__all__ = ["Vocabulary", "make_archive", "make_plain", "vocabulary"]
