"""Whether what was read of a page may be published, judged by what the portal's articles have always been like.

A page in doubt is captured like every other and waits, unpublished, until it is settled. Doubt that comes no oftener
than it always did at this portal is no doubt: such pages are published at the end of the run. What comes oftener stays
aside: then it is the portal or its layout that has changed, and somebody should look.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.digest import STATED
from archive.records import USUAL_TYPES
from crawler.counting import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive import Archive
    from archive.records import Article

WINDOW = 10
"""Readings that are judged together."""
FEW = 2
"""So many that wait are published when what came after them is as usual; more were a storm."""
LEAST = 30
"""Articles from which it is known what is usual."""
ALWAYS = 0.9
"""A field that this share of the articles has is missed where it is lacking."""
SHORT = 0.25
"""A text is short that has less than this share of the shortest twentieth's letters."""
LOOKED_AT = 300
"""The latest articles, from which it is known."""
SAME_TEXT = 3
"""A text at so many addresses whose articles differ in their titles is no article's."""
DATE, TEXT, LENGTH, SAME, OTHER, LIST = "no_date", "no_text", "short_text", "same_text", "other_text", "was_list"
KEPT = ("author", "source", "lead", "category", "date")
"""Fields whose loss is doubtful where the article itself had them; a new article may lack them. The date: as the page
itself states it."""
OWN = (*STATED, "url")
"""Where a date comes from the page itself; what a list or a feed tells may come before the page or after it."""
RUN, SHARED = 3, 0.05
"""Two texts are one, edited, if they share so many runs of so many words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as the archive holds it: what a doubt looks at."""

    title: str = ""
    text: str = ""
    has_date: bool = False
    fields: frozenset[str] = frozenset()
    """Those of KEPT that it has."""
    is_usual: bool = True
    """Whether it is news or a notice: what is usual is known of these alone."""


@dataclass
class Doubts:
    """What is usual at one portal, and the latest readings beside it."""

    dated: float = 0.0
    """The share of its articles whose own page or address states their date."""
    has_text: float = 0.0
    shortest: int = 0
    """Letters of the shortest twentieth of its texts."""
    articles: int = 0
    most: int = 0
    """The most readings in doubt that came among WINDOW in a row."""
    window: deque[str] = field(default_factory=lambda: deque(maxlen=WINDOW))
    """The latest readings: the doubt of each, empty where there was none."""
    _texts: dict[int, set[str]] = field(default_factory=dict)
    """By the hash of a text, the titles that it came with in this run."""

    @classmethod
    def of(cls, articles: Sequence[Known], aside: Iterable[str] = ()) -> Doubts:
        """What is usual, from the latest articles of a portal, oldest first; `aside`: doubts that wait, latest last."""
        count = len(articles)
        if count < LEAST:
            return cls(articles=count)
        lengths = sorted(len(one.text) for one in articles if one.text)
        doubts = cls(
            dated=sum(one.has_date for one in articles) / count,
            has_text=len(lengths) / count,
            shortest=lengths[len(lengths) // 20] if lengths else 0,
            articles=count,
        )
        told = [doubts._plain_doubt(one) for one in articles]
        windows = (told[start : start + WINDOW] for start in range(max(1, count - WINDOW + 1)))
        doubts.most = max(sum(map(bool, window)) for window in windows)
        doubts.window.extend(told[-WINDOW:])
        doubts.window.extend(list(aside)[-WINDOW:])
        return doubts

    def judge(self, article: Article, before: Known | None, *, was_list: bool = False) -> str:
        """The doubt about what was read, empty where there is none.

        `before` is the article that is known at the address, None where there is none, or where something else read it;
        `was_list`: the address has named articles, as a list does.
        """
        read = known(article)
        doubt = "" if self.articles < LEAST else LIST if was_list and not before else self._doubt(read, before)
        self.window.append(doubt)
        return doubt

    @property
    def is_as_usual(self) -> bool:
        """Whether no more of the latest readings are in doubt than there always were."""
        return sum(map(bool, self.window)) <= self.most

    def _doubt(self, read: Known, before: Known | None) -> str:
        plain = self._plain_doubt(read)
        if plain and not (before and self._plain_doubt(before) == plain):
            return plain
        if read.text:
            titles = self._texts.setdefault(hash(read.text), set())
            titles.add(before.title if before else read.title)
            if len(titles) >= SAME_TEXT:
                return SAME
        if before is None:
            return ""
        if before.text and read.text and before.title != read.title and not _are_alike(before.text, read.text):
            return OTHER
        lost = [name for name in KEPT if name in before.fields and name not in read.fields]
        is_same = before.title == read.title and _are_alike(before.text, read.text)
        return f"lost_{lost[0]}" if lost and is_same else ""

    def _plain_doubt(self, read: Known) -> str:
        """The doubt about an article whatever was there before."""
        if not read.is_usual:
            return ""
        if not read.text and self.has_text >= ALWAYS:
            return TEXT
        if read.text and len(read.text) < SHORT * self.shortest:
            return LENGTH
        return DATE if not read.has_date and self.dated >= ALWAYS else ""


def known(article: Article) -> Known:
    """What a doubt looks at in an article that was read."""
    said = {name: bool(getattr(article, name)) for name in KEPT if name != "date"}
    read = _known(article.title, article.text, article.published_from or "", said)
    return replace(read, is_usual=article.page_type in USUAL_TYPES)


def doubts_of(archive: Archive, portal: str) -> Doubts:
    """What is usual at a portal as the archive holds it, and what waits."""
    rows = archive.rows(
        f"{_ARTICLES} WHERE portal = ? AND page_type IN ('news', 'notice') ORDER BY id DESC LIMIT {LOOKED_AT}", portal
    )
    aside = archive.rows(
        "SELECT doubt FROM set_aside WHERE portal = ? AND settled_at IS NULL ORDER BY id DESC LIMIT ?", portal, WINDOW
    )
    return Doubts.of([_known_row(row) for row in reversed(rows)], [row["doubt"] for row in reversed(aside)])


def known_at(archive: Archive, portal: str, url: str, *, read_by: str) -> Known | None:
    """The article whose own address is `url`, as the extractor `read_by` read it; None: there is none."""
    rows = archive.rows(
        "SELECT articles.title, articles.text, articles.published_from, articles.author, articles.source, "
        "articles.lead, articles.category FROM articles "
        "JOIN article_versions ON article_id = articles.id AND number = version "
        "WHERE portal = ? AND articles.url = ? AND (extractor || '+') LIKE ? || '+%'",
        portal, url, read_by,
    )  # fmt: skip
    return _known_row(rows[0]) if rows else None


def was_list(archive: Archive, portal: str, url: str) -> bool:
    """Whether the address has named articles, as a list does."""
    rows = archive.rows("SELECT 1 FROM pages WHERE portal = ? AND url = ? AND announced >= ?", portal, url, NAMED)
    return bool(rows)


def waiting(archive: Archive, portal: str) -> dict[int, str]:
    """The pages that wait: the address of each by its number."""
    rows = archive.rows("SELECT id, url FROM set_aside WHERE portal = ? AND settled_at IS NULL ORDER BY id", portal)
    return {row["id"]: row["url"] for row in rows}


_ARTICLES = "SELECT title, text, published_from, author, source, lead, category FROM usual_articles"


def _known_row(row: dict[str, str | None]) -> Known:
    said = {name: bool(row[name]) for name in KEPT if name != "date"}
    return _known(row["title"] or "", row["text"] or "", row["published_from"] or "", said)


def _known(title: str, text: str, origin: str, said: dict[str, bool]) -> Known:
    said["date"] = origin in STATED
    return Known(
        title=title, text=text, has_date=origin in OWN,
        fields=frozenset(name for name, has in said.items() if has),
    )  # fmt: skip


def _are_alike(one: str, other: str) -> bool:
    """Whether two texts share enough runs of words to be one, edited."""
    runs, others = _runs(one), _runs(other)
    return len(runs & others) >= SHARED * max(1, min(len(runs), len(others)))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))}
