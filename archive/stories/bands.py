"""Signatures and their bands in the tables: how an article finds those that may be copies of it.

A look-up reads a fixed number of places of one index, whatever the archive holds. Of a band that very many articles
share (a formula, or a text that everybody printed) it reads the newest only: the ten thousandth costs no more than the
hundredth. What it may miss then is an old copy that shares no rarer band.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from archive.stories.signature import bands, estimate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

MOST_IN_BAND = 50
"""Articles of one band that are read."""
MOST_ESTIMATED = 400
"""Articles whose signatures are compared, those that share most bands first."""
LEAST_ESTIMATE = 0.28
"""Similarity by signature from which on texts are compared: three standard deviations under what is_same_text asks."""
_INSERT = "INSERT INTO story_bands (band, article_id) VALUES (?, ?)"


def put(db: sqlite3.Connection, article_id: int, signature: bytes) -> None:
    """Enters an article that has no signature yet."""
    db.execute("INSERT INTO story_signatures (article_id, signature) VALUES (?, ?)", (article_id, signature))
    db.executemany(_INSERT, [(band, article_id) for band in sorted(set(bands(signature)))])


def take_out(db: sqlite3.Connection, article_id: int) -> None:
    """Takes an article out, if it is there."""
    signature = signature_of(db, article_id)
    if signature is not None:
        db.executemany(
            "DELETE FROM story_bands WHERE band = ? AND article_id = ?",
            [(band, article_id) for band in set(bands(signature))],
        )
        db.execute("DELETE FROM story_signatures WHERE article_id = ?", (article_id,))


def signature_of(db: sqlite3.Connection, article_id: int) -> bytes | None:
    """The signature of an article; None: it has none, because it says nothing or is not entered."""
    row = db.execute("SELECT signature FROM story_signatures WHERE article_id = ?", (article_id,)).fetchone()
    return row[0] if row else None


def signatures_of(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, bytes]:
    """The signatures of articles, of those that have one, in the order of their numbers."""
    return dict(db.execute(
        "SELECT article_id, signature FROM story_signatures WHERE article_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY article_id", (json.dumps(list(numbers)),)
    ))  # fmt: skip


def candidates(db: sqlite3.Connection, signature: bytes, *, but: int) -> list[int]:
    """The articles that may be copies of a text, the likeliest first, the newest of such first."""
    shared: Counter[int] = Counter()
    for band in bands(signature):
        shared.update(number for (number,) in db.execute(
            "SELECT article_id FROM story_bands WHERE band = ? ORDER BY article_id DESC LIMIT ?", (band, MOST_IN_BAND)
        ))  # fmt: skip
    del shared[but]
    likeliest = sorted(shared, key=lambda number: (-shared[number], -number))[:MOST_ESTIMATED]
    estimates = {number: estimate(signature, other) for number, other in signatures_of(db, likeliest).items()}
    found = [number for number, alike in estimates.items() if alike >= LEAST_ESTIMATE]
    return sorted(found, key=lambda number: (-estimates[number], -number))


def make_bands(db: sqlite3.Connection) -> None:
    """Makes the bands anew from the signatures; belongs into a transaction."""
    db.execute("DELETE FROM story_bands")
    for number, signature in db.execute("SELECT article_id, signature FROM story_signatures ORDER BY article_id"):
        db.executemany(_INSERT, [(band, number) for band in sorted(set(bands(signature)))])


def band_faults(db: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the bands, a line each; the signatures are rows with digests, and checked with those."""
    found: Counter[int] = Counter()
    for band, number in db.execute("SELECT band, article_id FROM story_bands"):
        found[number] += hash((band, number))
    for number, signature in db.execute("SELECT article_id, signature FROM story_signatures"):
        if found.pop(number, 0) != sum(hash((band, number)) for band in set(bands(signature))):
            yield f"copies of article {number} cannot be found as they should"
    for number in sorted(found):
        yield f"bands of an article {number} that has no signature"
