"""What a crawl of the practice portal survives: kills, a full disk, a medium gone read-only, a power cut, a lost
network, a clock that jumps; and whether verify names every flipped byte.

    python bench/endurance.py kills [--times 20] [--seed 1]
    python bench/endurance.py disasters [--times 50] [--seed 1]     (Linux, root: it makes and mounts small images)
    python bench/endurance.py flips [--times 200] [--seed 1]

After each disturbed crawl the folder is looked at as it lies; then the same command runs again, undisturbed, and what
it ends with is held against a crawl that was never disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from disasters import DISASTERS, image
from outcome import fetched, lying
from practice import Bench, differing

from archive.verification import verify
from archive.warc import warc_files
from crawler.demo import DemoPortal, DemoServer

if TYPE_CHECKING:
    import subprocess


def kills(bench: Bench, times: int, draw: random.Random) -> int:
    """`kill -9` at random moments; half of them while a batch is being written down."""
    failed = twice = pages = 0
    for number in range(times):
        folder = bench.place / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        wait, at_batch = draw.uniform(1.0, bench.seconds - 0.5), bool(number % 2)
        with DemoServer(bench.portal, port=bench.port):
            process = bench.begin(folder)
            time.sleep(wait)
            if at_batch:
                _await_write(folder, process)
            process.kill()
            process.communicate()
        problems = lying(folder)
        code, said = bench.crawl(folder)
        problems += [f"status {code}: {said}"] * bool(code) + differing(bench, folder)
        again, whole = fetched(folder)
        twice, pages, failed = twice + again, pages + whole, failed + bool(problems)
        print(
            f"{number + 1:>3} after {wait:5.1f} s: {again} of {whole} pages fetched twice; {_told(problems)}",
            flush=True,
        )
    print(f"{times} kills, {failed} that cost something; pages fetched twice: {twice} of {pages} ({twice / pages:.2%})")
    return failed


def disasters(bench: Bench, times: int, draw: random.Random) -> int:
    """One of five disasters at a random moment, each as often as the others."""
    failed = 0
    for number in range(times):
        name, disaster = list(DISASTERS.items())[number % len(DISASTERS)]
        with image(bench.place) as medium:
            folder = medium.mounted / "archive-data"
            problems, said = disaster(bench, medium, folder, draw)
            problems += lying(folder)
            code, again = bench.crawl(folder)
            problems += [f"status {code} afterwards: {again}"] * bool(code) + differing(bench, folder)
        failed += bool(problems)
        print(f"{number + 1:>3} {name:<14} {_told(problems)} [{said}]", flush=True)
    print(f"{times} disasters, {failed} that cost something")
    return failed


def flips(bench: Bench, times: int, draw: random.Random) -> int:
    """One bit of one byte at a time; a flip that nobody can read is told apart by the whole content."""
    folder = bench.place / "undisturbed"
    assert not verify(folder).findings
    content = _content(folder / "archive.db")
    files = [folder / "archive.db", *(folder / "warc" / name for name in warc_files(folder / "warc"))]
    sizes = [file.stat().st_size for file in files]
    named = unread = missed = 0
    for _ in range(times):
        file = draw.choices(files, sizes)[0]
        place, bit = draw.randrange(file.stat().st_size), 1 << draw.randrange(8)
        before = _flip(file, place, bit)
        if verify(folder).findings:
            named += 1
        elif file.name == "archive.db" and _content(file) == content:
            unread += 1
        else:
            missed += 1
            print(f"missed: {file.name}, byte {place}, bit {bit}", flush=True)
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(before)
    print(f"{times} flips: {named} named, {unread} in bytes of archive.db that hold nothing, {missed} missed")
    return missed


def _await_write(folder: Path, process: subprocess.Popen[str]) -> None:
    """Waits until a WARC file has grown: what it holds is then being entered in the tables."""
    before = _warc_bytes(folder)
    while process.poll() is None and _warc_bytes(folder) == before:
        time.sleep(0.0005)
    time.sleep(random.uniform(0, 0.02))


def _warc_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "warc").glob("*.warc.gz"))


def _flip(file: Path, place: int, bit: int) -> bytes:
    with file.open("r+b") as opened:
        opened.seek(place)
        before = opened.read(1)
        opened.seek(place)
        opened.write(bytes([before[0] ^ bit]))
    return before


def _content(file: Path) -> object:
    with contextlib.closing(sqlite3.connect(file)) as db:
        try:
            return db.execute("PRAGMA integrity_check").fetchall(), hash(tuple(db.iterdump()))
        except sqlite3.Error as error:
            return str(error)


def _told(problems: list[str]) -> str:
    return "; ".join(problems) or "nothing lost"


def main() -> None:
    """Runs one of the three; the exit status is 1 where something was lost or missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    todo = {"kills": (kills, 20), "disasters": (disasters, 50), "flips": (flips, 200)}
    parser.add_argument("what", choices=todo)
    parser.add_argument("--times", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=18642)
    given = parser.parse_args()
    measure, times = todo[given.what]
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), DemoPortal("mixed"), given.port)
        bench.measure()
        print(f"undisturbed: {bench.seconds:.0f} s", flush=True)
        raise SystemExit(bool(measure(bench, given.times or times, random.Random(given.seed))))


if __name__ == "__main__":
    main()
