"""Loaded first by the process that forks those that read: what ends a run is not for them to hear.

A terminal's Ctrl-C and a service manager's stop go to all processes of a run. The run finishes what it has begun, and
needs them for that; they end with it. Loaded by any other process (one that looks for examples in docstrings, say) it
changes nothing: a process that ignores SIGTERM hands that on to all that it begins.
"""

import signal
import sys

import crawler.workers  # noqa: F401 - so that each process that is forked has it already

if any("multiprocessing.forkserver" in argument for argument in sys.orig_argv):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
