"""Fills what is not whole of articles and what belongs to them; see `archive.mending`.

Much of an article is written twice: what it says now stands in `articles` and in its latest version, its pictures in
`images` and in that version. So a damaged row can often be written again without `warc/`, and its old digest proves
that it is, byte for byte, the one that luutru wrote. What cannot be proven is taken from what `warc/` tells, else from
the rows beside it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.readings import FIELDS
from archive.records import PAGE_TYPES
from archive.whole_rows import Gap, every, first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.mending import Mending
    from archive.whole_rows import Row

_SHARED = (*(name for name in FIELDS if name not in ("captions", "attachments")), "content_hash")
"""Columns that an article shares with its latest version."""
_DATES = ("published_at", "published_on", "published_precision", "published_from")
"""Those of them that a list may give to the article alone."""
_MOST_CAPTURES = 50
"""Captures of an address among which the one of a version is looked for."""


class MendingArticles:
    """The articles of one database, `archive.db` or `withheld.db`, under way."""

    def __init__(self, mending: Mending, schema: str) -> None:
        self._mending = mending
        self._db = mending.db
        self._schema = schema

    def mend(self) -> None:
        """Fills the gaps of every table of articles, in the order in which one helps the other."""
        unproven = [gap for gap in self._gaps("article_versions") if not self._prove_version(gap)]
        self._mending.fill_numbered(self._schema, "absences")
        for gap in self._gaps("articles"):
            self._mend_article(gap, unproven)
        self._mend_versions(unproven)
        for table, mended in (
            ("article_urls", self._address), ("images", self._picture), ("attachments", self._document),
            ("observations", self._by_key), ("doubts", self._doubt), ("readings", self._by_key),
        ):  # fmt: skip
            for gap in self._gaps(table):
                if not any(self._mending.put(self._schema, table, row) for row in mended(table, gap)):
                    self._mending.lose(self._schema, table, gap)

    def _gaps(self, table: str) -> list[Gap]:
        return self._mending.gaps.pop((self._schema, table), [])

    def _first(self, statement: str, *values: object) -> Row | None:
        return first(self._db, statement.replace("@", f"{self._schema}."), *values)

    def _every(self, statement: str, *values: Any) -> list[Row]:
        return every(self._db, statement.replace("@", f"{self._schema}."), *values)

    def _proven(self, gap: Gap, table: str, candidates: Iterator[Row]) -> Row | None:
        """The first row that is, by its digest, the one that luutru wrote."""
        columns = self._mending.columns(self._schema, table)
        ordered = ({name: row[name] for name in columns if name in row} for row in candidates)
        return next((row for row in ordered if gap.is_filled_by(row)), None)

    # Articles

    def _mend_article(self, gap: Gap, unproven: list[Gap]) -> None:
        (number,) = gap.key
        versions = self._every("SELECT * FROM @article_versions WHERE article_id = ? ORDER BY number", number)
        told = next(iter(self._mending.told(self._schema, "articles", id=number)), None)
        latest = versions[-1] if versions else None
        if latest is not None and gap.row is not None and any(_is_of(one, number, after=latest) for one in unproven):
            latest = None  # a later one is not whole either
        composed = self._composed(number, versions, gap.row) if versions else None
        row, is_told = self._proven(gap, "articles", self._candidates(gap, latest, told, composed)), True
        if row is None:
            row, is_told = told or (composed if latest is not None else None), told is not None
            if row is not None and latest is not None:
                row = row | {name: latest[name] for name in _SHARED} | {"version": latest["number"]}
        if row is None or not self._mending.put(self._schema, "articles", row | {"id": number}):
            self._mending.lose(self._schema, "articles", gap)
        elif not is_told:
            what = "it was made from its versions; when it was seen last, and what type of page it is, may be wrong"
            self._mending.lose(self._schema, "articles", gap, what=what)

    def _candidates(self, gap: Gap, latest: Row | None, told: Row | None, composed: Row | None) -> Iterator[Row]:
        """Rows that may be the one that luutru wrote."""
        if gap.row is not None and latest is not None:
            yield gap.row | {name: latest[name] for name in _SHARED}
            yield gap.row | {name: latest[name] for name in _SHARED if name not in _DATES}
        stories = {"story_id": gap.row["story_id"]} if gap.row is not None else {}
        for other in (told, composed):
            if other is not None:
                yield other | stories
                if gap.row is not None:
                    yield from (gap.row | {name: other[name]} for name in gap.row if name in other)

    def _composed(self, number: int, versions: list[Row], row: Row | None) -> Row:
        """An article by what belongs to it: versions, captures, absences, and what is known of its address."""
        said, latest, opening = row or {}, versions[-1], versions[0]
        capture = self._capture(latest["capture_id"]) or {}
        portal, url = capture.get("portal") or said.get("portal"), latest["read_at_url"]
        page = self._first("SELECT * FROM @pages WHERE portal = ? AND url = ?", portal, url) or {}
        gone = self._every("SELECT * FROM @absences WHERE article_id = ? ORDER BY gone_at", number)
        page_type = said.get("page_type")
        made = {
            "id": number, "portal": portal, "url": url, **{name: latest[name] for name in _SHARED},
            "version": latest["number"], **self._state(gone), "first_seen": opening["seen_at"],
            "last_seen": page.get("last_seen") or said.get("last_seen") or latest["seen_at"],
            "found_by": page.get("found_by"), "story_id": None,
            "page_type": page_type if page_type in PAGE_TYPES else "news",
        }  # fmt: skip
        return said | made

    def _capture(self, number: object) -> Row | None:
        return self._first("SELECT * FROM @captures WHERE id = ?", number)

    def _state(self, absences: list[Row]) -> Row:
        """The columns that say whether an article is there."""
        made: Row = dict.fromkeys(("gone_at", "gone_crawl_id", "gone_capture_id", "removed_capture_id"))
        if not absences or absences[-1]["back_at"] is not None:
            was_removed = any(one["removed_at"] is not None for one in absences)
            return made | {"state": "restored" if was_removed else "live"}
        last = absences[-1]
        capture = self._capture(last["gone_capture_id"])
        return {
            "state": "suspect" if last["removed_at"] is None else "removed", "gone_at": last["gone_at"],
            "gone_capture_id": last["gone_capture_id"], "removed_capture_id": last["removed_capture_id"],
            "gone_crawl_id": capture["crawl_id"] if capture is not None else None,
        }  # fmt: skip

    # Versions

    def _prove_version(self, gap: Gap) -> bool:
        """Writes a version again as luutru wrote it, where its article or `warc/` tells; whether it could."""
        row = self._proven(gap, "article_versions", self._version_candidates(gap))
        return row is not None and self._mending.put(self._schema, "article_versions", row)

    def _version_candidates(self, gap: Gap) -> Iterator[Row]:
        article_id = gap.row["article_id"] if gap.row is not None else None
        told = self._told_version(article_id, gap.row["number"]) if gap.row is not None else None
        if told is not None and gap.row is not None:
            yield told | {"id": gap.key[0]}
            yield from (gap.row | {name: told[name]} for name in gap.row)
        elif gap.row is None:
            yield from self._mending.told(self._schema, "article_versions", id=gap.key[0])
        article = self._first("SELECT * FROM @articles WHERE id = ?", article_id) if article_id is not None else None
        if article is not None and gap.row is not None:
            said = self._said_by(article)
            yield gap.row | said
            yield gap.row | {name: value for name, value in said.items() if name not in _DATES}
            yield from (gap.row | {name: said[name]} for name in said)
        if gap.row is not None:
            yield from self._with_evidence(gap.row)

    def _with_evidence(self, row: Row) -> Iterator[Row]:
        """A version with one of its columns as what it refers to has it: where, when and by whom it was read."""
        capture = self._capture(row["capture_id"])
        if capture is not None:
            yield row | {"seen_at": capture["fetched_at"]}
        captures = self._every("SELECT id FROM @captures WHERE fetched_at = ? LIMIT ?", row["seen_at"], _MOST_CAPTURES)
        yield from (row | {"capture_id": one["id"]} for one in captures)
        addresses = self._every(
            "SELECT url FROM @articles WHERE id = ?1 UNION SELECT url FROM @article_urls WHERE article_id = ?1",
            row["article_id"],
        )
        yield from (row | {"read_at_url": one["url"]} for one in addresses)
        yield from (row | {"extractor": one} for one in self._readers())

    def _told_version(self, article_id: object, number: object) -> Row | None:
        return next(
            iter(self._mending.told(self._schema, "article_versions", article_id=article_id, number=number)), None
        )

    def _said_by(self, article: Row) -> Row:
        """The columns of a version that its article has too."""
        pictures = self._every("SELECT url, caption, alt FROM @images WHERE article_id = ? ORDER BY position",
                               article["id"])  # fmt: skip
        documents = self._every(
            "SELECT url, name, media_type FROM @attachments WHERE article_id = ? ORDER BY position", article["id"]
        )
        return {name: article[name] for name in _SHARED} | {
            "captions": json.dumps(pictures, ensure_ascii=False),
            "attachments": json.dumps(documents, ensure_ascii=False),
        }

    def _mend_versions(self, gaps: list[Gap]) -> None:
        """Fills what is still not whole of versions, article by article: each has all its numbers up to the latest."""
        left = list(gaps)
        for article in self._every(
            "SELECT * FROM @articles WHERE version <> "
            "(SELECT count(*) FROM @article_versions WHERE article_id = articles.id) ORDER BY id"
        ):
            there = {row["number"] for row in self._every(
                "SELECT number FROM @article_versions WHERE article_id = ?", article["id"]
            )}  # fmt: skip
            for number in sorted(set(range(1, article["version"] + 1)) - there):
                gap = next((one for one in left if _is_version(one, article["id"], number)), None)
                gap = gap or next((one for one in left if one.row is None), None)
                if gap is None:
                    continue
                left.remove(gap)
                self._mend_version(gap, article, number)
        for gap in left:
            self._mending.lose(self._schema, "article_versions", gap)

    def _mend_version(self, gap: Gap, article: Row, number: int) -> None:
        (version_id,) = gap.key
        key = {"id": version_id, "article_id": article["id"], "number": number}
        guessed = [one | key for one in self._by_captures(article)] if number == article["version"] else []
        proven = self._proven(gap, "article_versions", iter(guessed))
        if proven is not None and self._mending.put(self._schema, "article_versions", proven):
            return
        told = self._told_version(article["id"], number)
        if told is not None and not self._is_used(article["id"], told["capture_id"]):
            said = self._said_by(article) if number == article["version"] else {}
            if self._mending.put(self._schema, "article_versions", told | said | key):
                return
        if number == article["version"]:
            stated = [gap.row | self._said_by(article) | key] if gap.row is not None else []
            for row in (*stated, *guessed):
                if self._capture(row["capture_id"]) is not None and self._mending.put(
                    self._schema, "article_versions", row
                ):
                    what = "it was made from its article; which capture it is of, and when it was seen, may be wrong"
                    self._mending.lose(self._schema, "article_versions", gap, what=what)
                    return
        self._mending.lose(
            self._schema, "article_versions", gap, what=f"version {number} of article {article['id']} is lost"
        )

    def _by_captures(self, article: Row) -> Iterator[Row]:
        """What the latest version of an article may have been, by the captures of its address."""
        captures = self._every(
            "SELECT * FROM @captures WHERE portal = :portal AND url IN (SELECT :url UNION SELECT sent.url FROM @pages "
            "AS pages JOIN @captures AS sent ON sent.id = last_capture_id WHERE pages.portal = :portal "
            "AND pages.url = :url) ORDER BY id DESC LIMIT :most",
            {"portal": article["portal"], "url": article["url"], "most": _MOST_CAPTURES},
        )
        said = self._said_by(article)
        undated = said | dict.fromkeys(_DATES)
        for capture in captures:
            if self._is_used(article["id"], capture["id"]):
                continue
            for reader in self._readers() or [""]:
                place = {
                    "capture_id": capture["id"], "read_at_url": article["url"], "seen_at": capture["fetched_at"],
                    "extractor": reader,
                }  # fmt: skip
                yield {"article_id": article["id"], **place, **said}
                yield {"article_id": article["id"], **place, **undated}

    def _readers(self) -> list[str]:
        return [row["extractor"] for row in self._every("SELECT DISTINCT extractor FROM @article_versions LIMIT 20")]

    def _is_used(self, article_id: int, capture_id: int) -> bool:
        return self._first("SELECT 1 FROM @article_versions WHERE article_id = ? AND capture_id = ?",
                           article_id, capture_id) is not None  # fmt: skip

    # What belongs to them

    def _by_key(self, table: str, gap: Gap) -> Iterator[Row]:
        key = dict(zip(self._mending.tables[self._schema][table], gap.key, strict=True))
        told = self._mending.told(self._schema, table, **key)
        # What is numbered as it comes may be another's.
        yield from (row for row in told if "id" not in row or gap.is_filled_by(row))

    def _address(self, table: str, gap: Gap) -> Iterator[Row]:
        portal, url = gap.key
        if self._first("SELECT 1 FROM @articles WHERE portal = ? AND url = ?", portal, url) is None:
            yield from self._mending.told(self._schema, table, portal=portal, url=url)

    def _picture(self, table: str, gap: Gap) -> Iterator[Row]:
        yield from self._in_version(gap, "captions", ("url", "caption", "alt"))
        yield from self._by_key(table, gap)

    def _document(self, table: str, gap: Gap) -> Iterator[Row]:
        text = gap.row["text"] if gap.row is not None else None
        for row in self._in_version(gap, "attachments", ("url", "name", "media_type")):
            if gap.is_filled_by(row | {"text": text}):
                yield row | {"text": text}
            yield row
        yield from self._by_key(table, gap)

    def _in_version(self, gap: Gap, column: str, names: tuple[str, ...]) -> Iterator[Row]:
        """A picture or a document as the latest version of its article has it."""
        article_id, position = gap.key
        version = self._first(
            "SELECT article_versions.* FROM @article_versions AS article_versions JOIN @articles AS articles "
            "ON articles.id = article_id AND number = version WHERE article_id = ?", article_id,
        )  # fmt: skip
        said = json.loads(version[column]) if version is not None else []
        if isinstance(position, int) and 0 < position <= len(said):
            yield {"article_id": article_id, "position": position, **{name: said[position - 1][name] for name in names}}

    def _doubt(self, table: str, gap: Gap) -> Iterator[Row]:
        version_id, name = gap.key
        version = self._first("SELECT article_id, number FROM @article_versions WHERE id = ?", version_id)
        told = self._told_version(version["article_id"], version["number"]) if version is not None else None
        if told is not None:
            for row in self._mending.told(self._schema, table, version_id=told["id"], name=name):
                yield row | {"version_id": version_id}

    # At the end

    def drop_what_says_nothing(self) -> bool:
        """Takes out articles without their latest version, which nothing could show; whether there were any."""
        empty = self._every(
            "SELECT * FROM @articles WHERE NOT EXISTS "
            "(SELECT 1 FROM @article_versions WHERE article_id = articles.id AND number = articles.version)"
        )
        for article in empty:
            gap = Gap((article["id"],), b"", article)
            self._mending.lose(self._schema, "articles", gap, what="its latest version is lost")
            self._db.execute(f"DELETE FROM {self._schema}.articles WHERE id = ?", (article["id"],))
        if self._schema != "main":  # there nothing is declared that settles references
            for table in ("article_versions", "images", "attachments", "observations", "absences"):
                self._db.execute(
                    f"DELETE FROM withheld.{table} WHERE article_id NOT IN (SELECT id FROM withheld.articles)"
                )
        return bool(empty)


def _is_of(gap: Gap, article_id: int, *, after: Row) -> bool:
    """Whether what is not whole may be a version of an article later than the one given."""
    if gap.row is None:
        return bool(gap.key[0] > after["id"])
    number: Any = gap.row["number"]
    return bool(gap.row["article_id"] == article_id and isinstance(number, int) and number > after["number"])


def _is_version(gap: Gap, article_id: int, number: int) -> bool:
    return gap.row is not None and (gap.row["article_id"], gap.row["number"]) == (article_id, number)
