"""A verb of luutru against a hostile portal, as a process of its own: how long, how much memory, what it said."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from hostile_site import Case

SECONDS = {"crawl": 120.0, "add": 120.0, "extract": 75.0}
"""A verb that is not done by then has failed."""
MEGABYTES = 600
_STEP_SECONDS = 0.05
_FOREIGN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Signs that steer a terminal or hide in a line."""


@dataclass
class Outcome:
    """What came of one verb."""

    case: str
    verb: str
    seconds: float = 0.0
    megabytes: int = 0
    status: int = 0
    articles: int = 0
    said: str = ""
    faults: list[str] = field(default_factory=list)


def outcome(case: Case, verb: str, folder: Path, *, is_quick: bool = False) -> Outcome:
    """Runs the verb and judges all but who was asked. A crawl is made twice: the second knows what the first did."""
    made = Outcome(case.name, verb)
    place = folder / f"{re.sub(r'[^a-z0-9]+', '-', case.name.lower())}-{verb}"
    place.mkdir()
    done = _measured(_command(case, verb, place), place, made, SECONDS[verb])
    made.faults += list(_faults(verb, done))
    if verb == "crawl":
        if not is_quick or case.names:
            again = _measured(_command(case, verb, place), place, made, SECONDS[verb])
            made.faults += list(_faults(verb, again))
        made.articles = _articles(place)
        if case.has_articles and made.articles < 2:
            made.faults.append(f"{made.articles} of 2 good articles")
        whole = Outcome(case.name, "verify")
        verified = _measured([*_luutru(), "-a", str(place / "archive"), "verify"], place, whole, 60.0)
        if verified.returncode:
            made.faults.append(f"verify: {verified.stdout[-200:]}")
    if made.megabytes > MEGABYTES:
        made.faults.append(f"{made.megabytes} MB")
    return made


def _luutru() -> list[str]:
    return [sys.executable, "-m", "crawler"]


def _command(case: Case, verb: str, place: Path) -> list[str]:
    address = f"http://{case.host}"
    if verb == "extract":
        path = case.path if case.path != "*" else "/"
        return [*_luutru(), "extract", f"{address}{path}"]
    if verb == "add":
        meant = [] if case.names else ["--private"]  # which also asks without delay
        return [*_luutru(), "-a", str(place / "archive"), "add", f"{address}/", *meant]
    file = place / "portal.toml"
    head = f"homepage = '{address}/'\n"
    politeness = "" if "[politeness]" in case.definition else "\n[politeness]\ndelay = 0\ntimeout = 10\n"
    file.write_text(head + case.definition + politeness, encoding="utf-8")
    return [*_luutru(), "-a", str(place / "archive"), "crawl", "--file", str(file), "--quiet"]


def _measured(
    command: list[str], place: Path, made: Outcome, seconds: float
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    environment = {**os.environ, "LUUTRU_CONTACT": "archive@example.org", "PYTHONUTF8": "1"}
    begun = time.monotonic()
    with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
        process = subprocess.Popen(
            command, stdout=out, stderr=err, env=environment, start_new_session=True, cwd=place
        )  # fmt: skip
        while process.poll() is None and time.monotonic() - begun < seconds:
            made.megabytes = max(made.megabytes, _held(process.pid) >> 20)
            time.sleep(_STEP_SECONDS)
        if process.poll() is None:
            made.faults.append(f"not done after {seconds:g} s")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    made.seconds = max(made.seconds, round(time.monotonic() - begun, 1))
    made.status = process.returncode
    said = [(place / name).read_bytes().decode("utf-8", "replace") for name in ("out", "err")]
    made.said = said[1][-300:]
    return subprocess.CompletedProcess(command, process.returncode, *said)


def _held(session: int) -> int:
    """The bytes of memory that the processes of a session hold, what they share counted once."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            found = re.search(r"^Pss:\s+(\d+) kB", (folder / "smaps_rollup").read_text(), re.MULTILINE)
        except (OSError, IndexError):
            continue  # it has ended meanwhile
        total += int(found[1]) * 1024 if found else 0
    return total


def _faults(verb: str, done: subprocess.CompletedProcess[str]) -> list[str]:
    found = []
    lines = done.stderr.splitlines()
    if "Traceback" in done.stderr or "Traceback" in done.stdout:
        found.append(f"traceback: {lines[-1] if lines else ''}")
    if done.returncode not in (0, 1, 2):
        found.append(f"status {done.returncode}")
    most = 1 if done.returncode else 0
    if len(lines) > most or (done.returncode and not lines):
        found.append(f"{len(lines)} lines of errors under status {done.returncode}: {done.stderr[:300]}")
    foreign = _FOREIGN.search(done.stderr) or (verb != "extract" and _FOREIGN.search(done.stdout))
    if foreign:
        found.append(f"{foreign[0]!r} printed")
    return found


def _articles(place: Path) -> int:
    command = [*_luutru(), "-a", str(place / "archive"), "search", "Bài viết hay số", "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return sum('"Bài viết hay số' in line for line in done.stdout.splitlines())
