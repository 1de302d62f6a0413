"""Articles into stories and out of them, in the transaction that writes their text.

A story is all that hangs together: each of its articles is the same text as another one of it. So it depends on what
the archive holds, not on the order in which that came. Its number is the lowest of its articles' numbers: it needs no
count of its own, and an article that is withheld and shown again comes back into the story that it was in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.looks import first_row
from archive.stories import bands
from archive.stories.alike import is_same_text
from archive.stories.credits import Named
from archive.stories.publishing import Copy, first_of
from archive.stories.signature import estimate, signature
from archive.stories.texts import Text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

MOST_COMPARED = 24
"""Texts that are compared with one that comes in, at most: those that are likeliest to be the same."""
MOST_TELLING = 1000
"""Articles of a story, the earliest, among which the first one is looked for."""
_COPIES = """
    SELECT articles.id, portal, portals.name, homepage, source, published_at, published_precision, first_seen
    FROM articles JOIN portals ON portals.id = portal WHERE story_id = ? ORDER BY published_at, first_seen, articles.id
    LIMIT ?
"""


def text_of(db: sqlite3.Connection, article_id: int) -> Text:
    """What an article says now."""
    title, text = db.execute("SELECT title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
    documents = db.execute("SELECT name FROM attachments WHERE article_id = ? ORDER BY position", (article_id,))
    return Text(title, text, tuple(name for (name,) in documents))


def join(db: sqlite3.Connection, article_id: int) -> None:
    """Enters an article that is not entered yet, into the story of those that say the same, if any do.

    Stories are of news and notices: a guide that many portals print is none.
    """
    if first_row(db, "SELECT 1 FROM usual_articles WHERE id = ?", article_id) is None:
        return
    text = text_of(db, article_id)
    signed = signature(text)
    if not signed:
        return
    alone, stories = _same(db, article_id, text, signed)
    bands.put(db, article_id, signed)
    if alone or stories:
        _unite(db, {article_id, *alone}, stories)


def leave(db: sqlite3.Connection, article_id: int) -> None:
    """Takes an article out; what is left of its story may be one story, several or none."""
    bands.take_out(db, article_id)
    row = db.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None or row[0] is None:
        return
    rest = [number for number in members(db, row[0]) if number != article_id]
    _put_alone(db, [article_id])
    for group in _hanging_together(db, rest):
        if len(group) > 1:
            _unite(db, group, ())
        else:
            _put_alone(db, group)
    _drop_empty(db, row[0])


def rejoin(db: sqlite3.Connection, article_id: int) -> None:
    """Enters an article anew whose text has changed."""
    leave(db, article_id)
    join(db, article_id)


def settle(db: sqlite3.Connection, article_id: int) -> None:
    """Finds out anew who published first in an article's story, as its date has changed."""
    row = db.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row and row[0] is not None:
        _put_first(db, row[0])


def members(db: sqlite3.Connection, story: int) -> list[int]:
    """The articles of a story, by number."""
    return [number for (number,) in db.execute("SELECT id FROM articles WHERE story_id = ? ORDER BY id", (story,))]


def _same(db: sqlite3.Connection, article_id: int, text: Text, signed: bytes) -> tuple[set[int], set[int]]:
    """The articles that say the same and are in no story, and the stories of the others that do."""
    alone: set[int] = set()
    stories: set[int] = set()
    known: set[int] = set()
    compared = 0
    for number in bands.candidates(db, signed, but=article_id):
        if number in known:
            continue
        if compared == MOST_COMPARED:
            break
        compared += 1
        if is_same_text(text, text_of(db, number)):
            (story,) = db.execute("SELECT story_id FROM articles WHERE id = ?", (number,)).fetchone()
            if story is None:
                alone.add(number)
            else:
                stories.add(story)
                known.update(members(db, story))
    return alone, stories


def _hanging_together(db: sqlite3.Connection, numbers: Collection[int]) -> Iterator[list[int]]:
    """The articles in groups: in each, every one is the same text as another."""
    by_signature: dict[bytes, list[int]] = {}
    for number, signed in bands.signatures_of(db, numbers).items():
        by_signature.setdefault(signed, []).append(number)
    texts = {signed: text_of(db, same[0]) for signed, same in by_signature.items()}
    left = list(by_signature)
    while left:
        group = [left.pop(0)]
        for one in group:
            near = {other for other in left if _are_one(texts, one, other)}
            group += [other for other in left if other in near]
            left = [other for other in left if other not in near]
        yield sorted(number for signed in group for number in by_signature[signed])


def _are_one(texts: dict[bytes, Text], one: bytes, other: bytes) -> bool:
    return estimate(one, other) >= bands.LEAST_ESTIMATE and is_same_text(texts[one], texts[other])


def _unite(db: sqlite3.Connection, alone: Collection[int], stories: Collection[int]) -> None:
    """Makes one story of articles and of the articles of other stories."""
    story = min((*alone, *stories))
    db.execute(
        "INSERT INTO stories (id, first_article_id, first_by, size) VALUES (?, ?, 'received', 2) "
        "ON CONFLICT (id) DO NOTHING", (story, story)
    )  # fmt: skip
    db.executemany(
        "UPDATE articles SET story_id = ? WHERE id = ? AND story_id IS NOT ?",
        [(story, number, story) for number in sorted(alone)],
    )
    for other in sorted(stories):
        if other != story:
            db.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", (story, other))
            _drop_empty(db, other)
    _put_first(db, story)


def _put_alone(db: sqlite3.Connection, numbers: Collection[int]) -> None:
    db.executemany(
        "UPDATE articles SET story_id = NULL WHERE id = ? AND story_id IS NOT NULL", [(number,) for number in numbers]
    )


def _drop_empty(db: sqlite3.Connection, story: int) -> None:
    db.execute(
        "DELETE FROM stories WHERE id = ? AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id)", (story,)
    )


def _put_first(db: sqlite3.Connection, story: int) -> None:
    """Enters how many articles a story has, and which was first."""
    copies = [
        Copy(number, Named(portal, name, homepage), source, at, precision, seen)
        for number, portal, name, homepage, source, at, precision, seen in db.execute(_COPIES, (story, MOST_TELLING))
    ]
    first, reason = first_of(copies)
    db.execute(
        "UPDATE stories SET first_article_id = ?, first_by = ?, size = (SELECT count(*) FROM articles "
        "WHERE story_id = stories.id) WHERE id = ?",
        (first, reason, story),
    )
