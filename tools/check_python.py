"""Says in one line when this interpreter, or its SQLite, is too old. Runs on any Python, so it uses nothing new."""

import sqlite3
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - it may well be older
    sys.exit("luutru needs Python 3.11 or newer, this is %d.%d: make PYTHON=python3.12 ..." % sys.version_info[:2])  # noqa: UP031 - any Python reads it
if sqlite3.sqlite_version_info < (3, 37):
    sys.exit("luutru needs SQLite 3.37 or newer, this Python has %s: use another Python" % sqlite3.sqlite_version)  # noqa: UP031 - any Python reads it
try:
    import ensurepip
    import venv
except ImportError:
    sys.exit("this Python cannot make virtual environments: on Debian, apt install python3-venv")
del ensurepip, venv
