"""CPU of a whole crawl beside a bare Scrapy spider that only fetches the same pages, in one run, pair by pair.

    python bench/overhead.py [--pairs 3] [--site ../shared/sites/cds/en]

Each run is a process of its own; its user and system time are the operating system's. With `--profile` the crawl is
run once under cProfile and its dearest functions are printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cpu import cost_of

from archive import Archive

BARE = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
                       "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "DOWNLOAD_DELAY": 0, "HTTPERROR_ALLOW_ALL": True,
                       "RETRY_ENABLED": False, "REDIRECT_ENABLED": False}
    async def start(self):
        for url in json.load(open(sys.argv[1])):
            yield scrapy.Request(url, dont_filter=True)
    def parse(self, response):
        return None

process = AsyncCrawlerProcess()
process.crawl(Bare)
process.start()
"""
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--site", type=Path, default=ROOT.parent / "shared" / "sites" / "cds" / "en")
    parser.add_argument("--port", type=int, default=8803)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(given.port), "--bind", "127.0.0.1", "--directory", str(given.site)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(1)
    try:
        with tempfile.TemporaryDirectory() as place:
            measure(Path(place), given)
    finally:
        server.terminate()
        server.wait()


def measure(folder: Path, given: argparse.Namespace) -> None:
    """Runs the pairs in `folder`."""
    (folder / "site.toml").write_text(
        f"homepage = 'http://127.0.0.1:{given.port}/'\nprivate = true\n[politeness]\ndelay = 0\nconcurrency = 4\n"
    )
    (folder / "bare.py").write_text(BARE)
    crawl = [sys.executable, "-m", "crawler", "crawl", "--quiet", "--file", "site.toml"]
    ours, bare, pages = [], [], 0
    for _ in range(given.pairs):
        shutil.rmtree(folder / "archive-data", ignore_errors=True)
        ours.append(cost_of(crawl, folder).cpu_seconds)
        with Archive.open(folder / "archive-data") as archive:
            urls = [row["url"] for row in archive.rows("SELECT url FROM captures")]
        pages = len(urls)
        (folder / "urls.json").write_text(json.dumps(urls))
        bare.append(cost_of([sys.executable, "bare.py", "urls.json"], folder).cpu_seconds)
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    for name, values in (("luutru", ours), ("bare Scrapy", bare)):
        per_page = [value / pages * 1000 for value in values]
        print(
            f"{name:<12} {statistics.median(per_page):6.2f} ms CPU a page ({min(per_page):.2f} to {max(per_page):.2f})"
        )
    spread = f"({min(ratios):.2f} to {max(ratios):.2f})"
    print(f"ratio        {statistics.median(ratios):6.2f} {spread}, {pages} pages, start-up included")
    if given.profile:
        shutil.rmtree(folder / "archive-data", ignore_errors=True)
        subprocess.run([sys.executable, "-m", "cProfile", "-o", "profile", *crawl[1:]], cwd=folder, check=True)
        subprocess.run(
            [sys.executable, "-c", "import pstats; pstats.Stats('profile').sort_stats('tottime').print_stats(30)"],
            cwd=folder, check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
