"""Some of the cases of `bench/hostile_server.py`, which has them all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.conftest import clean_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """What came of the quick cases."""
    command = [sys.executable, "bench/hostile_server.py", "--quick", "--json"]
    environment = {**clean_environment(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=600
    )  # fmt: skip
    if done.returncode == 3:
        pytest.skip(done.stderr.strip())
    assert done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_hostile_portals_cost_little_and_reach_nobody_else(rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 12
    assert [row for row in rows if row["faults"]] == []
