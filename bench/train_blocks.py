"""Makes the table of numbers in crawler/extraction/weights.py: boosted trees over the features of blocks.

    python bench/train_blocks.py [--shared ../shared] [--more FOLDER…] [--write]

Needs lightgbm and numpy, which the project does not. A block is content if more than half of its words are aligned
with the truth's text. Cross-validation is by site: no site's page is judged by trees that saw another page of it; the
fold of a site is the MD5 of its name modulo five. `--more` takes folders of other pages with truth, not kept here:

    pages.json   [{"id", "site", "url", "html": file, "text"} or {…, "with": […], "without": […]}]

Where a truth only lists strings that must and must not be there, the blocks that hold one are the examples.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy
from extraction import FOLDS, benchmark, fold_of
from shingles import f1, score

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from crawler.demo.portal import DemoPortal  # noqa: E402
from crawler.extraction import Hints, NotAnArticle, extract, model  # noqa: E402
from crawler.extraction.choose import choose  # noqa: E402
from crawler.extraction.features import NAMES, features_of  # noqa: E402
from crawler.extraction.layouts import layout_of  # noqa: E402
from crawler.extraction.metadata import metadata_of  # noqa: E402
from crawler.extraction.parse import parse  # noqa: E402
from crawler.extraction.site_names import SiteNames  # noqa: E402
from crawler.extraction.title import find_title, headline_places, stated_of  # noqa: E402

TREES = 60
SETTINGS = {
    "objective": "binary", "num_leaves": 20, "learning_rate": 0.12, "min_child_samples": 40,
    "min_sum_hessian_in_leaf": 0.3, "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 2.0, "max_bin": 63, "verbosity": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
_WORD = re.compile(r"\w+")
PRACTICE_EVERY = 4
OWN_WEIGHT, PRACTICE_WEIGHT, OTHER_WEIGHT = 1.5, 2.0, 0.6
NO_ARTICLES = ("/thu-vien-anh", "/video", "/dang-nhap", "/van-ban", "/lich")
WRONG_SIDE = 3
"""A page's wrong blocks weigh together at most so many times its right ones."""


@dataclass
class Example:
    """A page as rows of features with their labels; None where the truth says nothing of a block."""

    page: dict[str, Any]
    site: str
    rows: list[list[float]]
    labels: list[float | None]
    words: list[int]
    truth: str | None
    weight: float


def examples(pages: list[dict[str, Any]], weight: float) -> list[Example]:
    """The pages of a set, read."""
    made = []
    for page in pages:
        parsed = parse(page["html"], url=page["url"])
        if parsed.tree is None:
            continue
        meta, layout = metadata_of(parsed.tree, parsed.url), layout_of(parsed.tree, parsed.source)
        stated = stated_of(meta, SiteNames(parsed, meta))
        titles = headline_places(layout.blocks, stated)
        choice = choose(layout, titles)
        title = find_title(layout.blocks, choice, meta, stated, titles)
        rows = features_of(layout, choice, titles=titles, place=title.place, meta=meta)
        kept = [(block, row) for block, row in zip(layout.blocks, rows, strict=True) if row]
        texts = [block.text for block, _ in kept]
        truth = page.get("text")
        labels: list[float | None]
        labels = list(aligned(texts, truth)) if truth is not None else named(texts, page["with"], page["without"])
        words = [block.word_count for block, _ in kept]
        made.append(Example(page, page["site"], [row for _, row in kept], labels, words, truth, weight))
    return made


def aligned(texts: list[str], truth: str) -> list[float]:
    """Of each block the share of its words that the truth's text holds in the same order."""
    wanted = _WORD.findall(truth)
    had: list[str] = []
    owner: list[int] = []
    for number, text in enumerate(texts):
        words = _WORD.findall(text)
        had += words
        owner += [number] * len(words)
    hits = [0.0] * len(texts)
    for match in difflib.SequenceMatcher(None, had, wanted, autojunk=False).get_matching_blocks():
        for place in range(match.a, match.a + match.size):
            hits[owner[place]] += 1.0 if match.size >= 3 else 0.3
    counts = [len(_WORD.findall(text)) for text in texts]
    return [hit / count if count else 0.0 for hit, count in zip(hits, counts, strict=True)]


def named(texts: list[str], wanted: list[str], unwanted: list[str]) -> list[float | None]:
    """1 for blocks with a wanted string, 0 for those with an unwanted one, else None."""
    labels: list[float | None] = []
    for text in texts:
        line = " ".join(text.split())
        right, wrong = any(one in line for one in wanted), any(one in line for one in unwanted)
        labels.append(None if right == wrong else 1.0 if right else 0.0)
    return labels


def arrays(pages: list[Example]) -> tuple[Any, Any, Any]:
    """Rows, labels and weights: every page weighs the same within its set, its blocks by their words."""
    rows, labels, weights = [], [], []
    for page in pages:
        known = sum(label is not None for label in page.labels) or 1
        right = sum(count for count, label in zip(page.words, page.labels, strict=True) if label and label > 0.5) or 50
        for row, label, count in zip(page.rows, page.labels, page.words, strict=True):
            if label is None:
                continue
            rows.append(row)
            labels.append(int(label > 0.5))
            whole = (min(count, WRONG_SIDE * right) + 2) / (right + 50)
            weights.append(page.weight * (whole if page.truth is not None else 1 / known))
    found = numpy.array(weights)
    return numpy.array(rows, float), numpy.array(labels), found / found.mean()


def trained(pages: list[Example]) -> lightgbm.Booster:
    """The trees."""
    rows, labels, weights = arrays(pages)
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, labels, weight=weights), TREES)


def table(booster: lightgbm.Booster) -> list[str]:
    """A line a tree: nodes in order, each `feature<threshold:left:right`, leaves as numbers."""
    lines = []
    for tree in booster.dump_model()["tree_info"]:
        nodes: list[str] = []
        _flatten(tree["tree_structure"], nodes)
        lines.append(" ".join(nodes))
    return lines


def _flatten(node: dict[str, Any], nodes: list[str]) -> int:
    place = len(nodes)
    nodes.append("")
    if "leaf_value" in node:
        nodes[place] = f"{node['leaf_value']:.4f}"
        return place
    left = _flatten(node["left_child"], nodes)
    right = _flatten(node["right_child"], nodes)
    nodes[place] = f"{NAMES[node['split_feature']]}<{node['threshold']:.5g}:{left}:{right}"
    return place


def cross_validated(pages: list[Example], judged: list[Example]) -> list[str]:
    """The trees of each fold; prints what the whole extractor makes, with them, of the sites that they never saw."""
    every, tables = [], []
    for number in range(FOLDS):
        tables.append("\n".join(table(trained([page for page in pages if fold_of(page.site) != number]))))
        use(tables[-1])
        scores = [score(page.truth, read(page.page)) for page in judged if fold_of(page.site) == number and page.truth]
        every += scores
        print(f"fold {number}: {len(scores)} pages", *(f"{value:.4f}" for value in f1(scores)))
    print(f"all: {len(every)} pages", *(f"{value:.4f}" for value in f1(every)))
    return tables


def use(lines: str) -> None:
    """Puts other trees into the extractor."""
    model.TREES_LOADED[:] = model.loaded(lines)


def read(page: dict[str, Any]) -> str:
    """The text that the extractor finds."""
    try:
        return extract(page["html"], url=page["url"], hints=Hints(article_url=True)).text
    except NotAnArticle:
        return ""


def more(folder: Path) -> list[dict[str, Any]]:
    """The pages of another set."""
    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    return [{**page, "html": (folder / page["html"]).read_bytes()} for page in pages]


def practice() -> list[dict[str, Any]]:
    """Pages of the bundled practice portal, the only ones with Vietnamese government markup that have a truth; those
    that hold no article have an empty one.
    """
    made = []
    for layout in ("tables", "divs", "modern"):
        portal = DemoPortal(layout)
        truths = {truth.path: truth.article.text for truth in portal.truth()[::PRACTICE_EVERY]}
        for path, text in (truths | dict.fromkeys(NO_ARTICLES, "")).items():
            answer = portal.answer(path, day=1, host="http://127.0.0.1", visit=3)
            made.append(
                {"id": path, "site": layout, "url": f"http://127.0.0.1{path}", "html": answer.body, "text": text}
            )
    return made


def main() -> None:
    """Trains, says how well, writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    own = examples(benchmark(given.shared), OWN_WEIGHT)
    pages = own + examples(practice(), PRACTICE_WEIGHT)
    pages += [page for folder in given.more for page in examples(more(folder), OTHER_WEIGHT)]
    tables = cross_validated(pages, own)
    if given.write:
        (ROOT / "bench" / "folds.json").write_text(json.dumps(tables, indent=0) + "\n", encoding="utf-8")
        lines = "\n".join(table(trained(pages)))
        target = ROOT / "crawler" / "extraction" / "weights.py"
        target.write_text(HEAD.format(lines=lines, trees=TREES), encoding="utf-8")


HEAD = '''"""The trees that weigh blocks: a table of numbers made by bench/train_blocks.py, never edited by hand.

A line is a tree, its nodes in order: `feature<threshold:left:right` goes to node `left` where the feature is not above
the threshold, a bare number is a leaf. The leaves reached in the {trees} trees add up to the log-odds of content.
"""

# ruff: noqa: E501

TREES = """
{lines}
"""
'''


if __name__ == "__main__":
    main()
