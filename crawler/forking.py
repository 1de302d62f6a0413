"""Loaded by the process that forks those that read, and by no other: what ends a run is not for them to hear.

A terminal's Ctrl-C and a service manager's stop go to all processes of a run. The run finishes what it has begun, and
needs them for that; they end with it.
"""

import signal

import crawler.workers  # noqa: F401 - so that each process that is forked has it already

signal.signal(signal.SIGTERM, signal.SIG_IGN)
