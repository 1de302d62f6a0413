"""Our search beside plain FTS5 over the same made-up articles, in one run.

    python bench/search.py [--sizes 10000,100000,1000000] [--queries 60] [--cold 10] [--folder DIR] [--json FILE]

Each question is asked the whole way a user takes: the first twenty hits with their snippets, and how the whole result
spreads over portals, sections and months. Ours through `Archive.search`; the other by SQL over a content table with an
FTS5 index (unicode61, remove_diacritics 0; `ORDER BY rank LIMIT 20`, `snippet()`, three `GROUP BY`). All words carry
their marks, so that both look for the same; words without marks, and page 1,000 by its key, are asked of ours alone.

Warm: one process for each side, which first answers ten other questions of the kind. Cold: a new process for each
question, after the files of both sides have been dropped from the page cache (fsync, then posix_fadvise DONTNEED);
timed from the opening of the archive on, imports not counted. CPU is that of the process: where others use the machine
it tells more than the time that passes. What takes longer than a minute in all is cut short, and
the number of questions that were answered is told. `--folder` keeps what was made, and is used again where it holds
enough. A million articles take about 15 GB.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search_archive import make_archive, make_plain

from archive import Archive
from archive.folding import has_marks, strip_marks
from archive.query import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
SIDES = ("luutru", "FTS5")
KINDS = (
    "one word", "common word", "three words", "phrase", "prefix", "newest first", "filtered", "without marks",
    "page 1000",
)  # fmt: skip
_OF_COMMON = ("common word", "newest first", "filtered", "without marks", "page 1000")
_OURS_ONLY = ("without marks", "page 1000")
_ENOUGH_SECONDS = 60
_WARM_UP = 10
_PAGE = 20


def main() -> None:
    """Makes what is missing, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--cold", type=int, default=10)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--sides", default=",".join(SIDES))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print(json.dumps(answer(**json.loads(given.ask))))
        return
    found = []
    with tempfile.TemporaryDirectory() as place:
        for size in (int(one) for one in given.sizes.split(",")):
            folder = (given.folder or Path(place)) / str(size)
            prepare(folder, size)
            found += measure(folder, size, given)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def prepare(folder: Path, size: int) -> None:
    """Makes both sides in `folder`, as far as they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "made"
    if not made.exists():
        make_archive(folder / "archive", size)
        make_plain(folder / "plain.db", size)
        made.touch()
    begun, cpu = time.perf_counter(), time.process_time()
    with Archive.open(folder / "archive") as archive:
        entered = archive.refresh_search()
    if entered:
        taken, used = time.perf_counter() - begun, time.process_time() - cpu
        print(f"{size:,} articles: indexed in {taken:.0f} s ({used:.0f} s CPU)")
    bytes_of = {name: sum(one.stat().st_size for one in folder.glob(pattern)) for name, pattern in (
        ("archive.db", "archive/archive.db"), ("search/", "archive/search/*"), ("plain.db", "plain.db"))}  # fmt: skip
    print(f"{size:,} articles:", ", ".join(f"{name} {count / 1e6:,.0f} MB" for name, count in bytes_of.items()))


def questions(folder: Path, kind: str, count: int) -> list[dict[str, Any]]:
    """So many questions of a kind, each another one, of words that the articles hold."""
    rng = random.Random(f"5 {kind}")
    db = sqlite3.connect(f"file:{folder / 'plain.db'}?mode=ro", uri=True)
    size = db.execute("SELECT max(id) FROM articles").fetchone()[0]
    texts = [words_of(db.execute("SELECT text FROM articles WHERE id = ?", (rng.randint(1, size),)).fetchone()[0])
             for _ in range(2000)]  # fmt: skip
    spread = Counter(word for text in texts for word in set(text) if has_marks(word))
    common = [word for word, _ in spread.most_common(80)]
    rare = [word for word, articles in spread.items() if 2 <= articles <= 200]
    portals = [row[0] for row in db.execute("SELECT DISTINCT portal FROM articles")]
    found: dict[str, dict[str, Any]] = {}
    while len(found) < count:
        text = [word for word in rng.choice(texts) if has_marks(word)]
        place, year, month = rng.randrange(max(1, len(text) - 3)), rng.randint(2012, 2024), rng.randint(1, 10)
        words = rng.choice(common) if kind in _OF_COMMON else rng.choice(rare)
        asked: dict[str, Any] = {}
        if kind == "three words":
            words = " ".join(rng.sample(text, 3))
        elif kind == "phrase":
            words = f'"{" ".join(text[place : place + rng.choice((2, 2, 3))])}"'
        elif kind == "prefix":
            words = rng.choice(text)[: rng.randint(2, 4)]
            words = f"{words}*" if has_marks(words) else ""
        elif kind == "newest first":
            asked = {"sort": "newest"}
        elif kind == "filtered":
            asked = {"portal": rng.choice(portals), "since": f"{year}-{month:02}", "until": f"{year}-{month + 2:02}"}
        elif kind == "without marks":
            words = strip_marks(words)
        if words:
            found[f"{words} {asked}"] = {"query": words, **asked}
    asked_for = list(found.values())
    return _far_behind(folder, asked_for) if kind == "page 1000" else asked_for


def _far_behind(folder: Path, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions with the key of the last hit on page 999; those whose result is not so long are left out."""
    with Archive.open(folder / "archive") as archive:
        for one in asked:
            page = list(archive.search(one["query"], limit=_PAGE, after=f"{998 * _PAGE}-0"))
            one["after"] = page[-1].key if len(page) == _PAGE else ""
    return [one for one in asked if one["after"]]


def answer(side: str, folder: str, asked: list[dict[str, Any]], warm_up: int) -> dict[str, Any]:
    """Answers questions in this process; how many milliseconds each took that is no warm-up, and what was found."""
    taken, used, counted, begun = [], [], 0, _clocks()
    with _opened(side, Path(folder)) as ask:
        begin = _clocks() if warm_up else begun
        for number, one in enumerate(asked):
            _, count = ask(**one)
            ended = _clocks()
            if number >= warm_up:
                taken.append(1000 * (ended[0] - begin[0]))
                used.append(1000 * (ended[1] - begin[1]))
                counted += count
            if ended[0] - begun[0] > _ENOUGH_SECONDS:
                break
            begin = _clocks()
    return {"taken": taken, "used": used, "found": counted}


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


@contextlib.contextmanager
def _opened(side: str, folder: Path) -> Iterator[Callable[..., tuple[int, int]]]:
    if side == "luutru":
        with Archive.open(folder / "archive") as archive:
            yield lambda **asked: _ours(archive, **asked)
    else:
        db = sqlite3.connect(f"file:{folder / 'plain.db'}?mode=ro", uri=True)
        yield lambda **asked: _plain(db, **asked)
        db.close()


def _ours(archive: Archive, **asked: Any) -> tuple[int, int]:
    found = archive.search(limit=_PAGE, **asked)
    return len(list(found)), found.counts.articles


def _plain(
    db: sqlite3.Connection, *, query: str, sort: str = "", portal: str = "", since: str = "", until: str = ""
) -> tuple[int, int]:
    where, values = "words MATCH ?", [query]
    if portal:
        where += " AND portal = ? AND published_on >= ? AND published_on < ?"
        values += [portal, since, until + "~"]
    table = "words JOIN articles ON articles.id = words.rowid"
    order = "published_on DESC" if sort else "rank"
    hits = db.execute(
        f"SELECT articles.id, articles.title, snippet(words, -1, '⟦', '⟧', '…', 32) FROM {table} "
        f"WHERE {where} ORDER BY {order} LIMIT {_PAGE}", values,
    ).fetchall()  # fmt: skip
    counts = [
        db.execute(f"SELECT {by}, count(*) FROM {table} WHERE {where} GROUP BY 1", values).fetchall()
        for by in ("portal", "category", "month")
    ]
    return len(hits), sum(count for _, count in counts[0])


def measure(folder: Path, size: int, given: argparse.Namespace) -> list[dict[str, Any]]:
    """Asks both sides everything, and prints a line for each kind."""
    found = []
    print(f"\n{size:,} articles, ms, p50 / p95: warm, CPU of that, cold")
    for kind in given.kinds.split(","):
        asked = questions(folder, kind, given.queries + _WARM_UP)
        if len(asked) <= _WARM_UP:
            continue
        for side in given.sides.split(","):
            if side != "luutru" and kind in _OURS_ONLY:
                continue
            warm = _asked(side, folder, asked, _WARM_UP)
            cold: list[float] = []
            for one in asked[: given.cold]:
                _drop(folder)
                cold += _asked(side, folder, [one], 0)["taken"]
                if sum(cold) > 1000 * _ENOUGH_SECONDS:
                    break
            row = {"size": size, "kind": kind, "side": side, "found": warm["found"] // max(1, len(warm["taken"])),
                   "queries": len(warm["taken"]), "warm": _shares(warm["taken"]), "cpu": _shares(warm["used"]),
                   "cold_queries": len(cold), "cold": _shares(cold)}  # fmt: skip
            found.append(row)
            figures = " ".join(f"{row[name]:>19}" for name in ("warm", "cpu", "cold"))
            asked_for = f"({row['queries']} and {len(cold)} queries, {row['found']:,} found)"
            print(f"{kind:<14} {side:<7} {figures}  {asked_for}", flush=True)
    return found


def _asked(side: str, folder: Path, asked: list[dict[str, Any]], warm_up: int) -> dict[str, Any]:
    said = json.dumps({"side": side, "folder": str(folder), "asked": asked, "warm_up": warm_up})
    done = subprocess.run(
        [sys.executable, __file__, "--ask", said], check=True, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'bench'}"},
    )  # fmt: skip
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def _shares(taken: list[float]) -> str:
    if len(taken) < 2:
        return f"{taken[0]:,.1f}" if taken else "-"
    cut = statistics.quantiles(taken, n=20, method="inclusive")
    return f"{cut[9]:,.1f} / {cut[18]:,.1f}"


def _drop(folder: Path) -> None:
    """Drops the files from the page cache."""
    for file in folder.rglob("*"):
        if file.is_file():
            handle = os.open(file, os.O_RDONLY)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


if __name__ == "__main__":
    main()
