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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what was skipped where nothing may be."""
    if _unwanted(terminalreporter.config):
        terminalreporter.section("skipped, though nothing may be (LUUTRU_NOTHING_SKIPPED)")
        for report in _unwanted(terminalreporter.config):
            terminalreporter.line(f"{report.nodeid}: {report.longrepr}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test fails the run where nothing may be skipped, as in CI: there every program and file is there."""
    if _unwanted(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _unwanted(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("LUUTRU_NOTHING_SKIPPED"):
        return []
    return list(reporter.stats.get("skipped", ()))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public test data; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"the public test data ({SHARED.name}/ beside the repository, or LUUTRU_SHARED) is not there")
    return SHARED
