"""What stands in an article's place under status 200 and is no reading of it: an empty template, a log-in, a notice.

A page that shows something else at one address, while the portal's others answer as ever, says that its article is not
there. The same at many addresses at once is the portal's trouble and no article's absence. What the run saw of the
portal is known at its end, so that is when it is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from archive.absences import record_gone
from archive.digest import STATED
from archive.looks import Look, first_row
from archive.same_content import agreement, words_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archive.records import Article, Visit

OUTCOMES = ("other", "listing", "document", "empty")
"""What is no article's page, and neither a failure nor a wall; a body of no bytes is a failure."""
NOTE = "shows something else than its article"
SHORT = 0.1
"""A text of this share of the words that there were is a notice in their place."""
SAME_HEADLINE = 0.5
"""Two headlines that share this share of the longer one's words are one, edited or not."""
RUN, SHARED = 3, 0.05
"""A text is what is left of another one where it shares this share of its runs of so many words."""
STILL_THERE = 0.5
"""The share of an article's runs of words that its page still holds where only its reading has failed."""
MOST_SHARE = 0.25
"""Of the articles that a run looks at, so many may be replaced at most; more are the portal's trouble."""
IN_A_ROW = 3
"""So many looks one after another that find something else are a wall's or an outage's."""


@dataclass(frozen=True, slots=True)
class Before:
    """What an article said when it was last read."""

    title: str
    text: str
    is_dated: bool
    """Whether its page stated its date."""

    @classmethod
    def of(cls, article: Article) -> Before:
        """As a reading says."""
        return cls(article.title, article.text, article.published_from in STATED)


def is_no_reading(before: Before, article: Article, *, on: date) -> bool:
    """Whether what is read at an article's address is something else in its place, and no edit of it.

    An edit keeps some of the text, or the date that the page states, or the headline above a text that is no notice;
    `on` is the day of the look, which says nothing.
    """
    if not article.text.strip():
        return bool(before.text.strip()) and not (article.attachments or article.images)
    if _is_made_by_server(article) and not _tells(before.title, article.url):
        return True
    if share_of_runs(article.text, before.text) >= SHARED or share_of_runs(before.text, article.text) >= SHARED:
        return False
    if _is_dated(article, on):
        return False
    is_short = len(words_of(article.text)) <= SHORT * len(words_of(before.text))
    return is_short or (before.is_dated and agreement(before.title, article.title) < SAME_HEADLINE)


def share_of_runs(text: str, whole: str) -> float:
    """The share of the text's runs of words that another text holds, 0 to 1; of a text without words, 0."""
    runs = _runs(text)
    return len(runs & _runs(whole)) / len(runs) if runs else 0.0


def shows_other(db: sqlite3.Connection, visit: Visit, look: Look) -> int | None:
    """The article whose own address the visit shows something else at; None: it shows it, or there is none."""
    if not visit.captures or not 200 <= visit.captures[-1].status < 300:
        return None
    row = first_row(
        db,
        "SELECT articles.id, articles.title, articles.text, articles.published_from, capture_id FROM articles "
        "JOIN article_versions ON article_id = articles.id AND number = version WHERE portal = ? AND url = ?",
        look.portal, look.url,
    )  # fmt: skip
    if row is None:
        return None
    article_id, title, text, origin, capture_id = row
    if visit.article is None:
        return int(article_id) if visit.outcome in OUTCOMES and visit.captures[-1].payload else None
    on = visit.at.date()
    if not is_no_reading(Before(title, text, origin in STATED), visit.article, on=on):
        return None
    again = look.reread(capture_id) if look.reread is not None else None
    if again is not None and not is_no_reading(Before.of(again), visit.article, on=on):
        return None
    words = (again.text or again.title) if again else (text or title)
    return None if _is_still_there(words, look.capture_id, look.page_text) else int(article_id)


def settle_replaced(db: sqlite3.Connection, looks: Callable[[str, str, int], Look], portal: str, crawl: int) -> int:
    """Judges what a crawl that has ended saw in the place of articles; how many of them count as removed by it.

    `looks` makes a look of an address, its time and its capture.
    """
    rows = db.execute(
        "SELECT pages.url, pages.outcome, last_capture_id, fetched_at, "
        "coalesce(nullif(articles.text, ''), articles.title), capture_id FROM pages "
        "JOIN articles USING (portal, url) JOIN captures ON captures.id = last_capture_id "
        "JOIN article_versions ON article_id = articles.id AND number = version "
        "WHERE pages.portal = ? AND captures.crawl_id = ? AND pages.outcome IN ('article', 'other', 'listing', "
        "'document', 'empty') AND captures.status IN (200, 203, 304) AND (payload_bytes > 0 OR captures.status = 304) "
        "ORDER BY last_capture_id",
        (portal, crawl),
    ).fetchall()
    changes = [
        record_gone(db, look)[0]
        for url, _, capture_id, at, words, version_capture in alone(rows, has_lists=_has_lists(db, portal, crawl))
        if _is_gone(look := looks(url, at, capture_id), words, version_capture)
    ]
    return changes.count("removed")


def alone(rows: Sequence[Sequence[Any]], *, has_lists: bool) -> Iterator[Sequence[Any]]:
    """Of the looks of a run at articles, in their order, those that found something else at their address alone.

    The second value of each is the outcome. `has_lists`: the portal's lists have answered as ever.
    """
    replaced = [row for row in rows if row[1] != "article"]
    as_ever = len(rows) - len(replaced)
    if not (as_ever or (has_lists and len(rows) == 1)):
        return
    if len(replaced) > max(1, MOST_SHARE * len(rows)):
        return
    for stretch in _stretches(rows):
        if len(stretch) < IN_A_ROW:
            yield from stretch


def _stretches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """The looks in a row that found something else, none empty."""
    stretch: list[Sequence[Any]] = []
    for row in rows:
        if row[1] != "article":
            stretch.append(row)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _has_lists(db: sqlite3.Connection, portal: str, crawl: int) -> bool:
    row = first_row(
        db, "SELECT count(*) FROM pages JOIN captures ON captures.id = last_capture_id WHERE pages.portal = ? "
        "AND crawl_id = ? AND outcome IN ('home', 'listing', 'feed', 'sitemap') AND announced > 0", portal, crawl,
    )  # fmt: skip
    return row is not None and row[0] >= 2


def _is_gone(look: Look, words: str, version_capture: int) -> bool:
    """Whether the article is not on its page, and its earlier page still reads as one: else it is our reading.

    `words` are its text, or its title where it has no text.
    """
    if look.reread is not None:
        again = look.reread(version_capture)
        if again is None:
            return False
        words = again.text or again.title
    return not _is_still_there(words, look.capture_id, look.page_text)


def _is_still_there(words: str, capture_id: int, page_text: Callable[[int], str | None] | None) -> bool:
    """Whether the page holds the article's words, so that its reading has failed."""
    found = page_text(capture_id) if page_text is not None else None
    return found is not None and share_of_runs(words, found) >= STILL_THERE


def _is_made_by_server(article: Article) -> bool:
    """Whether the headline spells the path of the address, as a server's own list of files does."""
    return _tells(article.title, article.url)


def _tells(title: str, url: str) -> bool:
    path = unquote(urlsplit(url).path).rstrip("/")
    return len(path) > 1 and path in title


def _is_dated(article: Article, on: date) -> bool:
    if article.published_from not in STATED or article.published_on is None:
        return False
    return abs(article.published_on - on) > timedelta(days=1)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    if not words:
        return set()
    return {tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))}
