"""Articles: one for one content, however many addresses it has; a version for each edit; removal with evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.absences import found_again, many_go_to, record_gone
from archive.clock import time_of
from archive.digest import content_hash, without_host
from archive.looks import first_row
from archive.numbers import next_number
from archive.pages import kind_of, redirects_to
from archive.parts import LATER, is_completed, put_parts
from archive.readings import put_reading
from archive.replaced import OUTCOMES
from archive.same_content import says_the_same, tells_apart
from archive.sql_index import index
from archive.stories.joining import join
from archive.type_rules import put_page_type, type_columns
from archive.versions import (
    State,
    add_version,
    attach,
    date_article,
    date_as_announced,
    observe,
    put_doubts_of,
    put_state,
    values_of,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from archive.looks import Change, Look
    from archive.records import Article, Visit

NAMESAKES = 5
"""Articles of the same title that are read again to see whether they say the same as a new page."""
SAME, CANONICAL = "same content", "canonical link"
"""How another address of an article is known: it says the same; or one page names the other's address and both say
nearly the same."""
_HOPS = 4


def record_article(db: sqlite3.Connection, article: Article, look: Look) -> tuple[Change, int]:
    """Enters what a look at `look.url` read: a new article, an edit, another address of a known one, or nothing new."""
    change, article_id = _recorded(db, article, look)
    if change != "alias":
        put_parts(db, article_id, article, look)
    return change, article_id


def _recorded(db: sqlite3.Connection, article: Article, look: Look) -> tuple[Change, int]:
    digest = content_hash(article)
    own = first_row(
        db, "SELECT id, content_hash, state, version FROM articles WHERE portal = ? AND url = ?", look.portal, look.url
    )
    if own:
        return _own_address(db, article, digest, look, *own)
    if moved := _moved(db, article, look):
        _take_over(db, moved, look)
        return _own_address(db, article, digest, look, moved, *_state_of(db, moved))
    known = _known_elsewhere(db, article, digest, look)
    if known is None:
        return "new", _insert(db, article, digest, look)
    if known.is_its_own:
        _take_over(db, known.article_id, look, known.reason)
        return _own_address(db, article, digest, look, known.article_id, *_state_of(db, known.article_id))
    return _other_address_of(db, article, look, known)


def _other_address_of(db: sqlite3.Connection, article: Article, look: Look, known: _Known) -> tuple[Change, int]:
    """Enters another address of a known article; one that says something else for now tells nothing of the article."""
    has_moved = look.has_left(url_of(db, known.article_id))
    if has_moved:
        _take_over(db, known.article_id, look)
    else:
        _add_address(db, look.portal, look.url, known.article_id, look.at, known.reason)
    if not known.is_unsettled:
        found_again(db, known.article_id, look)
        observe(db, known.article_id, article, look.at)
        date_as_announced(db, known.article_id, article)
    return "same" if has_moved else "alias", known.article_id


def record_unchanged(db: sqlite3.Connection, look: Look) -> tuple[Change, int | None]:
    """Enters that the server calls the page unchanged (304): the article at its address is there as it was."""
    row = first_row(db, "SELECT id, state FROM articles WHERE portal = ? AND url = ?", look.portal, look.url)
    if row is None:
        other = article_at(db, look.portal, look.url)
        db.execute(
            "UPDATE article_urls SET last_seen = ? WHERE portal = ? AND url = ?", (look.at, look.portal, look.url)
        )
        return ("alias" if other is not None else "none"), other
    if kind_of(db, look.portal, look.url) in OUTCOMES:
        return "none", row[0]  # unchanged is what has taken its place
    found_again(db, row[0], look)
    return ("restored" if row[1] == "removed" else "same"), row[0]


def record_redirect(db: sqlite3.Connection, visit: Visit, look: Look, homepage: str) -> tuple[Change, int | None]:
    """Enters a redirect: another address of an article, or, from an article's own address, a sign that it is gone."""
    own = first_row(db, "SELECT id FROM articles WHERE portal = ? AND url = ?", look.portal, look.url)
    target = article_at(db, look.portal, visit.redirect_to)
    if visit.error == LATER:
        return "none", None
    if own is None:
        if target is not None:
            _add_address(db, look.portal, look.url, target, look.at, "redirect")
            return "alias", target
        return "none", None
    if target is not None:
        return "none", own[0]  # moved, not gone
    kind = kind_of(db, look.portal, visit.redirect_to)
    if visit.redirect_to == homepage or kind in ("home", "listing") or many_go_to(db, look.portal, visit.redirect_to):
        return record_gone(db, look)
    return "none", own[0]


def article_at(db: sqlite3.Connection, portal: str, url: str) -> int | None:
    """The article at an address, its own or another; follows redirects that were recorded."""
    for _ in range(_HOPS):
        row = first_row(db, "SELECT id FROM articles WHERE portal = ? AND url = ?", portal, url) or first_row(
            db, "SELECT article_id FROM article_urls WHERE portal = ? AND url = ?", portal, url
        )
        if row:
            return int(row[0])
        onward = first_row(db, "SELECT redirect_to FROM pages WHERE portal = ? AND url = ?", portal, url)
        if not onward or not onward[0]:
            return None
        url = onward[0]
    return None


def date_undated(db: sqlite3.Connection, portal: str, url: str, values: dict[str, Any]) -> bool:
    """Gives an article that states no date the one that a listing or feed gave it; makes no version. Whether it did."""
    article_id = article_at(db, portal, url)
    return article_id is not None and date_article(db, article_id, values)


def read_again_at(db: sqlite3.Connection, look: Look) -> None:
    """Reads the article whose own address is `look.url` again by `look.reread`; makes no version."""
    row = first_row(db, "SELECT id FROM articles WHERE portal = ? AND url = ?", look.portal, look.url)
    if row:
        _read_again(db, row[0], look)


def url_of(db: sqlite3.Connection, article_id: int) -> str:
    """The article's own address."""
    row = first_row(db, "SELECT url FROM articles WHERE id = ?", article_id)
    return str(row[0]) if row else ""


def _other_address(db: sqlite3.Connection, article_id: int, url: str) -> str:
    """The article's own address; where that is `url`, the one that it has moved away from, if it has."""
    own = url_of(db, article_id)
    row = first_row(
        db, "SELECT url FROM article_urls WHERE article_id = ? AND reason = 'moved' ORDER BY last_seen DESC", article_id
    )  # fmt: skip
    return own if own != url or row is None else str(row[0])


def _moved(db: sqlite3.Connection, article: Article, look: Look) -> int | None:
    """The article whose own address the portal has left, and which had the same title at the same path there."""
    place = without_host(look.url)
    rows = db.execute("SELECT id, url FROM articles WHERE portal = ? AND title = ?", (look.portal, article.title))
    return next((one for one, url in rows.fetchall() if without_host(url) == place and look.has_left(url)), None)


def _take_over(db: sqlite3.Connection, article_id: int, look: Look, reason: str = "moved") -> None:
    """From now on the address looked at is the article's own, the one before another of its."""
    old = url_of(db, article_id)
    db.execute("DELETE FROM article_urls WHERE portal = ? AND url = ?", (look.portal, look.url))
    db.execute("UPDATE articles SET url = ? WHERE id = ?", (look.url, article_id))
    _add_address(db, look.portal, old, article_id, look.at, reason)


def _state_of(db: sqlite3.Connection, article_id: int) -> tuple[str, str, int]:
    row = first_row(db, "SELECT content_hash, state, version FROM articles WHERE id = ?", article_id)
    assert row is not None
    return row[0], row[1], row[2]


def published_at(db: sqlite3.Connection, article_id: int) -> datetime | None:
    """When the article was published; None: nobody knows."""
    row = first_row(db, "SELECT published_at FROM articles WHERE id = ?", article_id)
    return time_of(row[0]) if row else None


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
    found_again(db, article_id, look)
    observe(db, article_id, article, look.at)
    put_page_type(db, article_id, article)
    unchanged: Change = "restored" if state == "removed" else "same"
    if digest == known:
        put_doubts_of(db, article, article_id, look.extractor)
        date_as_announced(db, article_id, article)
        return unchanged, article_id
    if not _was_read_at_own_address(db, article_id, version, look):
        put_state(db, article, digest, article_id, State.of(look, version))
        return unchanged, article_id
    again = _present_as_read(db, article_id, look)
    if again is not None and is_completed(again, article):
        put_state(db, article, digest, article_id, State.of(look, version))
        return unchanged, article_id
    if _put_again(db, article_id, again, look) == digest or _is_unedited(db, article_id, article, look):
        date_as_announced(db, article_id, article)
        return unchanged, article_id
    put_state(db, article, digest, article_id, State.of(look, version + 1))
    return "changed", article_id


def _is_unedited(db: sqlite3.Connection, article_id: int, article: Article, look: Look) -> bool:
    """Whether the page has the words that it had, so that only its markup and what is made of that differ; but a date
    in its metadata, which no text node holds, is its own word too.
    """
    row = first_row(
        db,
        "SELECT capture_id, article_versions.published_on, article_versions.published_from FROM article_versions "
        "JOIN articles ON articles.id = article_id AND number = version WHERE article_id = ?",
        article_id,
    )
    if row is None or look.page_text is None or row[0] == look.capture_id:
        return False
    on = article.published_on.isoformat() if article.published_on else None
    if article.published_from == row[2] and row[2] in ("json-ld", "meta") and on != row[1]:
        return False
    before = look.page_text(row[0])
    return bool(before) and before == look.page_text(look.capture_id)


def _read_again(db: sqlite3.Connection, article_id: int, look: Look) -> str:
    """What the article's present version says when its capture is read by today's extractor: its content hash.

    A reading that differs from the one kept takes its place; that one goes to `readings`, and no version is made.
    """
    return _put_again(db, article_id, _present_as_read(db, article_id, look), look)


def _present_as_read(db: sqlite3.Connection, article_id: int, look: Look) -> Article | None:
    """The article's present version as its capture is read by today's extractor; None: nobody can read it."""
    row = first_row(
        db,
        "SELECT capture_id FROM article_versions JOIN articles ON articles.id = article_id AND number = version "
        "WHERE article_id = ?",
        article_id,
    )
    return look.reread(row[0]) if row is not None and look.reread is not None else None


def _put_again(db: sqlite3.Connection, article_id: int, again: Article | None, look: Look) -> str:
    """Puts another reading of the present version in the place of the one kept, if it differs; its content hash."""
    row = first_row(
        db,
        "SELECT article_versions.id, article_versions.content_hash FROM article_versions "
        "JOIN articles ON articles.id = article_id AND number = version WHERE article_id = ?",
        article_id,
    )
    assert row is not None
    version_id, known = row
    if again is None or (digest := content_hash(again)) == known:
        return str(known)
    put_reading(db, version_id, again, label=look.extractor, at=look.at)
    return digest


@dataclass(frozen=True, slots=True)
class _Known:
    """The article that a page is another address of."""

    article_id: int
    reason: str
    """How that is known."""
    is_unsettled: bool = False
    """The address says something else for now: the article may have been edited, which its own address decides."""
    is_its_own: bool = False
    """The article's page names the address looked at as its own."""


def _known_elsewhere(db: sqlite3.Connection, article: Article, digest: str, look: Look) -> _Known | None:
    """The article that this page is another address of, and how that is known; None: of none."""
    named = list(dict.fromkeys(_named_articles(db, article, look)))
    known = _known_address(db, article, digest, look, named)
    if known is not None:
        return known
    for article_id in named:
        if _agrees(db, article, digest, article_id, look):
            return _Known(article_id, CANONICAL, is_its_own=_is_own_address(db, article, article_id, look))
    if not tells_apart(article):
        return None  # a bare headline is no proof that two pages are one
    same = _same_content(db, article, digest, look)
    if same is not None:
        is_its_own = _is_own_address(db, article, same, look)
        return _Known(same, CANONICAL if is_its_own else SAME, is_its_own=is_its_own)
    naming = _naming(db, article, look)
    return _Known(naming, CANONICAL, is_its_own=True) if naming is not None else None


def _is_own_address(db: sqlite3.Connection, article: Article, article_id: int, look: Look) -> bool:
    """Whether the address looked at is the article's own by what both pages say: the known one names it, this one no
    other.
    """
    return article.canonical_url in ("", look.url) and _names(db, article_id, look)


def _known_address(
    db: sqlite3.Connection, article: Article, digest: str, look: Look, named: Sequence[int]
) -> _Known | None:  # fmt: skip
    """The article of which the address is known as another one; None: of none, or of none any more."""
    row = first_row(
        db,
        "SELECT article_id, reason, diverged_at, articles.url FROM article_urls "
        "JOIN articles ON articles.id = article_id WHERE article_urls.portal = ? AND article_urls.url = ?",
        look.portal, look.url,
    )  # fmt: skip
    if row is None:
        return None
    article_id, reason, diverged_at, own = row
    at_address = "WHERE portal = ? AND url = ?"
    is_named = reason != SAME or article_id in named
    if reason == "moved" or _agrees(db, article, digest, article_id, look, is_named=is_named):
        db.execute(f"UPDATE article_urls SET diverged_at = NULL {at_address}", (look.portal, look.url))
        return _Known(article_id, reason)
    if diverged_at is None or not _asked_since(db, look.portal, own, diverged_at):
        # The article may have been edited, and this address asked for first: its own address decides.
        db.execute(
            f"UPDATE article_urls SET diverged_at = coalesce(diverged_at, ?) {at_address}",
            (look.at, look.portal, look.url),
        )
        return _Known(article_id, reason, is_unsettled=True)
    db.execute(f"DELETE FROM article_urls {at_address}", (look.portal, look.url))
    return None


def _asked_since(db: sqlite3.Connection, portal: str, url: str, at: str) -> bool:
    """Whether an address was asked for after a moment; one that never was has nothing more to say."""
    row = first_row(db, "SELECT last_seen FROM pages WHERE portal = ? AND url = ?", portal, url)
    return row is None or row[0] > at


def _named_articles(db: sqlite3.Connection, article: Article, look: Look) -> Iterator[int]:
    """The articles whose address the page names as its own, and those whose page has led here."""
    for url in (article.canonical_url, article.url, look.referrer):
        if url and url != look.url and (found := article_at(db, look.portal, url)) is not None:
            yield found


def _agrees(
    db: sqlite3.Connection, article: Article, digest: str, article_id: int, look: Look, *, is_named: bool = True
) -> bool:  # fmt: skip
    """Whether a page says what an article says, as both are read now."""
    if digest in (_hash_of(db, article_id), _read_by_now(db, article_id, look)):
        return True
    return is_named and says_the_same(article.title, article.text, *_words_of(db, article_id))


def _naming(db: sqlite3.Connection, article: Article, look: Look) -> int | None:
    """The article of the same title whose page names the address looked at as its own, and which says the same."""
    rows = db.execute(
        "SELECT id, title, text FROM articles WHERE portal = ? AND title = ? ORDER BY id LIMIT ?",
        (look.portal, article.title, NAMESAKES),
    ).fetchall()
    agreeing = (one for one, *words in rows if says_the_same(article.title, article.text, *words))
    return next((one for one in agreeing if _names(db, one, look)), None)


def _names(db: sqlite3.Connection, article_id: int, look: Look) -> bool:
    """Whether an article's page, as it is read now, names the address looked at as its own."""
    row = first_row(
        db, "SELECT capture_id FROM article_versions JOIN articles ON articles.id = article_id AND number = version "
        "WHERE article_id = ?", article_id,
    )  # fmt: skip
    again = look.reread(row[0]) if row is not None and look.reread is not None else None
    return again is not None and again.canonical_url == look.url


def _words_of(db: sqlite3.Connection, article_id: int) -> tuple[str, str]:
    row = first_row(db, "SELECT title, text FROM articles WHERE id = ?", article_id)
    return (row[0], row[1]) if row else ("", "")


def _same_content(db: sqlite3.Connection, article: Article, digest: str, look: Look) -> int | None:
    """The article of the portal that says the same; one that an earlier extractor read is read again first."""
    row = first_row(
        db, "SELECT id FROM articles WHERE portal = ? AND content_hash = ? ORDER BY id", look.portal, digest
    )
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
    extractor = first_row(
        db,
        "SELECT extractor FROM article_versions JOIN articles ON articles.id = article_id AND number = version "
        "WHERE article_id = ?",
        article_id,
    )
    if extractor and extractor[0] == look.extractor:
        return _hash_of(db, article_id)
    return _read_again(db, article_id, look)


def _hash_of(db: sqlite3.Connection, article_id: int) -> str:
    row = first_row(db, "SELECT content_hash FROM articles WHERE id = ?", article_id)
    return str(row[0]) if row else ""


def _insert(db: sqlite3.Connection, article: Article, digest: str, look: Look) -> int:
    values = {
        "id": look.numbers.give(db, look.portal, article, look.url) if look.numbers else next_number(db, "articles"),
        "portal": look.portal,
        "url": look.url, **values_of(article), "content_hash": digest, "first_seen": look.at,
        "last_seen": look.at, "found_by": look.found_by or None,
        **type_columns(db, look.portal, (look.url,), article),
    }  # fmt: skip
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    cursor = db.execute(f"INSERT INTO articles ({names}) VALUES ({places})", values)
    article_id = cursor.lastrowid
    assert article_id is not None
    add_version(db, article, digest, article_id, State.of(look, 1))
    attach(db, article, article_id)
    observe(db, article_id, article, look.at)
    index(db, article_id, article.title, article.lead, article.text)
    join(db, article_id)
    for other in set(redirects_to(db, look.portal, look.url)) - {look.url}:
        _add_address(db, look.portal, other, article_id, look.at, "redirect")
    return article_id


def _add_address(db: sqlite3.Connection, portal: str, url: str, article_id: int, at: str, reason: str) -> None:
    if first_row(db, "SELECT 1 FROM articles WHERE portal = ? AND url = ?", portal, url):
        return
    db.execute(
        "INSERT INTO article_urls (portal, url, article_id, first_seen, last_seen, reason) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (portal, url) DO UPDATE SET last_seen = excluded.last_seen",
        (portal, url, article_id, at, at, reason),
    )


def _was_read_at_own_address(db: sqlite3.Connection, article_id: int, version: int, look: Look) -> bool:
    """Whether an earlier look read the article at its own address, not only at another that named it."""
    if kind_of(db, look.portal, look.url) == "article":
        return True
    row = first_row(
        db, "SELECT read_at_url FROM article_versions WHERE article_id = ? AND number = ?", article_id, version
    )
    return row is None or row[0] in (look.url, _other_address(db, article_id, look.url))
