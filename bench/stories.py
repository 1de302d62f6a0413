"""What of a labelled set is joined to stories, and how long it takes to look a text up and to enter it.

    python bench/stories.py [--shared ../shared] [--tuning] [--without-times] [--sizes 10000 100000 1000000]

The set is made from real texts (bench/copies.py): every text once, a copy of each with a share of its words edited,
forms that were filled in again, reports of one event. Half of the texts, by name, is held out; thresholds were set on
the other half (`--tuning` measures that). A pair of articles in one story is right if both are one text.

For times an archive is filled in bulk with signatures of made-up texts; then articles are entered and looked up by the
code that a crawl runs, a transaction for each batch of twenty.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any

import numpy
from copies import EDITS, SHARES, Labelled, copies, originals, others

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from archive import Archive  # noqa: E402
from archive.stories import bands, joining, signature  # noqa: E402
from archive.stories.texts import Text  # noqa: E402

PORTALS = ("haiphong", "thuynguyen")
"""Who prints copies and other things, and who originals."""
SIGNED = 20_000
TIMED = 400
BATCH = 20
_ARTICLE = """
    INSERT INTO articles (id, portal, url, title, text, content_hash, first_seen, last_seen)
    VALUES (?, 'anlao', ?, '', ?, '', '', '')
"""


@dataclass
class Found:
    """What was joined of a labelled set."""

    copies: int = 0
    joined: int = 0
    right_pairs: int = 0
    pairs: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    by_kind: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def recall(self) -> float:
        """The share of copies that are in one story with their original."""
        return self.joined / self.copies

    @property
    def precision(self) -> float:
        """The share of pairs in one story that are one text."""
        return self.right_pairs / self.pairs if self.pairs else 1.0


def labelled(shared: Path, share: float, *, held_out: bool, every: int = 1) -> list[Labelled]:
    """The set for one share of edited words, shuffled."""
    sources = originals(shared, held_out=held_out)[::every]
    made = [*sources, *copies(sources, share), *others(held_out=held_out)]
    random.Random(f"order {share}").shuffle(made)
    return made


def measured(texts: Sequence[Labelled], keep: Callable[[Labelled], Any], archive: Archive) -> Found:
    """Enters the texts, each by `keep` into `warc/`, and says what was joined."""
    by_url = {}
    for one in texts:
        by_url[keep(one).url] = one
        archive.commit_visits()
    stories: dict[int, list[Labelled]] = defaultdict(list)
    of = {}
    for row in archive.rows("SELECT url, story_id FROM articles"):
        one = by_url[row["url"]]
        of[one.name] = row["story_id"]
        if row["story_id"] is not None:
            stories[row["story_id"]].append(one)
    found = Found()
    for members in stories.values():
        for one, other in combinations(members, 2):
            found.pairs += 1
            found.right_pairs += one.family == other.family
            if one.family != other.family:
                found.wrong.append(f"{one.name} ({one.kind}) with {other.name} ({other.kind})")
    for one in texts:
        if one.kind in EDITS:
            story = of.get(one.name)
            is_joined = story is not None and story == of.get(one.name.rpartition("#")[0])
            found.copies += 1
            found.joined += is_joined
            found.by_kind[one.kind]["joined" if is_joined else "missed"] += 1
            if not is_joined:
                found.missed.append(f"{one.name} ({one.kind})")
    return found


def qualities(shared: Path, *, held_out: bool) -> None:
    """Prints precision and recall by the share of words that were edited."""
    from tests.archive.portals import Portals

    print(f"{'held out' if held_out else 'tuned on'}: edited  copies  recall  precision  pairs  recall by kind of edit")
    for share in SHARES:
        with (
            tempfile.TemporaryDirectory() as folder,
            Archive.open(Path(folder) / "archive", write=True, create=True) as archive,
        ):
            portals = Portals(archive)
            found = measured(
                labelled(shared, share, held_out=held_out),
                lambda one, portals=portals: portals.keep(  # type: ignore[misc]
                    PORTALS[one.kind == "original"], one.name, one.text, title=one.title
                ),
                archive,
            )
        kinds = ", ".join(
            f"{kind} {counts['joined'] / counts.total():.3f}" for kind, counts in sorted(found.by_kind.items())
        )
        print(
            f"{share:>16.0%}  {found.copies:>6}  {found.recall:.4f}  {found.precision:.4f}  {found.pairs:>7}  {kinds}"
        )
        for line in found.wrong[:5]:
            print(f"    wrongly joined: {line}")


# Times


class Writer:
    """Makes texts in which phrases recur as in news of authorities: a few everywhere, most hardly anywhere else."""

    def __init__(self) -> None:
        rng = random.Random("words")
        words = [f"{rng.choice('bcdghklmnpqrstvx')}{rng.choice('aeiou')}{number}" for number in range(7000)]
        weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
        self.phrases = [
            " ".join(rng.choices(words, cum_weights=weights, k=rng.randrange(3, 9))) for _ in range(200_000)
        ]
        self.weights = list(accumulate((rank + 30) ** -1.1 for rank in range(len(self.phrases))))

    def text(self, number: int, phrases: int = 60) -> str:
        """The text of that number: some 330 words."""
        return ". ".join(random.Random(number).choices(self.phrases, cum_weights=self.weights, k=phrases))


def times(sizes: Sequence[int]) -> None:
    """Prints how long a look-up and an entry take in archives of each size."""
    from tests.archive.portals import Portals

    writer = Writer()
    print("\n articles  look-up p50      p95    join p50      p95   visit p50      p95  database")
    for size in sizes:
        with (
            tempfile.TemporaryDirectory() as folder,
            Archive.open(Path(folder) / "archive", write=True, create=True) as archive,
        ):
            portals = Portals(archive)
            _fill(archive, writer, size)
            figures = list(_timed(archive, portals, writer, size))
            database = (Path(folder) / "archive" / "archive.db").stat().st_size / 1e6
        row = "  ".join(f"{p50 * 1e3:>7.2f} ms  {p95 * 1e3:>5.1f} ms" for p50, p95 in figures)
        print(f"{size:>9,}  {row}  {database:,.0f} MB", flush=True)


def _fill(archive: Archive, writer: Writer, size: int) -> None:
    """Enters the signatures of `size` texts, in the order of their bands, as fast as that goes.

    SIGNED of them are signed; each further one takes every band from one of those by chance, so that as large a share
    of the articles has a band as would have it in so many texts.
    """
    db = archive.database.conn
    texts = [writer.text(-number - 1) for number in range(min(size, SIGNED))]
    signed = [signature.signature(Text("", text)) for text in texts]
    width = 2 * signature.ROWS
    parts = [[made[band * width : (band + 1) * width] for made in signed] for band in range(signature.BANDS)]
    banded = numpy.array([signature.bands(made) for made in signed])
    taken = numpy.random.default_rng(size).integers(len(signed), size=(size, signature.BANDS))
    taken[: len(signed)] = numpy.arange(len(signed))[:, None]
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN IMMEDIATE")
    for number, chosen in enumerate(taken.tolist(), 1):
        made = b"".join(part[one] for part, one in zip(parts, chosen, strict=True))
        text = texts[number - 1] if number <= len(texts) else ""
        db.execute(_ARTICLE, (number, f"https://filled.example/{number}", text))
        db.execute("INSERT INTO story_signatures VALUES (?, ?)", (number, made))
    values = banded[taken, numpy.arange(signature.BANDS)].ravel()
    numbers = numpy.repeat(numpy.arange(1, size + 1), signature.BANDS)
    order = numpy.lexsort((numbers, values))
    for start in range(0, len(order), 1_000_000):
        some = order[start : start + 1_000_000]
        pairs = zip(values[some].tolist(), numbers[some].tolist(), strict=True)
        db.executemany("INSERT OR IGNORE INTO story_bands VALUES (?, ?)", pairs)
    db.execute("DELETE FROM touched")
    db.execute("COMMIT")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _timed(archive: Archive, portals: Any, writer: Writer, size: int) -> Iterator[tuple[float, float]]:
    """Median and 95th percentile of a look-up, of joining, and of a whole visit with its share of the commit."""
    db = archive.database.conn
    joins: list[float] = []
    visits: list[float] = []
    join = joining.join

    def timed_join(connection: Any, number: int) -> None:
        start = time.perf_counter()
        join(connection, number)
        joins.append(time.perf_counter() - start)

    import archive.articles as articles

    articles.join = timed_join  # type: ignore[attr-defined]
    try:
        for first in range(0, TIMED, BATCH):
            start = time.perf_counter()
            for number in range(first, first + BATCH):
                text = writer.text(number if number % 4 else max(0, number - 40))
                portals.keep(PORTALS[number % 2], f"{size}-{number}", text, title=f"Bài {number}")
            archive.commit_visits()
            visits += [(time.perf_counter() - start) / BATCH] * BATCH
    finally:
        articles.join = join  # type: ignore[attr-defined]
    lookups = []
    for number in range(TIMED):
        signed = signature.signature(Text("", writer.text(number + 10**6 if number % 2 else number)))
        start = time.perf_counter()
        bands.candidates(db, signed, but=0)
        lookups.append(time.perf_counter() - start)
    for found in (lookups, joins, visits):
        cuts = statistics.quantiles(found, n=20)
        yield statistics.median(found), cuts[18]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--tuning", action="store_true", help="measure the half that thresholds were set on")
    parser.add_argument("--without-times", action="store_true")
    parser.add_argument("--only-times", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    given = parser.parse_args()
    if not given.only_times:
        qualities(given.shared, held_out=not given.tuning)
    if not given.without_times:
        times(given.sizes)


if __name__ == "__main__":
    main()
