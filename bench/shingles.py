"""The metric of the public article-extraction benchmark: precision and recall over multisets of 4-token shingles."""

from __future__ import annotations

import re
from collections import Counter

Score = tuple[float, float, float]
"""True positives, false positives and false negatives of one page, normalised to 1."""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-token shingles of a text; one shorter shingle where it has fewer tokens."""
    words = re.findall(r"\w+", text)
    if len(words) < 4:
        return Counter([tuple(words)]) if words else Counter()
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def score(truth: str, found: str) -> Score:
    """How a text was found."""
    wanted, had = shingles(truth), shingles(found)
    hits = sum((wanted & had).values())
    wrong, missed = sum(had.values()) - hits, sum(wanted.values()) - hits
    total = hits + wrong + missed
    return (hits / total, wrong / total, missed / total) if total else (0.0, 0.0, 0.0)


def f1(scores: list[Score]) -> tuple[float, float, float]:
    """Mean precision, mean recall and their harmonic mean; 0 where nothing was found at all."""
    precisions = [hit / (hit + wrong) for hit, wrong, _ in scores if hit + wrong]
    recalls = [hit / (hit + missed) for hit, _, missed in scores if hit + missed]
    precision, recall = (sum(parts) / len(parts) if parts else 0.0 for parts in (precisions, recalls))
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0
