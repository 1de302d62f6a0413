"""A floor under what is joined: real texts copied and edited, forms, and reports of one event, entered into an archive.

What `bench/stories.py` measures whole is measured here on the part of the texts that is held out, for two shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from tests.archive.portals import Portals

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

ROOT_BENCH = "bench"
EVERY = 4
FLOORS = {0.05: 0.97, 0.15: 0.95}
"""Recall for copies with that share of their words edited; the precision is 0.99 at least."""


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> ModuleType:
    monkeypatch.syspath_prepend(str(request.config.rootpath / ROOT_BENCH))
    import stories

    return stories


@pytest.mark.parametrize("share", FLOORS)
def test_copies_are_joined_and_nothing_else(bench: Any, shared: Path, tmp_path: Path, share: float) -> None:
    with Archive.open(tmp_path / "archive", write=True, create=True) as archive:
        portals = Portals(archive)
        found = bench.measured(
            bench.labelled(shared, share, held_out=True, every=EVERY),
            lambda one: portals.keep(bench.PORTALS[one.kind == "original"], one.name, one.text, title=one.title),
            archive,
        )
    assert found.copies >= 30
    assert found.recall >= FLOORS[share], found.missed
    assert found.precision >= 0.99, found.wrong
