"""What hostile pages cost: CPU seconds and peak memory of `extract`, each page in a process of its own.

    python bench/hostile.py [--only WORD] [--scale 1.0] [--json]

A page fails that takes more than 2 seconds or 400 MB, or raises anything but NotAnArticle. The peak is the whole
process's, interpreter and page included.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import sys
import time
from pathlib import Path

from hostile_pages import page, page_names

from crawler.extraction import NotAnArticle, extract

SECONDS = 2.0
MEGABYTES = 400
_STOP_SECONDS = 20
_STOP_BYTES = 4 << 30


def main() -> int:
    """Measures and prints; 1 where a page fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="pages with this in their name")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = []
    for name in page_names():
        if given.only not in name:
            continue
        row = {"page": name, **_measured(name, given.scale)}
        row["fails"] = row["seconds"] > SECONDS or row["peak_mb"] > MEGABYTES or row["outcome"].startswith("RAISED")
        rows.append(row)
        if not given.json:
            mark = "FAILS" if row["fails"] else ""
            print(
                f"{name:34} {row['megabytes_in']:6.1f} MB {row['seconds']:7.2f} s {row['peak_mb']:6.0f} MB peak "
                f"{row['outcome'][:40]:40} {mark}",
                flush=True,
            )
    if given.json:
        print(json.dumps(rows))
    return int(any(row["fails"] for row in rows))


def _measured(name: str, scale: float) -> dict[str, object]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("spawn").Process(target=_extracted, args=(name, scale, theirs))
    worker.start()
    theirs.close()
    try:
        found = ours.recv()
    except EOFError:
        found = {
            "megabytes_in": 0.0,
            "seconds": float(_STOP_SECONDS),
            "peak_mb": 0.0,
            "outcome": "RAISED or was stopped",
        }
    worker.join()
    return found


def _extracted(name: str, scale: float, answers: multiprocessing.connection.Connection) -> None:
    body = page(name, scale)
    resource.setrlimit(resource.RLIMIT_CPU, (_STOP_SECONDS, _STOP_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_STOP_BYTES, _STOP_BYTES))
    _forget_the_peak()
    start = time.process_time()
    try:
        outcome = f"article of {len(extract(body, url='https://example.gov.vn/tin/bai-1.html').text)} characters"
    except NotAnArticle as reason:
        outcome = f"{reason.kind}: {reason.reason}"
    except BaseException as error:
        outcome = f"RAISED {type(error).__name__}: {error}"
    seconds = time.process_time() - start
    answers.send(
        {
            "megabytes_in": round(len(body) / 1e6, 1),
            "seconds": round(seconds, 2),
            "peak_mb": _peak(),
            "outcome": outcome,
        }
    )


def _forget_the_peak() -> None:
    """What making the page took is none of its cost (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """The largest resident size of this process since then, in MB; ru_maxrss would count the making too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return round(int(found[1]) / 1024) if found else 0


if __name__ == "__main__":
    sys.exit(main())
