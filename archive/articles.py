"""Articles: one for one content, however many addresses it has; a version for each edit; removal with evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from archive.clock import utc_text
from archive.digest import STATED, content_hash
from archive.numbers import next_number
from archive.pages import kind_of, redirects_to
from archive.search import index, unindex

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from archive.records import Article, Visit

    Reread = Callable[[int], Article | None]
    """From a capture's number to the article that today's extractor reads there; None where it reads none."""

Change = Literal["new", "changed", "same", "alias", "gone", "removed", "restored", "none"]
"""What a look did to the record: `gone` is the first look that did not find an article, `removed` the second."""

MANY_REDIRECTS = 5
"""So many article addresses that redirect to one page make that page the portal's way to say: not here."""
NAMESAKES = 5
"""Articles of the same title that are read again to see whether they say the same as a new page."""
_DATES = ("published_at", "published_on", "published_precision", "published_from")
_HOPS = 4


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a visit left in the archive."""

    change: Change
    article_id: int | None
    unchanged: int = 0
    """Looks in a row that found nothing new at this address."""
    looks: int = 0
    capture_id: int | None = None
    article_url: str = ""
    """The article's own address."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an address."""

    portal: str
    url: str
    at: str
    crawl_id: int
    capture_id: int
    extractor: str
    found_by: str
    reread: Reread | None = None
    """Reads an earlier capture again by the same extractor and definition as this one; None: nobody can."""


def values_of(article: Article) -> dict[str, Any]:
    """The columns that articles and versions share."""
    return {
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "html": article.html,
        "published_at": utc_text(article.published_at) if article.published_at else None,
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_precision": article.published_precision,
        "published_from": article.published_from,
        "modified_at": utc_text(article.modified_at) if article.modified_at else None,
        "author": article.author,
        "source": article.source,
        "category": article.category,
        "tags": json.dumps(article.tags, ensure_ascii=False),
        "language": article.language,
        "image_url": article.image_url,
    }


def record_article(db: sqlite3.Connection, article: Article, look: Look) -> tuple[Change, int]:
    """Enters what a look at `look.url` read: a new article, an edit, another address of a known one, or nothing new."""
    digest = content_hash(article)
    own = _row(
        db, "SELECT id, content_hash, state, version FROM articles WHERE portal = ? AND url = ?", look.portal, look.url
    )
    if own:
        return _own_address(db, article, digest, look, *own)
    known = _known_elsewhere(db, article, digest, look)
    if known is not None:
        article_id, reason = known
        _add_address(db, look.portal, look.url, article_id, look.at, reason)
        _found_again(db, article_id, look)
        _observe(db, article_id, article, look.at)
        _date(db, article_id, article)
        return "alias", article_id
    return "new", _insert(db, article, digest, look)


def record_unchanged(db: sqlite3.Connection, look: Look) -> tuple[Change, int | None]:
    """Enters that the server calls the page unchanged (304): the article at its address is there as it was."""
    row = _row(db, "SELECT id, state FROM articles WHERE portal = ? AND url = ?", look.portal, look.url)
    if row is None:
        return "none", article_at(db, look.portal, look.url)
    _found_again(db, row[0], look)
    return ("restored" if row[1] == "removed" else "same"), row[0]


def record_gone(db: sqlite3.Connection, look: Look) -> tuple[Change, int | None]:
    """Enters that an article was not found at its address: suspect at the first look, removed at another visit's."""
    row = _row(db, "SELECT id, state, gone_crawl_id FROM articles WHERE portal = ? AND url = ?", look.portal, look.url)
    if row is None:
        return "none", None
    article_id, state, crawl_id = row
    if state == "removed" or (state == "suspect" and crawl_id == look.crawl_id):
        return "none", article_id
    if state == "suspect":
        db.execute(
            "UPDATE articles SET state = 'removed', removed_capture_id = ? WHERE id = ?", (look.capture_id, article_id)
        )
        db.execute(
            "UPDATE absences SET removed_at = ?, removed_capture_id = ? WHERE article_id = ? AND back_at IS NULL",
            (look.at, look.capture_id, article_id),
        )
        return "removed", article_id
    db.execute(
        "UPDATE articles SET state = 'suspect', gone_at = ?, gone_crawl_id = ?, gone_capture_id = ?, "
        "removed_capture_id = NULL WHERE id = ?",
        (look.at, look.crawl_id, look.capture_id, article_id),
    )
    db.execute(
        "INSERT INTO absences (id, article_id, gone_at, gone_capture_id) VALUES (?, ?, ?, ?)",
        (next_number(db, "absences"), article_id, look.at, look.capture_id),
    )
    return "gone", article_id


def record_redirect(db: sqlite3.Connection, visit: Visit, look: Look, homepage: str) -> tuple[Change, int | None]:
    """Enters a redirect: another address of an article, or, from an article's own address, a sign that it is gone."""
    own = _row(db, "SELECT id FROM articles WHERE portal = ? AND url = ?", look.portal, look.url)
    target = article_at(db, look.portal, visit.redirect_to)
    if own is None:
        if target is not None:
            _add_address(db, look.portal, look.url, target, look.at, "redirect")
            return "alias", target
        return "none", None
    if target is not None:
        return "none", own[0]  # moved, not gone
    kind = kind_of(db, look.portal, visit.redirect_to)
    if visit.redirect_to == homepage or kind in ("home", "listing") or _many_go_to(db, look.portal, visit.redirect_to):
        return record_gone(db, look)
    return "none", own[0]


def article_at(db: sqlite3.Connection, portal: str, url: str) -> int | None:
    """The article at an address, its own or another; follows redirects that were recorded."""
    for _ in range(_HOPS):
        row = _row(db, "SELECT id FROM articles WHERE portal = ? AND url = ?", portal, url) or _row(
            db, "SELECT article_id FROM article_urls WHERE portal = ? AND url = ?", portal, url
        )
        if row:
            return int(row[0])
        onward = _row(db, "SELECT redirect_to FROM pages WHERE portal = ? AND url = ?", portal, url)
        if not onward or not onward[0]:
            return None
        url = onward[0]
    return None


def date_undated(db: sqlite3.Connection, portal: str, url: str, values: dict[str, Any]) -> bool:
    """Gives an article that states no date the one that a listing or feed gave it; makes no version. Whether it did."""
    article_id = article_at(db, portal, url)
    return article_id is not None and _date_undated(db, article_id, values)


def _date_undated(db: sqlite3.Connection, article_id: int, values: dict[str, Any]) -> bool:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    changed = 0
    # A stated date stays; a guessed one gives way.
    for table, key in (("articles", "id"), ("article_versions", "article_id")):
        statement = (
            f"UPDATE {table} SET {columns} WHERE {key} = :key AND (published_on IS NULL OR published_from = 'inferred')"
        )
        changed += db.execute(statement, {**values, "key": article_id}).rowcount
    return changed > 0


def url_of(db: sqlite3.Connection, article_id: int) -> str:
    """The article's own address."""
    row = _row(db, "SELECT url FROM articles WHERE id = ?", article_id)
    return str(row[0]) if row else ""


def _own_address(
    db: sqlite3.Connection,
    article: Article,
    digest: str,
    look: Look,
    article_id: int,
    known: str,
    state: str,
    version: int,
) -> tuple[Change, int]:
    _found_again(db, article_id, look)
    _observe(db, article_id, article, look.at)
    unchanged: Change = "restored" if state == "removed" else "same"
    if digest == known:
        _date(db, article_id, article)
        return unchanged, article_id
    if version == 1 and not _read_at_own_address(db, article_id, look.url):
        _put_state(db, article, digest, article_id, State.of(look, 1))
        return unchanged, article_id
    if _read_again(db, article_id, look) == digest:
        _date(db, article_id, article)
        return unchanged, article_id
    _put_state(db, article, digest, article_id, State.of(look, version + 1))
    return "changed", article_id


def _read_again(db: sqlite3.Connection, article_id: int, look: Look) -> str:
    """What the article's present version says when its capture is read by today's extractor: its content hash.

    A reading that differs from the one kept takes its place; that one goes to `readings`, and no version is made.
    """
    row = _row(
        db,
        "SELECT article_versions.id, number, capture_id, read_at_url, seen_at, article_versions.content_hash "
        "FROM article_versions JOIN articles ON articles.id = article_id AND number = version WHERE article_id = ?",
        article_id,
    )
    assert row is not None
    version_id, number, capture_id, read_at_url, seen_at, known = row
    again = look.reread(capture_id) if look.reread is not None else None
    if again is None or (digest := content_hash(again)) == known:
        return str(known)
    keep_reading(db, version_id, at=look.at)
    state = State(number, capture_id, read_at_url, seen_at, look.extractor)
    _put_state(db, again, digest, article_id, state)
    return digest


def _known_elsewhere(db: sqlite3.Connection, article: Article, digest: str, look: Look) -> tuple[int, str] | None:
    """The article that this page is another address of, and how that is known; None: of none."""
    alias = _row(
        db,
        "SELECT article_id, reason, diverged_at, articles.last_seen FROM article_urls "
        "JOIN articles ON articles.id = article_id WHERE article_urls.portal = ? AND article_urls.url = ?",
        look.portal,
        look.url,
    )
    if alias:
        article_id, reason, diverged_at, seen = alias
        if reason != "same content" or digest in (_hash_of(db, article_id), _read_by_now(db, article_id, look)):
            db.execute(
                "UPDATE article_urls SET diverged_at = NULL WHERE portal = ? AND url = ?", (look.portal, look.url)
            )
            return article_id, reason
        if diverged_at is None or seen <= diverged_at:
            # The article may have been edited, and this address asked for first: its own address decides.
            db.execute(
                "UPDATE article_urls SET diverged_at = coalesce(diverged_at, ?) WHERE portal = ? AND url = ?",
                (look.at, look.portal, look.url),
            )
            return article_id, reason
        db.execute("DELETE FROM article_urls WHERE portal = ? AND url = ?", (look.portal, look.url))
    if article.url != look.url and (named := article_at(db, look.portal, article.url)) is not None:
        return named, "canonical link"
    if not article.text and not (article.published_on and article.published_from in STATED):
        return None  # a bare headline is no proof that two pages are one
    same = _same_content(db, article, digest, look)
    return (same, "same content") if same is not None else None


def _same_content(db: sqlite3.Connection, article: Article, digest: str, look: Look) -> int | None:
    """The article of the portal that says the same; one that an earlier extractor read is read again first."""
    row = _row(db, "SELECT id FROM articles WHERE portal = ? AND content_hash = ? ORDER BY id", look.portal, digest)
    if row:
        return int(row[0])
    namesakes = db.execute(
        "SELECT articles.id FROM articles JOIN article_versions ON article_id = articles.id AND number = version "
        "WHERE portal = ? AND articles.title = ? AND extractor <> ? ORDER BY articles.id LIMIT ?",
        (look.portal, article.title, look.extractor, NAMESAKES),
    ).fetchall()
    return next((one for (one,) in namesakes if _read_by_now(db, one, look) == digest), None)


def _read_by_now(db: sqlite3.Connection, article_id: int, look: Look) -> str:
    """The content hash of an article as today's extractor reads it."""
    extractor = _row(
        db,
        "SELECT extractor FROM article_versions JOIN articles ON articles.id = article_id AND number = version "
        "WHERE article_id = ?",
        article_id,
    )
    if extractor and extractor[0] == look.extractor:
        return _hash_of(db, article_id)
    return _read_again(db, article_id, look)


def _hash_of(db: sqlite3.Connection, article_id: int) -> str:
    row = _row(db, "SELECT content_hash FROM articles WHERE id = ?", article_id)
    return str(row[0]) if row else ""


def _insert(db: sqlite3.Connection, article: Article, digest: str, look: Look) -> int:
    url = article.url or look.url
    values = {
        "id": next_number(db, "articles"), "portal": look.portal,
        "url": url, **values_of(article), "content_hash": digest, "first_seen": look.at,
        "last_seen": look.at, "found_by": look.found_by or None,
    }  # fmt: skip
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    cursor = db.execute(f"INSERT INTO articles ({names}) VALUES ({places})", values)
    article_id = cursor.lastrowid
    assert article_id is not None
    _add_version(db, article, digest, article_id, State.of(look, 1))
    _attach(db, article, article_id)
    _observe(db, article_id, article, look.at)
    index(db, article_id, article.title, article.lead, article.text)
    if url != look.url:
        _add_address(db, look.portal, look.url, article_id, look.at, "canonical link")
    for other in {*redirects_to(db, look.portal, look.url), *redirects_to(db, look.portal, url)} - {url}:
        _add_address(db, look.portal, other, article_id, look.at, "redirect")
    return article_id


@dataclass(frozen=True, slots=True)
class State:
    """A version without its words: which it is, and what tells it."""

    number: int
    capture_id: int
    read_at_url: str
    seen_at: str
    extractor: str

    @classmethod
    def of(cls, look: Look, number: int) -> State:
        """The state that a look has found."""
        return cls(number, look.capture_id, look.url, look.at, look.extractor)


def _put_state(db: sqlite3.Connection, article: Article, digest: str, article_id: int, state: State) -> None:
    """Makes what was read the present state of an article: a new version, or another reading of one that is there."""
    old = _row(db, "SELECT title, lead, text FROM articles WHERE id = ?", article_id)
    assert old is not None
    unindex(db, article_id, *old)
    values = {**values_of(article), "content_hash": digest, "version": state.number, "id": article_id}
    if values["published_on"] is None:  # the page states none: what a listing gave stays
        for name in _DATES:
            del values[name]
    columns = ", ".join(f"{name} = :{name}" for name in values if name != "id")
    db.execute(f"UPDATE articles SET {columns} WHERE id = :id", values)
    _add_version(db, article, digest, article_id, state)
    _attach(db, article, article_id)
    index(db, article_id, article.title, article.lead, article.text)


def _add_version(db: sqlite3.Connection, article: Article, digest: str, article_id: int, state: State) -> None:
    values = values_of(article) | {
        "id": next_number(db, "article_versions"), "article_id": article_id, "number": state.number,
        "capture_id": state.capture_id, "read_at_url": state.read_at_url, "seen_at": state.seen_at,
        "extractor": state.extractor, "content_hash": digest,
        "captions": _json({"url": one.url, "caption": one.caption, "alt": one.alt} for one in article.images),
        "attachments": _json(
            {"url": one.url, "name": one.name, "media_type": one.media_type} for one in article.attachments
        ),
    }  # fmt: skip
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    fresh = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("id", "article_id", "number"))
    db.execute(
        f"INSERT INTO article_versions ({names}) VALUES ({places}) "
        f"ON CONFLICT (article_id, number) DO UPDATE SET {fresh}",
        values,
    )


def keep_reading(db: sqlite3.Connection, version_id: int, *, at: str) -> None:
    """Puts what a version says by its present reading into `readings`, before another reading takes its place."""
    cursor = db.execute("SELECT * FROM article_versions WHERE id = ?", (version_id,))
    names = [column[0] for column in cursor.description]
    values = dict(zip(names, cursor.fetchone(), strict=True))
    extractor = values.pop("extractor")
    for name in ("id", "article_id", "number", "capture_id", "read_at_url", "seen_at"):
        del values[name]
    for name in ("tags", "captions", "attachments"):
        values[name] = json.loads(values[name])
    db.execute(
        "INSERT INTO readings (version_id, extractor, read_at, article) VALUES (?, ?, ?, ?)",
        (version_id, extractor, at, json.dumps(values, ensure_ascii=False)),
    )


def _date(db: sqlite3.Connection, article_id: int, article: Article) -> None:
    """Gives an article that states no date itself the one that its address was announced with."""
    if article.published_on is not None and article.published_from in ("listing", "feed"):
        values = values_of(article)
        _date_undated(db, article_id, {name: values[name] for name in _DATES})


def _attach(db: sqlite3.Connection, article: Article, article_id: int) -> None:
    db.execute("DELETE FROM images WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO images (article_id, position, url, caption, alt) VALUES (?, ?, ?, ?, ?)",
        [(article_id, place, one.url, one.caption, one.alt) for place, one in enumerate(article.images, 1)],
    )
    db.execute("DELETE FROM attachments WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO attachments (article_id, position, url, name, media_type) VALUES (?, ?, ?, ?, ?)",
        [(article_id, place, one.url, one.name, one.media_type) for place, one in enumerate(article.attachments, 1)],
    )


def _observe(db: sqlite3.Connection, article_id: int, article: Article, at: str) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO observations (article_id, observed_at, name, value) VALUES (?, ?, ?, ?)",
        [(article_id, at, name, value) for name, value in article.figures],
    )


def _found_again(db: sqlite3.Connection, article_id: int, look: Look) -> None:
    """It is there: a suspicion is forgotten, a removed article is restored."""
    db.execute(
        "UPDATE articles SET last_seen = max(last_seen, ?), "
        "state = CASE state WHEN 'removed' THEN 'restored' WHEN 'suspect' THEN 'live' ELSE state END, "
        "gone_at = NULL, gone_crawl_id = NULL, gone_capture_id = NULL, removed_capture_id = NULL WHERE id = ?",
        (look.at, article_id),
    )
    db.execute(
        "UPDATE absences SET back_at = ?, back_capture_id = ? WHERE article_id = ? AND back_at IS NULL",
        (look.at, look.capture_id, article_id),
    )


def _add_address(db: sqlite3.Connection, portal: str, url: str, article_id: int, at: str, reason: str) -> None:
    if _row(db, "SELECT 1 FROM articles WHERE portal = ? AND url = ?", portal, url):
        return
    db.execute(
        "INSERT INTO article_urls (portal, url, article_id, first_seen, last_seen, reason) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (portal, url) DO UPDATE SET last_seen = excluded.last_seen",
        (portal, url, article_id, at, at, reason),
    )


def _read_at_own_address(db: sqlite3.Connection, article_id: int, url: str) -> bool:
    """Whether the first version was read at the article's own address, not at another that named it."""
    row = _row(db, "SELECT read_at_url FROM article_versions WHERE article_id = ? AND number = 1", article_id)
    return row is None or row[0] == url


def _many_go_to(db: sqlite3.Connection, portal: str, url: str) -> bool:
    row = _row(
        db,
        "SELECT count(*) FROM pages JOIN articles USING (portal, url) WHERE portal = ? AND redirect_to = ?",
        portal,
        url,
    )
    return bool(row and row[0] >= MANY_REDIRECTS)


def _row(db: sqlite3.Connection, statement: str, *values: object) -> Sequence[Any] | None:
    found: Sequence[Any] | None = db.execute(statement, values).fetchone()
    return found


def _json(records: Any) -> str:
    return json.dumps(list(records), ensure_ascii=False)
