"""To be told to stop: what is done after the crawls, in the middle of whatever it waits for; what waits for a crawl."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

AGAIN_SECONDS = 1.0
"""What is told to stop, and goes on waiting (a connection that is closed politely), is told again so often."""


class Stopped(BaseException):
    """It is time to stop; no error, so that nothing catches it as one."""


@contextlib.contextmanager
def ended_by_signals(*, seconds: float | None = None) -> Iterator[None]:
    """Raises Stopped in what the `with` statement does when SIGINT or SIGTERM comes, or when `seconds` have passed."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
        raise Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = {number: signal.signal(number, stop) for number in numbers}
    if seconds is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def run_to_its_end(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, bool]:
    """Runs a command that can be told to stop: its exit status, and whether it was told.

    Each SIGINT and SIGTERM is handed on to it, as SIGTERM, and waited for: in a session of its own it gets a Ctrl-C
    through us alone.
    """
    told: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def hand_on(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        for process in running:
            process.terminate()

    before = {number: signal.signal(number, hand_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with subprocess.Popen(command, env=environment, start_new_session=True) as process:
            running.append(process)
            if told:  # before there was somebody to hand it to
                process.terminate()
            return process.wait(), bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
