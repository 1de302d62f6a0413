"""Helper processes that end with the process that began them, however that ended."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading


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
