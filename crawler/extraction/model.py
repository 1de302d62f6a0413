"""How likely each block is to be the article's text: a few dozen small trees over the blocks' features.

The trees stand in `weights` as numbers; bench/train_blocks.py makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crawler.extraction.features import NAMES
from crawler.extraction.weights import TREES

Weigher = Callable[[Sequence[float]], float]
CERTAIN = 2.5
"""Log-odds at which the later trees are not asked any more."""
FIRST = 16
"""Trees that are always asked."""


def loaded(lines: str) -> list[Weigher]:
    """The first trees, and the later ones, each as one function from features to the sum of the leaves reached.

    A tree becomes a conditional expression: Python walks that several times faster than any table.
    """
    places = {name: number for number, name in enumerate(NAMES)}

    def written(nodes: list[str], number: int) -> str:
        feature, _, rest = nodes[number].partition("<")
        if not rest:
            return repr(float(feature))
        threshold, left, right = rest.split(":")
        inner = written(nodes, int(left)), written(nodes, int(right))
        return f"({inner[0]} if f[{places[feature]}] <= {float(threshold)!r} else {inner[1]})"

    trees = [written(line.split(), 0) for line in lines.strip().splitlines()]
    # Nothing but numbers and the words above can be in what is compiled.
    return [eval("lambda f: " + " + ".join(part or ["0.0"])) for part in (trees[:FIRST], trees[FIRST:])]  # noqa: S307


TREES_LOADED = loaded(TREES)


def log_odds(features: Sequence[float]) -> float:
    """The log-odds that a block with these features is content."""
    first, later = TREES_LOADED
    total = first(features)
    return total + later(features) if -CERTAIN < total < CERTAIN else total
