"""Processes that luutru begins: they end with the one that began them, however that ended, and import nothing of the
working directory, where a `json.py` of the user's may lie.
"""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAFE = "PYTHONSAFEPATH"


def luutru_command(*arguments: str, python: str | os.PathLike[str] = sys.executable) -> list[str]:
    """The words that begin luutru in a process of its own.

    >>> luutru_command("run", "--once", python="/opt/v/bin/python")
    ['/opt/v/bin/python', '-P', '-m', 'crawler', 'run', '--once']
    """
    return [os.fspath(python), "-P", "-m", "crawler", *arguments]


@contextlib.contextmanager
def safe_path() -> Iterator[None]:
    """Processes of `multiprocessing` that are begun in the `with` statement import nothing of the working directory."""
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_SAFE, None)
        else:
            os.environ[_SAFE] = before


def begin_forkserver() -> None:
    """Begins the process that forks others, where it is not there."""
    with safe_path():
        multiprocessing.forkserver.ensure_running()


def end_with_parent() -> None:
    """To be called in a helper process: ends it when the process that began it is gone."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    _end_at_close_of(parent.sentinel)

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _end_at_close_of(pipe: int) -> None:
    """Has the kernel end this process when the other end of a pipe is gone, where it knows how to (Linux).

    A thread cannot, as long as C code that never returns, such as a regular expression's search, lets no other run.
    """
    if not hasattr(os, "O_ASYNC"):
        return
    with contextlib.suppress(OSError):
        signal.signal(signal.SIGIO, signal.SIG_DFL)  # which is to end the process
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
