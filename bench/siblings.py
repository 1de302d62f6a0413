"""What other pages of the same site are worth: each page alone, and with a Site learned from its siblings.

    python bench/siblings.py [--shared ../shared] [--worst 10]

The pages of the article-extraction benchmark whose site has more than one there, by its own metric, each read with
trees that saw no page of its site. The weights of repetition were set on the even folds; the odd ones are held out.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

from extraction import benchmark, fold_of, folded, shipped
from shingles import Score, f1, score

from crawler.extraction import Hints, NotAnArticle, Site, extract, learn

ROOT = Path(__file__).parents[1]
LEARNED = 16


def text_of(html: bytes, url: str, site: Site | None) -> str:
    """The text that is found; empty where none is."""
    try:
        return extract(html, url=url, site=site, hints=Hints(article_url=True)).text
    except NotAnArticle:
        return ""


def whole_site(folder: Path, language: str) -> None:
    """A real site whole, with the shipped trees; learned from sixteen of its articles, read on all others."""
    shipped({})
    truth = map(json.loads, (folder / f"truth-{language}.jsonl").read_text(encoding="utf-8").splitlines())
    rows = [(folder / language / unquote(row["url"]).strip("/") / "index.html", row) for row in truth]
    pages = [
        (f"http://{language}.example{row['url']}", file.read_bytes(), row["body"])
        for file, row in rows
        if row.get("body") and file.is_file()
    ]
    learned = learn([(url, html) for url, html, _ in pages[:LEARNED]])
    print(f"{language}: {len(pages) - LEARNED} articles of a whole site, learned from {LEARNED} others")
    for label, site in (("alone", None), ("with siblings", learned)):
        precision, recall, both = f1([score(body, text_of(html, url, site)) for url, html, body in pages[LEARNED:]])
        print(f"    {label:<14} precision {precision:.4f}, recall {recall:.4f}, F1 {both:.4f}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--worst", type=int, default=10)
    given = parser.parse_args()
    by_site = defaultdict(list)
    for page in benchmark(given.shared):
        by_site[page["site"]].append(page)
    before = folded()
    rows: list[tuple[int, Score, Score, str]] = []
    for site, pages in by_site.items():
        for page in pages if len(pages) > 1 else ():
            before(page)
            learned = learn([(other["url"], other["html"]) for other in pages if other is not page])
            found = [text_of(page["html"], page["url"], known) for known in (None, learned)]
            alone, beside = (score(page["text"], text) for text in found)
            rows.append((fold_of(site), alone, beside, page["url"]))
    for name, chosen in (
        ("all", rows), ("even folds", [row for row in rows if row[0] % 2 == 0]),
        ("odd folds", [row for row in rows if row[0] % 2]),
    ):  # fmt: skip
        print(f"{name}: {len(chosen)} pages")
        for label, place in (("alone", 1), ("with siblings", 2)):
            precision, recall, both = f1([row[place] for row in chosen])  # type: ignore[misc]
            print(f"    {label:<14} precision {precision:.4f}, recall {recall:.4f}, F1 {both:.4f}")
    for language in ("en", "fr"):
        whole_site(given.shared / "sites" / "cds", language)
    moved = sorted(rows, key=lambda row: row[2][0] - row[1][0])
    for row in [*moved[: given.worst], *moved[len(moved) - given.worst :]]:
        print(f"{row[1][0]:.3f} -> {row[2][0]:.3f} (missed {row[1][2]:.3f} -> {row[2][2]:.3f}) {row[3][:90]}")


if __name__ == "__main__":
    main()
