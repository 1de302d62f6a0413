"""What a crawl leaves behind: the outcome, which must be the same, and what is wrong with a folder."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

from archive.warc import warc_files
from archive.warc_scan import Damage, members

if TYPE_CHECKING:
    from pathlib import Path

FORBIDDEN = "/noi-bo/"
"""What the practice portal's robots.txt forbids: it is done without a capture."""
MIRROR = "http://localhost:"
"""Where the practice portal shows all its pages a second time."""
_ACKNOWLEDGED = """
    SELECT url FROM frontier.entries WHERE state = 'done' AND instr(url, ?) = 0
    AND NOT EXISTS (SELECT 1 FROM captures WHERE captures.url IN (entries.url, entries.request_url))
"""
_COUNTS = "SELECT count(*) FROM captures WHERE url NOT LIKE '%robots.txt' GROUP BY url"


def outcome(folder: Path) -> frozenset[tuple[object, ...]]:
    """The articles of an archive and their versions, each with its content hash.

    An article is known by all its addresses but those on a mirror: which of two that say the same is met first, and
    how many a mirror shows before it is known as one, is the order of answers.
    """
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db:
        addresses: dict[int, set[str]] = {}
        for number, url in db.execute("SELECT id, url FROM articles UNION SELECT article_id, url FROM article_urls"):
            if not url.startswith(MIRROR):
                addresses.setdefault(number, set()).add(url)
        articles = db.execute("SELECT id, version, content_hash, state, published_on, title FROM articles").fetchall()
        versions = db.execute("SELECT article_id, number, content_hash FROM article_versions").fetchall()
    return frozenset((frozenset(addresses[number]), *rest) for number, *rest in articles + versions)


def lying(folder: Path) -> list[str]:
    """What is wrong with a folder as the disaster left it."""
    file = folder / "archive.db"
    if not file.exists() or not file.stat().st_size:
        return []
    problems = []
    copy = folder.parent / "looked-at"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    for name in warc_files(copy / "warc"):
        found = list(members(copy / "warc" / name))
        problems += [f"warc/{name} is damaged at {one.position}" for one in found[:-1] if isinstance(one, Damage)]
    with contextlib.closing(sqlite3.connect(copy / "archive.db")) as db:
        problems += [f"archive.db: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if (copy / "frontier.db").exists():
            db.execute("ATTACH DATABASE ? AS frontier", (str(copy / "frontier.db"),))
            tables = {name for (name,) in db.execute("SELECT name FROM main.sqlite_master UNION SELECT name FROM "
                                                     "frontier.sqlite_master")}  # fmt: skip
            missing = db.execute(_ACKNOWLEDGED, (FORBIDDEN,)) if {"captures", "entries"} <= tables else ()
            problems += [f"{url} was acknowledged and is not there" for (url,) in missing]
    shutil.rmtree(copy)
    return problems


def fetched(folder: Path) -> tuple[int, int]:
    """Pages fetched twice, and pages in all."""
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db:
        counts = [count for (count,) in db.execute(_COUNTS)]
    return sum(count - 1 for count in counts), len(counts)
