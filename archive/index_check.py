"""Whether the search index says of each article what the article says.

The index holds no text of its own (a contentless FTS5 table), so FTS5's own check cannot compare it with anything:
here each article is indexed once more, beside, and both are compared word by word, place by place.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING

from archive.schema import INDEX
from archive.sql_index import index, is_of_today

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_COUNT = 2000
"""Articles that are indexed beside at a time."""
_COLUMNS = 6


def index_faults(db: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the search index, a line each. `db` may be read-only. Raises sqlite3.Error where it breaks.

    Nothing of one that other rules of folding made: it is made anew when the archive is next opened for writing.
    """
    if not is_of_today(db):
        return
    db.execute("CREATE VIRTUAL TABLE temp.index_places USING fts5vocab(main, articles_fts, instance)")
    db.execute("CREATE VIRTUAL TABLE temp.index_words USING fts5vocab(main, articles_fts, row)")
    try:
        yield from _faults(db)
    finally:
        db.execute("DROP TABLE temp.index_places")
        db.execute("DROP TABLE temp.index_words")


def _faults(db: sqlite3.Connection) -> Iterator[str]:
    found, words = _sums(db, "temp.index_places")
    sizes = dict(db.execute("SELECT id, sz FROM articles_fts_docsize"))
    totals = [0] * (1 + _COLUMNS)
    last = 0
    while numbers := [one for (one,) in db.execute(
        "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", (last, CHUNK_COUNT)
    )]:  # fmt: skip
        last = numbers[-1]
        wanted, wanted_sizes = _indexed_beside(db, numbers)
        for number in numbers:
            if found.pop(number, 0) != wanted.get(number, 0):
                yield f"article {number} is not indexed as it is"
            size = sizes.pop(number, None)
            if size != wanted_sizes[number]:
                yield f"the lengths of article {number} are not those that it has"
            totals = [old + new for old, new in zip(totals, [1, *_varints(wanted_sizes[number])], strict=True)]
    for number in sorted(found.keys() | sizes.keys()):
        yield f"the index knows an article {number} that is not there"
    averages = db.execute("SELECT block FROM articles_fts_data WHERE id = 1").fetchone()
    if totals[0] and (averages is None or _varints(averages[0]) != totals):
        yield "the totals that weigh words are not those of the articles"
    missing = [word for word in words if db.execute(
        "SELECT doc FROM temp.index_words WHERE term = ?", (word,)).fetchone() is None]  # fmt: skip
    if missing:
        yield f"{len(missing)} words are in the index and cannot be found by it, {missing[0]!r} among them"


def _sums(db: sqlite3.Connection, vocabulary: str) -> tuple[dict[int, int], list[str]]:
    """By article one number for all its words and their places; and every word once."""
    sums: defaultdict[int, int] = defaultdict(int)
    words: list[str] = []
    for word, number, column, place in db.execute(f"SELECT term, doc, col, offset FROM {vocabulary}"):
        sums[number] += hash((word, column, place))
        if not words or words[-1] != word:
            words.append(word)
    return dict(sums), words


def _indexed_beside(db: sqlite3.Connection, numbers: list[int]) -> tuple[dict[int, int], dict[int, bytes]]:
    beside = sqlite3.connect(":memory:", isolation_level=None)
    try:
        beside.execute(INDEX)
        beside.execute("BEGIN")
        for number in numbers:
            row = db.execute("SELECT title, lead, text FROM articles WHERE id = ?", (number,)).fetchone()
            index(beside, number, *row)
        beside.execute("COMMIT")
        beside.execute("CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, articles_fts, instance)")
        sums, _ = _sums(beside, "temp.places")
        return sums, dict(beside.execute("SELECT id, sz FROM articles_fts_docsize"))
    finally:
        beside.close()


def _varints(block: bytes) -> list[int]:
    """The whole numbers in a block, as SQLite writes them: seven bits a byte, the last byte without the high bit.

    >>> _varints(bytes([0x81, 0x00, 0x05]))
    [128, 5]
    """
    found, value = [], 0
    for byte in block:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found
