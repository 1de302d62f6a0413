"""Kills at random moments of the verbs that care for an archive: done again, each ends as an undisturbed one does.

    python bench/verb_kills.py [--kills 30] [--seed 1] [--archive FOLDER]

Crawls the practice portal (or takes an archive that is there), then for each kill: a copy, prepared for a verb (a
damaged row and a damaged record for `verify --repair`, the tables of an earlier luutru for `compact`), the verb, killed
at a random moment, its process alone or with all that it began, and the verb again. What the tables and `withheld.db`
hold then, but for times, the names of the files, and what is left of processes, is held against a run that was not
killed. Ends with status 1 where one differs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = "2022-12-25T00:00:00Z"
UNCOUNTED = {"fixity", "search_changes", "_sqlite_migrations", "warc_files", "sqlite_sequence"}
"""Tables that say when and how, not what."""
TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\d{8}T\d{6}Z")
STAMPED = re.compile(r"before-repair-\d{8}T\d{6}Z|-[0-9a-f]{6}\.warc\.gz|\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Verb:
    """A command, and what an archive is like before it."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]


def damaged(folder: Path) -> None:
    """A row that is not as it was written, and a record that is not."""
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db, db:
        db.execute("UPDATE articles SET title = 'x' WHERE id = 1")
        db.execute("DELETE FROM article_versions WHERE id = 4")
        _damage_record(folder, db)


def record_damaged(folder: Path) -> None:
    """A record that is not as it was written."""
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db:
        _damage_record(folder, db)


def _damage_record(folder: Path, db: sqlite3.Connection) -> None:
    name, offset, length = db.execute(
        "SELECT warc_file, warc_offset, warc_length FROM captures ORDER BY id LIMIT 1 OFFSET 9"
    ).fetchone()
    with (folder / "warc" / name).open("r+b") as file:
        file.seek(offset + length // 2)
        file.write(b"\xff\xff\xff\xff")


def withheld(folder: Path) -> None:
    """An article that is withheld."""
    assert run(folder, ("withhold", "2", "--reason", "x")).returncode == 0


def earlier(folder: Path) -> None:
    """The schema as it was before its last two steps, which made indexes and a table."""
    from archive.schema.added import REFERENCES

    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as db, db:
        for index in re.findall(r"CREATE INDEX (\w+)", REFERENCES):
            db.execute(f"DROP INDEX {index}")
        db.execute("DROP TABLE known_losses")
        db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm015'")
        db.execute("DELETE FROM fixity WHERE table_name = '_sqlite_migrations'")


VERBS = (
    Verb("verify --repair", ("verify", "--repair"), damaged),
    Verb("verify --repair --from", ("verify", "--repair", "--from", "base"), record_damaged),
    Verb("verify --acknowledge", ("verify", "--acknowledge", "x"), record_damaged),
    Verb("backup", ("backup", "copy"), lambda _folder: None),
    Verb("compact", ("compact",), lambda _folder: None),
    Verb("compact, earlier luutru", ("compact",), earlier),
    Verb("withhold", ("withhold", "2", "--reason", "x"), lambda _folder: None),
    Verb("withhold --undo", ("withhold", "2", "--undo"), withheld),
)


def begin(folder: Path, arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    """Runs a verb on the archive `folder`, beside which it stands."""
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", "-a", folder.name, *arguments], cwd=folder.parent, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "LUUTRU_NOW": NOW, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip


def run(folder: Path, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """The same, to its end."""
    process = begin(folder, arguments)
    said, _ = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, said, "")


def state(folder: Path) -> dict[str, object]:
    """What an archive holds, but for times, and the names of its files."""
    found: dict[str, object] = {}
    for name in ("archive.db", "withheld.db"):
        if not (folder / name).exists():
            continue
        with contextlib.closing(sqlite3.connect(folder / name)) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if table not in UNCOUNTED and not table.startswith("articles_fts"):
                    rows = db.execute(f"SELECT * FROM {table}").fetchall()
                    found[f"{name} {table}"] = sorted(TIMES.sub("T", repr(row)) for row in rows)
    # What a second search or writer leaves beside a database is folded into it by the next one.
    names = {STAMPED.sub("*", str(file.relative_to(folder))) for file in folder.rglob("*") if file.is_file()}
    found["files"] = sorted(
        one for one in names if not one.endswith(("-wal", "-shm")) and not one.startswith("search/")
    )
    return found


def left_over(place: Path) -> list[str]:
    """Processes that stand in a folder, after a moment in which they may end."""
    for _ in range(50):
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "cwd").readlink().is_relative_to(place):
                    found.append(process.name)
        if not found:
            break
        time.sleep(0.2)
    return found


def result(place: Path, verb: Verb) -> dict[str, object]:
    """What a verb has made: of the archive, and of the copy beside it."""
    return {one: state(place / one) for one in ("archive", "copy") if (place / one).exists() or one == "archive"}


def struck(place: Path, base: Path, verb: Verb, at: float, *, whole_group: bool) -> tuple[dict[str, object], str, int]:
    """A verb killed after so many seconds, and done again: what it made, what it said at last, and its status."""
    shutil.copytree(base, place / "archive")
    verb.prepare(place / "archive")
    process = begin(place / "archive", verb.arguments)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=at)
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
    process.communicate()
    done = run(place / "archive", verb.arguments)
    return result(place, verb), done.stdout, done.returncode


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--archive", type=Path)
    options = parser.parse_args()
    draw, bad = random.Random(options.seed), 0
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        base = options.archive or top / "base"
        if options.archive is None:
            done = run(base, ("demo", "--no-serve", "--days", "2"))
            assert done.returncode == 0, done.stdout
        wanted: dict[str, tuple[dict[str, object], int, float]] = {}
        for number in range(options.kills):
            verb = VERBS[number % len(VERBS)]
            place = top / f"{number}"
            place.mkdir()
            (place / "base").symlink_to(base)
            if verb.name not in wanted:
                (place / "whole").mkdir()
                (place / "whole" / "base").symlink_to(base)
                shutil.copytree(base, place / "whole" / "archive")
                verb.prepare(place / "whole" / "archive")
                begun = time.monotonic()
                done = run(place / "whole" / "archive", verb.arguments)
                seconds = time.monotonic() - begun
                wanted[verb.name] = result(place / "whole", verb), done.returncode, seconds
                shutil.rmtree(place / "whole")
            right, code, seconds = wanted[verb.name]
            at, group = draw.uniform(0.2, 1) * seconds, draw.random() < 0.5
            found, said, status = struck(place, base, verb, at, whole_group=group)
            faults = [
                f"{one} {name}"
                for one in right
                for name in right[one]  # type: ignore[attr-defined]
                if found.get(one, {}).get(name) != right[one][name]
            ]  # type: ignore[attr-defined,index]
            faults += [f"process {one}" for one in left_over(place)]
            is_status = status == code or (status == 0 and "repair" in verb.name)
            bad += bool(faults) or not is_status
            line = (
                f"{number:3d} {verb.name:26s} at {at / seconds:4.0%} {'group ' if group else 'parent'} status {status}"
            )
            print(f"{line} (undisturbed {code}) {'; '.join(faults) or 'as undisturbed'}", flush=True)
            if faults or not is_status:
                print("    " + "\n    ".join(said.strip().splitlines()[-3:]), flush=True)
            else:
                shutil.rmtree(place)
        print(f"{options.kills - bad} of {options.kills} as undisturbed")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
