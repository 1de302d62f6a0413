"""A floor under the quality of extraction, on a sixth of the public benchmark: it falls only by an explained commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.extraction import model

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
EVERY = 6
FLOORS = {"precision": 0.968, "recall": 0.983, "F1": 0.976}


@pytest.mark.skipif(not (SHARED / "extraction").is_dir(), reason="../shared/extraction is not there")
def test_pages_of_the_benchmark_are_read_as_well_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import extraction
    import peers
    import shingles

    trees = list(model.TREES_LOADED)
    pages = extraction.benchmark(SHARED)[::EVERY]
    try:
        found = extraction.run(pages, {"luutru": peers.luutru()}, extraction.folded())["luutru"].found
    finally:
        model.TREES_LOADED[:] = trees
    reached = shingles.f1([shingles.score(page["text"], one.text) for page, one in zip(pages, found, strict=True)])
    below = {
        name: f"{value:.4f}" for (name, floor), value in zip(FLOORS.items(), reached, strict=True) if value < floor
    }
    assert not below, f"below the floor {FLOORS}"
