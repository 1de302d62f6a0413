"""A hostile server of many cases against `luutru crawl`, `add` and `extract URL`, each as a process of its own.

    python bench/hostile_server.py [--only WORD] [--quick] [--verb VERB] [--jobs N] [--json] [--list]

Everything happens in a network namespace of its own (Linux, `unshare`), in which the portals are at a public address,
names are answered by a server that may change its mind, and listeners on forbidden addresses count who comes. A case
fails that is not done in its time, holds more than 600 MB (all processes together, shared memory once), says more than
one line of errors, a traceback or a control character, has something asked for at a forbidden address, loses the good
articles beside the hostile one, or leaves an archive that `luutru verify` finds damaged. Status 1 when any fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from operator import itemgetter
from pathlib import Path

import hostile_addresses  # noqa: F401 - each registers its cases
import hostile_bodies
import hostile_heads  # noqa: F401
import hostile_markup  # noqa: F401
import hostile_network
from hostile_run import Outcome, outcome
from hostile_site import CASES, Case, Portals


def main() -> int:
    """Runs the cases and prints; 1 where one fails, 3 where there can be no such network."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="cases with this in their name")
    parser.add_argument("--quick", action="store_true", help="those that the ordinary tests run")
    parser.add_argument("--verb", action="append", choices=("crawl", "add", "extract"))
    parser.add_argument("--jobs", type=int, default=3, help="cases at a time")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="say what each case does, and run none")
    given = parser.parse_args()
    chosen = [one for one in CASES.values() if given.only in one.name and (one.quick or not given.quick)]
    if given.list:
        print("\n".join(f"{one.name:44} {one.what}" for one in chosen))
        return 0
    if not hostile_network.is_possible():
        print("no network namespace can be made here (unshare --net --mount)", file=sys.stderr)
        return 3
    hostile_network.enter()
    verbs = given.verb or ["crawl", "add", "extract"]
    runs = [(one, verb) for one in chosen for verb in ([one.quick] if given.quick else one.verbs) if verb in verbs]
    if not given.quick:
        hostile_bodies.make_ready()
    rows = _run(runs, given.jobs, is_quiet=given.json, is_quick=given.quick)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        _sum_up(rows)
    return int(any(row["faults"] for row in rows))


def _run(runs: list[tuple[Case, str]], jobs: int, *, is_quiet: bool, is_quick: bool) -> list[dict[str, object]]:
    names, forbidden = hostile_network.Names(), hostile_network.Forbidden()
    names.answers = {
        one.host if name == "@" else name: list(answers) for one, _ in runs for name, answers in one.names
    }  # fmt: skip
    names.start()
    Portals(hostile_network.PUBLIC)
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:

        def measured(pair: tuple[Case, str]) -> Outcome:
            return outcome(pair[0], pair[1], Path(folder), is_quick=is_quick)

        for made in pool.map(measured, runs):
            rows.append(asdict(made))
            if not is_quiet:
                print(_line(made), flush=True)
    if forbidden.met:
        rows.append({**asdict(Outcome("all", "all")), "faults": [f"asked at {one}" for one in forbidden.met]})
    return rows


def _line(made: Outcome) -> str:
    judged = f"FAILS: {'; '.join(made.faults)}" if made.faults else "ok"
    return f"{made.case:44} {made.verb:8} {made.seconds:6.1f} s {made.megabytes:5} MB  {made.status}  {judged}"


def _sum_up(rows: list[dict[str, object]]) -> None:
    """What all of it comes to, by verb."""
    for verb in ("crawl", "add", "extract"):
        of_verb = [row for row in rows if row["verb"] == verb]
        if of_verb:
            slowest, largest = (max(of_verb, key=itemgetter(name)) for name in ("seconds", "megabytes"))
            print(
                f"{verb}: {len(of_verb)} cases, slowest {slowest['seconds']} s ({slowest['case']}), "
                f"largest {largest['megabytes']} MB ({largest['case']})"
            )
    failed = [row for row in rows if row["faults"]]
    for row in failed:
        print(f"FAILS  {row['case']} / {row['verb']}: {row['faults']}")
    print(f"{len({row['case'] for row in rows})} cases, {len(rows)} runs, {len(failed)} failed")


if __name__ == "__main__":
    sys.exit(main())
