"""Reading in processes of their own, each page under a deadline and a limit of memory.

A page that nobody can read in bounded time, or that brings its reader down, costs that reader and nothing else: the
process is ended, another takes its place, and the page's reading says why it is empty. The processes know nothing but
the question that they are asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import math
import multiprocessing
import os
import resource
import signal
import threading
import time
from concurrent.futures import TimeoutError as DeadlineError
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.processes import begin_forkserver, end_with_parent
from crawler.reading import Question, Reading, reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import Self

    from pebble import ProcessPool

PAGE_SECONDS = 10.0
"""How long reading one page may take; `LUUTRU_PAGE_SECONDS` says otherwise."""
PAGE_MIB = 1024
"""How much memory a process that reads may have, its own code included; `LUUTRU_PAGE_MIB` says otherwise."""
LEAST_MIB = 256
"""What such a process needs for itself."""
KILL_SECONDS = 0.2
"""How long a process past its deadline is asked to end before it is made to."""
COLLECT = (100_000, 10, 10)
"""Objects made before the youngest are searched for garbage, and how often the older ones are."""
TRIES = 2
"""A process may have been ended from outside: the page is read once more by another before the page is blamed."""
POOLS = 4
"""What was asked of processes that were ended all at once is asked of others, so many times in all."""
LOOK_SECONDS = 1.0
"""Between two looks at whether the processes are there."""
STUCK_SECONDS = 10.0
"""Processes that say nothing for so long past the deadlines of two pages are taken for hanging."""
CLOSE_SECONDS = 10.0


class BrokenPool(Exception):
    """The processes that read are there no more, or answer no more: nothing that the page is to blame for."""


@dataclass(frozen=True, slots=True)
class _Asked:
    pool: ProcessPool
    future: Future[Reading]
    at: float
    """When; in seconds of the monotonic clock."""


@dataclass(slots=True)
class _Tries:
    """How often one question has failed."""

    ended: int = 0
    broken: int = 0

    def may_ask_again(self, error: Exception) -> bool:
        """Whether to ask once more after an error."""
        if isinstance(error, BrokenPool):
            self.broken += 1
            return self.broken < POOLS
        self.ended += 1
        return _may_be_from_outside(error) and self.ended < TRIES


class Workers:
    """Processes that read; none is begun before the first question."""

    def __init__(
        self, count: int = 0, *, seconds: float = 0.0, memory_bytes: int = 0,
        function: Callable[[Question], Reading] = reading,
    ) -> None:  # fmt: skip
        """`count` 0: two, or as many as there are processors, up to four. `function` is told to them by its name.

        Raises UsageError where the environment sets a limit that is none.
        """
        self.count = count or min(max(2, os.cpu_count() or 1), 4)
        self.seconds = seconds or _limit("LUUTRU_PAGE_SECONDS", PAGE_SECONDS, least=0.001)
        self._memory_bytes = memory_bytes or int(_limit("LUUTRU_PAGE_MIB", PAGE_MIB, least=LEAST_MIB)) << 20
        self._function = function
        self._pool: ProcessPool | None = None
        self._open: dict[Future[Reading], ProcessPool] = {}
        """What is asked, and whom."""
        self._answered_at = 0.0
        self._beginning = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def read(self, question: Question) -> Reading:
        """The reading of a response; where there is none, `extract_error` says why. Other pages are read meanwhile."""
        tries = _Tries()
        while True:
            try:
                # Beginning the processes takes a while: not in the way of all else.
                asked = self._asked(question) if self._pool else await asyncio.to_thread(self._asked, question)
                future = asyncio.wrap_future(asked.future)
                try:
                    while not future.done() and not self._is_stuck(asked):
                        await asyncio.wait({future}, timeout=LOOK_SECONDS)
                finally:
                    self._open.pop(asked.future, None)
                    if not future.done():
                        future.cancel()
                    elif not future.cancelled():
                        future.exception()  # asked for below, of the other one: this one's is no loss
                return self._answer(asked)
            except Exception as error:
                if not tries.may_ask_again(error):
                    return self._unread(error)

    def read_now(self, question: Question) -> Reading:
        """The same for a caller that can do nothing else meanwhile."""
        tries = _Tries()
        while True:
            try:
                asked = self._asked(question)
                try:
                    while not asked.future.done() and not self._is_stuck(asked):
                        wait([asked.future], timeout=LOOK_SECONDS)
                finally:
                    self._open.pop(asked.future, None)
                return self._answer(asked)
            except Exception as error:
                if not tries.may_ask_again(error):
                    return self._unread(error)

    def close(self) -> None:
        """Ends the processes; what they are reading is given up."""
        if self._pool is not None:
            self._discard(self._pool).join(CLOSE_SECONDS)

    def _asked(self, question: Question) -> _Asked:
        """Hands a question to the processes. Raises BrokenPool where they cannot be begun."""
        with self._beginning:  # the first questions may come from several threads at once
            if self._pool is None:
                self._pool = self._begun()
            pool = self._pool
        try:
            future = pool.schedule(self._function, args=[question], timeout=self.seconds)
        except (RuntimeError, OSError, EOFError) as error:
            self._discard(pool)
            raise BrokenPool(str(error)) from error
        self._open[future] = pool
        return _Asked(pool, future, time.monotonic())

    def _is_stuck(self, asked: _Asked) -> bool:
        """Whether the processes have ended, or none has answered for longer than a page can take."""
        waited = time.monotonic() - max(asked.at, self._answered_at)
        return not asked.pool.active or waited > 2 * self.seconds + STUCK_SECONDS

    def _answer(self, asked: _Asked) -> Reading:
        """What came of a question. Raises BrokenPool where the processes are there no more, or answer no more."""
        if not asked.future.done() or asked.future.cancelled():
            self._discard(asked.pool)
            raise BrokenPool("the processes that read answer no more")
        self._answered_at = time.monotonic()
        try:
            return asked.future.result()
        except BrokenProcessPool as error:
            self._discard(asked.pool)
            raise BrokenPool(str(error)) from error

    def _discard(self, pool: ProcessPool) -> threading.Thread:
        """Ends the processes of a pool, in the background; the next question begins others. Who waits asks again."""
        with self._beginning:
            if self._pool is pool:
                self._pool = None
        for future in [one for one, owner in list(self._open.items()) if owner is pool]:
            future.cancel()

        def end() -> None:
            with contextlib.suppress(Exception):  # what is broken need not end in good order
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()

        thread = threading.Thread(target=end, daemon=True)
        thread.start()
        return thread

    def _begun(self) -> ProcessPool:
        from pebble import CONSTS, ProcessPool

        CONSTS.term_timeout = KILL_SECONDS
        # Not forked from this process: it has threads, and a reactor that is running.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crawler.forking"])
        begin_forkserver()
        return ProcessPool(
            max_workers=self.count, initializer=_begin, initargs=(self._memory_bytes,), context=context
        )  # fmt: skip

    def _unread(self, error: Exception) -> Reading:
        what, is_fault = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300], True
        if isinstance(error, DeadlineError):
            what, is_fault = f"reading it took longer than {self.seconds:g} seconds", False
        elif isinstance(error, MemoryError):
            what, is_fault = f"reading it took more than {self._memory_bytes >> 20} MiB of memory", False
        elif isinstance(error, BrokenPool):
            what, is_fault = f"the processes that read were ended {POOLS} times: is the machine short of memory?", False
        elif _may_be_from_outside(error):
            what, is_fault = f"reading it brought its process down {TRIES} times ({error})", False
        return Reading(outcome="error", note=what, extract_error=what, is_fault=is_fault)


def _limit(name: str, usual: float, *, least: float) -> float:
    """What the environment sets a limit to."""
    written = os.environ.get(name) or str(usual)
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not least <= value < math.inf:
        raise UsageError(f"{name}={written}: needs a number, {least:g} at least")
    return value


def _may_be_from_outside(error: Exception) -> bool:
    """Whether the process was ended: by the page perhaps, perhaps by someone else."""
    from pebble import ProcessExpired

    return isinstance(error, ProcessExpired)


def _begin(memory_bytes: int) -> None:
    end_with_parent()
    # What was loaded stays, and a page makes few cycles: looking for garbage took a tenth of the time.
    gc.freeze()
    gc.set_threshold(*COLLECT)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # see crawler/forking.py; past its deadline SIGKILL ends it
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
