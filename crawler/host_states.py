"""What is known in this run of the hosts: which are to be left alone for a while, and which until the next run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.robots import Robots

LONGEST_WAIT_SECONDS = 300.0
"""A host that asks us to stay away longer than this is left for the next run."""
FAILURES_IN_A_ROW = 10
"""Requests to a host without any answer before it is left for the next run."""


@dataclass(slots=True)
class _Host:
    resume_at: float = 0.0
    """On the monotonic clock, in seconds."""
    failures: int = 0
    left: str = ""
    """Why the host is left for the next run."""


class HostStates:
    """The hosts of one crawl. `note` takes a line for the user, once."""

    def __init__(self, robots: Robots, note: Callable[[str], None]) -> None:
        self._robots = robots
        self._note = note
        self._hosts: dict[str, _Host] = {}

    def hold(self, host: str, seconds: float, reason: str) -> None:
        """Asks the host for nothing during `seconds`; for a long time, nothing more in this run."""
        state = self._hosts.setdefault(host, _Host())
        state.resume_at = max(state.resume_at, time.monotonic() + seconds)
        if seconds > LONGEST_WAIT_SECONDS and not state.left:
            self._leave(host, f"{host} asks us to stay away for {timedelta(seconds=round(seconds))} ({reason})")

    def answered(self, host: str) -> None:
        """The host has answered: its failures in a row are forgotten."""
        if host in self._hosts:
            self._hosts[host].failures = 0

    def failed(self, host: str, reason: str) -> None:
        """A request to the host brought no answer."""
        state = self._hosts.setdefault(host, _Host())
        state.failures += 1
        if state.failures >= FAILURES_IN_A_ROW and not state.left:
            self._leave(host, f"{host} gave no answer {FAILURES_IN_A_ROW} times in a row ({reason})")

    def _leave(self, host: str, why: str) -> None:
        self._hosts.setdefault(host, _Host()).left = why
        self._note(f"{why}: left for the next run")

    def left(self) -> dict[str, str]:
        """Hosts that are left for the next run, and why: those without answers and those without robots.txt."""
        left = {host: state.left for host, state in self._hosts.items() if state.left}
        return left | {urlsplit(name).netloc: why for name, why in self._robots.failures().items()}

    def closed(self) -> set[str]:
        """Hosts to ask nothing of at this moment."""
        moment = time.monotonic()
        held = {host for host, state in self._hosts.items() if state.left or state.resume_at > moment}
        return held | set(self._robots.blocked_hosts())

    def is_waiting(self) -> bool:
        """Whether a host is held only for a while."""
        moment = time.monotonic()
        left = self.left()
        return any(host not in left for host in self._robots.waiting_hosts()) or any(
            not state.left and state.resume_at > moment for state in self._hosts.values()
        )
