"""What reading a page costs beside another checkout of this project, in one run, page by page.

    python bench/cost.py --before PATH_OF_OTHER_CHECKOUT [--shared ../shared] [--pages FOLDER…] [--rounds 3]
                         [--most 300]

Each round starts one process per checkout; the two read the same pages in turns, so that what else the machine does
meets both alike. Of each page the least CPU time of all rounds counts. `--pages` takes folders of HTML files, each a
set, of which `--most` are read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
WARM = 12
"""Pages that are read before the clock runs."""


@dataclass
class PageSet:
    """Pages of one origin: their addresses and bytes, and by checkout the seconds that each took."""

    name: str
    pages: list[tuple[str, Path]]
    seconds: dict[Path, list[float]] = field(default_factory=dict)


def benchmark(shared: Path) -> PageSet:
    """The pages of the public benchmark."""
    folder = shared.resolve() / "extraction"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = [(page["url"], folder / "html" / f"{name}.html.gz") for name, page in truth.items()]
    return PageSet("benchmark", pages)


def folder_set(folder: Path, most: int) -> PageSet:
    """Pages of a folder: as many as are asked for, drawn at random but the same each time."""
    files = sorted(folder.resolve().rglob("*.html"))
    drawn = random.Random(1).sample(files, min(most, len(files)))
    addresses = [
        f"https://portal.example/{file.relative_to(folder.resolve())}".removesuffix("index.html") for file in drawn
    ]
    name = folder.parent.name if folder.name == "site" else folder.name
    return PageSet(name, list(zip(addresses, drawn, strict=True)))


def read(checkout: Path) -> None:
    """Reads pages that standard input names, with the code of a checkout; prints the seconds of each."""
    sys.path.insert(0, str(checkout))
    from crawler.extraction import Hints, NotAnArticle, extract

    for line in sys.stdin:
        url, name = line.rstrip("\n").split("\t")
        data = Path(name).read_bytes()
        html = gzip.decompress(data) if name.endswith(".gz") else data
        begun = time.process_time()
        with suppress(NotAnArticle):
            extract(html, url=url, hints=Hints(lone=True))
        print(time.process_time() - begun, flush=True)


class Reader:
    """A process that reads pages with the code of one checkout."""

    def __init__(self, checkout: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--reader", str(checkout)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, cwd=checkout,
        )  # fmt: skip

    def seconds(self, url: str, file: Path) -> float:
        """What a page takes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{url}\t{file}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


def measure(sets: list[PageSet], checkouts: list[Path]) -> None:
    """One round: each page once by each checkout, the first of them in turns."""
    readers = {checkout: Reader(checkout) for checkout in checkouts}
    for page in sets[0].pages[:WARM]:
        for reader in readers.values():
            reader.seconds(*page)
    for pages in sets:
        for number, page in enumerate(pages.pages):
            for checkout in checkouts if number % 2 else reversed(checkouts):
                least = pages.seconds.setdefault(checkout, [float("inf")] * len(pages.pages))
                least[number] = min(least[number], readers[checkout].seconds(*page))
    for reader in readers.values():
        reader.end()


def report(sets: list[PageSet], before: Path, now: Path) -> None:
    print(f"{'':14}{'pages':>6}{'before ms':>11}{'now ms':>9}{'in all':>8}{'mean':>7}{'median':>8}{'p95':>7}")
    total = PageSet("all", [page for pages in sets for page in pages.pages])
    for checkout in (before, now):
        total.seconds[checkout] = [seconds for pages in sets for seconds in pages.seconds[checkout]]
    for pages in [*sets, total]:
        old, new = pages.seconds[before], pages.seconds[now]
        shares = sorted(b / a for a, b in zip(old, new, strict=True))
        print(
            f"{pages.name:14}{len(old):6}{1000 * statistics.mean(old):11.2f}{1000 * statistics.mean(new):9.2f}"
            f"{sum(new) / sum(old):8.3f}{statistics.mean(shares):7.3f}{statistics.median(shares):8.3f}"
            f"{shares[int(0.95 * len(shares))]:7.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Cost of reading a page beside another checkout.")
    parser.add_argument("--before", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pages", type=Path, nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--reader", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reader:
        read(options.reader)
        return
    if not options.before:
        parser.error("--before PATH_OF_OTHER_CHECKOUT is needed")
    before = options.before.resolve()
    cds = options.shared / "sites" / "cds"
    folders = [*([cds] if cds.is_dir() else []), *options.pages]
    sets = [benchmark(options.shared), *(folder_set(folder.resolve(), options.most) for folder in folders)]
    for _ in range(options.rounds):
        measure(sets, [before, ROOT])
    report(sets, before, ROOT)


if __name__ == "__main__":
    main()
