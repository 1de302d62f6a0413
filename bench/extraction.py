"""Extraction of single pages, measured on the public article-extraction benchmark (181 pages).

    python bench/extraction.py [--shared ../shared] [--json] [--worst 10]

It is the development set: the rules were looked at on it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from pathlib import Path

from shingles import Score, f1, score

from crawler.extraction import Hints, NotAnArticle, extract

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worst", type=int, default=10)
    given = parser.parse_args()
    folder = given.shared / "extraction"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    scores: dict[str, Score] = {}
    seconds = []
    for name, page in truth.items():
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        start = time.process_time()
        try:
            text = extract(body, url=page["url"], hints=Hints(article_url=True)).text
        except NotAnArticle:
            text = ""
        seconds.append(time.process_time() - start)
        scores[name] = score(page["articleBody"], text)
    precision, recall, both = f1(list(scores.values()))
    figures = {
        "pages": len(scores), "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(both, 4),
        "median_ms": round(statistics.median(seconds) * 1000, 2), "mean_ms": round(statistics.mean(seconds) * 1000, 2),
    }  # fmt: skip
    if given.json:
        print(json.dumps(figures))
        return
    print(", ".join(f"{name} {value}" for name, value in figures.items()))
    for name in sorted(scores, key=lambda one: scores[one][0])[: given.worst]:
        print(f"  {scores[name][0]:.2f}  {truth[name]['url'][:100]}")


if __name__ == "__main__":
    main()
