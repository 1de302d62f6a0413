"""What is done after the crawls can be told to stop, too, in the middle of whatever it waits for."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
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
