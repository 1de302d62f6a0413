"""Extraction of single pages beside other extractors, in one run and one process, page by page.

    python bench/extraction.py [--shared ../shared] [--more FOLDER…] [--trained FOLDER…] [--stripped] [--only NAME…]
        [--without-peers] [--json FILE]

Two sets: the public article-extraction benchmark (181 pages; its own metric, with bootstrap intervals) and the
government pages that trafilatura's authors keep (strings that must and must not be there, titles, dates). The project's
trees are trained on the first set: there each page is read with trees that saw no page of its site (bench/folds.json).
`--more` takes folders of other pages with truth, in the form that bench/train_blocks.py describes, with `title` and
`date` where there is truth for them; they are read with the trees that are shipped. `--trained` takes folders on which
the trees were trained; they are read as the benchmark is.

`luutru` is told that each address is an article's, `luutru untold` decides by the page alone. `refused` counts the
pages of which a tool gives no text, whatever the reason; they are scored as an empty text. Of titles counts what is
exact but for white space, of dates the day. `--stripped` reads every set a second time without the metadata of its
pages (bench/stripping.py), which no tool gets to see then.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peers import Found, installed, tried
from shingles import Score, f1, score
from stripping import without_metadata

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FOLDS = 5
RESAMPLES = 1000


@dataclass
class Tool:
    """What one extractor made of a set."""

    found: list[Found] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Pages of which it gave no text."""
        return sum(not found.text.strip() for found in self.found)


def site_of(url: str) -> str:
    """The registered name of an address's host, near enough."""
    parts = (urlsplit(url if "//" in url else f"http://{url}").hostname or "").split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])


def fold_of(site: str) -> int:
    """The fold of a site: the MD5 of its name modulo the number of folds."""
    return int(hashlib.md5(site.encode()).hexdigest(), 16) % FOLDS


def benchmark(shared: Path) -> list[dict[str, Any]]:
    """The pages of the public benchmark."""
    folder = shared / "extraction"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        {
            "id": name, "url": page["url"], "site": site_of(page["url"]), "text": page["articleBody"],
            "html": gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()),
        }
        for name, page in truth.items()
    ]  # fmt: skip


def government(shared: Path) -> list[dict[str, Any]]:
    """The government pages with strings, titles and dates as their truth."""
    folder = shared / "pages" / "trafilatura"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rows = truth.items() if isinstance(truth, dict) else ((row["file"], row) for row in truth)
    return [
        {**page, "id": name, "html": file.read_bytes()}
        for name, page in rows
        if (file := folder / page.get("file", name)).is_file()
    ]


def other(folder: Path) -> list[dict[str, Any]]:
    """The pages of a folder of one's own."""
    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    return [{**page, "html": (folder / page["html"]).read_bytes()} for page in pages]


def decoded(body: bytes) -> str:
    """The page as text, for extractors that take no bytes: in the encoding in which the project reads it."""
    return str(import_module("crawler.extraction.charset").decoded(body, "")[0])


def run(
    pages: list[dict[str, Any]], tools: dict[str, Any], before: Callable[[dict[str, Any]], None]
) -> dict[str, Tool]:
    """Every extractor on every page; the tools take turns, so that a slow moment of the machine meets all."""
    made = {name: Tool() for name in tools}
    for page in pages:
        before(page)
        text = decoded(page["html"])
        for name, extractor in tools.items():
            start = time.process_time()
            found = tried(extractor, page["html"], text, page["url"])
            made[name].seconds.append(time.process_time() - start)
            made[name].found.append(found)
    return made


def interval(scores: list[Score]) -> tuple[float, float]:
    """The middle 95 % of F1 over resampled pages."""
    shuffled = random.Random(1)
    values = sorted(f1(shuffled.choices(scores, k=len(scores)))[2] for _ in range(RESAMPLES))
    return values[RESAMPLES * 25 // 1000], values[RESAMPLES * 975 // 1000]


def milliseconds(tool: Tool) -> dict[str, float]:
    """Cost of a page."""
    ordered = sorted(tool.seconds)
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 2),
        "mean_ms": round(statistics.mean(ordered) * 1000, 2),
        "p99_ms": round(ordered[len(ordered) * 99 // 100] * 1000, 1),
    }


def figures_of_texts(pages: list[dict[str, Any]], tool: Tool) -> dict[str, Any]:
    """Precision, recall and F1 by the metric of the benchmark."""
    scores = [score(page["text"], found.text) for page, found in zip(pages, tool.found, strict=True)]
    precision, recall, both = f1(scores)
    low, high = interval(scores)
    return {
        "f1": round(both, 4), "low": round(low, 4), "high": round(high, 4), "precision": round(precision, 4),
        "recall": round(recall, 4), "refused": tool.refused, **exact(pages, tool), **milliseconds(tool),
    }  # fmt: skip


def exact(pages: list[dict[str, Any]], tool: Tool) -> dict[str, Any]:
    """Shares of exact titles and right dates among the pages that have them; None from a tool that looks for none."""
    shares: dict[str, Any] = {}
    for field_name in ("title", "date"):
        known = [(page[field_name], getattr(found, field_name)) for page, found in zip(pages, tool.found, strict=True)
                 if page.get(field_name)]  # fmt: skip
        if known:
            right = sum(" ".join((found or "").split()) == " ".join(truth.split()) for truth, found in known)
            shares[f"{field_name}s"] = None if known[0][1] is None else f"{right}/{len(known)}"
    return shares


def figures_of_strings(pages: list[dict[str, Any]], tool: Tool) -> dict[str, Any]:
    """Precision, recall and F1 over wanted and unwanted strings, recall alone where none is unwanted; shares of exact
    titles and of right dates.
    """
    wanted = kept = unwanted = let_in = 0
    for page, found in zip(pages, tool.found, strict=True):
        text = " ".join(found.text.split())
        wanted += len(page["with"])
        kept += sum(part in text for part in page["with"])
        unwanted += len(page["without"])
        let_in += sum(part in text for part in page["without"])
    return {
        "f1": round(2 * kept / (kept + let_in + wanted), 4) if wanted and unwanted else None,
        "precision": round(kept / (kept + let_in), 4) if kept and unwanted else None,
        "recall": round(kept / max(wanted, 1), 4),
        "wanted": f"{kept}/{wanted}", "unwanted": f"{let_in}/{unwanted}", "refused": tool.refused,
        **exact(pages, tool), **milliseconds(tool),
    }  # fmt: skip


def figures_of(pages: list[dict[str, Any]], tool: Tool) -> dict[str, Any]:
    """The figures of one tool on one set, by what its truth is."""
    return (figures_of_texts if "text" in pages[0] else figures_of_strings)(pages, tool)


def table(rows: dict[str, dict[str, Any]]) -> str:
    """The figures as lines of a Markdown table."""
    heads = list(next(iter(rows.values())))
    lines = ["| extractor | " + " | ".join(heads) + " |", "| --- |" + " --- |" * len(heads)]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join("" if value is None else str(value) for value in row.values()) + " |")
    return "\n".join(lines)


def worst(pages: list[dict[str, Any]], tool: Tool, count: int) -> list[str]:
    """The pages with the least agreement."""
    rows = [(score(page["text"], found.text), page["url"]) for page, found in zip(pages, tool.found, strict=True)]
    return [f"{hit:.2f} wrong {wrong:.2f} missed {missed:.2f}  {url[:110]}" for (hit, wrong, missed), url in
            sorted(rows)[:count]]  # fmt: skip


def folded() -> Callable[[dict[str, Any]], None]:
    """What puts, before a page is read, those trees into the extractor that saw nothing of the page's site."""
    from crawler.extraction import model

    trees = [model.loaded(lines) for lines in json.loads((ROOT / "bench" / "folds.json").read_text(encoding="utf-8"))]

    def before(page: dict[str, Any]) -> None:
        model.TREES_LOADED[:] = trees[fold_of(page["site"])]

    return before


def shipped(_: dict[str, Any]) -> None:
    """Puts the shipped trees into the extractor."""
    from crawler.extraction import model, weights

    model.TREES_LOADED[:] = model.loaded(weights.TREES)


@dataclass(frozen=True)
class PageSet:
    """Pages with truth, and what puts the right trees into the extractor before each is read."""

    name: str
    pages: list[dict[str, Any]]
    before: Callable[[dict[str, Any]], None]


def page_sets(given: argparse.Namespace) -> list[PageSet]:
    """The sets asked for, each with the trees that may read it."""
    folds = folded()
    return [
        PageSet("article-extraction benchmark, cross-validated by site", benchmark(given.shared), folds),
        PageSet("government pages", government(given.shared), shipped),
        *(PageSet(f"{folder.name}, cross-validated by site", other(folder), folds) for folder in given.trained),
        *(PageSet(folder.name, other(folder), shipped) for folder in given.more),
    ]


def stripped(page_set: PageSet) -> PageSet:
    """The same pages without their metadata."""
    pages = [{**page, "html": without_metadata(page["html"])} for page in page_set.pages]
    return PageSet(f"{page_set.name}, metadata stripped", pages, page_set.before)


def by_fold(pages: list[dict[str, Any]], tool: Tool) -> list[str]:
    """Precision, recall and F1 of each fold of the benchmark."""
    lines = []
    for number in range(FOLDS):
        scores = [score(page["text"], found.text) for page, found in zip(pages, tool.found, strict=True)
                  if fold_of(page["site"]) == number]  # fmt: skip
        precision, recall, both = f1(scores)
        lines.append(
            f"fold {number}: {len(scores)} pages, precision {precision:.4f}, recall {recall:.4f}, F1 {both:.4f}"
        )
    return lines


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--trained", type=Path, nargs="*", default=[])
    parser.add_argument("--stripped", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worst", type=int, default=10)
    given = parser.parse_args()
    tools, missing = installed(["luutru", "luutru untold"] if given.without_peers else given.only)
    sets = page_sets(given)
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    tails: list[str] = []
    for page_set in [one for whole in sets for one in ([whole, stripped(whole)] if given.stripped else [whole])]:
        made = run(page_set.pages, tools, page_set.before)
        figures[page_set.name] = {name: figures_of(page_set.pages, tool) for name, tool in made.items()}
        print(f"{len(page_set.pages)} pages: {page_set.name}\n\n{table(figures[page_set.name])}\n", flush=True)
        if page_set is sets[0] and "luutru" in made:
            print(*by_fold(page_set.pages, made["luutru"]), "", sep="\n")
            tails = worst(page_set.pages, made["luutru"], given.worst)
    if missing:
        print("not installed: " + ", ".join(missing))
    print(*tails, sep="\n")
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        result = {"sets": figures, "missing": missing}
        given.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
