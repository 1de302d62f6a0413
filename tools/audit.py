"""Asks whether a hole is known in any package of constraints.txt: `make audit`.

A service that cannot be reached is said and is no failure; a known hole is one. Asked are PyPI, then OSV. The program
that asks lives in an environment of its own, `build/audit`: what luutru is tested with stays as it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
ENVIRONMENT = ROOT / "build" / "audit"
PYTHON = ENVIRONMENT / "bin" / "python"
SERVICES = ("pypi", "osv")
SECONDS = 300


def main() -> int:
    """Prints what is known; 1 where a hole is known."""
    if not installed():
        print("audit: pip-audit cannot be installed: nothing was audited")
        return 0
    for service in SERVICES:
        answers = asked(service)
        if answers:
            return told(service, answers)
    print(f"audit: none of {', '.join(SERVICES)} answers: nothing was audited")
    return 0


def installed() -> bool:
    """Whether pip-audit is there, in the environment of its own; installs it where it is missing."""
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    if not subprocess.run([PYTHON, "-c", "import pip_audit"], check=False, capture_output=True).returncode:
        return True
    install = ["-m", "pip", "install", "--quiet", "--constraint", str(CONSTRAINTS), "pip-audit>=2.9,<3"]
    return not subprocess.run([PYTHON, *install], check=False).returncode


def asked(service: str) -> list[dict[str, Any]]:
    """What the service says of each package that it knows; empty where it cannot be asked."""
    command = ["-m", "pip_audit", "--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip", "--format", "json",
               "--progress-spinner", "off", "--vulnerability-service", service]  # fmt: skip
    try:
        done = subprocess.run(
            [PYTHON, *command], capture_output=True, encoding="utf-8", check=False, timeout=SECONDS
        )  # fmt: skip
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return [one for one in packages if "skip_reason" not in one]


def told(service: str, answers: list[dict[str, Any]]) -> int:
    """Prints the answers; 1 where one tells of a hole."""
    wanted = sum(1 for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if "==" in line)
    holes = [(one["name"], one["version"], hole) for one in answers for hole in one["vulns"]]
    for name, version, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "nothing yet"
        print(f"audit: {name} {version}: {hole['id']}, mended in {fixed}")
    print(f"audit: {service} knows {len(answers)} of {wanted} packages and {len(holes)} holes in them")
    return int(bool(holes))


if __name__ == "__main__":
    sys.exit(main())
