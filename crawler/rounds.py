"""`luutru run` while it waits: begins a round of crawls in a process of its own, and the next one when it is time.

It holds neither the archive's lock nor its database nor anything of the last round, so that it can live for years; what
is due a round finds out itself, and says as JSON when something will be next (`luutru run --once --json`). A round that
dies costs that round alone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from archive.clock import elapsed_seconds, follow_system, now, time_of, utc_text
from archive.errors import LuutruError
from archive.processes import luutru_command
from crawler.agenda import definitions_signature
from crawler.configuration import load_configuration
from crawler.definition import duration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import FrameType

STEP_SECONDS = 2.0
"""Between two looks at the clock and at the definitions."""
LONGEST_WAIT = timedelta(hours=1)
"""Then a round looks whether something is due, whatever the last one said."""
BUSY_WAIT = timedelta(seconds=20)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
"""After a round that failed; it doubles with each that follows."""
STOP_SECONDS = 8.0
"""How long a round that was told to stop may take; then it is killed, which costs nothing that was acknowledged."""
OVERDUE = timedelta(minutes=15)
"""A round that lives so much longer than it may hangs."""
PARENT = "LUUTRU_ROUND_OF"
"""The environment of a round: the process with which it ends."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ended."""

    status: int
    told: dict[str, Any] | None
    """What it said of itself; None: nothing, as when it was killed."""


class Rounds:
    """One round after the other, until a signal says stop."""

    def __init__(self, folder: Path, arguments: Sequence[str], *, say: Callable[[str], None]) -> None:
        """`arguments` are what each round is told besides `--once --json`."""
        self._folder = folder
        self._command = luutru_command("-a", str(folder), "run", "--once", "--json", *arguments)
        self._say = say
        self._round: subprocess.Popen[str] | None = None
        self._stop = threading.Event()
        self._kill_at = 0.0
        self._failed = 0
        self._told_busy = ""

    def run(self) -> None:
        """Lives until it is told to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)
        while not self._stop.is_set():
            signature = definitions_signature(self._folder)
            follow_system()
            outcome = self._one_round()
            if not self._stop.is_set():
                self._wait(self._pause_after(outcome), signature)

    def _one_round(self) -> Outcome:
        environment = {**os.environ, PARENT: str(os.getpid())}
        if "LUUTRU_NOW" in os.environ:
            environment["LUUTRU_NOW"] = utc_text(now())
        limit = elapsed_seconds() + (self._longest() + OVERDUE).total_seconds()
        # In a session of its own: a Ctrl-C reaches it through us, once.
        with subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8", env=environment,
            start_new_session=True,
        ) as self._round:  # fmt: skip
            if self._stop.is_set():  # a signal came before there was a round to hand it to
                self._round.terminate()
            while True:
                try:
                    output, _ = self._round.communicate(timeout=0.2)
                    break
                except subprocess.TimeoutExpired:
                    self._watch(limit)
        return Outcome(self._round.returncode, _told(output))

    def _watch(self, limit: float) -> None:
        assert self._round is not None
        moment = elapsed_seconds()
        if not self._kill_at and moment > limit:
            self._say("the round hangs: it is ended")
            self._round.terminate()
            self._kill_at = moment + STOP_SECONDS
        elif self._kill_at and moment > self._kill_at:
            self._round.kill()

    def _longest(self) -> timedelta:
        try:
            return duration(load_configuration(self._folder).run.longest)
        except LuutruError:  # the round says so
            return timedelta(0)

    def _pause_after(self, outcome: Outcome) -> datetime | None:
        """Until when to wait after a round; None: until something changes."""
        self._kill_at = 0.0
        told = outcome.told or {"broken": True}
        if busy := told.get("busy"):
            if busy != self._told_busy:
                self._say(f"{busy}: waiting for that")
            self._told_busy = busy
            return now() + BUSY_WAIT
        self._told_busy = ""
        following = time_of(told.get("next_at"))
        if not told["broken"] and (following is None or following > now() or told["crawled"]):
            self._failed = 0
            return following
        self._failed += 1
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(self._failed - 1, 10), LONGEST_PAUSE)
        self._say(
            f"the round ended with status {outcome.status}: the next one in {pause.total_seconds() / 60:g} minutes"
        )
        return now() + pause

    def _wait(self, until: datetime | None, signature: object) -> None:
        """Waits in short steps: by the clock, which may be set, and by the time that passes, whichever is first."""
        begun = elapsed_seconds()
        span = min(until - now(), LONGEST_WAIT) if until is not None else LONGEST_WAIT
        while not self._stop.wait(STEP_SECONDS if span > timedelta(seconds=STEP_SECONDS) else 0.2):
            follow_system()
            if elapsed_seconds() - begun >= span.total_seconds() or (until is not None and now() >= until):
                return
            if definitions_signature(self._folder) != signature:
                return

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        if self._round is not None and self._round.poll() is None:
            self._round.send_signal(signal.SIGTERM)
            soon = 1.0 if self._stop.is_set() else STOP_SECONDS
            self._kill_at = elapsed_seconds() + soon
        self._stop.set()


def _told(output: str) -> dict[str, Any] | None:
    try:
        told = json.loads(output)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
