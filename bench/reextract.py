"""Re-extraction beside a loop of warcio and trafilatura (fast) over the same WARC files, in one run, taking turns.

    python bench/reextract.py [--shared ../shared] [--rounds 3] [--peer-python python]

The English half of a real site is crawled first (162 articles, 276 responses). The peer reads the responses of status
200 with HTML, luutru the articles and what was taken for none; luutru also learns the site anew and compares every
field with what the archive holds. CPU of all processes; one pass is taken off several, so that starting does not count.
`--peer-python` is one that has warcio and trafilatura.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cpu import cost_of

from archive import Archive

ROOT = Path(__file__).parents[1]
PEER = """
import sys
from pathlib import Path
from trafilatura import extract
from warcio.archiveiterator import ArchiveIterator
pages = 0
for _ in range(int(sys.argv[2])):
    for file in sorted(Path(sys.argv[1]).glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type != "response" or record.http_headers.get_statuscode() != "200":
                    continue
                if "html" in (record.http_headers.get_header("content-type") or ""):
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    extract(record.content_stream().read(), fast=True, url=url)
                    pages += 1
print(pages)
"""
OURS = """
import sys
from archive import Archive
from archive.recording import Recording
from crawler.interpreter import PortalReader
from crawler.reextraction import Reextraction
from crawler.workers import Workers
from pathlib import Path
if __name__ == "__main__":
    folder, pages = Path(sys.argv[1]), 0
    with Workers(2) as workers, Archive.open(folder) as archive:
        reader = PortalReader(workers.read_now, wants_links=False)
        for _ in range(int(sys.argv[2])):
            work = Reextraction(archive, Recording(folder, archive.database.conn, reader), reader, "site")
            pages += work.run(apply=False, threads=3).read
    print(pages)
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--passes", type=int, default=4, help="how often each goes through the files, against start-up")
    parser.add_argument("--port", type=int, default=8803)
    parser.add_argument("--peer-python", default=sys.executable)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        crawl(folder, given.shared / "sites" / "cds" / "en", given.port)
        measure(folder, given)


def crawl(folder: Path, site: Path, port: int) -> None:
    """Crawls the site into `archive-data`."""
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(site)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(1)
    try:
        (folder / "site.toml").write_text(
            f"homepage = 'http://127.0.0.1:{port}/'\nprivate = true\n[politeness]\ndelay = 0\nconcurrency = 4\n"
        )
        command = [sys.executable, "-m", "crawler", "crawl", "--quiet", "--file", "site.toml"]
        subprocess.run(command, cwd=folder, check=True, env=environment())
    finally:
        server.terminate()
        server.wait()


def environment() -> dict[str, str]:
    """The environment in which our code is found."""
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


def pages_of(command: list[str], folder: Path) -> int:
    """How many pages a command says that it has read."""
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=environment())
    return int(done.stdout.split()[-1])


def measure(folder: Path, given: argparse.Namespace) -> None:
    """Runs the rounds in `folder`."""
    (folder / "peer.py").write_text(PEER)
    (folder / "ours.py").write_text(OURS)
    tools = {
        "luutru": [sys.executable, "ours.py", "archive-data"],
        "warcio + trafilatura, fast": [given.peer_python, "peer.py", "archive-data/warc"],
    }
    pages = {name: pages_of([*command, "1"], folder) for name, command in tools.items()}
    rates: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(given.rounds):
        for name, command in tools.items():
            one, many = (
                cost_of([*command, str(passes)], folder, environment()).cpu_seconds for passes in (1, 1 + given.passes)
            )
            rates[name].append(pages[name] * given.passes / (many - one))
    for name, found in rates.items():
        print(
            f"{name}: {pages[name]} pages, {statistics.median(found):.0f} pages a second and core "
            f"({min(found):.0f} to {max(found):.0f})"
        )
    ours, peer = rates.values()
    print(f"ratio {statistics.median(one / other for one, other in zip(ours, peer, strict=True)):.2f}")
    with Archive.open(folder / "archive-data") as archive:
        print(json.dumps(archive.rows("SELECT count(*) AS versions FROM article_versions")))


if __name__ == "__main__":
    main()
