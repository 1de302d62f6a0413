from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def audit() -> ModuleType:
    """tools/audit.py"""
    spec = importlib.util.spec_from_file_location("audit", Path(__file__).parents[1] / "tools" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_known_hole_fails_and_is_named(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    hole = {"id": "GHSA-23j4-mw76-5v7h", "fix_versions": ["2.11.2"]}
    assert audit.told("pypi", [{"name": "scrapy", "version": "2.11.1", "vulns": [hole]}]) == 1
    assert "scrapy 2.11.1: GHSA-23j4-mw76-5v7h, mended in 2.11.2" in capsys.readouterr().out


def test_no_known_hole_is_none(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.told("pypi", [{"name": "scrapy", "version": "2.19.0", "vulns": []}]) == 0
    assert "knows 1 of" in capsys.readouterr().out
