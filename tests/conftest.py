"""What tests share: the public data beside the repository, where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test may depend on the machine's speed.
settings.register_profile("luutru", deadline=None, derandomize=True)
settings.load_profile("luutru")

SHARED = Path(os.environ.get("LUUTRU_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public test data; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"the public test data ({SHARED.name}/ beside the repository, or LUUTRU_SHARED) is not there")
    return SHARED
