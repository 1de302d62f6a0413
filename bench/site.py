"""A real government site, whole, served on loopback and crawled with nothing but its home page, held against its truth.

    python bench/site.py [--shared ../shared] [--json]

Bodies by the metric of the article-extraction benchmark (4-token shingles). Titles are compared with Markdown marks and
typographic quotes of the source put aside, since the truth is the source's Markdown.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shingles import f1, score

from archive import Archive

ROOT = Path(__file__).parents[1]
HOSTS = (("en", 8803), ("fr", 8804))
_MARKS = re.compile(r"<[^>]+>|\*\*")


def main() -> None:
    """Measures both hosts and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    for language, port in HOSTS:
        figures = measured(given.shared / "sites" / "cds", language, port)
        if given.json:
            print(json.dumps({"language": language, **figures}, ensure_ascii=False))
        else:
            print(f"{language}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))


def measured(folder: Path, language: str, port: int) -> dict[str, object]:
    """Crawls one host and compares."""
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder / language)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(1)
    try:
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "site.toml"
            file.write_text(f"homepage = 'http://127.0.0.1:{port}/'\nprivate = true\n[politeness]\ndelay = 0\n")
            subprocess.run(
                [sys.executable, "-m", "crawler", "crawl", "--quiet", "--file", str(file)], cwd=place, check=True
            )
            with Archive.open(Path(place) / "archive-data") as archive:
                return compared(archive, folder / f"truth-{language}.jsonl", language)
    finally:
        server.terminate()
        server.wait()


def compared(archive: Archive, truth_file: Path, language: str) -> dict[str, object]:
    """The figures for one host."""
    lines = truth_file.read_text(encoding="utf-8").splitlines()
    truth = {unquote(row["url"]): row for row in map(json.loads, lines)}
    rows = archive.rows("SELECT * FROM articles")
    found = {unquote(urlsplit(row["url"]).path): row for row in rows}
    both = [(found[path], row) for path, row in truth.items() if path in found]
    # One blog article of each language has no row in the truth and is not counted (the data's README).
    wrong = [path for path in found if path not in truth and not re.match(r"/\d{4}/\d\d/\d\d/", path)]
    scores = [score(row["body"], made["text"]) for made, row in both if row.get("body")]
    return {
        "articles": f"{len(both)} of {len(truth)}",
        "archived though none": len(wrong),
        "which": wrong,
        "titles exact": f"{sum(_plain(made['title']) == _plain(row['title']) for made, row in both)} of {len(both)}",
        "dates right": f"{sum(made['published_on'] == row['date'] for made, row in both)} of {len(both)}",
        "language right": f"{sum(made['language'] == language for made, _ in both)} of {len(both)}",
        "precision recall F1": " ".join(f"{value:.4f}" for value in f1(scores)),
        "requests": archive.rows("SELECT requests FROM crawls")[0]["requests"],
    }


def _plain(title: str) -> str:
    text = _MARKS.sub("", title).replace("\\_", " ").replace("…", "...").replace("’", "'").replace("‘", "'")
    return " ".join(text.split())


if __name__ == "__main__":
    main()
