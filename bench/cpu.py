"""CPU of a command with all the processes that it begins, as the operating system counts it (Linux)."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    cpu_seconds: float
    """User and system time of all its processes."""
    wall_seconds: float
    peak_bytes: int
    """Of the largest of them."""


def cost_of(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Runs a command to its end, its helpers too. Ends this program where it fails."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    begun = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
        start_new_session=True,
    )  # fmt: skip
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    if status:
        raise SystemExit(f"{command[:5]} ended with {status}")
    total, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        # Helpers that outlived it for a moment are ours now, and of its process group.
        try:
            number, _, usage = os.wait4(-child.pid, os.WNOHANG)
        except ChildProcessError:
            break
        if number:
            total += usage.ru_utime + usage.ru_stime
            peak = max(peak, usage.ru_maxrss)
        else:
            time.sleep(0.02)
    return Cost(total, wall, peak << 10)
