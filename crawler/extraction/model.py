"""How likely each block is to be the article's text: a few dozen small trees over the blocks' features.

The trees stand in `weights` as numbers; bench/train_blocks.py makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.extraction.features import NAMES
from crawler.extraction.weights import TREES

if TYPE_CHECKING:
    from collections.abc import Sequence

CERTAIN = 2.5
"""Log-odds at which the later trees are not asked any more."""
FIRST = 16
"""Trees that are always asked."""


def loaded(lines: str) -> list[Any]:
    """Each tree as nested tuples (feature, threshold, left, right), its leaves floats."""
    places = {name: number for number, name in enumerate(NAMES)}

    def node(nodes: list[str], number: int) -> Any:
        feature, _, rest = nodes[number].partition("<")
        if not rest:
            return float(feature)
        threshold, left, right = rest.split(":")
        return places[feature], float(threshold), node(nodes, int(left)), node(nodes, int(right))

    return [node(line.split(), 0) for line in lines.strip().splitlines()]


TREES_LOADED = loaded(TREES)


def log_odds(features: Sequence[float]) -> float:
    """The log-odds that a block with these features is content."""
    total = 0.0
    for node in TREES_LOADED[:FIRST]:
        while node.__class__ is tuple:
            node = node[2] if features[node[0]] <= node[1] else node[3]
        total += node
    if -CERTAIN < total < CERTAIN:
        for node in TREES_LOADED[FIRST:]:
            while node.__class__ is tuple:
                node = node[2] if features[node[0]] <= node[1] else node[3]
            total += node
    return total
