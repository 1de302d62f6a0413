"""Reading in processes of their own, each page under a deadline and a limit of memory.

A page that nobody can read in bounded time, or that brings its reader down, costs that reader and nothing else: the
process is ended, another takes its place, and the page's reading says why it is empty. The processes know nothing but
the question that they are asked.
"""

from __future__ import annotations

import asyncio
import gc
import math
import multiprocessing
import os
import resource
import signal
import threading
from concurrent.futures import TimeoutError as DeadlineError
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.processes import end_with_parent
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
        self._beginning = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def read(self, question: Question) -> Reading:
        """The reading of a response; where there is none, `extract_error` says why. Other pages are read meanwhile."""
        for tries_left in reversed(range(TRIES)):
            try:
                if self._pool is None:  # beginning the processes takes a while: not in the way of all else
                    future = await asyncio.to_thread(self._asked, question)
                else:
                    future = self._asked(question)
                return await asyncio.wrap_future(future)
            except Exception as error:
                if not (tries_left and _may_be_from_outside(error)):
                    return self._unread(error)
        raise AssertionError  # unreachable

    def read_now(self, question: Question) -> Reading:
        """The same for a caller that can do nothing else meanwhile."""
        for tries_left in reversed(range(TRIES)):
            try:
                return self._asked(question).result()
            except Exception as error:
                if not (tries_left and _may_be_from_outside(error)):
                    return self._unread(error)
        raise AssertionError  # unreachable

    def close(self) -> None:
        """Ends the processes; what they are reading is given up."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _asked(self, question: Question) -> Future[Reading]:
        with self._beginning:  # the first questions may come from several threads at once
            if self._pool is None:
                self._pool = self._begun()
            pool = self._pool
        return pool.schedule(self._function, args=[question], timeout=self.seconds)

    def _begun(self) -> ProcessPool:
        from pebble import CONSTS, ProcessPool

        CONSTS.term_timeout = KILL_SECONDS
        # Not forked from this process: it has threads, and a reactor that is running.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crawler.forking"])
        return ProcessPool(
            max_workers=self.count, initializer=_begin, initargs=(self._memory_bytes,), context=context
        )  # fmt: skip

    def _unread(self, error: Exception) -> Reading:
        what, is_fault = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300], True
        if isinstance(error, DeadlineError):
            what, is_fault = f"reading it took longer than {self.seconds:g} seconds", False
        elif isinstance(error, MemoryError):
            what, is_fault = f"reading it took more than {self._memory_bytes >> 20} MiB of memory", False
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
